//! Linux keeps ICMP errors in the socket's error queue (ip(7), `IP_RECVERR`). No privilege is
//! needed.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsRawFd;

use nix::libc::{SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6, sock_extended_err, sockaddr_in6};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg, setsockopt, sockopt};
use socket2::Socket;

use crate::evidence::FailureKind;
use crate::net::Cause;
use crate::wire::icmp::IcmpError;

pub(super) fn listen(socket: &Socket, peer: SocketAddr) {
    let _cannot = match peer {
        SocketAddr::V4(_) => setsockopt(socket, sockopt::Ipv4RecvErr, &true),
        SocketAddr::V6(_) => setsockopt(socket, sockopt::Ipv6RecvErr, &true),
    };
}

/// The newest ICMP error in the queue.
pub(super) fn last_icmp_error(socket: &Socket, _peer: SocketAddr) -> Option<IcmpError> {
    // The kernel holds a bounded number; this bound is against surprises only.
    const AT_MOST: usize = 64;
    std::iter::from_fn(|| queued(socket))
        .take(AT_MOST)
        .filter_map(|message| network_error(&message))
        .last()
}

/// The next entry of the queue.
fn queued(socket: &Socket) -> Option<ControlMessageOwned> {
    // Large enough for either family.
    let mut control = nix::cmsg_space!(sock_extended_err, sockaddr_in6);
    let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
    let message = recvmsg::<()>(socket.as_raw_fd(), &mut [], Some(&mut control), flags).ok()?;
    message.cmsgs().ok()?.next()
}

fn network_error(message: &ControlMessageOwned) -> Option<IcmpError> {
    let (error, sender) = match message {
        ControlMessageOwned::Ipv4RecvErr(error, Some(sender)) => {
            (error, IpAddr::from(sender.sin_addr.s_addr.to_ne_bytes()))
        }
        ControlMessageOwned::Ipv6RecvErr(error, Some(sender)) => {
            (error, IpAddr::from(sender.sin6_addr.s6_addr))
        }
        _ => return None,
    };
    let is_icmp = [SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6].contains(&error.ee_origin);
    is_icmp.then_some(IcmpError { sender, icmp_type: error.ee_type, code: error.ee_code })
}

/// With the queue empty, "unreachable" is this host's own word: a route of type `unreachable`, or
/// none at all. A route of type `blackhole` makes the address an invalid argument.
pub(super) fn without_icmp(error: io::Error, _peer: SocketAddr) -> Cause {
    match error.kind() {
        io::ErrorKind::HostUnreachable => FailureKind::NoRoute.into(),
        io::ErrorKind::InvalidInput => Cause::with_detail(FailureKind::NoRoute, &error.to_string()),
        _ => error.into(),
    }
}
