//! What the Hyper-V host tells this guest, if there is one (Data Exchange).

#[cfg_attr(windows, path = "kvp/windows.rs")]
#[cfg_attr(not(windows), path = "kvp/linux.rs")]
mod system;

use super::unread::observed;
use crate::evidence::{KvpFacts, Observed};

/// Reads what it tells. On Windows, a key that is absent is an answer: the host tells nothing.
/// Elsewhere it may be that only the daemon which writes the file is not installed.
pub fn read() -> Observed<KvpFacts> {
    observed(system::facts)
}
