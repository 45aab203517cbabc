//! `nslookup -type=SRV _vlmcs._tcp.DOMAIN`. The block of a record is English in every language, and so are the words
//! for what a server did instead of answering; the sentences around them are not.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::lines::{host, lines, value};
use super::{Capture, Facts};
use crate::evidence::{
    Addresses, CaptureKind, DnsReply, DnsTransport, Failure, FailureKind, Observed, Origin, Rcode, SrvAnswer,
    SrvQuestion, SrvRecord, Step,
};

/// What every KMS record is called.
pub const SERVICE: &str = "_vlmcs._tcp";

/// Reads the answers, a question each.
pub fn parse(text: &str) -> Vec<Capture> {
    let lines = lines(text);
    outputs(&lines).into_iter().filter_map(parse_one).collect()
}

fn parse_one(lines: &[String]) -> Option<Capture> {
    let name = asked_name(lines)?;
    let (records, truncated) = records(lines);
    let question = question(name, server(lines), outcome(lines, records)?);
    let facts = Facts { questions: vec![question], addresses: addresses(lines), ..Facts::default() };
    Some(Capture { kind: CaptureKind::Nslookup, truncated, facts })
}

/// The lines of each output: it begins with the server that was asked, or with the command above.
fn outputs(lines: &[String]) -> Vec<&[String]> {
    let is_server = |at: &usize| lines.get(at + 1).is_some_and(|below| below.starts_with("Address:"));
    let is_label = |at: &usize| lines.get(*at).is_some_and(|line| value(line).is_some());
    let servers = (0..lines.len()).filter(|at| is_server(at) && is_label(at));
    let mut starts: Vec<usize> = servers.map(|at| with_its_command(lines, at)).collect();
    match starts.first_mut() {
        Some(first) => *first = 0,
        None => starts.push(0),
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts.iter().zip(ends).filter_map(|(&start, end)| lines.get(start..end)).collect()
}

/// Above the server stand the command, and that the server's own name was asked for in vain.
fn with_its_command(lines: &[String], server: usize) -> usize {
    let leads_to =
        |line: &String| ["nslookup", "DNS request timed out", "timeout was"].iter().any(|w| line.contains(w));
    let above = lines.get(..server).unwrap_or_default();
    // What follows a command is its output.
    let command = above.iter().rev().take_while(|line| leads_to(line) || line.is_empty());
    let command: Vec<&String> = command.collect();
    let reach = command.iter().position(|line| line.contains("nslookup")).map_or(0, |at| at + 1);
    server - reach
}

/// A question that a tool asked, with the answer it got.
pub fn question(name: String, server: Option<IpAddr>, srv: Observed<DnsReply<SrvRecord>>) -> SrvQuestion {
    // Not every tool tells whom it asked.
    let server = SocketAddr::new(server.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), DNS_PORT);
    let answers = vec![SrvAnswer { server, srv, control: Observed::default() }];
    SrvQuestion { name, origin: Origin::Capture, answers, system: Observed::default() }
}

const DNS_PORT: u16 = 53;

/// A reply as far as a tool shows it.
pub fn reply(rcode: Rcode, records: Vec<SrvRecord>) -> Observed<DnsReply<SrvRecord>> {
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
        records_dropped: 0,
    };
    Observed::Answered { value, elapsed_us: 0 }
}

/// A question that nobody answered.
pub fn unanswered() -> Observed<DnsReply<SrvRecord>> {
    let (step, kind) = (Step::DnsQuery, FailureKind::TimedOut);
    Observed::Failed(Failure { step, kind, elapsed_us: 0, reporter: None, detail: None })
}

/// The addresses of a name as far as a tool shows them.
pub fn addresses_of(found: &[IpAddr]) -> Addresses {
    let v4: Vec<_> = found.iter().filter_map(|a| if let IpAddr::V4(a) = a { Some(*a) } else { None }).collect();
    let v6: Vec<_> = found.iter().filter_map(|a| if let IpAddr::V6(a) = a { Some(*a) } else { None }).collect();
    let mut addresses = Addresses::default();
    if !v4.is_empty() {
        addresses.ipv4 = Observed::Answered { value: v4, elapsed_us: 0 };
    }
    if !v6.is_empty() {
        addresses.ipv6 = Observed::Answered { value: v6, elapsed_us: 0 };
    }
    addresses
}

fn asked_name(lines: &[String]) -> Option<String> {
    let words = lines.iter().flat_map(|line| line.split_whitespace());
    let name = words.map(|word| word.trim_matches(['"', '\''])).find(|word| word.starts_with(SERVICE))?;
    Some(host(name.trim_end_matches([':', ',', '.'])))
}

/// `Address:` is not translated; the first is the server's, where it stands before the answer.
fn server(lines: &[String]) -> Option<IpAddr> {
    let before = lines.iter().take_while(|line| !line.contains("SRV service location"));
    before.filter_map(|line| line.strip_prefix("Address:")).find_map(|address| address.trim().parse().ok())
}

/// The records, and whether the last of them ends before its target.
fn records(lines: &[String]) -> (Vec<SrvRecord>, bool) {
    let mut records = Vec::new();
    let mut open: Option<SrvRecord> = None;
    for line in lines {
        if line.contains("SRV service location") {
            open = Some(SrvRecord { priority: 0, weight: 0, port: 0, target: String::new(), ttl_s: 0 });
        }
        let (Some(record), Some((label, value))) = (open.as_mut(), line.split_once('=')) else { continue };
        match label.trim() {
            "priority" => record.priority = value.trim().parse().unwrap_or(0),
            "weight" => record.weight = value.trim().parse().unwrap_or(0),
            "port" => record.port = value.trim().parse().unwrap_or(0),
            "svr hostname" => {
                record.target = host(value);
                records.extend(open.take());
            }
            _ => {}
        }
    }
    (records, open.is_some())
}

fn outcome(lines: &[String], records: Vec<SrvRecord>) -> Option<Observed<DnsReply<SrvRecord>>> {
    let says = |words: &str| lines.iter().any(|line| line.contains(words));
    let complains = |words: &str| lines.iter().any(|line| line.starts_with("***") && line.contains(words));
    if !records.is_empty() {
        return Some(reply(Rcode::NoError, records));
    }
    match () {
        () if complains("Non-existent domain") => Some(reply(Rcode::NxDomain, Vec::new())),
        () if complains("Query refused") => Some(reply(Rcode::Refused, Vec::new())),
        () if complains("Server failed") => Some(reply(Rcode::ServFail, Vec::new())),
        // Of a name without such a record, the zone's SOA is shown instead.
        () if says("primary name server") || complains("(SRV)") => Some(reply(Rcode::NoError, Vec::new())),
        () if says("DNS request timed out") || complains("No response from server") => Some(unanswered()),
        () => None,
    }
}

/// `NAME  internet address = ADDRESS`, and `AAAA IPv6 address`.
fn addresses(lines: &[String]) -> Vec<(String, Addresses)> {
    let mut found: Vec<(String, Vec<IpAddr>)> = Vec::new();
    for line in lines {
        let Some((label, address)) = line.split_once('=') else { continue };
        let is_address = label.contains("internet address") || label.contains("IPv6 address");
        let (Some(name), Ok(address)) = (label.split_whitespace().next(), address.trim().parse()) else { continue };
        if !is_address {
            continue;
        }
        match found.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, addresses)) => addresses.push(address),
            None => found.push((host(name), vec![address])),
        }
    }
    found.into_iter().map(|(name, found)| (name, addresses_of(&found))).collect()
}
