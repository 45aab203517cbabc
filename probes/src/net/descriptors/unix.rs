//! Unix: `RLIMIT_NOFILE`, of which the soft limit is often 1024 and the hard one far higher
//! (getrlimit(2)).

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// How many descriptors this process may still open, once its soft limit is as high as the hard
/// one.
pub(super) fn room() -> Option<usize> {
    let limit = usize::try_from(raised_limit()?).unwrap_or(usize::MAX);
    Some(limit.saturating_sub(in_use_below(limit)))
}

fn raised_limit() -> Option<u64> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    let raised = soft < hard && setrlimit(Resource::RLIMIT_NOFILE, hard, hard).is_ok();
    Some(if raised { hard } else { soft })
}

/// The limit is one of numbers: descriptors that were inherited beyond it take no room.
fn in_use_below(limit: usize) -> usize {
    /// Standard streams, and the runtime's own.
    const USUAL: usize = 12;
    // `/dev/fd` is there on every Unix; where it is not mounted, nothing is known.
    let Ok(entries) = std::fs::read_dir("/dev/fd") else { return USUAL };
    let numbers =
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<usize>().ok());
    numbers.filter(|number| *number < limit).count()
}
