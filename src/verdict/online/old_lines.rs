//! An endpoint that the hosts file leads to another machine than its own: whatever answers there in
//! its place is no inspection, and no matter of the network's.

use actprobe_probes::evidence::{Endpoint, Evidence};

use super::endpoint::{EndpointView, is_reached, weight};
use crate::verdict::finding::{Finding, Role};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At, at};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// Tells what was met there as the line's, where every endpoint that DNS leads to is well: what
/// stands in the way of others may stand in the way of that one too.
pub fn settle(evidence: &Evidence, views: &mut [EndpointView]) {
    if !are_others_well(evidence, views) {
        return;
    }
    for (endpoint, view) in place::endpoints(evidence).zip(views) {
        if let Some(line) = line(&endpoint).filter(|_| view.status == Status::Unmet) {
            tell(&endpoint, view, line);
        }
    }
}

fn are_others_well(evidence: &Evidence, views: &[EndpointView]) -> bool {
    let all = place::endpoints(evidence).zip(views);
    let others = all.filter(|(endpoint, _)| endpoint.is_tls() && line(endpoint).is_none());
    let others: Vec<Status> = others.map(|(_, view)| view.status).collect();
    others.contains(&Status::Met) && !others.contains(&Status::Unmet)
}

/// What the hosts file has of an endpoint that is asked without a proxy, and was reached there.
fn line(endpoint: &Endpoint) -> Option<Finding> {
    let hop = endpoint.hops.first().filter(|_| endpoint.route.proxies.is_empty())?;
    let line = reach::written_by_hand(Role::Endpoint, &hop.addresses)?;
    is_reached(hop).then_some(line)
}

fn tell(endpoint: &At<'_, Endpoint>, view: &mut EndpointView, line: Finding) {
    let Some(hop) = at!(endpoint.hops).each().next() else { return };
    let (met, other): (Vec<_>, Vec<_>) =
        view.requirements.drain(..).partition(|requirement| requirement.status == Status::Met);
    let told = Requirement::unmet(RequirementId::OnlineNameResolves, line, Owner::HostAdmin)
        .of(&hop.to.host)
        .weighing(weight(view.need))
        .because(at!(hop.addresses))
        .because_of(other.into_iter().flat_map(|requirement| requirement.because));
    let is_of_name =
        |requirement: &Requirement| requirement.id == RequirementId::OnlineNameResolves;
    view.requirements = met.into_iter().filter(|met| !is_of_name(met)).collect();
    view.requirements.push(told);
}
