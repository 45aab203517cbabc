//! An endpoint's certificate: in date by this host's clock, for the right name, from an authority
//! that Windows knows.

use actprobe_probes::evidence::{CertificateFacts, TlsFacts, TrustVerdict};
use jiff::Timestamp;

use crate::verdict::finding::{Finding, Maybe, OtherClocks, RootHeld};
use crate::verdict::host::clock::corrected;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// What the chain is judged by: this host's clock, how far the others say it is off, and whose
/// store counts.
#[derive(Clone, Copy)]
pub struct Standard {
    /// The time by this host's clock.
    pub now: Timestamp,
    /// The common offset of the other clocks, in milliseconds, if they have one.
    pub offset_ms: Option<i64>,
    /// Whether this system's store is that of the Windows host that is meant: what it rejects, the
    /// licensing service rejects.
    pub is_store_of_windows: bool,
}

/// The requirements of a chain, up to the first that does not hold: an issuer that was not looked
/// at because the dates are wrong is not an unknown issuer, and another server's certificate says
/// nothing of inspection.
pub fn judge(facts: &TlsFacts, by: Standard) -> Vec<Requirement> {
    let links: [fn(&TlsFacts, Standard) -> Requirement; 3] =
        [in_date, |facts, _| names_host(facts), genuine];
    let mut requirements = Vec::new();
    for link in links {
        requirements.push(link(facts, by));
        if requirements.iter().any(Requirement::is_unmet) {
            break;
        }
    }
    requirements
}

fn in_date(facts: &TlsFacts, by: Standard) -> Requirement {
    let id = RequirementId::OnlineCertificateInDate;
    let out_of_date =
        facts.chain.iter().find(|certificate| certificate.out_of_date(by.now).is_some());
    let out_of_date = out_of_date.filter(|_| !is_vouched_for(facts));
    match out_of_date.or(root_out_of_date(facts)) {
        Some(certificate) => wrong_dates(facts, certificate, by).of(id),
        None if is_root_expired(facts) => {
            let issuer = last_issuer(facts);
            Requirement::unmet(id, Finding::CertificateRootExpired { issuer }, Owner::ProxyTeam)
        }
        None => {
            let until =
                facts.chain.iter().map(|certificate| certificate.not_after).min().unwrap_or(by.now);
            Requirement::new(id, Status::Met, Finding::CertificateInDate { until })
        }
    }
}

/// The accepted root of an inspecting device. This host's own list of roots may hold it too, and a
/// list is no calendar.
fn root_out_of_date(facts: &TlsFacts) -> Option<&CertificateFacts> {
    facts.site_root_out_of_date.as_ref().filter(|_| !is_public(facts))
}

/// All certificates that were sent are in date, and this system says that the chain is not: what is
/// not sent is the root.
fn is_root_expired(facts: &TlsFacts) -> bool {
    facts.system_trust == TrustVerdict::Expired && !is_vouched_for(facts)
}

fn last_issuer(facts: &TlsFacts) -> Maybe<String> {
    facts.chain.last().map(|last| last.issuer.clone()).into()
}

fn wrong_dates(facts: &TlsFacts, certificate: &CertificateFacts, by: Standard) -> Seen {
    let CertificateFacts { not_before: from, not_after: until, .. } = *certificate;
    let is_own = facts.chain.first() == Some(certificate);
    let subject = if is_own { None } else { Some(certificate.subject.clone()) }.into();
    if is_healed_by_the_true_time(facts, by) {
        let finding = Finding::CertificateDateByClock { issuer: last_issuer(facts) };
        return Seen::unmet(finding, Owner::HostAdmin);
    }
    if by.now > until {
        return Seen::unmet(Finding::CertificateExpired { subject, until }, Owner::ProxyTeam);
    }
    // While no other clock is known, this host's own is the first suspect.
    let (clock, owner) = match by.offset_ms {
        Some(_) => (OtherClocks::Compared, Owner::ProxyTeam),
        None => (OtherClocks::Unknown, Owner::HostAdmin),
    };
    Seen::unmet(Finding::CertificateNotYetValid { subject, from, clock }, owner)
}

/// Whether the whole chain is in date by the other clocks; whatever is out of date by them too is
/// not the clock's fault.
fn is_healed_by_the_true_time(facts: &TlsFacts, by: Standard) -> bool {
    let true_time = by.offset_ms.map(|offset_ms| corrected(by.now, offset_ms));
    let mut all = facts.chain.iter().chain(&facts.site_root_out_of_date);
    true_time.is_some_and(|time| all.all(|certificate| certificate.out_of_date(time).is_none()))
}

/// Whether somebody whom this host or its site trusts vouches for the server, by its name: a
/// stranger has no such certificate.
pub fn is_no_strangers(facts: &TlsFacts) -> bool {
    facts.name_matches && is_vouched_for(facts)
}

/// An old certificate that was sent along harms nothing when another path leads to a root.
fn is_vouched_for(facts: &TlsFacts) -> bool {
    let sets = [&facts.system_trust, &facts.mozilla_trust, &facts.microsoft_trust];
    sets.into_iter().chain(&facts.site_trust).any(reaches_a_root)
}

fn reaches_a_root(verdict: &TrustVerdict) -> bool {
    // The name is checked after the path, so a wrong name means a good path.
    matches!(
        verdict,
        TrustVerdict::Trusted | TrustVerdict::RevocationUnknown | TrustVerdict::WrongName
    )
}

/// Whether a public authority or Microsoft vouches for the chain: then it is the endpoint's own.
pub fn is_public(facts: &TlsFacts) -> bool {
    [&facts.mozilla_trust, &facts.microsoft_trust].into_iter().any(reaches_a_root)
}

/// Whether the chain is accepted on the word of this system or of the site alone: somebody opens
/// the connection on its way.
pub fn is_opened_on_the_way(facts: &TlsFacts) -> bool {
    !is_public(facts)
        && std::iter::once(&facts.system_trust).chain(&facts.site_trust).any(reaches_a_root)
}

/// Whether the site's own file accepts the inspecting root.
pub fn is_accepted_by_site(facts: &TlsFacts) -> bool {
    !is_public(facts) && facts.site_trust.as_ref().is_some_and(reaches_a_root)
}

fn genuine(facts: &TlsFacts, by: Standard) -> Requirement {
    let issuer = last_issuer(facts);
    let verdicts = [&facts.system_trust, &facts.mozilla_trust, &facts.microsoft_trust];
    let public =
        [Some(&facts.mozilla_trust), Some(&facts.microsoft_trust), facts.site_trust.as_ref()];
    let (seen, weight) = if verdicts.contains(&&TrustVerdict::Revoked) {
        let finding = Finding::CertificateRevoked { issuer };
        (Seen::unmet(finding, Owner::ProxyTeam), Weight::Needed)
    } else if by.is_store_of_windows && is_public(facts) && !reaches_a_root(&facts.system_trust) {
        (not_by_windows(facts, &issuer), Weight::Needed)
    } else if by.is_store_of_windows && lacks_root_of_site(facts) {
        let finding = Finding::CertificateSiteRootMissing { issuer };
        (Seen::unmet(finding, Owner::HostAdmin), Weight::Needed)
    } else if public.into_iter().flatten().any(reaches_a_root) {
        (Seen::met(Finding::CertificateGenuine { issuer }), Weight::Needed)
    } else if reaches_a_root(&facts.system_trust) {
        let finding = Finding::CertificateInspectedTrusted { issuer };
        (Seen::unmet(finding, Owner::ProxyTeam), Weight::Part)
    } else if facts.system_trust == TrustVerdict::UnknownIssuer
        && facts.mozilla_trust == TrustVerdict::UnknownIssuer
    {
        let finding = Finding::CertificateInspected { issuer };
        (Seen::unmet(finding, Owner::ProxyTeam), Weight::Needed)
    } else {
        let finding = Finding::CertificateUndecided { issuer };
        (Seen::unknown(finding, Owner::ProxyTeam), Weight::Needed)
    };
    seen.of(RequirementId::OnlineCertificateGenuine).weighing(weight)
}

/// Whether this Windows lacks the inspecting root that the site accepts: no such root is fetched.
fn lacks_root_of_site(facts: &TlsFacts) -> bool {
    is_accepted_by_site(facts)
        && facts.system_trust == TrustVerdict::UnknownIssuer
        && !facts.system_trust_unfetched
}

/// The endpoint's own certificate, which the host's Windows does not accept. Windows fetches roots
/// as it needs them: that it lacks one counts only where it had the time to try.
fn not_by_windows(facts: &TlsFacts, issuer: &Maybe<String>) -> Seen {
    let missing = |root| {
        let finding = Finding::CertificateRootMissing { issuer: issuer.clone(), root };
        Seen::unmet(finding, Owner::HostAdmin)
    };
    let unconfirmed = |objection: Option<&String>| {
        let objection = objection.cloned().into();
        let finding = Finding::CertificateUnconfirmed { issuer: issuer.clone(), objection };
        Seen::unknown(finding, Owner::HostAdmin)
    };
    match &facts.system_trust {
        TrustVerdict::UnknownIssuer if facts.system_trust_unfetched => unconfirmed(None),
        TrustVerdict::UnknownIssuer => missing(RootHeld::None),
        TrustVerdict::Expired => missing(RootHeld::Expired),
        TrustVerdict::Other { detail } => unconfirmed(Some(detail)),
        TrustVerdict::Unavailable
        | TrustVerdict::NotYetValid
        | TrustVerdict::Revoked
        | TrustVerdict::Trusted
        | TrustVerdict::RevocationUnknown
        | TrustVerdict::WrongName => unconfirmed(None),
    }
}

fn names_host(facts: &TlsFacts) -> Requirement {
    let id = RequirementId::OnlineCertificateNamesHost;
    if facts.name_matches {
        return Requirement::new(id, Status::Met, Finding::CertificateNamesHost {});
    }
    let names = facts.chain.first().map(|leaf| leaf.dns_names.clone()).unwrap_or_default();
    Requirement::unmet(id, Finding::CertificateOtherNames { names }, Owner::ProxyTeam)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_name_stands_at_the_end_of_a_good_path() {
        for (verdict, is_path) in [
            (TrustVerdict::Trusted, true),
            (TrustVerdict::RevocationUnknown, true),
            (TrustVerdict::WrongName, true),
            (TrustVerdict::UnknownIssuer, false),
            (TrustVerdict::Revoked, false),
            (TrustVerdict::Unavailable, false),
        ] {
            assert_eq!(reaches_a_root(&verdict), is_path, "{verdict:?}");
        }
    }
}
