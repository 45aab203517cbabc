//! What a DNS server said of other names in the zone whose record it was asked for.

use std::collections::BTreeMap;
use std::net::IpAddr;

use actprobe_probes::evidence::{Addresses, DnsReply, FailureKind, Observed, Rcode, SoaRecord};

/// Whether it failed, or refused, for another name of that zone: the fault is the zone's then, and
/// not of this kind of record.
pub fn fails(names: &BTreeMap<String, Addresses>, server: IpAddr, zone: &str) -> bool {
    let is_in = |name: &str| {
        let below = name.strip_suffix(&zone.to_ascii_lowercase());
        below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
    };
    // Not every tool tells whom it asked.
    let mut inside = names.iter().filter(|(name, _)| !zone.is_empty() && is_in(name));
    inside.any(|(_, found)| {
        let failed = [FailureKind::ServerFailure, FailureKind::QueryRefused];
        let by_nobody = found.ipv4.failure().filter(|failure| failure.reporter.is_none());
        let kind = said(found, server).or(by_nobody.map(|failure| failure.kind));
        kind.is_some_and(|kind| failed.contains(&kind))
    })
}

/// Whether it knows no such name as that of the zone: then it knows nothing below it either. The
/// name of the controllers is the directory's, of every zone that it has.
pub fn is_unknown(names: &BTreeMap<String, Addresses>, server: IpAddr, zone: &str) -> bool {
    let zone = zone.to_ascii_lowercase();
    let controllers = format!("_ldap._tcp.dc._msdcs.{zone}");
    let mut told = [zone.as_str(), &controllers].into_iter().filter_map(|name| names.get(name));
    told.any(|found| said(found, server) == Some(FailureKind::NameNotFound))
}

/// That a server knows no such zone, as it says to a question for it.
pub fn unknown() -> Observed<DnsReply<SoaRecord>> {
    let value = DnsReply::told(Rcode::NxDomain);
    Observed::Answered { value, elapsed_us: 0 }
}

fn said(found: &Addresses, server: IpAddr) -> Option<FailureKind> {
    let failure = found.ipv4.failure()?;
    let is_its = failure.reporter.as_deref() == Some(server.to_string().as_str());
    is_its.then_some(failure.kind)
}
