//! The bind that Windows sends, tried again where one try would accuse somebody; and while one is
//! silent, on other connections, which a balancer may give to another server.

use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::bind_anew;
use crate::evidence::{
    BindAgain, BindReply, Failure, FailureKind, KmsEndpoint, Observed, PaddedBind, Step,
};
use crate::net::Watch;
use crate::net::again::{
    TRIES_APART, beside_silence, is_silence, one_after_the_other, tries, would_accuse,
};
use crate::net::udp::unguessable;
use crate::net::watch::pause;
use crate::wire::rpc::{LARGEST_BIND, Offer};

/// How many pairs of binds are sent at most while one is silent. Where a balancer draws between
/// two servers by lot, so many leave one run of ten thousand in which a device that swallows the
/// bind of Windows would look the same.
const PAIRS: u32 = 6;

/// How many more connections a further try has, while they are refused or cut. A balancer that
/// draws between two servers by lot would give one connection, and the two further ones, the dead
/// server in one run of eight; so many, in one of 128.
const AT_ONCE: u32 = 2;

/// Of so many addresses at most: one machine that bears many names is slow because all are asked at
/// once, and is not to be asked all the more.
const MOST_ADDRESSES: usize = 16;

/// How many binds that fill a packet are sent while only that one is silent.
const PADDED: u32 = 2;

/// How many more binds an address gets at most, each on a connection of its own: while none stands,
/// while one is silent, and in the tries after that, each of which has all three.
pub(super) const MOST_MORE: u32 =
    PAIRS / 2 + 2 * PAIRS + PADDED + TRIES_APART * 3 * (1 + PAIRS / 2 + AT_ONCE);

/// Which of the three binds has ended, whatever came.
#[derive(Default)]
pub(super) struct Heard {
    plain: Cell<bool>,
    multi: Cell<bool>,
    padded: Cell<bool>,
}

impl Heard {
    pub(super) async fn of_plain<T>(&self, bind: impl Future<Output = T>) -> T {
        note(&self.plain, bind).await
    }

    pub(super) async fn of_multi<T>(&self, bind: impl Future<Output = T>) -> T {
        note(&self.multi, bind).await
    }

    pub(super) async fn of_padded<T>(&self, bind: impl Future<Output = T>) -> T {
        note(&self.padded, bind).await
    }
}

async fn note<T>(has_ended: &Cell<bool>, bind: impl Future<Output = T>) -> T {
    let outcome = bind.await;
    has_ended.set(true);
    outcome
}

/// Other connections, each with the bind that Windows sends: half as many, because most hosts of
/// which none stands are not there at all.
pub(super) async fn while_no_connection_stands(
    watch: &Watch,
    address: SocketAddr,
    time: Duration,
) -> Vec<BindAgain> {
    if are_many(watch) {
        return Vec::new();
    }
    let once = async |hurried: &Watch, _number: u32| BindAgain {
        after_ms: 0,
        bind: bind_anew(hurried, address, Offer::Multi).await,
        plain: None,
        padded: None,
    };
    timed(one_after_the_other(watch, PAIRS / 2, time, once, is_accepted).await)
}

/// The binds that are silent, on other connections. Each of the two short ones has the other beside
/// it: a device that stops the one stops it each time, and never the other.
pub(super) async fn while_binds_are_silent(
    watch: &Watch,
    address: SocketAddr,
    time: Duration,
    heard: &Heard,
) -> Vec<BindAgain> {
    if are_many(watch) {
        return Vec::new();
    }
    let (is_short, is_padded) = (!heard.plain.get() || !heard.multi.get(), !heard.padded.get());
    let once = async |hurried: &Watch, number: u32| {
        let anew = |is_meant, offer| anew_if(is_meant, hurried, address, offer);
        let multi = bind_anew(hurried, address, Offer::Multi);
        let plain = anew(is_short, Offer::Ndr32);
        let padded = anew(is_padded && number < PADDED, Offer::Padded);
        // They are sent in this order and in the reverse one by turns: in step with a balancer of
        // two servers, the same bind would meet the dead one each time.
        let (bind, plain, padded) = if number.is_multiple_of(2) {
            tokio::join!(biased; multi, plain, padded)
        } else {
            let (padded, plain, multi) = tokio::join!(biased; padded, plain, multi);
            (multi, plain, padded)
        };
        let padded = padded.map(|padded| padded.map(|_whatever| PaddedBind { sent: LARGEST_BIND }));
        BindAgain { after_ms: 0, bind, plain, padded }
    };
    let settles = |tried: &BindAgain| match &tried.padded {
        Some(padded) if !is_short => padded.value().is_some(),
        Some(_) | None => is_accepted(tried),
    };
    let count = if is_short { PAIRS } else { PADDED };
    timed(one_after_the_other(watch, count, time, once, settles).await)
}

fn are_many(watch: &Watch) -> bool {
    watch.kms_addresses.load(Ordering::Relaxed) > MOST_ADDRESSES
}

fn is_accepted(tried: &BindAgain) -> bool {
    tried.bind.is_accepted()
}

async fn anew_if(
    is_meant: bool,
    watch: &Watch,
    address: SocketAddr,
    offer: Offer,
) -> Option<Observed<BindReply>> {
    if is_meant { Some(bind_anew(watch, address, offer).await) } else { None }
}

fn timed(tried: Vec<(u64, BindAgain)>) -> Vec<BindAgain> {
    tried.into_iter().map(|(after_ms, tried)| BindAgain { after_ms, ..tried }).collect()
}

/// How many further connections were silent, where the first was, or where a router said of it that
/// the machine is not there, and where none stood: on a way that loses
/// packets, each makes chance less likely.
pub(super) fn silent(endpoint: &KmsEndpoint, tried: &[BindAgain]) -> Option<u32> {
    let is_silent = |again: &BindAgain| {
        is_silence(&again.bind)
            && again.bind.failure().is_some_and(|failure| failure.step == Step::Connect)
    };
    let all_are = is_without_answer(&endpoint.connect) && tried.iter().all(is_silent);
    u32::try_from(tried.len()).ok().filter(|&tries| all_are && tries > 0)
}

/// Nothing came of the machine itself: silence, or a router's word that it is not there.
fn is_without_answer<T>(connect: &Observed<T>) -> bool {
    let is_told = |failure: &Failure| failure.kind == FailureKind::HostUnreachable;
    is_silence(connect) || connect.failure().is_some_and(is_told)
}

/// Those of the tries that tell something: where somebody accepted a bind and another failed.
/// They were not waited for as long as the first, and beside an answer that took its time their
/// silence tells nothing: there, what was silent at first and came through now does.
pub(super) fn telling(endpoint: &KmsEndpoint, tried: Vec<BindAgain>) -> Vec<BindAgain> {
    let KmsEndpoint { connect, bind_ndr32, bind_multi, bind_padded, .. } = endpoint;
    let failures = [bind_ndr32.failure(), bind_multi.failure(), bind_padded.failure()];
    let has_failed = connect.failure().is_some() || failures.into_iter().any(|f| f.is_some());
    let again = tried.iter().flat_map(|one| std::iter::once(&one.bind).chain(&one.plain));
    let accepted = || [bind_ndr32, bind_multi].into_iter().filter(|bind| bind.is_accepted());
    let is_any = accepted().next().is_some() || again.into_iter().any(Observed::is_accepted);
    if !has_failed || !is_any {
        return Vec::new();
    }
    let is_quick = !accepted().any(|bind| took(bind) > waited(endpoint) / SHARE);
    if is_quick { tried } else { come_through(endpoint, tried) }
}

/// The tries that were accepted, without what failed beside them; none where they leave a silence
/// of the first binds as it was.
fn come_through(endpoint: &KmsEndpoint, tried: Vec<BindAgain>) -> Vec<BindAgain> {
    let accepted = tried.into_iter().filter(is_accepted).map(|one| BindAgain {
        plain: one.plain.filter(Observed::is_accepted),
        padded: one.padded.filter(|padded| padded.value().is_some()),
        ..one
    });
    let accepted: Vec<BindAgain> = accepted.collect();
    let (is_plain, is_multi) =
        (!endpoint.bind_ndr32.is_accepted(), !endpoint.bind_multi.is_accepted());
    let is_padded = !is_plain && !is_multi;
    let is_settled = (!is_plain || accepted.iter().any(|one| one.plain.is_some()))
        && (!is_multi || !accepted.is_empty())
        && (!is_padded || accepted.iter().any(|one| one.padded.is_some()));
    if is_settled { accepted } else { Vec::new() }
}

/// The last of the tries is waited for as long as a quarter of a limit.
const SHARE: u64 = 4;

/// How long the longest silence was waited for, in microseconds.
fn waited(endpoint: &KmsEndpoint) -> u64 {
    let KmsEndpoint { connect, bind_ndr32, bind_multi, bind_padded, .. } = endpoint;
    let failures =
        [connect.failure(), bind_ndr32.failure(), bind_multi.failure(), bind_padded.failure()];
    failures.into_iter().flatten().map(|failure| failure.elapsed_us).max().unwrap_or_default()
}

fn took<T>(outcome: &Observed<T>) -> u64 {
    match outcome {
        Observed::Answered { elapsed_us, .. } => *elapsed_us,
        Observed::Failed(_) | Observed::NotAsked { .. } => 0,
    }
}

/// The further tries; none where nothing was refused, cut or answered wrongly, nor left unanswered
/// beside a bind that was accepted. Where one of two binds passed and the other did not, each try
/// is a pair: a device that stops the one stops it each time, and never the other.
pub(super) async fn ask(watch: &Watch, endpoint: &KmsEndpoint) -> Vec<BindAgain> {
    if !is_called_for(endpoint) {
        return Vec::new();
    }
    let mut is_first = true;
    let once = async || {
        let is_plain_first = std::mem::take(&mut is_first);
        again(watch, endpoint, is_plain_first).await
    };
    let settles = |tried: &BindAgain| {
        is_silence(&tried.bind) || tried.padded.as_ref().is_some_and(is_silence)
    };
    let tried = tries(watch, once, settles).await;
    tried.into_iter().map(|(after_ms, tried)| BindAgain { after_ms, ..tried }).collect()
}

/// The plain bind comes before the other at one time and after it at the next: in step with a
/// balancer of two servers, the same bind would meet the dead one each time.
async fn again(watch: &Watch, endpoint: &KmsEndpoint, is_plain_first: bool) -> BindAgain {
    let plain = async || match is_pair(endpoint) {
        true => Some(anew(watch, endpoint, Offer::Ndr32).await),
        false => None,
    };
    let before = if is_plain_first { plain().await } else { None };
    let bind = anew(watch, endpoint, Offer::Multi).await;
    let after = if is_plain_first { None } else { plain().await };
    let padded = if is_silent_beside(endpoint, &endpoint.bind_padded) {
        let padded = anew(watch, endpoint, Offer::Padded).await;
        Some(padded.map(|_whatever| PaddedBind { sent: LARGEST_BIND }))
    } else {
        None
    };
    BindAgain { after_ms: 0, bind, plain: before.or(after), padded }
}

/// While it is silent, other connections are tried; where it is refused or cut, some more at once.
async fn anew(watch: &Watch, endpoint: &KmsEndpoint, offer: Offer) -> Observed<BindReply> {
    let mut seen = anew_or_others(watch, endpoint, offer).await;
    for _ in 0..AT_ONCE {
        if !would_accuse(&seen) {
            break;
        }
        seen = bind_anew(watch, endpoint.address, offer).await;
    }
    seen
}

async fn anew_or_others(
    watch: &Watch,
    endpoint: &KmsEndpoint,
    offer: Offer,
) -> Observed<BindReply> {
    pause(out_of_step()).await;
    let once = async |hurried: &Watch, _: u32| bind_anew(hurried, endpoint.address, offer).await;
    let settles = |bind: &Observed<BindReply>| bind.is_accepted();
    let others = async |time| one_after_the_other(watch, PAIRS / 2, time, once, settles).await;
    let first = bind_anew(watch, endpoint.address, offer);
    let (first, others) = Box::pin(beside_silence(watch.limits.rpc_bind, first, others)).await;
    let mut others = others.into_iter().flatten().map(|(_, bind)| bind);
    others.find(Observed::is_accepted).filter(|_| !first.is_accepted()).unwrap_or(first)
}

/// One of two binds was accepted, and the other was not.
fn is_pair(endpoint: &KmsEndpoint) -> bool {
    let KmsEndpoint { bind_ndr32: plain, bind_multi: multi, .. } = endpoint;
    let is_stopped = |bind| is_no(bind) || is_silent_beside(endpoint, bind);
    plain.is_accepted() && is_stopped(multi)
        || multi.is_accepted() && is_silent_beside(endpoint, plain)
}

/// Left unanswered on a connection that stood, beside a bind that was accepted.
fn is_silent_beside<T>(endpoint: &KmsEndpoint, bind: &Observed<T>) -> bool {
    let is_accepted = endpoint.bind_ndr32.is_accepted() || endpoint.bind_multi.is_accepted();
    let is_bind = |failure: &Failure| failure.step == Step::RpcBind;
    is_accepted && is_silence(bind) && bind.failure().is_some_and(is_bind)
}

/// The addresses of a host are tried at the same time. In step with each other, a balancer that
/// takes its servers in turn would give one address the dead one each time.
fn out_of_step() -> Duration {
    Duration::from_millis(unguessable() % 64)
}

fn is_called_for(endpoint: &KmsEndpoint) -> bool {
    let KmsEndpoint { connect, bind_ndr32, bind_multi, bind_padded, .. } = endpoint;
    would_accuse(connect)
        || [bind_ndr32, bind_multi].into_iter().any(is_no)
        || bind_ndr32.is_accepted() && would_accuse(bind_padded)
        || [bind_ndr32, bind_multi].into_iter().any(|bind| is_silent_beside(endpoint, bind))
        || is_silent_beside(endpoint, bind_padded)
}

/// Whether a bind ended with something other than silence, and was not accepted.
fn is_no(bind: &Observed<BindReply>) -> bool {
    bind.value().is_some() && !bind.is_accepted() || would_accuse(bind)
}
