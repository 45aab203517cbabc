//! Who publishes KMS: are the records well formed, and are they the hosts that the site expects?

use std::net::IpAddr;

use actprobe_probes::evidence::{
    Connected, Evidence, HostPort, KmsTarget, Observed, SrvRecord, TargetOrigin,
    domain_of_kms_service, same_computer,
};

use crate::verdict::finding::{Alive, Finding};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At, at, pointer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;
use crate::verdict::srv::{address_written_in, name_without_second_zone};

/// Well-formed records; no unexpected publisher; every expected one, unless it is not known who is
/// `published` at all.
pub fn judge(evidence: &Evidence, published: Status) -> Vec<Requirement> {
    let mut requirements = ill_formed(evidence);
    if evidence.asked.expected_kms.is_empty() {
        return requirements;
    }
    if evidence.kms.targets.iter().any(KmsTarget::is_published) {
        requirements.push(unexpected(evidence));
    }
    if published != Status::Unknown {
        requirements.extend(
            evidence.asked.expected_kms.iter().map(|expected| expected_host(evidence, expected)),
        );
    }
    requirements
}

fn is_same(target: &KmsTarget, expected: &HostPort) -> bool {
    target.port == expected.port && is_same_host(target, expected)
}

fn is_same_host(target: &KmsTarget, expected: &HostPort) -> bool {
    // A site may write the short name.
    same_computer(&target.host, &expected.host) == Some(true) || has_address(target, &expected.host)
}

fn has_address(target: &KmsTarget, address: &str) -> bool {
    address.parse().is_ok_and(|address: IpAddr| target.addresses.all().any(|ip| ip == address))
}

fn ill_formed(evidence: &Evidence) -> Vec<Requirement> {
    let flawed = published(evidence).filter_map(|target| target_flaw(&target));
    flawed.chain(duplicates(evidence)).collect()
}

fn published(evidence: &Evidence) -> impl Iterator<Item = At<'_, KmsTarget>> {
    place::kms_targets(evidence).filter(|target| target.is_published())
}

fn target_flaw(target: &At<'_, KmsTarget>) -> Option<Requirement> {
    let name = target.host.clone();
    let aliases = target.addresses.aliases.clone();
    if let Some(finding) = miswritten(target) {
        // A client that draws one without address fails.
        let weight =
            if target.addresses.all().next().is_some() { Weight::Advice } else { Weight::Needed };
        return Some(flaw(finding).weighing(weight).because(target));
    }
    if target.port == 0 {
        // A client that draws this record fails.
        let port_zero = flaw(Finding::SrvPortZero { target: name }).because(target);
        return Some(port_zero.weighing(Weight::Needed));
    }
    (!aliases.is_empty()).then(|| {
        flaw(Finding::SrvTargetIsAlias { target: name, aliases }).because(at!(target.addresses))
    })
}

/// A target that is no name of a host, or has its zone twice. Nothing where it is one that the zone
/// holds all the same.
pub fn miswritten(target: &KmsTarget) -> Option<Finding> {
    let name = &target.host;
    let has_address = target.addresses.all().next().is_some();
    if let Some(address) = address_written_in(name) {
        let address = address.to_string();
        let is_literal = address == *name;
        let finding = Finding::SrvTargetIsAddress { target: name.clone(), address };
        return (is_literal || !has_address).then_some(finding);
    }
    let zones = target.origins.iter().filter_map(|origin| match origin {
        TargetOrigin::Srv { name, .. } => domain_of_kms_service(name),
        TargetOrigin::Forced
        | TargetOrigin::Registry { .. }
        | TargetOrigin::Cached
        | TargetOrigin::Expected
        | TargetOrigin::Capture
        | TargetOrigin::Cloud { .. } => None,
    });
    let mut meant = zones.filter_map(|zone| name_without_second_zone(name, zone));
    let finding = |meant: &str| Finding::SrvTargetHasZoneTwice {
        target: name.clone(),
        meant: meant.to_owned(),
    };
    meant.next().filter(|_| !has_address).map(finding)
}

fn flaw(finding: Finding) -> Requirement {
    Requirement::new(RequirementId::KmsSrvWellFormed, Status::Unmet, finding)
        .owned_by(Owner::DnsAdmin)
        .weighing(Weight::Advice)
}

/// Records of one server's answer that lead to the same place.
fn duplicates(evidence: &Evidence) -> Option<Requirement> {
    let mut answers =
        place::kms_questions(evidence).flat_map(|question| at!(question.answers).each());
    answers.find_map(|answer| {
        let target = repeated(&answer.srv.value()?.records)?;
        Some(flaw(Finding::SrvDuplicate { target }).because(at!(answer.srv)))
    })
}

fn repeated(records: &[SrvRecord]) -> Option<String> {
    let same =
        |a: &SrvRecord, b: &SrvRecord| a.port == b.port && a.target.eq_ignore_ascii_case(&b.target);
    let again = records
        .iter()
        .enumerate()
        .find(|(index, record)| records[..*index].iter().any(|r| same(r, record)));
    again.map(|(_, record)| format!("{}:{}", record.target, record.port))
}

fn unexpected(evidence: &Evidence) -> Requirement {
    let is_expected = |target: &KmsTarget| {
        evidence.asked.expected_kms.iter().any(|expected| is_same_host(target, expected))
    };
    let strangers: Vec<At<'_, KmsTarget>> =
        published(evidence).filter(|target| !is_expected(target)).collect();
    let id = RequirementId::KmsOnlyExpectedHosts;
    if strangers.is_empty() {
        return Seen::met(Finding::PublishersExpected {}).of(id);
    }
    let unmet = Requirement::unmet(id, Finding::PublisherUnexpected {}, Owner::KmsAdmin);
    strangers
        .iter()
        .fold(unmet.weighing(Weight::Advice), |unmet, target| unmet.of(&**target).because(target))
}

fn expected_host(evidence: &Evidence, expected: &HostPort) -> Requirement {
    let same = || place::kms_targets(evidence).filter(|target| is_same(target, expected));
    let found = same().find(|target| target.is_published()).or_else(|| same().next());
    let elsewhere = published(evidence).find(|target| is_same_host(target, expected));
    let alive = found.as_ref().map_or(Alive::Unknown, |target| alive(target));
    let (status, finding) = match elsewhere {
        _ if found.as_ref().is_some_and(|target| target.is_published()) => {
            (Status::Met, Finding::ExpectedHostPublished {})
        }
        Some(other) => {
            (Status::Unmet, Finding::ExpectedHostOtherPort { published: other.label(), alive })
        }
        None => (Status::Unmet, Finding::ExpectedHostUnpublished { alive }),
    };
    Requirement::new(RequirementId::KmsExpectedHostPublished, status, finding)
        .of(expected.to_string())
        .owned_by(Owner::KmsAdmin)
        .weighing(Weight::Part)
        .because(pointer!(asked.expected_kms))
        .because_of(found)
}

fn alive(target: &KmsTarget) -> Alive {
    match &target.endpoints {
        endpoints if endpoints.iter().any(|e| e.bind_ndr32.is_accepted()) => Alive::Yes,
        endpoints if !endpoints.is_empty() && endpoints.iter().all(|e| is_dead(&e.connect)) => {
            Alive::No
        }
        _ => Alive::Unknown,
    }
}

/// What was not tried to its end says nothing of the host.
fn is_dead(connect: &Observed<Connected>) -> bool {
    connect.failure().is_some_and(|failure| !failure.is_unfinished())
}
