//! What every system's configuration is put together by.

use std::net::SocketAddr;

use crate::evidence::{DnsServer, Origin, Suffix, scrub};

/// How many servers, and how many suffixes are kept; far fewer are asked.
const MOST: usize = 256;

/// Appends a server, unless it is there already.
pub(super) fn add_server(
    servers: &mut Vec<DnsServer>,
    address: SocketAddr,
    interface: Option<&str>,
) {
    if servers.len() < MOST && !servers.iter().any(|server| server.address == address) {
        servers.push(DnsServer {
            address,
            origin: Origin::System,
            interface: interface.map(scrub),
            is_gateway: false,
        });
    }
}

/// Appends a suffix, unless it is empty or there already in any case of its letters.
pub(super) fn add_suffix(suffixes: &mut Vec<Suffix>, name: &str, origin: Origin) {
    if suffixes.len() >= MOST {
        return;
    }
    let name = scrub(name);
    let name = name.trim_matches('.');
    if !name.is_empty() && !suffixes.iter().any(|suffix| suffix.name.eq_ignore_ascii_case(name)) {
        suffixes.push(Suffix { name: name.to_owned(), origin });
    }
}

/// The port of DNS (RFC 1035 §4.2).
pub(super) const DNS_PORT: u16 = 53;
