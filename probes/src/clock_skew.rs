//! Clock skew: SNTP to several servers at once.

mod exchange;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;

use futures_util::future::join_all;
use tokio::time::Instant;

use crate::clock::WallClock;
use crate::evidence::{
    Addresses, ClockSample, ClockSource, ClockSourceOrigin, NotAsked, Observed, Step,
};
use crate::net::{Resolver, Watch};
use crate::wire::sntp::Timestamp;

/// The port of NTP servers.
pub const PORT: u16 = 123;

/// A server to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeServer {
    /// Its name or address.
    pub host: String,
    /// Its UDP port.
    pub port: u16,
    /// Why it is asked.
    pub origin: ClockSourceOrigin,
}

/// Asks all servers at once: of each name the first IPv4 and the first IPv6 address. A name such as
/// that of a domain has an address per domain controller, and one answer a family says enough.
pub async fn probe(
    watch: &Watch,
    resolver: &Resolver,
    clock: &dyn WallClock,
    servers: &[TimeServer],
) -> Vec<ClockSource> {
    let our_time = OurTime::of(clock);
    let asked = join_all(servers.iter().map(|server| ask(watch, resolver, our_time, server))).await;
    asked.into_iter().flatten().collect()
}

/// This host's time, read from the wall clock once: should that be set while we wait for an answer,
/// the answer is still compared with one and the same clock.
#[derive(Clone, Copy, Debug)]
struct OurTime {
    wall_ns: i128,
    read_at: Instant,
}

impl OurTime {
    fn of(clock: &dyn WallClock) -> Self {
        Self { wall_ns: clock.now().as_nanosecond(), read_at: Instant::now() }
    }

    fn at(self, moment: Instant) -> Timestamp {
        let elapsed_ns = i128::try_from((moment - self.read_at).as_nanos()).unwrap_or_default();
        Timestamp::from_unix(self.wall_ns + elapsed_ns)
    }
}

async fn ask(
    watch: &Watch,
    resolver: &Resolver,
    our_time: OurTime,
    server: &TimeServer,
) -> Vec<ClockSource> {
    let addresses = resolver.addresses(watch, &server.host).await;
    let places: Vec<_> =
        addresses.of_machines(1).map(|ip| SocketAddr::new(ip, server.port)).collect();
    if places.is_empty() {
        return vec![source(server, None, unresolved(addresses))];
    }
    let asked = places.into_iter().map(async |address| {
        let sample = exchange::with(watch, our_time, address).await;
        source(server, Some(address), sample)
    });
    join_all(asked).await
}

/// Why there is no address: the word on IPv4 first, for that is the family that every name server
/// is asked for.
fn unresolved(addresses: Addresses) -> Observed<ClockSample> {
    match (addresses.ipv4, addresses.ipv6) {
        (Observed::Failed(failure), _) | (_, Observed::Failed(failure)) => {
            Observed::Failed(crate::evidence::Failure { step: Step::Resolve, ..failure })
        }
        (Observed::NotAsked { reason }, _) | (_, Observed::NotAsked { reason }) => {
            Observed::skipped(reason)
        }
        (Observed::Answered { .. }, Observed::Answered { .. }) => {
            Observed::skipped(NotAsked::EarlierStepFailed)
        }
    }
}

fn source(
    server: &TimeServer,
    address: Option<SocketAddr>,
    sample: Observed<ClockSample>,
) -> ClockSource {
    ClockSource { server: server.host.clone(), origin: server.origin, address, sample }
}
