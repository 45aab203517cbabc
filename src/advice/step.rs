//! What to do about what is broken: a step a cause, by whoever can act.

use actprobe_probes::evidence::{Channel, Evidence};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::codes::ToldCode;
use super::command::Command;
use crate::verdict::{Finding, Owner, RequirementId, Verdict};

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Who can do it.
    pub owner: Owner,
    /// What it is about: hosts, addresses, servers or URLs; may be empty.
    pub subjects: Vec<String>,
    /// What was seen, whose remedy it is.
    pub finding: Finding,
    /// The requirement that it mends.
    pub requirement: RequirementId,
    /// The channels that it opens.
    pub channels: Vec<Channel>,
    /// How to do it.
    pub commands: Vec<Command>,
    /// What proves that it worked.
    pub checks: Vec<Command>,
}

/// The steps, and the place of the one to take now.
pub fn steps(
    _evidence: &Evidence,
    _verdict: &Verdict,
    _codes: &[ToldCode],
) -> (Vec<Step>, Option<usize>) {
    (Vec::new(), None)
}
