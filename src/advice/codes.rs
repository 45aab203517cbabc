//! Codes that Windows itself gave, joined to what this run saw.

use actprobe_probes::evidence::Evidence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::verdict::finding::HexCode;
use crate::verdict::{RequirementId, Verdict};

/// A code that Windows gave, and what this run says of its causes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToldCode {
    /// The `HRESULT`.
    pub code: HexCode,
    /// Its name; empty where Microsoft documents none.
    pub symbol: String,
    /// Where it stands in the evidence: a JSON pointer (RFC 6901).
    pub because: String,
    /// When it was given (UTC), where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<jiff::Timestamp>,
    /// Each of its causes.
    pub causes: Vec<Cause>,
}

/// One cause of a code, and how it stands in this run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// The requirement whose failure it is; absent: none that this program can look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirement: Option<RequirementId>,
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

/// The codes of the evidence, the newest first.
pub fn told(_evidence: &Evidence, _verdict: &Verdict) -> Vec<ToldCode> {
    Vec::new()
}
