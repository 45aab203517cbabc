//! The proxy of services, where somebody tested it with a tool of his own: what every way through
//! it begins with.

use std::collections::BTreeMap;

use actprobe_probes::capture::{Capture, Connection, WebTry};
use actprobe_probes::evidence::{
    Addresses, EndpointNeed, Evidence, Hop, HostPort, Observed, ProxyServer, ProxySettings, Route,
    Used, same_computer,
};
use actprobe_probes::wire::proxy_route::route;

use super::endpoints::{self, endpoint, hop, nothing};
use super::names;
use crate::catalogue::endpoints::{ENDPOINTS, Entry};

/// The proxies that captures name.
pub fn of<'c>(captures: impl Iterator<Item = &'c Capture>) -> Vec<HostPort> {
    captures.filter_map(|capture| capture.facts.proxy.as_ref()).flat_map(servers).collect()
}

/// Those of some settings.
pub fn servers(settings: &ProxySettings) -> impl Iterator<Item = HostPort> {
    settings.servers.iter().filter(|server| server.serves_http()).map(address)
}

fn address(server: &ProxyServer) -> HostPort {
    server.address.clone()
}

/// Whether a connection went to a proxy: by its name, its short name or its address.
pub fn is_to(
    proxy: &HostPort,
    names: &BTreeMap<String, Addresses>,
    connection: &Connection,
) -> bool {
    let is_named = same_computer(&connection.host, &proxy.host) == Some(true);
    let is_at = || {
        let known = names.get(&proxy.host.to_ascii_lowercase());
        let literal = proxy.host.parse().ok();
        let mut addresses = known.into_iter().flat_map(Addresses::all).chain(literal);
        addresses.any(|address| connection.address == Some(address))
    };
    connection.port == proxy.port && (is_named || is_at())
}

/// Whether a connection went to what its name or its port tell is a proxy. What else listens there
/// is no harm: it is told by what it was known by.
pub fn is_to_another(connection: &Connection) -> bool {
    let name = connection.host.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_named = ["proxy", "squid", "prx", "pxy"].iter().any(|word| name.contains(word));
    let may_be_web = matches!(connection.port, 80 | 443 | 8000..=9999);
    OF_PROXIES.contains(&connection.port) || is_named && may_be_web
}

/// The ports that proxies of sites have (IANA: 3128 and 8080 `http-alt`).
const OF_PROXIES: [u16; 3] = [3128, 8080, 8888];

/// One that nobody is known to use, where it took the connection.
pub fn keep_open(evidence: &mut Evidence, connection: &Connection) -> Used {
    let open = &mut evidence.proxy.open;
    let at = HostPort { host: connection.host.clone(), port: connection.port };
    if !evidence.asked.offline || open.len() >= MOST_OPEN || connection.failure.is_some() {
        return Used::Nothing;
    }
    if !open.contains(&at) {
        open.push(at);
    }
    Used::Yes
}

/// One that let a tool through to Microsoft without a log-on, where services go another way.
pub fn keep_admitting(evidence: &mut Evidence, tried: &WebTry) {
    let admits = tried.tunnel.as_ref().is_some_and(|reply| (200..300).contains(&reply.status));
    let is_beside = admits && evidence.proxy.settings.value().is_some();
    if let Some((proxy, address)) = tried.proxy.clone().filter(|_| is_beside) {
        let HostPort { host, port } = proxy;
        let (source, interface, failure) = (None, None, None);
        keep_open(evidence, &Connection { host, address, port, source, interface, failure });
    }
}

/// How many are kept.
const MOST_OPEN: usize = 8;

/// Those that somebody reached; one that services or the person have is told by that.
pub fn settle_open(evidence: &mut Evidence) {
    let proxy = &mut evidence.proxy;
    let known = [&proxy.settings, &proxy.user, &proxy.machine];
    let known: Vec<HostPort> =
        known.into_iter().filter_map(Observed::value).flat_map(servers).collect();
    proxy.open.retain(|open| !known.contains(open));
}

/// Puts in how far the way of services came, where nobody went it further.
pub fn add(
    evidence: &mut Evidence,
    names: &BTreeMap<String, Addresses>,
    connections: &[Connection],
) {
    let Some(settings) = evidence.proxy.settings.value() else { return };
    if !evidence.online.endpoints.is_empty() {
        return;
    }
    let required = ENDPOINTS.iter().filter(|entry| entry.need == EndpointNeed::Required);
    let routes = required.map(|entry| (entry, way(settings, entry)));
    let found = routes.into_iter().find_map(|(entry, route)| {
        let hops = route.proxies.iter().map(|proxy| tested(proxy, names, connections));
        let hops: Vec<(bool, Hop)> = hops.collect();
        let is_tested = hops.iter().any(|(is_tested, _)| *is_tested);
        is_tested.then_some((entry, route, hops))
    });
    let Some((entry, route, hops)) = found else { return };
    let hops = hops.into_iter().map(|(_, hop)| hop).collect();
    evidence.online.endpoints.push(endpoint(entry, route, hops));
}

fn way(settings: &ProxySettings, entry: &Entry) -> Route {
    let (scheme, host) = endpoints::parts(entry);
    route(settings, scheme, host, endpoints::HTTPS)
}

/// What became of a proxy, and whether anybody tried it.
fn tested(
    proxy: &HostPort,
    names: &BTreeMap<String, Addresses>,
    connections: &[Connection],
) -> (bool, Hop) {
    let looked_up = names.get(&proxy.host.to_ascii_lowercase());
    let is_gone = looked_up.is_some_and(|found| found.ipv4.failure().is_some());
    let mut tries = connections.iter().filter(|tried| is_to(proxy, names, tried));
    let opened = tries.clone().find(|tried| tried.failure.is_none());
    let Some(told) = opened.or_else(|| tries.next()) else {
        let addresses = looked_up.cloned().unwrap_or_default();
        return (is_gone, Hop { addresses, ..nothing(proxy.clone()) });
    };
    let mut hop = Hop { to: proxy.clone(), ..hop(told) };
    if let Some(found) = looked_up.filter(|_| hop.attempts.is_empty()) {
        names::complete(&mut hop.addresses, found);
    }
    (true, hop)
}
