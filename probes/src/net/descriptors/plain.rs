//! A system without such a limit: Windows has room for millions of handles in a process.

/// Not bounded.
pub(super) fn room() -> Option<usize> {
    None
}
