//! Lists of proxies and of exceptions (Microsoft Learn, `WINHTTP_PROXY_INFO`): entries between semicolons or blanks.

use crate::evidence::{HostPort, ProxyServer, ProxySettings, scrub};
use crate::wire::host_port::parse_host_port;

/// Adds the proxies of `list` to `settings`, in order: `[scheme=][scheme://]host[:port]` each.
pub(super) fn read_into(settings: &mut ProxySettings, list: &str) {
    // A password with a blank or a semicolon falls into several entries: then none of them may be shown.
    let may_hold_password = list.contains('@');
    for entry in entries(list) {
        match server(entry) {
            Some(server) => settings.servers.push(server),
            None if may_hold_password => settings.not_understood.push(WITHHELD.to_owned()),
            None => settings.not_understood.push(scrub(entry)),
        }
    }
}

/// Cuts lists that no administrator wrote. How many entries are missing is an entry that makes no sense.
pub(super) fn bound(settings: &mut ProxySettings) {
    let ProxySettings { servers, bypass, not_understood, .. } = settings;
    let dropped = cut(servers, MOST_SERVERS) + cut(bypass, MOST_EXCEPTIONS) + cut(not_understood, MOST_SERVERS);
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

/// The entries of a bypass list, as written.
pub(super) fn bypass_entries(list: &str) -> Vec<String> {
    entries(list).map(without_user).map(scrub).collect()
}

/// The address of an auto-configuration script, without a user name and password.
pub(super) fn script_address(text: &str) -> Option<String> {
    let text = text.trim();
    let kept = match text.rsplit_once('@') {
        Some((before, after)) if may_be_user(before) => format!("{}{after}", known_scheme(text)),
        _ => text.to_owned(),
    };
    Some(scrub(&kept)).filter(|kept| !kept.is_empty())
}

/// An `@` far back in a path follows no user name, as long as nothing before it can be a password.
fn may_be_user(before: &str) -> bool {
    let before = before.strip_prefix(known_scheme(before)).unwrap_or(before);
    before.contains([':', '@']) || !before.contains('/')
}

fn known_scheme(text: &str) -> &str {
    let starts = |scheme: &&str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["http://", "https://", "file://"]
        .iter()
        .find(|scheme| starts(scheme))
        .and_then(|scheme| text.get(..scheme.len()))
        .unwrap_or("")
}

/// `[user[:password]@]host[:port][/]`, with the default port of `scheme`: the first part is dropped unread.
fn authority(text: &str, default_port: u16) -> Option<HostPort> {
    let text = without_user(text);
    parse_host_port(text.strip_suffix('/').unwrap_or(text), default_port).ok()
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| c == ';' || c.is_whitespace()).filter(|entry| !entry.is_empty())
}

fn server(entry: &str) -> Option<ProxyServer> {
    let (scheme, rest) = for_scheme(entry);
    let (default_port, rest) = match rest.split_once("://") {
        None => (HTTP_PORT, rest),
        Some((way, rest)) if way.eq_ignore_ascii_case("http") => (HTTP_PORT, rest),
        // WinHTTP speaks plain HTTP to every proxy; this prefix does no more than name another default port.
        Some((way, rest)) if way.eq_ignore_ascii_case("https") => (HTTPS_PORT, rest),
        Some(_) => return None,
    };
    authority(rest, default_port).map(|address| ProxyServer { scheme, address })
}

/// The scheme whose URLs an entry is for. `WinHTTP` uses those of `http` and `https`; browsers' settings name others.
fn for_scheme(entry: &str) -> (Option<String>, &str) {
    let Some((name, rest)) = entry.split_once('=') else { return (None, entry) };
    let name = name.to_ascii_lowercase();
    if SCHEMES.contains(&name.as_str()) { (Some(name), rest) } else { (None, entry) }
}

fn without_user(text: &str) -> &str {
    text.rsplit_once('@').map_or(text, |(_, host)| host)
}

/// A client would try them one after the other.
const MOST_SERVERS: usize = 32;
const MOST_EXCEPTIONS: usize = 1000;
const SCHEMES: [&str; 5] = ["http", "https", "ftp", "gopher", "socks"];
/// The default port of a proxy, unless its entry says `https://` (Microsoft Learn, "Netsh.exe and ProxyCfg.exe").
pub(super) const HTTP_PORT: u16 = 80;
const HTTPS_PORT: u16 = 443;
/// Stands for an entry that could not be understood, and might be part of a password.
pub(super) const WITHHELD: &str = "***";
