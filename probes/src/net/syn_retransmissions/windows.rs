//! `SIO_TCP_INFO` (Microsoft Learn, mstcpip.h, `TCP_INFO_v0`): `SynRetrans`.

use std::os::windows::io::AsRawSocket;

use socket2::Socket;
use windows_sys::Win32::Networking::WinSock::{SIO_TCP_INFO, SOCKET, TCP_INFO_v0, WSAIoctl};

#[expect(unsafe_code, reason = "a call of the system, which fills a structure of plain numbers")]
pub(super) fn of(connection: &Socket) -> Option<u32> {
    let socket = SOCKET::try_from(connection.as_raw_socket()).ok()?;
    let version = 0_u32;
    let mut info = TCP_INFO_v0::default();
    let mut returned = 0_u32;
    // SAFETY: the pointers describe `version`, `info` and `returned`, which outlive the call; it is
    // not overlapped, and writes no more than it is told.
    let code = unsafe {
        WSAIoctl(
            socket,
            SIO_TCP_INFO,
            (&raw const version).cast(),
            u32::try_from(size_of_val(&version)).ok()?,
            (&raw mut info).cast(),
            u32::try_from(size_of_val(&info)).ok()?,
            &raw mut returned,
            std::ptr::null_mut(),
            None,
        )
    };
    let is_filled = code == 0 && usize::try_from(returned).ok()? == size_of_val(&info);
    is_filled.then(|| info.SynRetrans.into())
}

pub(super) fn is_held_back(_connection: &Socket) -> bool {
    false
}
