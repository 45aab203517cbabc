//! Lists of proxies and of exceptions (Microsoft Learn, `WINHTTP_PROXY_INFO`): entries between
//! semicolons or blanks.

use super::login::{self, Entry, SCHEMES};
use crate::evidence::{HostPort, ProxyServer, ProxySettings, scrub};
use crate::wire::host_port::parse_host_port;

/// Adds the proxies of `list` to `settings`, in order: `[scheme=][scheme://]host[:port]` each.
/// `goes_on` says that more text with an at sign follows the list.
pub(super) fn read_into(settings: &mut ProxySettings, list: &str, goes_on: bool) {
    for entry in login::entries(list, is_separator, goes_on) {
        match entry {
            Entry::Withheld => settings.not_understood.push(WITHHELD.to_owned()),
            Entry::Open(entry) => match server(entry) {
                Some(server) => settings.servers.push(server),
                None => settings.not_understood.push(not_understood(entry)),
            },
        }
    }
}

/// Adds the exceptions of `list` to `settings`, as written and without user names. One that may be
/// part of a password is none: its stand-in would be read as a pattern.
pub(super) fn read_bypass_into(
    settings: &mut ProxySettings,
    list: &str,
    is_separator: fn(char) -> bool,
    goes_on: bool,
) {
    for entry in login::entries(list, is_separator, goes_on) {
        match entry {
            Entry::Withheld => settings.not_understood.push(WITHHELD.to_owned()),
            Entry::Open(entry) => settings.bypass.extend(exception(entry)),
        }
    }
}

fn exception(entry: &str) -> Option<String> {
    Some(scrub(login::after_login(entry))).filter(|entry| !entry.is_empty())
}

/// How an entry is shown that makes no sense to `WinHTTP`: a proxy of another kind as such.
/// Anything else may be a password, such as that of `host:port:user:password`.
pub(super) fn not_understood(entry: &str) -> String {
    let other =
        OTHER_WAYS.iter().find_map(|way| login::strip_prefix(entry, way)?.strip_prefix("://"));
    match other.and_then(|rest| authority(rest, HTTP_PORT)) {
        Some(_) if !login::has_login(entry) => scrub(entry),
        _ => WITHHELD.to_owned(),
    }
}

/// The part of a list that is read: one that no administrator wrote may have millions of entries.
pub(super) struct Start<'a> {
    pub(super) list: &'a str,
    /// How many entries follow.
    pub(super) not_read: usize,
    /// Whether there is an at sign among these.
    pub(super) goes_on: bool,
}

pub(super) fn start(list: &str) -> Start<'_> {
    let Some(next) = written(list).nth(MOST_READ) else {
        return Start { list, not_read: 0, goes_on: false };
    };
    let (list, rest) =
        list.split_at_checked(next.as_ptr().addr() - list.as_ptr().addr()).unwrap_or((list, ""));
    Start { list, not_read: written(rest).count(), goes_on: login::has_login(rest) }
}

fn written(list: &str) -> impl Iterator<Item = &str> {
    list.split(is_separator).filter(|entry| !entry.is_empty())
}

/// Cuts lists that no administrator wrote. How many entries are missing, with those that were not
/// read, is an entry that makes no sense.
pub(super) fn bound(settings: &mut ProxySettings, not_read: usize) {
    let ProxySettings { servers, bypass, not_understood, .. } = settings;
    let dropped = not_read
        + cut(servers, MOST_SERVERS)
        + cut(bypass, MOST_EXCEPTIONS)
        + cut(not_understood, MOST_SERVERS);
    if dropped > 0 {
        not_understood.push(format!("+{dropped}"));
    }
}

/// How many there were beyond `most`.
fn cut<T>(list: &mut Vec<T>, most: usize) -> usize {
    let dropped = list.len().saturating_sub(most);
    list.truncate(most);
    dropped
}

/// The address of an auto-configuration script, without a user name and password, and without what
/// follows `?`, where people put them too.
pub(super) fn script_address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = with_known_scheme(text);
    let rest = rest.trim_start_matches(['/', '\\']);
    let end_of_authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let kept = match login::last_at_sign(rest) {
        // In a path, or behind a password with a slash: who could tell?
        Some((at, _)) if at > end_of_authority => format!("{scheme}{WITHHELD}"),
        _ => format!("{scheme}{}", without_query(login::after_login(rest))),
    };
    Some(scrub(&kept)).filter(|kept| !kept.is_empty())
}

fn without_query(address: &str) -> String {
    match address.split_once(['?', '#']) {
        Some((address, _)) => format!("{address}?{WITHHELD}"),
        None => address.to_owned(),
    }
}

/// A scheme that no user is called, with what follows it.
fn with_known_scheme(text: &str) -> (&str, &str) {
    let known = ["http://", "https://", "file://"]
        .iter()
        .find(|scheme| login::strip_prefix(text, scheme).is_some());
    known.and_then(|scheme| text.split_at_checked(scheme.len())).unwrap_or(("", text))
}

/// `[user[:password]@]host[:port][/]`, with the default port of `scheme`: the first part is dropped
/// unread.
fn authority(text: &str, default_port: u16) -> Option<HostPort> {
    let text = login::after_login(text);
    parse_host_port(text.strip_suffix('/').unwrap_or(text), default_port).ok()
}

/// What stands between the entries of the registry and of `netsh`.
pub(super) fn is_separator(c: char) -> bool {
    c == ';' || c.is_whitespace()
}

fn server(entry: &str) -> Option<ProxyServer> {
    let (scheme, rest) = for_scheme(entry);
    let (default_port, rest) = match rest.split_once("://") {
        None => (HTTP_PORT, rest),
        Some((way, rest)) if way.eq_ignore_ascii_case("http") => (HTTP_PORT, rest),
        // WinHTTP speaks plain HTTP to every proxy; this prefix does no more than name another
        // default port.
        Some((way, rest)) if way.eq_ignore_ascii_case("https") => (HTTPS_PORT, rest),
        Some(_) => return None,
    };
    authority(rest, default_port).map(|address| ProxyServer { scheme, address })
}

/// The scheme whose URLs an entry is for.
fn for_scheme(entry: &str) -> (Option<String>, &str) {
    let of = |scheme: &&&str| {
        login::strip_prefix(entry, scheme).and_then(|rest| rest.strip_prefix('=')).is_some()
    };
    match (SCHEMES.iter().find(of), entry.split_once('=')) {
        (Some(scheme), Some((_, rest))) => (Some((*scheme).to_owned()), rest),
        _ => (None, entry),
    }
}

/// A client would try them one after the other.
const MOST_SERVERS: usize = 32;
const MOST_EXCEPTIONS: usize = 1000;
const MOST_READ: usize = 2000;
/// Proxies that are none of `WinHTTP`'s, by how they are spoken to.
const OTHER_WAYS: [&str; 7] = ["socks", "socks4", "socks4a", "socks5", "socks5h", "ftp", "quic"];
/// The default port of a proxy, unless its entry says `https://` (Microsoft Learn, "Netsh.exe and
/// ProxyCfg.exe").
pub(super) const HTTP_PORT: u16 = 80;
const HTTPS_PORT: u16 = 443;
/// Stands for an entry that could not be understood, and might be part of a password.
pub(super) const WITHHELD: &str = "***";
