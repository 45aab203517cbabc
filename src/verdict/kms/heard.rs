//! What the client itself hears of DNS, of all that was asked.
//!
//! Windows asks the DNS servers of every network connection. Those of one are copies of one world:
//! what the first of them says that answers is final, an absence too. Those of different ones are
//! worlds of their own, and a record in any of them is found (Microsoft Learn, "DNS client
//! resolution timeouts" and "DNS Clients and Timeouts").

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    CaptureKind, Evidence, Import, KmsTarget, LocatorError, Membership, Origin, SrvAnswer,
    SrvQuestion, SrvRecord, TargetOrigin, Used, domain_of_kms_service,
};

use crate::catalogue::public_resolvers;
use crate::verdict::finding::FirstServer;
use crate::verdict::srv::{Meaning, Published, meaning, records_meaning};

/// Whether the client asks this question: one that was told a domain looks in that one alone
/// (Microsoft Learn, "Slmgr.vbs options": `/skms-domain`), and none looks in its Active Directory
/// domain where no suffix says so.
pub fn is_clients(evidence: &Evidence, question: &SrvQuestion) -> bool {
    match question.origin {
        Origin::Directory => false,
        Origin::LookupDomain | Origin::Argument | Origin::SiteFile => true,
        Origin::Capture if evidence.lookup_domain().is_none() => !is_elsewhere(evidence, question),
        Origin::Capture
        | Origin::Policy
        | Origin::Primary
        | Origin::Connection
        | Origin::SearchList
        | Origin::System
        | Origin::None => evidence.lookup_domain().is_none_or(|told| question.is_in(told)),
    }
}

/// The suffixes that the host searches, where a captured `ipconfig /all` tells them all: whoever
/// captured the question may have asked for any other domain by its full name.
pub fn searched(evidence: &Evidence) -> Option<Vec<&str>> {
    let is_whole = |import: &Import| {
        import.kind == Some(CaptureKind::Ipconfig)
            && import.used == Used::Yes
            && !import.computer.is_empty()
    };
    let is_told = evidence.asked.offline && evidence.imports.iter().any(is_whole);
    let client = evidence.host.dns.value().filter(|_| is_told)?;
    Some(client.suffixes.iter().map(|suffix| suffix.name.as_str()).collect())
}

/// Whether a captured question is about a domain in which the host does not look. It looks in the
/// parents of its primary suffix as well (Microsoft Learn, "DNS devolution").
fn is_elsewhere(evidence: &Evidence, question: &SrvQuestion) -> bool {
    let Some(domain) = domain_of_kms_service(&question.name) else { return false };
    let is_in = |suffix: &str| {
        let parent =
            suffix.len().checked_sub(domain.len()).and_then(|at| suffix.split_at_checked(at));
        parent.is_some_and(|(child, parent)| {
            parent.eq_ignore_ascii_case(domain) && (child.is_empty() || child.ends_with('.'))
        })
    };
    let own = evidence.host.windows.value().and_then(|windows| windows.membership.as_ref());
    let is_member = match own {
        Some(Membership::Domain { domain, .. }) => is_in(domain),
        Some(Membership::Workgroup | Membership::Entra) | None => false,
    };
    let is_searched = |suffixes: Vec<&str>| suffixes.into_iter().any(is_in);
    !is_member && searched(evidence).is_some_and(|suffixes| !is_searched(suffixes))
}

/// The answers of servers that are copies of each other, in the order in which they are asked.
/// Where captures are all there is, the host's servers are those of the captures, and one that is
/// none of them is asked by nobody: it comes last. Of others nobody knows the order: each is a
/// world of its own.
pub fn worlds<'e>(evidence: &Evidence, question: &'e SrvQuestion) -> Vec<Vec<&'e SrvAnswer>> {
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
pub fn in_each_world(evidence: &Evidence, question: &SrvQuestion) -> Vec<Meaning> {
    worlds(evidence, question).iter().map(|world| first_said(question, world)).collect()
}

fn first_said(question: &SrvQuestion, world: &[&SrvAnswer]) -> Meaning {
    let said = || world.iter().map(|answer| meaning(question, answer));
    let failed = || said().find(|meaning| *meaning != Meaning::Unanswered);
    said().find(Meaning::tells).or_else(failed).unwrap_or(Meaning::Unanswered)
}

/// The targets that the client hears, or that the system's own resolver knows.
pub fn published(evidence: &Evidence, question: &SrvQuestion) -> Option<Vec<Published>> {
    let heard = in_each_world(evidence, question);
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

/// The record that a server has which is not asked, because the one before it answered.
pub fn hidden_record(evidence: &Evidence, question: &SrvQuestion) -> Option<HiddenRecord> {
    worlds(evidence, question).iter().find_map(|world| {
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

/// Whether a record leads the client to a target: not one that only a server has which it does not
/// hear, nor one of a zone in which it does not look.
pub fn leads_to(evidence: &Evidence, target: &KmsTarget, origin: &TargetOrigin) -> bool {
    let TargetOrigin::Srv { name, .. } = origin else { return true };
    let mut naming = evidence
        .kms
        .questions
        .iter()
        .filter(|question| question.name == *name && is_named(question, target))
        .peekable();
    naming.peek().is_none()
        || naming
            .any(|question| is_clients(evidence, question) && is_heard(evidence, question, target))
}

fn is_named(question: &SrvQuestion, target: &KmsTarget) -> bool {
    by_system(question, target) || question.answers.iter().any(|answer| has(answer, target))
}

fn is_heard(evidence: &Evidence, question: &SrvQuestion, target: &KmsTarget) -> bool {
    let by_servers = worlds(evidence, question).iter().any(|world| {
        let mut said = world.iter().filter(|answer| meaning(question, answer).tells());
        said.next().is_some_and(|first| has(first, target))
    });
    by_system(question, target) || by_servers
}

fn by_system(question: &SrvQuestion, target: &KmsTarget) -> bool {
    question.system.value().is_some_and(|answer| names(&answer.records, target))
}

fn has(answer: &SrvAnswer, target: &KmsTarget) -> bool {
    answer.srv.value().is_some_and(|reply| names(&reply.records, target))
}

fn names(records: &[SrvRecord], target: &KmsTarget) -> bool {
    let is_of = |record: &SrvRecord| {
        record.port == target.port && record.target.eq_ignore_ascii_case(&target.host)
    };
    records.iter().any(is_of)
}
