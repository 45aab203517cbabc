//! The answer to what was asked: the first line of every report, and what stands right under it.

mod by_itself;
mod by_key;
mod captured;
mod licence;
mod says;
mod ways;

pub use says::{Activator, Answering, Detail, Purpose, Reason};

use actprobe_probes::evidence::Evidence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::codes::ExplainedCode;
use crate::verdict::{LicenceState, Verdict, licence_state};

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// What is answered.
    #[serde(flatten)]
    pub main: Detail,
    /// What belongs right under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
}

/// Answers what was asked: about the channels that were required, else about the licence, else
/// about the ways that are open.
pub fn answer(evidence: &Evidence, verdict: &Verdict, codes: &[ExplainedCode]) -> Answer {
    let state = licence_state(evidence);
    let main = if !evidence.asked.required.is_empty() {
        ways::of_required(evidence, verdict)
    } else if state == LicenceState::Unknown {
        licence::of_something_else(evidence)
            .or_else(|| captured::of(evidence, verdict))
            .unwrap_or_else(|| ways::of_all(evidence, verdict))
    } else {
        licence::of(evidence, verdict, &state, codes)
    };
    Answer { main, details: licence::details(evidence, verdict, &state) }
}
