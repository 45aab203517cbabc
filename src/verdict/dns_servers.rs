//! The host's DNS servers: is there one, and does each of them answer?

use std::collections::BTreeMap;
use std::net::SocketAddr;

use actprobe_probes::evidence::{DnsReply, Evidence, Failure, FailureKind, Observed, Rcode};

use super::discovery::{is_answer, is_unfinished};
use super::finding::{Finding, Millis};
use super::logic::Status;
use super::requirement::{Owner, Requirement, RequirementId, Weight};

/// One requirement that there is a server, and one a server that it answers.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    let mut requirements = vec![configured(evidence)];
    requirements.extend(talks(evidence).into_iter().map(|(server, talk)| answers(server, &talk)));
    requirements
}

/// A server as a person names it: the port only where it is not 53.
pub fn label(server: SocketAddr) -> String {
    if server.port() == 53 { server.ip().to_string() } else { server.to_string() }
}

fn configured(evidence: &Evidence) -> Requirement {
    let (status, finding) = match &evidence.host.dns {
        Observed::Answered { value, .. } if value.servers.is_empty() => (Status::Unmet, Finding::NoDnsServer {}),
        Observed::Answered { value, .. } => {
            let servers = value.servers.iter().map(|server| label(server.address)).collect();
            (Status::Met, Finding::DnsServersConfigured { servers })
        }
        Observed::Failed(failure) => {
            (Status::Unknown, Finding::DnsClientUnreadable { detail: failure.detail.clone().unwrap_or_default() })
        }
        Observed::NotAsked { .. } => (Status::Unknown, Finding::DnsClientUnreadable { detail: String::new() }),
    };
    Requirement::new(RequirementId::DnsServerConfigured, status, finding)
        .owned_by(Owner::HostAdmin)
        .weighing(Weight::Advice)
        .because("/host/dns")
}

/// Everything said with one server: was any question answered, and if not, what happened to the first?
#[derive(Default)]
struct Talk {
    answered: bool,
    pointers: Vec<String>,
    trouble: Option<(Status, Finding)>,
}

/// The talks with each server, in the order in which the servers were first asked.
fn talks(evidence: &Evidence) -> Vec<(SocketAddr, Talk)> {
    let mut talks: BTreeMap<SocketAddr, Talk> = BTreeMap::new();
    let mut order = Vec::new();
    for (q, question) in evidence.kms.questions.iter().enumerate() {
        for (a, answer) in question.answers.iter().enumerate() {
            if !talks.contains_key(&answer.server) {
                order.push(answer.server);
            }
            let talk = talks.entry(answer.server).or_default();
            talk.hear(&answer.srv, format!("/kms/questions/{q}/answers/{a}/srv"));
            talk.hear(&answer.control, format!("/kms/questions/{q}/answers/{a}/control"));
        }
    }
    order.into_iter().filter_map(|server| talks.remove_entry(&server)).collect()
}

impl Talk {
    fn hear<R>(&mut self, outcome: &Observed<DnsReply<R>>, pointer: String) {
        self.answered |= is_answer(outcome);
        if !matches!(outcome, Observed::NotAsked { .. }) {
            self.pointers.push(pointer);
        }
        if self.trouble.is_none() {
            self.trouble = trouble(outcome);
        }
    }
}

fn answers(server: SocketAddr, talk: &Talk) -> Requirement {
    let (status, finding) = match &talk.trouble {
        _ if talk.answered => (Status::Met, Finding::DnsAnswers {}),
        Some(trouble) => trouble.clone(),
        None => (Status::Unknown, Finding::DnsUnfinished {}),
    };
    Requirement::new(RequirementId::DnsServerAnswers, status, finding)
        .of(label(server))
        .owned_by(Owner::DnsAdmin)
        .weighing(Weight::Part)
        .because_of(talk.pointers.iter().cloned())
}

fn trouble<R>(outcome: &Observed<DnsReply<R>>) -> Option<(Status, Finding)> {
    match outcome {
        Observed::Answered { value, .. } => match value.rcode {
            Rcode::NoError | Rcode::NxDomain => None,
            Rcode::Refused => Some((Status::Unmet, Finding::DnsRefuses { notes: notes(value) })),
            _ => Some((Status::Unmet, Finding::DnsServerFails { notes: notes(value) })),
        },
        Observed::Failed(failure) if is_unfinished(failure.kind) => Some((Status::Unknown, Finding::DnsUnfinished {})),
        Observed::Failed(failure) => Some((Status::Unmet, failure_finding(failure))),
        Observed::NotAsked { .. } => None,
    }
}

fn notes<R>(reply: &DnsReply<R>) -> Vec<String> {
    let code = match reply.rcode {
        Rcode::ServFail => "SERVFAIL".to_owned(),
        Rcode::FormErr => "FORMERR".to_owned(),
        Rcode::NotImp => "NOTIMP".to_owned(),
        Rcode::Refused => "REFUSED".to_owned(),
        Rcode::Other(code) => format!("RCODE {code}"),
        Rcode::NoError | Rcode::NxDomain => return Vec::new(),
    };
    let errors = reply.extended_errors.iter().map(|e| format!("EDE {} {}", e.code, e.text).trim_end().to_owned());
    std::iter::once(code).chain(errors).collect()
}

fn failure_finding(failure: &Failure) -> Finding {
    match failure.kind {
        FailureKind::Refused => Finding::DnsPortClosed {},
        FailureKind::Malformed | FailureKind::NotThisProtocol | FailureKind::TooLarge => Finding::DnsGarbled {},
        FailureKind::HostUnreachable
        | FailureKind::NetUnreachable
        | FailureKind::NoRoute
        | FailureKind::AdminProhibited
        | FailureKind::BlockedLocally => Finding::DnsUnreachable {
            how: kind_id(failure.kind),
            reporter: failure.reporter.clone().unwrap_or_default(),
        },
        _ => Finding::DnsSilent { waited: Millis::waited_us(failure.elapsed_us) },
    }
}

/// The stable id of a failure kind, as it stands in the format.
pub fn kind_id(kind: FailureKind) -> String {
    serde_json::to_value(kind).ok().and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default()
}
