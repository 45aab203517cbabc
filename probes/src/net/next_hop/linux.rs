//! Linux shows its tables as files: the main ones of routes (rules that choose another are not
//! followed), and that of ARP. The one of IPv6 neighbours has no file.

use std::fs::File;
use std::io::Read;
use std::net::IpAddr;

use crate::wire::linux_network;

pub(super) fn gateway_to(peer: IpAddr) -> Option<IpAddr> {
    match peer {
        IpAddr::V4(v4) => linux_network::ipv4_gateway(&read("route"), v4).map(IpAddr::V4),
        IpAddr::V6(v6) => linux_network::ipv6_gateway(&read("ipv6_route"), v6).map(IpAddr::V6),
    }
}

pub(super) fn is_silent(neighbour: IpAddr) -> bool {
    match neighbour {
        IpAddr::V4(v4) => linux_network::is_silent_to_arp(&read("arp"), v4),
        IpAddr::V6(_) => false,
    }
}

/// A table that cannot be read tells as much as an empty one. So does that of a router with all
/// routes of the Internet: it would take longer to read than this is worth.
fn read(table: &str) -> String {
    const LARGEST: u64 = 256 * 1024;
    let mut text = String::new();
    let file = File::open(format!("/proc/net/{table}"));
    let length = file.and_then(|file| file.take(LARGEST).read_to_string(&mut text));
    if length.is_ok_and(|length| length as u64 == LARGEST) { String::new() } else { text }
}
