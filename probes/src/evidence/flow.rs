//! Which packets a question was asked with: what a firewall on the way has to let through.

use std::net::{IpAddr, SocketAddr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::DnsTransport;

/// Where packets go from and to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// What carries them.
    pub transport: Transport,
    /// This host's end; absent where this host has no address to send from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<LocalEnd>,
    /// The other end.
    pub to: SocketAddr,
}

/// This host's end of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalEnd {
    /// The address that the system chose.
    pub address: IpAddr,
    /// The network interface that has this address, by the name that the system gives it, scrubbed;
    /// absent where none or more than one has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
}

/// What carries packets over IP.
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
pub enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl From<DnsTransport> for Transport {
    fn from(transport: DnsTransport) -> Self {
        match transport {
            DnsTransport::Udp | DnsTransport::UdpUnconfirmed => Self::Udp,
            DnsTransport::Tcp
            | DnsTransport::TcpAfterTruncation
            | DnsTransport::TcpAfterWrongAnswers
            | DnsTransport::TcpAfterOtherCase => Self::Tcp,
        }
    }
}
