//! A limit a step, a deadline handed down, and one way to stop: what was learnt before is always
//! kept.

mod connection_count;
mod flow_note;
mod stopwatch;
mod under_way;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use self::connection_count::ConnectionCount;
use self::stopwatch::Stopwatch;
use self::under_way::{UNDER_WAY, UnderWay};
pub(crate) use self::under_way::{descriptor, note_flow, pause, within};
use super::Cause;
use super::descriptors::Descriptors;
use super::dns::Learnt;
use crate::evidence::{Connections, Failure, FailureKind, LocalEnd, NotAsked, Observed, Step};

/// How long each step may take at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// One DNS query to one server, including the retry over UDP and the turn to TCP.
    pub dns: Duration,
    /// One TCP connection.
    pub connect: Duration,
    /// One MS-RPC bind.
    pub rpc_bind: Duration,
    /// One NTP request, including one retry.
    pub ntp: Duration,
    /// One CONNECT request to a proxy; a proxy may take its time to resolve and connect.
    pub proxy_connect: Duration,
    /// One TLS handshake.
    pub tls: Duration,
    /// One HTTP request, up to the end of the answer's head.
    pub http: Duration,
    /// One netlogon ping with its repetitions, one log-on, or one reading over LDAP.
    pub ldap: Duration,
}

impl Limits {
    /// The same limit for every step.
    pub const fn all(limit: Duration) -> Self {
        Self {
            dns: limit,
            connect: limit,
            rpc_bind: limit,
            ntp: limit,
            proxy_connect: limit,
            tls: limit,
            http: limit,
            ldap: limit,
        }
    }
}

impl Default for Limits {
    /// Long enough for a slow WAN, and for a SYN that is lost once (the retransmission comes after
    /// 1 s on Linux and after 3 s on Windows before 8: RFC 6298 §2, RFC 1122 §4.2.3.1).
    fn default() -> Self {
        Self { proxy_connect: Duration::from_secs(8), ..Self::all(Duration::from_secs(4)) }
    }
}

/// Why a run stops early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The user's wish.
    Interrupted,
    /// The overall deadline.
    Deadline,
}

/// Stops a run: steps under way fail with [`FailureKind::Interrupted`], later ones are not asked.
#[derive(Debug)]
pub struct Stopper(watch::Sender<Option<StopReason>>);

impl Stopper {
    /// Stops the run; the first reason given stands.
    pub fn stop(&self, reason: StopReason) {
        self.0.send_if_modified(|current| current.is_none() && current.replace(reason).is_none());
    }
}

/// What every step is carried out under. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Watch {
    /// How long each step may take.
    pub limits: Limits,
    deadline: Option<Instant>,
    stopped: watch::Receiver<Option<StopReason>>,
    descriptors: Descriptors,
    /// How many addresses of KMS hosts were asked in this run.
    pub(crate) kms_addresses: Arc<AtomicUsize>,
    /// The connections of this run that stood.
    pub(super) connections: Arc<ConnectionCount>,
    /// What the steps before have learnt of the DNS servers.
    pub(crate) dns_servers: Learnt,
}

impl Watch {
    /// A watch with the given limits and overall deadline, and the means to stop it.
    pub fn new(limits: Limits, deadline: Option<Instant>) -> (Self, Stopper) {
        let (sender, stopped) = watch::channel(None);
        let (descriptors, dns_servers) = (Descriptors::of_this_process(), Learnt::default());
        let watch = Self {
            limits,
            deadline,
            stopped,
            descriptors,
            kms_addresses: Arc::default(),
            connections: Arc::default(),
            dns_servers,
        };
        (watch, Stopper(sender))
    }

    /// The same watch over steps that may take so long each.
    pub(crate) fn hurried(&self, limit: Duration) -> Self {
        Self { limits: Limits::all(limit), ..self.clone() }
    }

    /// The same watch, for questions to DNS servers that all others let pass.
    #[must_use]
    pub fn coming_first(&self) -> Self {
        Self { dns_servers: self.dns_servers.coming_first(), ..self.clone() }
    }

    /// The same watch over steps that share another budget of sockets.
    #[cfg(test)]
    pub(crate) fn with_descriptors(self, descriptors: Descriptors) -> Self {
        Self { descriptors, ..self }
    }

    /// Why no further step is begun, if the run is over.
    pub fn stop_reason(&self) -> Option<StopReason> {
        let deadline_passed = self.deadline.is_some_and(|deadline| deadline <= Instant::now());
        (*self.stopped.borrow()).or(deadline_passed.then_some(StopReason::Deadline))
    }

    /// The connections of which the system told, so far; nothing where it tells of none.
    pub fn connections(&self) -> Option<Connections> {
        self.connections.read()
    }

    /// Carries out one step: `work`, for at most `limit` and never beyond the deadline or the stop
    /// signal. While it waits for a descriptor (`descriptor`), its time stands still. A failure
    /// keeps the packets that the step has noted (`note_flow`).
    pub async fn step<T>(
        &self,
        step: Step,
        limit: Duration,
        work: impl Future<Output = Result<T, Cause>>,
    ) -> Observed<T> {
        self.step_from(step, limit, work).await.0
    }

    /// The same; with this host's end of those packets, whatever came of them.
    pub(crate) async fn step_from<T>(
        &self,
        step: Step,
        limit: Duration,
        work: impl Future<Output = Result<T, Cause>>,
    ) -> (Observed<T>, Option<LocalEnd>) {
        if let Some(reason) = self.stop_reason() {
            return (Observed::skipped(reason.into()), None);
        }
        let under_way = UnderWay::begun(self.descriptors.clone());
        let stopwatch = Arc::clone(&under_way.stopwatch);
        let noted = Arc::clone(&under_way.flow);
        let outcome = tokio::select! {
            biased;
            outcome = UNDER_WAY.scope(under_way, work) => outcome,
            kind = self.end_of_patience(&stopwatch, limit) => Err(kind.into()),
        };
        let elapsed_us = u64::try_from(stopwatch.elapsed().as_micros()).unwrap_or(u64::MAX);
        let noted = noted.flow();
        let from = noted.as_ref().and_then(|flow| flow.from.clone());
        let outcome = match outcome {
            Ok(value) => Observed::Answered { value, elapsed_us },
            Err(Cause { kind, reporter, detail, flow }) => {
                let flow = flow.or(noted.map(Box::new));
                Observed::Failed(Failure { step, kind, elapsed_us, reporter, detail, flow })
            }
        };
        (outcome, from)
    }

    /// Waits for `turn` for as long as the run goes on: for what is no step of its own, and ends by
    /// others' limits.
    pub async fn unless_stopped<T>(&self, turn: impl Future<Output = T>) -> Result<T, StopReason> {
        if let Some(reason) = self.stop_reason() {
            return Err(reason);
        }
        tokio::select! {
            biased;
            reason = self.end_of_the_run() => Err(reason),
            mine = turn => Ok(mine),
        }
    }

    async fn end_of_the_run(&self) -> StopReason {
        tokio::select! {
            () = self.deadline_passes() => StopReason::Deadline,
            reason = self.told_to_stop() => reason,
        }
    }

    async fn end_of_patience(&self, stopwatch: &Stopwatch, limit: Duration) -> FailureKind {
        tokio::select! {
            () = stopwatch.shows(limit) => {}
            () = self.deadline_passes() => {}
            reason = self.told_to_stop() => return reason.into(),
        }
        // Both may have come at once.
        let limit_ends = stopwatch.shows_at(limit);
        let is_deadline =
            self.deadline.is_some_and(|deadline| limit_ends.is_none_or(|ends| deadline < ends));
        if is_deadline { FailureKind::Deadline } else { FailureKind::TimedOut }
    }

    async fn deadline_passes(&self) {
        match self.deadline {
            Some(deadline) => sleep_until(deadline).await,
            None => std::future::pending().await,
        }
    }

    async fn told_to_stop(&self) -> StopReason {
        let mut stopped = self.stopped.clone();
        let told = stopped.wait_for(Option::is_some).await.ok().and_then(|reason| *reason);
        match told {
            Some(reason) => reason,
            // The stopper is gone: nobody can say stop any more.
            None => std::future::pending().await,
        }
    }
}

impl From<StopReason> for NotAsked {
    fn from(reason: StopReason) -> Self {
        match reason {
            StopReason::Interrupted => Self::Interrupted,
            StopReason::Deadline => Self::Deadline,
        }
    }
}

impl From<StopReason> for FailureKind {
    fn from(reason: StopReason) -> Self {
        match reason {
            StopReason::Interrupted => Self::Interrupted,
            StopReason::Deadline => Self::Deadline,
        }
    }
}

#[cfg(test)]
mod tests;
