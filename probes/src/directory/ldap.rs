//! LDAP without credentials: the connection and the rootDSE; both once more where one try would
//! accuse somebody, and on other connections while one is silent.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::session::Session;
use super::{Inquiry, objects};
use crate::evidence::{DirectoryPort, NotAsked, Observed, RootDse, Step, Try};
use crate::net::Watch;
use crate::net::again::{
    Again, TRIES_APART, beside_silence, converse, one_after_the_other, would_accuse,
};
use crate::net::metered::Metered;
use crate::net::tcp::{self, TcpStream};
use crate::wire::ldap::{MAX_MESSAGE, PORT};

/// How many bytes may come without credentials: one message, and the end of the search.
const MOST_BYTES: usize = 2 * MAX_MESSAGE;

/// What came of it.
pub(super) struct Ldap {
    pub(super) port: DirectoryPort,
    pub(super) root_dse: Observed<RootDse>,
    pub(super) tries: Vec<Try>,
}

/// How many other connections are tried at most while one is silent.
const OTHERS: u32 = 4;

/// How many more a further try has, while they are refused or cut.
const AT_ONCE: u32 = 2;

/// How many connections for the rootDSE may follow the first one to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoreSearches {
    /// Where each is refused or cut at once.
    pub cut: u32,
    /// Where the first one is silent.
    pub silent: u32,
    /// Where each takes half its time before it is refused or cut.
    pub slow: u32,
}

/// The most there are.
pub const MORE_SEARCHES: MoreSearches = {
    let tries = 1 + TRIES_APART * (1 + AT_ONCE);
    MoreSearches { cut: tries - 1, silent: OTHERS, slow: tries * (1 + OTHERS) - 1 }
};

impl Inquiry<'_> {
    /// The try that got through, if one did; else the first.
    pub(super) async fn ldap(&self, watch: &Watch, address: SocketAddr) -> Ldap {
        let first = self.ldap_or_others(watch, address).await;
        if !would_accuse(&outcome(&first)) {
            return first;
        }
        let once = async || self.ldap_some_times(watch, address).await;
        let Again { tries, through } = converse(watch, &first, once, outcome).await;
        Ldap { tries, ..through.unwrap_or(first) }
    }

    /// Some tries, while they are refused or cut: between two servers, a balancer may draw the dead
    /// one a few times by lot.
    async fn ldap_some_times(&self, watch: &Watch, address: SocketAddr) -> Ldap {
        let mut tried = self.ldap_or_others(watch, address).await;
        for _ in 0..AT_ONCE {
            if !would_accuse(&outcome(&tried)) {
                break;
            }
            tried = self.ldap_or_others(watch, address).await;
        }
        tried
    }

    /// A balancer takes each connection itself, and the server behind it may be a dead one: while
    /// one connection is silent, others are tried.
    async fn ldap_or_others(&self, watch: &Watch, address: SocketAddr) -> Ldap {
        let once = async |hurried: &Watch, _number: u32| self.ldap_once(hurried, address).await;
        let others = async |time| one_after_the_other(watch, OTHERS, time, once, is_through).await;
        let first = self.ldap_once(watch, address);
        let (first, others) = beside_silence(watch.limits.ldap, first, others).await;
        answered_by(others.into_iter().flatten(), first)
    }

    async fn ldap_once(&self, watch: &Watch, address: SocketAddr) -> Ldap {
        let (connect, stream) = tcp::dial(watch, address).await;
        let root_dse = match stream {
            Some(stream) => self.root_dse(watch, stream).await,
            None => Observed::skipped(NotAsked::EarlierStepFailed),
        };
        let port = DirectoryPort { port: PORT, connect, tries: Vec::new() };
        Ldap { port, root_dse, tries: Vec::new() }
    }

    async fn root_dse(&self, watch: &Watch, stream: TcpStream) -> Observed<RootDse> {
        let mut session = Session::over(Metered::new(stream, MOST_BYTES));
        let reading = async {
            let (asked_at, sent) = (self.clock.now(), Instant::now());
            let root = objects::root_dse(&mut session).await?;
            Ok(timed(root, asked_at, sent.elapsed()))
        };
        let read = watch.step(Step::LdapSearch, watch.limits.ldap, reading).await;
        session.end().await;
        read
    }
}

/// The one of the `others` that was answered, where `first` was not; else the first.
fn answered_by(mut others: impl Iterator<Item = (u64, Ldap)>, first: Ldap) -> Ldap {
    let is_wanted = outcome(&first).failure().is_some();
    let answered = others.find(|(_, other)| is_through(other)).filter(|_| is_wanted);
    let Some((after_ms, through)) = answered else { return first };
    let tries = [(0, &first), (after_ms, &through)];
    let tries = tries.map(|(after_ms, tried)| Try { after_ms, outcome: outcome(tried) });
    Ldap { tries: tries.into(), ..through }
}

/// Whether the rootDSE was read.
fn is_through(tried: &Ldap) -> bool {
    tried.root_dse.value().is_some()
}

/// How far it got.
fn outcome(tried: &Ldap) -> Observed<Step> {
    let root_dse = tried.root_dse.clone().map(|_| Step::LdapSearch);
    match &tried.port.connect {
        Observed::Failed(failure) => Observed::Failed(failure.clone()),
        Observed::Answered { .. } | Observed::NotAsked { .. } => root_dse,
    }
}

/// The rootDSE with how far the server's clock is ahead. `currentTime` counts whole seconds: half
/// of one is added.
fn timed(mut root: RootDse, asked_at: Timestamp, round_trip: Duration) -> RootDse {
    let round_trip_ms = u64::try_from(round_trip.as_millis()).unwrap_or(u64::MAX);
    let offset = |theirs: Timestamp| {
        let ours = asked_at.duration_until(theirs) + SignedDuration::from_millis(500);
        i64::try_from(ours.as_millis())
            .unwrap_or(i64::MAX)
            .saturating_sub_unsigned(round_trip_ms / 2)
    };
    root.offset_ms = root.current_time.map(offset);
    root.round_trip_ms = Some(round_trip_ms);
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_refusal_may_be_tried_five_times_as_often_as_a_quick_one() {
        let MoreSearches { cut, silent, slow } = MORE_SEARCHES;
        assert_eq!((cut, silent, slow), (6, 4, 34));
    }

    #[test]
    fn the_offset_is_that_of_the_middle_of_the_second_and_of_the_round_trip() {
        let root = RootDse {
            current_time: Some("2026-11-03T09:18:00Z".parse().unwrap()),
            ..RootDse::default()
        };
        let told = timed(root, "2026-11-03T09:12:00Z".parse().unwrap(), Duration::from_millis(200));
        assert_eq!((told.offset_ms, told.round_trip_ms), (Some(360_400), Some(200)));
        assert_eq!(
            timed(RootDse::default(), Timestamp::UNIX_EPOCH, Duration::ZERO).offset_ms,
            None
        );
    }
}
