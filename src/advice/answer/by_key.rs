//! What the end of a key tells of it: Microsoft's published setup keys are each for one edition of
//! some versions.

use actprobe_probes::evidence::Evidence;

use super::says::{Answering, Detail};
use crate::catalogue::{builds, editions, setup_keys};
use crate::verdict::licence::facts::{build, edition, is_licensed, setup_key};

/// Of a published key that is none of this Windows: what it is for, and which one is right.
pub fn details(evidence: &Evidence) -> Option<Detail> {
    let licensing = &evidence.licensing;
    let installed = || licensing.windows.value()?.partial_key.as_ref();
    let end = licensing.tried_key.as_ref().or_else(installed).filter(|_| !is_licensed(evidence))?;
    let known: Vec<_> = setup_keys::of_end(end).collect();
    let build = build(evidence)?;
    let edition = edition(evidence);
    let fits = known.iter().any(|known| known.is_of(edition.as_deref(), build));
    // An evaluation takes the key of the full edition, only not by slmgr.
    if known.is_empty() || fits || edition.as_deref().is_some_and(editions::is_evaluation) {
        return None;
    }
    let right = setup_key(evidence);
    Some(Detail::alone(Answering::KeyIsFor {
        end: end.clone(),
        products: known.iter().map(ToString::to_string).collect(),
        own: own(edition.as_deref(), build),
        key: right.into(),
    }))
}

/// `ServerStandard, Windows Server 2025 (build 26100)`.
fn own(edition: Option<&str>, build: u32) -> String {
    let is_server = edition.is_some_and(editions::is_server);
    let release = builds::find(build).and_then(|known| known.server).filter(|_| is_server);
    let parts = [edition.map(str::to_owned), release.map(|release| release.to_string())];
    let named = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if named.is_empty() { format!("build {build}") } else { format!("{named} (build {build})") }
}
