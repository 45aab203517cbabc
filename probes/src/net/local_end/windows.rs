//! `GetUnicastIpAddressTable` lists each address with its interface, `ConvertInterfaceLuidToAlias`
//! gives the name that Windows shows for it. Both are there since Windows Vista.

#![expect(unsafe_code, reason = "calls of the system, which fill structures of plain numbers")]

use std::net::IpAddr;
use std::ptr;

use windows_sys::Win32::Foundation::NO_ERROR;
use windows_sys::Win32::NetworkManagement::IpHelper::{
    ConvertInterfaceLuidToAlias, FreeMibTable, GetUnicastIpAddressTable, MIB_UNICASTIPADDRESS_ROW,
    MIB_UNICASTIPADDRESS_TABLE,
};
use windows_sys::Win32::NetworkManagement::Ndis::{IF_MAX_STRING_SIZE, NET_LUID_LH};
use windows_sys::Win32::Networking::WinSock::AF_UNSPEC;

use crate::net::next_hop::address_in;

/// The names of the interfaces that have this address. A list that cannot be had tells as much as
/// an empty one.
pub(super) fn interfaces_with(address: IpAddr) -> Vec<String> {
    let mut table: *mut MIB_UNICASTIPADDRESS_TABLE = ptr::null_mut();
    // SAFETY: the pointer describes `table`, which outlives the call.
    let code = unsafe { GetUnicastIpAddressTable(AF_UNSPEC, &raw mut table) };
    if code != NO_ERROR || table.is_null() {
        return Vec::new();
    }
    // SAFETY: the call has filled a table of as many rows as it says, which lives until it is freed
    // below.
    let rows = unsafe {
        std::slice::from_raw_parts(
            (&raw const (*table).Table).cast::<MIB_UNICASTIPADDRESS_ROW>(),
            (*table).NumEntries as usize,
        )
    };
    let names = rows
        .iter()
        .filter(|row| address_in(&row.Address) == Some(address))
        .filter_map(|row| alias(&row.InterfaceLuid))
        .collect();
    // SAFETY: the system made the table, and nothing of it is used from here on.
    unsafe { FreeMibTable(table.cast()) };
    names
}

fn alias(interface: &NET_LUID_LH) -> Option<String> {
    const ROOM: usize = IF_MAX_STRING_SIZE as usize + 1;
    let mut name = [0_u16; ROOM];
    // SAFETY: the pointers describe `interface` and `name`, which outlive the call; it writes no
    // more units than it is told.
    let code = unsafe { ConvertInterfaceLuidToAlias(interface, name.as_mut_ptr(), ROOM) };
    let units: Vec<u16> = name.into_iter().take_while(|unit| *unit != 0).collect();
    (code == NO_ERROR && !units.is_empty()).then(|| String::from_utf16_lossy(&units))
}
