//! What the licence amounts to, before any way of activation is looked at.

use actprobe_probes::evidence::{Channel, Evidence, KeyChannel, LicenceStatus, LicensingEvent};

use super::facts::{ended_on, key_channel};
use super::given_codes::{Try, newest_state, newest_try};
use crate::verdict::place::{self, At};

/// Codes below only tell a state (MS-ERREF 2.1: the severity bit of an `HRESULT`).
const FIRST_FAILURE: u32 = 0x8000_0000;

/// What Windows says of its own activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LicenceState {
    /// Activated, and nothing has to be renewed.
    ForGood,
    /// Activated, and renewed from time to time; `minutes` are left where that is known.
    ForATime {
        /// What is left.
        minutes: Option<u64>,
    },
    /// An evaluation that has not ended yet, or of which the end is not known.
    Evaluation {
        /// What is left.
        minutes: Option<u64>,
    },
    /// Not activated.
    NotActivated {
        /// What is left of a grace period.
        grace_minutes: Option<u64>,
    },
    /// The state was not read, and the newest event tells of a success.
    Succeeded {
        /// When.
        at: Option<jiff::Timestamp>,
        /// Which way.
        by: Option<Channel>,
        /// What the KMS host counted.
        count: Option<u64>,
    },
    /// The state was not read, and the newest try failed.
    Failed,
    /// Neither was the state read nor a try, and the event log tells of the state.
    Logged {
        /// The state.
        state: LoggedState,
        /// When that was written.
        at: Option<jiff::Timestamp>,
        /// When the activation ends, where it does.
        until: Option<jiff::Timestamp>,
    },
    /// A capture tells of the licence, and its state was not read: it is not there, or its word is
    /// in a language that is not known here.
    Unread,
    /// Nothing is known of it.
    Unknown,
}

/// A state that the event log tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedState {
    /// Activated.
    Activated,
    /// An evaluation that had not ended.
    Evaluation,
    /// Not activated.
    NotActivated,
}

/// What the licence amounts to.
pub fn state(evidence: &Evidence) -> LicenceState {
    let licence = evidence.licensing.windows.value();
    let Some(status) = licence.and_then(|licence| licence.status) else {
        return match by_tries(evidence) {
            LicenceState::Unknown if is_unread(evidence) => LicenceState::Unread,
            state => state,
        };
    };
    if licence.is_some_and(|licence| licence.for_good) && status == LicenceStatus::Licensed {
        return LicenceState::ForGood;
    }
    if ended_on(evidence).is_some() {
        return LicenceState::NotActivated { grace_minutes: None };
    }
    let channel = licence.and_then(key_channel);
    let minutes =
        licence.and_then(|licence| licence.remaining_minutes).filter(|minutes| *minutes > 0);
    match status {
        LicenceStatus::Licensed => licensed(channel, minutes),
        LicenceStatus::InitialGrace
        | LicenceStatus::AdditionalGrace
        | LicenceStatus::NonGenuineGrace
        | LicenceStatus::ExtendedGrace => LicenceState::NotActivated { grace_minutes: minutes },
        LicenceStatus::Unlicensed | LicenceStatus::Notification => {
            LicenceState::NotActivated { grace_minutes: None }
        }
    }
}

fn is_unread(evidence: &Evidence) -> bool {
    let licence = evidence.licensing.windows.value();
    licence.is_some_and(|licence| licence.unread_status.is_some())
}

fn licensed(channel: Option<KeyChannel>, minutes: Option<u64>) -> LicenceState {
    match channel {
        Some(KeyChannel::TimeBased) => LicenceState::Evaluation { minutes },
        Some(KeyChannel::KmsClient | KeyChannel::Avma) | None => LicenceState::ForATime { minutes },
        Some(
            KeyChannel::KmsHost
            | KeyChannel::Mak
            | KeyChannel::Retail
            | KeyChannel::Oem
            | KeyChannel::Other,
        ) => match minutes {
            None => LicenceState::ForGood,
            Some(_) => LicenceState::ForATime { minutes },
        },
    }
}

/// By what is on record of the last tries, and what the log tells of the state.
fn by_tries(evidence: &Evidence) -> LicenceState {
    let by_hand = evidence.licensing.codes_by_hand.iter().any(|code| *code >= FIRST_FAILURE);
    let failed_now = by_hand
        || place::licence(evidence).is_some_and(|licence| licence.activation_error.is_some());
    if failed_now {
        return LicenceState::Failed;
    }
    let tried = newest_try(evidence);
    let logged_since = newest_state(evidence, tried.as_ref());
    by_log(tried, logged_since)
}

/// By the newest try of one machine, and by what its log tells of the state since.
pub(super) fn by_log(
    tried: Option<Try<'_>>,
    logged_since: Option<At<'_, LicensingEvent>>,
) -> LicenceState {
    let logged_since = logged_since.and_then(|event| logged(&event));
    let Some(tried) = tried else { return logged_since.unwrap_or(LicenceState::Unknown) };
    let by_try = match tried.succeeded {
        true => succeeded(&tried),
        false => LicenceState::Failed,
    };
    // What is written of the state tells less than the try that led to it, but more than one that
    // it contradicts.
    let contradicts = |state: &LicenceState| is_activated(state) != tried.succeeded;
    logged_since.filter(contradicts).unwrap_or(by_try)
}

fn succeeded(tried: &Try<'_>) -> LicenceState {
    let event = tried.event.value();
    LicenceState::Succeeded { at: event.at, by: tried.way, count: event.count }
}

fn logged(event: &LicensingEvent) -> Option<LicenceState> {
    let licence = event.licence.as_ref()?;
    let state = match (licence.status, licence.channel) {
        (LicenceStatus::Licensed, Some(KeyChannel::TimeBased)) => LoggedState::Evaluation,
        (LicenceStatus::Licensed, _) => LoggedState::Activated,
        _ => LoggedState::NotActivated,
    };
    let until = licence.until.filter(|_| state != LoggedState::NotActivated);
    Some(LicenceState::Logged { state, at: event.at, until })
}

fn is_activated(state: &LicenceState) -> bool {
    matches!(state, LicenceState::Logged { state: LoggedState::Activated, .. })
}

/// The ways that activate the installed key; empty where it is not known which kind of key that is,
/// or no way is known that takes it.
pub fn ways_of_key(evidence: &Evidence) -> &'static [Channel] {
    match evidence.licensing.windows.value().and_then(key_channel) {
        Some(KeyChannel::KmsClient) => &[Channel::Kms, Channel::Adba],
        Some(KeyChannel::Avma) => &[Channel::Avma],
        Some(KeyChannel::Mak | KeyChannel::Retail | KeyChannel::KmsHost | KeyChannel::Oem) => {
            &[Channel::Online, Channel::Phone]
        }
        Some(KeyChannel::TimeBased | KeyChannel::Other) | None => &[],
    }
}
