//! The machine that packets for an address are handed to, by this host's own tables: a router, or a
//! neighbour. Nothing is sent.

#[cfg_attr(target_os = "linux", path = "next_hop/linux.rs")]
#[cfg_attr(windows, path = "next_hop/windows.rs")]
#[cfg_attr(not(any(target_os = "linux", windows)), path = "next_hop/plain.rs")]
mod system;

use std::net::IpAddr;
#[cfg(not(target_os = "linux"))]
use std::net::SocketAddr;

#[cfg(windows)]
pub(super) use system::address_in;

use super::Cause;
#[cfg(not(target_os = "linux"))]
use super::local_end::on_the_way_to;
use crate::evidence::{Failure, FailureKind, Observed};

/// What it means that nobody answers to ARP or neighbour discovery on the way to `peer`: the peer
/// is absent, or the router that leads to it.
pub(crate) fn silent_neighbour(peer: IpAddr) -> Cause {
    match gateway_to(peer) {
        Some(gateway) => Cause::with_detail(FailureKind::GatewayUnreachable, &gateway.to_string()),
        None => FailureKind::HostUnreachable.into(),
    }
}

/// What an error means of which the system does not say whose word it is. "No host" is a silence on
/// this host's own network where the peer would be there, and "no network" this host's own word
/// where its routes lead nowhere; else anybody on the way may have said so.
#[cfg(not(target_os = "linux"))]
pub(crate) fn without_teller(kind: FailureKind, peer: SocketAddr) -> FailureKind {
    match kind {
        FailureKind::HostUnreachable if !system::is_neighbour(peer.ip()) => {
            FailureKind::Unreachable
        }
        FailureKind::NoRoute if on_the_way_to(peer).is_some() => FailureKind::Unreachable,
        kind => kind,
    }
}

/// The same outcome; but where the next hop does not even answer to ARP, silence is told as that.
/// Systems report it late, for a few packets of many, or not at all; and where they do without a
/// teller, it may be a router's word as well.
pub(crate) fn unless_silent<T>(outcome: Observed<T>, peer: IpAddr) -> Observed<T> {
    let is_silent = || system::is_silent(gateway_to(peer).unwrap_or(peer));
    unless(is_silent, outcome, || silent_neighbour(peer))
}

/// The same outcome, but silence is told as that of the next hop, where that one is silent.
fn unless<T>(
    is_silent: impl FnOnce() -> bool,
    outcome: Observed<T>,
    silent_neighbour: impl FnOnce() -> Cause,
) -> Observed<T> {
    let is_silence = outcome.failure().is_some_and(|failure| {
        failure.kind == FailureKind::TimedOut
            || failure.kind == FailureKind::Unreachable
            || failure.kind == FailureKind::HostUnreachable && failure.reporter.is_none()
    });
    match outcome {
        Observed::Failed(failure) if is_silence && is_silent() => {
            let Cause { kind, detail, .. } = silent_neighbour();
            Observed::Failed(Failure { kind, detail, ..failure })
        }
        outcome => outcome,
    }
}

/// What stays on this host stands in another table.
fn gateway_to(peer: IpAddr) -> Option<IpAddr> {
    if peer.is_loopback() { None } else { system::gateway_to(peer) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Step;

    #[test]
    fn this_host_is_reached_without_a_router_and_never_silent_to_itself() {
        for own in ["127.0.0.1", "::1"] {
            let own = own.parse().unwrap();
            assert_eq!((gateway_to(own), system::is_silent(own)), (None, false));
            assert_eq!(silent_neighbour(own), FailureKind::HostUnreachable.into());
        }
    }

    fn failed(kind: FailureKind, reporter: Option<&str>) -> Observed<u8> {
        let (reporter, detail) = (reporter.map(str::to_owned), None);
        Observed::Failed(Failure {
            step: Step::Connect,
            kind,
            elapsed_us: 7,
            reporter,
            detail,
            flow: None,
        })
    }

    #[test]
    fn silence_behind_a_dead_gateway_is_that_of_the_gateway() {
        let gateway = || Cause::with_detail(FailureKind::GatewayUnreachable, "192.0.2.1");
        let told = |outcome: &Observed<u8>| {
            let told = unless(|| true, outcome.clone(), gateway);
            told.failure().map(|failure| (failure.kind, failure.detail.clone()))
        };
        let dead = Some((FailureKind::GatewayUnreachable, Some("192.0.2.1".to_owned())));
        assert_eq!(told(&failed(FailureKind::TimedOut, None)), dead);
        assert_eq!(told(&failed(FailureKind::HostUnreachable, None)), dead);
        // What somebody reported is no silence.
        let reported = failed(FailureKind::HostUnreachable, Some("192.0.2.9"));
        assert_eq!(told(&reported), Some((FailureKind::HostUnreachable, None)));
        assert_eq!(told(&failed(FailureKind::Refused, None)), Some((FailureKind::Refused, None)));
    }

    #[test]
    fn silence_stays_silence_where_the_next_hop_is_there() {
        let silence = failed(FailureKind::TimedOut, None);
        assert_eq!(unless_silent(silence.clone(), "127.0.0.1".parse().unwrap()), silence);
    }
}
