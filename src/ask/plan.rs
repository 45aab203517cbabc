//! What will be asked, computed before anything is asked. Pure: request and host facts in, plan
//! out.

pub mod dry_run;
pub(crate) mod kms_hosts;
pub(crate) mod other_host;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use actprobe_probes::clock_skew::{self, TimeServer};
use actprobe_probes::directory::{Credentials, DirectoryPlan};
use actprobe_probes::evidence::{
    ClockSourceOrigin, DnsClient, DomainOrigin, EndpointNeed, HostFacts, HostPort, KMS_PORT,
    KmsTarget, LicenceFacts, Membership, Observed, Origin, Probe, ProxyEvidence, ProxySource,
    Route, RouteReason, Suffix, TargetOrigin,
};
use actprobe_probes::online::EndpointPlan;
use actprobe_probes::product_key::holds_key;
use actprobe_probes::wire::proxy_route::route;

use self::kms_hosts::{before_discovery, merged, target};
use crate::ask::request::Request;
use crate::catalogue::{TIME_SERVER, clouds};

/// Whether it is another host that is meant: what belongs to itself is not asked from here.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere {
    /// The settings are another host's.
    pub settings: bool,
    /// So is its proxy.
    pub proxy: bool,
}

/// The questions of one run.
#[derive(Debug)]
pub struct Plan {
    /// The DNS servers to ask, in order.
    pub servers: Vec<SocketAddr>,
    /// DNS servers of the host that is meant which only that host can ask.
    pub servers_elsewhere: Vec<SocketAddr>,
    /// Whom names are asked of: `servers`, or those of this host where none can be asked.
    pub name_servers: Vec<SocketAddr>,
    /// What is of another host than this one.
    pub elsewhere: Elsewhere,
    /// The suffixes that a short name is tried with.
    pub suffixes: Vec<String>,
    /// The suffixes to look for KMS hosts in, in order; absent: no discovery.
    pub discover_in: Option<Vec<Suffix>>,
    /// Whether the system's own resolver is asked too: it knows this host's servers, and no
    /// other's.
    pub ask_system: bool,
    /// KMS hosts that are known without discovery.
    pub targets: Vec<KmsTarget>,
    /// Whether KMS hosts are connected to.
    pub reach_targets: bool,
    /// What to ask of Active Directory; absent: no domain is known, or it was left out.
    pub directory: Option<DirectoryPlan>,
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
        _ if !request.dns_servers.is_empty() => {
            Observed::Answered { value: DnsClient::default(), elapsed_us: 0 }
        }
        unreadable => unreadable,
    };
    own.map(|mut client| {
        if !request.dns_servers.is_empty() {
            client.servers.clone_from(&request.dns_servers);
        }
        let known = |suffix: &&Suffix| {
            !client.suffixes.iter().any(|own| own.name.eq_ignore_ascii_case(&suffix.name))
        };
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
    let is_elsewhere = other_host::is_meant(request, host);
    let servers_elsewhere = other_host::servers(request, host, &client);
    let servers = client.servers.iter().map(|server| server.address);
    let servers: Vec<SocketAddr> = servers.filter(|at| !servers_elsewhere.contains(at)).collect();
    let mut plan = Plan {
        name_servers: servers.clone(),
        elsewhere: Elsewhere {
            settings: is_elsewhere,
            proxy: is_elsewhere && matches!(proxy.source, ProxySource::HostFacts { .. }),
        },
        suffixes: client.suffixes.iter().map(|suffix| suffix.name.clone()).collect(),
        discover_in: discovers.then(|| zones(&client, host, request.imports.licence().as_ref())),
        ask_system: discovers && request.dns_servers.is_empty() && request.host_facts.is_none(),
        targets: if runs(Probe::KmsTarget) { known_targets(request, host) } else { Vec::new() },
        reach_targets: runs(Probe::KmsTarget),
        directory: if runs(Probe::Directory) {
            directory(request, host, &client, &servers)
        } else {
            None
        },
        time_servers: if runs(Probe::ClockSkew) {
            time_servers(request, host, &client)
        } else {
            Vec::new()
        },
        endpoints: if runs(Probe::Online) { endpoints(request, proxy) } else { Vec::new() },
        servers,
        servers_elsewhere,
    };
    if is_elsewhere {
        plan.targets = plan.targets.into_iter().map(other_host::marked).collect();
        plan.time_servers.retain(|server| !other_host::is_its_own(server));
    }
    plan
}

/// Where to look for KMS hosts: the zone that the licensing service was told, which it takes in the
/// place of its suffixes; these, which show whether it would find one without that; and last the
/// domain of Active Directory, in which a client does not look where no suffix says so.
fn zones(client: &DnsClient, host: &HostFacts, captured: Option<&LicenceFacts>) -> Vec<Suffix> {
    let windows = host.windows.value();
    let by_capture = captured.and_then(|licence| licence.lookup_domain.clone());
    let by_registry =
        || windows.and_then(|windows| windows.kms_client.as_ref()?.lookup_domain.clone());
    let told = by_capture.or_else(by_registry);
    let told = told.filter(|zone| !holds_key(zone));
    let told = told.map(|name| Suffix { name, origin: Origin::LookupDomain });
    // A host without suffix asks the bare name, and nothing else.
    let directory = match windows.and_then(|windows| windows.membership.as_ref()) {
        Some(Membership::Domain { domain, .. }) if !client.suffixes.is_empty() => {
            Some(Suffix { name: domain.clone(), origin: Origin::Directory })
        }
        _ => None,
    };
    let mut zones: Vec<Suffix> = Vec::new();
    for zone in told.into_iter().chain(client.suffixes.iter().cloned()).chain(directory) {
        if !zones.iter().any(|known| known.name.eq_ignore_ascii_case(&zone.name)) {
            zones.push(zone);
        }
    }
    zones
}

fn known_targets(request: &Request, host: &HostFacts) -> Vec<KmsTarget> {
    let licence = request.imports.licence();
    let own = before_discovery(host, licence.as_ref())
        .into_iter()
        .filter(|_| request.forced_kms.is_empty());
    let given = request.forced_kms.iter().map(|host| target(host, TargetOrigin::Forced));
    let cloud = host
        .platform
        .value()
        .and_then(|platform| platform.cloud)
        .filter(|_| request.forced_kms.is_empty());
    let of_cloud = cloud.into_iter().flat_map(|provider| {
        let names = clouds::kms_names(provider).iter();
        names.map(move |name| {
            target(
                &HostPort { host: (*name).to_owned(), port: KMS_PORT },
                TargetOrigin::Cloud { provider },
            )
        })
    });
    let expected = request.expected_kms.iter().map(|host| target(host, TargetOrigin::Expected));
    merged(Vec::new(), own.chain(given).chain(of_cloud).chain(expected))
}

fn directory(
    request: &Request,
    host: &HostFacts,
    client: &DnsClient,
    servers: &[SocketAddr],
) -> Option<DirectoryPlan> {
    let (domain, domain_origin, site) = domain(request, host, client)?;
    let own = || may_show_itself(request, host, domain_origin).then_some(Credentials::Own);
    let credentials = with_password(request, domain_origin).or_else(own);
    let servers = servers.to_vec();
    let named = request.directory_controllers.clone();
    Some(DirectoryPlan { domain, domain_origin, site, servers, named, credentials })
}

/// A file with another host's settings may be anybody's: the domain that it names sees no password.
fn with_password(request: &Request, origin: DomainOrigin) -> Option<Credentials> {
    let login = request.directory_login.clone()?;
    Some(match is_of_this_host_or_the_user(request, origin) {
        true => Credentials::Password(Box::new(login)),
        false => Credentials::Withheld,
    })
}

/// The domain that was named; else the one that the host is a member of; else a suffix that may be
/// one.
fn domain(
    request: &Request,
    host: &HostFacts,
    client: &DnsClient,
) -> Option<(String, DomainOrigin, Option<String>)> {
    let membership = host.windows.value().and_then(|windows| windows.membership.clone());
    if let Some((domain, origin)) = &request.directory {
        return Some((domain.clone(), *origin, own_site(membership, domain)));
    }
    match membership {
        Some(Membership::Domain { domain, site }) => Some((domain, DomainOrigin::Member, site)),
        Some(Membership::Workgroup | Membership::Entra) => None,
        None => {
            let mut suffixes: Vec<&Suffix> =
                client.suffixes.iter().filter(|suffix| suffix.name.contains('.')).collect();
            // The host's own domain, then what was given by hand, then what the network handed out.
            suffixes.sort_by_key(|suffix| match suffix.origin {
                Origin::Primary => 0,
                Origin::Argument | Origin::SiteFile => 1,
                Origin::Policy
                | Origin::Connection
                | Origin::SearchList
                | Origin::LookupDomain
                | Origin::Directory
                | Origin::System
                | Origin::Capture
                | Origin::None => 2,
            });
            suffixes.first().map(|suffix| (suffix.name.clone(), DomainOrigin::Suffix, None))
        }
    }
}

/// The host's site, where it is one of that domain.
fn own_site(membership: Option<Membership>, named: &str) -> Option<String> {
    match membership? {
        Membership::Domain { domain, site } if domain.eq_ignore_ascii_case(named) => site,
        Membership::Domain { .. } | Membership::Workgroup | Membership::Entra => None,
    }
}

/// Windows identifies its user to servers of the host's own domain, or of one that the user named;
/// never on a guess, nor to those of another host's domain.
fn may_show_itself(request: &Request, host: &HostFacts, origin: DomainOrigin) -> bool {
    host.asks_from_windows() && is_of_this_host_or_the_user(request, origin)
}

fn is_of_this_host_or_the_user(request: &Request, origin: DomainOrigin) -> bool {
    match origin {
        DomainOrigin::Argument | DomainOrigin::SiteFile => true,
        DomainOrigin::Member => request.host_facts.is_none(),
        DomainOrigin::Suffix | DomainOrigin::Capture | DomainOrigin::Nothing => false,
    }
}

/// Those named; else those that the host's time service is set to, the domain's own name, which its
/// domain controllers answer to, and Windows' usual server.
fn time_servers(request: &Request, host: &HostFacts, client: &DnsClient) -> Vec<TimeServer> {
    let server = |host: &str, port, origin| TimeServer { host: host.to_owned(), port, origin };
    if !request.time_servers.is_empty() {
        return request
            .time_servers
            .iter()
            .map(|(at, origin)| server(&at.host, at.port, *origin))
            .collect();
    }
    let is_domain =
        |origin| matches!(origin, Origin::Primary | Origin::Argument | Origin::SiteFile);
    let is_given =
        |name: &str| request.suffixes.iter().any(|given| given.name.eq_ignore_ascii_case(name));
    let domains =
        client.suffixes.iter().filter(|suffix| is_domain(suffix.origin) || is_given(&suffix.name));
    let of_domains =
        domains.map(|suffix| server(&suffix.name, clock_skew::PORT, ClockSourceOrigin::Domain));
    let usual = server(TIME_SERVER, clock_skew::PORT, ClockSourceOrigin::Catalogue);
    let set = set_time_servers(host).into_iter();
    let set = set.map(|name| server(&name, clock_skew::PORT, ClockSourceOrigin::TimeService));
    let mut servers: Vec<TimeServer> = set.chain(of_domains).chain([usual]).collect();
    let mut seen = BTreeSet::new();
    servers.retain(|server| seen.insert(server.host.to_ascii_lowercase()));
    servers
}

/// A member of a domain follows its domain controllers (`NT5DS`), whatever else stands there.
fn set_time_servers(host: &HostFacts) -> Vec<String> {
    let service = host.windows.value().and_then(|windows| windows.time_service.as_ref());
    let follows =
        |kind: &str| kind.eq_ignore_ascii_case("NTP") || kind.eq_ignore_ascii_case("AllSync");
    service
        .filter(|service| follows(&service.kind))
        .map(|service| service.servers.clone())
        .unwrap_or_default()
}

fn endpoints(request: &Request, proxy: &ProxyEvidence) -> Vec<EndpointPlan> {
    // What is no URL was refused when the request was read.
    request.endpoints.iter().filter_map(|(url, need)| endpoint(url, *need, proxy)).collect()
}

fn endpoint(url: &str, need: EndpointNeed, proxy: &ProxyEvidence) -> Option<EndpointPlan> {
    let direct = EndpointPlan::new(url, need, Route::default()).ok()?;
    let at = &direct.target.at;
    let route = match &proxy.settings {
        Observed::Answered { value, .. } => {
            route(value, direct.target.scheme.as_str(), &at.host, at.port)
        }
        Observed::Failed(_) => {
            Route { proxies: Vec::new(), reason: RouteReason::SettingsUnreadable }
        }
        Observed::NotAsked { .. } => Route::default(),
    };
    Some(EndpointPlan { route, ..direct })
}
