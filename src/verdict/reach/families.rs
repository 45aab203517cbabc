//! Which families of addresses this host uses, by what became of its packets in this run.

use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{
    Addresses, DirectoryPort, DomainController, Evidence, FailureKind, Observed, PingReply,
};

use crate::verdict::finding::Family;

/// What is known of both families.
#[derive(Clone, Copy, Debug, Default)]
pub struct Families {
    uses_v4: bool,
    uses_v6: bool,
    /// An address that a translator makes was seen: of the well-known prefix, or of a public name
    /// behind one of the network's own. The network translates (NAT64), and a DNS server makes
    /// addresses for it (DNS64). `ipv4only.arpa` (RFC 7050) is not asked for: it is made of the
    /// same prefix as the endpoints with IPv4 alone, which are asked for in any case, and a
    /// resolver that makes addresses for some names only would make that one and not theirs.
    pub translates: bool,
}

impl Families {
    /// By the connections of this run, and the DNS servers that were heard.
    pub fn of(evidence: &Evidence) -> Self {
        let is_used = |is_meant: fn(IpAddr) -> bool| {
            used_addresses(evidence).any(|address| is_meant(address) && leaves_its_link(address))
        };
        Self {
            uses_v4: is_used(|address| address.is_ipv4()),
            uses_v6: is_used(|address| address.is_ipv6()),
            translates: names(evidence).flat_map(Addresses::all).any(is_translated)
                || endpoints(evidence).any(is_made_of_its_other),
        }
    }

    /// The family that the host uses alone, where `address` is of the other one.
    pub fn other_alone(self, address: IpAddr) -> Option<Family> {
        match (address.is_ipv4(), self.uses_v4, self.uses_v6) {
            (true, false, true) => Some(Family::V6),
            (false, true, false) => Some(Family::V4),
            _ => None,
        }
    }
}

/// The family of an address.
pub fn family(address: IpAddr) -> Family {
    if address.is_ipv6() { Family::V6 } else { Family::V4 }
}

/// An address that is good on one link alone, and that machines give themselves (RFC 3927, RFC
/// 4291 §2.5.6).
pub fn is_of_one_link(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

/// The well-known prefix of translators, `64:ff9b::/96` (RFC 6052 §2.1).
fn is_translated(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => false,
        IpAddr::V6(v6) => matches!(v6.segments(), [0x64, 0xff9b, 0, 0, 0, 0, _, _]),
    }
}

fn leaves_its_link(address: IpAddr) -> bool {
    !address.is_loopback() && !address.is_unspecified() && !is_of_one_link(address)
}

/// Where the IPv4 address stands in one that a translator makes (RFC 6052 §2.2), by the length of
/// the prefix in bits.
const PLACES: [[usize; 4]; 6] =
    [[4, 5, 6, 7], [5, 6, 7, 9], [6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], [12, 13, 14, 15]];

/// Whether an address of this public name is its IPv4 address behind a prefix of the network's own.
/// Names of the site do not count: some number their IPv6 hosts so.
fn is_made_of_its_other(addresses: &Addresses) -> bool {
    let v4s: Vec<[u8; 4]> = addresses.all().filter_map(octets_of_v4).collect();
    let mut v6s = addresses.all().filter_map(octets_of_v6);
    v6s.any(|v6| PLACES.iter().any(|places| v4s.contains(&places.map(|place| v6[place]))))
}

fn octets_of_v4(address: IpAddr) -> Option<[u8; 4]> {
    match address {
        IpAddr::V4(v4) => Some(v4.octets()),
        IpAddr::V6(_) => None,
    }
}

fn octets_of_v6(address: IpAddr) -> Option<[u8; 16]> {
    match address {
        IpAddr::V4(_) => None,
        IpAddr::V6(v6) => Some(v6.octets()),
    }
}

/// The names of endpoints that are asked without a proxy: Microsoft's own.
fn endpoints(evidence: &Evidence) -> impl Iterator<Item = &Addresses> {
    let direct = evidence.online.endpoints.iter().filter(|to| to.route.proxies.is_empty());
    direct.flat_map(|endpoint| &endpoint.hops).map(|hop| &hop.addresses)
}

fn names(evidence: &Evidence) -> impl Iterator<Item = &Addresses> {
    let hops = evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let targets = evidence.kms.targets.iter().map(|target| &target.addresses);
    let controllers = evidence.directory.controllers.iter().map(|dc| &dc.addresses);
    targets.chain(controllers).chain(hops.map(|hop| &hop.addresses))
}

fn used_addresses(evidence: &Evidence) -> impl Iterator<Item = IpAddr> {
    let targets = evidence.kms.targets.iter().flat_map(|target| &target.endpoints);
    let targets = targets.filter(|to| is_sent(&to.connect)).map(|to| to.address);
    let hops = evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let attempts = hops.flat_map(|hop| &hop.attempts);
    let attempts = attempts.filter(|to| is_sent(&to.connect)).map(|to| to.address);
    let controllers = evidence.directory.controllers.iter();
    let controllers = controllers.flat_map(spoken_to);
    let questions = evidence.kms.questions.iter().chain(&evidence.directory.locator);
    let answers = questions.flat_map(|question| &question.answers);
    let servers = answers.filter(|of| is_sent(&of.srv)).map(|of| of.server);
    let all = targets.chain(attempts).chain(controllers).chain(servers);
    all.map(|address: SocketAddr| address.ip())
}

fn spoken_to(controller: &DomainController) -> impl Iterator<Item = SocketAddr> {
    let is_any = |ping: &Observed<PingReply>, ports: &[DirectoryPort]| {
        is_sent(ping) || ports.iter().any(|port| is_sent(&port.connect))
    };
    let DomainController { address, ping, ports, other_addresses, .. } = controller;
    let first = address.filter(|_| is_any(ping, ports));
    let others = other_addresses.iter().filter(move |other| is_any(&other.ping, &other.ports));
    first.into_iter().chain(others.map(|other| other.address))
}

/// Whether packets left the host for it.
fn is_sent<T>(outcome: &Observed<T>) -> bool {
    match outcome {
        Observed::Answered { .. } => true,
        Observed::Failed(failure) => {
            !failure.is_unfinished()
                && !matches!(failure.kind, FailureKind::NoRoute | FailureKind::BlockedLocally)
        }
        Observed::NotAsked { .. } => false,
    }
}
