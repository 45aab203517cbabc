//! What the end of a key tells of it: Microsoft's published setup keys are each for one edition of
//! some versions; its default keys are what Windows shows in the place of another licence.

use actprobe_probes::evidence::{Evidence, KeyChannel};

use super::says::{Answering, Detail};
use crate::catalogue::{builds, default_keys, editions, setup_keys};
use crate::verdict::finding::YesNo;
use crate::verdict::licence::facts::{build, edition, is_licensed, misfit_key, setup_key};

/// What is worth a line under the answer.
pub fn details(evidence: &Evidence) -> impl Iterator<Item = Detail> {
    misfit(evidence).into_iter().chain(default_key(evidence))
}

/// One that is nobody's own: who looks for a licence behind it finds none.
fn default_key(evidence: &Evidence) -> Option<Detail> {
    let licence = evidence.licensing.windows.value()?;
    let is_bought = matches!(licence.channel, Some(KeyChannel::Retail | KeyChannel::Oem) | None);
    let end = licence.partial_key.clone().filter(|end| is_bought && default_keys::has_end(end))?;
    let activated = YesNo(is_licensed(evidence));
    let firmware = YesNo(evidence.licensing.firmware_key.is_some());
    Some(Detail::alone(Answering::DefaultKey { end, activated, firmware }))
}

/// Of a published key that is none of this Windows: what it is for, and which one is right.
fn misfit(evidence: &Evidence) -> Option<Detail> {
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
