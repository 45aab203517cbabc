//! From what Windows has in its registry and on its adapters to the order in which its DNS client
//! would go.
//!
//! Suffixes: Microsoft Learn, policies `ADMX_DnsClient/DNS_SearchList`,
//! `DNS_UseDomainNameDevolution` and `DNS_DomainNameDevolutionLevel`. Where a search list is set it
//! replaces connection suffixes and devolution. The primary suffix, or that of the connections on a
//! host that has none, stays in front of it: the licensing service starts its search from the
//! host's own domain, whatever the list says (volume activation, Microsoft Learn).

#[cfg(any(windows, test))]
use std::net::{IpAddr, SocketAddrV6};
use std::net::{Ipv6Addr, SocketAddr};

#[cfg(any(windows, test))]
use super::merge::DNS_PORT;
use super::merge::{add_server, add_suffix};
use crate::evidence::{DnsClient, Origin, Suffix};

/// What the system says, before anything is made of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) adapters: Vec<Adapter>,
    /// Suffix search list of the group policy, separated by commas.
    pub(super) policy_search_list: Option<String>,
    /// Suffix search list of the host, separated by commas or blanks.
    pub(super) search_list: Option<String>,
    /// Primary suffix of the group policy.
    pub(super) policy_primary: Option<String>,
    /// Primary suffix in force.
    pub(super) domain: Option<String>,
    /// Primary suffix after the next start.
    pub(super) nv_domain: Option<String>,
    /// Suffix that DHCP gave last (option 15).
    pub(super) dhcp_domain: Option<String>,
    /// Parents of the primary suffix are tried; on unless switched off.
    pub(super) devolution: Option<u32>,
    /// The fewest labels that a parent has.
    pub(super) devolution_level: Option<u32>,
}

/// A network adapter.
#[derive(Clone, Debug, Default)]
pub(super) struct Adapter {
    pub(super) name: String,
    pub(super) is_up: bool,
    /// Lower goes first; zero where the family is off.
    pub(super) ipv4_metric: u32,
    /// Likewise.
    pub(super) ipv6_metric: u32,
    pub(super) servers: Vec<SocketAddr>,
    /// The suffix in force, by hand or by DHCP, then those of the connection's own list.
    pub(super) suffixes: Vec<String>,
}

/// What the DNS client makes of it.
pub(super) fn dns_client(mut facts: Facts) -> DnsClient {
    facts.adapters.retain(|adapter| adapter.is_up);
    facts.adapters.sort_by_key(Adapter::metric);
    let mut client = DnsClient::default();
    for adapter in &facts.adapters {
        for &address in &adapter.servers {
            add_server(&mut client.servers, address, Some(&adapter.name));
        }
    }
    client.suffixes = suffixes(&facts);
    client
}

impl Adapter {
    /// The better of its two metrics: an adapter whose one family is off is judged by the other.
    fn metric(&self) -> u32 {
        [self.ipv4_metric, self.ipv6_metric]
            .into_iter()
            .filter(|metric| *metric != 0)
            .min()
            .unwrap_or(u32::MAX)
    }
}

/// Decodes a `sockaddr_in` or `sockaddr_in6` (family and scope in the machine's byte order, always
/// little endian here). The port is not the server's: Windows asks on port 53.
#[cfg(any(windows, test))]
pub(super) fn server_address(bytes: &[u8]) -> Option<SocketAddr> {
    match (u16::from_le_bytes(*bytes.first_chunk()?), bytes) {
        (AF_INET, [_, _, _, _, a, b, c, d, ..]) => {
            Some((IpAddr::from([*a, *b, *c, *d]), DNS_PORT).into())
        }
        (AF_INET6, _) => {
            let address = Ipv6Addr::from(*bytes.get(8..)?.first_chunk::<16>()?);
            let scope = u32::from_le_bytes(*bytes.get(24..)?.first_chunk()?);
            (!is_site_local_default(&address))
                .then(|| SocketAddrV6::new(address, DNS_PORT, 0, scope).into())
        }
        _ => None,
    }
}

/// `fec0:0:0:ffff::1` to `::3`: the well-known addresses of a draft that was dropped. Windows shows
/// them on adapters that have no server, and nobody answers there.
pub(super) fn is_site_local_default(address: &Ipv6Addr) -> bool {
    matches!(address.segments(), [0xfec0, 0, 0, 0xffff, 0, 0, 0, 1..=3])
}

fn suffixes(facts: &Facts) -> Vec<Suffix> {
    let mut suffixes = vec![];
    let primary = primary(facts);
    if let Some((name, origin)) = primary {
        add_suffix(&mut suffixes, name, origin);
    }
    let list = search_list(facts);
    if primary.is_none() || list.is_none() {
        connections(facts).for_each(|name| add_suffix(&mut suffixes, name, Origin::Connection));
    }
    match (list, primary) {
        (Some((names, origin)), _) => {
            names.split([',', ' ', ';']).for_each(|name| add_suffix(&mut suffixes, name, origin));
        }
        (None, Some((primary, _))) => {
            parents(primary, facts)
                .for_each(|name| add_suffix(&mut suffixes, name, Origin::SearchList));
        }
        (None, None) => {}
    }
    suffixes
}

fn primary(facts: &Facts) -> Option<(&str, Origin)> {
    let policy = filled(facts.policy_primary.as_deref()).map(|name| (name, Origin::Policy));
    let own = filled(facts.domain.as_deref())
        .or(filled(facts.nv_domain.as_deref()))
        .map(|name| (name, Origin::Primary));
    policy.or(own)
}

fn search_list(facts: &Facts) -> Option<(&str, Origin)> {
    let policy = filled(facts.policy_search_list.as_deref()).map(|names| (names, Origin::Policy));
    policy.or(filled(facts.search_list.as_deref()).map(|names| (names, Origin::SearchList)))
}

fn connections(facts: &Facts) -> impl Iterator<Item = &str> {
    let own = facts.adapters.iter().flat_map(|adapter| &adapter.suffixes).map(String::as_str);
    own.chain(filled(facts.dhcp_domain.as_deref()))
}

/// The parents of the primary suffix, down to the level, which is never less than two labels.
/// Without a level, Windows stops at the domain of the forest's root, which this host's registry
/// does not tell: two labels then, which may be one step too far but misses nothing.
fn parents<'a>(primary: &'a str, facts: &Facts) -> impl Iterator<Item = &'a str> + use<'a> {
    let is_on = facts.devolution != Some(0);
    let level = usize::try_from(facts.devolution_level.unwrap_or(0))
        .unwrap_or(usize::MAX)
        .max(FEWEST_LABELS);
    let parent = |name: &&'a str| name.split_once('.').map(|(_, parent)| parent);
    let named = std::iter::successors(Some(primary.trim_matches('.')), parent).skip(1);
    named.take_while(move |parent| is_on && parent.split('.').count() >= level)
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.trim_matches('.').is_empty())
}

#[cfg(any(windows, test))]
const AF_INET: u16 = 2;
#[cfg(any(windows, test))]
const AF_INET6: u16 = 23;
const FEWEST_LABELS: usize = 2;

#[cfg(test)]
mod tests;
