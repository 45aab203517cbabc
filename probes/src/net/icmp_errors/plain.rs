//! A system whose ICMP errors cannot be asked for.

use std::io;
use std::net::SocketAddr;

use socket2::Socket;

use crate::net::{Cause, next_hop};
use crate::wire::icmp::IcmpError;

pub(super) fn listen(_socket: &Socket, _peer: SocketAddr) {}

pub(super) fn last_icmp_error(_socket: &Socket, _peer: SocketAddr) -> Option<IcmpError> {
    None
}

pub(super) fn without_icmp(error: io::Error, peer: SocketAddr) -> Cause {
    let cause = Cause::from(error);
    Cause { kind: next_hop::without_teller(cause.kind, peer), ..cause }
}
