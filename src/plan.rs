//! What will be asked, computed before anything is asked. Pure: request and host facts in, plan out.

pub mod dry_run;

use std::net::SocketAddr;

use actprobe_probes::clock_skew::{self, TimeServer};
use actprobe_probes::evidence::{
    Addresses, ClockSourceOrigin, DnsClient, EndpointNeed, HostFacts, HostPort, KmsTarget, Observed, Origin,
    ProxyEvidence, Route, RouteReason, Suffix, TargetOrigin,
};
use actprobe_probes::online::EndpointPlan;
use actprobe_probes::wire::proxy_route::route;

use crate::catalogue::{TIME_SERVER, clouds};
use crate::probe_id::Probe;
use crate::request::{KMS_PORT, Request};

/// The questions of one run.
#[derive(Debug)]
pub struct Plan {
    /// The DNS servers to ask, in order.
    pub servers: Vec<SocketAddr>,
    /// The suffixes that a short name is tried with.
    pub suffixes: Vec<String>,
    /// The suffixes to look for KMS hosts in, in order; absent: no discovery.
    pub discover_in: Option<Vec<Suffix>>,
    /// KMS hosts that are known without discovery.
    pub targets: Vec<KmsTarget>,
    /// Whether KMS hosts are connected to.
    pub reach_targets: bool,
    /// The time servers to ask.
    pub time_servers: Vec<TimeServer>,
    /// The endpoints to ask, each by its way.
    pub endpoints: Vec<EndpointPlan>,
}

/// The host's DNS settings with what the request puts in their place or adds.
pub fn dns_client(own: Observed<DnsClient>, request: &Request) -> Observed<DnsClient> {
    let own = match own {
        Observed::Answered { value, elapsed_us } => Observed::Answered { value, elapsed_us },
        // Without servers of its own the host can still be told some.
        _ if !request.dns_servers.is_empty() => Observed::Answered { value: DnsClient::default(), elapsed_us: 0 },
        unreadable => unreadable,
    };
    own.map(|mut client| {
        if !request.dns_servers.is_empty() {
            client.servers.clone_from(&request.dns_servers);
        }
        let known = |suffix: &&Suffix| !client.suffixes.iter().any(|own| own.name.eq_ignore_ascii_case(&suffix.name));
        let added: Vec<Suffix> = request.suffixes.iter().filter(known).cloned().collect();
        client.suffixes.extend(added);
        client
    })
}

/// Plans a run.
pub fn plan(request: &Request, host: &HostFacts, proxy: &ProxyEvidence) -> Plan {
    let client = host.dns.value().cloned().unwrap_or_default();
    let runs = |probe| request.probes.contains(&probe);
    let discovers = runs(Probe::KmsDiscovery) && request.forced_kms.is_empty();
    Plan {
        servers: client.servers.iter().map(|server| server.address).collect(),
        suffixes: client.suffixes.iter().map(|suffix| suffix.name.clone()).collect(),
        discover_in: discovers.then(|| client.suffixes.clone()),
        targets: if runs(Probe::KmsTarget) { known_targets(request, host) } else { Vec::new() },
        reach_targets: runs(Probe::KmsTarget),
        time_servers: if runs(Probe::ClockSkew) { time_servers(request, &client) } else { Vec::new() },
        endpoints: if runs(Probe::Online) { endpoints(request, proxy) } else { Vec::new() },
    }
}

fn known_targets(request: &Request, host: &HostFacts) -> Vec<KmsTarget> {
    let forced = request.forced_kms.iter().map(|host| target(host, TargetOrigin::Forced));
    let cloud = host.platform.value().and_then(|platform| platform.cloud).filter(|_| request.forced_kms.is_empty());
    let of_cloud = cloud.into_iter().flat_map(|provider| {
        let names = clouds::kms_names(provider).iter();
        names.map(move |name| {
            target(&HostPort { host: (*name).to_owned(), port: KMS_PORT }, TargetOrigin::Cloud { provider })
        })
    });
    let expected = request.expected_kms.iter().map(|host| target(host, TargetOrigin::Expected));
    merged(Vec::new(), forced.chain(of_cloud).chain(expected))
}

/// The targets found, and those known; one that is both is asked once, for both reasons.
pub fn merged(found: Vec<KmsTarget>, known: impl IntoIterator<Item = KmsTarget>) -> Vec<KmsTarget> {
    let mut targets = found;
    for new in known {
        let same = |old: &&mut KmsTarget| old.port == new.port && old.host.eq_ignore_ascii_case(&new.host);
        match targets.iter_mut().find(same) {
            Some(old) => old.origins.extend(new.origins),
            None => targets.push(new),
        }
    }
    targets
}

fn target(at: &HostPort, origin: TargetOrigin) -> KmsTarget {
    KmsTarget {
        host: at.host.clone(),
        port: at.port,
        origins: vec![origin],
        addresses: Addresses::default(),
        endpoints: Vec::new(),
    }
}

/// Those named; else the domain's own name, which its domain controllers answer to, and Windows' usual server.
fn time_servers(request: &Request, client: &DnsClient) -> Vec<TimeServer> {
    let server = |host: &str, port, origin| TimeServer { host: host.to_owned(), port, origin };
    if !request.time_servers.is_empty() {
        return request.time_servers.iter().map(|(at, origin)| server(&at.host, at.port, *origin)).collect();
    }
    let is_domain = |origin| matches!(origin, Origin::Primary | Origin::Argument | Origin::SiteFile);
    let is_given = |name: &str| request.suffixes.iter().any(|given| given.name.eq_ignore_ascii_case(name));
    let domains = client.suffixes.iter().filter(|suffix| is_domain(suffix.origin) || is_given(&suffix.name));
    let of_domains = domains.map(|suffix| server(&suffix.name, clock_skew::PORT, ClockSourceOrigin::Domain));
    of_domains.chain([server(TIME_SERVER, clock_skew::PORT, ClockSourceOrigin::Catalogue)]).collect()
}

fn endpoints(request: &Request, proxy: &ProxyEvidence) -> Vec<EndpointPlan> {
    // What is no URL was refused when the request was read.
    request.endpoints.iter().filter_map(|(url, need)| endpoint(url, *need, proxy)).collect()
}

fn endpoint(url: &str, need: EndpointNeed, proxy: &ProxyEvidence) -> Option<EndpointPlan> {
    let direct = EndpointPlan::new(url, need, Route::default()).ok()?;
    let at = &direct.target.at;
    let route = match &proxy.settings {
        Observed::Answered { value, .. } => route(value, direct.target.scheme.as_str(), &at.host, at.port),
        Observed::Failed(_) => Route { proxies: Vec::new(), reason: RouteReason::SettingsUnreadable },
        Observed::NotAsked { .. } => Route::default(),
    };
    Some(EndpointPlan { route, ..direct })
}
