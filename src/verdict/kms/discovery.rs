//! KMS discovery: whom the host can ask, what they answer, and whether that is an absence or only a
//! silence.

use std::net::SocketAddr;

use actprobe_probes::evidence::{
    DnsClient, DnsReply, Evidence, KMS_SERVICE, NotAsked, Observed, Origin, ResolvedBy, SrvAnswer,
    SrvQuestion, SrvRecord, server_label,
};

use super::target::TargetView;
use super::told_by_service::{asked_in_vain, found_none, missed_in_workgroup, undiscovered};
use super::{
    client_settings, cloud, heard, host, own_zone, publishers, seen_working, system_resolver,
    told_by_service, unheard,
};
use crate::catalogue::public_resolvers;
use crate::verdict::agreement;
use crate::verdict::common::Common;
use crate::verdict::finding::{Finding, HexCode, Maybe, Role, YesNo};
use crate::verdict::host::over_tcp;
use crate::verdict::logic::Status;
use crate::verdict::place::{self, at, pointer};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;
use crate::verdict::srv::{
    Meaning, asks_own_servers, denied_by, denied_by_public, failing_alone, meaning, meanings,
    places, without_answer,
};
use crate::verdict::worlds;

/// What a server says to an SRV question.
type Srv = Observed<DnsReply<SrvRecord>>;

/// What discovery amounts to.
pub struct Discovery {
    /// Whether a KMS host is published.
    pub published: Requirement,
    beside: Vec<Requirement>,
}

impl Discovery {
    /// All requirements, the needed one first.
    pub fn requirements(self) -> Vec<Requirement> {
        std::iter::once(self.published).chain(self.beside).collect()
    }
}

/// Judges what was asked of DNS, beside what became of the targets.
pub fn judge(common: &Common<'_>, targets: &[TargetView<'_>]) -> Discovery {
    let evidence = common.evidence;
    if evidence.kms.is_forced_by_user() {
        return Discovery { published: not_looked_for(Finding::KmsForced {}), beside: Vec::new() };
    }
    if client_settings::forced(evidence, targets).is_some() {
        return forced_by_host(common, targets);
    }
    let published = nobodys_where_answers_are_lost(published(evidence, targets), common);
    let published = settled_by_answer(evidence, targets, published);
    let mut beside = servers(common, &published);
    beside.extend(told_by_service::without_dns_server(evidence));
    beside.extend(suffix_known(evidence));
    let hides_record = matches!(published.finding, Finding::SrvHiddenByFirstServer { .. });
    let questions = place::kms_questions(evidence).filter(|q| heard::is_clients(evidence, q));
    let agreement = agreement::judge(evidence, questions, Weight::Part);
    beside.extend(agreement.filter(|_| !hides_record));
    beside.extend(own_zone::judge(evidence, targets));
    beside.extend(publishers::judge(evidence, published.status));
    beside.extend(host::publishing(evidence, targets, published.status));
    beside.extend(host::lets_clients_in(evidence));
    beside.extend(host::listens(evidence));
    beside.extend(system_resolver::judge(evidence));
    Discovery { published, beside }
}

/// Nobody has to look for a host that was seen to serve.
fn settled_by_answer(
    evidence: &Evidence,
    targets: &[TargetView<'_>],
    published: Requirement,
) -> Requirement {
    let is_open =
        published.status == Status::Unknown && matches!(published.finding, Finding::SrvNotAsked {});
    match seen_working::judge(evidence, targets).filter(|_| is_open) {
        Some(finding) => Requirement { status: Status::Met, finding, ..published },
        None => published,
    }
}

/// Where those that answer do not know the domain, those that do not may be the ones that do.
fn servers(common: &Common<'_>, published: &Requirement) -> Vec<Requirement> {
    let is_needed = matches!(
        published.finding,
        Finding::SrvDomainUnknown { .. } | Finding::SrvAskedOfPublic { .. }
    );
    let weighed = common.dns_servers.iter().cloned().map(|server| match server.is_unmet() {
        true if is_needed => server.weighing(Weight::Needed),
        _ => server,
    });
    weighed.collect()
}

/// A server that answers other questions is in order: whoever runs it has nothing to start.
fn nobodys_where_answers_are_lost(published: Requirement, common: &Common<'_>) -> Requirement {
    let is_unanswered = matches!(published.finding, Finding::SrvUnanswered { .. });
    let is_lossy = |server: &Requirement| matches!(server.finding, Finding::DnsAnswersSome { .. });
    let is_nobodys = is_unanswered && common.dns_servers.iter().any(is_lossy);
    if is_nobodys { Requirement { owner: Owner::Nobody, ..published } } else { published }
}

/// The host's own settings force a KMS host: what DNS publishes is not looked at, but the host's
/// name still needs it. An address, and a name that the hosts file has, do not.
fn forced_by_host(common: &Common<'_>, targets: &[TargetView<'_>]) -> Discovery {
    let evidence = common.evidence;
    let needs_no_dns = client_settings::forced(evidence, targets).is_some_and(|forced| {
        matches!(forced.view.target.addresses.by, ResolvedBy::Literal | ResolvedBy::HostsFile)
    });
    let of_servers = |server: &Requirement| match needs_no_dns {
        true => server.clone().as_advice(),
        false => server.clone(),
    };
    let forced_host = client_settings::forced_host(evidence, targets);
    Discovery {
        published: not_looked_for(Finding::KmsForcedByHost {}),
        beside: forced_host.into_iter().chain(common.dns_servers.iter().map(of_servers)).collect(),
    }
}

fn not_looked_for(why: Finding) -> Requirement {
    Seen::not_applicable(why).of(RequirementId::KmsSrvPublished)
}

fn published(evidence: &Evidence, targets: &[TargetView<'_>]) -> Requirement {
    let all = &evidence.kms.questions;
    let questions: Vec<&SrvQuestion> =
        all.iter().filter(|question| heard::is_clients(evidence, question)).collect();
    let meanings: Vec<Vec<Meaning>> =
        questions.iter().map(|question| worlds::in_each(evidence, question)).collect();
    let mut weight = Weight::Needed;
    let unfound = unheard::unfound_elsewhere(evidence);
    let seen = match (unfound, first_published(evidence, &questions)) {
        (Some(unfound), _) => unfound,
        (None, Some(finding)) => Seen::met(finding),
        (None, None) if evidence.kms.is_in_cloud() && cloud::untold(evidence).is_none() => {
            Seen { owner: Owner::KmsAdmin, ..Seen::not_applicable(Finding::KmsOfCloud {}) }
        }
        (None, None) if questions.is_empty() => {
            let found_none = || missed_by_service(evidence);
            let untold = || untold_by_code(evidence);
            let outside = unheard::outside_searched(evidence).or_else(untold);
            let outside = outside.or_else(|| asked_in_vain(evidence, targets));
            let outside = outside.or_else(|| missed_in_workgroup(evidence));
            let by_service = outside.or_else(found_none).or_else(|| undiscovered(evidence));
            by_service.unwrap_or_else(|| not_asked(evidence))
        }
        (None, None) => {
            match (absence(evidence, &questions, &meanings), over_tcp::needed(&evidence.kms)) {
                (Seen { finding: Finding::SrvUnanswered { .. }, .. }, Some(finding)) => {
                    // The rule may stand on the way, or on the servers themselves.
                    Seen::unknown(finding, Owner::DnsAdminOrNetworkTeam)
                }
                (absence, _) if absence.status == Status::Unmet => match unheard::seen(evidence) {
                    Some(unheard) => {
                        weight = own_zone::weight_of_other_zones(targets);
                        unheard
                    }
                    None => untold_of_cloud(evidence, absence),
                },
                (absence, _) => absence,
            }
        }
    };
    let answers = place::kms_questions(evidence).flat_map(|question| places(&question));
    let asked_in_vain = place::kms_questions(evidence)
        .filter(|question| question.system.failure().is_some())
        .map(|question| at!(question.system));
    let told = missed_at(evidence, &seen.finding);
    let requirement = seen.of(RequirementId::KmsSrvPublished).weighing(weight);
    requirement.because_of(answers).because_of(asked_in_vain).because_of(told)
}

/// A client that was told a domain asks about that one alone.
fn not_asked(evidence: &Evidence) -> Seen {
    let told = evidence.lookup_domain().filter(|_| evidence.asked.offline);
    match told.map(str::to_owned) {
        Some(domain) => {
            Seen::unknown(Finding::SrvLookupDomainNotAsked { domain }, Owner::HostAdmin)
        }
        None => Seen::unknown(Finding::SrvNotAsked {}, Owner::Nobody),
    }
}

/// What the service found, beside where a capture says that this host looks: that may have been
/// another day, so that it is no absence.
fn missed_by_service(evidence: &Evidence) -> Option<Seen> {
    let is_alone = evidence.asked.offline && evidence.lookup_domain().is_none();
    let client = evidence.host.dns.value().filter(|_| is_alone)?;
    let code = HexCode(found_none(evidence)?.value);
    let suffixes: Vec<String> = client.suffixes.iter().map(|suffix| suffix.name.clone()).collect();
    let servers = client.servers.iter().map(|server| server_label(server.address)).collect();
    let is_told = !suffixes.is_empty();
    let vpn = vpn_off(evidence);
    let finding = Finding::SrvMissedByService { code, suffixes, servers, vpn };
    is_told.then(|| Seen::unknown(finding, Owner::HostAdmin))
}

/// Where that stands.
fn missed_at(evidence: &Evidence, finding: &Finding) -> Vec<String> {
    let place = match finding {
        Finding::SrvMissedByService { .. } => pointer!(host.dns),
        Finding::SrvMissedInWorkgroup { .. } => pointer!(host.windows),
        Finding::CloudKmsUntold { .. } if evidence.asked.offline => pointer!(host.platform),
        Finding::SrvUndiscovered {} => pointer!(licensing.windows),
        Finding::KmsHostAsked { .. } => return told_by_service::places(evidence),
        Finding::SrvAskedOfGateway { .. } => return home_routers(evidence),
        _ => return Vec::new(),
    };
    let code = found_none(evidence).map(|given| given.pointer);
    code.into_iter().chain([place.into()]).collect()
}

fn home_routers(evidence: &Evidence) -> Vec<String> {
    let answers = place::kms_questions(evidence).flat_map(|question| at!(question.answers).each());
    let by_routers = answers.filter(|answer| answer.is_home_router);
    by_routers.map(|answer| at!(answer.is_home_router).into()).collect()
}

/// The service itself looked for a record in vain, and the provider runs a KMS.
fn untold_by_code(evidence: &Evidence) -> Option<Seen> {
    found_none(evidence).filter(|_| evidence.asked.offline)?;
    let target = cloud::untold(evidence)?;
    Some(Seen::unmet(cloud::untold_finding(target), Owner::HostAdmin))
}

/// Where nobody publishes and the provider runs a KMS, the host has to be told of it.
fn untold_of_cloud(evidence: &Evidence, absence: Seen) -> Seen {
    match cloud::untold(evidence) {
        Some(target) if absence.status == Status::Unmet => {
            Seen::unmet(cloud::untold_finding(target), Owner::HostAdmin)
        }
        Some(_) | None => absence,
    }
}

fn first_published(evidence: &Evidence, questions: &[&SrvQuestion]) -> Option<Finding> {
    questions.iter().find_map(|question| {
        let published = worlds::published(evidence, question)?;
        let targets = published.iter().map(|record| record.target.to_string()).collect();
        Some(Finding::SrvPublished { name: question.name.clone(), targets })
    })
}

/// Of several suffixes and servers, the most telling answer; and a silence anywhere leaves it
/// unknown.
fn absence(evidence: &Evidence, questions: &[&SrvQuestion], meanings: &[Vec<Meaning>]) -> Seen {
    let names_where = |wanted: &Meaning| -> Vec<String> {
        let matching =
            questions.iter().zip(meanings).filter(|(_, meanings)| meanings.contains(wanted));
        matching.map(|(question, _)| question.name.clone()).collect()
    };
    // A client asks its next server when one is silent: a question is unanswered when nobody
    // answers it.
    let silent = |meanings: &[Meaning]| !meanings.iter().any(Meaning::tells);
    let unanswered = questions.iter().zip(meanings).filter(|(_, meanings)| silent(meanings));
    let unanswered: Vec<&SrvQuestion> = unanswered.map(|(question, _)| *question).collect();
    if !unanswered.is_empty() {
        not_served(evidence, &unanswered).unwrap_or_else(|| unanswered_by_all(&unanswered))
    } else if let Some(cut) = questions.iter().find(|question| question.is_system_unfinished()) {
        reach::unfinished(Role::Kms, reach::why_cut(&cut.system))
    } else {
        let untold = || asked_without_domain(questions, meanings);
        let of_public = || asked_of_public(evidence, questions);
        let is_untold = !meanings.iter().flatten().any(|said| *said == Meaning::DomainUnknown);
        let of_gateway = || asked_of_gateway(evidence, questions).filter(|_| is_untold);
        let unusual = broken_alias(questions).or_else(untold).or_else(of_public);
        let unusual = unusual.or_else(of_gateway);
        unusual.unwrap_or_else(|| absent(names_where))
    }
}

/// Whether the site publishes a KMS host is nothing that a resolver of everybody's could tell.
fn asked_of_public(evidence: &Evidence, questions: &[&SrvQuestion]) -> Option<Seen> {
    let servers = denied_by_public(questions.iter().copied())?;
    let names = questions.iter().map(|question| question.name.clone()).collect();
    // A run has asked them: they were silent, and the client believes who answers.
    let has_own = evidence.asked.offline && asks_own_servers(evidence);
    let finding = Finding::SrvAskedOfPublic { names, servers, others: YesNo(has_own) };
    Some(match has_own {
        true => Seen::unknown(finding, Owner::HostAdmin),
        false => Seen::unmet(finding, Owner::HostAdmin),
    })
}

/// Nor could a router for homes, nor the gateway of a member's network, unless somebody has it
/// forward the domain.
fn asked_of_gateway(evidence: &Evidence, questions: &[&SrvQuestion]) -> Option<Seen> {
    let has_primary =
        |client: &DnsClient| client.suffixes.iter().any(|suffix| suffix.origin == Origin::Primary);
    let is_member = evidence.host.dns.value().is_some_and(has_primary);
    let is_elsewhere = |server: SocketAddr| {
        worlds::is_gateway(evidence, server) || public_resolvers::has(server.ip())
    };
    let is_meant =
        |answer: &SrvAnswer| answer.is_home_router || is_member && is_elsewhere(answer.server);
    let servers = denied_by(questions.iter().copied(), is_meant)?;
    let names = questions.iter().map(|question| question.name.clone()).collect();
    let vpn = vpn_off(evidence);
    Some(Seen::unmet(Finding::SrvAskedOfGateway { names, servers, vpn }, Owner::HostAdmin))
}

/// The way to the site that is not there.
fn vpn_off(evidence: &Evidence) -> Maybe<String> {
    evidence.host.vpn_off.first().cloned().into()
}

/// Whoever types the name alone has nslookup add the host's suffixes, and print none of them: that
/// it found nothing may be for want of a suffix, or of a record.
fn asked_without_domain(questions: &[&SrvQuestion], meanings: &[Vec<Meaning>]) -> Option<Seen> {
    let is_untold = |(question, meanings): (&&SrvQuestion, &Vec<Meaning>)| {
        question.origin == Origin::Capture
            && question.name.eq_ignore_ascii_case(KMS_SERVICE)
            && meanings.contains(&Meaning::NameNotFound)
    };
    let all = questions.iter().zip(meanings).all(is_untold);
    all.then(|| Seen::unknown(Finding::SrvAskedWithoutDomain {}, Owner::HostAdmin))
}

/// A server answered, and to other questions with more than that. One that served another SRV
/// question knows that kind of record.
fn not_served(evidence: &Evidence, questions: &[&SrvQuestion]) -> Option<Seen> {
    if questions.iter().flat_map(|q| &q.answers).any(|answer| serves_srv(evidence, answer.server)) {
        return None;
    }
    let is_served = |question: &&SrvQuestion| meanings(question).contains(&Meaning::NotServed);
    let questions: Vec<&SrvQuestion> =
        questions.iter().copied().filter(|question| is_served(question)).collect();
    let answers = || questions.iter().flat_map(|question| &question.answers);
    let primary =
        |answer: &SrvAnswer| Some(answer.control.value()?.records.first()?.primary.clone());
    let finding = Finding::SrvNotServed {
        names: questions.iter().map(|question| question.name.clone()).collect(),
        answers: answers().map(without_answer).collect(),
        zone_server: answers().find_map(primary).into(),
    };
    (!questions.is_empty()).then(|| Seen::unknown(finding, Owner::DnsAdmin))
}

fn serves_srv(evidence: &Evidence, server: SocketAddr) -> bool {
    let mut questions = evidence.kms.questions.iter().chain(&evidence.directory.locator);
    questions.any(|question| {
        let mut own = question.answers.iter().filter(|answer| answer.server == server);
        own.any(|answer| meaning(question, answer).tells())
    })
}

/// The name is there, as an alias, and what it leads to is not.
fn broken_alias(questions: &[&SrvQuestion]) -> Option<Seen> {
    let end = |question: &&SrvQuestion| {
        let replies = question.answers.iter().filter_map(|answer| answer.srv.value());
        let mut ends = replies.filter_map(|reply| reply.aliases.last());
        Some((question.name.clone(), ends.next()?.clone()))
    };
    let broken: Vec<(String, String)> = questions.iter().filter_map(end).collect();
    let (names, ends): (Vec<_>, Vec<_>) = broken.into_iter().unzip();
    let finding = Finding::SrvAliasBroken { names, ends: ends.clone() };
    (!ends.is_empty()).then(|| Seen::unmet(finding, Owner::DnsAdmin))
}

/// Every question was answered, and nobody publishes: whoever publishes has to mend it, unless the
/// host's own settings ask the wrong servers.
fn absent(names_where: impl Fn(&Meaning) -> Vec<String>) -> Seen {
    let named = |meaning| Some(names_where(&meaning)).filter(|names| !names.is_empty());
    if let Some(names) = named(Meaning::NotOffered) {
        Seen::unmet(Finding::SrvNotOffered { names }, Owner::KmsAdmin)
    } else if let Some(names) = named(Meaning::NoData) {
        Seen::unmet(Finding::SrvNoData { names }, Owner::KmsAdmin)
    } else if let Some(names) = named(Meaning::NameNotFound) {
        Seen::unmet(Finding::SrvNameNotFound { names }, Owner::KmsAdmin)
    } else if let Some(names) = named(Meaning::DomainUnknown) {
        Seen::unmet(Finding::SrvDomainUnknown { names }, Owner::HostAdmin)
    } else {
        Seen::unmet(Finding::SrvNotAsked {}, Owner::Nobody)
    }
}

/// Silence has to be told from a run that did not wait for the answer.
fn unanswered_by_all(questions: &[&SrvQuestion]) -> Seen {
    let answers = || questions.iter().flat_map(|question| &question.answers);
    let was_cut = |srv: &Srv| match srv {
        Observed::Answered { .. } => false,
        Observed::Failed(failure) => failure.is_unfinished(),
        Observed::NotAsked { reason } => *reason != NotAsked::ServerSilent,
    };
    match answers().next() {
        Some(first) if answers().all(|answer| was_cut(&answer.srv)) => {
            reach::unfinished(Role::Kms, reach::why_cut(&first.srv))
        }
        _ => {
            let names = questions.iter().map(|question| question.name.clone()).collect();
            let answers = answers().map(without_answer).collect();
            let failing = failing_alone(questions.iter().copied());
            Seen::unknown(Finding::SrvUnanswered { names, answers, failing }, Owner::DnsAdmin)
        }
    }
}

fn suffix_known(evidence: &Evidence) -> Option<Requirement> {
    let questions = &evidence.kms.questions;
    let client = evidence.host.dns.value().filter(|client| !client.suffixes_untold)?;
    let suffixes: Vec<String> = client.suffixes.iter().map(|suffix| suffix.name.clone()).collect();
    let none = suffixes.is_empty()
        && !evidence.kms.is_in_cloud()
        && questions.iter().all(|question| {
            question.origin == Origin::None || !heard::is_clients(evidence, question)
        });
    let (status, finding) = match none {
        true => (Status::Unmet, Finding::NoSuffix {}),
        false => (Status::Met, Finding::SuffixesKnown { suffixes }),
    };
    Some(
        Requirement::new(RequirementId::DnsSuffixKnown, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Advice)
            .because(pointer!(host.dns)),
    )
}
