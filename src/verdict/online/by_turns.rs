//! An endpoint or a proxy that is answered for by turns: one try is refused or cut, the next gets
//! through.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use actprobe_probes::evidence::{
    ConnectAttempt, Endpoint, EndpointNeed, Evidence, Failure, FailureKind, HostPort,
    OnlineEvidence, Try,
};

use super::label::target;
use crate::verdict::finding::{Finding, Role};
use crate::verdict::place::{self, At, at};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// One requirement an endpoint for which some tries got through and others were refused or cut; of
/// an optional one only where that befell an address that activation needs.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    let (open, needed) = (open(&evidence.online), needed(&evidence.online));
    let weighed = place::endpoints(evidence).filter_map(|endpoint| {
        let is_by_turns = Try::go_by_turns(&endpoint.tries)
            || attempts(&endpoint).any(|to| is_refused_by_turns(to, &open))
            || is_unlucky(&endpoint, &evidence.online);
        let weight = weight(&endpoint, &needed).filter(|_| is_by_turns)?;
        Some(by_turns(&endpoint).weighing(weight))
    });
    weighed.collect()
}

/// Whether it was refused at an address that took connections for another endpoint in the same run:
/// no name is told before a connection stands, so the refusal is one of turns.
pub fn is_refused_by_turns(attempt: &ConnectAttempt, open: &BTreeSet<SocketAddr>) -> bool {
    let is_refused = |failure: &Failure| failure.kind == FailureKind::Refused;
    open.contains(&attempt.address) && attempt.connect.failure().is_some_and(is_refused)
}

/// Whether nothing is left of the first hop but that; or what befell this endpoint befell another
/// one at the same address by turns.
pub fn is_all(endpoint: &Endpoint, all: &OnlineEvidence, open: &BTreeSet<SocketAddr>) -> bool {
    let is_refused = !attempts(endpoint).any(is_taken)
        && attempts(endpoint).any(|to| is_refused_by_turns(to, open));
    is_refused || is_unlucky(endpoint, all)
}

/// Which server it meets is chance: one that was met each time is no less by turns.
fn is_unlucky(endpoint: &Endpoint, all: &OnlineEvidence) -> bool {
    let is_at = |other: &&Endpoint| {
        attempts(endpoint).any(|own| {
            is_taken(own) && attempts(other).any(|to| is_taken(to) && to.address == own.address)
        })
    };
    let by_turns = |other: &&Endpoint| Try::go_by_turns(&other.tries) && is_at(other);
    let others: Vec<&Endpoint> = all.endpoints.iter().filter(by_turns).collect();
    !Try::go_by_turns(&endpoint.tries) && is_met(endpoint) && others.into_iter().any(is_met)
}

/// What a balancer makes of a conversation that it took for a dead server.
const OF_DEAD_SERVERS: [FailureKind; 4] =
    [FailureKind::ServerFailure, FailureKind::TimedOut, FailureKind::Closed, FailureKind::Reset];

fn is_met(endpoint: &Endpoint) -> bool {
    let mut failures = endpoint.tries.iter().filter_map(|tried| tried.outcome.failure());
    failures.any(|failure| OF_DEAD_SERVERS.contains(&failure.kind))
}

/// Where the tries stand, if there were several.
pub fn places(endpoint: &At<'_, Endpoint>) -> Option<String> {
    (!endpoint.tries.is_empty()).then(|| at!(endpoint.tries).into())
}

/// The addresses that took a connection.
pub fn open(online: &OnlineEvidence) -> BTreeSet<SocketAddr> {
    let all = online.endpoints.iter().flat_map(attempts);
    all.filter(|to| is_taken(to)).map(|to| to.address).collect()
}

/// Those at which an endpoint is asked that activation needs.
fn needed(online: &OnlineEvidence) -> BTreeSet<SocketAddr> {
    let required = online.endpoints.iter().filter(|to| to.need == EndpointNeed::Required);
    required.flat_map(attempts).map(|to| to.address).collect()
}

fn weight(endpoint: &Endpoint, needed: &BTreeSet<SocketAddr>) -> Option<Weight> {
    let is_shared = attempts(endpoint).any(|to| needed.contains(&to.address));
    match endpoint.need {
        _ if is_shared => Some(Weight::Part),
        EndpointNeed::Required => Some(Weight::Part),
        EndpointNeed::Supporting => Some(Weight::Advice),
        EndpointNeed::Optional => None,
    }
}

fn by_turns(endpoint: &At<'_, Endpoint>) -> Requirement {
    let (role, subject) = match endpoint.route.proxies.first() {
        // Of several, the one that took the connection.
        Some(first) => (Role::Proxy, used(endpoint).unwrap_or(first).to_string()),
        None => (Role::Endpoint, target(endpoint)),
    };
    let (finding, owner) = match not_handed_on(endpoint) {
        // Its own word.
        Some(said) => (Finding::ProxyFailsByTurns { said }, Owner::ProxyTeam),
        None => (some_cut(endpoint, role), reach::machine_or_way(role)),
    };
    let hops = at!(endpoint.hops).each();
    let attempts = hops.flat_map(|hop| at!(hop.attempts).each());
    Requirement::unmet(RequirementId::OnlineAnswersSteadily, finding, owner)
        .of(subject)
        .because_of(places(endpoint))
        .because_of(attempts.map(|attempt| at!(attempt.connect)))
        .because_of(endpoint.tunnel.failure().map(|_| at!(endpoint.tunnel)))
        .because_of(endpoint.tls.failure().map(|_| at!(endpoint.tls)))
        .because_of(endpoint.http.failure().map(|_| at!(endpoint.http)))
}

fn some_cut(endpoint: &Endpoint, role: Role) -> Finding {
    let speaks = Try::other_protocol(&endpoint.tries).map(str::to_owned).into();
    Finding::SomeTriesCut { role, speaks }
}

fn used(endpoint: &Endpoint) -> Option<&HostPort> {
    let mut hops = endpoint.hops.iter();
    hops.find(|hop| hop.attempts.iter().any(is_taken)).map(|hop| &hop.to)
}

/// What the proxy said at a time at which it could not hand on.
fn not_handed_on(endpoint: &Endpoint) -> Option<String> {
    let failures = endpoint.tries.iter().filter_map(|tried| tried.outcome.failure());
    let mut said = failures.filter(|failure| failure.kind == FailureKind::ServerFailure);
    said.next().and_then(|failure| failure.detail.clone())
}

fn attempts(endpoint: &Endpoint) -> impl Iterator<Item = &ConnectAttempt> {
    endpoint.hops.iter().flat_map(|hop| &hop.attempts)
}

fn is_taken(attempt: &ConnectAttempt) -> bool {
    attempt.connect.value().is_some()
}
