//! What is compared: kinds of things, and what each is.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use strum::VariantArray;

use crate::verdict::finding::OffsetMs;

/// Two clocks' offsets that are nearer than this are alike: Kerberos, the strictest of those who
/// look at the clock, allows five minutes (RFC 4120 §1.6; Microsoft, "Maximum tolerance for
/// computer clock synchronization").
pub(crate) const OFFSET_TOLERANCE_MS: u64 = 300_000;

macro_rules! things {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal;)+) => {
        /// A kind of thing that is compared.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema,
            VariantArray)]
        pub enum Thing {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $variant,)+
        }

        impl Thing {
            /// Every kind there is.
            pub const ALL: &[Self] = Self::VARIANTS;

            /// The id as it stands in every format.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
        }
    };
}

things! {
    /// The name of the host that asked.
    HostName = "host-name";
    /// The domain or workgroup that the host is a member of.
    Membership = "membership";
    /// The edition of Windows.
    Edition = "edition";
    /// The build of Windows, without the revision that each month's update counts up.
    Build = "build";
    /// The physical Hyper-V host below the machine.
    PhysicalHost = "physical-host";
    /// The DNS servers that the host asks.
    DnsServers = "dns-servers";
    /// The DNS suffixes that the host searches.
    DnsSuffixes = "dns-suffixes";
    /// The offset of the host's clock.
    ClockOffset = "clock-offset";
    /// A KMS SRV record: priority, weight, port.
    SrvRecord = "srv-record";
    /// A KMS host, and how far a bind to it gets.
    KmsTarget = "kms-target";
    /// The proxy servers that are configured.
    ProxyServers = "proxy-servers";
    /// What goes past the proxy.
    ProxyBypass = "proxy-bypass";
    /// The proxy script, or automatic discovery.
    ProxyScript = "proxy-script";
    /// The way to an endpoint: `direct`, or the proxies.
    Route = "route";
    /// The issuer of an endpoint's certificate.
    CertificateIssuer = "certificate-issuer";
    /// A domain controller, and whether it answers.
    DomainController = "domain-controller";
    /// An activation object, and the last five characters of its key.
    ActivationObject = "activation-object";
    /// The state of the licence.
    LicenceStatus = "licence-status";
    /// The code of a notification.
    LicenceReason = "licence-reason";
    /// The channel of the installed key.
    KeyChannel = "key-channel";
    /// The last five characters of the installed key.
    PartialKey = "partial-key";
    /// The activation id (SKU) of the installed key.
    ActivationId = "activation-id";
    /// The client machine id.
    Cmid = "cmid";
    /// The KMS host that is forced by the licensing service.
    ForcedKms = "forced-kms";
    /// The activation object that was used.
    UsedActivationObject = "used-activation-object";
    /// The Hyper-V host that activated the guest.
    AvmaHost = "avma-host";
}

/// What a thing is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// A name, an id or a number.
    Text(String),
    /// Names in no order.
    Set(BTreeSet<String>),
    /// A difference between clocks, in milliseconds.
    Offset(#[schemars(with = "i64")] OffsetMs),
}

impl Value {
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Offset(one), Self::Offset(other)) => {
                one.0.abs_diff(other.0) <= OFFSET_TOLERANCE_MS
            }
            (one, other) => one == other,
        }
    }
}
