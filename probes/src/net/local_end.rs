//! This host's end of a flow, also of one that never came about: the address that the system sends
//! from, and the network interface that has it. Nothing is sent.

#[cfg_attr(unix, path = "local_end/unix.rs")]
#[cfg_attr(windows, path = "local_end/windows.rs")]
#[cfg_attr(not(any(unix, windows)), path = "local_end/plain.rs")]
mod system;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use socket2::Socket;

use crate::evidence::{LocalEnd, scrub};

/// The address of `socket`, which is being connected to `peer`. Windows keeps silent about it until
/// the connection stands; then the routes tell.
pub(crate) fn address_of(socket: &Socket, peer: SocketAddr) -> Option<IpAddr> {
    let own = socket.local_addr().ok().and_then(|own| own.as_socket()).map(|own| own.ip());
    own.filter(|own| !own.is_unspecified()).or_else(|| on_the_way_to(peer))
}

/// This host's address on the way to `peer`. Connecting a UDP socket sends nothing.
pub(crate) fn on_the_way_to(peer: SocketAddr) -> Option<IpAddr> {
    let socket = UdpSocket::bind(any_address(peer)).ok()?;
    socket.connect(peer).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Any address and port of this host, of the family of `peer`.
pub(crate) fn any_address(peer: SocketAddr) -> SocketAddr {
    match peer {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    }
}

/// The end of which `address` is known.
pub(crate) fn of(address: IpAddr) -> LocalEnd {
    LocalEnd { address, interface: interface_of(address) }
}

/// The interface that has `address`, if it is one alone.
fn interface_of(address: IpAddr) -> Option<String> {
    let mut names = system::interfaces_with(address);
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [only] => Some(scrub(only)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use socket2::{Domain, Type};

    use super::*;

    #[test]
    fn the_loopback_address_belongs_to_one_interface_in_both_families() {
        for own in ["127.0.0.1", "::1"] {
            let own: IpAddr = own.parse().unwrap();
            assert_eq!(on_the_way_to((own, 1688).into()), Some(own));
            let name = of(own).interface.unwrap();
            assert!(!name.is_empty() && (cfg!(windows) || name == "lo"), "{name}");
        }
    }

    #[test]
    fn an_address_of_nobody_here_has_no_interface() {
        let end = of("192.0.2.1".parse().unwrap());
        assert_eq!(end.interface, None);
    }

    #[test]
    fn a_socket_that_does_not_tell_its_address_has_that_of_the_route() {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let peer = (Ipv4Addr::LOCALHOST, 1688).into();
        assert_eq!(address_of(&socket, peer), Some(Ipv4Addr::LOCALHOST.into()));
    }
}
