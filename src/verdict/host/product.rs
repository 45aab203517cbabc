//! Which Windows the host has.

use actprobe_probes::evidence::{Cloud, Evidence};

use crate::catalogue::avma::{HostEdition, host_edition};
use crate::catalogue::builds::{LISTS_OF, NEWEST, is_newer_than_lists};
use crate::catalogue::editions::is_azure_edition;
use crate::verdict::finding::Finding;
use crate::verdict::licence::facts;

/// A Windows that came after the lists of this program.
pub fn newer_than_lists(evidence: &Evidence) -> Option<Finding> {
    let build = build(evidence).filter(|build| is_newer_than_lists(*build))?;
    Some(Finding::WindowsNewerThanLists {
        build: build.into(),
        newest: NEWEST.into(),
        lists_of: LISTS_OF.to_owned(),
    })
}

/// An edition for Azure and Azure Local on a machine that is not known to stand there.
pub fn azure_edition_elsewhere(evidence: &Evidence) -> Option<Finding> {
    let host = &evidence.host;
    let cloud = host.platform.value().and_then(|platform| platform.cloud);
    let below = host.kvp.value().and_then(|kvp| kvp.edition).map(host_edition);
    let is_at_home = cloud == Some(Cloud::Azure)
        || matches!(below, Some(HostEdition::Azure | HostEdition::AzureLocal(_)));
    let edition = facts::edition(evidence).filter(|edition| is_azure_edition(edition))?;
    (!is_at_home).then_some(Finding::AzureEditionElsewhere { edition })
}

/// By the system's word, else by the licence's.
fn build(evidence: &Evidence) -> Option<u32> {
    let product = evidence.host.windows.value().and_then(|windows| windows.product.as_ref());
    let licence = || evidence.licensing.windows.value()?.build;
    product.and_then(|product| product.build).or_else(licence)
}
