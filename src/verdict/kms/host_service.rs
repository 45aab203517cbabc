//! What another capture tells of the KMS host's own licensing service.

use actprobe_probes::evidence::{Evidence, KMS_PORT, OtherLicence, ServiceStart, same_computer};

use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::place::{self, At, at};
use crate::verdict::requirement::{Owner, Requirement, RequirementId};
use crate::verdict::subject::Subject;

/// A port that does not open, of a host on which nothing can listen, is that host's.
pub fn settle(evidence: &Evidence, requirements: &mut [Requirement]) {
    for other in place::other_licences(evidence).filter(|other| is_disabled(other)) {
        for dead in ports_of(requirements, &other.computer) {
            dead.finding = Finding::KmsHostServiceDisabled { host: other.computer.clone() };
            dead.owner = Owner::KmsAdmin;
            dead.because.push(at!(other.licensing_service).into());
        }
    }
}

/// The same of a host whose service does not run, unless it was seen to listen all the same.
pub fn settle_stopped(evidence: &Evidence, requirements: &mut [Requirement]) {
    let is_stopped = |other: &At<'_, OtherLicence>| {
        other.licensing_service_stopped == Some(true)
            && other.listens_for_kms != Some(true)
            && !is_disabled(other)
    };
    for other in place::other_licences(evidence).filter(is_stopped) {
        for dead in ports_of(requirements, &other.computer) {
            dead.finding = Finding::KmsHostServiceStopped { host: other.computer.clone() };
            dead.owner = Owner::KmsAdmin;
            dead.because.push(at!(other.licensing_service_stopped).into());
        }
    }
}

/// The same of one on which nothing listens, as somebody saw there.
pub fn settle_shut(evidence: &Evidence, requirements: &mut [Requirement]) {
    let is_shut = |other: &At<'_, OtherLicence>| {
        other.listens_for_kms == Some(false)
            && other.licensing_service_stopped != Some(true)
            && !is_disabled(other)
    };
    for other in place::other_licences(evidence).filter(is_shut) {
        let is_usual = |dead: &&mut Requirement| {
            dead.subjects.iter().any(|subject| subject.port() == Some(KMS_PORT))
        };
        for dead in ports_of(requirements, &other.computer).filter(is_usual) {
            let host = other.computer.as_str().into();
            dead.finding = Finding::KmsHostNotListening { host, stopped: YesNo(false) };
            dead.owner = Owner::KmsAdmin;
            dead.because.push(at!(other.listens_for_kms).into());
        }
    }
}

/// A host that listens itself, and is not reached: what stops the port is before it.
pub fn settle_listening(evidence: &Evidence, requirements: &mut [Requirement]) {
    let listens = |other: &At<'_, OtherLicence>| other.listens_for_kms == Some(true);
    for other in place::other_licences(evidence).filter(listens) {
        let is_meant = |dead: &&mut Requirement| is_closed_without_a_word(&dead.finding);
        for dead in ports_of(requirements, &other.computer).filter(is_meant) {
            let rule = YesNo(other.kms_rule_is_on == Some(true));
            let host = other.computer.clone();
            dead.finding = Finding::KmsHostListensBehind { host, rule };
            dead.owner = match other.kms_rule_is_on {
                Some(true) => Owner::NetworkTeam,
                Some(false) | None => Owner::KmsAdminOrNetworkTeam,
            };
            dead.because.push(at!(other.listens_for_kms).into());
            dead.because.push(at!(other.kms_rule_is_on).into());
        }
    }
}

/// The ports of that computer that do not open.
fn ports_of<'r>(
    requirements: &'r mut [Requirement],
    computer: &str,
) -> impl Iterator<Item = &'r mut Requirement> {
    requirements.iter_mut().filter(move |dead| {
        dead.id == RequirementId::KmsPortReachable
            && dead.is_unmet()
            && dead.subjects.iter().any(|subject| is_at(subject, computer))
    })
}

/// Nobody answered, or the tool does not say whether somebody did.
fn is_closed_without_a_word(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::PortSilent { .. } | Finding::PortUntold { .. } | Finding::PortClosedHostUp { .. }
    )
}

fn is_disabled(other: &At<'_, OtherLicence>) -> bool {
    other.licensing_service == Some(ServiceStart::Disabled)
}

fn is_at(subject: &Subject, computer: &str) -> bool {
    same_computer(subject.host(), computer) == Some(true)
}
