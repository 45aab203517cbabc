//! The bind that Windows sends, tried again where one try would accuse somebody.

use std::time::Duration;

use super::bind_anew;
use crate::evidence::{BindAgain, BindReply, KmsEndpoint, Observed};
use crate::net::Watch;
use crate::net::again::{is_silence, tries, would_accuse};
use crate::net::udp::unguessable;
use crate::net::watch::pause;
use crate::wire::rpc::Offer;

/// The further tries; none where nothing was refused, cut or answered wrongly. Where the plain bind
/// passed and the other did not, each of them is a pair: a device that stops the one stops it each
/// time, and never the other.
pub(super) async fn ask(watch: &Watch, endpoint: &KmsEndpoint) -> Vec<BindAgain> {
    if !is_called_for(endpoint) {
        return Vec::new();
    }
    let is_pair = endpoint.bind_ndr32.is_accepted() && is_no(&endpoint.bind_multi);
    let once = async || {
        pause(out_of_step()).await;
        let bind = bind_anew(watch, endpoint.address, Offer::Multi).await;
        let plain = if is_pair {
            pause(out_of_step()).await;
            Some(bind_anew(watch, endpoint.address, Offer::Ndr32).await)
        } else {
            None
        };
        (bind, plain)
    };
    let tried = tries(watch, once, |(bind, _)| is_silence(bind)).await;
    let again = |(after_ms, (bind, plain))| BindAgain { after_ms, bind, plain };
    tried.into_iter().map(again).collect()
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
}

/// Whether a bind ended with something other than silence, and was not accepted.
fn is_no(bind: &Observed<BindReply>) -> bool {
    bind.value().is_some() && !bind.is_accepted() || would_accuse(bind)
}
