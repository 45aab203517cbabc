//! Does DNS name a domain controller? And if not: is the record missing, the domain, or only the
//! answer?

use actprobe_probes::evidence::{
    DirectoryEvidence, DomainController, DomainOrigin, Evidence, NotAsked, Observed, PingReply,
    SecureChannel, SrvQuestion, server_label,
};

use crate::verdict::finding::{Finding, Role, YesNo};
use crate::verdict::logic::Status;
use crate::verdict::place::{self, pointer};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};
use crate::verdict::seen::Seen;
use crate::verdict::srv::{self, Meaning};
use crate::verdict::worlds::{self, HiddenRecord};

/// Whether a domain controller is published.
pub fn judge(evidence: &Evidence) -> Requirement {
    let directory = &evidence.directory;
    // Whatever DNS says: a controller was found, and does not take this machine for a member.
    let seen = match (refused(directory), directory.locator.first()) {
        (Some(refused), _) => refused,
        (None, Some(question)) => of_question(evidence, question),
        (None, None) => by_captures(directory),
    };
    seen.of(RequirementId::AdbaControllerLocated).because_of(places(evidence))
}

fn refused(directory: &DirectoryEvidence) -> Option<Seen> {
    let is_refused = directory.secure_channel.as_ref().is_some_and(SecureChannel::is_refused);
    channel(directory).filter(|_| is_refused)
}

/// What a capture tells: that the domain refuses its member counts before that one is found.
fn by_captures(directory: &DirectoryEvidence) -> Seen {
    let refused = channel(directory).filter(|seen| seen.status == Status::Unmet);
    let found = || captured(directory).or_else(|| not_located(directory));
    let nobody_asked = || Seen::unknown(Finding::DirectoryNotAsked {}, Owner::Nobody);
    refused.or_else(found).or_else(|| channel(directory)).unwrap_or_else(nobody_asked)
}

/// The names of the controllers of the client's own site, where one is known and has any that it
/// hears of.
pub fn of_own_site(evidence: &Evidence) -> Vec<String> {
    evidence.directory.locator.iter().skip(1).flat_map(|site| heard(evidence, site)).collect()
}

/// The names of all controllers that the client hears of, as far as is known.
pub fn everywhere(evidence: &Evidence) -> Vec<String> {
    evidence.directory.locator.iter().flat_map(|question| heard(evidence, question)).collect()
}

/// The names of all controllers that any server names.
pub fn by_any_server(directory: &DirectoryEvidence) -> Vec<String> {
    directory.locator.iter().flat_map(|question| hosts(&srv::meanings(question))).collect()
}

/// How many controllers are published, as far as is known, and were not asked.
pub fn left_out(directory: &DirectoryEvidence) -> u64 {
    let answers = directory.locator.iter().flat_map(|question| &question.answers);
    let dropped =
        answers.filter_map(|answer| Some(answer.srv.value()?.records_dropped)).max().unwrap_or(0);
    u64::from(directory.controllers_dropped.max(dropped))
}

/// Those that Windows itself located, by a capture: nothing else was asked of them.
fn captured(directory: &DirectoryEvidence) -> Option<Seen> {
    let answers = |controller: &&DomainController| {
        let is_untried =
            controller.ports.is_empty() && controller.activation_objects.not_asked().is_some();
        is_untried && matches!(controller.ping.value(), Some(PingReply::Controller(_)))
    };
    let hosts =
        directory.controllers.iter().filter(answers).map(|controller| controller.host.clone());
    let hosts: Vec<String> = hosts.collect();
    let is_any = !hosts.is_empty();
    is_any.then(|| Seen::met(Finding::ControllersLocatedByWindows { hosts }))
}

/// What Windows' own search ended with, by a capture.
fn not_located(directory: &DirectoryEvidence) -> Option<Seen> {
    let error = directory.locator_error.as_ref()?;
    let finding = Finding::ControllerNotLocated { error: error.to_string() };
    Some(match error.tells_of_none() {
        true => Seen::unmet(finding, Owner::HostAdmin),
        false => Seen::unknown(finding, Owner::HostAdmin),
    })
}

/// What became of the member's secure channel, by a capture.
fn channel(directory: &DirectoryEvidence) -> Option<Seen> {
    let channel = directory.secure_channel.as_ref()?;
    let Some(error) = &channel.error else {
        let hosts = vec![channel.controller.clone()?];
        return Some(Seen::met(Finding::ControllersLocatedByWindows { hosts }));
    };
    let refused = Finding::MemberRefused { error: error.to_string() };
    let unfound = Finding::ControllerNotLocated { error: error.to_string() };
    Some(if channel.is_refused() {
        Seen::unmet(refused, Owner::HostAdmin)
    } else if error.tells_of_none() {
        Seen::unmet(unfound, Owner::HostAdmin)
    } else {
        Seen::unknown(refused, Owner::HostAdmin)
    })
}

fn of_question(evidence: &Evidence, question: &SrvQuestion) -> Seen {
    let hosts = heard(evidence, question);
    if !hosts.is_empty() {
        return Seen::met(Finding::ControllersLocated { name: question.name.clone(), hosts });
    }
    worlds::hidden_record(evidence, question)
        .map_or_else(|| absence(&evidence.directory, question), hidden)
}

/// The records are there, and the client asks nobody who has them.
fn hidden(record: HiddenRecord) -> Seen {
    let owner = record.owner();
    let finding = Finding::ControllerHiddenByFirstServer {
        stranger: YesNo(record.is_stranger()),
        name: record.name,
        first: server_label(record.first),
        behind: record.behind.into_iter().map(server_label).collect(),
    };
    Seen::unmet(finding, owner)
}

fn absence(directory: &DirectoryEvidence, question: &SrvQuestion) -> Seen {
    let meanings = srv::meanings(question);
    let names = || vec![question.name.clone()];
    if let Some(servers) = srv::denied_by_public([question]) {
        let finding = Finding::ControllerAskedOfPublic { names: names(), servers };
        return Seen::unmet(finding, Owner::HostAdmin);
    }
    let is = |wanted: &Meaning| meanings.contains(wanted);
    let outcomes = question.answers.iter().map(|answer| &answer.srv);
    if is(&Meaning::NameNotFound) || is(&Meaning::NoData) || is(&Meaning::NotOffered) {
        Seen::unmet(Finding::ControllerRecordMissing { names: names() }, Owner::DnsAdmin)
    } else if is(&Meaning::DomainUnknown) {
        let one_label = YesNo(is_of_one_label(directory));
        let finding = Finding::ControllerDomainUnknown { names: names(), one_label };
        Seen::unmet(finding, Owner::HostAdmin)
    } else if let Some(cut) = outcomes.into_iter().find(|srv| is_left_unasked(srv)) {
        reach::unfinished(Role::Controller, reach::why_cut(cut))
    } else {
        let answers = question.answers.iter().map(srv::without_answer).collect();
        let failing = srv::failing_alone([question]);
        let finding = Finding::ControllerUnanswered { names: names(), answers, failing };
        Seen::unknown(finding, Owner::DnsAdmin)
    }
}

/// The `NetBIOS` name of a domain has no dot, and the DNS name of nearly every one has. A member's
/// own registry has the DNS name.
fn is_of_one_label(directory: &DirectoryEvidence) -> bool {
    let is_typed =
        matches!(directory.domain_origin, DomainOrigin::Argument | DomainOrigin::SiteFile);
    let domain = directory.domain.as_deref().unwrap_or_default().trim_end_matches('.');
    is_typed && !domain.contains('.')
}

/// A server that is known to be silent was asked, only with another question.
fn is_left_unasked<T>(outcome: &Observed<T>) -> bool {
    outcome.not_asked().is_some_and(|reason| reason != NotAsked::ServerSilent)
}

/// The targets that the client hears of when it asks this question.
fn heard(evidence: &Evidence, question: &SrvQuestion) -> Vec<String> {
    hosts(&worlds::in_each(evidence, question))
}

/// The targets of answers, each once, without ports.
fn hosts(meanings: &[Meaning]) -> Vec<String> {
    let targets = meanings.iter().filter_map(Meaning::targets).flatten();
    let mut hosts: Vec<String> = targets.map(|record| record.target.host.clone()).collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

fn places(evidence: &Evidence) -> Vec<String> {
    let directory = &evidence.directory;
    let is_by_channel = refused(directory).is_some()
        || (directory.locator.is_empty() && directory.secure_channel.is_some());
    if is_by_channel {
        return vec![pointer!(directory.secure_channel).to_owned()];
    }
    if !directory.locator.is_empty() {
        return place::locator_questions(evidence).map(Into::into).collect();
    }
    match directory.locator_error {
        Some(_) => vec![pointer!(directory.locator_error).to_owned()],
        None => vec![pointer!(directory.locator).to_owned()],
    }
}
