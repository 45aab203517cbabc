//! A dead address of an endpoint or a proxy, where another one of the same name works.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use actprobe_probes::evidence::{ConnectAttempt, Hop};

use crate::verdict::finding::{Family, Finding, Role};
use crate::verdict::reach::family;

/// What is said of it; `open` are the addresses that took a connection for any endpoint.
pub fn told(
    (role, hop): (Role, &Hop),
    attempt: &ConnectAttempt,
    finding: Finding,
    open: &BTreeSet<SocketAddr>,
) -> Finding {
    match attempt.connect.failure() {
        Some(failure)
            if !failure.is_unfinished() && !matches!(finding, Finding::FamilyUnused { .. }) =>
        {
            let router = failure.reporter.clone().into();
            let family = dead_family(hop, attempt.address, open).into();
            Finding::PortDeadBesideLive { role, how: failure.kind, router, family }
        }
        _ => finding,
    }
}

/// The family of the address, where all of this name that failed are of it, and no connection of
/// the run to that port came about over it. One dead address beside a live one says nothing of a
/// family.
fn dead_family(hop: &Hop, dead: SocketAddr, open: &BTreeSet<SocketAddr>) -> Option<Family> {
    let is_like = |other: &SocketAddr| other.is_ipv4() == dead.is_ipv4();
    let mut failed = hop.attempts.iter().filter(|other| other.connect.value().is_none());
    let is_like_open = |other: &SocketAddr| is_like(other) && other.port() == dead.port();
    let is_all = failed.all(|other| is_like(&other.address)) && !open.iter().any(is_like_open);
    is_all.then(|| family(dead.ip()))
}
