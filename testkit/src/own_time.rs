//! Time as a test has it: it stands still while others have the processor.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::sleep;

const TICK: Duration = Duration::from_millis(20);
/// What lies between two ticks counts up to that; the rest was somebody else's.
const LONGEST: Duration = Duration::from_millis(60);

/// For limits that a busy machine must not break: of a real clock they would be its speed.
pub struct OwnTime {
    micros: Arc<AtomicU64>,
    ticking: JoinHandle<()>,
}

impl OwnTime {
    /// Counts from now on, in the runtime of the test.
    pub fn begin() -> Self {
        let micros = Arc::new(AtomicU64::new(0));
        let ticking = tokio::spawn(tick(Arc::clone(&micros)));
        Self { micros, ticking }
    }

    /// To a tick.
    pub fn elapsed(&self) -> Duration {
        Duration::from_micros(self.micros.load(Ordering::Relaxed))
    }
}

async fn tick(micros: Arc<AtomicU64>) {
    let mut last = Instant::now();
    loop {
        sleep(TICK).await;
        let now = Instant::now();
        let own = (now - last).min(LONGEST);
        micros.fetch_add(u64::try_from(own.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        last = now;
    }
}

impl Drop for OwnTime {
    fn drop(&mut self) {
        self.ticking.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_others_take_is_not_counted_and_what_is_waited_for_is() {
        let own = OwnTime::begin();
        sleep(TICK).await;
        std::thread::sleep(Duration::from_millis(500));
        sleep(TICK).await;
        assert!(own.elapsed() < Duration::from_millis(400), "{:?}", own.elapsed());
        sleep(Duration::from_millis(500)).await;
        assert!(own.elapsed() >= TICK * 2, "{:?}", own.elapsed());
    }
}
