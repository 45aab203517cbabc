//! The proxy settings of services: are they understood, are they fixed, and do they cover the
//! endpoints?

use actprobe_probes::evidence::{
    Endpoint, EndpointNeed, Evidence, Hop, Observed, ProxyServer, ProxySettings, ProxySource,
    RouteReason,
};

use super::names_unresolved::by_the_service;
use crate::verdict::finding::{Finding, ProxyOrigin, Role, Script};
use crate::verdict::logic::{self, Status};
use crate::verdict::place::{self, At, at, pointer};
use crate::verdict::reach;
use crate::verdict::requirement::{Owner, Requirement, RequirementId, Weight};

/// What the settings themselves say.
pub fn judge(evidence: &Evidence) -> Vec<Requirement> {
    let source = origin(&evidence.proxy.source);
    match &evidence.proxy.settings {
        Observed::NotAsked { .. } if is_untold(evidence) && !by_the_service(evidence) => {
            vec![readable(Status::Unknown, Finding::ProxyUntold {})]
        }
        Observed::NotAsked { .. } => Vec::new(),
        Observed::Failed(failure) => {
            let detail = failure.detail.clone().into();
            vec![readable(Status::Unmet, Finding::ProxyUnreadable { source, detail })]
        }
        Observed::Answered { value, .. } => {
            let mut requirements = vec![understood(source, value)];
            requirements.extend(script(value));
            requirements.extend(settings_agree(evidence, value));
            requirements
        }
    }
}

/// Of captures alone: somebody tried the way to an endpoint, and nobody captured which one services
/// take.
pub fn is_untold(evidence: &Evidence) -> bool {
    evidence.asked.offline
        && !evidence.online.endpoints.is_empty()
        && matches!(evidence.proxy.settings, Observed::NotAsked { .. })
}

/// The settings of `netsh winhttp show proxy` against those of `show advproxy`, which newer builds
/// keep beside them.
fn settings_agree(evidence: &Evidence, classic: &ProxySettings) -> Option<Requirement> {
    let advanced = evidence.proxy.machine.value().filter(|settings| names_a_proxy(settings))?;
    let (classic, advanced) = (ways(classic), ways(advanced));
    let (status, finding) = match classic == advanced {
        true => (Status::Met, Finding::ProxySettingsSame {}),
        false => (Status::Unmet, Finding::ProxySettingsDiffer { classic, advanced }),
    };
    Some(
        Requirement::new(RequirementId::ProxySettingsAgree, status, finding)
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Advice)
            .because(pointer!(proxy.settings))
            .because(pointer!(proxy.machine)),
    )
}

fn names_a_proxy(settings: &ProxySettings) -> bool {
    settings.servers.iter().any(ProxyServer::serves_http) || settings.auto_config_url.is_some()
}

fn ways(settings: &ProxySettings) -> Vec<String> {
    let servers = settings.servers.iter().map(|server| server.address.to_string());
    servers.chain(settings.auto_config_url.clone()).collect()
}

/// The browser works and the service does not: the person has a proxy, services go direct, and that
/// leads nowhere. Where policy makes the machine's settings count for everybody, the person has
/// none of their own.
pub fn known_to_user_only(evidence: &Evidence) -> Option<Requirement> {
    let services = evidence.proxy.settings.value().filter(|settings| !names_a_proxy(settings));
    services.filter(|_| is_direct_way_in_vain(evidence))?;
    let (theirs, place) = if evidence.proxy.per_machine == Some(true) {
        (&evidence.proxy.machine, pointer!(proxy.machine))
    } else {
        (&evidence.proxy.user, pointer!(proxy.user))
    };
    let Some(user) = theirs.value().filter(|settings| names_a_proxy(settings)) else {
        return open_and_unused(evidence);
    };
    let servers = user.servers.iter().map(|server| server.address.to_string()).collect();
    let script = user.auto_config_url.clone().into();
    let finding = Finding::ProxyForUserOnly { servers, script };
    Some(untold_to_services(finding).because(pointer!(proxy.per_machine)).because(place))
}

/// Nobody is known to use it, and it takes connections from this host.
fn open_and_unused(evidence: &Evidence) -> Option<Requirement> {
    let open = &evidence.proxy.open;
    let servers = open.iter().map(ToString::to_string).collect();
    let finding = Finding::ProxyOpenUnused { servers };
    (!open.is_empty()).then(|| untold_to_services(finding).because(pointer!(proxy.open)))
}

fn untold_to_services(finding: Finding) -> Requirement {
    Requirement::unmet(RequirementId::ProxyKnownToServices, finding, Owner::HostAdmin)
        .weighing(Weight::Advice)
        .because(pointer!(proxy.settings))
}

fn is_direct_way_in_vain(evidence: &Evidence) -> bool {
    let needed =
        |endpoint: &&Endpoint| endpoint.need != EndpointNeed::Optional && !endpoint.hops.is_empty();
    let in_vain = |endpoint: &Endpoint| endpoint.hops.iter().all(leads_nowhere);
    evidence.online.endpoints.iter().filter(needed).any(in_vain)
}

/// Endpoints that the settings send past the configured proxy, where the direct way does not lead
/// there.
pub fn passed_by(evidence: &Evidence) -> Vec<Requirement> {
    let Some(settings) =
        evidence.proxy.settings.value().filter(|settings| !settings.servers.is_empty())
    else {
        return Vec::new();
    };
    let endpoints = place::endpoints(evidence);
    endpoints.filter_map(|endpoint| past_the_proxy(&endpoint, settings)).collect()
}

fn past_the_proxy(endpoint: &At<'_, Endpoint>, settings: &ProxySettings) -> Option<Requirement> {
    let servers: Vec<String> =
        settings.servers.iter().map(|server| server.address.to_string()).collect();
    let finding = match &endpoint.route.reason {
        RouteReason::Bypass { entry } => Finding::ProxyBypassed { entry: entry.clone(), servers },
        RouteReason::NoProxyForScheme => Finding::ProxyNotForScheme { servers },
        _ => return None,
    };
    let counts = endpoint.need != EndpointNeed::Optional && endpoint.hops.iter().all(leads_nowhere);
    counts.then(|| {
        Requirement::new(RequirementId::ProxyUsedForEndpoints, Status::Unmet, finding)
            .of(super::label::target(endpoint))
            .owned_by(Owner::HostAdmin)
            .weighing(Weight::Advice)
            .because(pointer!(proxy.settings))
            .because(at!(endpoint.route))
    })
}

/// Whether the hop was tried in vain; one that the run did not get to says nothing.
fn leads_nowhere(hop: &Hop) -> bool {
    let ports =
        hop.attempts.iter().map(|a| reach::port(Role::Endpoint, a.address, &a.connect).status);
    let name = reach::name(Role::Endpoint, &hop.addresses, super::endpoint::is_reached(hop));
    let is_unconnected = hop.by_name.failure().is_some();
    is_unconnected || name.status == Status::Unmet || logic::any(ports) == Status::Unmet
}

fn understood(source: ProxyOrigin, settings: &ProxySettings) -> Requirement {
    if !settings.not_understood.is_empty() {
        let entries = settings.not_understood.clone();
        return readable(Status::Unmet, Finding::ProxyPartlyUnderstood { entries });
    }
    let [usable, others] = [true, false].map(|for_http| servers(settings, for_http));
    let finding = if !usable.is_empty() {
        Finding::ProxyConfigured { source, servers: usable }
    } else if !others.is_empty() {
        Finding::ProxyOfOtherKind { source, servers: others }
    } else {
        Finding::ProxyDirect { source }
    };
    readable(Status::Met, finding)
}

fn servers(settings: &ProxySettings, for_http: bool) -> Vec<String> {
    let meant = settings.servers.iter().filter(|server| server.serves_http() == for_http);
    meant.map(|server| server.address.to_string()).collect()
}

fn readable(status: Status, finding: Finding) -> Requirement {
    Requirement::new(RequirementId::ProxySettingsReadable, status, finding)
        .owned_by(Owner::HostAdmin)
        .weighing(Weight::Advice)
        .because(pointer!(proxy.settings))
}

fn script(settings: &ProxySettings) -> Option<Requirement> {
    let named = settings.auto_config_url.clone().map(Script::At);
    let script = named.or_else(|| settings.auto_detect.then_some(Script::Wpad))?;
    Some(
        Requirement::new(
            RequirementId::ProxySettingsStatic,
            Status::Unmet,
            Finding::ProxyScript { script },
        )
        .owned_by(Owner::HostAdmin)
        .weighing(Weight::Advice)
        .because(pointer!(proxy.settings)),
    )
}

fn origin(source: &ProxySource) -> ProxyOrigin {
    match source {
        ProxySource::Nothing => ProxyOrigin::Nothing,
        ProxySource::Argument => ProxyOrigin::Argument,
        ProxySource::SiteFile => ProxyOrigin::SiteFile,
        ProxySource::File { .. } => ProxyOrigin::File,
        ProxySource::Registry => ProxyOrigin::Registry,
        ProxySource::HostFacts { .. } => ProxyOrigin::HostFacts,
        ProxySource::Environment { .. } => ProxyOrigin::Environment,
    }
}
