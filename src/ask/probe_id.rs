//! The probes' stable ids, and what `--only` and `--skip` may name.

use std::str::FromStr;

use strum::VariantArray;

use crate::verdict::RequirementId;
use crate::verdict::requirement::Source;

/// A probe that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, VariantArray)]
pub enum Probe {
    /// `_vlmcs._tcp` SRV.
    KmsDiscovery,
    /// TCP and RPC bind to KMS hosts.
    KmsTarget,
    /// Active Directory.
    Directory,
    /// NTP.
    ClockSkew,
    /// The activation endpoints.
    Online,
}

impl Probe {
    /// Every probe.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The id as it stands in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KmsDiscovery => "kms-discovery",
            Self::KmsTarget => "kms-target",
            Self::Directory => "directory",
            Self::ClockSkew => "clock-skew",
            Self::Online => "online",
        }
    }
}

/// What the user names: a probe, a channel or a requirement; it stands for the probes behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection(pub Vec<Probe>);

impl FromStr for Selection {
    type Err = SelectionError;

    fn from_str(id: &str) -> Result<Self, SelectionError> {
        let probes = match id {
            "kms" => Some(vec![Probe::KmsDiscovery, Probe::KmsTarget]),
            "adba" => Some(vec![Probe::Directory]),
            "dns" => Some(vec![Probe::KmsDiscovery]),
            "clock" | "time" => Some(vec![Probe::ClockSkew]),
            "avma" | "phone" | "proxy" => Some(Vec::new()),
            _ => Probe::ALL.iter().find(|probe| probe.as_str() == id).map(|probe| vec![*probe]),
        };
        match probes.or_else(|| behind_requirement(id)) {
            Some(probes) if probes.is_empty() => Err(SelectionError::NeedsNoProbe(id.to_owned())),
            Some(probes) => Ok(Self(probes)),
            None => Err(SelectionError::Unknown),
        }
    }
}

/// The probes whose evidence a requirement is read from.
fn behind_requirement(id: &str) -> Option<Vec<Probe>> {
    let requirement = RequirementId::ALL.iter().find(|requirement| requirement.as_str() == id)?;
    Some(match requirement.source() {
        Source::Host => Vec::new(),
        Source::Clocks => vec![Probe::ClockSkew],
        Source::Discovery => vec![Probe::KmsDiscovery],
        Source::Targets => vec![Probe::KmsDiscovery, Probe::KmsTarget],
        Source::Directory => vec![Probe::Directory],
        Source::Endpoints => vec![Probe::Online],
    })
}

/// Why an id cannot be selected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// Nothing has it. It is not repeated: it may be a password in the wrong place.
    #[error(
        "expected a channel (kms, adba, online), a probe ({probes}) or a requirement as the report \
         prints it, such as kms.rpc-bind-accepted, found another text",
        probes = probes()
    )]
    Unknown,
    /// It is known without asking the network.
    #[error(
        "\"{0}\" is known without asking the network: this host's own settings are always read; \
         expected a channel (kms, adba, online), a probe ({probes}) or a requirement that one of \
         them stands behind",
        probes = probes()
    )]
    NeedsNoProbe(String),
}

/// Their ids.
fn probes() -> String {
    Probe::ALL.iter().map(|probe| probe.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_stands_for_the_probes_behind_it() {
        assert_eq!(
            "kms.rpc-bind-accepted".parse(),
            Ok(Selection(vec![Probe::KmsDiscovery, Probe::KmsTarget]))
        );
        assert_eq!("online.tls-completes".parse(), Ok(Selection(vec![Probe::Online])));
    }

    #[test]
    fn every_requirement_and_probe_can_be_named() {
        let is_known = |id: &str| !matches!(id.parse::<Selection>(), Err(SelectionError::Unknown));
        assert!(RequirementId::ALL.iter().all(|id| is_known(id.as_str())));
        assert!(Probe::ALL.iter().all(|probe| probe.as_str().parse::<Selection>().is_ok()));
    }

    #[test]
    fn what_is_known_without_asking_is_not_left_out_silently() {
        for id in ["avma", "avma.data-exchange", "phone", "proxy", "host.proxy-settings-readable"] {
            assert_eq!(id.parse::<Selection>(), Err(SelectionError::NeedsNoProbe(id.to_owned())));
        }
    }

    #[test]
    fn an_unknown_id_is_told_what_is_known_and_not_repeated() {
        let message = "kmss".parse::<Selection>().unwrap_err().to_string();
        assert!(!message.contains("kmss") && message.contains("kms-discovery"), "{message}");
    }
}
