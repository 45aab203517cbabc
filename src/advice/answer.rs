//! The answer to what was asked: the first line of every report, and what stands right under it.

mod licence;
mod says;
mod ways;

pub use says::{Activator, Answering, Detail, Purpose};

use actprobe_probes::evidence::Evidence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::codes::ToldCode;
use crate::verdict::{Headline, LicenceState, Verdict, licence_state};

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// What is answered.
    #[serde(flatten)]
    pub says: Answering,
    /// Why, where one thing that was seen says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Headline>,
    /// What belongs right under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
}

/// Answers what was asked: about the channels that were required, else about the licence, else
/// about the ways that are open.
pub fn answer(evidence: &Evidence, verdict: &Verdict, codes: &[ToldCode]) -> Answer {
    let state = licence_state(evidence);
    let main = if !evidence.asked.required.is_empty() {
        ways::of_required(evidence, verdict)
    } else if state == LicenceState::Unknown {
        ways::of_all(evidence, verdict)
    } else {
        licence::of(evidence, verdict, &state, codes)
    };
    let about_licence = licence::details(evidence, verdict, &state);
    Answer { says: main.says, because: main.because, details: about_licence }
}
