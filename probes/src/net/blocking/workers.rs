//! Threads that stay: a worker that has done its work waits for more until the program ends.
//!
//! Not one thread for each piece of work: in Wine, a thread that starts just while another ends was
//! seen to get the other's pipe to the server, to be lost with all it had to say, and to lose the
//! program's exit code where that thread was the last.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SendError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

/// Something to do.
pub type Work = Box<dyn FnOnce() + Send>;

/// Workers, and who of them has nothing to do.
pub struct Workers {
    idle: Mutex<Vec<Sender<Work>>>,
}

impl Workers {
    /// Nobody yet.
    pub const fn none() -> Self {
        Self { idle: Mutex::new(Vec::new()) }
    }

    /// Has an idle worker do it, else a new one.
    pub fn employ(&'static self, work: Work) -> io::Result<()> {
        match self.take_idle() {
            Some(worker) => match worker.send(work) {
                Ok(()) => Ok(()),
                Err(SendError(work)) => self.hire(work),
            },
            None => self.hire(work),
        }
    }

    fn take_idle(&self) -> Option<Sender<Work>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn hire(&'static self, first: Work) -> io::Result<()> {
        let (give, more) = channel();
        let serve = move || self.serve(first, &give, &more);
        Builder::new().name("blocking".to_owned()).spawn(serve).map(drop)
    }

    /// The message of a panic is on standard error already.
    fn serve(&self, first: Work, own: &Sender<Work>, more: &Receiver<Work>) {
        let mut next = Some(first);
        while let Some(work) = next {
            let _panicked = catch_unwind(AssertUnwindSafe(work));
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(own.clone());
            next = more.recv().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread::{ThreadId, current};
    use std::time::{Duration, Instant};

    use super::*;

    fn done_by(workers: &'static Workers) -> ThreadId {
        let (tell, told) = channel();
        workers.employ(Box::new(move || tell.send(current().id()).unwrap())).unwrap();
        told.recv().unwrap()
    }

    /// A worker is idle a moment after it has told what it did.
    fn wait_for_idle(workers: &Workers, count: usize) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while workers.idle.lock().unwrap().len() < count {
            assert!(Instant::now() < deadline, "no worker is idle");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_worker_that_is_done_does_what_comes_next() {
        static WORKERS: Workers = Workers::none();
        let first = done_by(&WORKERS);
        wait_for_idle(&WORKERS, 1);
        assert_eq!(done_by(&WORKERS), first);
    }

    #[test]
    fn work_that_comes_at_once_is_done_at_once() {
        static WORKERS: Workers = Workers::none();
        let (release, held) = channel::<()>();
        WORKERS.employ(Box::new(move || assert!(held.recv().is_err()))).unwrap();
        done_by(&WORKERS);
        drop(release);
        wait_for_idle(&WORKERS, 2);
    }

    #[test]
    fn a_worker_survives_a_panic() {
        static WORKERS: Workers = Workers::none();
        let first = done_by(&WORKERS);
        wait_for_idle(&WORKERS, 1);
        WORKERS.employ(Box::new(|| panic!("a fault in a system call"))).unwrap();
        wait_for_idle(&WORKERS, 1);
        assert_eq!(done_by(&WORKERS), first);
    }
}
