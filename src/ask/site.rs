//! The site file: what a team knows of its site, in TOML. An unknown key or a wrong value is an
//! error with its place.

mod error;
mod path;

use std::fmt;
use std::time::Duration;

use actprobe_probes::evidence::{Channel, EndpointNeed, FailOn, HostPort, ProxySettings, Route};
use actprobe_probes::online::EndpointPlan;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use toml::de::DeTable;

use crate::ask::channel_id::channel;
use crate::ask::document::{self, refused};
use crate::ask::request;
pub use error::SiteError;
pub use path::SitePath;

/// A site file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// DNS domains to search for KMS hosts, beyond the host's own.
    #[serde(deserialize_with = "domains")]
    pub domains: Vec<String>,
    /// Channels that must work.
    #[serde(deserialize_with = "channels")]
    pub require: Vec<Channel>,
    /// What counts as a failure.
    pub fail_on: Option<FailOn>,
    /// KMS.
    pub kms: Kms,
    /// Active Directory.
    pub directory: Directory,
    /// DNS.
    pub dns: Dns,
    /// Time.
    pub ntp: Ntp,
    /// The proxy of services.
    pub proxy: Option<Proxy>,
    /// The activation endpoints.
    pub online: Online,
    /// Limits.
    pub limits: SiteLimits,
}

/// `[kms]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Kms {
    /// Hosts that clients are told by `slmgr /skms`.
    #[serde(deserialize_with = "kms_hosts")]
    pub hosts: Vec<HostPort>,
    /// Hosts that ought to be published in DNS, and no other.
    #[serde(deserialize_with = "kms_hosts")]
    pub expected: Vec<HostPort>,
}

/// `[directory]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Directory {
    /// The domain whose controllers are asked.
    #[serde(deserialize_with = "optional_domain")]
    pub domain: Option<String>,
    /// PEM files in the site file's folder: certificates that are trusted of domain controllers.
    pub authorities: Vec<SitePath>,
}

/// `[dns]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dns {
    /// Servers to ask instead of the host's own.
    #[serde(deserialize_with = "dns_servers")]
    pub servers: Vec<std::net::SocketAddr>,
}

/// `[ntp]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ntp {
    /// Servers to ask instead of the usual ones.
    #[serde(deserialize_with = "time_servers")]
    pub servers: Vec<HostPort>,
}

/// `[proxy]`: the proxy that services on the site's hosts use.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// `http://host:port`, or `direct`.
    #[serde(deserialize_with = "proxy")]
    pub url: ProxySettings,
    /// Names that go direct.
    #[serde(default)]
    pub bypass: Vec<String>,
}

/// `[online]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Online {
    /// Endpoints to ask instead of Microsoft's.
    pub endpoints: Vec<SiteEndpoint>,
    /// PEM files in the site file's folder: roots that the site accepts for the endpoints, such as
    /// that of its own TLS inspection where Microsoft's names cannot be exempted.
    pub accepted_roots: Vec<SitePath>,
}

/// `[[online.endpoints]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteEndpoint {
    /// `https://` or `http://`.
    #[serde(deserialize_with = "endpoint_url")]
    pub url: String,
    /// What it is needed for.
    #[serde(default = "required")]
    pub need: EndpointNeed,
}

/// `[limits]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteLimits {
    /// Of one step.
    #[serde(deserialize_with = "duration")]
    pub step: Option<Duration>,
    /// Of the whole run.
    #[serde(deserialize_with = "duration")]
    pub deadline: Option<Duration>,
}

impl Site {
    /// Reads a site file. The error names line, column and key, and what was expected.
    pub fn parse(text: &str) -> Result<Self, SiteError> {
        if text.len() > LARGEST {
            return Err(SiteError::too_large(LARGEST));
        }
        let table = DeTable::parse(text).map_err(|error| SiteError::of_syntax(text, &error))?;
        let span = table.span();
        let document = toml::Spanned::new(span, toml::de::DeValue::Table(table.into_inner()));
        document::read(document).map_err(|mismatch| SiteError::of_content(text, mismatch))
    }
}

/// In bytes; a site with a thousand hosts has some fifty thousand.
const LARGEST: usize = 1 << 20;

fn required() -> EndpointNeed {
    EndpointNeed::Required
}

/// Each text of a list, so that an error has the place of the one that is wrong.
fn each<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    deserializer: D,
    read: fn(&str) -> Result<T, E>,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_seq(Texts(read))
}

struct Texts<T, E>(fn(&str) -> Result<T, E>);

impl<'de, T, E: fmt::Display> Visitor<'de> for Texts<T, E> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<Vec<T>, A::Error> {
        let mut read = Vec::new();
        while let Some(item) = texts.next_element_seed(Text(self.0))? {
            read.push(item);
        }
        Ok(read)
    }
}

struct Text<T, E>(fn(&str) -> Result<T, E>);

impl<'de, T, E: fmt::Display> DeserializeSeed<'de> for Text<T, E> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        (self.0)(&text).map_err(|error| refused(&error))
    }
}

fn domains<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    each(deserializer, request::domain)
}

fn optional_domain<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    request::domain(&text).map(Some).map_err(|error| refused(&error))
}

fn channels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Channel>, D::Error> {
    each(deserializer, channel)
}

fn kms_hosts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<HostPort>, D::Error> {
    each(deserializer, request::kms_host)
}

fn dns_servers<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<std::net::SocketAddr>, D::Error> {
    each(deserializer, request::dns_server)
}

fn time_servers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<HostPort>, D::Error> {
    each(deserializer, request::time_server)
}

fn proxy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ProxySettings, D::Error> {
    let text = String::deserialize(deserializer)?;
    request::proxy(&text).map_err(|error| refused(&error))
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    request::duration(&text).map(Some).map_err(|error| refused(&error))
}

fn endpoint_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let url = String::deserialize(deserializer)?;
    EndpointPlan::new(&url, EndpointNeed::Required, Route::default())
        .map_err(|error| refused(&error))?;
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_an_error_with_its_line() {
        let error = Site::parse("domains = [\"corp.example\"]\n\n[kms]\nhost = [\"kms1\"]\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("line 4, column 1: kms: ")
                && error.contains("`host`")
                && error.contains("`hosts`"),
            "{error}"
        );
    }

    #[test]
    fn a_wrong_value_is_an_error_with_its_line() {
        for (text, line) in [
            ("[dns]\nservers = [\"dns.example\"]\n", "line 2"),
            ("[limits]\nstep = \"soon\"\n", "line 2"),
            ("[kms]\n\nhosts = [\"kms1:99999\"]\n", "line 3"),
            ("[[online.endpoints]]\nurl = \"ftp://x\"\n", "line 2"),
            ("require = [\"kms\", \"fax\"]\n", "line 1"),
        ] {
            let error = Site::parse(text).unwrap_err().to_string();
            assert!(error.contains(line), "{text}: {error}");
        }
    }

    #[test]
    fn an_error_names_the_key_and_what_was_expected() {
        for (text, expected) in [
            (
                "[limits]\nstep = 4\n",
                "line 2, column 8: limits.step: expected a text, found a number",
            ),
            (
                "[[online.endpoints]]\nurl = \"x\"\n",
                "line 2, column 7: online.endpoints[0].url: expected a URL that",
            ),
            (
                "[kms]\nhosts = [\"a\", \"b c\"]\n",
                "line 2, column 15: kms.hosts[1]: expected NAME, NAME:PORT",
            ),
            ("[proxy]\nbypass = []\n", "line 1, column 1: proxy: expected a key `url`, found none"),
            ("kms = 1\nkms = 2\n", "line 2, column 1: no TOML: duplicate key"),
            ("domains = [\n", "line 1, column 12: no TOML: "),
        ] {
            let error = Site::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text}: {error}");
        }
    }

    /// Wherever a text may stand, and in every way to be wrong.
    #[test]
    fn no_error_repeats_a_value() {
        const SECRET: &str = "http://user:hunter2@proxy:8080";
        let mistakes = [
            "proxy = S",
            "[proxy]\nurl = [S]",
            "[proxy]\nurl = \"x\"\npassword = S\nurl = S",
            "[proxy]\nurl = \"http://user:hunter2@proxy:8080",
            "[proxy]\nurl = \"\\q http://user:hunter2@proxy\"",
            "[proxy]\nurl = http://user:hunter2@proxy",
            "S = 1",
            "[proxy]\nS = 1",
            "[S]\nx = 1",
            "proxy.S.x = 1",
            "[proxy]\nurl = \"ftp://user:hunter2@proxy\"",
            "[[online.endpoints]]\nurl = S",
            "fail_on = S",
            "[[online.endpoints]]\nurl = \"https://a/\"\nneed = S",
            "require = [S]",
            "domains = [S]",
            "domains = S",
            "[kms]\nhosts = [S]",
            "[kms]\nexpected = [\"user:hunter2\"]",
            "[dns]\nservers = [S]",
            "[ntp]\nservers = [S]",
            "[limits]\nstep = S",
            "[limits]\ndeadline = S",
            "[directory]\ndomain = S",
            "[directory]\nauthorities = [S]",
            "[online]\naccepted_roots = [S]",
            "x = S\nx = S",
            "[proxy]\nurl = S S",
            "[proxy]\nurl = '''S\n",
            "[limits]\nstep = \"hunter2\"",
            "[kms]\nhosts = [\"hunter2:99999\"]",
            "[proxy]\nbypass = S",
            "# \u{1}hunter2",
            "[proxy]\nurl = {hunter2 = 1, hunter2 = 2}",
            "limits.step = 12hunter2",
        ];
        for mistake in mistakes {
            let text = mistake.replace('S', &format!("\"{SECRET}\""));
            let error = Site::parse(&text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{text}: {error} {error:?}");
        }
    }

    #[test]
    fn a_larger_file_than_any_site_has_is_refused_unread() {
        let filled = |length: usize| format!("#{}", "x".repeat(length - 1));
        assert!(Site::parse(&filled(LARGEST)).is_ok());
        assert!(
            Site::parse(&filled(LARGEST + 1))
                .unwrap_err()
                .to_string()
                .contains("at most 1048576 bytes")
        );
    }

    #[test]
    fn a_whole_site_is_read() {
        let site = Site::parse(include_str!("../../fixtures/site/complete.toml")).unwrap();
        assert_eq!(site.domains, ["corp.example"]);
        assert_eq!(site.kms.expected[0].to_string(), "kms1.corp.example:1688");
        assert_eq!(site.limits.step, Some(Duration::from_secs(3)));
        assert_eq!(site.online.endpoints.len(), 2);
        assert_eq!(site.fail_on, Some(FailOn::Warning));
    }
}
