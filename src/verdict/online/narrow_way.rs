//! A way on which packets of full length get lost: what else is silent for that.

use actprobe_probes::evidence::Evidence;

use crate::verdict::finding::Finding;
use crate::verdict::kms;
use crate::verdict::requirement::{Owner, Requirement};

/// TLS through a proxy is silent where the certificate should come. Where full packets are lost on
/// the way to a KMS host as well, it is this host's way, and no proxy.
pub fn settle(evidence: &Evidence, requirements: &mut [Requirement]) {
    let Some(pointer) = kms::full_packets_lost(evidence) else { return };
    let is_meant = |silent: &&mut Requirement| {
        matches!(silent.finding, Finding::TlsSilent { .. })
            && silent.owner == Owner::ProxyTeamOrNetworkTeam
    };
    for silent in requirements.iter_mut().filter(is_meant) {
        silent.owner = Owner::NetworkTeam;
        silent.because.push(pointer.clone());
    }
}
