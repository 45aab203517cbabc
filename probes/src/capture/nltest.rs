//! `nltest /dsgetdc:DOMAIN`: its labels are English in every language.

use std::net::{IpAddr, SocketAddr};

use super::lines::{host, label_and_value};
use super::{Capture, Facts, Text, keep};
use crate::evidence::{
    Addresses, CaptureKind, DomainController, NetlogonReply, Observed, PingReply,
};

/// The LDAP port, on which a domain controller also answers the netlogon ping.
const LDAP: u16 = 389;

/// The words of `Flags:` and the bits that they stand for (`DS_FLAG`, MS-ADTS §6.3.1.2).
const FLAGS: [(&str, u32); 19] = [
    ("PDC", 0x1),
    ("GC", 0x4),
    ("LDAP", 0x8),
    ("DS", 0x10),
    ("KDC", 0x20),
    ("TIMESERV", 0x40),
    ("CLOSE_SITE", 0x80),
    ("WRITABLE", 0x100),
    ("GTIMESERV", 0x200),
    ("NDNC", 0x400),
    ("PARTIAL_SECRET", 0x800),
    ("FULL_SECRET", 0x1000),
    ("WS", 0x2000),
    ("DS_8", 0x4000),
    ("DS_9", 0x8000),
    ("DS_10", 0x1_0000),
    ("DNS_DC", 0x2000_0000),
    ("DNS_DOMAIN", 0x4000_0000),
    ("DNS_FOREST", 0x8000_0000),
];

/// Reads the domain controller.
pub fn parse(text: &Text) -> Option<Capture> {
    let told = |wanted: &str| {
        let mut pairs = text.lines().iter().filter_map(label_and_value);
        pairs.find(|(label, _)| label.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    let unc = |wanted| told(wanted).and_then(|value| value.strip_prefix(r"\\")).map(host);
    let name = unc("DC")?;
    let domain = told("Dom Name").map(host).unwrap_or_default();
    let reply = NetlogonReply {
        flags: told("Flags").map_or(0, flags),
        forest: told("Forest Name").map(host).unwrap_or_default(),
        domain: domain.clone(),
        host: name.clone(),
        dc_site: told("Dc Site Name").map(keep).unwrap_or_default(),
        client_site: told("Our Site Name").map(keep).unwrap_or_default(),
        from: None,
    };
    let address = unc("Address").and_then(|address| address.parse::<IpAddr>().ok());
    let controller = DomainController {
        named: false,
        host: name,
        addresses: addresses(address),
        address: address.map(|address| SocketAddr::new(address, LDAP)),
        ping: Observed::Answered { value: PingReply::Controller(reply), elapsed_us: 0 },
        ports: Vec::new(),
        login: Observed::default(),
        root_dse: Observed::default(),
        activation_objects: Observed::default(),
    };
    let truncated = told("Flags").is_none();
    let facts = Facts { controller: Some((domain, controller)), ..Facts::default() };
    Some(Capture { kind: CaptureKind::Nltest, truncated, facts })
}

fn flags(words: &str) -> u32 {
    let known =
        |word: &str| FLAGS.iter().find(|(name, _)| *name == word).map_or(0, |(_, bit)| *bit);
    words.split_whitespace().map(known).fold(0, |all, bit| all | bit)
}

fn addresses(address: Option<IpAddr>) -> Addresses {
    let mut addresses = Addresses::default();
    match address {
        Some(IpAddr::V4(v4)) => {
            addresses.ipv4 = Observed::Answered { value: vec![v4], elapsed_us: 0 }
        }
        Some(IpAddr::V6(v6)) => {
            addresses.ipv6 = Observed::Answered { value: vec![v6], elapsed_us: 0 }
        }
        None => {}
    }
    addresses
}
