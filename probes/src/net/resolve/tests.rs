use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType::{A, AAAA};
use tokio::net::UdpSocket;
use tokio::time::Instant;

use super::*;
use crate::evidence::Transport;
use crate::net::Limits;
use testkit::servers::dns::records::{a, aaaa, cname};
use testkit::servers::dns::{Act, ScriptedDns, closed_port};

const NAME: &str = "kms1.corp.example";
/// What a server gets before the next one is asked too.
const HEADSTART: Duration = Duration::from_secs(1);
const TRIES: usize = 5;

async fn resolve(resolver: &Resolver, host: &str) -> Addresses {
    let (watch, _stopper) = Watch::new(Limits::default(), None);
    resolver.addresses(&watch, host).await
}

fn through(servers: &[SocketAddr]) -> Resolver {
    Resolver {
        servers: servers.to_vec(),
        suffixes: vec!["corp.example".into(), "example".into()],
        ..Resolver::default()
    }
}

/// As [`resolve`], and how long it took; again where that was too long, for this machine may be
/// busy with something else.
async fn timed(resolver: &Resolver, host: &str, at_most: Duration) -> (Addresses, Duration) {
    for _ in 1..TRIES {
        let began = Instant::now();
        let addresses = resolve(resolver, host).await;
        if began.elapsed() < at_most {
            return (addresses, began.elapsed());
        }
    }
    let began = Instant::now();
    (resolve(resolver, host).await, began.elapsed())
}

async fn healthy() -> ScriptedDns {
    ScriptedDns::start([
        (NAME, A, Act::Records(vec![cname(NAME, "real.example."), a("real.example.", "10.0.0.5")])),
        (NAME, AAAA, Act::Records(vec![aaaa(NAME, "fd00::5")])),
    ])
    .await
}

async fn failing(code: ResponseCode) -> ScriptedDns {
    ScriptedDns::start([(NAME, A, Act::Code(code)), (NAME, AAAA, Act::Code(code))]).await
}

fn kinds(addresses: &Addresses) -> (FailureKind, FailureKind) {
    let (ipv4, ipv6) = (addresses.ipv4.failure().unwrap(), addresses.ipv6.failure().unwrap());
    assert_eq!((ipv4.step, ipv6.step), (Step::Resolve, Step::Resolve));
    (ipv4.kind, ipv6.kind)
}

#[test]
fn the_name_of_an_address_is_that_of_the_specifications() {
    assert_eq!(reverse_name("192.0.2.21".parse().unwrap()), "21.2.0.192.in-addr.arpa");
    assert_eq!(
        reverse_name("2001:db8::567:89ab".parse().unwrap()),
        "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
    );
}

#[tokio::test]
async fn both_families_and_the_aliases_are_learnt() {
    let server = healthy().await;
    let addresses = resolve(&through(&[server.address]), NAME).await;
    assert_eq!(addresses.ipv4.value(), Some(&vec!["10.0.0.5".parse().unwrap()]));
    assert_eq!(addresses.ipv6.value(), Some(&vec!["fd00::5".parse().unwrap()]));
    assert_eq!(addresses.aliases, ["real.example"]);
    assert_eq!(addresses.by, ResolvedBy::Dns { server: server.address.to_string() });
}

#[tokio::test]
async fn what_each_server_says_keeps_its_kind_and_its_teller() {
    for (code, kind) in [
        (ResponseCode::NXDomain, FailureKind::NameNotFound),
        (ResponseCode::NoError, FailureKind::NoData),
        (ResponseCode::ServFail, FailureKind::ServerFailure),
        (ResponseCode::Refused, FailureKind::QueryRefused),
        (ResponseCode::NotImp, FailureKind::ServerFailure),
    ] {
        let server = failing(code).await;
        let addresses = resolve(&through(&[server.address]), NAME).await;
        assert_eq!(kinds(&addresses), (kind, kind));
        assert_eq!(addresses.ipv4.failure().unwrap().reporter, Some(server.address.to_string()));
    }
}

#[tokio::test]
async fn of_servers_that_fail_alike_each_is_named() {
    let servers = [
        failing(ResponseCode::ServFail).await,
        failing(ResponseCode::Refused).await,
        failing(ResponseCode::ServFail).await,
    ];
    let [first, refusing, last] = servers.each_ref().map(|server| server.address);
    let addresses = resolve(&through(&[first, refusing, last]), NAME).await;
    assert_eq!(addresses.ipv4.failure().unwrap().reporter, Some(first.to_string()));
    assert_eq!(addresses.failing_too, [last.to_string()]);
    let found = resolve(&through(&[first, last, healthy().await.address]), NAME).await;
    assert!(found.failing_too.is_empty());
}

#[tokio::test]
async fn a_server_that_fails_makes_room_for_the_next_at_once() {
    let (fails, refuses, answers) = (
        failing(ResponseCode::ServFail).await,
        failing(ResponseCode::Refused).await,
        healthy().await,
    );
    let resolver = through(&[fails.address, refuses.address, answers.address]);
    let (addresses, took) = timed(&resolver, NAME, HEADSTART).await;
    assert_eq!(addresses.by, ResolvedBy::Dns { server: answers.address.to_string() });
    assert!(took < HEADSTART, "{took:?}");
}

#[tokio::test]
#[cfg_attr(
    windows,
    ignore = "Wine does not pass on the ICMP error by which Windows hears of a closed port"
)]
async fn a_closed_port_makes_room_for_the_next_server_at_once() {
    let server = healthy().await;
    let (addresses, took) =
        timed(&through(&[closed_port().await, server.address]), NAME, HEADSTART).await;
    assert_eq!(addresses.by, ResolvedBy::Dns { server: server.address.to_string() });
    assert!(took < HEADSTART, "{took:?}");
}

#[tokio::test]
async fn a_silent_server_costs_its_headstart_once_and_not_its_limit() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let server = healthy().await;
    let resolver = through(&[silent.local_addr().unwrap(), server.address]);
    let (addresses, took) = timed(&resolver, "kms1", 2 * HEADSTART).await;
    assert!(addresses.ipv4.value().is_some());
    assert!((HEADSTART..2 * HEADSTART).contains(&took), "{took:?}");
}

#[tokio::test]
async fn with_a_short_limit_the_second_server_is_asked_in_time_all_the_same() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let server = healthy().await;
    let (watch, _stopper) = Watch::new(Limits::all(Duration::from_millis(900)), None);
    let servers = through(&[silent.local_addr().unwrap(), server.address]);
    let mut answered = false;
    for _ in 0..TRIES {
        // Some hundred milliseconds are left for the answer, which a busy machine may take.
        answered = answered || servers.addresses(&watch, "kms1").await.ipv4.value().is_some();
    }
    assert!(answered);
}

#[tokio::test]
async fn an_absence_counts_and_whoever_of_the_same_connection_knows_the_name_is_told() {
    let (first, second) = (failing(ResponseCode::NXDomain).await, healthy().await);
    let addresses = resolve(&through(&[first.address, second.address]), NAME).await;
    assert_eq!(kinds(&addresses), (FailureKind::NameNotFound, FailureKind::NameNotFound));
    assert_eq!(addresses.known_to, [second.address.to_string()]);

    let alike = failing(ResponseCode::NXDomain).await;
    let nobody = resolve(&through(&[first.address, alike.address]), NAME).await;
    assert_eq!(nobody.known_to, Vec::<String>::new());
}

#[tokio::test]
async fn what_a_server_of_another_connection_knows_is_found() {
    let (first, second) = (failing(ResponseCode::NXDomain).await, healthy().await);
    let own = through(&[first.address, second.address]);
    let connections = [(first.address, "Ethernet"), (second.address, "VPN")];
    let connections = connections.map(|(server, name)| (server, name.to_owned())).into();
    let addresses = resolve(&Resolver { connections, ..own }, NAME).await;
    assert_eq!(addresses.by, ResolvedBy::Dns { server: second.address.to_string() });
    assert!(addresses.ipv4.value().is_some() && addresses.known_to.is_empty());
}

#[tokio::test]
async fn a_name_that_the_first_server_has_is_asked_of_no_other() {
    let (first, second) = (healthy().await, failing(ResponseCode::NXDomain).await);
    let addresses = resolve(&through(&[first.address, second.address]), NAME).await;
    assert!(addresses.ipv4.value().is_some());
    assert_eq!(second.heard(), []);
}

#[tokio::test(start_paused = true)]
async fn however_many_servers_are_silent_the_step_keeps_its_limit() {
    let mut silent = vec![];
    for _ in 0..8 {
        silent.push(UdpSocket::bind("127.0.0.1:0").await.unwrap());
    }
    let servers: Vec<_> = silent.iter().map(|socket| socket.local_addr().unwrap()).collect();
    let began = Instant::now();
    let addresses = resolve(&through(&servers), "kms1").await;
    assert_eq!(kinds(&addresses), (FailureKind::TimedOut, FailureKind::TimedOut));
    assert_eq!(began.elapsed().as_secs(), Limits::default().dns.as_secs());
}

#[tokio::test]
async fn a_name_that_nobody_answers_for_keeps_the_packets_to_the_first_server_and_a_word_its_own() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let (watch, _stopper) = Watch::new(Limits::all(Duration::from_millis(1300)), None);
    let silent = silent.local_addr().unwrap();
    let server = failing(ResponseCode::Refused).await;
    for (servers, spoken) in
        [(vec![silent], silent), (vec![silent, server.address], server.address)]
    {
        let addresses = through(&servers).addresses(&watch, NAME).await;
        let flow = addresses.ipv4.failure().unwrap().flow.as_deref().unwrap();
        assert_eq!((flow.transport, flow.to), (Transport::Udp, spoken));
        assert_eq!(flow.from.as_ref().unwrap().address, silent.ip());
    }
}

#[tokio::test]
async fn a_word_of_a_server_outweighs_the_silence_of_others() {
    let silent = [
        UdpSocket::bind("127.0.0.1:0").await.unwrap(),
        UdpSocket::bind("127.0.0.1:0").await.unwrap(),
    ];
    let server = failing(ResponseCode::Refused).await;
    let (watch, _stopper) = Watch::new(Limits::all(Duration::from_millis(1300)), None);
    let [first, second] = silent.each_ref().map(|socket| socket.local_addr().unwrap());
    for servers in [vec![server.address, first], vec![server.address, first, second]] {
        let addresses = through(&servers).addresses(&watch, NAME).await;
        assert_eq!(kinds(&addresses), (FailureKind::QueryRefused, FailureKind::QueryRefused));
    }
}

#[tokio::test]
async fn a_short_name_is_found_under_the_suffix_that_has_it() {
    let server = ScriptedDns::start([
        ("kms1.corp.example", A, Act::Code(ResponseCode::NXDomain)),
        ("kms1.example", A, Act::Records(vec![a("kms1.example.", "10.0.0.6")])),
        ("kms1", A, Act::Records(vec![a("kms1.", "10.0.0.7")])),
    ])
    .await;
    let addresses = resolve(&through(&[server.address]), "kms1").await;
    assert_eq!(addresses.ipv4.value(), Some(&vec!["10.0.0.6".parse().unwrap()]));
    assert_eq!(addresses.ipv6.failure().unwrap().kind, FailureKind::NameNotFound);
}

#[tokio::test]
async fn a_short_name_that_exists_nowhere_does_not_exist() {
    let server = ScriptedDns::start([]).await;
    let addresses = resolve(&through(&[server.address]), "kms1").await;
    assert_eq!(kinds(&addresses).0, FailureKind::NameNotFound);
    assert_eq!(server.heard().len(), 6);
}

#[tokio::test]
async fn the_hosts_file_comes_before_dns() {
    let resolver = Resolver { hosts: Hosts::parse(b"10.9.9.9 kms1.corp.example"), ..through(&[]) };
    let addresses = resolve(&resolver, "KMS1.corp.example.").await;
    assert_eq!((&addresses.by, addresses.ipv4.value().unwrap().len()), (&ResolvedBy::HostsFile, 1));
    assert!(addresses.ipv6.value().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_for_another_host_itself_is_not_asked_from_here() {
    let text = b"127.0.0.1 kms1.corp.example\n127.0.0.1 kms2.corp.example\n\
        192.0.2.1 kms2.corp.example\n0.0.0.0 kms3.corp.example";
    for is_for_another in [true, false] {
        let resolver = Resolver { hosts: Hosts::parse(text), is_for_another, ..through(&[]) };
        for (host, is_its_own) in [("kms1", true), ("kms2", false), ("kms3", false)] {
            let addresses = resolve(&resolver, &format!("{host}.corp.example")).await;
            let not_asked = is_its_own && is_for_another;
            let reason = not_asked.then_some(NotAsked::OtherHost);
            assert_eq!(addresses.ipv4.not_asked(), reason, "{host}");
            assert_eq!(addresses.ipv6.not_asked(), reason, "{host}");
        }
    }
}

#[tokio::test]
async fn where_nobody_could_look_into_the_hosts_file_no_name_is_known_to_be_absent() {
    let server = failing(ResponseCode::NXDomain).await;
    let cause = Cause::with_detail(FailureKind::Internal, "no thread");
    let resolver = Resolver { hosts: Hosts::unread(cause), ..through(&[server.address]) };
    assert_eq!(
        kinds(&resolve(&resolver, NAME).await),
        (FailureKind::Internal, FailureKind::Internal)
    );
    assert_eq!(resolve(&resolver, "10.0.0.5").await.by, ResolvedBy::Literal);
}

#[tokio::test]
async fn what_needs_no_server_is_answered_without_one() {
    assert_eq!(resolve(&through(&[]), "fd00::1").await.by, ResolvedBy::Literal);
    assert_eq!(
        resolve(&through(&[]), "localhost").await.ipv4.value(),
        Some(&vec![Ipv4Addr::LOCALHOST])
    );
    assert_eq!(
        kinds(&resolve(&through(&[]), NAME).await),
        (FailureKind::NoServer, FailureKind::NoServer)
    );
}

#[tokio::test]
async fn a_name_that_cannot_be_asked_says_why() {
    let server = healthy().await;
    let addresses = resolve(&through(&[server.address]), "a..b").await;
    assert!(
        addresses
            .ipv4
            .failure()
            .unwrap()
            .detail
            .as_deref()
            .unwrap()
            .starts_with("not a domain name")
    );
}

#[tokio::test]
async fn a_product_key_is_never_asked_for() {
    let server = healthy().await;
    let whole = ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"];
    let cut = ["XXXXX", "XXXXX", "XXXXX", "XXXXX", "6789B"].join("-");
    let names = [
        cut,
        whole.join("-"),
        whole.join("_"),
        whole.concat(),
        format!("pc{}.corp.example", whole.join("-")),
    ];
    for name in names {
        let addresses = resolve(&through(&[server.address]), &name).await;
        assert_eq!(
            kinds(&addresses),
            (FailureKind::NameNotFound, FailureKind::NameNotFound),
            "{name}"
        );
        assert_eq!(addresses.by, ResolvedBy::Nothing);
        let failure = addresses.ipv4.failure().unwrap();
        assert_eq!((failure.reporter.as_ref(), failure.elapsed_us), (None, 0));
        assert!(failure.detail.as_deref().unwrap().contains("product key"));
    }
}
