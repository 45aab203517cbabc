//! The way to the first hop: its addresses, and a connection to the one that answers first.

use std::net::SocketAddr;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;

use crate::evidence::{ConnectAttempt, Connected, Hop, HostPort, Observed};
use crate::net::tcp::{self, TcpStream};
use crate::net::{Resolver, Watch};

/// How many addresses of one family are tried.
const MOST_A_FAMILY: usize = 2;

/// A first hop that is being approached.
pub(super) struct Approach<'a> {
    hop: Hop,
    under_way: FuturesUnordered<BoxFuture<'a, Tried>>,
}

/// An attempt that has ended, with its place in the list.
struct Tried {
    place: usize,
    connect: Observed<Connected>,
    stream: Option<TcpStream>,
}

impl<'a> Approach<'a> {
    /// Resolves `to`; nothing is connected yet.
    pub(super) async fn begin(watch: &'a Watch, resolver: &Resolver, to: &HostPort) -> Self {
        let addresses = resolver.addresses(watch, &to.host).await;
        let candidates: Vec<_> =
            addresses.of_machines(MOST_A_FAMILY).map(|ip| SocketAddr::new(ip, to.port)).collect();
        let under_way = candidates
            .iter()
            .enumerate()
            .map(|(place, address)| attempt(watch, place, *address))
            .collect();
        let attempts = candidates
            .into_iter()
            .map(|address| ConnectAttempt { address, connect: Observed::default() });
        Self {
            hop: Hop {
                to: to.clone(),
                addresses,
                attempts: attempts.collect(),
                by_name: Observed::default(),
                speaks: Observed::default(),
            },
            under_way,
        }
    }

    /// The connection that stands first, whichever family; the others go on. `None` once all have
    /// failed.
    pub(super) async fn first_connection(&mut self) -> Option<TcpStream> {
        while let Some(tried) = self.under_way.next().await {
            if let Some(stream) = note(&mut self.hop, tried) {
                return Some(stream);
            }
        }
        None
    }

    /// Waits for the attempts that are still under way, and closes what they open.
    pub(super) async fn finish(mut self) -> Hop {
        while self.first_connection().await.is_some() {}
        self.hop
    }
}

fn attempt(watch: &Watch, place: usize, address: SocketAddr) -> BoxFuture<'_, Tried> {
    Box::pin(async move {
        let (connect, stream) = tcp::dial(watch, address).await;
        Tried { place, connect, stream }
    })
}

fn note(hop: &mut Hop, tried: Tried) -> Option<TcpStream> {
    if let Some(attempt) = hop.attempts.get_mut(tried.place) {
        attempt.connect = tried.connect;
    }
    tried.stream
}
