//! Who lives where on the site's server network. The zone files say the same by name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A name of the scenario files, and the last part of its addresses: 10.77.3.x and `fd77:3::x`.
pub const HOSTS: [(&str, u8); 16] = [
    ("dns1", 53),
    ("dns2", 54),
    // The domain controller of corp.test.
    ("dc1", 10),
    ("kms1", 11),
    ("kms2", 12),
    // A KMS host that is alive and not published.
    ("kms3", 13),
    ("kms4", 14),
    ("kms5", 15),
    // An address where nothing listens.
    ("empty", 9),
    // An address that nobody has.
    ("absent", 99),
    ("web", 80),
    ("proxy", 81),
    // time.windows.com
    ("time", 31),
    ("ntp1", 32),
    ("ntp2", 33),
    ("ntp3", 34),
];

/// # Panics
/// When no host has this name.
pub fn v4(name: &str) -> Ipv4Addr {
    Ipv4Addr::new(10, 77, 3, last(name))
}

/// Its last group reads like the last part of the IPv4 address.
pub fn v6(name: &str) -> Ipv6Addr {
    format!("fd77:3::{}", last(name)).parse().expect("an address")
}

pub fn both(name: &str) -> [IpAddr; 2] {
    [v4(name).into(), v6(name).into()]
}

fn last(name: &str) -> u8 {
    let found = HOSTS.iter().find(|(host, _)| *host == name);
    found.unwrap_or_else(|| panic!("no host is called {name:?}")).1
}
