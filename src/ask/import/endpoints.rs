//! Connections to Microsoft's endpoints that somebody tried with a tool of his own: directly, as no
//! such tool takes the proxy of services.

use std::net::SocketAddr;

use actprobe_probes::capture::Connection;
use actprobe_probes::evidence::{
    Addresses, ConnectAttempt, Endpoint, Evidence, Hop, HostPort, Observed, Route,
};

use super::tried::{connect, literal, unresolved};
use crate::catalogue::endpoints::{ENDPOINTS, Entry};

/// Whether a connection went to an endpoint.
pub fn is_to_one(connection: &Connection) -> bool {
    ENDPOINTS.iter().any(|entry| is_meant(entry, connection))
}

/// Puts the first connection to an endpoint in. Of services with a proxy the direct way says
/// nothing.
pub fn add(evidence: &mut Evidence, connection: &Connection) {
    let has_proxy = evidence.proxy.settings.value().is_some_and(|found| !found.servers.is_empty());
    let endpoints = &mut evidence.online.endpoints;
    let entry = ENDPOINTS.iter().find(|entry| is_meant(entry, connection));
    let (Some(entry), Some(hop)) = (entry.filter(|_| !has_proxy), hop(connection)) else { return };
    if endpoints.iter().any(|known| known.url == entry.url) {
        return;
    }
    endpoints.push(Endpoint {
        url: entry.url.to_owned(),
        need: entry.need,
        route: Route::default(),
        hops: vec![hop],
        tunnel: Observed::default(),
        tls: Observed::default(),
        http: Observed::default(),
        tries: Vec::new(),
    });
}

fn is_meant(entry: &Entry, connection: &Connection) -> bool {
    let (scheme, rest) = entry.url.split_once("://").unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let port = if scheme == "https" { 443 } else { 80 };
    connection.port == port && connection.host.eq_ignore_ascii_case(host)
}

fn hop(connection: &Connection) -> Option<Hop> {
    let to = HostPort { host: connection.host.clone(), port: connection.port };
    let nothing = Hop {
        to,
        addresses: Addresses::default(),
        attempts: Vec::new(),
        speaks: Observed::default(),
    };
    if let Some(failure) = unresolved(connection) {
        let addresses = Addresses { ipv4: Observed::Failed(failure), ..Addresses::default() };
        return Some(Hop { addresses, ..nothing });
    }
    let address = SocketAddr::new(connection.address?, connection.port);
    let attempt = ConnectAttempt { address, connect: connect(connection, address) };
    Some(Hop { addresses: literal(address.ip()), attempts: vec![attempt], ..nothing })
}
