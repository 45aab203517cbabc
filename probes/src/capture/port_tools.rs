//! What `PortQry`, `telnet`, `curl -v`, `wget`, `openssl s_client`, `nc`, `ncat`, `nmap`, `psping`,
//! `tcping`, bash's `/dev/tcp` and .NET's `TcpClient` say of a port. Each line of theirs is read
//! that names the host, or stands under one that does, and says what became of the connection.

mod ended;
mod named;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use ended::{bash, by_errno, curl, nc, nmap, of_dotnet, portqry, psping, reason, tcping, wget};
use named::{
    address_and_port, is_by_proxy, last_host, of_bash, of_curl, of_exception, of_openssl, of_pipes,
    of_powershell, of_tcp_client, of_wget, port_before_colon,
};

use super::lines::host;
use super::{Capture, Connection, Facts, Text};
use crate::evidence::{CaptureKind, FailureKind, Step};

/// The port where none is told.
const HTTPS: u16 = 443;
/// How many connections are kept of one text.
const MOST_CONNECTIONS: usize = 256;

/// Reads every connection in a text.
pub fn parse(text: &Text) -> Vec<Capture> {
    let mut found = Tries::default();
    for line in text.lines().iter() {
        found.take(line.trim_start_matches(['*', '<', '>', ' ', '\t']));
    }
    let Tries { all, truncated, .. } = found;
    let facts = Facts { connections: all, ..Facts::default() };
    let capture = Capture { kind: CaptureKind::PortTool, truncated, facts };
    (!capture.facts.connections.is_empty()).then_some(capture).into_iter().collect()
}

/// The connections, and what the lines so far say of the next one.
#[derive(Default)]
struct Tries {
    all: Vec<Connection>,
    truncated: bool,
    host: Option<String>,
    address: Option<IpAddr>,
    port: Option<u16>,
    /// The line above announces a name.
    name_follows: bool,
    /// Whom the line above says that it is connecting to.
    under_way: Option<String>,
    /// What curl says of the last address that it tried; its own error no longer does.
    tried: Option<FailureKind>,
    /// Whether the last command speaks HTTPS, and with nobody between.
    is_https: bool,
}

impl Tries {
    fn take(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        let words: Vec<&str> = line.split_whitespace().take(MOST_WORDS).collect();
        if std::mem::take(&mut self.name_follows) {
            if let [name] = *words.as_slice() {
                self.begin(name, self.port);
            }
            return;
        }
        self.name_follows = line.starts_with("Querying target system called:");
        self.command(&words);
        self.address(line);
        self.address_in_brackets(&words);
        if let ["connect", "to", _, "port", ..] = *words.as_slice() {
            self.tried = Some(reason(line));
        }
        if let Some(outcome) = self.outcome(line, &words) {
            self.keep(outcome);
        }
        self.under_way = line.strip_suffix("...").and_then(last_host);
    }

    fn begin(&mut self, name: &str, port: Option<u16>) {
        self.host = Some(host(name));
        self.address = name.parse().ok();
        self.port = port;
        self.tried = None;
        self.is_https = false;
    }

    /// `telnet HOST PORT`, `nc -vz HOST PORT`, `portqry -n HOST -e PORT`, `curl -v telnet://HOST`.
    fn command(&mut self, words: &[&str]) {
        if words.iter().any(|word| word.to_ascii_lowercase().contains("portqry")) {
            let port = words.iter().position(|word| *word == "-e");
            self.port = port.and_then(|at| words.get(at + 1)?.parse().ok());
        }
        let is_tool = |word: &&str| {
            let name = word.rsplit(['\\', '/', '>']).next().unwrap_or_default();
            let name = name.strip_suffix(".exe").unwrap_or(name);
            ["telnet", "nc", "ncat"].iter().any(|tool| tool.eq_ignore_ascii_case(name))
        };
        if let Some((name, port)) = words.iter().find_map(|word| of_tcp_client(word)) {
            self.begin(name, Some(port));
        }
        if let ["Nmap", "scan", "report", "for", name, rest @ ..] = words {
            self.begin(name, None);
            let in_brackets = rest.first().map(|word| word.trim_matches(['(', ')']));
            self.address = in_brackets.and_then(|word| word.parse().ok()).or(self.address);
        }
        if let Some((name, port)) = words.iter().find_map(|word| of_bash(word)) {
            self.begin(name, Some(port));
        }
        if let Some((name, port)) = of_openssl(words).or_else(|| of_wget(words)) {
            self.begin(&name, Some(port));
        }
        if let Some((name, port)) = of_curl(words).or_else(|| of_powershell(words)) {
            self.begin(&name, Some(port));
            self.is_https = words.iter().any(|word| word.contains("https://"));
        }
        if is_by_proxy(words) {
            (self.host, self.is_https) = (None, false);
        }
        let Some(at) = words.iter().position(is_tool) else { return };
        let rest = words.get(at + 1..).unwrap_or_default();
        let mut plain = rest.iter().filter(|word| !word.starts_with('-'));
        if let (Some(name), Some(Ok(port)), None) =
            (plain.next(), plain.next().map(|port| port.parse()), plain.next())
        {
            self.begin(name, Some(port));
        }
    }

    /// `Name resolved to ADDRESS`, `Trying ADDRESS:PORT...`, `Trying ADDRESS...`.
    fn address(&mut self, line: &str) {
        let told = line
            .strip_prefix("Name resolved to ")
            .or_else(|| line.strip_prefix("Trying "))
            .or_else(|| line.strip_prefix("Ncat: Connected to "))
            .or_else(|| of_pipes(line))
            .or_else(|| of_exception(line));
        let Some(told) = told.map(|told| told.trim_end_matches('.').trim()) else { return };
        let (address, port) = address_and_port(told);
        if let Some(address) = address {
            if port.is_some() && self.port.is_some() && port != self.port {
                // A proxy stands between, or the next try has begun.
                self.host = None;
            }
            self.address = Some(address);
            self.port = port.or(self.port);
        }
    }

    /// `HOST (ADDRESS) port 1688`: nc and curl set the address behind the name.
    fn address_in_brackets(&mut self, words: &[&str]) {
        let in_brackets = |word: &&str| word.strip_prefix('(')?.strip_suffix(')')?.parse().ok();
        self.address = words.iter().find_map(in_brackets).or(self.address);
    }

    /// The host where the line names it, the port, and what ended the connection.
    fn outcome(&self, line: &str, words: &[&str]) -> Option<Outcome> {
        portqry(words)
            .or_else(|| self.curl(line, words))
            .or_else(|| self.curl_silent(words))
            .or_else(|| nc(line, words))
            .or_else(|| self.ncat(line, words))
            .or_else(|| nmap(words))
            .or_else(|| psping(line, words))
            .or_else(|| tcping(line, words))
            .or_else(|| bash(line))
            .or_else(|| wget(line, words))
            .or_else(|| self.openssl(line))
            .or_else(|| self.replied(line, words))
            .or_else(|| self.dotnet(line))
            .or_else(|| self.tcp_client(line))
            .or_else(|| self.unresolved(line))
            .or_else(|| self.telnet(line))
    }

    /// `connect to ADDRESS port 1688 failed: Connection refused` says what the error below does
    /// not.
    fn curl(&self, line: &str, words: &[&str]) -> Option<Outcome> {
        let (host, port, failure) = curl(line, words)?;
        let is_untold = failure == Some(FailureKind::Untold);
        Some((host, port, if is_untold { self.tried.or(failure) } else { failure }))
    }

    /// `curl: (28) Connection timed out after 5001 milliseconds`: whom it tried stands above.
    fn curl_silent(&self, words: &[&str]) -> Option<Outcome> {
        let ["curl:", "(28)", what, "timed", "out", rest @ ..] = words else { return None };
        // Of one that stood, it tells how much came.
        let is_of_connection = *what == "Connection" || !rest.contains(&"received");
        let host = self.host.clone().or_else(|| self.address.map(|address| address.to_string()))?;
        is_of_connection.then_some((Some(host), self.port?, Some(FailureKind::TimedOut)))
    }

    /// `Ncat: Connected to ADDRESS:PORT.`, `Ncat: Connection refused.`, `Ncat: TIMEOUT.`
    fn ncat(&self, line: &str, words: &[&str]) -> Option<Outcome> {
        match *words {
            ["Ncat:", "Connected", "to", at] => {
                let (address, port) = address_and_port(at.trim_end_matches('.'));
                let named = self.host.clone().or(Some(host(&address?.to_string())));
                Some((named, port?, None))
            }
            ["Ncat:", "Could", "not", "resolve", ..] => {
                Some((None, self.port?, Some(FailureKind::NameNotFound)))
            }
            ["Ncat:", ..] => {
                let failure = reason(line);
                (failure != FailureKind::Untold).then_some((None, self.port?, Some(failure)))
            }
            _ => None,
        }
    }

    /// `HTTP/1.1 200 OK` below `curl -I https://…`, `StatusCode : 200` below `Invoke-WebRequest`:
    /// what came inside TLS came from the server, or from whoever opens TLS in its place.
    fn replied(&self, line: &str, words: &[&str]) -> Option<Outcome> {
        let status = match *words {
            [version, status, ..] if version.starts_with("HTTP/") => status,
            ["StatusCode", ":", status] => status,
            _ => return None,
        };
        let is_of_proxy = status == "407" || line.contains("onnection established");
        let is_status = status.len() == 3 && status.chars().all(|c| c.is_ascii_digit());
        let is_meant = self.is_https && is_status && !is_of_proxy;
        is_meant.then_some((Some(self.host.clone()?), self.port?, None))
    }

    /// What .NET ends with, in any language: `…: 'HOST'` where the name led nowhere, and of newer
    /// ones `… (HOST:PORT)` whatever it was.
    fn dotnet(&self, line: &str) -> Option<Outcome> {
        let (asked, port) = (self.host.clone()?, self.port?);
        let is_asked = |name: &str| self.is_https && name.eq_ignore_ascii_case(&asked);
        let line = line.trim_end().trim_end_matches('.');
        let quoted = line.strip_suffix('\'').and_then(|line| line.rsplit_once(": '"));
        if quoted.is_some_and(|(_, name)| is_asked(name)) {
            return Some((Some(asked), port, Some(FailureKind::NameNotFound)));
        }
        let (said, place) = line.strip_suffix(')')?.rsplit_once(" (")?;
        let (name, told) = place.rsplit_once(':')?;
        let is_place = is_asked(name) && told.parse() == Ok(port);
        is_place.then(|| (Some(asked), port, Some(of_dotnet(said))))
    }

    /// `CONNECTED(00000003)`, `connect:errno=111`, `…:BIO_connect:Connection refused:…`.
    fn openssl(&self, line: &str) -> Option<Outcome> {
        if line.starts_with("CONNECTED(") {
            return Some((None, self.port?, None));
        }
        let failure = if line.contains("BIO_lookup") {
            FailureKind::NameNotFound
        } else if let Some((_, number)) = line.split_once("connect:errno=") {
            by_errno(number.trim())
        } else if line.contains("BIO_connect:") || line.starts_with("connect: ") {
            reason(line)
        } else {
            return None;
        };
        Some((None, self.port?, Some(failure)))
    }

    /// `Exception calling "Connect" with "2" argument(s): "… ADDRESS:PORT"`, in any language.
    fn tcp_client(&self, line: &str) -> Option<Outcome> {
        let (address, port) = address_and_port(of_exception(line)?);
        let named = self.host.clone().filter(|_| self.port == port);
        let named = named.or(Some(host(&address?.to_string())));
        let is_silent = line.contains("did not properly respond");
        let failure = if is_silent { FailureKind::TimedOut } else { reason(line) };
        Some((named, port?, Some(failure)))
    }

    fn telnet(&self, line: &str) -> Option<Outcome> {
        self.telnet_of_windows(line).or_else(|| self.telnet_of_unix(line))
    }

    /// Windows says it in its own language, behind the host and three dots: `on port 1688: …`.
    fn telnet_of_windows(&self, line: &str) -> Option<Outcome> {
        let (named, behind) = match line.split_once("...") {
            Some((before, behind)) if !behind.is_empty() => (last_host(before)?, behind),
            _ => (self.under_way.clone()?, line),
        };
        let port = port_before_colon(behind)?;
        // Some languages set the host elsewhere.
        let asked = self.host.clone().filter(|_| self.port == Some(port));
        Some((asked.or(Some(named)), port, Some(FailureKind::Untold)))
    }

    fn telnet_of_unix(&self, line: &str) -> Option<Outcome> {
        let (_, port) = (self.host.as_deref()?, self.port?);
        let small = line.to_ascii_lowercase();
        if line.starts_with("Connected to ") && !line.contains(" port ") {
            return Some((None, port, None));
        }
        if small.starts_with("telnet: ") {
            return Some((None, port, Some(reason(line))));
        }
        None
    }

    /// curl's error 6, and that of `Invoke-WebRequest`.
    fn unresolved(&self, line: &str) -> Option<Outcome> {
        const WORDS: [&str; 2] = ["Could not resolve host: ", "could not be resolved: '"];
        if line.starts_with("Failed to resolve name to IP address") {
            return Some((None, self.port?, Some(FailureKind::NameNotFound)));
        }
        let (_, name) = WORDS.iter().find_map(|words| line.split_once(words))?;
        let name = name.split(['\'', ' ', ';']).next().filter(|name| !name.is_empty())?;
        Some((Some(host(name)), self.port.unwrap_or(HTTPS), Some(FailureKind::NameNotFound)))
    }

    fn keep(&mut self, (named, port, failure): Outcome) {
        let is_of_name = named.is_none() || self.host.is_none() || self.host == named;
        let Some(host) = named.or_else(|| self.host.clone()) else { return };
        let literal = host.parse().ok();
        let address = literal.or(self.address.filter(|_| is_of_name));
        let failure = failure.map(failed);
        let connection = Connection { host, address, port, source: None, interface: None, failure };
        // curl says it twice: where it happens, and at its end.
        let is_told = |known: &Connection| {
            let is_same_end = known.failure.is_some() == connection.failure.is_some();
            known.host == connection.host && known.port == port && is_same_end
        };
        if self.all.iter().any(is_told) {
            return;
        }
        match self.all.len() < MOST_CONNECTIONS {
            true => self.all.push(connection),
            false => self.truncated = true,
        }
    }
}

/// The host, the port, and what ended the connection.
type Outcome = (Option<String>, u16, Option<FailureKind>);

/// Of a name that leads nowhere no port was tried; whether nobody knows it, or nobody answered, no
/// tool says.
fn failed(kind: FailureKind) -> (Step, FailureKind) {
    match kind == FailureKind::NameNotFound {
        true => (Step::Resolve, FailureKind::Untold),
        false => (Step::Connect, kind),
    }
}

/// As many words of a line are looked at.
const MOST_WORDS: usize = 24;
