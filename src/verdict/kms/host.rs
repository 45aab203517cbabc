//! What a KMS host says of its own publishing: this host, or another whose licence was captured.

use actprobe_probes::evidence::{Evidence, KmsCount, KmsTarget, same_computer};

use super::target::TargetView;
use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::place::{self, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// A KMS host that was told not to publish itself, where nobody else is published; or that listens
/// on another port than the published one, where that one is dead.
pub fn publishing(
    evidence: &Evidence,
    targets: &[TargetView<'_>],
    published: Status,
) -> Option<Requirement> {
    let unmet =
        |finding, owner| Requirement::unmet(RequirementId::KmsHostPublishes, finding, owner);
    let requirement = match published {
        Status::Unmet => not_publishing(evidence, unmet)?,
        _ => listens_elsewhere(evidence, targets, unmet)?,
    };
    Some(requirement.weighing(Weight::Advice))
}

fn not_publishing(
    evidence: &Evidence,
    unmet: impl Fn(Finding, Owner) -> Requirement,
) -> Option<Requirement> {
    let own = || unmet(Finding::KmsHostNotPublishing {}, Owner::HostAdmin);
    let by_registry = place::windows(evidence).and_then(|windows| at!(windows.kms_host).present());
    if let Some(host) = by_registry.filter(|host| !host.dns_publishing) {
        return Some(own().because(at!(host.dns_publishing)));
    }
    let silent =
        captured(evidence).into_iter().find(|host| host.says.dns_publishing == Some(false))?;
    let another = || Finding::OtherKmsHostNotPublishing { host: silent.name.into() };
    let requirement = match silent.is_own {
        true => own(),
        false => unmet(another(), Owner::KmsAdmin),
    };
    Some(requirement.because(silent.pointer))
}

fn listens_elsewhere(
    evidence: &Evidence,
    targets: &[TargetView<'_>],
    unmet: impl Fn(Finding, Owner) -> Requirement,
) -> Option<Requirement> {
    captured(evidence).into_iter().find_map(|host| {
        let port = host.says.listening_port?;
        let is_of_host = |view: &&TargetView<'_>| is_published_as(&view.target, host.name);
        let targets: Vec<&TargetView<'_>> = targets.iter().filter(is_of_host).collect();
        let is_right =
            |view: &&TargetView<'_>| view.target.port == port || view.status != Status::Unmet;
        if targets.is_empty() || targets.iter().any(is_right) {
            return None;
        }
        let finding = Finding::KmsHostListensElsewhere {
            host: host.name.into(),
            port: port.into(),
            published: targets.iter().map(|view| view.target.label()).collect(),
        };
        Some(unmet(finding, Owner::KmsAdmin).because(host.pointer))
    })
}

/// A KMS host's own word.
struct Captured<'a> {
    /// Empty where the capture does not tell.
    name: &'a str,
    says: &'a KmsCount,
    is_own: bool,
    pointer: String,
}

fn captured(evidence: &Evidence) -> Vec<Captured<'_>> {
    let own = place::licence(evidence).and_then(|licence| {
        let says = licence.value().kms_host.as_ref()?;
        let name = evidence.host.meant_name();
        Some(Captured { name, says, is_own: true, pointer: licence.into() })
    });
    let others = place::other_licences(evidence).filter_map(|other| {
        let says = other.value().kms_host.as_ref()?;
        let name = &other.value().computer;
        Some(Captured { name, says, is_own: false, pointer: other.into() })
    });
    own.into_iter().chain(others).collect()
}

/// A capture that names no computer may be of any published host.
fn is_published_as(target: &KmsTarget, name: &str) -> bool {
    target.is_published() && same_computer(&target.host, name) != Some(false)
}
