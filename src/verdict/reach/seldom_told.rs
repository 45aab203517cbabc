//! Routers tell of few of the packets that they do not pass on (RFC 1812 §4.3.2.8, RFC 4443 §2.4
//! f): what one said of an address holds for those that were silent beside it.

use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::FailureKind;

use super::{machine_or_way, machine_owner};
use crate::verdict::finding::{Finding, Maybe};
use crate::verdict::requirement::{Owner, Requirement};

/// What a router said of an address.
struct Told {
    router: String,
    what: FailureKind,
    place: Place,
    because: Vec<String>,
}

/// `kms1.corp.example:1688 (192.0.2.21)`, or `192.0.2.21:1688`.
struct Place {
    label: String,
    ip: IpAddr,
}

/// Judges silences anew by what routers said of other addresses of the same network or name; and
/// what a router took its time for, by the silences beside it.
pub fn settle(requirements: &mut [Requirement]) {
    let all: Vec<Told> = requirements.iter().filter_map(told).collect();
    let reached: Vec<Place> =
        requirements.iter().filter(|one| is_open(one)).flat_map(places).collect();
    let silent: Vec<Place> =
        requirements.iter().filter(|one| is_silent(one)).flat_map(places).collect();
    let is_dead =
        |told: &&Told| !reached.iter().any(|one| is_of_one_network(one.ip, told.place.ip));
    let of_dead: Vec<&Told> = all.iter().filter(is_dead).collect();
    for requirement in requirements {
        doubt_absence(requirement, &silent);
        explain_silence(requirement, &of_dead);
    }
}

/// A machine that is not there is not there for each of its neighbours' packets; a rule that tells
/// of few leaves others silent, and may take its time as well.
fn doubt_absence(requirement: &mut Requirement, silent: &[Place]) {
    let Finding::PortUnreachable { role, what: FailureKind::HostUnreachable, .. } =
        requirement.finding
    else {
        return;
    };
    let is_beside = |place: &Place| silent.iter().any(|one| is_of_one_network(one.ip, place.ip));
    if requirement.owner == machine_owner(role) && places(requirement).iter().any(is_beside) {
        requirement.owner = machine_or_way(role);
    }
}

fn explain_silence(requirement: &mut Requirement, all: &[&Told]) {
    let Finding::PortSilent { role, waited } = requirement.finding else { return };
    let places = places(requirement);
    let find = |is: fn(&Place, &Place) -> bool| {
        all.iter().find(|told| !places.is_empty() && places.iter().all(|one| is(one, &told.place)))
    };
    let of_network = find(|one, other| is_of_one_network(one.ip, other.ip));
    let Some(told) = of_network.or_else(|| find(|one, other| one.label == other.label)) else {
        return;
    };
    // A rule may be for one machine; without a route, none is reached.
    let is_of_all = of_network.is_some() && told.what != FailureKind::AdminProhibited;
    let router = told.router.clone();
    requirement.finding = Finding::PortSilentAsTold { role, waited, router };
    requirement.owner = if is_of_all { Owner::NetworkTeam } else { requirement.owner };
    requirement.because.extend(told.because.iter().cloned());
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

fn places(requirement: &Requirement) -> Vec<Place> {
    requirement.subjects.iter().filter_map(|subject| place(subject)).collect()
}

fn place(subject: &str) -> Option<Place> {
    if let Some((label, rest)) = subject.split_once(" (") {
        let ip = rest.strip_suffix(')')?.parse().ok()?;
        return Some(Place { label: label.to_owned(), ip });
    }
    let address: SocketAddr = subject.parse().ok()?;
    Some(Place { label: subject.to_owned(), ip: address.ip() })
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
    fn subjects_are_read_as_they_are_written() {
        let read = |subject| place(subject).map(|place| (place.label, place.ip.to_string()));
        let named = ("kms1.corp.example:1688".to_owned(), "2001:db8::1".to_owned());
        assert_eq!(read("kms1.corp.example:1688 (2001:db8::1)"), Some(named));
        assert_eq!(
            read("192.0.2.21:1688"),
            Some(("192.0.2.21:1688".to_owned(), "192.0.2.21".to_owned()))
        );
        assert_eq!(read("kms1.corp.example:1688"), None);
    }

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
