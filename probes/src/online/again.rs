//! A conversation that was refused, cut or answered wrongly, tried again: a load balancer may have
//! a dead server behind it. So is one that a proxy, or the balancer before it, could not hand on.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;

use super::{EndpointPlan, Inquiry, endpoint};
use crate::clock::WallClock;
use crate::evidence::{
    ConnectAttempt, Endpoint, Failure, FailureKind, HttpReply, NotAsked, Observed, Step, Try, scrub,
};
use crate::net::again::{
    Again, TRIES_APART, beside_silence, converse, is_silence, one_after_the_other, would_accuse,
};
use crate::net::trust::TrustStores;
use crate::net::{Watch, tcp};

/// The conversation that got through, if one did; else the first. With all tries, where there were
/// several.
pub(super) async fn ask(inquiry: &Inquiry<'_>, first: Endpoint) -> Endpoint {
    if !is_called_for(&first) {
        return first;
    }
    tried(inquiry, first).await
}

async fn tried(inquiry: &Inquiry<'_>, first: Endpoint) -> Endpoint {
    let once = async || once_or_others(inquiry, &first).await;
    let Again { tries, through } = converse(inquiry.watch, &first, once, outcome).await;
    Endpoint { tries, ..through.unwrap_or(first) }
}

/// Asks once more who left a conversation unanswered at an address that answered another one: a
/// balancer takes each connection itself, and the server behind it may be a dead one. Where all are
/// silent, that silence is waited for once.
pub async fn ask_the_silent(
    (watch, clock, trust): (&Watch, &dyn WallClock, &TrustStores),
    plans: &[EndpointPlan],
    endpoints: &mut [Endpoint],
) {
    let answering: BTreeSet<SocketAddr> =
        endpoints.iter().filter(|to| outcome(to).value().is_some()).flat_map(taken).collect();
    let is_meant = |endpoint: &Endpoint| {
        endpoint.tries.is_empty()
            && is_silence(&outcome(endpoint))
            && taken(endpoint).any(|address| answering.contains(&address))
    };
    let asked = plans.iter().zip(endpoints.iter_mut()).filter(|(_, first)| is_meant(first));
    let asking = asked.map(async |(plan, first)| {
        let inquiry = Inquiry { watch, clock, trust, plan };
        *first = on_other_connections(&inquiry, first.clone()).await;
    });
    join_all(asking).await;
}

/// One more try; while it is silent, others.
async fn once_or_others(inquiry: &Inquiry<'_>, first: &Endpoint) -> Endpoint {
    let others = async |time| others(inquiry, first, time).await;
    let asking = beside_silence(inquiry.watch.limits.http, once(inquiry, first), others);
    let (again, others) = Box::pin(asking).await;
    let mut others = others.into_iter().flatten().map(|(_, other)| other);
    others.find(is_through).filter(|_| !is_through(&again)).unwrap_or(again)
}

/// Asks once more on several connections.
async fn on_other_connections(inquiry: &Inquiry<'_>, first: Endpoint) -> Endpoint {
    let seen = others(inquiry, &first, inquiry.watch.limits.http).await;
    let Some((after_ms, best)) = best(seen) else { return first };
    let tries = [(0, outcome(&first)), (after_ms, outcome(&best))];
    let tries = tries.map(|(after_ms, outcome)| Try { after_ms, outcome }).into();
    Endpoint { tries, ..if is_through(&best) { best } else { first } }
}

/// Several connections, none of which waits for another: in step with a balancer of two servers,
/// one alone may meet the dead one again.
async fn others(inquiry: &Inquiry<'_>, first: &Endpoint, time: Duration) -> Vec<(u64, Endpoint)> {
    let Inquiry { watch, clock, trust, plan } = *inquiry;
    let anew = async |watch: &Watch, _number: u32| {
        once(&Inquiry { watch, clock, trust, plan }, first).await
    };
    one_after_the_other(watch, OTHERS, time, anew, is_through).await
}

fn is_through(tried: &Endpoint) -> bool {
    outcome(tried).value().is_some()
}

/// The first that got through, else the first.
fn best(mut seen: Vec<(u64, Endpoint)>) -> Option<(u64, Endpoint)> {
    let at = seen.iter().position(|(_, tried)| is_through(tried)).unwrap_or_default();
    (at < seen.len()).then(|| seen.swap_remove(at))
}

/// How many.
const OTHERS: u32 = 4;

/// How many more times an endpoint is asked at most.
pub(super) const MOST_MORE: u32 = TRIES_APART * (1 + OTHERS);

/// The addresses that took a connection.
fn taken(endpoint: &Endpoint) -> impl Iterator<Item = SocketAddr> {
    let attempts = endpoint.hops.iter().flat_map(|hop| &hop.attempts);
    attempts.filter(|to| to.connect.value().is_some()).map(|to| to.address)
}

/// Beside an address that is silent, none is asked again: that silence would be waited for anew.
fn is_called_for(first: &Endpoint) -> bool {
    let mut attempts = first.hops.iter().flat_map(|hop| &hop.attempts);
    let would_accuse = would_accuse(&outcome(first)) || not_handed_on(first).is_some();
    would_accuse && (is_reached(first) || attempts.all(is_quick))
}

/// Whether it ends at once when it is tried again.
fn is_quick(attempt: &ConnectAttempt) -> bool {
    let has_no_route = |failure: &Failure| failure.kind == FailureKind::NoRoute;
    would_accuse(&attempt.connect) || attempt.connect.failure().is_some_and(has_no_route)
}

fn is_reached(tried: &Endpoint) -> bool {
    tried.hops.iter().flat_map(|hop| &hop.attempts).any(|to| to.connect.value().is_some())
}

/// One more try, at the addresses that took a connection before; where none did, at those that
/// refused it.
async fn once(inquiry: &Inquiry<'_>, first: &Endpoint) -> Endpoint {
    let was_reached = is_reached(first);
    let mut hops = first.hops.clone();
    let attempts = hops.iter_mut().flat_map(|hop| &mut hop.attempts);
    let mut stream = None;
    for attempt in attempts.filter(|to| to.connect.value().is_some() == was_reached) {
        (attempt.connect, stream) = tcp::dial(inquiry.watch, attempt.address).await;
        if stream.is_some() {
            break;
        }
    }
    let said = match stream {
        // On the heap: a conversation of four layers is some 16 KiB.
        Some(stream) => Box::pin(inquiry.converse(stream)).await,
        None => inquiry.not_held(),
    };
    endpoint(inquiry.plan, hops, said)
}

/// How far it got: the last step that was answered, or the one at which it ended.
fn outcome(tried: &Endpoint) -> Observed<Step> {
    let Endpoint { tunnel, tls, http, .. } = tried;
    let failed = [tunnel.failure(), tls.failure(), http.failure()].into_iter().flatten().next();
    if let Some(failure) = failed.or_else(|| refusal(tried)) {
        return Observed::Failed(failure.clone());
    }
    if let Some(failure) = not_handed_on(tried) {
        return Observed::Failed(failure);
    }
    let answered = |step, elapsed_us: u64| Observed::Answered { value: step, elapsed_us };
    match (http, tunnel) {
        (Observed::Answered { elapsed_us, .. }, _) => answered(Step::HttpRequest, *elapsed_us),
        (_, Observed::Answered { elapsed_us, .. }) => answered(Step::ProxyConnect, *elapsed_us),
        _ => Observed::skipped(http.not_asked().unwrap_or(NotAsked::EarlierStepFailed)),
    }
}

/// What a proxy says that could not hand on: to CONNECT, or in place of an endpoint in clear text.
/// An endpoint's own word it is not, for those that are asked behind a tunnel keep theirs.
fn not_handed_on(tried: &Endpoint) -> Option<Failure> {
    if tried.route.proxies.is_empty() {
        return None;
    }
    let is_tunnelled = !matches!(tried.tunnel, Observed::NotAsked { .. });
    let (step, outcome) = match is_tunnelled {
        true => (Step::ProxyConnect, &tried.tunnel),
        false => (Step::HttpRequest, &tried.http),
    };
    let Observed::Answered { value, elapsed_us } = outcome else { return None };
    value.is_not_handed_on().then(|| Failure {
        step,
        kind: FailureKind::ServerFailure,
        elapsed_us: *elapsed_us,
        reporter: None,
        detail: Some(scrub(&said(value))),
        flow: None,
    })
}

fn said(reply: &HttpReply) -> String {
    let status = format!("status {}", reply.status);
    let marks = reply.intermediaries.iter().cloned();
    std::iter::once(status).chain(marks).collect::<Vec<_>>().join("; ")
}

/// Why there is no connection, where there is none.
fn refusal(tried: &Endpoint) -> Option<&Failure> {
    let attempts = || tried.hops.iter().flat_map(|hop| &hop.attempts);
    let refused = attempts().find(|to| would_accuse(&to.connect)).or_else(|| attempts().next())?;
    refused.connect.failure().filter(|_| !is_reached(tried))
}
