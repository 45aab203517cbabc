//! Which Windows the host has.

use actprobe_probes::evidence::Evidence;

use crate::catalogue::builds::{LISTS_OF, NEWEST, is_newer_than_lists};
use crate::verdict::finding::Finding;

/// A Windows that came after the lists of this program.
pub fn newer_than_lists(evidence: &Evidence) -> Option<Finding> {
    let build = build(evidence).filter(|build| is_newer_than_lists(*build))?;
    Some(Finding::WindowsNewerThanLists {
        build: build.into(),
        newest: NEWEST.into(),
        lists_of: LISTS_OF.to_owned(),
    })
}

/// By the system's word, else by the licence's.
fn build(evidence: &Evidence) -> Option<u32> {
    let product = evidence.host.windows.value().and_then(|windows| windows.product.as_ref());
    let licence = || evidence.licensing.windows.value()?.build;
    product.and_then(|product| product.build).or_else(licence)
}
