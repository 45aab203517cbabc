//! What the licensing service's own word adds: which key is installed, what the last attempts ended
//! with.
//!
//! Where nothing is known of the licence, nothing is said. What it says of the past decides only
//! where nothing newer contradicts it.

use actprobe_probes::evidence::{
    Evidence, KeyChannel, LicenceFacts, LicenceStatus, ProductFacts, WindowsFacts,
};

use super::finding::Finding;
use super::logic::Status;
use super::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::catalogue::codes::{self, Code, Meaning};
use crate::catalogue::setup_keys;

mod kms;
mod online;
mod whose;

pub use kms::judge as for_kms;
pub use online::{for_online, for_phone};
use whose::client_events;

/// Where the licence stands in the evidence.
const WINDOWS: &str = "/licensing/windows";
/// The minutes of a day.
const A_DAY: u64 = 1440;

/// How the host is licensed now, in one line.
pub fn state(evidence: &Evidence) -> Option<Finding> {
    let licence = evidence.licensing.windows.value()?;
    let status = licence.status?;
    Some(Finding::LicenceState {
        status: id(&status),
        name: licence.name.clone(),
        channel: licence.channel.as_ref().map(id).unwrap_or_default(),
        key: licence.partial_key.clone().unwrap_or_default(),
        reason: licence
            .reason
            .filter(|_| status != LicenceStatus::Licensed)
            .map(hex)
            .unwrap_or_default(),
        days: licence.remaining_minutes.unwrap_or(0).div_ceil(A_DAY),
        captures: evidence.licensing.captures.clone(),
    })
}

/// Whether it is known which key is installed.
pub fn knows_key(evidence: &Evidence) -> bool {
    evidence.licensing.windows.value().is_some_and(|licence| licence.channel.is_some())
}

/// An enum's value as it stands in the format, for the language files to choose by.
fn id<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|id| id.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn hex(code: u32) -> String {
    format!("0x{code:08X}")
}

fn windows(evidence: &Evidence) -> Option<&WindowsFacts> {
    evidence.host.windows.value()
}

fn product(evidence: &Evidence) -> ProductFacts {
    windows(evidence).and_then(|windows| windows.product.clone()).unwrap_or_default()
}

/// The edition in the licence's name: `Windows(R), ServerStandard edition`.
fn edition_of(licence: &LicenceFacts) -> &str {
    let rest = licence.name.rsplit_once(", ").map_or("", |(_, rest)| rest);
    rest.strip_suffix(" edition").unwrap_or_default()
}

/// The edition by the system's word, else by the licence's.
fn edition(evidence: &Evidence) -> String {
    let by_system = product(evidence).edition_id;
    let by_licence =
        || evidence.licensing.windows.value().map(|licence| edition_of(licence).to_owned());
    if by_system.is_empty() { by_licence().unwrap_or_default() } else { by_system }
}

/// The published setup key for this edition and build; empty where none is known.
fn setup_key(evidence: &Evidence) -> String {
    let licence = evidence.licensing.windows.value();
    let build = product(evidence).build.or_else(|| licence.and_then(|licence| licence.build));
    let key = build.and_then(|build| setup_keys::setup_key(&edition(evidence), build));
    key.unwrap_or_default().to_owned()
}

/// The newest code of one of these meanings, unless a later answer activated the client.
fn last_code(evidence: &Evidence, wanted: &[Meaning]) -> Option<(&'static Code, u32, String)> {
    let decides = |code: &&Code| code.meaning.is_some_and(|meaning| wanted.contains(&meaning));
    let known = |value: u32| codes::find(value).filter(decides);
    let events = client_events(evidence);
    let since_success = events.iter().take_while(|(_, event)| event.activated != Some(true));
    let of_events =
        since_success.filter_map(|(pointer, event)| Some((event.code?, pointer.clone())));
    let licence = evidence.licensing.windows.value();
    let unlicensed = licence.filter(|licence| licence.status != Some(LicenceStatus::Licensed));
    let of_licence =
        unlicensed.into_iter().flat_map(|licence| [licence.activation_error, licence.reason]);
    let of_licence = of_licence.flatten().map(|value| (value, WINDOWS.to_owned()));
    of_events.chain(of_licence).find_map(|(value, pointer)| Some((known(value)?, value, pointer)))
}

/// Which key is installed, against the kind that a channel takes.
fn key_kind(
    evidence: &Evidence,
    id: RequirementId,
    takes: impl Fn(KeyChannel) -> bool,
    refusal: impl Fn(String, String) -> Finding,
) -> Option<Requirement> {
    let licence = evidence.licensing.windows.value()?;
    let key = licence.partial_key.clone().unwrap_or_default();
    let (status, finding) = match licence.channel {
        None => (Status::Unknown, Finding::KeyUnknown {}),
        Some(channel) if takes(channel) => {
            (Status::Met, Finding::KeyFits { channel: self::id(&channel) })
        }
        Some(channel) => (Status::Unmet, refusal(self::id(&channel), key)),
    };
    Some(
        Requirement::new(id, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Veto)
            .because(WINDOWS),
    )
}
