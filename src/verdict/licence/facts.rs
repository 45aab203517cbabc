//! What is known of the licence and of the Windows that it is for.

use actprobe_probes::evidence::{
    Evidence, KeyChannel, KmsIntervals, LicenceFacts, LicenceStatus, ProductFacts, WindowsFacts,
};

use super::whose::client_events;
use crate::catalogue::codes::{self, Code, Meaning};
use crate::catalogue::{client_ids, editions, published_keys, setup_keys};
use crate::verdict::finding::{Finding, Maybe};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, pointer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// Where the licence stands in the evidence.
pub const WINDOWS: &str = pointer!(licensing.windows);

/// An activation by a KMS host or by an object of the directory holds for 180 days, in minutes, and
/// is renewed each week (Microsoft Learn, "KMS activation planning", "Activate using Active
/// Directory-based activation").
pub const VALID_MIN: u64 = 180 * A_DAY_MIN;
pub const RENEWAL_MIN: u64 = 7 * A_DAY_MIN;
const A_DAY_MIN: u64 = 24 * 60;

/// Whether one of which so much is left was renewed within a week, and a day for whoever sleeps.
pub fn is_lately_renewed(remaining_minutes: u64) -> bool {
    remaining_minutes >= VALID_MIN - RENEWAL_MIN - A_DAY_MIN
}

/// How long ago one that is renewed each week was renewed last, where that was before a week.
pub fn renewal_overdue(licence: &LicenceFacts) -> Option<jiff::SignedDuration> {
    let remaining = licence.remaining_minutes.filter(|left| !is_lately_renewed(*left))?;
    let is_renewed = key_channel(licence) == Some(KeyChannel::KmsClient);
    let ago = VALID_MIN.checked_sub(remaining).filter(|_| is_renewed)?;
    Some(jiff::SignedDuration::from_mins(i64::try_from(ago).ok()?))
}

/// The longest interval of renewal that a KMS host tells its clients (Microsoft Learn, "Slmgr.vbs
/// options for volume activation", `/sri`).
const LONGEST_RENEWAL_MIN: u64 = 30 * A_DAY_MIN;

/// Since how many days an activation that stands was not renewed, where two renewals at least were
/// due since. Home editions are no volume editions, and hold for another time.
pub fn days_unrenewed(licence: &LicenceFacts) -> Option<u64> {
    let is_home =
        licence.name.split_once(", ").is_some_and(|(_, edition)| edition.starts_with("Core"));
    let is_licensed = licence.status == Some(LicenceStatus::Licensed) && !is_home;
    let due_min = licence.intervals.map_or(LONGEST_RENEWAL_MIN, |known| known.renewal_min);
    let long_min = due_min.max(RENEWAL_MIN).saturating_mul(2).saturating_add(A_DAY_MIN);
    let is_long = |ago: &jiff::SignedDuration| {
        u64::try_from(ago.as_mins()).is_ok_and(|minutes| minutes >= long_min)
    };
    let ago = renewal_overdue(licence).filter(|ago| is_licensed && is_long(ago))?;
    u64::try_from(ago.as_hours() / 24).ok()
}

/// The day on which an activation or an evaluation ended by a capture from before that day. One day
/// is left for whoever counts it in another time zone.
pub fn ended_on(evidence: &Evidence) -> Option<jiff::civil::Date> {
    let licence = evidence.licensing.windows.value()?;
    let is_licensed = licence.status == Some(LicenceStatus::Licensed) && !licence.for_good;
    let today = evidence.started_at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = licence.ends_on.filter(|_| is_licensed)?;
    (day.tomorrow().ok()? < today).then_some(day)
}

fn windows(evidence: &Evidence) -> Option<&WindowsFacts> {
    evidence.host.windows.value()
}

/// The Windows that is installed, as far as it is known.
pub fn product(evidence: &Evidence) -> ProductFacts {
    windows(evidence).and_then(|windows| windows.product.clone()).unwrap_or_default()
}

/// The edition in the licence's name.
pub fn edition_of(licence: &LicenceFacts) -> &str {
    licence.edition()
}

/// The edition by the system's word, else by the licence's, where one of them tells.
pub fn edition(evidence: &Evidence) -> Option<String> {
    let product = product(evidence);
    let by_licence = || evidence.licensing.windows.value().map(edition_of);
    let by_name = || editions::of_server_name(&product.name).map(|(edition, _)| edition);
    let told = Some(product.edition_id.as_str()).filter(|id| !id.is_empty()).or_else(by_licence);
    told.filter(|id| !id.is_empty()).or_else(by_name).map(str::to_owned)
}

/// The build of Windows: by the system's word, by the licensing service's, or by the name of a
/// release of Windows Server, which has one.
pub fn build(evidence: &Evidence) -> Option<u32> {
    let product = product(evidence);
    let by_service = || evidence.licensing.windows.value()?.build;
    let by_name = || editions::of_server_name(&product.name)?.1.build();
    product.build.or_else(by_service).or_else(by_name)
}

/// The kind of the installed key: by the service's word, else by the end of a published key, else
/// by the activation ID of a KMS client's licence.
pub fn key_channel(licence: &LicenceFacts) -> Option<KeyChannel> {
    let by_end = || published_keys::channel(licence.partial_key.as_deref()?);
    let is_client = || licence.activation_id.as_deref().is_some_and(client_ids::has);
    licence.channel.or_else(by_end).or_else(|| is_client().then_some(KeyChannel::KmsClient))
}

/// Whether Windows is activated, by the licence's own word.
pub fn is_licensed(evidence: &Evidence) -> bool {
    let licence = evidence.licensing.windows.value();
    licence.is_some_and(|licence| licence.status == Some(LicenceStatus::Licensed))
}

/// The end of the key that was tried, or is installed, where that is a published setup key of none
/// of this Windows.
pub fn misfit_key(evidence: &Evidence) -> Option<&str> {
    let licensing = &evidence.licensing;
    let installed = || licensing.windows.value()?.partial_key.as_ref();
    let end = licensing.tried_key.as_ref().or_else(installed).filter(|_| !is_licensed(evidence))?;
    let known: Vec<_> = setup_keys::of_end(end).collect();
    let (build, edition) = (build(evidence)?, edition(evidence));
    let fits = known.iter().any(|known| known.is_of(edition.as_deref(), build));
    // An evaluation takes the key of the full edition, only not by slmgr.
    let is_evaluation = edition.as_deref().is_some_and(editions::is_evaluation);
    (!known.is_empty() && !fits && !is_evaluation).then_some(end)
}

/// `SL_E_PKEY_NOT_INSTALLED`.
const NO_KEY: u32 = 0xC004_F014;

/// Whether Windows says that no product key is installed.
pub fn has_no_key(evidence: &Evidence) -> bool {
    let Some(licence) = evidence.licensing.windows.value() else { return false };
    let is_told = evidence.licensing.no_key || licence.activation_error == Some(NO_KEY);
    is_told && licence.channel.is_none() && licence.partial_key.is_none()
}

/// How often the client asks: by its own word, else by the newest answer of a KMS host.
pub fn intervals(evidence: &Evidence) -> Option<KmsIntervals> {
    let own = evidence.licensing.windows.value().and_then(|licence| licence.intervals);
    own.or_else(|| client_events(evidence).into_iter().find_map(|event| event.intervals))
}

/// The published setup key for this edition and build, where one is known.
pub fn setup_key(evidence: &Evidence) -> Option<&'static str> {
    setup_keys::setup_key(&edition(evidence)?, build(evidence)?)
}

/// A code that Windows met, and where it tells of it.
pub struct ReportedCode {
    /// What is known of the code.
    pub code: &'static Code,
    /// The code itself.
    pub value: u32,
    /// Its place in the evidence.
    pub pointer: String,
}

/// The newest code of one of these meanings, unless a later answer activated the client.
pub fn last_code(evidence: &Evidence, wanted: &[Meaning]) -> Option<ReportedCode> {
    let since_success =
        client_events(evidence).into_iter().take_while(|event| event.activated != Some(true));
    let of_events = since_success.filter_map(|event| Some((event.code?, event.into())));
    let unlicensed =
        place::licence(evidence).filter(|licence| licence.status != Some(LicenceStatus::Licensed));
    let of_licence = unlicensed.into_iter().flat_map(|licence| {
        let codes = [licence.activation_error, licence.reason].into_iter().flatten();
        codes.map(move |value| (value, String::from(&licence)))
    });
    of_events.chain(of_licence).find_map(|(value, pointer)| {
        let code = codes::find(value)?;
        code.meaning.filter(|meaning| wanted.contains(meaning))?;
        Some(ReportedCode { code, value, pointer })
    })
}

/// Which key is installed, against the kind that a channel takes.
pub fn key_kind(
    evidence: &Evidence,
    id: RequirementId,
    takes: impl Fn(KeyChannel) -> bool,
    refusal: impl Fn(KeyChannel, Maybe<String>) -> Finding,
) -> Option<Requirement> {
    let licence = evidence.licensing.windows.value()?;
    let key = licence.partial_key.clone().into();
    let (status, finding) = match key_channel(licence) {
        None => (Status::Unknown, Finding::KeyUnknown {}),
        Some(channel) if takes(channel) => (Status::Met, Finding::KeyFits { channel }),
        Some(channel) => (Status::Unmet, refusal(channel, key)),
    };
    Some(
        Requirement::new(id, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Veto)
            .because(WINDOWS),
    )
}
