//! Whom a line of a tool names.

use std::net::{IpAddr, SocketAddr};

use super::HTTPS;
use crate::capture::lines::host;
use crate::capture::web_command::{behind_curl, behind_powershell, names_proxy};
use crate::wire::host_port::parse_host_port;

/// Whom `curl URL` goes to, where it names no proxy.
pub fn of_curl(words: &[&str]) -> Option<(String, u16)> {
    let rest = behind_curl(words)?;
    if names_proxy(rest) {
        return None;
    }
    let (scheme, place) =
        rest.iter().find_map(|word| word.trim_matches(['"', '\'']).split_once("://"))?;
    let usual = match scheme {
        "http" => 80,
        "telnet" => 23,
        _ => HTTPS,
    };
    let place = place.split(['/', '?']).next().unwrap_or_default();
    let at = parse_host_port(place, usual).ok()?;
    Some((at.host, at.port))
}

/// Whether a command goes to a proxy that it names: what answers below it took no connection.
pub fn is_by_proxy(words: &[&str]) -> bool {
    behind_curl(words).or_else(|| behind_powershell(words)).is_some_and(names_proxy)
}

/// Whom `Invoke-WebRequest URL` goes to, where it names no proxy.
pub fn of_powershell(words: &[&str]) -> Option<(String, u16)> {
    let rest = behind_powershell(words)?;
    if names_proxy(rest) {
        return None;
    }
    let url = rest.iter().find_map(|word| word.trim_matches(['"', '\'']).split_once("://"))?;
    let usual = if url.0.eq_ignore_ascii_case("http") { 80 } else { HTTPS };
    let at = parse_host_port(url.1.split(['/', '?']).next()?, usual).ok()?;
    Some((at.host, at.port))
}

/// `/dev/tcp/HOST/PORT`, with whatever stands around it.
pub fn of_bash(word: &str) -> Option<(&str, u16)> {
    let (_, place) = word.split_once("/dev/tcp/")?;
    let (name, port) = place.split_once('/')?;
    let port = port.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((name, port.parse().ok()?)).filter(|(name, _)| !name.is_empty())
}

/// `openssl s_client … -connect HOST:PORT`.
pub fn of_openssl(words: &[&str]) -> Option<(String, u16)> {
    let at = words.iter().position(|word| *word == "s_client")?;
    let mut rest = words.get(at..)?.iter().skip_while(|word| **word != "-connect");
    let at = parse_host_port(rest.nth(1)?, HTTPS).ok()?;
    Some((at.host, at.port))
}

/// Whom `wget URL` goes to.
pub fn of_wget(words: &[&str]) -> Option<(String, u16)> {
    let rest = words.get(words.iter().position(|word| *word == "wget")? + 1..)?;
    let url = rest.iter().find_map(|word| word.trim_matches(['"', '\'']).split_once("://"))?;
    let usual = if url.0 == "http" { 80 } else { HTTPS };
    let at = parse_host_port(url.1.split(['/', '?']).next()?, usual).ok()?;
    Some((at.host, at.port))
}

/// `|ADDRESS|` of what wget connects to.
pub fn of_pipes(line: &str) -> Option<&str> {
    line.strip_prefix("Connecting to ")?.split('|').nth(1)
}

/// `ADDRESS:PORT` at the end of what .NET says of a connection.
pub fn of_exception(line: &str) -> Option<&str> {
    let is_connect = line.contains("\"Connect\"") || line.contains("TcpClient");
    let last = line.split_whitespace().next_back().filter(|_| is_connect)?;
    let place = last.trim_matches(['"', '»', '.', '\'']);
    place.parse::<SocketAddr>().is_ok().then_some(place)
}

/// `….Connect('HOST',1688)`, `…TcpClient("HOST",1688)`: without a blank between the two.
pub fn of_tcp_client(word: &str) -> Option<(&str, u16)> {
    let (_, inside) = word.split_once(".Connect(").or_else(|| word.split_once("TcpClient("))?;
    let (name, port) = inside.split_once(',')?;
    let port = port.split(')').next()?.parse().ok()?;
    Some((name.trim_matches(['\'', '"']), port))
}

/// The host that stands before the dots: some languages set no blank before it.
pub fn last_host(before: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    let words = before.trim_end_matches(fits);
    let name = before.get(words.len()..)?;
    let is_host = !name.is_empty() && name.len() <= LONGEST_HOST && !words.trim().is_empty();
    is_host.then(|| host(name))
}

/// Of a DNS name, in letters.
const LONGEST_HOST: usize = 253;

/// The one number of the line, where a colon stands behind it: `…, auf Port 1688: …`; in French a
/// blank before that.
pub fn port_before_colon(line: &str) -> Option<u16> {
    let (before, behind) = line.split_once([':', '\u{ff1a}'])?;
    let is_number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
    let mut numbers = before.split_whitespace().filter(is_number);
    let port = numbers.next_back().filter(|_| numbers.next().is_none())?;
    let ends = before.trim_end().ends_with(port) && behind.starts_with(' ');
    port.parse().ok().filter(|port| ends && *port > 0)
}

/// An address, and its port where one stands behind it.
pub fn address_and_port(text: &str) -> (Option<IpAddr>, Option<u16>) {
    if let Ok(address) = text.parse() {
        return (Some(address), None);
    }
    let Some((address, port)) = text.rsplit_once(':') else { return (None, None) };
    (address.trim_matches(['[', ']']).parse().ok(), port.parse().ok())
}
