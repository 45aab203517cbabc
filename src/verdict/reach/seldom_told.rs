//! Routers tell of few of the packets that they do not pass on (RFC 1812 §4.3.2.8, RFC 4443 §2.4
//! f): what one said of an address holds for those that were silent beside it.

use std::net::IpAddr;

use actprobe_probes::evidence::FailureKind;

use super::heard_on_ways::{Told, Ways, is_of_a_network, is_of_one_network};
use super::{machine_or_way, machine_owner};
use crate::verdict::finding::{Finding, Maybe};
use crate::verdict::requirement::{Owner, Requirement};
use crate::verdict::subject::Subject;

/// Judges silences anew by what routers said of other addresses of the same network, whichever
/// channel asked for them; and what a router took its time for, by the silences beside it.
pub fn settle<'r>(ways: &Ways, requirements: impl IntoIterator<Item = &'r mut Requirement>) {
    let requirements: Vec<&mut Requirement> = requirements.into_iter().collect();
    let own: Vec<Told> = requirements.iter().filter_map(|one| told(one)).collect();
    let reached: Vec<IpAddr> =
        requirements.iter().filter(|one| is_open(one)).flat_map(|one| places(one)).collect();
    let silent: Vec<IpAddr> =
        requirements.iter().filter(|one| is_silent(one)).flat_map(|one| places(one)).collect();
    let is_dead = |told: &&Told| !reached.iter().any(|one| is_of_one_network(*one, told.place));
    let of_dead: Vec<&Told> = own.iter().chain(&ways.told).filter(is_dead).collect();
    for requirement in requirements {
        doubt_absence(requirement, &silent);
        explain_silence(requirement, &of_dead);
        explain_dead_one(requirement, &of_dead);
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
    let Finding::PortSilent { role, waited, .. } = requirement.finding else { return };
    let Some(told) = beside(requirement, all) else { return };
    // A rule may be for one machine, and an address may have no business in DNS; where a route is
    // missing to all that is known, none is reached.
    let router = told.router.clone();
    requirement.finding = Finding::PortSilentAsTold { role, waited, router };
    requirement.owner = if told.is_of_all { Owner::NetworkTeam } else { requirement.owner };
    requirement.because.extend(told.because.iter().cloned());
}

/// One router's limit makes two kinds of deaths of one.
fn explain_dead_one(requirement: &mut Requirement, all: &[&Told]) {
    let Finding::PortDeadBesideLive { role, how: FailureKind::TimedOut, family, .. } =
        &requirement.finding
    else {
        return;
    };
    let (role, family) = (*role, family.clone());
    let Some(told) = beside(requirement, all) else { return };
    let router = Maybe(Some(told.router.clone()));
    requirement.finding = Finding::PortDeadBesideLive { role, how: told.what, router, family };
    requirement.because.extend(told.because.iter().cloned());
}

/// What was said of the network that all places of the requirement are in.
fn beside<'a>(requirement: &Requirement, all: &[&'a Told]) -> Option<&'a Told> {
    let places = places(requirement);
    let is_beside = |told: &&&Told| {
        !places.is_empty() && places.iter().all(|one| is_of_one_network(*one, told.place))
    };
    all.iter().find(is_beside).copied()
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
    let told = Told {
        router: router.clone(),
        what,
        is_of_all: is_of_a_network(what),
        place,
        because: requirement.because.clone(),
    };
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
