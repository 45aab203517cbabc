//! The record types that are asked for.

use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};

use super::name;
use crate::evidence::{SoaFacts, SoaRecord, SrvRecord};

/// A record that can be asked for.
pub trait DnsRecord: Sized + Send {
    /// Its type.
    const TYPE: RecordType;

    /// Reads it; `None` for a record of another type.
    fn read(record: &Record) -> Option<Self>;
}

/// The name that a PTR record leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointerRecord(pub String);

impl DnsRecord for SrvRecord {
    const TYPE: RecordType = RecordType::SRV;

    fn read(record: &Record) -> Option<Self> {
        let RData::SRV(srv) = &record.data else { return None };
        let target = name::text(&srv.target);
        Some(Self {
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            target,
            ttl_s: record.ttl,
        })
    }
}

impl DnsRecord for SoaRecord {
    const TYPE: RecordType = RecordType::SOA;

    fn read(record: &Record) -> Option<Self> {
        let RData::SOA(soa) = &record.data else { return None };
        Some(Self { serial: soa.serial, primary: name::text(&soa.mname) })
    }
}

/// The name of an address (RFC 1035 §3.3.12).
impl DnsRecord for PointerRecord {
    const TYPE: RecordType = RecordType::PTR;

    fn read(record: &Record) -> Option<Self> {
        let RData::PTR(pointer) = &record.data else { return None };
        Some(Self(name::text(&pointer.0)))
    }
}

impl DnsRecord for Ipv4Addr {
    const TYPE: RecordType = RecordType::A;

    fn read(record: &Record) -> Option<Self> {
        let RData::A(address) = &record.data else { return None };
        Some(address.0)
    }
}

impl DnsRecord for Ipv6Addr {
    const TYPE: RecordType = RecordType::AAAA;

    fn read(record: &Record) -> Option<Self> {
        let RData::AAAA(address) = &record.data else { return None };
        Some(address.0)
    }
}

/// The records of `answers` at the end of the chain of aliases that begins at `asked`, and that
/// chain.
pub(super) fn follow<'a, R: DnsRecord>(
    asked: &'a Name,
    answers: &'a [Record],
) -> (Vec<&'a Name>, Vec<R>) {
    let chain = aliases(asked, answers);
    let end = chain.last().copied().unwrap_or(asked);
    let records =
        answers.iter().filter(|record| is_about(record, end)).filter_map(R::read).collect();
    (chain, records)
}

fn aliases<'a>(asked: &'a Name, answers: &'a [Record]) -> Vec<&'a Name> {
    let mut chain: Vec<&Name> = vec![];
    let mut current = asked;
    while let Some(next) = alias_of(current, answers) {
        chain.push(next);
        // The second time round a loop ends here; so does a chain that no resolver would follow.
        if next == asked
            || chain.len() >= MOST_ALIASES
            || chain.iter().filter(|seen| **seen == next).count() > 1
        {
            break;
        }
        current = next;
    }
    chain
}

fn alias_of<'a>(name: &Name, answers: &'a [Record]) -> Option<&'a Name> {
    answers.iter().filter(|record| is_about(record, name)).find_map(|record| match &record.data {
        RData::CNAME(alias) => Some(&alias.0),
        _ => None,
    })
}

fn is_about(record: &Record, name: &Name) -> bool {
    record.dns_class == DNSClass::IN && record.name == *name
}

/// The SOA record of an authority section: that of a zone in which the asked name lies, or one of
/// its aliases. A server has no say on any other zone here.
pub(super) fn zone_of(asked: &Name, aliases: &[&Name], authorities: &[Record]) -> Option<SoaFacts> {
    let holds =
        |zone: &Name| zone.zone_of(asked) || aliases.iter().any(|alias| zone.zone_of(alias));
    let mut ours =
        authorities.iter().filter(|record| record.dns_class == DNSClass::IN && holds(&record.name));
    ours.find_map(|record| match &record.data {
        // How long a negative answer may be kept is the lesser of the two (RFC 2308 §5).
        RData::SOA(soa) => Some(SoaFacts {
            zone: name::text(&record.name),
            serial: soa.serial,
            negative_ttl_s: record.ttl.min(soa.minimum),
        }),
        _ => None,
    })
}

/// As many as BIND and Unbound follow.
const MOST_ALIASES: usize = 16;
