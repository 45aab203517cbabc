//! The bind that Windows sends, tried again where one try would accuse somebody.

use super::bind_anew;
use crate::evidence::{BindAgain, BindReply, KmsEndpoint, Observed};
use crate::net::Watch;
use crate::net::again::{is_silence, tries, would_accuse};
use crate::wire::rpc::Offer;

/// The further tries; none where nothing was refused, cut or answered wrongly.
pub(super) async fn ask(watch: &Watch, endpoint: &KmsEndpoint) -> Vec<BindAgain> {
    if !is_called_for(endpoint) {
        return Vec::new();
    }
    let once = async || bind_anew(watch, endpoint.address, Offer::Multi).await;
    let tried = tries(watch, once, is_silence).await;
    tried.into_iter().map(|(after_ms, bind)| BindAgain { after_ms, bind }).collect()
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
