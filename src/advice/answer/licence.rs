//! What is answered where Windows itself tells how it is licensed.

use actprobe_probes::evidence::{
    Channel, Evidence, HostPort, KeyChannel, LicenceFacts, LicenceStatus, OtherLicence,
    OtherProduct, event_id,
};

use super::says::{Activator, Answering, Detail, Purpose, Reason};
use super::{by_itself, by_key, captured, ways};
use crate::advice::codes::ExplainedCode;
use crate::catalogue::codes::{Meaning, meaning};
use crate::verdict::finding::{AvmaRefusal, Day, HexCode, Maybe, YesNo};
use crate::verdict::licence::facts::{ended_on, is_lately_renewed, renewal_overdue};
use crate::verdict::licence::given_codes::CodeSource;
use crate::verdict::licence::key_channel;
use crate::verdict::licence::others;
use crate::verdict::licence::whose::client_events;
use crate::verdict::{
    ChannelVerdict, Finding, Headline, LicenceState, LoggedState, Outcome, Requirement,
    RequirementId, Standing, Verdict, Ways, ways_of_key,
};

/// The minutes of a day.
const A_DAY: u64 = 1440;
/// How many other machines, or other products, are told of.
const MOST_OTHERS: usize = 8;

/// The answer about the licence.
pub fn of(
    evidence: &Evidence,
    verdict: &Verdict,
    state: &LicenceState,
    codes: &[ExplainedCode],
) -> Detail {
    let host = || Maybe::<String>::from(evidence.host.meant_name());
    let code = || of_activation(codes).map(|told| told.code).into();
    // A key that was refused says nothing of how the state came about.
    let licence = evidence.licensing.windows.value();
    let reason = || licence.and_then(|licence| licence.reason).map(HexCode).into();
    let says = match *state {
        LicenceState::ForGood => activated_for_good(evidence),
        LicenceState::ForATime { minutes } => Answering::ActivatedForATime {
            host: host(),
            by: activator(evidence),
            days: days(evidence, minutes),
            until: until(evidence, minutes),
            failed: renewal_failed(evidence, codes).into(),
        },
        LicenceState::Evaluation { minutes } => Answering::Evaluation {
            host: host(),
            days: days(evidence, minutes),
            until: until(evidence, minutes),
        },
        LicenceState::NotActivated { .. } if ended_on(evidence).is_some() => {
            Answering::ActivationEnded {
                host: host(),
                evaluation: YesNo(is_evaluation(evidence)),
                until: until(evidence, None),
            }
        }
        LicenceState::NotActivated { grace_minutes } => Answering::NotActivated {
            host: host(),
            code: if is_of_key_change(evidence) { reason() } else { code() },
            days: days(evidence, grace_minutes),
            until: until(evidence, None),
            over: YesNo(is_past(evidence)),
        },
        LicenceState::Succeeded { at, by, count } => Answering::LastSucceeded {
            host: host(),
            by: by.map_or(Activator::Untold, activator_on),
            day: at.map(Day).into(),
            count: count.into(),
        },
        LicenceState::Logged { state, at, until } => of_log(host(), state, at, until, code()),
        LicenceState::Unread => Answering::StateUnread {
            host: host(),
            word: evidence.licensing.windows.value().and_then(|l| l.unread_status.clone()).into(),
            count: counted(evidence).into(),
        },
        LicenceState::Failed if is_of_key_change(evidence) => {
            Answering::KeyNotTaken { host: host(), code: code() }
        }
        LicenceState::Failed | LicenceState::Unknown => {
            let day = of_activation(codes).and_then(|told| told.at);
            Answering::LastFailed { host: host(), day: day.map(Day).into(), code: code() }
        }
    };
    let is_of_state = !matches!(state, LicenceState::NotActivated { .. });
    let because = reason_of(evidence, verdict, state, codes)
        .filter(|_| is_of_state || !is_of_key_change(evidence));
    Detail { says, because }
}

/// What a KMS host counts, by its own word.
fn counted(evidence: &Evidence) -> Option<u64> {
    evidence.licensing.windows.value()?.kms_host.as_ref()?.current
}

/// Whether the day on which it ends is past.
fn is_past(evidence: &Evidence) -> bool {
    let end = evidence.licensing.windows.value().and_then(|licence| licence.ends_on);
    let today = evidence.started_at.to_zoned(jiff::tz::TimeZone::UTC).date();
    end.is_some_and(|end| end < today)
}

fn is_evaluation(evidence: &Evidence) -> bool {
    let licence = evidence.licensing.windows.value();
    licence.and_then(key_channel) == Some(KeyChannel::TimeBased)
}

/// The last error is of a key that was to be installed.
fn is_of_key_change(evidence: &Evidence) -> bool {
    evidence.licensing.of_key_change
}

/// What a try to renew ended with; where it was renewed since, that is over.
fn renewal_failed(evidence: &Evidence, codes: &[ExplainedCode]) -> Option<HexCode> {
    let licence = evidence.licensing.windows.value()?;
    let is_over = is_renewed(licence) || is_of_key_change(evidence);
    let by_slmgr = licence.activation_error.filter(|_| !is_over).map(HexCode);
    let by_log = || {
        renewal_overdue(licence)?;
        let is_event = |told: &&ExplainedCode| matches!(told.source, CodeSource::Event { .. });
        of_activation(codes).filter(is_event).map(|told| told.code)
    };
    by_slmgr.or_else(by_log)
}

fn is_renewed(licence: &LicenceFacts) -> bool {
    licence.remaining_minutes.is_none_or(is_lately_renewed)
}

/// The first code that an activation ended with: what a KMS host's record met is another matter.
fn of_activation(codes: &[ExplainedCode]) -> Option<&ExplainedCode> {
    codes.iter().find(|told| told.source != CodeSource::Event { id: event_id::PUBLISH_FAILED })
}

fn activated_for_good(evidence: &Evidence) -> Answering {
    let licence = evidence.licensing.windows.value();
    let host = evidence.host.meant_name().into();
    if let Some(licence) = licence.filter(|licence| licence.is_of_kms_host()) {
        let count = licence.kms_host.as_ref().and_then(|counted| counted.current);
        Answering::KmsHostActivated { host, counted: YesNo(count.is_some()), count: count.into() }
    } else {
        let key = licence.and_then(key_channel).into();
        Answering::ActivatedForGood { host, key }
    }
}

/// What the KMS host has counted says more than the code that it leads to.
fn reason_of(
    evidence: &Evidence,
    verdict: &Verdict,
    state: &LicenceState,
    codes: &[ExplainedCode],
) -> Option<Reason> {
    let counted = || counted_too_few(verdict).filter(|_| may_ask_kms(evidence));
    match state {
        LicenceState::NotActivated { .. }
        | LicenceState::Failed
        | LicenceState::Logged { state: LoggedState::NotActivated, .. } => {
            let seen = || seen_behind(evidence, verdict);
            let hidden = || behind_umbrella(evidence, verdict, codes);
            let code = || Some(Reason::Code(of_activation(codes)?.code));
            counted().or_else(seen).or_else(hidden).or_else(code)
        }
        LicenceState::ForGood
        | LicenceState::ForATime { .. }
        | LicenceState::Evaluation { .. }
        | LicenceState::Succeeded { .. }
        | LicenceState::Logged {
            state: LoggedState::Activated | LoggedState::Evaluation, ..
        }
        | LicenceState::Unread
        | LicenceState::Unknown => None,
    }
}

/// What was seen of this host says more than its code, which would send its reader to a KMS host,
/// or to a Hyper-V host, that is none of this host's.
fn seen_behind(evidence: &Evidence, verdict: &Verdict) -> Option<Reason> {
    let wanted = |channel: Channel, is_told: fn(&Finding) -> bool| {
        let mut judged = verdict.channels.iter().filter(move |judged| judged.channel == channel);
        let mut causes = judged.next()?.root_causes();
        causes.find(|cause| cause.is_unmet() && is_told(&cause.finding))
    };
    let of_kms = || wanted(Channel::Kms, is_of_another_site).filter(|_| may_ask_kms(evidence));
    let key = evidence.licensing.windows.value().and_then(key_channel);
    let of_avma = || {
        wanted(Channel::Avma, Finding::is_no_hyper_v_guest)
            .filter(|_| key == Some(KeyChannel::Avma))
    };
    // The Hyper-V host's own licence says more than the code, which leaves open what it lacks.
    let of_host = || wanted(Channel::Avma, is_of_seen_host);
    of_kms().or_else(of_avma).or_else(of_host).map(|cause| Reason::Seen(Headline::from(cause)))
}

/// A code that covers every reason says less than the cause that the captures show, or than the
/// code that the service wrote into its log beside it.
fn behind_umbrella(
    evidence: &Evidence,
    verdict: &Verdict,
    codes: &[ExplainedCode],
) -> Option<Reason> {
    let told = of_activation(codes)?;
    if meaning(told.code.0) != Some(Meaning::Umbrella) || !may_ask_kms(evidence) {
        return None;
    }
    let mut kms = verdict.channels.iter().filter(|judged| judged.channel == Channel::Kms);
    let kms = kms.next().filter(|_| evidence.asked.offline)?;
    let is_cause = |cause: &&Requirement| {
        kms.is_decisive(cause) && cause.is_unmet() && !is_of_a_request(&cause.finding)
    };
    let cause = kms.root_causes().find(is_cause).filter(|_| kms.standing == Standing::Blocked);
    let of_request = CodeSource::Event { id: event_id::KMS_REQUEST };
    let hidden = || codes.iter().find(|one| one.source == of_request && one.code != told.code);
    match cause {
        Some(cause) => Some(Reason::Seen(Headline::from(cause))),
        None => Some(Reason::Code(hidden()?.code)),
    }
}

/// That a request failed is what the code says too.
fn is_of_a_request(finding: &Finding) -> bool {
    matches!(finding, Finding::KmsRequestFailed { .. } | Finding::KmsRequestUnanswered { .. })
}

fn is_of_seen_host(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::AvmaHostRefuses {
            why: AvmaRefusal::SeenIdle
                | AvmaRefusal::SeenNotDatacenter
                | AvmaRefusal::SeenActivated,
            ..
        }
    )
}

fn is_of_another_site(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::SrvHiddenByFirstServer { stranger: YesNo(true), .. }
            | Finding::SrvAskedOfGateway { .. }
            | Finding::SrvMissedInWorkgroup { .. }
            | Finding::ForcedHostOfStranger { .. }
    )
}

/// What a KMS host counts decides nothing of a key that asks none; its own is one of them.
fn may_ask_kms(evidence: &Evidence) -> bool {
    let key = evidence.licensing.windows.value().and_then(key_channel);
    matches!(key, Some(KeyChannel::KmsClient | KeyChannel::Other) | None)
}

fn counted_too_few(verdict: &Verdict) -> Option<Reason> {
    let kms = verdict.channels.iter().find(|channel| channel.channel == Channel::Kms)?;
    // Clones that share an id are counted as one.
    let is_meant = |cause: &&Requirement| {
        cause.id == RequirementId::KmsCountReached
            || cause.id == RequirementId::KmsCmidUnique && kms.is_decisive(cause)
    };
    let low = kms.root_causes().find(is_meant)?;
    Some(Reason::Seen(Headline::from(low)))
}

fn activator(evidence: &Evidence) -> Activator {
    let Some(licence) = evidence.licensing.windows.value() else { return Activator::Untold };
    match key_channel(licence) {
        Some(KeyChannel::KmsClient) if is_answered_by_kms(evidence) => Activator::Kms,
        Some(KeyChannel::KmsClient) => volume_activator(licence),
        Some(KeyChannel::Avma) => Activator::HyperV,
        Some(
            KeyChannel::KmsHost
            | KeyChannel::Mak
            | KeyChannel::Retail
            | KeyChannel::Oem
            | KeyChannel::TimeBased
            | KeyChannel::Other,
        )
        | None => Activator::Untold,
    }
}

/// The newest answer of a KMS host that the log tells of activated this client.
fn is_answered_by_kms(evidence: &Evidence) -> bool {
    let mut events = client_events(evidence).into_iter();
    let newest = events.find(|event| event.id == event_id::KMS_ANSWER);
    newest.is_some_and(|event| event.activated == Some(true))
}

fn activator_on(way: Channel) -> Activator {
    match way {
        Channel::Kms => Activator::Kms,
        Channel::Adba => Activator::Directory,
        Channel::Avma => Activator::HyperV,
        Channel::Online | Channel::Phone => Activator::Untold,
    }
}

/// A KMS client key is activated by a KMS host or by an activation object, and does not tell by
/// which.
fn volume_activator(licence: &LicenceFacts) -> Activator {
    // Windows 8 was the first that an object can activate.
    let knows_objects = !licence.is_before_windows_8();
    if licence.activation_object.is_some() {
        Activator::Directory
    } else if !knows_objects || licence.discovered_kms.is_some() || licence.forced_kms.is_some() {
        Activator::Kms
    } else {
        Activator::KmsOrDirectory
    }
}

fn days(evidence: &Evidence, minutes: Option<u64>) -> Maybe<u64> {
    let by_licence = evidence.licensing.windows.value().and_then(LicenceFacts::remaining_days);
    minutes.map(|minutes| by_licence.unwrap_or(minutes.div_ceil(A_DAY))).into()
}

/// The last day, where it is known when the minutes were read: a capture does not tell.
fn until(evidence: &Evidence, minutes: Option<u64>) -> Maybe<Day> {
    let named = evidence.licensing.windows.value().and_then(|licence| licence.ends_on);
    if let Some(day) = named.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok()) {
        return Some(Day(day.timestamp())).into();
    }
    let is_live = evidence.licensing.captures.is_empty();
    let minutes = minutes.filter(|_| is_live).and_then(|minutes| i64::try_from(minutes).ok());
    let end = minutes.and_then(|minutes| {
        evidence.started_at.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()
    });
    end.map(Day).into()
}

/// What belongs under an answer about the licence: which licence that is, and whether the way that
/// takes its key is open.
pub fn details(evidence: &Evidence, verdict: &Verdict, state: &LicenceState) -> Vec<Detail> {
    let own_way = match state {
        LicenceState::ForATime { .. }
        | LicenceState::Succeeded { .. }
        | LicenceState::Logged { state: LoggedState::Activated, .. } => {
            own_way(evidence, verdict, Purpose::Renewal)
        }
        LicenceState::NotActivated { .. }
        | LicenceState::Failed
        | LicenceState::Logged { state: LoggedState::NotActivated, .. } => {
            own_way(evidence, verdict, Purpose::Activation)
        }
        LicenceState::ForGood
        | LicenceState::Evaluation { .. }
        | LicenceState::Logged { state: LoggedState::Evaluation, .. }
        | LicenceState::Unread
        | LicenceState::Unknown => None,
    };
    let beside = other_machines(evidence).chain(beside_windows(evidence));
    let by_itself = by_itself::details(evidence, state).chain(renewed_by_directory(verdict));
    let reached = own_way.is_some() || matches!(state, LicenceState::Failed);
    let reached = captured::some_hosts_reached(evidence, verdict).filter(|_| reached);
    let own_way = own_way.into_iter().chain(reached);
    let shut = captured::proxy_shut(evidence, verdict).filter(|_| !is_done(state));
    let refused = matches!(state, LicenceState::NotActivated { .. }).then(|| refused_key(evidence));
    refused
        .flatten()
        .into_iter()
        .chain(shut)
        .chain(own_way)
        .chain(by_itself)
        .chain(licence_is(evidence))
        .chain(by_key::details(evidence))
        .chain(beside)
        .collect()
}

/// Beside a state that was read, the key that Windows did not take.
fn refused_key(evidence: &Evidence) -> Option<Detail> {
    let licence = evidence.licensing.windows.value().filter(|_| is_of_key_change(evidence))?;
    let host = evidence.host.meant_name().into();
    let code = licence.activation_error.map(HexCode).into();
    Some(Detail::alone(Answering::KeyNotTaken { host, code }))
}

/// Of an activation by the directory that was renewed lately, beside which nothing failed.
fn renewed_by_directory(verdict: &Verdict) -> Option<Detail> {
    let is_well = |channel: &ChannelVerdict| {
        matches!(channel.headline.finding, Finding::AdbaActivated { .. })
            && channel.standing == Standing::Works
            && !channel.has_warning()
    };
    let is_well = verdict.outcome == Outcome::Works && verdict.channels.iter().any(is_well);
    is_well.then(|| Detail::alone(Answering::RenewedByDirectory {}))
}

/// Nothing has to be asked of the network any more.
fn is_done(state: &LicenceState) -> bool {
    matches!(state, LicenceState::ForGood | LicenceState::ForATime { .. })
}

fn own_way(evidence: &Evidence, verdict: &Verdict, renews: Purpose) -> Option<Detail> {
    if ways_of_key(evidence).is_empty() {
        return None;
    }
    let ways = Ways::of(&verdict.channels, evidence);
    let standing = ways.standing();
    let meant = ways.that_stand(|other| other == standing);
    // What the directory activated it renews; KMS is what Windows turns to without it.
    let by_directory = verdict.channels.iter().find(|channel| {
        channel.channel == Channel::Adba
            && renews == Purpose::Renewal
            && !standing.is_usable()
            && is_of_directory(evidence)
    });
    let (standing, meant) = match by_directory {
        Some(channel) => (channel.standing, vec![channel]),
        None => (standing, meant),
    };
    let channels = ways::names(&meant);
    let says = match standing {
        Standing::Works => Answering::OwnWayWorks { channels, renews },
        Standing::Degraded => Answering::OwnWayDegraded { channels, renews },
        Standing::Blocked => Answering::OwnWayBlocked { channels, renews },
        Standing::Unknown => Answering::OwnWayUnseen { channels, renews },
        Standing::NotApplicable => return None,
    };
    let because = if standing == Standing::Works { None } else { ways::reason(&meant) };
    Some(Detail { says, because })
}

fn is_of_directory(evidence: &Evidence) -> bool {
    let licence = evidence.licensing.windows.value();
    licence.is_some_and(|licence| licence.activation_object.is_some())
}

/// Which licence that is.
fn licence_is(evidence: &Evidence) -> Option<Detail> {
    let licence = evidence.licensing.windows.value()?;
    if licence.name.is_empty() && licence.partial_key.is_none() && licence.channel.is_none() {
        return None;
    }
    let says = Answering::LicenceIs {
        name: licence.name.as_str().into(),
        key: key_channel(licence).into(),
        end: licence.partial_key.clone().into(),
        captures: evidence.licensing.captures.clone(),
        kms: asked_kms(evidence, licence).map(|kms| kms.to_string()).into(),
    };
    Some(Detail::alone(says))
}

/// The KMS host that a client which captures show not to be activated asks, or asked last.
fn asked_kms(evidence: &Evidence, licence: &LicenceFacts) -> Option<HostPort> {
    let is_client = matches!(key_channel(licence), Some(KeyChannel::KmsClient) | None);
    let is_licensed = licence.status == Some(LicenceStatus::Licensed);
    let is_meant = evidence.asked.offline && is_client && !is_licensed;
    let logged = || client_events(evidence).into_iter().find_map(|it| it.kms_host.clone());
    let known = licence.forced_kms.clone().or_else(logged);
    known.or_else(|| licence.discovered_kms.clone()).filter(|_| is_meant)
}

/// The main answer where nothing is known of the licence but what captures say of something else.
pub fn of_something_else(evidence: &Evidence) -> Option<Detail> {
    let host = || Maybe::<String>::from(evidence.host.meant_name());
    let is_alone = evidence.asked.offline && evidence.licensing.windows.value().is_none();
    let says = match evidence.licensing.other_products.first().filter(|_| is_alone) {
        Some(product) => Answering::NotWindows {
            host: host(),
            kind: product.kind,
            name: product.short_name().into(),
            status: product.status.into(),
            code: product.failure().map(HexCode).into(),
            days: days_left(product).into(),
            end: product.partial_key.clone().into(),
        },
        None => Answering::ToldToUse { host: host(), kms: forced(evidence)? },
    };
    Some(Detail::alone(says))
}

/// The KMS host that a capture says the client is told to use, where nobody asked it.
fn forced(evidence: &Evidence) -> Option<String> {
    let by_registry = evidence.host.windows.value().and_then(|windows| windows.kms_client.as_ref());
    let by_registry = by_registry.and_then(|client| Some(client.forced.first()?.at.to_string()));
    let licence = evidence.licensing.windows.value();
    let by_service = || Some(licence?.forced_kms.as_ref()?.to_string());
    by_registry.or_else(by_service).filter(|_| evidence.asked.offline)
}

/// What captures and logs tell of other machines: those that fail first, for there may be more than
/// are told of.
fn other_machines(evidence: &Evidence) -> impl Iterator<Item = Detail> {
    let mut told: Vec<&OtherLicence> =
        evidence.licensing.others.iter().filter(|other| others::is_told(other)).collect();
    told.sort_by_key(|other| !others::is_failing(other));
    let captured: Vec<Detail> = told.into_iter().map(other_machine).collect();
    let logged = others::logged(evidence);
    let logged: Vec<Detail> = logged.iter().filter_map(other_log).collect();
    captured.into_iter().chain(logged).take(MOST_OTHERS)
}

fn other_machine(other: &OtherLicence) -> Detail {
    let (name, file) = (other.computer.as_str().into(), other.file.clone());
    let failed = other.activation_error.map(HexCode);
    // A report of before does not tell which of the two the code is.
    let code = other.code.map(HexCode).filter(|_| failed.is_none()).into();
    let (status, failed) = (other.status.into(), failed.into());
    let key = key_channel(&other.licence()).into();
    Detail::alone(Answering::OtherMachine { name, file, status, code, failed, key })
}

/// By its events alone.
fn other_log(other: &others::Logged) -> Option<Detail> {
    let host = Maybe::<String>::from(other.computer.as_str());
    let code = other.failure.as_ref().map(|failure| HexCode(failure.value)).into();
    let failed_at = other.failure.as_ref().and_then(|failure| failure.at);
    let says = match other.state {
        LicenceState::Succeeded { at, by, count } => Answering::LastSucceeded {
            host,
            by: by.map_or(Activator::Untold, activator_on),
            day: at.map(Day).into(),
            count: count.into(),
        },
        LicenceState::Failed => {
            Answering::LastFailed { host, day: failed_at.map(Day).into(), code }
        }
        LicenceState::Logged { state, at, until } => of_log(host, state, at, until, code),
        LicenceState::ForGood
        | LicenceState::ForATime { .. }
        | LicenceState::Evaluation { .. }
        | LicenceState::NotActivated { .. }
        | LicenceState::Unread
        | LicenceState::Unknown => return None,
    };
    Some(Detail::alone(says))
}

/// A state that the event log tells.
fn of_log(
    host: Maybe<String>,
    state: LoggedState,
    at: Option<jiff::Timestamp>,
    until: Option<jiff::Timestamp>,
    code: Maybe<HexCode>,
) -> Answering {
    let (day, until) = (at.map(Day).into(), until.map(Day).into());
    match state {
        LoggedState::Activated => Answering::LoggedActivated { host, day, until },
        LoggedState::Evaluation => Answering::LoggedEvaluation { host, day, until },
        LoggedState::NotActivated => Answering::LoggedNotActivated { host, day, code },
    }
}

fn days_left(product: &OtherProduct) -> Option<u64> {
    let minutes = product.remaining_minutes.filter(|minutes| *minutes > 0)?;
    Some(minutes.div_ceil(A_DAY))
}

fn beside_windows(evidence: &Evidence) -> impl Iterator<Item = Detail> {
    let is_beside = evidence.licensing.windows.value().is_some();
    let products = evidence.licensing.other_products.iter().filter(move |_| is_beside);
    products.take(MOST_OTHERS).map(move |product| {
        let elsewhere = !evidence.host.may_be(&product.computer);
        let says = Answering::OtherProduct {
            host: elsewhere.then(|| product.computer.clone()).into(),
            kind: product.kind,
            name: product.short_name().into(),
            status: product.status.into(),
            code: product.failure().map(HexCode).into(),
            days: days_left(product).into(),
            end: product.partial_key.clone().into(),
        };
        Detail::alone(says)
    })
}
