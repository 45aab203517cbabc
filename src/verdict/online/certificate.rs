//! An endpoint's certificate: in date by this host's clock, for the right name, from an authority
//! that Windows knows.

use actprobe_probes::evidence::{CertificateFacts, TlsFacts, TrustVerdict};
use jiff::Timestamp;

use crate::verdict::finding::{Finding, Maybe, OtherClocks};
use crate::verdict::host::clock::corrected;
use crate::verdict::logic::Status;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};
use crate::verdict::seen::Seen;

/// What the chain is judged by: this host's clock, and how far the others say it is off.
#[derive(Clone, Copy)]
pub struct Clocks {
    /// The time by this host's clock.
    pub now: Timestamp,
    /// The common offset of the other clocks, in milliseconds, if they have one.
    pub offset_ms: Option<i64>,
}

/// The requirements of a chain, up to the first that does not hold: an issuer that was not looked
/// at because the dates are wrong is not an unknown issuer, and another server's certificate says
/// nothing of inspection.
pub fn judge(facts: &TlsFacts, clocks: Clocks) -> Vec<Requirement> {
    let links: [fn(&TlsFacts, Clocks) -> Requirement; 3] =
        [in_date, |facts, _| names_host(facts), |facts, _| genuine(facts)];
    let mut requirements = Vec::new();
    for link in links {
        requirements.push(link(facts, clocks));
        if requirements.iter().any(Requirement::is_unmet) {
            break;
        }
    }
    requirements
}

fn in_date(facts: &TlsFacts, clocks: Clocks) -> Requirement {
    let id = RequirementId::OnlineCertificateInDate;
    let out_of_date =
        facts.chain.iter().find(|certificate| certificate.out_of_date(clocks.now).is_some());
    let out_of_date = out_of_date.filter(|_| !is_vouched_for(facts));
    match out_of_date.or(root_out_of_date(facts)) {
        Some(certificate) => wrong_dates(facts, certificate, clocks).of(id),
        None if is_root_expired(facts) => {
            let issuer = last_issuer(facts);
            Requirement::unmet(id, Finding::CertificateRootExpired { issuer }, Owner::ProxyTeam)
        }
        None => {
            let until = facts
                .chain
                .iter()
                .map(|certificate| certificate.not_after)
                .min()
                .unwrap_or(clocks.now);
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

fn wrong_dates(facts: &TlsFacts, certificate: &CertificateFacts, clocks: Clocks) -> Seen {
    let CertificateFacts { not_before: from, not_after: until, .. } = *certificate;
    let is_own = facts.chain.first() == Some(certificate);
    let subject = if is_own { None } else { Some(certificate.subject.clone()) }.into();
    if is_healed_by_the_true_time(facts, clocks) {
        return Seen::unmet(Finding::CertificateDateByClock {}, Owner::HostAdmin);
    }
    if clocks.now > until {
        return Seen::unmet(Finding::CertificateExpired { subject, until }, Owner::ProxyTeam);
    }
    // While no other clock is known, this host's own is the first suspect.
    let (clock, owner) = match clocks.offset_ms {
        Some(_) => (OtherClocks::Compared, Owner::ProxyTeam),
        None => (OtherClocks::Unknown, Owner::HostAdmin),
    };
    Seen::unmet(Finding::CertificateNotYetValid { subject, from, clock }, owner)
}

/// Whether the whole chain is in date by the other clocks; whatever is out of date by them too is
/// not the clock's fault.
fn is_healed_by_the_true_time(facts: &TlsFacts, clocks: Clocks) -> bool {
    let true_time = clocks.offset_ms.map(|offset_ms| corrected(clocks.now, offset_ms));
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

/// Whether the chain is accepted on the word of this system or of the site alone: somebody opens the
/// connection on its way.
pub fn is_opened_on_the_way(facts: &TlsFacts) -> bool {
    !is_public(facts)
        && std::iter::once(&facts.system_trust).chain(&facts.site_trust).any(reaches_a_root)
}

/// Whether the site's own file accepts the inspecting root.
pub fn is_accepted_by_site(facts: &TlsFacts) -> bool {
    !is_public(facts) && facts.site_trust.as_ref().is_some_and(reaches_a_root)
}

fn genuine(facts: &TlsFacts) -> Requirement {
    let issuer = last_issuer(facts);
    let verdicts = [&facts.system_trust, &facts.mozilla_trust, &facts.microsoft_trust];
    let public =
        [Some(&facts.mozilla_trust), Some(&facts.microsoft_trust), facts.site_trust.as_ref()];
    let (status, weight, finding) = if verdicts.contains(&&TrustVerdict::Revoked) {
        (Status::Unmet, Weight::Needed, Finding::CertificateRevoked { issuer })
    } else if public.into_iter().flatten().any(reaches_a_root) {
        (Status::Met, Weight::Needed, Finding::CertificateGenuine { issuer })
    } else if reaches_a_root(&facts.system_trust) {
        (Status::Unmet, Weight::Part, Finding::CertificateInspectedTrusted { issuer })
    } else if facts.system_trust == TrustVerdict::UnknownIssuer
        && facts.mozilla_trust == TrustVerdict::UnknownIssuer
    {
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
    Requirement::new(id, Status::Unmet, Finding::CertificateOtherNames { names })
        .owned_by(Owner::ProxyTeam)
}
