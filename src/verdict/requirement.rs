//! The verdict's unit: what must hold, whether it does, by which evidence, and who can change it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::finding::Finding;
use super::logic::Status;
use super::subject::Subject;

/// Something that must hold for a channel to work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// Which one.
    pub id: RequirementId,
    /// Of what: hosts, addresses, servers or URLs; empty where there is but one.
    pub subjects: Vec<Subject>,
    /// Whether it holds.
    pub status: Status,
    /// How much hangs on it.
    pub weight: Weight,
    /// What was seen.
    pub finding: Finding,
    /// Who can change it.
    pub owner: Owner,
    /// JSON pointers (RFC 6901) into the evidence that this was read from.
    pub because: Vec<String>,
    /// The requirements whose failure explains this one; empty for a root cause.
    pub follows_from: Vec<RequirementId>,
}

impl Requirement {
    /// A needed requirement of nothing in particular, owned by nobody, without evidence yet.
    pub fn new(id: RequirementId, status: Status, finding: Finding) -> Self {
        Self {
            id,
            subjects: Vec::new(),
            status,
            weight: Weight::Needed,
            finding,
            owner: Owner::Nobody,
            because: Vec::new(),
            follows_from: Vec::new(),
        }
    }

    /// One that does not hold, and whoever has to change that.
    pub fn unmet(id: RequirementId, finding: Finding, owner: Owner) -> Self {
        Self::new(id, Status::Unmet, finding).owned_by(owner)
    }

    /// The same, of `subject`.
    #[must_use]
    pub fn of(mut self, subject: impl Into<Subject>) -> Self {
        self.subjects.push(subject.into());
        self
    }

    /// The same, changed by `owner` where it does not hold.
    #[must_use]
    pub(crate) fn owned_by(mut self, owner: Owner) -> Self {
        self.owner = if self.status == Status::Met { Owner::Nobody } else { owner };
        self
    }

    /// The same, read from `pointer` as well.
    #[must_use]
    pub fn because(mut self, pointer: impl Into<String>) -> Self {
        self.because.push(pointer.into());
        self
    }

    /// The same, read from all of `pointers` as well.
    #[must_use]
    pub(crate) fn because_of(mut self, pointers: impl IntoIterator<Item: Into<String>>) -> Self {
        self.because.extend(pointers.into_iter().map(Into::into));
        self
    }

    /// The same with another weight.
    #[must_use]
    pub(crate) fn weighing(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// The same for a channel that it costs nothing more than what it explains.
    #[must_use]
    pub fn as_advice(self) -> Self {
        if self.is_unmet() { self.weighing(Weight::Advice) } else { self }
    }

    /// Whether something was seen that breaks it.
    pub fn is_unmet(&self) -> bool {
        self.status == Status::Unmet
    }
}

/// How much hangs on a requirement, the least first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Unmet, it is a warning.
    Advice,
    /// Unmet, the channel is degraded.
    Part,
    /// The channel, or one of several ways to it, needs it. Unmet beside a way that works, the
    /// channel is degraded.
    Needed,
    /// Unmet, it blocks the channel; unknown, it is only a caveat.
    Veto,
}

/// Who can change something.
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
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Owner {
    /// Whoever administers the host that asked.
    HostAdmin,
    /// Firewalls, routing, VPN.
    NetworkTeam,
    /// DNS servers and zones.
    DnsAdmin,
    /// The KMS hosts.
    KmsAdmin,
    /// Active Directory: domain controllers, schema, activation objects.
    DirectoryTeam,
    /// The web proxy and TLS inspection.
    ProxyTeam,
    /// Time servers.
    TimeAdmin,
    /// The Hyper-V hosts.
    HyperVAdmin,
    /// The licence agreement, its keys and their activations.
    LicensingTeam,
    /// The image that machines are cloned from, and the clones.
    ImageOwner,
    /// Microsoft.
    Microsoft,
    /// The DNS servers, or what is on the way to them: what was seen does not tell which.
    DnsAdminOrNetworkTeam,
    /// The KMS hosts, or what is on the way to them.
    KmsAdminOrNetworkTeam,
    /// The domain controllers, or what is on the way to them.
    DirectoryTeamOrNetworkTeam,
    /// The web proxy, or what is on the way to it.
    ProxyTeamOrNetworkTeam,
    /// Nobody has anything to do.
    Nobody,
}

impl Owner {
    /// Who looks first: of two, whoever runs the machine sees there whether packets arrive.
    #[must_use]
    pub fn first(self) -> Self {
        match self {
            Self::DnsAdminOrNetworkTeam => Self::DnsAdmin,
            Self::KmsAdminOrNetworkTeam => Self::KmsAdmin,
            Self::DirectoryTeamOrNetworkTeam => Self::DirectoryTeam,
            Self::ProxyTeamOrNetworkTeam => Self::ProxyTeam,
            Self::HostAdmin
            | Self::NetworkTeam
            | Self::DnsAdmin
            | Self::KmsAdmin
            | Self::DirectoryTeam
            | Self::ProxyTeam
            | Self::TimeAdmin
            | Self::HyperVAdmin
            | Self::LicensingTeam
            | Self::ImageOwner
            | Self::Microsoft
            | Self::Nobody => self,
        }
    }
}

/// What a requirement is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The host's own settings and its licensing service: they are read, not asked.
    Host,
    /// Other clocks.
    Clocks,
    /// The questions to DNS.
    Discovery,
    /// The conversations with KMS hosts.
    Targets,
    /// The conversations with domain controllers.
    Directory,
    /// The conversations with Microsoft's endpoints.
    Endpoints,
}

macro_rules! requirement_ids {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident = $id:literal of $source:ident <- [$($cause:ident),*];
    )+) => {
        /// The stable id of a requirement.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize, JsonSchema, VariantArray)]
        pub enum RequirementId {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $variant,)+
        }

        impl RequirementId {
            /// Every requirement there is.
            pub const ALL: &[Self] = Self::VARIANTS;

            /// The id as it stands in every format.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// What it is read from.
            pub fn source(self) -> Source {
                match self { $(Self::$variant => Source::$source),+ }
            }

            /// The requirements whose failure can explain this one's.
            pub fn depends_on(self) -> &'static [Self] {
                match self { $(Self::$variant => &[$(Self::$cause),*]),+ }
            }
        }
    };
}

requirement_ids! {
    /// The host's clock agrees with other clocks.
    ClockTrue = "host.clock-true" of Clocks <- [];
    /// The host has a DNS server to ask.
    DnsServerConfigured = "host.dns-server-configured" of Host <- [];
    /// The host has a DNS suffix to search.
    DnsSuffixKnown = "host.dns-suffix-known" of Host <- [];
    /// The proxy settings can be read.
    ProxySettingsReadable = "host.proxy-settings-readable" of Host <- [];
    /// The settings name a proxy or none, and no script that services would have to find and run.
    ProxySettingsStatic = "host.proxy-settings-static" of Host <- [];
    /// Services know the proxy that the person on the host uses, where the direct way does not lead
    /// there.
    ProxyKnownToServices = "host.proxy-known-to-services" of Host <- [];
    /// The two places where services' proxy settings may stand say the same.
    ProxySettingsAgree = "host.proxy-settings-agree" of Host <- [];
    /// The configured proxy is used for the endpoints, where the direct way does not lead there.
    ProxyUsedForEndpoints = "host.proxy-used-for-endpoints" of Host <- [];
    /// The host's own firewall lets the licensing service out to KMS hosts.
    ServiceAllowedOut = "host.licensing-service-allowed-out" of Host <- [];
    /// The licensing service is not switched off.
    LicensingServiceStarts = "host.licensing-service-starts" of Host <- [];
    /// Windows' own services offer TLS 1.2.
    Tls12Offered = "host.tls12-offered" of Host <- [];
    /// Each DNS server of the host answers.
    DnsServerAnswers = "dns.server-answers" of Discovery <- [];
    /// The DNS servers of the host say the same.
    DnsServersAgree = "dns.servers-agree" of Discovery <- [DnsServerAnswers];
    /// The resolver of Windows says the same as the DNS servers.
    DnsSystemResolverAgrees = "dns.system-resolver-agrees" of Discovery <- [];
    /// The time servers agree with each other.
    TimeSourcesAgree = "time.sources-agree" of Clocks <- [];
    /// A time server answers a host whose clock is wrong.
    TimeServersAnswer = "time.servers-answer" of Clocks <- [];
    /// The host's settings allow KMS.
    KmsAllowedByClient = "kms.allowed-by-client" of Host <- [];
    /// The KMS host that the host's settings force can serve it.
    KmsForcedHostServes = "kms.forced-host-serves" of Targets <- [];
    /// The KMS host of the last success still answers.
    KmsRememberedHostAnswers = "kms.remembered-host-answers" of Targets <- [];
    /// This KMS host publishes itself.
    KmsHostPublishes = "kms.host-publishes" of Host <- [];
    /// The own firewall of this KMS host has the rule on that lets clients in.
    KmsHostLetsClientsIn = "kms.host-lets-clients-in" of Host <- [];
    /// A `_vlmcs._tcp` SRV record is published where the host looks.
    KmsSrvPublished = "kms.srv-published" of Discovery <- [
        DnsServerConfigured, DnsServerAnswers, DnsSuffixKnown, KmsHostPublishes
    ];
    /// It is published in a zone that the host itself searches.
    KmsSrvInClientZone = "kms.srv-in-client-zone" of Discovery <- [];
    /// The SRV records keep to RFC 2782.
    KmsSrvWellFormed = "kms.srv-well-formed" of Discovery <- [];
    /// Only the hosts that the site expects are published.
    KmsOnlyExpectedHosts = "kms.only-expected-hosts" of Targets <- [];
    /// Each host that the site expects is published.
    KmsExpectedHostPublished = "kms.expected-host-published" of Targets <- [
        KmsSrvPublished, DnsServerAnswers
    ];
    /// The KMS host's name has an address.
    KmsTargetResolves = "kms.target-resolves" of Targets <- [
        DnsServerConfigured, DnsServerAnswers, KmsForcedHostServes
    ];
    /// The KMS host's name leads to the machine that bears it.
    KmsNameLeadsToHost = "kms.name-leads-to-host" of Targets <- [];
    /// The port that is named for the KMS host is the one on which it listens.
    KmsPortNamedRight = "kms.port-named-right" of Targets <- [];
    /// The KMS host's port takes TCP connections.
    KmsPortReachable = "kms.port-reachable" of Targets <- [
        KmsForcedHostServes, KmsNameLeadsToHost, KmsPortNamedRight
    ];
    /// The KMS host accepts the RPC bind to the KMS interface.
    KmsRpcBindAccepted = "kms.rpc-bind-accepted" of Targets <- [
        KmsForcedHostServes, KmsNameLeadsToHost, KmsPortNamedRight
    ];
    /// The KMS host is answered for the same way each time.
    KmsAnswersSteadily = "kms.answers-steadily" of Targets <- [];
    /// It also accepts the bind with several transfer syntaxes that Windows sends.
    KmsRpcMultiSyntaxPasses = "kms.rpc-multi-syntax-passes" of Targets <- [];
    /// The way to the KMS host carries packets of full length.
    KmsPathCarriesFullPackets = "kms.path-carries-full-packets" of Targets <- [];
    /// The host's clock is within the tolerance of KMS.
    KmsClockWithinTolerance = "kms.clock-within-tolerance" of Clocks <- [ClockTrue];
    /// The host belongs to an Active Directory domain, or one is named.
    AdbaDomainKnown = "adba.domain-known" of Directory <- [];
    /// The host's Windows is new enough for activation objects.
    AdbaClientSupported = "adba.client-supported" of Directory <- [];
    /// The host's key is one that an activation object can activate.
    AdbaClientKey = "adba.client-key" of Directory <- [];
    /// No setting confines the host to another way of activation.
    AdbaWayAllowed = "adba.way-allowed" of Directory <- [];
    /// DNS names a domain controller.
    AdbaControllerLocated = "adba.controller-located" of Directory <- [
        DnsServerConfigured, DnsServerAnswers
    ];
    /// The domain controller's name has an address.
    AdbaControllerResolves = "adba.controller-resolves" of Directory <- [
        DnsServerConfigured, DnsServerAnswers
    ];
    /// The domain controller takes TCP connections for LDAP.
    AdbaLdapReachable = "adba.ldap-port-reachable" of Directory <- [];
    /// The domain controller takes TCP connections for Kerberos.
    AdbaKerberosReachable = "adba.kerberos-port-reachable" of Directory <- [];
    /// The domain controller answers the netlogon ping.
    AdbaPingAnswered = "adba.ping-answered" of Directory <- [];
    /// The domain controller answers over LDAP.
    AdbaLdapAnswers = "adba.ldap-answers" of Directory <- [];
    /// The domain controller is answered for the same way each time.
    AdbaAnswersSteadily = "adba.answers-steadily" of Directory <- [];
    /// The domain controller has finished its replication after it started.
    AdbaControllerSynchronized = "adba.controller-synchronized" of Directory <- [];
    /// The clocks of host and domain controller are near enough for Kerberos.
    AdbaKerberosClock = "adba.kerberos-clock" of Directory <- [ClockTrue];
    /// What activation needs of the directory can be read.
    AdbaObjectsReadable = "adba.objects-readable" of Directory <- [];
    /// The schema knows activation objects.
    AdbaSchemaReady = "adba.schema-ready" of Directory <- [];
    /// The container for activation objects exists.
    AdbaContainerExists = "adba.container-exists" of Directory <- [AdbaSchemaReady];
    /// There is an activation object.
    AdbaObjectPublished = "adba.object-published" of Directory <- [
        AdbaSchemaReady, AdbaContainerExists
    ];
    /// Each domain controller that was read has it.
    AdbaObjectReplicated = "adba.object-replicated" of Directory <- [];
    /// An activation object is for this generation of Windows.
    AdbaObjectFits = "adba.object-fits-product" of Directory <- [];
    /// Where ADBA fails, KMS, to which Windows then turns, is published.
    AdbaFallbackPublished = "adba.fallback-published" of Directory <- [
        AdbaClientKey, AdbaWayAllowed, AdbaControllerLocated, AdbaControllerResolves,
        AdbaLdapReachable, AdbaKerberosReachable, AdbaPingAnswered, AdbaLdapAnswers,
        AdbaKerberosClock, AdbaSchemaReady, AdbaContainerExists, AdbaObjectPublished,
        DnsServerConfigured
    ];
    /// The last activation by an object succeeded, by the licensing service's own word.
    AdbaLastActivation = "adba.last-activation" of Host <- [
        AdbaClientKey, AdbaWayAllowed, AdbaControllerLocated, AdbaControllerResolves,
        AdbaLdapReachable, AdbaKerberosReachable, AdbaPingAnswered, AdbaLdapAnswers,
        AdbaKerberosClock, AdbaSchemaReady, AdbaContainerExists, AdbaObjectPublished,
        AdbaObjectReplicated, DnsServerConfigured
    ];
    /// The edition is no evaluation, which takes no volume key.
    HostEditionNotEvaluation = "host.edition-not-evaluation" of Host <- [];
    /// The licence is for the edition that is installed.
    HostKeyFitsEdition = "host.key-fits-edition" of Host <- [];
    /// The installed key is one that activates by KMS.
    KmsKeyIsClientKey = "kms.key-is-client-key" of Host <- [HostEditionNotEvaluation];
    /// No two machines share one client id.
    KmsCmidUnique = "kms.cmid-unique" of Host <- [];
    /// The KMS host has counted as many machines as the client needs.
    KmsCountReached = "kms.count-reached" of Host <- [KmsCmidUnique];
    /// The KMS host is activated, and its key serves the client's product.
    KmsHostServesProduct = "kms.host-serves-product" of Host <- [];
    /// The client's last request was served.
    KmsLastRequestServed = "kms.last-request-served" of Host <- [
        KmsSrvPublished, KmsTargetResolves, KmsPortReachable, KmsClockWithinTolerance,
        KmsCountReached, KmsHostServesProduct
    ];
    /// The installed key is one that activates online.
    OnlineKeyActivatesOnline = "online.key-activates-online" of Host <- [HostEditionNotEvaluation];
    /// Microsoft's servers accept the installed key.
    OnlineKeyAccepted = "online.key-accepted" of Host <- [];
    /// The installed key is one that activates by telephone.
    PhoneKeyActivatesByPhone = "phone.key-activates-by-phone" of Host <- [];
    /// The proxy's name has an address.
    OnlineProxyResolves = "online.proxy-resolves" of Endpoints <- [
        DnsServerConfigured, DnsServerAnswers
    ];
    /// The proxy takes TCP connections.
    OnlineProxyReachable = "online.proxy-reachable" of Endpoints <- [];
    /// The proxy lets the service through to the endpoint, without a password.
    OnlineProxyAdmitsHost = "online.proxy-admits-host" of Endpoints <- [];
    /// The endpoint's name has an address.
    OnlineNameResolves = "online.name-resolves" of Endpoints <- [
        DnsServerConfigured, DnsServerAnswers, ProxySettingsReadable, ProxySettingsStatic,
        ProxyUsedForEndpoints, ProxyKnownToServices
    ];
    /// The endpoint takes TCP connections.
    OnlinePortReachable = "online.port-reachable" of Endpoints <- [
        ProxySettingsReadable, ProxySettingsStatic, ProxyUsedForEndpoints, ProxyKnownToServices,
        OnlineNoCaptivePortal
    ];
    /// The names of the endpoints do not all lead to one captive portal, or one stranger's address.
    OnlineNoCaptivePortal = "online.no-captive-portal" of Endpoints <- [];
    /// A TLS handshake with the endpoint completes.
    OnlineTlsCompletes = "online.tls-completes" of Endpoints <- [OnlineNoCaptivePortal];
    /// The certificate is within its dates by the host's clock.
    OnlineCertificateInDate = "online.certificate-in-date" of Endpoints <- [
        ClockTrue, OnlineNoCaptivePortal
    ];
    /// The certificate is for the endpoint's name.
    OnlineCertificateNamesHost = "online.certificate-names-host" of Endpoints <- [
        OnlineNoCaptivePortal
    ];
    /// The certificate comes from a public authority or from Microsoft, not from an inspecting one.
    OnlineCertificateGenuine = "online.certificate-genuine" of Endpoints <- [OnlineNoCaptivePortal];
    /// The endpoint, or the proxy, is answered for the same way each time.
    OnlineAnswersSteadily = "online.answers-steadily" of Endpoints <- [OnlineNoCaptivePortal];
    /// The endpoint answers an HTTP request.
    OnlineHttpAnswers = "online.http-answers" of Endpoints <- [OnlineNoCaptivePortal];
    /// The host is a virtual machine of a Hyper-V host of one's own.
    AvmaHyperVGuest = "avma.hyper-v-guest" of Host <- [];
    /// The Hyper-V host and the guest exchange data (KVP).
    AvmaDataExchange = "avma.data-exchange" of Host <- [AvmaHyperVGuest];
    /// The Hyper-V host has the Datacenter edition.
    AvmaHostDatacenter = "avma.host-datacenter" of Host <- [AvmaDataExchange];
    /// The Hyper-V host's release is the guest's or a later one.
    AvmaHostNewEnough = "avma.host-new-enough" of Host <- [AvmaDataExchange];
    /// The guest has an edition of Windows Server that a host activates.
    AvmaGuestEdition = "avma.guest-edition" of Host <- [];
    /// The installed key is an AVMA key.
    AvmaKeyChannel = "avma.key-channel" of Host <- [AvmaGuestEdition];
    /// The Hyper-V host is activated itself, and activates this guest.
    AvmaHostActivated = "avma.host-activated" of Host <- [
        AvmaDataExchange, AvmaHostDatacenter, AvmaHostNewEnough
    ];
    /// Activation by telephone needs no network.
    PhoneAvailable = "phone.available" of Host <- [];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_read_like_paths() {
        let mut ids: Vec<_> = RequirementId::ALL.iter().map(|id| id.as_str()).collect();
        assert!(ids.iter().all(|id| id.split('.').count() == 2));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RequirementId::ALL.len());
    }

    #[test]
    fn no_requirement_explains_itself() {
        fn reaches(from: RequirementId, to: RequirementId) -> bool {
            from.depends_on().iter().any(|&cause| cause == to || reaches(cause, to))
        }
        assert!(RequirementId::ALL.iter().all(|&id| !reaches(id, id)));
    }
}
