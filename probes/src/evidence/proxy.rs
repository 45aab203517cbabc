//! The proxy that services on the host use (`WinHTTP`), as configured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HostPort, Observed};

/// Where the settings come from, and what they say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProxyEvidence {
    /// Where the settings come from.
    pub source: ProxySource,
    /// What they say.
    pub settings: Observed<ProxySettings>,
    /// The settings of the person who asked, which browsers use and services do not (`HKCU`).
    pub user: Observed<ProxySettings>,
    /// The machine's settings in the form of `Internet Settings` (`DefaultConnectionSettings` under
    /// `HKLM`), which newer builds keep beside `WinHttpSettings` (`netsh winhttp show advproxy`).
    pub machine: Observed<ProxySettings>,
    /// Policy makes the machine's settings count for every person (`ProxySettingsPerUser` is 0);
    /// absent where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_machine: Option<bool>,
    /// Proxies, by their name or port, that took a connection from this host; of captures alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<HostPort>,
}

/// Where proxy settings come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ProxySource {
    /// Nothing says anything: direct.
    #[default]
    Nothing,
    /// `--proxy`.
    Argument,
    /// The site file.
    SiteFile,
    /// `--winhttp FILE`.
    File {
        /// The file's name as given.
        name: String,
    },
    /// The live registry (`WinHttpSettings` under `HKLM`).
    Registry,
    /// The same value in a registry export (`--host-facts`).
    HostFacts {
        /// The file's name as given.
        name: String,
    },
    /// Environment variables.
    Environment {
        /// Their names.
        variables: Vec<String>,
    },
}

/// Proxy settings, whatever form they were read from. User names and passwords are never kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProxySettings {
    /// The form they were read from.
    pub form: SettingsForm,
    /// The proxies, in order; empty: direct.
    pub servers: Vec<ProxyServer>,
    /// Bypass entries, as written.
    pub bypass: Vec<String>,
    /// A proxy auto-configuration script; reported, not evaluated.
    pub auto_config_url: Option<String>,
    /// Web proxy auto-discovery is on; reported, not evaluated.
    pub auto_detect: bool,
    /// Entries that could not be understood, scrubbed.
    pub not_understood: Vec<String>,
}

/// One proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxyServer {
    /// For URLs of this scheme only (`http`, `https`); absent: for every scheme.
    #[serde(default)]
    pub scheme: Option<String>,
    /// Where it listens.
    pub address: HostPort,
}

impl ProxyServer {
    /// Whether it takes URLs of HTTP or HTTPS: one for SOCKS or FTP alone serves none that anybody
    /// asks here.
    pub fn serves_http(&self) -> bool {
        let for_http = |scheme: &String| {
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        };
        self.scheme.as_ref().is_none_or(for_http)
    }
}

/// The form that proxy settings were read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SettingsForm {
    /// None: there are no settings.
    #[default]
    None,
    /// The registry value `WinHttpSettings`.
    WinhttpSettings,
    /// The registry value `DefaultConnectionSettings` or `SavedLegacySettings`.
    DefaultConnectionSettings,
    /// The text of `netsh winhttp show proxy`.
    NetshText,
    /// The JSON of `netsh winhttp show advproxy`.
    AdvproxyJson,
    /// A URL.
    Url,
    /// Environment variables.
    Environment,
    /// The registry values `ProxyEnable`, `ProxyServer`, `ProxyOverride` and `AutoConfigURL`.
    InternetSettings,
}
