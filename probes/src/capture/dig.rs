//! `dig SRV _vlmcs._tcp.DOMAIN` and `host -t SRV …`, of BIND: in no language but English.

use std::net::IpAddr;

use super::by_name::{ByName, MOST_VALUES};
use super::dns_words::{self, HEAD_OF_DIG as HEAD};
use super::lines::{Lines, host};
use super::nslookup::{named, question, reply, unanswered};
use super::{Capture, Facts, Text, few};
use crate::evidence::{CaptureKind, DnsReply, KMS_SERVICE, Observed, Rcode, SrvRecord};

/// Reads the outputs, each from its command, its banner or its head on.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    few(lines.parts(starts(lines)).filter_map(parse_one))
}

/// The first takes all before it. A command begins one, and so does the banner or the head of one
/// that stands under no command of its own.
fn starts(lines: Lines<'_>) -> Vec<usize> {
    let mut starts = vec![0];
    let mut has_begun = false;
    let mut is_over = false;
    for (at, line) in lines.iter().enumerate() {
        let begins = names_tool(line) || is_over && (line.contains(BANNER) || line.contains(HEAD));
        if begins && has_begun {
            starts.push(at);
        }
        let is_head = line.contains(HEAD);
        has_begun |= begins || is_head || line.contains(BANNER);
        is_over = is_head || !begins && (is_over || line.contains(SILENCE));
    }
    starts
}

const BANNER: &str = "<<>> DiG ";
const SERVER: &str = ";; SERVER: ";
const TROUBLE: &str = ";; communications error to ";
const SILENCE: &str = "no servers could be reached";

/// A command, and not the banner that repeats it.
fn names_tool(line: &str) -> bool {
    let mut words = line.split_whitespace().map(|word| word.trim_start_matches(['$', '#', '>']));
    !line.contains(BANNER)
        && line.contains(KMS_SERVICE)
        && words.any(|word| word == "dig" || word == "host")
}

fn parse_one(lines: Lines<'_>) -> Option<Capture> {
    let mut found = Questions::default();
    for line in lines.iter() {
        found.take(line);
    }
    let outcome = found.outcome(lines)?;
    let (name, server) = (found.name?, found.server);
    let truncated = found.addresses.has_more;
    let questions = vec![question(name, server, outcome)];
    let facts = Facts { questions, addresses: named(found.addresses), ..Facts::default() };
    Some(Capture { kind: CaptureKind::Dig, truncated, facts })
}

#[derive(Default)]
struct Questions {
    name: Option<String>,
    server: Option<IpAddr>,
    /// Whether anything says that it is one of these tools.
    is_of_tool: bool,
    rcode: Option<Rcode>,
    records: Vec<SrvRecord>,
    dropped: u32,
    addresses: ByName<IpAddr>,
}

impl Questions {
    fn take(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().take(MOST_WORDS).collect();
        self.take_name(&words);
        if line.contains(HEAD) {
            self.rcode = dns_words::of_dig(line);
        }
        if let Some(server) = line.strip_prefix(SERVER).or_else(|| line.strip_prefix(TROUBLE)) {
            self.server = server.split('#').next().and_then(|address| address.trim().parse().ok());
        }
        self.is_of_tool |= line.contains(BANNER) || line.contains(HEAD) || names_tool(line);
        if let Some(record) = srv(&words).or_else(|| self.in_short(&words)) {
            self.keep(record);
        } else if let [owner, _, "IN", "A" | "AAAA", address] = words.as_slice() {
            if let Ok(address) = address.parse() {
                self.addresses.add(owner, address);
            }
        } else if let [owner, "has", "address", address]
        | [owner, "has", "IPv6", "address", address] = words.as_slice()
            && let Ok(address) = address.parse()
        {
            self.addresses.add(owner, address);
        }
    }

    /// The first that is asked for; the question has a semicolon before it.
    fn take_name(&mut self, words: &[&str]) {
        if self.name.is_some() {
            return;
        }
        let bare = words.iter().map(|word| word.trim_matches([';', '"', '\'']));
        let is_kms = |word: &&str| {
            let start = word.get(..KMS_SERVICE.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(KMS_SERVICE))
        };
        self.name = bare.into_iter().find(is_kms).map(host);
    }

    /// `+short`: the record's data alone, under the command.
    fn in_short(&self, words: &[&str]) -> Option<SrvRecord> {
        let [priority, weight, port, target] = *words else { return None };
        let is_told = self.is_of_tool && self.name.is_some() && target.ends_with('.');
        is_told.then(|| record([priority, weight, port, target], "0")).flatten()
    }

    fn keep(&mut self, record: SrvRecord) {
        match self.records.len() < MOST_VALUES {
            true => self.records.push(record),
            false => self.dropped = self.dropped.saturating_add(1),
        }
    }

    fn outcome(&mut self, lines: Lines<'_>) -> Option<Observed<DnsReply<SrvRecord>>> {
        let says = |words: &str| lines.iter().any(|line| line.contains(words));
        let records = std::mem::take(&mut self.records);
        let without_record = || says("has no SRV record").then_some(Rcode::NoError);
        let by_host = || lines.iter().find_map(dns_words::of_host).or_else(without_record);
        if !records.is_empty() {
            return Some(reply(Rcode::NoError, records, self.dropped));
        }
        if let Some(rcode) = self.rcode.or_else(by_host) {
            return Some(reply(rcode, Vec::new(), 0));
        }
        (self.is_of_tool && says(SILENCE)).then(unanswered)
    }
}

/// As many words of a line are looked at.
const MOST_WORDS: usize = 24;

/// `NAME TTL IN SRV 0 0 1688 HOST`, `NAME has SRV record 0 0 1688 HOST`, and of `+short` the last
/// four alone.
fn srv(words: &[&str]) -> Option<SrvRecord> {
    let is_kms = |owner: &str| owner.to_ascii_lowercase().starts_with(KMS_SERVICE);
    match *words {
        [owner, ttl, "IN", "SRV", p, w, port, target] if is_kms(owner) => {
            record([p, w, port, target], ttl)
        }
        [owner, "has", "SRV", "record", p, w, port, target] if is_kms(owner) => {
            record([p, w, port, target], "0")
        }
        _ => None,
    }
}

fn record([priority, weight, port, target]: [&str; 4], ttl: &str) -> Option<SrvRecord> {
    let target = if target == "." { target.to_owned() } else { host(target) };
    let (priority, weight) = (priority.parse().ok()?, weight.parse().ok()?);
    let port = port.parse().ok()?;
    Some(SrvRecord { priority, weight, port, target, ttl_s: ttl.parse().unwrap_or(0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name, the server, what came of it, and the hosts that are named.
    fn told(text: &str) -> Vec<String> {
        let captures = parse(&Text::of(text)).into_iter();
        let of = |question: crate::evidence::SrvQuestion| {
            let answer = &question.answers[0];
            let outcome = match &answer.srv {
                Observed::Answered { value, .. } => {
                    let records = value.records.iter();
                    let hosts = records.map(|record| format!(" {}:{}", record.target, record.port));
                    format!("{:?}{}", value.rcode, hosts.collect::<String>())
                }
                Observed::Failed(failure) => format!("{:?}", failure.kind),
                Observed::NotAsked { .. } => "not asked".to_owned(),
            };
            format!("{} @{} {outcome}", question.name, answer.server.ip())
        };
        captures.flat_map(|capture| capture.facts.questions).map(of).collect()
    }

    const MISSING: &str = "\
; <<>> DiG 9.18.24 <<>> SRV _vlmcs._tcp.corp.example
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 44211
;; QUESTION SECTION:
;_vlmcs._tcp.corp.example.\tIN\tSRV

;; AUTHORITY SECTION:
corp.example. 3600 IN SOA dc01.corp.example. hostmaster.corp.example. 1 900 600 86400 3600

;; SERVER: 192.0.2.53#53(192.0.2.53) (UDP)
";
    const FOUND: &str = "\
$ dig @192.0.2.54 srv _VLMCS._TCP.corp2.example

; <<>> DiG 9.16.1 <<>> @192.0.2.54 srv _VLMCS._TCP.corp2.example
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; QUESTION SECTION:
;_VLMCS._TCP.corp2.example. IN SRV
;; ANSWER SECTION:
_VLMCS._TCP.corp2.example. 600 IN SRV 0 100 1688 kms1.corp2.example.
;; ADDITIONAL SECTION:
kms1.corp2.example. 600 IN A 192.0.2.21
;; SERVER: 192.0.2.54#53(192.0.2.54)
";
    const SILENT: &str = "\
; <<>> DiG 9.18.24 <<>> SRV _vlmcs._tcp.corp3.example @192.0.2.55
;; communications error to 192.0.2.55#53: timed out
;; communications error to 192.0.2.55#53: timed out
;; no servers could be reached
";

    #[test]
    fn what_a_server_did_is_read_of_each_dig() {
        let missing = "_vlmcs._tcp.corp.example @192.0.2.53 NxDomain";
        let found = "_VLMCS._TCP.corp2.example @192.0.2.54 NoError kms1.corp2.example:1688";
        let silent = "_vlmcs._tcp.corp3.example @192.0.2.55 TimedOut";
        let texts = [(MISSING, missing), (FOUND, found), (SILENT, silent)];
        for (text, wanted) in texts {
            assert_eq!(told(text), [wanted], "{text}");
        }
        let all = format!("{SILENT}\n{MISSING}\n{FOUND}\n{MISSING}");
        assert_eq!(told(&all), [silent, missing, found, missing]);
    }

    #[test]
    fn short_answers_and_those_of_host_are_read_too() {
        let any = "_vlmcs._tcp.corp.example @0.0.0.0";
        for (text, wanted) in [
            (
                "$ dig +short srv _vlmcs._tcp.corp.example\n0 0 1688 kms1.corp.example.\n",
                "NoError kms1.corp.example:1688",
            ),
            (
                "_vlmcs._tcp.corp.example has SRV record 0 0 1688 kms1.corp.example.",
                "NoError kms1.corp.example:1688",
            ),
            ("Host _vlmcs._tcp.corp.example not found: 3(NXDOMAIN)", "NxDomain"),
            ("_vlmcs._tcp.corp.example has no SRV record", "NoError"),
        ] {
            assert_eq!(told(text), [format!("{any} {wanted}")], "{text}");
        }
        // Of BIND's nslookup, and a record of something else.
        for text in [
            ";; connection timed out; no servers could be reached: _vlmcs._tcp.corp.example",
            "_ldap._tcp.corp.example. 600 IN SRV 0 100 389 dc1.corp.example.",
        ] {
            assert_eq!(told(text), Vec::<String>::new(), "{text}");
        }
    }
}
