//! The host's DNS servers: is there one, and does each of them answer?

use std::collections::BTreeMap;
use std::net::SocketAddr;

use actprobe_probes::evidence::{
    DnsReply, Evidence, Failure, FailureKind, Observed, Rcode, server_label,
};

use super::over_tcp;
use crate::verdict::finding::{Finding, Millis};
use crate::verdict::id::id_of;
use crate::verdict::logic::Status;
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// One requirement that there is a server, and one a server that it answers.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    // Captures alone do not tell what the host asks.
    let mut requirements: Vec<Requirement> =
        (!evidence.asked.offline).then(|| configured(evidence)).into_iter().collect();
    let talks = talks(evidence).into_iter();
    requirements
        .extend(talks.map(|(server, talk)| answers(server, talk.with_tcp(evidence, server))));
    requirements
}

fn configured(evidence: &Evidence) -> Requirement {
    let (status, finding) = match &evidence.host.dns {
        Observed::Answered { value, .. } if value.servers.is_empty() => {
            (Status::Unmet, Finding::NoDnsServer {})
        }
        Observed::Answered { value, .. } => {
            let servers = value.servers.iter().map(|server| server_label(server.address)).collect();
            (Status::Met, Finding::DnsServersConfigured { servers })
        }
        Observed::Failed(failure) => (
            Status::Unknown,
            Finding::DnsClientUnreadable { detail: failure.detail.clone().unwrap_or_default() },
        ),
        Observed::NotAsked { .. } => {
            (Status::Unknown, Finding::DnsClientUnreadable { detail: String::new() })
        }
    };
    Requirement::new(RequirementId::DnsServerConfigured, status, finding)
        .owned_by(Owner::HostAdmin)
        // Where it is not known, whatever is unknown for want of a DNS server hangs on it.
        .weighing(if status == Status::Unknown { Weight::Needed } else { Weight::Advice })
        .because("/host/dns")
}

/// Everything said with one server: was any question answered, and if not, what happened to the
/// first?
#[derive(Default)]
struct Talk {
    answered: bool,
    pointers: Vec<String>,
    trouble: Option<Trouble>,
}

/// What went wrong with a server, and who could change it.
type Trouble = (Status, Finding, Owner);

/// The talks with each server, in the order in which the servers were first asked.
fn talks(evidence: &Evidence) -> Vec<(SocketAddr, Talk)> {
    let mut talks: BTreeMap<SocketAddr, Talk> = BTreeMap::new();
    let mut order = Vec::new();
    for (list, questions) in [
        ("/kms/questions", &evidence.kms.questions),
        ("/directory/locator", &evidence.directory.locator),
    ] {
        for (q, question) in questions.iter().enumerate() {
            for (a, answer) in question.answers.iter().enumerate() {
                if !talks.contains_key(&answer.server) {
                    order.push(answer.server);
                }
                let talk = talks.entry(answer.server).or_default();
                talk.hear(answer.server, &answer.srv, format!("{list}/{q}/answers/{a}/srv"));
                talk.hear(
                    answer.server,
                    &answer.control,
                    format!("{list}/{q}/answers/{a}/control"),
                );
            }
        }
    }
    order.into_iter().filter_map(|server| talks.remove_entry(&server)).collect()
}

impl Talk {
    fn hear<R>(&mut self, server: SocketAddr, outcome: &Observed<DnsReply<R>>, pointer: String) {
        self.answered |= outcome.is_answer();
        if !matches!(outcome, Observed::NotAsked { .. }) {
            self.pointers.push(pointer);
        }
        if self.trouble.is_none() {
            self.trouble = trouble(server, outcome);
        }
    }

    /// A server that is silent over UDP alone is up: something on the way lets one transport pass,
    /// and not the other.
    fn with_tcp(mut self, evidence: &Evidence, server: SocketAddr) -> Self {
        let Some((pointer, outcome)) = over_tcp::of(&evidence.kms, server) else { return self };
        self.pointers.push(pointer);
        if let Some((status, Finding::DnsSilent { waited }, _)) = self.trouble
            && outcome.value().is_some()
        {
            self.trouble = Some((status, Finding::DnsSilentOverUdp { waited }, Owner::NetworkTeam));
        }
        self
    }
}

fn answers(server: SocketAddr, talk: Talk) -> Requirement {
    let (status, finding, owner) = match talk.trouble {
        _ if talk.answered => (Status::Met, Finding::DnsAnswers {}, Owner::Nobody),
        Some(trouble) => trouble,
        None => unfinished("cut-short"),
    };
    Requirement::new(RequirementId::DnsServerAnswers, status, finding)
        .of(server_label(server))
        .owned_by(owner)
        .weighing(Weight::Part)
        .because_of(talk.pointers)
}

fn trouble<R>(server: SocketAddr, outcome: &Observed<DnsReply<R>>) -> Option<Trouble> {
    match outcome {
        Observed::Answered { value, .. } => match value.rcode {
            Rcode::NoError | Rcode::NxDomain => None,
            Rcode::Refused => {
                Some((Status::Unmet, Finding::DnsRefuses { notes: notes(value) }, Owner::DnsAdmin))
            }
            _ => Some((
                Status::Unmet,
                Finding::DnsServerFails { notes: notes(value) },
                Owner::DnsAdmin,
            )),
        },
        Observed::Failed(failure) if failure.is_unfinished() => {
            Some(unfinished(reach::why_cut(outcome)))
        }
        Observed::Failed(failure) => {
            let (finding, owner) = failed(server, failure);
            Some((Status::Unmet, finding, owner))
        }
        Observed::NotAsked { .. } => None,
    }
}

fn unfinished(why: &str) -> Trouble {
    (Status::Unknown, Finding::DnsUnfinished { why: why.to_owned() }, Owner::Nobody)
}

/// The codes of a refusal, and what the server adds (RFC 8914).
pub fn notes<R>(reply: &DnsReply<R>) -> Vec<String> {
    let code = match reply.rcode {
        Rcode::ServFail => "SERVFAIL".to_owned(),
        Rcode::FormErr => "FORMERR".to_owned(),
        Rcode::NotImp => "NOTIMP".to_owned(),
        Rcode::Refused => "REFUSED".to_owned(),
        Rcode::Other(code) => format!("RCODE {code}"),
        Rcode::NoError | Rcode::NxDomain => return Vec::new(),
    };
    let errors = reply
        .extended_errors
        .iter()
        .map(|e| format!("EDE {} {}", e.code, e.text).trim_end().to_owned());
    std::iter::once(code).chain(errors).collect()
}

fn failed(server: SocketAddr, failure: &Failure) -> (Finding, Owner) {
    let by_another =
        failure.reporter.as_deref().is_some_and(|reporter| reporter.parse() != Ok(server.ip()));
    match failure.kind {
        FailureKind::Refused if !by_another => (Finding::DnsPortClosed {}, Owner::DnsAdmin),
        FailureKind::Malformed | FailureKind::NotThisProtocol | FailureKind::TooLarge => {
            (Finding::DnsGarbled {}, Owner::DnsAdmin)
        }
        FailureKind::BlockedLocally | FailureKind::NoRoute | FailureKind::GatewayUnreachable => {
            (unreachable(failure), Owner::HostAdmin)
        }
        // Its neighbours look for it in vain.
        FailureKind::HostUnreachable => (unreachable(failure), Owner::DnsAdmin),
        FailureKind::Refused
        | FailureKind::TimeExceeded
        | FailureKind::NetUnreachable
        | FailureKind::AdminProhibited => (unreachable(failure), Owner::NetworkTeam),
        _ => {
            (Finding::DnsSilent { waited: Millis::waited_us(failure.elapsed_us) }, Owner::DnsAdmin)
        }
    }
}

fn unreachable(failure: &Failure) -> Finding {
    Finding::DnsUnreachable {
        how: id_of(&failure.kind),
        reporter: failure.reporter.clone().unwrap_or_default(),
    }
}
