//! KMS: is there a client key, does the host count enough, does it serve this product, what ended
//! the last request?

use std::collections::BTreeSet;

use actprobe_probes::evidence::{
    Evidence, KeyChannel, LicenceFacts, LicenceStatus, LicensingEvent, OtherLicence, event_id,
    same_computer,
};

use super::facts::{
    ReportedCode, WINDOWS, build, edition, edition_of, is_licensed, key_kind, last_code, product,
    setup_key,
};
use super::host_key;
use super::whose::{self, client_events};
use crate::catalogue::codes::{self, Meaning};
use crate::catalogue::{editions, setup_keys};
use crate::verdict::finding::{
    CountTeller, CountText, Finding, HexCode, Moment, RearmsKnown, RequestEnd, YesNo,
};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At, pointer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// Windows Server activates from this count on (Microsoft Learn, "KMS activation planning").
const SERVERS: u64 = 5;
/// Windows clients activate from this count on.
const CLIENTS: u64 = 25;

/// What the licence adds to the KMS channel.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    let kind =
        key_kind(evidence, RequirementId::KmsKeyIsClientKey, is_client_key, |channel, key| {
            let (setup_key, works) = (setup_key(evidence).into(), YesNo(is_licensed(evidence)));
            Finding::KeyOfOtherChannel { channel, key, setup_key, works }
        });
    let all = [
        kind,
        not_evaluation(evidence),
        edition_of_key(evidence),
        unique_id(evidence),
        count(evidence),
        serves(evidence),
        last_request(evidence),
    ];
    all.into_iter().flatten().collect()
}

fn is_client_key(channel: KeyChannel) -> bool {
    channel == KeyChannel::KmsClient
}

fn not_evaluation(evidence: &Evidence) -> Option<Requirement> {
    let edition = edition(evidence);
    let licence = evidence.licensing.windows.value();
    let is_time_based =
        licence.is_some_and(|licence| licence.channel == Some(KeyChannel::TimeBased));
    let (status, finding) = match edition {
        Some(edition) if !is_time_based && !editions::is_evaluation(&edition) => {
            (Status::Met, Finding::EditionFull { edition })
        }
        None if !is_time_based => return None,
        edition => {
            let setup_key = full_setup_key(evidence).into();
            let windows = evidence.host.windows.value();
            let product = windows.and_then(|windows| windows.product.as_ref());
            let refused = product.and_then(|product| product.change_refused).map(u64::from);
            let (edition, refused) = (edition.into(), refused.into());
            let is_controller = windows.and_then(|windows| windows.is_domain_controller);
            let controller = YesNo(is_controller == Some(true));
            let tried = evidence.licensing.tried_key.as_deref().unwrap_or_default();
            let is_published = setup_keys::of_end(tried).next().is_some();
            let own_key = YesNo(evidence.licensing.of_key_change && !is_published);
            let finding =
                Finding::EditionEvaluation { edition, setup_key, refused, controller, own_key };
            (Status::Unmet, finding)
        }
    };
    let id = RequirementId::HostEditionNotEvaluation;
    Some(
        Requirement::new(id, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Veto)
            .because_of(sources(evidence)),
    )
}

/// The setup key of the edition that an evaluation becomes.
fn full_setup_key(evidence: &Evidence) -> Option<&'static str> {
    setup_keys::setup_key(editions::full(&edition(evidence)?), build(evidence)?)
}

/// Where the edition and the licence stand, as far as they are known.
fn sources(evidence: &Evidence) -> Vec<String> {
    let by_system =
        evidence.host.windows.value().is_some().then(|| pointer!(host.windows).to_owned());
    let by_licence = evidence.licensing.windows.value().is_some().then(|| WINDOWS.to_owned());
    by_system.into_iter().chain(by_licence).collect()
}

/// The edition that is installed, and the one that the licence is for.
fn edition_of_key(evidence: &Evidence) -> Option<Requirement> {
    let installed = product(evidence).edition_id;
    let licensed = edition_of(evidence.licensing.windows.value()?).to_owned();
    if installed.is_empty() || licensed.is_empty() {
        return None;
    }
    let (status, finding) =
        match editions::kind(&installed).eq_ignore_ascii_case(editions::kind(&licensed)) {
            true => (Status::Met, Finding::EditionOfKey { edition: installed }),
            false => (Status::Unmet, Finding::EditionNotOfKey { edition: installed, licensed }),
        };
    let id = RequirementId::HostKeyFitsEdition;
    Some(
        Requirement::new(id, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Advice)
            .because_of(sources(evidence)),
    )
}

/// Machines that were cloned without `sysprep /generalize` share one id, and a KMS host counts them
/// as one.
fn unique_id(evidence: &Evidence) -> Option<Requirement> {
    let id = RequirementId::KmsCmidUnique;
    let shared = shared_by_captures(evidence).or_else(|| shared_by_requests(evidence));
    if let Some(Shared { cmid, machines, pointers }) = shared {
        let rearms = rearms(evidence, &cmid, &machines);
        let owner = match rearms {
            RearmsKnown::Elsewhere => Owner::ImageOwner,
            RearmsKnown::Left | RearmsKnown::None | RearmsKnown::Unread => Owner::HostAdmin,
        };
        let finding = Finding::CmidShared { cmid, machines, rearms };
        let unmet = Requirement::unmet(id, finding, owner);
        return Some(unmet.weighing(Weight::Advice).because_of(pointers));
    }
    if let Some(perhaps) = perhaps_shared(evidence) {
        return Some(perhaps);
    }
    let compared = evidence.licensing.others.iter().any(|other| other.cmid.is_some());
    let met =
        || Requirement::new(id, Status::Met, Finding::CmidsDiffer {}).weighing(Weight::Advice);
    compared.then(|| met().because(pointer!(licensing.others)))
}

/// One client id in captures without a name: one machine twice, or clones, which the KMS host does
/// not count.
fn perhaps_shared(evidence: &Evidence) -> Option<Requirement> {
    let licensing = &evidence.licensing;
    let again = licensing.perhaps_clones.first().map(|_| &licensing.perhaps_clones)?;
    let cmid = licensing.windows.value()?.cmid.clone()?;
    count(evidence).filter(Requirement::is_unmet)?;
    let mut files = licensing.captures.iter().take(1).chain(again).cloned().collect::<Vec<_>>();
    files.dedup();
    let rearms = rearms(evidence, &cmid, &[]);
    let finding = Finding::CmidPerhapsShared { cmid, files, rearms };
    let perhaps = Requirement::unmet(RequirementId::KmsCmidUnique, finding, Owner::HostAdmin);
    let pointers = [WINDOWS.to_owned(), pointer!(licensing.perhaps_clones).to_owned()];
    Some(perhaps.weighing(Weight::Advice).because_of(pointers))
}

/// The log of a KMS host names clones, and is none of them itself.
fn rearms(evidence: &Evidence, cmid: &str, machines: &[String]) -> RearmsKnown {
    let licence = evidence.licensing.windows.value();
    let has_it = licence.is_some_and(|licence| licence.cmid.as_deref() == Some(cmid));
    let is_named = |name: &String| same_computer(name, evidence.host.meant_name()) == Some(true);
    if !has_it && !machines.iter().any(is_named) {
        return RearmsKnown::Elsewhere;
    }
    match licence.and_then(LicenceFacts::rearms_left) {
        Some(0) => RearmsKnown::None,
        Some(_) => RearmsKnown::Left,
        None => RearmsKnown::Unread,
    }
}

/// A client id, and the machines that have it.
struct Shared {
    cmid: String,
    machines: Vec<String>,
    pointers: Vec<String>,
}

fn shared_by_captures(evidence: &Evidence) -> Option<Shared> {
    let own = evidence.licensing.windows.value()?.cmid.clone()?;
    let others = evidence.licensing.others.iter().filter(|other| other.cmid.as_ref() == Some(&own));
    let named = |computer: &str, file: &str| {
        if computer.is_empty() { file.to_owned() } else { computer.to_owned() }
    };
    let others: Vec<String> = others.map(|other| named(&other.computer, &other.file)).collect();
    if others.is_empty() {
        return None;
    }
    let own_file = evidence.licensing.captures.first().cloned().unwrap_or_default();
    let machines =
        std::iter::once(named(evidence.host.meant_name(), &own_file)).chain(others).collect();
    let pointers = vec![WINDOWS.to_owned(), pointer!(licensing.others).to_owned()];
    Some(Shared { cmid: own, machines, pointers })
}

/// The KMS host's log names each client with its id.
fn shared_by_requests(evidence: &Evidence) -> Option<Shared> {
    // One client has one id for all its products.
    let all = || place::events_of_any_product(evidence);
    let requests = || all().filter(|event| event.id == event_id::KMS_SERVED);
    requests().find_map(|event| {
        let cmid = event.cmid.clone()?;
        let same =
            requests().filter(|other| other.cmid.as_ref() == Some(&cmid) && other.client.is_some());
        let mut machines: Vec<String> =
            same.clone().filter_map(|other| other.client.clone()).collect();
        machines.sort_by_key(|name| name.to_ascii_lowercase());
        machines.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
        let pointers = same.map(String::from).collect();
        (machines.len() > 1).then_some(Shared { cmid, machines, pointers })
    })
}

/// What the KMS host counts, against what this client needs.
fn count(evidence: &Evidence) -> Option<Requirement> {
    let needed = needed(evidence);
    let requirement = counted_by_answer(evidence, needed)
        .or_else(|| counted_by_host(evidence, needed))
        .or_else(|| refused_for_count(evidence, needed))?;
    let is_kms_host =
        evidence.licensing.windows.value().is_some_and(|licence| licence.kms_host.is_some());
    // Where the machine is the KMS host itself, its count is its clients' affair.
    let is_own = is_kms_host && requirement.is_unmet() && requirement.because == [WINDOWS];
    Some(requirement.weighing(if is_own { Weight::Advice } else { Weight::Veto }))
}

fn enough(count: u64, needed: Option<u64>) -> Requirement {
    let finding = Finding::KmsCountReached { count, needed: needed.into() };
    Seen::met(finding).of(RequirementId::KmsCountReached)
}

fn too_few(count: Option<u64>, needed: Option<u64>, told_by: CountTeller) -> Requirement {
    let (count, needed) = (count.map(CountText).into(), needed.into());
    let finding = Finding::KmsCountLow { count, needed, told_by };
    Requirement::unmet(RequirementId::KmsCountReached, finding, Owner::KmsAdmin)
}

/// Servers need fewer than clients; a client says itself what it needs when it asks. Nothing where
/// it is not known which of the two it is.
fn needed(evidence: &Evidence) -> Option<u64> {
    let asked = client_events(evidence)
        .into_iter()
        .find_map(|event| event.count.filter(|_| event.id == event_id::KMS_REQUEST));
    let by_edition = || match editions::is_server(&edition(evidence)?) {
        true => Some(SERVERS),
        false => Some(CLIENTS),
    };
    asked.filter(|&count| count == SERVERS || count == CLIENTS).or_else(by_edition)
}

/// The newest answer that the client got says what the host counted, and whether that was enough.
fn counted_by_answer(evidence: &Evidence, needed: Option<u64>) -> Option<Requirement> {
    let answer =
        client_events(evidence).into_iter().find(|event| event.id == event_id::KMS_ANSWER)?;
    let count = answer.count?;
    match answer.activated {
        Some(true) => Some(enough(count, needed).because(answer)),
        // Whoever was not activated by a count above what servers need is no server.
        _ if count < needed.unwrap_or(CLIENTS) && may_be_of_count(&answer) => {
            Some(too_few(Some(count), needed, CountTeller::Event).because(answer))
        }
        _ => None,
    }
}

/// An answer that was refused for another reason tells no count.
fn may_be_of_count(answer: &LicensingEvent) -> bool {
    let refusal = answer.code.and_then(codes::meaning);
    refusal.is_none_or(|meaning| meaning == Meaning::CountTooLow)
}

/// The KMS host's own word; one that is not activated serves nobody, and counts nobody either.
fn counted_by_host(evidence: &Evidence, needed: Option<u64>) -> Option<Requirement> {
    let counts = |status: Option<LicenceStatus>| {
        status.is_none_or(|status| status == LicenceStatus::Licensed)
    };
    let of_others = place::other_licences(evidence)
        .filter(|other| counts(other.status))
        .filter_map(|other| Some((other.kms_host.as_ref()?.current?, String::from(other))));
    let of_own = place::licence(evidence)
        .filter(|own| counts(own.status))
        .and_then(|own| Some((own.kms_host.as_ref()?.current?, String::from(own))));
    let (count, pointer) = of_others.max_by_key(|(count, _)| *count).or(of_own)?;
    let requirement = match count {
        _ if count >= needed.unwrap_or(CLIENTS) => enough(count, needed),
        _ if count < needed.unwrap_or(SERVERS) => {
            too_few(Some(count), needed, CountTeller::KmsHost)
        }
        // Enough for a server, and not for a client.
        _ => return None,
    };
    Some(requirement.because(pointer))
}

fn refused_for_count(evidence: &Evidence, needed: Option<u64>) -> Option<Requirement> {
    let refused = last_code(evidence, &[Meaning::CountTooLow])?;
    Some(too_few(None, needed, CountTeller::Code).because(refused.pointer))
}

/// What the KMS host said of itself when it was asked, by the client or in its own log.
fn serves(evidence: &Evidence) -> Option<Requirement> {
    let wanted = [Meaning::HostTooOld, Meaning::HostNotActivated, Meaning::NoKmsHost];
    let by_client = last_code(evidence, &wanted).filter(|told| !is_of_own_store(told));
    let Some(told) = by_client.or_else(|| refused_by_host(evidence)) else {
        return not_activated_beside(evidence).or_else(|| refused_another(evidence));
    };
    let code = HexCode(told.value);
    let older = host_key::older(evidence, code).filter(|_| told.value == HOST_KEY_LACKS_PRODUCT);
    if let Some((finding, host)) = older {
        let refused = not_served(finding, told.pointer).weighing(Weight::Veto);
        return Some(refused.because(host));
    }
    let fits = host_key::fits(evidence, code).filter(|_| told.value == HOST_KEY_LACKS_PRODUCT);
    if let Some((finding, host)) = fits {
        let refused = not_served(finding, told.pointer).weighing(Weight::Veto);
        return Some(refused.owned_by(Owner::HostAdmin).because(host));
    }
    let finding = match told.code.meaning? {
        Meaning::HostTooOld => Finding::KmsHostTooOld { code },
        Meaning::HostNotActivated => Finding::KmsHostNotActivated { code },
        Meaning::NoKmsHost => Finding::KmsNotEnabled { code },
        Meaning::CountTooLow
        | Meaning::ClockTooFar
        | Meaning::Unreachable
        | Meaning::NotFound
        | Meaning::Umbrella
        | Meaning::KeyUsedUp
        | Meaning::KeyRefused
        | Meaning::ObjectMissing
        | Meaning::ObjectNameTooLong
        | Meaning::SchemaTooOld => return None,
    };
    Some(not_served(finding, told.pointer).weighing(Weight::Veto))
}

/// A KMS host says by this code that it lacks the licence of a product. Outside of a request that
/// was logged, it is the word of the machine itself, of its own licences.
fn is_of_own_store(told: &ReportedCode) -> bool {
    told.value == PRODUCT_NOT_INSTALLED && !told.pointer.starts_with(pointer!(licensing.events))
}

/// `SL_E_VL_KEY_MANAGEMENT_SERVICE_ID_MISMATCH`.
const HOST_KEY_LACKS_PRODUCT: u32 = 0xC004_F042;

/// `SL_E_PRODUCT_SKU_NOT_INSTALLED`.
const PRODUCT_NOT_INSTALLED: u32 = 0xC004_F015;

fn not_served(finding: Finding, pointer: String) -> Requirement {
    Requirement::new(RequirementId::KmsHostServesProduct, Status::Unmet, finding)
        .owned_by(Owner::KmsAdmin)
        .because(pointer)
}

/// A KMS host whose own licence was captured, where none of those is activated. Which one this host
/// asks is another matter.
fn not_activated_beside(evidence: &Evidence) -> Option<Requirement> {
    let is_client = evidence.licensing.windows.value().is_none_or(|own| !own.is_of_kms_host());
    let hosts = place::other_licences(evidence).filter(|other| other.licence().is_of_kms_host());
    let is_idle = |host: &At<'_, OtherLicence>| {
        host.status.is_some_and(|status| status != LicenceStatus::Licensed)
    };
    let host = hosts.clone().next().filter(|_| is_client && hosts.clone().all(|h| is_idle(&h)))?;
    let (name, code) = (host.computer.as_str().into(), host.code.map(HexCode).into());
    let finding = Finding::KmsHostCapturedNotActivated { host: name, code };
    Some(not_served(finding, host.into()).weighing(Weight::Advice))
}

/// This host's newest request in the KMS host's log, where the host could not serve it.
fn refused_by_host(evidence: &Evidence) -> Option<ReportedCode> {
    refused_as_too_old(whose::own_requests(evidence).into_iter().next()?)
}

/// Another client may run another Windows: what it was refused is no more than a hint, and none
/// where this host asked.
fn refused_another(evidence: &Evidence) -> Option<Requirement> {
    if !whose::own_requests(evidence).is_empty() {
        return None;
    }
    let mut newest = newest_of_each(whose::others_requests(evidence));
    let (client, told) = newest
        .find_map(|request| Some((request.client.clone().into(), refused_as_too_old(request)?)))?;
    let finding = Finding::KmsHostRefusedAnother { client, code: HexCode(told.value) };
    Some(not_served(finding, told.pointer).weighing(Weight::Advice))
}

/// The newest request of each client: what one is served takes back nothing of another.
fn newest_of_each(
    requests: Vec<At<'_, LicensingEvent>>,
) -> impl Iterator<Item = At<'_, LicensingEvent>> {
    let mut heard: BTreeSet<String> = BTreeSet::new();
    requests.into_iter().filter(move |request| {
        let client = request.client.as_deref().unwrap_or_default();
        heard.insert(client.to_ascii_lowercase())
    })
}

fn refused_as_too_old(request: At<'_, LicensingEvent>) -> Option<ReportedCode> {
    let value = request.code?;
    let code = codes::find(value).filter(|known| known.meaning == Some(Meaning::HostTooOld))?;
    Some(ReportedCode { code, value, pointer: request.into() })
}

/// How the last request of the client ended: the code in its event is the one that `slmgr` hides.
fn last_request(evidence: &Evidence) -> Option<Requirement> {
    let events = client_events(evidence);
    let request = events.iter().find(|event| event.id == event_id::KMS_REQUEST)?;
    let answered =
        |event: &LicensingEvent| event.id == event_id::KMS_ANSWER && event.at >= request.at;
    let was_answered = events.iter().any(|event| answered(event));
    let activated_since =
        events.iter().any(|event| answered(event) && event.activated == Some(true));
    let host = request.kms_host.as_ref().map(ToString::to_string).into();
    let at = Moment { at: request.at?, is_local: request.local };
    let code = request.code?;
    let licensed = is_licensed(evidence);
    let (status, finding) = match code {
        0 if was_answered || licensed => (Status::Met, Finding::KmsRequestAnswered { host, at }),
        0 => (Status::Unknown, Finding::KmsRequestUnanswered { host, at }),
        // The same way worked later: the failure is over.
        _ if activated_since => (Status::Met, Finding::KmsRequestAnswered { host, at }),
        code => {
            let known = codes::find(code);
            let symbol = known.map(|known| known.symbol).into();
            let cause = cause(codes::meaning(code));
            (
                Status::Unmet,
                Finding::KmsRequestFailed { host, code: HexCode(code), symbol, cause, at },
            )
        }
    };
    Some(
        Requirement::new(RequirementId::KmsLastRequestServed, status, finding)
            .owned_by(owner(codes::meaning(code)))
            .weighing(Weight::Advice)
            .because(request),
    )
}

fn cause(meaning: Option<Meaning>) -> RequestEnd {
    match meaning {
        Some(Meaning::ClockTooFar) => RequestEnd::Clock,
        Some(Meaning::Unreachable) => RequestEnd::Unreachable,
        Some(Meaning::NotFound) => RequestEnd::NotFound,
        Some(Meaning::Umbrella) => RequestEnd::Umbrella,
        Some(Meaning::CountTooLow) => RequestEnd::Count,
        Some(Meaning::HostTooOld | Meaning::HostNotActivated | Meaning::NoKmsHost) => {
            RequestEnd::KmsHost
        }
        Some(
            Meaning::KeyUsedUp
            | Meaning::KeyRefused
            | Meaning::ObjectMissing
            | Meaning::ObjectNameTooLong
            | Meaning::SchemaTooOld,
        )
        | None => RequestEnd::Other,
    }
}

fn owner(meaning: Option<Meaning>) -> Owner {
    match meaning {
        Some(Meaning::Unreachable) => Owner::KmsAdminOrNetworkTeam,
        Some(Meaning::NotFound) => Owner::DnsAdmin,
        Some(
            Meaning::CountTooLow
            | Meaning::HostTooOld
            | Meaning::HostNotActivated
            | Meaning::NoKmsHost,
        ) => Owner::KmsAdmin,
        Some(
            Meaning::ClockTooFar
            | Meaning::Umbrella
            | Meaning::KeyUsedUp
            | Meaning::KeyRefused
            | Meaning::ObjectMissing
            | Meaning::ObjectNameTooLong
            | Meaning::SchemaTooOld,
        )
        | None => Owner::HostAdmin,
    }
}
