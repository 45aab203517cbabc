//! Whether servers that are copies of each other say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use actprobe_probes::evidence::{
    Evidence, HostPort, KmsTarget, Origin, Rcode, SrvAnswer, SrvQuestion, domain_of_kms_service,
    server_label,
};

use super::finding::Finding;
use super::place::At;
use super::requirement::{Owner, Requirement, RequirementId, Weight};
use super::seen::Seen;
use super::srv::{Meaning, meaning, places, without_answer};
use super::worlds;

/// Servers of one connection that were asked the same and answered differently; silence is not an
/// answer. Those of another connection may know another world. Of captured answers whose servers
/// nobody knows to be this host's, a difference is told and decides nothing.
pub fn judge<'e>(
    evidence: &'e Evidence,
    questions: impl Iterator<Item = At<'e, SrvQuestion>> + Clone,
    weight: Weight,
) -> Option<Requirement> {
    let compared: Vec<Compared<'_>> = questions
        .clone()
        .flat_map(|question| Compared::in_each_world(evidence, &question))
        .filter(|compared| compared.answers() > 1)
        .collect();
    if let Some(unlike) = compared.iter().find(|compared| compared.differ()) {
        return Some(unlike.told(evidence, weight));
    }
    let of_captures = questions.filter(|_| evidence.host.dns.value().is_none());
    let unlike = of_captures.map(Compared::of_captures).find(Compared::differ);
    let same = || Seen::met(Finding::DnsServersSame {}).of(RequirementId::DnsServersAgree);
    let unlike = unlike.map(|unlike| unlike.told(evidence, Weight::Advice));
    unlike.or_else(|| compared.first().map(|_| same()))
}

/// What the servers of one connection say to one question.
struct Compared<'e> {
    question: At<'e, SrvQuestion>,
    said: BTreeMap<Meaning, Vec<SocketAddr>>,
    /// The server that this host believes: the first, where it says anything and the order is
    /// known.
    first: Option<SocketAddr>,
    /// What servers do that fail on this question alone.
    failing: Vec<String>,
}

impl<'e> Compared<'e> {
    fn in_each_world(evidence: &Evidence, question: &At<'e, SrvQuestion>) -> Vec<Self> {
        let worlds = worlds::of(evidence, question.value());
        let in_order = |world: &Vec<&SrvAnswer>| {
            // Where that one fails, the client goes on, and believes nobody alone.
            let tells = |answer: &&&SrvAnswer| meaning(question, answer).tells();
            let first = world.first().filter(tells).map(|answer| answer.server);
            Self { first, ..Self::of(question.clone(), world) }
        };
        worlds.iter().map(in_order).collect()
    }

    /// Of the site's own servers: what others know of it is no difference.
    fn of_captures(question: At<'e, SrvQuestion>) -> Self {
        let is_inside = |answer: &&SrvAnswer| is_private(answer.server.ip());
        let is_captured = question.origin == Origin::Capture;
        let answers = question.value().answers.iter();
        let inside: Vec<&SrvAnswer> = answers.filter(|_| is_captured).filter(is_inside).collect();
        Self::of(question, &inside)
    }

    fn told(&self, evidence: &Evidence, weight: Weight) -> Requirement {
        let name = self.question.name.clone();
        let (finding, owner) = match self.of_another_site(evidence) {
            Some(stranger) => (stranger, Owner::HostAdmin),
            None => (self.difference(evidence, name), Owner::DnsAdmin),
        };
        Requirement::unmet(RequirementId::DnsServersAgree, finding, owner)
            .weighing(weight)
            .because_of(places(&self.question))
    }

    fn difference(&self, evidence: &Evidence, name: String) -> Finding {
        let with_first: &[SocketAddr] = self.of_first().map_or(&[], |(_, by)| by.as_slice());
        let others = self.said.values().flatten().filter(|server| !with_first.contains(server));
        Finding::DnsServersDiffer {
            name,
            answers: self.describe(),
            first: self.first.map(server_label).into(),
            others: others.copied().map(server_label).collect(),
            serving: self.unheard_and_serving(evidence),
        }
    }

    /// What the server says that is asked first, and all that say the same.
    fn of_first(&self) -> Option<(&Meaning, &Vec<SocketAddr>)> {
        self.said.iter().find(|(_, by)| self.first.is_some_and(|first| by.contains(&first)))
    }

    /// The KMS hosts that the first server does not name, another does, and that answer as such.
    fn unheard_and_serving(&self, evidence: &Evidence) -> Vec<String> {
        let Some((heard, _)) = self.of_first() else { return Vec::new() };
        let heard: Vec<&HostPort> = targets(heard).collect();
        let unheard = self.said.keys().flat_map(targets).filter(|to| !heard.contains(to));
        let serving: BTreeSet<String> =
            unheard.filter(|to| serves(evidence, to)).map(ToString::to_string).collect();
        serving.into_iter().collect()
    }

    /// Who lacks the whole domain, and not a record of it, is no copy: the host's settings name it.
    fn of_another_site(&self, evidence: &Evidence) -> Option<Finding> {
        let of_kms = domain_of_kms_service(&self.question.name);
        let domain = of_kms.or(evidence.directory.domain.as_deref())?.to_owned();
        let says = |server: &SocketAddr| {
            let answer = self.question.answers.iter().find(|answer| answer.server == *server);
            answer.map(|answer| meaning(&self.question, answer))
        };
        let servers = self.said.values().flatten().copied();
        let (strangers, own): (Vec<_>, Vec<_>) =
            servers.partition(|server| says(server) == Some(Meaning::DomainUnknown));
        let of_first = own.first().and_then(says);
        let agree = own.iter().all(|server| says(server) == of_first) && self.failing.is_empty();
        let labels = |servers: Vec<SocketAddr>| servers.into_iter().map(server_label).collect();
        let is_told = !strangers.is_empty() && !own.is_empty() && agree;
        is_told.then(|| Finding::DnsServerOfAnotherSite {
            servers: labels(strangers),
            domain,
            beside: labels(own),
        })
    }

    fn of(question: At<'e, SrvQuestion>, world: &[&SrvAnswer]) -> Self {
        let said = by_answer(&question, world);
        let fails = |answer: &&&SrvAnswer| {
            answer.srv.value().is_some_and(|reply| reply.rcode == Rcode::ServFail)
                && answer.control.is_answer()
        };
        let failing = world.iter().filter(fails).map(|answer| without_answer(answer)).collect();
        Self { question, said, first: None, failing }
    }

    fn answers(&self) -> usize {
        self.said.values().map(Vec::len).sum::<usize>() + self.failing.len()
    }

    /// A failure is unlike a record alone: a client may take either.
    fn differ(&self) -> bool {
        let is_published = self.said.keys().any(|meaning| meaning.targets().is_some());
        self.said.len() > 1 || is_published && !self.failing.is_empty()
    }

    fn describe(&self) -> Vec<String> {
        let said = self.said.iter();
        let said =
            said.map(|(meaning, servers)| describe(meaning, &labels(&self.question, servers)));
        said.chain(self.failing.iter().cloned()).collect()
    }
}

fn targets(meaning: &Meaning) -> impl Iterator<Item = &HostPort> {
    meaning.targets().into_iter().flatten().map(|published| &published.target)
}

fn serves(evidence: &Evidence, to: &HostPort) -> bool {
    let is_meant =
        |target: &&KmsTarget| target.host.eq_ignore_ascii_case(&to.host) && target.port == to.port;
    let mut targets = evidence.kms.targets.iter().filter(is_meant);
    targets.any(|target| target.endpoints.iter().any(|at| at.bind_multi.is_accepted()))
}

/// RFC 1918, RFC 4193.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private(),
        IpAddr::V6(v6) => v6.is_unique_local(),
    }
}

fn by_answer(question: &SrvQuestion, world: &[&SrvAnswer]) -> BTreeMap<Meaning, Vec<SocketAddr>> {
    let mut servers: BTreeMap<Meaning, Vec<SocketAddr>> = BTreeMap::new();
    for answer in world {
        match meaning(question, answer) {
            Meaning::NotServed | Meaning::Unanswered => {}
            // To a client both are the same NXDOMAIN.
            Meaning::DomainUnknown => {
                servers.entry(Meaning::NameNotFound).or_default().push(answer.server);
            }
            meaning @ (Meaning::Published(_)
            | Meaning::NotOffered
            | Meaning::NoData
            | Meaning::NameNotFound) => servers.entry(meaning).or_default().push(answer.server),
        }
    }
    servers
}

/// The servers, each with the serial number of its zone where the servers' zones differ in it.
fn labels(question: &SrvQuestion, servers: &[SocketAddr]) -> Vec<String> {
    let serials: BTreeSet<u32> = question.answers.iter().filter_map(serial).collect();
    let of = |server: &SocketAddr| {
        question.answers.iter().find(|answer| answer.server == *server).and_then(serial)
    };
    let label = |server: &SocketAddr| match of(server).filter(|_| serials.len() > 1) {
        Some(serial) => format!("{} (serial {serial})", server_label(*server)),
        None => server_label(*server),
    };
    servers.iter().map(label).collect()
}

fn serial(answer: &SrvAnswer) -> Option<u32> {
    answer.control.value()?.records.first().map(|soa| soa.serial)
}

fn describe(meaning: &Meaning, servers: &[String]) -> String {
    let answer = match meaning {
        Meaning::Published(records) => {
            let targets: Vec<String> =
                records.iter().map(|record| record.target.to_string()).collect();
            targets.join(", ")
        }
        Meaning::NotOffered => ".".to_owned(),
        Meaning::NoData => "NODATA".to_owned(),
        Meaning::NameNotFound | Meaning::DomainUnknown => "NXDOMAIN".to_owned(),
        Meaning::NotServed | Meaning::Unanswered => "?".to_owned(),
    };
    format!("{} = {answer}", servers.join(", "))
}
