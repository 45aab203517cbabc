//! What the evidence means. Pure: evidence in, verdict out; no clock, no network, no sentence.

mod certificate;
pub mod channel;
mod clock;
mod discovery;
mod dns_servers;
mod endpoint;
pub mod finding;
mod indecisive;
mod kms;
mod kms_target;
pub mod logic;
mod online;
mod outcome;
mod phone;
mod proxy_settings;
mod publishers;
mod reach;
pub mod requirement;

pub use channel::{ChannelVerdict, Headline, Standing};
pub use finding::{Argument, Finding};
pub use indecisive::Indecisive;
pub use outcome::Outcome;
pub use requirement::{Owner, Requirement, RequirementId};

use actprobe_probes::evidence::{Ended, Evidence};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the evidence means, channel by channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// What the run amounts to, and with it the exit code.
    pub outcome: Outcome,
    /// The channels, the most useful first.
    pub channels: Vec<ChannelVerdict>,
    /// What failed and decided nothing.
    pub indecisive: Vec<Indecisive>,
    /// What holds for the whole run.
    pub caveats: Vec<Finding>,
}

/// Judges the evidence. The same evidence gives the same verdict.
pub fn judge(evidence: &Evidence) -> Verdict {
    let clock = clock::assess(evidence);
    let judged = [kms::judge(evidence, &clock), online::judge(evidence, &clock), phone::judge()];
    let channels: Vec<ChannelVerdict> = judged.into_iter().map(channel::Judged::into_verdict).collect();
    Verdict {
        outcome: outcome::of(&channels, &evidence.asked),
        indecisive: indecisive::list(evidence, &channels),
        caveats: caveats(evidence, &clock),
        channels,
    }
}

fn caveats(evidence: &Evidence, clock: &clock::ClockView) -> Vec<Finding> {
    let mut caveats = Vec::new();
    if evidence.ended != Ended::Complete {
        caveats.push(Finding::RunCutShort {});
    }
    if !evidence.asked.skipped.is_empty() {
        caveats.push(Finding::ProbesLeftOut { probes: evidence.asked.skipped.clone() });
    }
    caveats.extend(unsure_clock(evidence, clock));
    if let Some(source) = clock.lone_source.clone() {
        caveats.push(Finding::ClockOneSource { source });
    }
    caveats
}

/// A clock that was not compared is no finding of any channel, and yet must not pass in silence.
fn unsure_clock(evidence: &Evidence, clock: &clock::ClockView) -> Option<Finding> {
    let was_asked = !evidence.clock.sources.is_empty() && evidence.ended == Ended::Complete;
    let unsure = clock.requirements.iter().find(|r| r.status == logic::Status::Unknown);
    unsure.filter(|_| was_asked).map(|requirement| requirement.finding.clone())
}
