//! A KMS host that is set by its short name. The host adds its own suffixes to that, and asks for
//! another name where it stands in another domain.

use actprobe_probes::evidence::Evidence;

use super::target::TargetView;
use crate::verdict::finding::{Finding, Role};

/// The view, which says so of a name that does not exist.
pub fn told<'e>(evidence: &Evidence, mut view: TargetView<'e>) -> TargetView<'e> {
    let host = view.target.host.clone();
    if host.contains('.') {
        return view;
    }
    for requirement in &mut view.requirements {
        if let Finding::NameNotFound { role: Role::NamedKms, server } = &requirement.finding {
            let (host, server) = (host.clone(), server.clone());
            let suffixes = suffixes(evidence);
            requirement.finding = Finding::ShortNameNotFound { host, suffixes, server };
        }
    }
    view
}

fn suffixes(evidence: &Evidence) -> Vec<String> {
    let known = evidence.host.dns.value().into_iter().flat_map(|client| &client.suffixes);
    known.map(|suffix| suffix.name.clone()).collect()
}
