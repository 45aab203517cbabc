//! What changed between two reports: pure, like the verdict. Both are judged by this build, so that
//! a change of actprobe is no change of the site.
//!
//! How long something took, when it was asked, in which order answers came and who asked never
//! count.

mod channels;
mod facts;
mod values;

use actprobe_probes::evidence::{Channel, Evidence};
use schemars::JsonSchema;
use serde::Serialize;

use crate::verdict::logic::Status;
use crate::verdict::{Finding, Owner, RequirementId, Standing, Verdict};

pub use values::{Thing, Value};

/// The version of the comparison's JSON format.
pub const DIFF_VERSION: u32 = 1;

/// Two clocks' offsets that are nearer than this are alike: Kerberos, the strictest of those who
/// look at the clock, allows five minutes (RFC 4120 §1.6; Microsoft, "Maximum tolerance for
/// computer clock synchronization").
pub(crate) const OFFSET_TOLERANCE_MS: u64 = 300_000;

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

/// How one channel changed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChannelChange {
    /// Which channel.
    pub channel: Channel,
    /// How it stood.
    pub before: Standing,
    /// How it stands.
    pub after: Standing,
    /// Which way it went; `same`: only its requirements changed.
    pub trend: Trend,
    /// The requirements that changed, the root causes of now first.
    pub requirements: Vec<RequirementChange>,
}

/// Which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// For the worse.
    Worse,
    /// Otherwise, where one of the two is not known, say.
    Other,
    /// For the better.
    Better,
    /// Nowhere.
    Same,
}

/// How one requirement changed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RequirementChange {
    /// Which one.
    pub id: RequirementId,
    /// Of what: host, address, server or URL; empty where there is but one.
    pub subject: String,
    /// Which way it went.
    pub trend: Trend,
    /// How it stood; absent: it did not arise.
    pub before: Option<Condition>,
    /// How it stands; absent: it does not arise.
    pub after: Option<Condition>,
}

/// How a requirement stands.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Condition {
    /// Whether it holds.
    pub status: Status,
    /// Whether it is broken, or not known, for no other reason that was seen.
    pub root_cause: bool,
    /// Who can change it.
    pub owner: Owner,
    /// What was seen.
    pub findings: Vec<Finding>,
}

/// How one thing changed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ThingChange {
    /// What kind of thing.
    pub thing: Thing,
    /// Of what: the SRV name, the endpoint; empty where there is but one.
    pub of: String,
    /// Which among several: the SRV target, the KMS host; empty where there is but one.
    pub item: String,
    /// What it was; absent: it was not there.
    pub before: Option<Value>,
    /// What it is; absent: it is not there.
    pub after: Option<Value>,
}

/// What only one of the reports tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// What.
    pub what: What,
    /// Of what; empty where there is but one, or where nothing of the kind is told.
    pub of: String,
    /// What the earlier report tells of it.
    pub before: Knowledge,
    /// What the later report tells of it.
    pub after: Knowledge,
}

/// What cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A channel's standing.
    Channel(Channel),
    /// A requirement.
    Requirement(RequirementId),
    /// A thing.
    Thing(Thing),
}

/// What one report tells of something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(tag = "told", rename_all = "kebab-case")]
pub enum Knowledge {
    /// The question was not asked.
    NotAsked,
    /// It was asked, and not answered, or not by everybody who was asked.
    Unanswered {
        /// Step and kind of the failure, or the code of the refusal; by their ids.
        why: String,
    },
    /// What there is to know.
    Known,
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
