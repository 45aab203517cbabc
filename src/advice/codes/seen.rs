//! How each cause of a code stands in this run: what its evidence answers is confirmed or ruled
//! out.

use actprobe_probes::evidence::{Evidence, LicenceFacts, LicenceStatus, event_id};

use super::causes::{self, Beyond, Suspect};
use super::explained_code::{Cause, CauseStanding, ExplainedCode};
use crate::catalogue::codes::{Meaning, meaning};
use crate::verdict::RequirementId::{
    self, AdbaObjectPublished, DnsServerAnswers, KmsSrvInClientZone, KmsSrvPublished,
    KmsTargetResolves, LicensingServiceStarts, OnlineCertificateGenuine, Tls12Offered,
};
use crate::verdict::finding::{AvmaRefusal, NameRule};
use crate::verdict::licence::facts;
use crate::verdict::licence::given_codes::CodeSource;
use crate::verdict::logic::Status;
use crate::verdict::{Finding, Requirement, Verdict};

/// The causes of a code that was told among others.
pub fn causes(
    code: &ExplainedCode,
    all: &[ExplainedCode],
    evidence: &Evidence,
    verdict: &Verdict,
) -> Vec<Cause> {
    let mut suspects = causes::of(code.code.0);
    if code.source == CodeSource::AddOn {
        // What shows the others is asked of Windows itself; the add-on's step asks by its id.
        suspects.retain(|suspect| matches!(suspect, Suspect::Requirement(_)));
    }
    if (code.source == CodeSource::Event { id: event_id::PUBLISH_FAILED }) {
        // It is no code of an activation: to activate again would show nothing.
        suspects.retain(|suspect| *suspect != Suspect::Beyond(Beyond::SaidNow {}));
    }
    if all.iter().any(|told| meaning(told.code.0) == Some(Meaning::KeyUsedUp)) {
        // Another try to activate ends alike.
        suspects.retain(|suspect| *suspect != Suspect::Beyond(Beyond::SaidNow {}));
    }
    if is_no_guest(verdict) {
        suspects.retain(|suspect| !is_of_hyper_v_host(suspect));
    }
    let rule = name_rule(verdict).filter(|_| suspects.iter().any(is_by_name));
    suspects.extend(rule.map(|rule| Suspect::Beyond(Beyond::NameRule { rule: rule.clone() })));
    let case = Case { code, all, evidence, verdict, suspects: &suspects };
    let standings: Vec<CauseStanding> = suspects.iter().map(|what| case.standing(what)).collect();
    let joined = suspects.into_iter().zip(standings);
    joined.map(|(what, standing)| Cause { what, standing }).collect()
}

/// What this machine runs on has no Hyper-V host below.
fn is_no_guest(verdict: &Verdict) -> bool {
    let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    requirements.into_iter().any(|requirement| {
        requirement.status != Status::Met && requirement.finding.is_no_hyper_v_guest()
    })
}

fn is_of_hyper_v_host(suspect: &Suspect) -> bool {
    matches!(
        suspect,
        Suspect::Beyond(Beyond::HyperVHost {})
            | Suspect::Requirement(
                RequirementId::AvmaDataExchange
                    | RequirementId::AvmaHostDatacenter
                    | RequirementId::AvmaHostNewEnough
            )
    )
}

struct Case<'a> {
    code: &'a ExplainedCode,
    all: &'a [ExplainedCode],
    evidence: &'a Evidence,
    verdict: &'a Verdict,
    suspects: &'a [Suspect],
}

impl Case<'_> {
    fn standing(&self, what: &Suspect) -> CauseStanding {
        match what {
            Suspect::Requirement(id) => self.of_requirement(*id),
            Suspect::Beyond(beyond) => self.of_beyond(beyond),
        }
    }

    fn of_requirement(&self, id: RequirementId) -> CauseStanding {
        // By its own licence, which its capture shows.
        match self.host_refusal().filter(|_| id == RequirementId::AvmaHostDatacenter) {
            Some(AvmaRefusal::SeenNotDatacenter) => return CauseStanding::Confirmed,
            Some(AvmaRefusal::SeenActivated) => return CauseStanding::RuledOut,
            Some(_) | None => {}
        }
        let requirements = self.verdict.channels.iter().flat_map(|channel| &channel.requirements);
        let about = requirements.filter(|r| r.id == id && !is_by_the_code_alone(r, self.code));
        let statuses: Vec<Status> = about.map(|requirement| requirement.status).collect();
        if statuses.contains(&Status::Unmet) {
            CauseStanding::Confirmed
        } else if statuses.contains(&Status::Met) && !self.was_asked_of_others(id) {
            CauseStanding::RuledOut
        } else {
            CauseStanding::Unseen
        }
    }

    /// What other servers say than those that Windows asks there rules nothing out.
    fn was_asked_of_others(&self, id: RequirementId) -> bool {
        BY_NAME.contains(&id) && name_rule(self.verdict).is_some()
    }

    /// What no probe asks for may still stand in this run's evidence.
    fn of_beyond(&self, beyond: &Beyond) -> CauseStanding {
        match beyond {
            Beyond::WindowsTls {} => self.windows_tls(),
            Beyond::ObjectList {} => self.by_requirements(&[AdbaObjectPublished]),
            Beyond::ServiceState {} => self.by_requirements(&[LicensingServiceStarts]),
            Beyond::Rearms {} => self.rearms(),
            Beyond::HiddenCode {} => self.hidden_code(),
            Beyond::SaidNow {} => self.said_now(),
            Beyond::KmsHostState {} => self.kms_host_state(),
            Beyond::HyperVHost {} => self.hyper_v_host(),
            Beyond::Firmware {} if self.evidence.licensing.firmware_without_key => {
                CauseStanding::Confirmed
            }
            Beyond::KeyTyped {} => self.key_typed(),
            Beyond::KmsHostClock {}
            | Beyond::KeyAtMicrosoft {}
            | Beyond::Country {}
            | Beyond::HardwareChanged {}
            | Beyond::StoreDamaged {}
            | Beyond::Elevated {}
            | Beyond::ProxyService {}
            | Beyond::WmiHealth {}
            | Beyond::MicrosoftFault {}
            | Beyond::ClockJumped {}
            | Beyond::Firmware {}
            | Beyond::DnsRights {}
            | Beyond::Digits {}
            | Beyond::OtherKeys {}
            | Beyond::Tokens {}
            | Beyond::KmsHostAge {}
            | Beyond::NameRule { .. }
            | Beyond::OwnWords { .. } => CauseStanding::Unseen,
        }
    }

    /// Where this program runs on that Windows, its list of roots was asked.
    fn windows_tls(&self) -> CauseStanding {
        if self.evidence.host.is_the_windows_meant() {
            self.by_requirements(&[Tls12Offered, OnlineCertificateGenuine])
        } else {
            CauseStanding::Unseen
        }
    }

    /// By those of these requirements that are causes of this code themselves: there they are told.
    fn by_requirements(&self, ids: &[RequirementId]) -> CauseStanding {
        let own = ids.iter().filter(|id| self.suspects.contains(&Suspect::Requirement(**id)));
        let standings: Vec<CauseStanding> = own.map(|id| self.of_requirement(*id)).collect();
        if standings.contains(&CauseStanding::Confirmed) {
            CauseStanding::Confirmed
        } else if standings.is_empty() || standings.contains(&CauseStanding::Unseen) {
            CauseStanding::Unseen
        } else {
            CauseStanding::RuledOut
        }
    }

    fn hidden_code(&self) -> CauseStanding {
        let of_request = CodeSource::Event { id: event_id::KMS_REQUEST };
        let is_reason =
            |told: &ExplainedCode| told.source == of_request && told.code != self.code.code;
        if self.all.iter().any(is_reason) {
            CauseStanding::Confirmed
        } else {
            CauseStanding::Unseen
        }
    }

    /// Only what was read in this run is of now: a capture is as old as it is.
    fn said_now(&self) -> CauseStanding {
        let licensing = &self.evidence.licensing;
        let Some(licence) = licensing.windows.value().filter(|_| licensing.captures.is_empty())
        else {
            return CauseStanding::Unseen;
        };
        let (status, reason) = (licence.status, licence.reason);
        if status == Some(LicenceStatus::Licensed) {
            CauseStanding::Confirmed
        } else if reason == Some(self.code.code.0) {
            CauseStanding::RuledOut
        } else {
            CauseStanding::Unseen
        }
    }

    fn rearms(&self) -> CauseStanding {
        let licence = self.evidence.licensing.windows.value();
        match licence.and_then(LicenceFacts::rearms_left) {
            Some(0) => CauseStanding::Confirmed,
            Some(_) => CauseStanding::RuledOut,
            None => CauseStanding::Unseen,
        }
    }

    /// A published key is for known editions. An evaluation takes none, however it is typed.
    fn key_typed(&self) -> CauseStanding {
        let evaluation = self.of_requirement(RequirementId::HostEditionNotEvaluation);
        if evaluation == CauseStanding::Confirmed {
            CauseStanding::RuledOut
        } else if facts::misfit_key(self.evidence).is_some() {
            CauseStanding::Confirmed
        } else {
            CauseStanding::Unseen
        }
    }

    /// By the host's own licence, where a capture shows it.
    fn hyper_v_host(&self) -> CauseStanding {
        match self.host_refusal() {
            Some(AvmaRefusal::SeenIdle) => CauseStanding::Confirmed,
            Some(AvmaRefusal::SeenActivated | AvmaRefusal::SeenNotDatacenter) => {
                CauseStanding::RuledOut
            }
            Some(
                AvmaRefusal::Throttled
                | AvmaRefusal::Platform
                | AvmaRefusal::NotActivated
                | AvmaRefusal::Mismatch
                | AvmaRefusal::NotBound,
            )
            | None => CauseStanding::Unseen,
        }
    }

    fn host_refusal(&self) -> Option<AvmaRefusal> {
        let requirements = self.verdict.channels.iter().flat_map(|channel| &channel.requirements);
        requirements.into_iter().find_map(|requirement| match requirement.finding {
            Finding::AvmaHostRefuses { code, why, .. }
                if code == self.code.code || is_seen_there(why) =>
            {
                Some(why)
            }
            _ => None,
        })
    }

    /// By what was captured on the KMS host.
    fn kms_host_state(&self) -> CauseStanding {
        let requirements = self.verdict.channels.iter().flat_map(|channel| &channel.requirements);
        let is_told = |r: &Requirement| {
            matches!(r.finding, Finding::KmsHostKeyOlder { .. } | Finding::KmsHostKeyFits { .. })
        };
        if requirements.into_iter().any(is_told) {
            return CauseStanding::RuledOut;
        }
        let others = self.evidence.licensing.others.iter();
        let mut hosts = others.filter(|other| other.licence().is_of_kms_host());
        match hosts.find_map(|host| host.status) {
            // What it serves and counts stands beside that.
            Some(LicenceStatus::Licensed) => CauseStanding::RuledOut,
            None => CauseStanding::Unseen,
            Some(
                LicenceStatus::Unlicensed
                | LicenceStatus::InitialGrace
                | LicenceStatus::AdditionalGrace
                | LicenceStatus::NonGenuineGrace
                | LicenceStatus::Notification
                | LicenceStatus::ExtendedGrace,
            ) => CauseStanding::Confirmed,
        }
    }
}

/// By what was captured on the Hyper-V host, whatever code the guest gave.
fn is_seen_there(why: AvmaRefusal) -> bool {
    match why {
        AvmaRefusal::SeenIdle | AvmaRefusal::SeenActivated | AvmaRefusal::SeenNotDatacenter => true,
        AvmaRefusal::Throttled
        | AvmaRefusal::Platform
        | AvmaRefusal::NotActivated
        | AvmaRefusal::Mismatch
        | AvmaRefusal::NotBound => false,
    }
}

/// What a DNS server says of KMS.
const BY_NAME: [RequirementId; 4] =
    [DnsServerAnswers, KmsSrvPublished, KmsSrvInClientZone, KmsTargetResolves];

fn is_by_name(suspect: &Suspect) -> bool {
    matches!(suspect, Suspect::Requirement(KmsSrvPublished | KmsTargetResolves))
}

/// The rule of the host that sends names of KMS to servers that this run did not ask.
fn name_rule(verdict: &Verdict) -> Option<&NameRule> {
    let caveats = verdict.channels.iter().flat_map(|channel| &channel.caveats);
    caveats.into_iter().find_map(|caveat| match caveat {
        Finding::NameRuleElsewhere { rule } => Some(rule),
        _ => None,
    })
}

/// What is known by the code alone neither confirms it nor rules it out.
fn is_by_the_code_alone(requirement: &Requirement, code: &ExplainedCode) -> bool {
    !requirement.because.is_empty()
        && requirement.because.iter().all(|pointer| code.because.contains(pointer))
}
