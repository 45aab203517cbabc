//! Whether an entry of a bypass list is meant for a URL.

use std::net::IpAddr;

/// What a URL asks for. The host is a name, or an address without brackets.
pub(super) struct Target<'a> {
    pub(super) scheme: &'a str,
    pub(super) host: &'a str,
    pub(super) port: u16,
}

/// As `WinHTTP` reads an entry (Microsoft Learn, `WINHTTP_PROXY_INFO`):
/// `[scheme://]pattern[:port]`, where `*` stands for any characters and nothing but a whole match
/// counts, or `<local>` for every name without a dot.
///
/// `<-loopback>` takes back an exception that is not made here in the first place: it matches
/// nothing.
pub(super) fn by_winhttp(entry: &str, target: &Target<'_>) -> bool {
    if entry.eq_ignore_ascii_case("<local>") {
        return !target.host.contains(['.', ':']);
    }
    let (scheme, rest) =
        entry.split_once("://").map_or((None, entry), |(scheme, rest)| (Some(scheme), rest));
    let (pattern, port) = split_port(rest);
    scheme.is_none_or(|scheme| scheme.eq_ignore_ascii_case(target.scheme))
        && port.is_none_or(|port| port == target.port)
        && !pattern.is_empty()
        && wildcard_matches(&pattern.to_ascii_lowercase(), &plain(target.host))
}

/// As curl, Go and Python read an entry of `no_proxy`: `*`, an address, a network in CIDR notation,
/// or a domain that stands for itself and every name under it, with or without a leading dot;
/// `:port` may follow.
pub(super) fn by_environment(entry: &str, target: &Target<'_>) -> bool {
    if entry == "*" {
        return true;
    }
    if let Some(in_network) = by_network(entry, target.host) {
        return in_network;
    }
    let (name, port) = split_port(entry);
    port.is_none_or(|port| port == target.port) && by_address_or_domain(name, target.host)
}

fn by_address_or_domain(name: &str, host: &str) -> bool {
    match (name.parse::<IpAddr>(), host.parse::<IpAddr>()) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), Err(_)) => is_in_domain(&plain(name), &plain(host)),
        _ => false,
    }
}

fn is_in_domain(domain: &str, host: &str) -> bool {
    let domain = domain.strip_prefix('*').unwrap_or(domain);
    let domain = domain.strip_prefix('.').unwrap_or(domain);
    let above = host.strip_suffix(domain);
    !domain.is_empty() && above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

/// Whether `host` lies in the network that `entry` is; nothing if `entry` is no network.
fn by_network(entry: &str, host: &str) -> Option<bool> {
    let (network, length) = entry.split_once('/')?;
    let (network, length) = (network.parse::<IpAddr>().ok()?, length.parse::<u32>().ok()?);
    let host = host.parse::<IpAddr>();
    Some(host.is_ok_and(|host| shares_prefix(network, host, length)))
}

fn shares_prefix(network: IpAddr, host: IpAddr, length: u32) -> bool {
    match (network, host) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            length <= 32 && (a.to_bits() ^ b.to_bits()).leading_zeros() >= length
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => {
            length <= 128 && (a.to_bits() ^ b.to_bits()).leading_zeros() >= length
        }
        _ => false,
    }
}

/// An entry without its port, and without the brackets of an IPv6 address.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    if let Some((address, rest)) = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (address, rest.strip_prefix(':').and_then(|port| port.parse().ok()));
    }
    match entry.split_once(':') {
        Some((name, port)) if !port.contains(':') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn plain(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// Whether `pattern`, in which `*` stands for any run of characters, fits all of `text`. Greedy
/// with one point of return, so that its time is bounded by the product of the lengths.
fn wildcard_matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match (pattern.get(at), star) {
            (Some(b'*'), _) => {
                star = Some((at, from));
                at += 1;
            }
            (found, _) if found == text.get(from) => {
                at += 1;
                from += 1;
            }
            (_, Some((star_at, swallowed))) => {
                star = Some((star_at, swallowed + 1));
                at = star_at + 1;
                from = swallowed + 1;
            }
            (_, None) => return false,
        }
    }
    pattern.get(at..).is_none_or(|rest| rest.iter().all(|&b| b == b'*'))
}
