//! An SRV question to one server, and beside it the question whether the zone exists there at all.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use super::Watch;
use super::dns::{exchange, exchange_over_tcp};
use super::watch::within;
use crate::evidence::{
    DnsReply, Failure, FailureKind, NotAsked, Observed, SrvAnswer, Step, TcpAnswer,
};
use crate::wire::dns::{DnsRecord, NotAQuestion, Question};

/// Asks `server` for the SRV records of `owner` and, as a control, for the SOA of `zone`.
pub async fn ask(watch: &Watch, server: SocketAddr, owner: &str, zone: &str) -> SrvAnswer {
    let (srv, control) = tokio::join!(one(watch, server, owner), one(watch, server, zone));
    SrvAnswer { server, srv, control, serves_names: false, is_home_router: false }
}

/// The same; and where half the time brings no answer, or the machine says that it has no such
/// port, the control over TCP in the other half. TCP tells a server that is down from one, or a
/// rule on the way, for UDP alone.
pub(crate) async fn ask_and_look_over_tcp(
    watch: &Watch,
    server: SocketAddr,
    owner: &str,
    zone: &str,
) -> (SrvAnswer, Option<TcpAnswer>) {
    let half = watch.limits.dns / 2;
    let mut asking = pin!(ask(watch, server, owner, zone));
    match within(half, &mut asking).await {
        Some(answer) if is_closed(&answer) => (answer, over_tcp(watch, server, zone, half).await),
        Some(answer) => (answer, None),
        None => tokio::join!(asking, over_tcp(watch, server, zone, half)),
    }
}

fn is_closed(answer: &SrvAnswer) -> bool {
    let is_refused = |failure: Option<&Failure>| {
        failure.is_some_and(|failure| failure.kind == FailureKind::Refused)
    };
    is_refused(answer.srv.failure()) && is_refused(answer.control.failure())
}

async fn over_tcp(
    watch: &Watch,
    server: SocketAddr,
    zone: &str,
    limit: Duration,
) -> Option<TcpAnswer> {
    let question = Question::about(zone).ok()?;
    Some(TcpAnswer { server, answer: exchange_over_tcp(watch, server, &question, limit).await })
}

/// A server that is not asked.
pub fn not_asked(server: SocketAddr) -> SrvAnswer {
    SrvAnswer {
        server,
        srv: Observed::default(),
        control: Observed::default(),
        serves_names: false,
        is_home_router: false,
    }
}

async fn one<R: DnsRecord>(watch: &Watch, server: SocketAddr, name: &str) -> Observed<DnsReply<R>> {
    match Question::about(name) {
        Ok(question) => exchange(watch, server, &question).await,
        Err(NotAQuestion::ProductKey) => Observed::skipped(NotAsked::ProductKey),
        Err(error) => Observed::Failed(Failure {
            step: Step::DnsQuery,
            kind: FailureKind::Other,
            elapsed_us: 0,
            reporter: None,
            detail: Some(error.to_string()),
            flow: None,
        }),
    }
}
