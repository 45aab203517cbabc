//! A way on which packets of full length get lost: what else is silent for that.

use actprobe_probes::evidence::Evidence;

use crate::verdict::finding::Finding;
use crate::verdict::kms;
use crate::verdict::requirement::{Owner, Requirement};

/// TLS is silent where the certificate should come, which fills its packets. Where those are lost
/// on the way to a KMS host as well, it is this host's way, and neither a filter nor a proxy.
pub fn settle(evidence: &Evidence, requirements: &mut [Requirement]) {
    let Some(pointer) = kms::full_packets_lost(evidence) else { return };
    for silent in requirements {
        let Finding::TlsSilent { waited } = silent.finding else { continue };
        silent.finding = Finding::TlsSilentOnNarrowWay { waited };
        silent.owner = Owner::NetworkTeam;
        silent.because.push(pointer.clone());
    }
}
