//! The bind that Windows sends, tried again where one try would accuse somebody.

use std::time::Duration;

use super::bind_anew;
use crate::evidence::{BindAgain, BindReply, Failure, KmsEndpoint, Observed, PaddedBind, Step};
use crate::net::Watch;
use crate::net::again::{is_silence, tries, would_accuse};
use crate::net::udp::unguessable;
use crate::net::watch::pause;
use crate::wire::rpc::{LARGEST_BIND, Offer};

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

async fn anew(watch: &Watch, endpoint: &KmsEndpoint, offer: Offer) -> Observed<BindReply> {
    pause(out_of_step()).await;
    bind_anew(watch, endpoint.address, offer).await
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
