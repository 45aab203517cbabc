//! What can be known: plain data, the published JSON schema. No text for people, no judgement.
//!
//! A live run, a replayed file and a hand-written scenario all end in one [`Evidence`]. Times that
//! took place are microseconds on a monotonic clock; points in time are UTC.

mod answer;
mod clock;
mod directory;
mod dns;
pub mod event_id;
mod flow;
mod foreign_text;
mod guest;
mod host;
mod import;
mod kms;
mod licensing;
mod online;
mod proxy;
mod windows;

pub use answer::{EndedBy, Failure, FailureKind, Id, NotAsked, Observed, Step, Try};
pub use clock::{
    ClockEvidence, ClockSample, ClockSource, ClockSourceOrigin, LeapIndicator, NtpFacts,
};
pub use directory::{
    ActivationObject, ControllerAddress, DirectoryEvidence, DirectoryPort, DomainController,
    DomainOrigin, LocatorError, Login, NetlogonReply, NotSent, ObjectSearch, PingReply, Protection,
    Rejection, RootDse, SecureChannel,
};
pub use dns::{
    Addresses, DnsReply, DnsTransport, ExtendedDnsError, Rcode, ResolvedBy, SoaFacts, SoaRecord,
    SrvRecord, server_label,
};
pub use flow::{Flow, LocalEnd, Transport};
pub use foreign_text::{printable, scrub};
pub use guest::{HypervisorFacts, KvpFacts};
pub use host::{
    Cloud, DnsClient, DnsServer, HostFacts, HostRoute, Origin, Platform, Suffix, same_computer,
};
pub use import::{CaptureKind, Import, Used};
pub use kms::{
    BindAgain, BindReply, BindResult, CapturedTry, Connected, Connections, ContextResult, KMS_PORT,
    KMS_SERVICE, KmsEndpoint, KmsEvidence, KmsTarget, OtherProtocol, PaddedBind, SrvAnswer,
    SrvQuestion, SystemAnswer, TargetOrigin, TcpAnswer, UsualPort, domain_of_kms_service,
    kms_service_of,
};
pub use licensing::{
    KeyChannel, KmsCount, KmsIntervals, LicenceFacts, LicenceStatus, LicensingEvent,
    LicensingEvidence, LoggedLicence, OtherLicence, OtherProduct, ProductKind, RearmsLeft,
    is_of_kms_request,
};
pub use online::{
    CertificateFacts, ConnectAttempt, Endpoint, EndpointNeed, Hop, HttpReply, OnlineEvidence,
    ProxySpeech, Route, RouteReason, TlsFacts, TrustVerdict,
};
pub use proxy::{ProxyEvidence, ProxyServer, ProxySettings, ProxySource, SettingsForm};
pub use windows::{
    ActivationType, CachedKms, FirewallFacts, ForcedKms, ForcedLevel, KmsClientFacts, KmsHostFacts,
    Membership, NrptRule, ProductFacts, RegistrySource, Resync, SchannelProtocol, ServiceStart,
    TimeServiceFacts, TlsSettings, WindowsFacts, WinhttpProtocols,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

/// The version of the evidence format that this build writes and reads.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything that one run asked and learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The version of this format; see [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The version of actprobe that asked.
    pub tool_version: String,
    /// When the run began, by the clock of the host that asked (UTC; it may be wrong, see `clock`).
    pub started_at: jiff::Timestamp,
    /// How the run ended.
    #[serde(default)]
    pub ended: Ended,
    /// What the user asked for, as far as the verdict depends on it.
    #[serde(default)]
    pub asked: Asked,
    /// The host that asked.
    pub host: HostFacts,
    /// The connections of the run; absent where the system tells of none, and in reports of older
    /// versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connections: Option<Connections>,
    /// KMS: discovery by DNS, then each target.
    #[serde(default)]
    pub kms: KmsEvidence,
    /// The proxy that services on this host use.
    #[serde(default)]
    pub proxy: ProxyEvidence,
    /// What other clocks say.
    #[serde(default)]
    pub clock: ClockEvidence,
    /// Microsoft's activation endpoints.
    #[serde(default)]
    pub online: OnlineEvidence,
    /// Active Directory.
    #[serde(default)]
    pub directory: DirectoryEvidence,
    /// What the licensing service says of itself.
    #[serde(default)]
    pub licensing: LicensingEvidence,
    /// Captures of other tools that this evidence was completed from.
    #[serde(default)]
    pub imports: Vec<Import>,
}

impl Evidence {
    /// Evidence of nothing but captures, before any of them is told: of a Windows of that name,
    /// empty where unknown, judged at `now`.
    #[must_use]
    pub fn of_captures(tool_version: String, computer: String, now: jiff::Timestamp) -> Self {
        let host = HostFacts {
            name: computer,
            family: "windows".to_owned(),
            dns: Observed::default(),
            platform: Observed::default(),
            windows: Observed::default(),
            hypervisor: Observed::default(),
            kvp: Observed::default(),
            silent_dns: Vec::new(),
            routes: Vec::new(),
            vpn_off: Vec::new(),
        };
        Self {
            schema_version: SCHEMA_VERSION,
            tool_version,
            started_at: now,
            ended: Ended::Complete,
            asked: Asked { offline: true, ..Asked::default() },
            host,
            connections: None,
            kms: KmsEvidence::default(),
            proxy: ProxyEvidence::default(),
            clock: ClockEvidence::default(),
            online: OnlineEvidence::default(),
            directory: DirectoryEvidence::default(),
            licensing: LicensingEvidence::default(),
            imports: Vec::new(),
        }
    }

    /// The one domain that the client was told to look for KMS in: by the question that was asked
    /// for it, else by the licensing service's word or the registry.
    pub fn lookup_domain(&self) -> Option<&str> {
        let is_told = |question: &&SrvQuestion| question.origin == Origin::LookupDomain;
        let asked = self.kms.questions.iter().find(is_told);
        let by_service = || self.licensing.windows.value()?.lookup_domain.as_deref();
        let by_registry =
            || self.host.windows.value()?.kms_client.as_ref()?.lookup_domain.as_deref();
        asked
            .and_then(|question| domain_of_kms_service(&question.name))
            .or_else(by_service)
            .or_else(by_registry)
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// Every planned question was asked.
    #[default]
    Complete,
    /// The user stopped it.
    Interrupted,
    /// The overall deadline passed.
    Deadline,
}

/// An activation channel.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Channel {
    /// A Key Management Service host on TCP 1688.
    Kms,
    /// Active Directory-based activation: an object in the directory of the host's domain.
    Adba,
    /// Online, with a MAK, retail or KMS host key, over HTTPS to Microsoft.
    Online,
    /// Automatic Virtual Machine Activation, by the Hyper-V host below.
    Avma,
    /// By telephone.
    Phone,
}

/// A probe that can be left out.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Probe {
    /// `_vlmcs._tcp` SRV.
    KmsDiscovery,
    /// TCP and RPC bind to KMS hosts.
    KmsTarget,
    /// Active Directory.
    Directory,
    /// NTP.
    ClockSkew,
    /// The activation endpoints.
    Online,
}

impl Probe {
    /// The channels that are judged by what it sees. By the clock, KMS and Kerberos refuse, and
    /// certificates are judged.
    pub fn stands_behind(self) -> &'static [Channel] {
        match self {
            Self::KmsDiscovery | Self::KmsTarget => &[Channel::Kms],
            Self::Directory => &[Channel::Adba],
            Self::ClockSkew => &[Channel::Kms, Channel::Adba, Channel::Online],
            Self::Online => &[Channel::Online],
        }
    }
}

/// What the user asked for, as far as the verdict depends on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// Channels that must work (`--require`).
    pub required: Vec<Channel>,
    /// What counts as a failure (`--fail-on`).
    pub fail_on: FailOn,
    /// KMS hosts that the site expects to be published, and no other; empty: nothing was said.
    pub expected_kms: Vec<HostPort>,
    /// Probes that the user left out (`--only`, `--skip`).
    pub skipped: Vec<Probe>,
    /// Nothing was asked of the network, nor of the host: the captures stand alone (`replay
    /// --offline`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub offline: bool,
}

/// What counts as a failure of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// A required channel that is blocked.
    #[default]
    Blocked,
    /// Any warning as well.
    Warning,
}

/// A host name or address literal with a port. Written `name:port`, `1.2.3.4:port` or `[v6]:port`.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct HostPort {
    /// DNS name without trailing dot, or an address literal without brackets.
    pub host: String,
    /// TCP or UDP port.
    pub port: u16,
}

impl std::fmt::Display for HostPort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}
