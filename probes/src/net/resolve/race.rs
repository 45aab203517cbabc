//! One name, one family, several servers: a stub resolver's order without its patience with dead
//! servers.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::evidence::{DnsReply, Failure, FailureKind, Flow, Observed, Rcode, Step, scrub};
use crate::net::dns::exchange;
use crate::net::watch::pause;
use crate::net::{Cause, Watch};
use crate::wire::dns::{DnsRecord, Question};

/// What came of one family.
pub(super) struct Family<R> {
    /// The addresses, or why there are none.
    pub(super) outcome: Observed<Vec<R>>,
    /// The server that answered, or the last one asked.
    pub(super) server: Option<SocketAddr>,
    /// The chain of aliases.
    pub(super) aliases: Vec<String>,
    /// Whether the server said that there are none, and not by the SOA record of the zone (RFC 2308
    /// §2.2).
    pub(super) is_kept_back: bool,
    /// The servers that fail on the name, or refuse it, as the one does that is told of.
    pub(super) failing_too: Vec<SocketAddr>,
}

/// Asks the servers for `name`. The next one is asked as soon as one fails, or has not answered for
/// a while; the first conclusive answer counts. All of it is one step, with the limit of one DNS
/// query. Servers that are known to be silent are passed over.
pub(super) async fn family<R: DnsRecord>(
    watch: &Watch,
    name: &str,
    servers: &[SocketAddr],
) -> Family<R> {
    let known = &watch.dns_servers;
    let servers: Vec<_> = servers.iter().copied().filter(|to| !known.is_silent(*to)).collect();
    let mut race = Race {
        watch,
        last_asked: None,
        verdict: None,
        inconclusive: vec![],
        aliases: vec![],
        is_kept_back: false,
    };
    let outcome = watch.step(Step::Resolve, watch.limits.dns, race.run(name, &servers)).await;
    if is_in_vain(&outcome) {
        // The others had less than the whole limit.
        servers.first().iter().for_each(|first| known.stayed_silent(**first));
    }
    let outcome = or_verdict(outcome, race.verdict);
    Family {
        failing_too: alike(outcome.failure(), race.inconclusive),
        outcome,
        server: race.last_asked,
        aliases: race.aliases,
        is_kept_back: race.is_kept_back,
    }
}

fn is_in_vain<T>(outcome: &Observed<T>) -> bool {
    outcome.failure().is_some_and(|failure| failure.kind == FailureKind::TimedOut)
}

struct Race<'a> {
    watch: &'a Watch,
    last_asked: Option<SocketAddr>,
    /// What a server that had no conclusive answer said: it tells more than another's silence.
    verdict: Option<Cause>,
    /// The servers that had no conclusive answer, in the order in which they said so.
    inconclusive: Vec<(SocketAddr, FailureKind)>,
    aliases: Vec<String>,
    is_kept_back: bool,
}

impl Race<'_> {
    async fn run<R: DnsRecord>(
        &mut self,
        name: &str,
        servers: &[SocketAddr],
    ) -> Result<Vec<R>, Cause> {
        let question = Question::about(name)
            .map_err(|error| Cause::with_detail(FailureKind::Other, &error.to_string()))?;
        let mut waiting = servers.iter().copied();
        let mut asked = FuturesUnordered::new();
        loop {
            if let Some(server) = waiting.next() {
                self.last_asked = Some(server);
                asked.push(ask(self.watch, server, &question));
            }
            tokio::select! {
                answer = asked.next() => match answer {
                    Some((server, outcome)) =>
                        if let Some(end) = self.consider(server, outcome) { return end },
                    None =>
                        return Err(self.verdict.clone().unwrap_or(FailureKind::NoServer.into())),
                },
                () = pause(self.headstart(servers.len())), if waiting.len() > 0 => {
                    self.last_asked.iter().for_each(|late| self.watch.dns_servers.ran_late(*late));
                }
            }
        }
    }

    /// How long the server that was asked last has before the next one is asked too. With a short
    /// limit it is shorter, so that every server is asked before the limit ends the race; and where
    /// it was waited for before and not heard since, it is so short that only a live one makes use
    /// of it.
    fn headstart(&self, servers: usize) -> Duration {
        let shares = u32::try_from(servers.max(1)).unwrap_or(u32::MAX);
        let whole = HEADSTART.min(self.watch.limits.dns / shares);
        let is_late = |server| self.watch.dns_servers.is_late(server);
        if self.last_asked.is_some_and(is_late) { whole / 16 } else { whole }
    }

    /// The end of the race, if this answer is conclusive.
    fn consider<R>(
        &mut self,
        server: SocketAddr,
        outcome: Observed<DnsReply<R>>,
    ) -> Option<Result<Vec<R>, Cause>> {
        match outcome {
            Observed::Answered { value, .. } if is_conclusive(value.rcode) => {
                self.last_asked = Some(server);
                Some(self.conclude(server, value))
            }
            Observed::Answered { value, .. } => {
                let cause = inconclusive(&value).reported_by(&server);
                self.inconclusive.push((server, cause.kind));
                self.note(cause.over(flow_to(server, &value)))
            }
            Observed::Failed(failure) => self.note(failure.into()),
            Observed::NotAsked { .. } => None,
        }
    }

    fn conclude<R>(&mut self, server: SocketAddr, reply: DnsReply<R>) -> Result<Vec<R>, Cause> {
        let flow = flow_to(server, &reply);
        self.aliases = reply.aliases;
        let kind = match reply.rcode {
            Rcode::NxDomain => FailureKind::NameNotFound,
            _ if reply.records.is_empty() => {
                self.is_kept_back = reply.soa.is_none();
                FailureKind::NoData
            }
            _ => return Ok(reply.records),
        };
        Err(Cause::from(kind).reported_by(&server).over(flow))
    }

    /// Keeps the first word of a server, and prefers it to the silence of another. Where a server
    /// was not asked for want of means on this host, no other's word tells what it would have said.
    fn note<T>(&mut self, cause: Cause) -> Option<T> {
        let weight =
            |cause: &Cause| (cause.kind == FailureKind::Internal, cause.reporter.is_some());
        if self.verdict.as_ref().is_none_or(|known| weight(known) < weight(&cause)) {
            self.verdict = Some(cause);
        }
        None
    }
}

/// Those that fail as the server does that is told of.
fn alike(told: Option<&Failure>, all: Vec<(SocketAddr, FailureKind)>) -> Vec<SocketAddr> {
    let Some(told) = told else { return Vec::new() };
    let is_told = |server: &SocketAddr| told.reporter == Some(server.to_string());
    let all = all.into_iter().filter(|(server, kind)| *kind == told.kind && !is_told(server));
    all.map(|(server, _)| server).collect()
}

async fn ask<R: DnsRecord>(
    watch: &Watch,
    server: SocketAddr,
    question: &Question<R>,
) -> (SocketAddr, Observed<DnsReply<R>>) {
    (server, exchange(watch, server, question).await)
}

/// The packets that an answer came with.
fn flow_to<R>(server: SocketAddr, reply: &DnsReply<R>) -> Flow {
    Flow { transport: reply.transport.into(), from: reply.from.clone(), to: server }
}

fn is_conclusive(rcode: Rcode) -> bool {
    matches!(rcode, Rcode::NoError | Rcode::NxDomain)
}

fn inconclusive<R>(reply: &DnsReply<R>) -> Cause {
    let kind = match reply.rcode {
        Rcode::Refused => FailureKind::QueryRefused,
        _ => FailureKind::ServerFailure,
    };
    let code = (reply.rcode != Rcode::ServFail && kind == FailureKind::ServerFailure)
        .then(|| rcode_text(reply.rcode));
    let reasons = reply.extended_errors.iter().map(|error| match error.reason() {
        "" => format!("extended error {}", error.code),
        reason => format!("extended error {}: {reason}", error.code),
    });
    let detail = code.into_iter().chain(reasons).collect::<Vec<_>>().join("; ");
    Cause { detail: (!detail.is_empty()).then(|| scrub(&detail)), ..kind.into() }
}

fn rcode_text(rcode: Rcode) -> String {
    match rcode {
        Rcode::Other(code) => format!("rcode {code}"),
        named => format!("{named:?}").to_ascii_uppercase(),
    }
}

/// A time-out gives way to what a server said meanwhile.
fn or_verdict<T>(outcome: Observed<T>, verdict: Option<Cause>) -> Observed<T> {
    match (outcome, verdict) {
        (Observed::Failed(silence), Some(Cause { kind, reporter, detail, flow }))
            if silence.kind == FailureKind::TimedOut =>
        {
            Observed::Failed(Failure { kind, reporter, detail, flow, ..silence })
        }
        (outcome, _) => outcome,
    }
}

/// How long a server has at most before the next one is asked too: what Windows and most stub
/// resolvers allow the first.
const HEADSTART: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::evidence::ExtendedDnsError;
    use crate::net::Limits;

    #[test]
    fn an_extended_error_without_a_text_is_told_by_what_its_code_means() {
        let error = |code, text: &str| ExtendedDnsError { code, text: text.to_owned() };
        let extended_errors =
            vec![error(9, ""), error(6, "no signature of corp.example"), error(999, "")];
        let reply: DnsReply<Ipv4Addr> =
            DnsReply { extended_errors, ..DnsReply::told(Rcode::ServFail) };
        let told = "extended error 9: DNSKEY missing; \
                    extended error 6: no signature of corp.example; extended error 999";
        assert_eq!(inconclusive(&reply).detail.as_deref(), Some(told));
    }

    #[test]
    fn a_server_that_could_not_be_asked_for_want_of_means_outweighs_the_word_of_another() {
        let (watch, _stopper) = Watch::new(Limits::default(), None);
        let mut race = Race {
            watch: &watch,
            last_asked: None,
            verdict: None,
            inconclusive: vec![],
            aliases: vec![],
            is_kept_back: false,
        };
        let causes = [
            FailureKind::TimedOut,
            FailureKind::ServerFailure,
            FailureKind::Internal,
            FailureKind::QueryRefused,
        ];
        let kept = causes.map(|kind| {
            let cause = Cause::from(kind);
            let is_word = !matches!(kind, FailureKind::TimedOut | FailureKind::Internal);
            race.note::<()>(if is_word { cause.reported_by(&"192.0.2.53:53") } else { cause });
            race.verdict.as_ref().unwrap().kind
        });
        let [first, word, _, _] = causes;
        assert_eq!(kept, [first, word, FailureKind::Internal, FailureKind::Internal]);
    }
}
