//! Work that blocks in a system call, on a thread of its own.
//!
//! Not on those of the runtime: it ends the whole program where the system has no thread to give.

mod workers;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot::{self, error::RecvError};
use tokio::time::timeout;

use self::workers::{Work, Workers};
use super::Cause;
use crate::evidence::FailureKind;

static WORKERS: Workers = Workers::none();

/// As many pieces of such work as go on at once in most runs: the chains of eight endpoints, judged
/// by four stores each.
const EARLY: usize = 32;

/// Has threads come before anything else goes on. In Wine, one that started beside others that
/// ended or closed their sockets was seen to lose its pipe to the server, and the program with it
/// ("sendmsg: Bad file descriptor").
pub fn gather() {
    WORKERS.gather(EARLY);
}

/// Runs `work` on a thread of its own. A thread that is not to be had, and one that panics, are
/// internal failures.
///
/// Whoever stops waiting leaves the thread behind; it ends with its work, or with the program.
pub async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Cause> {
    run_by(spawn, work).await
}

/// The same; but where no thread is to be had, `work` is done here and now. A panic of it goes on
/// here: its message is on standard error already.
pub async fn run_or_here<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let done = run_or_here_by(spawn, work).await;
    done.unwrap_or_else(|_| resume_unwind(Box::new("a panic on another thread")))
}

async fn run_or_here_by<T: Send + 'static>(
    spawn: impl FnOnce(Work) -> io::Result<()>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Cause> {
    let work = Arc::new(Mutex::new(Some(work)));
    let taken = {
        let work = Arc::clone(&work);
        move || take(&work).map(|work| work())
    };
    let outcome = run_by(spawn, taken).await;
    match (outcome, take(&work)) {
        (Err(_), Some(work)) => Ok(work()),
        (outcome, _) => outcome?.ok_or(FailureKind::Internal.into()),
    }
}

fn take<W>(work: &Mutex<Option<W>>) -> Option<W> {
    work.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Starts `work` on a thread of its own, which tells by itself what comes of it. A thread that is
/// not to be had is an internal failure.
pub fn start(work: impl FnOnce() + Send + 'static) -> Result<(), Cause> {
    spawn(Box::new(work)).map_err(|error| no_thread(&error))
}

async fn run_by<T: Send + 'static>(
    spawn: impl FnOnce(Work) -> io::Result<()>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Cause> {
    let (tell, told) = oneshot::channel();
    let work = move || {
        // The message of a panic is on standard error already; who waits hears that nothing comes.
        if let Ok(outcome) = catch_unwind(AssertUnwindSafe(work)) {
            // Whoever has given up waiting does not hear it.
            let _unheard = tell.send(outcome);
        }
    };
    spawn(Box::new(work)).map_err(|error| no_thread(&error))?;
    heard(told).await.map_err(|_| Cause::from(FailureKind::Internal))
}

/// Waits for what the other thread tells, and looks by itself now and then: in Wine a thread, and
/// the wake-up of one, was seen to be lost, and the run then waited for the end of a step's limit.
async fn heard<T>(mut told: oneshot::Receiver<T>) -> Result<T, RecvError> {
    loop {
        if let Ok(outcome) = timeout(LOOK_AGAIN, &mut told).await {
            return outcome;
        }
        WORKERS.relieve();
    }
}

const LOOK_AGAIN: Duration = Duration::from_millis(100);

fn spawn(work: Work) -> io::Result<()> {
    WORKERS.employ(work)
}

fn no_thread(error: &io::Error) -> Cause {
    Cause::with_detail(FailureKind::Internal, &format!("no thread: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_blocks_is_waited_for_beside_other_work() {
        let (tell, told) = std::sync::mpsc::channel();
        let (outcome, ()) = tokio::join!(run(move || told.recv().ok()), async {
            tell.send(7).unwrap();
        });
        assert_eq!(outcome, Ok(Some(7)));
    }

    #[tokio::test]
    async fn a_thread_that_is_not_to_be_had_is_an_internal_failure_with_the_words_of_the_system() {
        let none = |_: Work| Err(io::Error::other("no room for\nanother"));
        let cause = run_by(none, || 7).await.unwrap_err();
        assert_eq!(
            (cause.kind, cause.detail.as_deref()),
            (FailureKind::Internal, Some("no thread: no room for another"))
        );
    }

    #[tokio::test]
    async fn a_thread_that_panics_is_an_internal_failure() {
        let outcome =
            run(|| if std::hint::black_box(true) { panic!("a fault in a system call") } else { 7 })
                .await;
        assert_eq!(outcome, Err(Cause::from(FailureKind::Internal)));
    }

    #[tokio::test]
    async fn what_has_to_be_done_is_done_here_where_there_is_no_thread_and_once_where_there_is() {
        let none = |_: Work| Err(io::Error::other("no room"));
        let here = std::thread::current().id();
        assert_eq!(run_or_here_by(none, || std::thread::current().id()).await, Ok(here));
        assert_ne!(run_or_here(|| std::thread::current().id()).await, here);
    }

    #[tokio::test]
    async fn a_panic_of_what_has_to_be_done_goes_on_where_it_is_waited_for() {
        let waiting = tokio::spawn(run_or_here(|| {
            if std::hint::black_box(true) { panic!("a fault") } else { 7 }
        }));
        assert!(waiting.await.unwrap_err().is_panic());
    }
}
