//! A KMS host: TCP reach, then three MS-RPC binds on three connections; what would accuse
//! somebody is tried again.
//!
//! Nothing but the bind is ever sent: a request would count this host as a KMS client.

mod again;
mod conversation;
mod elsewhere;
mod usual_port;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use futures_util::future::join_all;

use crate::evidence::{
    BindAgain, BindReply, Connected, KmsEndpoint, KmsTarget, NotAsked, Observed, PaddedBind,
};
use crate::net::again::{beside_silence, is_silence};
use crate::net::tcp::{self, TcpStream};
use crate::net::{Resolver, Watch};
use crate::wire::rpc::{LARGEST_BIND, Offer};

/// How many addresses of one family are tried. Honest names have one or two; a hostile one could
/// have thousands.
pub(crate) const ADDRESSES_PER_FAMILY: usize = 8;

/// How many binds one address gets at most beside the first three, each on a connection of its own.
pub const MOST_MORE_BINDS: u32 = again::MOST_MORE;

/// Resolves the target and talks to all its addresses at once.
pub async fn probe(watch: &Watch, resolver: &Resolver, target: KmsTarget) -> KmsTarget {
    if target.host == "." {
        // RFC 2782: the service is decidedly not offered.
        return target;
    }
    let addresses = resolver.addresses(watch, &target.host).await;
    let places =
        addresses.of_machines(ADDRESSES_PER_FAMILY).map(|ip| SocketAddr::new(ip, target.port));
    let asking = join_all(places.map(|address| endpoint(watch, address)));
    let (mut endpoints, usual_port) =
        tokio::join!(asking, usual_port::ask(watch, &target, &addresses));
    if endpoints.iter().any(KmsEndpoint::is_accepted) {
        elsewhere::look_beside_a_host(watch, resolver, &addresses, &mut endpoints).await;
        return KmsTarget { addresses, endpoints, ..target };
    }
    let target = KmsTarget { usual_port, ..target };
    if target.is_accepted_on_usual_port() {
        return KmsTarget { addresses, endpoints, ..target };
    }
    let beside = elsewhere::look(watch, resolver, &target.host, &addresses, &mut endpoints).await;
    let in_dns = resolver.in_dns(watch, &target.host, &addresses).await;
    KmsTarget { addresses, endpoints, beside, in_dns, ..target }
}

async fn endpoint(watch: &Watch, address: SocketAddr) -> KmsEndpoint {
    if address.port() == 0 {
        return not_asked(address);
    }
    watch.kms_addresses.fetch_add(1, Ordering::Relaxed);
    let (mut endpoint, meanwhile) = first_try(watch, address).await;
    endpoint.silent_tries = again::silent(&endpoint, &meanwhile);
    endpoint.again = match again::telling(&endpoint, meanwhile) {
        tried if tried.is_empty() => again::ask(watch, &endpoint).await,
        tried => tried,
    };
    endpoint
}

/// With the tries that were made while it was silent.
async fn first_try(watch: &Watch, address: SocketAddr) -> (KmsEndpoint, Vec<BindAgain>) {
    let others = async |time| again::while_no_connection_stands(watch, address, time).await;
    let dialled = tcp::dial(watch, address);
    let ((connect, stream), tried) = beside_silence(watch.limits.connect, dialled, others).await;
    let Some(stream) = stream else {
        let silent = unbound(address, connect, NotAsked::EarlierStepFailed);
        return (silent, tried.unwrap_or_default());
    };
    // Where it stood late, what the others brought is no news. On the heap: some twelve binds.
    Box::pin(bind_thrice(watch, address, connect, stream)).await
}

async fn bind_thrice(
    watch: &Watch,
    address: SocketAddr,
    connect: Observed<Connected>,
    stream: TcpStream,
) -> (KmsEndpoint, Vec<BindAgain>) {
    let heard = again::Heard::default();
    let binds = async {
        tokio::join!(
            heard.of_plain(bind(watch, stream, Offer::Ndr32)),
            heard.of_multi(bind_anew(watch, address, Offer::Multi)),
            heard.of_padded(bind_anew(watch, address, Offer::Padded)),
        )
    };
    let others = async |time| again::while_binds_are_silent(watch, address, time, &heard).await;
    let ((bind_ndr32, bind_multi, bind_padded), tried) =
        Box::pin(beside_silence(watch.limits.rpc_bind, binds, others)).await;
    let bind_padded = bind_padded.map(|_whatever| PaddedBind { sent: LARGEST_BIND });
    let binds = [bind_ndr32, bind_multi];
    (with_binds(address, connect, binds, bind_padded), tried.unwrap_or_default())
}

/// A published port 0 is no port to connect to.
fn not_asked(address: SocketAddr) -> KmsEndpoint {
    unbound(address, Observed::default(), NotAsked::NotPlanned)
}

fn unbound(address: SocketAddr, connect: Observed<Connected>, reason: NotAsked) -> KmsEndpoint {
    let binds = [Observed::skipped(reason), Observed::skipped(reason)];
    with_binds(address, connect, binds, Observed::skipped(reason))
}

fn with_binds(
    address: SocketAddr,
    connect: Observed<Connected>,
    [bind_ndr32, bind_multi]: [Observed<BindReply>; 2],
    bind_padded: Observed<PaddedBind>,
) -> KmsEndpoint {
    KmsEndpoint {
        address,
        connect,
        bind_ndr32,
        bind_multi,
        bind_padded,
        reverse: Observed::default(),
        again: Vec::new(),
        silent_tries: None,
        answers_ping: false,
        other_ports: Vec::new(),
    }
}

/// Binds on a connection of its own. Where that does not come about, the bind's outcome is the
/// failed connection.
async fn bind_anew(watch: &Watch, address: SocketAddr, offer: Offer) -> Observed<BindReply> {
    match tcp::dial(watch, address).await {
        (_, Some(stream)) => bind(watch, stream, offer).await,
        (Observed::Failed(failure), None) => Observed::Failed(failure),
        (Observed::NotAsked { reason }, None) => Observed::skipped(reason),
        (Observed::Answered { .. }, None) => Observed::default(),
    }
}

/// Binds, and closes the connection whatever came.
async fn bind(watch: &Watch, mut stream: TcpStream, offer: Offer) -> Observed<BindReply> {
    let outcome = conversation::bind_in_time(watch, &mut stream, offer).await;
    if is_silence(&outcome) {
        // What did not get through would be sent again and again after us, and keep the host
        // waiting.
        stream.end_at_once();
    }
    outcome
}
