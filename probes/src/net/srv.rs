//! An SRV question to one server, and beside it the question whether the zone exists there at all.

use std::net::SocketAddr;

use super::Watch;
use super::dns::exchange;
use crate::evidence::{DnsReply, Failure, FailureKind, Observed, SrvAnswer, Step};
use crate::wire::dns::{DnsRecord, Question};

/// Asks `server` for the SRV records of `owner` and, as a control, for the SOA of `zone`.
pub async fn ask(watch: &Watch, server: SocketAddr, owner: &str, zone: &str) -> SrvAnswer {
    let (srv, control) = tokio::join!(one(watch, server, owner), one(watch, server, zone));
    SrvAnswer { server, srv, control }
}

/// A server that is not asked.
pub fn not_asked(server: SocketAddr) -> SrvAnswer {
    SrvAnswer { server, srv: Observed::default(), control: Observed::default() }
}

async fn one<R: DnsRecord>(watch: &Watch, server: SocketAddr, name: &str) -> Observed<DnsReply<R>> {
    match Question::about(name) {
        Ok(question) => exchange(watch, server, &question).await,
        Err(error) => Observed::Failed(Failure {
            step: Step::DnsQuery,
            kind: FailureKind::Other,
            elapsed_us: 0,
            reporter: None,
            detail: Some(format!("not a domain name: {error}")),
        }),
    }
}
