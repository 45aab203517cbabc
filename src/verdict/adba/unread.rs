//! Why nobody saw what the directory holds for activation.

use actprobe_probes::evidence::{
    DirectoryEvidence, DomainController, Failure, Login, NotAsked, NotSent, ObjectSearch, Observed,
    Rejection, TrustVerdict,
};

use crate::verdict::finding::{Distrust, Finding, Role, Unfinished};
use crate::verdict::logic::Status;
use crate::verdict::place::At;
use crate::verdict::reach::{self, Broken};
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// `domainControllerFunctionality` of Windows Server 2012 (MS-ADTS §6.1.4.2), which cannot be
/// without its schema.
const LEVEL_OF_2012: u32 = 5;

/// Of these controllers, the first that was asked, and whose answer was not waited for or could not
/// be: for reasons of ours.
pub fn cut_short<'a, 'e: 'a>(
    controllers: impl Iterator<Item = &'a At<'e, DomainController>>,
) -> Option<Requirement> {
    let mut unread = controllers.filter_map(|one| Some((one, why_cut_short(one)?)));
    let (controller, why) = unread.next()?;
    Some(cut(why).of(RequirementId::AdbaObjectsReadable).of(controller.host.clone()))
}

fn why_cut_short(controller: &DomainController) -> Option<Unfinished> {
    let DomainController { login, activation_objects: objects, .. } = controller;
    let is_cut = |failure: Option<&Failure>| failure.is_some_and(Failure::is_unfinished);
    if is_cut(login.failure()) {
        Some(reach::why_cut(login))
    } else {
        is_cut(objects.failure()).then(|| reach::why_cut(objects))
    }
}

/// What is known of the schema all the same, and why the rest is not.
pub fn judge(directory: &DirectoryEvidence) -> Vec<Requirement> {
    schema_by_level(directory).into_iter().chain(unread(directory)).collect()
}

/// Nobody could look: the schema is known at least where a controller is new enough.
fn schema_by_level(directory: &DirectoryEvidence) -> Option<Requirement> {
    let levels =
        directory.controllers.iter().filter_map(|dc| dc.root_dse.value()?.controller_functionality);
    let level = levels.max()?;
    let (status, finding) = match level >= LEVEL_OF_2012 {
        true => (Status::Met, Finding::SchemaReady { level: level.into() }),
        false => (Status::Unknown, Finding::SchemaUncertain { level: level.into() }),
    };
    Some(
        Requirement::new(RequirementId::AdbaSchemaReady, status, finding)
            .owned_by(Owner::DirectoryTeam)
            .weighing(Weight::Advice),
    )
}

/// Why, of each controller that was asked; of all of them where none was.
fn unread(directory: &DirectoryEvidence) -> Vec<Requirement> {
    let unread = |seen: Seen| seen.of(RequirementId::AdbaObjectsReadable);
    let asked = directory.controllers.iter().filter(|controller| is_asked(controller));
    let why = |controller| why_unread(controller, directory.domain.as_deref().unwrap_or_default());
    let told: Vec<Requirement> = asked.map(|dc| unread(why(dc)).of(dc.host.clone())).collect();
    if told.is_empty() {
        return vec![unread(directory.controllers.first().map_or_else(nobody_asked, why))];
    }
    told
}

/// What the log-on met, where something else rules the controllers out: it stops the next run as
/// well, and is nobody's second reason.
pub fn told_beside(unread: Requirement) -> Option<Requirement> {
    let is_met = match &unread.finding {
        Finding::ObjectsBadCredentials { .. }
        | Finding::ObjectsNoAuthority { .. }
        | Finding::ObjectsServerUntrusted { .. }
        | Finding::ObjectsNoTls { .. }
        | Finding::ObjectsRefused { .. }
        | Finding::ObjectsHidden {}
        | Finding::ObjectsPlaceUnseen {} => true,
        Finding::ObjectsNotSent { why, .. } => is_of_its_own(*why),
        _ => false,
    };
    let beside = Requirement { status: Status::Unmet, weight: Weight::Advice, ..unread };
    is_met.then_some(beside)
}

/// Whether nothing else that was asked of the controller says the same.
fn is_of_its_own(why: NotSent) -> bool {
    match why {
        NotSent::OutsideDomain
        | NotSent::Address
        | NotSent::OwnCertificate
        | NotSent::DomainFromFile
        | NotSent::Unprotected
        | NotSent::OtherAddress => true,
        NotSent::Unconfirmed
        | NotSent::OfAnotherDomain
        | NotSent::NotForThisDomain
        | NotSent::AfterRejection
        | NotSent::AfterUnknownOutcome => false,
    }
}

/// A log-on that another one forbids is told with that one.
fn is_asked(controller: &DomainController) -> bool {
    let forbidden = matches!(
        controller.login.value(),
        Some(Login::NotSent { why: NotSent::AfterRejection | NotSent::AfterUnknownOutcome })
    );
    !forbidden && !matches!(controller.login, Observed::NotAsked { .. })
}

fn nobody_asked() -> Seen {
    Seen::unknown(Finding::ObjectsNoCredentials {}, Owner::HostAdmin)
}

fn why_unread(controller: &DomainController, domain: &str) -> Seen {
    match &controller.login {
        Observed::NotAsked { reason: NotAsked::Interrupted | NotAsked::Deadline } => {
            cut(reach::why_cut(&controller.login))
        }
        Observed::NotAsked { .. } => nobody_asked(),
        Observed::Failed(failure) if failure.is_unfinished() => {
            cut(reach::why_cut(&controller.login))
        }
        Observed::Failed(failure) => broken_off(failure),
        Observed::Answered { value, .. } => match value {
            Login::Accepted { .. } => why_hidden(controller),
            Login::Rejected { reason, message, .. } => rejected(*reason, message),
            Login::Refused { code, message } => refused(*code, message),
            Login::NotSent { why } => {
                let owner =
                    if *why == NotSent::Address { Owner::DnsAdmin } else { Owner::HostAdmin };
                let finding = Finding::ObjectsNotSent { why: *why, domain: domain.into() };
                Seen::unknown(finding, owner)
            }
            Login::NoTls { code } => {
                Seen::unknown(Finding::ObjectsNoTls { code: (*code).into() }, Owner::DirectoryTeam)
            }
            Login::Untrusted { subject, issuer, verdict } => untrusted(verdict, subject, issuer),
        },
    }
}

/// What is said in TLS or LDAP is the server's; silence, a refusal and a cut may be the way's.
fn broken_off(failure: &Failure) -> Seen {
    let finding = Finding::ObjectsUnread { step: failure.step, how: failure.kind };
    let owner = match reach::broken(failure.kind) {
        Broken::NotSpoken
        | Broken::Garbled
        | Broken::Alert
        | Broken::Incompatible
        | Broken::Distrusted(_) => Owner::DirectoryTeam,
        Broken::Silent | Broken::Closed | Broken::Reset | Broken::Otherwise => {
            reach::machine_or_way(Role::Controller)
        }
    };
    Seen::unknown(finding, owner)
}

/// Whoever runs this mistyped something; what is wrong with an account is the directory's.
fn rejected(reason: Rejection, message: &str) -> Seen {
    let message = message.to_owned();
    let bad = |message| Finding::ObjectsBadCredentials { why: reason, message };
    let (finding, owner) = match reason {
        Rejection::NoAuthority => (Finding::ObjectsNoAuthority { message }, Owner::DirectoryTeam),
        Rejection::Unstated
        | Rejection::UnknownUser
        | Rejection::WrongPassword
        | Rejection::PasswordExpired
        | Rejection::PasswordMustChange => (bad(message), Owner::HostAdmin),
        Rejection::AccountRestricted
        | Rejection::OutsideHours
        | Rejection::OtherWorkstation
        | Rejection::AccountDisabled
        | Rejection::AccountExpired
        | Rejection::AccountLocked => (bad(message), Owner::DirectoryTeam),
    };
    Seen::unknown(finding, owner)
}

fn untrusted(verdict: &TrustVerdict, subject: &str, issuer: &str) -> Seen {
    let (subject, issuer) = (subject.to_owned(), issuer.to_owned());
    let owner = match verdict {
        TrustVerdict::Expired
        | TrustVerdict::NotYetValid
        | TrustVerdict::WrongName
        | TrustVerdict::Revoked => Owner::DirectoryTeam,
        TrustVerdict::UnknownIssuer
        | TrustVerdict::Unavailable
        | TrustVerdict::Other { .. }
        | TrustVerdict::Trusted
        | TrustVerdict::RevocationUnknown => Owner::HostAdmin,
    };
    let why = distrust(verdict);
    Seen::unknown(Finding::ObjectsServerUntrusted { why, subject, issuer }, owner)
}

fn distrust(verdict: &TrustVerdict) -> Distrust {
    match verdict {
        TrustVerdict::Trusted => Distrust::Trusted,
        TrustVerdict::RevocationUnknown => Distrust::RevocationUnknown,
        TrustVerdict::UnknownIssuer => Distrust::UnknownIssuer,
        TrustVerdict::Expired => Distrust::Expired,
        TrustVerdict::NotYetValid => Distrust::NotYetValid,
        TrustVerdict::WrongName => Distrust::WrongName,
        TrustVerdict::Revoked => Distrust::Revoked,
        TrustVerdict::Unavailable => Distrust::Unavailable,
        TrustVerdict::Other { .. } => Distrust::Other,
    }
}

fn why_hidden(controller: &DomainController) -> Seen {
    match &controller.activation_objects {
        Observed::Answered { value: ObjectSearch::Refused { code, message }, .. } => {
            refused(*code, message)
        }
        Observed::Answered { value: ObjectSearch::NoContainer { .. }, .. } => {
            Seen::unknown(Finding::ObjectsPlaceUnseen {}, Owner::DirectoryTeam)
        }
        Observed::Answered { value: ObjectSearch::Found { .. }, .. } => {
            Seen::unknown(Finding::ObjectsHidden {}, Owner::DirectoryTeam)
        }
        Observed::Failed(failure) if !failure.is_unfinished() => broken_off(failure),
        unfinished => cut(reach::why_cut(unfinished)),
    }
}

fn refused(code: u32, message: &str) -> Seen {
    let (code, message) = (code.into(), message.to_owned());
    Seen::unknown(Finding::ObjectsRefused { code, message }, Owner::DirectoryTeam)
}

fn cut(why: Unfinished) -> Seen {
    reach::unfinished(Role::Controller, why)
}
