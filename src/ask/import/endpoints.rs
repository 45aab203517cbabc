//! Connections to Microsoft's endpoints that somebody tried with a tool of his own: directly, as no
//! such tool takes the proxy of services.

use std::net::SocketAddr;

use actprobe_probes::capture::{Connection, WebTry};
use actprobe_probes::evidence::{
    Addresses, ConnectAttempt, Endpoint, Evidence, Failure, Hop, HostPort, Observed, Route,
    RouteReason, Step,
};

use super::tried::{connect, connect_by_name, literal, unresolved};
use crate::catalogue::endpoints::{ENDPOINTS, Entry};

/// The port that a name alone stands for.
pub const HTTPS: u16 = 443;

/// Whether a connection went to an endpoint.
pub fn is_to_one(connection: &Connection) -> bool {
    is_one(&to(connection))
}

/// Whether an endpoint is meant.
pub fn is_one(server: &HostPort) -> bool {
    ENDPOINTS.iter().any(|entry| is_meant(entry, server))
}

fn to(connection: &Connection) -> HostPort {
    HostPort { host: connection.host.clone(), port: connection.port }
}

/// Puts the first connection to an endpoint in. Of services with a proxy the direct way says
/// nothing.
pub fn add(evidence: &mut Evidence, connection: &Connection) {
    let has_proxy = evidence.proxy.settings.value().is_some_and(|found| !found.servers.is_empty());
    let endpoints = &mut evidence.online.endpoints;
    let entry = ENDPOINTS.iter().find(|entry| is_meant(entry, &to(connection)));
    let Some(entry) = entry.filter(|_| !has_proxy) else { return };
    if endpoints.iter().all(|known| known.url != entry.url) {
        endpoints.push(endpoint(entry, Route::default(), vec![hop(connection)]));
    }
}

/// Puts in what came after a connection to an endpoint, directly or through a proxy. Another way
/// than that of services says nothing of them.
pub fn add_web_try(evidence: &mut Evidence, tried: &WebTry) {
    let Some(entry) = ENDPOINTS.iter().find(|entry| is_meant(entry, &tried.server)) else { return };
    if !may_be_way_of_services(evidence, tried) {
        return;
    }
    let endpoints = &mut evidence.online.endpoints;
    let index = endpoints.iter().position(|known| known.url == entry.url);
    let index = index.unwrap_or_else(|| {
        endpoints.push(endpoint(entry, route(tried), vec![first_hop(tried)]));
        endpoints.len() - 1
    });
    let known = endpoints.get_mut(index).filter(|known| known.route == route(tried));
    let Some(known) = known else { return };
    if let Some(reply) = tried.tunnel.clone() {
        known.tunnel = Observed::Answered { value: reply, elapsed_us: 0 };
    }
    if let Some((kind, detail)) = tried.tls.clone() {
        known.tls = Observed::Failed(Failure {
            step: Step::TlsHandshake,
            kind,
            elapsed_us: 0,
            reporter: tried.by_windows.then(|| Failure::OF_WINDOWS.to_owned()),
            detail: Some(detail),
            flow: None,
        });
    }
}

/// The way that the captured settings give, or any where nobody captured them.
fn may_be_way_of_services(evidence: &Evidence, tried: &WebTry) -> bool {
    let Some(settings) = evidence.proxy.settings.value() else { return true };
    let is_same = |proxy: &HostPort| {
        let mut own = settings.servers.iter().map(|server| &server.address);
        own.any(|own| own.port == proxy.port && own.host.eq_ignore_ascii_case(&proxy.host))
    };
    match &tried.proxy {
        Some((proxy, _)) => is_same(proxy),
        None => settings.servers.is_empty(),
    }
}

fn route(tried: &WebTry) -> Route {
    match &tried.proxy {
        Some((proxy, _)) => Route { proxies: vec![proxy.clone()], reason: RouteReason::AnyProxy },
        None => Route::default(),
    }
}

/// Whoever answered took the connection before.
fn first_hop(tried: &WebTry) -> Hop {
    let (at, address) = tried.proxy.clone().unwrap_or_else(|| (tried.server.clone(), None));
    let (host, port) = (at.host, at.port);
    let (source, interface, failure) = (None, None, None);
    hop(&Connection { host, address, port, source, interface, failure })
}

/// An endpoint of which nothing is known but the first hops to it.
pub fn endpoint(entry: &Entry, route: Route, hops: Vec<Hop>) -> Endpoint {
    Endpoint {
        url: entry.url.to_owned(),
        need: entry.need,
        route,
        hops,
        tunnel: Observed::default(),
        tls: Observed::default(),
        http: Observed::default(),
        tries: Vec::new(),
    }
}

/// The scheme and the host of an endpoint.
pub fn parts(entry: &Entry) -> (&'static str, &'static str) {
    let (scheme, rest) = entry.url.split_once("://").unwrap_or_default();
    (scheme, rest.split('/').next().unwrap_or_default())
}

fn is_meant(entry: &Entry, server: &HostPort) -> bool {
    let (scheme, host) = parts(entry);
    let port = if scheme == "https" { 443 } else { 80 };
    server.port == port && server.host.eq_ignore_ascii_case(host)
}

/// A hop that nobody tried.
pub fn nothing(to: HostPort) -> Hop {
    Hop {
        to,
        addresses: Addresses::default(),
        in_dns: None,
        attempts: Vec::new(),
        by_name: Observed::default(),
        speaks: Observed::default(),
    }
}

/// What a connection tells of the hop that it went to.
pub fn hop(connection: &Connection) -> Hop {
    let nothing = nothing(to(connection));
    if let Some(failure) = unresolved(connection) {
        let addresses = Addresses { ipv4: Observed::Failed(failure), ..Addresses::default() };
        return Hop { addresses, ..nothing };
    }
    let Some(address) = connection.address else {
        return Hop { by_name: connect_by_name(connection), ..nothing };
    };
    let address = SocketAddr::new(address, connection.port);
    let attempt =
        ConnectAttempt { address, connect: connect(connection, address), answers_ping: false };
    Hop { addresses: literal(address.ip()), attempts: vec![attempt], ..nothing }
}
