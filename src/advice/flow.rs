//! Which packets were lost, and where: what whoever runs the network needs to know of an attempt
//! that failed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{
    Addresses, Connected, DirectoryPort, DomainController, Endpoint, Evidence, Failure,
    FailureKind, Flow, Hop, KmsTarget, LocalEnd, Observed, PingReply, RootDse, SrvAnswer, Step,
    Transport,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::verdict::Requirement;
use crate::verdict::place::{self, At, at};

/// The packets of an attempt that was lost on its way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct FlowSeen {
    /// What carries them.
    pub transport: Transport,
    /// The address that this host sends from; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<IpAddr>,
    /// The network interface that has this address; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// Where they go.
    pub to: SocketAddr,
    /// The name that led there; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where they were lost, as far as that is known.
    pub lost_at: LostAt,
}

/// Where packets were lost.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum LostAt {
    /// On this host: it has no route, or its own policy forbids them.
    ThisHost,
    /// At the next hop, which does not answer to ARP or neighbour discovery: a router, or the peer
    /// itself.
    NextHop {
        /// Its address; absent where it is not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<IpAddr>,
    },
    /// At the router that says so by ICMP.
    Router {
        /// Its address.
        address: IpAddr,
    },
    /// At the peer, or something that speaks in its name: it refuses, or breaks off.
    Peer,
    /// Nobody says where.
    Unknown,
}

/// Every attempt whose packets were lost, by its place in the evidence.
#[derive(Clone, Debug, Default)]
pub struct LostFlows {
    /// With its number, because pointers do not sort as lists do.
    by_pointer: BTreeMap<String, (usize, FlowSeen)>,
}

impl LostFlows {
    /// Those in this evidence.
    pub fn of(evidence: &Evidence) -> Self {
        let mut lost = Self::default();
        for question in place::kms_questions(evidence).chain(place::locator_questions(evidence)) {
            at!(question.answers).each().for_each(|answer| lost.answer(&answer));
        }
        for asked in place::over_tcp(evidence) {
            lost.attempt(&at!(asked.answer), &Known::of(Transport::Tcp, asked.server));
        }
        place::kms_targets(evidence).for_each(|target| lost.target(&target));
        place::endpoints(evidence).for_each(|endpoint| lost.endpoint(&endpoint));
        place::controllers(evidence).for_each(|controller| lost.controller(&controller));
        for source in place::clock_sources(evidence) {
            let known =
                source.address.map(|to| Known::of(Transport::Udp, to).named(&source.server));
            lost.attempt(&at!(source.sample), &known.unwrap_or_default());
        }
        lost
    }

    /// Those that `requirement` was read from, in the order of the evidence, each once.
    pub fn behind(&self, requirement: &Requirement) -> Vec<&FlowSeen> {
        let mut cited: Vec<&(usize, FlowSeen)> =
            requirement.because.iter().flat_map(|pointer| self.inside(pointer)).collect();
        cited.sort_by_key(|(number, _)| *number);
        let mut told = BTreeSet::new();
        cited.into_iter().map(|(_, flow)| flow).filter(|flow| told.insert(*flow)).collect()
    }

    /// A citation of a thing cites all that stands inside it.
    fn inside(&self, citation: &str) -> impl Iterator<Item = &(usize, FlowSeen)> {
        let below = format!("{citation}/");
        let parts = self.by_pointer.range(below.clone()..);
        let parts = parts.take_while(move |(pointer, _)| pointer.starts_with(&below));
        self.by_pointer.get(citation).into_iter().chain(parts.map(|(_, flow)| flow))
    }

    fn answer(&mut self, answer: &At<'_, SrvAnswer>) {
        let known = Known::of(Transport::Udp, answer.server);
        self.attempt(&at!(answer.srv), &known);
        self.attempt(&at!(answer.control), &known);
    }

    fn target(&mut self, target: &At<'_, KmsTarget>) {
        self.name(&at!(target.addresses));
        for endpoint in at!(target.endpoints).each() {
            let known = Known::of(Transport::Tcp, endpoint.address).named(&target.host);
            let known = known.over(&endpoint.connect);
            self.attempt(&at!(endpoint.connect), &known);
            self.attempt(&at!(endpoint.bind_ndr32), &known);
            self.attempt(&at!(endpoint.bind_multi), &known);
            self.attempt(&at!(endpoint.bind_padded), &known);
        }
        for tried in at!(target.captured_tries).each() {
            let known = tried.address.map(|to| Known::of(Transport::Tcp, to).named(&target.host));
            self.attempt(&at!(tried.connect), &known.unwrap_or_default());
        }
    }

    fn endpoint(&mut self, endpoint: &At<'_, Endpoint>) {
        for hop in at!(endpoint.hops).each() {
            self.name(&at!(hop.addresses));
            for attempt in at!(hop.attempts).each() {
                let known = Known::of(Transport::Tcp, attempt.address).named(&hop.to.host);
                self.attempt(&at!(attempt.connect), &known);
            }
        }
        let known = endpoint.hops.iter().find_map(connection_to).unwrap_or_default();
        self.attempt(&at!(endpoint.tunnel), &known);
        self.attempt(&at!(endpoint.tls), &known);
        self.attempt(&at!(endpoint.http), &known);
    }

    fn controller(&mut self, controller: &At<'_, DomainController>) {
        self.name(&at!(controller.addresses));
        let Some(address) = controller.address else { return };
        let root_dse = at!(controller.root_dse);
        let place =
            ControllerPlace { host: &controller.host, address, ports: at!(controller.ports) };
        self.controller_at(&place, &at!(controller.ping), &root_dse);
        self.attempt(&at!(controller.login), &place.over_ldap());
        self.attempt(&at!(controller.activation_objects), &place.over_ldap());
        for other in at!(controller.other_addresses).each() {
            let (host, address, ports) = (&controller.host, other.address, at!(other.ports));
            let place = ControllerPlace { host, address, ports };
            self.controller_at(&place, &at!(other.ping), &at!(other.root_dse));
        }
    }

    fn controller_at(
        &mut self,
        place: &ControllerPlace<'_>,
        ping: &At<'_, Observed<PingReply>>,
        root_dse: &At<'_, Observed<RootDse>>,
    ) {
        for tried in place.ports.clone().each() {
            self.attempt(&at!(tried.connect), &place.known(Transport::Tcp, tried.port));
        }
        self.attempt(ping, &place.known(Transport::Udp, place.address.port()));
        self.attempt(root_dse, &place.over_ldap());
    }

    /// Which server was asked for a name, only the failure itself tells.
    fn name(&mut self, addresses: &At<'_, Addresses>) {
        self.attempt(&at!(addresses.ipv4), &Known::default());
        self.attempt(&at!(addresses.ipv6), &Known::default());
    }

    fn attempt<T>(&mut self, outcome: &At<'_, Observed<T>>, known: &Known) {
        let number = self.by_pointer.len();
        let flow = outcome.value().failure().and_then(|failure| flow(failure, known));
        self.by_pointer.extend(flow.map(|flow| (outcome.into(), (number, flow))));
    }
}

/// A controller at one of its addresses.
struct ControllerPlace<'e> {
    host: &'e str,
    address: SocketAddr,
    ports: At<'e, Vec<DirectoryPort>>,
}

impl ControllerPlace<'_> {
    fn known(&self, transport: Transport, port: u16) -> Known {
        Known::of(transport, SocketAddr::new(self.address.ip(), port)).named(self.host)
    }

    fn over_ldap(&self) -> Known {
        let over_ldap = self.known(Transport::Tcp, self.address.port());
        match self.ports.iter().find(|tried| tried.port == self.address.port()) {
            Some(tried) => over_ldap.over(&tried.connect),
            None => over_ldap,
        }
    }
}

/// What stands in the evidence of an attempt, beside its outcome.
#[derive(Clone, Default)]
struct Known {
    /// What carried it, and where it went.
    way: Option<(Transport, SocketAddr)>,
    name: Option<String>,
    /// Of a conversation over a connection: this host's end of that.
    from: Option<LocalEnd>,
}

impl Known {
    fn of(transport: Transport, to: SocketAddr) -> Self {
        Self { way: Some((transport, to)), ..Self::default() }
    }

    /// An address in the place of a name is no name.
    fn named(self, name: &str) -> Self {
        let is_address = name.parse::<IpAddr>().is_ok();
        Self { name: (!is_address).then(|| name.to_owned()), ..self }
    }

    fn over(self, connect: &Observed<Connected>) -> Self {
        let end = |connected: &Connected| LocalEnd {
            address: connected.local.ip(),
            interface: connected.interface.clone(),
        };
        Self { from: connect.value().map(end), ..self }
    }
}

/// The connection that the conversation with an endpoint went over. Where several stood, nothing
/// tells which of them it was, and the first is as good as any.
fn connection_to(hop: &Hop) -> Option<Known> {
    let stood = hop.attempts.iter().find(|attempt| attempt.connect.value().is_some())?;
    let known = Known::of(Transport::Tcp, stood.address).named(&hop.to.host);
    Some(known.over(&stood.connect))
}

fn flow(failure: &Failure, known: &Known) -> Option<FlowSeen> {
    let own = failure.flow.as_deref();
    let (transport, to) = own.map(|flow| (flow.transport, flow.to)).or(known.way)?;
    // A capture of `Resolve-DnsName` does not tell whom it asked.
    let lost_at = lost_at(failure, to.ip()).filter(|_| !to.ip().is_unspecified())?;
    let from = own.and_then(|flow: &Flow| flow.from.as_ref()).or(known.from.as_ref());
    Some(FlowSeen {
        transport,
        from: from.map(|end| end.address).filter(|address| !address.is_unspecified()),
        interface: from.and_then(|end| end.interface.clone()),
        to,
        name: known.name.clone(),
        lost_at,
    })
}

/// Where packets were lost; nothing where none were: an answer that is of no use has come.
fn lost_at(failure: &Failure, peer: IpAddr) -> Option<LostAt> {
    let teller = failure.reporter.as_deref().and_then(|teller| teller.parse().ok());
    let router = teller.filter(|teller| *teller != peer).map(|address| LostAt::Router { address });
    match failure.kind {
        FailureKind::TimedOut
        | FailureKind::Lost
        | FailureKind::Untold
        | FailureKind::Unreachable => Some(LostAt::Unknown),
        FailureKind::Refused => Some(router.unwrap_or(LostAt::Peer)),
        FailureKind::Reset | FailureKind::Closed => Some(LostAt::Peer),
        FailureKind::AdminProhibited => match teller {
            Some(_) => Some(router.unwrap_or(LostAt::Peer)),
            None => Some(LostAt::Unknown),
        },
        FailureKind::TimeExceeded | FailureKind::NetUnreachable => {
            Some(router.unwrap_or(LostAt::Unknown))
        }
        FailureKind::HostUnreachable => {
            Some(router.unwrap_or(LostAt::NextHop { address: Some(peer) }))
        }
        FailureKind::GatewayUnreachable => {
            let address = failure.detail.as_deref().and_then(|gateway| gateway.parse().ok());
            Some(LostAt::NextHop { address })
        }
        FailureKind::NoRoute | FailureKind::BlockedLocally => Some(LostAt::ThisHost),
        // What the system has another word for: of a connection, that none came about.
        FailureKind::Other => (failure.step == Step::Connect).then_some(LostAt::Unknown),
        FailureKind::NameNotFound
        | FailureKind::NoData
        | FailureKind::ServerFailure
        | FailureKind::QueryRefused
        | FailureKind::NoServer
        | FailureKind::NotThisProtocol
        | FailureKind::Malformed
        | FailureKind::TooLarge
        | FailureKind::TlsAlert
        | FailureKind::TlsIncompatible
        | FailureKind::Untrusted
        | FailureKind::RevocationUnknown
        | FailureKind::OutOfDate
        | FailureKind::WrongName
        | FailureKind::KissOfDeath
        | FailureKind::Unreadable
        | FailureKind::Interrupted
        | FailureKind::Deadline
        | FailureKind::Internal => None,
    }
}

#[cfg(test)]
mod tests;
