//! What the licensing service of this host says of the Windows licence: two read-only WMI queries. Nothing is sent.

#[cfg(windows)]
mod wmi;

#[cfg(not(windows))]
use crate::evidence::NotAsked;
use crate::evidence::{LicenceFacts, Observed};
use crate::net::Watch;

/// Asks the service.
#[cfg(windows)]
pub async fn probe(watch: &Watch) -> Observed<LicenceFacts> {
    use crate::evidence::{FailureKind, Step};
    use crate::net::Cause;

    let reading = async {
        match tokio::task::spawn_blocking(wmi::read).await {
            Ok(Ok(licence)) => Ok(licence),
            Ok(Err(detail)) => Err(Cause::with_detail(FailureKind::Unreadable, &detail)),
            Err(_) => Err(FailureKind::Internal.into()),
        }
    };
    watch.step(Step::ReadHost, LIMIT, reading).await
}

/// There is none.
#[cfg(not(windows))]
#[expect(clippy::unused_async, reason = "on Windows there is something to wait for")]
pub async fn probe(_watch: &Watch) -> Observed<LicenceFacts> {
    Observed::skipped(NotAsked::Unsupported)
}

/// The service starts on demand, which takes seconds on a busy machine.
#[cfg(windows)]
const LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
