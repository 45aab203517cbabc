//! `nslookup -type=SRV _vlmcs._tcp.DOMAIN`. The block of a record is English in every language, and
//! so are the words for what a server did instead of answering; the sentences around them are not.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::by_name::{ByName, MOST_VALUES};
use super::lines::{Lines, host, value};
use super::{Capture, Facts, Text, few};
use crate::evidence::{
    Addresses, CaptureKind, DnsReply, DnsTransport, Failure, FailureKind, KMS_SERVICE, Observed,
    Origin, Rcode, SrvAnswer, SrvQuestion, SrvRecord, Step,
};

/// Reads the answers, a question each.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    few(lines.parts(starts(lines)).filter_map(parse_one))
}

fn parse_one(lines: Lines<'_>) -> Option<Capture> {
    let name = asked_name(lines)?;
    let (records, records_dropped, truncated) = records(lines);
    let question = question(name, server(lines), outcome(lines, records, records_dropped)?);
    let addresses = addresses(lines);
    let truncated = truncated || addresses.has_more;
    let facts =
        Facts { questions: vec![question], addresses: named(addresses), ..Facts::default() };
    Some(Capture { kind: CaptureKind::Nslookup, truncated, facts })
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
    let answers = vec![SrvAnswer { server, srv, control: Observed::default() }];
    SrvQuestion { name, origin: Origin::Capture, answers, system: Observed::default() }
}

const DNS_PORT: u16 = 53;

/// A reply as far as a tool shows it.
pub fn reply(
    rcode: Rcode,
    records: Vec<SrvRecord>,
    records_dropped: u32,
) -> Observed<DnsReply<SrvRecord>> {
    let value = DnsReply {
        rcode,
        transport: DnsTransport::Udp,
        authoritative: false,
        recursion_available: false,
        size_bytes: 0,
        soa: None,
        aliases: Vec::new(),
        extended_errors: Vec::new(),
        records,
        records_dropped,
        from: None,
    };
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
pub fn addresses_of(found: &[IpAddr]) -> Addresses {
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
    let before = lines.iter().take_while(|line| !line.contains("SRV service location"));
    before
        .filter_map(|line| line.strip_prefix("Address:"))
        .find_map(|address| address.trim().parse().ok())
}

/// The records, how many there were besides, and whether the last of them ends before its target.
fn records(lines: Lines<'_>) -> (Vec<SrvRecord>, u32, bool) {
    let mut records = Vec::new();
    let mut dropped = 0_u32;
    let mut open: Option<SrvRecord> = None;
    for line in lines.iter() {
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

fn outcome(
    lines: Lines<'_>,
    records: Vec<SrvRecord>,
    dropped: u32,
) -> Option<Observed<DnsReply<SrvRecord>>> {
    let says = |words: &str| lines.iter().any(|line| line.contains(words));
    let complains =
        |words: &str| lines.iter().any(|line| line.starts_with("***") && line.contains(words));
    if !records.is_empty() {
        return Some(reply(Rcode::NoError, records, dropped));
    }
    match () {
        () if complains("Non-existent domain") => Some(reply(Rcode::NxDomain, Vec::new(), 0)),
        () if complains("Query refused") => Some(reply(Rcode::Refused, Vec::new(), 0)),
        () if complains("Server failed") => Some(reply(Rcode::ServFail, Vec::new(), 0)),
        // Of a name without such a record, the zone's SOA is shown instead.
        () if says("primary name server") || complains("(SRV)") => {
            Some(reply(Rcode::NoError, Vec::new(), 0))
        }
        () if says("DNS request timed out") || complains("No response from server") => {
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
