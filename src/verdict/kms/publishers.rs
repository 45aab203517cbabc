//! Who publishes KMS: are the records well formed, and are they the hosts that the site expects?

use actprobe_probes::evidence::{Connected, Evidence, HostPort, KmsTarget, Observed, SrvRecord};

use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

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
    is_named(target, &expected.host) || has_address(target, &expected.host)
}

/// A site may write the short name.
fn is_named(target: &KmsTarget, name: &str) -> bool {
    let first_label = target.host.split('.').next().unwrap_or_default();
    target.host.eq_ignore_ascii_case(name) || first_label.eq_ignore_ascii_case(name)
}

fn has_address(target: &KmsTarget, address: &str) -> bool {
    let ipv4 = address
        .parse()
        .is_ok_and(|ip| target.addresses.ipv4.value().is_some_and(|found| found.contains(&ip)));
    let ipv6 = address
        .parse()
        .is_ok_and(|ip| target.addresses.ipv6.value().is_some_and(|found| found.contains(&ip)));
    ipv4 || ipv6
}

fn ill_formed(evidence: &Evidence) -> Vec<Requirement> {
    let targets =
        evidence.kms.targets.iter().enumerate().filter(|(_, target)| target.is_published());
    let mut found: Vec<Requirement> =
        targets.filter_map(|(index, target)| target_flaw(index, target)).collect();
    found.extend(duplicates(evidence));
    found
}

fn target_flaw(index: usize, target: &KmsTarget) -> Option<Requirement> {
    let name = target.host.clone();
    let aliases = target.addresses.aliases.clone();
    if target.port == 0 {
        // A client that draws this record fails.
        let flaw =
            flaw(Finding::SrvPortZero { target: name }).because(format!("/kms/targets/{index}"));
        return Some(flaw.weighing(Weight::Needed));
    }
    let pointer = format!("/kms/targets/{index}/addresses");
    (!aliases.is_empty())
        .then(|| flaw(Finding::SrvTargetIsAlias { target: name, aliases }).because(pointer))
}

fn flaw(finding: Finding) -> Requirement {
    Requirement::new(RequirementId::KmsSrvWellFormed, Status::Unmet, finding)
        .owned_by(Owner::DnsAdmin)
        .weighing(Weight::Advice)
}

/// Records of one server's answer that lead to the same place.
fn duplicates(evidence: &Evidence) -> Option<Requirement> {
    let questions = evidence.kms.questions.iter().enumerate();
    let answers = questions
        .flat_map(|(q, question)| question.answers.iter().enumerate().map(move |(a, x)| (q, a, x)));
    answers.into_iter().find_map(|(q, a, answer)| {
        let target = repeated(&answer.srv.value()?.records)?;
        Some(
            flaw(Finding::SrvDuplicate { target })
                .because(format!("/kms/questions/{q}/answers/{a}/srv")),
        )
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
    let published =
        evidence.kms.targets.iter().enumerate().filter(|(_, target)| target.is_published());
    let strangers: Vec<_> = published
        .filter(|(_, t)| !evidence.asked.expected_kms.iter().any(|e| is_same_host(t, e)))
        .collect();
    if strangers.is_empty() {
        return Requirement::new(
            RequirementId::KmsOnlyExpectedHosts,
            Status::Met,
            Finding::PublishersExpected {},
        );
    }
    let unmet = Requirement::new(
        RequirementId::KmsOnlyExpectedHosts,
        Status::Unmet,
        Finding::PublisherUnexpected {},
    )
    .owned_by(Owner::KmsAdmin)
    .weighing(Weight::Advice);
    strangers.iter().fold(unmet, |unmet, (index, target)| {
        unmet.of(target.label()).because(format!("/kms/targets/{index}"))
    })
}

fn expected_host(evidence: &Evidence, expected: &HostPort) -> Requirement {
    let same =
        || evidence.kms.targets.iter().enumerate().filter(|(_, target)| is_same(target, expected));
    let found = same().find(|(_, target)| target.is_published()).or_else(|| same().next());
    let published = found.is_some_and(|(_, target)| target.is_published());
    let elsewhere = evidence
        .kms
        .targets
        .iter()
        .find(|target| target.is_published() && is_same_host(target, expected));
    let alive = found.map_or("unknown", |(_, target)| alive(target)).to_owned();
    let (status, finding) = match elsewhere {
        _ if published => (Status::Met, Finding::ExpectedHostPublished {}),
        Some(other) => {
            let published = other.label();
            (Status::Unmet, Finding::ExpectedHostOtherPort { published, alive })
        }
        None => (Status::Unmet, Finding::ExpectedHostUnpublished { alive }),
    };
    Requirement::new(RequirementId::KmsExpectedHostPublished, status, finding)
        .of(expected.to_string())
        .owned_by(Owner::KmsAdmin)
        .weighing(Weight::Part)
        .because("/asked/expected_kms")
        .because_of(found.map(|(index, _)| format!("/kms/targets/{index}")))
}

fn alive(target: &KmsTarget) -> &'static str {
    match &target.endpoints {
        endpoints if endpoints.iter().any(|e| e.bind_ndr32.is_accepted()) => "yes",
        endpoints if !endpoints.is_empty() && endpoints.iter().all(|e| is_dead(&e.connect)) => "no",
        _ => "unknown",
    }
}
/// What was not tried to its end says nothing of the host.
fn is_dead(connect: &Observed<Connected>) -> bool {
    connect.failure().is_some_and(|failure| !failure.is_unfinished())
}
