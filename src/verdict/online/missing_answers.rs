//! Names that stayed without an answer while others of the Internet got theirs.

use actprobe_probes::evidence::{Endpoint, Evidence, ResolvedBy};

use super::endpoint::EndpointView;
use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::requirement::{Owner, Requirement};

/// A server that looks up one name of the Internet for this host looks up the others: what is
/// missing was lost, or is beyond what it answers in a second, and nobody is known to have done it.
pub fn settle(evidence: &Evidence, views: &mut [EndpointView]) {
    if evidence.online.endpoints.iter().any(is_looked_up) {
        views.iter_mut().flat_map(|view| &mut view.requirements).for_each(excuse);
    }
}

/// Whether a server had addresses for it. A proxy's name is the site's own.
fn is_looked_up(endpoint: &Endpoint) -> bool {
    endpoint.route.proxies.is_empty()
        && endpoint.hops.iter().any(|hop| {
            matches!(hop.addresses.by, ResolvedBy::Dns { .. }) && hop.addresses.all().count() > 0
        })
}

fn excuse(requirement: &mut Requirement) {
    if let Finding::NameUnanswered { others, .. } = &mut requirement.finding {
        *others = YesNo(true);
        requirement.owner = Owner::Nobody;
    }
}
