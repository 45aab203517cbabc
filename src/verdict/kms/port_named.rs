//! A KMS host that listens on another port than the one that is named: the setting or the record is
//! wrong, and nobody's service.

use actprobe_probes::evidence::{
    ForcedLevel, KMS_PORT, KmsTarget, TargetOrigin, UsualPort, same_computer,
};

use super::target::TargetView;
use crate::verdict::finding::Finding;
use crate::verdict::place::{At, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// Of a target that does not serve: the port on which its host does, as far as it was asked.
pub fn judge(view: &TargetView<'_>, targets: &[TargetView<'_>]) -> Option<Requirement> {
    let target = &view.target;
    if view.serves() || target.port == 0 {
        return None;
    }
    let (listens, seen_at) = listens(target, targets)?;
    let (finding, owner) = target.origins.iter().find_map(|by| wrong(target, by, listens))?;
    let unmet = Requirement::unmet(RequirementId::KmsPortNamedRight, finding, owner);
    Some(unmet.of(target.label()).because(at!(target.origins)).because(seen_at))
}

/// The port, and where that was seen: the usual one, or the one under which DNS has the same host.
fn listens(target: &At<'_, KmsTarget>, targets: &[TargetView<'_>]) -> Option<(u16, String)> {
    let accepts = |usual: &At<'_, UsualPort>| usual.bind.is_accepted();
    if let Some(usual) = at!(target.usual_port).each().find(accepts) {
        return Some((KMS_PORT, usual.into()));
    }
    let is_published_there = |other: &&TargetView<'_>| {
        other.serves()
            && other.target.is_published()
            && other.target.port != target.port
            && same_computer(&other.target.host, &target.host) == Some(true)
    };
    let other = &targets.iter().find(is_published_there)?.target;
    Some((other.port, at!(other.endpoints).into()))
}

/// Whoever named the port. The host of the last success was right when it was written.
fn wrong(target: &KmsTarget, by: &TargetOrigin, listens: u16) -> Option<(Finding, Owner)> {
    let (host, port, listens) = (target.host.clone(), target.port.into(), listens.into());
    let forced = |level| {
        let host = target.host.clone();
        Some((Finding::ForcedPortWrong { host, level, port, listens }, Owner::HostAdmin))
    };
    match by {
        TargetOrigin::Registry { level, .. } => forced(*level),
        TargetOrigin::Forced => forced(ForcedLevel::Global),
        TargetOrigin::Srv { .. } => {
            Some((Finding::SrvPortWrong { target: host, port, listens }, Owner::DnsAdmin))
        }
        TargetOrigin::Cached
        | TargetOrigin::Expected
        | TargetOrigin::Capture
        | TargetOrigin::Cloud { .. } => None,
    }
}
