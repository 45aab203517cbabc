//! The four outcomes of a question, and the closed lists of steps and kinds of failure. Ids are
//! part of the format.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::Flow;

/// The id of a value of a closed set, as it stands in every format.
pub trait Id {
    /// The id.
    fn id(self) -> &'static str;
}

impl<T: Into<&'static str>> Id for T {
    fn id(self) -> &'static str {
        self.into()
    }
}

/// The outcome of one question. A failed probe is evidence, not an error.
///
/// A peer that answers in its protocol has answered, even when the answer is a refusal: the value
/// then says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Observed<T> {
    /// The question was answered.
    Answered {
        /// The answer.
        value: T,
        /// How long the step took, in microseconds.
        #[serde(default)]
        elapsed_us: u64,
    },
    /// The question was asked and no answer came.
    Failed(Failure),
    /// The question was not asked.
    NotAsked {
        /// Why not.
        reason: NotAsked,
    },
}

impl<T> Observed<T> {
    /// The answer, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Answered { value, .. } => Some(value),
            Self::Failed(_) | Self::NotAsked { .. } => None,
        }
    }

    /// The failure, if the question was asked in vain.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) => Some(failure),
            Self::Answered { .. } | Self::NotAsked { .. } => None,
        }
    }

    /// Why the question was not asked, if it was not.
    pub fn not_asked(&self) -> Option<NotAsked> {
        match self {
            Self::NotAsked { reason } => Some(*reason),
            Self::Answered { .. } | Self::Failed(_) => None,
        }
    }

    /// Whether nothing in the run called for the question.
    pub fn is_unplanned(&self) -> bool {
        self.not_asked() == Some(NotAsked::NotPlanned)
    }

    /// The same outcome with the answer replaced.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Observed<U> {
        match self {
            Self::Answered { value, elapsed_us } => {
                Observed::Answered { value: change(value), elapsed_us }
            }
            Self::Failed(failure) => Observed::Failed(failure),
            Self::NotAsked { reason } => Observed::NotAsked { reason },
        }
    }

    /// A question that was not asked.
    pub fn skipped(reason: NotAsked) -> Self {
        Self::NotAsked { reason }
    }
}

impl<T> Default for Observed<T> {
    fn default() -> Self {
        Self::skipped(NotAsked::NotPlanned)
    }
}

/// Why a question was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum NotAsked {
    /// Nothing in this run called for it.
    NotPlanned,
    /// The name holds a product key, which is sent to nobody.
    ProductKey,
    /// The user left it out (`--only`, `--skip`).
    Skipped,
    /// An earlier step of the same conversation did not get far enough.
    EarlierStepFailed,
    /// Another question of this run waited for the same server to the end of its limit, and the
    /// server answered none.
    ServerSilent,
    /// The user stopped the run.
    Interrupted,
    /// The overall deadline passed.
    Deadline,
    /// This system cannot tell.
    Unsupported,
    /// It belongs to the host whose settings were read elsewhere (its loopback, its own link): from
    /// here, another machine would answer.
    OtherHost,
}

/// A step that failed: which one, how, after how long, and who said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The step that failed.
    pub step: Step,
    /// How it failed.
    pub kind: FailureKind,
    /// How long the step took until it failed, in microseconds.
    #[serde(default)]
    pub elapsed_us: u64,
    /// Who reported the failure, where that is known: the router that sent the ICMP error, the DNS
    /// server that answered; `schannel` where a tool left TLS to Windows itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<String>,
    /// A technical detail such as an ICMP type and code or a TLS alert; scrubbed, at most 200
    /// characters, never a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The packets that the step was tried with; absent where it sent none of its own (a handshake
    /// goes over the connection before it), and in reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<Box<Flow>>,
}

/// One of several tries of the same conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// How long after the try before it, in milliseconds; 0 for the first.
    pub after_ms: u64,
    /// The last step, where it was answered; else how the try ended.
    pub outcome: Observed<Step>,
}

impl Try {
    /// Whether one got through, and another did not for a reason other than chance.
    pub fn go_by_turns(tries: &[Self]) -> bool {
        let is_no = |failure: &Failure| !failure.is_unfinished();
        tries.iter().any(|tried| tried.outcome.value().is_some())
            && tries.iter().any(|tried| tried.outcome.failure().is_some_and(is_no))
    }

    /// What was said to a try that was answered in another protocol.
    pub fn other_protocol(tries: &[Self]) -> Option<&str> {
        let failures = tries.iter().filter_map(|tried| tried.outcome.failure());
        let mut others = failures.filter(|failure| failure.kind == FailureKind::NotThisProtocol);
        others.find_map(|failure| failure.detail.as_deref())
    }
}

/// A step of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Step {
    /// Reading the host's own configuration (registry, files, firmware tables).
    ReadHost,
    /// One query to one DNS server.
    DnsQuery,
    /// A name to addresses.
    Resolve,
    /// A TCP connection.
    Connect,
    /// A CONNECT request to a proxy.
    ProxyConnect,
    /// A TLS handshake.
    TlsHandshake,
    /// An HTTP request.
    HttpRequest,
    /// An MS-RPC bind.
    RpcBind,
    /// An NTP client request.
    NtpQuery,
    /// A netlogon ping: a search over connectionless LDAP.
    NetlogonPing,
    /// A log-on to a directory server.
    LdapBind,
    /// A search, or several that belong together, over LDAP.
    LdapSearch,
}

/// How a step failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FailureKind {
    /// No answer within the step's limit.
    TimedOut,
    /// The same in a run in which packets were seen to get lost: chance explains it as well as a
    /// filter does. The verdict says so; no evidence holds it.
    Lost,
    /// A capture says that it failed, and not how.
    Untold,
    /// The peer, or something in its name, refused: TCP RST to a SYN, or ICMP port unreachable.
    Refused,
    /// The connection was reset after it stood.
    Reset,
    /// The peer closed the connection before it answered.
    Closed,
    /// ICMP host unreachable, or no answer to ARP or neighbour discovery.
    HostUnreachable,
    /// The system says that the peer, or the way to it, is not there, and not who said so: a
    /// router, a firewall, the peer, or nobody on this host's own network (`WSAEHOSTUNREACH` and
    /// `WSAENETUNREACH` of Windows before 10 2004).
    Unreachable,
    /// No answer to ARP or neighbour discovery from the router that leads to the peer; `detail` is
    /// its address.
    GatewayUnreachable,
    /// ICMP time exceeded: the packets went in circles until their hops were used up.
    TimeExceeded,
    /// ICMP network unreachable, sent by a router.
    NetUnreachable,
    /// This host has no route to the address.
    NoRoute,
    /// ICMP communication administratively prohibited.
    AdminProhibited,
    /// This host's own policy forbade it (local firewall, permissions).
    BlockedLocally,
    /// The name does not exist (DNS NXDOMAIN).
    NameNotFound,
    /// The name exists and has no record of the wanted type (DNS NODATA).
    NoData,
    /// A DNS server failed to answer (SERVFAIL and other error codes), or a proxy to hand on (502
    /// to 504; of one of several tries alone).
    ServerFailure,
    /// A DNS server refuses to answer this client (REFUSED), or a directory server to search (busy,
    /// unavailable).
    QueryRefused,
    /// There is no server to ask.
    NoServer,
    /// What answered does not speak the protocol.
    NotThisProtocol,
    /// The answer breaks the rules of its protocol.
    Malformed,
    /// The answer is larger than any honest one.
    TooLarge,
    /// The peer ended the TLS handshake with an alert.
    TlsAlert,
    /// No TLS version or cipher in common.
    TlsIncompatible,
    /// A capture says that the tool that tried did not trust the certificate, by roots of its own.
    Untrusted,
    /// A capture says that the tool that tried could not learn whether the certificate is revoked.
    RevocationUnknown,
    /// A capture says that the certificate is past its end or not yet valid, by the clock there.
    OutOfDate,
    /// A capture says that the certificate is of another name.
    WrongName,
    /// An NTP kiss-o'-death packet.
    KissOfDeath,
    /// A file or setting could not be read.
    Unreadable,
    /// The user stopped the run during this step.
    Interrupted,
    /// The overall deadline passed during this step.
    Deadline,
    /// A fault in actprobe itself, or this host had no descriptor, memory or thread to give;
    /// `detail` then has the system's words. Never the network's fault.
    Internal,
    /// Anything else; `detail` says what the system called it.
    Other,
}

/// Who ended a step that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// The user, or the deadline that the user set.
    User,
    /// A fault of actprobe, or want of something that this host had to give.
    Actprobe,
    /// Chance, as far as is known.
    Chance,
    /// Whoever was asked, or what stands between.
    World,
}

impl FailureKind {
    /// Who ended the step.
    pub fn ended_by(self) -> EndedBy {
        match self {
            Self::Interrupted | Self::Deadline => EndedBy::User,
            Self::Internal => EndedBy::Actprobe,
            Self::Lost => EndedBy::Chance,
            Self::TimedOut
            | Self::Untold
            | Self::Refused
            | Self::Reset
            | Self::Closed
            | Self::HostUnreachable
            | Self::Unreachable
            | Self::GatewayUnreachable
            | Self::TimeExceeded
            | Self::NetUnreachable
            | Self::NoRoute
            | Self::AdminProhibited
            | Self::BlockedLocally
            | Self::NameNotFound
            | Self::NoData
            | Self::ServerFailure
            | Self::QueryRefused
            | Self::NoServer
            | Self::NotThisProtocol
            | Self::Malformed
            | Self::TooLarge
            | Self::TlsAlert
            | Self::TlsIncompatible
            | Self::Untrusted
            | Self::RevocationUnknown
            | Self::OutOfDate
            | Self::WrongName
            | Self::KissOfDeath
            | Self::Unreadable
            | Self::Other => EndedBy::World,
        }
    }
}

impl Failure {
    /// Whether the step was begun and could not be finished for reasons of ours, or by chance:
    /// nothing is known of the peer.
    pub fn is_unfinished(&self) -> bool {
        match self.kind.ended_by() {
            EndedBy::User | EndedBy::Actprobe | EndedBy::Chance => true,
            EndedBy::World => false,
        }
    }

    /// Whether Windows' own TLS is who objects, and no other that a tool brought.
    pub fn is_by_windows(&self) -> bool {
        self.reporter.as_deref() == Some(Self::OF_WINDOWS)
    }

    /// Who reports what Windows' own TLS ended with.
    pub const OF_WINDOWS: &str = "schannel";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_nobody_knows_is_refused() {
        for text in [
            r#"{"outcome":"answered","value":1,"elapsed":2}"#,
            r#"{"outcome":"failed","step":"connect","kind":"refused","sender":"192.0.2.1"}"#,
            r#"{"outcome":"not-asked","reason":"skipped","why":""}"#,
        ] {
            assert!(serde_json::from_str::<Observed<u8>>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_id_is_what_stands_in_the_format() {
        for kind in [FailureKind::TimedOut, FailureKind::TlsAlert, FailureKind::KissOfDeath] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.id());
        }
    }

    #[test]
    fn an_outcome_reads_back_as_it_was_written() {
        let failed: Observed<u8> = Observed::Failed(Failure {
            step: Step::Connect,
            kind: FailureKind::TimedOut,
            elapsed_us: 3,
            reporter: None,
            detail: None,
            flow: None,
        });
        for outcome in [failed, Observed::Answered { value: 7, elapsed_us: 1 }, Observed::default()]
        {
            let text = serde_json::to_string(&outcome).unwrap();
            assert_eq!(serde_json::from_str::<Observed<u8>>(&text).unwrap(), outcome);
        }
    }
}
