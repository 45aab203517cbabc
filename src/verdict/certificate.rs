//! An endpoint's certificate: in date by this host's clock, for the right name, from an authority that Windows knows.

use actprobe_probes::evidence::{CertificateFacts, TlsFacts, TrustVerdict};
use jiff::Timestamp;

use super::finding::Finding;
use super::logic::Status;
use super::requirement::{Owner, Requirement, RequirementId, Weight};

/// The requirements of a chain, up to the first that does not hold: an issuer that was not looked at because the
/// dates are wrong is not an unknown issuer.
pub fn judge(facts: &TlsFacts, now: Timestamp) -> Vec<Requirement> {
    let mut requirements = vec![in_date(facts, now)];
    if requirements[0].status == Status::Met {
        requirements.push(genuine(facts));
        requirements.push(names_host(facts));
    }
    requirements
}

fn in_date(facts: &TlsFacts, now: Timestamp) -> Requirement {
    let id = RequirementId::OnlineCertificateInDate;
    let out_of_date = facts.chain.iter().find(|certificate| !is_in_date(certificate, now));
    match out_of_date {
        Some(certificate) if !is_vouched_for(facts) => {
            let subject = certificate.subject.clone();
            let (finding, owner) = if now > certificate.not_after {
                (Finding::CertificateExpired { subject, until: certificate.not_after }, Owner::ProxyTeam)
            } else {
                (Finding::CertificateNotYetValid { subject, from: certificate.not_before }, Owner::HostAdmin)
            };
            Requirement::new(id, Status::Unmet, finding).owned_by(owner)
        }
        _ => {
            let until = facts.chain.iter().map(|certificate| certificate.not_after).min().unwrap_or(now);
            Requirement::new(id, Status::Met, Finding::CertificateInDate { until })
        }
    }
}

fn is_in_date(certificate: &CertificateFacts, now: Timestamp) -> bool {
    (certificate.not_before..=certificate.not_after).contains(&now)
}

/// An old certificate that was sent along harms nothing when another path leads to a root.
fn is_vouched_for(facts: &TlsFacts) -> bool {
    [&facts.system_trust, &facts.mozilla_trust, &facts.microsoft_trust].into_iter().any(reaches_a_root)
}

fn reaches_a_root(verdict: &TrustVerdict) -> bool {
    // The name is checked after the path, so a wrong name means a good path.
    matches!(verdict, TrustVerdict::Trusted | TrustVerdict::RevocationUnknown | TrustVerdict::WrongName)
}

fn genuine(facts: &TlsFacts) -> Requirement {
    let issuer = facts.chain.last().map(|last| last.issuer.clone()).unwrap_or_default();
    let verdicts = [&facts.system_trust, &facts.mozilla_trust, &facts.microsoft_trust];
    let public = [Some(&facts.mozilla_trust), Some(&facts.microsoft_trust), facts.site_trust.as_ref()];
    let (status, weight, finding) = if verdicts.contains(&&TrustVerdict::Revoked) {
        (Status::Unmet, Weight::Needed, Finding::CertificateRevoked { issuer })
    } else if public.into_iter().flatten().any(reaches_a_root) {
        (Status::Met, Weight::Needed, Finding::CertificateGenuine { issuer })
    } else if reaches_a_root(&facts.system_trust) {
        (Status::Unmet, Weight::Part, Finding::CertificateInspectedTrusted { issuer })
    } else if facts.system_trust == TrustVerdict::UnknownIssuer && facts.mozilla_trust == TrustVerdict::UnknownIssuer {
        (Status::Unmet, Weight::Needed, Finding::CertificateInspected { issuer })
    } else {
        (Status::Unknown, Weight::Needed, Finding::CertificateUndecided { issuer })
    };
    Requirement::new(RequirementId::OnlineCertificateGenuine, status, finding)
        .owned_by(Owner::ProxyTeam)
        .weighing(weight)
}

fn names_host(facts: &TlsFacts) -> Requirement {
    let id = RequirementId::OnlineCertificateNamesHost;
    if facts.name_matches {
        return Requirement::new(id, Status::Met, Finding::CertificateNamesHost {});
    }
    let names = facts.chain.first().map(|leaf| leaf.dns_names.clone()).unwrap_or_default();
    Requirement::new(id, Status::Unmet, Finding::CertificateOtherNames { names }).owned_by(Owner::ProxyTeam)
}
