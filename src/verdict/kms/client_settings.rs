//! What the host's own settings make of KMS: a forced host, the host of the last success, the only
//! way that is allowed.
//!
//! A client takes the most specific forced host and asks no other; without one it tries the host of
//! its last success, then DNS (Microsoft Learn, "KMS activation timing and discovery").

use actprobe_probes::evidence::{
    ActivationType, Cloud, Evidence, ForcedLevel, KmsTarget, TargetOrigin,
};

use super::target;
use crate::catalogue::clouds::owner_of;
use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// The setting that keeps this client from KMS, if there is one. Who names a host asks about that
/// host.
pub fn not_allowed(evidence: &Evidence) -> Option<Requirement> {
    let (way, pointer) = only_way(evidence)?;
    let way = match way {
        ActivationType::ActiveDirectory => "active-directory",
        ActivationType::Token => "token",
        ActivationType::Kms => return None,
    };
    let is_named = evidence.kms.is_forced_by_user();
    let finding = Finding::KmsNotAllowed { way: way.to_owned() };
    (!is_named).then(|| {
        Requirement::new(RequirementId::KmsAllowedByClient, Status::Unmet, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Advice)
            .because(pointer)
    })
}

/// The only way of activation that is allowed, and where that stands: by the licensing service's
/// own word; else in the registry, for the installed product or for all.
pub fn only_way(evidence: &Evidence) -> Option<(ActivationType, &'static str)> {
    if let Some(way) =
        evidence.licensing.windows.value().and_then(|licence| licence.activation_type)
    {
        return Some((way, "/licensing/windows"));
    }
    let told = evidence.host.windows.value()?.kms_client.as_ref()?;
    match activation_id(evidence).and_then(|id| told.product_activation_types.get(id)) {
        Some(of_product) => {
            of_product.map(|way| (way, "/host/windows/value/kms_client/product_activation_types"))
        }
        None => {
            told.activation_type.map(|way| (way, "/host/windows/value/kms_client/activation_type"))
        }
    }
}

/// Which product is installed, where that is known.
fn activation_id(evidence: &Evidence) -> Option<&str> {
    evidence.licensing.windows.value()?.activation_id.as_deref()
}

/// A target that the host's settings force, with its place in the evidence.
type Forced<'a> = (usize, &'a KmsTarget, ForcedLevel);

/// The target that the host's settings force: for the installed product, else for all.
pub fn forced(evidence: &Evidence) -> Option<Forced<'_>> {
    let installed = activation_id(evidence);
    let of_product = installed
        .and_then(|id| forced_for(evidence, |level, sku| is_of_product(level) && sku == Some(id)));
    of_product.or_else(|| forced_for(evidence, |level, _| !is_of_product(level)))
}

fn forced_for(
    evidence: &Evidence,
    is_meant: impl Fn(ForcedLevel, Option<&str>) -> bool,
) -> Option<Forced<'_>> {
    evidence.kms.targets.iter().enumerate().find_map(|(index, target)| {
        target.origins.iter().find_map(|origin| match origin {
            TargetOrigin::Registry { level, sku } if is_meant(*level, sku.as_deref()) => {
                Some((index, target, *level))
            }
            _ => None,
        })
    })
}

fn is_of_product(level: ForcedLevel) -> bool {
    level == ForcedLevel::Sku
}

/// The targets that are forced for one product, while nobody knows whether that is the installed
/// one.
pub fn undecided(evidence: &Evidence) -> Vec<(usize, &KmsTarget)> {
    let base = forced(evidence).map(|(index, ..)| index);
    let targets = evidence.kms.targets.iter().enumerate().filter(|(index, _)| Some(*index) != base);
    targets
        .filter(|(_, target)| target.origins.iter().any(|origin| is_undecided(evidence, origin)))
        .collect()
}

fn is_undecided(evidence: &Evidence, origin: &TargetOrigin) -> bool {
    let TargetOrigin::Registry { level, sku } = origin else { return false };
    is_of_product(*level) && (sku.is_none() || activation_id(evidence).is_none())
}

/// What is known of such a target; it holds where the channel works whichever product is installed.
pub fn for_some_product(index: usize, target: &KmsTarget, found: Status) -> Requirement {
    let sku = target.origins.iter().find_map(|origin| match origin {
        TargetOrigin::Registry { sku, .. } => sku.clone(),
        _ => None,
    });
    let finding =
        Finding::ForcedForSomeProduct { host: target.label(), sku: sku.unwrap_or_default() };
    let status = if found == Status::Met { Status::Met } else { Status::Unknown };
    Requirement::new(RequirementId::KmsForcedHostServes, status, finding)
        .owned_by(Owner::HostAdmin)
        .because(format!("/kms/targets/{index}"))
}

/// Whether a client would try a target for this reason: not because another product is told to, nor
/// because somebody expects it.
pub fn is_tried_for(origin: &TargetOrigin) -> bool {
    !matches!(origin, TargetOrigin::Expected | TargetOrigin::Registry { .. })
}

/// Whether the host that is forced is one that can serve this client.
pub fn forced_host(evidence: &Evidence) -> Option<Requirement> {
    let (index, target, level) = forced(evidence)?;
    let (host, level) = (target.label(), level_id(level).to_owned());
    let view = target::judge(index, target);
    let name_is_gone =
        view.requirements.iter().any(|r| matches!(r.finding, Finding::NameNotFound { .. }));
    let published = published_and_alive(evidence, target);
    let (status, weight, finding) = match foreign_cloud(evidence, target) {
        Some(cloud) => {
            (Status::Unmet, Weight::Veto, Finding::ForcedForeignCloud { host, level, cloud })
        }
        None if view.status == Status::Met => {
            (Status::Met, Weight::Advice, Finding::ForcedHostAnswers { host, level })
        }
        None if view.status != Status::Unmet => return None,
        // Somebody else serves, or the name is no more: then the setting is what is wrong.
        None if name_is_gone || !published.is_empty() => {
            (Status::Unmet, Weight::Needed, Finding::ForcedHostDead { host, level, published })
        }
        None => (Status::Unmet, Weight::Advice, Finding::ForcedHostDead { host, level, published }),
    };
    Some(
        Requirement::new(RequirementId::KmsForcedHostServes, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(weight)
            .because(format!("/kms/targets/{index}/origins")),
    )
}

/// The stable id of a level, for the language files to choose by.
pub fn level_id(level: ForcedLevel) -> &'static str {
    match level {
        ForcedLevel::Policy => "policy",
        ForcedLevel::Sku => "sku",
        ForcedLevel::Application => "application",
        ForcedLevel::Global => "global",
    }
}

fn published_and_alive(evidence: &Evidence, forced: &KmsTarget) -> Vec<String> {
    let targets = evidence.kms.targets.iter().enumerate();
    let others = targets.filter(|(_, target)| target.is_published() && *target != forced);
    let alive =
        others.filter(|(index, target)| target::judge(*index, target).status == Status::Met);
    alive.map(|(_, target)| target.label()).collect()
}

/// The cloud whose KMS is forced, on a machine that is known to run elsewhere: a provider's KMS
/// serves its own machines alone, however well its port answers.
fn foreign_cloud(evidence: &Evidence, target: &KmsTarget) -> Option<String> {
    let owner = owner_of(&target.host)?;
    let platform = evidence.host.platform.value()?;
    let name = match owner {
        Cloud::Azure => "azure",
        Cloud::Google => "google",
        Cloud::Aws => "aws",
    };
    (platform.cloud != Some(owner)).then(|| name.to_owned())
}

/// A remembered host that is silent costs one attempt where another answers: the client goes on to
/// DNS.
pub fn remembered(index: usize, target: &KmsTarget) -> Requirement {
    let finding = Finding::RememberedHostDead { host: target.label() };
    Requirement::new(RequirementId::KmsRememberedHostAnswers, Status::NotApplicable, finding)
        .weighing(Weight::Advice)
        .because(format!("/kms/targets/{index}"))
}
