//! What shows that a machine is up, beside the port that was meant.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use actprobe_probes::capture::Connection;
use actprobe_probes::evidence::Used;

use super::merge::Merge;

/// How many ports of how many addresses are kept.
const MOST_PORTS: usize = 16;
const MOST_ADDRESSES: usize = 64;

impl Merge<'_> {
    /// Who answered a ping, of those that the way to Microsoft goes by.
    pub(super) fn add_pings(&mut self) {
        let hops = self.evidence.online.endpoints.iter_mut().flat_map(|way| &mut way.hops);
        for attempt in hops.flat_map(|hop| &mut hop.attempts) {
            attempt.answers_ping = self.own.pinged.contains(&attempt.address.ip());
        }
    }

    /// An open port, which is none that somebody asks for an activation.
    pub(super) fn other_port(&mut self, connection: &Connection) -> Used {
        let open = connection.address.filter(|_| connection.failure.is_none());
        let Some(address) = open else { return Used::Nothing };
        let known = &mut self.own.other_ports;
        if known.len() < MOST_ADDRESSES || known.contains_key(&address) {
            known.entry(address).or_default().insert(connection.port);
        }
        Used::Nothing
    }
}

/// Those of one address.
pub fn ports(known: &BTreeMap<IpAddr, BTreeSet<u16>>, address: IpAddr) -> Vec<u16> {
    known.get(&address).into_iter().flatten().copied().take(MOST_PORTS).collect()
}
