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

#[cfg(test)]
mod tests {
    use actprobe_probes::evidence::HostPort;

    use super::*;
    use crate::verdict::finding::Millis;
    use crate::verdict::requirement::RequirementId;

    fn answering(host: &str, at: &str) -> Answering {
        let (at, because) = (at.parse().unwrap(), format!("/{at}"));
        Answering { host: Some(host.to_owned()), at, transport: Transport::Tcp, because }
    }

    fn silent(port: u16, address: &str) -> Requirement {
        let finding = Finding::PortSilent {
            role: Role::Controller,
            waited: Millis(1_000),
            up: Maybe(None),
            beside: YesNo(false),
        };
        let of = HostPort { host: "dc1.corp.example".to_owned(), port };
        Requirement::unmet(RequirementId::AdbaLdapReachable, finding, Owner::DirectoryTeam)
            .of(Subject::at(of, address.parse().unwrap()))
    }

    fn settled(alive: Vec<Answering>, mut dead: Vec<Requirement>) -> Vec<Requirement> {
        settle(&Ways { told: Vec::new(), alive }, &mut dead);
        dead
    }

    fn shown(dead: &Requirement) -> (Option<&str>, bool) {
        match &dead.finding {
            Finding::PortSilent { up, beside, .. } => (up.0.as_deref(), beside.0),
            Finding::DnsSilent { up, .. } | Finding::PortUnreachable { up, .. } => {
                (up.0.as_deref(), false)
            }
            other => panic!("another finding: {other:?}"),
        }
    }

    #[test]
    fn another_port_of_the_same_address_shows_that_the_machine_is_up() {
        let alive = || vec![answering("dc1.corp.example", "192.0.2.10:88")];
        let told = settled(alive(), vec![silent(389, "192.0.2.10"), silent(389, "192.0.2.11")]);
        assert_eq!(shown(&told[0]), (Some("88/TCP"), false));
        assert_eq!(told[0].because, ["/192.0.2.10:88"]);
        assert_eq!(shown(&told[1]), (None, false));
        // Its own port shows nothing, but at another address of the name.
        let told = settled(alive(), vec![silent(88, "192.0.2.10"), silent(88, "192.0.2.11")]);
        assert_eq!([shown(&told[0]), shown(&told[1])], [(None, false), (None, true)]);
    }

    #[test]
    fn a_port_that_answers_at_all_addresses_is_the_one_that_is_told() {
        let name = "dc1.corp.example";
        let alive = vec![
            answering(name, "192.0.2.10:445"),
            answering(name, "192.0.2.10:389"),
            answering(name, "192.0.2.11:389"),
        ];
        let told = settled(alive, vec![silent(88, "192.0.2.10"), silent(88, "192.0.2.11")]);
        assert_eq!([shown(&told[0]), shown(&told[1])], [(Some("389/TCP"), false); 2]);
    }

    #[test]
    fn a_router_says_of_a_machine_that_is_up_that_it_is_not_there_by_a_rule() {
        let router = "192.0.2.1".to_owned();
        let (what, up) = (FailureKind::HostUnreachable, Maybe(None));
        let unreachable = Finding::PortUnreachable { role: Role::Kms, router, what, up };
        let of = HostPort { host: "kms1.corp.example".to_owned(), port: 1688 };
        let id = RequirementId::KmsPortReachable;
        let dead = Requirement::unmet(id, unreachable, Owner::KmsAdmin)
            .of(Subject::at(of, "192.0.2.21".parse().unwrap()));
        let alive = vec![answering("web.corp.example", "192.0.2.21:443")];
        let told = settled(alive, vec![dead]);
        assert_eq!(shown(&told[0]), (Some("443/TCP"), false));
        assert_eq!(told[0].owner, Owner::NetworkTeam);
    }

    #[test]
    fn a_silent_dns_server_is_up_where_its_directory_answers() {
        let finding = Finding::DnsSilent { waited: Millis(1_000), up: Maybe(None) };
        let id = RequirementId::DnsServerAnswers;
        let dead = Requirement::unmet(id, finding, Owner::DnsAdmin).of("192.0.2.10".to_owned());
        let alive = vec![answering("dc1.corp.example", "192.0.2.10:389")];
        assert_eq!(shown(&settled(alive, vec![dead])[0]), (Some("389/TCP"), false));
    }
}
