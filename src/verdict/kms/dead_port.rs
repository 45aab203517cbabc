//! Whose a dead port is, where more is known than what the port did.

use actprobe_probes::evidence::{KmsEndpoint, KmsTarget, TargetOrigin};

use crate::catalogue::clouds::owner_of;
use crate::verdict::finding::{Alive, Finding, Millis, YesNo};
use crate::verdict::requirement::{Owner, Requirement};

/// The machine of a cloud provider is nobody's here: the way to it is, and what answers there in
/// its place.
pub fn of_provider(target: &KmsTarget, dead: Requirement) -> Requirement {
    let is_cloud = |origin: &TargetOrigin| matches!(origin, TargetOrigin::Cloud { .. });
    let is_providers = target.origins.iter().any(is_cloud) || owner_of(&target.host).is_some();
    let is_machines = dead.owner.first() == Owner::KmsAdmin;
    if !is_providers || !is_machines {
        return dead;
    }
    let finding = unreached(target, &dead.finding).unwrap_or_else(|| dead.finding.clone());
    Requirement { finding, ..dead.owned_by(Owner::NetworkTeam) }
}

/// What nobody answered is the way's, whatever else a port may mean by it.
fn unreached(target: &KmsTarget, dead: &Finding) -> Option<Finding> {
    let by_origin = |origin: &TargetOrigin| match origin {
        TargetOrigin::Cloud { provider } => Some(*provider),
        TargetOrigin::Forced
        | TargetOrigin::Registry { .. }
        | TargetOrigin::Cached
        | TargetOrigin::Expected
        | TargetOrigin::Srv { .. }
        | TargetOrigin::Capture => None,
    };
    let cloud = owner_of(&target.host).or_else(|| target.origins.iter().find_map(by_origin))?;
    let (waited, untold) = match dead {
        Finding::PortSilent { waited, .. } => (*waited, YesNo(false)),
        Finding::PortUntold { .. } | Finding::PortClosedHostUp { .. } => (Millis(0), YesNo(true)),
        _ => return None,
    };
    Some(Finding::KmsOfCloudUnreached { cloud, waited, untold })
}

/// A router said that the host is not there, and left further connections to it silent: one that
/// looks for the host says so of each; a rule, of few.
pub fn seldom_told(endpoint: &KmsEndpoint, dead: Requirement) -> Requirement {
    let is_told = matches!(dead.finding, Finding::PortUnreachable { .. });
    let is_machines = dead.owner == Owner::KmsAdmin;
    if is_told && is_machines && endpoint.silent_tries.is_some() {
        return dead.owned_by(Owner::KmsAdminOrNetworkTeam);
    }
    dead
}

/// A host that says itself, or shows, that it listens on another port refuses on this one.
pub fn settle(requirements: &mut [Requirement]) {
    let elsewhere: Vec<String> = requirements.iter().flat_map(listening_elsewhere).collect();
    let is_meant = |dead: &Requirement| {
        matches!(dead.finding, Finding::PortRefused { .. })
            && dead.subjects.iter().any(|subject| is_at(subject, &elsewhere))
    };
    for dead in requirements.iter_mut().filter(|dead| is_meant(dead)) {
        dead.owner = dead.owner.first();
    }
}

/// As they are published, with the wrong port.
fn listening_elsewhere(requirement: &Requirement) -> Vec<String> {
    if let Finding::KmsHostListensElsewhere { published, .. } = &requirement.finding {
        return published.clone();
    }
    if let Finding::ExpectedHostOtherPort { published, alive: Alive::Yes } = &requirement.finding {
        return vec![published.clone()];
    }
    Vec::new()
}

/// A subject is the target, and its address behind it.
fn is_at(subject: &str, targets: &[String]) -> bool {
    let target = subject.split(' ').next().unwrap_or(subject);
    targets.iter().any(|listed| listed == target)
}
