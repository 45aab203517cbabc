//! `GetBestRoute2` tells the next hop, `GetIpNetTable2` what became of its ARP or neighbour
//! discovery. Both are there since Windows Vista; Wine tells neither.

#![expect(unsafe_code, reason = "calls of the system, which fill structures of plain numbers")]

use std::net::IpAddr;
use std::ptr;

use windows_sys::Win32::Foundation::NO_ERROR;
use windows_sys::Win32::NetworkManagement::IpHelper::{
    FreeMibTable, GetBestRoute2, GetIpNetTable2, MIB_IPFORWARD_ROW2, MIB_IPNET_ROW2,
    MIB_IPNET_TABLE2,
};
use windows_sys::Win32::Networking::WinSock::{
    AF_INET, AF_INET6, AF_UNSPEC, IN_ADDR, IN_ADDR_0, IN6_ADDR, IN6_ADDR_0, NL_NEIGHBOR_STATE,
    NlnsIncomplete, NlnsUnreachable, SOCKADDR_IN, SOCKADDR_IN6, SOCKADDR_INET,
};

pub(super) fn gateway_to(peer: IpAddr) -> Option<IpAddr> {
    next_hop_to(peer).filter(|next_hop| !next_hop.is_unspecified())
}

/// A next hop without an address means that the peer is on a network of this host.
pub(super) fn is_neighbour(peer: IpAddr) -> bool {
    next_hop_to(peer).is_some_and(|next_hop| next_hop.is_unspecified())
}

fn next_hop_to(peer: IpAddr) -> Option<IpAddr> {
    let destination = socket_address(peer);
    let (mut route, mut source) = (MIB_IPFORWARD_ROW2::default(), SOCKADDR_INET::default());
    // SAFETY: the pointers describe structures that outlive the call; no interface and no source is
    // asked for.
    let code = unsafe {
        GetBestRoute2(
            ptr::null(),
            0,
            ptr::null(),
            &raw const destination,
            0,
            &raw mut route,
            &raw mut source,
        )
    };
    (code == NO_ERROR).then(|| address_in(&route.NextHop)).flatten()
}

pub(super) fn is_silent(neighbour: IpAddr) -> bool {
    let states = states_of(neighbour);
    !states.is_empty()
        && states.iter().all(|state| [NlnsUnreachable, NlnsIncomplete].contains(state))
}

/// What became of the search for this neighbour, on each interface where there was one.
fn states_of(neighbour: IpAddr) -> Vec<NL_NEIGHBOR_STATE> {
    let mut table: *mut MIB_IPNET_TABLE2 = ptr::null_mut();
    // SAFETY: the pointer describes `table`, which outlives the call.
    if unsafe { GetIpNetTable2(AF_UNSPEC, &raw mut table) } != NO_ERROR || table.is_null() {
        return Vec::new();
    }
    // SAFETY: the call has filled a table of as many rows as it says, which lives until it is freed
    // below.
    let rows = unsafe {
        std::slice::from_raw_parts(
            (&raw const (*table).Table).cast::<MIB_IPNET_ROW2>(),
            (*table).NumEntries as usize,
        )
    };
    let states = rows
        .iter()
        .filter(|row| address_in(&row.Address) == Some(neighbour))
        .map(|row| row.State)
        .collect();
    // SAFETY: the system made the table, and nothing of it is used from here on.
    unsafe { FreeMibTable(table.cast()) };
    states
}

fn socket_address(address: IpAddr) -> SOCKADDR_INET {
    match address {
        IpAddr::V4(v4) => SOCKADDR_INET {
            Ipv4: SOCKADDR_IN {
                sin_family: AF_INET,
                sin_addr: IN_ADDR { S_un: IN_ADDR_0 { S_addr: u32::from_ne_bytes(v4.octets()) } },
                ..SOCKADDR_IN::default()
            },
        },
        IpAddr::V6(v6) => SOCKADDR_INET {
            Ipv6: SOCKADDR_IN6 {
                sin6_family: AF_INET6,
                sin6_addr: IN6_ADDR { u: IN6_ADDR_0 { Byte: v6.octets() } },
                ..SOCKADDR_IN6::default()
            },
        },
    }
}

pub(in crate::net) fn address_in(address: &SOCKADDR_INET) -> Option<IpAddr> {
    // SAFETY: each member of these unions is plain numbers, for which all bits are valid.
    unsafe {
        match address.si_family {
            AF_INET => Some(IpAddr::from(address.Ipv4.sin_addr.S_un.S_addr.to_ne_bytes())),
            AF_INET6 => Some(IpAddr::from(address.Ipv6.sin6_addr.u.Byte)),
            _ => None,
        }
    }
}
