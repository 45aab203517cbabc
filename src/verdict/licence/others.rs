//! Machines beside the one that is judged: what captures and logs tell of how they are activated.

use actprobe_probes::evidence::{
    Evidence, LicenceStatus, LicensingEvent, OtherLicence, same_computer,
};

use super::state::{LicenceState, LoggedState, by_log};
use super::told::{self, Telling};
use super::whose;
use crate::verdict::place::{self, At};

/// Another machine, by its events.
pub struct Logged {
    /// Its name.
    pub computer: String,
    /// How it is activated, by its newest events.
    pub state: LicenceState,
    /// The code of its newest failure that is not over.
    pub failure: Option<Telling>,
}

/// The other machines whose events tell of it, that with the newest event first. What a capture of
/// the licence tells counts before.
pub fn logged(evidence: &Evidence) -> Vec<Logged> {
    let judged = whose::judged_name(evidence);
    let mut known: Vec<&str> = Vec::new();
    for event in &evidence.licensing.events {
        let name = event.computer.as_str();
        let is_known = known.iter().any(|known| same_computer(known, name) == Some(true));
        if same_computer(&judged, name) == Some(false) && !is_known {
            known.push(name);
        }
    }
    let is_told = |name: &&str| {
        evidence
            .licensing
            .others
            .iter()
            .any(|other| same_computer(&other.computer, name) == Some(true) && is_told(other))
    };
    known.into_iter().filter(|name| !is_told(name)).filter_map(|name| of(evidence, name)).collect()
}

fn of(evidence: &Evidence, name: &str) -> Option<Logged> {
    let events = || -> Vec<At<'_, LicensingEvent>> {
        let is_its =
            |event: &At<'_, LicensingEvent>| same_computer(&event.computer, name) == Some(true);
        place::events(evidence).filter(is_its).collect()
    };
    let tried = told::try_among(events());
    let state = by_log(told::try_among(events()), told::state_among(events(), tried.as_ref()));
    let failure = told::failures(&events(), false).into_iter().next();
    let computer = name.to_owned();
    (state != LicenceState::Unknown).then_some(Logged { computer, state, failure })
}

/// One whose state is not told, nor an error, is there for what it says of its count.
pub fn is_told(other: &OtherLicence) -> bool {
    other.status.is_some() || other.code.is_some()
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
