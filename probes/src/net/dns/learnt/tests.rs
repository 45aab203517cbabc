use std::time::Duration;

use hickory_proto::rr::RecordType::{A, AAAA, SRV};
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout};

use super::*;
use crate::evidence::{Addresses, FailureKind, NotAsked, Observed, ResolvedBy, SrvRecord};
use crate::net::dns::exchange;
use crate::net::{Limits, Resolver, Watch};
use crate::wire::dns::Question;
use testkit::own_time::OwnTime;
use testkit::servers::dns::records::{a, aaaa, srv};
use testkit::servers::dns::{Act, ScriptedDns};

const SERVICE: &str = "_vlmcs._tcp.corp.example";
const LIMIT: Duration = Duration::from_secs(2);
/// What a busy machine may add to a limit that it was told.
const SLACK: Duration = Duration::from_millis(1500);

fn watch() -> Watch {
    Watch::new(Limits::all(LIMIT), None).0
}

async fn silent() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

fn through(servers: &[SocketAddr]) -> Resolver {
    Resolver { servers: servers.to_vec(), ..Resolver::default() }
}

async fn ask(watch: &Watch, server: SocketAddr) -> Option<NotAsked> {
    let question = Question::<SrvRecord>::about(SERVICE).unwrap();
    exchange(watch, server, &question).await.not_asked()
}

fn kind(addresses: &Addresses) -> FailureKind {
    addresses.ipv4.failure().unwrap().kind
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_waited_for_once_a_run() {
    let (_socket, server) = silent().await;
    let (watch, began) = (watch(), Instant::now());
    assert_eq!(ask(&watch, server).await, None);
    assert_eq!(ask(&watch, server).await, Some(NotAsked::ServerSilent));
    assert_eq!(
        kind(&through(&[server]).addresses(&watch, "a.example").await),
        FailureKind::NoServer
    );
    assert_eq!(began.elapsed().as_millis(), LIMIT.as_millis());
}

#[tokio::test(start_paused = true)]
async fn two_silent_servers_cost_two_limits_however_many_names_are_asked_for() {
    let ((_one, first), (_other, second)) = (silent().await, silent().await);
    let (watch, began) = (watch(), Instant::now());
    let resolver = through(&[first, second]);
    for (name, expected) in [
        ("a.example", FailureKind::TimedOut),
        ("b.example", FailureKind::TimedOut),
        ("c.example", FailureKind::NoServer),
        ("d.example", FailureKind::NoServer),
    ] {
        assert_eq!(kind(&resolver.addresses(&watch, name).await), expected, "{name}");
    }
    assert_eq!(began.elapsed().as_millis(), 2 * LIMIT.as_millis());
}

#[tokio::test]
async fn the_next_server_is_asked_at_once_where_the_first_is_known_to_be_silent_or_late() {
    let names = ["a.example", "b.example", "c.example", "d.example", "e.example", "f.example"];
    let records = |name| Act::Records(vec![a(name, "10.0.0.5"), aaaa(name, "fd00::5")]);
    let script: Vec<_> =
        names.iter().flat_map(|name| [A, AAAA].map(|kind| (*name, kind, records(name)))).collect();
    let script: [_; 12] = script.try_into().ok().unwrap();
    let ((_socket, silent), live) = (silent().await, ScriptedDns::start(script).await);
    let (watch, own_time) = (watch(), OwnTime::begin());
    let resolver = through(&[silent, live.address]);
    for name in names {
        let addresses = resolver.addresses(&watch, name).await;
        let by = ResolvedBy::Dns { server: live.address.to_string() };
        assert_eq!((addresses.by, addresses.ipv4.value().is_some()), (by, true), "{name}");
    }
    // Half the limit is its start before the other: six of them would be three limits.
    assert!(own_time.elapsed() < LIMIT + SLACK, "{:?}", own_time.elapsed());
}

#[tokio::test]
async fn a_server_that_answered_once_is_asked_again_whatever_it_left_unanswered() {
    let answers = Act::Records(vec![srv(SERVICE, "kms1.corp.example.")]);
    let server = ScriptedDns::start([(SERVICE, SRV, answers)]).await;
    let watch = Watch::new(Limits::all(LIMIT / 4), None).0;
    let other = Question::<SrvRecord>::about("unanswered.example").unwrap();
    assert_eq!(ask(&watch, server.address).await, None);
    assert_eq!(exchange(&watch, server.address, &other).await.not_asked(), None);
    assert_eq!(ask(&watch, server.address).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_repeat_lets_the_questions_pass_that_come_first_where_more_is_left_out_than_answered() {
    let (learnt, server) = (Learnt::default(), "192.0.2.53:53".parse().unwrap());
    let passes =
        async |learnt: &Learnt| timeout(LIMIT, learnt.let_others_pass(server)).await.is_ok();
    let first = learnt.coming_first().begin(server);
    let _own = learnt.begin(server);
    // One that never answered is not limiting anybody.
    assert!(passes(&learnt).await);
    learnt.was_heard(server);
    assert!(!passes(&learnt).await);
    assert!(passes(&learnt.coming_first()).await);
    // A line loses some, and not the most.
    learnt.was_heard(server);
    assert!(passes(&learnt).await);
    let _another = learnt.begin(server);
    assert!(!passes(&learnt).await);
    drop(first);
    assert!(passes(&learnt).await);
}

#[test]
fn an_answer_takes_silence_back_and_silence_no_answer() {
    let (learnt, server) = (Learnt::default(), "192.0.2.53:53".parse().unwrap());
    learnt.stayed_silent(server);
    learnt.ran_late(server);
    assert!(learnt.is_silent(server) && learnt.is_late(server));
    learnt.was_heard(server);
    learnt.stayed_silent(server);
    assert!(!learnt.is_silent(server) && !learnt.is_late(server));
}

#[tokio::test]
async fn that_edns_is_lost_on_the_way_is_learnt_once() {
    let drops = || Act::DropEdns(vec![srv(SERVICE, "kms1.corp.example.")]);
    let server = ScriptedDns::start([(SERVICE, SRV, drops())]).await;
    // Its third part is what a question with EDNS waits.
    let watch = Watch::new(Limits::all(3 * LIMIT), None).0;
    let own_time = OwnTime::begin();
    for _ in 0..5 {
        let question = Question::<SrvRecord>::about(SERVICE).unwrap();
        assert!(matches!(
            exchange(&watch, server.address, &question).await,
            Observed::Answered { .. }
        ));
    }
    assert!(own_time.elapsed() < 2 * LIMIT + SLACK / 2, "{:?}", own_time.elapsed());
    assert_eq!(watch.dns_servers.edns(server.address), Edns::Plain);
}

#[test]
fn one_answer_to_a_question_with_edns_outweighs_any_that_was_lost() {
    let (learnt, server) = (Learnt::default(), "192.0.2.53:53".parse().unwrap());
    learnt.answered_edns(server);
    learnt.answered_without_edns(server);
    assert_eq!(learnt.edns(server), Edns::Offered);
}
