//! `GetAdaptersAddresses` to plain data.

#![expect(
    unsafe_code,
    reason = "lists that the operating system links together are copied, and nothing else is done"
)]

use std::io;
use std::ptr;

use windows_sys::Win32::Foundation::{ERROR_BUFFER_OVERFLOW, ERROR_NO_DATA, ERROR_SUCCESS};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    GAA_FLAG_SKIP_ANYCAST, GAA_FLAG_SKIP_MULTICAST, GAA_FLAG_SKIP_UNICAST, GetAdaptersAddresses,
    IP_ADAPTER_ADDRESSES_LH, IP_ADAPTER_DNS_SERVER_ADDRESS_XP, IP_ADAPTER_DNS_SUFFIX,
};
use windows_sys::Win32::NetworkManagement::Ndis::IfOperStatusUp;
use windows_sys::Win32::Networking::WinSock::{AF_UNSPEC, SOCKET_ADDRESS};

use super::super::windows_order::{Adapter, server_address};

/// Every adapter of the host.
pub(super) fn read() -> io::Result<Vec<Adapter>> {
    // Adapters may come between the question for the size and the next: a few attempts, as
    // Microsoft Learn advises.
    let mut size = FIRST_SIZE;
    for _ in 0..ATTEMPTS {
        // In units of eight bytes, so that the structures are aligned.
        let mut buffer = vec![0_u64; usize::try_from(size).unwrap_or(0).div_ceil(8)];
        let first = buffer.as_mut_ptr().cast::<IP_ADAPTER_ADDRESSES_LH>();
        match get(first, &mut size) {
            // SAFETY: the call filled the buffer with a list that begins at its start and ends in a
            // null pointer; the buffer lives until the copy is made.
            ERROR_SUCCESS => {
                return Ok(unsafe {
                    copies(first, |adapter| adapter.Next, |adapter| copy(adapter))
                });
            }
            ERROR_NO_DATA => return Ok(vec![]),
            ERROR_BUFFER_OVERFLOW => {}
            error => return Err(io::Error::from_raw_os_error(error.cast_signed())),
        }
    }
    Err(io::Error::other("the list of adapters kept growing"))
}

fn get(first: *mut IP_ADAPTER_ADDRESSES_LH, size: &mut u32) -> u32 {
    let flags = GAA_FLAG_SKIP_UNICAST | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST;
    // SAFETY: the buffer has at least `size` bytes, and the call writes no more, or asks for more
    // through `size`.
    unsafe { GetAdaptersAddresses(u32::from(AF_UNSPEC), flags, ptr::null(), first, size) }
}

/// # Safety
///
/// The adapter's lists and strings are as `GetAdaptersAddresses` left them.
unsafe fn copy(adapter: &IP_ADAPTER_ADDRESSES_LH) -> Adapter {
    // SAFETY: the caller's promise.
    let (name, in_force, servers, own) = unsafe {
        (
            wide_text(adapter.FriendlyName),
            wide_text(adapter.DnsSuffix),
            copies(adapter.FirstDnsServerAddress, next_server, |server| {
                server_address(&socket_address(&server.Address))
            }),
            copies(adapter.FirstDnsSuffix, next_suffix, |suffix| bounded_text(&suffix.String)),
        )
    };
    Adapter {
        name,
        is_up: adapter.OperStatus == IfOperStatusUp,
        ipv4_metric: adapter.Ipv4Metric,
        ipv6_metric: adapter.Ipv6Metric,
        servers: servers.into_iter().flatten().collect(),
        suffixes: [in_force].into_iter().chain(own).collect(),
    }
}

fn next_server(server: &IP_ADAPTER_DNS_SERVER_ADDRESS_XP) -> *mut IP_ADAPTER_DNS_SERVER_ADDRESS_XP {
    server.Next
}

fn next_suffix(suffix: &IP_ADAPTER_DNS_SUFFIX) -> *mut IP_ADAPTER_DNS_SUFFIX {
    suffix.Next
}

/// Copies of the members of a linked list, at most [`LONGEST_LIST`].
///
/// # Safety
///
/// Each pointer is null or to a member, and `copy` may be called with each.
unsafe fn copies<T, U>(
    first: *mut T,
    next: impl Fn(&T) -> *mut T,
    copy: impl Fn(&T) -> U,
) -> Vec<U> {
    let mut copied = vec![];
    let mut member = first;
    // SAFETY: the caller's promise.
    while let Some(current) = unsafe { member.as_ref() }.filter(|_| copied.len() < LONGEST_LIST) {
        copied.push(copy(current));
        member = next(current);
    }
    copied
}

/// # Safety
///
/// The pointer is null or to as many bytes as the length says.
unsafe fn socket_address(address: &SOCKET_ADDRESS) -> Vec<u8> {
    let length = usize::try_from(address.iSockaddrLength).unwrap_or(0);
    if address.lpSockaddr.is_null() || length > LONGEST_SOCKET_ADDRESS {
        return vec![];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(address.lpSockaddr.cast::<u8>(), length) }.to_vec()
}

/// # Safety
///
/// The pointer is null or to a text that ends in a zero.
unsafe fn wide_text(text: *const u16) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: the caller's promise: nothing beyond the zero is read.
    let units = (0..LONGEST_TEXT).map(|at| unsafe { *text.add(at) }).take_while(|unit| *unit != 0);
    String::from_utf16_lossy(&units.collect::<Vec<_>>())
}

fn bounded_text(text: &[u16]) -> String {
    let units: Vec<_> = text.iter().copied().take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

/// Bytes, as Microsoft Learn recommends.
const FIRST_SIZE: u32 = 15_000;
const ATTEMPTS: usize = 4;
const LONGEST_LIST: usize = 4096;
/// Bytes of a `sockaddr_storage`.
const LONGEST_SOCKET_ADDRESS: usize = 128;
const LONGEST_TEXT: usize = 1024;
