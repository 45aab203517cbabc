//! What a KMS host says of its own publishing: this host, or another whose licence was captured.

use actprobe_probes::evidence::{Evidence, KmsCount, KmsTarget, same_computer};

use super::target;
use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// A KMS host that was told not to publish itself, where nobody else is published; or that listens
/// on another port than the published one, where that one is dead.
pub fn publishing(evidence: &Evidence, published: Status) -> Option<Requirement> {
    let (finding, pointer) = match published {
        Status::Unmet => not_publishing(evidence)?,
        _ => listens_elsewhere(evidence)?,
    };
    let owner = if matches!(finding, Finding::KmsHostNotPublishing {}) {
        Owner::HostAdmin
    } else {
        Owner::KmsAdmin
    };
    Some(
        Requirement::new(RequirementId::KmsHostPublishes, Status::Unmet, finding)
            .owned_by(owner)
            .weighing(Weight::Advice)
            .because(pointer),
    )
}

type Told = (Finding, String);

fn not_publishing(evidence: &Evidence) -> Option<Told> {
    let by_registry = evidence.host.windows.value().and_then(|windows| windows.kms_host.as_ref());
    if by_registry.is_some_and(|host| !host.dns_publishing) {
        return Some((
            Finding::KmsHostNotPublishing {},
            "/host/windows/value/kms_host/dns_publishing".to_owned(),
        ));
    }
    let silent =
        captured(evidence).into_iter().find(|host| host.says.dns_publishing == Some(false))?;
    let finding = match silent.is_own {
        true => Finding::KmsHostNotPublishing {},
        false => Finding::OtherKmsHostNotPublishing { host: silent.name.to_owned() },
    };
    Some((finding, silent.pointer))
}

fn listens_elsewhere(evidence: &Evidence) -> Option<Told> {
    captured(evidence).into_iter().find_map(|host| {
        let port = host.says.listening_port?;
        let targets = evidence
            .kms
            .targets
            .iter()
            .enumerate()
            .filter(|(_, target)| is_published_as(target, host.name));
        let targets: Vec<(usize, &KmsTarget)> = targets.collect();
        let is_right = |(index, target): &(usize, &KmsTarget)| {
            target.port == port || target::judge(*index, target).status != Status::Unmet
        };
        if targets.is_empty() || targets.iter().any(is_right) {
            return None;
        }
        let published = targets.iter().map(|(_, target)| target.label()).collect();
        let finding = Finding::KmsHostListensElsewhere {
            host: host.name.to_owned(),
            port: port.into(),
            published,
        };
        Some((finding, host.pointer))
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
    let own = evidence.licensing.windows.value().and_then(|licence| licence.kms_host.as_ref());
    let own = own.map(|says| Captured {
        name: evidence.host.meant_name(),
        says,
        is_own: true,
        pointer: "/licensing/windows".to_owned(),
    });
    let others = evidence.licensing.others.iter().enumerate().filter_map(|(index, other)| {
        let pointer = format!("/licensing/others/{index}");
        Some(Captured {
            name: &other.computer,
            says: other.kms_host.as_ref()?,
            is_own: false,
            pointer,
        })
    });
    own.into_iter().chain(others).collect()
}

/// A capture that names no computer may be of any published host.
fn is_published_as(target: &KmsTarget, name: &str) -> bool {
    target.is_published() && (name.is_empty() || same_computer(&target.host, name))
}
