//! The host's DNS servers: is there one, and does each of them answer?

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{
    DnsReply, Evidence, Failure, FailureKind, NotAsked, Observed, Rcode, RegistrySource,
    WindowsFacts, server_label,
};

use super::{names, over_tcp};
use crate::verdict::finding::{Finding, Maybe, Millis, Unfinished, YesNo};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, At, at, pointer};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// One requirement that there is a server, and one a server that it answers.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    // Captures alone do not tell what the host asks, unless one of them shows its settings.
    let is_shown = evidence.host.dns.value().is_some_and(|client| !client.servers.is_empty());
    let is_told = !evidence.asked.offline || is_shown;
    let mut requirements: Vec<Requirement> =
        is_told.then(|| configured(evidence)).into_iter().collect();
    let talks = talks(evidence);
    let are_others = talks.iter().any(|(server, _)| names::is_answered_by(evidence, *server));
    let answering: Vec<SocketAddr> =
        talks.iter().filter(|(_, talk)| talk.answered).map(|(server, _)| *server).collect();
    let heard = talks.into_iter().map(|(server, talk)| {
        let talk = if is_elsewhere(evidence, server, &answering) { talk.unseen() } else { talk };
        let talk = talk.with_tcp(evidence, server).with_names(evidence, server);
        answers(server, if are_others { talk.of_this_domain() } else { talk })
    });
    requirements.extend(heard);
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
            Finding::DnsClientUnreadable { detail: failure.detail.clone().into() },
        ),
        Observed::NotAsked { .. } => {
            (Status::Unknown, Finding::DnsClientUnreadable { detail: Maybe(None) })
        }
    };
    Requirement::new(RequirementId::DnsServerConfigured, status, finding)
        .owned_by(Owner::HostAdmin)
        // Where it is not known, whatever is unknown for want of a DNS server hangs on it.
        .weighing(if status == Status::Unknown { Weight::Needed } else { Weight::Advice })
        .because(pointer!(host.dns))
}

/// Everything said with one server: was any question answered, and if not, what happened to the
/// first?
#[derive(Default)]
struct Talk {
    answered: bool,
    pointers: Vec<String>,
    trouble: Option<Seen>,
    /// The server is this host itself.
    is_own: bool,
}

/// The talks with each server, in the order in which the servers were first asked.
fn talks(evidence: &Evidence) -> Vec<(SocketAddr, Talk)> {
    let mut talks: BTreeMap<SocketAddr, Talk> = BTreeMap::new();
    let mut order = Vec::new();
    let questions = place::kms_questions(evidence).chain(place::locator_questions(evidence));
    for answer in questions.flat_map(|question| at!(question.answers).each()) {
        if !talks.contains_key(&answer.server) {
            order.push(answer.server);
        }
        let talk = talks.entry(answer.server).or_default();
        talk.hear(answer.server, &at!(answer.srv));
        talk.hear(answer.server, &at!(answer.control));
        if answer.serves_names {
            talk.answered = true;
            talk.pointers.push(at!(answer.serves_names).into());
        }
    }
    let mut heard: Vec<_> =
        order.into_iter().filter_map(|server| talks.remove_entry(&server)).collect();
    heard.extend(silent_for_names(evidence, &heard));
    heard
}

/// Servers that let another tool wait in vain for a name, and were asked for nothing else.
fn silent_for_names(evidence: &Evidence, heard: &[(SocketAddr, Talk)]) -> Vec<(SocketAddr, Talk)> {
    let is_heard = |address: IpAddr| heard.iter().any(|(server, _)| server.ip() == address);
    let silent = evidence.host.silent_dns.iter().filter(|address| !is_heard(**address));
    let talk = |address: &IpAddr| Talk {
        pointers: vec![pointer!(host.silent_dns).to_owned()],
        trouble: Some(silent_as_another_tool_saw_it()),
        is_own: address.is_loopback(),
        ..Talk::default()
    };
    silent.map(|address| (SocketAddr::new(*address, DNS_PORT), talk(address))).collect()
}

const DNS_PORT: u16 = 53;

fn silent_as_another_tool_saw_it() -> Seen {
    let waited = Millis::waited_us(0);
    Seen::unmet(Finding::DnsSilent { waited, up: Maybe(None) }, Owner::DnsAdminOrNetworkTeam)
}

/// Whether it is a server of another network connection than those that answer, of a host that is
/// not this one: what leads from there leads from nowhere else.
fn is_elsewhere(evidence: &Evidence, server: SocketAddr, answering: &[SocketAddr]) -> bool {
    let client = evidence.host.dns.value().filter(|_| is_of_another_host(evidence));
    let interface = |wanted: SocketAddr| {
        let mut servers = client.into_iter().flat_map(|client| &client.servers);
        servers.find(|known| known.address == wanted)?.interface.as_deref()
    };
    let Some(own) = interface(server) else { return false };
    let mut others = answering.iter().filter_map(|other| interface(*other)).peekable();
    others.peek().is_some() && others.all(|other| other != own)
}

/// Whether the settings came from a file, and the questions from here.
fn is_of_another_host(evidence: &Evidence) -> bool {
    let is_from_file =
        |windows: &WindowsFacts| matches!(windows.source, RegistrySource::File { .. });
    evidence.host.windows.value().is_some_and(is_from_file) && !evidence.host.is_the_windows_meant()
}

impl Talk {
    /// What was met on the way from here says nothing of the way from there.
    fn unseen(self) -> Self {
        let trouble = self.trouble.map(|_| unfinished(Unfinished::OtherHost));
        Self { trouble, ..self }
    }

    fn hear<R>(&mut self, server: SocketAddr, outcome: &At<'_, Observed<DnsReply<R>>>) {
        self.answered |= outcome.is_answer();
        self.is_own |=
            server.ip().is_loopback() || outcome.failure().is_some_and(reach::is_of_this_host);
        if outcome.not_asked().is_none_or(|reason| reason == NotAsked::OtherHost) {
            self.pointers.push(outcome.into());
        }
        if self.trouble.is_none() {
            self.trouble = trouble(server, outcome);
        }
    }

    /// A server that is silent over UDP alone is up: something on the way lets one transport pass,
    /// and not the other.
    fn with_tcp(mut self, evidence: &Evidence, server: SocketAddr) -> Self {
        let Some(asked) = over_tcp::of(evidence, server) else { return self };
        self.pointers.push(at!(asked.answer).into());
        if asked.answer.value().is_some() {
            self.trouble = self.trouble.map(over_udp_alone);
        }
        self
    }

    /// A server that answered for other names is up, and UDP passes: what is missing was lost, or
    /// is more than it answers one client in a moment.
    fn with_names(mut self, evidence: &Evidence, server: SocketAddr) -> Self {
        if names::is_answered_by(evidence, server) {
            self.trouble = self.trouble.map(some_missing);
        }
        self
    }

    /// Names were looked up in this run: what is refused, or failed on, is this domain's.
    fn of_this_domain(self) -> Self {
        Self { trouble: self.trouble.map(of_this_domain), ..self }
    }
}

/// Where other names were looked up in this run.
fn of_this_domain(trouble: Seen) -> Seen {
    let others = YesNo(true);
    match trouble.finding {
        Finding::DnsRefuses { notes, .. } => {
            Seen { finding: Finding::DnsRefuses { notes, others }, ..trouble }
        }
        Finding::DnsServerFails { notes, .. } => {
            Seen { finding: Finding::DnsServerFails { notes, others }, ..trouble }
        }
        finding => Seen { finding, ..trouble },
    }
}

/// Of a server that answers others.
fn some_missing(trouble: Seen) -> Seen {
    match trouble.finding {
        Finding::DnsSilent { waited, .. } | Finding::DnsSilentOverUdp { waited } => {
            Seen::unknown(Finding::DnsAnswersSome { waited }, Owner::Nobody)
        }
        finding => Seen { finding, ..trouble },
    }
}

/// Of a server that answers over TCP.
fn over_udp_alone(trouble: Seen) -> Seen {
    match trouble.finding {
        Finding::DnsSilent { waited, .. } => {
            let finding = Finding::DnsSilentOverUdp { waited };
            Seen { finding, ..trouble }
        }
        Finding::DnsPortClosed {} => Seen { finding: Finding::DnsClosedOverUdp {}, ..trouble },
        finding => Seen { finding, ..trouble },
    }
}

fn answers(server: SocketAddr, talk: Talk) -> Requirement {
    let seen = match talk.trouble {
        _ if talk.answered => Seen::met(Finding::DnsAnswers {}),
        Some(trouble) if talk.is_own => of_this_host(trouble),
        Some(trouble) => trouble,
        None => unfinished(Unfinished::CutShort),
    };
    seen.of(RequirementId::DnsServerAnswers)
        .of(server_label(server))
        .weighing(Weight::Part)
        .because_of(talk.pointers)
}

/// Nobody else runs it, and nothing is on the way.
fn of_this_host(trouble: Seen) -> Seen {
    let finding = match trouble.finding {
        Finding::DnsSilent { .. } | Finding::DnsPortClosed {} => Finding::DnsOfThisHostDown {},
        finding => finding,
    };
    let is_somebodys = trouble.owner != Owner::Nobody;
    let owner = if is_somebodys { Owner::HostAdmin } else { trouble.owner };
    Seen { finding, owner, ..trouble }
}

fn trouble<R>(server: SocketAddr, outcome: &Observed<DnsReply<R>>) -> Option<Seen> {
    match outcome {
        Observed::Answered { value, .. } => {
            let others = YesNo(false);
            let finding = match value.rcode {
                Rcode::NoError | Rcode::NxDomain => return None,
                Rcode::Refused => Finding::DnsRefuses { notes: notes(value), others },
                _ => Finding::DnsServerFails { notes: notes(value), others },
            };
            Some(Seen::unmet(finding, Owner::DnsAdmin))
        }
        Observed::Failed(failure) if failure.is_unfinished() => {
            Some(unfinished(reach::why_cut(outcome)))
        }
        Observed::Failed(failure) => Some(failed(server, failure)),
        Observed::NotAsked { reason: NotAsked::OtherHost } => {
            Some(unfinished(Unfinished::OtherHost))
        }
        Observed::NotAsked { .. } => None,
    }
}

fn unfinished(why: Unfinished) -> Seen {
    Seen::unknown(Finding::DnsUnfinished { why }, Owner::Nobody)
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
        .map(|e| format!("EDE {} {}", e.code, e.reason()).trim_end().to_owned());
    std::iter::once(code).chain(errors).collect()
}

fn failed(server: SocketAddr, failure: &Failure) -> Seen {
    let by_another =
        failure.reporter.as_deref().is_some_and(|reporter| reporter.parse() != Ok(server.ip()));
    let (finding, owner) = match failure.kind {
        FailureKind::Refused if !by_another => (Finding::DnsPortClosed {}, Owner::DnsAdmin),
        FailureKind::Malformed | FailureKind::NotThisProtocol | FailureKind::TooLarge => {
            (Finding::DnsGarbled {}, Owner::DnsAdmin)
        }
        FailureKind::BlockedLocally | FailureKind::NoRoute | FailureKind::GatewayUnreachable => {
            (unreachable(failure), Owner::HostAdmin)
        }
        // Its neighbours look for it in vain.
        FailureKind::HostUnreachable if !by_another || reach::is_looked_for(failure) => {
            (unreachable(failure), Owner::DnsAdmin)
        }
        FailureKind::HostUnreachable | FailureKind::Unreachable => {
            (unreachable(failure), Owner::DnsAdminOrNetworkTeam)
        }
        FailureKind::Refused
        | FailureKind::TimeExceeded
        | FailureKind::NetUnreachable
        | FailureKind::AdminProhibited => (unreachable(failure), Owner::NetworkTeam),
        FailureKind::TimedOut
        | FailureKind::Lost
        | FailureKind::Untold
        | FailureKind::Reset
        | FailureKind::Closed
        | FailureKind::NameNotFound
        | FailureKind::NoData
        | FailureKind::ServerFailure
        | FailureKind::QueryRefused
        | FailureKind::NoServer
        | FailureKind::TlsAlert
        | FailureKind::TlsIncompatible
        | FailureKind::Untrusted
        | FailureKind::RevocationUnknown
        | FailureKind::OutOfDate
        | FailureKind::WrongName
        | FailureKind::KissOfDeath
        | FailureKind::Unreadable
        | FailureKind::Interrupted
        | FailureKind::Deadline
        | FailureKind::Internal
        | FailureKind::Other => {
            let waited = Millis::waited_us(failure.elapsed_us);
            (Finding::DnsSilent { waited, up: Maybe(None) }, Owner::DnsAdminOrNetworkTeam)
        }
    };
    Seen::unmet(finding, owner)
}

fn unreachable(failure: &Failure) -> Finding {
    Finding::DnsUnreachable { how: failure.kind, reporter: failure.reporter.clone().into() }
}
