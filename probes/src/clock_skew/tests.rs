//! NTP servers on loopback that answer in every way there is.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp as Moment};
use tokio::net::UdpSocket;
use tokio::time::Instant;

use super::*;
use crate::evidence::{FailureKind, Flow, LeapIndicator, Transport};
use crate::net::{Limits, local_end};

/// Longer than anything on loopback takes, even on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);
/// The limit where a test waits for it, or for what comes some time before it.
const LIMIT: Duration = Duration::from_secs(1);
const FIVE_HOURS_US: i64 = 18_000_000_000;

/// This host's clock, for the test: it stands still, and has been set once it was read.
struct Still(Moment);

impl WallClock for Still {
    fn now(&self) -> Moment {
        self.0
    }
}

fn now() -> Moment {
    "2026-01-15T10:00:00Z".parse().unwrap()
}

/// What a server does with the fields of an honest reply. Returns the replies to send.
type Habit = fn(Vec<u8>) -> Vec<Vec<u8>>;

/// A server whose clock is `ahead` of [`now`].
async fn server(ahead: SignedDuration, habit: Habit) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut request = [0; 512];
        while let Ok((48, client)) = socket.recv_from(&mut request).await {
            for reply in habit(honest(&request, ahead)) {
                socket.send_to(&reply, client).await.unwrap();
            }
        }
    });
    address
}

fn honest(request: &[u8], ahead: SignedDuration) -> Vec<u8> {
    let time = Timestamp::from_unix((now() + ahead).as_nanosecond()).0.to_be_bytes();
    let mut reply =
        vec![request[0] & 0x38 | 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'G', b'P', b'S', 0];
    reply.extend([&time[..], &request[40..48], &time, &time].concat());
    reply
}

async fn asked(address: SocketAddr) -> Observed<ClockSample> {
    asked_within(PATIENCE, address).await
}

async fn asked_within(limit: Duration, address: SocketAddr) -> Observed<ClockSample> {
    let (watch, _stopper) = Watch::new(Limits::all(limit), None);
    let mut sources = probe(
        &watch,
        &nobody(),
        &Still(now()),
        &[named(&address.ip().to_string(), address.port())],
    )
    .await;
    assert_eq!((sources.len(), sources[0].address), (1, Some(address)));
    sources.remove(0).sample
}

fn nobody() -> Resolver {
    Resolver::default()
}

fn named(host: &str, port: u16) -> TimeServer {
    TimeServer { host: host.to_owned(), port, origin: ClockSourceOrigin::Argument }
}

async fn sample_of(ahead: SignedDuration, habit: Habit) -> Sampled {
    let (server, began) = (server(ahead, habit).await, Instant::now());
    let sample = asked(server).await.value().unwrap().clone();
    Sampled { sample, took: began.elapsed() }
}

#[derive(Debug)]
struct Sampled {
    sample: ClockSample,
    took: Duration,
}

impl Sampled {
    /// Whether the offset is `expected_us`, up to the time that asking took, which is long on a
    /// busy machine: the server's clock stands still meanwhile. A millisecond is for rounding.
    fn is_about(&self, expected_us: i64) -> bool {
        let error = self.sample.offset_us.abs_diff(expected_us);
        u128::from(error) <= self.took.as_micros() + 1000
    }
}

async fn failure_of(habit: Habit) -> (FailureKind, Option<String>) {
    let outcome = asked_within(LIMIT, server(SignedDuration::ZERO, habit).await).await;
    let failure = outcome.failure().unwrap();
    assert_eq!(failure.step, Step::NtpQuery);
    (failure.kind, failure.detail.clone())
}

#[tokio::test]
async fn a_server_with_the_same_time_shows_no_offset() {
    let sampled = sample_of(SignedDuration::ZERO, |reply| vec![reply]).await;
    assert!(sampled.is_about(0), "{sampled:?}");
    assert_eq!(sampled.sample.from, Some(local_end::of([127, 0, 0, 1].into())));
    assert_eq!(
        (
            sampled.sample.ntp.as_ref().unwrap().version,
            sampled.sample.ntp.as_ref().unwrap().reference_id.as_str()
        ),
        (4, "GPS")
    );
}

#[tokio::test]
async fn a_server_five_hours_ahead_shows_five_hours() {
    let sampled = sample_of(SignedDuration::from_hours(5), |reply| vec![reply]).await;
    assert!(sampled.is_about(FIVE_HOURS_US), "{sampled:?}");
    let sampled = sample_of(SignedDuration::from_hours(-5), |reply| vec![reply]).await;
    assert!(sampled.is_about(-FIVE_HOURS_US), "{sampled:?}");
}

#[tokio::test]
async fn an_unsynchronised_server_answers_with_its_offset_and_its_doubt() {
    let sampled = sample_of(SignedDuration::from_hours(5), |mut reply| {
        reply[0] |= 0xc0;
        reply[1] = 0;
        reply[12..16].fill(0);
        vec![reply]
    })
    .await;
    assert!(sampled.is_about(FIVE_HOURS_US), "{sampled:?}");
    assert_eq!(
        (sampled.sample.ntp.as_ref().unwrap().leap, sampled.sample.ntp.as_ref().unwrap().stratum),
        (LeapIndicator::Unknown, 0)
    );
}

#[tokio::test]
async fn a_signed_reply_is_read() {
    let sampled =
        sample_of(SignedDuration::ZERO, |reply| vec![[reply, vec![7; 20]].concat()]).await;
    assert!(sampled.is_about(0), "{sampled:?}");
}

#[tokio::test]
async fn an_old_server_that_knows_version_3_only_answers_the_repetition() {
    let old: Habit = |reply| if reply[0] >> 3 & 7 == 3 { vec![reply] } else { vec![] };
    let outcome = asked_within(LIMIT, server(SignedDuration::ZERO, old).await).await;
    let sample = outcome.value().unwrap();
    assert_eq!(sample.ntp.as_ref().unwrap().version, 3);
    // Our clock went on until the repetition, the server's did not.
    assert!(u128::from(sample.offset_us.unsigned_abs()) < LIMIT.as_micros(), "{sample:?}");
}

#[tokio::test]
async fn a_kiss_ends_the_conversation_with_its_code() {
    let rate: Habit = |mut reply| {
        reply[1] = 0;
        reply[12..16].copy_from_slice(b"RATE");
        vec![reply]
    };
    assert_eq!(failure_of(rate).await, (FailureKind::KissOfDeath, Some("RATE".to_owned())));
    let deny: Habit = |mut reply| {
        reply[1] = 0;
        reply[12..16].copy_from_slice(b"DENY");
        vec![reply]
    };
    assert_eq!(failure_of(deny).await, (FailureKind::KissOfDeath, Some("DENY".to_owned())));
}

#[tokio::test]
async fn a_reply_to_another_request_is_passed_over_for_the_right_one() {
    let forged_first: Habit = |reply| {
        let mut forged = reply.clone();
        forged[24] ^= 1;
        forged[32..48].fill(0x77);
        vec![forged, reply]
    };
    let sampled = sample_of(SignedDuration::ZERO, forged_first).await;
    assert!(sampled.is_about(0), "{sampled:?}");
}

#[tokio::test]
async fn nothing_but_garbage_is_told_as_such_after_the_limit() {
    let wrong_originate: Habit = |mut reply| {
        reply[24] ^= 1;
        vec![reply]
    };
    let (kind, detail) = failure_of(wrong_originate).await;
    assert_eq!(
        (kind, detail.as_deref()),
        (FailureKind::Malformed, Some("originate timestamp of another request"))
    );
    let (kind, detail) = failure_of(|_| vec![b"hello".to_vec()]).await;
    assert_eq!(
        (kind, detail.as_deref()),
        (FailureKind::Malformed, Some("5 bytes, at least 48 expected"))
    );
}

#[tokio::test]
async fn a_flood_of_garbage_ends_before_the_limit() {
    let (kind, _) = failure_of(|_| vec![vec![0; 9]; 80]).await;
    assert_eq!(kind, FailureKind::Malformed);
}

#[tokio::test(start_paused = true)]
async fn silence_costs_the_limit() {
    let began = Instant::now();
    assert_eq!(failure_of(|_| vec![]).await, (FailureKind::TimedOut, None));
    assert_eq!(began.elapsed().as_secs(), LIMIT.as_secs());
}

#[tokio::test]
async fn a_reply_from_another_port_is_not_heard() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let elsewhere = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut request = [0; 512];
        while let Ok((_, client)) = socket.recv_from(&mut request).await {
            let sent = elsewhere.send_to(&honest(&request, SignedDuration::ZERO), client).await;
            // The client's socket is connected to another port: the system may answer that nobody
            // is there.
            drop(sent);
        }
    });
    let outcome = asked_within(LIMIT, address).await;
    let failure = outcome.failure().unwrap();
    assert_eq!(failure.kind, FailureKind::TimedOut);
    let from = Some(local_end::of(address.ip()));
    let flow = Flow { transport: Transport::Udp, from, to: address };
    assert_eq!(failure.flow.as_deref(), Some(&flow));
}

// Windows tells of it as well (10054), but Wine does not wake the reader.
#[cfg(unix)]
#[tokio::test]
async fn a_closed_port_is_refused_at_once() {
    let closed = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(asked(closed).await.failure().unwrap().kind, FailureKind::Refused);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_kept_with_its_failure() {
    let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
    let sources = probe(&watch, &nobody(), &Still(now()), &[named("ntp.invalid", 123)]).await;
    assert_eq!((sources.len(), sources[0].address), (1, None));
    let failure = sources[0].sample.failure().unwrap();
    assert_eq!((failure.step, failure.kind), (Step::Resolve, FailureKind::NoServer));
}

#[tokio::test(start_paused = true)]
async fn several_silent_servers_take_as_long_as_one() {
    let silent = server(SignedDuration::ZERO, |_| vec![]).await;
    let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
    let servers = vec![named("127.0.0.1", silent.port()); 5];
    let began = Instant::now();
    let sources = probe(&watch, &nobody(), &Still(now()), &servers).await;
    assert_eq!((sources.len(), began.elapsed().as_secs()), (5, LIMIT.as_secs()));
}
