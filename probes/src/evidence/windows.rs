//! What a Windows host's registry says of it. Read live, or from a `.reg` export; the same tables
//! drive both.
//!
//! Every field is absent where the source does not hold it: an export of one key says nothing of
//! the others.

use std::collections::BTreeMap;
use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::HostPort;

/// What a Windows host's registry says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WindowsFacts {
    /// Whose registry it is.
    pub source: RegistrySource,
    /// The host's name; absent where the source does not hold it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The edition and build (`…\Windows NT\CurrentVersion`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductFacts>,
    /// Whether the host is a member of an Active Directory domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership: Option<Membership>,
    /// What the licensing service as a KMS client was told (`…\SoftwareProtectionPlatform` and
    /// below).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_client: Option<KmsClientFacts>,
    /// What it was told as a KMS host; absent where the host is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_host: Option<KmsHostFacts>,
    /// Name Resolution Policy Table: namespaces that go to servers of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nrpt: Vec<NrptRule>,
    /// How the host's time service is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_service: Option<TimeServiceFacts>,
    /// What its own firewall does with what goes out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firewall: Option<FirewallFacts>,
    /// Whether the rule of its own firewall that lets KMS clients in is on: of captures alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_rule_is_on: Option<bool>,
    /// Whether it listens on the port of KMS: of captures alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listens_for_kms: Option<bool>,
    /// Which versions of TLS its services offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsSettings>,
    /// Whether it is a domain controller: of captures alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_domain_controller: Option<bool>,
    /// How its licensing service (`sppsvc`) starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licensing_service: Option<ServiceStart>,
    /// Whether that service was stopped: of captures alone, and never said of one that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licensing_service_stopped: Option<bool>,
}

/// How a Windows service starts (`Start` and `DelayedAutostart` below `…\Services`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ServiceStart {
    /// 2: with Windows.
    Automatic,
    /// 2, and a while after Windows.
    Delayed,
    /// 3: when a program asks for it.
    Manual,
    /// 4: never.
    Disabled,
}

/// Where a registry was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RegistrySource {
    /// On the host that asked.
    #[default]
    Live,
    /// In an export (`--host-facts`): the settings are those of the host that it was made on.
    File {
        /// The file's name as given.
        name: String,
        /// Whether it ends in the middle of a value: what would have followed is not known.
        #[serde(default)]
        cut_short: bool,
        /// How many of its lines or values were not read: of no known form, or too many.
        #[serde(default)]
        not_read: u32,
    },
}

/// Edition and build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProductFacts {
    /// `ProductName`, such as `Windows Server 2022 Datacenter`; empty where unknown.
    pub name: String,
    /// `EditionID`, such as `ServerDatacenter`; empty where unknown.
    pub edition_id: String,
    /// `CurrentBuildNumber`, such as 20348.
    pub build: Option<u32>,
    /// `UBR`: the update build revision.
    pub revision: Option<u32>,
    /// `InstallationType`: `Server`, `Server Core` or `Client`; empty where unknown.
    pub installation_type: String,
    /// The error that `dism /Set-Edition` ended with: of captures alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_refused: Option<u32>,
}

/// Membership of an Active Directory domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Membership {
    /// A member.
    Domain {
        /// The domain's DNS name.
        domain: String,
        /// The site that the host was last put into, where it is known (`DynamicSiteName`,
        /// `SiteName`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<String>,
    },
    /// None.
    Workgroup,
    /// None, and the host is joined to Microsoft Entra ID.
    Entra,
}

/// What the licensing service as a KMS client was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KmsClientFacts {
    /// Forced hosts (`KeyManagementServiceName`), the most specific first: the order in which a
    /// client looks. That of a product is for that product alone, which need not be the one that is
    /// installed.
    pub forced: Vec<ForcedKms>,
    /// The host of the last success (`DiscoveredKeyManagementService…` in the hive of
    /// `NetworkService`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached: Option<CachedKms>,
    /// The zone to look in instead of the suffixes (`KeyManagementServiceLookupDomain`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup_domain: Option<String>,
    /// The only way of activation that is allowed (`VLActivationType`), for all products; absent:
    /// all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_type: Option<ActivationType>,
    /// The same for single products, by activation id, which goes before; null: all.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub product_activation_types: BTreeMap<String, Option<ActivationType>>,
    /// Whether hosts of the last success are remembered (`DisableKeyManagementServiceHostCaching`
    /// is not set).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caching: Option<bool>,
}

/// A forced KMS host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForcedKms {
    /// Where it is forced.
    pub level: ForcedLevel,
    /// The host and port; 1688 where the registry names none.
    pub at: HostPort,
    /// The product that it is forced for, at the level of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
}

/// Where a KMS host is forced.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ForcedLevel {
    /// Group policy: documented nowhere, and looked at last.
    Policy,
    /// For one product (`\AppID\SkuID`).
    Sku,
    /// For all of Windows (`\AppID`).
    Application,
    /// For everything (`slmgr /skms`).
    Global,
}

/// The KMS host of the last success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CachedKms {
    /// The host and port.
    pub at: HostPort,
    /// Its address then, where it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
}

/// A way of activation that a volume client is confined to (`VLActivationType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ActivationType {
    /// 1: Active Directory-based activation.
    ActiveDirectory,
    /// 2: KMS.
    Kms,
    /// 3: token-based.
    Token,
}

/// What a KMS host was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KmsHostFacts {
    /// `KeyManagementServiceVersion`: written when the host key is installed; empty where unknown.
    pub version: String,
    /// `KeyManagementServiceListeningPort`; absent: 1688.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listening_port: Option<u16>,
    /// Whether it registers its SRV record (`DisableDnsPublishing` is not set).
    pub dns_publishing: bool,
    /// `DnsDomainPublishList`: further zones, as they stand there (`domain[,priority,weight]`).
    pub publish_list: Vec<String>,
    /// `EnableKmsLowPriority`.
    pub low_priority: bool,
}

/// A rule of the Name Resolution Policy Table (MS-GPNRPT §2.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NrptRule {
    /// The namespaces: `.corp.example` is a suffix, `host.corp.example` one name, `.` everything.
    pub namespaces: Vec<String>,
    /// The DNS servers that are asked instead; empty: the host's own (an exemption).
    pub servers: Vec<IpAddr>,
    /// Whether group policy set it.
    pub by_policy: bool,
}

/// How the Windows time service is set (`…\Services\W32Time\Parameters`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TimeServiceFacts {
    /// `Type`: `NT5DS` (the domain), `NTP`, `AllSync` or `NoSync`; empty where unknown.
    pub kind: String,
    /// `NtpServer`, without the flags behind each comma; in a capture of `w32tm /query /status`,
    /// the one it follows.
    pub servers: Vec<String>,
    /// Whether it follows a source, by the word of `w32tm /query /status`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronised: Option<bool>,
    /// What it last did as it was to set the clock, by the word of `w32tm /resync` or of the
    /// verbose status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resync: Option<Resync>,
}

/// How a time service's try to set the clock ended (MS-W32T 3.2.5.2, `W32TimeSync`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Resync {
    /// It set the clock by its source.
    Done,
    /// Its source gave no time, or none that it could use.
    NoTimeData,
    /// The clock is further off than it may correct.
    ChangeTooBig,
}

/// What the Windows Firewall does with what goes out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FirewallFacts {
    /// The profiles (`domain`, `private`, `public`) that are on and block what no rule allows.
    pub blocking_profiles: Vec<String>,
    /// Whether, in each of these profiles, an active rule lets the licensing service, or every
    /// program, out to TCP 1688.
    pub allows_licensing_service: bool,
    /// Active rules that forbid it, by name; they win over those that allow it.
    pub forbidding_rules: Vec<String>,
}

/// Which versions of TLS a Windows service offers, as far as somebody has set it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TlsSettings {
    /// What `WinHTTP` offers; absent where the key was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub winhttp: Option<WinhttpProtocols>,
    /// TLS 1.2 of a client (`…\SCHANNEL\Protocols\TLS 1.2\Client`); absent where the key was not
    /// read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schannel: Option<SchannelProtocol>,
}

/// `DefaultSecureProtocols` of `WinHTTP`, a bit a version; absent: what the release of Windows has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WinhttpProtocols {
    /// Of programs of the system's own width, the licensing service among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native: Option<u32>,
    /// Of 32-bit programs on a 64-bit Windows (`Wow6432Node`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wow64: Option<u32>,
}

/// A version of TLS in Schannel; absent values: what the release of Windows has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SchannelProtocol {
    /// `Enabled`: with 0, nobody uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<u32>,
    /// `DisabledByDefault`: other than 0, only a program that asks for it uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_by_default: Option<u32>,
}
