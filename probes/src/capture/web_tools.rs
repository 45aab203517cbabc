//! What `curl` and `Invoke-WebRequest` say of a conversation with a web server: whether a proxy let
//! them through, and what became of TLS. Who took the connection is read beside this
//! (`port_tools`).

mod dot_net;
mod tls;

use std::net::IpAddr;

use dot_net::{DotNet, is_of_dot_net, of_dot_net};
use tls::tls_failure;

use super::lines::host;
use super::web_command::{behind_curl, behind_powershell, is_proxy};
use super::{Capture, Connection, Facts, Text, WebTry, keep};
use crate::evidence::{CaptureKind, FailureKind, HostPort, HttpReply, Step};

/// How many conversations are kept of one text.
const MOST_TRIES: usize = 64;
/// How many schemes of one proxy.
const MOST_SCHEMES: usize = 8;
/// The port of a URL that has none, and that of a proxy for curl.
const HTTP: u16 = 80;
const HTTPS: u16 = 443;
const PROXY: u16 = 1080;
/// "Proxy Authentication Required" (RFC 9110 section 15.5.8); another try with a log-on follows.
const ASKS_FOR_LOG_ON: u16 = 407;

/// Reads every conversation in a text that ended before its end.
pub fn parse(text: &Text) -> Vec<Capture> {
    let mut found = Conversations::default();
    let mut lines = text.lines().iter().peekable();
    while let Some(line) = lines.next() {
        let below = lines.peek().copied().unwrap_or_default();
        found.take(line.trim_start_matches(['*', '<', '>', ' ', '\t']), below);
    }
    found.settle();
    let Conversations { all, connections, truncated, is_of_nobody, .. } = found;
    let is_told = !all.is_empty() || !connections.is_empty() || is_of_nobody;
    let facts = Facts { web_tries: all, connections, ..Facts::default() };
    let capture = Capture { kind: CaptureKind::PortTool, truncated, facts };
    is_told.then_some(capture).into_iter().collect()
}

/// The conversations, and what the lines so far say of the next one.
#[derive(Default)]
struct Conversations {
    all: Vec<WebTry>,
    /// Connections of .NET that did not come about.
    connections: Vec<Connection>,
    truncated: bool,
    /// Something failed, and it does not say with whom.
    is_of_nobody: bool,
    /// Who was asked for.
    server: Option<HostPort>,
    proxy: Option<(HostPort, Option<IpAddr>)>,
    /// Who took the last connection.
    connected: Option<(HostPort, Option<IpAddr>)>,
    /// The proxy's answer to CONNECT, while it is being read.
    reply: Option<HttpReply>,
    in_reply: bool,
    output: Output,
}

/// What the tool said since its command.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Output {
    /// Something, or there was no command.
    #[default]
    Told,
    /// Nothing yet.
    Awaited,
}

impl Conversations {
    fn take(&mut self, line: &str, below: &str) {
        let words: Vec<&str> = line.split_whitespace().take(MOST_WORDS).collect();
        self.exit_code(&words, below);
        if !words.is_empty() {
            self.output = Output::Told;
        }
        self.command(&words);
        self.connection(&words);
        self.reply_of_proxy(line, &words);
        if let Some(step) = timed_out(&words) {
            self.keep_unconnected((step, FailureKind::TimedOut));
        } else if let Some(kind) = tls_failure(line, &words) {
            self.keep_tls(line, kind);
        } else if let Some(error) = of_dot_net(line, below) {
            self.dot_net(line, error);
        }
    }

    /// `echo %errorlevel%` below a curl that said nothing (`-s`), and the number below that (curl's
    /// manual page, "EXIT CODES").
    fn exit_code(&mut self, words: &[&str], below: &str) {
        const VARIABLES: [&str; 3] = ["%errorlevel%", "$lastexitcode", "$?"];
        let is_shown = words.last().is_some_and(|last| {
            VARIABLES
                .contains(&last.rsplit('>').next().unwrap_or(last).to_ascii_lowercase().as_str())
        });
        if self.output == Output::Told || !is_shown {
            return;
        }
        let failure = match below.trim() {
            "6" => (Step::Resolve, FailureKind::Untold),
            "7" => (Step::Connect, FailureKind::Untold),
            "28" => (Step::Connect, FailureKind::TimedOut),
            _ => return,
        };
        self.keep_unconnected(failure);
    }

    fn dot_net(&mut self, line: &str, error: DotNet) {
        match error {
            DotNet::Tls(kind) => self.keep_tls(line, kind),
            DotNet::NotConnected => self.keep_unconnected((Step::Connect, FailureKind::Untold)),
            DotNet::Silent => self.keep_unconnected((Step::Connect, FailureKind::TimedOut)),
            DotNet::NoAddress => self.keep_unconnected((Step::Resolve, FailureKind::Untold)),
        }
    }

    /// Through a proxy it would be the proxy's port, or its name.
    fn keep_unconnected(&mut self, failure: (Step, FailureKind)) {
        let Some(HostPort { host, port }) = self.server.clone() else {
            self.is_of_nobody = true;
            return;
        };
        let (address, source, interface) = (None, None, None);
        let failure = Some(failure);
        let new = Connection { host, address, port, source, interface, failure };
        let is_full = self.connections.len() >= MOST_TRIES;
        if self.proxy.is_none() && !is_full && !self.connections.contains(&new) {
            self.connections.push(new);
        }
    }

    /// `curl -v -x http://proxy:8080 https://…`, `Invoke-WebRequest -Uri https://…`.
    fn command(&mut self, words: &[&str]) {
        let Some(rest) = behind_curl(words).or_else(|| behind_powershell(words)) else { return };
        let Some(server) = url_of(rest, |before| !is_proxy(before)) else { return };
        self.settle();
        *self = Self {
            all: std::mem::take(&mut self.all),
            connections: std::mem::take(&mut self.connections),
            truncated: self.truncated,
            ..Self::default()
        };
        self.server = Some(server);
        self.output = Output::Awaited;
        let mut pairs =
            rest.windows(2).filter(|pair| matches!(pair, [option, _] if is_proxy(option)));
        let proxy = pairs.next().and_then(|pair| place(pair.get(1)?, PROXY));
        self.proxy = proxy.map(|proxy| (proxy, None));
        // What answers a proxy's client first is the proxy; `curl -I` prints no more of it.
        self.in_reply = self.proxy.is_some();
    }

    /// `Connected to HOST (ADDRESS) port 8080`, and who is asked for through it.
    fn connection(&mut self, words: &[&str]) {
        if let ["Connected", "to", name, address, "port", port, ..] = *words {
            let port = port.trim_end_matches([':', ',', '.']).parse().ok();
            let address = address.trim_matches(['(', ')']).parse().ok();
            self.connected = port.map(|port| (HostPort { host: host(name), port }, address));
            if self.server.is_none() {
                self.server = self.connected.as_ref().map(|(at, _)| at.clone());
            }
        }
        let asked = match *words {
            ["CONNECT", asked, version] if version.starts_with("HTTP/") => Some(asked),
            ["Establish", "HTTP", "proxy", "tunnel", "to", asked] => Some(asked),
            _ => None,
        };
        if let Some(server) = asked.and_then(|asked| place(asked, HTTPS)) {
            self.server = Some(server);
            self.proxy = self.connected.clone().or_else(|| self.proxy.take());
            self.in_reply = true;
        }
    }

    /// `HTTP/1.1 407 Proxy Authentication Required`, or what curl says of it at its end.
    fn reply_of_proxy(&mut self, line: &str, words: &[&str]) {
        match *words {
            [version, status, ..] if version.starts_with("HTTP/1") && self.in_reply => {
                let Ok(status) = status.parse() else { return };
                // What comes behind an answer that asks for no log-on is of the server.
                if self.reply.as_ref().is_some_and(|reply| reply.status != ASKS_FOR_LOG_ON) {
                    return self.settle();
                }
                self.reply = Some(HttpReply { status, ..HttpReply::default() });
            }
            ["Proxy-Authenticate:", scheme, ..] => {
                let schemes = self.reply.as_mut().map(|reply| &mut reply.auth_schemes);
                if let Some(schemes) = schemes.filter(|schemes| schemes.len() < MOST_SCHEMES) {
                    schemes.push(keep(scheme));
                }
            }
            _ => {}
        }
        let Some(status) = status_of_proxy(line) else { return };
        self.in_reply = false;
        let told = self.reply.take().filter(|reply| reply.status == status);
        let reply = told.unwrap_or_else(|| HttpReply { status, ..HttpReply::default() });
        let (Some(server), Some(proxy)) = (self.server.clone(), self.proxy.clone()) else {
            self.is_of_nobody = true;
            return;
        };
        let (proxy, tunnel) = (Some(proxy), Some(reply));
        self.keep(WebTry { server, proxy, tunnel, tls: None, by_windows: false });
    }

    /// `curl -s -I -x …` prints the proxy's answer to CONNECT, and not a word of its own.
    fn settle(&mut self) {
        let told = self.reply.take().filter(|_| std::mem::take(&mut self.in_reply));
        let is_tunnel = self.server.as_ref().is_some_and(|server| server.port != HTTP);
        if let (Some(reply), Some(server), Some(proxy), true) =
            (told, self.server.clone(), self.proxy.clone(), is_tunnel)
        {
            let (proxy, tunnel) = (Some(proxy), Some(reply));
            self.keep(WebTry { server, proxy, tunnel, tls: None, by_windows: false });
        }
    }

    fn keep_tls(&mut self, line: &str, kind: FailureKind) {
        let Some(server) = self.server.clone() else {
            self.is_of_nobody = true;
            return;
        };
        let said = line.split_once(") ").map_or(line, |(_, said)| said);
        let tls = Some((kind, keep(said)));
        let tunnel = self.proxy.as_ref().map(|_| HttpReply { status: 200, ..HttpReply::default() });
        let by_windows = said.contains("schannel") || is_of_dot_net(line);
        self.keep(WebTry { server, proxy: self.proxy.clone(), tunnel, tls, by_windows });
    }

    /// curl says it twice; what came later of one conversation tells more.
    fn keep(&mut self, new: WebTry) {
        let same = |known: &&mut WebTry| known.server == new.server && known.proxy == new.proxy;
        let is_full = self.all.len() >= MOST_TRIES;
        match self.all.iter_mut().find(same) {
            Some(known) => known.complete(new),
            None if is_full => self.truncated = true,
            None => self.all.push(new),
        }
    }
}

impl WebTry {
    fn complete(&mut self, new: Self) {
        let status = |tried: &Self| tried.tunnel.as_ref().map(|reply| reply.status);
        if status(self) != status(&new) {
            self.tunnel = new.tunnel.or(self.tunnel.take());
        }
        self.by_windows |= new.by_windows;
        self.tls = new.tls.or(self.tls.take());
    }
}

/// As many words of a line are looked at.
const MOST_WORDS: usize = 48;

/// The first URL whose option, if one stands before it, is meant.
fn url_of(words: &[&str], is_meant: impl Fn(&str) -> bool) -> Option<HostPort> {
    let before = std::iter::once("").chain(words.iter().copied());
    let mut urls = words.iter().zip(before).filter(|(_, before)| is_meant(before));
    urls.find_map(|(word, _)| {
        let word = word.trim_matches(['"', '\'']);
        let (scheme, rest) = word.split_once("://")?;
        let port = if scheme.eq_ignore_ascii_case("http") { HTTP } else { HTTPS };
        place(rest, port)
    })
}

/// `http://HOST:PORT/…`, `HOST:PORT`; a password that somebody wrote before the host is not read.
fn place(text: &str, usual: u16) -> Option<HostPort> {
    let text = text.trim_matches(['"', '\'']);
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    crate::wire::host_port::parse_host_port(rest, usual).ok()
}

/// `Received HTTP code 407 from proxy after CONNECT`, `CONNECT tunnel failed, response 407`,
/// `CONNECT tunnel established, response 200`; `… returned an error: (407) Proxy …`.
fn status_of_proxy(line: &str) -> Option<u16> {
    const WORDS: [&str; 3] = [
        "Received HTTP code ",
        "CONNECT tunnel failed, response ",
        "tunnel established, response ",
    ];
    // .NET tells of no other status of a proxy in this form; the words behind it are translated.
    if line.contains(": (407) ") {
        return Some(407);
    }
    let (_, rest) = WORDS.iter().find_map(|words| line.split_once(words))?;
    let is_meant = line.contains("CONNECT");
    rest.split_whitespace().next()?.parse().ok().filter(|_| is_meant)
}

/// `curl: (28) Connection timed out after 10002 milliseconds`, `… Resolving timed out …`: which
/// step took its time. Who is named in the line is read beside this; of TLS, below.
fn timed_out(words: &[&str]) -> Option<Step> {
    match *words {
        ["curl:", "(28)", "Connection", "timed" | "timeout" | "time-out", ..] => {
            Some(Step::Connect)
        }
        ["curl:", "(28)", "Resolving", "timed", ..] => Some(Step::Resolve),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let captures = parse(&Text::of(text)).into_iter();
        let of = |tried: WebTry| {
            let by = tried.proxy.map_or("direct".to_owned(), |(proxy, _)| proxy.to_string());
            let tunnel = tried.tunnel.map_or(0, |reply| reply.status);
            let tls = tried.tls.map_or("-".to_owned(), |(kind, _)| format!("{kind:?}"));
            format!("{} {by} {tunnel} {tls}", tried.server)
        };
        captures.flat_map(|capture| capture.facts.web_tries).map(of).collect()
    }

    const DIRECT: &str = "$ curl -v https://go.microsoft.com/\n\
        * Connected to go.microsoft.com (192.0.2.7) port 443 (#0)\n";
    const PROXIED: &str = "* Connected to proxy.corp.example (192.0.2.80) port 8080 (#0)\n\
        > CONNECT go.microsoft.com:443 HTTP/1.1\n";

    #[test]
    fn what_a_proxy_offers_is_read_of_its_headers_alone() {
        let text = "C:\\>curl.exe -I -x http://proxy:8080 https://go.microsoft.com/\n\
             HTTP/1.1 407 Proxy Authentication Required\nProxy-Authenticate: Negotiate\n\
             Proxy-Authenticate: NTLM\n\ncurl: (56) CONNECT tunnel failed, response 407\n";
        let tried = parse(&Text::of(text)).remove(0).facts.web_tries.remove(0);
        assert_eq!(tried.tunnel.unwrap().auth_schemes, ["Negotiate", "NTLM"]);
    }

    #[test]
    fn a_curl_that_says_little_is_read_of_what_it_prints_and_of_its_exit_code() {
        let proxied = "C:\\>curl.exe -sI -x http://proxy:8080 https://go.microsoft.com/\n";
        let live = "HTTP/1.1 404 Not Found\nServer: Microsoft-IIS/10.0\n";
        for (text, wanted) in [
            (
                format!("{proxied}HTTP/1.1 200 Connection established\n\n{live}"),
                "go.microsoft.com:443 proxy:8080 200 -",
            ),
            (
                format!("{proxied}HTTP/1.1 407 Log on\n\nHTTP/1.1 200 OK\n\n{live}"),
                "go.microsoft.com:443 proxy:8080 200 -",
            ),
            (
                format!("{proxied}HTTP/1.1 403 Forbidden\n\nC:\\>"),
                "go.microsoft.com:443 proxy:8080 403 -",
            ),
        ] {
            assert_eq!(told(&text), [wanted], "{text}");
        }
        let plain = proxied.replace("https", "http");
        assert!(told(&format!("{plain}{live}")).is_empty());
        let failed = |below: &str| -> Vec<_> {
            let text = format!("C:\\>curl.exe -sI -m 9 https://go.microsoft.com/\n{below}");
            let captures = parse(&Text::of(&text)).into_iter();
            captures.flat_map(|it| it.facts.connections).map(|it| it.failure).collect()
        };
        let silent = [Some((Step::Connect, FailureKind::TimedOut))];
        assert_eq!(failed("C:\\>echo %errorlevel%\n28\n"), silent);
        assert_eq!(failed("PS C:\\> $LASTEXITCODE\n28\n"), silent);
        assert_eq!(failed("curl: (28) Connection timed out after 9001 milliseconds\n"), silent);
        for other in ["C:\\>echo %errorlevel%\n0\n", "C:\\>ping x\nC:\\>echo %errorlevel%\n28\n"] {
            assert!(failed(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn what_became_of_a_conversation_is_read() {
        for (text, wanted) in [
            (
                format!("{DIRECT}curl: (60) SSL certificate problem: self-signed certificate"),
                "go.microsoft.com:443 direct 0 Untrusted",
            ),
            (
                format!("{DIRECT}curl: (35) Recv failure: Connection reset by peer"),
                "go.microsoft.com:443 direct 0 Reset",
            ),
            (
                format!("{DIRECT}curl: (35) OpenSSL/3.0.13: error:0A00010B::wrong version number"),
                "go.microsoft.com:443 direct 0 NotThisProtocol",
            ),
            (
                format!(
                    "{PROXIED}< HTTP/1.1 407 Proxy Authentication Required\n< Proxy-Authenticate: \
                     NTLM\n* Received HTTP code 407 from proxy after CONNECT\ncurl: (56) Received \
                     HTTP code 407 from proxy after CONNECT"
                ),
                "go.microsoft.com:443 proxy.corp.example:8080 407 -",
            ),
            (
                format!(
                    "{PROXIED}< HTTP/1.1 200 OK\n* CONNECT tunnel established, response 200\n\
                     curl: (60) schannel: SEC_E_UNTRUSTED_ROOT (0x80090325)"
                ),
                "go.microsoft.com:443 proxy.corp.example:8080 200 Untrusted",
            ),
            (
                "C:\\>curl -x http://user:word@proxy:8080 https://go.microsoft.com\n\
                 curl: (56) CONNECT tunnel failed, response 403"
                    .to_owned(),
                "go.microsoft.com:443 proxy:8080 403 -",
            ),
            (
                "PS C:\\> iwr https://go.microsoft.com -Proxy http://proxy:8080\niwr : Le serveur \
                 distant a retourné une erreur : (407) Authentification proxy requise."
                    .to_owned(),
                "go.microsoft.com:443 proxy:8080 407 -",
            ),
        ] {
            assert_eq!(told(&text), [wanted], "{text}");
        }
    }

    #[test]
    fn what_a_tool_has_against_a_certificate_is_told_apart() {
        for (said, wanted) in [
            (
                "(35) schannel: next InitializeSecurityContext failed: Unknown (0x80092013) -",
                "RevocationUnknown",
            ),
            (
                "(35) schannel: next InitializeSecurityContext failed: CRYPT_E_NO_REVOCATION_CHECK \
                (0x80092012) - …",
                "RevocationUnknown",
            ),
            (
                "(60) schannel: CertGetCertificateChain trust error \
                CERT_TRUST_REVOCATION_STATUS_UNKNOWN",
                "RevocationUnknown",
            ),
            (
                "(60) schannel: CertGetCertificateChain trust error CERT_TRUST_IS_REVOKED",
                "Untrusted",
            ),
            ("(60) SSL certificate problem: certificate has expired", "OutOfDate"),
            (
                "(35) schannel: next InitializeSecurityContext failed: SEC_E_CERT_EXPIRED \
                (0x80090328)",
                "OutOfDate",
            ),
            (
                "(60) SSL: no alternative certificate subject name matches target host name",
                "WrongName",
            ),
            (
                "(60) schannel: certificate check failed: SEC_E_WRONG_PRINCIPAL (0x80090322)",
                "WrongName",
            ),
            (
                "(35) schannel: next InitializeSecurityContext failed: SEC_E_UNTRUSTED_ROOT \
                (0x80090325)",
                "Untrusted",
            ),
            ("(60) SSL certificate problem: unable to get local issuer certificate", "Untrusted"),
        ] {
            let wanted = format!("go.microsoft.com:443 direct 0 {wanted}");
            assert_eq!(told(&format!("{DIRECT}curl: {said}")), [wanted], "{said}");
        }
        let alone =
            format!("{DIRECT}* schannel: next InitializeSecurityContext failed: 0x80092013");
        assert_eq!(told(&alone), ["go.microsoft.com:443 direct 0 RevocationUnknown"]);
    }

    #[test]
    fn what_dot_net_says_is_read_in_any_language() {
        let told = |said: &str| {
            let text = format!("PS C:\\> iwr https://go.microsoft.com\n{said}\nIn Zeile:1\n");
            let facts = parse(&Text::of(&text)).remove(0).facts;
            let tls = facts.web_tries.into_iter().map(|tried| {
                assert!(tried.by_windows, "{said}");
                format!("{:?}", tried.tls.unwrap().0)
            });
            let closed = facts.connections.into_iter().map(|tried| format!("{:?}", tried.failure));
            tls.chain(closed).collect::<Vec<_>>()
        };
        for (said, wanted) in [
            (
                "iwr : The underlying connection was closed: Could not establish trust \
                relationship for the SSL/TLS secure\nchannel.",
                "Untrusted",
            ),
            (
                "Invoke-WebRequest : Die zugrunde liegende Verbindung wurde geschlossen: F\u{fc}r \
                den gesch\u{fc}tzten SSL/TLS-Kanal konnte keine\nVertrauensstellung.",
                "Untrusted",
            ),
            (
                "Invoke-WebRequest : La connexion sous-jacente a \u{e9}t\u{e9} ferm\u{e9}e : \
                Impossible d'\u{e9}tablir une relation de confiance pour SSL/TLS.",
                "Untrusted",
            ),
            ("iwr : The request was aborted: Could not create SSL/TLS secure channel.", "Untold"),
            ("iwr : Unable to connect to the remote server", "Some((Connect, Untold))"),
            (
                "iwr : Le nom distant n'a pas pu \u{ea}tre r\u{e9}solu: 'go.microsoft.com'",
                "Some((Resolve, Untold))",
            ),
            ("iwr : The operation has timed out.", "Some((Connect, TimedOut))"),
        ] {
            assert_eq!(told(said), [wanted], "{said}");
        }
    }

    #[test]
    fn an_error_that_names_nobody_is_of_nobody() {
        for (text, is_known) in [
            ("curl: (60) SSL certificate problem", true),
            ("curl: (56) CONNECT tunnel failed, response 407", true),
            ("HTTP/1.1 407 Proxy", false),
            ("CONNECT x", false),
        ] {
            assert_eq!(told(text), Vec::<String>::new(), "{text}");
            assert_eq!(parse(&Text::of(text)).len(), usize::from(is_known), "{text}");
        }
    }
}
