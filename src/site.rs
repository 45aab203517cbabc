//! The site file: what a team knows of its site, in TOML. An unknown key or a wrong value is an error with its line.

use std::time::Duration;

use actprobe_probes::evidence::{Channel, EndpointNeed, FailOn, HostPort, Route};
use actprobe_probes::online::EndpointPlan;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::request;

/// A site file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// DNS domains to search for KMS hosts, beyond the host's own.
    #[serde(deserialize_with = "domains")]
    pub domains: Vec<String>,
    /// Channels that must work.
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
    /// PEM files, relative to the site file: certificates that are trusted of domain controllers.
    pub authorities: Vec<std::path::PathBuf>,
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
    pub url: String,
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
    /// PEM files, relative to the site file: roots that the site accepts for the endpoints, such as that of its own
    /// TLS inspection where Microsoft's names cannot be exempted.
    pub accepted_roots: Vec<std::path::PathBuf>,
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
    /// Reads a site file. The error names line and column, and what was expected.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

fn required() -> EndpointNeed {
    EndpointNeed::Required
}

fn each<'de, D: Deserializer<'de>, T, E: std::fmt::Display>(
    deserializer: D,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<Vec<T>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| read(text).map_err(D::Error::custom)).collect()
}

fn domains<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    each(deserializer, request::domain)
}

fn optional_domain<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    request::domain(&text).map(Some).map_err(D::Error::custom)
}

fn kms_hosts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<HostPort>, D::Error> {
    each(deserializer, request::kms_host)
}

fn dns_servers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<std::net::SocketAddr>, D::Error> {
    each(deserializer, request::dns_server)
}

fn time_servers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<HostPort>, D::Error> {
    each(deserializer, request::time_server)
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    request::duration(&text).map(Some).map_err(D::Error::custom)
}

fn endpoint_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let url = String::deserialize(deserializer)?;
    EndpointPlan::new(&url, EndpointNeed::Required, Route::default()).map_err(D::Error::custom)?;
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_an_error_with_its_line() {
        let error = Site::parse("domains = [\"corp.example\"]\n\n[kms]\nhost = [\"kms1\"]\n").unwrap_err().to_string();
        assert!(error.contains("line 4") && error.contains("`host`") && error.contains("`hosts`"), "{error}");
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
    fn a_whole_site_is_read() {
        let site = Site::parse(include_str!("../fixtures/site/complete.toml")).unwrap();
        assert_eq!(site.domains, ["corp.example"]);
        assert_eq!(site.kms.expected[0].to_string(), "kms1.corp.example:1688");
        assert_eq!(site.limits.step, Some(Duration::from_secs(3)));
        assert_eq!(site.online.endpoints.len(), 2);
        assert_eq!(site.fail_on, Some(FailOn::Warning));
    }
}
