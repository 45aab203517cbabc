//! One KMS host: its name, its port, its answers to the bind. Each chain ends at its first broken
//! link.

use actprobe_probes::evidence::{
    BindReply, BindResult, Failure, FailureKind, KmsEndpoint, KmsTarget, Observed, OtherProtocol,
    Step, TargetOrigin,
};

use super::publishers::miswritten;
use super::{by_turns, captured_tries, dead_port, elsewhere};
use crate::catalogue::clouds::owner_of;
use crate::verdict::finding::{BindEnd, Finding, HexCode, Millis, Rejecter, Role, Unfinished};
use crate::verdict::link::Link;
use crate::verdict::logic::{self, Status};
use crate::verdict::place::{At, at};
use crate::verdict::reach::{self, Broken, Families, Peer};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;
use crate::verdict::subject::Subject;

/// What one target amounts to.
#[derive(Clone)]
pub struct TargetView<'e> {
    /// Which.
    pub target: At<'e, KmsTarget>,
    /// Whether a client that draws this target gets to the KMS interface.
    pub status: Status,
    /// Why.
    pub requirements: Vec<Requirement>,
}

impl TargetView<'_> {
    /// Whether a client gets to the KMS interface here.
    pub fn serves(&self) -> bool {
        self.status == Status::Met
    }
}

/// Judges a target.
pub fn judge(target: At<'_, KmsTarget>, families: Families) -> TargetView<'_> {
    let Link { status, requirements } = chain(&target, families);
    TargetView { target, status, requirements }
}

fn chain(target: &At<'_, KmsTarget>, families: Families) -> Link {
    if target.port == 0 {
        // The record itself is reported as ill formed; there is nowhere to connect to.
        return Link::untold(Status::Unmet);
    }
    let resolves = resolves(target);
    if resolves.status == Status::Unmet && target.is_published() && miswritten(target).is_some() {
        // The record itself is what is told.
        return Link::untold(Status::Unmet);
    }
    let is_by_name = target.endpoints.is_empty() && !target.by_name.is_unplanned();
    if is_by_name && resolves.status != Status::Unmet {
        return by_name(target);
    }
    if resolves.status != Status::Met {
        // Where they were tried in vain, that is told once.
        let tried = at!(target.endpoints).each().map(|endpoint| at!(endpoint.connect));
        let by_name = is_by_name.then(|| at!(target.by_name));
        return resolves.because_of(tried).because_of(by_name).into();
    }
    if target.endpoints.is_empty() {
        let untried = untried(target);
        return Link { status: untried.status, requirements: vec![resolves, untried] };
    }
    let is_by_turns = at!(target.endpoints).each().any(|one| by_turns::judge(&one).is_some());
    let endpoints: Vec<Link> = at!(target.endpoints)
        .each()
        .map(|endpoint| judge_endpoint((target, is_by_turns), &endpoint, families))
        .collect();
    let status = logic::any(endpoints.iter().map(|endpoint| endpoint.status));
    let is_in_vain = status == Status::Unmet && !target.is_reached();
    let advice = if is_in_vain { written_by_hand(target) } else { None };
    let is_settled = status != Status::Unknown;
    let elsewhere = if is_settled { elsewhere::judge(target) } else { None };
    let of_endpoints = endpoints.into_iter().flat_map(|endpoint| endpoint.requirements);
    let resolves = resolves.because_of(elsewhere::asked(target));
    let first = std::iter::once(resolves).chain(elsewhere);
    Link { status, requirements: first.chain(of_endpoints).chain(advice).collect() }
}

/// A tool told of the connection, and not to which address.
fn by_name(target: &At<'_, KmsTarget>) -> Link {
    if let Some(some) = captured_tries::by_name(target) {
        return some.of(&**target).into();
    }
    let port = reach::port_by_name(Role::Kms, &target.by_name)
        .of(RequirementId::KmsPortReachable)
        .of(&**target)
        .because(at!(target.by_name));
    if port.status != Status::Met {
        return port.into();
    }
    let bind = reach::unfinished(Role::Kms, Unfinished::Unbound)
        .of(RequirementId::KmsRpcBindAccepted)
        .of(&**target)
        .because(at!(target.by_name));
    Link { status: bind.status, requirements: vec![port, bind] }
}

fn resolves(target: &At<'_, KmsTarget>) -> Requirement {
    reach::name(role_of_name(target), &target.addresses, target.is_reached())
        .of(RequirementId::KmsTargetResolves)
        .of(&**target)
        .because(at!(target.addresses))
}

/// What DNS says of it, where it knows the name, is told elsewhere.
fn written_by_hand(target: &At<'_, KmsTarget>) -> Option<Requirement> {
    if target.in_dns.as_ref().is_some_and(|in_dns| in_dns.all().next().is_some()) {
        return None;
    }
    let finding = reach::written_by_hand(Role::Kms, &target.addresses)?;
    let id = RequirementId::KmsTargetResolves;
    let advice = Requirement::unmet(id, finding, Owner::HostAdmin).of(&**target);
    Some(advice.weighing(Weight::Advice).because(at!(target.addresses)))
}

/// A name that a setting has is wrong there; one that DNS has, in DNS.
fn role_of_name(target: &KmsTarget) -> Role {
    if owner_of(&target.host).is_some() {
        // It stands in public DNS, whoever named it here.
        return Role::CloudKms;
    }
    let is_known_as = |role: &Role| target.origins.iter().any(|origin| role_by(origin) == *role);
    [Role::NamedKms, Role::CloudKms].into_iter().find(is_known_as).unwrap_or(Role::Kms)
}

fn role_by(origin: &TargetOrigin) -> Role {
    match origin {
        TargetOrigin::Forced | TargetOrigin::Registry { .. } => Role::NamedKms,
        TargetOrigin::Cloud { .. } => Role::CloudKms,
        TargetOrigin::Cached
        | TargetOrigin::Expected
        | TargetOrigin::Srv { .. }
        | TargetOrigin::Capture => Role::Kms,
    }
}

/// The name has an address, and nobody went further: a run that was cut short, or captures alone.
fn untried(target: &At<'_, KmsTarget>) -> Requirement {
    reach::unfinished(Role::Kms, Unfinished::Untried)
        .of(RequirementId::KmsPortReachable)
        .of(&**target)
        .because(at!(target.endpoints))
}

fn judge_endpoint(
    (target, is_by_turns): (&At<'_, KmsTarget>, bool),
    endpoint: &At<'_, KmsEndpoint>,
    families: Families,
) -> Link {
    let subject = Subject::at(target.host_port(), endpoint.address.ip());
    let beside = || by_turns::beside(endpoint).filter(|_| is_by_turns).map(|one| vec![one]);
    if let Some(by_turns) = by_turns::judge(endpoint).or_else(beside) {
        let requirements = by_turns.into_iter().map(|r| r.of(subject.clone())).collect();
        return Link { status: Status::Met, requirements };
    }
    if let Some(some) = captured_tries::at_address(target, endpoint) {
        return some.of(subject).into();
    }
    let reachable = reachable(target, endpoint, families).of(subject.clone());
    if reachable.status != Status::Met {
        return reachable.into();
    }
    let binds = binds(endpoint).into_iter();
    let binds = binds.map(|bind| dead_port::of_provider(target, bind).of(subject.clone()));
    let requirements: Vec<Requirement> = std::iter::once(reachable).chain(binds).collect();
    let needed = requirements.iter().filter(|requirement| requirement.weight >= Weight::Needed);
    Link { status: logic::all(needed.map(|requirement| requirement.status)), requirements }
}

fn reachable(
    target: &At<'_, KmsTarget>,
    endpoint: &At<'_, KmsEndpoint>,
    families: Families,
) -> Requirement {
    let attempts = target.endpoints.iter().map(|other| (other.address, &other.connect));
    let peer = Peer { role: Role::Kms, addresses: &target.addresses, families };
    let tried = reach::port_beside(peer, (endpoint.address, &endpoint.connect), attempts);
    let tried = reach::up_by_ping(Role::Kms, endpoint.answers_ping, tried)
        .of(RequirementId::KmsPortReachable)
        .because(at!(endpoint.connect))
        .because_of(endpoint.answers_ping.then(|| at!(endpoint.answers_ping)))
        .because_of(tried_again(endpoint))
        .because_of(captured_tries::places(target, endpoint));
    dead_port::of_provider(target, dead_port::seldom_told(endpoint, tried))
}

/// Windows sends the bind with several transfer syntaxes, so that one decides; the plain one tells
/// who stops it.
fn binds(endpoint: &At<'_, KmsEndpoint>) -> Vec<Requirement> {
    let plain_accepted = endpoint.bind_ndr32.is_accepted();
    let multi_accepted = endpoint.bind_multi.is_accepted();
    let decisive = if multi_accepted { &endpoint.bind_multi } else { &endpoint.bind_ndr32 };
    let accepted = bind(decisive, service_or_way(endpoint))
        .of(RequirementId::KmsRpcBindAccepted)
        .because(at!(endpoint.bind_ndr32))
        .because(at!(endpoint.bind_multi));
    if !plain_accepted && !multi_accepted {
        // More that nobody accepted.
        return vec![accepted.because(at!(endpoint.bind_padded)).because_of(tried_again(endpoint))];
    }
    let multi = multi_syntax(&endpoint.bind_multi, service_or_way(endpoint))
        .of(RequirementId::KmsRpcMultiSyntaxPasses)
        .because(at!(endpoint.bind_multi))
        .because_of(tried_again(endpoint));
    [accepted, multi].into_iter().chain(full_packets(endpoint)).collect()
}

/// Whose a bind is that nobody answers in RPC: sppsvc may hang or be no RPC server, and so may a
/// balancer or a firewall be that completes the connection.
fn service_or_way(endpoint: &KmsEndpoint) -> Owner {
    reach::service_or_way(Role::Kms, &endpoint.connect, endpoint.address.ip())
}

/// Where the further tries stand, if there were any.
fn tried_again(endpoint: &At<'_, KmsEndpoint>) -> Option<String> {
    (!endpoint.again.is_empty()).then(|| at!(endpoint.again).into())
}

fn bind(outcome: &Observed<BindReply>, open: Owner) -> Seen {
    match outcome {
        Observed::Answered { elapsed_us, .. } if outcome.is_accepted() => {
            Seen::met(Finding::BindAccepted { took: Millis::from_us(*elapsed_us) })
        }
        Observed::Answered { value, .. } => rejected(value, open),
        Observed::Failed(failure) if !failure.is_unfinished() => bind_failure(failure, open),
        cut => reach::unfinished(Role::Kms, why_unbound(reach::why_cut(cut))),
    }
}

/// Of captures alone, the port is open, and that is what is known.
fn why_unbound(cut: Unfinished) -> Unfinished {
    if cut == Unfinished::LeftOut { Unfinished::Unbound } else { cut }
}

fn rejected(reply: &BindReply, open: Owner) -> Seen {
    let (finding, owner) = match reply {
        BindReply::BindAck { results, .. } => {
            let first = results.first();
            let result = match first.map(|context| context.result) {
                Some(BindResult::UserRejection) => Rejecter::User,
                Some(BindResult::ProviderRejection) => Rejecter::Provider,
                Some(BindResult::Acceptance | BindResult::NegotiateAck | BindResult::Other(_))
                | None => Rejecter::Other,
            };
            let reason = first.map_or(0, |context| u64::from(context.reason));
            (rejected_context(result, reason), Owner::KmsAdmin)
        }
        // Temporary congestion, local limit exceeded (MS-RPCE §2.2.2.5).
        BindReply::BindNak { reason: 1 | 2 } => (Finding::BindNoRoom {}, Owner::KmsAdmin),
        BindReply::BindNak { reason } => {
            (Finding::BindNak { reason: u64::from(*reason) }, Owner::KmsAdmin)
        }
        BindReply::Fault { status } => {
            (Finding::BindFault { status: HexCode(*status) }, Owner::KmsAdmin)
        }
        BindReply::Other { speaks, excerpt } => (
            Finding::BindOtherProtocol { speaks: *speaks, excerpt: excerpt.clone() },
            other_protocol_owner(*speaks, open),
        ),
    };
    Seen::unmet(finding, owner)
}

/// The reasons of `p_provider_reason_t` (C706 §12.6.3.1): 1 abstract syntax not supported, 2
/// proposed transfer syntaxes not supported, 3 local limit exceeded.
fn rejected_context(result: Rejecter, reason: u64) -> Finding {
    match reason {
        2 => Finding::BindSyntaxRejected {},
        3 => Finding::BindNoRoom {},
        _ => Finding::BindNoSuchInterface { result, reason },
    }
}

/// TLS or HTTP on this port is what an inspecting firewall or a balancer answers with, or a web
/// server that took the port on the host; a banner is a service of the host itself.
fn other_protocol_owner(speaks: OtherProtocol, open: Owner) -> Owner {
    match speaks {
        OtherProtocol::Tls | OtherProtocol::Http => open,
        OtherProtocol::Banner | OtherProtocol::Unknown => Owner::KmsAdmin,
    }
}

fn bind_failure(failure: &Failure, open: Owner) -> Seen {
    match reach::broken(failure.kind) {
        Broken::Silent => unanswered_bind(failure, open),
        Broken::Closed => Seen::unmet(Finding::BindClosed {}, open),
        Broken::Garbled | Broken::NotSpoken => {
            let detail = failure.detail.clone().into();
            Seen::unmet(Finding::BindGarbled { detail }, Owner::KmsAdmin)
        }
        Broken::Reset
        | Broken::Alert
        | Broken::Incompatible
        | Broken::Distrusted(_)
        | Broken::Otherwise => Seen::unmet(Finding::BindReset {}, open),
    }
}

/// Only who speaks MS-RPC begins such an answer: then it is the listener, or its machine, that does
/// not go on.
fn unanswered_bind(failure: &Failure, open: Owner) -> Seen {
    let waited = Millis::waited_us(failure.elapsed_us);
    match failure.detail.clone() {
        Some(detail) => Seen::unmet(Finding::BindBrokenOff { waited, detail }, Owner::KmsAdmin),
        None => Seen::unmet(Finding::BindSilent { waited }, open),
    }
}

fn multi_syntax(outcome: &Observed<BindReply>, open: Owner) -> Seen {
    match outcome {
        _ if outcome.is_accepted() => Seen::met(Finding::MultiSyntaxPasses {}),
        Observed::Answered { .. } => multi_syntax_stopped(BindEnd::Rejected, open),
        Observed::Failed(failure) if !failure.is_unfinished() => multi_syntax_failed(failure, open),
        cut => reach::unfinished(Role::Kms, reach::why_cut(cut)),
    }
}

/// It has a connection of its own: where that one fails, nothing was seen of the bind. The plain
/// bind was just answered, so that the service is in order, and what ends this one reads RPC.
fn multi_syntax_failed(failure: &Failure, open: Owner) -> Seen {
    if failure.step == Step::Connect {
        let how = failure.kind;
        return Seen::unknown(Finding::MultiSyntaxUnconnected { how }, open);
    }
    let how = match reach::broken(failure.kind) {
        Broken::Silent => BindEnd::Silent,
        Broken::Closed => BindEnd::Closed,
        Broken::Reset => BindEnd::Reset,
        Broken::NotSpoken
        | Broken::Garbled
        | Broken::Alert
        | Broken::Incompatible
        | Broken::Distrusted(_)
        | Broken::Otherwise => BindEnd::Other,
    };
    multi_syntax_stopped(how, Owner::NetworkTeam)
}

fn multi_syntax_stopped(how: BindEnd, owner: Owner) -> Seen {
    Seen::unmet(Finding::MultiSyntaxStopped { how }, owner)
}

/// KMS itself sends small packets, so that this is a warning. Silence means the length only where
/// the short bind that looks like it was accepted; an older report does not know this bind.
fn full_packets(endpoint: &At<'_, KmsEndpoint>) -> Option<Requirement> {
    let seen = match &endpoint.bind_padded {
        Observed::Answered { .. } => Seen::met(Finding::FullPacketsPass {}),
        cut @ Observed::Failed(failure) if failure.is_unfinished() => {
            reach::unfinished(Role::Kms, reach::why_cut(cut))
        }
        Observed::Failed(failure) if loses_full_packets(endpoint) => {
            // The length alone differs, and no service reads that much of it.
            let waited = Millis::waited_us(failure.elapsed_us);
            Seen::unmet(Finding::FullPacketsLost { waited }, Owner::NetworkTeam)
        }
        Observed::Failed(failure) => {
            let how = failure.kind;
            Seen::unknown(Finding::FullPacketsUntold { how }, service_or_way(endpoint))
        }
        Observed::NotAsked { .. } => return None,
    };
    let requirement = seen.of(RequirementId::KmsPathCarriesFullPackets);
    Some(requirement.weighing(Weight::Advice).because(at!(endpoint.bind_padded)))
}

/// The long bind alone is silent.
pub fn loses_full_packets(endpoint: &KmsEndpoint) -> bool {
    endpoint.bind_padded.failure().is_some_and(is_silence) && endpoint.bind_multi.is_accepted()
}

/// Nothing at all came: of an answer that began, the detail tells.
fn is_silence(failure: &Failure) -> bool {
    failure.step == Step::RpcBind
        && failure.kind == FailureKind::TimedOut
        && failure.detail.is_none()
}
