//! Something to do: a step a cause, by whoever can act.

use actprobe_probes::evidence::Channel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::command::Command;
use super::flow::FlowSeen;
use super::remedy::Remedy;
use crate::verdict::subject::Subject;
use crate::verdict::{Finding, Owner, RequirementId};

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Who can do it.
    pub owner: Owner,
    /// What it is about: hosts, addresses, servers or URLs; may be empty.
    pub subjects: Vec<Subject>,
    /// What to do.
    pub task: Task,
    /// The requirement that it mends, or goes round; absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirement: Option<RequirementId>,
    /// The channels that it opens.
    pub channels: Vec<Channel>,
    /// The packets that were lost: what the network team has to let pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<FlowSeen>,
    /// How to do it, in this order.
    pub commands: Vec<Command>,
    /// What proves that it worked.
    pub checks: Vec<Command>,
}

/// What a step asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// To mend what was seen: the finding's own sentence says how.
    Mend(Finding),
    /// A remedy, which has a sentence of its own.
    Take(Remedy),
}

impl Task {
    /// The id of what is mended or taken.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Mend(finding) => finding.id(),
            Self::Take(remedy) => remedy.id(),
        }
    }
}
