//! Whose a dead port is, where more is known than what the port did.

use actprobe_probes::evidence::{Cloud, KmsEndpoint, KmsTarget, TargetOrigin};

use crate::catalogue::clouds::owner_of;
use crate::verdict::finding::{Alive, Finding, Millis, YesNo};
use crate::verdict::requirement::{Owner, Requirement};
use crate::verdict::subject::Subject;

/// The machine of a cloud provider is nobody's here: the way to it is, and what answers there in
/// its place.
pub fn of_provider(target: &KmsTarget, dead: Requirement) -> Requirement {
    let by_origin = || target.origins.iter().find_map(TargetOrigin::provider);
    let is_machines = dead.owner.first() == Owner::KmsAdmin;
    let Some(cloud) = owner_of(&target.host).or_else(by_origin).filter(|_| is_machines) else {
        return dead;
    };
    let finding = unreached(cloud, &dead.finding).unwrap_or_else(|| dead.finding.clone());
    Requirement { finding, ..dead.owned_by(Owner::NetworkTeam) }
}

/// What nobody answered is the way's, whatever else a port may mean by it.
fn unreached(cloud: Cloud, dead: &Finding) -> Option<Finding> {
    let (waited, untold) = match dead {
        Finding::PortSilent { waited, .. } => (*waited, YesNo(false)),
        Finding::PortUntold { .. } | Finding::PortClosedHostUp { .. } => (Millis(0), YesNo(true)),
        _ => return None,
    };
    Some(Finding::KmsOfCloudUnreached { cloud, waited, untold, here: YesNo(false) })
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

fn is_at(subject: &Subject, targets: &[String]) -> bool {
    subject.target().is_some_and(|target| targets.contains(&target.to_string()))
}
