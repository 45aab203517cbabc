//! Whose events are this host's. A log may be another machine's, and a KMS host's log tells of all
//! its clients.

use actprobe_probes::evidence::{
    CaptureKind, Evidence, Import, LicenceFacts, LicensingEvent, event_id, is_of_kms_request,
    same_computer,
};

use crate::verdict::place::{self, At};

/// Events of a failed activation that do not say which way it went: by the shell, by the rules
/// engine, a licence or a ticket that was not obtained, a time-out.
pub const OF_ANY_WAY: [u32; 6] = [
    event_id::LICENCE_NOT_OBTAINED,
    event_id::SCHEDULER_FAILED,
    event_id::ACTIVATION_FAILED,
    event_id::ACQUISITION_FAILED,
    event_id::GENUINE_TICKET_FAILED,
    event_id::RULES_ENGINE_FAILED,
];
/// Events of what comes from Microsoft's servers, tickets that Windows is genuine among it.
pub const OF_TICKETS: [u32; 2] = [event_id::ACQUISITION_FAILED, event_id::GENUINE_TICKET_FAILED];
/// Events that tell how Windows is licensed.
pub const OF_THE_STATE: [u32; 2] = [event_id::STATE_CHECKED, event_id::STATE_EVALUATED];

/// The events of the client itself, the newest first. Where none is known to be this host's, those
/// of the computer that the newest is from, unless that is another for sure.
pub fn client_events(evidence: &Evidence) -> Vec<At<'_, LicensingEvent>> {
    let is_kms_host = evidence.licensing.windows.value().is_some_and(LicenceFacts::is_of_kms_host);
    let is_meant =
        move |event: &LicensingEvent| is_of_client(event.id) && !(is_kms_host && asks_kms(event));
    let mut events: Vec<At<'_, LicensingEvent>> = events_that(evidence, is_meant).collect();
    let own = |event: &LicensingEvent| is_own_name(evidence, &event.computer) == Some(true);
    let computer = events.iter().find(|event| own(event)).or_else(|| {
        let by_id = events.iter().find(|event| is_own_id(evidence, event) == Some(true));
        by_id.or_else(|| events.iter().find(|event| may_be_own(evidence, &events, &event.computer)))
    });
    let Some(computer) = computer.map(|event| event.computer.clone()) else {
        return Vec::new();
    };
    events.retain(|event| event.computer.eq_ignore_ascii_case(&computer));
    events
}

fn is_of_client(id: u32) -> bool {
    matches!(id, event_id::KMS_REQUEST | event_id::KMS_ANSWER)
        || OF_THE_STATE.contains(&id)
        || OF_ANY_WAY.contains(&id)
}

/// What no KMS host writes of itself: whoever is one now asked before it was.
fn asks_kms(event: &LicensingEvent) -> bool {
    matches!(event.id, event_id::KMS_REQUEST | event_id::KMS_ANSWER)
        || event.code.is_some_and(is_of_kms_request)
}

/// What a KMS host's log says of this host's requests, the newest first.
pub fn own_requests(evidence: &Evidence) -> Vec<At<'_, LicensingEvent>> {
    let own = |event: &LicensingEvent| is_request(event) && is_of_own_request(evidence, event);
    events_that(evidence, own).collect()
}

/// What it says of other clients' requests.
pub fn others_requests(evidence: &Evidence) -> Vec<At<'_, LicensingEvent>> {
    let other = |event: &LicensingEvent| is_request(event) && !is_of_own_request(evidence, event);
    events_that(evidence, other).collect()
}

fn events_that<'a>(
    evidence: &'a Evidence,
    is_meant: impl Fn(&LicensingEvent) -> bool + 'a,
) -> impl Iterator<Item = At<'a, LicensingEvent>> {
    place::events(evidence).filter(move |event| is_meant(event))
}

fn is_request(event: &LicensingEvent) -> bool {
    event.id == event_id::KMS_SERVED
}

/// By name; else by id, unless several machines have that id.
fn is_of_own_request(evidence: &Evidence, request: &LicensingEvent) -> bool {
    let name = request.client.as_deref().unwrap_or_default();
    let same_id = |other: &&LicensingEvent| is_request(other) && other.cmid == request.cmid;
    let of_that_id = || {
        evidence.licensing.events.iter().filter(same_id).filter_map(|other| other.client.as_deref())
    };
    is_own_name(evidence, name) == Some(true)
        || is_own_id(evidence, request) == Some(true)
            && of_that_id().all(|client| same_computer(client, name) == Some(true))
}

/// Of a licence that is known to be of one computer, another's events say nothing.
fn may_be_own(evidence: &Evidence, events: &[At<'_, LicensingEvent>], computer: &str) -> bool {
    let is_live =
        evidence.licensing.captures.is_empty() && evidence.licensing.windows.value().is_some();
    let is_named = is_live || captured_name(evidence).is_some();
    let has_other_id = |event: &At<'_, LicensingEvent>| {
        event.computer == computer && is_own_id(evidence, event) == Some(false)
    };
    !events.iter().any(has_other_id) && (computer.is_empty() || !is_named)
}

/// Nothing where one of the names is not known.
fn is_own_name(evidence: &Evidence, name: &str) -> Option<bool> {
    same_computer(own_name(evidence), name)
}

/// The machine that is judged: by its licence or by the run, else by the events that are taken for
/// its own. Empty where nothing tells.
pub fn judged_name(evidence: &Evidence) -> String {
    let own = own_name(evidence);
    let by_events =
        || client_events(evidence).first().map(|event| event.computer.clone()).unwrap_or_default();
    if own.is_empty() { by_events() } else { own.to_owned() }
}

fn own_name(evidence: &Evidence) -> &str {
    captured_name(evidence).unwrap_or_else(|| evidence.host.meant_name())
}

/// The computer whose licence was captured, where that tells: by what tells of the licence first in
/// its files, else by what else they hold.
fn captured_name(evidence: &Evidence) -> Option<&str> {
    let files = &evidence.licensing.captures;
    let of_file = |file: &String| {
        evidence.imports.iter().find(|import| import.file == *file && tells_licence(import))
    };
    let beside = evidence
        .imports
        .iter()
        .filter(|import| files.contains(&import.file) && !tells_licence(import));
    let mut named = files.iter().filter_map(of_file).chain(beside);
    let named = named.find(|import| !import.computer.is_empty());
    named.map(|import| import.computer.as_str())
}

fn tells_licence(import: &Import) -> bool {
    use CaptureKind::{LicensingJson, LicensingList, Slmgr};
    matches!(import.kind, Some(Slmgr | LicensingJson | LicensingList))
}

/// Nothing where one of the client ids is not known.
fn is_own_id(evidence: &Evidence, event: &LicensingEvent) -> Option<bool> {
    let own = evidence.licensing.windows.value()?.cmid.as_ref()?;
    event.cmid.as_ref().map(|cmid| cmid == own)
}
