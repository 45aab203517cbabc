//! What the port of a proxy speaks that does not answer in HTTP: proxies have ports for TLS and for
//! SOCKS as well, and a setting that names one of those is a wrong port, no refusal.

use std::net::SocketAddr;

use futures_util::future::join_all;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::MOST_SECURED_BYTES;
use crate::evidence::{
    Endpoint, FailureKind, Hop, HostPort, HttpReply, NotAsked, Observed, ProxySpeech, Step,
};
use crate::net::metered::Metered;
use crate::net::{Watch, tcp, tls};

/// RFC 1928 §3: version 5, one method, no authentication.
const SOCKS_GREETING: [u8; 3] = [5, 1, 0];

/// Greets each proxy that did not answer in HTTP once in TLS and once in SOCKS, however many
/// endpoints go through it.
pub async fn look_at_proxies(watch: &Watch, endpoints: &mut [Endpoint]) {
    let mut strange: Vec<(HostPort, SocketAddr)> = Vec::new();
    for (proxy, address) in endpoints.iter().filter_map(strange_proxy) {
        if !strange.iter().any(|(known, _)| *known == proxy) {
            strange.push((proxy, address));
        }
    }
    let looks = strange.iter().map(|(proxy, address)| speech(watch, &proxy.host, *address));
    let heard = join_all(looks).await;
    for endpoint in endpoints.iter_mut().filter(|endpoint| strange_proxy(endpoint).is_some()) {
        for hop in &mut endpoint.hops {
            let place = strange.iter().position(|(proxy, _)| *proxy == hop.to);
            if let Some(speaks) = place.and_then(|place| heard.get(place)) {
                hop.speaks = speaks.clone();
            }
        }
    }
}

/// The proxy that took the connection and did not answer in HTTP.
fn strange_proxy(endpoint: &Endpoint) -> Option<(HostPort, SocketAddr)> {
    if endpoint.route.proxies.is_empty()
        || !(is_strange(&endpoint.tunnel) || is_strange(&endpoint.http))
    {
        return None;
    }
    endpoint.hops.iter().find_map(|hop| Some((hop.to.clone(), address_of(hop)?)))
}

fn address_of(hop: &Hop) -> Option<SocketAddr> {
    let reached = hop.attempts.iter().find(|attempt| attempt.connect.value().is_some());
    reached.map(|attempt| attempt.address)
}

/// A server of TLS answers a request in clear text by an alert, by hanging up, or with 400.
fn is_strange(answer: &Observed<HttpReply>) -> bool {
    match answer {
        Observed::Answered { value, .. } => value.status == 400,
        Observed::Failed(failure) => matches!(
            failure.kind,
            FailureKind::Closed
                | FailureKind::Reset
                | FailureKind::NotThisProtocol
                | FailureKind::Malformed
        ),
        Observed::NotAsked { .. } => false,
    }
}

async fn speech(watch: &Watch, host: &str, address: SocketAddr) -> Observed<ProxySpeech> {
    if let Some(reason) = watch.stop_reason() {
        return Observed::skipped(NotAsked::from(reason));
    }
    let (tls, socks) = tokio::join!(speaks_tls(watch, host, address), speaks_socks(watch, address));
    let value = match (tls, socks) {
        (true, _) => ProxySpeech::Tls,
        (false, true) => ProxySpeech::Socks,
        (false, false) => ProxySpeech::Neither,
    };
    Observed::Answered { value, elapsed_us: 0 }
}

/// An alert is TLS as well.
async fn speaks_tls(watch: &Watch, host: &str, address: SocketAddr) -> bool {
    let Ok(name) = ServerName::try_from(host.to_owned()) else { return false };
    let (_, Some(stream)) = tcp::dial(watch, address).await else { return false };
    let greeting = tls::handshake(Metered::new(stream, MOST_SECURED_BYTES), name);
    let heard = watch.step(Step::TlsHandshake, watch.limits.tls, greeting).await;
    match heard {
        Observed::Answered { .. } => true,
        Observed::Failed(failure) => {
            matches!(failure.kind, FailureKind::TlsAlert | FailureKind::TlsIncompatible)
        }
        Observed::NotAsked { .. } => false,
    }
}

async fn speaks_socks(watch: &Watch, address: SocketAddr) -> bool {
    let (_, Some(mut stream)) = tcp::dial(watch, address).await else { return false };
    let greeting = async {
        stream.write_all(&SOCKS_GREETING).await?;
        let mut answer = [0; 2];
        stream.read_exact(&mut answer).await?;
        Ok(answer)
    };
    let heard = watch.step(Step::ProxyConnect, watch.limits.proxy_connect, greeting).await;
    // RFC 1928 §3: the version, and a method or 0xFF.
    heard.value().is_some_and(|[version, _]| *version == 5)
}
