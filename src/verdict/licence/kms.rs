//! KMS: is there a client key, does the host count enough, does it serve this product, what ended
//! the last request?

use actprobe_probes::evidence::{Evidence, KeyChannel, LicenceStatus, LicensingEvent};

use super::facts::{WINDOWS, edition, edition_of, hex, key_kind, last_code, product, setup_key};
use super::whose::{self, client_events};
use crate::catalogue::codes::{self, Meaning};
use crate::catalogue::editions;
use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// Windows Server activates from this count on (Microsoft Learn, "KMS activation planning").
const SERVERS: u64 = 5;
/// Windows clients activate from this count on.
const CLIENTS: u64 = 25;

/// What the licence adds to the KMS channel.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    let kind =
        key_kind(evidence, RequirementId::KmsKeyIsClientKey, is_client_key, |channel, key| {
            Finding::KeyOfOtherChannel { channel, key, setup_key: setup_key(evidence) }
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
    if edition.is_empty() && !is_time_based {
        return None;
    }
    let (status, finding) = match editions::is_evaluation(&edition) || is_time_based {
        true => (
            Status::Unmet,
            Finding::EditionEvaluation { edition, setup_key: full_setup_key(evidence) },
        ),
        false => (Status::Met, Finding::EditionFull { edition }),
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
fn full_setup_key(evidence: &Evidence) -> String {
    let build = product(evidence).build;
    let edition = edition(evidence);
    let full = editions::full(&edition);
    let key = build.and_then(|build| crate::catalogue::setup_keys::setup_key(full, build));
    key.unwrap_or_default().to_owned()
}

/// Where the edition and the licence stand, as far as they are known.
fn sources(evidence: &Evidence) -> Vec<String> {
    let by_system = evidence.host.windows.value().is_some().then(|| "/host/windows".to_owned());
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
    if let Some((finding, pointers)) = shared {
        let unmet = Requirement::new(id, Status::Unmet, finding).owned_by(Owner::HostAdmin);
        return Some(unmet.weighing(Weight::Advice).because_of(pointers));
    }
    let compared = evidence.licensing.others.iter().any(|other| other.cmid.is_some());
    let met =
        || Requirement::new(id, Status::Met, Finding::CmidsDiffer {}).weighing(Weight::Advice);
    compared.then(|| met().because("/licensing/others"))
}

fn shared_by_captures(evidence: &Evidence) -> Option<(Finding, Vec<String>)> {
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
    Some((
        Finding::CmidShared { cmid: own, machines },
        vec![WINDOWS.to_owned(), "/licensing/others".to_owned()],
    ))
}

/// The KMS host's log names each client with its id.
fn shared_by_requests(evidence: &Evidence) -> Option<(Finding, Vec<String>)> {
    let requests =
        || evidence.licensing.events.iter().enumerate().filter(|(_, event)| event.id == 12290);
    requests().find_map(|(_, event)| {
        let cmid = event.cmid.clone()?;
        let same = requests()
            .filter(|(_, other)| other.cmid.as_ref() == Some(&cmid) && other.client.is_some());
        let mut machines: Vec<String> =
            same.clone().filter_map(|(_, other)| other.client.clone()).collect();
        machines.sort_by_key(|name| name.to_ascii_lowercase());
        machines.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
        let pointers = same.map(|(index, _)| format!("/licensing/events/{index}")).collect();
        (machines.len() > 1).then_some((Finding::CmidShared { cmid, machines }, pointers))
    })
}

/// What the KMS host counts, against what this client needs.
fn count(evidence: &Evidence) -> Option<Requirement> {
    let needed = needed(evidence);
    let (status, finding, pointer) = counted_by_answer(evidence, needed)
        .or_else(|| counted_by_host(evidence, needed))
        .or_else(|| refused_for_count(evidence, needed))?;
    // Where the machine is the KMS host itself, its count is its clients' affair.
    let is_own = pointer == WINDOWS && matches!(finding, Finding::KmsCountLow { .. });
    let is_own = is_own
        && evidence.licensing.windows.value().is_some_and(|licence| licence.kms_host.is_some());
    Some(
        Requirement::new(RequirementId::KmsCountReached, status, finding)
            .owned_by(Owner::KmsAdmin)
            .weighing(if is_own { Weight::Advice } else { Weight::Veto })
            .because(pointer),
    )
}

type Told = (Status, Finding, String);

/// Servers need fewer than clients; a client says itself what it needs when it asks.
fn needed(evidence: &Evidence) -> u64 {
    let asked = client_events(evidence)
        .into_iter()
        .find_map(|(_, event)| event.count.filter(|_| event.id == 12288));
    let by_edition = if edition(evidence).starts_with("Server") { SERVERS } else { CLIENTS };
    let unknown = edition(evidence).is_empty();
    asked.filter(|&count| count == SERVERS || count == CLIENTS).unwrap_or(if unknown {
        SERVERS
    } else {
        by_edition
    })
}

/// The newest answer that the client got says what the host counted, and whether that was enough.
fn counted_by_answer(evidence: &Evidence, needed: u64) -> Option<Told> {
    let (pointer, answer) =
        client_events(evidence).into_iter().find(|(_, event)| event.id == 12289)?;
    let count = answer.count?;
    match answer.activated {
        Some(true) => Some((Status::Met, Finding::KmsCountReached { count, needed }, pointer)),
        _ if count < needed => Some((Status::Unmet, low(count, needed, "event"), pointer)),
        _ => None,
    }
}

/// The KMS host's own word.
fn counted_by_host(evidence: &Evidence, needed: u64) -> Option<Told> {
    let others = evidence.licensing.others.iter().enumerate();
    let of_other = others.filter_map(|(index, other)| {
        let count = other.kms_host.as_ref()?.current?;
        Some((count, format!("/licensing/others/{index}")))
    });
    let own =
        evidence.licensing.windows.value().and_then(|licence| licence.kms_host.as_ref()?.current);
    let (count, pointer) =
        of_other.max_by_key(|(count, _)| *count).or(own.map(|count| (count, WINDOWS.to_owned())))?;
    Some(match count >= needed {
        true => (Status::Met, Finding::KmsCountReached { count, needed }, pointer),
        false => (Status::Unmet, low(count, needed, "kms-host"), pointer),
    })
}

fn refused_for_count(evidence: &Evidence, needed: u64) -> Option<Told> {
    let (_, _, pointer) = last_code(evidence, &[Meaning::CountTooLow])?;
    Some((
        Status::Unmet,
        Finding::KmsCountLow { count: String::new(), needed, told_by: "code".to_owned() },
        pointer,
    ))
}

fn low(count: u64, needed: u64, told_by: &str) -> Finding {
    Finding::KmsCountLow { count: count.to_string(), needed, told_by: told_by.to_owned() }
}

/// What the KMS host said of itself when it was asked, by the client or in its own log.
fn serves(evidence: &Evidence) -> Option<Requirement> {
    let wanted = [Meaning::HostTooOld, Meaning::HostNotActivated, Meaning::NoKmsHost];
    let by_client = last_code(evidence, &wanted)
        .and_then(|(code, value, pointer)| Some((code.meaning?, value, pointer)));
    let Some((meaning, value, pointer)) = by_client.or_else(|| refused_by_host(evidence)) else {
        return refused_another(evidence);
    };
    let code = hex(value);
    let finding = match meaning {
        Meaning::HostTooOld => Finding::KmsHostTooOld { code },
        Meaning::HostNotActivated => Finding::KmsHostNotActivated { code },
        _ => Finding::KmsNotEnabled { code },
    };
    Some(not_served(finding, pointer).weighing(Weight::Veto))
}

fn not_served(finding: Finding, pointer: String) -> Requirement {
    Requirement::new(RequirementId::KmsHostServesProduct, Status::Unmet, finding)
        .owned_by(Owner::KmsAdmin)
        .because(pointer)
}

/// This host's newest request in the KMS host's log, where the host could not serve it.
fn refused_by_host(evidence: &Evidence) -> Option<(Meaning, u32, String)> {
    let (pointer, request) = whose::own_requests(evidence).into_iter().next()?;
    let code = request.code.filter(|&code| is_too_old_for(code))?;
    Some((Meaning::HostTooOld, code, pointer))
}

/// Another client may run another Windows: what it was refused is no more than a hint, and none
/// where this host asked.
fn refused_another(evidence: &Evidence) -> Option<Requirement> {
    if !whose::own_requests(evidence).is_empty() {
        return None;
    }
    let (pointer, request) = whose::others_requests(evidence).into_iter().next()?;
    let code = hex(request.code.filter(|&code| is_too_old_for(code))?);
    let client = request.client.clone().unwrap_or_default();
    Some(
        not_served(Finding::KmsHostRefusedAnother { client, code }, pointer)
            .weighing(Weight::Advice),
    )
}

fn is_too_old_for(code: u32) -> bool {
    codes::meaning(code) == Some(Meaning::HostTooOld)
}

/// How the last request of the client ended: the code in its event is the one that `slmgr` hides.
fn last_request(evidence: &Evidence) -> Option<Requirement> {
    let events = client_events(evidence);
    let (pointer, request) = events.iter().find(|(_, event)| event.id == 12288)?;
    let answered = |event: &LicensingEvent| event.id == 12289 && event.at >= request.at;
    let was_answered = events.iter().any(|(_, event)| answered(event));
    let host = request.kms_host.as_ref().map(ToString::to_string).unwrap_or_default();
    let at = request.at?;
    let code = request.code?;
    let licensed = evidence
        .licensing
        .windows
        .value()
        .is_some_and(|l| l.status == Some(LicenceStatus::Licensed));
    let (status, finding) = match code {
        0 if was_answered || licensed => (Status::Met, Finding::KmsRequestAnswered { host, at }),
        0 => (Status::Unknown, Finding::KmsRequestUnanswered { host, at }),
        code => {
            let known = codes::find(code);
            let symbol = known.map(|known| known.symbol.to_owned()).unwrap_or_default();
            let cause = cause(codes::meaning(code)).to_owned();
            (Status::Unmet, Finding::KmsRequestFailed { host, code: hex(code), symbol, cause, at })
        }
    };
    Some(
        Requirement::new(RequirementId::KmsLastRequestServed, status, finding)
            .owned_by(owner(codes::meaning(code)))
            .weighing(Weight::Advice)
            .because(pointer.clone()),
    )
}

fn cause(meaning: Option<Meaning>) -> &'static str {
    match meaning {
        Some(Meaning::ClockTooFar) => "clock",
        Some(Meaning::Unreachable) => "unreachable",
        Some(Meaning::NotFound) => "not-found",
        Some(Meaning::Umbrella) => "umbrella",
        Some(Meaning::CountTooLow) => "count",
        Some(Meaning::HostTooOld | Meaning::HostNotActivated | Meaning::NoKmsHost) => "kms-host",
        _ => "other",
    }
}

fn owner(meaning: Option<Meaning>) -> Owner {
    match meaning {
        Some(Meaning::Unreachable) => Owner::NetworkTeam,
        Some(Meaning::NotFound) => Owner::DnsAdmin,
        Some(
            Meaning::CountTooLow
            | Meaning::HostTooOld
            | Meaning::HostNotActivated
            | Meaning::NoKmsHost,
        ) => Owner::KmsAdmin,
        _ => Owner::HostAdmin,
    }
}
