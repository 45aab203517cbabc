//! What the registry of this host says of it, where it has one.

#[cfg(not(windows))]
use crate::evidence::NotAsked;
use crate::evidence::{Observed, WindowsFacts};
use crate::net::Watch;

/// Reads the live registry.
#[cfg(windows)]
pub async fn read(watch: &Watch) -> Observed<WindowsFacts> {
    use crate::evidence::{RegistrySource, Step};
    use crate::net::blocking;
    use crate::wire::windows_facts;

    let facts = || windows_facts::read(&super::registry::LiveRegistry, RegistrySource::Live);
    watch.step(Step::ReadHost, LIMIT, blocking::run(facts)).await
}

/// There is none.
#[cfg(not(windows))]
#[expect(clippy::unused_async, reason = "on Windows it waits")]
pub async fn read(_watch: &Watch) -> Observed<WindowsFacts> {
    Observed::skipped(NotAsked::Unsupported)
}

/// The firewall's rules are the longest list, and take some hundred milliseconds.
#[cfg(windows)]
const LIMIT: std::time::Duration = std::time::Duration::from_secs(4);
