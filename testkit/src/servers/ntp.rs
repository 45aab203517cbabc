//! Time servers.

use jiff::{SignedDuration, Timestamp};
use tokio::net::UdpSocket;

use super::{Heard, Server};

/// A server with the right time.
pub async fn right() -> Server<Vec<u8>> {
    ahead(SignedDuration::ZERO).await
}

/// A server whose clock is ahead of this machine's.
pub async fn ahead(of_us: SignedDuration) -> Server<Vec<u8>> {
    answering(move |request| vec![reply(request, of_us)]).await
}

/// A server that says of itself that it does not know the time: leap 3, stratum 16 (RFC 5905 §7.3).
pub async fn unsynchronised() -> Server<Vec<u8>> {
    answering(|request| {
        let mut reply = reply(request, SignedDuration::ZERO);
        reply[0] |= 0xc0;
        reply[1] = 16;
        vec![reply]
    })
    .await
}

pub async fn silent() -> Server<Vec<u8>> {
    answering(|_| vec![]).await
}

/// A server that sends many datagrams of nonsense for each request.
pub async fn babbling() -> Server<Vec<u8>> {
    answering(|_| (0..200_u8).map(|byte| vec![byte; 1400]).collect()).await
}

/// A server whose right answers come from another port than the one that was asked.
pub async fn from_another_port() -> Server<Vec<u8>> {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let (at, heard) = (socket.local_addr().unwrap(), Heard::default());
    let log = Heard::clone(&heard);
    let serving = tokio::spawn(async move {
        let other = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut request = [0; 512];
        loop {
            let Ok((count, client)) = socket.recv_from(&mut request).await else { continue };
            log.lock().unwrap().push(request[..count].to_vec());
            let _ = other.send_to(&reply(&request[..count], SignedDuration::ZERO), client).await;
        }
    });
    Server::new(at, heard, vec![serving])
}

async fn answering(answer: impl Fn(&[u8]) -> Vec<Vec<u8>> + Send + 'static) -> Server<Vec<u8>> {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let (at, heard) = (socket.local_addr().unwrap(), Heard::default());
    let log = Heard::clone(&heard);
    let serving = tokio::spawn(async move {
        let mut request = [0; 512];
        loop {
            // A client that is gone shows as an error of the next call on Windows; that is not the
            // server's end.
            let Ok((count, client)) = socket.recv_from(&mut request).await else { continue };
            log.lock().unwrap().push(request[..count].to_vec());
            for reply in answer(&request[..count]) {
                let _ = socket.send_to(&reply, client).await;
            }
        }
    });
    Server::new(at, heard, vec![serving])
}

fn reply(request: &[u8], ahead: SignedDuration) -> Vec<u8> {
    let time = ntp_time(Timestamp::now() + ahead).to_be_bytes();
    let mut reply =
        vec![request[0] & 0x38 | 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'G', b'P', b'S', 0];
    reply.extend([&time[..], &request[40..48], &time, &time].concat());
    reply
}

/// Seconds since 1900 and their fraction, in 32 bits each (RFC 5905 §6).
fn ntp_time(time: Timestamp) -> u64 {
    const FROM_1900_TO_1970: i128 = 2_208_988_800;
    let since_1900 = time.as_nanosecond() + FROM_1900_TO_1970 * 1_000_000_000;
    let fixed_point = (since_1900 << 32) / 1_000_000_000;
    u64::try_from(fixed_point & i128::from(u64::MAX)).unwrap()
}
