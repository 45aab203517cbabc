//! A code with its causes, as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::causes::Suspect;
use crate::catalogue::codes::Way;
use crate::verdict::finding::HexCode;
use crate::verdict::licence::given_codes::CodeSource;

/// A code that Windows gave, and what this run says of its causes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainedCode {
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
    pub source: CodeSource,
    /// When it was given (UTC), where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<jiff::Timestamp>,
    /// That it is the local time of that computer instead: its zone was not told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub local: bool,
    /// Where it stands in the evidence: JSON pointers (RFC 6901), of the last given first.
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
