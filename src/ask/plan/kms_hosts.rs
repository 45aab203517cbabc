//! The KMS hosts to reach: whom a client would try, and in which order.

use actprobe_probes::evidence::{
    Addresses, ForcedKms, ForcedLevel, HostFacts, HostPort, KmsTarget, LicenceFacts, Observed,
    TargetOrigin,
};

/// Whom the host itself would try before it asks DNS: the most specific forced host, or else the
/// one of the last success, unless remembering is switched off (Microsoft Learn, "KMS activation
/// timing and discovery"). A host that is forced for one product is tried where that one is
/// installed, by its activation id, or may be.
pub fn before_discovery(host: &HostFacts, licence: Option<&LicenceFacts>) -> Vec<KmsTarget> {
    let told = host.windows.value().and_then(|windows| windows.kms_client.as_ref());
    let all = told.map(|told| told.forced.as_slice()).unwrap_or_default();
    let installed = licence.and_then(|licence| licence.activation_id.as_deref());
    if let Some(by_service) = licence.and_then(|licence| licence.forced_kms.as_ref()) {
        return vec![target(by_service, told_by_service(all, by_service, installed))];
    }
    let (of_products, of_all): (Vec<&ForcedKms>, Vec<_>) =
        all.iter().partition(|forced| forced.sku.is_some());
    let is_installed =
        |forced: &&ForcedKms| installed.is_none_or(|id| forced.sku.as_deref() == Some(id));
    let of_products: Vec<&ForcedKms> = of_products.into_iter().filter(is_installed).collect();
    let is_certain = installed.is_some() && !of_products.is_empty();
    let of_all = of_all.into_iter().next().filter(|_| !is_certain);
    let cached = told.and_then(|told| told.cached.as_ref().filter(|_| told.caching != Some(false)));
    let cached = cached.filter(|_| of_all.is_none() && !is_certain);
    let forced =
        of_products.into_iter().chain(of_all).map(|forced| target(&forced.at, by_registry(forced)));
    merged(Vec::new(), forced.chain(cached.map(|cached| target(&cached.at, TargetOrigin::Cached))))
}

fn by_registry(forced: &ForcedKms) -> TargetOrigin {
    TargetOrigin::Registry { level: forced.level, sku: forced.sku.clone() }
}

/// The service names the host; the registry may say at which level.
fn told_by_service(all: &[ForcedKms], at: &HostPort, installed: Option<&str>) -> TargetOrigin {
    let may_be_meant =
        |forced: &&ForcedKms| forced.sku.is_none() || forced.sku.as_deref() == installed;
    let known = all.iter().filter(may_be_meant).find(|forced| forced.at == *at);
    known.map_or(TargetOrigin::Registry { level: ForcedLevel::Global, sku: None }, by_registry)
}

/// The targets in the order in which a client would try them: what its own settings name, what was
/// found, and the rest.
pub fn in_order(known: &[KmsTarget], found: Vec<KmsTarget>) -> Vec<KmsTarget> {
    let is_own = |target: &&KmsTarget| {
        target
            .origins
            .iter()
            .any(|origin| matches!(origin, TargetOrigin::Registry { .. } | TargetOrigin::Cached))
    };
    let (own, rest): (Vec<_>, Vec<_>) = known.iter().partition(is_own);
    merged(own.into_iter().cloned().collect(), found.into_iter().chain(rest.into_iter().cloned()))
}

/// The targets found, and those known; one that is both is asked once, for both reasons.
pub fn merged(found: Vec<KmsTarget>, known: impl IntoIterator<Item = KmsTarget>) -> Vec<KmsTarget> {
    let mut targets = found;
    for new in known {
        let same =
            |old: &&mut KmsTarget| old.port == new.port && old.host.eq_ignore_ascii_case(&new.host);
        match targets.iter_mut().find(same) {
            Some(old) => old.origins.extend(new.origins),
            None => targets.push(new),
        }
    }
    targets
}

/// A host to reach, of which nothing is known yet.
pub fn target(at: &HostPort, origin: TargetOrigin) -> KmsTarget {
    KmsTarget {
        host: at.host.clone(),
        port: at.port,
        origins: vec![origin],
        addresses: Addresses::default(),
        endpoints: Vec::new(),
        by_name: Observed::default(),
        beside: None,
        in_dns: None,
        usual_port: Vec::new(),
        captured_tries: Vec::new(),
    }
}
