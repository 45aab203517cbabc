//! A KMS host that is answered for by turns: one try is refused or cut, the next is served.

use actprobe_probes::evidence::{
    BindReply, BindResult, ContextResult, FailureKind, KmsEndpoint, Observed, OtherProtocol,
};

use crate::verdict::finding::{Finding, Millis, OtherTurns, Role};
use crate::verdict::place::{At, at};
use crate::verdict::reach;
use crate::verdict::requirement::{Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// Of an address that was tried again, where a bind was accepted at one time, and the same was
/// refused, cut or left unanswered at another. Where chance explains that, it serves all the same.
pub fn judge(endpoint: &At<'_, KmsEndpoint>) -> Option<Vec<Requirement>> {
    let took = accepted(endpoint).filter(|_| !endpoint.again.is_empty())?;
    let by_turns = of_tries(endpoint, &tries(endpoint, Silence::WhereAnswered));
    if by_turns.is_none() && endpoint.bind_multi.is_accepted() {
        return None;
    }
    let connected = took_to_answer(&endpoint.connect).unwrap_or(took);
    let open = Seen::met(Finding::PortOpen { role: Role::Kms, took: connected });
    let bound = Seen::met(Finding::BindAccepted { took });
    let open = open.of(RequirementId::KmsPortReachable).because(at!(endpoint.connect));
    let bound = bound
        .of(RequirementId::KmsRpcBindAccepted)
        .because(at!(endpoint.bind_ndr32))
        .because(at!(endpoint.bind_multi))
        .because(at!(endpoint.again));
    let by_turns = by_turns.map(|by_turns| by_turns.weighing(weight(endpoint)));
    Some([open, bound].into_iter().chain(by_turns).collect())
}

/// Of an address of a host that is answered for by turns: so is this one, where a try was refused,
/// cut or left unanswered; that it met the dead server each time is chance.
pub fn beside(endpoint: &At<'_, KmsEndpoint>) -> Option<Requirement> {
    let way_ends = endpoint.connect.failure().is_some_and(|failure| !may_be_of_turns(failure.kind));
    if way_ends { None } else { of_tries(endpoint, &tries(endpoint, Silence::OfTurns)) }
}

/// Whether whoever deals out connections may have ended one so. That there is no way to an address
/// befalls each of them.
fn may_be_of_turns(kind: FailureKind) -> bool {
    use FailureKind::{Closed, Refused, Reset, TimedOut};
    matches!(kind, Refused | Reset | Closed | TimedOut)
}

fn of_tries(endpoint: &At<'_, KmsEndpoint>, tries: &[bool]) -> Option<Requirement> {
    let good = tries.iter().filter(|is_good| **is_good).count();
    let (good_tries, of) = (good as u64, tries.len() as u64);
    let finding =
        Finding::AnswersByTurns { good: good_tries, tries: of, others: other_turns(endpoint) };
    (good < tries.len()).then(|| {
        // A dead server behind a balancer, or a limit: on the way, or of the host itself.
        let owner = reach::machine_or_way(Role::Kms);
        Requirement::unmet(RequirementId::KmsAnswersSteadily, finding, owner)
            .weighing(Weight::Part)
            .because(at!(endpoint.connect))
            .because(at!(endpoint.bind_ndr32))
            .because(at!(endpoint.bind_multi))
            .because(at!(endpoint.bind_padded))
            .because(at!(endpoint.again))
    })
}

/// What else answered there: what says most of itself.
fn other_turns(endpoint: &KmsEndpoint) -> OtherTurns {
    let multi = endpoint.again.iter().map(|one| &one.bind);
    let binds = [&endpoint.bind_ndr32, &endpoint.bind_multi].into_iter().chain(multi);
    let answers = binds.chain(plain_again(endpoint)).filter_map(Observed::value);
    answers.map(other_turn).max().unwrap_or(OtherTurns::Untold)
}

fn other_turn(reply: &BindReply) -> OtherTurns {
    match reply {
        BindReply::Other { speaks: OtherProtocol::Http, .. } => OtherTurns::Http,
        BindReply::Other { speaks: OtherProtocol::Tls, .. } => OtherTurns::Tls,
        BindReply::Other { speaks: OtherProtocol::Banner, .. } => OtherTurns::Banner,
        BindReply::Other { speaks: OtherProtocol::Unknown, .. } => OtherTurns::Unknown,
        BindReply::BindAck { results, .. } if lacks_interface(results.first()) => {
            OtherTurns::OtherRpc
        }
        // A KMS host that is busy or stops refuses so too.
        BindReply::BindAck { .. } | BindReply::BindNak { .. } | BindReply::Fault { .. } => {
            OtherTurns::Untold
        }
    }
}

/// `abstract_syntax_not_supported` (C706 §12.6.3.1), by whichever of the two rejects it.
fn lacks_interface(first: Option<&ContextResult>) -> bool {
    first.is_some_and(|first| {
        let is_rejected =
            matches!(first.result, BindResult::ProviderRejection | BindResult::UserRejection);
        is_rejected && first.reason == 1
    })
}

/// The addresses of all hosts are told together, as one thing that is wrong: as many tries of as
/// many, with the greater weight and what tells most.
pub fn pool(requirements: &mut [Requirement]) {
    let (mut good, mut tries, mut weight) = (0, 0, Weight::Advice);
    let mut others = OtherTurns::Untold;
    for one in requirements.iter() {
        if let Finding::AnswersByTurns { good: some, tries: of, others: told } = one.finding {
            (good, tries, weight) = (good + some, tries + of, weight.max(one.weight));
            others = others.max(told);
        }
    }
    for one in requirements {
        if matches!(one.finding, Finding::AnswersByTurns { .. }) {
            one.finding = Finding::AnswersByTurns { good, tries, others };
            one.weight = weight;
        }
    }
}

/// What no client sends was lost once: a packet on the way. Whatever was refused or cut might have
/// been any of the connections; which one of them it was is chance.
fn weight(endpoint: &KmsEndpoint) -> Weight {
    let is_sent_well = endpoint.bind_ndr32.is_accepted() && endpoint.bind_multi.is_accepted();
    let is_good_again = endpoint.again.iter().all(|one| one.bind.is_accepted());
    let is_lost = is_silence(&endpoint.bind_padded) && is_sent_well && is_good_again;
    if is_lost { Weight::Advice } else { Weight::Part }
}

/// How long the bind that Windows sends took, where it was accepted; or the plain one, where that
/// was refused, cut or left unanswered at another time.
fn accepted(endpoint: &KmsEndpoint) -> Option<Millis> {
    let again = endpoint.again.iter().map(|one| &one.bind);
    let binds = std::iter::once(&endpoint.bind_multi).chain(again);
    let of_windows = binds.into_iter().filter(|bind| bind.is_accepted()).find_map(took_to_answer);
    let plain = || std::iter::once(&endpoint.bind_ndr32).chain(plain_again(endpoint));
    let of_plain = || plain().filter(|_| plain().any(is_no)).find(|bind| bind.is_accepted());
    of_windows.or_else(|| of_plain().and_then(took_to_answer))
}

fn is_no(bind: &Observed<BindReply>) -> bool {
    outcome(bind) == Some(false) || is_silence(bind)
}

fn plain_again(endpoint: &KmsEndpoint) -> impl Iterator<Item = &Observed<BindReply>> {
    endpoint.again.iter().filter_map(|one| one.plain.as_ref())
}

fn took_to_answer<T>(outcome: &Observed<T>) -> Option<Millis> {
    match outcome {
        Observed::Answered { elapsed_us, .. } => Some(Millis::from_us(*elapsed_us)),
        Observed::Failed(_) | Observed::NotAsked { .. } => None,
    }
}

/// What an unanswered bind says of turns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Silence {
    /// Something only where the same bind was answered at another time.
    WhereAnswered,
    /// The same as a cut: turns have been seen at another address of the host.
    OfTurns,
}

/// Each connection, and whether it was served.
fn tries(endpoint: &KmsEndpoint, silence: Silence) -> Vec<bool> {
    let connect = endpoint.connect.failure().filter(|failure| !failure.is_unfinished());
    let again = || endpoint.again.iter();
    let plain = std::iter::once(&endpoint.bind_ndr32).chain(plain_again(endpoint));
    let multi = std::iter::once(&endpoint.bind_multi).chain(again().map(|one| &one.bind));
    let padded = again().filter_map(|one| one.padded.as_ref());
    let padded = std::iter::once(&endpoint.bind_padded).chain(padded);
    let kinds = [
        told(plain.map(|bind| (outcome(bind), is_silence(bind))), silence),
        told(multi.map(|bind| (outcome(bind), is_silence(bind))), silence),
        told(padded.map(|bind| (served(bind), is_silence(bind))), silence),
    ];
    connect.map(|_| false).into_iter().chain(kinds.into_iter().flatten()).collect()
}

/// How the tries of one kind of bind ended.
fn told(tries: impl Iterator<Item = (Option<bool>, bool)>, silence: Silence) -> Vec<bool> {
    let tries: Vec<_> = tries.collect();
    let is_answered =
        silence == Silence::OfTurns || tries.iter().any(|(outcome, _)| *outcome == Some(true));
    let told = |(outcome, is_silence): (Option<bool>, bool)| {
        outcome.or_else(|| (is_silence && is_answered).then_some(false))
    };
    tries.into_iter().filter_map(told).collect()
}

fn served<T>(bind: &Observed<T>) -> Option<bool> {
    if bind.value().is_some() { Some(true) } else { cut(bind) }
}

fn is_silence<T>(bind: &Observed<T>) -> bool {
    bind.failure().is_some_and(|failure| failure.kind == FailureKind::TimedOut)
}

fn outcome(bind: &Observed<BindReply>) -> Option<bool> {
    if bind.value().is_some() { Some(bind.is_accepted()) } else { cut(bind) }
}

fn cut<T>(outcome: &Observed<T>) -> Option<bool> {
    let failure = outcome.failure().filter(|failure| !failure.is_unfinished())?;
    (failure.kind != FailureKind::TimedOut).then_some(false)
}
