//! Things with values, compared: what appeared, what went, what is another.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use strum::VariantArray;

use super::{Gap, Knowledge, OFFSET_TOLERANCE_MS, ThingChange, What};
use crate::verdict::finding::OffsetMs;

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
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Offset(one), Self::Offset(other)) => {
                one.0.abs_diff(other.0) <= OFFSET_TOLERANCE_MS
            }
            (one, other) => one == other,
        }
    }
}

/// What one report tells of a thing, of one name or endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// The items, each known or not.
    pub items: BTreeMap<String, Result<Value, Knowledge>>,
    /// Why an item that is not among them may be there all the same.
    pub incomplete: Option<Knowledge>,
}

/// All that one report tells. What is not among it was not asked.
pub type Facts = BTreeMap<(Thing, String), Result<Items, Knowledge>>;

/// Compares what two reports tell.
pub fn compare(before: &Facts, after: &Facts) -> (Vec<ThingChange>, Vec<Gap>) {
    let mut found = Differences::default();
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let told = |facts: &Facts| facts.get(key).cloned().unwrap_or(Err(Knowledge::NotAsked));
        match (told(before), told(after)) {
            (Ok(before), Ok(after)) => found.compare_items(key, &before, &after),
            (before, after) => {
                found.gap(key, String::new(), of_outcome(&before), of_outcome(&after));
            }
        }
    }
    (found.changes, found.gaps)
}

fn of_outcome<T>(outcome: &Result<T, Knowledge>) -> Knowledge {
    outcome.as_ref().err().cloned().unwrap_or(Knowledge::Known)
}

#[derive(Default)]
struct Differences {
    changes: Vec<ThingChange>,
    gaps: Vec<Gap>,
}

impl Differences {
    fn compare_items(&mut self, key: &(Thing, String), before: &Items, after: &Items) {
        let names: BTreeSet<_> = before.items.keys().chain(after.items.keys()).collect();
        for name in names {
            match (before.tells(name), after.tells(name)) {
                (Ok(before), Ok(after)) => self.compare_item(key, name, before, after),
                (before, after) => {
                    self.gap(key, name.clone(), of_outcome(&before), of_outcome(&after));
                }
            }
        }
    }

    fn compare_item(
        &mut self,
        (thing, of): &(Thing, String),
        name: &str,
        before: Option<&Value>,
        after: Option<&Value>,
    ) {
        let alike = match (before, after) {
            (Some(before), Some(after)) => before.is_like(after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if !alike {
            self.changes.push(ThingChange {
                thing: *thing,
                of: of.clone(),
                item: name.to_owned(),
                before: before.cloned(),
                after: after.cloned(),
            });
        }
    }

    /// What neither report tells is nothing that one could miss in the other.
    fn gap(
        &mut self,
        (thing, of): &(Thing, String),
        item: String,
        before: Knowledge,
        after: Knowledge,
    ) {
        if before == Knowledge::Known || after == Knowledge::Known {
            let of = [of.clone(), item]
                .into_iter()
                .filter(|name| !name.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            self.gaps.push(Gap { what: What::Thing(*thing), of, before, after });
        }
    }
}

impl Items {
    /// One value; none where there is nothing.
    pub fn one(value: Option<Value>) -> Self {
        Self {
            items: value.map(|value| (String::new(), Ok(value))).into_iter().collect(),
            incomplete: None,
        }
    }

    fn tells(&self, name: &str) -> Result<Option<&Value>, Knowledge> {
        match (self.items.get(name), &self.incomplete) {
            (Some(Ok(value)), _) => Ok(Some(value)),
            (Some(Err(told)), _) | (None, Some(told)) => Err(told.clone()),
            (None, None) => Ok(None),
        }
    }
}
