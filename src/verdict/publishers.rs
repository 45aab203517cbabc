//! Who publishes KMS: are the records well formed, and are they the hosts that the site expects?

use actprobe_probes::evidence::{BindReply, BindResult, Evidence, HostPort, KmsTarget, SrvRecord, TargetOrigin};

use super::finding::Finding;
use super::logic::Status;
use super::requirement::{Owner, Requirement, RequirementId, Weight};

/// Well-formed records; no unexpected publisher; every expected one.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    let mut requirements = ill_formed(evidence);
    if !evidence.asked.expected_kms.is_empty() && evidence.kms.targets.iter().any(is_published) {
        requirements.push(unexpected(evidence));
        requirements.extend(evidence.asked.expected_kms.iter().map(|expected| expected_host(evidence, expected)));
    }
    requirements
}

fn is_published(target: &KmsTarget) -> bool {
    target.origins.iter().any(|origin| matches!(origin, TargetOrigin::Srv { .. }))
}

fn is_same(target: &KmsTarget, expected: &HostPort) -> bool {
    target.port == expected.port && target.host.eq_ignore_ascii_case(&expected.host)
}

fn ill_formed(evidence: &Evidence) -> Vec<Requirement> {
    let targets = evidence.kms.targets.iter().enumerate().filter(|(_, target)| is_published(target));
    let mut found: Vec<Requirement> = targets.filter_map(|(index, target)| target_flaw(index, target)).collect();
    found.extend(duplicates(evidence));
    found
}

fn target_flaw(index: usize, target: &KmsTarget) -> Option<Requirement> {
    let name = target.host.clone();
    let aliases = target.addresses.aliases.clone();
    let (finding, pointer) = if target.port == 0 {
        (Finding::SrvPortZero { target: name }, format!("/kms/targets/{index}"))
    } else if !aliases.is_empty() {
        (Finding::SrvTargetIsAlias { target: name, aliases }, format!("/kms/targets/{index}/addresses"))
    } else {
        return None;
    };
    Some(flaw(finding).because(pointer))
}

fn flaw(finding: Finding) -> Requirement {
    Requirement::new(RequirementId::KmsSrvWellFormed, Status::Unmet, finding)
        .owned_by(Owner::DnsAdmin)
        .weighing(Weight::Advice)
}

/// Records that differ in nothing that a client looks at, in one server's answer.
fn duplicates(evidence: &Evidence) -> Option<Requirement> {
    let questions = evidence.kms.questions.iter().enumerate();
    let answers = questions.flat_map(|(q, question)| question.answers.iter().enumerate().map(move |(a, x)| (q, a, x)));
    answers.into_iter().find_map(|(q, a, answer)| {
        let target = repeated(&answer.srv.value()?.records)?;
        Some(flaw(Finding::SrvDuplicate { target }).because(format!("/kms/questions/{q}/answers/{a}/srv")))
    })
}

fn repeated(records: &[SrvRecord]) -> Option<String> {
    let same = |a: &SrvRecord, b: &SrvRecord| a.port == b.port && a.target.eq_ignore_ascii_case(&b.target);
    let again = records.iter().enumerate().find(|(index, record)| records[..*index].iter().any(|r| same(r, record)));
    again.map(|(_, record)| format!("{}:{}", record.target, record.port))
}

fn unexpected(evidence: &Evidence) -> Requirement {
    let published = evidence.kms.targets.iter().enumerate().filter(|(_, target)| is_published(target));
    let strangers: Vec<_> =
        published.filter(|(_, t)| !evidence.asked.expected_kms.iter().any(|expected| is_same(t, expected))).collect();
    if strangers.is_empty() {
        return Requirement::new(RequirementId::KmsOnlyExpectedHosts, Status::Met, Finding::PublishersExpected {});
    }
    let unmet = Requirement::new(RequirementId::KmsOnlyExpectedHosts, Status::Unmet, Finding::PublisherUnexpected {})
        .owned_by(Owner::KmsAdmin)
        .weighing(Weight::Advice);
    strangers.iter().fold(unmet, |unmet, (index, target)| {
        unmet.of(super::kms_target::label(target)).because(format!("/kms/targets/{index}"))
    })
}

fn expected_host(evidence: &Evidence, expected: &HostPort) -> Requirement {
    let found = evidence.kms.targets.iter().enumerate().find(|(_, target)| is_same(target, expected));
    let published = found.is_some_and(|(_, target)| is_published(target));
    let (status, finding) = if published {
        (Status::Met, Finding::ExpectedHostPublished {})
    } else {
        let alive = found.map_or("unknown", |(_, target)| alive(target));
        (Status::Unmet, Finding::ExpectedHostUnpublished { alive: alive.to_owned() })
    };
    Requirement::new(RequirementId::KmsExpectedHostPublished, status, finding)
        .of(expected.to_string())
        .owned_by(Owner::KmsAdmin)
        .weighing(Weight::Part)
        .because_of(found.map(|(index, _)| format!("/kms/targets/{index}")))
}

fn alive(target: &KmsTarget) -> &'static str {
    let accepts = |reply: &BindReply| match reply {
        BindReply::BindAck { results, .. } => results.iter().any(|r| r.result == BindResult::Acceptance),
        _ => false,
    };
    match &target.endpoints {
        endpoints if endpoints.iter().any(|e| e.bind_ndr32.value().is_some_and(accepts)) => "yes",
        endpoints if endpoints.iter().all(|e| e.connect.failure().is_some()) => "no",
        _ => "unknown",
    }
}
