//! Linux' tables of routes and neighbours, as it shows them: `/proc/net/route`
//! (`net/ipv4/fib_trie.c`), `/proc/net/ipv6_route` (`net/ipv6/route.c`) and `/proc/net/arp`
//! (`net/ipv4/arp.c`); see proc(5) too.

use std::cmp::Reverse;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The router that packets for `to` are handed to; none where `to` is a neighbour or no route leads
/// there.
pub fn ipv4_gateway(table: &str, to: Ipv4Addr) -> Option<Ipv4Addr> {
    let gateway = gateway(table.lines().filter_map(ipv4_route), u32::from(to).into())?;
    u32::try_from(gateway).ok().map(Ipv4Addr::from)
}

/// The same in the other family.
pub fn ipv6_gateway(table: &str, to: Ipv6Addr) -> Option<Ipv6Addr> {
    gateway(table.lines().filter_map(ipv6_route), to.into()).map(Ipv6Addr::from)
}

/// Whether `address` is asked for by ARP, and has not answered. Nothing is told of those that
/// nobody asks for.
pub fn is_silent_to_arp(table: &str, address: Ipv4Addr) -> bool {
    // `include/uapi/linux/if_arp.h`: the hardware address is known.
    const ATF_COM: u32 = 0x2;
    let states = table.lines().filter_map(|line| {
        let mut columns = line.split_whitespace();
        let neighbour: Ipv4Addr = columns.next()?.parse().ok()?;
        let flags = columns.nth(1)?.strip_prefix("0x")?;
        (neighbour == address).then(|| u32::from_str_radix(flags, 16).ok()).flatten()
    });
    let states: Vec<u32> = states.collect();
    !states.is_empty() && states.iter().all(|flags| flags & ATF_COM == 0)
}

/// A route of either family; addresses and masks as numbers.
struct Route {
    network: u128,
    mask: u128,
    gateway: u128,
    metric: u32,
    flags: u32,
}

// `include/uapi/linux/route.h`
const RTF_UP: u32 = 0x1;
const RTF_GATEWAY: u32 = 0x2;
const RTF_REJECT: u32 = 0x200;

/// The longest prefix wins, of equals the smallest metric.
fn gateway(routes: impl Iterator<Item = Route>, to: u128) -> Option<u128> {
    let best = routes
        .filter(|route| route.flags & RTF_UP != 0 && to & route.mask == route.network)
        .max_by_key(|route| (route.mask, Reverse(route.metric)))?;
    (best.flags & (RTF_GATEWAY | RTF_REJECT) == RTF_GATEWAY).then_some(best.gateway)
}

/// `Iface Destination Gateway Flags RefCnt Use Metric Mask …`: addresses are the bytes on the wire
/// read as a number of the machine's own byte order.
fn ipv4_route(line: &str) -> Option<Route> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let [_interface, network, gateway, flags, _references, _use, metric, mask, ..] = columns[..]
    else {
        return None;
    };
    let address = |text| {
        u32::from_str_radix(text, 16)
            .ok()
            .map(|number| u128::from(u32::from_be_bytes(number.to_ne_bytes())))
    };
    Some(Route {
        network: address(network)?,
        mask: address(mask)?,
        gateway: address(gateway)?,
        metric: metric.parse().ok()?,
        flags: u32::from_str_radix(flags, 16).ok()?,
    })
}

/// Destination and its length, source and its length, next hop, metric, references, use, flags,
/// interface; all numbers hexadecimal.
fn ipv6_route(line: &str) -> Option<Route> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let [network, length, _source, _length, gateway, metric, _references, _use, flags, ..] =
        columns[..]
    else {
        return None;
    };
    let length = u32::from_str_radix(length, 16).ok().filter(|length| *length <= 128)?;
    Some(Route {
        network: u128::from_str_radix(network, 16).ok()?,
        mask: u128::MAX.checked_shl(128 - length).unwrap_or(0),
        gateway: u128::from_str_radix(gateway, 16).ok()?,
        metric: u32::from_str_radix(metric, 16).ok()?,
        flags: u32::from_str_radix(flags, 16).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A default route, a network of one's own, one behind another router, one that is prohibited.
    #[cfg(target_endian = "little")]
    const IPV4: &str = "\
Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
c0	00000000	01014D0A	0003	0	0	100	00000000	0	0	0
c0	00000000	FE014D0A	0003	0	0	50	00000000	0	0	0
c0	00014D0A	00000000	0001	0	0	0	00FFFFFF	0	0	0
c0	00034D0A	02014D0A	0003	0	0	0	00FFFFFF	0	0	0
*	00094D0A	00000000	0201	0	0	0	00FFFFFF	0	0	0
";

    const IPV6: &str = "fd770001000000000000000000000000 40 00000000000000000000000000000000 00 \
         00000000000000000000000000000000 00000100 00000001 00000000 00000001       c0
fe800000000000000000000000000000 40 00000000000000000000000000000000 00 \
         00000000000000000000000000000000 00000100 00000001 00000000 00000001       c0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
         fd770001000000000000000000000001 00000400 00000003 00000000 00000003       c0
00000000000000000000000000000001 80 00000000000000000000000000000000 00 \
         00000000000000000000000000000000 00000000 00000006 00000000 80200001       lo
00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
         00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
";

    #[cfg(target_endian = "little")]
    #[test]
    fn the_longest_prefix_decides_then_the_metric() {
        let gateway =
            |to: &str| ipv4_gateway(IPV4, to.parse().unwrap()).map(|router| router.to_string());
        assert_eq!(gateway("192.0.2.1").as_deref(), Some("10.77.1.254"));
        assert_eq!(gateway("10.77.3.9").as_deref(), Some("10.77.1.2"));
        assert_eq!(gateway("10.77.1.9"), None, "a neighbour");
        assert_eq!(gateway("10.77.9.9"), None, "prohibited");
    }

    #[test]
    fn both_families_tell_a_neighbour_from_what_lies_behind_a_router() {
        let gateway =
            |to: &str| ipv6_gateway(IPV6, to.parse().unwrap()).map(|router| router.to_string());
        assert_eq!(gateway("fd77:3::11").as_deref(), Some("fd77:1::1"));
        assert_eq!(gateway("fd77:1::9"), None);
        assert_eq!(gateway("::1"), None);
    }

    #[test]
    fn a_neighbour_is_silent_where_it_is_asked_for_in_vain() {
        const ARP: &str = "\
IP address       HW type     Flags       HW address            Mask     Device
10.77.1.99       0x1         0x0         00:00:00:00:00:00     *        c0
10.77.1.1        0x1         0x2         52:54:00:12:34:56     *        c0
10.77.1.7        0x1         0x0         00:00:00:00:00:00     *        c0
10.77.1.7        0x1         0x2         52:54:00:12:34:57     *        c1
";
        let silent = |address: &str| is_silent_to_arp(ARP, address.parse().unwrap());
        assert!(silent("10.77.1.99"));
        assert!(!silent("10.77.1.1"));
        assert!(!silent("10.77.1.7"), "it is there on another interface");
        assert!(!silent("10.77.1.200"), "nobody asked");
    }

    #[test]
    fn a_table_that_makes_no_sense_leads_nowhere() {
        for table in [
            "",
            "x",
            "c0 zz 0 0003 0 0 0 0",
            &IPV6.replace("00000400", "zz").replace(" 40 ", " 99 "),
        ] {
            assert_eq!(ipv4_gateway(table, Ipv4Addr::LOCALHOST), None);
            assert_eq!(ipv6_gateway(table, "fd77:3::1".parse().unwrap()), None);
        }
    }
}
