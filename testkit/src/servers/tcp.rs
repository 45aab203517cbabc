//! TCP peers that say what a test wants said. Each remembers, connection by connection, the bytes
//! that came.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Heard, Server};

/// What a peer does once somebody connects.
#[derive(Clone)]
pub enum Does {
    /// Reads and says nothing.
    Nothing,
    /// Reads something, says this and closes.
    Say(Vec<u8>),
    /// Reads something, then says this again and again, with a pause before each.
    SayForEver(Vec<u8>, Duration),
}

/// What was sent on one connection.
pub type Received = Vec<u8>;

pub async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// A peer that does the same on every connection.
pub async fn peer(does: Does) -> Server<Received> {
    serve(listener().await, move |_| does.clone())
}

/// A port whose queue is full: the system leaves further connections without an answer.
#[cfg(target_os = "linux")]
pub async fn full() -> Server<Received> {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let at = listener.local_addr().unwrap();
    let mut queued = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(at)).await
    {
        queued.push(stream);
    }
    let holding = tokio::spawn(async move {
        let _held = (listener, queued);
        std::future::pending::<()>().await;
    });
    Server::new(at, Heard::default(), vec![holding])
}

/// Does on each connection what `decide` makes of the first bytes.
pub fn serve(
    listener: TcpListener,
    decide: impl Fn(&[u8]) -> Does + Clone + Send + 'static,
) -> Server<Received> {
    let (at, heard, addressed) = (listener.local_addr().unwrap(), Heard::default(), Arc::default());
    let (log, count) = (Heard::clone(&heard), Arc::clone(&addressed));
    let accepting = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, decide.clone(), Heard::clone(&log), Arc::clone(&count)));
        }
    });
    let mut server = Server::new(at, heard, vec![accepting]);
    server.addressed = addressed;
    server
}

/// Remembers a connection once it has ended.
async fn converse(
    mut stream: TcpStream,
    decide: impl Fn(&[u8]) -> Does,
    heard: Heard<Received>,
    addressed: Arc<AtomicUsize>,
) {
    let mut received = vec![0; 4096];
    let count = stream.read(&mut received).await.unwrap_or_default();
    received.truncate(count);
    addressed.fetch_add(usize::from(count > 0), Ordering::Relaxed);
    let does = decide(&received);
    act(&mut stream, does).await;
    let _ = stream.take(65_536).read_to_end(&mut received).await;
    heard.lock().unwrap().push(received);
}

/// Does this to whoever is at the other end.
pub async fn act(stream: &mut TcpStream, does: Does) {
    match does {
        Does::Nothing => {}
        Does::Say(words) => {
            let _ = stream.write_all(&words).await;
            let _ = stream.shutdown().await;
        }
        Does::SayForEver(words, pause) => repeat(stream, &words, pause).await,
    }
}

async fn repeat(stream: &mut TcpStream, words: &[u8], pause: Duration) {
    while stream.write_all(words).await.is_ok() {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
    }
}
