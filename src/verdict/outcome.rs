//! What the run amounts to for a script: the exit code's meaning.

use actprobe_probes::evidence::{Asked, Channel, Evidence, FailOn, Probe};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::channel::{ChannelVerdict, Standing};
use super::licence::others;
use super::licence::state::{LicenceState, LoggedState, state, ways_of_key};

/// What the run amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every required channel works. With none required: Windows is activated and stays so, or a
    /// channel that its key takes works.
    Works,
    /// A required channel is blocked. With none required: Windows is not activated and no channel
    /// that its key takes can work, or it is activated for a time and cannot be renewed.
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

/// What the channels amount to under what was asked for, and with the licence that there is.
pub fn of(channels: &[ChannelVerdict], evidence: &Evidence) -> Outcome {
    if !evidence.asked.required.is_empty() {
        return of_required(channels, &evidence.asked);
    }
    let of_the_judged = of_licence(channels, evidence);
    // Captures of several machines are asked whether these work; one of them does not tell.
    let fails_elsewhere = evidence.asked.offline && others::is_any_failing(evidence);
    match of_the_judged {
        Outcome::Works if fails_elsewhere => Outcome::Inconclusive,
        outcome => outcome,
    }
}

fn of_licence(channels: &[ChannelVerdict], evidence: &Evidence) -> Outcome {
    let ways = Ways::of(channels, evidence);
    match state(evidence) {
        LicenceState::ForGood => Outcome::Works,
        LicenceState::Evaluation { .. }
        | LicenceState::Logged { state: LoggedState::Evaluation, .. } => Outcome::Blocked,
        LicenceState::ForATime { .. }
        | LicenceState::Succeeded { .. }
        | LicenceState::Logged { state: LoggedState::Activated, .. } => ways.of_an_activated_host(),
        LicenceState::NotActivated { .. }
        | LicenceState::Failed
        | LicenceState::Logged { state: LoggedState::NotActivated, .. }
        | LicenceState::Unknown => ways.outcome(),
        LicenceState::Unread => Outcome::Inconclusive,
    }
}

fn of_required(channels: &[ChannelVerdict], asked: &Asked) -> Outcome {
    let required: Vec<&ChannelVerdict> =
        channels.iter().filter(|channel| asked.required.contains(&channel.channel)).collect();
    if required.iter().all(|channel| channel.standing.is_usable()) {
        usable(&required, asked)
    } else if required.iter().any(|channel| is_closed(channel)) {
        Outcome::Blocked
    } else {
        Outcome::Inconclusive
    }
}

fn usable(channels: &[&ChannelVerdict], asked: &Asked) -> Outcome {
    let warned = channels.iter().any(|c| c.standing.is_usable() && c.has_warning());
    if warned && asked.fail_on == FailOn::Warning { Outcome::Warnings } else { Outcome::Works }
}

fn is_closed(channel: &ChannelVerdict) -> bool {
    matches!(channel.standing, Standing::Blocked | Standing::NotApplicable)
}

/// The channels that are asked about: those that take the installed key, else all. One with a
/// confirmation ID is everybody's last resort, and counts only where it is required.
pub struct Ways<'a> {
    evidence: &'a Evidence,
    channels: Vec<&'a ChannelVerdict>,
}

impl<'a> Ways<'a> {
    /// Picks them.
    pub fn of(channels: &'a [ChannelVerdict], evidence: &'a Evidence) -> Self {
        let takes_key = ways_of_key(evidence);
        let counts = |channel: Channel| {
            channel != Channel::Phone
                && (takes_key.is_empty() || takes_key.contains(&channel))
                && !is_left_out(channel, &evidence.asked)
        };
        let channels = channels.iter().filter(|verdict| counts(verdict.channel)).collect();
        Self { evidence, channels }
    }

    /// How they stand together: usable where one of them is.
    pub fn standing(&self) -> Standing {
        let any = |standing: Standing| self.channels.iter().any(|c| c.standing == standing);
        let best = [Standing::Works, Standing::Degraded, Standing::Unknown, Standing::Blocked];
        best.into_iter().find(|standing| any(*standing)).unwrap_or(Standing::NotApplicable)
    }

    /// The channels of some standing.
    pub fn that_stand(&self, standing: impl Fn(Standing) -> bool) -> Vec<&'a ChannelVerdict> {
        self.channels.iter().copied().filter(|channel| standing(channel.standing)).collect()
    }

    fn outcome(&self) -> Outcome {
        match self.standing() {
            Standing::Works | Standing::Degraded => usable(&self.channels, &self.evidence.asked),
            // What was left out may have been the way.
            Standing::NotApplicable if !self.evidence.asked.skipped.is_empty() => {
                Outcome::Inconclusive
            }
            Standing::Blocked | Standing::NotApplicable => Outcome::Blocked,
            Standing::Unknown => Outcome::Inconclusive,
        }
    }

    /// Where nobody was asked, the licence alone is the answer.
    fn of_an_activated_host(&self) -> Outcome {
        let is_open = self.standing() == Standing::Unknown
            && self.evidence.asked.offline
            && !self.is_renewal_shut();
        if is_open || self.channels.is_empty() { Outcome::Works } else { self.outcome() }
    }
}

impl Ways<'_> {
    /// The directory renews what it activated, and is shut; whether KMS would do it instead is not
    /// known.
    fn is_renewal_shut(&self) -> bool {
        let licence = self.evidence.licensing.windows.value();
        let is_of_directory = licence.is_some_and(|licence| licence.activation_object.is_some());
        let is_shut = |channel: &ChannelVerdict| {
            channel.channel == Channel::Adba && channel.standing == Standing::Blocked
        };
        is_of_directory && self.channels.iter().any(|channel| is_shut(channel))
    }
}

/// Whether the user left out what a channel is judged by.
fn is_left_out(channel: Channel, asked: &Asked) -> bool {
    let probe = match channel {
        Channel::Kms => Probe::KmsTarget,
        Channel::Adba => Probe::Directory,
        Channel::Online => Probe::Online,
        Channel::Avma | Channel::Phone => return false,
    };
    asked.skipped.contains(&probe)
}
