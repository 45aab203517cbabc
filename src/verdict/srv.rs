//! SRV questions: what a server's answer amounts to, be it to a KMS client or to the locator of
//! domain controllers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actprobe_probes::evidence::{
    DnsReply, Evidence, FailureKind, HostPort, Id, NotAsked, Observed, Origin, Rcode, SoaRecord,
    SrvAnswer, SrvQuestion, SrvRecord, server_label,
};

use super::host::dns_servers;
use super::place::{At, at};
use crate::catalogue::public_resolvers;

/// What one server's answer to one SRV question amounts to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Targets, in a stable order.
    Published(Vec<Published>),
    /// The single target `.`: decidedly not available (RFC 2782).
    NotOffered,
    /// The name exists, without SRV record.
    NoData,
    /// The name does not exist, in a zone that the server knows.
    NameNotFound,
    /// The server does not know the domain itself.
    DomainUnknown,
    /// The server answers other questions, and to this kind of one only that it does not.
    NotServed,
    /// No answer that counts.
    Unanswered,
}

/// What one record says, but for how long.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    /// The target, in lower case, and the port.
    pub target: HostPort,
    priority: u16,
    weight: u16,
}

impl Published {
    fn by(record: &SrvRecord) -> Self {
        let SrvRecord { target, port, priority, weight, ttl_s: _ } = record;
        let target = HostPort { host: target.to_ascii_lowercase(), port: *port };
        Self { target, priority: *priority, weight: *weight }
    }
}

impl Meaning {
    /// The targets, where there are any.
    pub fn targets(&self) -> Option<&[Published]> {
        match self {
            Self::Published(targets) => Some(targets),
            Self::NotOffered
            | Self::NoData
            | Self::NameNotFound
            | Self::DomainUnknown
            | Self::NotServed
            | Self::Unanswered => None,
        }
    }

    /// Whether it tells something of the name.
    pub fn tells(&self) -> bool {
        !matches!(self, Self::NotServed | Self::Unanswered)
    }
}

/// The address that stands where a record's target has a name: alone, or with the zone behind it
/// that a server adds where the final dot is missing.
pub fn address_written_in(target: &str) -> Option<IpAddr> {
    if let Ok(address) = target.parse() {
        return Some(address);
    }
    let mut labels = target.split('.');
    let first: Vec<&str> = labels.by_ref().take(4).collect();
    labels.next()?;
    first.join(".").parse::<Ipv4Addr>().ok().map(IpAddr::from)
}

/// The name that is meant by a target whose final dot is missing, so that it has its zone twice.
pub fn name_without_second_zone<'t>(target: &'t str, zone: &str) -> Option<&'t str> {
    let without = |name: &'t str| {
        let at = name.len().checked_sub(zone.len())?;
        let (head, tail) = name.split_at_checked(at)?;
        head.strip_suffix('.').filter(|_| !zone.is_empty() && tail.eq_ignore_ascii_case(zone))
    };
    let meant = without(target)?;
    without(meant).map(|_| meant)
}

/// What each server's answer to a question amounts to.
pub fn meanings(question: &SrvQuestion) -> Vec<Meaning> {
    question.answers.iter().map(|answer| meaning(question, answer)).collect()
}

/// What one server's answer amounts to.
pub fn meaning(question: &SrvQuestion, answer: &SrvAnswer) -> Meaning {
    match answer.srv.value() {
        Some(reply) if is_not_served(reply, answer) => Meaning::NotServed,
        Some(reply) if is_of_strangers_zone(question, reply, answer) => Meaning::DomainUnknown,
        Some(reply) if reply.rcode == Rcode::NoError => records_meaning(&reply.records),
        // The bare name has no domain that a server could know.
        Some(reply) if reply.rcode == Rcode::NxDomain && question.origin == Origin::None => {
            Meaning::NameNotFound
        }
        Some(reply) if reply.rcode == Rcode::NxDomain => missing_name(reply, answer),
        _ => Meaning::Unanswered,
    }
}

/// Resolvers that know no SRV: an error to this question alone, which says nothing more, or an
/// empty answer without the SOA that every negative one has to have (RFC 2308 §2.2). A capture
/// tells of no SOA, and of no size either.
fn is_not_served(reply: &DnsReply<SrvRecord>, answer: &SrvAnswer) -> bool {
    match reply.rcode {
        Rcode::NoError => {
            reply.records.is_empty()
                && reply.records_dropped == 0
                && reply.aliases.is_empty()
                && reply.soa.is_none()
                && reply.size_bytes > 0
        }
        Rcode::NxDomain => false,
        Rcode::FormErr | Rcode::ServFail | Rcode::NotImp | Rcode::Refused | Rcode::Other(_) => {
            let is_up = answer.control.is_answer() || answer.serves_names;
            is_up && reply.extended_errors.is_empty()
        }
    }
}

/// What records amount to, whoever gave them.
pub fn records_meaning(records: &[SrvRecord]) -> Meaning {
    let mut targets: Vec<Published> =
        records.iter().filter(|record| record.is_offered()).map(Published::by).collect();
    targets.sort_unstable();
    targets.dedup();
    match (records, targets.is_empty()) {
        ([], _) => Meaning::NoData,
        (_, true) => Meaning::NotOffered,
        (_, false) => Meaning::Published(targets),
    }
}

/// NXDOMAIN for the record: is it the record that is missing, or does this server not know the
/// domain at all?
fn missing_name(reply: &DnsReply<SrvRecord>, answer: &SrvAnswer) -> Meaning {
    // The root, or a top-level domain, answers for names that it does not know: those are not the
    // site's servers.
    let domain_exists =
        reply.soa.as_ref().is_some_and(|soa| soa.zone.trim_matches('.').contains('.'));
    match answer.control.value().map(|control| control.rcode) {
        Some(Rcode::NxDomain) if !reply.authoritative || !domain_exists => Meaning::DomainUnknown,
        _ => Meaning::NameNotFound,
    }
}

/// An empty answer of the root or of a top-level domain: a server that has a wildcard for every
/// name there is (a guest network's, a provider's), and none of the site's zones.
fn is_of_strangers_zone(
    question: &SrvQuestion,
    reply: &DnsReply<SrvRecord>,
    answer: &SrvAnswer,
) -> bool {
    let is_empty = reply.rcode == Rcode::NoError
        && reply.records.is_empty()
        && reply.records_dropped == 0
        && reply.aliases.is_empty();
    let has_domain = answer.control.value().is_some_and(|control| !control.records.is_empty());
    let is_above = |zone: &str| {
        let zone = zone.trim_matches('.');
        let domain = question.name.trim_end_matches('.').rsplit("_tcp.").next();
        !zone.contains('.') && domain.is_some_and(|domain| domain.contains('.'))
    };
    is_empty && !has_domain && reply.soa.as_ref().is_some_and(|soa| is_above(&soa.zone))
}

/// The answers to a question; the question itself where nobody could be asked.
pub fn places(question: &At<'_, SrvQuestion>) -> Vec<String> {
    match question.answers.as_slice() {
        [] => vec![question.into()],
        _ => at!(question.answers).each().map(|answer| at!(answer.srv).into()).collect(),
    }
}

/// The servers that answered, where all of them serve everybody and none found a record.
pub fn denied_by_public<'q>(
    questions: impl IntoIterator<Item = &'q SrvQuestion>,
) -> Option<Vec<String>> {
    denied_by(questions, |answer| public_resolvers::has(answer.server.ip()))
}

/// The same of servers that are meant.
pub fn denied_by<'q>(
    questions: impl IntoIterator<Item = &'q SrvQuestion>,
    is_meant: impl Fn(&SrvAnswer) -> bool,
) -> Option<Vec<String>> {
    let mut servers: Vec<SocketAddr> = Vec::new();
    for question in questions {
        let answering = question.answers.iter().filter(|answer| answer.srv.is_answer());
        for answer in answering {
            let is_denied = matches!(
                meaning(question, answer),
                Meaning::NoData | Meaning::NameNotFound | Meaning::DomainUnknown
            );
            if !is_denied || !is_meant(answer) {
                return None;
            }
            if !servers.contains(&answer.server) {
                servers.push(answer.server);
            }
        }
    }
    (!servers.is_empty()).then(|| servers.into_iter().map(server_label).collect())
}

/// Whether this host is known to ask others besides.
pub fn asks_own_servers(evidence: &Evidence) -> bool {
    let servers = evidence.host.dns.value().map(|client| &client.servers);
    servers.into_iter().flatten().any(|server| !public_resolvers::has(server.address.ip()))
}

/// The servers that fail on these questions, and know the domain of them: it is their copy of the
/// zone, or whom they ask for this part of it.
pub fn failing_alone<'q>(questions: impl IntoIterator<Item = &'q SrvQuestion>) -> Vec<String> {
    let answers = questions.into_iter().flat_map(|question| &question.answers);
    let fails = |answer: &&SrvAnswer| {
        let is_known = |reply: &DnsReply<SoaRecord>| reply.rcode == Rcode::NoError;
        answer.srv.value().is_some_and(|reply| reply.rcode == Rcode::ServFail)
            && answer.control.value().is_some_and(is_known)
    };
    let mut servers: Vec<String> =
        answers.filter(fails).map(|answer| server_label(answer.server)).collect();
    servers.sort();
    servers.dedup();
    servers
}

/// What a server did in place of answering, by ids that need no translation.
pub fn without_answer(answer: &SrvAnswer) -> String {
    let failure = match &answer.srv {
        Observed::Answered { value, .. } => dns_servers::notes(value).join(" "),
        Observed::Failed(failure) => failure.kind.id().to_owned(),
        Observed::NotAsked { reason: NotAsked::ServerSilent } => {
            FailureKind::TimedOut.id().to_owned()
        }
        Observed::NotAsked { .. } => "not-asked".to_owned(),
    };
    format!("{} = {failure}", server_label(answer.server))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_with_and_without_the_zone_behind_it() {
        let address = Some(IpAddr::from([192, 0, 2, 10]));
        assert_eq!(address_written_in("192.0.2.10"), address);
        assert_eq!(address_written_in("192.0.2.10.corp.example"), address);
        for name in ["kms1.corp.example", "192.0.2", "192.0.2.300.corp.example", "10.corp.example"]
        {
            assert_eq!(address_written_in(name), None, "{name}");
        }
    }

    #[test]
    fn a_zone_that_stands_twice_is_one_too_many() {
        let meant = |target| name_without_second_zone(target, "corp.example");
        assert_eq!(meant("kms1.corp.example.Corp.example"), Some("kms1.corp.example"));
        for name in ["kms1.corp.example", "corp.example", "xcorp.example.corp.example", "", "kms1"]
        {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
