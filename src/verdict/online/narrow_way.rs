//! A way on which packets of full length get lost: what else is silent for that.

use actprobe_probes::evidence::{Endpoint, Evidence, Failure, Hop, HostPort, OnlineEvidence};

use crate::verdict::finding::{Finding, Millis, YesNo};
use crate::verdict::kms;
use crate::verdict::requirement::{Owner, Requirement};

/// The ways (the proxies of each) on which a certificate came, which fills its packets.
pub fn with_full_packets(online: &OnlineEvidence) -> Vec<&[HostPort]> {
    let complete = online.endpoints.iter().filter(|endpoint| endpoint.tls.value().is_some());
    complete.map(|endpoint| endpoint.route.proxies.as_slice()).collect()
}

/// Nothing came after the first words of TLS: they, or the certificate, may be swallowed for what
/// they are, or be lost for their length, where none of that length came on this way.
pub fn silence(
    endpoint: &Endpoint,
    failure: &Failure,
    with_full_packets: &[&[HostPort]],
) -> Finding {
    let waited = Millis::waited_us(failure.elapsed_us);
    let is_opened = endpoint.tunnel.value().is_some();
    let is_taken = |hop: &&Hop| hop.attempts.iter().any(|to| to.connect.value().is_some());
    let opened_by = endpoint.hops.iter().rfind(is_taken).filter(|_| is_opened);
    let through = opened_by.map(|hop| hop.to.to_string()).into();
    let others = YesNo(with_full_packets.contains(&endpoint.route.proxies.as_slice()));
    Finding::TlsSilent { waited, through, others }
}

/// TLS is silent where the certificate should come, which fills its packets. Where those are lost
/// on the way to a KMS host as well, it is this host's way, and neither a filter nor a proxy; but
/// for a way on which certificates come.
pub fn settle(evidence: &Evidence, requirements: &mut [Requirement]) {
    let Some(pointer) = kms::full_packets_lost(evidence) else { return };
    for silent in requirements {
        let Finding::TlsSilent { waited, others: YesNo(false), .. } = silent.finding else {
            continue;
        };
        silent.finding = Finding::TlsSilentOnNarrowWay { waited };
        silent.owner = Owner::NetworkTeam;
        silent.because.push(pointer.clone());
    }
}
