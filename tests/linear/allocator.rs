//! How much memory is asked for, thread by thread.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// In bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Allocated {
    /// All together.
    pub total: u64,
    /// At once.
    pub peak: u64,
}

thread_local! {
    static TOTAL: Cell<u64> = const { Cell::new(0) };
    static HELD: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

impl Allocated {
    /// By this call, on this thread.
    pub fn by(call: impl FnOnce()) -> Self {
        let (total, held) = (TOTAL.get(), HELD.get());
        PEAK.set(held);
        call();
        Self { total: TOTAL.get() - total, peak: u64::try_from(PEAK.get() - held).unwrap_or(0) }
    }
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn take(size: usize) {
    // A thread that ends has no counters any more.
    let _ = TOTAL.try_with(|total| total.set(total.get() + size as u64));
    let held = HELD.try_with(|held| {
        held.set(held.get() + size.cast_signed() as i64);
        held.get()
    });
    let _ = PEAK.try_with(|peak| peak.set(peak.get().max(held.unwrap_or(0))));
}

fn give_back(size: usize) {
    let _ = HELD.try_with(|held| held.set(held.get() - size.cast_signed() as i64));
}

#[expect(unsafe_code, reason = "an allocator is unsafe; this one counts, and hands on")]
// SAFETY: every call is the system's own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        // SAFETY: the caller's word is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        give_back(layout.size());
        // SAFETY: the caller's word is handed on.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        give_back(layout.size());
        take(size);
        // SAFETY: the caller's word is handed on.
        unsafe { System.realloc(place, layout, size) }
    }
}
