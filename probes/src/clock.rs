//! The one place that reads the wall clock. Durations come from tokio's monotonic clock, which
//! tests can pause.

use jiff::Timestamp;

/// Tells the time of day.
pub trait WallClock: Send + Sync {
    /// Now, by this clock.
    fn now(&self) -> Timestamp;
}

/// The host's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl WallClock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
