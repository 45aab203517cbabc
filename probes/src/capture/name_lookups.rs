//! Names that were looked up for their addresses: by `nslookup`, `dig`, `host`, `Resolve-DnsName`,
//! or by a tool that had to, such as `ping`. Whether somebody replies to a ping says nothing of a
//! port; that the name led somewhere does, and who replies is up.

mod command;
mod lines;

use std::collections::HashMap;
use std::net::IpAddr;

use self::command::{Asked, Tool};
use super::by_name::{ByName, MOST_NAMES};
use super::lines::{host, value};
use super::nslookup::named;
use super::{Capture, Facts, Text, dns_words};
use crate::evidence::{
    Addresses, CaptureKind, Failure, FailureKind, Observed, Rcode, ResolvedBy, Step,
};

/// Reads every look-up in a text.
pub fn parse(text: &Text) -> Vec<Capture> {
    let mut found = LookUps::default();
    let mut lines = text.lines().iter().peekable();
    while let Some(line) = lines.next() {
        found.take(line, lines.peek().copied().unwrap_or_default());
    }
    found.capture().into_iter().collect()
}

#[derive(Default)]
struct LookUps<'a> {
    asked: Option<Asked<'a>>,
    server: Server<'a>,
    /// The name whose addresses follow.
    named: Option<&'a str>,
    /// What dig says of its answer, and whether that is empty.
    rcode: Option<FailureKind>,
    /// The name in the error above the error's id.
    refused: Option<&'a str>,
    resolved: ByName<IpAddr>,
    /// The servers that gave an address.
    answering: Vec<IpAddr>,
    /// The servers that told their own name, which may be of a zone that others serve.
    up: Vec<IpAddr>,
    /// The servers that answered nothing, not even for their own name.
    silent: Vec<IpAddr>,
    /// A question was waited for in vain.
    has_waited: bool,
    /// dig names its server below what that gave.
    has_given: bool,
    /// Who replied to a ping.
    pinged: Vec<IpAddr>,
    /// Whom the last ping was for.
    pinging: Option<IpAddr>,
    /// Of whom a router said that nobody is there.
    absent: Vec<(IpAddr, IpAddr)>,
    nowhere: HashMap<String, (String, Failure)>,
}

/// The server that nslookup asks, and how its language calls one.
#[derive(Default)]
struct Server<'a> {
    label: Option<&'a str>,
    name: &'a str,
    address: Option<IpAddr>,
    is_silent: bool,
    /// It told its own name, which nslookup asks for first.
    is_named_by_itself: bool,
}

impl<'a> LookUps<'a> {
    fn take(&mut self, line: &'a str, below: &'a str) {
        if let Some(asked) = Asked::of_command(line) {
            self.begin(asked);
            return;
        }
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.tool == Tool::Nslookup) {
            asked.go_on(line);
        }
        self.nslookup(line, below);
        self.dig(line);
        self.resolve_dns_name(line);
        self.ping(line);
        self.reply(line);
        if let Some(name) = lines::unresolved_by_connection(line) {
            self.lead_nowhere(name, FailureKind::Untold);
        }
    }

    fn begin(&mut self, asked: Asked<'a>) {
        self.server = Server::default();
        (self.named, self.rcode, self.refused) = (None, None, None);
        self.asked = Some(asked);
    }

    /// The name that the last command asks for, where it is of that tool.
    fn asked_by(&self, tool: Tool) -> Option<&'a str> {
        self.asked.as_ref().filter(|asked| asked.tool == tool)?.name
    }

    fn nslookup(&mut self, line: &'a str, below: &'a str) {
        if self.address_of_name(line) {
            return;
        }
        self.named = None;
        self.server.is_silent |= line.contains("DNS request timed out");
        if let Some(name) = value(line).filter(|_| below.starts_with("Address")) {
            self.pair(line, name, below);
        } else if line.trim_start().starts_with("**") {
            self.complaint(line);
        }
    }

    /// `Address:  ADDRESS`, and below `Addresses:` one a line.
    fn address_of_name(&mut self, line: &'a str) -> bool {
        let Some(name) = self.named else { return false };
        let text = if line.starts_with("Address") { value(line) } else { Some(line) };
        let address = text.unwrap_or_default().trim().split('#').next().unwrap_or_default();
        let Ok(address) = address.parse() else { return false };
        self.resolved.add(name, address);
        self.give(self.server.address);
        true
    }

    fn give(&mut self, server: Option<IpAddr>) {
        add(&mut self.answering, server);
    }

    /// The server and its address, or a name and its own: in one language they have two labels.
    fn pair(&mut self, line: &'a str, name: &'a str, below: &str) {
        let label = line.split(':').next().map(str::trim);
        let is_asked = self.asked_by(Tool::Nslookup).is_some_and(|asked| lines::is(name, asked));
        // In a session of its own it is called the default one first.
        let is_again = !self.server.name.is_empty() && lines::is(name, self.server.name);
        let is_server = is_again || self.server.label.is_none_or(|known| label == Some(known));
        if is_server && !is_asked {
            self.server = self.server_below(label, name.trim(), below);
            if self.server.is_named_by_itself {
                add(&mut self.up, self.server.address);
            }
        } else if self.asked.as_ref().is_none_or(|asked| asked.name.is_some()) {
            self.named = lines::host_in(name);
        }
    }

    /// A session shows its server again, above each answer.
    fn server_below(&self, label: Option<&'a str>, name: &'a str, below: &str) -> Server<'a> {
        let address = value(below).and_then(|at| at.trim().split('#').next()?.parse().ok());
        let was_silent = self.server.name.is_empty() && self.server.is_silent;
        let is_of_command = self.asked.as_ref().is_some_and(|asked| asked.is_of(name));
        let is_told = address.is_some() && lines::host_in(name).is_some() && name != UNNAMED;
        let is_named_by_itself = is_told && !was_silent && !is_of_command;
        Server { label, name, address, is_silent: false, is_named_by_itself }
    }

    /// `*** SERVER can't find NAME: Non-existent domain`, in any order of words and any
    /// language but for the end.
    fn complaint(&mut self, line: &'a str) {
        let untold = self.server.is_silent.then_some(FailureKind::TimedOut);
        if untold.is_some() {
            self.wait_in_vain();
        }
        let Some(kind) = lines::complaint(line).or(untold) else { return };
        let told = || lines::hosts(line).find(|name| !lines::is(name, self.server.name));
        if line.contains(crate::evidence::KMS_SERVICE) {
            return;
        }
        let controllers = lines::controllers_in(line);
        if let Some(name) = controllers.or_else(|| self.asked_by(Tool::Nslookup)).or_else(told) {
            self.lead_nowhere(name, kind);
        }
    }

    /// Of a record that is no address, the question itself tells of the silence.
    fn wait_in_vain(&mut self) {
        let is_of_record = self.asked.as_ref().is_some_and(|asked| asked.name.is_none());
        if !is_of_record {
            add(&mut self.silent, self.server.address);
        }
        self.has_waited |= self.server.is_named_by_itself || !is_of_record;
    }

    fn dig(&mut self, line: &'a str) {
        let words: Vec<&str> = line.split_whitespace().take(MOST_WORDS).collect();
        if line.starts_with(dns_words::HEAD_OF_DIG) {
            let failed = |rcode: &Rcode| *rcode != Rcode::NoError;
            self.rcode = dns_words::of_dig(line).filter(failed).and_then(lines::why);
        } else if line.starts_with(";; flags:") && line.contains("ANSWER: 0,") {
            self.rcode = self.rcode.or(Some(FailureKind::NoData));
        } else if let [question, "IN", "A"] = *words.as_slice()
            && let Some(name) = question.strip_prefix(';').and_then(lines::host_in)
        {
            let kind = self.rcode.take();
            self.lead_nowhere_if(kind.map(|kind| (kind, name)));
        } else if let ["Host", name, "not", "found:", _] = *words.as_slice() {
            let kind = dns_words::of_host(line).and_then(lines::why);
            self.lead_nowhere_if(kind.zip(lines::host_in(name)));
        } else if let Some((name, address)) = lines::record(&words) {
            self.resolved.add(name, address);
            self.has_given = true;
        } else if let [";;", "SERVER:", server, ..] = *words.as_slice() {
            let server = server.split('#').next().and_then(|server| server.parse().ok());
            let has_given = std::mem::take(&mut self.has_given);
            self.give(server.filter(|_| has_given));
        }
    }

    /// The error names what was asked, and below it its id tells why.
    fn resolve_dns_name(&mut self, line: &'a str) {
        if let Some((name, message)) = lines::resolve_error(line) {
            self.refused = Some(name);
            if dns_words::says_missing(message) {
                self.lead_nowhere(name, FailureKind::NameNotFound);
            }
        }
        let is_id = line.contains("FullyQualifiedErrorId") && line.contains("ResolveDnsName");
        if let Some(name) = self.refused.filter(|_| is_id) {
            let kind = dns_words::of_error_id(line).and_then(lines::why);
            self.lead_nowhere(name, kind.unwrap_or(FailureKind::TimedOut));
            self.refused = None;
        }
    }

    fn ping(&mut self, line: &'a str) {
        let asked = self.asked_by(Tool::Ping);
        if let Some((name, address)) = lines::pinged(line, asked.is_some()) {
            self.pinging = Some(address);
            // It shows the end of an alias.
            self.resolved.add(asked.unwrap_or(name), address);
            if asked.is_some_and(|asked| !lines::is(name, asked)) {
                self.resolved.add(name, address);
            }
        } else if let Some(name) = lines::not_pinged(line, asked) {
            self.lead_nowhere(name, FailureKind::Untold);
        }
        if asked.is_some() && !line.trim().is_empty() {
            self.asked = None;
        }
    }

    fn reply(&mut self, line: &str) {
        let told = self.pinging.zip(lines::says_absent(line));
        if let Some(told) = told.filter(|told| !self.absent.contains(told)) {
            self.absent.extend(Some(told).filter(|_| self.absent.len() < MOST_NAMES));
        }
        let Some(address) = lines::replied(line) else { return };
        if self.pinged.len() < MOST_NAMES && !self.pinged.contains(&address) {
            self.pinged.push(address);
        }
    }

    fn lead_nowhere_if(&mut self, told: Option<(FailureKind, &str)>) {
        if let Some((kind, name)) = told {
            self.lead_nowhere(name, kind);
        }
    }

    /// What says why counts before what does not.
    fn lead_nowhere(&mut self, name: &str, kind: FailureKind) {
        let key = name.to_ascii_lowercase();
        let is_told = self.nowhere.get(&key).is_some_and(|(_, known)| {
            known.kind != FailureKind::Untold || kind == FailureKind::Untold
        });
        if is_told || self.nowhere.len() >= MOST_NAMES {
            return;
        }
        let reporter = self.server.address.map(|server| server.to_string());
        let (step, elapsed_us) = (Step::Resolve, 0);
        let failure = Failure { step, kind, elapsed_us, reporter, detail: None, flow: None };
        self.nowhere.insert(key, (host(name), failure));
    }

    fn capture(self) -> Option<Capture> {
        let truncated = self.resolved.has_more;
        let mut addresses = named(self.resolved);
        let mut nowhere: Vec<_> = self.nowhere.into_values().collect();
        nowhere.sort_by(|(one, _), (other, _)| one.cmp(other));
        addresses
            .extend(nowhere.into_iter().map(|(name, failure)| (name, leading_nowhere(failure))));
        let is_told = !addresses.is_empty() || !self.pinged.is_empty() || self.has_waited;
        let facts = Facts {
            addresses,
            answering: self.answering,
            up: self.up,
            silent: self.silent,
            pinged: self.pinged,
            absent: self.absent,
            ..Facts::default()
        };
        is_told.then_some(Capture { kind: CaptureKind::NameLookup, truncated, facts })
    }
}

fn leading_nowhere(failure: Failure) -> Addresses {
    let by = match &failure.reporter {
        Some(server) => ResolvedBy::Dns { server: server.clone() },
        None => ResolvedBy::Nothing,
    };
    Addresses { by, ipv4: Observed::Failed(failure), ..Addresses::default() }
}

/// One more server, once.
fn add(servers: &mut Vec<IpAddr>, server: Option<IpAddr>) {
    let new = server.filter(|server| !servers.contains(server));
    let is_full = servers.len() >= MOST_NAMES;
    servers.extend(new.filter(|_| !is_full));
}

/// How nslookup calls a server whose name it did not learn, in every language.
const UNNAMED: &str = "UnKnown";

/// As many words of a line are looked at.
const MOST_WORDS: usize = 24;

#[cfg(test)]
mod tests;
