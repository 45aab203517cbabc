//! Servers that say what a test wants said.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// A peer that holds `speak` with everybody who connects.
pub(super) async fn peer<F, T>(speak: F) -> SocketAddr
where
    F: Fn(TcpStream) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak(stream));
        }
    });
    at
}

/// A port at which nobody listens.
pub(super) async fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// A peer that reads a request, says `answer` and closes.
pub(super) async fn saying(answer: &'static [u8]) -> SocketAddr {
    peer(move |mut stream| async move {
        head(&mut stream).await;
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
        // A reset would race with the answer if something were left to read.
        let _ = stream.read(&mut [0; 64]).await;
    })
    .await
}

/// A peer that says `once` and then `again` for ever, with `pause` before each.
pub(super) async fn saying_for_ever(
    once: &'static [u8],
    again: &'static [u8],
    pause: Duration,
) -> SocketAddr {
    // A busy machine takes long for many small pieces.
    let again: &[u8] = again.repeat(if pause.is_zero() { 256 } else { 1 }).leak();
    peer(move |mut stream| async move {
        let _ = stream.write_all(once).await;
        loop {
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            if stream.write_all(again).await.is_err() {
                return;
            }
        }
    })
    .await
}

/// A peer that takes everything and says nothing.
pub(super) async fn silent() -> SocketAddr {
    peer(|mut stream| async move {
        while stream.read(&mut [0; 1024]).await.is_ok_and(|read| read > 0) {}
    })
    .await
}

/// A peer that reads some bytes and closes.
pub(super) async fn closing() -> SocketAddr {
    peer(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
    })
    .await
}

/// A peer that resets when the first bytes come: closing with bytes unread does that (RFC 2525
/// §2.17).
pub(super) async fn resetting() -> SocketAddr {
    peer(|stream| async move {
        let _ = stream.readable().await;
    })
    .await
}

/// A proxy that grants every CONNECT and leads it to `origin`, whatever the name.
pub(super) async fn proxy_to(origin: SocketAddr) -> SocketAddr {
    peer(move |mut stream| async move {
        let asked = head(&mut stream).await;
        assert!(asked.starts_with("CONNECT "), "{asked}");
        let _ = stream
            .write_all(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 gate (squid/5.7)\r\n\r\n")
            .await;
        let mut onward = TcpStream::connect(origin).await.unwrap();
        let _ = copy_bidirectional(&mut stream, &mut onward).await;
    })
    .await
}

/// The head of a request.
pub(super) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// Reads a request and grants it.
pub(super) async fn grant(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    head(&mut stream).await;
    let _ =
        stream.write_all(b"HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\n\r\n").await;
    let _ = stream.shutdown().await;
}
