//! What the system knows of an ICMP error that ended a conversation.

#[cfg_attr(target_os = "linux", path = "icmp_errors/linux.rs")]
#[cfg_attr(windows, path = "icmp_errors/windows.rs")]
#[cfg_attr(not(any(target_os = "linux", windows)), path = "icmp_errors/plain.rs")]
mod system;

use std::io;
use std::net::{IpAddr, SocketAddr};

use socket2::Socket;

use super::local_end::on_the_way_to;
use super::{Cause, next_hop};
use crate::evidence::FailureKind;
use crate::wire::icmp::IcmpError;

/// Asks the system to keep ICMP errors for this socket, before it is connected to `peer`. A system
/// that cannot is no reason to stop: then the error code has to do.
pub(crate) fn listen(socket: &Socket, peer: SocketAddr) {
    system::listen(socket, peer);
}

/// Why talking to `peer` failed with `error`.
pub(crate) fn cause(socket: &Socket, peer: SocketAddr, error: io::Error) -> ConnectionError {
    match system::last_icmp_error(socket, peer) {
        Some(icmp) => told(icmp, peer),
        None if is_out_of_ports(&error, peer) => {
            ConnectionError { cause: out_of_ports(&error), is_soft: false }
        }
        None => ConnectionError { cause: system::without_icmp(error, peer), is_soft: false },
    }
}

/// "No address available" (`EADDRNOTAVAIL`, connect(2)) is what a host without an address of that
/// family says, and one whose ports towards the peer are all in use. That one can still address the
/// peer.
fn is_out_of_ports(error: &io::Error, peer: SocketAddr) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable && on_the_way_to(peer).is_some()
}

fn out_of_ports(error: &io::Error) -> Cause {
    Cause::with_detail(FailureKind::Internal, &format!("no free port: {error}"))
}

/// Why a conversation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConnectionError {
    /// The reason.
    pub(crate) cause: Cause,
    /// The way may be there again in a moment.
    pub(crate) is_soft: bool,
}

fn told(icmp: IcmpError, peer: SocketAddr) -> ConnectionError {
    let own = own_address(peer);
    let cause = Cause::with_detail(icmp.failure_kind(own), &icmp.to_string());
    if own == Some(icmp.sender) {
        // Nobody on the way said anything: this host waited for a neighbour in vain, and long
        // enough, or it would not.
        let is_neighbours = cause.kind == FailureKind::HostUnreachable;
        return ConnectionError {
            cause: if is_neighbours { next_hop::silent_neighbour(peer.ip()) } else { cause },
            is_soft: false,
        };
    }
    ConnectionError { cause: cause.reported_by(&icmp.sender), is_soft: icmp.is_soft() }
}

/// This host's address on the way to `peer`, unless it is `peer` itself.
fn own_address(peer: SocketAddr) -> Option<IpAddr> {
    on_the_way_to(peer).filter(|own| *own != peer.ip())
}

/// What the error code alone says of a connected UDP socket: a reset tells of a closed port
/// (Windows).
pub(crate) fn closed_port(mut news: ConnectionError) -> Cause {
    if news.cause.kind == FailureKind::Reset {
        news.cause.kind = FailureKind::Refused;
    }
    news.cause
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_host_that_can_address_the_peer_and_has_no_address_left_has_no_port_left() {
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 1688));
        let socket = Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        let none_left = || io::Error::from(io::ErrorKind::AddrNotAvailable);
        let ConnectionError { cause, .. } = cause(&socket, here, none_left());
        assert_eq!(cause.kind, FailureKind::Internal);
        assert!(cause.detail.as_deref().unwrap().starts_with("no free port"), "{cause:?}");
        assert_eq!(Cause::from(none_left()).kind, FailureKind::NoRoute);
    }
}
