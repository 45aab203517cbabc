//! The step under way: what is done in it finds its stopwatch and its descriptors here, and need
//! not be handed them.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use super::flow_note::{FlowNote, Noted};
use super::stopwatch::Stopwatch;
use crate::evidence::Transport;
use crate::net::descriptors::{Descriptors, Permit};

tokio::task_local! {
    /// That of the step which is being carried out.
    pub(super) static UNDER_WAY: UnderWay;
}

/// What belongs to one step, or to one part of it.
#[derive(Clone)]
pub(super) struct UnderWay {
    pub(super) stopwatch: Arc<Stopwatch>,
    pub(super) flow: Arc<FlowNote>,
    descriptors: Descriptors,
}

impl UnderWay {
    /// A step that begins now, with these descriptors; a part of the one under way, if there is
    /// one.
    pub(super) fn begun(descriptors: Descriptors) -> Self {
        let (stopwatch, flow) = current().map(|above| (above.stopwatch, above.flow)).unzip();
        Self { stopwatch: Stopwatch::started(stopwatch), flow: FlowNote::below(flow), descriptors }
    }
}

/// Notes which packets the step under way is tried with.
pub(crate) fn note_flow(transport: Transport, from: Option<IpAddr>, to: SocketAddr) {
    if let Some(UnderWay { flow, .. }) = current() {
        flow.note(Noted { transport, from, to });
    }
}

fn current() -> Option<UnderWay> {
    UNDER_WAY.try_with(UnderWay::clone).ok()
}

/// The right to open one socket, as soon as one is to be had. The step under way, and those that it
/// is a part of, do not count the time until then.
pub(crate) async fn descriptor() -> Permit {
    let Some(UnderWay { stopwatch, descriptors, .. }) = current() else {
        return Descriptors::of_this_process().in_turn().await;
    };
    if let Some(permit) = descriptors.at_once() {
        return permit;
    }
    let _standing_still = stopwatch.pause();
    descriptors.in_turn().await
}

/// `work`, if it ends within `limit` by the time of a step. It can go on afterwards, if it was but
/// borrowed.
pub(crate) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let descriptors =
        current().map_or_else(Descriptors::of_this_process, |above| above.descriptors);
    let under_way = UnderWay::begun(descriptors);
    let stopwatch = Arc::clone(&under_way.stopwatch);
    tokio::select! {
        biased;
        outcome = UNDER_WAY.scope(under_way, work) => Some(outcome),
        () = stopwatch.shows(limit) => None,
    }
}

/// Waits so long by the time of the step under way.
pub(crate) async fn pause(duration: Duration) {
    match current() {
        Some(UnderWay { stopwatch, .. }) => stopwatch.shows(stopwatch.elapsed() + duration).await,
        None => tokio::time::sleep(duration).await,
    }
}
