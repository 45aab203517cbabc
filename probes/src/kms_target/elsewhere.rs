//! Does the name lead to the machine that bears it? Asked where no KMS host was found there: before
//! somebody looks at the service of a machine, it should be that machine.

use futures_util::future::join_all;

use crate::evidence::{Addresses, KmsEndpoint, ResolvedBy};
use crate::net::again::is_silence;
use crate::net::udp::unguessable;
use crate::net::{Resolver, Watch};

/// Asks for the names of the addresses, and for the addresses of a name beside `host` that cannot
/// exist; nothing where somebody accepted the bind, or DNS has no part in it.
pub(super) async fn look(
    watch: &Watch,
    resolver: &Resolver,
    host: &str,
    addresses: &Addresses,
    endpoints: &mut [KmsEndpoint],
) -> Option<Addresses> {
    let is_of_dns = matches!(addresses.by, ResolvedBy::Dns { .. });
    let is_found = endpoints.iter().any(KmsEndpoint::is_accepted);
    let is_tried = endpoints.iter().any(is_answered);
    if !is_of_dns || is_found || !is_tried || watch.stop_reason().is_some() {
        return None;
    }
    let beside = beside(host)?;
    let reverse = ask_names(watch, resolver, endpoints);
    let ((), beside) = tokio::join!(reverse, resolver.addresses(watch, &beside));
    Some(beside)
}

/// Asks for the names of all addresses, where a KMS host answers at one and none at another.
pub(super) async fn look_beside_a_host(
    watch: &Watch,
    resolver: &Resolver,
    addresses: &Addresses,
    endpoints: &mut [KmsEndpoint],
) {
    let is_of_dns = matches!(addresses.by, ResolvedBy::Dns { .. });
    let is_missed =
        |e: &KmsEndpoint| !e.is_accepted() && (is_answered(e) || is_silence(&e.connect));
    if is_of_dns && endpoints.iter().any(is_missed) && watch.stop_reason().is_none() {
        ask_names(watch, resolver, endpoints).await;
    }
}

async fn ask_names(watch: &Watch, resolver: &Resolver, endpoints: &mut [KmsEndpoint]) {
    let reverse = endpoints.iter().map(|e| resolver.names_of(watch, e.address.ip()));
    let names = join_all(reverse).await;
    for (endpoint, names) in endpoints.iter_mut().zip(names) {
        endpoint.reverse = names;
    }
}

/// Whether a machine, or something in its name, said anything: silence is no machine's word.
fn is_answered(endpoint: &KmsEndpoint) -> bool {
    match endpoint.connect.failure() {
        Some(failure) => failure.kind == crate::evidence::FailureKind::Refused,
        None => endpoint.connect.value().is_some(),
    }
}

/// A name in the same domain that nobody has.
fn beside(host: &str) -> Option<String> {
    let (_, domain) = host.trim_end_matches('.').split_once('.')?;
    Some(format!("actprobe-{:016x}.{domain}", unguessable()))
}
