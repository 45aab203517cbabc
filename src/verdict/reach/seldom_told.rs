//! Routers tell of few of the packets that they do not pass on (RFC 1812 §4.3.2.8, RFC 4443 §2.4
//! f): what one said of an address holds for those that were silent beside it.

use std::net::IpAddr;

use actprobe_probes::evidence::FailureKind;

use super::{machine_or_way, machine_owner};
use crate::verdict::finding::{Finding, Maybe};
use crate::verdict::requirement::{Owner, Requirement};
use crate::verdict::subject::Subject;

/// What a router said of an address.
struct Told {
    router: String,
    what: FailureKind,
    place: IpAddr,
    because: Vec<String>,
}

/// Judges silences anew by what routers said of other addresses of the same network; and
/// what a router took its time for, by the silences beside it.
pub fn settle(requirements: &mut [Requirement]) {
    let all: Vec<Told> = requirements.iter().filter_map(told).collect();
    let reached: Vec<IpAddr> =
        requirements.iter().filter(|one| is_open(one)).flat_map(places).collect();
    let silent: Vec<IpAddr> =
        requirements.iter().filter(|one| is_silent(one)).flat_map(places).collect();
    let is_dead = |told: &&Told| !reached.iter().any(|one| is_of_one_network(*one, told.place));
    let of_dead: Vec<&Told> = all.iter().filter(is_dead).collect();
    for requirement in requirements {
        doubt_absence(requirement, &silent);
        explain_silence(requirement, &of_dead);
    }
}

/// A machine that is not there is not there for each of its neighbours' packets; a rule that tells
/// of few leaves others silent, and may take its time as well.
fn doubt_absence(requirement: &mut Requirement, silent: &[IpAddr]) {
    let Finding::PortUnreachable { role, what: FailureKind::HostUnreachable, .. } =
        requirement.finding
    else {
        return;
    };
    let is_beside = |place: &IpAddr| silent.iter().any(|one| is_of_one_network(*one, *place));
    if requirement.owner == machine_owner(role) && places(requirement).iter().any(is_beside) {
        requirement.owner = machine_or_way(role);
    }
}

fn explain_silence(requirement: &mut Requirement, all: &[&Told]) {
    let Finding::PortSilent { role, waited } = requirement.finding else { return };
    let places = places(requirement);
    let is_beside = |told: &&&Told| {
        !places.is_empty() && places.iter().all(|one| is_of_one_network(*one, told.place))
    };
    let Some(told) = all.iter().find(is_beside) else { return };
    // A rule may be for one machine, and an address may have no business in DNS; where a route is
    // missing to all that is known, none is reached.
    let is_of_all = is_of_a_network(told.what);
    let router = told.router.clone();
    requirement.finding = Finding::PortSilentAsTold { role, waited, router };
    requirement.owner = if is_of_all { Owner::NetworkTeam } else { requirement.owner };
    requirement.because.extend(told.because.iter().cloned());
}

fn is_of_a_network(what: FailureKind) -> bool {
    matches!(what, FailureKind::NetUnreachable | FailureKind::TimeExceeded)
}

fn told(requirement: &Requirement) -> Option<Told> {
    let (router, what) = if let Finding::PortUnreachable { router, what, .. } = &requirement.finding
    {
        (router, *what)
    } else if let Finding::PortProhibited { router: Maybe(Some(router)), .. } = &requirement.finding
    {
        (router, FailureKind::AdminProhibited)
    } else if let Finding::RoutingLoop { router: Maybe(Some(router)), .. } = &requirement.finding {
        (router, FailureKind::TimeExceeded)
    } else if let Finding::UnreachableBesideReached { router, .. } = &requirement.finding {
        (router, FailureKind::Unreachable)
    } else {
        return None;
    };
    let place = places(requirement).into_iter().next()?;
    let told = Told { router: router.clone(), what, place, because: requirement.because.clone() };
    (what != FailureKind::HostUnreachable).then_some(told)
}

fn is_open(requirement: &Requirement) -> bool {
    matches!(requirement.finding, Finding::PortOpen { .. })
}

fn is_silent(requirement: &Requirement) -> bool {
    matches!(requirement.finding, Finding::PortSilent { .. })
}

fn places(requirement: &Requirement) -> Vec<IpAddr> {
    requirement.subjects.iter().filter_map(Subject::address).collect()
}

/// As networks of sites are cut: 24 bits, or 64.
fn is_of_one_network(one: IpAddr, other: IpAddr) -> bool {
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => one.octets()[..3] == other.octets()[..3],
        (IpAddr::V6(one), IpAddr::V6(other)) => one.octets()[..8] == other.octets()[..8],
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_24_bits_or_64() {
        let is = |one: &str, other: &str| {
            is_of_one_network(one.parse().unwrap(), other.parse().unwrap())
        };
        assert!(is("192.0.2.1", "192.0.2.254"));
        assert!(!is("192.0.2.1", "192.0.3.1"));
        assert!(is("2001:db8::1", "2001:db8::2:0:0:1"));
        assert!(!is("2001:db8::1", "2001:db8:0:1::1"));
        assert!(!is("192.0.2.1", "2001:db8::1"));
    }
}
