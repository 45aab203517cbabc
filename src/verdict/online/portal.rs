//! A captive portal: one and the same stranger answers for every name.

use std::collections::BTreeSet;
use std::net::IpAddr;

use actprobe_probes::evidence::{Endpoint, Evidence, HttpReply, Observed, ResolvedBy, TlsFacts};

use super::{answerer, certificate};
use crate::verdict::finding::Finding;
use crate::verdict::place::{self, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// Where no proxy is set, nobody proved to be an endpoint, and all that answers in clear text is of
/// one and the same stranger, or all names lead to one address: then all else that is wrong with
/// the endpoints follows from that.
pub fn judge(evidence: &Evidence) -> Option<Requirement> {
    let endpoints = &evidence.online.endpoints;
    let is_direct = endpoints.iter().all(|endpoint| endpoint.route.proxies.is_empty());
    if !is_direct || secured(endpoints).any(certificate::is_no_strangers) {
        return None;
    }
    let finding = Stranger::of(endpoints).map(|stranger| portal(endpoints, stranger));
    let finding = finding.or_else(|| at_one_address(endpoints))?;
    let seen = place::endpoints(evidence).flat_map(|e| [at!(e.tls).into(), at!(e.http).into()]);
    let seen: Vec<String> = seen.collect();
    Some(
        Requirement::unmet(RequirementId::OnlineNoCaptivePortal, finding, Owner::NetworkTeam)
            .because_of(seen),
    )
}

fn portal(endpoints: &[Endpoint], Stranger { address, location }: Stranger) -> Finding {
    let names = names(endpoints).into_iter().map(str::to_owned).collect();
    let address = address.map(|address| address.to_string()).into();
    Finding::CaptivePortal { names, address, location: location.into() }
}

/// Microsoft's services are not at one address: where DNS leads all of their names to one, a
/// stranger is there, whatever it does with a connection. Of this host itself, that is not known: a
/// filter or a service of its own may hand a connection on.
fn at_one_address(endpoints: &[Endpoint]) -> Option<Finding> {
    const SEVERAL: usize = 3;
    let address = one_address(endpoints).filter(|address| !address.is_loopback())?;
    if names(endpoints).len() < SEVERAL {
        return None;
    }
    let hops = endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let servers: Option<Vec<&String>> = hops
        .map(|hop| match &hop.addresses.by {
            ResolvedBy::Dns { server } => Some(server),
            ResolvedBy::HostsFile | ResolvedBy::Literal | ResolvedBy::Nothing => None,
        })
        .collect();
    let server = servers?.first().map(|server| (*server).clone()).into();
    let finding = Finding::NamesAtOneAddress { address: address.to_string(), server };
    is_tls_tried(endpoints).then_some(finding)
}

/// Of another server in the endpoints' place, where no proxy is set: nobody's proxy put it there.
pub fn settle_other_names(evidence: &Evidence, requirements: &mut [Requirement]) {
    let endpoints = &evidence.online.endpoints;
    if endpoints.iter().any(|endpoint| !endpoint.route.proxies.is_empty()) {
        return;
    }
    for requirement in requirements {
        if matches!(requirement.finding, Finding::CertificateOtherNames { .. }) {
            requirement.owner = Owner::NetworkTeam;
        }
    }
}

/// Who answers for every name.
struct Stranger {
    address: Option<IpAddr>,
    location: Option<String>,
}

impl Stranger {
    fn of(endpoints: &[Endpoint]) -> Option<Self> {
        let clear: Vec<(&Endpoint, &HttpReply)> =
            endpoints.iter().filter_map(|e| Some((e, clear_answer(e)?))).collect();
        let location = clear.iter().find_map(|(e, reply)| answerer::stranger_led_to(e, reply));
        let address = one_address(endpoints);
        let is_one = address.is_some() || is_one_certificate(endpoints);
        let is_like_a_portal = |(endpoint, reply): &(&Endpoint, &HttpReply)| {
            is_portals(endpoint, reply) || is_one && is_any_content(reply)
        };
        // Portals let some names through, and swallow or break what they cannot answer in TLS.
        let is_nobody_secured = secured(endpoints).next().is_none();
        let is_told = location.is_some() || clear.iter().any(|(_, reply)| reply.status == 511);
        let is_portal = !clear.is_empty()
            && clear.iter().all(is_like_a_portal)
            && (is_one && !is_nobody_secured
                || is_told && is_nobody_secured && is_tls_tried(endpoints));
        is_portal.then_some(Self { address, location })
    }
}

fn is_portals(endpoint: &Endpoint, reply: &HttpReply) -> bool {
    reply.status == 511
        || answerer::is_page(reply)
        || answerer::stranger_led_to(endpoint, reply).is_some()
}

/// Content of any kind that nobody told: an older report.
fn is_any_content(reply: &HttpReply) -> bool {
    reply.content_type.is_none() && reply.location.is_none() && reply.status == 200
}

fn clear_answer(endpoint: &Endpoint) -> Option<&HttpReply> {
    endpoint.http.value().filter(|_| !endpoint.is_tls())
}

fn secured(endpoints: &[Endpoint]) -> impl Iterator<Item = &TlsFacts> {
    endpoints.iter().filter_map(|endpoint| endpoint.tls.value())
}

fn is_tls_tried(endpoints: &[Endpoint]) -> bool {
    let mut secured = endpoints.iter().filter(|endpoint| endpoint.is_tls());
    secured.any(|endpoint| match &endpoint.tls {
        Observed::Failed(failure) => !failure.is_unfinished(),
        Observed::Answered { .. } => true,
        Observed::NotAsked { .. } => {
            endpoint.hops.iter().flat_map(|hop| &hop.attempts).any(|attempt| {
                attempt.connect.failure().is_some_and(|failure| !failure.is_unfinished())
            })
        }
    })
}

/// The address that all of several names have.
fn one_address(endpoints: &[Endpoint]) -> Option<IpAddr> {
    let hops = || endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    let addresses: BTreeSet<IpAddr> = hops().flat_map(|hop| hop.addresses.all()).collect();
    let are_names = names(endpoints).len() > 1;
    match (addresses.len(), are_names) {
        (1, true) => addresses.into_iter().next(),
        _ => None,
    }
}

/// Whether several endpoints show one certificate, that names none of them.
fn is_one_certificate(endpoints: &[Endpoint]) -> bool {
    let leaves: BTreeSet<_> = secured(endpoints)
        .filter_map(|facts| facts.chain.first())
        .map(|leaf| (&leaf.subject, &leaf.sha256))
        .collect();
    let count = secured(endpoints).count();
    count > 1 && leaves.len() == 1 && secured(endpoints).all(|facts| !facts.name_matches)
}

fn names(endpoints: &[Endpoint]) -> BTreeSet<&str> {
    let hops = endpoints.iter().flat_map(|endpoint| &endpoint.hops);
    hops.map(|hop| hop.to.host.as_str()).collect()
}
