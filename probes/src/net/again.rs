//! One attempt is no rule: what was refused, cut or answered wrongly, and so would accuse somebody,
//! is tried again, apart in time. Silence is waited for once: the system repeats its packets, and
//! other connections, which a balancer may give to another server, are tried in the second half of
//! that wait.

use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::join_all;

use super::Watch;
use super::udp::unguessable;
use super::watch::{pause, within};
use crate::evidence::{FailureKind, Observed, Step, Try};

/// How long is waited before each further try: longer than two connections of one moment, and short
/// beside any limit.
const APART: [Duration; TRIES_APART as usize] =
    [Duration::from_millis(300), Duration::from_millis(500)];

/// How many further tries there are at most.
pub(crate) const TRIES_APART: u32 = 2;

/// Further tries, each with how many milliseconds it came after the one before it, for as long as
/// the last one does not settle the matter.
pub(crate) async fn tries<T>(
    watch: &Watch,
    mut once: impl AsyncFnMut() -> T,
    settles: impl Fn(&T) -> bool,
) -> Vec<(u64, T)> {
    let mut tries = Vec::new();
    for apart in APART {
        pause(apart).await;
        if watch.stop_reason().is_some() {
            break;
        }
        let seen = once().await;
        let is_settled = settles(&seen);
        tries.push((u64::try_from(apart.as_millis()).unwrap_or_default(), seen));
        if is_settled {
            break;
        }
    }
    tries
}

/// What further tries of a conversation brought.
pub(crate) struct Again<T> {
    /// All tries, the first one included.
    pub(crate) tries: Vec<Try>,
    /// The conversation that got through.
    pub(crate) through: Option<T>,
}

/// The conversation that went as `first` did, `once` more, until it gets through or meets silence.
pub(crate) async fn converse<T>(
    watch: &Watch,
    first: &T,
    once: impl AsyncFnMut() -> T,
    outcome: impl Fn(&T) -> Observed<Step>,
) -> Again<T> {
    let settles = |tried: &T| {
        let outcome = outcome(tried);
        outcome.failure().is_none() || is_silence(&outcome)
    };
    let further = tries(watch, once, settles).await;
    let later = further.iter().map(|(after_ms, seen)| (*after_ms, outcome(seen)));
    let all = std::iter::once((0, outcome(first))).chain(later);
    let tries = all.map(|(after_ms, outcome)| Try { after_ms, outcome }).collect();
    let is_through = |tried: &T| outcome(tried).value().is_some();
    let through = further.into_iter().map(|(_, tried)| tried).find(is_through);
    Again { tries, through }
}

/// What `first` brings. Where half of `limit` brings nothing, `meanwhile` is done beside it, and is
/// handed the other half.
pub(crate) async fn beside_silence<T, U>(
    limit: Duration,
    first: impl Future<Output = T>,
    meanwhile: impl AsyncFnOnce(Duration) -> U,
) -> (T, Option<U>) {
    let half = limit / 2;
    let mut first = pin!(first);
    if let Some(first) = within(half, &mut first).await {
        return (first, None);
    }
    let (first, other) = tokio::join!(first, meanwhile(half));
    (first, Some(other))
}

/// So many tries in `time`, none of which waits for another to end, each with how many milliseconds
/// it came after the one before it; none any more once one of them settles the matter. They keep no
/// step: a balancer that takes its servers in turn would give each of several that ask at once the
/// dead one each time.
pub(crate) async fn one_after_the_other<T>(
    watch: &Watch,
    count: u32,
    time: Duration,
    once: impl AsyncFn(&Watch, u32) -> T,
    settles: impl Fn(&T) -> bool,
) -> Vec<(u64, T)> {
    let apart = time / (2 * count);
    let is_settled = Cell::new(false);
    let begun = async |number: u32| {
        let begins = apart * number + out_of_step(apart);
        pause(begins).await;
        if is_settled.get() || watch.stop_reason().is_some() {
            return None;
        }
        let seen = once(&watch.hurried(time.saturating_sub(begins)), number).await;
        is_settled.set(is_settled.get() || settles(&seen));
        Some(seen)
    };
    let after_ms = u64::try_from(apart.as_millis()).unwrap_or_default();
    let tries = join_all((0..count).map(begun)).await;
    tries.into_iter().flatten().map(|tried| (after_ms, tried)).collect()
}

fn out_of_step(at_most: Duration) -> Duration {
    let most_us = u64::try_from(at_most.as_micros()).unwrap_or_default().max(1);
    Duration::from_micros(unguessable() % most_us)
}

/// A refusal, a cut, or an answer that is none.
pub(crate) fn would_accuse<T>(outcome: &Observed<T>) -> bool {
    outcome.failure().is_some_and(|failure| {
        matches!(
            failure.kind,
            FailureKind::Refused
                | FailureKind::Reset
                | FailureKind::Closed
                | FailureKind::NotThisProtocol
                | FailureKind::Malformed
        )
    })
}

/// Whether nothing came of it for want of an answer.
pub(crate) fn is_silence<T>(outcome: &Observed<T>) -> bool {
    outcome.failure().is_some_and(|failure| failure.kind == FailureKind::TimedOut)
}
