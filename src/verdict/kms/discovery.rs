//! KMS discovery: whom the host can ask, what they answer, and whether that is an absence or only a
//! silence.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use actprobe_probes::evidence::{
    DnsReply, Evidence, Observed, Origin, SrvAnswer, SrvQuestion, SrvRecord, server_label,
};

use super::client_settings;
use super::host;
use super::own_zone;
use super::system_resolver;
use crate::verdict::finding::Finding;
use crate::verdict::host::{dns_servers, over_tcp};
use crate::verdict::logic::Status;
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::srv::{Meaning, meaning, meanings, pointers, records_meaning, without_answer};

/// What a server says to an SRV question.
type Srv = Observed<DnsReply<SrvRecord>>;

/// All requirements of discovery, the needed one first.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    if evidence.kms.is_forced_by_user() {
        return vec![forced()];
    }
    if client_settings::forced(evidence).is_some() {
        return forced_by_host(evidence);
    }
    let mut requirements = vec![published(evidence)];
    requirements.extend(dns_servers::judge(evidence));
    requirements.extend(suffix_known(evidence));
    requirements.extend(servers_agree(evidence));
    requirements.extend(own_zone::judge(evidence));
    let published = requirements[0].status;
    requirements.extend(super::publishers::judge(evidence, published));
    requirements.extend(host::publishing(evidence, published));
    requirements.extend(system_resolver::judge(evidence));
    requirements
}

/// The host's own settings force a KMS host: what DNS publishes is not looked at, but the host's
/// name still needs it.
fn forced_by_host(evidence: &Evidence) -> Vec<Requirement> {
    let mut requirements = vec![Requirement::new(
        RequirementId::KmsSrvPublished,
        Status::NotApplicable,
        Finding::KmsForcedByHost {},
    )];
    requirements.extend(client_settings::forced_host(evidence));
    requirements.extend(dns_servers::judge(evidence));
    requirements
}

fn forced() -> Requirement {
    Requirement::new(RequirementId::KmsSrvPublished, Status::NotApplicable, Finding::KmsForced {})
}

fn published(evidence: &Evidence) -> Requirement {
    let questions = &evidence.kms.questions;
    let meanings: Vec<Vec<Meaning>> = questions.iter().map(meanings).collect();
    let answers = questions.iter().enumerate().flat_map(|(q, question)| pointers(q, question));
    let asked_in_vain =
        questions.iter().enumerate().filter(|(_, question)| question.system.failure().is_some());
    let answers = answers.chain(asked_in_vain.map(|(q, _)| format!("/kms/questions/{q}/system")));
    let (status, finding) = match first_published(questions, &meanings) {
        Some(finding) => (Status::Met, finding),
        None if evidence.kms.is_in_cloud() => (Status::NotApplicable, Finding::KmsOfCloud {}),
        None => match (absence(questions, &meanings), over_tcp::needed(&evidence.kms)) {
            ((status, Finding::SrvUnanswered { .. }), Some(finding)) => (status, finding),
            (absence, _) => absence,
        },
    };
    let owner = absence_owner(&finding);
    Requirement::new(RequirementId::KmsSrvPublished, status, finding)
        .owned_by(owner)
        .because_of(answers)
}

/// Who mends it: the host's own settings, the DNS servers, or whoever publishes.
fn absence_owner(finding: &Finding) -> Owner {
    match finding {
        Finding::SrvDomainUnknown { .. } => Owner::HostAdmin,
        Finding::SrvUnanswered { .. } => Owner::DnsAdmin,
        Finding::SrvNeedsTcp { .. } => Owner::NetworkTeam,
        Finding::SrvNotAsked {} | Finding::StepUnfinished { .. } => Owner::Nobody,
        _ => Owner::KmsAdmin,
    }
}

fn first_published(questions: &[SrvQuestion], meanings: &[Vec<Meaning>]) -> Option<Finding> {
    let of_system =
        |question: &SrvQuestion| match records_meaning(&question.system.value()?.records) {
            Meaning::Published(targets) => Some(targets),
            _ => None,
        };
    let (question, targets) = questions.iter().zip(meanings).find_map(|(question, meanings)| {
        let of_servers = meanings.iter().find_map(|meaning| match meaning {
            Meaning::Published(targets) => Some(targets.clone()),
            _ => None,
        });
        Some((question, of_servers.or_else(|| of_system(question))?))
    })?;
    let targets = targets
        .iter()
        .map(|target| target.split(' ').next().unwrap_or(target).to_owned())
        .collect();
    Some(Finding::SrvPublished { name: question.name.clone(), targets })
}

/// Of several suffixes and servers, the most telling answer; and a silence anywhere leaves it
/// unknown.
fn absence(questions: &[SrvQuestion], meanings: &[Vec<Meaning>]) -> (Status, Finding) {
    let names_where = |wanted: &Meaning| -> Vec<String> {
        let matching =
            questions.iter().zip(meanings).filter(|(_, meanings)| meanings.contains(wanted));
        matching.map(|(question, _)| question.name.clone()).collect()
    };
    // A client asks its next server when one is silent: a question is unanswered when nobody
    // answers it.
    let silent =
        |meanings: &[Meaning]| meanings.iter().all(|meaning| *meaning == Meaning::Unanswered);
    let unanswered = questions.iter().zip(meanings).filter(|(_, meanings)| silent(meanings));
    let unanswered: Vec<&SrvQuestion> = unanswered.map(|(question, _)| question).collect();
    if questions.is_empty() {
        (Status::Unknown, Finding::SrvNotAsked {})
    } else if !unanswered.is_empty() {
        (Status::Unknown, unanswered_finding(&unanswered))
    } else if let Some(cut) = questions.iter().find(|question| question.is_system_unfinished()) {
        let why = reach::why_cut(&cut.system).to_owned();
        (Status::Unknown, Finding::StepUnfinished { role: "kms".to_owned(), why })
    } else {
        let finding = [
            (
                Meaning::NotOffered,
                (|names| Finding::SrvNotOffered { names }) as fn(Vec<String>) -> Finding,
            ),
            (Meaning::NoData, |names| Finding::SrvNoData { names }),
            (Meaning::NameNotFound, |names| Finding::SrvNameNotFound { names }),
            (Meaning::DomainUnknown, |names| Finding::SrvDomainUnknown { names }),
        ]
        .into_iter()
        .find_map(|(meaning, finding)| {
            Some(names_where(&meaning)).filter(|names| !names.is_empty()).map(finding)
        });
        (Status::Unmet, finding.unwrap_or(Finding::SrvNotAsked {}))
    }
}

/// Silence has to be told from a run that did not wait for the answer.
fn unanswered_finding(questions: &[&SrvQuestion]) -> Finding {
    let outcomes =
        || questions.iter().flat_map(|question| &question.answers).map(|answer| &answer.srv);
    let was_cut = |srv: &&Srv| match srv {
        Observed::Answered { .. } => false,
        Observed::Failed(failure) => failure.is_unfinished(),
        Observed::NotAsked { .. } => true,
    };
    match outcomes().next() {
        Some(first) if outcomes().all(|srv| was_cut(&srv)) => Finding::StepUnfinished {
            role: "kms".to_owned(),
            why: reach::why_cut(first).to_owned(),
        },
        _ => Finding::SrvUnanswered {
            names: questions.iter().map(|question| question.name.clone()).collect(),
            answers: questions
                .iter()
                .flat_map(|question| &question.answers)
                .map(without_answer)
                .collect(),
        },
    }
}

fn suffix_known(evidence: &Evidence) -> Option<Requirement> {
    let questions = &evidence.kms.questions;
    let suffixes: Vec<String> =
        evidence.host.dns.value()?.suffixes.iter().map(|suffix| suffix.name.clone()).collect();
    let none = suffixes.is_empty()
        && !evidence.kms.is_in_cloud()
        && questions.iter().all(|question| question.origin == Origin::None);
    let (status, finding) = match none {
        true => (Status::Unmet, Finding::NoSuffix {}),
        false => (Status::Met, Finding::SuffixesKnown { suffixes }),
    };
    Some(
        Requirement::new(RequirementId::DnsSuffixKnown, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Advice)
            .because("/host/dns"),
    )
}

/// Servers that were asked the same and answered differently; silence is not an answer.
fn servers_agree(evidence: &Evidence) -> Option<Requirement> {
    let questions = evidence.kms.questions.iter().enumerate();
    let mut compared = questions.filter_map(|(index, question)| {
        let answers = by_answer(question);
        (answers.values().map(Vec::len).sum::<usize>() > 1).then_some((index, question, answers))
    });
    let first = compared.next()?;
    let differing =
        std::iter::once(first).chain(compared).find(|(_, _, answers)| answers.len() > 1);
    Some(match differing {
        None => Requirement::new(
            RequirementId::DnsServersAgree,
            Status::Met,
            Finding::DnsServersSame {},
        ),
        Some((index, question, answers)) => {
            let answers = answers
                .iter()
                .map(|(meaning, servers)| describe(meaning, &labels(question, servers)))
                .collect();
            let finding = Finding::DnsServersDiffer { name: question.name.clone(), answers };
            Requirement::new(RequirementId::DnsServersAgree, Status::Unmet, finding)
                .owned_by(Owner::DnsAdmin)
                .weighing(Weight::Part)
                .because_of(pointers(index, question))
        }
    })
}

fn by_answer(question: &SrvQuestion) -> BTreeMap<Meaning, Vec<SocketAddr>> {
    let mut servers: BTreeMap<Meaning, Vec<SocketAddr>> = BTreeMap::new();
    for answer in &question.answers {
        match meaning(question, answer) {
            Meaning::Unanswered => {}
            // To a client both are the same NXDOMAIN.
            Meaning::DomainUnknown => {
                servers.entry(Meaning::NameNotFound).or_default().push(answer.server);
            }
            meaning => servers.entry(meaning).or_default().push(answer.server),
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
        Meaning::Published(targets) => targets
            .iter()
            .map(|target| target.split(' ').next().unwrap_or(target))
            .collect::<Vec<_>>()
            .join(", "),
        Meaning::NotOffered => ".".to_owned(),
        Meaning::NoData => "NODATA".to_owned(),
        Meaning::NameNotFound | Meaning::DomainUnknown => "NXDOMAIN".to_owned(),
        Meaning::Unanswered => "?".to_owned(),
    };
    format!("{} = {answer}", servers.join(", "))
}
