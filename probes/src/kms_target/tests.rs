//! Peers on loopback that answer a bind in every way there is, and peers made of bytes under a
//! paused clock.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

use super::*;
use crate::evidence::{Addresses, BindResult, FailureKind, OtherProtocol, Step, TargetOrigin};
use crate::net::Limits;
use testkit::own_time::OwnTime;

/// Longer than anything on loopback takes, even on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);
/// The limit where a test waits for it to pass.
const LIMIT: Duration = Duration::from_secs(1);

/// What a peer does with one connection, after it has read what was sent.
#[derive(Clone)]
enum Does {
    Say(Vec<u8>),
    SayAndStay(Vec<u8>),
    SayForever(&'static [u8]),
    Stay,
    #[cfg(unix)]
    Reset,
}

fn nobody() -> Resolver {
    Resolver::default()
}

/// A peer that does `plain` on a bind with one context and `multi` on one with several.
async fn peer(plain: Does, multi: Does) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (plain, multi) = (plain.clone(), multi.clone());
            tokio::spawn(async move {
                let mut bind = [0; 512];
                let count = stream.read(&mut bind).await.unwrap_or_default();
                act(&mut stream, if count > 72 { multi } else { plain }).await;
            });
        }
    });
    address
}

async fn act(stream: &mut TcpStream, does: Does) {
    match does {
        Does::Say(words) => drop(stream.write_all(&words).await),
        Does::SayAndStay(words) => {
            drop(stream.write_all(&words).await);
            std::future::pending::<()>().await;
        }
        Does::SayForever(words) => while stream.write_all(words).await.is_ok() {},
        Does::Stay => std::future::pending().await,
        #[cfg(unix)]
        Does::Reset => socket2::SockRef::from(&*stream).set_linger(Some(Duration::ZERO)).unwrap(),
    }
}

async fn asked(address: SocketAddr) -> KmsEndpoint {
    asked_within(PATIENCE, address).await
}

/// As [`asked`], of a peer that keeps us waiting until the limit.
async fn asked_in_vain(address: SocketAddr) -> KmsEndpoint {
    asked_within(LIMIT, address).await
}

async fn asked_within(limit: Duration, address: SocketAddr) -> KmsEndpoint {
    let (watch, _stopper) = Watch::new(Limits::all(limit), None);
    let target = target(&address.ip().to_string(), address.port());
    probe(&watch, &nobody(), target).await.endpoints.remove(0)
}

fn target(host: &str, port: u16) -> KmsTarget {
    KmsTarget {
        host: host.to_owned(),
        port,
        origins: vec![TargetOrigin::Forced],
        addresses: Addresses::default(),
        endpoints: vec![],
        by_name: Observed::default(),
        beside: None,
        in_dns: None,
        usual_port: Vec::new(),
        captured_tries: Vec::new(),
    }
}

/// A `bind_ack` with these results and reasons.
fn ack(results: &[(u8, u8)]) -> Vec<u8> {
    let mut body =
        vec![0xd0, 0x16, 0xd0, 0x16, 0x34, 0x12, 0, 0, 5, 0, b'1', b'6', b'8', b'8', 0, b'A'];
    body.extend([u8::try_from(results.len()).unwrap(), 0, 0, 0]);
    for (result, reason) in results {
        body.extend([*result, 0, *reason, 0]);
        body.extend([0; 20]);
    }
    pdu(12, &body)
}

fn pdu(ptype: u8, body: &[u8]) -> Vec<u8> {
    let len = u8::try_from(16 + body.len()).unwrap();
    [&[5, 0, ptype, 3, 0x10, 0, 0, 0, len, 0, 0, 0, 1, 0, 0, 0], body].concat()
}

fn kind(outcome: &Observed<BindReply>) -> (Step, FailureKind) {
    let failure = outcome.failure().unwrap_or_else(|| panic!("{outcome:?}"));
    (failure.step, failure.kind)
}

fn results(outcome: &Observed<BindReply>) -> Vec<BindResult> {
    match outcome.value() {
        Some(BindReply::BindAck { results, .. }) => {
            results.iter().map(|result| result.result).collect()
        }
        _ => panic!("{outcome:?}"),
    }
}

fn speaks(outcome: &Observed<BindReply>) -> (OtherProtocol, &str) {
    match outcome.value() {
        Some(BindReply::Other { speaks, excerpt }) => (*speaks, excerpt),
        _ => panic!("{outcome:?}"),
    }
}

/// A peer that accepts each bind of at most `longest` bytes, and never answers a longer one.
async fn peer_behind_a_narrow_way(longest: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut bind = [0; 2048];
                let count = stream.read(&mut bind).await.unwrap_or_default();
                act(
                    &mut stream,
                    if count > longest { Does::Stay } else { Does::Say(ack(&[(0, 0)])) },
                )
                .await;
            });
        }
    });
    address
}

#[tokio::test]
async fn a_bind_that_fills_a_packet_gets_through_or_does_not() {
    let through = asked(peer_behind_a_narrow_way(1432).await).await;
    assert_eq!(through.bind_padded.value(), Some(&PaddedBind { sent: 1432 }));
    // Long enough for the two binds that are answered.
    let lost = asked_within(Duration::from_secs(5), peer_behind_a_narrow_way(1431).await).await;
    assert_eq!(
        lost.bind_padded.failure().map(|lost| (lost.step, lost.kind)),
        Some((Step::RpcBind, FailureKind::TimedOut))
    );
    assert_eq!(results(&lost.bind_multi), [BindResult::Acceptance]);
}

/// A peer that cuts so many connections off, and serves the later ones.
async fn peer_that_cuts(mut cut: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bind = [0; 2048];
            let _count = stream.read(&mut bind).await;
            if cut > 0 {
                cut -= 1;
            } else {
                act(&mut stream, Does::Say(ack(&[(2, 2), (0, 0), (3, 3)]))).await;
            }
        }
    });
    address
}

#[tokio::test]
async fn what_was_cut_off_or_refused_is_tried_twice_more_and_what_was_served_is_not() {
    // The three first ones, and the three of the first further try.
    let by_turns = asked(peer_that_cuts(6).await).await;
    let again: Vec<bool> = by_turns.again.iter().map(|one| one.bind.is_accepted()).collect();
    assert_eq!((by_turns.bind_multi.is_accepted(), again), (false, vec![false, true]));

    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let refused = asked(closed).await;
    let again: Vec<_> = refused.again.iter().map(|one| kind(&one.bind)).collect();
    assert_eq!(again, [(Step::Connect, FailureKind::Refused); 2]);

    let served = peer(Does::Say(ack(&[(0, 0)])), Does::Say(ack(&[(2, 2), (0, 0), (3, 3)])));
    assert_eq!(asked(served.await).await.again, []);
}

/// A balancer that gives each connection to the next of its servers: those in `silent` never
/// answer, the others after `delay`.
async fn balancer_before(servers: usize, silent: &'static [usize], delay: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for connection in 0.. {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            tokio::spawn(async move {
                let count = stream.read(&mut [0; 2048]).await.unwrap_or_default();
                let is_silent = silent.contains(&(connection % servers));
                let all = [(2, 2), (0, 0), (3, 3)];
                let answer = Does::Say(ack(if count > 72 { &all } else { &all[1..2] }));
                sleep(delay).await;
                act(&mut stream, if is_silent { Does::Stay } else { answer }).await;
            });
        }
    });
    address
}

#[tokio::test]
async fn while_a_bind_is_silent_others_are_tried_and_its_wait_is_no_longer_for_them() {
    let at_once = Duration::ZERO;
    let far_away = LIMIT * 3 / 10;
    for (servers, silent, delay) in [
        (2, &[0][..], at_once),
        (2, &[1], at_once),
        (3, &[0, 1], at_once),
        (5, &[0, 1, 2], at_once),
        (2, &[1], far_away),
    ] {
        let own_time = OwnTime::begin();
        let endpoint = asked_in_vain(balancer_before(servers, silent, delay).await).await;
        assert!(endpoint.is_accepted(), "{endpoint:?}");
        assert!(endpoint.again.iter().any(|one| one.bind.is_accepted()), "{endpoint:?}");
        let is_meanwhile = |one: &BindAgain| u128::from(one.after_ms) < LIMIT.as_millis() / 4;
        assert!(endpoint.again.iter().all(is_meanwhile), "{endpoint:?}");
        assert!(own_time.elapsed() < LIMIT * 2, "{:?}", own_time.elapsed());
    }
}

/// A peer that does something else with each connection, in an order of its own, and counts them.
async fn fickle_peer(order: usize) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, taken) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let number = count.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let length = stream.read(&mut [0; 2048]).await.unwrap_or_default();
                // The plain ones are served: beside them, whatever befalls the others is news.
                match (number * order + number / 3) % 4 {
                    _ if length <= 72 => act(&mut stream, Does::Say(ack(&[(0, 0)]))).await,
                    0 => act(&mut stream, Does::Stay).await,
                    1 => sleep(LIMIT * 7 / 10).await,
                    2 => sleep(LIMIT * 9 / 10).await,
                    _ => {}
                }
            });
        }
    });
    (address, taken)
}

#[tokio::test]
async fn no_peer_gets_more_binds_than_a_plan_says() {
    let most = usize::try_from(3 + MOST_MORE_BINDS).unwrap();
    let counted = join_all((0..16).map(async |order| {
        let (address, taken) = fickle_peer(order).await;
        asked_in_vain(address).await;
        taken.load(Ordering::Relaxed)
    }));
    let counted = counted.await;
    assert!(counted.iter().all(|taken| *taken <= most), "{most}: {counted:?}");
    // As many as where nothing was silent for long would be too few.
    assert!(counted.iter().any(|taken| *taken > 3 + 12), "{counted:?}");
}

#[tokio::test]
async fn of_a_host_that_never_answers_no_more_is_told_than_its_silence() {
    let own_time = OwnTime::begin();
    let endpoint = asked_in_vain(balancer_before(1, &[0], Duration::ZERO).await).await;
    assert_eq!(kind(&endpoint.bind_multi), (Step::RpcBind, FailureKind::TimedOut));
    assert_eq!(endpoint.again, []);
    assert!(own_time.elapsed() < LIMIT * 2, "{:?}", own_time.elapsed());
}

#[tokio::test]
async fn a_kms_host_accepts_both_binds() {
    let address = peer(Does::Say(ack(&[(0, 0)])), Does::Say(ack(&[(2, 2), (0, 0), (3, 3)]))).await;
    let endpoint = asked(address).await;
    assert!(endpoint.connect.value().is_some());
    assert_eq!(results(&endpoint.bind_ndr32), [BindResult::Acceptance]);
    let expected =
        [BindResult::ProviderRejection, BindResult::Acceptance, BindResult::NegotiateAck];
    assert_eq!(results(&endpoint.bind_multi), expected);
}

#[tokio::test]
async fn refusals_in_the_protocol_are_answers() {
    let nak = pdu(13, &[4, 0, 1, 5, 0]);
    let fault = pdu(3, &[0, 0, 0, 0, 0, 0, 0, 0, 0x0b, 0, 1, 0x1c]);
    let refused = asked(peer(Does::Say(nak), Does::Say(fault)).await).await;
    assert_eq!(refused.bind_ndr32.value(), Some(&BindReply::BindNak { reason: 4 }));
    assert_eq!(refused.bind_multi.value(), Some(&BindReply::Fault { status: 0x1c01_000b }));
    let rejected = asked(peer(Does::Say(ack(&[(2, 1)])), Does::Say(ack(&[(1, 1); 3]))).await).await;
    assert_eq!(results(&rejected.bind_ndr32), [BindResult::ProviderRejection]);
    assert_eq!(results(&rejected.bind_multi), [BindResult::UserRejection; 3]);
}

#[tokio::test]
async fn a_firewall_that_drops_the_second_bind_leaves_the_first_alone() {
    let endpoint = asked_in_vain(peer(Does::Say(ack(&[(0, 0)])), Does::Stay).await).await;
    assert_eq!(results(&endpoint.bind_ndr32), [BindResult::Acceptance]);
    assert_eq!(kind(&endpoint.bind_multi), (Step::RpcBind, FailureKind::TimedOut));
}

// Wine shuts a socket down before it closes it, so that a peer of ours cannot send an RST there.
#[cfg(unix)]
#[tokio::test]
async fn a_reset_is_told_from_a_close() {
    let endpoint = asked(peer(Does::Say(ack(&[(0, 0)])), Does::Reset).await).await;
    assert_eq!(results(&endpoint.bind_ndr32), [BindResult::Acceptance]);
    assert_eq!(kind(&endpoint.bind_multi), (Step::RpcBind, FailureKind::Reset));
}

#[tokio::test]
async fn silence_is_told_from_a_close_and_that_from_a_broken_answer() {
    let endpoint = asked_in_vain(peer(Does::Stay, Does::Say(vec![])).await).await;
    assert_eq!(kind(&endpoint.bind_ndr32), (Step::RpcBind, FailureKind::TimedOut));
    assert_eq!(kind(&endpoint.bind_multi), (Step::RpcBind, FailureKind::Closed));
    let endpoint =
        asked_in_vain(peer(Does::Stay, Does::Say(ack(&[(0, 0)])[..20].to_vec())).await).await;
    let failure = endpoint.bind_multi.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::Closed);
    assert_eq!(failure.detail.as_deref(), Some("after 20 bytes of an MS-RPC answer"));
}

#[tokio::test]
async fn another_service_is_quoted() {
    let http = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".to_vec();
    let endpoint =
        asked(peer(Does::Say(http), Does::Say(b"\x15\x03\x01\x00\x02\x02\x0a".to_vec())).await)
            .await;
    assert_eq!(speaks(&endpoint.bind_ndr32), (OtherProtocol::Http, "HTTP/1.1 400 Bad Request"));
    assert_eq!(speaks(&endpoint.bind_multi), (OtherProtocol::Tls, ""));
    let endpoint =
        asked(peer(Does::SayAndStay(b"220 mail".to_vec()), Does::SayForever(b"yes ")).await).await;
    assert_eq!(speaks(&endpoint.bind_ndr32), (OtherProtocol::Banner, "220 mail"));
    let (protocol, excerpt) = speaks(&endpoint.bind_multi);
    assert!(
        protocol == OtherProtocol::Banner && excerpt.starts_with("yes yes") && excerpt.len() <= 200
    );
}

#[tokio::test]
async fn a_claim_of_64_kib_is_too_large_before_any_of_it_is_read() {
    let mut claim = ack(&[(0, 0)]);
    claim[8..10].copy_from_slice(&[0xff, 0xff]);
    let endpoint =
        asked(peer(Does::SayAndStay(claim), Does::SayForever(&[5, 0, 12, 3])).await).await;
    assert_eq!(kind(&endpoint.bind_ndr32), (Step::RpcBind, FailureKind::TooLarge));
    assert_eq!(kind(&endpoint.bind_multi), (Step::RpcBind, FailureKind::Malformed));
}

#[tokio::test]
async fn a_second_connection_that_is_refused_says_so_at_its_own_step() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (watch, _stopper) = Watch::new(Limits::all(PATIENCE), None);
    assert_eq!(
        kind(&bind_anew(&watch, address, Offer::Multi).await),
        (Step::Connect, FailureKind::Refused)
    );
}

#[tokio::test]
async fn a_closed_port_is_not_bound_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let endpoint = asked(address).await;
    assert_eq!(endpoint.connect.failure().unwrap().kind, FailureKind::Refused);
    assert_eq!(endpoint.bind_ndr32.not_asked(), Some(NotAsked::EarlierStepFailed));
    assert_eq!(endpoint.bind_multi.not_asked(), Some(NotAsked::EarlierStepFailed));
}

/// A loopback address of this process alone, so that nobody else's listener has the usual port.
#[cfg(target_os = "linux")]
fn own_address() -> Ipv4Addr {
    let [.., high, low] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, 16, high, low.max(2))
}

/// A listener on the usual port, and a target that names another one, which is closed.
#[cfg(target_os = "linux")]
async fn beside_the_usual_port(serves: bool) -> (KmsTarget, TcpListener) {
    let ip = own_address();
    let listener = TcpListener::bind((ip, crate::evidence::KMS_PORT)).await.unwrap();
    let closed = TcpListener::bind((ip, 0)).await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let ((watch, _stopper), nobody) = (Watch::new(Limits::all(PATIENCE), None), nobody());
    let asking = probe(&watch, &nobody, target(&ip.to_string(), port));
    let serving = async {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let does = if serves { ack(&[(2, 2), (0, 0), (3, 3)]) } else { Vec::new() };
            let _count = stream.read(&mut [0; 512]).await;
            act(&mut stream, Does::Say(does)).await;
        }
    };
    let asked = tokio::select! {
        asked = asking => asked,
        never = serving => never,
    };
    (asked, listener)
}

// Elsewhere than on Linux, not every address of 127.0.0.0/8 is this machine's.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn beside_another_port_the_usual_one_is_asked_and_kept_where_nobody_else_accepts() {
    let (found, listener) = beside_the_usual_port(true).await;
    drop(listener);
    assert_eq!(found.endpoints[0].connect.failure().unwrap().kind, FailureKind::Refused);
    assert_eq!(found.usual_port[0].address.port(), 1688);
    assert!(found.is_accepted_on_usual_port());

    let (other, listener) = beside_the_usual_port(false).await;
    drop(listener);
    assert_eq!(kind(&other.usual_port[0].bind), (Step::RpcBind, FailureKind::Closed));
    assert!(!other.is_accepted_on_usual_port());

    let served = peer(Does::Say(ack(&[(0, 0)])), Does::Say(ack(&[(2, 2), (0, 0), (3, 3)]))).await;
    let (watch, _stopper) = Watch::new(Limits::all(PATIENCE), None);
    let served = probe(&watch, &nobody(), target("127.0.0.1", served.port())).await;
    assert_eq!(served.usual_port, []);
}

#[tokio::test]
async fn port_0_is_not_asked() {
    let (watch, _stopper) = Watch::new(Limits::all(PATIENCE), None);
    let answered = probe(&watch, &nobody(), target("127.0.0.1", 0)).await;
    assert_eq!(answered.endpoints[0].connect.not_asked(), Some(NotAsked::NotPlanned));
}

#[tokio::test]
async fn a_target_of_a_dot_is_not_even_resolved() {
    let (watch, _stopper) = Watch::new(Limits::all(PATIENCE), None);
    assert_eq!(probe(&watch, &nobody(), target(".", 1688)).await, target(".", 1688));
}

#[test]
fn both_families_are_tried_neither_without_end_and_no_address_of_nobody() {
    let ipv4 = [vec![Ipv4Addr::UNSPECIFIED; 9], vec![Ipv4Addr::LOCALHOST; 1000]].concat();
    let addresses = Addresses {
        ipv4: Observed::Answered { value: ipv4, elapsed_us: 0 },
        ipv6: Observed::Answered { value: vec![Ipv6Addr::LOCALHOST; 2], elapsed_us: 0 },
        ..Addresses::default()
    };
    let machines: Vec<_> =
        addresses.of_machines(ADDRESSES_PER_FAMILY).map(|ip| ip.to_string()).collect();
    assert_eq!((machines.len(), machines[0].as_str()), (ADDRESSES_PER_FAMILY + 2, "127.0.0.1"));
    assert_eq!(machines.last().map(String::as_str), Some("::1"));
}

/// Sends one byte a second.
async fn drip(mut stream: DuplexStream, words: Vec<u8>) {
    for word in words {
        if stream.write_all(&[word]).await.is_err() {
            return;
        }
        sleep(Duration::from_secs(1)).await;
    }
    std::future::pending::<()>().await;
}

async fn dripped_on(words: Vec<u8>, limit: Duration) -> (Observed<BindReply>, Duration) {
    let (mut ours, theirs) = duplex(1024);
    let dripping = tokio::spawn(drip(theirs, words));
    let (watch, _stopper) = Watch::new(Limits::all(limit), None);
    let began = Instant::now();
    let outcome = conversation::bind_in_time(&watch, &mut ours, Offer::Ndr32).await;
    dripping.abort();
    (outcome, began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_one_byte_a_second_is_put_together_if_there_is_time() {
    let (outcome, _) = dripped_on(ack(&[(0, 0)]), Duration::from_secs(90)).await;
    assert_eq!(results(&outcome), [BindResult::Acceptance]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_one_byte_a_second_costs_the_limit_and_no_more() {
    let limit = Duration::from_secs(4);
    let (outcome, elapsed) = dripped_on(ack(&[(0, 0)]), limit).await;
    assert_eq!((kind(&outcome).1, elapsed), (FailureKind::TimedOut, limit));
    let detail = outcome.failure().unwrap().detail.as_deref();
    assert_eq!(
        detail,
        Some("after 4 bytes of an MS-RPC answer"),
        "an answer that began is told from silence"
    );
}

#[tokio::test(start_paused = true)]
async fn a_banner_of_one_byte_a_second_is_known_long_before_its_end() {
    let (outcome, elapsed) =
        dripped_on(b"220 mail.corp.example".to_vec(), Duration::from_secs(4)).await;
    assert_eq!(speaks(&outcome), (OtherProtocol::Banner, "2"));
    assert!(elapsed < Duration::from_secs(1));
}
