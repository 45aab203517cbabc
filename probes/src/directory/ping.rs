//! The netlogon ping: UDP 389, three times at most, and the first answer that counts.

use std::net::SocketAddr;

use tokio::time::{Duration, timeout};

use crate::evidence::{FailureKind, LocalEnd, NetlogonReply, Observed, PingReply, Step};
use crate::net::udp::{UdpSocket, connected, told, unguessable, unless_refused};
use crate::net::{Cause, Watch};
use crate::wire::netlogon::{self, NetlogonError, PingAnswer};

/// A datagram gets lost now and then; a member asks again too.
const TRIES: u32 = 3;
/// How many datagrams that are no answer are put up with.
const PATIENCE: usize = 64;
/// A smaller buffer would make Windows fail with 10040.
const LONGEST_REPLY: usize = 4096;

/// Pings the controller of `domain` at `address`. Silence after something that was no answer is
/// told as that.
pub(super) async fn ping(watch: &Watch, address: SocketAddr, domain: &str) -> Observed<PingReply> {
    let limit = watch.limits.ldap;
    let mut refuse = None;
    let (outcome, from) = watch
        .step_from(Step::NetlogonPing, limit, conversation(address, domain, limit, &mut refuse))
        .await;
    unless_refused(outcome, refuse).map(|reply| sent_from(from, reply))
}

fn sent_from(from: Option<LocalEnd>, reply: PingReply) -> PingReply {
    match reply {
        PingReply::Controller(reply) => PingReply::Controller(NetlogonReply { from, ..reply }),
        PingReply::Paused | PingReply::NotForThisDomain => reply,
    }
}

async fn conversation(
    address: SocketAddr,
    domain: &str,
    limit: Duration,
    refuse: &mut Option<NetlogonError>,
) -> Result<PingReply, Cause> {
    let socket = connected(address).await?;
    let id = random_id();
    let request = netlogon::ping(id, domain);
    for _ in 1..TRIES {
        send(&socket, address, &request).await?;
        if let Ok(answer) = timeout(limit / TRIES, listen(&socket, address, id, refuse)).await {
            return answer;
        }
    }
    send(&socket, address, &request).await?;
    listen(&socket, address, id, refuse).await
}

/// Message ids are not negative (RFC 4511 §4.1.1.1).
fn random_id() -> u32 {
    let [a, b, c, d, ..] = unguessable().to_le_bytes();
    u32::from_le_bytes([a, b, c, d & 0x7f]) | 1
}

async fn send(socket: &UdpSocket, address: SocketAddr, request: &[u8]) -> Result<(), Cause> {
    socket.send(request).await.map_err(|error| told(socket, address, error))?;
    Ok(())
}

/// The first answer. What is none is passed over, and the last of it left in `refuse`.
async fn listen(
    socket: &UdpSocket,
    address: SocketAddr,
    id: u32,
    refuse: &mut Option<NetlogonError>,
) -> Result<PingReply, Cause> {
    let mut datagram = vec![0; LONGEST_REPLY];
    for _ in 0..PATIENCE {
        let length =
            socket.receive(&mut datagram).await.map_err(|error| told(socket, address, error))?;
        match netlogon::read(id, datagram.get(..length).unwrap_or_default()) {
            Ok(PingAnswer::Reply(reply)) => return Ok(PingReply::Controller(reply)),
            Ok(PingAnswer::Paused(_)) => return Ok(PingReply::Paused),
            Ok(PingAnswer::NotForThisDomain) => return Ok(PingReply::NotForThisDomain),
            Ok(PingAnswer::NotOurs) => {}
            Err(error) => *refuse = Some(error),
        }
    }
    Err(Cause::with_detail(FailureKind::Malformed, "nothing but datagrams that are no answer"))
}
