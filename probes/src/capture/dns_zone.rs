//! `Get-DnsServerResourceRecord` and `dnscmd /enumrecords`, `/zoneprint`: what a DNS server itself
//! has of a zone.

use super::by_name::{ByName, NamedValues};
use super::lines::host;
use super::nslookup::{question, reply};
use super::{Capture, Facts, Text};
use crate::evidence::{CaptureKind, KMS_SERVICE, Rcode, SrvRecord};
use crate::wire::work::look;

/// Reads the records of KMS hosts, and that there are none.
pub fn parse(text: &Text) -> Option<Capture> {
    let mut asked: Option<Asked<'_>> = None;
    let mut found: ByName<SrvRecord> = ByName::default();
    let mut missing: Vec<String> = Vec::new();
    for line in text.lines().iter() {
        if let Some(command) = Asked::of_command(line) {
            asked = Some(command);
            continue;
        }
        let Some(asked) = &asked else { continue };
        if let Some((node, record)) = row(line) {
            if let Some(name) = asked.name_of(node) {
                found.add(&name, record);
            }
        } else if says_missing(line) && asked.is_of_kms() {
            missing.extend(asked.name_of("@"));
        }
    }
    let truncated = found.has_more;
    let answer = |found: NamedValues<SrvRecord>| {
        question(found.name, None, reply(Rcode::NoError, found.values, found.dropped))
    };
    let mut questions: Vec<_> = found.into_iter().map(answer).collect();
    if questions.is_empty() {
        let none = missing.into_iter().next();
        questions.extend(none.map(|name| question(name, None, reply(Rcode::NxDomain, vec![], 0))));
    }
    let is_told = !questions.is_empty();
    let facts = Facts { questions, ..Facts::default() };
    is_told.then_some(Capture { kind: CaptureKind::DnsZone, truncated, facts })
}

/// What a command asks a DNS server for.
#[derive(Default)]
struct Asked<'a> {
    zone: Option<&'a str>,
    /// Of the zone; absent: all of them.
    node: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn of_command(line: &'a str) -> Option<Self> {
        look(line.len());
        let mut words = line.split_whitespace().map(unquoted).peekable();
        let own =
            |word: &str| word.rsplit(['>', '\\', '(']).next().unwrap_or(word).to_ascii_lowercase();
        let tools = ["get-dnsserverresourcerecord", "dnscmd", "dnscmd.exe"];
        let tool = words.by_ref().map(own).find(|word| tools.contains(&word.as_str()))?;
        if words.peek().is_some_and(|next| next.starts_with(':')) {
            // An error of the tool begins with its name.
            return None;
        }
        let is_cmdlet = tool.starts_with("get-");
        Some(if is_cmdlet { Self::of_cmdlet(words) } else { Self::of_dnscmd(words) })
    }

    /// `-ZoneName corp.test -RRType Srv -Name _vlmcs._tcp`, each name as short as it is clear.
    fn of_cmdlet(words: impl Iterator<Item = &'a str>) -> Self {
        let mut asked = Self::default();
        let mut before = String::new();
        for word in words.take(MOST_WORDS) {
            match before.as_str() {
                "-zonename" | "-zone" => asked.zone = Some(word),
                "-name" => asked.node = Some(word),
                _ => {}
            }
            before = word.to_ascii_lowercase();
        }
        asked
    }

    /// `[SERVER] /enumrecords ZONE NODE`, `/zoneprint ZONE`.
    fn of_dnscmd(words: impl Iterator<Item = &'a str>) -> Self {
        let is_option = |word: &&str| {
            let small = word.to_ascii_lowercase();
            !matches!(small.as_str(), "/enumrecords" | "/zoneprint")
        };
        let mut behind = words.take(MOST_WORDS).skip_while(is_option).skip(1);
        let zone = behind.next();
        let node = behind.next().filter(|word| !word.starts_with('/'));
        Self { zone, node: node.filter(|node| *node != "." && *node != "@") }
    }

    fn is_of_kms(&self) -> bool {
        self.node.is_some_and(is_kms)
    }

    /// The whole name of a node as it stands in a row; nothing where it is none of KMS.
    fn name_of(&self, node: &str) -> Option<String> {
        let own = if node == "@" { self.node? } else { node };
        let name = match self.zone {
            Some(zone) if !own.to_ascii_lowercase().ends_with(&zone.to_ascii_lowercase()) => {
                format!("{own}.{zone}")
            }
            Some(_) | None => own.to_owned(),
        };
        is_kms(own).then(|| host(&name))
    }
}

fn is_kms(node: &str) -> bool {
    node.to_ascii_lowercase().starts_with(KMS_SERVICE)
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '\'', '(', ')'])
}

/// `_vlmcs._tcp SRV 33 0 01:00:00 [0][0][1688][kms01.corp.test.]` of `PowerShell`, and
/// `@ [Aging:3724321] 600 SRV 0 0 1688 kms01.corp.test.` of dnscmd.
fn row(line: &str) -> Option<(&str, SrvRecord)> {
    let words: Vec<&str> = line.split_whitespace().take(MOST_WORDS).collect();
    let at = words.iter().position(|word| *word == "SRV")?;
    // A node with several records stands above the first alone.
    let first = words.first().filter(|word| at > 0 && word.parse::<u32>().is_err());
    let node = first.copied().filter(|word| !word.starts_with('[')).unwrap_or("@");
    let behind = words.get(at + 1..)?;
    let data = behind.iter().find(|word| word.starts_with('[') && word.ends_with(']'));
    let parts: Vec<&str> = match data {
        Some(data) => data.split(['[', ']']).filter(|part| !part.is_empty()).collect(),
        None => behind.to_vec(),
    };
    let [priority, weight, port, target] = *parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<u16>().ok();
    Some((
        node,
        SrvRecord {
            priority: number(priority)?,
            weight: number(weight)?,
            port: number(port)?,
            target: host(target),
            ttl_s: 0,
        },
    ))
}

/// `DNS_ERROR_NAME_DOES_NOT_EXIST` and `DNS_ERROR_RECORD_DOES_NOT_EXIST`, by number.
fn says_missing(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_ascii_digit());
    words.any(|word| matches!(word, "9714" | "9701"))
}

/// As many words of a line are looked at.
const MOST_WORDS: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::DnsReply;

    fn told(text: &str) -> Vec<String> {
        let questions = parse(&Text::of(text)).into_iter().flat_map(|found| found.facts.questions);
        let reply = |reply: &DnsReply<SrvRecord>| {
            let targets = reply.records.iter().map(|r| format!(" {}:{}", r.target, r.port));
            format!("{:?}{}", reply.rcode, targets.collect::<String>())
        };
        let answer = |q: crate::evidence::SrvQuestion| {
            format!("{} {}", q.name, q.answers[0].srv.value().map(reply).unwrap())
        };
        questions.map(answer).collect()
    }

    #[test]
    fn the_records_of_a_zone_are_those_that_clients_get() {
        let powershell = "PS C:\\> Get-DnsServerResourceRecord -ZoneName corp.test -RRType Srv \
             -Name _vlmcs._tcp\n\nHostName RecordType Type Timestamp TimeToLive RecordData\n\
             _vlmcs._tcp SRV 33 0 01:00:00 [0][0][1688][kms08.corp.test.]\n\
             _vlmcs._tcp SRV 33 11/26/2026 2:00:0... 01:00:00 [0][0][1688][kms22.corp.test.]\n";
        let both = "_vlmcs._tcp.corp.test NoError kms08.corp.test:1688 kms22.corp.test:1688";
        assert_eq!(told(powershell), [both]);
        let dnscmd = "C:\\>dnscmd dc01 /enumrecords corp.test _vlmcs._tcp\nReturned records:\n\
             @ [Aging:3724321] 600 SRV\t0 0 1688\tkms08.corp.test.\n\
             \t\t 3600 SRV\t0 0 1688\tkms22.corp.test.\nCommand completed successfully.\n";
        assert_eq!(told(dnscmd), [both]);
        let print = "C:\\>dnscmd /zoneprint corp.test\n\
             _kerberos._tcp 600 SRV 0 100 88 dc.corp.test.\n\
             _vlmcs._tcp 3600 SRV 0 0 1688 kms08.corp.test.\n";
        assert_eq!(told(print), ["_vlmcs._tcp.corp.test NoError kms08.corp.test:1688"]);
    }

    #[test]
    fn that_there_is_none_is_told_by_the_number_of_the_error() {
        let dnscmd = "C:\\>dnscmd /enumrecords corp.test _vlmcs._tcp\nDNS Server failed to \
             enumerate records for node _vlmcs._tcp.\n    Status = 9714 (0x000025F2)\n";
        assert_eq!(told(dnscmd), ["_vlmcs._tcp.corp.test NxDomain"]);
        let powershell = "PS C:\\> Get-DnsServerResourceRecord -Name _vlmcs._tcp -ZoneName \
             corp.test\n\
             + FullyQualifiedErrorId : WIN32 9714,Get-DnsServerResourceRecord\n";
        assert_eq!(told(powershell), ["_vlmcs._tcp.corp.test NxDomain"]);
        assert_eq!(told(&powershell.replace("_vlmcs._tcp", "www")), [] as [&str; 0]);
        assert_eq!(told("Status = 9714\n_vlmcs._tcp 600 SRV 0 0 1688 a.b."), [] as [&str; 0]);
    }
}
