//! What changed between two reports: pure, like the verdict. Both are judged by this build, so that
//! a change of actprobe is no change of the site.
//!
//! How long something took, when it was asked, in which order answers came and who asked never
//! count.

mod change;
mod channels;
mod facts;
mod knowledge;
mod thing;
mod values;

use actprobe_probes::evidence::Evidence;
use schemars::JsonSchema;
use serde::Serialize;

use crate::verdict::Verdict;

pub use change::{ChannelChange, Condition, Gap, RequirementChange, ThingChange, Trend, What};
pub use knowledge::Knowledge;
pub use thing::{Thing, Value};

/// The version of the comparison's JSON format.
pub const DIFF_VERSION: u32 = 1;

/// Everything that changed, and what cannot be compared.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Diff {
    /// The version of this format; see [`DIFF_VERSION`].
    pub diff_version: u32,
    /// What it amounts to.
    pub conclusion: Conclusion,
    /// The earlier report.
    pub before: Side,
    /// The later report.
    pub after: Side,
    /// The channels whose standing or whose requirements changed.
    pub channels: Vec<ChannelChange>,
    /// The things that changed.
    pub things: Vec<ThingChange>,
    /// What only one of the reports tells.
    pub not_comparable: Vec<Gap>,
}

/// What the comparison amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Nothing changed, and everything could be compared.
    Same,
    /// Something changed.
    Different,
    /// Nothing that could be compared changed, and something could not be compared.
    Inconclusive,
}

impl Conclusion {
    /// The process exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Same => 0,
            Self::Different => 1,
            Self::Inconclusive => 3,
        }
    }
}

/// One of the two reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// The host that asked.
    pub host: String,
    /// When, by its own clock.
    pub started_at: jiff::Timestamp,
}

/// Compares two reports.
pub fn diff(
    before: &Evidence,
    verdict_before: &Verdict,
    after: &Evidence,
    verdict_after: &Verdict,
) -> Diff {
    let (channels, mut gaps) = channels::compare((before, verdict_before), (after, verdict_after));
    let (things, more) =
        values::compare(&facts::known(before, verdict_before), &facts::known(after, verdict_after));
    gaps.extend(more);
    Diff {
        diff_version: DIFF_VERSION,
        conclusion: conclude(channels.is_empty() && things.is_empty(), gaps.is_empty()),
        before: side(before),
        after: side(after),
        channels,
        things,
        not_comparable: gaps,
    }
}

impl Diff {
    /// Whether the two reports come from two hosts, as far as their names tell.
    pub(crate) fn is_of_two_hosts(&self) -> bool {
        !self.before.host.eq_ignore_ascii_case(&self.after.host)
    }
}

fn side(evidence: &Evidence) -> Side {
    Side { host: evidence.host.meant_name().to_owned(), started_at: evidence.started_at }
}

fn conclude(nothing_changed: bool, all_compared: bool) -> Conclusion {
    match (nothing_changed, all_compared) {
        (false, _) => Conclusion::Different,
        (true, true) => Conclusion::Same,
        (true, false) => Conclusion::Inconclusive,
    }
}

#[cfg(test)]
mod tests;
