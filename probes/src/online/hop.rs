//! The way to the first hop: its addresses, and a connection to the one that answers first.

use std::net::SocketAddr;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;

use crate::evidence::{Addresses, ConnectAttempt, Connected, Hop, HostPort, Observed};
use crate::net::tcp::{self, TcpStream};
use crate::net::{Resolver, Watch};

/// How many addresses of one family are tried.
const MOST_A_FAMILY: usize = 2;

/// A first hop that is being approached.
pub(super) struct Approach<'a> {
    hop: Hop,
    /// What DNS says of it, where the hosts file was followed: not asked before somebody waits.
    in_dns: BoxFuture<'a, Option<Addresses>>,
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
    pub(super) async fn begin(watch: &'a Watch, resolver: &'a Resolver, to: &'a HostPort) -> Self {
        let addresses = resolver.addresses(watch, &to.host).await;
        let candidates: Vec<_> =
            addresses.of_machines(MOST_A_FAMILY).map(|ip| SocketAddr::new(ip, to.port)).collect();
        let under_way = candidates
            .iter()
            .enumerate()
            .map(|(place, address)| attempt(watch, place, *address))
            .collect();
        let attempts = candidates.into_iter().map(|address| ConnectAttempt {
            address,
            connect: Observed::default(),
            answers_ping: false,
        });
        let written = addresses.clone();
        Self {
            in_dns: Box::pin(async move { resolver.in_dns(watch, &to.host, &written).await }),
            hop: Hop {
                to: to.clone(),
                addresses,
                in_dns: None,
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

    /// Waits for the attempts that are still under way, and closes what they open. Of a proxy,
    /// DNS is asked as well, where the hosts file named it.
    pub(super) async fn finish(mut self, is_proxy: bool) -> Hop {
        while self.first_connection().await.is_some() {}
        let Self { hop, in_dns, .. } = self;
        let in_dns = if is_proxy { in_dns.await } else { None };
        Hop { in_dns, ..hop }
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
