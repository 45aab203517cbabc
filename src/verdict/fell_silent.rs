//! Whoever answered, and then was silent on every new connection: the way ended in the middle of
//! the run, or the machine did. That is no share of the connections which somebody serves, and no
//! bind that somebody stops: nothing at all came any more.

use std::borrow::Cow;

use actprobe_probes::evidence::{
    BindAgain, Evidence, Failure, FailureKind, KmsEndpoint, KmsTarget, Observed, Step,
};

use super::finding::Finding;
use super::loss;

/// The evidence, in which what was silent after that is told as lost, and what is to be said of it.
/// Where it befell several hosts, it was the way, and with it whatever was silent in this run.
pub fn set_aside(evidence: &Evidence) -> (Cow<'_, Evidence>, Option<Finding>) {
    let targets = evidence.kms.targets.iter().filter(|target| is_any(target));
    let hosts: Vec<String> = targets.map(KmsTarget::label).collect();
    let told = match hosts.len() {
        0 => return (Cow::Borrowed(evidence), None),
        1 => Cow::Owned(without_silences_of_hosts(evidence)),
        _ => loss::without_silences(evidence),
    };
    (told, Some(Finding::WayFellSilent { hosts }))
}

fn is_any(target: &KmsTarget) -> bool {
    target.endpoints.iter().any(fell_silent)
}

/// A bind was accepted, another was never answered on a connection that stood, and no connection
/// stood any more. Of a dead server behind a balancer, new connections meet the live one as well;
/// a limit lets those that stand go on.
fn fell_silent(endpoint: &KmsEndpoint) -> bool {
    let KmsEndpoint { bind_ndr32, bind_multi, again, .. } = endpoint;
    let binds = || [bind_ndr32, bind_multi].into_iter();
    binds().any(Observed::is_accepted)
        && binds().any(|bind| is_silent_at(Step::RpcBind, bind))
        && !again.is_empty()
        && again.iter().all(stood_nowhere)
}

fn stood_nowhere(tried: &BindAgain) -> bool {
    let BindAgain { bind, plain, padded, .. } = tried;
    is_silent_at(Step::Connect, bind)
        && plain.iter().all(|plain| is_silent_at(Step::Connect, plain))
        && padded.iter().all(|padded| is_silent_at(Step::Connect, padded))
}

fn is_silent_at<T>(step: Step, outcome: &Observed<T>) -> bool {
    let is_it = |failure: &Failure| failure.step == step && failure.kind == FailureKind::TimedOut;
    outcome.failure().is_some_and(is_it)
}

fn without_silences_of_hosts(evidence: &Evidence) -> Evidence {
    let mut told = evidence.clone();
    let endpoints = told.kms.targets.iter_mut().flat_map(|target| &mut target.endpoints);
    endpoints.filter(|endpoint| fell_silent(endpoint)).for_each(lose);
    told
}

fn lose(endpoint: &mut KmsEndpoint) {
    lose_one(&mut endpoint.bind_ndr32);
    lose_one(&mut endpoint.bind_multi);
    lose_one(&mut endpoint.bind_padded);
    for tried in &mut endpoint.again {
        lose_one(&mut tried.bind);
        tried.plain.iter_mut().for_each(lose_one);
        tried.padded.iter_mut().for_each(lose_one);
    }
}

fn lose_one<T>(outcome: &mut Observed<T>) {
    match outcome {
        Observed::Failed(failure) if failure.kind == FailureKind::TimedOut => {
            failure.kind = FailureKind::Lost;
        }
        Observed::Failed(_) | Observed::Answered { .. } | Observed::NotAsked { .. } => {}
    }
}
