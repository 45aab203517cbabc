//! A port is easily mistyped, or left behind. Where another than the usual one is named, the same
//! host is asked there too, at the same time: whoever is silent is waited for once.

use std::net::SocketAddr;

use futures_util::future::join_all;

use super::{ADDRESSES_PER_FAMILY, bind_anew};
use crate::evidence::{Addresses, KMS_PORT, KmsTarget, UsualPort};
use crate::net::Watch;
use crate::wire::rpc::Offer;

/// One bind an address, on a connection of its own; none where the usual port is the named one, or
/// none is named.
pub(super) async fn ask(
    watch: &Watch,
    target: &KmsTarget,
    addresses: &Addresses,
) -> Vec<UsualPort> {
    if !target.names_another_port() {
        return Vec::new();
    }
    let places = addresses.of_machines(ADDRESSES_PER_FAMILY);
    let asking = places.map(|ip| at(watch, SocketAddr::new(ip, KMS_PORT)));
    join_all(asking).await
}

async fn at(watch: &Watch, address: SocketAddr) -> UsualPort {
    UsualPort { address, bind: bind_anew(watch, address, Offer::Multi).await }
}
