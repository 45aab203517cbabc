//! The answer to what was asked: the first line of every report.

use actprobe_probes::evidence::Evidence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::codes::ToldCode;
use crate::verdict::{Headline, Verdict};

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// Why, where one thing seen says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Headline>,
}

/// Answers what was asked.
pub fn answer(_evidence: &Evidence, _verdict: &Verdict, _codes: &[ToldCode]) -> Answer {
    Answer { because: None }
}
