//! `Resolve-DnsName -Type SRV`, as table, as list or as JSON. Names of properties and error ids are not translated.

use std::net::IpAddr;

use super::json::{Object, address, number, text};
use super::lines::{host, label_and_value, lines};
use super::nslookup::{SERVICE, addresses_of, question, reply, unanswered};
use super::{Capture, Facts};
use crate::evidence::{Addresses, CaptureKind, Rcode, SrvRecord};

/// Names, each with what was found for it.
type Found<T> = Vec<(String, Vec<T>)>;

/// Reads a table or a list.
pub fn parse(text: &str) -> Vec<Capture> {
    let lines = lines(text);
    let mut records: Found<SrvRecord> = Vec::new();
    let mut addresses: Found<IpAddr> = Vec::new();
    for line in &lines {
        if let Some((name, record)) = row(line) {
            add(&mut records, name, record);
        }
    }
    for block in blocks(&lines) {
        let get = |wanted: &str| block.iter().find(|(label, _)| *label == wanted).map(|(_, value)| *value);
        if let (Some(name), Some(target)) = (get("Name"), get("NameTarget")) {
            let number = |label| get(label).and_then(|value| value.parse().ok());
            let ttl_s = get("TTL").and_then(|ttl| ttl.parse().ok()).unwrap_or(0);
            add(&mut records, name, srv(target, [number("Priority"), number("Weight"), number("Port")], ttl_s));
        } else if let (Some(name), Some(found)) = (get("Name"), get("IP4Address").or_else(|| get("IP6Address"))) {
            found.parse().into_iter().for_each(|found| add(&mut addresses, name, found));
        }
    }
    let facts = facts(records, addresses).or_else(|| failure(text, &lines)).or_else(|| in_short(&lines));
    facts.map(|facts| Capture::whole(CaptureKind::ResolveDnsName, facts)).into_iter().collect()
}

/// Reads what `ConvertTo-Json` made of the records.
pub fn from_objects(objects: &[Object]) -> Option<Capture> {
    let mut records: Found<SrvRecord> = Vec::new();
    let mut addresses: Found<IpAddr> = Vec::new();
    for object in objects {
        let Some(name) = text(object, "Name") else { continue };
        let small = |label| number(object, label).and_then(|value| u16::try_from(value).ok());
        if let Some(target) = text(object, "NameTarget") {
            let ttl_s = number(object, "TTL").and_then(|ttl| u32::try_from(ttl).ok()).unwrap_or(0);
            add(&mut records, name, srv(target, [small("Priority"), small("Weight"), small("Port")], ttl_s));
        } else if let Some(found) = ["IP4Address", "IP6Address"].iter().find_map(|label| address(object, label)) {
            add(&mut addresses, name, found);
        }
    }
    facts(records, addresses).map(|facts| Capture::whole(CaptureKind::ResolveDnsName, facts))
}

/// Name, type, time to live, section, target, priority, weight, port; PowerShell ends a column that is too long with
/// an ellipsis, and what is not whole is no name.
fn row(line: &str) -> Option<(&str, SrvRecord)> {
    let cells: Vec<&str> = line.split_whitespace().collect();
    let [name, "SRV", ttl, _section, target, priority, weight, port] = *cells.as_slice() else { return None };
    let whole = |text: &&str| !text.ends_with("...") && !text.ends_with('\u{2026}');
    let [name, target] = [Some(name).filter(whole)?, Some(target).filter(whole)?];
    Some((name, srv(target, [priority.parse().ok(), weight.parse().ok(), port.parse().ok()], ttl.parse().unwrap_or(0))))
}

fn srv(target: &str, [priority, weight, port]: [Option<u16>; 3], ttl_s: u32) -> SrvRecord {
    let target = if target.trim() == "." { ".".to_owned() } else { host(target) };
    let or_zero = Option::unwrap_or_default;
    SrvRecord { priority: or_zero(priority), weight: or_zero(weight), port: or_zero(port), target, ttl_s }
}

/// Lists come in blocks of `label : value` with an empty line between them.
fn blocks(lines: &[String]) -> Vec<Vec<(&str, &str)>> {
    lines
        .split(|line| line.trim().is_empty())
        .map(|block| block.iter().filter_map(|l| label_and_value(l)).collect())
        .collect()
}

fn add<T>(found: &mut Found<T>, name: &str, new: T) {
    let name = host(name);
    match found.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
        Some((_, values)) => values.push(new),
        None => found.push((name, vec![new])),
    }
}

/// Only questions about KMS hosts count, and the addresses beside them.
fn facts(records: Found<SrvRecord>, addresses: Found<IpAddr>) -> Option<Facts> {
    let is_kms = |name: &str| name.to_ascii_lowercase().starts_with(SERVICE);
    let answered = records.into_iter().filter(|(name, _)| is_kms(name));
    let questions: Vec<_> =
        answered.map(|(name, records)| question(name, None, reply(Rcode::NoError, records))).collect();
    let addresses: Vec<(String, Addresses)> =
        addresses.into_iter().map(|(name, found)| (name, addresses_of(&found))).collect();
    (!questions.is_empty() || !addresses.is_empty()).then(|| Facts { questions, addresses, ..Facts::default() })
}

/// PowerShell 7 prints the message alone: `Resolve-DnsName: NAME : message`. Of the messages only the one for a name
/// that does not exist is known here, in four languages.
fn in_short(lines: &[String]) -> Option<Facts> {
    const MISSING: [&str; 5] = ["does not exist", "nicht vorhanden", "n'existe pas", "n’existe pas", "no existe"];
    let line = lines.iter().find(|line| line.contains("Resolve-DnsName") && line.contains(SERVICE))?;
    let name = line.split_whitespace().find(|word| word.to_ascii_lowercase().starts_with(SERVICE))?;
    let (_, message) = line.split_once(&format!("{name} :")).or_else(|| line.split_once(&format!("{name}:")))?;
    MISSING.iter().any(|words| message.contains(words)).then(|| {
        let name = host(name.trim_matches([':', '"', '\'']));
        Facts { questions: vec![question(name, None, reply(Rcode::NxDomain, Vec::new()))], ..Facts::default() }
    })
}

/// The error's id, as PowerShell prints it in every language, and the name that was asked.
fn failure(text: &str, lines: &[String]) -> Option<Facts> {
    let id = text.lines().find(|line| line.contains("ResolveDnsName") && line.contains("FullyQualifiedErrorId"))?;
    let mut words = lines.iter().flat_map(|line| line.split_whitespace());
    let name = host(words.find(|word| word.to_ascii_lowercase().starts_with(SERVICE))?.trim_matches([':', '"', '\'']));
    let srv = match id {
        _ if id.contains("RCODE_NAME_ERROR") => reply(Rcode::NxDomain, Vec::new()),
        _ if id.contains("RCODE_SERVER_FAILURE") => reply(Rcode::ServFail, Vec::new()),
        _ if id.contains("RCODE_REFUSED") => reply(Rcode::Refused, Vec::new()),
        _ if id.contains("NO_RECORDS") => reply(Rcode::NoError, Vec::new()),
        _ => unanswered(),
    };
    Some(Facts { questions: vec![question(name, None, srv)], ..Facts::default() })
}
