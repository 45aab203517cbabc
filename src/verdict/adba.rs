//! The ADBA channel: the host can use it, a domain controller is found and answers, and the
//! directory holds an object.
//!
//! Where one of these does not hold, Windows turns to KMS without a word; the error that it then
//! shows is that of KMS (Microsoft Learn, "Activate using Active Directory-based activation").

mod client;
mod controller;
mod fallback;
mod generation;
mod last;
mod locator;
mod objects;
mod unread;

use actprobe_probes::evidence::{
    Channel, DirectoryEvidence, DirectoryPort, DomainController, DomainOrigin, Evidence,
    FailureKind, Login, Membership, Probe, Protection,
};

use self::controller::Reached;
use super::agreement;
use super::channel::Judged;
use super::common::Common;
use super::finding::{Finding, KnownBy, Outside};
use super::host::time_servers;
use super::kms::KmsView;
use super::logic::{self, Status};
use super::place::{self, at, pointer};
use super::reach::{seldom_told, up};
use super::requirement::{Owner, Requirement, RequirementId, Weight};

/// Judges the channel, beside what KMS amounts to, to which Windows turns where this one fails.
pub fn judge(common: &Common<'_>, kms: &KmsView) -> Judged {
    let evidence = common.evidence;
    let directory = &evidence.directory;
    if let Some(outside) = outside(evidence) {
        return Judged::new(Channel::Adba, outside.status, vec![outside]);
    }
    let seen_working = last::seen_working(evidence);
    if directory.domain.is_none() && seen_working.is_none() {
        return of_no_domain(evidence);
    }
    if let Some(too_old) = client::too_old(evidence) {
        let too_old = too_old.because(pointer!(directory));
        return Judged::new(Channel::Adba, too_old.status, vec![too_old]);
    }
    let located = locator::judge(evidence);
    let mut last = last::judge(evidence);
    if directory.domain_origin == DomainOrigin::Suffix && seen_working.is_none() && last.is_none() {
        let guess = nobody_named(directory, located);
        return Judged::new(Channel::Adba, Status::NotApplicable, vec![guess]);
    }
    let links = Links {
        client: client::judge(evidence),
        located,
        reached: controller::judge(evidence, common),
    };
    let held = objects::judge(evidence, &links.reached);
    let seen_working = seen_working.filter(|_| links.is_unseen(directory));
    let conclusion = match links.conclusion(held.status) {
        Status::Unknown if seen_working.is_some() => Status::Met,
        Status::Unknown if links.reached.status == Status::Unknown => word_of(&mut last),
        status => status,
    };

    let listed = listed(evidence);
    let conclusion = match conclusion {
        Status::Unknown if is_missing(listed.as_ref()) => Status::Unmet,
        known => known,
    };
    let names = held.names;
    let agreement = agreement(evidence, &links);
    let mut requirements = links.requirements(common, held.status, held.requirements);
    requirements.extend(agreement);
    requirements.extend(listed);
    requirements.extend(known(directory));
    requirements.extend(last);
    requirements.extend(common.clock.requirements.iter().cloned());
    requirements.extend(barred_beside(evidence, &requirements));
    requirements.extend(fallback::judge(&kms.channel, conclusion));
    seldom_told::settle(&common.ways, &mut requirements);
    up::settle(&common.ways, &mut requirements);

    let is_judged = requirements.iter().any(|r| r.id == RequirementId::AdbaObjectFits);
    let mut caveats = caveats(evidence, kms, conclusion);
    if conclusion == Status::Met && !is_judged && !names.is_empty() {
        caveats.push(Finding::AdbaGenerationUnseen { objects: names.clone() });
    }
    let domain = directory.domain.clone().into();
    let is_ready = || Finding::AdbaReady { domain, objects: names };
    Judged::new(Channel::Adba, conclusion, requirements)
        .with_caveats(caveats)
        .with_headline(seen_working.unwrap_or_else(is_ready))
}

/// Whether the DNS servers name the same controllers. Those that the first names serve as long as
/// it answers; where it names none, that is told.
fn agreement(evidence: &Evidence, links: &Links<'_>) -> Option<Requirement> {
    let questions = place::locator_questions(evidence);
    agreement::judge(evidence, questions, Weight::Advice).filter(|_| links.is_located())
}

/// A filter of this host that keeps the ping from the controllers, and NTP from the time servers:
/// who opens it for the one opens it for both.
fn barred_beside(evidence: &Evidence, requirements: &[Requirement]) -> Option<Requirement> {
    let how = FailureKind::BlockedLocally;
    let is_barred =
        |r: &Requirement| matches!(r.finding, Finding::PingUnanswered { how: of, .. } if of == how);
    let is_told = |r: &Requirement| r.id == RequirementId::TimeServersAnswer;
    let is_news = requirements.iter().any(is_barred) && !requirements.iter().any(is_told);
    time_servers::barred(evidence).filter(|_| is_news)
}

/// Where nobody went to the directory, what it said to the last try decides.
fn word_of(last: &mut Option<Requirement>) -> Status {
    match last.as_mut().filter(|last| matches!(last.finding, Finding::AdbaRefused { .. })) {
        Some(refused) => {
            refused.weight = Weight::Needed;
            Status::Unmet
        }
        None => Status::Unknown,
    }
}

/// The links of the chain, up to the objects.
struct Links<'e> {
    client: Vec<Requirement>,
    located: Requirement,
    reached: Reached<'e>,
}

impl Links<'_> {
    fn is_located(&self) -> bool {
        self.located.status == Status::Met
    }

    fn conclusion(&self, held: Status) -> Status {
        // Seen from another machine, the client is taken to be in order; a caveat says what was not
        // seen of it.
        let is_unfit = self.client.iter().any(Requirement::is_unmet);
        let client = if is_unfit { Status::Unmet } else { Status::Met };
        match self.is_located() {
            true => logic::all([client, self.reached.status, held]),
            false => logic::all([client, self.located.status]),
        }
    }

    /// Nobody asked the directory, or what it holds stayed unseen, and nothing that was asked
    /// failed.
    fn is_unseen(&self, directory: &DirectoryEvidence) -> bool {
        let nobody_went_there =
            directory.controllers.is_empty() || self.reached.status == Status::Met;
        directory.locator.is_empty() || self.is_located() && nobody_went_there
    }

    fn requirements(
        self,
        common: &Common<'_>,
        held: Status,
        of_objects: Vec<Requirement>,
    ) -> Vec<Requirement> {
        let is_located = self.is_located();
        // That nobody could look where nobody was reached is no second trouble.
        let is_news = self.reached.status == Status::Met || held != Status::Unknown;
        let mut requirements = self.client;
        requirements.push(self.located);
        if is_located {
            requirements.extend(self.reached.requirements);
            requirements.extend(if is_news {
                of_objects
            } else {
                of_objects.into_iter().filter_map(unread::told_beside).collect()
            });
        } else {
            requirements.extend(common.dns_servers_as_advice());
        }
        requirements
    }
}

/// The host is a member of no domain.
fn outside(evidence: &Evidence) -> Option<Requirement> {
    let windows = place::windows(evidence)?;
    let id = RequirementId::AdbaDomainKnown;
    let why = match windows.membership.as_ref()? {
        Membership::Workgroup => Outside::Workgroup,
        Membership::Entra => Outside::Entra,
        Membership::Domain { .. } => return None,
    };
    let finding = Finding::DirectoryUnknown { why };
    let outside =
        Requirement::new(id, Status::NotApplicable, finding).because(at!(windows.membership));
    // Whatever was seen of a domain that was named plays no part.
    Some(outside.because(pointer!(directory)))
}

/// No domain is known. Where the licensing service tells of a try, it knew one.
fn of_no_domain(evidence: &Evidence) -> Judged {
    let id = RequirementId::AdbaDomainKnown;
    let mut last = last::judge(evidence);
    let was_left_out = evidence.asked.skipped.contains(&Probe::Directory);
    let is_told = last.is_some() || evidence.directory.listed_objects.is_some();
    let reason = if was_left_out || is_told {
        Requirement::new(id, Status::Unknown, Finding::DirectoryNotAsked {})
    } else {
        let why = if evidence.asked.offline { Outside::Untold } else { Outside::Unknown };
        let nothing_known = Finding::DirectoryUnknown { why };
        Requirement::new(id, Status::NotApplicable, nothing_known).because(pointer!(directory))
    };
    let status = match reason.status {
        Status::Unknown => word_of(&mut last),
        status => status,
    };
    let listed = listed(evidence);
    let status = if is_missing(listed.as_ref()) { Status::Unmet } else { status };
    let requirements = std::iter::once(reason).chain(listed).chain(last).collect();
    Judged::new(Channel::Adba, status, requirements)
}

/// The objects of the forest, by the word of `slmgr /ao-list`.
fn listed(evidence: &Evidence) -> Option<Requirement> {
    let directory = &evidence.directory;
    let objects = directory.listed_objects.clone()?;
    let id = RequirementId::AdbaObjectPublished;
    let requirement = if objects.is_empty() {
        Requirement::unmet(id, Finding::ObjectsMissing {}, Owner::DirectoryTeam)
    } else {
        Requirement::new(id, Status::Met, Finding::ObjectsPublished { objects })
    };
    Some(requirement.because(pointer!(directory.listed_objects)))
}

fn is_missing(listed: Option<&Requirement>) -> bool {
    listed.is_some_and(Requirement::is_unmet)
}

/// A suffix is only a guess: that it leads nowhere is no fault, and that it leads somewhere makes
/// no member.
fn nobody_named(directory: &DirectoryEvidence, located: Requirement) -> Requirement {
    let domain = directory.domain.clone().into();
    let finding = match (located.status, located.finding) {
        (Status::Met, Finding::ControllersLocated { hosts, .. }) => {
            Finding::DirectoryUnconfirmed { domain, hosts }
        }
        (_, Finding::ControllerDomainUnknown { .. } | Finding::ControllerAskedOfPublic { .. }) => {
            Finding::DirectoryDomainUnknown { domain }
        }
        (Status::Unmet, _) => Finding::DirectoryNotFound { domain },
        _ => Finding::DirectoryUnknown { why: Outside::Unknown },
    };
    Requirement::new(RequirementId::AdbaDomainKnown, Status::NotApplicable, finding)
        .because_of(located.because)
}

fn known(directory: &DirectoryEvidence) -> Option<Requirement> {
    let origin = match directory.domain_origin {
        DomainOrigin::Member => KnownBy::Member,
        DomainOrigin::Argument => KnownBy::Argument,
        DomainOrigin::Capture => KnownBy::Capture,
        DomainOrigin::SiteFile | DomainOrigin::Suffix | DomainOrigin::Nothing => KnownBy::SiteFile,
    };
    let finding = Finding::DirectoryKnown { domain: directory.domain.clone()?, origin };
    let known = Requirement::new(RequirementId::AdbaDomainKnown, Status::Met, finding);
    Some(known.weighing(Weight::Advice).because(pointer!(directory.domain)))
}

fn caveats(evidence: &Evidence, kms: &KmsView, conclusion: Status) -> Vec<Finding> {
    let directory = &evidence.directory;
    let mut caveats = Vec::new();
    let count = locator::left_out(directory);
    if count > 0 {
        caveats.push(Finding::ControllersLeftOut { count });
    }
    if conclusion != Status::Met {
        return caveats;
    }
    if directory.controllers.iter().any(|controller| is_by_a_user(controller.login.value())) {
        caveats.push(Finding::AdbaMachineAccountUnseen {});
    }
    if is_kerberos_unasked(directory) && last::seen_working(evidence).is_none() {
        caveats.push(Finding::AdbaKerberosUnasked {});
    }
    if client::key_channel(evidence).is_none() {
        caveats.push(Finding::AdbaKeyUnseen {});
    }
    if kms.published == Status::Met {
        caveats.push(Finding::AdbaBeforeKms {});
    }
    caveats
}

/// Its port takes connections, and nobody logged on by it.
fn is_kerberos_unasked(directory: &DirectoryEvidence) -> bool {
    let is_open =
        |port: &DirectoryPort| port.port == controller::KERBEROS && port.connect.value().is_some();
    let logged_on = |controller: &DomainController| {
        controller.login.value() == Some(&Login::Accepted { over: Protection::Kerberos })
    };
    directory.controllers.iter().any(|controller| controller.ports.iter().any(is_open))
        && !directory.controllers.iter().any(logged_on)
}

fn is_by_a_user(login: Option<&Login>) -> bool {
    let Some(Login::Accepted { over }) = login else { return false };
    match over {
        Protection::StartTls | Protection::Ldaps | Protection::Kerberos | Protection::Negotiate => {
            true
        }
    }
}
