//! A route of the host's own that leads to a KMS host by a router that is in none of its networks:
//! what was met there is the matter of nobody but whoever keeps that host.

use std::net::{IpAddr, Ipv4Addr};

use actprobe_probes::evidence::{Evidence, HostRoute};

use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::place::pointer;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// Tells that route in the place of what a tool met at its end.
pub fn settle(evidence: &Evidence, requirements: &mut [Requirement]) {
    let is_port = |dead: &&mut Requirement| {
        dead.id == RequirementId::KmsPortReachable && dead.is_unmet() && is_unheard(&dead.finding)
    };
    for dead in requirements.iter_mut().filter(is_port) {
        let Some(finding) = address(dead).and_then(|address| by_route(evidence, address)) else {
            continue;
        };
        dead.finding = finding;
        dead.owner = Owner::HostAdmin;
        dead.because.push(pointer!(host.routes).to_owned());
    }
}

fn address(dead: &Requirement) -> Option<Ipv4Addr> {
    dead.subjects.iter().find_map(|subject| match subject.address()? {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    })
}

fn by_route(evidence: &Evidence, address: Ipv4Addr) -> Option<Finding> {
    let host = &evidence.host;
    let route = host.dead_route_to(address)?;
    Some(Finding::RouteByForeignGateway {
        address: address.to_string(),
        to: route.to.to_string(),
        mask: route.mask().to_string(),
        gateway: route.gateway?.to_string(),
        right: host.default_gateway().map(|gateway| gateway.to_string()).into(),
        link: YesNo(address.is_link_local()),
        also: by_the_same(evidence, route).map(|also| also.to.to_string()).collect(),
    })
}

/// The provider's other addresses on the machine's own link (its second KMS, its metadata), to
/// which that router was to lead as well.
fn by_the_same<'e>(
    evidence: &'e Evidence,
    dead: &'e HostRoute,
) -> impl Iterator<Item = &'e HostRoute> {
    const MOST: usize = 8;
    let is_one = move |other: &&HostRoute| {
        other.persistent
            && (other.gateway, other.prefix) == (dead.gateway, dead.prefix)
            && other.to != dead.to
            && other.to.is_link_local()
            && dead.to.is_link_local()
    };
    evidence.host.routes.iter().filter(is_one).take(MOST)
}

/// Nothing came back, as far as is told; whoever refuses was reached.
fn is_unheard(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::PortSilent { .. }
            | Finding::PortUntold { .. }
            | Finding::PortUnreachable { .. }
            | Finding::NoRoute { .. }
            | Finding::GatewayAbsent { .. }
            | Finding::LinkLocalUnreached { .. }
            | Finding::KmsOfCloudUnreached { .. }
    )
}
