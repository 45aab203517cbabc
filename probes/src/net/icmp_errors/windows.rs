//! Windows tells of ICMP errors through TCP options since Windows 10 2004; older ones and Wine
//! answer the options with an error, which is ignored.

use std::io;
use std::net::SocketAddr;
use std::os::windows::io::AsRawSocket;

use socket2::Socket;
use windows_sys::Win32::Networking::WinSock::{
    IPPROTO_TCP, SIO_TCP_INITIAL_RTO, SOCKET, TCP_FAIL_CONNECT_ON_ICMP_ERROR, TCP_ICMP_ERROR_INFO,
    TCP_INITIAL_RTO_PARAMETERS, WSAIoctl, getsockopt, setsockopt,
};

use crate::net::{Cause, next_hop};
use crate::wire::icmp::{IcmpError, WINDOWS_INFO_LEN, from_windows};

/// Asks for ICMP errors, and for fewer tries at a closed port.
pub(super) fn listen(socket: &Socket, _peer: SocketAddr) {
    fail_on_icmp_error(raw(socket));
    retransmit_once(raw(socket));
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a handle is as wide as a pointer, whatever type carries it"
)]
fn raw(socket: &Socket) -> SOCKET {
    // `RawSocket` is 64 bits wide and `SOCKET` is as wide as a pointer: Windows fills no more.
    socket.as_raw_socket() as SOCKET
}

#[expect(unsafe_code, reason = "a call of the system, which reads the four bytes it is given")]
fn fail_on_icmp_error(socket: SOCKET) {
    let yes = 1_u32.to_ne_bytes();
    // SAFETY: the pointer and the length describe `yes`, which outlives the call.
    let _ignored =
        unsafe { setsockopt(socket, IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR, yes.as_ptr(), 4) };
}

/// By default Windows answers the RST of a closed port with up to four more SYNs, half a second
/// apart, before it believes it. One retransmission is the least that every Windows since 8 takes
/// (none at all needs 10 1709), and the same number is what a connection over a lossy line lives
/// by: a refused port costs half a second, a SYN may be lost once, and comes again after the second
/// of RFC 6298 §2.
#[expect(unsafe_code, reason = "a call of the system, which reads the structure it is given")]
fn retransmit_once(socket: SOCKET) {
    const RTT_MS: u16 = 1000;
    let parameters = TCP_INITIAL_RTO_PARAMETERS { Rtt: RTT_MS, MaxSynRetransmissions: 1 };
    let mut returned = 0_u32;
    // SAFETY: the pointers describe `parameters` and `returned`, which outlive the call; it is not
    // overlapped.
    let _ignored = unsafe {
        WSAIoctl(
            socket,
            SIO_TCP_INITIAL_RTO,
            (&raw const parameters).cast(),
            u32::try_from(size_of_val(&parameters)).unwrap_or_default(),
            std::ptr::null_mut(),
            0,
            &raw mut returned,
            std::ptr::null_mut(),
            None,
        )
    };
}

#[expect(unsafe_code, reason = "a call of the system, which fills the bytes that a codec reads")]
pub(super) fn last_icmp_error(socket: &Socket, _peer: SocketAddr) -> Option<IcmpError> {
    let mut info = [0; WINDOWS_INFO_LEN];
    let mut len = i32::try_from(WINDOWS_INFO_LEN).ok()?;
    // SAFETY: pointer and length describe `info`, which outlives the call; the system writes no
    // more than that.
    let failed = unsafe {
        getsockopt(raw(socket), IPPROTO_TCP, TCP_ICMP_ERROR_INFO, info.as_mut_ptr(), &raw mut len)
    } != 0;
    if failed { None } else { from_windows(&info) }
}

pub(super) fn without_icmp(error: io::Error, peer: SocketAddr) -> Cause {
    let cause = Cause::from(error);
    Cause { kind: next_hop::without_teller(cause.kind, peer), ..cause }
}
