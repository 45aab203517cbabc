//! Of captures alone: that a KMS host was seen to activate, or to renew, by the word of the client.

use actprobe_probes::evidence::{
    Evidence, HostPort, KeyChannel, LicenceFacts, LicenceStatus, LicensingEvent, event_id,
};

use super::target::TargetView;
use crate::verdict::finding::{Day, Finding};
use crate::verdict::licence::facts::is_lately_renewed;
use crate::verdict::licence::key_channel;
use crate::verdict::licence::whose::{OF_TICKETS, client_events};
use crate::verdict::logic::Status;
use crate::verdict::srv;

/// What was seen, unless that host was tried in vain as well: which of the two came later, no
/// capture tells.
pub fn judge(evidence: &Evidence, targets: &[TargetView<'_>]) -> Option<Finding> {
    if !evidence.asked.offline {
        return None;
    }
    let licence = evidence.licensing.windows.value();
    let by_licence = || licence.and_then(by_licence).filter(|_| !is_doubtful(evidence));
    // Where nobody captured the licence, the client's own events tell.
    let may_be_served = licence.is_none_or(is_served);
    let seen = by_events(evidence).or_else(by_licence).filter(|_| may_be_served)?;
    let is_its = |view: &&TargetView<'_>| {
        let host = seen.host.as_ref();
        host.is_some_and(|host| view.target.host.eq_ignore_ascii_case(&host.host))
    };
    let is_in_vain = targets.iter().filter(is_its).any(|view| view.status == Status::Unmet);
    let host = seen.host.map(|host| host.to_string()).into();
    let finding = Finding::KmsSeenServing { host, day: seen.day.into() };
    (!is_in_vain).then_some(finding)
}

fn is_served(licence: &LicenceFacts) -> bool {
    licence.status == Some(LicenceStatus::Licensed)
        && key_channel(licence) == Some(KeyChannel::KmsClient)
        && licence.activation_object.is_none()
        && licence.activation_error.is_none()
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

/// A later failure, by an event or by hand, or a KMS host that DNS does not know any more.
fn is_doubtful(evidence: &Evidence) -> bool {
    // Tickets from Microsoft's servers are no matter of KMS.
    let fails = |event: &LicensingEvent| {
        !OF_TICKETS.contains(&event.id) && event.code.is_some_and(|code| code != 0)
    };
    let meanings = || evidence.kms.questions.iter().flat_map(srv::meanings);
    let mut told = meanings().filter(srv::Meaning::tells).peekable();
    let is_missing = told.peek().is_some()
        && told.all(|meaning| matches!(meaning, srv::Meaning::NameNotFound | srv::Meaning::NoData));
    client_events(evidence).into_iter().any(|event| fails(&event))
        || !evidence.licensing.codes_by_hand.is_empty()
        || is_missing
}

/// The licence names its host, and was renewed within the last week before it was read.
fn by_licence(licence: &LicenceFacts) -> Option<Seen> {
    let host = licence.discovered_kms.clone().or_else(|| licence.forced_kms.clone())?;
    let is_new = licence.remaining_minutes.is_some_and(is_lately_renewed);
    is_new.then_some(Seen { host: Some(host), day: None })
}
