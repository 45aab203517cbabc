//! Descriptors are a budget that all probes share: sockets in use stay below the limit of the
//! process, and whoever finds none left waits. What waits says nothing about the network.

#[cfg_attr(unix, path = "descriptors/unix.rs")]
#[cfg_attr(not(unix), path = "descriptors/plain.rs")]
mod system;

use std::sync::{Arc, LazyLock};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many sockets may be in use at once, whatever the system allows: a burst of more is what
/// firewalls take for an attack.
const MOST: usize = 512;

/// What is kept free for all that is no socket of a probe: files that are read (trust stores,
/// tables of the system, one at a time each), the report, and a socket that is opened to ask the
/// system for a route and closed at once.
const RESERVE: usize = 16;

/// The sockets that may still be opened. Cheap to clone; clones share what is left.
#[derive(Clone, Debug)]
pub struct Descriptors(Arc<Semaphore>);

impl Descriptors {
    /// What this process may have. The first call raises the limit of the process as far as the
    /// system lets it.
    pub fn of_this_process() -> Self {
        static OF_THIS_PROCESS: LazyLock<Descriptors> =
            LazyLock::new(|| Descriptors::of(room(system::room())));
        OF_THIS_PROCESS.clone()
    }

    /// A budget of so many sockets.
    pub(crate) fn of(sockets: usize) -> Self {
        Self(Arc::new(Semaphore::new(sockets)))
    }

    /// One of them, if one is left.
    pub(super) fn at_once(&self) -> Option<Permit> {
        Arc::clone(&self.0).try_acquire_owned().ok().map(|permit| Permit(Some(permit)))
    }

    /// One of them, as soon as it is this caller's turn.
    pub(super) async fn in_turn(&self) -> Permit {
        // The semaphore is never closed.
        Permit(Arc::clone(&self.0).acquire_owned().await.ok())
    }
}

/// The right to have one socket, for as long as this lives.
///
/// Whoever waits for one must not keep another that is given back only after the wait: nobody would
/// ever go on.
#[derive(Debug)]
pub(crate) struct Permit(
    #[expect(dead_code, reason = "what counts is when it is dropped")] Option<OwnedSemaphorePermit>,
);

/// What probes may use of `free` descriptors; one at least, or nothing would ever be asked.
fn room(free: Option<usize>) -> usize {
    free.map_or(MOST, |free| free.saturating_sub(RESERVE).clamp(1, MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_leaves_room_for_files_and_never_is_nothing() {
        assert_eq!(
            [None, Some(1_000_000), Some(100), Some(17), Some(3), Some(0)].map(room),
            [512, 512, 84, 1, 1, 1]
        );
    }

    #[tokio::test]
    async fn a_permit_is_free_again_once_it_is_dropped() {
        let descriptors = Descriptors::of(1);
        let held = descriptors.at_once();
        assert!(
            held.is_some() && descriptors.clone().at_once().is_none(),
            "clones share what is left"
        );
        drop(held);
        let _again = descriptors.in_turn().await;
        assert!(descriptors.at_once().is_none());
    }
}
