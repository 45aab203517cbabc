//! What the host knows of itself.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::{HypervisorFacts, KvpFacts, Observed, RegistrySource, WindowsFacts};

/// The host that asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostFacts {
    /// Its name, as it calls itself.
    pub name: String,
    /// `windows` or `linux`: the family of the system that actprobe ran on.
    pub family: String,
    /// How it resolves names.
    #[serde(default)]
    pub dns: Observed<DnsClient>,
    /// What it runs on, by its firmware's word.
    #[serde(default)]
    pub platform: Observed<Platform>,
    /// What a Windows host's registry says of it.
    #[serde(default)]
    pub windows: Observed<WindowsFacts>,
    /// The hypervisor below it, by CPUID.
    #[serde(default)]
    pub hypervisor: Observed<HypervisorFacts>,
    /// What a Hyper-V host tells its guest.
    #[serde(default)]
    pub kvp: Observed<KvpFacts>,
}

impl HostFacts {
    /// Whether the host that is looked at runs Windows, live or in an export.
    pub fn is_windows(&self) -> bool {
        self.family == "windows" || self.windows.value().is_some()
    }

    /// The name of the host that is meant: of the one whose registry was exported, where that
    /// stands in for this one.
    pub fn meant_name(&self) -> &str {
        let exported = self
            .windows
            .value()
            .filter(|windows| matches!(windows.source, RegistrySource::File { .. }));
        exported.and_then(|windows| windows.name.as_deref()).unwrap_or(&self.name)
    }
}

/// Whether two names are of one computer; one of them may lack the domain.
pub fn same_computer(one: &str, other: &str) -> bool {
    let short = |name: &str| name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    if one.contains('.') && other.contains('.') {
        one.eq_ignore_ascii_case(other)
    } else {
        short(one) == short(other)
    }
}

/// How a host resolves names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DnsClient {
    /// The DNS servers, in the order in which they are asked, without duplicates.
    pub servers: Vec<DnsServer>,
    /// The suffixes, in the order in which they are tried, without duplicates.
    pub suffixes: Vec<Suffix>,
}

/// A DNS server that the host is told to use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsServer {
    /// Its address.
    pub address: SocketAddr,
    /// Who says so.
    pub origin: Origin,
    /// The interface it belongs to, where the system tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
}

/// A DNS suffix to search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suffix {
    /// Without leading or trailing dot.
    pub name: String,
    /// Who says so.
    pub origin: Origin,
}

/// Where a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The command line.
    Argument,
    /// The site file.
    SiteFile,
    /// Group policy.
    Policy,
    /// The host's primary suffix (its domain).
    Primary,
    /// One network connection (static or DHCP option 15).
    Connection,
    /// The system's search list.
    SearchList,
    /// The zone that the licensing service was told to look in (`slmgr /skms-domain`).
    LookupDomain,
    /// The system's resolver configuration.
    System,
    /// A capture of another tool.
    Capture,
    /// Nothing: the host has no suffix.
    None,
}

/// What a machine is, by its firmware's word (SMBIOS types 1 and 3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Platform {
    /// System manufacturer.
    pub manufacturer: String,
    /// System product name.
    pub product: String,
    /// Chassis asset tag; only kept where it names a cloud.
    pub chassis_asset_tag: String,
    /// The cloud that these facts name, if any.
    pub cloud: Option<Cloud>,
}

/// A cloud provider with a KMS of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cloud {
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Google,
    /// Amazon Web Services.
    Aws,
}
