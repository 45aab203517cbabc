//! Does DNS name a domain controller? And if not: is the record missing, the domain, or only the
//! answer?

use actprobe_probes::evidence::{
    DirectoryEvidence, DomainController, NotAsked, PingReply, SrvQuestion,
};

use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId};
use crate::verdict::srv::{self, Meaning};

/// Whether a domain controller is published.
pub fn judge(directory: &DirectoryEvidence) -> Requirement {
    let (status, finding, owner) = match directory.locator.first() {
        Some(question) => of_question(question),
        None => captured(directory).unwrap_or((
            Status::Unknown,
            Finding::DirectoryNotAsked {},
            Owner::Nobody,
        )),
    };
    Requirement::new(RequirementId::AdbaControllerLocated, status, finding)
        .owned_by(owner)
        .because_of(pointers(directory))
}

/// The names of the controllers of the client's own site, where one is known and has any.
pub fn of_own_site(directory: &DirectoryEvidence) -> Vec<String> {
    directory.locator.iter().skip(1).flat_map(published).collect()
}

/// The names of all controllers that are published, as far as is known.
pub fn everywhere(directory: &DirectoryEvidence) -> Vec<String> {
    directory.locator.iter().flat_map(published).collect()
}

/// How many controllers are published, as far as is known, and were not asked.
pub fn left_out(directory: &DirectoryEvidence) -> u64 {
    let answers = directory.locator.iter().flat_map(|question| &question.answers);
    let dropped =
        answers.filter_map(|answer| Some(answer.srv.value()?.records_dropped)).max().unwrap_or(0);
    u64::from(directory.controllers_dropped.max(dropped))
}

/// Those that Windows itself located, by a capture: nothing else was asked of them.
fn captured(directory: &DirectoryEvidence) -> Option<(Status, Finding, Owner)> {
    let answers = |controller: &&DomainController| {
        let is_untried =
            controller.ports.is_empty() && controller.activation_objects.not_asked().is_some();
        is_untried && matches!(controller.ping.value(), Some(PingReply::Controller(_)))
    };
    let hosts =
        directory.controllers.iter().filter(answers).map(|controller| controller.host.clone());
    let hosts: Vec<String> = hosts.collect();
    let is_any = !hosts.is_empty();
    is_any.then_some((Status::Met, Finding::ControllersLocatedByWindows { hosts }, Owner::Nobody))
}

fn of_question(question: &SrvQuestion) -> (Status, Finding, Owner) {
    let meanings = srv::meanings(question);
    let names = || vec![question.name.clone()];
    if meanings.iter().any(|meaning| matches!(meaning, Meaning::Published(_))) {
        let hosts = published(question);
        return (
            Status::Met,
            Finding::ControllersLocated { name: question.name.clone(), hosts },
            Owner::Nobody,
        );
    }
    let is = |wanted: &Meaning| meanings.contains(wanted);
    if is(&Meaning::NameNotFound) || is(&Meaning::NoData) || is(&Meaning::NotOffered) {
        (Status::Unmet, Finding::ControllerRecordMissing { names: names() }, Owner::DnsAdmin)
    } else if is(&Meaning::DomainUnknown) {
        (Status::Unmet, Finding::ControllerDomainUnknown { names: names() }, Owner::HostAdmin)
    } else if let Some(reason) = question.answers.iter().find_map(|answer| answer.srv.not_asked()) {
        (Status::Unknown, unfinished(reason), Owner::Nobody)
    } else {
        let answers = question.answers.iter().map(srv::without_answer).collect();
        (
            Status::Unknown,
            Finding::ControllerUnanswered { names: names(), answers },
            Owner::DnsAdmin,
        )
    }
}

fn unfinished(reason: NotAsked) -> Finding {
    let why = reach::why_cut::<()>(&actprobe_probes::evidence::Observed::skipped(reason));
    Finding::StepUnfinished { role: "controller".to_owned(), why: why.to_owned() }
}

/// The targets that a question led to, each once, without ports.
fn published(question: &SrvQuestion) -> Vec<String> {
    let targets = srv::meanings(question).into_iter().filter_map(|meaning| match meaning {
        Meaning::Published(targets) => Some(targets),
        _ => None,
    });
    let mut hosts: Vec<String> =
        targets.flatten().filter_map(|target| Some(target.split(':').next()?.to_owned())).collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

fn pointers(directory: &DirectoryEvidence) -> Vec<String> {
    match directory.locator.len() {
        0 => vec!["/directory/locator".to_owned()],
        count => (0..count).map(|question| format!("/directory/locator/{question}")).collect(),
    }
}
