//! What the logs of KMS hosts say of their records in DNS: event 12293 tells a failure, 12294 that
//! it worked. Of each host the newest counts.

use actprobe_probes::evidence::{Evidence, LicensingEvent, event_id, same_computer};

use crate::verdict::finding::{Day, Finding, HexCode, Maybe, PublishEnd};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At};
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// A host that could not publish its record, and has not done it since.
pub fn failed(evidence: &Evidence) -> Option<Requirement> {
    newest(evidence).into_iter().find_map(|event| {
        let code = event.code.filter(|code| event.id == event_id::PUBLISH_FAILED && *code != 0)?;
        let why = why(code);
        let finding = Finding::KmsHostPublishFailed {
            host: another(evidence, &event),
            zone: zone(&event),
            code: HexCode(code),
            why,
            day: event.at.map(Day).into(),
        };
        let owner = owner(why, evidence.host.may_be(&event.computer));
        Some(Requirement::unmet(ID, finding, owner).because(event))
    })
}

/// One that published it.
pub fn succeeded(evidence: &Evidence) -> Option<Requirement> {
    let event = newest(evidence).into_iter().find(|event| event.id == event_id::PUBLISHED)?;
    let (host, day) = (another(evidence, &event), event.at.map(Day).into());
    let finding = Finding::KmsHostPublished { host, day };
    Some(Requirement::new(ID, Status::Met, finding).because(event))
}

const ID: RequirementId = RequirementId::KmsHostPublishes;

/// The newest event of each computer.
fn newest(evidence: &Evidence) -> Vec<At<'_, LicensingEvent>> {
    let mut newest: Vec<At<'_, LicensingEvent>> = Vec::new();
    for event in place::events(evidence)
        .filter(|event| matches!(event.id, event_id::PUBLISH_FAILED | event_id::PUBLISHED))
    {
        let is_same = |known: &At<'_, LicensingEvent>| {
            known.computer == event.computer
                || same_computer(&known.computer, &event.computer) == Some(true)
        };
        if !newest.iter().any(is_same) {
            newest.push(event);
        }
    }
    newest
}

/// The host's name, unless it is the one that is meant.
fn another(evidence: &Evidence, event: &LicensingEvent) -> Maybe<String> {
    let is_own = evidence.host.may_be(&event.computer);
    (!is_own).then(|| event.computer.clone()).into()
}

fn zone(event: &LicensingEvent) -> Maybe<String> {
    event.computer.split_once('.').map(|(_, zone)| zone).into()
}

/// DNS errors of `winerror.h` (9002 and on) as `HRESULT`.
fn why(code: u32) -> PublishEnd {
    match code {
        // RCODE 16 (bad signature), RCODE 5 (refused), access denied.
        0x8007_2338 | 0x8007_232D | 0x8007_0005 => PublishEnd::Rights,
        // DNS_ERROR_NO_DNS_SERVERS.
        0x8007_267C => PublishEnd::NoServer,
        _ => PublishEnd::Other,
    }
}

fn owner(why: PublishEnd, is_own: bool) -> Owner {
    match why {
        PublishEnd::Rights | PublishEnd::Other => Owner::DnsAdmin,
        PublishEnd::NoServer if is_own => Owner::HostAdmin,
        PublishEnd::NoServer => Owner::KmsAdmin,
    }
}
