//! The names that this run turned into addresses, and who answered for them.

use std::net::SocketAddr;

use actprobe_probes::evidence::{Addresses, Evidence, FailureKind, Observed, ResolvedBy};

/// Whether `server` answered for one of them. That began over UDP, as every such question does.
pub fn is_answered_by(evidence: &Evidence, server: SocketAddr) -> bool {
    let server = server.to_string();
    names(evidence).any(|addresses| {
        let is_servers = matches!(&addresses.by, ResolvedBy::Dns { server: by } if *by == server);
        is_servers && (is_answer(&addresses.ipv4) || is_answer(&addresses.ipv6))
    })
}

fn names(evidence: &Evidence) -> impl Iterator<Item = &Addresses> {
    let targets = evidence.kms.targets.iter().map(|target| &target.addresses);
    let hops = evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let controllers = evidence.directory.controllers.iter().map(|controller| &controller.addresses);
    targets.chain(hops.map(|hop| &hop.addresses)).chain(controllers)
}

/// That there is no such name, or no such address, is an answer too.
fn is_answer<T>(outcome: &Observed<T>) -> bool {
    let is_told = |kind| matches!(kind, FailureKind::NameNotFound | FailureKind::NoData);
    outcome.value().is_some() || outcome.failure().is_some_and(|failure| is_told(failure.kind))
}
