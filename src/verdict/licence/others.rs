//! Machines beside the one that is judged: what captures and logs tell of how they are activated.

use actprobe_probes::evidence::{
    Evidence, LicenceStatus, LicensingEvent, OtherLicence, same_computer,
};

use super::given_codes::{self, GivenCode};
use super::state::{LicenceState, LoggedState, by_log};
use super::whose;
use crate::verdict::place::{self, At};

/// Another machine, by its events.
pub struct Logged {
    /// Its name.
    pub computer: String,
    /// How it is activated, by its newest events.
    pub state: LicenceState,
    /// The code of its newest failure that is not over.
    pub failure: Option<GivenCode>,
}

/// The other machines whose events tell of it, that with the newest event first. What a capture of
/// the licence tells counts before.
pub fn logged(evidence: &Evidence) -> Vec<Logged> {
    let judged = whose::judged_name(evidence);
    let mut machines: Vec<Vec<At<'_, LicensingEvent>>> = Vec::new();
    for event in place::events(evidence) {
        let is_its = |events: &Vec<At<'_, LicensingEvent>>| {
            let first = events.first().map(|first| first.computer.as_str());
            first.and_then(|first| same_computer(first, &event.computer)) == Some(true)
        };
        match machines.iter_mut().find(|events| is_its(events)) {
            Some(events) => events.push(event),
            None if same_computer(&judged, &event.computer) == Some(false) => {
                machines.push(vec![event]);
            }
            None => {}
        }
    }
    machines.iter().filter_map(|events| of(evidence, events)).collect()
}

fn of(evidence: &Evidence, events: &[At<'_, LicensingEvent>]) -> Option<Logged> {
    let computer = events.first()?.computer.clone();
    let is_its = |other: &OtherLicence| same_computer(&other.computer, &computer) == Some(true);
    if evidence.licensing.others.iter().any(|other| is_its(other) && is_told(other)) {
        return None;
    }
    let tried = given_codes::try_among(events);
    let logged_since = given_codes::state_among(events.to_vec(), tried.as_ref());
    let state = by_log(tried, logged_since);
    let failure = given_codes::failures(events, None).into_iter().next();
    (state != LicenceState::Unknown).then_some(Logged { computer, state, failure })
}

/// One whose state is not told, nor an error, is there for what it says of its count.
pub fn is_told(other: &OtherLicence) -> bool {
    other.status.is_some() || other.code.is_some() || other.unread_status.is_some()
}

/// Whether one of them is not activated, or failed when it tried last.
pub fn is_any_failing(evidence: &Evidence) -> bool {
    evidence.licensing.others.iter().any(is_failing)
        || logged(evidence).iter().any(|other| is_failed(&other.state))
}

/// Whether a capture tells that a machine is not activated, or failed when it tried last.
pub fn is_failing(other: &OtherLicence) -> bool {
    other.activation_error.is_some()
        || other.status.is_some_and(|status| status != LicenceStatus::Licensed)
}

fn is_failed(state: &LicenceState) -> bool {
    match state {
        LicenceState::Failed | LicenceState::NotActivated { .. } => true,
        LicenceState::Logged { state, .. } => *state == LoggedState::NotActivated,
        LicenceState::ForGood
        | LicenceState::ForATime { .. }
        | LicenceState::Evaluation { .. }
        | LicenceState::Succeeded { .. }
        | LicenceState::Unread
        | LicenceState::Unknown => false,
    }
}
