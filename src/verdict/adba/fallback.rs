//! What Windows shows when ADBA fails: it goes on to look for a KMS host, and the error is that of this search.

use actprobe_probes::evidence::Evidence;

use crate::verdict::discovery;
use crate::verdict::finding::Finding;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// Whether a KMS host is published.
pub fn is_kms_published(evidence: &Evidence) -> bool {
    discovery::judge(evidence).iter().any(|r| r.id == RequirementId::KmsSrvPublished && r.status == Status::Met)
}

/// Where both fail: the code that shows, which says nothing of the directory.
pub fn judge(evidence: &Evidence, adba: Status) -> Option<Requirement> {
    let published = discovery::judge(evidence).into_iter().find(|r| r.id == RequirementId::KmsSrvPublished)?;
    if adba != Status::Unmet || !published.is_unmet() {
        return None;
    }
    let finding = Finding::FallbackHidesCause { code: code(&published.finding)?.to_owned() };
    Some(
        Requirement::new(RequirementId::AdbaFallbackPublished, Status::Unmet, finding)
            .owned_by(Owner::KmsAdmin)
            .weighing(Weight::Advice)
            .because_of(published.because),
    )
}

/// The error of a client that finds no record (Microsoft Learn, "Guidelines for troubleshooting KMS").
fn code(absence: &Finding) -> Option<&'static str> {
    match absence {
        Finding::SrvNoData { .. } => Some("0x8007251D"),
        Finding::SrvNameNotFound { .. } | Finding::SrvDomainUnknown { .. } => Some("0x8007232B"),
        _ => None,
    }
}
