//! KMS: discovery by DNS, then each target's reach and its answers to the MS-RPC bind.

use std::net::{IpAddr, SocketAddr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::HostPort;
use super::{
    Addresses, Cloud, DnsReply, Failure, ForcedLevel, Observed, Origin, SoaRecord, SrvRecord,
};

/// Where a KMS host listens (Microsoft Learn, "KMS activation planning").
pub const KMS_PORT: u16 = 1688;
/// The service and protocol labels under which a KMS host publishes itself (RFC 2782).
pub const KMS_SERVICE: &str = "_vlmcs._tcp";

/// The name of the SRV records of a domain, without trailing dot; for the empty domain, and the
/// root, the labels alone.
pub fn kms_service_of(domain: &str) -> String {
    match domain.trim_matches('.') {
        "" => KMS_SERVICE.to_owned(),
        name => format!("{KMS_SERVICE}.{name}"),
    }
}

/// The domain whose SRV records have that name; nothing where it is another service's name, or has
/// no domain.
pub fn domain_of_kms_service(name: &str) -> Option<&str> {
    name.strip_prefix(KMS_SERVICE)?.strip_prefix('.')
}

/// All about KMS.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KmsEvidence {
    /// The SRV questions, in the order in which a Windows client would ask them.
    pub questions: Vec<SrvQuestion>,
    /// The hosts to reach, in the order in which a client would try them.
    pub targets: Vec<KmsTarget>,
    /// How many distinct SRV targets were published beyond those in `targets`.
    pub targets_dropped: u32,
    /// What the servers say over TCP that left the first question unanswered over UDP for a while.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub over_tcp: Vec<TcpAnswer>,
}

impl KmsEvidence {
    /// Whether the user named the KMS host, as `slmgr /skms` would: then nothing is discovered.
    pub fn is_forced_by_user(&self) -> bool {
        self.targets.iter().any(|target| target.origins.contains(&TargetOrigin::Forced))
    }

    /// Whether the machine runs in a cloud with a KMS of its own: there, nobody publishes another.
    pub fn is_in_cloud(&self) -> bool {
        let is_cloud = |origin: &TargetOrigin| matches!(origin, TargetOrigin::Cloud { .. });
        self.targets.iter().any(|target| target.origins.iter().any(is_cloud))
    }

    /// How many published hosts were not tried.
    pub fn targets_left_out(&self) -> u64 {
        let answers = self.questions.iter().flat_map(|question| &question.answers);
        let dropped = answers.filter_map(|answer| Some(answer.srv.value()?.records_dropped)).max();
        u64::from(self.targets_dropped.max(dropped.unwrap_or(0)))
    }
}

/// One server's answer over TCP to the SOA of the first suffix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TcpAnswer {
    /// The server asked.
    pub server: SocketAddr,
    /// Its answer.
    pub answer: Observed<DnsReply<SoaRecord>>,
}

/// One `_vlmcs._tcp` SRV question and what each server says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SrvQuestion {
    /// The asked name, without trailing dot; `_vlmcs._tcp` alone where the host has no suffix.
    pub name: String,
    /// Where the suffix comes from.
    pub origin: Origin,
    /// One answer a server.
    pub answers: Vec<SrvAnswer>,
    /// What the system's own resolver says, which is what the licensing service asks (Windows
    /// alone).
    #[serde(default)]
    pub system: Observed<SystemAnswer>,
}

impl SrvQuestion {
    /// Whether the system's own resolver, which may know more than its servers, was asked and not
    /// heard to the end.
    pub fn is_system_unfinished(&self) -> bool {
        self.system.failure().is_some_and(Failure::is_unfinished)
    }

    /// Whether it asks for the KMS hosts of that domain.
    pub fn is_in(&self, domain: &str) -> bool {
        domain_of_kms_service(&self.name)
            .is_some_and(|own| own.eq_ignore_ascii_case(domain.trim_end_matches('.')))
    }
}

/// What the resolver of Windows says to an SRV question (`DnsQuery_W`): after its cache, its hosts
/// file and its rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemAnswer {
    /// 0, or a code of Windows: 9003 (the name does not exist), 9501 (no such record) and so on.
    pub status: u32,
    /// The records, in the order in which it gives them.
    #[serde(default)]
    pub records: Vec<SrvRecord>,
}

/// What one server says to one SRV question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SrvAnswer {
    /// The server asked.
    pub server: SocketAddr,
    /// Its answer.
    #[serde(default)]
    pub srv: Observed<DnsReply<SrvRecord>>,
    /// The same server's answer to the SOA of the suffix: does it answer at all, and does it know
    /// the zone?
    #[serde(default)]
    pub control: Observed<DnsReply<SoaRecord>>,
    /// Whether the same server gave the addresses of a name: of captures alone, and false where
    /// none tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub serves_names: bool,
    /// Whether the same server calls itself by the name of a router for homes, which has no zone of
    /// a site: of captures alone, and false where none tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_home_router: bool,
}

/// A KMS host to reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KmsTarget {
    /// Its name without trailing dot, or an address.
    pub host: String,
    /// Its TCP port.
    pub port: u16,
    /// Why it is asked.
    pub origins: Vec<TargetOrigin>,
    /// Its addresses.
    #[serde(default)]
    pub addresses: Addresses,
    /// What happened at each address.
    #[serde(default)]
    pub endpoints: Vec<KmsEndpoint>,
    /// What a tool said of a connection to the name, without a word on the address: of captures
    /// alone.
    #[serde(default, skip_serializing_if = "Observed::is_unplanned")]
    pub by_name: Observed<Connected>,
    /// Where nobody accepted the bind: the addresses of a name beside it that cannot exist. Whoever
    /// answers for that answers for every name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Addresses>,
    /// Where nobody accepted the bind at the addresses of the hosts file: what DNS says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_dns: Option<Addresses>,
    /// Where another port than the usual one is named, and nobody accepted the bind there: what the
    /// usual port of the same addresses says to the bind that Windows sends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usual_port: Vec<UsualPort>,
    /// Further connections to it, from elsewhere or at another time: of captures alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captured_tries: Vec<CapturedTry>,
}

impl KmsTarget {
    /// The target as a person names it.
    pub fn label(&self) -> String {
        self.host_port().to_string()
    }

    /// Where it listens, by the name or the address that it was named by.
    pub fn host_port(&self) -> HostPort {
        HostPort { host: self.host.clone(), port: self.port }
    }

    /// Whether DNS names it.
    pub fn is_published(&self) -> bool {
        self.origins.iter().any(|origin| matches!(origin, TargetOrigin::Srv { .. }))
    }

    /// Whether it is known from the last success alone.
    pub fn is_only_remembered(&self) -> bool {
        self.origins == [TargetOrigin::Cached]
    }

    /// Whether the named port is another than the usual one; port 0 is none.
    pub fn names_another_port(&self) -> bool {
        self.port != KMS_PORT && self.port != 0
    }

    /// Whether a KMS host listens on the usual port in the place of the named one.
    pub fn is_accepted_on_usual_port(&self) -> bool {
        self.usual_port.iter().any(|usual| usual.bind.is_accepted())
    }

    /// Whether a connection to it came about.
    pub fn is_reached(&self) -> bool {
        self.endpoints.iter().any(|endpoint| endpoint.connect.value().is_some())
    }
}

/// A connection that a capture tells of beside the first one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapturedTry {
    /// Where it went; absent where the tool told no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<SocketAddr>,
    /// What became of it.
    #[serde(default)]
    pub connect: Observed<Connected>,
    /// Whether another machine tried: for sure where `by` names it, else by what it met, which the
    /// host that is meant did not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elsewhere: bool,
    /// The name of that machine, where it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl CapturedTry {
    /// One of which nothing tells that another machine tried.
    pub fn of(address: Option<SocketAddr>, connect: Observed<Connected>) -> Self {
        Self { address, connect, elsewhere: false, by: None }
    }
}

/// Why a KMS host is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum TargetOrigin {
    /// Named by the user or the site file, as `slmgr /skms` would.
    Forced,
    /// Forced by the settings of the host that is looked at: in its registry, or by the word of its
    /// licensing service.
    Registry {
        /// Where it is forced; `global` where only the licensing service tells.
        level: ForcedLevel,
        /// The product that it is forced for (its activation id), at the level of one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sku: Option<String>,
    },
    /// The host of the last success, which a client tries before it asks DNS.
    Cached,
    /// Expected by the site file to be published; asked so that an unpublished host can be told
    /// from a dead one.
    Expected,
    /// Published in DNS.
    Srv {
        /// The SRV owner name that led here.
        name: String,
        /// Its priority.
        priority: u16,
        /// Its weight.
        weight: u16,
    },
    /// A capture shows a connection to it.
    Capture,
    /// The cloud provider's own KMS.
    Cloud {
        /// The provider.
        provider: Cloud,
    },
}

impl TargetOrigin {
    /// The cloud provider that it was tried for, if that is why.
    pub fn provider(&self) -> Option<Cloud> {
        match self {
            Self::Cloud { provider } => Some(*provider),
            Self::Forced
            | Self::Registry { .. }
            | Self::Cached
            | Self::Expected
            | Self::Srv { .. }
            | Self::Capture => None,
        }
    }
}

/// One address of a KMS host, at the port on which KMS hosts listen unless they are told another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsualPort {
    /// Where.
    pub address: SocketAddr,
    /// The bind; where the connection did not come about, that.
    pub bind: Observed<BindReply>,
}

/// One address of a KMS host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KmsEndpoint {
    /// Where.
    pub address: SocketAddr,
    /// The TCP connection.
    #[serde(default)]
    pub connect: Observed<Connected>,
    /// The bind that offers NDR32 alone (C706 §12.6.4.3).
    #[serde(default)]
    pub bind_ndr32: Observed<BindReply>,
    /// The bind that offers NDR32, NDR64 and bind-time feature negotiation, as Windows does
    /// (MS-RPCE §3.3.1.5.3).
    #[serde(default)]
    pub bind_multi: Observed<BindReply>,
    /// The bind that is as long as one may be: do packets of full length get through?
    #[serde(default)]
    pub bind_padded: Observed<PaddedBind>,
    /// Where nobody accepted the bind: the names that DNS has for the address (PTR).
    #[serde(default, skip_serializing_if = "Observed::is_unplanned")]
    pub reverse: Observed<Vec<String>>,
    /// Where one of these was refused, cut or answered wrongly, or left unanswered beside another
    /// that was accepted: the bind that Windows sends, tried again, apart in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<BindAgain>,
    /// Where no connection stood within the time, or a router said that the machine is not there:
    /// how many further ones were tried beside the first, all of which were silent; absent in
    /// reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent_tries: Option<u32>,
    /// Whether the address answered a ping: of captures alone, and false where none tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answers_ping: bool,
    /// Other ports at which this address took a connection: of captures alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_ports: Vec<u16>,
}

impl KmsEndpoint {
    /// Whether a bind was accepted, at the first try or a later one.
    pub fn is_accepted(&self) -> bool {
        let again = self.again.iter().map(|try_again| &try_again.bind);
        [&self.bind_ndr32, &self.bind_multi].into_iter().chain(again).any(Observed::is_accepted)
    }
}

/// One more try of the bind that Windows sends, on a connection of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindAgain {
    /// How long after the try before it, in milliseconds.
    pub after_ms: u64,
    /// The bind; where the connection did not come about, that.
    pub bind: Observed<BindReply>,
    /// Where a plain bind passed at first and this one did not, or the reverse: a plain one beside
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain: Option<Observed<BindReply>>,
    /// Where the bind that fills a packet was left unanswered, and another was not: the same once
    /// more; absent in reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub padded: Option<Observed<PaddedBind>>,
}

/// A padded bind that was answered; whatever came back, the bind had arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaddedBind {
    /// Its length, in bytes.
    pub sent: u16,
}

/// An established TCP connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connected {
    /// This host's end of it.
    pub local: SocketAddr,
    /// The network interface that has this address, by the name that the system gives it, scrubbed;
    /// absent where none or more than one has it, and in reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// How often the SYN was sent again before the connection stood; absent where the system does
    /// not tell (Windows before 10 1703 and Server 2019), and in reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub syn_retransmissions: Option<u32>,
}

impl Observed<Connected> {
    /// The address that it was tried from, where that is known.
    pub fn source(&self) -> Option<IpAddr> {
        match self {
            Self::Answered { value, .. } => Some(value.local.ip()),
            Self::Failed(failure) => failure.flow.as_ref()?.from.as_ref().map(|from| from.address),
            Self::NotAsked { .. } => None,
        }
        .filter(|source| !source.is_unspecified())
    }
}

/// All TCP connections of a run that stood, those of further tries included: how often a packet is
/// lost on this host's ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connections {
    /// How many of which the system tells how often the SYN was sent again.
    pub stood: u32,
    /// For how many of these it was.
    pub repeated: u32,
}

/// What came back on a bind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "reply", rename_all = "kebab-case", deny_unknown_fields)]
pub enum BindReply {
    /// A `bind_ack` (C706 §12.6.4.4).
    BindAck {
        /// Largest fragment the server sends, in bytes.
        max_xmit_frag: u16,
        /// Largest fragment the server takes, in bytes.
        max_recv_frag: u16,
        /// The secondary address: the port as text.
        secondary_address: String,
        /// One result a presentation context, in the order of the bind.
        results: Vec<ContextResult>,
    },
    /// A `bind_nak` (C706 §12.6.4.5).
    BindNak {
        /// The reason (`p_reject_reason_t`, MS-RPCE §2.2.2.5).
        reason: u16,
    },
    /// A `fault` (C706 §12.6.4.7).
    Fault {
        /// The status.
        status: u32,
    },
    /// Something that is not MS-RPC.
    Other {
        /// What it looks like.
        speaks: OtherProtocol,
        /// The beginning of what it said, scrubbed; empty for binary data.
        excerpt: String,
    },
}

impl Observed<BindReply> {
    /// Whether the KMS interface was offered and accepted.
    pub fn is_accepted(&self) -> bool {
        match self.value() {
            Some(BindReply::BindAck { results, .. }) => {
                results.iter().any(|context| context.result == BindResult::Acceptance)
            }
            Some(BindReply::BindNak { .. } | BindReply::Fault { .. } | BindReply::Other { .. })
            | None => false,
        }
    }
}

/// The result for one presentation context (`p_result_t`, C706 §12.6.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContextResult {
    /// The result.
    pub result: BindResult,
    /// The provider's reason (`p_provider_reason_t`); the bitmask for `negotiate-ack`.
    pub reason: u16,
}

/// `p_cont_def_result_t` (C706 §12.6.3.1, MS-RPCE §2.2.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BindResult {
    /// Accepted.
    Acceptance,
    /// Rejected by the server's user of the protocol.
    UserRejection,
    /// Rejected by the protocol machine: no such interface or transfer syntax.
    ProviderRejection,
    /// Bind-time features were negotiated.
    NegotiateAck,
    /// Another value.
    Other(u16),
}

/// What a peer that is not MS-RPC looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum OtherProtocol {
    /// A TLS alert or handshake record.
    Tls,
    /// HTTP text.
    Http,
    /// Some other text.
    Banner,
    /// Other bytes.
    Unknown,
}
