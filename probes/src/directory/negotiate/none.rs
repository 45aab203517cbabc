//! A system without a log-on of its own to Active Directory.

use std::net::SocketAddr;

use crate::directory::gate::Gate;
use crate::evidence::{Login, NotAsked, ObjectSearch, Observed, RootDse};
use crate::net::Watch;

/// Nobody can be identified here without a password.
#[expect(clippy::unused_async, reason = "where there is something to do, it takes its time")]
pub(in crate::directory) async fn read(
    _watch: &Watch,
    _gate: &Gate,
    _host: &str,
    _address: SocketAddr,
    _root: Option<RootDse>,
) -> (Observed<Login>, Observed<ObjectSearch>) {
    (Observed::skipped(NotAsked::Unsupported), Observed::skipped(NotAsked::Unsupported))
}
