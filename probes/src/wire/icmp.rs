//! What an ICMP error says of a connection attempt, and who says it.
//!
//! The system's error code alone misleads: on Linux an administrative prohibition is `EHOSTUNREACH`
//! with IPv4 and `EACCES` with IPv6, and a router's port unreachable looks like the RST of a closed
//! port.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::evidence::FailureKind;

/// An ICMP (RFC 792) or `ICMPv6` (RFC 4443 §3) error; which of the two, its sender's family tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IcmpError {
    /// Who sent it.
    pub sender: IpAddr,
    /// The type.
    pub icmp_type: u8,
    /// The code.
    pub code: u8,
}

impl std::fmt::Display for IcmpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = if self.sender.is_ipv4() { "ICMP" } else { "ICMPv6" };
        write!(f, "{name} {}/{}", self.icmp_type, self.code)
    }
}

impl IcmpError {
    /// The kind of failure, where `own` is this host's address on the way to the peer.
    ///
    /// Linux sends itself "host unreachable" when nobody answers to ARP or neighbour discovery, and
    /// a local firewall's `reject` comes from the host itself as well.
    pub fn failure_kind(&self, own: Option<IpAddr>) -> FailureKind {
        match self.as_sent() {
            FailureKind::NetUnreachable if own == Some(self.sender) => FailureKind::NoRoute,
            FailureKind::Refused | FailureKind::AdminProhibited if own == Some(self.sender) => {
                FailureKind::BlockedLocally
            }
            kind => kind,
        }
    }

    /// Whether the way may be there again in a moment: RFC 1122 §4.2.3.9 tells TCP not to give up
    /// on these.
    pub fn is_soft(&self) -> bool {
        use FailureKind::{HostUnreachable, NetUnreachable, TimeExceeded};
        matches!(self.as_sent(), NetUnreachable | HostUnreachable | TimeExceeded)
    }

    fn as_sent(&self) -> FailureKind {
        match self.sender {
            IpAddr::V4(_) => kind_v4(self.icmp_type, self.code),
            IpAddr::V6(_) => kind_v6(self.icmp_type, self.code),
        }
    }
}

/// RFC 792 and RFC 1812 §5.2.7.1.
fn kind_v4(icmp_type: u8, code: u8) -> FailureKind {
    match (icmp_type, code) {
        // Network unreachable, unknown, or unreachable with this type of service.
        (3, 0 | 6 | 11) => FailureKind::NetUnreachable,
        // Host unreachable, unknown, isolated, or unreachable with this type of service; the source
        // route failed.
        (3, 1 | 5 | 7 | 8 | 12) => FailureKind::HostUnreachable,
        (11, 0) => FailureKind::TimeExceeded,
        // Protocol or port unreachable.
        (3, 2 | 3) => FailureKind::Refused,
        // Network, host or communication prohibited; precedence violation or cutoff.
        (3, 9 | 10 | 13..=15) => FailureKind::AdminProhibited,
        _ => FailureKind::Other,
    }
}

/// RFC 4443 §3.1, §3.3, §3.4.
fn kind_v6(icmp_type: u8, code: u8) -> FailureKind {
    match (icmp_type, code) {
        (1, 0) => FailureKind::NetUnreachable,
        // Beyond the scope of the source address, address unreachable.
        (1, 2 | 3) => FailureKind::HostUnreachable,
        (3, 0) => FailureKind::TimeExceeded,
        // Port unreachable; unrecognized next header.
        (1, 4) | (4, 1) => FailureKind::Refused,
        // Prohibited; the source address failed a policy; a reject route.
        (1, 1 | 5 | 6) => FailureKind::AdminProhibited,
        _ => FailureKind::Other,
    }
}

/// The size of Windows' `ICMP_ERROR_INFO`, in bytes.
pub const WINDOWS_INFO_LEN: usize = 36;

/// Reads Windows' `ICMP_ERROR_INFO`: a `SOCKADDR_INET` of 28 bytes, the protocol, then type and
/// code.
pub fn from_windows(info: &[u8; WINDOWS_INFO_LEN]) -> Option<IcmpError> {
    const AF_INET: [u8; 2] = 2_u16.to_le_bytes();
    const AF_INET6: [u8; 2] = 23_u16.to_le_bytes();
    let sender = match *info.first_chunk()? {
        AF_INET => IpAddr::V4(Ipv4Addr::from(*info.get(4..)?.first_chunk()?)),
        AF_INET6 => IpAddr::V6(Ipv6Addr::from(*info.get(8..)?.first_chunk()?)),
        _ => return None,
    };
    Some(IcmpError { sender, icmp_type: *info.get(32)?, code: *info.get(33)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTER_4: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 77, 2, 2));
    const ROUTER_6: IpAddr = IpAddr::V6(Ipv6Addr::new(0xfd77, 2, 0, 0, 0, 0, 0, 2));

    fn kind(sender: IpAddr, icmp_type: u8, code: u8) -> FailureKind {
        IcmpError { sender, icmp_type, code }.failure_kind(None)
    }

    #[test]
    fn both_families_say_the_same_with_different_numbers() {
        let pairs = [
            ((3, 0), (1, 0), FailureKind::NetUnreachable),
            ((3, 13), (1, 1), FailureKind::AdminProhibited),
            ((3, 1), (1, 3), FailureKind::HostUnreachable),
            ((3, 3), (1, 4), FailureKind::Refused),
            ((11, 0), (3, 0), FailureKind::TimeExceeded),
        ];
        for (v4, v6, expected) in pairs {
            assert_eq!(
                (kind(ROUTER_4, v4.0, v4.1), kind(ROUTER_6, v6.0, v6.1)),
                (expected, expected)
            );
        }
    }

    #[test]
    fn a_reject_from_this_very_host_is_its_own_firewall() {
        let local = |icmp_type, code| {
            IcmpError { sender: ROUTER_4, icmp_type, code }.failure_kind(Some(ROUTER_4))
        };
        assert_eq!(local(3, 3), FailureKind::BlockedLocally);
        assert_eq!(local(3, 13), FailureKind::BlockedLocally);
        assert_eq!(local(3, 0), FailureKind::NoRoute);
        assert_eq!(local(3, 1), FailureKind::HostUnreachable);
    }

    #[test]
    fn a_prohibition_is_final_and_an_unreachable_host_is_not() {
        assert!(!IcmpError { sender: ROUTER_6, icmp_type: 1, code: 1 }.is_soft());
        assert!(IcmpError { sender: ROUTER_6, icmp_type: 1, code: 3 }.is_soft());
    }

    #[test]
    fn it_names_type_and_code() {
        assert_eq!(IcmpError { sender: ROUTER_4, icmp_type: 3, code: 13 }.to_string(), "ICMP 3/13");
        assert_eq!(IcmpError { sender: ROUTER_6, icmp_type: 1, code: 1 }.to_string(), "ICMPv6 1/1");
    }

    #[test]
    fn the_answer_of_windows_is_read_in_both_families() {
        let mut info = [0; WINDOWS_INFO_LEN];
        info[..8].copy_from_slice(&[2, 0, 0, 0, 10, 77, 2, 2]);
        info[28..34].copy_from_slice(&[1, 0, 0, 0, 3, 13]);
        assert_eq!(
            from_windows(&info),
            Some(IcmpError { sender: ROUTER_4, icmp_type: 3, code: 13 })
        );
        let IpAddr::V6(v6) = ROUTER_6 else { unreachable!() };
        info[0] = 23;
        info[8..24].copy_from_slice(&v6.octets());
        info[28..34].copy_from_slice(&[58, 0, 0, 0, 1, 1]);
        assert_eq!(
            from_windows(&info),
            Some(IcmpError { sender: ROUTER_6, icmp_type: 1, code: 1 })
        );
    }

    #[test]
    fn an_empty_answer_of_windows_names_nobody() {
        assert_eq!(from_windows(&[0; WINDOWS_INFO_LEN]), None);
    }
}
