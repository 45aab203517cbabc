use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType::SRV;
use tokio::time::Instant;

use super::*;
use crate::evidence::SrvRecord;
use crate::net::Limits;
use crate::net::scripted_dns::{Act, ScriptedDns, closed_port, cname, srv};

const NAME: &str = "_vlmcs._tcp.corp.example";
/// Longer than anything on loopback takes, even on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);
/// The limit where a test waits for it, or for what comes some time before it.
const LIMIT: Duration = Duration::from_secs(1);

async fn ask(limit: Duration, server: SocketAddr) -> Observed<DnsReply<SrvRecord>> {
    let (watch, _stopper) = Watch::new(Limits::all(limit), None);
    exchange(&watch, server, &Question::about(NAME).unwrap()).await
}

async fn against(limit: Duration, act: Act) -> Observed<DnsReply<SrvRecord>> {
    let server = ScriptedDns::start([(NAME, SRV, act)]).await;
    ask(limit, server.address).await
}

async fn reply_to(act: Act) -> DnsReply<SrvRecord> {
    against(PATIENCE, act).await.value().unwrap().clone()
}

async fn failure_of(act: Act) -> (FailureKind, String) {
    let failure = against(LIMIT, act).await.failure().unwrap().clone();
    assert_eq!(failure.step, Step::DnsQuery);
    (failure.kind, failure.detail.unwrap_or_default())
}

fn one_host() -> Vec<hickory_proto::rr::Record> {
    vec![srv(NAME, "kms1.corp.example.")]
}

#[tokio::test]
async fn a_published_host_is_learnt() {
    let reply = reply_to(Act::Records(one_host())).await;
    assert_eq!((reply.rcode, reply.transport, reply.authoritative), (Rcode::NoError, DnsTransport::Udp, true));
    assert_eq!(reply.records[0].target, "kms1.corp.example");
}

#[tokio::test]
async fn every_response_code_is_an_answer() {
    for (code, rcode) in [
        (ResponseCode::NXDomain, Rcode::NxDomain),
        (ResponseCode::ServFail, Rcode::ServFail),
        (ResponseCode::Refused, Rcode::Refused),
        (ResponseCode::NotImp, Rcode::NotImp),
        (ResponseCode::FormErr, Rcode::FormErr),
        (ResponseCode::NoError, Rcode::NoError),
    ] {
        let reply = reply_to(Act::Code(code)).await;
        assert_eq!((reply.rcode, reply.records.len()), (rcode, 0));
        assert_eq!(reply.soa.unwrap().zone, "corp.example");
        assert_eq!(reply.extended_errors.len(), usize::from(rcode != Rcode::NxDomain));
    }
}

#[tokio::test]
async fn a_thousand_records_come_over_tcp() {
    let records = (0..1000).map(|n| srv(NAME, &format!("kms{n}.corp.example."))).collect();
    let reply = reply_to(Act::Records(records)).await;
    assert_eq!(reply.transport, DnsTransport::TcpAfterTruncation);
    assert_eq!((reply.records.len(), reply.records_dropped), (256, 744));
}

#[tokio::test(start_paused = true)]
async fn silence_costs_the_limit() {
    let began = Instant::now();
    assert_eq!(failure_of(Act::Silence).await.0, FailureKind::TimedOut);
    assert_eq!(began.elapsed().as_secs(), LIMIT.as_secs());
}

#[tokio::test]
#[cfg_attr(windows, ignore = "Wine does not pass on the ICMP error by which Windows hears of a closed port")]
async fn a_closed_port_is_refused_by_name() {
    let server = closed_port().await;
    let failure = ask(PATIENCE, server).await.failure().unwrap().clone();
    assert_eq!((failure.kind, failure.reporter), (FailureKind::Refused, Some(server.ip().to_string())));
}

#[tokio::test]
async fn a_server_that_rejects_edns_is_asked_plainly() {
    assert_eq!(reply_to(Act::RejectEdns(one_host())).await.records.len(), 1);
}

#[tokio::test]
async fn a_path_that_drops_edns_is_survived() {
    let reply = against(LIMIT, Act::DropEdns(one_host())).await;
    assert_eq!(reply.value().unwrap().records.len(), 1);
}

#[tokio::test]
async fn decoys_do_not_hide_the_answer() {
    assert_eq!(reply_to(Act::DecoysFirst(one_host())).await.records.len(), 1);
}

#[tokio::test]
async fn garbage_alone_is_malformed() {
    assert_eq!(failure_of(Act::Garbage).await.0, FailureKind::Malformed);
    assert_eq!(failure_of(Act::PointerLoop).await.0, FailureKind::Malformed);
}

#[tokio::test]
async fn a_failure_over_tcp_says_that_the_answer_was_truncated() {
    let (kind, detail) = failure_of(Act::CloseTcp).await;
    assert_eq!(kind, FailureKind::Closed);
    assert!(detail.starts_with("truncated over UDP"), "{detail}");
}

#[tokio::test]
async fn a_dripping_answer_costs_the_limit() {
    let (kind, detail) = failure_of(Act::Drip).await;
    assert_eq!(kind, FailureKind::TimedOut);
    assert!(detail.starts_with("truncated over UDP"), "{detail}");
}

#[tokio::test]
async fn a_loop_of_aliases_is_an_answer_without_records() {
    let looped = vec![cname(NAME, "b.example."), cname("b.example.", NAME)];
    let reply = reply_to(Act::Records(looped)).await;
    assert_eq!((reply.records.len(), reply.aliases), (0, vec!["b.example".to_owned(), NAME.to_owned()]));
}
