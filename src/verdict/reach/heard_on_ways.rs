//! What was met on the ways to all that was connected to, whichever channel asked: routers have
//! one word for all of them.

use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{
    Connected, DirectoryPort, Evidence, Failure, FailureKind, Observed, Transport,
};

use crate::verdict::place::{self, At, at};

/// What a router said of an address.
#[derive(Clone)]
pub struct Told {
    /// Who said it.
    pub router: String,
    /// What.
    pub what: FailureKind,
    /// Whether that is so for all of its network.
    pub is_of_all: bool,
    /// Of whom.
    pub place: IpAddr,
    /// Where it stands.
    pub because: Vec<String>,
}

/// A port at which a machine answered, or said in its own name that it does not want to.
pub struct Answering {
    /// By which name it was asked, where it has one.
    pub host: Option<String>,
    /// At which address and port.
    pub at: SocketAddr,
    /// Over what.
    pub transport: Transport,
    /// Where it stands.
    pub because: String,
}

/// All of it.
pub struct Ways {
    /// What routers said.
    pub told: Vec<Told>,
    /// Who answered.
    pub alive: Vec<Answering>,
}

/// A connection, by which name, and where it was to lead.
struct Tried<'e> {
    host: &'e str,
    to: SocketAddr,
    outcome: At<'e, Observed<Connected>>,
}

impl Ways {
    /// Collects it.
    pub fn of(evidence: &Evidence) -> Self {
        let tried: Vec<Tried<'_>> =
            of_kms(evidence).chain(of_directory(evidence)).chain(of_online(evidence)).collect();
        let beside = pinged(evidence).chain(open_beside(evidence));
        let alive = tried.iter().filter_map(answering).chain(beside).collect();
        let reached = tried.iter().filter(|one| is_reached(one)).map(|one| one.to.ip());
        let served: Vec<IpAddr> = reached.chain(answered(evidence)).collect();
        Self { told: tried.iter().filter_map(|one| told(one, &served)).collect(), alive }
    }
}

fn of_kms(evidence: &Evidence) -> impl Iterator<Item = Tried<'_>> {
    place::kms_targets(evidence).flat_map(|target| {
        let host = target.value().host.as_str();
        at!(target.endpoints).each().map(move |endpoint| Tried {
            host,
            to: endpoint.address,
            outcome: at!(endpoint.connect),
        })
    })
}

fn of_directory(evidence: &Evidence) -> impl Iterator<Item = Tried<'_>> {
    place::controllers(evidence).flat_map(|controller| {
        let host = controller.value().host.as_str();
        let first = controller.address.map(|address| (address, at!(controller.ports)));
        let others = at!(controller.other_addresses).each();
        let others = others.map(|other| (other.address, at!(other.ports)));
        let all = first.into_iter().chain(others);
        all.flat_map(move |(address, ports)| of_ports(host, address, ports))
    })
}

fn of_ports<'e>(
    host: &'e str,
    address: SocketAddr,
    ports: At<'e, Vec<DirectoryPort>>,
) -> impl Iterator<Item = Tried<'e>> {
    ports.each().map(move |port| Tried {
        host,
        to: SocketAddr::new(address.ip(), port.port),
        outcome: at!(port.connect),
    })
}

fn of_online(evidence: &Evidence) -> impl Iterator<Item = Tried<'_>> {
    let hops = place::endpoints(evidence).flat_map(|endpoint| at!(endpoint.hops).each());
    hops.flat_map(|hop| {
        let host = hop.value().to.host.as_str();
        at!(hop.attempts).each().map(move |attempt| Tried {
            host,
            to: attempt.address,
            outcome: at!(attempt.connect),
        })
    })
}

/// A connection that stood, or an ICMP error of the machine's own. A reset may be of a firewall.
fn answering(tried: &Tried<'_>) -> Option<Answering> {
    let outcome = tried.outcome.value();
    let is_its_own = |failure: &Failure| {
        let reporter = failure.reporter.as_deref();
        reporter.is_some_and(|reporter| reporter.parse() == Ok(tried.to.ip()))
    };
    let is_up = outcome.value().is_some() || outcome.failure().is_some_and(is_its_own);
    is_up.then(|| Answering {
        host: Some(tried.host.to_owned()),
        at: tried.to,
        transport: Transport::Tcp,
        because: (&tried.outcome).into(),
    })
}

/// Other ports of a KMS host that somebody tried.
fn open_beside(evidence: &Evidence) -> impl Iterator<Item = Answering> {
    let endpoints = place::kms_targets(evidence).flat_map(|target| {
        let host = target.value().host.clone();
        at!(target.endpoints).each().map(move |endpoint| (host.clone(), endpoint))
    });
    endpoints.flat_map(|(host, endpoint)| {
        let ip = endpoint.address.ip();
        let ports = at!(endpoint.other_ports).each();
        ports.map(move |port| Answering {
            host: Some(host.clone()),
            at: SocketAddr::new(ip, *port.value()),
            transport: Transport::Tcp,
            because: port.into(),
        })
    })
}

/// Netlogon pings, that controllers alone answer. DNS and NTP are answered by routers on the way
/// too, in the name of whoever was asked.
fn pinged(evidence: &Evidence) -> impl Iterator<Item = Answering> {
    let pings = place::controllers(evidence).flat_map(|controller| {
        let first = controller.address.map(|address| (address, at!(controller.ping)));
        let others = at!(controller.other_addresses).each();
        let others = others.map(|other| (other.address, at!(other.ping)));
        first.into_iter().chain(others)
    });
    let answered = pings.filter(|(_, ping)| ping.value().value().is_some());
    answered.map(|(at, ping)| {
        let (transport, because) = (Transport::Udp, ping.into());
        Answering { host: None, at, transport, because }
    })
}

/// Where a machine of the network answered, there is a route: it is a rule, for whom it may be.
fn told(tried: &Tried<'_>, served: &[IpAddr]) -> Option<Told> {
    let Tried { to: address, outcome, .. } = tried;
    let failure = outcome.failure()?;
    let router = router(failure, address.ip())?;
    // That a machine is not there is said of the machine, not of the way to it.
    let is_of_way = matches!(
        failure.kind,
        FailureKind::NetUnreachable | FailureKind::AdminProhibited | FailureKind::TimeExceeded
    );
    let is_passed = served.iter().any(|one| is_of_one_network(*one, address.ip()));
    is_of_way.then(|| Told {
        router,
        what: failure.kind,
        is_of_all: is_of_a_network(failure.kind) && !is_passed,
        place: address.ip(),
        because: vec![outcome.into()],
    })
}

/// What the machine itself sends is its own word.
fn router(failure: &Failure, of: IpAddr) -> Option<String> {
    failure.reporter.clone().filter(|reporter| reporter.parse() != Ok(of))
}

/// A router that refuses in the machine's name says so under its own.
fn is_reached(Tried { to: address, outcome, .. }: &Tried<'_>) -> bool {
    let refuses = |failure: &Failure| {
        failure.kind == FailureKind::Refused && router(failure, address.ip()).is_none()
    };
    outcome.value().value().is_some() || outcome.failure().is_some_and(refuses)
}

fn answered(evidence: &Evidence) -> Vec<IpAddr> {
    let questions = evidence.kms.questions.iter().chain(&evidence.directory.locator);
    let answers = questions.flat_map(|question| &question.answers);
    let answers = answers.filter(|answer| answer.srv.value().is_some());
    answers.map(|answer| answer.server.ip()).collect()
}

/// A rule may be for one machine; where a route is missing, none of the network is reached.
pub fn is_of_a_network(what: FailureKind) -> bool {
    matches!(what, FailureKind::NetUnreachable | FailureKind::TimeExceeded)
}

/// As networks of sites are cut: 24 bits, or 64.
pub fn is_of_one_network(one: IpAddr, other: IpAddr) -> bool {
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
