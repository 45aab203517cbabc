//! What was seen, as data: an id and typed arguments. The sentences stand in the language files,
//! under the same id.

pub mod argument;
mod closed;
mod maybe;
mod name_rule;

#[cfg(test)]
mod tests;

pub use argument::{Argument, Day, Millis, Moment, OffsetMs};
pub use closed::{
    AddOnMend, Alive, AvmaRefusal, Below, BindEnd, ClockBacking, ClockKeeping, ClockOff,
    CountTeller, CutOff, Distrust, Family, FirstServer, HostTakesKey, KnownBy, NamedBy, NotSet,
    OfficeWant, OtherClocks, OtherTurns, Outside, PasswordKind, PortSeen, ProxyOrigin, PublishEnd,
    RearmsKnown, Rejecter, RequestEnd, Role, RootHeld, ToolDistrust, Unfinished, WrongClock,
};
pub use maybe::{CountText, HexCode, Maybe, Script, Way, YesNo};
pub use name_rule::NameRule;

use actprobe_probes::evidence::{
    ActivationType, Channel, Cloud, FailureKind, ForcedLevel, KeyChannel, LicenceStatus, NotSent,
    OtherProtocol, Probe, Rejection, Step,
};

use super::sentence::sentences;

sentences! {
    /// What was seen, or what cannot be seen.
    pub enum Finding;

    /// The host has DNS servers.
    DnsServersConfigured = "dns-servers-configured" { servers: Vec<String> };
    /// The host has no DNS server.
    NoDnsServer = "no-dns-server" {};
    /// The system did not say which DNS servers it uses.
    DnsClientUnreadable = "dns-client-unreadable" { detail: Maybe<String> };
    /// The host has suffixes to search.
    SuffixesKnown = "suffixes-known" { suffixes: Vec<String> };
    /// The host has no suffix.
    NoSuffix = "no-suffix" {};
    /// Other clocks agree with the host's.
    ClockAgrees = "clock-agrees" { offset: OffsetMs, sources: u64 };
    /// Other clocks agree with each other, and not with the host's.
    ClockOff = "clock-off" { offset: OffsetMs, sources: u64 };
    /// The only other clock does not agree with the host's; `issuer` made the certificate of who
    /// opens TLS on the way to it.
    ClockOffOneSource = "clock-off-one-source" {
        offset: OffsetMs, source: String, backed: ClockBacking, issuer: Maybe<String>
    };
    /// A time server answers.
    TimeServersAnswer = "time-servers-answer" {};
    /// None of the time servers that were asked does.
    TimeServersSilent = "time-servers-silent" { servers: Vec<String> };
    /// This host's own filter keeps it from all of its time servers.
    TimeServersBarred = "time-servers-barred" { servers: Vec<String> };
    /// No usable clock answered.
    ClockUnchecked = "clock-unchecked" {};
    /// The other clocks contradict each other and the host's.
    ClockUndecided = "clock-undecided" { sources: Vec<String> };
    /// The time servers agree.
    TimeSourcesAgree = "time-sources-agree" { sources: u64 };
    /// The host's time service follows no source, by its own word.
    TimeServiceFree = "time-service-free" { set: YesNo };
    /// The host's time service was told to set the clock, and did not.
    ClockNotSet = "clock-not-set" { why: NotSet };
    /// Some time servers are wrong by the word of the others.
    TimeFalsetickers = "time-falsetickers" { sources: Vec<String> };

    /// A DNS server answers.
    DnsAnswers = "dns-answers" {};
    /// A DNS server is silent; `up` is another port of its address that answered.
    DnsSilent = "dns-silent" { waited: Millis, up: Maybe<String> };
    /// Questions to a DNS server stayed unanswered, while it answered others over UDP.
    DnsAnswersSome = "dns-answers-some" { waited: Millis };
    /// A DNS server has no UDP port, and answers over TCP.
    DnsClosedOverUdp = "dns-closed-over-udp" {};
    /// A DNS server is silent over UDP, and answers over TCP.
    DnsSilentOverUdp = "dns-silent-over-udp" { waited: Millis };
    /// Nothing listens on the DNS server's port.
    DnsPortClosed = "dns-port-closed" {};
    /// The server is this host itself, and answers nothing there.
    DnsOfThisHostDown = "dns-of-this-host-down" {};
    /// A DNS server refuses to answer this client; `others`: names of other domains are looked up.
    DnsRefuses = "dns-refuses" { notes: Vec<String>, others: YesNo };
    /// A DNS server fails on every question; `others`: names of other domains are looked up.
    DnsServerFails = "dns-server-fails" { notes: Vec<String>, others: YesNo };
    /// A DNS server cannot be reached.
    DnsUnreachable = "dns-unreachable" { how: FailureKind, reporter: Maybe<String> };
    /// What comes back from a DNS server is no DNS message.
    DnsGarbled = "dns-garbled" {};
    /// A question to a DNS server was cut short.
    DnsUnfinished = "dns-unfinished" { why: Unfinished };
    /// The DNS servers say the same.
    DnsServersSame = "dns-servers-same" {};
    /// Some of the servers do not know the domain, and others do.
    DnsServerOfAnotherSite = "dns-server-of-another-site" {
        servers: Vec<String>, domain: String, beside: Vec<String>
    };
    /// The DNS servers differ.
    /// `first` is the one that this host asks first, of the servers of one connection, and `others`
    /// those that answer otherwise than it, or all where the order is not known; `serving`: KMS
    /// hosts that the others alone name, and that serve in this run.
    DnsServersDiffer = "dns-servers-differ" {
        name: String, answers: Vec<String>, first: Maybe<String>, others: Vec<String>,
        serving: Vec<String>
    };

    /// The KMS host is given, so nothing is discovered.
    KmsForced = "kms-forced" {};
    /// The host's own settings force a KMS host, so that it looks for none.
    KmsForcedByHost = "kms-forced-by-host" {};
    /// The forced host answers.
    ForcedHostAnswers = "forced-host-answers" { host: String, level: ForcedLevel };
    /// The forced host does not serve; `published` are hosts in DNS that do; `wrong`: the setting
    /// is what is wrong, for others serve or may, or the name is no more; `lone`: DNS has none
    /// that would do in its place.
    ForcedHostDead = "forced-host-dead" {
        host: String, level: ForcedLevel, published: Vec<String>, open: Vec<String>,
        untried: Vec<String>, wrong: YesNo, lone: YesNo
    };
    /// By captures, another port of the forced host opens; whether the forced one was `tried`, in
    /// vain.
    ForcedPortNotThatTested = "forced-port-not-that-tested" {
        host: String, level: ForcedLevel, port: u64, open: u64, tried: YesNo
    };
    /// By captures, other hosts than the forced one were tested, and that one was not.
    ForcedHostNotThatTested = "forced-host-not-that-tested" {
        host: String, level: ForcedLevel, tested: Vec<String>
    };
    /// The forced host listens on another port than the forced one.
    ForcedPortWrong = "forced-port-wrong" {
        host: String, level: ForcedLevel, port: u64, listens: u64
    };
    /// The forced port is another service's.
    ForcedPortOfAnother = "forced-port-of-another" {
        host: String, level: ForcedLevel, port: u64, mapper: YesNo
    };
    /// The forced host is the machine itself, which this Windows does not take.
    ForcedHostIsItself = "forced-host-is-itself" { host: String, level: ForcedLevel };
    /// A host is forced for one product, and which one is installed is not known.
    ForcedForSomeProduct = "forced-for-some-product" { host: String, sku: Maybe<String> };
    /// A cloud's KMS is forced and does not serve, and where this machine runs is not known.
    ForcedCloudInVain = "forced-cloud-in-vain" { host: String, level: ForcedLevel, cloud: Cloud };
    /// The forced host is nobody's here: `listed` among those of the Internet that answer
    /// everybody, or a public name outside the host's domains; what the `firmware` holds is the end
    /// of a key.
    ForcedHostOfStranger = "forced-host-of-stranger" {
        host: String, level: ForcedLevel, listed: YesNo, licensed: YesNo, firmware: Maybe<String>
    };
    /// The forced host is the KMS of a cloud that this machine does not run in.
    ForcedForeignCloud = "forced-foreign-cloud" { host: String, level: ForcedLevel, cloud: Cloud };
    /// The host of the last success does not answer, and another does.
    RememberedHostDead = "remembered-host-dead" { host: String };
    /// The host's settings allow another way only.
    KmsNotAllowed = "kms-not-allowed" { way: ActivationType };
    /// This is a KMS host, and it was told not to publish itself.
    KmsHostNotPublishing = "kms-host-not-publishing" {};
    /// This KMS host is told to publish itself in these zones, and no record of it stands there.
    KmsHostPublishesInVain = "kms-host-publishes-in-vain" { zones: Vec<String> };
    /// Another KMS host, whose licence was captured, was told not to publish itself.
    OtherKmsHostNotPublishing = "other-kms-host-not-publishing" { host: Maybe<String> };
    /// A KMS host could not publish its record, by the word of its log (event 12293).
    KmsHostPublishFailed = "kms-host-publish-failed" {
        host: Maybe<String>, zone: Maybe<String>, code: HexCode, why: PublishEnd, day: Maybe<Day>
    };
    /// It published it (event 12294).
    KmsHostPublished = "kms-host-published" { host: Maybe<String>, day: Maybe<Day> };
    /// A KMS host listens on another port than the published one.
    KmsHostListensElsewhere = "kms-host-listens-elsewhere" {
        host: Maybe<String>, port: u64, published: Vec<String>
    };
    /// The rule of this KMS host's own firewall that lets clients in is on.
    KmsHostRuleOn = "kms-host-rule-on" {};
    /// It is off.
    KmsHostRuleOff = "kms-host-rule-off" {};
    /// A KMS host refused this host's time, and another clock says that this one is right.
    KmsHostClockWrong = "kms-host-clock-wrong" { code: HexCode, kms: Maybe<String> };
    /// Windows found no record, its own domain has none, and another domain has one.
    SrvUnfoundElsewhere = "srv-unfound-elsewhere" {
        domain: String, targets: Vec<String>, own: String, code: HexCode
    };
    /// A KMS host on whose port nothing listens; `host`: another one, whose port does not open.
    KmsHostNotListening = "kms-host-not-listening" { host: Maybe<String>, stopped: YesNo };
    /// A KMS host's port does not open, and it listens there itself; `rule`: its own firewall lets
    /// clients in.
    KmsHostListensBehind = "kms-host-listens-behind" { host: String, rule: YesNo };
    /// A KMS host's port does not open, and its licensing service is stopped.
    KmsHostServiceStopped = "kms-host-service-stopped" { host: String };
    /// A KMS host's port does not open, and nothing can listen there.
    KmsHostServiceDisabled = "kms-host-service-disabled" { host: String };
    /// The resolver of Windows says what the servers say.
    SystemResolverAgrees = "system-resolver-agrees" {};
    /// It does not; `rule` is the rule for name resolution that the name falls under, if any.
    SystemResolverDiffers = "system-resolver-differs" {
        name: String, system: Vec<String>, servers: Vec<String>, rule: Maybe<NameRule>
    };
    /// By captures alone, a KMS host was seen to activate this client.
    KmsSeenServing = "kms-seen-serving" { host: Maybe<String>, day: Maybe<Day> };
    /// No KMS host is published, and the directory renews this Windows.
    KmsNotNeeded = "kms-not-needed" { names: Vec<String> };
    /// By captures alone, the service itself names the KMS host that it asks.
    KmsHostAsked = "kms-host-asked" { host: String };
    /// SRV records are published.
    SrvPublished = "srv-published" { name: String, targets: Vec<String> };
    /// The name does not exist.
    SrvNameNotFound = "srv-name-not-found" { names: Vec<String> };
    /// The name exists without SRV record.
    SrvNoData = "srv-no-data" { names: Vec<String> };
    /// The DNS servers do not know the domain itself.
    SrvDomainUnknown = "srv-domain-unknown" { names: Vec<String> };
    /// It was asked of resolvers that serve everybody, and they know of none; whether this host
    /// asks `others`.
    SrvAskedOfPublic = "srv-asked-of-public" {
        names: Vec<String>, servers: Vec<String>, others: YesNo
    };
    /// It was asked of the default gateway of a host that belongs to a domain, which knows of none.
    SrvAskedOfGateway = "srv-asked-of-gateway" {
        names: Vec<String>, servers: Vec<String>, vpn: Maybe<String>
    };
    /// The record says that the service is decidedly not available.
    SrvNotOffered = "srv-not-offered" { names: Vec<String> };
    /// The servers answer other questions, and this kind of record none; `zone_server` is the
    /// primary of the zone, where it is known.
    SrvNotServed = "srv-not-served" {
        names: Vec<String>, answers: Vec<String>, zone_server: Maybe<String>
    };
    /// The name is an alias, and what it leads to has no record.
    SrvAliasBroken = "srv-alias-broken" { names: Vec<String>, ends: Vec<String> };
    /// The server that is asked first has no record, and one behind it has.
    SrvHiddenByFirstServer = "srv-hidden-by-first-server" {
        name: String, stranger: YesNo, first_is: FirstServer, first: String, behind: Vec<String>
    };
    /// The client was told to look in `domain` alone, which has no record, and its own zone has.
    SrvPastLookupDomain = "srv-past-lookup-domain" { domain: String, name: String };
    /// The client was told to look in `domain` alone, which has no record.
    SrvLookupDomainEmpty = "srv-lookup-domain-empty" { domain: String };
    /// The client was told to look in `domain` alone, and nobody asked what that publishes.
    SrvLookupDomainNotAsked = "srv-lookup-domain-not-asked" { domain: String };
    /// The record stands in the host's Active Directory domain, which is none of its suffixes.
    SrvInDirectoryDomainAlone = "srv-in-directory-domain-alone" {
        name: String, suffixes: Vec<String>
    };
    /// By captures, the record stands in a domain that none of the host's suffixes names.
    SrvOutsideSearched = "srv-outside-searched" { name: String, suffixes: Vec<String> };
    /// No server gave an answer that counts; `answers` says what each did instead.
    SrvUnanswered = "srv-unanswered" {
        names: Vec<String>, answers: Vec<String>, failing: Vec<String>
    };
    /// The servers answer other questions over UDP, and nothing over TCP.
    SrvNeedsTcp = "srv-needs-tcp" { names: Vec<String>, servers: Vec<String> };
    /// The cloud provider runs a KMS of its own, so that none needs to be published.
    KmsOfCloud = "kms-of-cloud" {};
    /// The firewall lets the licensing service out.
    ServiceRuleAllows = "service-rule-allows" {};
    /// The firewall blocks what goes out in these profiles, and no rule lets the licensing service
    /// out.
    ServiceRuleMissing = "service-rule-missing" { profiles: Vec<String> };
    /// Rules of the firewall forbid it.
    ServiceRuleForbids = "service-rule-forbids" { rules: Vec<String> };
    /// Nobody publishes a KMS host, and the host's settings do not name the provider's, which
    /// Windows does not look for by itself.
    CloudKmsUntold = "cloud-kms-untold" { host: String, port: u64 };
    /// Windows itself found none, by a code that it gave; a capture tells where this host looks,
    /// and whom it asks.
    SrvMissedByService = "srv-missed-by-service" {
        code: HexCode, suffixes: Vec<String>, servers: Vec<String>, vpn: Maybe<String>
    };
    /// A host in no domain has a KMS client key, and nothing tells of a KMS host; `code`: Windows
    /// itself found none.
    SrvMissedInWorkgroup = "srv-missed-in-workgroup" {
        code: Maybe<HexCode>, firmware: Maybe<String>
    };
    /// The client itself knows no KMS host from DNS, by the word of `slmgr`.
    SrvUndiscovered = "srv-undiscovered" {};
    /// Nothing was asked.
    SrvNotAsked = "srv-not-asked" {};
    /// A capture asked for the name without a domain, and nothing was found.
    SrvAskedWithoutDomain = "srv-asked-without-domain" {};
    /// The record is published only in a domain given by hand; it `decides` where this host is
    /// taken for a client.
    SrvOutsideOwnZones = "srv-outside-own-zones" {
        name: String, suffixes: Vec<String>, decides: YesNo
    };
    /// The same, and the DNS servers know no domain where the host itself would look.
    SrvOutsideUnknownZones = "srv-outside-unknown-zones" {
        name: String, suffixes: Vec<String>, decides: YesNo
    };
    /// The record is published where the host looks.
    SrvInOwnZone = "srv-in-own-zone" { name: String };
    /// An SRV target is an alias.
    SrvTargetIsAlias = "srv-target-is-alias" { target: String, aliases: Vec<String> };
    /// An SRV record holds an address where a host's name belongs.
    SrvTargetIsAddress = "srv-target-is-address" { target: String, address: String };
    /// An SRV target has its zone twice: the final dot was forgotten.
    SrvTargetHasZoneTwice = "srv-target-has-zone-twice" { target: String, meant: String };
    /// The host of an SRV record listens on another port than the one in the record.
    SrvPortWrong = "srv-port-wrong" { target: String, port: u64, listens: u64 };
    /// An SRV record names a port that is another service's.
    SrvPortOfAnother = "srv-port-of-another" { target: String, port: u64, mapper: YesNo };
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
    /// An expected host is published with another port than the expected one; `alive` is whether it
    /// answers there.
    ExpectedHostOtherPort = "expected-host-other-port" { published: String, alive: Alive };
    /// An expected host is not published.
    ExpectedHostUnpublished = "expected-host-unpublished" { alive: Alive };

    /// A name has addresses.
    NameResolves = "name-resolves" { role: Role, addresses: Vec<String> };
    /// A name does not exist.
    NameNotFound = "name-not-found" { role: Role, server: Maybe<String> };
    /// A KMS host is set by a name without a dot, which none of the host's suffixes completes to a
    /// name that exists.
    ShortNameNotFound = "short-name-not-found" {
        host: String, suffixes: Vec<String>, server: Maybe<String>
    };
    /// A name is an alias, and what it leads to does not exist, or has no address.
    NameAliasBroken = "name-alias-broken" { role: Role, end: String, server: Maybe<String> };
    /// A name has no address.
    NameHasNoAddress = "name-has-no-address" { role: Role, server: Maybe<String> };
    /// The first DNS server has no address for the name, or none of the `family` that this host
    /// uses alone, and another one of its connection has.
    NameKnownToOthers = "name-known-to-others" {
        role: Role, stranger: YesNo, server: Maybe<String>, others: Vec<String>,
        family: Maybe<Family>
    };
    /// A server that resolves other names of the Internet has none of this one.
    NameDeniedBesideOthers = "name-denied-beside-others" { server: String };
    /// The name exists without an address, or without one of the family that this host uses, and
    /// the server does not say so as a zone does: it may
    /// keep addresses back.
    NameAddressesKeptBack = "name-addresses-kept-back" {
        role: Role, server: Maybe<String>, family: Maybe<Family>
    };
    /// The DNS server fails on this name, though it answers on others.
    /// So do `others`. `inside`: they answer for the site's names, and for none of the Internet.
    NameServerFails = "name-server-fails" {
        role: Role, server: Maybe<String>, how: FailureKind, others: Vec<String>, inside: YesNo
    };
    /// A server fails on an endpoint's name, or refuses it, and resolves others; by its own word
    /// (RFC 8914) for that `reason`. So do `others`.
    NameFailsBesideOthers = "name-fails-beside-others" {
        server: String, how: FailureKind, reason: Maybe<String>, others: Vec<String>
    };
    /// A name has no address but such as no machine has, or the hosts file leads it to this very
    /// machine.
    NameLeadsNowhere = "name-leads-nowhere" {
        role: Role, addresses: Vec<String>, by: NamedBy, server: Maybe<String>
    };
    /// A name leads to a machine of other names; `anything` is whether names that do not exist lead
    /// there too.
    NameLeadsElsewhere = "name-leads-elsewhere" {
        host: String, address: String, others: Vec<String>, anything: YesNo
    };
    /// The hosts file leads a name to other addresses than DNS does.
    NameDiffersFromDns = "name-differs-from-dns" {
        host: String, addresses: Vec<String>, in_dns: Vec<String>
    };
    /// Addresses at which nobody was reached come from the hosts file.
    NameFromHostsFile = "name-from-hosts-file" { role: Role, addresses: Vec<String> };
    /// Nobody answered for a name.
    NameUnanswered = "name-unanswered" {
        role: Role, others: YesNo, server: Maybe<String>
    };
    /// A port takes connections.
    PortOpen = "port-open" { role: Role, took: Millis };
    /// A port is dead at one address and alive at another.
    /// The family is given where it is all of one that fails, and all of the other that answers.
    PortDeadBesideLive = "port-dead-beside-live" {
        role: Role, how: FailureKind, router: Maybe<String>, family: Maybe<Family>
    };
    /// A port is silent; `up` is another port of the same address that answered; `beside`: another
    /// address of the same name takes connections there.
    PortSilent = "port-silent" { role: Role, waited: Millis, up: Maybe<String>, beside: YesNo };
    /// A port is silent, and a router said of another address of the same network that it does not
    /// pass packets on.
    PortSilentAsTold = "port-silent-as-told" { role: Role, waited: Millis, router: String };
    /// An endpoint is silent, and others answer on the same direct way.
    SilentBesideOthers = "silent-beside-others" { waited: Millis };
    /// A port refuses.
    PortRefused = "port-refused" { role: Role };
    /// The same at an address of this host itself.
    PortRefusedHere = "port-refused-here" { role: Role };
    /// A router refuses in the host's name.
    PortRefusedByRouter = "port-refused-by-router" {
        role: Role, router: String, detail: Maybe<String>
    };
    /// The machine itself rejects the connection with an ICMP error: its own firewall.
    PortRejectedByHost = "port-rejected-by-host" { role: Role, detail: Maybe<String> };
    /// A firewall says that the traffic is prohibited.
    PortProhibited = "port-prohibited" { role: Role, router: Maybe<String>, detail: Maybe<String> };
    /// A router says that the host, or its network, cannot be reached; `up` is another port of the
    /// host's address that answered.
    PortUnreachable = "port-unreachable" {
        role: Role, router: String, what: FailureKind, up: Maybe<String>
    };
    /// A router has no way to one address, and another of the same name and family is reached.
    UnreachableBesideReached = "unreachable-beside-reached" { role: Role, router: String };
    /// The system says that the host, or the way to it, is not there, and not who said so.
    PortUnreachableUntold = "port-unreachable-untold" { role: Role };
    /// A router says that the packets were under way for too long.
    RoutingLoop = "routing-loop" { role: Role, router: Maybe<String> };
    /// The router that leads there cannot be found on this host's network.
    GatewayAbsent = "gateway-absent" { role: Role, gateway: Maybe<String> };
    /// The host itself cannot be found on its network.
    HostAbsent = "host-absent" { role: Role };
    /// This host has no route.
    NoRoute = "no-route" { role: Role };
    /// The name has addresses of one family alone, and the host uses the other alone.
    FamilyMismatch = "family-mismatch" { role: Role, target: Family, host: Family, nat64: YesNo };
    /// DNS holds an address that is good on one link alone.
    AddressOfOneLink = "address-of-one-link" { role: Role, address: String };
    /// A KMS address of the host's own link, at which nobody was reached.
    LinkLocalUnreached = "link-local-unreached" { address: String };
    /// The host's own route to it leads by a router that is in none of its networks.
    RouteByForeignGateway = "route-by-foreign-gateway" {
        address: String,
        to: String,
        mask: String,
        gateway: String,
        right: Maybe<String>,
        link: YesNo,
        also: Vec<String>
    };
    /// This host has no connectivity in that address family, while the other family works.
    FamilyUnused = "family-unused" { role: Role, family: Family };
    /// This host's own firewall forbids it.
    BlockedLocally = "blocked-locally" { role: Role };
    /// The connection was reset as soon as it stood.
    PortReset = "port-reset" { role: Role };
    /// Another error of the system.
    PortOtherFailure = "port-other-failure" { role: Role, detail: Maybe<String> };
    /// A name led to no address, and the capture that says so does not say why.
    NameUntold = "name-untold" { role: Role };
    /// A connection failed, and the capture that says so does not say how.
    PortUntold = "port-untold" { role: Role };
    /// A provider's KMS did not let itself be connected to; `untold`: the tool does not say how.
    KmsOfCloudUnreached = "kms-of-cloud-unreached" {
        cloud: Cloud, waited: Millis, untold: YesNo,
        here: YesNo
    };
    /// The site's record names a provider's KMS, which was not reached, and nothing tells that this
    /// machine is one of the provider's.
    SrvCloudInVain = "srv-cloud-in-vain" { target: String, cloud: Cloud };
    /// A port did not open, and its machine answers ping; `silent`: nobody answered there.
    PortClosedHostUp = "port-closed-host-up" { role: Role, silent: YesNo };
    /// A connection failed in an untold way, and the name may have led to no address as well.
    NameOrPortUntold = "name-or-port-untold" { role: Role };
    /// By captures, the port opens from some addresses and not from others.
    PortOpensForSome = "port-opens-for-some" { opens: Vec<String>, fails: Vec<String> };
    /// By captures, the port does not open from this host, and does from another machine.
    PortOpensElsewhere = "port-opens-elsewhere" { opens: Vec<String> };
    /// By captures, one connection came about and another did not; not for want of the right
    /// address to come from.
    PortOpensAtTimes = "port-opens-at-times" {};
    /// A step was not taken to its end.
    StepUnfinished = "step-unfinished" { role: Role, why: Unfinished };

    /// The bind was accepted.
    BindAccepted = "bind-accepted" { took: Millis };
    /// An RPC server without the KMS interface.
    BindNoSuchInterface = "bind-no-such-interface" { result: Rejecter, reason: u64 };
    /// An RPC server has the interface, and takes none of the transfer syntaxes.
    BindSyntaxRejected = "bind-syntax-rejected" {};
    /// An RPC server has no means left for another client.
    BindNoRoom = "bind-no-room" {};
    /// A `bind_nak`.
    BindNak = "bind-nak" { reason: u64 };
    /// A `fault`.
    BindFault = "bind-fault" { status: HexCode };
    /// Connected, then silence.
    BindSilent = "bind-silent" { waited: Millis };
    /// The bind's answer begins, and does not go on.
    BindBrokenOff = "bind-broken-off" { waited: Millis, detail: String };
    /// Connected, then closed.
    BindClosed = "bind-closed" {};
    /// Connected, then reset.
    BindReset = "bind-reset" {};
    /// Another protocol.
    BindOtherProtocol = "bind-other-protocol" { speaks: OtherProtocol, excerpt: String };
    /// RPC that breaks its rules.
    BindGarbled = "bind-garbled" { detail: Maybe<String> };
    /// The bind with several transfer syntaxes passes too.
    MultiSyntaxPasses = "multi-syntax-passes" {};
    /// It does not.
    MultiSyntaxStopped = "multi-syntax-stopped" { how: BindEnd };
    /// The second connection, for the bind that Windows sends, did not come about.
    MultiSyntaxUnconnected = "multi-syntax-unconnected" { how: FailureKind };
    /// A bind that fills a packet is answered.
    FullPacketsPass = "full-packets-pass" {};
    /// Short binds are answered, one that fills a packet is not.
    FullPacketsLost = "full-packets-lost" { waited: Millis };
    /// The bind that fills a packet failed in a way that says nothing of its length.
    FullPacketsUntold = "full-packets-untold" { how: FailureKind };
    /// Of so many tries at one address, some were served, and others refused, cut, or answered by
    /// something else.
    AnswersByTurns = "answers-by-turns" { good: u64, tries: u64, others: OtherTurns };
    /// Of several tries, some got through, and others were refused, cut, or answered in another
    /// protocol.
    SomeTriesCut = "some-tries-cut" { role: Role, speaks: Maybe<String> };
    /// Of several tries, the proxy handed some on, and answered others that it could not.
    ProxyFailsByTurns = "proxy-fails-by-turns" { said: String };
    /// The clock is good enough for KMS.
    KmsClockGood = "kms-clock-good" { offset: OffsetMs, limit: Millis };
    /// The clock is not good enough for KMS.
    KmsClockBad = "kms-clock-bad" { offset: OffsetMs, limit: Millis };
    /// The KMS host refused the time of the last request.
    KmsClockRefused = "kms-clock-refused" { code: HexCode, keeping: ClockKeeping };
    /// By the KMS host's log, its clock and the one that the request came with are far apart;
    /// `offset` sets the client's right by the KMS host's.
    KmsClocksApart = "kms-clocks-apart" {
        code: HexCode, client: Maybe<String>, offset: OffsetMs, off: ClockOff, others: u64
    };
    /// The clock could not be compared.
    KmsClockUnknown = "kms-clock-unknown" { limit: Millis };

    /// No proxy is configured.
    ProxyDirect = "proxy-direct" { source: ProxyOrigin };
    /// A proxy is configured.
    ProxyConfigured = "proxy-configured" { source: ProxyOrigin, servers: Vec<String> };
    /// The settings name nothing but proxies for SOCKS or FTP, which serve no URL that is asked.
    ProxyOfOtherKind = "proxy-of-other-kind" { source: ProxyOrigin, servers: Vec<String> };
    /// Nobody captured the settings.
    ProxyUntold = "proxy-untold" {};
    /// The settings cannot be read.
    ProxyUnreadable = "proxy-unreadable" { source: ProxyOrigin, detail: Maybe<String> };
    /// Part of the settings is not understood.
    ProxyPartlyUnderstood = "proxy-partly-understood" { entries: Vec<String> };
    /// The settings name a script or automatic discovery.
    ProxyScript = "proxy-script" { script: Script };
    /// The person on the host has a proxy, services have none.
    ProxyForUserOnly = "proxy-for-user-only" { servers: Vec<String>, script: Maybe<String> };
    /// Services have no proxy, and one took a connection.
    ProxyOpenUnused = "proxy-open-unused" { servers: Vec<String> };
    /// The two forms of services' settings name different proxies.
    ProxySettingsDiffer = "proxy-settings-differ" { classic: Vec<String>, advanced: Vec<String> };
    /// They do not differ.
    ProxySettingsSame = "proxy-settings-same" {};
    /// A bypass entry sends endpoints past the proxy.
    ProxyBypassed = "proxy-bypassed" { entry: String, servers: Vec<String> };
    /// Proxies are configured, but none for the endpoints' scheme.
    ProxyNotForScheme = "proxy-not-for-scheme" { servers: Vec<String> };
    /// The proxy opens the tunnel.
    ProxyAdmits = "proxy-admits" {};
    /// The proxy wants to know who asks.
    ProxyAsksPassword = "proxy-asks-password" {
        kind: PasswordKind, schemes: Vec<String>, proxy: Maybe<String>
    };
    /// What answers there makes no sense of CONNECT, as a web server does.
    ProxyKnowsNoTunnel = "proxy-knows-no-tunnel" { status: u64, server: Maybe<String> };
    /// The proxy forbids it.
    ProxyDenies = "proxy-denies" { status: u64, marks: Vec<String> };
    /// The proxy itself cannot get through.
    ProxyCannotReach = "proxy-cannot-reach" {
        status: u64, marks: Vec<String>, others: YesNo
    };
    /// The proxy answers something else.
    ProxyUnexpectedStatus = "proxy-unexpected-status" { status: u64, marks: Vec<String> };
    /// The proxy takes the connection and does not answer.
    ProxySilent = "proxy-silent" { waited: Millis };
    /// The proxy hangs up.
    ProxyHangsUp = "proxy-hangs-up" { how: CutOff };
    /// The proxy's port speaks TLS.
    ProxySpeaksTls = "proxy-speaks-tls" {};
    /// The proxy's port speaks SOCKS.
    ProxySpeaksSocks = "proxy-speaks-socks" {};
    /// What listens is no HTTP proxy.
    ProxyNotHttp = "proxy-not-http" {};
    /// A TLS handshake completed.
    TlsCompleted = "tls-completed" { version: String };
    /// A TLS handshake without answer.
    TlsSilent = "tls-silent" { waited: Millis, through: Maybe<String>, others: YesNo };
    /// The same where full packets are seen to be lost.
    TlsSilentOnNarrowWay = "tls-silent-on-narrow-way" { waited: Millis };
    /// A TLS handshake cut off.
    TlsCutOff = "tls-cut-off" { how: CutOff };
    /// A TLS alert.
    TlsAlerted = "tls-alerted" { alert: Maybe<String> };
    /// No common version or cipher.
    TlsIncompatible = "tls-incompatible" { detail: Maybe<String> };
    /// A tool did not trust the certificate: by roots of its own, or `why` else.
    TlsUntrustedByTool = "tls-untrusted-by-tool" { detail: Maybe<String>, why: ToolDistrust };
    /// Windows' own TLS did not accept the certificate, by the word of a tool that left it to it.
    TlsUntrustedByWindows = "tls-untrusted-by-windows" {
        detail: Maybe<String>, why: ToolDistrust
    };
    /// No TLS at all.
    TlsNotSpoken = "tls-not-spoken" { detail: Maybe<String> };
    /// TLS that breaks its rules.
    TlsGarbled = "tls-garbled" { detail: Maybe<String> };
    /// The certificate is in date.
    CertificateInDate = "certificate-in-date" { until: jiff::Timestamp };
    /// A certificate is past its end; `subject` is given where it is not the endpoint's own. Here
    /// and below.
    CertificateExpired = "certificate-expired" { subject: Maybe<String>, until: jiff::Timestamp };
    /// The certificate is not yet valid.
    CertificateNotYetValid = "certificate-not-yet-valid" {
        subject: Maybe<String>, from: jiff::Timestamp, clock: OtherClocks
    };
    /// The certificate is out of date by this host's clock, and in date by the others.
    CertificateDateByClock = "certificate-date-by-clock" { issuer: Maybe<String> };
    /// The root that made the chain's certificates is out of date by this system's word.
    CertificateRootExpired = "certificate-root-expired" { issuer: Maybe<String> };
    /// The certificate names the host.
    CertificateNamesHost = "certificate-names-host" {};
    /// The certificate is for other names.
    CertificateOtherNames = "certificate-other-names" { names: Vec<String> };
    /// A public authority or Microsoft vouches for the chain.
    CertificateGenuine = "certificate-genuine" { issuer: Maybe<String> };
    /// A private authority that this system trusts made the certificate: TLS inspection.
    CertificateInspectedTrusted = "certificate-inspected-trusted" { issuer: Maybe<String> };
    /// An authority that nobody here trusts made the certificate: TLS inspection without its root,
    /// or another server.
    CertificateInspected = "certificate-inspected" { issuer: Maybe<String> };
    /// A public authority or Microsoft vouches for the chain, and this host's Windows has no such
    /// root and did not get it.
    CertificateRootMissing = "certificate-root-missing" { issuer: Maybe<String>, root: RootHeld };
    /// An inspecting root that the site accepts is not in the store of this Windows.
    CertificateSiteRootMissing = "certificate-site-root-missing" { issuer: Maybe<String> };
    /// A public authority or Microsoft vouches for the chain, and this host's Windows did not say
    /// so.
    CertificateUnconfirmed = "certificate-unconfirmed" {
        issuer: Maybe<String>, objection: Maybe<String>
    };
    /// A certificate was revoked.
    CertificateRevoked = "certificate-revoked" { issuer: Maybe<String> };
    /// Who vouches for the chain could not be decided.
    CertificateUndecided = "certificate-undecided" { issuer: Maybe<String> };
    /// The licensing service may start.
    LicensingServiceStarts = "licensing-service-starts" {};
    /// The licensing service is disabled.
    LicensingServiceDisabled = "licensing-service-disabled" {};
    /// Windows' services offer TLS 1.2.
    Tls12Offered = "tls12-offered" {};
    /// TLS 1.2 is switched off in Schannel.
    Tls12SwitchedOff = "tls12-switched-off" {};
    /// `WinHTTP` does not offer TLS 1.2: by what is set (`offered`, a bit a version), or by its
    /// release.
    Tls12NotOffered = "tls12-not-offered" { offered: Maybe<HexCode>, release: Maybe<String> };
    /// Schannel uses TLS 1.2 only for programs that ask for it.
    Tls12OnDemand = "tls12-on-demand" { release: Maybe<String> };
    /// An HTTP answer.
    HttpAnswered = "http-answered" { status: u64 };
    /// An HTTP answer that is not the wanted file.
    HttpUnexpectedStatus = "http-unexpected-status" { status: u64, marks: Vec<String> };
    /// A filter that opened the connection answers in the endpoint's place; `issuer` made its
    /// certificate, `server` is what it calls itself.
    HttpOfFilter = "http-of-filter" {
        status: u64, issuer: Maybe<String>, server: Maybe<String>, location: Maybe<String>,
        marks: Vec<String>
    };
    /// Something on the way answers in clear text in the endpoint's place, with a page or by
    /// leading elsewhere.
    HttpOfAnother = "http-of-another" {
        status: u64, server: Maybe<String>, location: Maybe<String>, marks: Vec<String>
    };
    /// One and the same stranger answers for every name: a captive portal.
    CaptivePortal = "captive-portal" {
        names: Vec<String>, address: Maybe<String>, location: Maybe<String>
    };
    /// DNS leads the names of all endpoints to one address, at which nobody proved to be any.
    NamesAtOneAddress = "names-at-one-address" { address: String, server: Maybe<String> };
    /// No HTTP answer.
    HttpSilent = "http-silent" { waited: Millis };
    /// The connection ended without HTTP answer.
    HttpCutOff = "http-cut-off" { how: CutOff };
    /// Something that is not HTTP.
    HttpNotSpoken = "http-not-spoken" { detail: Maybe<String> };
    /// All endpoints that activation needs answer.
    EndpointsAnswer = "endpoints-answer" { endpoints: u64, way: Maybe<Way> };
    /// No endpoint was asked.
    EndpointsNotAsked = "endpoints-not-asked" {};

    /// No domain is known.
    DirectoryUnknown = "directory-unknown" { why: Outside };
    /// A suffix of the host is no Active Directory domain.
    DirectoryNotFound = "directory-not-found" { domain: Maybe<String> };
    /// The DNS servers that were asked do not know a suffix of the host: whether it is one, nobody
    /// knows.
    DirectoryDomainUnknown = "directory-domain-unknown" { domain: Maybe<String> };
    /// A suffix of the host is one; whether the host is a member of it, nobody knows.
    DirectoryUnconfirmed = "directory-unconfirmed" { domain: Maybe<String>, hosts: Vec<String> };
    /// Nobody asked.
    DirectoryNotAsked = "directory-not-asked" {};
    /// The domain, and how it is known.
    DirectoryKnown = "directory-known" { domain: String, origin: KnownBy };
    /// The host's Windows knows no activation objects.
    AdbaClientTooOld = "adba-client-too-old" { build: u64 };
    /// It does.
    AdbaClientNewEnough = "adba-client-new-enough" { build: u64 };
    /// The installed key is a KMS client key (GVLK).
    AdbaKeyFits = "adba-key-fits" {};
    /// It is not; `channel` is that of the key, and `works`: Windows is activated with it.
    AdbaKeyOther = "adba-key-other" { channel: KeyChannel, works: YesNo };
    /// A setting allows only another way.
    AdbaConfined = "adba-confined" { way: ActivationType };
    /// DNS names domain controllers.
    ControllersLocated = "controllers-located" { name: String, hosts: Vec<String> };
    /// Windows itself located domain controllers, by a capture.
    ControllersLocatedByWindows = "controllers-located-by-windows" { hosts: Vec<String> };
    /// Windows itself located none, by a capture.
    ControllerNotLocated = "controller-not-located" { error: String };
    /// The controller at the other end of the secure channel does not take the host for a member,
    /// by a capture; or what the channel ended with does not tell.
    MemberRefused = "member-refused" { error: String };
    /// The DNS servers know the domain, and no domain controller in it.
    ControllerRecordMissing = "controller-record-missing" { names: Vec<String> };
    /// The DNS servers do not know the domain.
    ControllerDomainUnknown = "controller-domain-unknown" { names: Vec<String>, one_label: YesNo };
    /// The server that is asked first has no record of one, and one behind it has.
    ControllerHiddenByFirstServer = "controller-hidden-by-first-server" {
        name: String, stranger: YesNo, first: String, behind: Vec<String>
    };
    /// They were looked for with resolvers that serve everybody.
    ControllerAskedOfPublic = "controller-asked-of-public" {
        names: Vec<String>, servers: Vec<String>
    };
    /// No server gave an answer that counts; `answers` says what each did instead.
    ControllerUnanswered = "controller-unanswered" {
        names: Vec<String>, answers: Vec<String>, failing: Vec<String>
    };
    /// A domain controller that the user named and DNS does not list fails.
    ControllerUnpublished = "controller-unpublished" {};
    /// A domain controller fails that only a DNS server lists which this host does not ask while
    /// the first one answers.
    ControllerUnheard = "controller-unheard" {};
    /// A domain controller of another site fails, and one of the host's own site answers.
    ControllerOfOtherSite = "controller-of-other-site" { site: Maybe<String> };
    /// A domain controller answers the ping.
    PingAnswered = "ping-answered" { site: Maybe<String>, read_only: YesNo };
    /// It answers that its Netlogon service is paused.
    PingPaused = "ping-paused" {};
    /// It does not, while TCP passes.
    PingUnanswered = "ping-unanswered" { how: FailureKind, router: Maybe<String> };
    /// The controller does not answer it at one address, and does at another.
    PingUnansweredAtOne = "ping-unanswered-at-one" { how: FailureKind, router: Maybe<String> };
    /// An LDAP server that is no domain controller of the domain.
    PingOfOtherDomain = "ping-of-other-domain" {};
    /// A domain controller answers for another domain, and says which.
    PingNamesOtherDomain = "ping-names-other-domain" { told: String };
    /// A domain controller answers over LDAP.
    LdapAnswers = "ldap-answers" {};
    /// It does not.
    LdapUnanswered = "ldap-unanswered" { how: FailureKind, speaks: Maybe<String> };
    /// It answers that it does not search now.
    LdapRefuses = "ldap-refuses" { detail: Maybe<String> };
    /// A domain controller is still replicating after its start.
    ControllerNotSynchronized = "controller-not-synchronized" {};
    /// The clocks are near enough for Kerberos.
    KerberosClockGood = "kerberos-clock-good" { offset: OffsetMs };
    /// They are not; `wrong` is whose clock it is.
    KerberosClockBad = "kerberos-clock-bad" { offset: OffsetMs, wrong: WrongClock };
    /// The controller's clock is not known.
    KerberosClockUnknown = "kerberos-clock-unknown" {};
    /// Nobody identified himself, and an anonymous user sees nothing.
    ObjectsNoCredentials = "objects-no-credentials" {};
    /// The credentials were not accepted.
    ObjectsBadCredentials = "objects-bad-credentials" { why: Rejection, message: String };
    /// The controller reaches nobody who knows the account.
    ObjectsNoAuthority = "objects-no-authority" { message: String };
    /// The password was not sent, because the server's certificate is not valid for its name or
    /// nobody vouches for it.
    ObjectsServerUntrusted = "objects-server-untrusted" {
        why: Distrust, subject: String, issuer: String
    };
    /// The password was not sent, because the server offers no TLS.
    ObjectsNoTls = "objects-no-tls" { code: u64 };
    /// Nobody was identified to a server that was not proved to be a controller of the domain.
    ObjectsNotSent = "objects-not-sent" { why: NotSent, domain: Maybe<String> };
    /// The server refuses.
    ObjectsRefused = "objects-refused" { code: u64, message: String };
    /// The container is there, and this account may not look into it.
    ObjectsHidden = "objects-hidden" {};
    /// The container does not show itself, and neither does what is around it.
    ObjectsPlaceUnseen = "objects-place-unseen" {};
    /// The reading broke off.
    ObjectsUnread = "objects-unread" { step: Step, how: FailureKind };
    /// It was read.
    ObjectsRead = "objects-read" {};
    /// The schema knows activation objects; `level` is the functional level that implies it.
    SchemaReady = "schema-ready" { level: u64 };
    /// The schema has no such class.
    SchemaTooOld = "schema-too-old" { version: Maybe<u64> };
    /// The controllers are older than Windows Server 2012, which does not tell what the schema
    /// knows.
    SchemaUncertain = "schema-uncertain" { level: u64 };
    /// The container exists.
    ContainerExists = "container-exists" {};
    /// It does not.
    ContainerMissing = "container-missing" {};
    /// There are activation objects.
    ObjectsPublished = "objects-published" { objects: Vec<String> };
    /// There is none.
    ObjectsMissing = "objects-missing" {};
    /// Each controller has them.
    ObjectsReplicated = "objects-replicated" { controllers: u64 };
    /// Some controllers do not have them.
    ObjectsNotReplicated = "objects-not-replicated" { objects: Vec<String> };
    /// All objects are for Office, and none for Windows.
    ObjectsOfOffice = "objects-of-office" { objects: Vec<String> };
    /// The names or ids of all objects speak of older generations than the host's.
    ObjectsOlder = "objects-older" { objects: Vec<String>, product: String };
    /// An object's ids or name speak of the host's generation, or a newer one.
    ObjectsFit = "objects-fit" { object: String };
    /// ADBA fails, and so does KMS, which follows: its error `code` is the one that shows; `found`
    /// is whether a KMS host is found.
    FallbackHidesCause = "fallback-hides-cause" { code: HexCode, found: YesNo };
    /// Windows is activated by an activation object; `days` are left of 180.
    AdbaActivated = "adba-activated" { object: String, days: Maybe<u64> };
    /// It is, and was not renewed for more than a week; `days` are left.
    AdbaNotRenewed = "adba-not-renewed" { object: String, days: u64 };
    /// It was, by its event log.
    AdbaActivatedOn = "adba-activated-on" { at: Moment };
    /// It was, and is no longer.
    AdbaActivationLost = "adba-activation-lost" { object: String };
    /// The last try ended with a code of the directory's.
    AdbaRefused = "adba-refused" { code: HexCode, symbol: Maybe<String> };
    /// The last activation by an object failed.
    AdbaActivationFailed = "adba-activation-failed" {
        code: HexCode, symbol: Maybe<String>, at: Moment
    };
    /// All that can be seen of ADBA is in order.
    AdbaReady = "adba-ready" { domain: Maybe<String>, objects: Vec<String> };
    /// AVMA does not exist in this cloud.
    AvmaCloud = "avma-cloud" { cloud: Cloud };
    /// The host below belongs to Azure, by Data Exchange; `at` is its name here and below.
    AvmaAzureHost = "avma-azure-host" { at: Maybe<String> };
    /// Another hypervisor is below.
    AvmaOtherHypervisor = "avma-other-hypervisor" { name: String };
    /// A machine that is no virtual machine of Hyper-V, by its firmware's word.
    AvmaNotHyperV = "avma-not-hyper-v" { machine: Maybe<String> };
    /// A Hyper-V host, or a physical machine with virtualization-based security.
    AvmaRootPartition = "avma-root-partition" {};
    /// What is below is not certain; `exchange` is whether Data Exchange tells something.
    AvmaGroundUnsure = "avma-ground-unsure" {
        processor: Below, firmware: Maybe<String>, exchange: YesNo
    };
    /// Nobody looked at what is below.
    AvmaNobodyLooked = "avma-nobody-looked" {};
    /// A virtual machine of Hyper-V.
    AvmaHyperVGuest = "avma-hyper-v-guest" { at: Maybe<String> };
    /// There is no Windows that the host could activate.
    AvmaNoWindows = "avma-no-windows" {
        at: Maybe<String>, edition: Maybe<String>, release: Maybe<String>
    };
    /// Windows for workstations.
    AvmaClientWindows = "avma-client-windows" { name: Maybe<String> };
    /// Activated by the key of another channel.
    AvmaOtherWay = "avma-other-way" { channel: KeyChannel };
    /// The host tells the guest something.
    AvmaDataExchangeOn = "avma-data-exchange-on" {};
    /// The host tells the guest nothing.
    AvmaDataExchangeOff = "avma-data-exchange-off" {};
    /// The guest's own service for Data Exchange does not run.
    AvmaDataExchangeStopped = "avma-data-exchange-stopped" {};
    /// The guest's own service for it is disabled: what stands there is from before.
    AvmaDataExchangeDisabled = "avma-data-exchange-disabled" {};
    /// What the host tells was not read.
    AvmaDataExchangeUnread = "avma-data-exchange-unread" {};
    /// The host has the Datacenter edition.
    AvmaHostDatacenter = "avma-host-datacenter" { edition: String };
    /// It has another.
    AvmaHostNotDatacenter = "avma-host-not-datacenter" { edition: String };
    /// It has an evaluation edition.
    AvmaHostEvaluation = "avma-host-evaluation" { edition: String, at: Maybe<String> };
    /// It is Azure Stack HCI or Azure Local.
    AvmaHostAzureLocal = "avma-host-azure-local" { at: Maybe<String> };
    /// Its edition is not told, or is a `number` without a name.
    AvmaHostEditionUnknown = "avma-host-edition-unknown" {
        number: Maybe<String>, at: Maybe<String>
    };
    /// The host's release activates the guest's.
    AvmaReleaseFits = "avma-release-fits" { host_release: String, guest_release: String };
    /// The host's release does not activate the guest's; one from before AVMA has no name here.
    AvmaHostTooOld = "avma-host-too-old" { host_release: Maybe<String>, guest_release: String };
    /// One of the releases is not known, or the pair stands in no table.
    AvmaReleaseUnknown = "avma-release-unknown" { guest_release: Maybe<String>, at: Maybe<String> };
    /// The guest's edition can be activated.
    AvmaGuestEditionFits = "avma-guest-edition-fits" { edition: String };
    /// The guest has an evaluation edition; `target` is what it converts to, `key` the AVMA key of
    /// that, if known.
    AvmaGuestEvaluation = "avma-guest-evaluation" {
        edition: String, target: String, key: Maybe<String>
    };
    /// The guest is from before AVMA.
    AvmaGuestTooOld = "avma-guest-too-old" { name: String };
    /// No key is published for the guest's edition.
    AvmaGuestEditionWithoutKey = "avma-guest-edition-without-key" { edition: String };
    /// The guest's edition was not read.
    AvmaGuestEditionUnread = "avma-guest-edition-unread" {};
    /// An AVMA key is installed; `partial` is its end.
    AvmaKeyInstalled = "avma-key-installed" { partial: Maybe<String> };
    /// A key of another channel is installed; `wanted` is the published AVMA key for this guest, if
    /// known. Here and below.
    AvmaKeyOther = "avma-key-other" {
        channel: KeyChannel, partial: Maybe<String>, wanted: Maybe<String>
    };
    /// A KMS client key is installed, and the KMS is a cloud's, in which this machine is not.
    AvmaKeyOfCloudImage = "avma-key-of-cloud-image" { kms: String, wanted: Maybe<String> };
    /// Which key is installed was not seen.
    AvmaKeyUnseen = "avma-key-unseen" { wanted: Maybe<String> };
    /// The host `by` has activated this guest.
    AvmaActivated = "avma-activated" { by: Maybe<String> };
    /// Nothing that was seen stands against it.
    AvmaPossible = "avma-possible" { at: Maybe<String> };
    /// The last try failed; `was` is the host that activated it before, where that is another;
    /// `perhaps` a capture of an activated Datacenter that bears no name.
    AvmaHostRefuses = "avma-host-refuses" {
        code: HexCode, why: AvmaRefusal, was: Maybe<String>, perhaps: Maybe<String>
    };
    /// The host is not activated, by its own licence; the guest did not try yet.
    AvmaHostIdle = "avma-host-idle" { at: Maybe<String> };
    /// The guest now runs on another host than the one that activated it.
    AvmaHostChanged = "avma-host-changed" { was: String, now: Maybe<String> };
    /// Whether the host is activated was not seen.
    AvmaHostStateUnseen = "avma-host-state-unseen" { at: Maybe<String> };
    /// Caveat: the edition is for Azure and Azure Local alone.
    AzureEditionElsewhere = "azure-edition-elsewhere" { edition: String };
    /// Caveat: the host is a virtual machine itself.
    AvmaHostNested = "avma-host-nested" { at: Maybe<String> };

    /// How Windows is licensed now; `days` are left where something runs out.
    LicenceState = "licence-state" {
        status: LicenceStatus, name: Maybe<String>, channel: Maybe<KeyChannel>, key: Maybe<String>,
        reason: Maybe<HexCode>, days: Maybe<u64>, captures: Vec<String>
    };
    /// The installed key is of the channel's kind; `channel` is the key's, here and below.
    KeyFits = "key-fits" { channel: KeyChannel };
    /// The key of Windows is of another kind, and an add-on has one of its own, which is of the
    /// channel's.
    KeyOfAddOn = "key-of-add-on" { name: String, key: Maybe<String> };
    /// Of the licence something is known, but not which kind of key is installed.
    KeyUnknown = "key-unknown" {};
    /// The installed key is none that activates by KMS; `works`: Windows is activated with it.
    KeyOfOtherChannel = "key-of-other-channel" {
        channel: KeyChannel, key: Maybe<String>, setup_key: Maybe<String>, works: YesNo
    };
    /// The installed key is none that activates online.
    KeyNotOnline = "key-not-online" { channel: KeyChannel, key: Maybe<String> };
    /// The installed key is none that a confirmation ID activates.
    KeyNotByPhone = "key-not-by-phone" { channel: KeyChannel, key: Maybe<String> };
    /// The edition is an evaluation.
    EditionEvaluation = "edition-evaluation" {
        edition: Maybe<String>, setup_key: Maybe<String>, refused: Maybe<u64>, controller: YesNo,
        own_key: YesNo
    };
    /// The edition is none.
    EditionFull = "edition-full" { edition: String };
    /// The licence is for the installed edition.
    EditionOfKey = "edition-of-key" { edition: String };
    /// The licence is for another edition.
    EditionNotOfKey = "edition-not-of-key" { edition: String, licensed: String };
    /// Several machines have one client id.
    CmidShared = "cmid-shared" { cmid: String, machines: Vec<String>, rearms: RearmsKnown };
    /// One machine that was captured twice, or clones: nothing names them.
    CmidPerhapsShared = "cmid-perhaps-shared" {
        cmid: String, files: Vec<String>, rearms: RearmsKnown
    };
    /// Each machine that was compared has an id of its own.
    CmidsDiffer = "cmids-differ" {};
    /// The KMS host has counted enough.
    KmsCountReached = "kms-count-reached" { count: u64, needed: Maybe<u64> };
    /// The KMS host has counted too few.
    KmsCountLow = "kms-count-low" {
        count: Maybe<CountText>, needed: Maybe<u64>, told_by: CountTeller
    };
    /// The KMS host cannot serve this product.
    KmsHostTooOld = "kms-host-too-old" { code: HexCode };
    /// The key of the KMS host that was captured is older than this Windows.
    KmsHostKeyOlder = "kms-host-key-older" {
        code: HexCode, host: Maybe<String>, key: String, client: String, system: Maybe<String>,
        takes: HostTakesKey, update: Maybe<String>
    };
    /// The key of the KMS host that was captured serves this Windows, which a KMS host refused.
    KmsHostKeyFits = "kms-host-key-fits" {
        code: HexCode, host: Maybe<String>, key: String, client: String
    };
    /// The KMS host could not serve another client.
    KmsHostRefusedAnother = "kms-host-refused-another" { client: Maybe<String>, code: HexCode };
    /// The KMS host is not activated itself.
    KmsHostNotActivated = "kms-host-not-activated" { code: HexCode };
    /// A KMS host whose licence was captured beside this one is not activated itself.
    KmsHostCapturedNotActivated = "kms-host-captured-not-activated" {
        host: Maybe<String>, code: Maybe<HexCode>
    };
    /// The machine that was asked is no KMS host.
    KmsNotEnabled = "kms-not-enabled" { code: HexCode };
    /// The last request was served.
    KmsRequestAnswered = "kms-request-answered" { host: Maybe<String>, at: Moment };
    /// The last request was sent, and no answer is on record.
    KmsRequestUnanswered = "kms-request-unanswered" { host: Maybe<String>, at: Moment };
    /// The last request failed.
    KmsRequestFailed = "kms-request-failed" {
        host: Maybe<String>, code: HexCode, symbol: Maybe<String>, cause: RequestEnd, at: Moment
    };
    /// Microsoft's servers accepted the key.
    KeyAccepted = "key-accepted" {};
    /// The key has no activations left.
    KeyUsedUp = "key-used-up" { code: HexCode, symbol: String, kms_host: YesNo };
    /// The firmware holds no key for an OEM licence that has it there; `empty`: it was looked at.
    OemKeyMissing = "oem-key-missing" { code: HexCode, empty: YesNo };
    /// Microsoft's servers do not accept the key.
    KeyRefused = "key-refused" { code: HexCode, symbol: String };

    /// Offline activation needs no network of this host.
    PhoneNeedsNoNetwork = "phone-needs-no-network" {};

    /// Caveat: Kerberos' port is open, and nobody logged on by it.
    AdbaKerberosUnasked = "adba-kerberos-unasked" {};
    /// Caveat: the objects were read with other credentials than those of the licensing service.
    AdbaMachineAccountUnseen = "adba-machine-account-unseen" {};
    /// Caveat: whether the host has a key for it.
    AdbaKeyUnseen = "adba-key-unseen" {};
    /// Caveat: a Hyper-V host's log holds a failed request of a guest that it does not name.
    AvmaHostLogUnattributed = "avma-host-log-unattributed" { code: HexCode, at: Maybe<String> };
    /// Caveat: the provider's KMS serves hosts that are told of it.
    CloudKmsOnceTold = "cloud-kms-once-told" { host: String };
    /// Caveat: from which address requests reach Azure's KMS.
    KmsOfAzureEgressUnseen = "kms-of-azure-egress-unseen" { host: String };
    /// Caveat: this KMS host was told to work with low priority.
    KmsHostLowPriority = "kms-host-low-priority" {};
    /// Caveat: whether this machine has Google's licence, and by which way requests reach its KMS.
    KmsOfGoogleTermsUnseen = "kms-of-google-terms-unseen" { host: String };
    /// Caveat: for which Windows the objects are, or which Windows the host has.
    AdbaGenerationUnseen = "adba-generation-unseen" { objects: Vec<String> };
    /// Caveat: KMS is published as well; Windows asks the directory first.
    AdbaBeforeKms = "adba-before-kms" {};
    /// Caveat: more domain controllers are published than were asked.
    ControllersLeftOut = "controllers-left-out" { count: u64 };
    /// Caveat: what a bind does not show of the KMS host.
    KmsHostStateUnseen = "kms-host-state-unseen" {};
    /// Caveat: the firewall rule that counts is the one for the licensing service.
    ServiceRuleUnseen = "service-rule-unseen" {};
    /// Caveat: a rule for name resolution sends these questions to other servers than those asked.
    NameRuleElsewhere = "name-rule-elsewhere" { rule: NameRule };
    /// Caveat: the settings are those of a file.
    HostFactsFromFile = "host-facts-from-file" { file: String, host: Maybe<String> };
    /// Caveat: that file ends in the middle.
    HostFactsCutShort = "host-facts-cut-short" { file: String };
    /// Caveat: some of its lines were not read.
    HostFactsNotRead = "host-facts-not-read" { file: String, count: u64 };
    /// Caveat: whether the key has activations left.
    KeyStateUnseen = "key-state-unseen" {};
    /// Caveat: an inspecting device that the site accepts opened the connections, and may have
    /// answered itself.
    AnswersSeenByInspection = "answers-seen-by-inspection" { issuers: Vec<String> };
    /// Caveat: a proxy that nobody configured answered in clear text.
    TransparentProxySeen = "transparent-proxy-seen" { marks: Vec<String> };
    /// Caveat: the trust store looked at is not a Windows one.
    WindowsTrustUnseen = "windows-trust-unseen" {};
    /// Caveat: whether a Windows that has to be told of TLS 1.2 was told.
    Tls12SettingUnread = "tls12-setting-unread" { release: Maybe<String> };
    /// Caveat: the portal does not take this edition, by a public text alone.
    PhoneEditionExcluded = "phone-edition-excluded" { edition: String };
    /// Caveat: a confirmation ID activates another key than a KMS client's.
    PhoneNeedsKey = "phone-needs-key" {};
    /// Caveat: nothing was asked, the captures stand alone.
    CapturesAlone = "captures-alone" {};
    /// Caveat: what is known from captures is as old as they are.
    FromCaptures = "from-captures" { files: Vec<String> };
    /// Caveat: files that are no capture of a known kind.
    CapturesUnknown = "captures-unknown" { files: Vec<String> };
    /// Caveat: files that end before their end.
    CapturesCut = "captures-cut" { files: Vec<String> };
    /// Caveat: files whose facts were known already.
    CapturesSetAside = "captures-set-aside" { files: Vec<String> };
    /// The same machine's as those before, or a clone's.
    CapturesAlike = "captures-alike" { files: Vec<String> };
    /// Caveat: files that hold nothing that is looked at.
    CapturesUnused = "captures-unused" { files: Vec<String> };
    /// Caveat: files that hold an Installation ID and nothing else, which no report keeps.
    CapturesOfIds = "captures-of-ids" { files: Vec<String> };
    /// Caveat: files that were made on other computers.
    CapturesOfOthers = "captures-of-others" { files: Vec<String> };
    /// Caveat: the clock rests on one source.
    ClockOneSource = "clock-one-source" { source: String };
    /// Caveat: nobody answered these questions, whose domains the host searches too.
    QuestionsUnanswered = "questions-unanswered" { names: Vec<String> };
    /// Caveat: more KMS hosts are published than were tried.
    TargetsLeftOut = "targets-left-out" { count: u64 };
    /// Caveat: the machine behind a KMS name is known by another name, and nothing there tells
    /// whether it is the KMS host.
    KmsMachineKnownOtherwise = "kms-machine-known-otherwise" {
        host: String,
        address: String,
        others: Vec<String>
    };
    /// Connections stood only after a packet was repeated; silences that this explains blame
    /// nobody.
    WayLosesPackets = "way-loses-packets" {
        connections: u64, repeated: u64, silences: u64, others: YesNo
    };
    /// In the middle of the run, nothing came any more of hosts that had answered; silences after
    /// that blame nobody.
    WayFellSilent = "way-fell-silent" { hosts: Vec<String> };
    /// Caveat: the run was cut short.
    RunCutShort = "run-cut-short" {};
    /// Caveat: probes were left out by the user; what is said of these channels rests on them.
    ProbesLeftOut = "probes-left-out" { probes: Vec<Probe>, channels: Vec<Channel> };
    /// Caveat: the lists of builds, editions and keys are older than this Windows.
    WindowsNewerThanLists = "windows-newer-than-lists" {
        build: u64, newest: u64, lists_of: String
    };
}

impl Finding {
    /// Whether it says that this machine is no guest of a Hyper-V host of one's own.
    pub fn is_no_hyper_v_guest(&self) -> bool {
        matches!(
            self,
            Self::AvmaCloud { .. }
                | Self::AvmaOtherHypervisor { .. }
                | Self::AvmaNotHyperV { .. }
                | Self::AvmaRootPartition {}
        )
    }

    /// Whether it tells of a KMS host what its clients lack, whatever its own licence is.
    pub fn is_of_clients(&self) -> bool {
        matches!(
            self,
            Self::KmsHostListensElsewhere { .. }
                | Self::KmsHostRuleOff {}
                | Self::KmsHostNotListening { .. }
                | Self::KmsHostNotPublishing {}
                | Self::KmsHostPublishesInVain { .. }
                | Self::KmsHostPublishFailed { .. }
                | Self::CmidShared { rearms: RearmsKnown::Elsewhere, .. }
        )
    }
}
