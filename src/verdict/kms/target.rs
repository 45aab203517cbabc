//! One KMS host: its name, its port, its answers to the bind. Each chain ends at its first broken
//! link.

use actprobe_probes::evidence::{
    BindReply, BindResult, Failure, FailureKind, KmsEndpoint, KmsTarget, Observed, OtherProtocol,
    Step, TargetOrigin,
};

use crate::verdict::finding::{Finding, Millis};
use crate::verdict::id::id_of;
use crate::verdict::logic::{self, Status};
use crate::verdict::reach::{self, Role};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// What one target amounts to.
pub struct TargetView {
    /// Whether a client that draws this target gets to the KMS interface.
    pub status: Status,
    /// Why.
    pub requirements: Vec<Requirement>,
}

/// Judges target number `index` of the evidence.
pub fn judge(index: usize, target: &KmsTarget) -> TargetView {
    if target.port == 0 {
        // The record itself is reported as ill formed; there is nowhere to connect to.
        return TargetView { status: Status::Unmet, requirements: Vec::new() };
    }
    let (role, is_reached) = (role_of_name(target), target.is_reached());
    let (status, finding, owner) = reach::name(role, &target.addresses, is_reached);
    let resolves = Requirement::new(RequirementId::KmsTargetResolves, status, finding)
        .of(target.label())
        .owned_by(owner)
        .because(format!("/kms/targets/{index}/addresses"));
    if status != Status::Met {
        // Where they were tried in vain, that is told once.
        let tried = (0..target.endpoints.len())
            .map(|e| format!("/kms/targets/{index}/endpoints/{e}/connect"));
        return TargetView { status, requirements: vec![resolves.because_of(tried)] };
    }
    if target.endpoints.is_empty() {
        let untried = untried(index, target);
        return TargetView { status: untried.status, requirements: vec![resolves, untried] };
    }
    let endpoints: Vec<EndpointView> =
        (0..target.endpoints.len()).map(|e| judge_endpoint(index, target, e)).collect();
    let status = logic::any(endpoints.iter().map(|endpoint| endpoint.status));
    let advice =
        (status == Status::Unmet && !is_reached).then(|| written_by_hand(index, target)).flatten();
    let of_endpoints = endpoints.into_iter().flat_map(|e| e.requirements);
    let requirements = std::iter::once(resolves).chain(of_endpoints).chain(advice).collect();
    TargetView { status, requirements }
}

fn written_by_hand(index: usize, target: &KmsTarget) -> Option<Requirement> {
    let finding = reach::written_by_hand(Role::Kms, &target.addresses)?;
    let advice = Requirement::new(RequirementId::KmsTargetResolves, Status::Unmet, finding)
        .of(target.label());
    let pointer = format!("/kms/targets/{index}/addresses");
    Some(advice.owned_by(Owner::HostAdmin).weighing(Weight::Advice).because(pointer))
}

/// A name that a setting has is wrong there; one that DNS has, in DNS.
fn role_of_name(target: &KmsTarget) -> Role {
    let is_setting = |origin: &TargetOrigin| {
        matches!(origin, TargetOrigin::Forced | TargetOrigin::Registry { .. })
    };
    let is_of_cloud = |origin: &TargetOrigin| matches!(origin, TargetOrigin::Cloud { .. });
    match &target.origins {
        origins if origins.iter().any(is_setting) => Role::NamedKms,
        origins if origins.iter().any(is_of_cloud) => Role::CloudKms,
        _ => Role::Kms,
    }
}

/// The name has an address, and nobody went further: a run that was cut short, or captures alone.
fn untried(index: usize, target: &KmsTarget) -> Requirement {
    let (status, finding, owner) = reach::unfinished(Role::Kms, "untried");
    Requirement::new(RequirementId::KmsPortReachable, status, finding)
        .of(target.label())
        .owned_by(owner)
        .because(format!("/kms/targets/{index}/endpoints"))
}

struct EndpointView {
    status: Status,
    requirements: Vec<Requirement>,
}

fn judge_endpoint(t: usize, target: &KmsTarget, e: usize) -> EndpointView {
    let endpoint = &target.endpoints[e];
    let pointer = format!("/kms/targets/{t}/endpoints/{e}");
    let subject = endpoint_label(target, endpoint);
    let reachable = reachable(target, endpoint, &pointer).of(subject.clone());
    if reachable.status != Status::Met {
        return EndpointView { status: reachable.status, requirements: vec![reachable] };
    }
    let mut requirements = vec![reachable];
    requirements.extend(
        binds(endpoint, &pointer).into_iter().map(|requirement| requirement.of(subject.clone())),
    );
    let needed = requirements.iter().filter(|requirement| requirement.weight >= Weight::Needed);
    EndpointView { status: logic::all(needed.map(|requirement| requirement.status)), requirements }
}

fn endpoint_label(target: &KmsTarget, endpoint: &KmsEndpoint) -> String {
    match target.host.parse::<std::net::IpAddr>() {
        Ok(_) => endpoint.address.to_string(),
        Err(_) => format!("{} ({})", target.label(), endpoint.address.ip()),
    }
}

fn reachable(target: &KmsTarget, endpoint: &KmsEndpoint, pointer: &str) -> Requirement {
    let (status, finding, owner) = if is_idle_family(target, endpoint) {
        let family = if endpoint.address.is_ipv6() { "IPv6" } else { "IPv4" };
        let finding = Finding::FamilyUnused { role: "kms".to_owned(), family: family.to_owned() };
        (Status::NotApplicable, finding, Owner::Nobody)
    } else {
        reach::port(Role::Kms, endpoint.address, &endpoint.connect)
    };
    Requirement::new(RequirementId::KmsPortReachable, status, finding)
        .owned_by(owner)
        .because(format!("{pointer}/connect"))
}

/// No route to this address, while an address of the other family has one: the host does not use
/// this family.
fn is_idle_family(target: &KmsTarget, endpoint: &KmsEndpoint) -> bool {
    let other_family = |other: &&KmsEndpoint| other.address.is_ipv4() != endpoint.address.is_ipv4();
    reach::has_no_route(&endpoint.connect)
        && target
            .endpoints
            .iter()
            .filter(other_family)
            .any(|other| !reach::has_no_route(&other.connect))
}

/// Windows sends the bind with several transfer syntaxes, so that one decides; the plain one tells
/// who stops it.
fn binds(endpoint: &KmsEndpoint, pointer: &str) -> Vec<Requirement> {
    let plain_accepted = endpoint.bind_ndr32.is_accepted();
    let multi_accepted = endpoint.bind_multi.is_accepted();
    let decisive = if multi_accepted { &endpoint.bind_multi } else { &endpoint.bind_ndr32 };
    let (status, finding, owner) = bind(decisive);
    let accepted = Requirement::new(RequirementId::KmsRpcBindAccepted, status, finding)
        .owned_by(owner)
        .because(format!("{pointer}/bind_ndr32"))
        .because(format!("{pointer}/bind_multi"));
    if !plain_accepted && !multi_accepted {
        // One more that nobody accepted.
        return vec![accepted.because(format!("{pointer}/bind_padded"))];
    }
    let multi = multi_syntax(&endpoint.bind_multi).because(format!("{pointer}/bind_multi"));
    let packets =
        full_packets(endpoint).map(|packets| packets.because(format!("{pointer}/bind_padded")));
    [accepted, multi].into_iter().chain(packets).collect()
}

fn bind(outcome: &Observed<BindReply>) -> (Status, Finding, Owner) {
    match outcome {
        Observed::Answered { elapsed_us, .. } if outcome.is_accepted() => (
            Status::Met,
            Finding::BindAccepted { took: Millis::from_us(*elapsed_us) },
            Owner::Nobody,
        ),
        Observed::Answered { value, .. } => {
            let (finding, owner) = rejected(value);
            (Status::Unmet, finding, owner)
        }
        Observed::Failed(failure) if !failure.is_unfinished() => {
            let (finding, owner) = bind_failure(failure);
            (Status::Unmet, finding, owner)
        }
        cut => reach::unfinished(Role::Kms, reach::why_cut(cut)),
    }
}

fn rejected(reply: &BindReply) -> (Finding, Owner) {
    match reply {
        BindReply::BindAck { results, .. } => {
            let first = results.first();
            let result = match first.map(|context| context.result) {
                Some(BindResult::UserRejection) => "user",
                Some(BindResult::ProviderRejection) => "provider",
                _ => "other",
            };
            let reason = first.map_or(0, |context| u64::from(context.reason));
            (Finding::BindNoSuchInterface { result: result.to_owned(), reason }, Owner::KmsAdmin)
        }
        BindReply::BindNak { reason } => {
            (Finding::BindNak { reason: u64::from(*reason) }, Owner::KmsAdmin)
        }
        BindReply::Fault { status } => {
            (Finding::BindFault { status: format!("0x{status:08X}") }, Owner::KmsAdmin)
        }
        BindReply::Other { speaks, excerpt } => {
            let finding = Finding::BindOtherProtocol {
                speaks: protocol_id(*speaks),
                excerpt: excerpt.clone(),
            };
            (finding, other_protocol_owner(*speaks))
        }
    }
}

fn protocol_id(speaks: OtherProtocol) -> String {
    match speaks {
        OtherProtocol::Tls => "tls",
        OtherProtocol::Http => "http",
        OtherProtocol::Banner => "banner",
        OtherProtocol::Unknown => "unknown",
    }
    .to_owned()
}

/// TLS or HTTP on this port is what an inspecting firewall answers with; a banner is a service of
/// the host itself.
fn other_protocol_owner(speaks: OtherProtocol) -> Owner {
    match speaks {
        OtherProtocol::Tls | OtherProtocol::Http => Owner::NetworkTeam,
        OtherProtocol::Banner | OtherProtocol::Unknown => Owner::KmsAdmin,
    }
}

fn bind_failure(failure: &Failure) -> (Finding, Owner) {
    let finding = match failure.kind {
        FailureKind::TimedOut => return unanswered_bind(failure),
        FailureKind::Closed => Finding::BindClosed {},
        FailureKind::Malformed | FailureKind::TooLarge | FailureKind::NotThisProtocol => {
            let detail = failure.detail.clone().unwrap_or_default();
            return (Finding::BindGarbled { detail }, Owner::KmsAdmin);
        }
        _ => Finding::BindReset {},
    };
    (finding, Owner::NetworkTeam)
}

/// Only who speaks MS-RPC begins such an answer: then it is the listener, or its machine, that does
/// not go on.
fn unanswered_bind(failure: &Failure) -> (Finding, Owner) {
    let waited = Millis::waited_us(failure.elapsed_us);
    match failure.detail.clone() {
        Some(detail) => (Finding::BindBrokenOff { waited, detail }, Owner::KmsAdmin),
        None => (Finding::BindSilent { waited }, Owner::NetworkTeam),
    }
}

fn multi_syntax(outcome: &Observed<BindReply>) -> Requirement {
    let (status, finding, owner) = match outcome {
        _ if outcome.is_accepted() => (Status::Met, Finding::MultiSyntaxPasses {}, Owner::Nobody),
        Observed::Answered { .. } => multi_syntax_stopped("rejected"),
        Observed::Failed(failure) if !failure.is_unfinished() => multi_syntax_failed(failure),
        cut => reach::unfinished(Role::Kms, reach::why_cut(cut)),
    };
    Requirement::new(RequirementId::KmsRpcMultiSyntaxPasses, status, finding).owned_by(owner)
}

/// It has a connection of its own: where that one fails, nothing was seen of the bind.
fn multi_syntax_failed(failure: &Failure) -> (Status, Finding, Owner) {
    if failure.step == Step::Connect {
        let how = id_of(&failure.kind);
        return (Status::Unknown, Finding::MultiSyntaxUnconnected { how }, Owner::NetworkTeam);
    }
    multi_syntax_stopped(match failure.kind {
        FailureKind::TimedOut => "silent",
        FailureKind::Closed => "closed",
        FailureKind::Reset => "reset",
        _ => "other",
    })
}

fn multi_syntax_stopped(how: &str) -> (Status, Finding, Owner) {
    (Status::Unmet, Finding::MultiSyntaxStopped { how: how.to_owned() }, Owner::NetworkTeam)
}

/// KMS itself sends small packets, so that this is a warning. Silence means the length only where
/// the short bind that looks like it was accepted; an older report does not know this bind.
fn full_packets(endpoint: &KmsEndpoint) -> Option<Requirement> {
    let (status, finding, owner) = match &endpoint.bind_padded {
        Observed::Answered { .. } => (Status::Met, Finding::FullPacketsPass {}, Owner::Nobody),
        cut @ Observed::Failed(failure) if failure.is_unfinished() => {
            reach::unfinished(Role::Kms, reach::why_cut(cut))
        }
        Observed::Failed(failure) if is_silence(failure) && endpoint.bind_multi.is_accepted() => {
            let waited = Millis::waited_us(failure.elapsed_us);
            (Status::Unmet, Finding::FullPacketsLost { waited }, Owner::NetworkTeam)
        }
        Observed::Failed(failure) => (
            Status::Unknown,
            Finding::FullPacketsUntold { how: id_of(&failure.kind) },
            Owner::NetworkTeam,
        ),
        Observed::NotAsked { .. } => return None,
    };
    let id = RequirementId::KmsPathCarriesFullPackets;
    Some(Requirement::new(id, status, finding).owned_by(owner).weighing(Weight::Advice))
}

/// Nothing at all came: of an answer that began, the detail tells.
fn is_silence(failure: &Failure) -> bool {
    failure.step == Step::RpcBind
        && failure.kind == FailureKind::TimedOut
        && failure.detail.is_none()
}
