//! What an answer can say.

use actprobe_probes::evidence::{Channel, Cloud, KeyChannel, LicenceStatus, ProductKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::verdict::Headline;
use crate::verdict::finding::{Day, HexCode, Maybe, NotSet, YesNo};
use crate::verdict::sentence::{closed_sets, sentences};

sentences! {
    /// What is answered.
    pub enum Answering;

    /// The required channels work.
    RequiredWork = "answer-required-work" { channels: Vec<Channel> };
    /// Required channels are blocked.
    RequiredBlocked = "answer-required-blocked" { channels: Vec<Channel> };
    /// Whether the required channels work was not seen.
    RequiredUnknown = "answer-required-unknown" { channels: Vec<Channel> };
    /// Activated, and nothing has to be renewed.
    ActivatedForGood = "answer-activated-for-good" { host: Maybe<String>, key: Maybe<KeyChannel> };
    /// A KMS host, activated; `count` is what it has counted.
    KmsHostActivated = "answer-kms-host-activated" {
        host: Maybe<String>, counted: YesNo, count: Maybe<u64>
    };
    /// Activated for a time, `days` of which are left; `failed`: what a try to renew ended with.
    ActivatedForATime = "answer-activated-for-a-time" {
        host: Maybe<String>, by: Activator, days: Maybe<u64>, until: Maybe<Day>,
        failed: Maybe<HexCode>
    };
    /// The state was not read; the last activation succeeded.
    LastSucceeded = "answer-last-succeeded" {
        host: Maybe<String>, by: Activator, day: Maybe<Day>, count: Maybe<u64>
    };
    /// An evaluation.
    Evaluation = "answer-evaluation" { host: Maybe<String>, days: Maybe<u64>, until: Maybe<Day> };
    /// Not activated, by the licence's own word; `days` of grace are left, or it lasts `until` a
    /// day, and is `over` where that is past.
    NotActivated = "answer-not-activated" {
        host: Maybe<String>, code: Maybe<HexCode>, days: Maybe<u64>, until: Maybe<Day>,
        over: YesNo
    };
    /// By a capture from before that day, it ended on it.
    ActivationEnded = "answer-activation-ended" {
        host: Maybe<String>, evaluation: YesNo, until: Maybe<Day>
    };
    /// The state was not read; the last activation failed.
    LastFailed = "answer-last-failed" {
        host: Maybe<String>, day: Maybe<Day>, code: Maybe<HexCode>
    };
    /// The state was not read; Windows did not take a key that somebody wanted to install.
    KeyNotTaken = "answer-key-not-taken" { host: Maybe<String>, code: Maybe<HexCode> };
    /// The state was not read; the event log tells that it was activated then.
    LoggedActivated = "answer-logged-activated" {
        host: Maybe<String>, day: Maybe<Day>, until: Maybe<Day>
    };
    /// The state was not read; the event log tells that it was an evaluation.
    LoggedEvaluation = "answer-logged-evaluation" {
        host: Maybe<String>, day: Maybe<Day>, until: Maybe<Day>
    };
    /// The state was not read; the event log tells that it was not activated then.
    LoggedNotActivated = "answer-logged-not-activated" {
        host: Maybe<String>, day: Maybe<Day>, code: Maybe<HexCode>
    };
    /// Of captures alone: Windows located no domain controller; `error` is what nltest ended with.
    NoControllerLocated = "answer-no-controller-located" { domain: Maybe<String>, error: String };
    /// Of captures alone: the domain does not take this Windows for its member; `error` is what
    /// nltest ended with.
    MemberRefused = "answer-member-refused" { domain: Maybe<String>, error: String };
    /// Of captures alone: what nltest was asked for was not found out, by its error.
    DomainUnread = "answer-domain-unread" {
        domain: Maybe<String>, error: String, denied: YesNo
    };
    /// Of captures alone: the proxies that services use.
    ProxyOfServices = "answer-proxy-of-services" {
        host: Maybe<String>, servers: Vec<String>, bypass: Vec<String>
    };
    /// Of captures alone: services have a SOCKS proxy, which the licensing service cannot use.
    SocksAlone = "answer-socks-alone" { host: Maybe<String>, servers: Vec<String> };
    /// Of captures alone: the DNS servers that the host asks, and where it looks for a KMS host.
    DnsClient = "answer-dns-client" {
        host: Maybe<String>, servers: Vec<String>, suffixes: Vec<String>, untold: YesNo
    };
    /// Of captures alone: services have no proxy.
    NoProxy = "answer-no-proxy" { host: Maybe<String> };
    /// Of captures alone: these ways are blocked; the others were not seen.
    WaysBlocked = "answer-ways-blocked" { channels: Vec<Channel> };
    /// Of captures alone: a KMS host could not write its record.
    RecordNotPublished = "answer-record-not-published" {
        host: Maybe<String>, day: Maybe<Day>, code: Maybe<HexCode>
    };
    /// Of captures alone: a KMS host wrote its record.
    RecordPublished = "answer-record-published" { host: Maybe<String>, day: Maybe<Day> };
    /// Of captures alone: the log of a KMS host tells how a request ended.
    RequestServed = "answer-request-served" {
        host: Maybe<String>, client: Maybe<String>, day: Maybe<Day>, code: Maybe<HexCode>,
        asked: Maybe<Day>
    };
    /// Of captures alone: a port did not open; whose KMS it is, where it is a provider's.
    PortClosed = "answer-port-closed" {
        server: String, address: Maybe<String>, from: Maybe<String>, how: NotOpened,
        cloud: Maybe<Cloud>
    };
    /// Of captures alone: a KMS host's port opens from some addresses and not from others.
    PortOpensForSome = "answer-port-opens-for-some" {
        server: String, opens: Vec<String>, fails: Vec<String>
    };
    /// Of captures alone: some KMS hosts' ports opened and others did not; `published`: DNS names
    /// all of them, so that a client tries one after the other; `served`: one of them was seen to
    /// activate this Windows.
    SomePortsOpen = "answer-some-ports-open" {
        opens: Vec<String>, fails: Vec<String>, published: YesNo, served: YesNo
    };
    /// Of captures alone: a KMS host's port opened once, and once it did not.
    PortOpensAtTimes = "answer-port-opens-at-times" { server: String };
    /// Of captures alone: the port of an activation endpoint opened.
    EndpointOpened = "answer-endpoint-opened" {
        server: String, address: Maybe<String>, from: Maybe<String>
    };
    /// Of captures alone: TLS with an activation endpoint was not completed; by which proxy, where
    /// there was one.
    EndpointTlsFailed = "answer-endpoint-tls-failed" {
        server: String, proxy: Maybe<String>, how: TlsEnd
    };
    /// Of captures alone: a proxy did not let a tool through to an activation endpoint.
    ProxyRefused = "answer-proxy-refused" { proxy: String, server: String, status: u64 };
    /// Of captures alone: a proxy let a tool through to an activation endpoint.
    ProxyAdmitted = "answer-proxy-admitted" { proxy: String, server: String };
    /// Of captures alone: they are known, and tell nothing of activation.
    NothingCounts = "answer-nothing-counts" { files: Vec<String> };
    /// Of captures alone: the name of an activation endpoint led to no address.
    EndpointUnresolved = "answer-endpoint-unresolved" { server: String };
    /// Of captures alone: the DNS server `by` did not answer for the name of an endpoint.
    EndpointUnanswered = "answer-endpoint-unanswered" { server: String, by: String };
    /// Of captures alone: a KMS host's port opened.
    PortOpened = "answer-port-opened" {
        server: String, address: Maybe<String>, from: Maybe<String>
    };
    /// Of captures alone: the name of a KMS host led to no address; `missing`: DNS says that there
    /// is no such name.
    NameUnresolved = "answer-name-unresolved" { server: String, missing: YesNo };
    /// Of captures alone: a machine listens on the port of KMS.
    ListensForKms = "answer-listens-for-kms" { host: Maybe<String>, rule: YesNo };
    /// It does not.
    ListensNotForKms = "answer-listens-not-for-kms" { host: Maybe<String> };
    /// Of captures alone: the licensing service is stopped.
    ServiceStopped = "answer-service-stopped" { host: Maybe<String> };
    /// Of captures alone: what a KMS host has counted.
    HostCounted = "answer-host-counted" { host: Maybe<String>, count: u64 };
    /// Of captures alone: DNS names these KMS hosts.
    HostsPublished = "answer-hosts-published" { name: String, hosts: Vec<String> };
    /// Of captures alone: they tell something of KMS, and not whether it works.
    KmsUnseen = "answer-kms-unseen" {};
    /// Of captures alone: they name these KMS hosts, by whatever way.
    HostsNamed = "answer-hosts-named" { hosts: Vec<String> };
    /// Of captures alone: another clock did not answer.
    ClockSilent = "answer-clock-silent" { server: String };
    /// Of captures alone: the time service follows this clock.
    ClockFollows = "answer-clock-follows" { host: Maybe<String>, server: String };
    /// Of captures alone: the time service follows no other clock.
    ClockFollowsNone = "answer-clock-follows-none" { host: Maybe<String> };
    /// Of captures alone: by what the time service is set to take its time.
    ClockSetBy = "answer-clock-set-by" {
        host: Maybe<String>, source: TimeSource, servers: Vec<String>
    };
    /// Of captures alone: the time service has set the clock by its source.
    ClockSet = "answer-clock-set" { host: Maybe<String> };
    /// Of captures alone: the time service left the clock as it was.
    ClockNotSet = "answer-clock-not-set" { host: Maybe<String>, why: NotSet };
    /// Of captures alone: another clock is this far away.
    ClockCompared = "answer-clock-compared" {
        host: Maybe<String>, server: String, seconds: u64
    };
    /// Of captures alone: Windows located a domain controller.
    ControllerLocated = "answer-controller-located" { controller: String, domain: Maybe<String> };
    /// Of captures alone: which system the host has.
    SystemIs = "answer-system-is" {
        host: Maybe<String>, name: String, build: Maybe<u64>, domain: Maybe<String>
    };
    /// A capture tells of the licence, and its state was not read: `word` is how it stands there.
    StateUnread = "answer-state-unread" {
        host: Maybe<String>, word: Maybe<String>, count: Maybe<u64>
    };
    /// Nothing is known but the KMS host that the client is told to use.
    ToldToUse = "answer-told-to-use" { host: Maybe<String>, kms: String };
    /// The captures are of a product that is not Windows itself.
    NotWindows = "answer-not-windows" {
        host: Maybe<String>, kind: ProductKind, name: Maybe<String>, status: Maybe<LicenceStatus>,
        code: Maybe<HexCode>, days: Maybe<u64>, end: Maybe<String>
    };
    /// Ways are open, and the key decides which of them this Windows takes.
    WaysOpen = "answer-ways-open" { channels: Vec<Channel> };
    /// Ways are open, seen from a machine that is no Windows itself.
    SiteOpen = "answer-site-open" { host: String, channels: Vec<Channel> };
    /// No way is open.
    NoWayOpen = "answer-no-way-open" { host: Maybe<String> };
    /// No way is open, not even with a confirmation ID.
    NoWayAtAll = "answer-no-way-at-all" { host: Maybe<String> };
    /// Whether a way is open was not seen.
    WaysUnseen = "answer-ways-unseen" { host: Maybe<String> };

    /// The way that renews it, or activates the key, works.
    OwnWayWorks = "answer-own-way-works" { channels: Vec<Channel>, renews: Purpose };
    /// It works in part.
    OwnWayDegraded = "answer-own-way-degraded" { channels: Vec<Channel>, renews: Purpose };
    /// It is blocked.
    OwnWayBlocked = "answer-own-way-blocked" { channels: Vec<Channel>, renews: Purpose };
    /// Whether it works was not seen.
    OwnWayUnseen = "answer-own-way-unseen" { channels: Vec<Channel>, renews: Purpose };
    /// How often Windows tries by itself.
    TriesByItself = "answer-tries-by-itself" { renews: Purpose, every: u64, unit: SpanUnit };
    /// It is not renewed any more: the last renewal was so many days `ago`.
    NotRenewed = "answer-not-renewed" { ago: u64 };
    /// The day on which it ends can be read in two ways.
    EndUnclear = "answer-end-unclear" { told: String };
    /// A published setup key, installed or to be installed, that is for other Windows than this;
    /// `key` is the one that is for this.
    KeyIsFor = "answer-key-is-for" {
        end: String, products: Vec<String>, own: String, key: Maybe<String>
    };
    /// Microsoft's default key of an edition, which Windows shows in the place of a digital licence
    /// or of the key that the `firmware` holds.
    DefaultKey = "answer-default-key" { end: String, activated: YesNo, firmware: YesNo };
    /// An event of what comes from Microsoft's servers, and is no matter of the activation.
    TicketMissed = "answer-ticket-missed" { event: u64, code: HexCode };
    /// The same, where nothing else tells of an activation.
    TicketAlone = "answer-ticket-alone" { event: u64, code: HexCode };
    /// The directory renews it.
    RenewedByDirectory = "answer-renewed-by-directory" {};
    /// How often its period can be begun again.
    RearmsLeft = "answer-rearms-left" { count: u64 };
    /// Another machine in the same captures: its name, where it is told, and the file.
    OtherMachine = "answer-other-machine" {
        name: Maybe<String>, file: String, status: Maybe<LicenceStatus>, code: Maybe<HexCode>,
        failed: Maybe<HexCode>, key: Maybe<KeyChannel>
    };
    /// The proxy of services, which somebody tried in vain.
    ProxyShut = "answer-proxy-shut" { server: String, missing: YesNo };
    /// How much is left of a licence whose state is told in a word that is not known here.
    LeftUnread = "answer-left-unread" { days: u64, word: Maybe<String>, evaluation: YesNo };
    /// A product beside Windows.
    OtherProduct = "answer-other-product" {
        host: Maybe<String>, kind: ProductKind, name: Maybe<String>, status: Maybe<LicenceStatus>,
        code: Maybe<HexCode>, days: Maybe<u64>, end: Maybe<String>
    };
    /// Which licence that is.
    LicenceIs = "answer-licence-is" {
        name: Maybe<String>, key: Maybe<KeyChannel>, end: Maybe<String>, captures: Vec<String>,
        kms: Maybe<String>
    };
}

closed_sets! {
    /// Who activated Windows for a time.
    Activator {
        /// A KMS host.
        Kms = "kms",
        /// An activation object.
        Directory = "directory",
        /// One of these two: the key does not tell.
        KmsOrDirectory = "kms-or-directory",
        /// The Hyper-V host.
        HyperV = "hyper-v",
        /// Not known.
        Untold = "untold",
    }
    /// How a port did not open.
    NotOpened {
        /// Somebody refused.
        Refused = "refused",
        /// Nobody answered.
        Silent = "silent",
        /// Which of the two is not told.
        Untold = "untold",
        /// The same, and the machine answers ping.
        HostUp = "host-up",
        /// The KMS host itself listens there.
        Listening = "listening",
        /// Which of the two is not told, and the name may have led nowhere.
        UntoldByName = "untold-by-name",
    }
    /// How a TLS handshake that a tool tried ended.
    TlsEnd {
        /// The tool did not trust the certificate.
        Untrusted = "untrusted",
        /// Windows itself did not, by its own list of roots.
        UntrustedByWindows = "untrusted-by-windows",
        /// It could not learn whether the certificate is revoked.
        Revocation = "revocation",
        /// The certificate is out of date by the clock there.
        OutOfDate = "out-of-date",
        /// The certificate is of another name.
        WrongName = "wrong-name",
        /// It was cut off.
        CutOff = "cut-off",
        /// What answered speaks no TLS.
        NoTls = "no-tls",
        /// In another way, or not told.
        Other = "other",
    }
    /// By what a time service is set to take its time.
    TimeSource {
        /// Its domain.
        Domain = "domain",
        /// Servers that somebody named.
        Servers = "servers",
        /// Both.
        Both = "both",
        /// Nothing.
        Nothing = "nothing",
    }
    /// In what a span of time is counted.
    SpanUnit {
        /// Days.
        Days = "days",
        /// Hours.
        Hours = "hours",
        /// Minutes.
        Minutes = "minutes",
    }
    /// What a way is open for.
    Purpose {
        /// The activation that there is has to be renewed.
        Renewal = "renewal",
        /// There is none yet.
        Activation = "activation",
    }
}

/// One thing that is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Detail {
    /// What is said.
    #[serde(flatten)]
    pub says: Answering,
    /// Why, where one thing says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Reason>,
}

impl Detail {
    /// What needs no reason.
    pub fn alone(says: Answering) -> Self {
        Self { says, because: None }
    }
}

/// Why something is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// By what this run saw.
    Seen(Headline),
    /// By what a code means that Windows gave: one of `codes`.
    Code(HexCode),
}
