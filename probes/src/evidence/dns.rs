//! DNS answers as one server gave them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::{LocalEnd, Observed};

/// A well-formed answer of one server, whatever it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsReply<R> {
    /// The response code.
    pub rcode: Rcode,
    /// Over which transport the answer that counts came.
    pub transport: DnsTransport,
    /// The server is authoritative for the name (AA).
    #[serde(default)]
    pub authoritative: bool,
    /// The server offers recursion (RA).
    #[serde(default)]
    pub recursion_available: bool,
    /// The size of the message, in bytes.
    #[serde(default)]
    pub size_bytes: u32,
    /// The SOA record of the authority section of a negative answer (RFC 2308).
    #[serde(default)]
    pub soa: Option<SoaFacts>,
    /// The CNAME chain from the asked name, in order, without the asked name.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Extended DNS errors (RFC 8914).
    #[serde(default)]
    pub extended_errors: Vec<ExtendedDnsError>,
    /// The records of the asked type.
    pub records: Vec<R>,
    /// How many records the answer held beyond those kept in `records`.
    #[serde(default)]
    pub records_dropped: u32,
    /// The server rejected the question with EDNS (RFC 6891), or failed on it, and this is what it
    /// says to the question without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_edns: bool,
    /// Where the question was sent from; absent in captures and in reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<LocalEnd>,
}

impl<R> DnsReply<R> {
    /// An answer of which nothing but the response code was seen, as other tools show them.
    pub fn told(rcode: Rcode) -> Self {
        Self {
            rcode,
            transport: DnsTransport::Udp,
            authoritative: false,
            recursion_available: false,
            size_bytes: 0,
            soa: None,
            aliases: Vec::new(),
            extended_errors: Vec::new(),
            records: Vec::new(),
            records_dropped: 0,
            without_edns: false,
            from: None,
        }
    }
}

impl<R> Observed<DnsReply<R>> {
    /// Whether it says something about its server beyond silence or error.
    pub fn is_answer(&self) -> bool {
        self.value().is_some_and(|reply| matches!(reply.rcode, Rcode::NoError | Rcode::NxDomain))
    }
}

/// A DNS server by its address: the port only where it is not 53.
pub fn server_label(server: SocketAddr) -> String {
    if server.ip().is_unspecified() {
        // It does not tell whom it asks.
        return "DNS".to_owned();
    }
    if server.port() == 53 { server.ip().to_string() } else { server.to_string() }
}

/// A DNS response code (RFC 1035 §4.1.1, RFC 6895 §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Rcode {
    /// No error; the answer may still be empty (NODATA).
    NoError,
    /// The server could not read the query.
    FormErr,
    /// The server failed.
    ServFail,
    /// The name does not exist.
    NxDomain,
    /// The server does not know this kind of query.
    NotImp,
    /// The server refuses to answer this client.
    Refused,
    /// Any other code, by number.
    Other(u16),
}

/// Which transport carried an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DnsTransport {
    /// UDP.
    Udp,
    /// TCP, after a truncated answer over UDP.
    TcpAfterTruncation,
    /// TCP, because nothing came over UDP.
    Tcp,
    /// TCP, after so many wrong answers over UDP that the right one could not be believed there:
    /// somebody may be guessing.
    TcpAfterWrongAnswers,
    /// TCP, after an answer over UDP whose question is spelt in other letter case than ours.
    TcpAfterOtherCase,
    /// UDP, with the question in other letter case than ours; TCP, which would have confirmed it,
    /// brought nothing.
    UdpUnconfirmed,
}

/// What a SOA record says of its zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SoaFacts {
    /// The zone that the record belongs to.
    pub zone: String,
    /// The zone's serial number.
    pub serial: u32,
    /// How long the negative answer may be kept, in seconds (RFC 2308 §5).
    pub negative_ttl_s: u32,
}

/// An extended DNS error (RFC 8914).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendedDnsError {
    /// The INFO-CODE.
    pub code: u16,
    /// The EXTRA-TEXT, scrubbed.
    pub text: String,
}

impl ExtendedDnsError {
    /// What the server tells, else what the code means: many servers send it without a text.
    pub fn reason(&self) -> &str {
        if self.text.is_empty() { self.name() } else { &self.text }
    }

    /// Those by which a resolver tells why it has no answer (RFC 8914 §4).
    fn name(&self) -> &'static str {
        match self.code {
            1 => "unsupported DNSKEY algorithm",
            2 => "unsupported DS digest type",
            5 => "DNSSEC indeterminate",
            6 => "DNSSEC bogus",
            7 => "signature expired",
            8 => "signature not yet valid",
            9 => "DNSKEY missing",
            10 => "RRSIGs missing",
            12 => "NSEC missing",
            14 => "not ready",
            15 => "blocked",
            16 => "censored",
            17 => "filtered",
            18 => "prohibited",
            20 => "not authoritative",
            22 => "no reachable authority",
            23 => "network error",
            24 => "invalid data",
            _ => "",
        }
    }
}

/// One SRV record (RFC 2782).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SrvRecord {
    /// Lower is asked first.
    pub priority: u16,
    /// Share among the records of one priority.
    pub weight: u16,
    /// The port of the service.
    pub port: u16,
    /// The target name without trailing dot; `.` means that the service is decidedly not offered.
    pub target: String,
    /// Time to live, in seconds.
    pub ttl_s: u32,
}

impl SrvRecord {
    /// Whether the service is offered at all (RFC 2782: a target of `.` says that it is not).
    pub fn is_offered(&self) -> bool {
        self.target != "."
    }
}

/// One SOA record, asked as a control: a name that must exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SoaRecord {
    /// The zone's serial number.
    pub serial: u32,
    /// The primary server's name.
    pub primary: String,
}

/// The addresses of one name, each family with its own outcome. A name that has addresses of one
/// family alone has an empty list of the other; where it has none at all, both families are
/// `no-data`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Addresses {
    /// How the name was resolved.
    pub by: ResolvedBy,
    /// The CNAME chain from the asked name, in order.
    pub aliases: Vec<String>,
    /// The A records.
    pub ipv4: Observed<Vec<Ipv4Addr>>,
    /// The AAAA records.
    pub ipv6: Observed<Vec<Ipv6Addr>>,
    /// Whether the server says that the name is there without an address, and does not show the
    /// zone's SOA record with that, as who knows it to be so does (RFC 2308 §2.2): it may keep
    /// addresses back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub kept_back: bool,
    /// Where a DNS server says that there is no such name or no address, or none of the one family
    /// that this host has routes for: those others of the host, which a client does not ask then,
    /// that have one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_to: Vec<String>,
    /// Where a DNS server fails on the name, or refuses it: those others of the host that did the
    /// same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failing_too: Vec<String>,
}

impl Addresses {
    /// Every address, IPv4 before IPv6.
    pub fn all(&self) -> impl Iterator<Item = IpAddr> {
        let ipv4 = self.ipv4.value().into_iter().flatten().copied().map(IpAddr::from);
        ipv4.chain(self.ipv6.value().into_iter().flatten().copied().map(IpAddr::from))
    }

    /// The addresses that can be a machine's, IPv4 before IPv6, at most so many of a family.
    /// `0.0.0.0` and `::` can not (RFC 6890), though filters of names answer with them, and some
    /// systems take them for the host itself.
    pub fn of_machines(&self, most_a_family: usize) -> impl Iterator<Item = IpAddr> {
        let ipv4 = self
            .ipv4
            .value()
            .into_iter()
            .flatten()
            .filter(|v4| !v4.is_unspecified())
            .take(most_a_family);
        let ipv6 = self
            .ipv6
            .value()
            .into_iter()
            .flatten()
            .filter(|v6| !v6.is_unspecified())
            .take(most_a_family);
        ipv4.copied().map(IpAddr::from).chain(ipv6.copied().map(IpAddr::from))
    }
}

/// How a name became addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResolvedBy {
    /// It was not resolved.
    #[default]
    Nothing,
    /// It is an address already.
    Literal,
    /// The host's own hosts file.
    HostsFile,
    /// DNS; the server that answered, or the last one asked.
    Dns {
        /// `address:port` of the server.
        server: String,
    },
}
