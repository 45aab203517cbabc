//! How long the program waits for what it cannot hurry: a file that does not end, a share that
//! hangs, a reader who has gone for lunch. Such work is done on a thread of its own, so that Ctrl-C
//! and the deadline are heard meanwhile.

use std::pin::pin;
use std::time::Duration;

use actprobe_probes::net::{StopReason, Stopper, blocking};
use tokio::time::{Instant, sleep_until, timeout};

use crate::surroundings::StopSignals;

/// How long what ends by itself may still take once the user, or the deadline, wants it to end.
pub const TO_FINISH: Duration = Duration::from_secs(5);

/// What ends the waiting.
pub struct Patience {
    began: Instant,
    deadline: Option<Instant>,
    signals: StopSignals,
}

impl Patience {
    /// Counted from `began`; within a runtime only, which hears the signals.
    pub fn since(began: Instant, deadline: Option<Duration>) -> Self {
        let mut patience = Self { began, deadline: None, signals: StopSignals::listen() };
        patience.set_deadline(deadline);
        patience
    }

    /// Another deadline: a site file may hold one. It counts from the same moment.
    pub fn set_deadline(&mut self, deadline: Option<Duration>) {
        self.deadline = deadline.map(|deadline| self.began + deadline);
    }

    /// When the run has to end.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Does `work` on another thread. Nothing is known before it is done, so that it is given up at
    /// once.
    pub async fn work<T: Send + 'static>(
        &mut self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StopReason> {
        tokio::select! {
            biased;
            done = blocking::run_or_here(work) => Ok(done),
            () = self.signals.next() => Err(StopReason::Interrupted),
            () = passed(self.deadline) => Err(StopReason::Deadline),
        }
    }

    /// Lets `asking` go on until the user wants it to stop. Then, and at the deadline, its steps
    /// end by themselves.
    pub async fn ask<T>(
        &mut self,
        asking: impl Future<Output = T>,
        stopper: &Stopper,
    ) -> Result<T, StopReason> {
        let overdue = self.overdue();
        tokio::pin!(asking);
        tokio::select! {
            answer = &mut asking => return Ok(answer),
            () = self.signals.next() => stopper.stop(StopReason::Interrupted),
            () = passed(overdue) => return Err(StopReason::Deadline),
        }
        timeout(TO_FINISH, asking).await.map_err(|_| StopReason::Interrupted)
    }

    /// Does `work`, which ends in moments unless what it works on was made to last.
    pub async fn finish<T: Send + 'static>(
        &mut self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StopReason> {
        let overdue = self.overdue().map(|overdue| overdue.max(Instant::now() + TO_FINISH));
        tokio::select! {
            done = self.deliver(work, TO_FINISH) => done,
            () = passed(overdue) => Err(StopReason::Deadline),
        }
    }

    /// Does `work`, which may wait for somebody, for as long as the user waits, and `haste` longer.
    pub async fn deliver<T: Send + 'static>(
        &mut self,
        work: impl FnOnce() -> T + Send + 'static,
        haste: Duration,
    ) -> Result<T, StopReason> {
        let mut working = pin!(blocking::run_or_here(work));
        tokio::select! {
            biased;
            done = &mut working => return Ok(done),
            () = self.signals.next() => {}
        }
        timeout(haste, working).await.map_err(|_| StopReason::Interrupted)
    }

    /// When nothing is waited for any more: what the deadline cuts short needs a moment to be told.
    fn overdue(&self) -> Option<Instant> {
        self.deadline.map(|deadline| deadline + TO_FINISH)
    }
}

async fn passed(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const DEADLINE: Duration = Duration::from_millis(200);

    /// Work that goes on until the sender is dropped.
    fn endless() -> (mpsc::Sender<()>, impl FnOnce() + Send + 'static) {
        let (end, ended) = mpsc::channel();
        (end, move || {
            let _ended = ended.recv();
        })
    }

    #[tokio::test]
    async fn the_deadline_passes_while_a_file_is_read() {
        let (_end, reading) = endless();
        let mut patience = Patience::since(Instant::now(), Some(DEADLINE));
        assert_eq!(patience.work(reading).await, Err(StopReason::Deadline));
    }

    #[tokio::test]
    async fn what_was_found_out_by_the_deadline_is_still_judged() {
        let mut patience = Patience::since(Instant::now(), Some(Duration::ZERO));
        let judging = || std::thread::sleep(DEADLINE);
        assert_eq!(patience.finish(judging).await, Ok(()));
    }

    #[tokio::test]
    async fn a_panic_on_the_other_thread_is_one_of_the_program() {
        let panicked = tokio::spawn(async {
            let _ = Patience::since(Instant::now(), None).work(|| panic!("as it must")).await;
        });
        assert!(panicked.await.unwrap_err().is_panic());
    }
}
