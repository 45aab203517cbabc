//! A run's report: evidence and verdict together, and the formats they are written in. A format is one file and a
//! function that returns text; none of them prints.

pub mod json;
pub mod text;

use actprobe_probes::evidence::Evidence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::verdict::{Verdict, judge};

/// Everything there is to say of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// What was seen.
    pub evidence: Evidence,
    /// What it means.
    pub verdict: Verdict,
}

impl Report {
    /// Judges the evidence.
    pub fn of(evidence: Evidence) -> Self {
        let verdict = judge(&evidence);
        Self { evidence, verdict }
    }
}
