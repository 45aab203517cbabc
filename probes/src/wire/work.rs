//! How much a reader looks at: bytes of lines, letters, entries. Tests hold readers to be linear by
//! it, because neither seconds nor memory show that what a file holds is gone over again and again.
//! Counted in builds with debug assertions alone, thread by thread.

#![cfg_attr(
    windows,
    expect(
        clippy::missing_const_for_thread_local,
        reason = "it is one; this target's expansion hides that from the lint"
    )
)]

use std::cell::Cell;

thread_local! {
    static LOOKS: Cell<u64> = const { Cell::new(0) };
}

/// Something of this length is looked at.
pub fn look(length: usize) {
    if cfg!(debug_assertions) {
        LOOKS.set(
            LOOKS.get().saturating_add(1).saturating_add(u64::try_from(length).unwrap_or(u64::MAX)),
        );
    }
}

/// What `read` returns, and how much was looked at for it; nothing is counted in a release build.
pub fn counted<T>(read: impl FnOnce() -> T) -> (T, u64) {
    let before = LOOKS.get();
    let read = read();
    (read, LOOKS.get().saturating_sub(before))
}
