//! A KMS host that listens on another port than the one that is named, or a port that is another
//! service's: the setting or the record is wrong, and nobody's service.

use actprobe_probes::evidence::{
    BindReply, BindResult, ForcedLevel, KMS_PORT, KmsEndpoint, KmsTarget, Observed, TargetOrigin,
    UsualPort, same_computer,
};

use super::target::TargetView;
use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::logic::Status;
use crate::verdict::place::{At, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId};

/// Of a target that does not serve: the port on which its host does, as far as it was asked.
pub fn judge(view: &TargetView<'_>, targets: &[TargetView<'_>]) -> Option<Requirement> {
    let target = &view.target;
    if view.serves() || target.port == 0 {
        return None;
    }
    let unmet = |(finding, owner)| {
        let unmet = Requirement::unmet(RequirementId::KmsPortNamedRight, finding, owner);
        unmet.of(&**target).because(at!(target.origins))
    };
    if let Some((listens, seen_at)) = listens(target, targets) {
        let wrong = target.origins.iter().find_map(|by| wrong(target, by, listens))?;
        return Some(unmet(wrong).because(seen_at));
    }
    let is_anothers = view.status == Status::Unmet && is_of_another_service(target);
    let wrong =
        target.origins.iter().filter(|_| is_anothers).find_map(|by| anothers(target, by))?;
    let usual_port = (!target.usual_port.is_empty()).then(|| String::from(at!(target.usual_port)));
    Some(unmet(wrong).because_of(usual_port))
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

/// Who named the port.
enum NamedBy {
    Setting(ForcedLevel),
    Record,
}

/// The host of the last success was right when it was written.
fn named_by(origin: &TargetOrigin) -> Option<NamedBy> {
    match origin {
        TargetOrigin::Registry { level, .. } => Some(NamedBy::Setting(*level)),
        TargetOrigin::Forced => Some(NamedBy::Setting(ForcedLevel::Global)),
        TargetOrigin::Srv { .. } => Some(NamedBy::Record),
        TargetOrigin::Cached
        | TargetOrigin::Expected
        | TargetOrigin::Capture
        | TargetOrigin::Cloud { .. } => None,
    }
}

fn wrong(target: &KmsTarget, by: &TargetOrigin, listens: u16) -> Option<(Finding, Owner)> {
    let (host, port, listens) = (target.host.clone(), target.port.into(), listens.into());
    Some(match named_by(by)? {
        NamedBy::Setting(level) => {
            (Finding::ForcedPortWrong { host, level, port, listens }, Owner::HostAdmin)
        }
        NamedBy::Record => (Finding::SrvPortWrong { target: host, port, listens }, Owner::DnsAdmin),
    })
}

/// On every Windows, RPC's endpoint mapper has this port: no KMS host can take it.
const ENDPOINT_MAPPER: u16 = 135;

/// Ports of other services, on which a KMS host is found on no site that knows what it does (IANA):
/// FTP, SSH, telnet, mail, DNS, the web, Kerberos, LDAP, SMB, RPC over HTTP, the global
/// catalogue, remote desktop, remote management.
const OF_OTHERS: [u16; 25] = [
    21, 22, 23, 25, 53, 80, 88, 110, 139, 143, 389, 443, 445, 464, 587, 593, 636, 3268, 3269, 3389,
    5985, 5986, 8080, 8443, 9389,
];

/// Of a port that does not serve, and is not the usual one: whether it is none of KMS.
fn is_of_another_service(target: &KmsTarget) -> bool {
    let port = target.port;
    let is_any = |is: fn(&KmsEndpoint) -> bool| target.endpoints.iter().any(is);
    let is_taken = OF_OTHERS.contains(&port) && is_any(|one| one.connect.value().is_some());
    // Whoever named the host by hand may mean a KMS host on that very port, without its key.
    let is_told = port != KMS_PORT && target.is_published();
    port == ENDPOINT_MAPPER || is_taken || is_told && is_any(speaks_rpc_without_kms)
}

fn speaks_rpc_without_kms(endpoint: &KmsEndpoint) -> bool {
    [&endpoint.bind_ndr32, &endpoint.bind_multi].into_iter().any(has_no_such_interface)
}

/// `abstract_syntax_not_supported` (C706 §12.6.3.1).
fn has_no_such_interface(bind: &Observed<BindReply>) -> bool {
    let Some(BindReply::BindAck { results, .. }) = bind.value() else { return false };
    let is_told = |result| result == BindResult::ProviderRejection;
    results.iter().any(|context| is_told(context.result) && context.reason == 1)
}

fn anothers(target: &KmsTarget, by: &TargetOrigin) -> Option<(Finding, Owner)> {
    let (host, port) = (target.host.clone(), u64::from(target.port));
    let is_mapper = target.port == ENDPOINT_MAPPER;
    let mapper = YesNo(is_mapper);
    if *by == TargetOrigin::Forced && !is_mapper {
        // Who asks for it by hand is told what answers there.
        return None;
    }
    Some(match named_by(by)? {
        NamedBy::Setting(level) => {
            (Finding::ForcedPortOfAnother { host, level, port, mapper }, Owner::HostAdmin)
        }
        // Nobody has to start anything there: whoever publishes KMS hosts wrote that port.
        NamedBy::Record => {
            (Finding::SrvPortOfAnother { target: host, port, mapper }, Owner::KmsAdmin)
        }
    })
}
