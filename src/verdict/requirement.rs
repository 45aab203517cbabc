//! The verdict's unit: what must hold, whether it does, by which evidence, and who can change it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::logic::Status;

/// Something that must hold for a channel to work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// Which one.
    pub id: RequirementId,
    /// Of what: hosts, addresses, servers or URLs; empty where there is but one.
    pub subjects: Vec<String>,
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

    /// The same, of `subject`.
    #[must_use]
    pub fn of(mut self, subject: impl Into<String>) -> Self {
        self.subjects.push(subject.into());
        self
    }

    /// The same, changed by `owner` where it does not hold.
    #[must_use]
    pub fn owned_by(mut self, owner: Owner) -> Self {
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
    pub fn because_of(mut self, pointers: impl IntoIterator<Item = String>) -> Self {
        self.because.extend(pointers);
        self
    }

    /// The same with another weight.
    #[must_use]
    pub fn weighing(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// Whether something was seen that breaks it.
    pub fn is_unmet(&self) -> bool {
        self.status == Status::Unmet
    }
}

/// How much hangs on a requirement, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Unmet, it is a warning.
    Advice,
    /// Unmet, the channel is degraded.
    Part,
    /// The channel, or one of several ways to it, needs it. Unmet beside a way that works, the channel is degraded.
    Needed,
    /// Unmet, it blocks the channel; unknown, it is only a caveat.
    Veto,
}

/// Who can change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// Whoever administers the host that asked.
    HostAdmin,
    /// Firewalls, routing, VPN.
    NetworkTeam,
    /// DNS servers and zones.
    DnsAdmin,
    /// The KMS hosts.
    KmsAdmin,
    /// The web proxy and TLS inspection.
    ProxyTeam,
    /// Time servers.
    TimeAdmin,
    /// Microsoft.
    Microsoft,
    /// Nobody has anything to do.
    Nobody,
}

macro_rules! requirement_ids {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal <- [$($cause:ident),*];)+) => {
        /// The stable id of a requirement.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum RequirementId {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $variant,)+
        }

        impl RequirementId {
            /// Every requirement there is.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The id as it stands in every format.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
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
    ClockTrue = "host.clock-true" <- [];
    /// The host has a DNS server to ask.
    DnsServerConfigured = "host.dns-server-configured" <- [];
    /// The host has a DNS suffix to search.
    DnsSuffixKnown = "host.dns-suffix-known" <- [];
    /// The proxy settings can be read.
    ProxySettingsReadable = "host.proxy-settings-readable" <- [];
    /// The settings name a proxy or none, and no script that services would have to find and run.
    ProxySettingsStatic = "host.proxy-settings-static" <- [];
    /// The configured proxy is used for the endpoints, where the direct way does not lead there.
    ProxyUsedForEndpoints = "host.proxy-used-for-endpoints" <- [];
    /// Each DNS server of the host answers.
    DnsServerAnswers = "dns.server-answers" <- [];
    /// The DNS servers of the host say the same.
    DnsServersAgree = "dns.servers-agree" <- [DnsServerAnswers];
    /// The time servers agree with each other.
    TimeSourcesAgree = "time.sources-agree" <- [];
    /// A `_vlmcs._tcp` SRV record is published where the host looks.
    KmsSrvPublished = "kms.srv-published" <- [DnsServerConfigured, DnsServerAnswers, DnsSuffixKnown];
    /// It is published in a zone that the host itself searches.
    KmsSrvInClientZone = "kms.srv-in-client-zone" <- [];
    /// The SRV records keep to RFC 2782.
    KmsSrvWellFormed = "kms.srv-well-formed" <- [];
    /// Only the hosts that the site expects are published.
    KmsOnlyExpectedHosts = "kms.only-expected-hosts" <- [];
    /// Each host that the site expects is published.
    KmsExpectedHostPublished = "kms.expected-host-published" <- [KmsSrvPublished, DnsServerAnswers];
    /// The KMS host's name has an address.
    KmsTargetResolves = "kms.target-resolves" <- [DnsServerConfigured, DnsServerAnswers];
    /// The KMS host's port takes TCP connections.
    KmsPortReachable = "kms.port-reachable" <- [];
    /// The KMS host accepts the RPC bind to the KMS interface.
    KmsRpcBindAccepted = "kms.rpc-bind-accepted" <- [];
    /// It also accepts the bind with several transfer syntaxes that Windows sends.
    KmsRpcMultiSyntaxPasses = "kms.rpc-multi-syntax-passes" <- [];
    /// The host's clock is within the tolerance of KMS.
    KmsClockWithinTolerance = "kms.clock-within-tolerance" <- [ClockTrue];
    /// The proxy's name has an address.
    OnlineProxyResolves = "online.proxy-resolves" <- [DnsServerConfigured, DnsServerAnswers];
    /// The proxy takes TCP connections.
    OnlineProxyReachable = "online.proxy-reachable" <- [];
    /// The proxy lets the service through to the endpoint, without a password.
    OnlineProxyAdmitsHost = "online.proxy-admits-host" <- [];
    /// The endpoint's name has an address.
    OnlineNameResolves = "online.name-resolves" <- [DnsServerConfigured, DnsServerAnswers, ProxySettingsReadable, ProxySettingsStatic, ProxyUsedForEndpoints];
    /// The endpoint takes TCP connections.
    OnlinePortReachable = "online.port-reachable" <- [ProxySettingsReadable, ProxySettingsStatic, ProxyUsedForEndpoints];
    /// A TLS handshake with the endpoint completes.
    OnlineTlsCompletes = "online.tls-completes" <- [];
    /// The certificate is within its dates by the host's clock.
    OnlineCertificateInDate = "online.certificate-in-date" <- [ClockTrue];
    /// The certificate is for the endpoint's name.
    OnlineCertificateNamesHost = "online.certificate-names-host" <- [];
    /// The certificate comes from a public authority or from Microsoft, not from an inspecting one.
    OnlineCertificateGenuine = "online.certificate-genuine" <- [];
    /// The endpoint answers an HTTP request.
    OnlineHttpAnswers = "online.http-answers" <- [];
    /// Activation by telephone needs no network.
    PhoneAvailable = "phone.available" <- [];
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
