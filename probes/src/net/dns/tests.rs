use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType::SRV;
use tokio::time::Instant;

use tokio::time::timeout;

use super::*;
use crate::evidence::{Flow, SrvRecord};
use crate::net::Limits;
use testkit::servers::dns::records::{cname, srv};
use testkit::servers::dns::{Act, OverTcp, ScriptedDns, closed_port};

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
    assert_eq!(
        (reply.rcode, reply.transport, reply.authoritative),
        (Rcode::NoError, DnsTransport::Udp, true)
    );
    assert_eq!(reply.records[0].target, "kms1.corp.example");
}

fn from_loopback() -> LocalEnd {
    let end = local_end::of([127, 0, 0, 1].into());
    assert!(end.interface.is_some());
    end
}

#[tokio::test]
async fn a_question_keeps_where_it_was_sent_from_whether_it_is_answered_or_not() {
    let (answering, silent) = (Act::Records(one_host()), Act::Silence);
    for (act, transport) in [(answering, None), (silent, Some(Transport::Udp))] {
        let server = ScriptedDns::start([(NAME, SRV, act)]).await;
        let outcome = ask(LIMIT, server.address).await;
        let answer = outcome.value().map(|reply| reply.from.clone().unwrap());
        assert_eq!(answer, transport.is_none().then(from_loopback));
        let failed = outcome.failure().map(|failure| (**failure.flow.as_ref().unwrap()).clone());
        let from = Some(from_loopback());
        let flow = transport.map(|transport| Flow { transport, from, to: server.address });
        assert_eq!(failed, flow);
    }
}

#[tokio::test]
async fn over_tcp_the_packets_are_those_of_tcp() {
    let server = closed_port().await;
    let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
    let question = Question::<SrvRecord>::about(NAME).unwrap();
    let outcome = exchange_over_tcp(&watch, server, &question, LIMIT).await;
    let flow = Flow { transport: Transport::Tcp, from: Some(from_loopback()), to: server };
    assert_eq!(outcome.failure().unwrap().flow.as_deref(), Some(&flow));
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
#[cfg_attr(
    windows,
    ignore = "Wine does not pass on the ICMP error by which Windows hears of a closed port"
)]
async fn a_closed_port_is_refused_by_name() {
    let server = closed_port().await;
    let failure = ask(PATIENCE, server).await.failure().unwrap().clone();
    assert_eq!(
        (failure.kind, failure.reporter),
        (FailureKind::Refused, Some(server.ip().to_string()))
    );
}

#[tokio::test]
async fn a_server_that_rejects_edns_is_asked_plainly() {
    assert_eq!(reply_to(Act::RejectEdns(one_host())).await.records.len(), 1);
}

#[tokio::test]
async fn a_server_that_fails_on_edns_is_asked_plainly_whatever_it_calls_that() {
    for code in [ResponseCode::ServFail, ResponseCode::FormErr, ResponseCode::NotImp] {
        let reply = reply_to(Act::FailEdns(code, one_host())).await;
        let told = (reply.rcode, reply.records.len(), reply.without_edns);
        assert_eq!(told, (Rcode::NoError, 1, true), "{code}");
    }
    assert!(!reply_to(Act::Records(one_host())).await.without_edns);
}

#[tokio::test]
async fn a_server_that_fails_either_way_keeps_what_it_said_first() {
    let reply = reply_to(Act::Code(ResponseCode::ServFail)).await;
    let told = (reply.rcode, reply.extended_errors.len(), reply.without_edns);
    assert_eq!(told, (Rcode::ServFail, 1, false));
}

#[tokio::test]
async fn a_rejection_of_edns_counts_where_the_plain_query_brings_nothing() {
    let reply = against(LIMIT, Act::RejectEdnsAlone).await;
    assert_eq!(reply.value().map(|reply| reply.rcode), Some(Rcode::FormErr));
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
    let (kind, detail) = failure_of(Act::Drip(one_host())).await;
    assert_eq!(kind, FailureKind::TimedOut);
    assert!(detail.starts_with("truncated over UDP"), "{detail}");
}

#[tokio::test]
async fn a_loop_of_aliases_is_an_answer_without_records() {
    let looped = vec![cname(NAME, "b.example."), cname("b.example.", NAME)];
    let reply = reply_to(Act::Records(looped)).await;
    assert_eq!(
        (reply.records.len(), reply.aliases),
        (0, vec!["b.example".to_owned(), NAME.to_owned()])
    );
}

#[tokio::test]
async fn a_few_guesses_before_the_answer_do_not_hide_it() {
    for act in [Act::GuessesFirst(15, one_host()), Act::OtherQuestionsFirst(15, one_host())] {
        let reply = reply_to(act).await;
        assert_eq!(
            (reply.transport, reply.records[0].target.as_str()),
            (DnsTransport::Udp, "kms1.corp.example")
        );
    }
}

#[tokio::test]
async fn after_sixteen_wrong_answers_udp_is_not_believed_and_tcp_is_asked() {
    for act in [Act::GuessesFirst(16, one_host()), Act::OtherQuestionsFirst(16, one_host())] {
        let reply = reply_to(act).await;
        assert_eq!(reply.transport, DnsTransport::TcpAfterWrongAnswers);
        assert_eq!(reply.records[0].target, "kms1.corp.example");
    }
}

#[tokio::test]
async fn a_guess_that_would_hit_after_many_that_missed_comes_too_late() {
    let reply = reply_to(Act::GuessesThatHit(
        64,
        Box::new(srv(NAME, "rogue.example.")),
        Box::new(Act::Records(one_host())),
    ))
    .await;
    assert_eq!(reply.records[0].target, "kms1.corp.example");
}

#[tokio::test]
async fn guesses_without_a_server_behind_them_are_neither_silence_nor_a_closed_port() {
    let (kind, detail) = failure_of(Act::GuessesAlone).await;
    assert_eq!(kind, FailureKind::Malformed);
    assert!(detail.starts_with("16 wrong answers over UDP, then failed over TCP"), "{detail}");
}

#[tokio::test]
async fn an_answer_in_other_letter_case_is_confirmed_over_tcp() {
    let reply =
        reply_to(Act::InCapitals(Box::new(Act::Records(one_host())), OverTcp::Answered)).await;
    assert_eq!((reply.transport, reply.records.len()), (DnsTransport::TcpAfterOtherCase, 1));
}

#[tokio::test]
async fn an_answer_in_other_letter_case_that_tcp_cannot_confirm_is_an_answer_all_the_same() {
    let reply =
        reply_to(Act::InCapitals(Box::new(Act::Records(one_host())), OverTcp::Closed)).await;
    assert_eq!((reply.transport, reply.records.len()), (DnsTransport::UdpUnconfirmed, 1));
}

#[tokio::test]
async fn each_question_leaves_from_another_port_with_another_id() {
    const MANY: usize = 32;
    let server = ScriptedDns::start([(NAME, SRV, Act::Records(one_host()))]).await;
    for _ in 0..MANY {
        assert!(ask(PATIENCE, server.address).await.value().is_some());
    }
    let (ports, ids): (Vec<_>, Vec<_>) = server.ports_and_ids().into_iter().unzip();
    for numbers in [ports, ids] {
        // By chance, one neighbour in several hundred is as near as that; one port of some ten
        // thousand comes twice.
        let near = numbers.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 32).count();
        assert!(numbers.len() == MANY && near <= 3, "{numbers:?}");
    }
}

#[tokio::test]
async fn a_question_holds_one_descriptor_whatever_it_turns_to() {
    use crate::net::Descriptors;

    let server = ScriptedDns::start([(NAME, SRV, Act::GuessesFirst(16, one_host()))]).await;
    let (watch, _stopper) = Watch::new(Limits::all(PATIENCE), None);
    let watch = watch.with_descriptors(Descriptors::of(1));
    let question = Question::<SrvRecord>::about(NAME).unwrap();
    let one = || exchange(&watch, server.address, &question);
    // Whoever held one and waited for another would wait for ever: then the time of the step stands
    // still.
    let all = async { tokio::join!(one(), one(), one()) };
    let answers = timeout(PATIENCE, all).await.unwrap();
    assert!([&answers.0, &answers.1, &answers.2].iter().all(|answer| answer.value().is_some()));
}
