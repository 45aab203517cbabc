//! What the licensing service says of activation by an object: it was activated so, or the last try
//! failed.

use actprobe_probes::evidence::{Evidence, LicenceFacts, LicenceStatus, LicensingEvent};

use crate::catalogue::codes::{find, is_of_the_directory};
use crate::verdict::finding::Finding;
use crate::verdict::host::machine;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// Activated by an object, written on each success (Microsoft-Windows-Security-SPP).
const SUCCEEDED: u32 = 12308;
/// The object was not retrieved, could not be used, or activation failed.
const FAILED: [u32; 3] = [8213, 8214, 8215];

/// An activation lasts so long after the last contact, and is renewed every week (Microsoft Learn,
/// "Activate using Active Directory-based activation").
const RENEWED_WITHIN_A_WEEK: u64 = 180 - 8;
const MINUTES_A_DAY: u64 = 1440;

/// The activation that the licensing service shows, where it was renewed within the last week
/// before it was read.
pub fn seen_working(evidence: &Evidence) -> Option<Finding> {
    let licence = evidence.licensing.windows.value()?;
    let is_fresh = licence.remaining_minutes? / MINUTES_A_DAY >= RENEWED_WITHIN_A_WEEK;
    activated(licence).filter(|_| is_fresh && failed(evidence).is_none())
}

/// How the last activation by an object ended, where that is known.
pub fn judge(evidence: &Evidence) -> Option<Requirement> {
    let (status, finding, owner) =
        by_failure(evidence).or_else(|| by_licence(evidence)).or_else(|| by_success(evidence))?;
    let of_events = newest(evidence).map(|(index, _)| format!("/licensing/events/{index}"));
    let of_licence = evidence.licensing.windows.value().map(|_| "/licensing/windows".to_owned());
    Some(
        Requirement::new(RequirementId::AdbaLastActivation, status, finding)
            .owned_by(owner)
            .weighing(Weight::Advice)
            .because_of(of_events.into_iter().chain(of_licence)),
    )
}

type Told = (Status, Finding, Owner);

fn by_failure(evidence: &Evidence) -> Option<Told> {
    let event = failed(evidence)?;
    let (at, code) = (event.at?, event.code?);
    let owner = if is_of_the_directory(code) { Owner::DirectoryTeam } else { Owner::HostAdmin };
    let finding = Finding::AdbaActivationFailed {
        code: format!("0x{code:08X}"),
        symbol: find(code).map_or("", |known| known.symbol).to_owned(),
        at,
    };
    Some((Status::Unmet, finding, owner))
}

fn by_licence(evidence: &Evidence) -> Option<Told> {
    let licence = evidence.licensing.windows.value()?;
    let object = licence.activation_object.clone()?;
    let days = licence.remaining_minutes.map(|minutes| minutes / MINUTES_A_DAY);
    if let (Some(activated), days) = (activated(licence), days) {
        return Some(match days {
            Some(days) if days < RENEWED_WITHIN_A_WEEK => {
                (Status::Unknown, Finding::AdbaNotRenewed { object, days }, Owner::HostAdmin)
            }
            _ => (Status::Met, activated, Owner::Nobody),
        });
    }
    licence.status?;
    Some((Status::Unmet, Finding::AdbaActivationLost { object }, Owner::HostAdmin))
}

fn by_success(evidence: &Evidence) -> Option<Told> {
    let (_, event) = newest(evidence).filter(|(_, event)| event.id == SUCCEEDED)?;
    Some((Status::Met, Finding::AdbaActivatedOn { at: event.at? }, Owner::Nobody))
}

fn activated(licence: &LicenceFacts) -> Option<Finding> {
    let object = licence
        .activation_object
        .clone()
        .filter(|_| licence.status == Some(LicenceStatus::Licensed))?;
    let days = licence.remaining_minutes.unwrap_or(0).div_ceil(MINUTES_A_DAY);
    Some(Finding::AdbaActivated { object, days })
}

fn failed(evidence: &Evidence) -> Option<&LicensingEvent> {
    let (_, event) = newest(evidence).filter(|(_, event)| FAILED.contains(&event.id))?;
    event.code.is_some_and(|code| code != 0).then_some(event)
}

/// The newest event of the host that is meant, with its place.
fn newest(evidence: &Evidence) -> Option<(usize, &LicensingEvent)> {
    let is_of_object = |event: &LicensingEvent| event.id == SUCCEEDED || FAILED.contains(&event.id);
    let mut events = evidence.licensing.events.iter().enumerate();
    events.find(|(_, event)| is_of_object(event) && machine::is_meant(evidence, &event.computer))
}
