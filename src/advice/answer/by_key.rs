//! What the end of a key tells of it: Microsoft's published setup keys are each for one edition of
//! some versions.

use actprobe_probes::evidence::Evidence;

use super::says::{Answering, Detail};
use crate::catalogue::{builds, editions, setup_keys};
use crate::verdict::licence::facts::{build, edition, misfit_key, setup_key};

/// Of a published key that is none of this Windows: what it is for, and which one is right.
pub fn details(evidence: &Evidence) -> Option<Detail> {
    let end = misfit_key(evidence)?;
    let (build, edition) = (build(evidence)?, edition(evidence));
    let right = setup_key(evidence);
    Some(Detail::alone(Answering::KeyIsFor {
        end: end.to_owned(),
        products: setup_keys::of_end(end).map(ToString::to_string).collect(),
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
