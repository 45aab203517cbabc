//! What `PortQry`, `telnet`, `curl -v`, `nc`, `ncat`, `nmap`, `psping`, `tcping` and .NET's
//! `TcpClient` say of a port. Each line of theirs is read that
//! names the host, or stands under one that does, and says what became of the connection.

use std::net::IpAddr;

use super::lines::host;
use super::{Capture, Connection, Facts, Text};
use crate::evidence::{CaptureKind, FailureKind, Step};

/// The port where none is told.
const HTTPS: u16 = 443;
/// How many connections are kept of one text.
const MOST_CONNECTIONS: usize = 256;

/// Reads every connection in a text.
pub fn parse(text: &Text) -> Vec<Capture> {
    let mut found = Found::default();
    for line in text.lines().iter() {
        found.take(line.trim_start_matches(['*', '<', '>', ' ', '\t']));
    }
    let Found { all, truncated, .. } = found;
    let facts = Facts { connections: all, ..Facts::default() };
    let capture = Capture { kind: CaptureKind::PortTool, truncated, facts };
    (!capture.facts.connections.is_empty()).then_some(capture).into_iter().collect()
}

/// The connections, and what the lines so far say of the next one.
#[derive(Default)]
struct Found {
    all: Vec<Connection>,
    truncated: bool,
    host: Option<String>,
    address: Option<IpAddr>,
    port: Option<u16>,
    /// The line above announces a name.
    name_follows: bool,
    /// Whom the line above says that it is connecting to.
    under_way: Option<String>,
}

impl Found {
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
        if let Some(outcome) = self.outcome(line, &words) {
            self.keep(outcome);
        }
        self.under_way = line.strip_suffix("...").and_then(last_host);
    }

    fn begin(&mut self, name: &str, port: Option<u16>) {
        self.host = Some(host(name));
        self.address = name.parse().ok();
        self.port = port;
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
            .or_else(|| of_exception(line));
        let Some(told) = told.map(|told| told.trim_end_matches('.').trim()) else { return };
        let (address, port) = address_and_port(told);
        if let Some(address) = address {
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
            .or_else(|| curl(line, words))
            .or_else(|| nc(line, words))
            .or_else(|| self.ncat(line, words))
            .or_else(|| nmap(words))
            .or_else(|| psping(line, words))
            .or_else(|| tcping(line, words))
            .or_else(|| self.tcp_client(line))
            .or_else(|| self.unresolved(line))
            .or_else(|| self.telnet(line))
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
        let failure = failure.map(|kind| (step(kind), kind));
        let connection = Connection { host, address, port, source: None, interface: None, failure };
        // curl says it twice: where it happens, and at its end.
        if self.all.iter().any(|known| known.host == connection.host && known.port == port) {
            return;
        }
        match self.all.len() < MOST_CONNECTIONS {
            true => self.all.push(connection),
            false => self.truncated = true,
        }
    }
}

/// `ADDRESS:PORT` at the end of what .NET says of a connection.
fn of_exception(line: &str) -> Option<&str> {
    let is_connect = line.contains("\"Connect\"") || line.contains("TcpClient");
    let last = line.split_whitespace().next_back().filter(|_| is_connect)?;
    let place = last.trim_matches(['"', '»', '.', '\'']);
    place.parse::<std::net::SocketAddr>().is_ok().then_some(place)
}

/// `….Connect('HOST',1688)`, `…TcpClient("HOST",1688)`: without a blank between the two.
fn of_tcp_client(word: &str) -> Option<(&str, u16)> {
    let (_, inside) = word.split_once(".Connect(").or_else(|| word.split_once("TcpClient("))?;
    let (name, port) = inside.split_once(',')?;
    let port = port.split(')').next()?.parse().ok()?;
    Some((name.trim_matches(['\'', '"']), port))
}

/// The host that stands before the dots: some languages set no blank before it.
fn last_host(before: &str) -> Option<String> {
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
fn port_before_colon(line: &str) -> Option<u16> {
    let (before, behind) = line.split_once([':', '\u{ff1a}'])?;
    let is_number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
    let mut numbers = before.split_whitespace().filter(is_number);
    let port = numbers.next_back().filter(|_| numbers.next().is_none())?;
    let ends = before.trim_end().ends_with(port) && behind.starts_with(' ');
    port.parse().ok().filter(|port| ends && *port > 0)
}

/// The host, the port, and what ended the connection.
type Outcome = (Option<String>, u16, Option<FailureKind>);

/// Of a name that leads nowhere no port was tried.
fn step(kind: FailureKind) -> Step {
    if kind == FailureKind::NameNotFound { Step::Resolve } else { Step::Connect }
}

/// As many words of a line are looked at.
const MOST_WORDS: usize = 24;

/// `TCP port 1688 (unknown service): FILTERED`.
fn portqry(words: &[&str]) -> Option<Outcome> {
    let ["TCP", "port", port, rest @ ..] = words else { return None };
    let failure = match *rest {
        [.., "NOT", "LISTENING"] => Some(FailureKind::Refused),
        [.., "LISTENING"] => None,
        [.., "FILTERED"] => Some(FailureKind::TimedOut),
        _ => return None,
    };
    Some((None, port.parse().ok()?, failure))
}

/// `Connected to HOST (ADDRESS) port 443`, `curl: (28) Failed to connect to HOST port 443 after …`.
fn curl(line: &str, words: &[&str]) -> Option<Outcome> {
    let port = || {
        let at = words.iter().position(|word| *word == "port")?;
        words.get(at + 1)?.trim_end_matches([':', ',', ')', '.']).parse::<u16>().ok()
    };
    match words {
        ["Connected", "to", name, ..] => Some((Some(host(name)), port()?, None)),
        ["curl:", number, "Failed", "to", "connect", "to", name, ..] => {
            let by_number = (*number == "(28)").then_some(FailureKind::TimedOut);
            Some((Some(host(name)), port()?, Some(by_number.unwrap_or_else(|| reason(line)))))
        }
        ["Failed", "to", "connect", "to", name, ..] => {
            let failure = reason(line);
            let is_told = failure != FailureKind::Untold;
            is_told.then_some((Some(host(name)), port()?, Some(failure)))
        }
        _ => None,
    }
}

/// `Connection to HOST 1688 port [tcp/*] succeeded!`, `nc: connect to HOST port 1688 (tcp) failed:
/// Connection refused`.
fn nc(line: &str, words: &[&str]) -> Option<Outcome> {
    match words {
        ["Connection", "to", name, rest @ ..] if line.ends_with("succeeded!") => {
            let port = rest.iter().find_map(|word| word.parse().ok())?;
            Some((Some(host(name)), port, None))
        }
        ["nc:", "connect", "to", name, rest @ ..] => {
            let port = rest.iter().find_map(|word| word.parse().ok())?;
            Some((Some(host(name)), port, Some(reason(line))))
        }
        _ => None,
    }
}

/// `1688/tcp filtered nsjtp-data`.
fn nmap(words: &[&str]) -> Option<Outcome> {
    let [port, state, ..] = words else { return None };
    let failure = match *state {
        "open" => None,
        "closed" => Some(FailureKind::Refused),
        "filtered" => Some(FailureKind::TimedOut),
        _ => return None,
    };
    Some((None, port.strip_suffix("/tcp")?.parse().ok()?, failure))
}

/// `Connecting to ADDRESS:PORT (warmup): from ADDRESS:PORT: 1.55ms`, or what it ended with.
fn psping(line: &str, words: &[&str]) -> Option<Outcome> {
    let ["Connecting", "to", at, ..] = words else { return None };
    let (address, port) = address_and_port(at.trim_end_matches(':'));
    let failure = match line.contains(": from ") {
        true => None,
        false => Some(reason(line)).filter(|failure| *failure != FailureKind::Untold),
    };
    let is_told = failure.is_some() || line.contains(": from ");
    is_told.then_some((Some(host(&address?.to_string())), port?, failure))
}

/// `Probing ADDRESS:PORT/tcp - Port is open - time=1.1ms`.
fn tcping(line: &str, words: &[&str]) -> Option<Outcome> {
    let ["Probing", at, "-", ..] = words else { return None };
    let (address, port) = address_and_port(at.strip_suffix("/tcp")?);
    let failure = if line.contains("Port is open") {
        None
    } else if line.contains("No response") {
        Some(FailureKind::TimedOut)
    } else {
        Some(reason(line))
    };
    Some((Some(host(&address?.to_string())), port?, failure))
}

fn reason(line: &str) -> FailureKind {
    let small = line.to_ascii_lowercase();
    if small.contains("refused") {
        FailureKind::Refused
    } else if small.contains("timed out")
        || small.contains("timeout ")
        || small.ends_with("timeout.")
    {
        FailureKind::TimedOut
    } else {
        FailureKind::Untold
    }
}

fn address_and_port(text: &str) -> (Option<IpAddr>, Option<u16>) {
    if let Ok(address) = text.parse() {
        return (Some(address), None);
    }
    let Some((address, port)) = text.rsplit_once(':') else { return (None, None) };
    (address.trim_matches(['[', ']']).parse().ok(), port.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let captures = parse(&Text::of(text)).into_iter();
        let of = |connection: Connection| {
            let Connection { host, address, port, failure, .. } = connection;
            let address = address.map_or("-".to_owned(), |address| address.to_string());
            let ended = failure.map_or("opened".to_owned(), |(_, kind)| format!("{kind:?}"));
            format!("{host} {address} {port} {ended}")
        };
        captures.flat_map(|capture| capture.facts.connections).map(of).collect()
    }

    #[test]
    fn what_became_of_a_connection_is_read_of_each_tool() {
        let portqry = "Querying target system called:\n\n kms1.corp.example\n\n\
                       Attempting to resolve name to IP address...\n\n\
                       Name resolved to 192.0.2.21\n\nquerying...\n\n\
                       TCP port 1688 (unknown service): ";
        for (text, wanted) in [
            (format!("{portqry}FILTERED"), "kms1.corp.example 192.0.2.21 1688 TimedOut"),
            (format!("{portqry}NOT LISTENING"), "kms1.corp.example 192.0.2.21 1688 Refused"),
            (format!("{portqry}LISTENING"), "kms1.corp.example 192.0.2.21 1688 opened"),
            (
                "C:\\>telnet kms1.corp.example 1688\nConnecting To kms1.corp.example...Could not \
                 open connection to the host, on port 1688: Connect failed"
                    .to_owned(),
                "kms1.corp.example - 1688 Untold",
            ),
            (
                "C:\\>telnet kms1 1688\nVerbindungsaufbau zu kms1...Es konnte keine Verbindung mit \
                 dem Host hergestellt werden, auf Port 1688: Verbinden fehlgeschlagen"
                    .to_owned(),
                "kms1 - 1688 Untold",
            ),
            (
                "$ telnet kms1 1688\nTrying 192.0.2.21...\ntelnet: connect to address 192.0.2.21: \
                 Connection refused"
                    .to_owned(),
                "kms1 192.0.2.21 1688 Refused",
            ),
            (
                "$ telnet kms1 1688\nTrying 192.0.2.21...\nConnected to kms1.\nEscape character \
                 is '^]'."
                    .to_owned(),
                "kms1 192.0.2.21 1688 opened",
            ),
            (
                "*   Trying 192.0.2.21:1688...\n* Connected to kms1.corp.example (192.0.2.21) port \
                 1688 (#0)"
                    .to_owned(),
                "kms1.corp.example 192.0.2.21 1688 opened",
            ),
            (
                "*   Trying 192.0.2.21:1688...\n* connect to 192.0.2.21 port 1688 failed: Timed \
                 out\n* Failed to connect to kms1 port 1688 after 21043 ms: Couldn't connect to \
                 server\ncurl: (28) Failed to connect to kms1 port 1688 after 21043 ms: Couldn't \
                 connect to server"
                    .to_owned(),
                "kms1 192.0.2.21 1688 TimedOut",
            ),
            (
                "Connection to kms1 1688 port [tcp/*] succeeded!".to_owned(),
                "kms1 - 1688 opened",
            ),
            (
                "nc: connect to kms1 (192.0.2.21) port 1688 (tcp) failed: Connection refused"
                    .to_owned(),
                "kms1 192.0.2.21 1688 Refused",
            ),
            (
                "nc: connect to kms1 port 1688 (tcp) failed: Connection refused".to_owned(),
                "kms1 - 1688 Refused",
            ),
            (
                "C:\\>portqry -n kms1 -e 1688\n\nQuerying target system called:\n\n kms1\n\n\
                 Attempting to resolve name to IP address...\n\n\
                 Failed to resolve name to IP address"
                    .to_owned(),
                "kms1 - 1688 NameNotFound",
            ),
            (
                "$ ncat -vz kms1 1688\nNcat: Connection refused.".to_owned(),
                "kms1 - 1688 Refused",
            ),
            (
                "Ncat: Connected to 192.0.2.21:1688.".to_owned(),
                "192.0.2.21 192.0.2.21 1688 opened",
            ),
            (
                "Nmap scan report for 192.0.2.21\n1688/tcp closed nsjtp-data".to_owned(),
                "192.0.2.21 192.0.2.21 1688 Refused",
            ),
            (
                "Connecting to 192.0.2.21:1688: from 192.0.2.50:50012: 1.55ms".to_owned(),
                "192.0.2.21 192.0.2.21 1688 opened",
            ),
            (
                "Probing 192.0.2.21:1688/tcp - Port is open - time=1.1ms".to_owned(),
                "192.0.2.21 192.0.2.21 1688 opened",
            ),
            (
                "Exception lors de l'appel de \"Connect\" avec \"2\" argument(s) : \"Aucune connex\
                 ion \
                 n'a pu être établie 192.0.2.21:1688\""
                    .to_owned(),
                "192.0.2.21 192.0.2.21 1688 Untold",
            ),
            (
                "接続中: kms1...ホストへ接続できませんでした。 ポート番号 1688: 接続に失敗しました"
                    .to_owned(),
                "kms1 - 1688 Untold",
            ),
            (
                "Connecting To kms1...\nCould not open connection to the host, on port 1688: \
                 Connect failed"
                    .to_owned(),
                "kms1 - 1688 Untold",
            ),
            (
                "curl: (6) Could not resolve host: activation-v2.sls.microsoft.com".to_owned(),
                "activation-v2.sls.microsoft.com - 443 NameNotFound",
            ),
        ] {
            assert_eq!(told(&text), [wanted], "{text}");
        }
    }

    #[test]
    fn what_speaks_of_connecting_alone_is_no_connection() {
        for text in [
            "telnet kms1 1688",
            "Connected to the domain.",
            "TCP port 1688 is blocked",
            "Connecting to 192.0.2.21:1688",
            "Copying kms1...done at 10:30",
            "Waiting...step 3: done",
            "the TcpClient of 192.0.2.21",
        ] {
            assert_eq!(told(text), Vec::<String>::new(), "{text}");
        }
    }
}
