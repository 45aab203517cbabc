//! `getifaddrs` lists each address of each interface.

use std::net::IpAddr;

use nix::ifaddrs::{InterfaceAddress, getifaddrs};

/// The names of the interfaces that have this address. A list that cannot be had tells as much as
/// an empty one.
pub(super) fn interfaces_with(address: IpAddr) -> Vec<String> {
    let all = getifaddrs().into_iter().flatten();
    all.filter(|entry| address_of(entry) == Some(address))
        .map(|entry| entry.interface_name)
        .collect()
}

fn address_of(entry: &InterfaceAddress) -> Option<IpAddr> {
    let address = entry.address.as_ref()?;
    let v4 = address.as_sockaddr_in().map(|v4| IpAddr::from(v4.ip()));
    v4.or_else(|| address.as_sockaddr_in6().map(|v6| IpAddr::from(v6.ip())))
}
