//! What can become of a channel, a requirement or a thing from one report to the next.

use actprobe_probes::evidence::Channel;
use schemars::JsonSchema;
use serde::Serialize;

use super::knowledge::Knowledge;
use super::thing::{Thing, Value};
use crate::verdict::logic::Status;
use crate::verdict::{Finding, Owner, RequirementId, Standing};

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
