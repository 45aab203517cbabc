//! Codes that Windows itself gave, joined to what this run saw.

pub mod causes;

use actprobe_probes::evidence::{Evidence, KeyChannel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::codes::{self, Family, Way};
use crate::verdict::finding::HexCode;
use crate::verdict::licence::told::{Teller, Telling, tellings};
use crate::verdict::logic::Status;
use crate::verdict::{Requirement, Verdict};
use causes::Suspect;

/// A code that Windows gave, and what this run says of its causes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToldCode {
    /// The `HRESULT`.
    pub code: HexCode,
    /// Its name; empty where Microsoft documents none.
    pub symbol: String,
    /// The id of the sentence that says what it means: the code's own, or its family's.
    pub meaning: String,
    /// The kind of key or the way that it means it for, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
    /// Who told it last.
    pub source: Teller,
    /// When it was given (UTC), where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<jiff::Timestamp>,
    /// Where it stands in the evidence: JSON pointers (RFC 6901), of the last telling first.
    pub because: Vec<String>,
    /// Each of its causes.
    pub causes: Vec<Cause>,
}

/// One cause of a code, and how it stands in this run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// What it may be.
    pub what: Suspect,
    /// How it stands.
    pub standing: CauseStanding,
}

/// What a run says of a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CauseStanding {
    /// It was seen.
    Confirmed,
    /// The opposite was seen.
    RuledOut,
    /// It cannot be seen from here.
    Unseen,
}

/// The codes of the evidence: by hand, of `slmgr`, of the events from the newest on, of the
/// licence's state. Each stands there once.
pub fn told(evidence: &Evidence, verdict: &Verdict) -> Vec<ToldCode> {
    let mut all: Vec<ToldCode> = Vec::new();
    for telling in tellings(evidence) {
        match all.iter_mut().find(|known| known.code.0 == telling.value) {
            Some(known) => add(known, telling),
            None => all.push(first_told(evidence, telling)),
        }
    }
    for code in &mut all {
        code.causes = join(code, verdict);
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

fn first_told(evidence: &Evidence, telling: Telling) -> ToldCode {
    ToldCode {
        code: HexCode(telling.value),
        symbol: codes::symbol(telling.value).to_owned(),
        meaning: meaning(telling.value),
        way: way(evidence, &telling),
        source: telling.by,
        at: telling.at,
        because: vec![telling.pointer],
        causes: Vec::new(),
    }
}

/// The same code from another place: when it was said is better known there, where it is known.
fn add(known: &mut ToldCode, telling: Telling) {
    known.because.push(telling.pointer);
    if known.at.is_none() && telling.at.is_some() {
        known.at = telling.at;
        known.source = telling.by;
        known.because.rotate_right(1);
    }
}

/// What a code is about here: by the event that tells it, else by the installed key, else what
/// the code is seen with alone.
fn way(evidence: &Evidence, telling: &Telling) -> Option<Way> {
    let ways = codes::find(telling.value).map_or(&[][..], |known| known.ways);
    let by_event = match telling.by {
        Teller::Event { id: 12288 | 12289 } => Some(Way::KmsClient),
        Teller::Event { id: 12293 } => Some(Way::KmsHost),
        Teller::Event { id: 8213..=8215 } => Some(Way::Adba),
        Teller::Event { id: 12309 | 12310 } => Some(Way::Avma),
        Teller::Event { .. } | Teller::Hand | Teller::Slmgr | Teller::State => None,
    };
    let by_key = || {
        let channel = evidence.licensing.windows.value()?.channel;
        channel.and_then(of_key)
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

fn join(code: &ToldCode, verdict: &Verdict) -> Vec<Cause> {
    let suspects = causes::of(code.code.0).into_iter();
    suspects.map(|what| Cause { standing: standing(&what, code, verdict), what }).collect()
}

fn standing(what: &Suspect, code: &ToldCode, verdict: &Verdict) -> CauseStanding {
    let Suspect::Requirement(id) = what else { return CauseStanding::Unseen };
    let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    let about = requirements.filter(|r| r.id == *id && !is_by_the_code_alone(r, code));
    let statuses: Vec<Status> = about.map(|requirement| requirement.status).collect();
    if statuses.contains(&Status::Unmet) {
        CauseStanding::Confirmed
    } else if statuses.contains(&Status::Met) {
        CauseStanding::RuledOut
    } else {
        CauseStanding::Unseen
    }
}

/// What is known by the code alone neither confirms it nor rules it out.
fn is_by_the_code_alone(requirement: &Requirement, code: &ToldCode) -> bool {
    !requirement.because.is_empty()
        && requirement.because.iter().all(|pointer| code.because.contains(pointer))
}
