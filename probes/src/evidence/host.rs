//! What the host knows of itself.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Observed;

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
    /// The system's resolver configuration.
    System,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Google,
    /// Amazon Web Services.
    Aws,
}
