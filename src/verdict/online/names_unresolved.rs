//! A name of Microsoft's that the service itself did not resolve, and that a tool did not either.

use actprobe_probes::evidence::{Endpoint, Evidence};

use super::endpoint::EndpointView;
use crate::verdict::finding::Finding;
use crate::verdict::licence::given_codes::given_codes;
use crate::verdict::logic::Status;

/// `ERROR_WINHTTP_NAME_NOT_RESOLVED`.
const NAME_NOT_RESOLVED: u32 = 0x8007_2EE7;

/// Whether both say so. By whatever way the service goes, it went none: which proxy it has need not
/// be known for that.
pub fn by_the_service(evidence: &Evidence) -> bool {
    let is_by_tool = evidence.online.endpoints.iter().any(leads_nowhere);
    evidence.asked.offline
        && is_by_tool
        && given_codes(evidence).iter().any(|given| given.value == NAME_NOT_RESOLVED)
}

fn leads_nowhere(endpoint: &Endpoint) -> bool {
    let hop = endpoint.hops.first().filter(|_| endpoint.route.proxies.is_empty());
    hop.is_some_and(|hop| hop.addresses.ipv4.failure().is_some())
}

/// Why the tool does not say matters no more.
pub fn settle(view: &mut EndpointView) {
    let untold = view.requirements.iter_mut().filter(|requirement| {
        matches!(requirement.finding, Finding::NameUntold { .. } | Finding::NameUnanswered { .. })
    });
    for requirement in untold {
        requirement.status = Status::Unmet;
        view.status = Status::Unmet;
    }
}
