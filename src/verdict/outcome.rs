//! What the run amounts to for a script: the exit code's meaning.

use actprobe_probes::evidence::{Asked, Channel, FailOn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::channel::{ChannelVerdict, Standing};

/// What the run amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every required channel works; with none required, one besides the telephone does.
    Works,
    /// A required channel is blocked; with none required, every one besides the telephone is.
    Blocked,
    /// It works with warnings, and warnings were to count.
    Warnings,
    /// What was seen does not tell.
    Inconclusive,
}

impl Outcome {
    /// The process exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Works => 0,
            Self::Blocked => 1,
            Self::Warnings => 2,
            Self::Inconclusive => 3,
        }
    }
}

/// What the channels amount to under what was asked for.
pub fn of(channels: &[ChannelVerdict], asked: &Asked) -> Outcome {
    let counted: Vec<&ChannelVerdict> =
        channels.iter().filter(|channel| counts(channel.channel, asked)).collect();
    let usable = |channel: &&&ChannelVerdict| channel.standing.is_usable();
    let enough = match asked.required.is_empty() {
        true => counted.iter().any(|channel| channel.standing.is_usable()),
        false => counted.iter().all(|channel| channel.standing.is_usable()),
    };
    let blocked = |channel: &&ChannelVerdict| {
        matches!(channel.standing, Standing::Blocked | Standing::NotApplicable)
    };
    if enough {
        let warned = counted.iter().filter(usable).any(|channel| channel.has_warning());
        if warned && asked.fail_on == FailOn::Warning { Outcome::Warnings } else { Outcome::Works }
    } else if asked.required.is_empty() && counted.iter().all(blocked)
        || !asked.required.is_empty() && counted.iter().any(blocked)
    {
        Outcome::Blocked
    } else {
        Outcome::Inconclusive
    }
}

fn counts(channel: Channel, asked: &Asked) -> bool {
    match asked.required.as_slice() {
        [] => channel != Channel::Phone,
        required => required.contains(&channel),
    }
}
