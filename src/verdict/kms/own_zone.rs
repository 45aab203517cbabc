//! Whether the KMS record stands where the client itself looks.

use actprobe_probes::evidence::{
    Evidence, Origin, SrvQuestion, TargetOrigin, domain_of_kms_service,
};

use super::heard;
use super::target::TargetView;
use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::logic::Status;
use crate::verdict::place;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::srv::{Meaning, meanings, places};
use crate::verdict::worlds;

/// A record that only a domain given by hand has: the host itself would not look there.
pub fn judge(evidence: &Evidence, targets: &[TargetView<'_>]) -> Option<Requirement> {
    // Where the captured question came from, nobody knows.
    let asked = evidence.kms.questions.iter().filter(|question| {
        question.origin != Origin::Capture && heard::is_clients(evidence, question)
    });
    let (own, given): (Vec<_>, Vec<_>) = asked.partition(|q| !is_given(q.origin));
    let own_suffixes: Vec<String> = own
        .iter()
        .filter(|q| q.origin != Origin::None)
        .map(|q| suffix_of(&q.name).to_owned())
        .collect();
    let is_client = evidence.host.is_windows();
    if own_suffixes.is_empty() && !is_client {
        return None;
    }
    let weight = match own.iter().all(|question| is_answered(question)) {
        true => weight_outside_own_zones(evidence, targets),
        // Nobody said that it is not there.
        false => weight_outside_own_zones(evidence, targets).min(Weight::Part),
    };
    let (status, finding, owner) = match (
        own.iter().find(|question| worlds::published(evidence, question).is_some()),
        given.iter().find(|question| worlds::published(evidence, question).is_some()),
    ) {
        (Some(question), _) => {
            let name = question.name.clone();
            (Status::Met, Finding::SrvInOwnZone { name }, Owner::KmsAdmin)
        }
        (None, Some(question)) => {
            let name = question.name.clone();
            let decides = YesNo(weight == Weight::Veto);
            let (finding, owner) = outside(evidence, &own, name, own_suffixes, decides);
            (Status::Unmet, finding, owner)
        }
        (None, None) => return None,
    };
    let asked = place::kms_questions(evidence).flat_map(|question| places(&question));
    Some(
        Requirement::new(RequirementId::KmsSrvInClientZone, status, finding)
            .owned_by(owner)
            .weighing(weight)
            .because_of(asked),
    )
}

/// Nobody can publish in a domain that is none: where the servers know no domain of the host's own
/// suffixes, these are mistyped or left over.
fn outside(
    evidence: &Evidence,
    own: &[&SrvQuestion],
    name: String,
    suffixes: Vec<String>,
    decides: YesNo,
) -> (Finding, Owner) {
    let mut meant = own.iter().filter(|question| question.origin != Origin::None).peekable();
    let is_any = meant.peek().is_some();
    let mut heard = meant.flat_map(|question| worlds::in_each(evidence, question));
    if is_any && heard.all(|meaning| meaning == Meaning::DomainUnknown) {
        (Finding::SrvOutsideUnknownZones { name, suffixes, decides }, Owner::HostAdmin)
    } else {
        (Finding::SrvOutsideOwnZones { name, suffixes, decides }, Owner::KmsAdmin)
    }
}

/// A client asks its next server when one is silent; and on Windows, what counts is the system's
/// own resolver.
fn is_answered(question: &SrvQuestion) -> bool {
    !question.is_system_unfinished() && meanings(question).iter().any(Meaning::tells)
}

/// A Windows client finds nothing by a record where it does not look. One whose DNS servers were
/// given by hand may only stand in for another host; one that is no Windows client has no business
/// with its own suffixes.
fn weight_outside_own_zones(evidence: &Evidence, targets: &[TargetView<'_>]) -> Weight {
    let stands_in = || {
        evidence.host.dns.value().is_some_and(|dns| dns.servers.iter().any(|s| is_given(s.origin)))
    };
    if !evidence.host.is_windows() {
        Weight::Advice
    } else if stands_in() || has_another_way(targets) {
        Weight::Part
    } else {
        Weight::Veto
    }
}

/// How much hangs on a record that exists, and that the client does not hear of.
pub fn weight_of_other_zones(targets: &[TargetView<'_>]) -> Weight {
    if has_another_way(targets) { Weight::Part } else { Weight::Veto }
}

/// A KMS host that the client knows without DNS: that of its last success, or that of its cloud.
fn has_another_way(targets: &[TargetView<'_>]) -> bool {
    let is_known =
        |origin: &TargetOrigin| matches!(origin, TargetOrigin::Cached | TargetOrigin::Cloud { .. });
    let mut known = targets.iter().filter(|view| view.target.origins.iter().any(is_known));
    // One that nobody could try to its end may serve.
    known.any(|view| view.status != Status::Unmet)
}

fn is_given(origin: Origin) -> bool {
    matches!(origin, Origin::Argument | Origin::SiteFile)
}

fn suffix_of(name: &str) -> &str {
    domain_of_kms_service(name).unwrap_or(name)
}
