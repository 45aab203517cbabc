//! What Windows does by itself, and how often: tries, renewals, grace periods.

use actprobe_probes::evidence::{Evidence, KeyChannel, KmsIntervals};

use super::says::{Answering, Detail, Purpose, SpanUnit};
use crate::verdict::LicenceState;
use crate::verdict::finding::YesNo;
use crate::verdict::licence::facts::days_unrenewed;
use crate::verdict::licence::{intervals, key_channel};

/// What is worth a line under the answer.
pub fn details(evidence: &Evidence, state: &LicenceState) -> impl Iterator<Item = Detail> {
    let says = [
        left_unread(evidence),
        unclear_end(evidence, state),
        tries(evidence, state),
        unrenewed(evidence),
        rearms(evidence, state),
    ];
    says.into_iter().flatten().map(Detail::alone)
}

/// A KMS client asks again and again: nobody has to type anything once the way is mended.
fn tries(evidence: &Evidence, state: &LicenceState) -> Option<Answering> {
    let licence = evidence.licensing.windows.value()?;
    let is_client = key_channel(licence) == Some(KeyChannel::KmsClient);
    if !is_client || licence.activation_object.is_some() {
        return None;
    }
    let KmsIntervals { activation_min, renewal_min } = intervals(evidence)?;
    let (renews, minutes) = match state {
        LicenceState::ForATime { .. } => (Purpose::Renewal, renewal_min),
        LicenceState::NotActivated { .. } => (Purpose::Activation, activation_min),
        LicenceState::ForGood
        | LicenceState::Evaluation { .. }
        | LicenceState::Succeeded { .. }
        | LicenceState::Logged { .. }
        | LicenceState::Failed
        | LicenceState::Unread
        | LicenceState::Unknown => return None,
    };
    let (every, unit) = span(minutes);
    (every > 0).then_some(Answering::TriesByItself { renews, every, unit })
}

/// Windows asks each week; nobody sees from outside that it fails as long as the activation holds.
fn unrenewed(evidence: &Evidence) -> Option<Answering> {
    let ago = days_unrenewed(evidence.licensing.windows.value()?)?;
    Some(Answering::NotRenewed { ago })
}

/// What was read by number is told, though the word for the state is in no language known here.
fn left_unread(evidence: &Evidence) -> Option<Answering> {
    let licence = evidence.licensing.windows.value()?;
    let days = licence.remaining_days().filter(|days| *days > 0 && licence.status.is_none())?;
    let evaluation = YesNo(key_channel(licence) == Some(KeyChannel::TimeBased));
    Some(Answering::LeftUnread { days, word: licence.unread_status.clone().into(), evaluation })
}

/// The order of day and month is the account's, and its capture does not tell it.
fn unclear_end(evidence: &Evidence, state: &LicenceState) -> Option<Answering> {
    let is_named = evidence.licensing.windows.value()?.ends_on.is_some();
    let ends = matches!(
        state,
        LicenceState::ForATime { .. }
            | LicenceState::Evaluation { .. }
            | LicenceState::NotActivated { .. }
            | LicenceState::Unread
    );
    let told = evidence.licensing.ends_as_told.clone().filter(|_| ends && !is_named)?;
    Some(Answering::EndUnclear { told })
}

fn span(minutes: u64) -> (u64, SpanUnit) {
    match minutes {
        _ if minutes.is_multiple_of(A_DAY) => (minutes / A_DAY, SpanUnit::Days),
        _ if minutes.is_multiple_of(AN_HOUR) => (minutes / AN_HOUR, SpanUnit::Hours),
        _ => (minutes, SpanUnit::Minutes),
    }
}

const AN_HOUR: u64 = 60;
const A_DAY: u64 = 24 * AN_HOUR;

/// Only where a period runs out that a rearm begins again.
fn rearms(evidence: &Evidence, state: &LicenceState) -> Option<Answering> {
    let runs_out = matches!(
        state,
        LicenceState::Evaluation { .. } | LicenceState::NotActivated { grace_minutes: Some(_) }
    );
    let left = evidence.licensing.windows.value()?.rearms_left().filter(|_| runs_out)?;
    Some(Answering::RearmsLeft { count: left })
}
