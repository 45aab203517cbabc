//! One attempt is no rule: what was refused, cut or answered wrongly, and so would accuse somebody,
//! is tried again, apart in time. Silence is not: the system has repeated its packets already.

use std::time::Duration;

use super::bind_anew;
use crate::evidence::{BindAgain, BindReply, FailureKind, KmsEndpoint, Observed};
use crate::net::Watch;
use crate::net::watch::pause;
use crate::wire::rpc::Offer;

/// How long is waited before each further try: longer than two connections of one moment, and short
/// beside any limit.
const APART: [Duration; 2] = [Duration::from_millis(300), Duration::from_millis(500)];

/// The further tries; none where nothing was refused, cut or answered wrongly.
pub(super) async fn ask(watch: &Watch, endpoint: &KmsEndpoint) -> Vec<BindAgain> {
    let mut again = Vec::new();
    if !would_accuse(endpoint) {
        return again;
    }
    for apart in APART {
        pause(apart).await;
        if watch.stop_reason().is_some() {
            break;
        }
        let after_ms = u64::try_from(apart.as_millis()).unwrap_or_default();
        again.push(BindAgain {
            after_ms,
            bind: bind_anew(watch, endpoint.address, Offer::Multi).await,
        });
    }
    again
}

fn would_accuse(endpoint: &KmsEndpoint) -> bool {
    let KmsEndpoint { connect, bind_ndr32, bind_multi, bind_padded, .. } = endpoint;
    is_quick(connect)
        || [bind_ndr32, bind_multi].into_iter().any(is_no)
        || bind_ndr32.is_accepted() && is_quick(bind_padded)
}

/// Whether a bind ended with something other than silence, and was not accepted.
fn is_no(bind: &Observed<BindReply>) -> bool {
    bind.value().is_some() && !bind.is_accepted() || is_quick(bind)
}

/// A refusal, a cut, or an answer that is none.
fn is_quick<T>(outcome: &Observed<T>) -> bool {
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
