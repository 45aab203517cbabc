//! What Windows shows when ADBA fails: it goes on to look for a KMS host, and the error is that of
//! this search.

use actprobe_probes::evidence::Evidence;

use crate::verdict::channel::{ChannelVerdict, Standing};
use crate::verdict::finding::Finding;
use crate::verdict::host::clock::ClockView;
use crate::verdict::kms;
use crate::verdict::kms::discovery;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// Whether a KMS host is published.
pub fn is_kms_published(evidence: &Evidence) -> bool {
    discovery::judge(evidence)
        .iter()
        .any(|r| r.id == RequirementId::KmsSrvPublished && r.status == Status::Met)
}

/// Where both fail: the code that shows, which says nothing of the directory.
pub fn judge(evidence: &Evidence, clock: &ClockView, adba: Status) -> Option<Requirement> {
    if adba != Status::Unmet {
        return None;
    }
    let kms = kms::judge(evidence, clock).into_verdict();
    let (cause, code, found) = shown(&kms)?;
    let finding = Finding::FallbackHidesCause { code: code.to_owned(), found: found.to_owned() };
    Some(
        Requirement::new(RequirementId::AdbaFallbackPublished, Status::Unmet, finding)
            .owned_by(Owner::KmsAdmin)
            .weighing(Weight::Advice)
            .because_of(cause.because.clone()),
    )
}

/// What stops KMS, the error of a client that meets it, and whether it found a host.
fn shown(kms: &ChannelVerdict) -> Option<(&Requirement, &'static str, &'static str)> {
    let blocked = kms.standing == Standing::Blocked;
    let cause = kms.root_causes().find(|cause| blocked && kms.is_decisive(cause))?;
    let (code, found) = code(cause)?;
    Some((cause, code, found))
}

/// Microsoft Learn, "Guidelines for troubleshooting KMS". A clock that is wrong is hidden behind
/// the same code as a host that does not answer.
fn code(cause: &Requirement) -> Option<(&'static str, &'static str)> {
    match cause.id {
        RequirementId::DnsSuffixKnown => Some(("0x8007007B", "no")),
        RequirementId::KmsSrvPublished => absent(&cause.finding).map(|code| (code, "no")),
        RequirementId::KmsTargetResolves
        | RequirementId::KmsPortReachable
        | RequirementId::KmsRpcBindAccepted
        | RequirementId::KmsForcedHostServes
        | RequirementId::ClockTrue
        | RequirementId::KmsClockWithinTolerance => Some(("0xC004F074", "yes")),
        _ => None,
    }
}

fn absent(absence: &Finding) -> Option<&'static str> {
    match absence {
        Finding::SrvNoData { .. } => Some("0x8007251D"),
        Finding::SrvNameNotFound { .. } | Finding::SrvDomainUnknown { .. } => Some("0x8007232B"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(id: RequirementId, finding: Finding) -> Option<(&'static str, &'static str)> {
        code(&Requirement::new(id, Status::Unmet, finding))
    }

    #[test]
    fn each_trouble_of_the_fallback_shows_its_own_code() {
        let names = || vec!["_vlmcs._tcp.corp.example".to_owned()];
        let missing = Finding::SrvNameNotFound { names: names() };
        assert_eq!(code_of(RequirementId::KmsSrvPublished, missing), Some(("0x8007232B", "no")));
        let no_data = Finding::SrvNoData { names: names() };
        assert_eq!(code_of(RequirementId::KmsSrvPublished, no_data), Some(("0x8007251D", "no")));
        assert_eq!(
            code_of(RequirementId::DnsSuffixKnown, Finding::NoSuffix {}),
            Some(("0x8007007B", "no"))
        );
        let reset = Finding::PortReset { role: "kms".to_owned() };
        assert_eq!(code_of(RequirementId::KmsPortReachable, reset), Some(("0xC004F074", "yes")));
        assert_eq!(code_of(RequirementId::KmsKeyIsClientKey, Finding::KeyUnknown {}), None);
    }
}
