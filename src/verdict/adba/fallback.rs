//! What Windows shows when ADBA fails: it goes on to look for a KMS host, and the error is that of
//! this search.

use crate::verdict::channel::{ChannelVerdict, Standing};
use crate::verdict::finding::{Finding, HexCode, YesNo};
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// Where both fail: the code that shows, which says nothing of the directory.
pub fn judge(kms: &ChannelVerdict, adba: Status) -> Option<Requirement> {
    if adba != Status::Unmet {
        return None;
    }
    let blocked = kms.standing == Standing::Blocked;
    let cause = kms.root_causes().find(|cause| blocked && kms.is_decisive(cause))?;
    let Shown { code, found } = shown(cause)?;
    let finding = Finding::FallbackHidesCause { code, found: YesNo(found) };
    Some(
        Requirement::unmet(RequirementId::AdbaFallbackPublished, finding, Owner::KmsAdmin)
            .weighing(Weight::Advice)
            .because_of(cause.because.clone()),
    )
}

/// The error of a client that meets what stops KMS, and whether it found a host.
#[derive(Debug, PartialEq)]
struct Shown {
    code: HexCode,
    found: bool,
}

/// The code of a client whose host does not serve it: a clock that is wrong is hidden behind the
/// same (Microsoft Learn, "Guidelines for troubleshooting KMS").
const NOT_SERVED: HexCode = HexCode(0xC004_F074);

/// What hides behind that code.
const HIDDEN: &[RequirementId] = &[
    RequirementId::KmsTargetResolves,
    RequirementId::KmsPortReachable,
    RequirementId::KmsRpcBindAccepted,
    RequirementId::KmsForcedHostServes,
    RequirementId::ClockTrue,
    RequirementId::KmsClockWithinTolerance,
];

fn shown(cause: &Requirement) -> Option<Shown> {
    if HIDDEN.contains(&cause.id) {
        return Some(Shown { code: NOT_SERVED, found: true });
    }
    let code = absent(&cause.finding)?;
    Some(Shown { code, found: false })
}

/// The code of a client that finds no host.
fn absent(absence: &Finding) -> Option<HexCode> {
    match absence {
        Finding::NoSuffix {} => Some(HexCode(0x8007_007B)),
        Finding::SrvNoData { .. } => Some(HexCode(0x8007_251D)),
        Finding::SrvNameNotFound { .. }
        | Finding::SrvHiddenByFirstServer { .. }
        | Finding::SrvAskedOfGateway { .. }
        | Finding::SrvDomainUnknown { .. }
        | Finding::SrvAskedOfPublic { .. } => Some(HexCode(0x8007_232B)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(id: RequirementId, finding: Finding) -> Option<(HexCode, bool)> {
        let shown = shown(&Requirement::new(id, Status::Unmet, finding))?;
        Some((shown.code, shown.found))
    }

    #[test]
    fn each_trouble_of_the_fallback_shows_its_own_code() {
        let names = || vec!["_vlmcs._tcp.corp.example".to_owned()];
        let missing = Finding::SrvNameNotFound { names: names() };
        assert_eq!(
            code_of(RequirementId::KmsSrvPublished, missing),
            Some((HexCode(0x8007_232B), false))
        );
        let no_data = Finding::SrvNoData { names: names() };
        assert_eq!(
            code_of(RequirementId::KmsSrvPublished, no_data),
            Some((HexCode(0x8007_251D), false))
        );
        assert_eq!(
            code_of(RequirementId::DnsSuffixKnown, Finding::NoSuffix {}),
            Some((HexCode(0x8007_007B), false))
        );
        let reset = Finding::PortReset { role: crate::verdict::finding::Role::Kms };
        assert_eq!(
            code_of(RequirementId::KmsPortReachable, reset),
            Some((HexCode(0xC004_F074), true))
        );
        assert_eq!(code_of(RequirementId::KmsKeyIsClientKey, Finding::KeyUnknown {}), None);
    }
}
