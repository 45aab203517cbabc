//! Of captures alone: that a KMS host was seen to activate, or to renew, by the word of the client.

use actprobe_probes::evidence::{
    Evidence, HostPort, KeyChannel, LicenceFacts, LicenceStatus, LicensingEvent, event_id,
};

use super::target::TargetView;
use crate::verdict::finding::{Day, Finding};
use crate::verdict::licence::facts::VALID_MIN;
use crate::verdict::licence::key_channel;
use crate::verdict::licence::whose::client_events;
use crate::verdict::logic::Status;

/// What was seen, unless that host was tried in vain as well: which of the two came later, no
/// capture tells.
pub fn judge(evidence: &Evidence, targets: &[TargetView<'_>]) -> Option<Finding> {
    let licence = evidence.licensing.windows.value().filter(|_| evidence.asked.offline)?;
    let is_served = licence.status == Some(LicenceStatus::Licensed)
        && key_channel(licence) == Some(KeyChannel::KmsClient)
        && licence.activation_object.is_none()
        && licence.activation_error.is_none();
    let seen = by_events(evidence).or_else(|| by_licence(licence)).filter(|_| is_served)?;
    let is_its = |view: &&TargetView<'_>| {
        let host = seen.host.as_ref();
        host.is_some_and(|host| view.target.host.eq_ignore_ascii_case(&host.host))
    };
    let is_in_vain = targets.iter().filter(is_its).any(|view| view.status == Status::Unmet);
    let host = seen.host.map(|host| host.to_string()).into();
    let finding = Finding::KmsSeenServing { host, day: seen.day.into() };
    (!is_in_vain).then_some(finding)
}

struct Seen {
    host: Option<HostPort>,
    day: Option<Day>,
}

/// The newest answer activated the client, and no request failed after it.
fn by_events(evidence: &Evidence) -> Option<Seen> {
    let events = client_events(evidence);
    let tells = |event: &LicensingEvent| match event.id {
        event_id::KMS_ANSWER => true,
        event_id::KMS_REQUEST => event.code.is_some_and(|code| code != 0),
        _ => false,
    };
    let newest = events.iter().find(|event| tells(event))?;
    let requests = || events.iter().filter(|event| event.id == event_id::KMS_REQUEST);
    let host = requests().find_map(|event| event.kms_host.clone());
    let day = newest.at.map(Day);
    (newest.activated == Some(true)).then_some(Seen { host, day })
}

/// The licence names its host, and nothing of its time was gone.
fn by_licence(licence: &LicenceFacts) -> Option<Seen> {
    let host = licence.discovered_kms.clone().or_else(|| licence.forced_kms.clone())?;
    let is_new = licence.remaining_minutes.is_some_and(|left| left >= VALID_MIN);
    is_new.then_some(Seen { host: Some(host), day: None })
}
