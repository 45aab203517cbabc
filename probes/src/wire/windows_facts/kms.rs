//! What the licensing service was told as a KMS client, and as a KMS host (Microsoft Learn,
//! "Registry settings" of the Volume Activation Technical Reference; `slmgr.vbs` names the same
//! values).

use std::collections::BTreeMap;

use crate::evidence::{
    ActivationType, CachedKms, ForcedKms, ForcedLevel, HostPort, KMS_PORT, KmsClientFacts,
    KmsHostFacts, scrub,
};
use crate::wire::host_port::parse_host_port;
use crate::wire::registry::{Hive, Registry, Value};

/// The client's side; none where the source does not hold the service's key.
pub(super) fn client(registry: &dyn Registry) -> Option<KmsClientFacts> {
    let flag = registry.number(Hive::Machine, SERVICE, "DisableKeyManagementServiceHostCaching");
    let facts = KmsClientFacts {
        forced: forced(registry),
        cached: cached(registry),
        lookup_domain: registry
            .text(Hive::Machine, SERVICE, "KeyManagementServiceLookupDomain")
            .map(|zone| scrub(&zone)),
        activation_type: activation_type(registry),
        product_activation_types: activation_types(registry),
        caching: registry.covers(Hive::Machine, SERVICE).then_some(flag.unwrap_or(0) == 0),
    };
    (facts != KmsClientFacts::default()).then_some(facts)
}

/// The forced hosts in the order in which a client looks: product, all of Windows, everything.
/// Subkeys of other applications (Office) are none of Windows' business.
fn forced(registry: &dyn Registry) -> Vec<ForcedKms> {
    let at = |key: &str, level, sku| {
        let at = named(
            registry,
            Hive::Machine,
            key,
            "KeyManagementServiceName",
            "KeyManagementServicePort",
        )?;
        Some(ForcedKms { level, at, sku })
    };
    let skus = skus(registry, Hive::Machine);
    let of_skus =
        skus.into_iter().map(|sku| at(&below_windows(&sku), ForcedLevel::Sku, Some(product(&sku))));
    let of_windows = at(&format!(r"{SERVICE}\{WINDOWS}"), ForcedLevel::Application, None);
    let of_all = at(SERVICE, ForcedLevel::Global, None);
    let policy = at(POLICY, ForcedLevel::Policy, None);
    of_skus.chain([of_windows, of_all, policy]).flatten().collect()
}

/// The host of the last success, which the service writes into its own hive: for all, or below the
/// product.
fn cached(registry: &dyn Registry) -> Option<CachedKms> {
    let of_skus = skus(registry, Hive::NetworkService).into_iter().map(|sku| below_windows(&sku));
    let keys = [SERVICE.to_owned(), format!(r"{SERVICE}\{WINDOWS}")].into_iter().chain(of_skus);
    keys.into_iter().find_map(|key| cached_at(registry, &key))
}

/// By name, or by its address where that is all that is kept.
fn cached_at(registry: &dyn Registry, key: &str) -> Option<CachedKms> {
    let by = |name| {
        named(registry, Hive::NetworkService, key, name, "DiscoveredKeyManagementServicePort")
    };
    let at = by("DiscoveredKeyManagementServiceName").or_else(|| by(CACHED_ADDRESS))?;
    let address = registry.text(Hive::NetworkService, key, CACHED_ADDRESS);
    Some(CachedKms { at, address: address.and_then(|address| address.parse().ok()) })
}

const CACHED_ADDRESS: &str = "DiscoveredKeyManagementServiceIpAddress";

/// The setting for all products, the most specific; 0 and what nobody has described allow every
/// way.
fn activation_type(registry: &dyn Registry) -> Option<ActivationType> {
    let keys = [format!(r"{SERVICE}\{WINDOWS}"), SERVICE.to_owned()];
    keys.iter()
        .find_map(|key| registry.number(Hive::Machine, key, "VLActivationType"))
        .and_then(way)
}

fn activation_types(registry: &dyn Registry) -> BTreeMap<String, Option<ActivationType>> {
    let set =
        |sku: &String| registry.number(Hive::Machine, &below_windows(sku), "VLActivationType");
    let skus = skus(registry, Hive::Machine).into_iter();
    skus.filter_map(|sku| set(&sku).map(|number| (product(&sku), way(number)))).collect()
}

fn way(number: u32) -> Option<ActivationType> {
    match number {
        1 => Some(ActivationType::ActiveDirectory),
        2 => Some(ActivationType::Kms),
        3 => Some(ActivationType::Token),
        _ => None,
    }
}

/// An activation id as the licensing service writes it.
fn product(sku: &str) -> String {
    scrub(&sku.to_ascii_lowercase())
}

fn skus(registry: &dyn Registry, hive: Hive) -> Vec<String> {
    let mut skus = registry.subkeys(hive, &format!(r"{SERVICE}\{WINDOWS}"));
    skus.truncate(MOST_SKUS);
    skus
}

fn below_windows(sku: &str) -> String {
    format!(r"{SERVICE}\{WINDOWS}\{sku}")
}

/// A host and its port, which has a value of its own.
fn named(
    registry: &dyn Registry,
    hive: Hive,
    key: &str,
    name: &str,
    port: &str,
) -> Option<HostPort> {
    let host = registry.text(hive, key, name).filter(|host| !host.trim().is_empty())?;
    let port = registry
        .number(hive, key, port)
        .and_then(|port| u16::try_from(port).ok())
        .filter(|port| *port != 0);
    let port = port.unwrap_or(KMS_PORT);
    // What is no name at all is kept as it stands: to look it up fails, and that is what happens to
    // the client.
    Some(parse_host_port(&host, port).unwrap_or_else(|_| HostPort { host: scrub(&host), port }))
}

/// The host's side. The version is written when a KMS host key is installed.
pub(super) fn host(registry: &dyn Registry) -> Option<KmsHostFacts> {
    let version = registry.text(Hive::Machine, SERVICE, "KeyManagementServiceVersion")?;
    let number = |name| registry.number(Hive::Machine, SERVICE, name);
    let publish_list = match registry.value(Hive::Machine, SERVICE, "DnsDomainPublishList") {
        Some(Value::List(zones)) => zones,
        Some(Value::Text(zone)) if !zone.trim().is_empty() => vec![zone],
        _ => Vec::new(),
    };
    Some(KmsHostFacts {
        version: scrub(&version),
        listening_port: number("KeyManagementServiceListeningPort")
            .and_then(|port| u16::try_from(port).ok()),
        dns_publishing: number("DisableDnsPublishing").unwrap_or(0) == 0,
        publish_list: publish_list.iter().take(MOST_ZONES).map(|zone| scrub(zone)).collect(),
        low_priority: number("EnableKmsLowPriority").unwrap_or(0) != 0,
    })
}

const SERVICE: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
/// Where policies of the service stand. Microsoft documents no policy for the KMS host; some sites
/// write one.
const POLICY: &str =
    r"SOFTWARE\Policies\Microsoft\Windows NT\CurrentVersion\Software Protection Platform";
/// The application id of Windows (`slmgr.vbs`).
const WINDOWS: &str = "55c92734-d682-4d71-983e-d6ec3f16059f";
const MOST_SKUS: usize = 64;
const MOST_ZONES: usize = 64;
