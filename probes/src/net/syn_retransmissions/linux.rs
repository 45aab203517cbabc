//! `TCP_INFO` (tcp(7)): before data flows, all that was sent again is the SYN.

use std::os::fd::AsRawFd;

use nix::libc::{IPPROTO_TCP, TCP_INFO, getsockopt, socklen_t, tcp_info};
use socket2::Socket;

pub(super) fn of(connection: &Socket) -> Option<u32> {
    info(connection).map(|info| info.tcpi_total_retrans)
}

/// What was sent again counts as on its way (`tcpi_retrans`) only where the network took it.
pub(super) fn is_held_back(connection: &Socket) -> bool {
    info(connection).is_some_and(|info| info.tcpi_total_retrans > 0 && info.tcpi_retrans == 0)
}

#[expect(unsafe_code, reason = "a call of the system, which fills a structure of plain numbers")]
fn info(connection: &Socket) -> Option<tcp_info> {
    // SAFETY: the structure holds numbers alone, of which zero is one.
    let mut info: tcp_info = unsafe { std::mem::zeroed() };
    let mut len = socklen_t::try_from(size_of::<tcp_info>()).ok()?;
    // SAFETY: pointer and length describe `info`, which outlives the call; the system writes no
    // more than that.
    let code = unsafe {
        getsockopt(
            connection.as_raw_fd(),
            IPPROTO_TCP,
            TCP_INFO,
            (&raw mut info).cast(),
            &raw mut len,
        )
    };
    (code == 0).then_some(info)
}
