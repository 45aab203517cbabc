//! `Resolve-DnsName -Type SRV`, as table, as list or as JSON. Names of properties and error ids are
//! not translated.

use std::net::IpAddr;

use super::by_name::{ByName, NamedValues};
use super::json::{Object, address, number, text};
use super::lines::{Lines, host, label_and_value};
use super::nslookup::{named, question, reply, unanswered};
use super::{Capture, Facts, Text, dns_words};
use crate::evidence::{CaptureKind, KMS_SERVICE, Rcode, SrvRecord};

/// What was found for the names.
#[derive(Default)]
struct Names {
    records: ByName<SrvRecord>,
    addresses: ByName<IpAddr>,
}

/// Reads a table or a list.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    let mut names = Names::default();
    let mut block = Block::default();
    for line in lines.iter() {
        if let Some((name, record)) = row(line) {
            names.records.add(name, record);
        }
        match label_and_value(line) {
            _ if line.is_empty() => std::mem::take(&mut block).add_to(&mut names),
            Some((label, value)) => block.take(label, value),
            None => {}
        }
    }
    block.add_to(&mut names);
    let capture = captured(names);
    let other = || failure(lines).or_else(|| in_short(lines)).or_else(|| zone_alone(lines));
    capture
        .or_else(|| other().map(|facts| Capture::whole(CaptureKind::ResolveDnsName, facts)))
        .into_iter()
        .collect()
}

/// Reads what `ConvertTo-Json` made of the records.
pub fn from_objects(objects: &[Object]) -> Option<Capture> {
    let mut names = Names::default();
    for object in objects {
        let Some(name) = text(object, "Name") else { continue };
        let small = |label| number(object, label).and_then(|value| u16::try_from(value).ok());
        if let Some(target) = text(object, "NameTarget") {
            let ttl_s = number(object, "TTL").and_then(|ttl| u32::try_from(ttl).ok()).unwrap_or(0);
            names
                .records
                .add(name, srv(target, [small("Priority"), small("Weight"), small("Port")], ttl_s));
        } else if let Some(found) =
            ["IP4Address", "IP6Address"].iter().find_map(|label| address(object, label))
        {
            names.addresses.add(name, found);
        }
    }
    captured(names)
}

/// The members of a list that are read; lists come in blocks of `label : value` with an empty line
/// between them.
#[derive(Default)]
struct Block<'a> {
    name: Option<&'a str>,
    target: Option<&'a str>,
    priority: Option<&'a str>,
    weight: Option<&'a str>,
    port: Option<&'a str>,
    ttl: Option<&'a str>,
    ipv4: Option<&'a str>,
    ipv6: Option<&'a str>,
}

impl<'a> Block<'a> {
    /// The first of a label counts.
    fn take(&mut self, label: &str, value: &'a str) {
        let place = match label {
            "Name" => &mut self.name,
            "NameTarget" => &mut self.target,
            "Priority" => &mut self.priority,
            "Weight" => &mut self.weight,
            "Port" => &mut self.port,
            "TTL" => &mut self.ttl,
            "IP4Address" => &mut self.ipv4,
            "IP6Address" => &mut self.ipv6,
            _ => return,
        };
        place.get_or_insert(value);
    }

    fn add_to(self, names: &mut Names) {
        let Some(name) = self.name else { return };
        let number = |value: Option<&str>| value.and_then(|value| value.parse().ok());
        if let Some(target) = self.target {
            let ttl_s = self.ttl.and_then(|ttl| ttl.parse().ok()).unwrap_or(0);
            names
                .records
                .add(name, srv(target, [self.priority, self.weight, self.port].map(number), ttl_s));
        } else if let Some(Ok(found)) = self.ipv4.or(self.ipv6).map(str::parse) {
            names.addresses.add(name, found);
        }
    }
}

/// Name, type, time to live, section, target, priority, weight, port; PowerShell ends a column that
/// is too long with an ellipsis, and what is not whole is no name.
fn row(line: &str) -> Option<(&str, SrvRecord)> {
    let cells: Vec<&str> = line.split_whitespace().collect();
    let [name, "SRV", ttl, _section, target, priority, weight, port] = *cells.as_slice() else {
        return None;
    };
    let whole = |text: &&str| !text.ends_with("...") && !text.ends_with('\u{2026}');
    let [name, target] = [Some(name).filter(whole)?, Some(target).filter(whole)?];
    Some((
        name,
        srv(
            target,
            [priority.parse().ok(), weight.parse().ok(), port.parse().ok()],
            ttl.parse().unwrap_or(0),
        ),
    ))
}

fn srv(target: &str, [priority, weight, port]: [Option<u16>; 3], ttl_s: u32) -> SrvRecord {
    let target = if target.trim() == "." { ".".to_owned() } else { host(target) };
    let or_zero = Option::unwrap_or_default;
    SrvRecord {
        priority: or_zero(priority),
        weight: or_zero(weight),
        port: or_zero(port),
        target,
        ttl_s,
    }
}

/// Only questions about KMS hosts count, and the addresses beside them.
fn captured(names: Names) -> Option<Capture> {
    let is_kms = |name: &str| name.to_ascii_lowercase().starts_with(KMS_SERVICE);
    let truncated = names.records.has_more || names.addresses.has_more;
    let answered = names.records.into_iter().filter(|found| is_kms(&found.name));
    let answer = |found: NamedValues<SrvRecord>| {
        let reply = reply(Rcode::NoError, found.values, found.dropped);
        question(found.name, None, reply)
    };
    let questions: Vec<_> = answered.map(answer).collect();
    let addresses = named(names.addresses);
    let is_told = !questions.is_empty() || !addresses.is_empty();
    let facts = Facts { questions, addresses, ..Facts::default() };
    is_told.then_some(Capture { kind: CaptureKind::ResolveDnsName, truncated, facts })
}

/// PowerShell 7 prints the message alone: `Resolve-DnsName: NAME : message`; of an older one,
/// somebody may have taken that line alone.
fn in_short(lines: Lines<'_>) -> Option<Facts> {
    let is_meant = |line: &&str| line.contains("Resolve-DnsName") && line.contains(KMS_SERVICE);
    lines.iter().filter(is_meant).find_map(missing)
}

fn missing(line: &str) -> Option<Facts> {
    let name =
        line.split_whitespace().find(|word| word.to_ascii_lowercase().starts_with(KMS_SERVICE))?;
    let (_, message) =
        line.split_once(&format!("{name} :")).or_else(|| line.split_once(&format!("{name}:")))?;
    dns_words::says_missing(message).then(|| {
        let name = host(name.trim_matches([':', '"', '\'']));
        Facts {
            questions: vec![question(name, None, reply(Rcode::NxDomain, Vec::new(), 0))],
            ..Facts::default()
        }
    })
}

/// Of a name without such a record, the zone's SOA is shown instead, as a row or as a list; the
/// name that was asked stands in the command.
fn zone_alone(lines: Lines<'_>) -> Option<Facts> {
    let is_kms = |word: &&str| word.to_ascii_lowercase().starts_with(KMS_SERVICE);
    let asked = lines.iter().find(|line| line.to_ascii_lowercase().contains("resolve-dnsname"))?;
    let name = asked.split_whitespace().map(|word| word.trim_matches(['"', '\''])).find(is_kms)?;
    let shows_zone = |line: &str| {
        let mut words = line.split_whitespace();
        words.next().is_some() && words.next() == Some("SOA") && line.contains("Authority")
            || label_and_value(line) == Some(("QueryType", "SOA"))
    };
    lines.iter().any(shows_zone).then(|| Facts {
        questions: vec![question(host(name), None, reply(Rcode::NoError, Vec::new(), 0))],
        ..Facts::default()
    })
}

/// The error's id, as PowerShell prints it in every language, and the name that was asked.
fn failure(lines: Lines<'_>) -> Option<Facts> {
    let id = lines
        .iter()
        .find(|line| line.contains("ResolveDnsName") && line.contains("FullyQualifiedErrorId"))?;
    let mut words = lines.iter().flat_map(str::split_whitespace);
    let name = host(
        words
            .find(|word| word.to_ascii_lowercase().starts_with(KMS_SERVICE))?
            .trim_matches([':', '"', '\'']),
    );
    let srv =
        dns_words::of_error_id(id).map_or_else(unanswered, |rcode| reply(rcode, Vec::new(), 0));
    Some(Facts { questions: vec![question(name, None, srv)], ..Facts::default() })
}
