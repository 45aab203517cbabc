//! The time that a step has taken. It stands still while the step waits for means of this process:
//! that wait says nothing about a peer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// The stopwatch of one step, or of one part of it.
#[derive(Debug)]
pub(super) struct Stopwatch {
    began: Instant,
    /// That of the step which this one is a part of.
    above: Option<Arc<Self>>,
    pauses: Mutex<Pauses>,
    goes_on: Notify,
}

#[derive(Debug, Default)]
struct Pauses {
    /// How many waits go on, and since when at least one does.
    under_way: usize,
    since: Option<Instant>,
    /// How long the ended ones took together.
    ended: Duration,
}

impl Stopwatch {
    /// Starts a stopwatch; with `above` standing still whenever this one does.
    pub(super) fn started(above: Option<Arc<Self>>) -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            above,
            pauses: Mutex::default(),
            goes_on: Notify::new(),
        })
    }

    /// How long it has been going.
    pub(super) fn elapsed(&self) -> Duration {
        let pauses = self.pauses();
        let until = pauses.since.unwrap_or_else(Instant::now);
        until.duration_since(self.began).saturating_sub(pauses.ended)
    }

    /// When it will show `limit`; `None` while it stands still.
    pub(super) fn shows_at(&self, limit: Duration) -> Option<Instant> {
        let pauses = self.pauses();
        pauses.since.is_none().then(|| self.began + pauses.ended + limit)
    }

    /// Waits until it shows `limit`.
    pub(super) async fn shows(&self, limit: Duration) {
        loop {
            let goes_on = self.goes_on.notified();
            match self.shows_at(limit) {
                None => goes_on.await,
                Some(at) if at <= Instant::now() => return,
                Some(at) => sleep_until(at).await,
            }
        }
    }

    /// Stops this stopwatch, and those above it, until the pause is dropped.
    pub(super) fn pause(self: &Arc<Self>) -> Pause {
        let stopped: Vec<_> =
            std::iter::successors(Some(Arc::clone(self)), |one| one.above.clone()).collect();
        for stopwatch in &stopped {
            stopwatch.pauses().begin();
        }
        Pause(stopped)
    }

    fn pauses(&self) -> MutexGuard<'_, Pauses> {
        // Numbers that are set one after the other are whole even if somebody panicked between
        // them.
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pauses {
    fn begin(&mut self) {
        self.under_way += 1;
        self.since.get_or_insert_with(Instant::now);
    }

    fn end(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
        if self.under_way == 0
            && let Some(since) = self.since.take()
        {
            self.ended += since.elapsed();
        }
    }
}

/// While this lives, its stopwatches stand still.
pub(super) struct Pause(Vec<Arc<Stopwatch>>);

impl Drop for Pause {
    fn drop(&mut self) {
        for stopwatch in &self.0 {
            stopwatch.pauses().end();
            stopwatch.goes_on.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::sleep;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn pauses_that_overlap_count_once() {
        let stopwatch = Stopwatch::started(None);
        let first = stopwatch.pause();
        sleep(SECOND).await;
        let second = stopwatch.pause();
        sleep(SECOND).await;
        drop(first);
        assert_eq!((stopwatch.elapsed(), stopwatch.shows_at(SECOND)), (Duration::ZERO, None));
        sleep(SECOND).await;
        drop(second);
        sleep(SECOND).await;
        assert_eq!(stopwatch.elapsed(), SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_of_a_part_is_one_of_the_whole_and_not_the_other_way_round() {
        let whole = Stopwatch::started(None);
        let part = Stopwatch::started(Some(Arc::clone(&whole)));
        let pause = part.pause();
        sleep(SECOND).await;
        drop(pause);
        let pause = whole.pause();
        sleep(SECOND).await;
        drop(pause);
        assert_eq!((whole.elapsed(), part.elapsed()), (Duration::ZERO, SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_is_shown_as_much_later_as_the_pause_took() {
        let (stopwatch, began) = (Stopwatch::started(None), Instant::now());
        tokio::join!(stopwatch.shows(2 * SECOND), async {
            sleep(SECOND).await;
            let pause = stopwatch.pause();
            sleep(5 * SECOND).await;
            drop(pause);
        });
        assert_eq!(began.elapsed(), 7 * SECOND);
    }
}
