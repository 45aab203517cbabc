//! What was seen, as data: an id and typed arguments. The sentences stand in the language files, under the same id.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A duration in whole milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Millis(pub u64);

/// A signed difference between two clocks, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct OffsetMs(pub i64);

/// One argument of a finding, for the language files.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A name, an id or foreign text that was scrubbed.
    Text(String),
    /// A number to count by.
    Count(u64),
    /// A duration.
    Duration(Millis),
    /// A difference between clocks.
    Offset(OffsetMs),
    /// A list of names.
    List(Vec<String>),
    /// A day and a time of day, UTC.
    Time(jiff::Timestamp),
}

macro_rules! findings {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal { $($name:ident: $type:ty),* };)+) => {
        /// What was seen, or what cannot be seen.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "id", rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "an argument's name and type say it; the sentence stands in the language file")]
        pub enum Finding {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $variant { $($name: $type),* },)+
        }

        impl Finding {
            /// Every finding there is, with the names of its arguments.
            pub const CATALOGUE: &[(&str, &[&str])] = &[$(($id, &[$(stringify!($name)),*])),+];

            /// The id as it stands in every format and in the language files.
            pub fn id(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $id),+ }
            }

            /// The arguments of the sentence.
            pub fn arguments(&self) -> Vec<(&'static str, Argument)> {
                match self { $(Self::$variant { $($name),* } => vec![$((stringify!($name), $name.into())),*]),+ }
            }
        }
    };
}

findings! {
    /// The host has DNS servers.
    DnsServersConfigured = "dns-servers-configured" { servers: Vec<String> };
    /// The host has no DNS server.
    NoDnsServer = "no-dns-server" {};
    /// The system did not say which DNS servers it uses.
    DnsClientUnreadable = "dns-client-unreadable" { detail: String };
    /// The host has suffixes to search.
    SuffixesKnown = "suffixes-known" { suffixes: Vec<String> };
    /// The host has no suffix.
    NoSuffix = "no-suffix" {};
    /// Other clocks agree with the host's.
    ClockAgrees = "clock-agrees" { offset: OffsetMs, sources: u64 };
    /// Other clocks agree with each other, and not with the host's.
    ClockOff = "clock-off" { offset: OffsetMs, sources: u64 };
    /// The only other clock does not agree with the host's.
    ClockOffOneSource = "clock-off-one-source" { offset: OffsetMs, source: String };
    /// No usable clock answered.
    ClockUnchecked = "clock-unchecked" {};
    /// The other clocks contradict each other and the host's.
    ClockUndecided = "clock-undecided" { sources: Vec<String> };
    /// The time servers agree.
    TimeSourcesAgree = "time-sources-agree" { sources: u64 };
    /// Some time servers are wrong by the word of the others.
    TimeFalsetickers = "time-falsetickers" { sources: Vec<String> };

    /// A DNS server answers.
    DnsAnswers = "dns-answers" {};
    /// A DNS server is silent.
    DnsSilent = "dns-silent" { waited: Millis };
    /// Nothing listens on the DNS server's port.
    DnsPortClosed = "dns-port-closed" {};
    /// A DNS server refuses to answer this client.
    DnsRefuses = "dns-refuses" { notes: Vec<String> };
    /// A DNS server fails on every question.
    DnsServerFails = "dns-server-fails" { notes: Vec<String> };
    /// A DNS server cannot be reached.
    DnsUnreachable = "dns-unreachable" { how: String, reporter: String };
    /// What comes back from a DNS server is no DNS message.
    DnsGarbled = "dns-garbled" {};
    /// A question to a DNS server was cut short.
    DnsUnfinished = "dns-unfinished" {};
    /// The DNS servers say the same.
    DnsServersSame = "dns-servers-same" {};
    /// The DNS servers differ.
    DnsServersDiffer = "dns-servers-differ" { name: String, answers: Vec<String> };

    /// The KMS host is given, so nothing is discovered.
    KmsForced = "kms-forced" {};
    /// SRV records are published.
    SrvPublished = "srv-published" { name: String, targets: Vec<String> };
    /// The name does not exist.
    SrvNameNotFound = "srv-name-not-found" { names: Vec<String> };
    /// The name exists without SRV record.
    SrvNoData = "srv-no-data" { names: Vec<String> };
    /// The DNS servers do not know the domain itself.
    SrvDomainUnknown = "srv-domain-unknown" { names: Vec<String> };
    /// The record says that the service is decidedly not available.
    SrvNotOffered = "srv-not-offered" { names: Vec<String> };
    /// No server gave an answer that counts; `answers` says what each did instead.
    SrvUnanswered = "srv-unanswered" { names: Vec<String>, answers: Vec<String> };
    /// The cloud provider runs a KMS of its own, so that none needs to be published.
    KmsOfCloud = "kms-of-cloud" {};
    /// Nothing was asked.
    SrvNotAsked = "srv-not-asked" {};
    /// The record is published only in a domain given by hand.
    SrvOutsideOwnZones = "srv-outside-own-zones" { name: String, suffixes: Vec<String> };
    /// The record is published where the host looks.
    SrvInOwnZone = "srv-in-own-zone" { name: String };
    /// An SRV target is an alias.
    SrvTargetIsAlias = "srv-target-is-alias" { target: String, aliases: Vec<String> };
    /// An SRV record carries port 0.
    SrvPortZero = "srv-port-zero" { target: String };
    /// The same SRV record stands there twice.
    SrvDuplicate = "srv-duplicate" { target: String };
    /// A published target is not expected.
    PublisherUnexpected = "publisher-unexpected" {};
    /// All published targets are expected.
    PublishersExpected = "publishers-expected" {};
    /// An expected host is published.
    ExpectedHostPublished = "expected-host-published" {};
    /// An expected host is published with another port than the expected one; `alive` is whether it answers there.
    ExpectedHostOtherPort = "expected-host-other-port" { published: String, alive: String };
    /// An expected host is not published; `alive` is `yes`, `no` or `unknown`.
    ExpectedHostUnpublished = "expected-host-unpublished" { alive: String };

    /// A name has addresses; `role` is `kms`, `proxy` or `endpoint` here and below.
    NameResolves = "name-resolves" { role: String, addresses: Vec<String> };
    /// A name does not exist.
    NameNotFound = "name-not-found" { role: String, server: String };
    /// A name has no address.
    NameHasNoAddress = "name-has-no-address" { role: String, server: String };
    /// The DNS server fails on this name, though it answers on others.
    NameServerFails = "name-server-fails" { role: String, server: String, how: String };
    /// Nobody answered for a name.
    NameUnanswered = "name-unanswered" { role: String };
    /// A port takes connections.
    PortOpen = "port-open" { role: String, took: Millis };
    /// A port is dead at one address and alive at another; `how` is the kind of failure.
    PortDeadBesideLive = "port-dead-beside-live" { role: String, how: String };
    /// A port is silent.
    PortSilent = "port-silent" { role: String, waited: Millis };
    /// A port refuses.
    PortRefused = "port-refused" { role: String };
    /// A router refuses in the host's name.
    PortRefusedByRouter = "port-refused-by-router" { role: String, router: String, detail: String };
    /// The machine itself rejects the connection with an ICMP error: its own firewall.
    PortRejectedByHost = "port-rejected-by-host" { role: String, detail: String };
    /// A firewall says that the traffic is prohibited.
    PortProhibited = "port-prohibited" { role: String, router: String, detail: String };
    /// A router says that the host, or its network, cannot be reached.
    PortUnreachable = "port-unreachable" { role: String, router: String, what: String };
    /// The host itself cannot be found on its network.
    HostAbsent = "host-absent" { role: String };
    /// This host has no route.
    NoRoute = "no-route" { role: String };
    /// This host has no connectivity in that address family, while the other family works.
    FamilyUnused = "family-unused" { role: String, family: String };
    /// This host's own firewall forbids it.
    BlockedLocally = "blocked-locally" { role: String };
    /// The connection was reset as soon as it stood.
    PortReset = "port-reset" { role: String };
    /// Another error of the system.
    PortOtherFailure = "port-other-failure" { role: String, detail: String };
    /// A step was not taken to its end; `why` is `cut-short` (user, deadline), `left-out` (never asked) or `internal`.
    StepUnfinished = "step-unfinished" { role: String, why: String };

    /// The bind was accepted.
    BindAccepted = "bind-accepted" { took: Millis };
    /// An RPC server without the KMS interface.
    BindNoSuchInterface = "bind-no-such-interface" { result: String, reason: u64 };
    /// A `bind_nak`.
    BindNak = "bind-nak" { reason: u64 };
    /// A `fault`.
    BindFault = "bind-fault" { status: String };
    /// Connected, then silence.
    BindSilent = "bind-silent" { waited: Millis };
    /// Connected, then closed.
    BindClosed = "bind-closed" {};
    /// Connected, then reset.
    BindReset = "bind-reset" {};
    /// Another protocol; `speaks` is `tls`, `http`, `banner` or `unknown`.
    BindOtherProtocol = "bind-other-protocol" { speaks: String, excerpt: String };
    /// RPC that breaks its rules.
    BindGarbled = "bind-garbled" { detail: String };
    /// The bind with several transfer syntaxes passes too.
    MultiSyntaxPasses = "multi-syntax-passes" {};
    /// It does not; `how` is `silent`, `closed`, `reset`, `rejected` or `other`.
    MultiSyntaxStopped = "multi-syntax-stopped" { how: String };
    /// The second connection, for the bind that Windows sends, did not come about; `how` is a failure kind.
    MultiSyntaxUnconnected = "multi-syntax-unconnected" { how: String };
    /// The clock is good enough for KMS.
    KmsClockGood = "kms-clock-good" { offset: OffsetMs, limit: Millis };
    /// The clock is not good enough for KMS.
    KmsClockBad = "kms-clock-bad" { offset: OffsetMs, limit: Millis };
    /// The clock could not be compared.
    KmsClockUnknown = "kms-clock-unknown" { limit: Millis };

    /// No proxy is configured.
    ProxyDirect = "proxy-direct" { source: String };
    /// A proxy is configured.
    ProxyConfigured = "proxy-configured" { source: String, servers: Vec<String> };
    /// The settings cannot be read.
    ProxyUnreadable = "proxy-unreadable" { source: String, detail: String };
    /// Part of the settings is not understood.
    ProxyPartlyUnderstood = "proxy-partly-understood" { entries: Vec<String> };
    /// The settings name a script or automatic discovery.
    ProxyScript = "proxy-script" { script: String };
    /// A bypass entry sends endpoints past the proxy.
    ProxyBypassed = "proxy-bypassed" { entry: String, servers: Vec<String> };
    /// Proxies are configured, but none for the endpoints' scheme.
    ProxyNotForScheme = "proxy-not-for-scheme" { servers: Vec<String> };
    /// The proxy opens the tunnel.
    ProxyAdmits = "proxy-admits" {};
    /// The proxy wants to know who asks; `kind` is `integrated` (Negotiate, NTLM), `password` or `unknown`.
    ProxyAsksPassword = "proxy-asks-password" { kind: String, schemes: Vec<String> };
    /// The proxy forbids it.
    ProxyDenies = "proxy-denies" { status: u64, marks: Vec<String> };
    /// The proxy itself cannot get through.
    ProxyCannotReach = "proxy-cannot-reach" { status: u64, marks: Vec<String> };
    /// The proxy answers something else.
    ProxyUnexpectedStatus = "proxy-unexpected-status" { status: u64, marks: Vec<String> };
    /// The proxy takes the connection and does not answer.
    ProxySilent = "proxy-silent" { waited: Millis };
    /// The proxy hangs up.
    ProxyHangsUp = "proxy-hangs-up" { how: String };
    /// What listens is no HTTP proxy.
    ProxyNotHttp = "proxy-not-http" {};
    /// A TLS handshake completed.
    TlsCompleted = "tls-completed" { version: String };
    /// A TLS handshake without answer.
    TlsSilent = "tls-silent" { waited: Millis };
    /// A TLS handshake cut off; `how` is `closed` or `reset`.
    TlsCutOff = "tls-cut-off" { how: String };
    /// A TLS alert.
    TlsAlerted = "tls-alerted" { alert: String };
    /// No common version or cipher.
    TlsIncompatible = "tls-incompatible" { detail: String };
    /// No TLS at all.
    TlsNotSpoken = "tls-not-spoken" { detail: String };
    /// TLS that breaks its rules.
    TlsGarbled = "tls-garbled" { detail: String };
    /// The certificate is in date.
    CertificateInDate = "certificate-in-date" { until: jiff::Timestamp };
    /// A certificate is past its end; `subject` is given where it is not the endpoint's own. Here and below.
    CertificateExpired = "certificate-expired" { subject: String, until: jiff::Timestamp };
    /// The certificate is not yet valid; `clock` is `compared` or `unknown`.
    CertificateNotYetValid = "certificate-not-yet-valid" { subject: String, from: jiff::Timestamp, clock: String };
    /// The certificate is out of date by this host's clock, and in date by the others.
    CertificateDateByClock = "certificate-date-by-clock" {};
    /// The certificate names the host.
    CertificateNamesHost = "certificate-names-host" {};
    /// The certificate is for other names.
    CertificateOtherNames = "certificate-other-names" { names: Vec<String> };
    /// A public authority or Microsoft vouches for the chain.
    CertificateGenuine = "certificate-genuine" { issuer: String };
    /// A private authority that this system trusts made the certificate: TLS inspection.
    CertificateInspectedTrusted = "certificate-inspected-trusted" { issuer: String };
    /// An authority that nobody here trusts made the certificate: TLS inspection without its root, or another server.
    CertificateInspected = "certificate-inspected" { issuer: String };
    /// A certificate was revoked.
    CertificateRevoked = "certificate-revoked" { issuer: String };
    /// Who vouches for the chain could not be decided.
    CertificateUndecided = "certificate-undecided" { issuer: String };
    /// An HTTP answer.
    HttpAnswered = "http-answered" { status: u64 };
    /// An HTTP answer that is not the wanted file.
    HttpUnexpectedStatus = "http-unexpected-status" { status: u64, marks: Vec<String> };
    /// No HTTP answer.
    HttpSilent = "http-silent" { waited: Millis };
    /// The connection ended without HTTP answer; `how` is `closed`, `reset` or `other`.
    HttpCutOff = "http-cut-off" { how: String };
    /// Something that is not HTTP.
    HttpNotSpoken = "http-not-spoken" { detail: String };
    /// All endpoints that activation needs answer.
    EndpointsAnswer = "endpoints-answer" { endpoints: u64, way: String };
    /// No endpoint was asked.
    EndpointsNotAsked = "endpoints-not-asked" {};

    /// The telephone needs no network.
    PhoneNeedsNoNetwork = "phone-needs-no-network" {};

    /// Caveat: what a bind does not show of the KMS host.
    KmsHostStateUnseen = "kms-host-state-unseen" {};
    /// Caveat: the firewall rule that counts is the one for the licensing service.
    ServiceRuleUnseen = "service-rule-unseen" {};
    /// Caveat: whether the key has activations left.
    KeyStateUnseen = "key-state-unseen" {};
    /// Caveat: the trust store looked at is not a Windows one.
    WindowsTrustUnseen = "windows-trust-unseen" {};
    /// Caveat: a telephone activation needs another key than a KMS client's.
    PhoneNeedsKey = "phone-needs-key" {};
    /// Caveat: the clock rests on one source.
    ClockOneSource = "clock-one-source" { source: String };
    /// Caveat: more KMS hosts are published than were tried.
    TargetsLeftOut = "targets-left-out" { count: u64 };
    /// Caveat: the run was cut short.
    RunCutShort = "run-cut-short" {};
    /// Caveat: probes were left out by the user.
    ProbesLeftOut = "probes-left-out" { probes: Vec<String> };
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&u64> for Argument {
    fn from(count: &u64) -> Self {
        Self::Count(*count)
    }
}

impl From<&Millis> for Argument {
    fn from(duration: &Millis) -> Self {
        Self::Duration(*duration)
    }
}

impl From<&OffsetMs> for Argument {
    fn from(offset: &OffsetMs) -> Self {
        Self::Offset(*offset)
    }
}

impl From<&Vec<String>> for Argument {
    fn from(list: &Vec<String>) -> Self {
        Self::List(list.clone())
    }
}

impl From<&jiff::Timestamp> for Argument {
    fn from(time: &jiff::Timestamp) -> Self {
        Self::Time(*time)
    }
}

impl Millis {
    /// Microseconds, rounded to the nearest millisecond.
    pub fn from_us(us: u64) -> Self {
        Self(us.saturating_add(500) / 1000)
    }

    /// Microseconds of waiting, rounded so that waits of the same limit read the same: to tenths of a second from one
    /// second on, to tens of milliseconds below.
    pub fn waited_us(us: u64) -> Self {
        let step = if us >= 1_000_000 { 100 } else { 10 };
        Self((us.saturating_add(step * 500) / (step * 1000)) * step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique() {
        let mut ids: Vec<_> = Finding::CATALOGUE.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Finding::CATALOGUE.len());
    }

    #[test]
    fn waits_of_one_limit_read_the_same() {
        assert_eq!(Millis::waited_us(4_000_123), Millis::waited_us(4_001_900));
        assert_eq!(Millis::waited_us(4_000_123), Millis(4000));
        assert_eq!(Millis::waited_us(252_000), Millis(250));
    }

    #[test]
    fn arguments_carry_the_names_of_the_catalogue() {
        let finding = Finding::KmsClockBad { offset: OffsetMs(-5), limit: Millis(7) };
        let names: Vec<_> = finding.arguments().iter().map(|(name, _)| *name).collect();
        let declared = Finding::CATALOGUE.iter().find(|(id, _)| *id == finding.id()).unwrap().1;
        assert_eq!(names, declared);
    }
}
