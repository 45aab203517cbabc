//! The system's own resolver, where it is one that services ask: Windows'. It answers by its cache,
//! its hosts file and its rules before it asks a server.

#[cfg(windows)]
mod windows;

use crate::evidence::{Observed, SystemAnswer};
use crate::net::Watch;

/// Asks for the SRV records of a name.
#[cfg(windows)]
pub async fn srv(watch: &Watch, name: &str) -> Observed<SystemAnswer> {
    use crate::evidence::Step;
    use crate::net::blocking;

    let name = name.to_owned();
    let asking = blocking::run(move || windows::srv(&name));
    watch.step(Step::DnsQuery, watch.limits.dns, asking).await
}

/// Elsewhere no service for Windows licences asks it.
#[cfg(not(windows))]
#[expect(clippy::unused_async, reason = "on Windows it waits")]
pub async fn srv(_watch: &Watch, _name: &str) -> Observed<SystemAnswer> {
    Observed::skipped(crate::evidence::NotAsked::Unsupported)
}
