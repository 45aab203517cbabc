//! What the licensing service says of activation by an object: it was activated so, or the last try
//! failed.

use actprobe_probes::evidence::{Evidence, LicenceFacts, LicenceStatus, LicensingEvent, event_id};

use crate::catalogue::codes::{find, is_of_the_directory};
use crate::verdict::finding::{Finding, HexCode, Moment};
use crate::verdict::licence::facts::is_lately_renewed;
use crate::verdict::place::{self, At};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// The object was not retrieved, could not be used, or activation failed.
const FAILED: [u32; 3] =
    [event_id::OBJECT_NOT_RETRIEVED, event_id::OBJECT_NOT_USABLE, event_id::ADBA_FAILED];

const MINUTES_A_DAY: u64 = 1440;

/// The activation that the licensing service shows, where it was renewed within the last week
/// before it was read.
pub fn seen_working(evidence: &Evidence) -> Option<Finding> {
    let licence = evidence.licensing.windows.value()?;
    let is_fresh = is_lately_renewed(licence.remaining_minutes?);
    activated(licence).filter(|_| is_fresh && failed(evidence).is_none())
}

/// How the last activation by an object ended, where that is known.
pub fn judge(evidence: &Evidence) -> Option<Requirement> {
    let seen = by_failure(evidence)
        .or_else(|| by_licence(evidence))
        .or_else(|| by_success(evidence))
        .or_else(|| by_code(evidence))?;
    Some(
        seen.of(RequirementId::AdbaLastActivation)
            .weighing(Weight::Advice)
            .because_of(newest(evidence))
            .because_of(place::licence(evidence)),
    )
}

fn by_failure(evidence: &Evidence) -> Option<Seen> {
    let event = failed(evidence)?;
    let (at, code) = (moment(event)?, event.code?);
    let owner = if is_of_the_directory(code) { Owner::DirectoryTeam } else { Owner::HostAdmin };
    let symbol = find(code).map(|known| known.symbol).into();
    let finding = Finding::AdbaActivationFailed { code: HexCode(code), symbol, at };
    Some(Seen::unmet(finding, owner))
}

fn by_licence(evidence: &Evidence) -> Option<Seen> {
    let licence = evidence.licensing.windows.value()?;
    let object = licence.activation_object.clone()?;
    if let Some(activated) = activated(licence) {
        return Some(match licence.remaining_minutes {
            Some(minutes) if !is_lately_renewed(minutes) => {
                let days = minutes / MINUTES_A_DAY;
                Seen::unknown(Finding::AdbaNotRenewed { object, days }, Owner::HostAdmin)
            }
            _ => Seen::met(activated),
        });
    }
    licence.status?;
    Some(Seen::unmet(Finding::AdbaActivationLost { object }, Owner::HostAdmin))
}

fn moment(event: &LicensingEvent) -> Option<Moment> {
    Some(Moment { at: event.at?, is_local: event.local })
}

fn by_success(evidence: &Evidence) -> Option<Seen> {
    let event = newest(evidence).filter(|event| event.id == event_id::ADBA_SUCCEEDED)?;
    Some(Seen::met(Finding::AdbaActivatedOn { at: moment(&event)? }))
}

/// Windows shows the directory's own code where no other way is allowed: else it goes on to KMS,
/// and shows what that ended with.
fn by_code(evidence: &Evidence) -> Option<Seen> {
    let licence = evidence.licensing.windows.value()?;
    let codes = [licence.activation_error, licence.reason].into_iter().flatten();
    let code = codes
        .filter(|_| licence.status != Some(LicenceStatus::Licensed))
        .find(|&code| is_of_the_directory(code))?;
    let symbol = find(code).map(|known| known.symbol).into();
    Some(Seen::unmet(Finding::AdbaRefused { code: HexCode(code), symbol }, Owner::DirectoryTeam))
}

fn activated(licence: &LicenceFacts) -> Option<Finding> {
    let object = licence
        .activation_object
        .clone()
        .filter(|_| licence.status == Some(LicenceStatus::Licensed))?;
    let days = licence.remaining_minutes.map(|minutes| minutes.div_ceil(MINUTES_A_DAY)).into();
    Some(Finding::AdbaActivated { object, days })
}

fn failed(evidence: &Evidence) -> Option<&LicensingEvent> {
    let event = newest(evidence).filter(|event| FAILED.contains(&event.id))?;
    event.code.is_some_and(|code| code != 0).then_some(event.value())
}

/// The newest event of the host that is meant.
fn newest(evidence: &Evidence) -> Option<At<'_, LicensingEvent>> {
    let is_of_object =
        |event: &LicensingEvent| event.id == event_id::ADBA_SUCCEEDED || FAILED.contains(&event.id);
    place::events(evidence)
        .find(|event| is_of_object(event) && evidence.host.may_be(&event.computer))
}
