//! One server: a request, one repetition, and the first answer that counts.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::OurTime;
use crate::evidence::{ClockSample, FailureKind, Observed, Step};
use crate::net::udp::{UdpSocket, connected, told, unguessable, unless_refused};
use crate::net::{Cause, Watch};
use crate::wire::sntp::{self, Timestamp, Unusable};

/// A reply with extensions and a MAC is some hundred bytes. A smaller buffer would make Windows
/// fail with 10040.
const LONGEST_REPLY: usize = 1024;

/// How many datagrams that are no answer are put up with.
const PATIENCE: usize = 64;

/// The version of the first request, and of its repetition: some old servers know 3 only, and
/// Windows' own client speaks it to this day (MS-SNTP §2.2.1).
const VERSIONS: [u8; 2] = [4, 3];

/// Asks the server at `address`. Silence after something that was no answer is told as that.
pub(super) async fn with(
    watch: &Watch,
    our_time: OurTime,
    address: SocketAddr,
) -> Observed<ClockSample> {
    let limit = watch.limits.ntp;
    let mut refuse = None;
    let (outcome, from) = watch
        .step_from(Step::NtpQuery, limit, conversation(our_time, address, limit / 4, &mut refuse))
        .await;
    unless_refused(outcome, refuse).map(|sample| ClockSample { from, ..sample })
}

async fn conversation(
    our_time: OurTime,
    address: SocketAddr,
    repeat_after: Duration,
    refuse: &mut Option<Unusable>,
) -> Result<ClockSample, Cause> {
    let socket = connected(address).await?;
    let [first, second] = VERSIONS.map(|version| Request { version, mark: mark() });
    let first_left = send(&socket, address, first).await?;
    let mut requests = vec![(first.mark, first_left)];
    tokio::select! {
        biased;
        outcome = answer(&socket, address, our_time, &requests, refuse) => return outcome,
        () = sleep(repeat_after) => {}
    }
    let second_left = send(&socket, address, second).await?;
    requests.push((second.mark, second_left));
    answer(&socket, address, our_time, &requests, refuse).await
}

#[derive(Clone, Copy)]
struct Request {
    version: u8,
    mark: Timestamp,
}

/// Not a time: what cannot be guessed cannot be forged, and this host's clock is nobody's business.
fn mark() -> Timestamp {
    Timestamp(unguessable() | 1)
}

/// Sends, and tells when.
async fn send(
    socket: &UdpSocket,
    address: SocketAddr,
    Request { version, mark }: Request,
) -> Result<Instant, Cause> {
    let left = Instant::now();
    match socket.send(&sntp::request(version, mark)).await {
        Ok(_) => Ok(left),
        Err(error) => Err(told(socket, address, error)),
    }
}

/// The first answer to one of `requests`. What is no answer is passed over, and the last of it left
/// in `refuse`.
async fn answer(
    socket: &UdpSocket,
    address: SocketAddr,
    our_time: OurTime,
    requests: &[(Timestamp, Instant)],
    refuse: &mut Option<Unusable>,
) -> Result<ClockSample, Cause> {
    let mut datagram = [0; LONGEST_REPLY];
    for _ in 0..PATIENCE {
        let received = socket.receive(&mut datagram).await;
        let came = Instant::now();
        let len = match received {
            Ok(len) => len,
            Err(error) => return Err(told(socket, address, error)),
        };
        match judge(datagram.get(..len).unwrap_or_default(), our_time, requests, came) {
            Ok(sample) => return Ok(sample),
            Err(Unusable::Kiss { code }) => {
                return Err(Cause::with_detail(FailureKind::KissOfDeath, &code));
            }
            Err(unusable) => *refuse = Some(unusable),
        }
    }
    Err(Cause::with_detail(FailureKind::Malformed, "nothing but datagrams that are no answer"))
}

/// Reads `datagram` as the answer to whichever request it answers.
fn judge(
    datagram: &[u8],
    our_time: OurTime,
    requests: &[(Timestamp, Instant)],
    came: Instant,
) -> Result<ClockSample, Unusable> {
    let mut outcome = Err(Unusable::OtherRequest);
    for (mark, left) in requests {
        outcome = sntp::decode(datagram, *mark)
            .map(|reply| sntp::sample(reply, our_time.at(*left), our_time.at(came)));
        if outcome != Err(Unusable::OtherRequest) {
            break;
        }
    }
    outcome
}
