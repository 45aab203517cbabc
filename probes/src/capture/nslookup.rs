//! `nslookup -type=SRV _vlmcs._tcp.DOMAIN`. The block of a record is English in every language, and
//! so are the words for what a server did instead of answering; the sentences around them are not.
//! BIND's nslookup, under the same name, prints a record on one line and its own complaints.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::by_name::{ByName, MOST_VALUES};
use super::lines::{Lines, host, value};
use super::{Capture, Facts, Text, dns_words, few, home_routers};
use crate::evidence::{
    Addresses, CaptureKind, DnsReply, Failure, FailureKind, KMS_SERVICE, Observed, Origin, Rcode,
    SrvAnswer, SrvQuestion, SrvRecord, Step,
};

/// Reads the answers, a question each.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    few(lines.parts(starts(lines)).filter_map(parse_one))
}

fn parse_one(lines: Lines<'_>) -> Option<Capture> {
    let Some(name) = asked_name(lines) else { return silent(lines) };
    let (records, records_dropped, truncated) = records(lines);
    let mut question = question(name, server(lines), outcome(lines, records, records_dropped)?);
    let is_home_router = is_of_home_router(lines);
    question.answers.iter_mut().for_each(|answer| answer.is_home_router = is_home_router);
    let addresses = addresses(lines);
    let truncated = truncated || addresses.has_more;
    let facts =
        Facts { questions: vec![question], addresses: named(addresses), ..Facts::default() };
    Some(Capture { kind: CaptureKind::Nslookup, truncated, facts })
}

/// Nobody answered, and both the question and the server were left out: it is known, and tells of
/// no name. Where a server is told, the look-up of a name tells that it is silent.
fn silent(lines: Lines<'_>) -> Option<Capture> {
    let is_silence = |line: &str| line.trim() == "DNS request timed out.";
    lines.position(is_silence).filter(|_| server(lines).is_none())?;
    Some(Capture { kind: CaptureKind::Nslookup, truncated: true, facts: Facts::default() })
}

/// Where each output begins: with the server that was asked, or with the command above. The first
/// takes all before it.
fn starts(lines: Lines<'_>) -> Vec<usize> {
    let mut starts = vec![0];
    let mut above = Above::default();
    let mut is_first = true;
    let mut lines = lines.iter().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let is_server = lines.peek().is_some_and(|(_, below)| below.starts_with("Address:"))
            && value(line).is_some();
        if is_server && !std::mem::take(&mut is_first) {
            starts.push(above.command.unwrap_or(at));
        }
        above.pass(at, line);
    }
    starts
}

/// Above the server stand the command, and that the server's own name was asked for in vain.
#[derive(Default)]
struct Above {
    /// The last command, if nothing but that follows it.
    command: Option<usize>,
}

impl Above {
    fn pass(&mut self, at: usize, line: &str) {
        if line.contains("nslookup") {
            self.command = Some(at);
        } else if !(line.is_empty()
            || line.contains("DNS request timed out")
            || line.contains("timeout was"))
        {
            // What follows a command is its output.
            self.command = None;
        }
    }
}

/// A question that a tool asked, with the answer it got.
pub fn question(
    name: String,
    server: Option<IpAddr>,
    srv: Observed<DnsReply<SrvRecord>>,
) -> SrvQuestion {
    // Not every tool tells whom it asked.
    let server = SocketAddr::new(server.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), DNS_PORT);
    let answers = vec![SrvAnswer {
        server,
        srv,
        control: Observed::default(),
        serves_names: false,
        is_home_router: false,
    }];
    SrvQuestion { name, origin: Origin::Capture, answers, system: Observed::default() }
}

const DNS_PORT: u16 = 53;

/// A reply as far as a tool shows it.
pub fn reply(
    rcode: Rcode,
    records: Vec<SrvRecord>,
    records_dropped: u32,
) -> Observed<DnsReply<SrvRecord>> {
    let value = DnsReply { records, records_dropped, ..DnsReply::told(rcode) };
    Observed::Answered { value, elapsed_us: 0 }
}

/// A question that nobody answered.
pub fn unanswered() -> Observed<DnsReply<SrvRecord>> {
    let (step, kind) = (Step::DnsQuery, FailureKind::TimedOut);
    Observed::Failed(Failure {
        step,
        kind,
        elapsed_us: 0,
        reporter: None,
        detail: None,
        flow: None,
    })
}

/// The addresses of a name as far as a tool shows them.
fn addresses_of(found: &[IpAddr]) -> Addresses {
    let v4: Vec<_> =
        found.iter().filter_map(|a| if let IpAddr::V4(a) = a { Some(*a) } else { None }).collect();
    let v6: Vec<_> =
        found.iter().filter_map(|a| if let IpAddr::V6(a) = a { Some(*a) } else { None }).collect();
    let mut addresses = Addresses::default();
    if !v4.is_empty() {
        addresses.ipv4 = Observed::Answered { value: v4, elapsed_us: 0 };
    }
    if !v6.is_empty() {
        addresses.ipv6 = Observed::Answered { value: v6, elapsed_us: 0 };
    }
    addresses
}

/// What was found for each name.
pub fn named(found: ByName<IpAddr>) -> Vec<(String, Addresses)> {
    found.into_iter().map(|found| (found.name, addresses_of(&found.values))).collect()
}

fn asked_name(lines: Lines<'_>) -> Option<String> {
    let words = lines.iter().flat_map(str::split_whitespace);
    let name = words
        .map(|word| word.trim_matches(['"', '\'']))
        .find(|word| word.starts_with(KMS_SERVICE))?;
    Some(host(name.trim_end_matches([':', ',', '.'])))
}

/// `Address:` is not translated; the first is the server's, where it stands before the answer.
fn server(lines: Lines<'_>) -> Option<IpAddr> {
    let before = lines
        .iter()
        .take_while(|line| !line.contains("SRV service location") && !line.contains(ON_ONE_LINE));
    before
        .filter_map(|line| line.strip_prefix("Address:"))
        .find_map(|address| address.trim().split('#').next()?.parse().ok())
}

/// Whether the server, above its address or where it complains, has such a router's name.
fn is_of_home_router(lines: Lines<'_>) -> bool {
    let below = lines.iter().skip(1).chain([""]);
    let named = lines.iter().zip(below).filter(|(line, below)| {
        line.trim_start().starts_with("**") || below.starts_with("Address")
    });
    named.flat_map(|(line, _)| line.split_whitespace()).any(home_routers::has)
}

/// The records, how many there were besides, and whether the last of them ends before its target.
fn records(lines: Lines<'_>) -> (Vec<SrvRecord>, u32, bool) {
    let mut records = Vec::new();
    let mut dropped = 0_u32;
    let mut open: Option<SrvRecord> = None;
    for line in lines.iter() {
        match on_one_line(line) {
            Some(record) if records.len() < MOST_VALUES => records.push(record),
            Some(_) => dropped = dropped.saturating_add(1),
            None => {}
        }
        if line.contains("SRV service location") {
            open = Some(SrvRecord {
                priority: 0,
                weight: 0,
                port: 0,
                target: String::new(),
                ttl_s: 0,
            });
        }
        let (Some(record), Some((label, value))) = (open.as_mut(), line.split_once('=')) else {
            continue;
        };
        match label.trim() {
            "priority" => record.priority = value.trim().parse().unwrap_or(0),
            "weight" => record.weight = value.trim().parse().unwrap_or(0),
            "port" => record.port = value.trim().parse().unwrap_or(0),
            "svr hostname" if records.len() >= MOST_VALUES => {
                dropped = dropped.saturating_add(1);
                open = None;
            }
            "svr hostname" => {
                record.target = host(value);
                records.extend(open.take());
            }
            _ => {}
        }
    }
    (records, dropped, open.is_some())
}

/// How BIND's nslookup prints a record, behind the name: `service = 0 0 1688 kms1.corp.example.`
const ON_ONE_LINE: &str = "service = ";

fn on_one_line(line: &str) -> Option<SrvRecord> {
    let (_, record) = line.split_once(ON_ONE_LINE)?;
    let mut fields = record.split_whitespace();
    let mut number = || fields.next()?.parse::<u16>().ok();
    let (priority, weight, port) = (number()?, number()?, number()?);
    let target = host(fields.next()?);
    Some(SrvRecord { priority, weight, port, target, ttl_s: 0 })
}

fn outcome(
    lines: Lines<'_>,
    records: Vec<SrvRecord>,
    dropped: u32,
) -> Option<Observed<DnsReply<SrvRecord>>> {
    let says = |words: &str| lines.iter().any(|line| line.contains(words));
    let starred = || lines.iter().filter(|line| line.trim_start().starts_with("**"));
    let complains = |words: &str| starred().any(|line| line.contains(words));
    let told = |rcode| starred().any(|line| dns_words::of_nslookup(line) == Some(rcode));
    if !records.is_empty() {
        return Some(reply(Rcode::NoError, records, dropped));
    }
    let failures = [Rcode::NxDomain, Rcode::Refused, Rcode::ServFail];
    if let Some(rcode) = failures.into_iter().find(|rcode| told(*rcode)) {
        return Some(reply(rcode, Vec::new(), 0));
    }
    match () {
        // Of a name without such a record, the zone's SOA is shown instead.
        () if says("primary name server") || complains("(SRV)") || told(Rcode::NoError) => {
            Some(reply(Rcode::NoError, Vec::new(), 0))
        }
        () if says("DNS request timed out")
            || complains("No response from server")
            || says("no servers could be reached") =>
        {
            Some(unanswered())
        }
        () => None,
    }
}

/// `NAME  internet address = ADDRESS`, and `AAAA IPv6 address`.
fn addresses(lines: Lines<'_>) -> ByName<IpAddr> {
    let mut found = ByName::default();
    for line in lines.iter() {
        let Some((label, address)) = line.split_once('=') else { continue };
        let is_address = label.contains("internet address") || label.contains("IPv6 address");
        let (Some(name), Ok(address)) = (label.split_whitespace().next(), address.trim().parse())
        else {
            continue;
        };
        if is_address {
            found.add(name, address);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What came of each question, and how many records.
    fn told(text: &str) -> Vec<(String, String, usize)> {
        let captures = parse(&Text::of(text)).into_iter();
        let questions = captures.flat_map(|capture| capture.facts.questions);
        let answer = |question: &SrvQuestion| match &question.answers[0].srv {
            Observed::Answered { value, .. } => (format!("{:?}", value.rcode), value.records.len()),
            Observed::Failed(failure) => (format!("{:?}", failure.kind), 0),
            Observed::NotAsked { .. } => ("not asked".to_owned(), 0),
        };
        questions
            .map(|question| {
                let (outcome, records) = answer(&question);
                (question.name, outcome, records)
            })
            .collect()
    }

    #[test]
    fn what_a_server_did_is_read_of_each_nslookup() {
        const NAME: &str = "_vlmcs._tcp.corp.example";
        let windows = "Server:  UnKnown\nAddress:  192.0.2.53\n\n";
        let bind = "Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\n";
        let timed_out = "DNS request timed out.\n    timeout was 2 seconds.\n";
        for (head, body, outcome, records) in [
            (windows, "*** UnKnown can't find NAME: Non-existent domain", "NxDomain", 0),
            (
                windows,
                "*** NAME wurde von UnKnown nicht gefunden: Non-existent domain.",
                "NxDomain",
                0,
            ),
            (windows, "*** UnKnown ne parvient pas à trouver NAME : Server failed", "ServFail", 0),
            (windows, "*** dns1 не удалось найти NAME: Query refused", "Refused", 0),
            (windows, "*** No service location (SRV) records available for NAME", "NoError", 0),
            (timed_out, "*** Request to UnKnown timed-out NAME", "TimedOut", 0),
            (bind, "** server can't find NAME: NXDOMAIN", "NxDomain", 0),
            (bind, "** server can't find NAME: SERVFAIL", "ServFail", 0),
            (bind, "** server can't find NAME: REFUSED", "Refused", 0),
            (bind, "*** Can't find NAME: No answer", "NoError", 0),
            (
                "$ nslookup -type=SRV NAME\n",
                ";; connection timed out; no servers could be reached",
                "TimedOut",
                0,
            ),
            (
                bind,
                "NAME\tservice = 0 0 1688 kms1.corp.example.\n\
                 NAME\tservice = 10 5 1688 kms2.corp.example.",
                "NoError",
                2,
            ),
        ] {
            let text = format!("{head}{body}\n").replace("NAME", NAME);
            let wanted = vec![(NAME.to_owned(), outcome.to_owned(), records)];
            assert_eq!(told(&text), wanted, "{text}");
        }
    }

    #[test]
    fn a_record_on_one_line_is_read_whole() {
        let record = on_one_line("x service = 10 5 1689 kms2.corp.example.").unwrap();
        let told = (record.priority, record.weight, record.port, record.target.as_str());
        assert_eq!(told, (10, 5, 1689, "kms2.corp.example"));
        assert_eq!(on_one_line("x service = 10 5 kms2.corp.example."), None);
    }
}
