//! A DNS server that resolves some Internet names, and not others: those are barred, or it fails on
//! their domain.

use std::collections::BTreeSet;

use actprobe_probes::evidence::{Addresses, Evidence, Rcode, ResolvedBy};

use super::endpoint::EndpointView;
use crate::verdict::finding::{Finding, Maybe, Role, YesNo};
use crate::verdict::place;
use crate::verdict::reach::is_of_server;
use crate::verdict::requirement::Requirement;

/// "This host cannot resolve Internet names" is said only where it resolves none.
pub fn settle(evidence: &Evidence, views: &mut [EndpointView]) {
    let resolving: BTreeSet<&str> = addresses(evidence).filter_map(resolved_by).collect();
    let is_all = is_all_outside(evidence);
    for requirement in views.iter_mut().flat_map(|view| &mut view.requirements) {
        if let Some(failing) = failing(evidence, requirement, &resolving) {
            requirement.finding = failing;
            continue;
        }
        tell_forwarding(evidence, requirement, is_all);
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

fn addresses(evidence: &Evidence) -> impl Iterator<Item = &Addresses> + Clone {
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
    let Finding::NameServerFails { role: Role::Endpoint, server, how, others, .. } =
        &requirement.finding
    else {
        return None;
    };
    let mut all: Vec<&String> = server.0.iter().chain(others).collect();
    all.retain(|server| resolving.contains(server.as_str()));
    let (server, others) = all.split_first()?;
    let is_of = |host: &str| requirement.subjects.iter().any(|subject| subject.host() == host);
    let hops = evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let named = hops.filter(|hop| is_of(&hop.to.host)).map(|hop| &hop.addresses);
    let mut failures = named.flat_map(|known| [known.ipv4.failure(), known.ipv6.failure()]);
    let reason = failures.find_map(|failure| failure?.detail.clone()).into();
    let (server, others) = ((*server).clone(), others.iter().copied().cloned().collect());
    Some(Finding::NameFailsBesideOthers { server, how: *how, reason, others })
}

/// Whether several names of the Internet were asked for, and every one failed at the servers.
fn is_all_outside(evidence: &Evidence) -> bool {
    let mut asked = addresses(evidence).filter(|known| matches!(known.by, ResolvedBy::Dns { .. }));
    let is_failing = |known: &Addresses| known.ipv4.failure().is_some_and(is_of_server);
    asked.clone().count() > 1 && asked.all(is_failing)
}

/// Servers that answer for the site, and for nothing outside, do not get it handed on.
fn tell_forwarding(evidence: &Evidence, requirement: &mut Requirement, is_all: bool) {
    let Finding::NameServerFails { role: Role::Endpoint, server, others, inside, .. } =
        &mut requirement.finding
    else {
        return;
    };
    let mut servers = server.0.iter().chain(&*others);
    *inside = YesNo(is_all && server.0.is_some() && servers.all(|it| is_of_site(evidence, it)));
}

/// Whether the server has an answer where this host looks for its site's services.
fn is_of_site(evidence: &Evidence, server: &str) -> bool {
    let questions = place::kms_questions(evidence).chain(place::locator_questions(evidence));
    let mut answers = questions.flat_map(|question| &question.value().answers);
    let has_answer = |rcode: Option<Rcode>| rcode == Some(Rcode::NoError);
    answers.any(|answer| {
        answer.server.to_string() == server
            && (has_answer(answer.srv.value().map(|reply| reply.rcode))
                || has_answer(answer.control.value().map(|reply| reply.rcode)))
    })
}

/// Another server of the same connection that has the name.
fn known_to_others(evidence: &Evidence, requirement: &Requirement) -> Option<Vec<String>> {
    let is_of = |host: &str| requirement.subjects.iter().any(|subject| subject.host() == host);
    let hops = evidence.online.endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let mut known = hops.filter(|hop| is_of(&hop.to.host)).map(|hop| &hop.addresses.known_to);
    known.find(|known| !known.is_empty()).cloned()
}
