//! What a client hears of several DNS servers that were asked the same.
//!
//! Windows asks the DNS servers of every network connection. Those of one are copies of one world:
//! what the first of them says that answers is final, an absence too. Those of different ones are
//! worlds of their own, and a record in any of them is found (Microsoft Learn, "DNS client
//! resolution timeouts" and "DNS Clients and Timeouts"). The KMS client and the locator of domain
//! controllers ask the same resolver, so that one rule holds for both.

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    Evidence, LocatorError, Origin, SrvAnswer, SrvQuestion, SrvRecord,
};

use super::finding::FirstServer;
use super::requirement::Owner;
use super::srv::{Meaning, Published, meaning, records_meaning};
use crate::catalogue::public_resolvers;

/// The answers of servers that are copies of each other, in the order in which they are asked.
/// Where captures are all there is, the host's servers are those of the captures, and one that is
/// none of them is asked by nobody: it comes last. Of others nobody knows the order: each is a
/// world of its own.
pub fn of<'e>(evidence: &Evidence, question: &'e SrvQuestion) -> Vec<Vec<&'e SrvAnswer>> {
    let mut worlds: Vec<(Option<Option<&str>>, Vec<&SrvAnswer>)> = Vec::new();
    let is_captured = question.origin == Origin::Capture;
    let servers = evidence.host.dns.value().map(|dns| dns.servers.as_slice()).unwrap_or_default();
    let of_host = if is_captured && !evidence.asked.offline { &[] } else { servers };
    let position = |answer: &SrvAnswer| of_host.iter().position(|s| s.address == answer.server);
    let mut answers: Vec<&SrvAnswer> = question.answers.iter().collect();
    answers.sort_by_key(|answer| position(answer).unwrap_or(usize::MAX));
    for answer in answers {
        let connection = match position(answer).and_then(|at| of_host.get(at)) {
            Some(server) => Some(server.interface.as_deref()),
            None => worlds.first().filter(|_| is_captured).and_then(|(of, _)| *of),
        };
        match worlds.iter_mut().find(|(of, _)| connection.is_some() && *of == connection) {
            Some((_, world)) => world.push(answer),
            None => worlds.push((connection, vec![answer])),
        }
    }
    worlds.into_iter().map(|(_, world)| world).collect()
}

/// What the client hears in each of the worlds.
pub fn in_each(evidence: &Evidence, question: &SrvQuestion) -> Vec<Meaning> {
    of(evidence, question).iter().map(|world| first_said(question, world)).collect()
}

fn first_said(question: &SrvQuestion, world: &[&SrvAnswer]) -> Meaning {
    let said = || world.iter().map(|answer| meaning(question, answer));
    let failed = || said().find(|meaning| *meaning != Meaning::Unanswered);
    said().find(Meaning::tells).or_else(failed).unwrap_or(Meaning::Unanswered)
}

/// The targets that the client hears, or that the system's own resolver knows.
pub fn published(evidence: &Evidence, question: &SrvQuestion) -> Option<Vec<Published>> {
    let heard = in_each(evidence, question);
    let of_servers = heard.iter().find_map(Meaning::targets).map(<[Published]>::to_vec);
    of_servers.or_else(|| {
        let of_system = records_meaning(&question.system.value()?.records);
        of_system.targets().map(<[Published]>::to_vec)
    })
}

/// A server that says that there is no record, and those behind it that have it.
pub struct HiddenRecord {
    /// What the first server does not know: the name that was asked for, or the end of its alias.
    pub name: String,
    /// The server that the client asks first.
    pub first: SocketAddr,
    /// What it is, as far as that is seen.
    pub first_is: FirstServer,
    /// The servers that are asked only where that one is silent.
    pub behind: Vec<SocketAddr>,
}

impl HiddenRecord {
    /// Who changes what the first server says: nobody gives a stranger the zone, so that whoever
    /// named it to this host takes it out.
    pub fn owner(&self) -> Owner {
        if self.is_stranger() { Owner::HostAdmin } else { Owner::DnsAdmin }
    }

    /// Whether it is none of the domain's servers: it does not know the domain at all, serves
    /// everybody, or is a router.
    pub fn is_stranger(&self) -> bool {
        self.first_is != FirstServer::Own
    }
}

/// The record that a server has which is not asked, because the one before it answered.
pub fn hidden_record(evidence: &Evidence, question: &SrvQuestion) -> Option<HiddenRecord> {
    of(evidence, question).iter().find_map(|world| {
        let said = |answer: &&&SrvAnswer| meaning(question, answer).tells();
        let has = |answer: &&&SrvAnswer| meaning(question, answer).targets().is_some();
        let first = world.iter().find(said).filter(|first| !has(first))?;
        let end = first.srv.value().and_then(|reply| reply.aliases.last());
        let name = end.unwrap_or(&question.name).clone();
        let behind: Vec<_> = world.iter().filter(has).map(|answer| answer.server).collect();
        let first_is = what_is(evidence, question, first);
        let first = first.server;
        (!behind.is_empty()).then_some(HiddenRecord { name, first, first_is, behind })
    })
}

/// What a server is that lacks the record.
fn what_is(evidence: &Evidence, question: &SrvQuestion, answer: &SrvAnswer) -> FirstServer {
    let finds_none = |error: &LocatorError| error.tells_of_none() && evidence.asked.offline;
    if public_resolvers::has(answer.server.ip()) {
        FirstServer::Public
    } else if is_gateway(evidence, answer.server) {
        FirstServer::Gateway
    } else if meaning(question, answer) == Meaning::DomainUnknown {
        FirstServer::Stranger
    } else if evidence.directory.locator_error.as_ref().is_some_and(finds_none) {
        FirstServer::WithoutControllers
    } else {
        FirstServer::Own
    }
}

/// Whether a capture shows that it is a default gateway of the host.
pub fn is_gateway(evidence: &Evidence, server: SocketAddr) -> bool {
    let servers = evidence.host.dns.value().map(|client| client.servers.as_slice());
    let mut known = servers.unwrap_or_default().iter();
    known.any(|known| known.is_gateway && known.address == server)
}

/// Whether the client hears of such records, from a server or from the system's own resolver.
pub fn is_heard(
    evidence: &Evidence,
    question: &SrvQuestion,
    are_such: impl Fn(&[SrvRecord]) -> bool,
) -> bool {
    let by_system = || question.system.value().is_some_and(|answer| are_such(&answer.records));
    let has = |answer: &SrvAnswer| answer.srv.value().is_some_and(|srv| are_such(&srv.records));
    let by_servers = || {
        of(evidence, question).iter().any(|world| {
            let mut said = world.iter().filter(|answer| meaning(question, answer).tells());
            said.next().is_some_and(|first| has(first))
        })
    };
    by_system() || by_servers()
}
