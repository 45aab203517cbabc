//! Threads that stay: a worker that has done its work waits for more until the program ends.
//!
//! Not one thread for each piece of work, bound to it: in Wine, threads that start and end side by
//! side were seen to lose their pipes to the server, and what they had to do was never done. Here
//! none ends, and what a lost one was to do another one does.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;

/// Something to do.
pub type Work = Box<dyn FnOnce() + Send>;

/// Workers, and what they have to do.
pub struct Workers {
    desk: Mutex<Desk>,
    more: Condvar,
}

struct Desk {
    works: VecDeque<Work>,
    /// How many workers wait for more.
    idle: usize,
}

impl Workers {
    /// Nobody yet.
    pub const fn none() -> Self {
        let desk = Desk { works: VecDeque::new(), idle: 0 };
        Self { desk: Mutex::new(desk), more: Condvar::new() }
    }

    /// Has so many workers come before there is anything to do, or as many as are to be had.
    pub fn gather(&'static self, count: usize) {
        let _fewer = (0..count).try_for_each(|_| self.hire());
    }

    /// Has a worker do it: one that is idle, else a new one.
    pub fn employ(&'static self, work: Work) -> io::Result<()> {
        let mut desk = self.desk();
        desk.works.push_back(work);
        let staffed = self.staff(&desk);
        if staffed.is_err() {
            let _undone = desk.works.pop_back();
        }
        staffed
    }

    /// Has another worker come where something is left that nobody has begun.
    pub fn relieve(&'static self) {
        let desk = self.desk();
        if !desk.works.is_empty() {
            // Whoever waits for it goes on waiting where there is no other.
            let _none = self.staff(&desk);
        }
    }

    fn staff(&'static self, desk: &Desk) -> io::Result<()> {
        if desk.idle >= desk.works.len() {
            self.more.notify_one();
            return Ok(());
        }
        self.hire()
    }

    fn hire(&'static self) -> io::Result<()> {
        Builder::new().name("blocking".to_owned()).spawn(|| self.serve()).map(drop)
    }

    /// The message of a panic is on standard error already.
    fn serve(&self) {
        loop {
            let work = self.next();
            let _panicked = catch_unwind(AssertUnwindSafe(work));
        }
    }

    fn next(&self) -> Work {
        let mut desk = self.desk();
        loop {
            if let Some(work) = desk.works.pop_front() {
                return work;
            }
            desk.idle += 1;
            desk = self.more.wait(desk).unwrap_or_else(PoisonError::into_inner);
            desk.idle -= 1;
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread::{ThreadId, current};
    use std::time::Duration;

    use super::*;

    fn done_by(workers: &'static Workers) -> ThreadId {
        let (tell, told) = channel();
        workers.employ(Box::new(move || tell.send(current().id()).unwrap())).unwrap();
        told.recv().unwrap()
    }

    /// A worker is idle a moment after it has told what it did, and takes what there is a moment
    /// after it was woken.
    fn wait_for_idle(workers: &Workers, count: usize) {
        let are_idle = |desk: &Desk| desk.works.is_empty() && desk.idle >= count;
        let (_silent, nothing) = channel::<()>();
        for _ in 0..30_000 {
            if are_idle(&workers.desk()) {
                return;
            }
            let _a_moment_later = nothing.recv_timeout(Duration::from_millis(1));
        }
        panic!("no worker is idle");
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
    fn workers_that_came_early_do_what_comes_later() {
        static WORKERS: Workers = Workers::none();
        WORKERS.gather(2);
        wait_for_idle(&WORKERS, 2);
        done_by(&WORKERS);
        wait_for_idle(&WORKERS, 2);
        assert_eq!(WORKERS.desk().idle, 2);
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

    #[test]
    fn what_a_lost_worker_was_to_do_another_does() {
        static WORKERS: Workers = Workers::none();
        let (tell, told) = channel();
        WORKERS.desk().works.push_back(Box::new(move || tell.send(()).unwrap()));
        WORKERS.relieve();
        assert_eq!(told.recv_timeout(Duration::from_secs(30)), Ok(()));
    }
}
