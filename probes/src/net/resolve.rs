//! Names to addresses, as the host would: literals, the hosts file, then its DNS servers in order.

mod candidates;
mod lacking;
mod race;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use futures_util::future::join_all;
use futures_util::stream::{FuturesOrdered, StreamExt};

use super::hosts::Hosts;
use super::local_end::on_the_way_to;
use super::{Cause, Watch};
use crate::evidence::{Addresses, Failure, FailureKind, NotAsked, Observed, ResolvedBy, Step};
use crate::product_key::holds_key;
use crate::wire::dns::{NotAQuestion, PointerRecord, same_name};
use candidates::candidates;
use lacking::lacking;
use race::{Family, family};

/// Resolves names for the probes.
#[derive(Clone, Debug, Default)]
pub struct Resolver {
    /// The DNS servers, in the order in which they are asked.
    pub servers: Vec<SocketAddr>,
    /// The connection that each of them belongs to, where the system tells.
    pub connections: BTreeMap<SocketAddr, String>,
    /// The suffixes that a name without a dot is tried with.
    pub suffixes: Vec<String>,
    /// The host's own table of names, which comes before DNS.
    pub hosts: Hosts,
    /// Whether another host is meant: a name that leads to a host itself leads to that one.
    pub is_for_another: bool,
}

impl Resolver {
    /// The addresses of `host`, both families at once. An address literal is its own answer.
    ///
    /// Takes at most the limit for one DNS query, however many servers and suffixes there are.
    pub async fn addresses(&self, watch: &Watch, host: &str) -> Addresses {
        if let Ok(address) = host.parse() {
            return literal(address);
        }
        if let Some(cause) = self.hosts.why_unread() {
            return failed_alike(cause);
        }
        match self.known_here(host) {
            Some(known) => self.unless_its_own(settled(known)),
            // A key that was mistyped for a host is nothing to tell a DNS server, and none would
            // know it.
            None if holds_key(host) => failed_alike(&no_question(NotAQuestion::ProductKey)),
            None if self.servers.is_empty() => failed_alike(&FailureKind::NoServer.into()),
            None => self.unless_its_own(self.ask_around(watch, host).await),
        }
    }

    /// Of another host, its loopback and its own link are not asked from here.
    fn unless_its_own(&self, addresses: Addresses) -> Addresses {
        let is_its_own = |ip: IpAddr| is_of_one_host(ip) && !ip.is_unspecified();
        let has_any = addresses.all().next().is_some();
        if !self.is_for_another || !has_any || !addresses.all().all(is_its_own) {
            return addresses;
        }
        let (ipv4, ipv6) =
            (Observed::skipped(NotAsked::OtherHost), Observed::skipped(NotAsked::OtherHost));
        Addresses { ipv4, ipv6, ..addresses }
    }

    /// What DNS says of a name that the hosts file leads to another machine; `addresses` are what
    /// the host knows of it.
    pub(crate) async fn in_dns(
        &self,
        watch: &Watch,
        host: &str,
        addresses: &Addresses,
    ) -> Option<Addresses> {
        let is_written = addresses.by == ResolvedBy::HostsFile;
        let is_own = addresses.all().all(|ip| ip.is_loopback());
        if !is_written || is_own || watch.stop_reason().is_some() {
            return None;
        }
        let of_dns = Self { hosts: Hosts::default(), ..self.clone() };
        Some(of_dns.addresses(watch, host).await)
    }

    /// The names that DNS has for `address` (PTR), as the first server that answers says.
    pub async fn names_of(&self, watch: &Watch, address: IpAddr) -> Observed<Vec<String>> {
        let family: Family<PointerRecord> =
            family(watch, &reverse_name(address), &self.servers).await;
        family.outcome.map(|names| names.into_iter().map(|PointerRecord(name)| name).collect())
    }

    fn known_here(&self, host: &str) -> Option<Addresses> {
        let (ipv4, ipv6) = match self.hosts.addresses(host) {
            // The name is the machine itself on every system, whatever its files say (RFC 6761
            // §6.3).
            (ipv4, ipv6) if ipv4.is_empty() && ipv6.is_empty() && same_name(host, "localhost") => {
                (vec![Ipv4Addr::LOCALHOST], vec![Ipv6Addr::LOCALHOST])
            }
            found => found,
        };
        let known = !ipv4.is_empty() || !ipv6.is_empty();
        known.then(|| Addresses {
            by: ResolvedBy::HostsFile,
            aliases: vec![],
            ipv4: at_once(ipv4),
            ipv6: at_once(ipv6),
            ..Addresses::default()
        })
    }

    /// What the servers say in turn. Where one says that there is no such name, or has no address
    /// that this host has a route to and none of the other family, the others of its connection are
    /// asked as well, to be told; those of another connection are another world, and a client takes
    /// what it hears in any of them.
    async fn ask_around(&self, watch: &Watch, host: &str) -> Addresses {
        let heard = settled(self.ask_for_each(watch, host).await);
        let Some((first, lacking)) = lacking(&heard, has_route) else { return heard };
        let is_silent = |server: &SocketAddr| watch.dns_servers.is_silent(*server);
        let others = self.servers.iter().filter(|server| **server != first && !is_silent(server));
        let others = others.take(MOST_OTHERS).map(async |server| {
            let alone = Self { servers: vec![*server], ..self.clone() };
            (*server, settled(alone.ask_for_each(watch, host).await))
        });
        let mut asked = join_all(others).await;
        asked.retain(|(_, addresses)| lacking.is_in(addresses));
        let elsewhere =
            asked.iter().position(|(server, _)| !self.is_of_one_connection(first, *server));
        if let Some(at) = elsewhere {
            return lacking.taken_from(asked.swap_remove(at).1, heard);
        }
        let known_to = asked.into_iter().map(|(server, _)| server.to_string()).collect();
        Addresses { known_to, ..heard }
    }

    fn is_of_one_connection(&self, one: SocketAddr, other: SocketAddr) -> bool {
        self.connections.get(&one) == self.connections.get(&other)
    }

    /// Asks for all candidates at once, and takes the first in order that has addresses.
    async fn ask_for_each(&self, watch: &Watch, host: &str) -> Addresses {
        let mut names = candidates(host, &self.suffixes);
        names.retain(|name| !holds_key(name));
        let mut answers: FuturesOrdered<_> =
            names.iter().map(|name| self.ask_for(watch, name)).collect();
        let mut best = Addresses::default();
        while let Some(addresses) = answers.next().await {
            if has_any(&addresses) {
                return addresses;
            }
            if tells_more(&addresses, &best) {
                best = addresses;
            }
        }
        best
    }

    async fn ask_for(&self, watch: &Watch, name: &str) -> Addresses {
        let (ipv4, ipv6): (Family<Ipv4Addr>, Family<Ipv6Addr>) =
            tokio::join!(family(watch, name, &self.servers), family(watch, name, &self.servers));
        let by_ipv4 = ipv4.outcome.value().is_some() || ipv6.outcome.value().is_none();
        let (server, aliases) =
            if by_ipv4 { (ipv4.server, ipv4.aliases) } else { (ipv6.server, ipv6.aliases) };
        let by = server
            .map_or(ResolvedBy::Nothing, |server| ResolvedBy::Dns { server: server.to_string() });
        let kept_back = ipv4.is_kept_back || ipv6.is_kept_back;
        let failing_too = self.in_order(&[&ipv4.failing_too, &ipv6.failing_too]);
        let (ipv4, ipv6) = (ipv4.outcome, ipv6.outcome);
        Addresses { by, aliases, ipv4, ipv6, kept_back, failing_too, ..Addresses::default() }
    }

    /// Each once, in the order in which they are asked.
    fn in_order(&self, some: &[&[SocketAddr]]) -> Vec<String> {
        let is_one = |server: &&SocketAddr| some.iter().any(|some| some.contains(server));
        self.servers.iter().filter(is_one).map(ToString::to_string).collect()
    }
}

/// How many other servers are asked for what one says is not there.
const MOST_OTHERS: usize = 3;

/// Whether this host has a route to `address`. Nothing is sent, and no port is meant.
fn has_route(address: IpAddr) -> bool {
    on_the_way_to(SocketAddr::new(address, 9)).is_some()
}

/// Loopback, link-local, or no address at all: whoever is meant by it, each host means another.
pub fn is_of_one_host(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unicast_link_local() || v6.is_unspecified(),
    }
}

/// RFC 1035 §3.5, RFC 3596 §2.5.
fn reverse_name(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(v6) => {
            let nibbles = v6.octets().into_iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
            let labels: Vec<String> = nibbles.map(|nibble| format!("{nibble:x}")).collect();
            format!("{}.ip6.arpa", labels.join("."))
        }
    }
}

/// A name with addresses of one family alone has nothing wrong with it: the other family's list is
/// empty.
fn settled(mut addresses: Addresses) -> Addresses {
    if addresses.ipv4.value().is_some() {
        addresses.ipv6 = none_needed(addresses.ipv6);
    } else if addresses.ipv6.value().is_some() {
        addresses.ipv4 = none_needed(addresses.ipv4);
    }
    addresses
}

fn none_needed<T>(family: Observed<Vec<T>>) -> Observed<Vec<T>> {
    match family {
        Observed::Failed(Failure { kind: FailureKind::NoData, elapsed_us, .. }) => {
            Observed::Answered { value: Vec::new(), elapsed_us }
        }
        other => other,
    }
}

fn literal(address: IpAddr) -> Addresses {
    let mut addresses = Addresses { by: ResolvedBy::Literal, ..Addresses::default() };
    match address {
        IpAddr::V4(v4) => addresses.ipv4 = at_once(vec![v4]),
        IpAddr::V6(v6) => addresses.ipv6 = at_once(vec![v6]),
    }
    addresses
}

fn at_once<T>(value: Vec<T>) -> Observed<Vec<T>> {
    if value.is_empty() {
        failed_at_once(FailureKind::NoData.into())
    } else {
        Observed::Answered { value, elapsed_us: 0 }
    }
}

fn no_question(why: NotAQuestion) -> Cause {
    Cause::with_detail(FailureKind::NameNotFound, &why.to_string())
}

fn failed_alike(cause: &Cause) -> Addresses {
    let (ipv4, ipv6) = (failed_at_once(cause.clone()), failed_at_once(cause.clone()));
    Addresses { ipv4, ipv6, ..Addresses::default() }
}

fn failed_at_once<T>(Cause { kind, reporter, detail, flow }: Cause) -> Observed<T> {
    Observed::Failed(Failure { step: Step::Resolve, kind, elapsed_us: 0, reporter, detail, flow })
}

fn has_any(addresses: &Addresses) -> bool {
    addresses.ipv4.value().is_some() || addresses.ipv6.value().is_some()
}

/// Of names without addresses, one that exists or that nobody answered for tells more than one that
/// does not exist; of equals, the one tried last, which is the bare name.
fn tells_more(new: &Addresses, best: &Addresses) -> bool {
    let is_missing = |addresses: &Addresses| {
        addresses.ipv4.failure().is_none_or(|failure| failure.kind == FailureKind::NameNotFound)
    };
    !is_missing(new) || is_missing(best)
}

impl From<Failure> for Cause {
    fn from(failure: Failure) -> Self {
        let Failure { kind, reporter, detail, flow, .. } = failure;
        Self { kind, reporter, detail, flow }
    }
}

#[cfg(test)]
mod tests;
