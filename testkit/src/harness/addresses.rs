//! Who lives where inside the namespace. The zone files say the same by name.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The name server of `/etc/resolv.conf`.
pub const DNS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 53);
pub const SECOND_DNS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 54);
pub const REFUSING_DNS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 55);

/// `kms1.corp.test` and `kms2.corp.test`.
pub const KMS1: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);
pub const KMS1_V6: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 1, 1);
pub const KMS2: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 2);
pub const KMS2_V6: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 1, 2);

/// All names of Microsoft that the activation channels need.
pub const ENDPOINTS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 80);

/// `time.windows.com`, `ntp1.corp.test` and `ntp2.corp.test`.
pub const MICROSOFT_TIME: Ipv4Addr = Ipv4Addr::new(127, 0, 2, 1);
pub const NTP1: Ipv4Addr = Ipv4Addr::new(127, 0, 2, 2);
pub const NTP2: Ipv4Addr = Ipv4Addr::new(127, 0, 2, 3);

/// `proxy.corp.test`.
pub const PROXY: Ipv4Addr = Ipv4Addr::new(127, 0, 3, 1);

/// Addresses that are put on the loopback interface. Most servers would take
/// any of 127.0.0.0/8; BIND serves only what an interface has, and IPv6 has
/// no such range.
pub const ON_THE_INTERFACE: [&str; 5] =
    ["127.0.0.53/32", "127.0.0.54/32", "127.0.0.55/32", "fd77::1:1/128", "fd77::1:2/128"];
