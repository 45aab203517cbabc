//! The codes that Windows itself gave: what `slmgr` printed, what the licence's state carries, what
//! stands in the event log, what was handed in by hand.
//!
//! An error stops counting once the same way of activation succeeded later.

use actprobe_probes::evidence::{
    Channel, Evidence, KeyChannel, LicenceFacts, LicenceStatus, LicensingEvent, event_id,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::{is_licensed, key_channel, renewal_overdue};
use super::whose;
use crate::catalogue::codes::{self, Meaning};
use crate::verdict::place::{self, At, at};

/// Where a code is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum CodeSource {
    /// Handed in by hand.
    Hand,
    /// What `slmgr` ended with.
    Slmgr,
    /// The reason that goes with the licence's state.
    State,
    /// What an activation of an add-on to Windows ended with.
    AddOn,
    /// An event of the licensing service.
    Event {
        /// Its number.
        id: u32,
    },
}

/// A code that Windows gave.
#[derive(Clone, Debug)]
pub struct GivenCode {
    /// The code.
    pub value: u32,
    /// Where it is from.
    pub by: CodeSource,
    /// Its place in the evidence.
    pub pointer: String,
    /// When, where that is known.
    pub at: Option<jiff::Timestamp>,
    /// Whether that is the local time of that computer, by a zone that nothing tells.
    pub local: bool,
    /// The computer whose log it stands in, where that tells.
    pub computer: String,
}

/// A way of activation that a log tells of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    Kms,
    Adba,
    Avma,
    /// No one in particular.
    Any,
    /// A KMS host's record in DNS.
    Publishing,
}

/// What was handed in, what `slmgr` printed, then the newest of each kind of event, the newest
/// first, and last the licence's state.
pub fn given_codes(evidence: &Evidence) -> Vec<GivenCode> {
    let mut given_codes = by_hand(evidence);
    given_codes.extend(of_slmgr(evidence));
    given_codes.extend(of_events(evidence));
    given_codes.extend(of_state(evidence));
    given_codes.extend(of_other_commands(evidence));
    given_codes
}

/// They stand last: how the last attempt ended says more.
fn of_other_commands(evidence: &Evidence) -> Vec<GivenCode> {
    let root = At::root(evidence);
    let errors = at!(root.licensing.other_errors).each();
    let failed = errors.filter(|error| is_failure(*error.value()));
    failed.map(|error| undated(*error.value(), CodeSource::Slmgr, error.into())).collect()
}

/// Of add-ons of this host that are not activated: none of it is said of Windows itself.
pub fn of_add_ons(evidence: &Evidence) -> Vec<GivenCode> {
    let own = place::add_ons_to_activate(evidence);
    let failed = own.filter_map(|product| {
        let value = product.activation_error.filter(|value| is_failure(*value))?;
        Some(undated(value, CodeSource::AddOn, product.into()))
    });
    failed.collect()
}

/// Whether a code says that something failed: others, such as 0x4004F040, only tell the state.
fn is_failure(value: u32) -> bool {
    value >= 0x8000_0000
}

fn undated(value: u32, by: CodeSource, pointer: String) -> GivenCode {
    GivenCode { value, by, pointer, at: None, local: false, computer: String::new() }
}

fn by_hand(evidence: &Evidence) -> Vec<GivenCode> {
    let root = At::root(evidence);
    let codes = at!(root.licensing.codes_by_hand);
    codes.each().map(|code| undated(*code.value(), CodeSource::Hand, code.into())).collect()
}

fn of_slmgr(evidence: &Evidence) -> Option<GivenCode> {
    let licence = licence(evidence)?;
    let error = at!(licence.activation_error).present()?;
    is_failure(*error).then(|| undated(*error, CodeSource::Slmgr, error.into()))
}

fn of_state(evidence: &Evidence) -> Option<GivenCode> {
    let licence = licence(evidence)?;
    let reason = at!(licence.reason).present()?;
    let counts = is_failure(*reason) && !is_licensed(evidence);
    counts.then(|| undated(*reason, CodeSource::State, reason.into()))
}

fn licence(evidence: &Evidence) -> Option<At<'_, LicenceFacts>> {
    let evidence = At::root(evidence);
    at!(evidence.licensing.windows).answer()
}

fn of_events(evidence: &Evidence) -> Vec<GivenCode> {
    failures(&own_events(evidence), evidence.licensing.windows.value())
}

/// The failures that the events of one machine tell of and that are not over, the newest of each
/// kind; of a licensed one, what did not say which way it went is over, but for the renewals that
/// failed since its last one.
pub(super) fn failures(
    own: &[At<'_, LicensingEvent>],
    licence: Option<&LicenceFacts>,
) -> Vec<GivenCode> {
    let licensed = licence.filter(|licence| licence.status == Some(LicenceStatus::Licensed));
    // Only to whoever activates at Microsoft's servers does it say that they were not reached.
    let asks_microsoft = licence.and_then(key_channel).is_some_and(is_of_microsoft);
    let newest_of_its_kind = |index: usize, event: &LicensingEvent| {
        own.iter().take(index).all(|newer| kind(newer.id) != kind(event.id))
    };
    let failed = own.iter().enumerate().filter(|(index, event)| {
        event.code.is_some_and(is_failure)
            && (asks_microsoft || !is_of_ticket(event, own))
            && newest_of_its_kind(*index, event)
            && !is_over(event, own)
            && !licensed.is_some_and(|licence| is_settled(event, own, licence))
    });
    reason_first(failed.filter_map(|(_, event)| given(event)).collect())
}

/// Whether a key is activated by Microsoft's servers.
fn is_of_microsoft(key: KeyChannel) -> bool {
    match key {
        KeyChannel::Mak | KeyChannel::Retail | KeyChannel::Oem | KeyChannel::KmsHost => true,
        KeyChannel::KmsClient | KeyChannel::Avma | KeyChannel::TimeBased | KeyChannel::Other => {
            false
        }
    }
}

/// The newest ticket that was not had, where the key is none that Microsoft's servers activate.
pub fn missed_ticket(evidence: &Evidence) -> Option<At<'_, LicensingEvent>> {
    let key = evidence.licensing.windows.value().and_then(key_channel);
    let mut events = own_events(evidence).into_iter();
    let ticket = events.find(|event| event.id == event_id::GENUINE_TICKET_FAILED);
    ticket.filter(|_| !key.is_some_and(is_of_microsoft))
}

/// A code that only says that no KMS host served stands for the request before it, which tells why.
fn reason_first(mut given_codes: Vec<GivenCode>) -> Vec<GivenCode> {
    let hides_its_reason =
        |given: &GivenCode| codes::meaning(given.value) == Some(Meaning::Umbrella);
    let Some(umbrella) = given_codes.iter().position(hides_its_reason) else { return given_codes };
    let is_reason = |given: &GivenCode| {
        given.by == CodeSource::Event { id: event_id::KMS_REQUEST }
            && !hides_its_reason(given)
            && given_codes.get(umbrella).is_some_and(|umbrella| is_close(given, umbrella))
    };
    match given_codes.iter().position(is_reason).filter(|reason| *reason > umbrella) {
        Some(reason) => {
            let reason = given_codes.remove(reason);
            given_codes.insert(umbrella, reason);
            given_codes
        }
        None => given_codes,
    }
}

/// Whether they are of one try, as far as they tell when they were written.
fn is_close(given: &GivenCode, later: &GivenCode) -> bool {
    given.at.zip(later.at).is_none_or(|(at, later)| later.duration_since(at) <= ONE_TRY)
}

/// A client asks each KMS host that it knows, and waits for each, before it gives up.
const ONE_TRY: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

fn given(event: &At<'_, LicensingEvent>) -> Option<GivenCode> {
    Some(GivenCode {
        value: event.code?,
        by: CodeSource::Event { id: event.id },
        pointer: event.into(),
        at: event.at,
        local: event.local,
        computer: event.computer.clone(),
    })
}

/// The newest try of the host that is meant of which an event tells how it ended.
pub fn newest_try(evidence: &Evidence) -> Option<Try<'_>> {
    try_among(&own_events(evidence))
}

/// The same of the events of one machine.
pub(super) fn try_among<'e>(events: &[At<'e, LicensingEvent>]) -> Option<Try<'e>> {
    let tries = events.iter().filter(|event| is_try(event) && !is_of_ticket(event, events));
    tries.cloned().find_map(|event| {
        let succeeded = is_success(&event);
        let way = way(&event);
        (succeeded || is_failed_try(&event)).then_some(Try { event, way, succeeded })
    })
}

/// A ticket that says that Windows is genuine was not had from Microsoft's servers, which does not
/// mean that anything is wrong with the licence (Microsoft Learn, "Event ID 8208, 8200, and 900").
/// The failed acquisition that is written with it tells of nothing else.
fn is_of_ticket(event: &LicensingEvent, all: &[At<'_, LicensingEvent>]) -> bool {
    let is_beside = |ticket: &LicensingEvent| {
        ticket.id == event_id::GENUINE_TICKET_FAILED
            && ticket.code == event.code
            && ticket.at.zip(event.at).is_none_or(|(one, other)| {
                one.duration_since(other).abs() <= jiff::SignedDuration::from_mins(1)
            })
    };
    match event.id {
        event_id::GENUINE_TICKET_FAILED => true,
        event_id::ACQUISITION_FAILED => all.iter().any(|ticket| is_beside(ticket)),
        _ => false,
    }
}

/// A try to activate the host.
pub struct Try<'e> {
    /// The event that tells of it.
    pub event: At<'e, LicensingEvent>,
    /// Which way it went, where the event tells.
    pub way: Option<Channel>,
    /// Whether it activated the host.
    pub succeeded: bool,
}

/// Whether the event tells of a try of the host itself.
fn is_try(event: &LicensingEvent) -> bool {
    match topic(event.id) {
        // What stands in a KMS host's log is the host's side of it.
        Some(Topic::Kms) => event.id != event_id::KMS_SERVED,
        Some(Topic::Adba | Topic::Avma) => true,
        Some(Topic::Any) => event.licence.is_none() && event.id != event_id::GENUINE_TICKET_FAILED,
        Some(Topic::Publishing) | None => false,
    }
}

fn way(event: &LicensingEvent) -> Option<Channel> {
    match topic(event.id)? {
        Topic::Kms => Some(Channel::Kms),
        Topic::Adba => Some(Channel::Adba),
        Topic::Avma => Some(Channel::Avma),
        Topic::Any | Topic::Publishing => None,
    }
}

fn is_failed_try(event: &LicensingEvent) -> bool {
    // An answer that did not activate carries no code of a failure: the host has not counted
    // enough. A failed try whose code was cut off stays one.
    let is_cut_off = event.code.is_none() && OF_FAILURES.contains(&event.id);
    event.code.is_some_and(|code| code != 0) || event.activated == Some(false) || is_cut_off
}

/// Events that tell of nothing but a failure.
const OF_FAILURES: [u32; 5] = [
    event_id::LICENCE_NOT_OBTAINED,
    event_id::SCHEDULER_FAILED,
    event_id::ACTIVATION_FAILED,
    event_id::ACQUISITION_FAILED,
    event_id::RULES_ENGINE_FAILED,
];

/// What the log tells of the licence's state; after a try, where one is given.
pub fn newest_state<'e>(
    evidence: &'e Evidence,
    since: Option<&Try<'e>>,
) -> Option<At<'e, LicensingEvent>> {
    state_among(own_events(evidence), since)
}

/// The same of the events of one machine.
pub(super) fn state_among<'e>(
    events: Vec<At<'e, LicensingEvent>>,
    since: Option<&Try<'e>>,
) -> Option<At<'e, LicensingEvent>> {
    let is_older =
        |event: &At<'_, LicensingEvent>| since.is_some_and(|tried| event.is_at(&tried.event));
    let mut newer = events.into_iter().take_while(|event| !is_older(event));
    newer.find(|event| event.licence.is_some())
}

/// The events that tell of the host that is meant, the newest first.
fn own_events(evidence: &Evidence) -> Vec<At<'_, LicensingEvent>> {
    let of_client = whose::client_events(evidence);
    let requests = whose::own_requests(evidence);
    let is_of = |list: &[At<'_, LicensingEvent>], event: &At<'_, LicensingEvent>| {
        list.iter().any(|own| own.is_at(event))
    };
    let is_own = |event: &At<'_, LicensingEvent>| match topic(event.id) {
        Some(Topic::Kms | Topic::Any) => is_of(&of_client, event) || is_of(&requests, event),
        Some(Topic::Avma) if event.id == event_id::AVMA_HOST => {
            event.client.as_ref().is_some_and(|client| evidence.host.may_be(client))
        }
        Some(Topic::Adba | Topic::Avma | Topic::Publishing) => {
            evidence.host.may_be(&event.computer)
        }
        None => false,
    };
    place::events(evidence).filter(is_own).collect()
}

fn topic(id: u32) -> Option<Topic> {
    match id {
        event_id::KMS_REQUEST..=event_id::KMS_SERVED => Some(Topic::Kms),
        event_id::OBJECT_NOT_RETRIEVED..=event_id::ADBA_FAILED | event_id::ADBA_SUCCEEDED => {
            Some(Topic::Adba)
        }
        event_id::AVMA_GUEST | event_id::AVMA_HOST => Some(Topic::Avma),
        event_id::PUBLISH_FAILED | event_id::PUBLISHED => Some(Topic::Publishing),
        id if whose::OF_ANY_WAY.contains(&id) || whose::OF_THE_STATE.contains(&id) => {
            Some(Topic::Any)
        }
        _ => None,
    }
}

/// Events of one kind replace each other: the newer is what counts.
fn kind(id: u32) -> u32 {
    match id {
        event_id::STATE_CHECKED => event_id::STATE_EVALUATED,
        event_id::OBJECT_NOT_RETRIEVED..=event_id::ADBA_FAILED => event_id::ADBA_FAILED,
        event_id::AVMA_HOST => event_id::AVMA_GUEST,
        id => id,
    }
}

/// Whether something later says that it works now.
fn is_over(error: &LicensingEvent, all: &[At<'_, LicensingEvent>]) -> bool {
    let told = topic(error.id);
    let is_same = |event: &LicensingEvent| told == Some(Topic::Any) || topic(event.id) == told;
    // Whoever is activated otherwise never gets a ticket where Microsoft is not reached.
    let is_ticket = is_of_ticket(error, all);
    let ends = |event: &LicensingEvent| is_ticket || event.at >= error.at;
    all.iter().any(|event| is_success(event) && is_same(event) && ends(event))
}

/// Whether a licence that stands tells that an error which does not say which way it went is over:
/// it holds, unless a renewal has been due for some time and the error is no older than the last.
fn is_settled(
    error: &LicensingEvent,
    all: &[At<'_, LicensingEvent>],
    licence: &LicenceFacts,
) -> bool {
    let is_later = |renewed: jiff::SignedDuration| {
        let newest = all.iter().filter_map(|event| event.at).max();
        newest.zip(error.at).is_none_or(|(newest, at)| newest.duration_since(at) <= renewed)
    };
    topic(error.id) == Some(Topic::Any) && !renewal_overdue(licence).is_some_and(is_later)
}

/// Whether an event says that it worked.
pub fn is_success(event: &LicensingEvent) -> bool {
    match event.id {
        event_id::STATE_CHECKED | event_id::STATE_EVALUATED => {
            let licence = event.licence.as_ref();
            licence.is_some_and(|licence| licence.status == LicenceStatus::Licensed)
        }
        event_id::KMS_ANSWER => event.activated == Some(true),
        event_id::PUBLISHED | event_id::ADBA_SUCCEEDED => true,
        event_id::AVMA_GUEST | event_id::AVMA_HOST => event.code == Some(0),
        _ => false,
    }
}
