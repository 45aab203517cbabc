//! Codes that Windows itself gave, joined to what this run saw.

pub mod causes;
mod explained_code;
pub mod route;
mod seen;
pub mod step;

use crate::catalogue::codes::{self, Family, Way};
use crate::verdict::Verdict;
use crate::verdict::finding::HexCode;
use crate::verdict::licence::given_codes::{CodeSource, GivenCode, given_codes, of_add_ons};
use crate::verdict::licence::key_channel;
use actprobe_probes::evidence::{Evidence, KeyChannel, event_id};
pub use explained_code::{Cause, CauseStanding, ExplainedCode};

/// The codes of the evidence: by hand, of `slmgr`, of the events from the newest on, of the
/// licence's state. Each stands there once.
pub fn told(evidence: &Evidence, verdict: &Verdict) -> Vec<ExplainedCode> {
    let mut all: Vec<ExplainedCode> = Vec::new();
    for given in given_codes(evidence) {
        match all.iter_mut().find(|known| known.code.0 == given.value) {
            Some(known) => add(known, given),
            None => all.push(first_told(evidence, given)),
        }
    }
    for given in of_add_ons(evidence) {
        if !all.iter().any(|known| known.code.0 == given.value) {
            all.push(first_told(evidence, given));
        }
    }
    let joined: Vec<Vec<Cause>> =
        all.iter().map(|code| seen::causes(code, &all, evidence, verdict)).collect();
    for (code, causes) in all.iter_mut().zip(joined) {
        code.causes = causes;
    }
    all
}

/// The id of the sentence that says what a code means.
pub fn meaning(value: u32) -> String {
    match codes::find(value) {
        Some(known) => format!("code-{}", HexCode(known.value)),
        None => format!("code-family-{}", <&str>::from(Family::of(value))),
    }
}

fn first_told(evidence: &Evidence, given: GivenCode) -> ExplainedCode {
    ExplainedCode {
        code: HexCode(given.value),
        symbol: codes::symbol(given.value).to_owned(),
        meaning: meaning(given.value),
        way: way(evidence, &given),
        source: given.by,
        at: given.at,
        local: given.local,
        because: vec![given.pointer],
        causes: Vec::new(),
    }
}

/// The same code from another place: when it was said is better known there, where it is known.
fn add(known: &mut ExplainedCode, given: GivenCode) {
    known.because.push(given.pointer);
    if known.at.is_none() && given.at.is_some() {
        known.at = given.at;
        known.local = given.local;
        known.source = given.by;
        known.because.rotate_right(1);
    }
}

/// What a code is about here: by the event that tells it, else by the installed key, else what
/// the code is seen with alone.
fn way(evidence: &Evidence, given: &GivenCode) -> Option<Way> {
    let ways = codes::find(given.value).map_or(&[][..], |known| known.ways);
    let by_event = match given.by {
        CodeSource::Event { id: event_id::KMS_REQUEST | event_id::KMS_ANSWER } => {
            Some(Way::KmsClient)
        }
        CodeSource::Event { id: event_id::PUBLISH_FAILED } => Some(Way::KmsHost),
        CodeSource::Event { id: event_id::OBJECT_NOT_RETRIEVED..=event_id::ADBA_FAILED } => {
            Some(Way::Adba)
        }
        CodeSource::Event { id: event_id::AVMA_GUEST | event_id::AVMA_HOST } => Some(Way::Avma),
        CodeSource::Event { .. }
        | CodeSource::Hand
        | CodeSource::Slmgr
        | CodeSource::State
        | CodeSource::AddOn => None,
    };
    let is_of_windows = given.by != CodeSource::AddOn;
    let by_key = || {
        let windows = evidence.licensing.windows.value().filter(|_| is_of_windows)?;
        key_channel(windows).and_then(of_key)
    };
    let alone = || if let [way] = ways { Some(*way) } else { None };
    by_event.or_else(by_key).filter(|way| ways.contains(way)).or_else(alone)
}

fn of_key(channel: KeyChannel) -> Option<Way> {
    match channel {
        KeyChannel::KmsClient => Some(Way::KmsClient),
        KeyChannel::KmsHost => Some(Way::KmsHost),
        KeyChannel::Mak => Some(Way::Mak),
        KeyChannel::Retail => Some(Way::Retail),
        KeyChannel::Oem => Some(Way::Oem),
        KeyChannel::Avma => Some(Way::Avma),
        KeyChannel::TimeBased => Some(Way::Evaluation),
        KeyChannel::Other => None,
    }
}
