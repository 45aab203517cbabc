//! Which DNS servers the host is told to ask, and which suffixes a name is tried with.

#[cfg(unix)]
mod linux;
mod merge;
#[cfg(windows)]
mod windows;
mod windows_order;
mod windows_registry;

use std::time::Duration;

use crate::evidence::{DnsClient, FailureKind, Observed, Step};
use crate::net::{Cause, Watch, blocking};
use crate::wire::registry::Registry;
#[cfg(unix)]
use linux as system;
#[cfg(windows)]
use windows as system;

/// Reads the host's configuration.
pub async fn read(watch: &Watch) -> Observed<DnsClient> {
    watch
        .step(Step::ReadHost, LIMIT, async {
            let client = blocking::run(system::read).await?;
            client.map_err(|error| Cause::with_detail(FailureKind::Unreadable, &error.to_string()))
        })
        .await
}

/// What the registry of a Windows host says; none where the source does not hold the settings of
/// TCP/IP. A live host is better asked by [`read`], which sees the adapters themselves.
pub fn from_registry(registry: &dyn Registry) -> Option<DnsClient> {
    windows_registry::read(registry)
}

/// Reading takes a few milliseconds; a file system or an interface driver that hangs must not hold
/// up the run.
const LIMIT: Duration = Duration::from_secs(4);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Limits;

    #[tokio::test]
    async fn the_host_of_the_test_can_be_read() {
        let (watch, _stopper) = Watch::new(Limits::default(), None);
        let client = read(&watch).await.value().unwrap().clone();
        assert!(
            client
                .servers
                .iter()
                .all(|server| server.address.port() != 0 && !server.address.ip().is_unspecified())
        );
        assert!(client.suffixes.iter().all(|suffix| !suffix.name.is_empty()));
    }
}
