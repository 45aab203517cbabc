//! The probes' stable ids, and what `--only` and `--skip` may name.

use std::str::FromStr;

use crate::verdict::RequirementId;

/// A probe that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Probe {
    /// `_vlmcs._tcp` SRV.
    KmsDiscovery,
    /// TCP and RPC bind to KMS hosts.
    KmsTarget,
    /// NTP.
    ClockSkew,
    /// The activation endpoints.
    Online,
}

impl Probe {
    /// Every probe.
    pub const ALL: [Self; 4] = [Self::KmsDiscovery, Self::KmsTarget, Self::ClockSkew, Self::Online];

    /// The id as it stands in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KmsDiscovery => "kms-discovery",
            Self::KmsTarget => "kms-target",
            Self::ClockSkew => "clock-skew",
            Self::Online => "online",
        }
    }
}

/// What the user names: a probe, a channel or a requirement; it stands for the probes behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection(pub Vec<Probe>);

impl FromStr for Selection {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        let kms = [Probe::KmsDiscovery, Probe::KmsTarget];
        let known = match id {
            "kms" => Some(kms.to_vec()),
            "dns" => Some(vec![Probe::KmsDiscovery]),
            "clock" | "time" => Some(vec![Probe::ClockSkew]),
            _ => Probe::ALL.iter().find(|probe| probe.as_str() == id).map(|probe| vec![*probe]),
        };
        known.or_else(|| behind_requirement(id)).map(Self).ok_or_else(|| UnknownId(id.to_owned()))
    }
}

/// The probes whose evidence a requirement is read from.
fn behind_requirement(id: &str) -> Option<Vec<Probe>> {
    let requirement = RequirementId::ALL.iter().find(|requirement| requirement.as_str() == id)?;
    Some(match requirement {
        RequirementId::ClockTrue | RequirementId::TimeSourcesAgree | RequirementId::KmsClockWithinTolerance => {
            vec![Probe::ClockSkew]
        }
        RequirementId::PhoneAvailable
        | RequirementId::ProxySettingsReadable
        | RequirementId::ProxySettingsStatic
        | RequirementId::DnsServerConfigured
        | RequirementId::DnsSuffixKnown => Vec::new(),
        _ if id.starts_with("online.") => vec![Probe::Online],
        _ if id.starts_with("dns.") || id.starts_with("kms.srv-") => vec![Probe::KmsDiscovery],
        _ => vec![Probe::KmsDiscovery, Probe::KmsTarget],
    })
}

/// An id that nothing has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownId(String);

impl std::fmt::Display for UnknownId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let probes: Vec<_> = Probe::ALL.iter().map(|probe| probe.as_str()).collect();
        write!(
            f,
            "nothing is called \"{}\"; expected a channel (kms, online), a probe ({}) ",
            self.0,
            probes.join(", ")
        )?;
        write!(f, "or a requirement as the report prints it, such as kms.rpc-bind-accepted")
    }
}

impl std::error::Error for UnknownId {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_stands_for_the_probes_behind_it() {
        assert_eq!("kms.rpc-bind-accepted".parse(), Ok(Selection(vec![Probe::KmsDiscovery, Probe::KmsTarget])));
        assert_eq!("online.tls-completes".parse(), Ok(Selection(vec![Probe::Online])));
    }

    #[test]
    fn every_requirement_and_probe_can_be_named() {
        assert!(RequirementId::ALL.iter().all(|id| id.as_str().parse::<Selection>().is_ok()));
        assert!(Probe::ALL.iter().all(|probe| probe.as_str().parse::<Selection>().is_ok()));
    }

    #[test]
    fn an_unknown_id_is_named_with_what_is_known() {
        let message = "kmss".parse::<Selection>().unwrap_err().to_string();
        assert!(message.contains("\"kmss\"") && message.contains("kms-discovery"), "{message}");
    }
}
