//! Machines that are up by what else of them answered in the same run, whoever asked: what is
//! silent there is a service or a filter, and no machine that is down.

use std::net::IpAddr;

use actprobe_probes::evidence::{FailureKind, Transport};

use super::heard_on_ways::{Answering, Ways};
use crate::verdict::finding::{Finding, Maybe, Role, YesNo};
use crate::verdict::requirement::{Owner, Requirement};
use crate::verdict::subject::Subject;

const DNS_PORT: u16 = 53;

/// A port by which a machine shows itself.
type Port = (Transport, u16);

/// Says of dead ports that their machine is up, where another port of the same address answered;
/// or another address of the same name, on that port.
pub fn settle<'r>(ways: &Ways, requirements: impl IntoIterator<Item = &'r mut Requirement>) {
    let dead: Vec<&mut Requirement> =
        requirements.into_iter().filter(|one| is_dead(&one.finding)).collect();
    let often = how_often(ways, &dead);
    for one in dead {
        let up = common_port(ways, one, &often);
        let beside = pointers_beside(ways, one);
        let is_beside = YesNo(!beside.is_empty());
        one.because.extend(beside);
        if let Some(shown_by) = up {
            one.because.extend(pointers(ways, one, shown_by));
        }
        tell(one, up.map(text), is_beside);
    }
}

fn is_dead(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::PortSilent { .. }
            | Finding::DnsSilent { .. }
            | Finding::PortUnreachable { what: FailureKind::HostUnreachable, .. }
    )
}

/// At how many of the dead addresses each port answers, in the order in which they were tried: what
/// holds for all of a machine's addresses is one line.
fn how_often(ways: &Ways, dead: &[&mut Requirement]) -> Vec<(Port, usize)> {
    let places: Vec<IpAddr> = dead.iter().flat_map(|one| places(one)).collect();
    let mut often: Vec<(Port, usize)> = Vec::new();
    for alive in ways.alive.iter().filter(|alive| places.contains(&alive.at.ip())) {
        match often.iter_mut().find(|(known, _)| *known == port(alive)) {
            Some((_, count)) => *count += 1,
            None => often.push((port(alive), 1)),
        }
    }
    often
}

/// The port that shows all addresses of the requirement to be up.
fn common_port(ways: &Ways, dead: &Requirement, often: &[(Port, usize)]) -> Option<Port> {
    let places = places(dead);
    let is_shown = |place: &IpAddr, by: Port| {
        ways.alive.iter().any(|alive| alive.at.ip() == *place && port(alive) == by)
    };
    let is_common = |by: Port| {
        !is_own(dead, by) && !places.is_empty() && places.iter().all(|one| is_shown(one, by))
    };
    let common = often.iter().rev().filter(|(by, _)| is_common(*by));
    common.max_by_key(|(_, count)| *count).map(|(by, _)| *by)
}

/// What the requirement is of.
fn is_own(dead: &Requirement, (transport, port): Port) -> bool {
    let mut ports = dead.subjects.iter().filter_map(Subject::port);
    let is_dns = matches!(dead.finding, Finding::DnsSilent { .. });
    let is_named = transport == Transport::Tcp && ports.any(|own| own == port);
    if is_dns { port == DNS_PORT } else { is_named }
}

/// Another address of the same name, on the same port.
fn is_beside(alive: &Answering, dead: &Requirement) -> bool {
    let is_of = |subject: &Subject| {
        alive.host.as_deref() == Some(subject.host())
            && alive.transport == Transport::Tcp
            && subject.port() == Some(alive.at.port())
            && subject.address().is_some_and(|address| address != alive.at.ip())
    };
    dead.subjects.iter().any(is_of)
}

/// Of the Internet's machines, another address is another machine as a rule.
fn pointers_beside(ways: &Ways, dead: &Requirement) -> Vec<String> {
    let Finding::PortSilent { role, .. } = dead.finding else { return Vec::new() };
    let others = ways.alive.iter().filter(|alive| role != Role::Endpoint && is_beside(alive, dead));
    others.map(|alive| alive.because.clone()).collect()
}

fn pointers(ways: &Ways, dead: &Requirement, by: Port) -> Vec<String> {
    let places = places(dead);
    let shown = ways.alive.iter().filter(|alive| places.contains(&alive.at.ip()));
    shown.filter(|alive| port(alive) == by).map(|alive| alive.because.clone()).collect()
}

fn places(requirement: &Requirement) -> Vec<IpAddr> {
    let by_name = |subject: &Subject| subject.host().parse().ok();
    let of = |subject: &Subject| subject.address().or_else(|| by_name(subject));
    requirement.subjects.iter().filter_map(of).collect()
}

fn port(alive: &Answering) -> Port {
    (alive.transport, alive.at.port())
}

fn text((transport, port): Port) -> String {
    match transport {
        Transport::Tcp => format!("{port}/TCP"),
        Transport::Udp => format!("{port}/UDP"),
    }
}

/// A router that says that a machine is not there which answers does so for a rule of its own.
fn tell(dead: &mut Requirement, shown_by: Option<String>, another: YesNo) {
    match &mut dead.finding {
        Finding::PortSilent { up, beside, .. } => {
            (*up, *beside) = (shown_by.into(), another);
        }
        Finding::DnsSilent { up, .. } => *up = shown_by.into(),
        Finding::PortUnreachable { up, .. } => {
            *up = shown_by.into();
            if *up != Maybe(None) {
                dead.owner = Owner::NetworkTeam;
            }
        }
        _ => {}
    }
}
