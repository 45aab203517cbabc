//! And now? From evidence and verdict to the answer to what was asked, what Windows itself said,
//! and steps by whoever can act. As pure as the verdict: no clock, no network, no sentence.

pub mod answer;
mod beside_windows;
pub mod codes;
pub mod command;
mod commands;
pub mod flow;
mod known;
pub mod machines;
mod next;
pub mod placeholder;
pub mod remedy;
pub mod shell_word;
mod slmgr;
pub mod step;
mod steps;
mod ways_round;
mod word;

pub use answer::Answer;
pub use codes::ExplainedCode;
pub use command::Command;
pub use flow::{FlowSeen, LostAt, LostFlows};
pub use machines::MachineAdvice;
pub use placeholder::Placeholder;
pub use remedy::Remedy;
pub use step::{Step, Task};

use actprobe_probes::evidence::Evidence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;
use crate::verdict::licence::given_codes::CodeSource;

/// What the reader came for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Advice {
    /// The answer to what was asked.
    pub answer: Answer,
    /// Codes that Windows itself gave, the newest first.
    pub codes: Vec<ExplainedCode>,
    /// The one step to take now: its place in `steps`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
    /// What to do, by whoever can: an owner's steps stand together, the most useful first.
    pub steps: Vec<Step>,
    /// What the captures tell of other machines, each alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machines: Vec<MachineAdvice>,
}

/// What to do about what holds. The same evidence gives the same advice.
pub fn advise(evidence: &Evidence, verdict: &Verdict) -> Advice {
    let codes = codes::told(evidence, verdict);
    // What an add-on ended with is no answer about Windows, nor a step for it.
    let is_of_windows = |told: &&ExplainedCode| told.source != CodeSource::AddOn;
    let of_windows: Vec<ExplainedCode> = codes.iter().filter(is_of_windows).cloned().collect();
    let (steps, next) = steps::steps(evidence, verdict, &of_windows);
    let answer = answer::answer(evidence, verdict, &of_windows);
    let machines = machines::machines(evidence, &steps);
    Advice { answer, codes, next, steps, machines }
}
