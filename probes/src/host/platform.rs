//! What the host runs on, by its firmware's word.

#[cfg_attr(windows, path = "platform/windows.rs")]
#[cfg_attr(not(windows), path = "platform/linux.rs")]
mod system;

use tokio::time::Instant;

use crate::evidence::{Failure, FailureKind, NotAsked, Observed, Platform, Step, scrub};
use crate::wire::smbios::{self, Names};

/// Reads the platform. A system that has no firmware tables to show, such as a container, cannot tell.
pub fn read() -> Observed<Platform> {
    let began = Instant::now();
    let outcome = system::names();
    let elapsed_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    match outcome {
        Ok(names) => Observed::Answered { value: smbios::platform(names), elapsed_us },
        Err(Unread::NotThere) => Observed::skipped(NotAsked::Unsupported),
        Err(Unread::Failed { kind, detail }) => {
            let detail = Some(scrub(&detail));
            Observed::Failed(Failure { step: Step::ReadHost, kind, elapsed_us, reporter: None, detail })
        }
    }
}

/// Why the platform was not read.
#[derive(Debug)]
enum Unread {
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
