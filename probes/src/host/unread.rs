//! Reading one thing of the host: what came of it, as evidence.

use tokio::time::Instant;

use crate::evidence::{Failure, FailureKind, NotAsked, Observed, Step, scrub};

/// Why it was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// The system has nothing to read.
    NotThere,
    /// It has, and it cannot be read.
    Failed { kind: FailureKind, detail: String },
}

impl From<std::io::Error> for Unread {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::NotThere,
            _ => Self::Failed { kind: FailureKind::Unreadable, detail: error.to_string() },
        }
    }
}

/// Reads, and keeps how long it took.
pub(super) fn observed<T>(read: impl FnOnce() -> Result<T, Unread>) -> Observed<T> {
    let began = Instant::now();
    let outcome = read();
    let elapsed_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    match outcome {
        Ok(value) => Observed::Answered { value, elapsed_us },
        Err(Unread::NotThere) => Observed::skipped(NotAsked::Unsupported),
        Err(Unread::Failed { kind, detail }) => {
            let detail = Some(scrub(&detail));
            Observed::Failed(Failure {
                step: Step::ReadHost,
                kind,
                elapsed_us,
                reporter: None,
                detail,
                flow: None,
            })
        }
    }
}
