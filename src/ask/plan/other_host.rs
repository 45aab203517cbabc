//! What belongs to the host whose settings stand in for this one's, and to nobody else: its own
//! loopback, and what its own link alone carries. From here, another machine would answer.

use std::net::SocketAddr;

use actprobe_probes::clock_skew::TimeServer;
use actprobe_probes::evidence::{
    Addresses, ClockSourceOrigin, DnsClient, HostFacts, KmsTarget, NotAsked, Observed, Origin,
    TargetOrigin, same_computer,
};
use actprobe_probes::net::resolve::is_of_one_host;
use actprobe_probes::online::EndpointPlan;

use crate::ask::host_export;
use crate::ask::request::Request;

/// Whether the settings are those of another host: an export that was made elsewhere, or a capture
/// of a Windows host on a system that is none.
pub fn is_meant(request: &Request, host: &HostFacts) -> bool {
    let exported = request.host_facts.is_some();
    let name = host.windows.value().and_then(|windows| windows.name.as_deref());
    let is_own_export = name.is_some_and(|name| same_computer(name, &host.name) == Some(true));
    exported && !is_own_export || host.family != "windows" && request.imports.have_licence()
}

/// The DNS servers that its export names, and that only that host can ask.
pub fn servers(request: &Request, host: &HostFacts, client: &DnsClient) -> Vec<SocketAddr> {
    let names_servers = request.host_facts.as_ref().is_some_and(host_export::names_dns_servers);
    if !names_servers || !is_meant(request, host) {
        return Vec::new();
    }
    let of_export = client
        .servers
        .iter()
        .filter(|server| !matches!(server.origin, Origin::Argument | Origin::SiteFile));
    of_export.map(|server| server.address).filter(|at| is_of_one_host(at.ip())).collect()
}

/// The target, marked where the settings of another host name itself by it.
pub fn marked(target: KmsTarget) -> KmsTarget {
    if !is_its_setting(&target) || !names_one_host(&target.host) {
        return target;
    }
    let ipv4 = Observed::skipped(NotAsked::OtherHost);
    let ipv6 = Observed::skipped(NotAsked::OtherHost);
    KmsTarget { addresses: Addresses { ipv4, ipv6, ..Addresses::default() }, ..target }
}

/// Whether nothing but settings names the target.
pub fn is_its_setting(target: &KmsTarget) -> bool {
    let is_setting =
        |o: &TargetOrigin| matches!(o, TargetOrigin::Registry { .. } | TargetOrigin::Cached);
    target.origins.iter().all(is_setting)
}

/// Whether a target was marked so.
pub fn is_marked(target: &KmsTarget) -> bool {
    target.addresses.ipv4.not_asked() == Some(NotAsked::OtherHost)
}

/// Whether a time server of its settings is that host itself.
pub fn is_its_own(server: &TimeServer) -> bool {
    server.origin == ClockSourceOrigin::TimeService && names_one_host(&server.host)
}

/// Whether the way to an endpoint begins at a proxy on that host itself.
pub fn is_first_hop(endpoint: &EndpointPlan) -> bool {
    endpoint.route.proxies.first().is_some_and(|first| names_one_host(&first.host))
}

/// Whether a name, or an address, is one that every host has for itself.
fn names_one_host(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let is_localhost =
        name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost");
    is_localhost || name.parse().is_ok_and(is_of_one_host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_host_itself_is_known() {
        for own in [
            "127.0.0.1",
            "127.0.0.2",
            "127.0.0.53",
            "::1",
            "::ffff:127.0.0.1",
            "localhost",
            "LOCALHOST.",
            "kms.localhost",
            "169.254.169.250",
            "fe80::1",
            "0.0.0.0",
        ] {
            assert!(names_one_host(own), "{own}");
        }
        for other in ["192.0.2.1", "128.0.0.1", "2001:db8::1", "localhost.corp.example", "kms1", ""]
        {
            assert!(!names_one_host(other), "{other}");
        }
    }
}
