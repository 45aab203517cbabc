//! What is published of KMS, and how far each KMS host was reached.

use std::collections::{BTreeMap, BTreeSet};

use actprobe_probes::evidence::{
    BindReply, BindResult, DnsReply, HostPort, Id, KmsEndpoint, KmsEvidence, KmsTarget, Observed,
    Rcode, ResolvedBy, SrvAnswer, SrvQuestion, SrvRecord, TargetOrigin,
};

use crate::diff::knowledge::{Knowledge, value_of};
use crate::diff::thing::{Thing, Value};
use crate::diff::values::{Facts, Items};

/// Of each name, what all DNS servers together publish.
pub fn discovered(kms: &KmsEvidence, facts: &mut Facts) {
    for question in &kms.questions {
        facts.insert((Thing::SrvRecord, question.name.to_ascii_lowercase()), published(question));
    }
}

fn published(question: &SrvQuestion) -> Result<Items, Knowledge> {
    let (answers, silences): (Vec<_>, Vec<_>) =
        question.answers.iter().map(answer).partition(Result::is_ok);
    let answers: Vec<&DnsReply<SrvRecord>> = answers.into_iter().flatten().collect();
    let silence = silences.into_iter().filter_map(Result::err).max();
    if answers.is_empty() {
        return Err(silence.unwrap_or(Knowledge::NotAsked));
    }
    let mut of_target: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in answers.iter().flat_map(|reply| &reply.records) {
        let SrvRecord { priority, weight, port, target, .. } = record;
        let numbers = format!("{priority} {weight} {port}");
        of_target.entry(target.to_ascii_lowercase()).or_default().insert(numbers);
    }
    let was_cut = answers.iter().any(|reply| reply.records_dropped > 0);
    Ok(Items {
        items: of_target
            .into_iter()
            .map(|(target, numbers)| (target, Ok(Value::Set(numbers))))
            .collect(),
        incomplete: was_cut.then_some(Knowledge::NotAsked).or(silence),
    })
}

/// A negative answer is an answer; SERVFAIL and REFUSED are none.
fn answer(answer: &SrvAnswer) -> Result<&DnsReply<SrvRecord>, Knowledge> {
    let reply = value_of(&answer.srv)?;
    match reply.rcode {
        Rcode::NoError | Rcode::NxDomain => Ok(reply),
        Rcode::Other(code) => Err(Knowledge::Unanswered { why: format!("rcode {code}") }),
        rcode => Err(Knowledge::Unanswered { why: format!("rcode {}", rcode.id()) }),
    }
}

/// Each KMS host that a client may try. Where some name is without answer, others may be published.
pub fn targets(kms: &KmsEvidence) -> Result<Items, Knowledge> {
    if kms.questions.is_empty() && kms.targets.is_empty() {
        return Err(Knowledge::NotAsked);
    }
    // Who did not ask DNS does not know who else is published.
    let unasked = kms.questions.is_empty().then_some(Knowledge::NotAsked);
    let gaps = kms.questions.iter().filter_map(|question| match published(question) {
        Ok(items) => items.incomplete,
        Err(told) => Some(told),
    });
    let dropped = (kms.targets_dropped > 0).then_some(Knowledge::NotAsked);
    let found = kms.targets.iter().filter(|target| !is_by_hand(target));
    let items = found.map(|target| (address(target), state(target).map(Value::Text))).collect();
    Ok(Items { items, incomplete: unasked.or(dropped).or_else(|| gaps.max()) })
}

/// Each KMS host that is asked on somebody's word alone: it is compared where both reports were
/// given it.
pub fn targets_by_hand(kms: &KmsEvidence, facts: &mut Facts) {
    for target in kms.targets.iter().filter(|target| is_by_hand(target)) {
        let state = state(target).map(|state| Items::one(Some(Value::Text(state))));
        facts.insert((Thing::KmsTarget, address(target)), state);
    }
}

fn is_by_hand(target: &KmsTarget) -> bool {
    target
        .origins
        .iter()
        .all(|origin| matches!(origin, TargetOrigin::Forced | TargetOrigin::Expected))
}

fn address(target: &KmsTarget) -> String {
    HostPort { host: target.host.to_ascii_lowercase(), port: target.port }.to_string()
}

/// The KMS interface was reached at one address at least, or what stopped it at each.
fn state(target: &KmsTarget) -> Result<String, Knowledge> {
    let outcomes: Vec<_> = target.endpoints.iter().map(reach).collect();
    if outcomes.is_empty() {
        return unresolved(target);
    }
    if outcomes.iter().any(|outcome| outcome.as_ref().is_ok_and(|state| state == ACCEPTED)) {
        return Ok(ACCEPTED.to_owned());
    }
    // An address that was not tried may be the one that works.
    let states: BTreeSet<String> = outcomes.into_iter().collect::<Result<_, _>>()?;
    Ok(states.into_iter().collect::<Vec<_>>().join(", "))
}

const ACCEPTED: &str = "bind-accepted";

fn unresolved(target: &KmsTarget) -> Result<String, Knowledge> {
    let addresses = &target.addresses;
    match (as_state(&addresses.ipv4, |_| None), as_state(&addresses.ipv6, |_| None)) {
        // Both families say the same of a name that is gone.
        (Ok(state), _) | (_, Ok(state)) if addresses.by != ResolvedBy::Literal => Ok(state),
        _ => Err(Knowledge::NotAsked),
    }
}

fn reach(endpoint: &KmsEndpoint) -> Result<String, Knowledge> {
    value_or_state(&endpoint.connect)?.map_or_else(|| bound(endpoint), Ok)
}

/// Of the two binds, the one that got further.
fn bound(endpoint: &KmsEndpoint) -> Result<String, Knowledge> {
    let one = as_state(&endpoint.bind_ndr32, |reply| Some(in_short(reply)));
    let other = as_state(&endpoint.bind_multi, |reply| Some(in_short(reply)));
    match (one, other) {
        (_, Ok(state)) if state == ACCEPTED => Ok(state),
        (one, _) => one,
    }
}

fn in_short(reply: &BindReply) -> String {
    let accepts = |reply: &BindReply| match reply {
        BindReply::BindAck { results, .. } => {
            results.iter().any(|result| result.result == BindResult::Acceptance)
        }
        _ => false,
    };
    match reply {
        reply if accepts(reply) => ACCEPTED.to_owned(),
        BindReply::BindAck { .. } => "bind-rejected".to_owned(),
        BindReply::BindNak { .. } => "bind-nak".to_owned(),
        BindReply::Fault { .. } => "fault".to_owned(),
        BindReply::Other { speaks, .. } => format!("not-rpc {}", speaks.id()),
    }
}

/// The failure in a word; nothing where there is none.
fn value_or_state<T>(observed: &Observed<T>) -> Result<Option<String>, Knowledge> {
    match value_of(observed) {
        Ok(_) => Ok(None),
        Err(Knowledge::Unanswered { why }) => Ok(Some(why)),
        Err(told) => Err(told),
    }
}

/// The answer in a word, or the failure.
fn as_state<T>(
    observed: &Observed<T>,
    say: impl Fn(&T) -> Option<String>,
) -> Result<String, Knowledge> {
    match value_of(observed) {
        Ok(value) => say(value).ok_or(Knowledge::NotAsked),
        Err(Knowledge::Unanswered { why }) => Ok(why),
        Err(told) => Err(told),
    }
}
