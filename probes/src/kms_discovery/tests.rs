use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType::{SOA, SRV};
use tokio::net::UdpSocket;
use tokio::time::Instant;

use super::*;
use crate::evidence::{
    DnsReply, DnsTransport, FailureKind, KmsTarget, NotAsked, Rcode, SrvRecord, TargetOrigin,
};
use crate::net::Limits;
use testkit::servers::dns::records::{soa, srv};
use testkit::servers::dns::{Act, ScriptedDns};

const OWNER: &str = "_vlmcs._tcp.corp.example";

fn suffix(name: &str) -> Suffix {
    Suffix { name: name.into(), origin: Origin::Primary }
}

async fn discover_within(
    limit: Duration,
    suffixes: &[Suffix],
    servers: &[SocketAddr],
) -> Vec<SrvQuestion> {
    let (watch, _stopper) = Watch::new(Limits::all(limit), None);
    discover(&watch, suffixes, servers).await.questions
}

#[tokio::test]
async fn every_server_answers_for_itself() {
    let publishes = ScriptedDns::start([
        (OWNER, SRV, Act::Records(vec![srv(OWNER, "kms1.corp.example.")])),
        ("corp.example", SOA, Act::Records(vec![soa("corp.example.")])),
    ])
    .await;
    let lacks =
        ScriptedDns::start([("corp.example", SOA, Act::Records(vec![soa("corp.example.")]))]).await;
    let babbles = ScriptedDns::start([(OWNER, SRV, Act::Garbage)]).await;
    let servers = [publishes.address, lacks.address, babbles.address];
    let questions =
        discover_within(Duration::from_secs(1), &[suffix("corp.example")], &servers).await;
    let [first, second, third] = &questions[0].answers[..] else { panic!("{questions:?}") };
    assert_eq!(first.srv.value().unwrap().records[0].target, "kms1.corp.example");
    assert_eq!(second.srv.value().unwrap().rcode, Rcode::NxDomain);
    assert_eq!(second.control.value().unwrap().records[0].serial, 7);
    assert_eq!(third.srv.failure().unwrap().kind, FailureKind::Malformed);
    assert_eq!([first, second, third].map(|answer| answer.server), servers);
}

#[tokio::test]
async fn a_host_without_a_suffix_asks_for_the_bare_name_and_the_root() {
    let server = ScriptedDns::start([(".", SOA, Act::Records(vec![soa(".")]))]).await;
    let questions = discover_within(Duration::from_secs(4), &[], &[server.address]).await;
    assert_eq!((questions[0].name.as_str(), questions[0].origin), ("_vlmcs._tcp", Origin::None));
    assert_eq!(questions[0].answers[0].srv.value().unwrap().rcode, Rcode::NxDomain);
    assert_eq!(questions[0].answers[0].control.value().unwrap().records.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn silent_servers_and_many_suffixes_take_the_longest_and_not_the_sum() {
    let silent = [
        UdpSocket::bind("127.0.0.1:0").await.unwrap(),
        UdpSocket::bind("127.0.0.1:0").await.unwrap(),
    ];
    let servers = silent.each_ref().map(|socket| socket.local_addr().unwrap());
    let suffixes: Vec<_> = (0..16).map(|n| suffix(&format!("s{n}.example"))).collect();
    let began = Instant::now();
    let questions = discover_within(Duration::from_secs(4), &suffixes, &servers).await;
    assert_eq!(began.elapsed().as_secs(), 4);
    let answers: Vec<_> = questions.iter().flat_map(|question| &question.answers).collect();
    assert_eq!(answers.len(), 32);
    for answer in answers {
        assert_eq!(answer.srv.failure().unwrap().kind, FailureKind::TimedOut);
        assert_eq!(answer.control.failure().unwrap().kind, FailureKind::TimedOut);
    }
}

#[tokio::test]
async fn a_server_that_is_silent_over_udp_is_asked_over_tcp() {
    let zone = soa("corp.example.");
    let over_tcp_only = ScriptedDns::start([
        (OWNER, SRV, Act::Silence),
        ("corp.example", SOA, Act::SilenceOverUdp(vec![zone.clone()])),
    ])
    .await;
    let healthy = ScriptedDns::start([("corp.example", SOA, Act::Records(vec![zone]))]).await;
    let servers = [over_tcp_only.address, healthy.address];
    let (watch, _stopper) = Watch::new(Limits::all(Duration::from_secs(2)), None);
    let discovery =
        discover(&watch, &[suffix("corp.example"), suffix("b.example")], &servers).await;
    let [asked] = &discovery.over_tcp[..] else { panic!("{:?}", discovery.over_tcp) };
    assert_eq!(asked.server, over_tcp_only.address);
    assert_eq!(asked.answer.value().unwrap().transport, DnsTransport::Tcp);
    assert_eq!(asked.answer.value().unwrap().records[0].serial, 7);
    assert_eq!(
        discovery.questions[0].answers[0].control.failure().unwrap().kind,
        FailureKind::TimedOut
    );
}

#[tokio::test]
async fn what_is_beyond_the_bounds_is_not_asked_and_says_so() {
    let server = ScriptedDns::start([]).await;
    let suffixes: Vec<_> = (0..=MOST_SUFFIXES).map(|n| suffix(&format!("s{n}.example"))).collect();
    let questions = discover_within(Duration::from_secs(4), &suffixes, &[server.address]).await;
    assert_eq!(questions.last().unwrap().answers[0].srv.not_asked(), Some(NotAsked::NotPlanned));
    assert_eq!(server.heard().len(), 2 * MOST_SUFFIXES);
}

#[tokio::test]
async fn a_suffix_that_is_no_name_fails_without_a_query() {
    let server = ScriptedDns::start([]).await;
    let questions =
        discover_within(Duration::from_secs(4), &[suffix("a..b")], &[server.address]).await;
    assert_eq!(questions[0].answers[0].srv.failure().unwrap().kind, FailureKind::Other);
    assert_eq!(server.heard(), []);
}

#[tokio::test]
async fn a_server_that_fails_the_question_may_still_pass_the_control() {
    let server = ScriptedDns::start([
        (OWNER, SRV, Act::Code(ResponseCode::ServFail)),
        ("corp.example", SOA, Act::Records(vec![soa("corp.example.")])),
    ])
    .await;
    let questions =
        discover_within(Duration::from_secs(4), &[suffix(".corp.example.")], &[server.address])
            .await;
    assert_eq!(questions[0].name, OWNER);
    assert_eq!(questions[0].answers[0].srv.value().unwrap().rcode, Rcode::ServFail);
    assert_eq!(questions[0].answers[0].control.value().unwrap().rcode, Rcode::NoError);
}

fn published(name: &str, records: &[(u16, u16, &str, u16)]) -> SrvQuestion {
    let record = |&(priority, weight, target, port): &(u16, u16, &str, u16)| SrvRecord {
        priority,
        weight,
        port,
        target: target.into(),
        ttl_s: 60,
    };
    let records = records.iter().map(record).collect();
    let told = DnsReply::told(Rcode::NoError);
    let reply = DnsReply { recursion_available: true, records, ..told };
    let srv = Observed::Answered { value: reply, elapsed_us: 0 };
    let answer = SrvAnswer {
        server: "127.0.0.1:53".parse().unwrap(),
        srv,
        control: Observed::default(),
        serves_names: false,
        is_home_router: false,
    };
    SrvQuestion {
        name: name.into(),
        origin: Origin::Primary,
        answers: vec![answer],
        system: Observed::default(),
    }
}

fn names(targets: &[KmsTarget]) -> Vec<String> {
    targets.iter().map(|target| format!("{}:{}", target.host, target.port)).collect()
}

#[test]
fn targets_come_in_the_order_of_a_client() {
    let near = published(
        "near",
        &[(10, 0, "c", 1688), (0, 5, "b", 1688), (0, 5, "a", 0), (0, 90, "d", 1688)],
    );
    let far = published("far", &[(0, 0, "e", 1688)]);
    assert_eq!(names(&targets(&[near, far], 8).0), ["d:1688", "a:0", "b:1688", "c:1688", "e:1688"]);
}

#[test]
fn a_host_named_twice_is_one_target_with_two_origins() {
    let mut first = published("first", &[(0, 0, "KMS1.example", 1688)]);
    first.answers.extend(first.answers.clone());
    let second = published("second", &[(5, 7, "kms1.example", 1688), (0, 0, ".", 0)]);
    let (targets, dropped) = targets(&[first, second], 8);
    assert_eq!((names(&targets), dropped), (vec!["KMS1.example:1688".to_owned()], 0));
    let srv =
        |name: &str, priority, weight| TargetOrigin::Srv { name: name.into(), priority, weight };
    assert_eq!(targets[0].origins, [srv("first", 0, 0), srv("second", 5, 7)]);
}

#[test]
fn targets_beyond_the_limit_are_counted() {
    let question = published("q", &[(0, 0, "a", 1), (0, 0, "b", 1), (0, 0, "c", 1)]);
    let (targets, dropped) = targets(&[question], 2);
    assert_eq!((names(&targets), dropped), (vec!["a:1".to_owned(), "b:1".to_owned()], 1));
}
