//! A DNS server that resolves some Internet names, and not others: those are barred, or it fails on
//! their domain.

use std::collections::BTreeSet;

use actprobe_probes::evidence::{Addresses, Evidence, ResolvedBy};

use super::endpoint::EndpointView;
use crate::verdict::finding::{Finding, Maybe, Role, YesNo};
use crate::verdict::requirement::Requirement;

/// "This host cannot resolve Internet names" is said only where it resolves none.
pub fn settle(evidence: &Evidence, views: &mut [EndpointView]) {
    let resolving: BTreeSet<&str> = addresses(evidence).filter_map(resolved_by).collect();
    for requirement in views.iter_mut().flat_map(|view| &mut view.requirements) {
        if let Some(failing) = failing(evidence, requirement, &resolving) {
            requirement.finding = failing;
            continue;
        }
        let Some(server) = denied_by(requirement).filter(|by| resolving.contains(by.as_str()))
        else {
            continue;
        };
        requirement.finding = match known_to_others(evidence, requirement) {
            Some(others) => {
                let server = Maybe(Some(server));
                let stranger = YesNo(false);
                let (role, family) = (Role::Endpoint, Maybe(None));
                Finding::NameKnownToOthers { role, stranger, server, others, family }
            }
            None => Finding::NameDeniedBesideOthers { server },
        };
    }
}

fn addresses(evidence: &Evidence) -> impl Iterator<Item = &Addresses> {
    let direct =
        evidence.online.endpoints.iter().filter(|endpoint| endpoint.route.proxies.is_empty());
    direct.flat_map(|endpoint| &endpoint.hops).map(|hop| &hop.addresses)
}

/// The server that gave an address that may be somebody's.
fn resolved_by(addresses: &Addresses) -> Option<&str> {
    let ResolvedBy::Dns { server } = &addresses.by else { return None };
    let is_somebodys = addresses.all().any(|ip| !ip.is_unspecified());
    is_somebodys.then_some(server.as_str())
}

fn denied_by(requirement: &Requirement) -> Option<String> {
    let (Finding::NameNotFound { role: Role::Endpoint, server: Maybe(server) }
    | Finding::NameHasNoAddress { role: Role::Endpoint, server: Maybe(server) }) =
        &requirement.finding
    else {
        return None;
    };
    server.clone()
}

/// What a server is told of that fails on this name, and resolves others.
fn failing(
    evidence: &Evidence,
    requirement: &Requirement,
    resolving: &BTreeSet<&str>,
) -> Option<Finding> {
    let Finding::NameServerFails { role: Role::Endpoint, server: Maybe(server), how } =
        &requirement.finding
    else {
        return None;
    };
    let server = server.clone().filter(|server| resolving.contains(server.as_str()))?;
    let is_of = |host: &str| requirement.subjects.iter().any(|subject| subject.host() == host);
    let hops = evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let named = hops.filter(|hop| is_of(&hop.to.host)).map(|hop| &hop.addresses);
    let mut failures = named.flat_map(|known| [known.ipv4.failure(), known.ipv6.failure()]);
    let reason = failures.find_map(|failure| failure?.detail.clone()).into();
    Some(Finding::NameFailsBesideOthers { server, how: *how, reason })
}

/// Another server of the same connection that has the name.
fn known_to_others(evidence: &Evidence, requirement: &Requirement) -> Option<Vec<String>> {
    let is_of = |host: &str| requirement.subjects.iter().any(|subject| subject.host() == host);
    let hops = evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let mut known = hops.filter(|hop| is_of(&hop.to.host)).map(|hop| &hop.addresses.known_to);
    known.find(|known| !known.is_empty()).cloned()
}
