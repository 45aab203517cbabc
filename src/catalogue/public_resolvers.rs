//! DNS resolvers that serve everybody, and so know no zone of a site's own: each by its operator's
//! own page.

use std::net::IpAddr;

/// Their addresses, as they are written.
const ADDRESSES: &[&str] = &[
    // Google Public DNS, "Get started".
    "8.8.8.8",
    "8.8.4.4",
    "2001:4860:4860::8888",
    "2001:4860:4860::8844",
    // Cloudflare, "1.1.1.1", "IP addresses".
    "1.1.1.1",
    "1.0.0.1",
    "1.1.1.2",
    "1.0.0.2",
    "1.1.1.3",
    "1.0.0.3",
    "2606:4700:4700::1111",
    "2606:4700:4700::1001",
    // Quad9, "Service addresses & features".
    "9.9.9.9",
    "149.112.112.112",
    "9.9.9.10",
    "149.112.112.10",
    "9.9.9.11",
    "149.112.112.11",
    "2620:fe::fe",
    "2620:fe::9",
    // OpenDNS, "OpenDNS device configuration".
    "208.67.222.222",
    "208.67.220.220",
    "208.67.222.220",
    "208.67.220.222",
    "2620:119:35::35",
    "2620:119:53::53",
    // AdGuard DNS, "Known DNS providers".
    "94.140.14.14",
    "94.140.15.15",
    // Lumen (Level 3), in common use though meant for its own customers.
    "4.2.2.1",
    "4.2.2.2",
    // Yandex DNS; AliDNS; DNSPod; 114DNS.
    "77.88.8.8",
    "77.88.8.1",
    "223.5.5.5",
    "223.6.6.6",
    "119.29.29.29",
    "114.114.114.114",
    "114.114.115.115",
    // DNS4EU; FDN (France).
    "86.54.11.1",
    "86.54.11.100",
    "80.67.169.12",
    "80.67.169.40",
];

/// Whether it is one of them.
pub(crate) fn has(address: IpAddr) -> bool {
    ADDRESSES.iter().any(|known| known.parse() == Ok(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_an_address_and_no_site_has_it() {
        for address in ADDRESSES {
            let address: IpAddr = address.parse().unwrap();
            assert!(has(address));
            assert!(!matches!(address, IpAddr::V4(v4) if v4.is_private()), "{address}");
        }
        assert!(!has("10.0.0.53".parse().unwrap()));
    }
}
