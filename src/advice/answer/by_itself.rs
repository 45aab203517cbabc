//! What Windows does by itself, and how often: tries, renewals, grace periods.

use actprobe_probes::evidence::{Channel, Evidence, KeyChannel, KmsIntervals};

use super::says::{Answering, Detail, Purpose, SpanUnit};
use crate::catalogue::codes::Family;
use crate::verdict::LicenceState;
use crate::verdict::finding::{HexCode, YesNo};
use crate::verdict::licence::facts::{days_unrenewed, renewal_overdue};
use crate::verdict::licence::given_codes::missed_ticket;
use crate::verdict::licence::whose::{OF_TICKETS, client_events};
use crate::verdict::licence::{intervals, key_channel};

/// What is worth a line under the answer.
pub fn details(evidence: &Evidence, state: &LicenceState) -> impl Iterator<Item = Detail> {
    let says = [
        left_unread(evidence, state),
        unclear_end(evidence, state),
        tries(evidence, state),
        unrenewed(evidence),
        rearms(evidence, state),
        harmless(evidence, state),
        ticket_alone(evidence, state),
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
fn left_unread(evidence: &Evidence, state: &LicenceState) -> Option<Answering> {
    let licence = evidence.licensing.windows.value()?;
    let days = licence.remaining_days().filter(|days| *days > 0 && licence.status.is_none())?;
    let evaluation = YesNo(key_channel(licence) == Some(KeyChannel::TimeBased));
    // The answer itself tells the word where that is all that it can tell.
    let word = licence.unread_status.clone().filter(|_| *state != LicenceState::Unread).into();
    Some(Answering::LeftUnread { days, word, evaluation })
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

/// The newest event of a licence that was not obtained from Microsoft's servers, which a KMS client
/// that is activated does not need.
fn harmless(evidence: &Evidence, state: &LicenceState) -> Option<Answering> {
    let is_activated = matches!(state, LicenceState::ForATime { .. });
    let licence = evidence.licensing.windows.value().filter(|_| is_activated)?;
    let is_client = key_channel(licence) == Some(KeyChannel::KmsClient);
    let event = client_events(evidence).into_iter().find(|event| {
        OF_TICKETS.contains(&event.id)
            && event.code.is_some_and(|code| Family::of(code) == Family::Winhttp)
    });
    let event = event.filter(|_| is_client && renewal_overdue(licence).is_none())?;
    Some(Answering::TicketMissed { event: event.id.into(), code: HexCode(event.code?) })
}

/// Where the log tells of no more than that ticket, or of an activation by KMS beside it.
fn ticket_alone(evidence: &Evidence, state: &LicenceState) -> Option<Answering> {
    let by_kms = match state {
        LicenceState::Succeeded { by, .. } => *by == Some(Channel::Kms),
        LicenceState::Unknown => false,
        LicenceState::ForGood
        | LicenceState::ForATime { .. }
        | LicenceState::Evaluation { .. }
        | LicenceState::NotActivated { .. }
        | LicenceState::Failed
        | LicenceState::Logged { .. }
        | LicenceState::Unread => return None,
    };
    let ticket = missed_ticket(evidence)?;
    let (event, code) = (ticket.id.into(), HexCode(ticket.code?));
    Some(match by_kms {
        true => Answering::TicketMissed { event, code },
        false => Answering::TicketAlone { event, code },
    })
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
