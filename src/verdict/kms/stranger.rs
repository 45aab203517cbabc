//! A KMS host that is forced, and that is nobody's here: on the Internet, and of no domain of this
//! host. Nobody of the site can look after it, and whatever it activates has no licence by that.

use std::net::IpAddr;

use actprobe_probes::evidence::{
    Evidence, ForcedLevel, KmsTarget, LicenceStatus, Membership, TargetOrigin,
};

use super::target::TargetView;
use crate::catalogue::clouds::owner_of;
use crate::catalogue::public_kms;
use crate::verdict::finding::{Finding, YesNo};
use crate::verdict::logic::Status;
use crate::verdict::place::at;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// The forced host, where it is such a one. What activates this host today is told, and blocks
/// nothing.
pub fn judge(
    evidence: &Evidence,
    forced: &TargetView<'_>,
    level: ForcedLevel,
) -> Option<Requirement> {
    let target = &forced.target;
    let is_listed = public_kms::has(&target.host);
    let is_licensed = status(evidence) == Some(LicenceStatus::Licensed);
    let is_in_vain = || is_refused(evidence) && forced.status != Status::Met;
    let is_stranger =
        is_listed || is_in_vain() && level != ForcedLevel::Policy && is_outside(evidence, target);
    let finding = Finding::ForcedHostOfStranger {
        host: target.label(),
        level,
        listed: YesNo(is_listed),
        licensed: YesNo(is_licensed),
        firmware: evidence.licensing.firmware_key.clone().into(),
    };
    let weight = if is_licensed { Weight::Advice } else { Weight::Veto };
    let unmet =
        || Requirement::unmet(RequirementId::KmsForcedHostServes, finding, Owner::HostAdmin);
    is_stranger.then(|| unmet().weighing(weight).because(at!(target.origins)))
}

fn status(evidence: &Evidence) -> Option<LicenceStatus> {
    evidence.licensing.windows.value()?.status
}

/// Windows itself says that it is not activated.
fn is_refused(evidence: &Evidence) -> bool {
    let failed = evidence.licensing.windows.value().and_then(|licence| licence.activation_error);
    match status(evidence) {
        Some(status) => status != LicenceStatus::Licensed,
        None => failed.is_some(),
    }
}

/// Of a host in no domain, any public name; of a member, one outside its domains whose addresses
/// are public too: a site may have a second domain.
fn is_outside(evidence: &Evidence, target: &KmsTarget) -> bool {
    let is_cloud = owner_of(&target.host).is_some()
        || target.origins.iter().any(|origin: &TargetOrigin| origin.provider().is_some());
    let addresses = || target.addresses.all().chain(target.host.parse());
    if is_cloud || !is_public_name(&target.host) || addresses().any(is_inside) {
        return false;
    }
    let windows = evidence.host.windows.value();
    match windows.and_then(|windows| windows.membership.as_ref()) {
        Some(Membership::Workgroup) => true,
        Some(Membership::Domain { domain, .. }) => {
            let mut suffixes = evidence.host.dns.value().into_iter().flat_map(|dns| &dns.suffixes);
            let is_own = is_below(&target.host, domain)
                || suffixes.any(|suffix| is_below(&target.host, &suffix.name));
            !is_own && addresses().next().is_some() && addresses().all(is_global)
        }
        Some(Membership::Entra) | None => false,
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    host.strip_suffix(&domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether it may be one of the Internet's: an address, or a name whose last label is none that
/// only sites give (RFC 2606, RFC 6762 appendix G, RFC 8375).
fn is_public_name(host: &str) -> bool {
    const OF_SITES: [&str; 14] = [
        "arpa",
        "corp",
        "example",
        "home",
        "intern",
        "internal",
        "intra",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "private",
        "test",
    ];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && !OF_SITES.contains(&last)
}

/// RFC 1918, RFC 4193, RFC 6598, and this machine's own.
fn is_inside(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || shared
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_loopback() || v6.is_unicast_link_local(),
    }
}

/// Besides, none of those for documents (RFC 5737, RFC 3849).
fn is_global(address: IpAddr) -> bool {
    let is_of_documents = match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_documentation(),
        IpAddr::V6(v6) => v6.segments()[0] == 0x2001 && v6.segments()[1] == 0x0db8,
    };
    !is_inside(address) && !is_of_documents
}
