//! Conversations with servers on loopback, in process.

mod again;
mod answers;
mod handshakes;
mod peers;
mod pki;
mod proxies;
mod trusting;

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;

use super::*;
use crate::evidence::FailureKind;
use crate::net::{Limits, Resolver};

/// Longer than anything on loopback takes, even on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// The limit where a test waits for it to pass.
const LIMIT: Duration = Duration::from_millis(400);

/// The time by this host's clock in all of these tests.
const NOW: &str = "2026-11-20T12:00:00Z";

struct At(Timestamp);

impl WallClock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn watch(limit: Duration) -> Watch {
    // A stopper that is gone never stops anything.
    Watch::new(Limits::all(limit), None).0
}

fn nobody_to_ask() -> Resolver {
    Resolver::default()
}

fn nobody_trusted() -> TrustStores {
    TrustStores::ready(None, None, None)
}

fn through(proxies: &[SocketAddr]) -> Route {
    let proxies = proxies.iter().map(|at| HostPort { host: at.ip().to_string(), port: at.port() });
    Route { proxies: proxies.collect(), ..Route::default() }
}

async fn asked(url: &str, route: Route, trust: &TrustStores) -> Endpoint {
    asked_within(PATIENCE, NOW, url, route, trust).await
}

async fn asked_within(
    limit: Duration,
    now: &str,
    url: &str,
    route: Route,
    trust: &TrustStores,
) -> Endpoint {
    let plan = EndpointPlan::new(url, EndpointNeed::Required, route).unwrap();
    probe(&watch(limit), &nobody_to_ask(), &At(now.parse().unwrap()), trust, &plan).await
}

async fn asked_directly(scheme: &str, at: SocketAddr) -> Endpoint {
    asked(&format!("{scheme}://{at}/"), Route::default(), &nobody_trusted()).await
}

/// As [`asked_directly`], of a peer that keeps us waiting until the limit.
async fn asked_in_vain(scheme: &str, at: SocketAddr) -> Endpoint {
    asked_within(LIMIT, NOW, &format!("{scheme}://{at}/"), Route::default(), &nobody_trusted())
        .await
}

/// Whether a step took its limit. How exactly it keeps it is tested where the clock can be paused.
fn took_the_limit<T>(outcome: &Observed<T>) -> bool {
    (LIMIT..PATIENCE).contains(&elapsed(outcome))
}

fn kind<T>(outcome: &Observed<T>) -> Option<FailureKind> {
    outcome.failure().map(|failure| failure.kind)
}

fn elapsed<T>(outcome: &Observed<T>) -> Duration {
    match outcome {
        Observed::Answered { elapsed_us, .. } => Duration::from_micros(*elapsed_us),
        Observed::Failed(failure) => Duration::from_micros(failure.elapsed_us),
        Observed::NotAsked { .. } => Duration::ZERO,
    }
}

/// Wine 8 lets a reset connection end like a closed one; Windows itself says `WSAECONNRESET`.
fn is_reset<T>(outcome: &Observed<T>) -> bool {
    kind(outcome) == Some(FailureKind::Reset)
        || (cfg!(windows) && kind(outcome) == Some(FailureKind::Closed))
}
