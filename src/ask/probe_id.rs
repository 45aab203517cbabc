//! What `--only` and `--skip` may name.

use std::str::FromStr;

use actprobe_probes::evidence::{Channel, Id, Probe};
use strum::VariantArray;

use super::channel_id::channel;
use crate::verdict::RequirementId;
use crate::verdict::requirement::Source;

/// What the user names: a probe, a channel or a requirement; it stands for the probes behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The probes that ask nothing but this: `--skip` leaves them out.
    pub own: Vec<Probe>,
    /// What others are asked for as well, and this cannot be told without: `--only` adds them.
    pub shared: Vec<Probe>,
}

impl Selection {
    fn of(own: Vec<Probe>) -> Self {
        Self { own, shared: Vec::new() }
    }

    fn channel(channel: Channel) -> Self {
        let behind = Probe::VARIANTS.iter().copied();
        let behind = behind.filter(|probe| probe.stands_behind().contains(&channel));
        let (own, shared) = behind.partition(|probe| probe.stands_behind() == [channel]);
        Self { own, shared }
    }
}

impl FromStr for Selection {
    type Err = SelectionError;

    fn from_str(id: &str) -> Result<Self, SelectionError> {
        let known = match id {
            "dns" => Some(Self::of(vec![Probe::KmsDiscovery])),
            "clock" | "time" => Some(Self::of(vec![Probe::ClockSkew])),
            "proxy" => Some(Self::of(Vec::new())),
            _ => channel(id).ok().map(Self::channel).or_else(|| by_id(id).map(Self::of)),
        };
        match known {
            Some(known) if known.own.is_empty() => Err(SelectionError::NeedsNoProbe(id.to_owned())),
            Some(known) => Ok(known),
            None => Err(SelectionError::Unknown),
        }
    }
}

fn by_id(id: &str) -> Option<Vec<Probe>> {
    let probe = Probe::VARIANTS.iter().find(|probe| probe.id() == id);
    probe.map(|probe| vec![*probe]).or_else(|| behind_requirement(id))
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
    Probe::VARIANTS.iter().map(Id::id).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_stands_for_the_probes_behind_it() {
        assert_eq!(
            "kms.rpc-bind-accepted".parse(),
            Ok(Selection::of(vec![Probe::KmsDiscovery, Probe::KmsTarget]))
        );
        assert_eq!("online.tls-completes".parse(), Ok(Selection::of(vec![Probe::Online])));
    }

    #[test]
    fn a_channel_stands_for_the_clock_that_decides_it_too() {
        for channel in ["kms", "adba", "online"] {
            let selected: Selection = channel.parse().unwrap();
            assert_eq!(selected.shared, [Probe::ClockSkew], "{channel}");
            assert!(!selected.own.contains(&Probe::ClockSkew), "{channel}");
        }
    }

    #[test]
    fn every_requirement_and_probe_can_be_named() {
        let is_known = |id: &str| !matches!(id.parse::<Selection>(), Err(SelectionError::Unknown));
        assert!(RequirementId::ALL.iter().all(|id| is_known(id.as_str())));
        assert!(Probe::VARIANTS.iter().all(|probe| probe.id().parse::<Selection>().is_ok()));
    }

    #[test]
    fn what_is_known_without_asking_is_not_left_out_silently() {
        for id in [
            "avma",
            "avma.data-exchange",
            "phone",
            "offline",
            "proxy",
            "host.proxy-settings-readable",
        ] {
            assert_eq!(id.parse::<Selection>(), Err(SelectionError::NeedsNoProbe(id.to_owned())));
        }
    }

    #[test]
    fn an_unknown_id_is_told_what_is_known_and_not_repeated() {
        let message = "kmss".parse::<Selection>().unwrap_err().to_string();
        assert!(!message.contains("kmss") && message.contains("kms-discovery"), "{message}");
    }
}
