//! The settings of a DNS client as captures tell them line by line, whatever tool shows them.

use std::net::{IpAddr, SocketAddr};

use super::keep;
use crate::evidence::{DnsClient, DnsServer, Origin, Suffix};

/// A host has a handful.
pub const MOST: usize = 64;
/// RFC 1035 section 4.2.
const DNS_PORT: u16 = 53;

/// What was read so far, each server and each suffix once.
#[derive(Default)]
pub struct DnsSettings {
    /// The settings themselves.
    pub client: DnsClient,
    /// Whether there was more than is kept.
    pub has_more: bool,
    /// The connection whose lines these are; none above the first.
    pub connection: Option<String>,
}

impl DnsSettings {
    /// A server of that connection.
    pub fn server(&mut self, address: IpAddr) {
        let servers = &mut self.client.servers;
        let at = SocketAddr::new(address, DNS_PORT);
        if is_default(address) || servers.iter().any(|known| known.address == at) {
            return;
        }
        self.has_more |= servers.len() >= MOST;
        if servers.len() < MOST {
            let (interface, origin) = (self.connection.clone(), Origin::System);
            servers.push(DnsServer { address: at, origin, interface, is_gateway: false });
        }
    }

    /// A suffix, where it may be one.
    pub fn suffix(&mut self, name: &str, origin: Origin) {
        let suffixes = &mut self.client.suffixes;
        let is_known = suffixes.iter().any(|known| known.name.eq_ignore_ascii_case(name));
        if !is_domain(name) || is_known {
            return;
        }
        self.has_more |= suffixes.len() >= MOST;
        if suffixes.len() < MOST {
            suffixes.push(Suffix { name: keep(name.trim_matches('.')), origin });
        }
    }
}

/// What Windows shows of a connection without servers: the addresses of a draft that was dropped.
fn is_default(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => false,
        IpAddr::V6(v6) => matches!(v6.segments(), [0xfec0, 0, 0, 0xffff, 0, 0, 0, 1..=3]),
    }
}

/// Whether it is a name of a domain, as far as its letters tell.
pub fn is_domain(text: &str) -> bool {
    let is_of_domain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.chars().all(is_of_domain)
}
