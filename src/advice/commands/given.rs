//! What this run was given, so that a command that asks again asks the same: a run without it may
//! ask somebody else, and be answered well.

use std::net::IpAddr;

use actprobe_probes::evidence::{
    ClockSourceOrigin, DomainController, HostPort, KMS_PORT, KmsTarget, Login, Origin, Protection,
    ProxyServer, ProxySource, RegistrySource,
};

use crate::advice::command::{Command, Machine, Prompt};
use crate::advice::known::Known;
use crate::advice::placeholder::Placeholder;
use crate::advice::word::Word;
use crate::verdict::asked_proxy;

/// Of one option, how many are repeated: whoever gave more has them in a file.
const MOST: usize = 4;

const DNS_PORT: u16 = 53;

/// The options of a command line, each with its word.
#[derive(Default)]
pub struct Given {
    options: String,
    words: Vec<Word>,
}

impl Given {
    /// What every question hangs on: whose settings, which DNS servers, which clocks.
    pub fn of_all(known: Known<'_>) -> Self {
        Self::of_own_servers(known).with_dns_servers(known)
    }

    /// The same without the DNS servers: those of the host itself are to be asked.
    pub fn of_own_servers(known: Known<'_>) -> Self {
        Self::default().with_export(known).with_time_servers(known)
    }

    /// The line that asks for `what`.
    pub fn ask(self, known: Known<'_>, what: &str) -> Command {
        let words: Vec<&Word> = self.words.iter().collect();
        actprobe(known, &format!("{what}{}", self.options), &words)
    }

    /// And with these options, which the reader fills in.
    #[must_use]
    pub fn and(mut self, options: &str, words: &[&Word]) -> Self {
        self.options.push_str(options);
        self.words.extend(words.iter().map(|word| (*word).clone()));
        self
    }

    /// Settings of another host, or of this one as they were; where they have changed, the export
    /// has to be made anew.
    fn with_export(self, known: Known<'_>) -> Self {
        let evidence = known.evidence();
        let windows = evidence.host.windows.value().filter(|_| !evidence.asked.offline);
        let is_export =
            windows.is_some_and(|facts| matches!(facts.source, RegistrySource::File { .. }));
        let file = Word::missing(Placeholder::ExportFile);
        if is_export { self.and(" --host-facts {}", &[&file]) } else { self }
    }

    fn with_dns_servers(self, known: Known<'_>) -> Self {
        let client = known.evidence().host.dns.value();
        let servers = client.into_iter().flat_map(|client| &client.servers);
        let named = servers.filter(|server| is_given(server.origin)).map(|server| HostPort {
            host: server.address.ip().to_string(),
            port: server.address.port(),
        });
        self.with_each("--dns-server", named, DNS_PORT, Placeholder::DnsServer)
    }

    fn with_time_servers(self, known: Known<'_>) -> Self {
        let is_named =
            |origin| matches!(origin, ClockSourceOrigin::Argument | ClockSourceOrigin::SiteFile);
        let sources = known.evidence().clock.sources.iter();
        let mut named: Vec<&str> = sources
            .filter(|source| is_named(source.origin))
            .map(|source| source.server.as_str())
            .collect();
        named.dedup();
        named.into_iter().take(MOST).fold(self, |given, server| {
            given.and(" --ntp-server {}", &[&Word::of(Some(server), Placeholder::TimeServer)])
        })
    }

    /// The domains in which it looked besides for a KMS host, and the hosts that were named or
    /// expected.
    #[must_use]
    pub fn with_kms(self, known: Known<'_>) -> Self {
        let named = known.named_kms_hosts().map(KmsTarget::host_port);
        self.with_domains(known).with_each("--kms", named, KMS_PORT, Placeholder::KmsHost)
    }

    /// Without the hosts that were named.
    #[must_use]
    pub fn with_domains(self, known: Known<'_>) -> Self {
        let client = known.evidence().host.dns.value();
        let suffixes = client.into_iter().flat_map(|client| &client.suffixes);
        let named = suffixes.filter(|suffix| is_given(suffix.origin));
        let given = named.take(MOST).fold(self, |given, suffix| {
            given.and(" --domain {}", &[&Word::of(Some(&suffix.name), Placeholder::Domain)])
        });
        let expected = known.evidence().asked.expected_kms.iter().cloned();
        given.with_each("--expected-kms", expected, KMS_PORT, Placeholder::KmsHost)
    }

    /// The proxy that was named, or handed in with a file.
    #[must_use]
    pub fn with_proxy(self, known: Known<'_>) -> Self {
        let proxy = &known.evidence().proxy;
        let is_named = match proxy.source {
            ProxySource::Argument | ProxySource::SiteFile | ProxySource::File { .. } => true,
            ProxySource::Nothing
            | ProxySource::Registry
            | ProxySource::HostFacts { .. }
            | ProxySource::Environment { .. } => false,
        };
        let is_live = !known.evidence().asked.offline;
        let Some(settings) = proxy.settings.value().filter(|_| is_named && is_live) else {
            return self;
        };
        // Of several, what is mended at the one that answers is seen through that one.
        let answered = known.evidence().online.endpoints.iter().find_map(asked_proxy);
        let is_answered = |server: &&ProxyServer| Some(&server.address) == answered;
        let mut serving = settings.servers.iter().filter(|server| server.serves_http());
        match serving.clone().find(is_answered).or_else(|| serving.next()) {
            Some(server) => {
                let host = Word::of(Some(&server.address.host), Placeholder::ProxyHost);
                let port = Word::number(server.address.port);
                let pattern = match is_ipv6(&server.address.host) {
                    true => " --proxy http://[{}]:{}",
                    false => " --proxy http://{}:{}",
                };
                self.and(pattern, &[&host, &port])
            }
            None => self.and(" --proxy direct", &[]),
        }
    }

    /// The domain and the controllers that were named, and that a user's password went along.
    #[must_use]
    pub fn with_directory(self, known: Known<'_>) -> Self {
        let domain = known.named_domain();
        let given = domain.map_or_else(Self::default, |domain| {
            Self::default().and(" --ad-domain {}", &[&domain])
        });
        let controllers = &known.evidence().directory.controllers;
        let named = controllers.iter().filter(|controller| controller.named);
        let given = named.take(MOST).fold(self.then(given), |given, controller| {
            let name = Word::of(Some(&controller.host), Placeholder::Controller);
            given.and(" --ad-controller {}", &[&name])
        });
        if !controllers.iter().any(was_asked_as_user) {
            return given;
        }
        let user = [Placeholder::User, Placeholder::PasswordFile].map(Word::missing);
        given.and(" --ad-user {} --ad-password-file {}", &[&user[0], &user[1]])
    }

    fn then(mut self, more: Self) -> Self {
        self.options.push_str(&more.options);
        self.words.extend(more.words);
        self
    }

    fn with_each(
        self,
        option: &str,
        named: impl Iterator<Item = HostPort>,
        usual: u16,
        otherwise: Placeholder,
    ) -> Self {
        named.take(MOST).fold(self, |given, HostPort { host, port }| {
            let word = Word::of(Some(&host), otherwise);
            let number = Word::number(port);
            match (port == usual, is_ipv6(&host)) {
                (true, _) => given.and(&format!(" {option} {{}}"), &[&word]),
                (false, true) => given.and(&format!(" {option} [{{}}]:{{}}"), &[&word, &number]),
                (false, false) => given.and(&format!(" {option} {{}}:{{}}"), &[&word, &number]),
            }
        })
    }
}

/// Whether somebody named it for this run.
fn is_given(origin: Origin) -> bool {
    matches!(origin, Origin::Argument | Origin::SiteFile)
}

fn is_ipv6(host: &str) -> bool {
    matches!(host.parse(), Ok(IpAddr::V6(_)))
}

/// Whether a password was there to be sent: Windows' own log-on needs none, and takes no TLS.
fn was_asked_as_user(controller: &DomainController) -> bool {
    match controller.login.value() {
        Some(Login::Accepted { over } | Login::Rejected { over, .. }) => {
            matches!(over, Protection::StartTls | Protection::Ldaps)
        }
        Some(Login::NoTls { .. } | Login::Untrusted { .. }) => true,
        Some(Login::Refused { .. } | Login::NotSent { .. }) | None => false,
    }
}

/// actprobe itself, from where it ran.
pub fn actprobe(known: Known<'_>, arguments: &str, words: &[&Word]) -> Command {
    let prompt = if known.is_windows() { Prompt::Windows } else { Prompt::Shell };
    Command::typed(prompt, Machine::ThisHost, &format!("actprobe {arguments}"), words)
}
