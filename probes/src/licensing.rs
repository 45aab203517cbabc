//! What the licensing service of this host says of the Windows licence: two read-only WMI queries.
//! Nothing is sent.

#[cfg(windows)]
mod wmi;

use crate::evidence::{LicenceFacts, NotAsked, Observed};
use crate::net::Watch;
use crate::wire::installation_id::InstallationId;

/// Asks the service.
#[cfg(windows)]
pub async fn probe(watch: &Watch) -> Observed<LicenceFacts> {
    use crate::evidence::{FailureKind, Step};
    use crate::net::{Cause, blocking};

    let reading = async {
        let licence = blocking::run(wmi::read).await?;
        licence.map_err(|detail| Cause::with_detail(FailureKind::Unreadable, &detail))
    };
    match watch.step(Step::ReadHost, LIMIT, reading).await {
        Observed::Answered { value: None, .. } => Observed::skipped(NotAsked::Unsupported),
        Observed::Answered { value: Some(value), elapsed_us } => {
            Observed::Answered { value, elapsed_us }
        }
        Observed::Failed(failure) => Observed::Failed(failure),
        Observed::NotAsked { reason } => Observed::skipped(reason),
    }
}

/// Asks the service for the Installation ID, which is no part of the evidence.
#[cfg(windows)]
pub async fn installation_id(watch: &Watch) -> Observed<Option<InstallationId>> {
    use crate::evidence::{FailureKind, Step};
    use crate::net::{Cause, blocking};

    let reading = async {
        let id = blocking::run(wmi::installation_id).await?;
        id.map_err(|detail| Cause::with_detail(FailureKind::Unreadable, &detail))
    };
    watch.step(Step::ReadHost, LIMIT, reading).await
}

/// There is none.
#[cfg(not(windows))]
#[expect(clippy::unused_async, reason = "on Windows there is something to wait for")]
pub async fn installation_id(_watch: &Watch) -> Observed<Option<InstallationId>> {
    Observed::skipped(NotAsked::Unsupported)
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
