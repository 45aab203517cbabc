//! Names that this host's hosts file leads somewhere, before DNS is asked.

use std::net::IpAddr;

use actprobe_probes::evidence::{Addresses, ResolvedBy};

use crate::verdict::finding::{Finding, Role};

/// Of addresses at which nobody was reached: whether somebody wrote them into this host's hosts
/// file, where they may have grown old. Those of the host itself do not.
pub fn written_by_hand(role: Role, addresses: &Addresses) -> Option<Finding> {
    let is_written =
        addresses.by == ResolvedBy::HostsFile && !addresses.all().all(|ip| ip.is_loopback());
    is_written.then(|| Finding::NameFromHostsFile { role, addresses: texts(addresses) })
}

/// Of a name that serves nobody where this host's hosts file leads it: whether DNS leads it
/// elsewhere.
pub fn differs_from_dns(
    host: &str,
    addresses: &Addresses,
    in_dns: Option<&Addresses>,
) -> Option<Finding> {
    let in_dns = in_dns.filter(|in_dns| in_dns.all().next().is_some())?;
    let is_written = |ip: IpAddr| addresses.all().any(|written| written == ip);
    (!in_dns.all().any(is_written)).then(|| Finding::NameDiffersFromDns {
        host: host.to_owned(),
        addresses: texts(addresses),
        in_dns: texts(in_dns),
    })
}

fn texts(addresses: &Addresses) -> Vec<String> {
    addresses.all().map(|address| address.to_string()).collect()
}
