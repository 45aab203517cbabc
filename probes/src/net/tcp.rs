//! TCP connections, with the teller of bad news where the system names it.
//!
//! A probe's connection is closed in the ordinary way (FIN). An abortive close would save a few
//! `TIME_WAIT` entries on this host and put an error into the logs of the service and of every
//! firewall on the way.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::sleep;

use super::descriptors::Permit;
use super::icmp_errors::{self, ConnectionError};
use super::watch::{descriptor, note_flow};
use super::{Cause, Watch, local_end, next_hop, syn_retransmissions};
use crate::evidence::{Connected, Failure, FailureKind, Observed, Step, Transport};

/// How long after a router's "unreachable" it is tried again. A route that is just being changed
/// comes back in less, and TCP of itself would not give up at all (RFC 1122 §4.2.3.9); asking Linux
/// for ICMP errors makes it.
const SECOND_TRY_AFTER: Duration = Duration::from_millis(200);

/// How often is looked whether the SYN leaves this host. It is sent again after a second (RFC 6298
/// §2).
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// A connection, and its place among the descriptors of this process.
#[derive(Debug)]
pub struct TcpStream {
    inner: tokio::net::TcpStream,
    _permit: Permit,
}

/// Connects to `address` within the connect limit, from when there is a descriptor for it. The
/// stream is there exactly when the outcome is an answer.
pub(crate) async fn dial(
    watch: &Watch,
    address: SocketAddr,
) -> (Observed<Connected>, Option<TcpStream>) {
    let mut stream = None;
    let mut first_news = None;
    let (outcome, from) = watch
        .step_from(Step::Connect, watch.limits.connect, async {
            let permit = descriptor().await;
            let inner = persistently(address, &mut first_news).await?;
            // Else the second of two small packets (so TLS ends a handshake) waits until the peer
            // acknowledges the first, some 40 ms (RFC 1122 §4.2.3.2, §4.2.3.4). Failing costs just
            // that.
            let _ = inner.set_nodelay(true);
            let local = inner.local_addr()?;
            let syn_retransmissions = syn_retransmissions::of(&SockRef::from(&inner));
            watch.connections.add(syn_retransmissions);
            stream = Some(TcpStream { inner, _permit: permit });
            Ok(Connected { local, interface: None, syn_retransmissions })
        })
        .await;
    let interface = from.and_then(|from| from.interface);
    let outcome = outcome.map(|connected| Connected { interface, ..connected });
    (next_hop::unless_silent(better_told(outcome, first_news), address.ip()), stream)
}

/// Connects; after bad news that may be outdated in a moment, once more. The first news are left in
/// `first_news`.
async fn persistently(
    address: SocketAddr,
    first_news: &mut Option<Cause>,
) -> Result<tokio::net::TcpStream, Cause> {
    match attempt(address).await {
        Ok(stream) => Ok(stream),
        Err(ConnectionError { cause, is_soft: false }) => patiently(address, cause).await,
        Err(ConnectionError { cause, is_soft: true }) => {
            *first_news = Some(cause);
            sleep(SECOND_TRY_AFTER).await;
            attempt(address).await.map_err(|news| news.cause)
        }
    }
}

/// Where the system gave up before the step's limit (Windows, told to retransmit once), the rest of
/// the limit is used with the system's own patience.
async fn patiently(address: SocketAddr, cause: Cause) -> Result<tokio::net::TcpStream, Cause> {
    if cause.kind == FailureKind::TimedOut {
        return Ok(tokio::net::TcpStream::connect(address).await?);
    }
    Err(cause)
}

/// Routers limit how many ICMP errors they send: silence after a first one says less than that one
/// did.
fn better_told(outcome: Observed<Connected>, first_news: Option<Cause>) -> Observed<Connected> {
    match (outcome, first_news) {
        (Observed::Failed(silence), Some(news)) if silence.kind == FailureKind::TimedOut => {
            let Cause { kind, reporter, detail, flow: _ } = news;
            Observed::Failed(Failure { kind, reporter, detail, ..silence })
        }
        (outcome, _) => outcome,
    }
}

/// One socket is one descriptor: what is known of a failure is asked of the socket that failed.
async fn attempt(address: SocketAddr) -> Result<tokio::net::TcpStream, ConnectionError> {
    let socket = socket(address).map_err(ours)?;
    icmp_errors::listen(&socket, address);
    let begun = begin(&socket, address);
    // What failed at once had no address, or none that the socket would tell any more.
    note_flow(Transport::Tcp, local_end::address_of(&socket, address), address);
    if let Err(error) = begun {
        return Err(icmp_errors::cause(&socket, address, error));
    }
    let stream = tokio::net::TcpStream::from_std(socket.into()).map_err(ours)?;
    let outcome = tokio::select! {
        biased;
        outcome = connected(&stream) => outcome,
        () = held_back(&stream) => return Err(own_filter()),
    };
    match outcome {
        Ok(()) => Ok(stream),
        Err(error) => Err(icmp_errors::cause(&SockRef::from(&stream), address, error)),
    }
}

/// Ends when the system says that it could not send.
async fn held_back(stream: &tokio::net::TcpStream) {
    while !syn_retransmissions::is_held_back(&SockRef::from(stream)) {
        sleep(LOOK_EVERY).await;
    }
}

fn own_filter() -> ConnectionError {
    ConnectionError { cause: FailureKind::BlockedLocally.into(), is_soft: false }
}

/// Sends the SYN. That the handshake is not over yet is no error (connect(2); `WSAEWOULDBLOCK` of
/// Winsock).
fn begin(socket: &Socket, address: SocketAddr) -> io::Result<()> {
    match socket.connect(&address.into()) {
        Err(error) if is_under_way(&error) => Ok(()),
        outcome => outcome,
    }
}

#[cfg(unix)]
fn is_under_way(error: &io::Error) -> bool {
    error.raw_os_error() == Some(nix::libc::EINPROGRESS)
}

#[cfg(not(unix))]
fn is_under_way(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
}

/// A handshake that is over, well or not, makes the socket writable; which of the two, its error
/// tells.
async fn connected(stream: &tokio::net::TcpStream) -> io::Result<()> {
    stream.writable().await?;
    stream.take_error()?.map_or(Ok(()), Err)
}

fn socket(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

fn ours(error: io::Error) -> ConnectionError {
    ConnectionError { cause: error.into(), is_soft: false }
}

impl TcpStream {
    /// When it is closed, the peer hears of it at once (RFC 9293 §3.5.2), whatever was not
    /// delivered.
    pub(crate) fn end_at_once(&self) {
        // Where the system does not want to, it ends in its own time.
        let _ended = SockRef::from(&self.inner).set_linger(Some(Duration::ZERO));
    }

    /// This host's end.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

impl AsyncRead for TcpStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, out)
    }
}

impl AsyncWrite for TcpStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Flow;
    use crate::net::{Descriptors, Limits};
    use tokio::net::TcpListener;

    const LIMIT: Duration = Duration::from_secs(2);

    async fn dial_within(
        limit: Duration,
        address: SocketAddr,
    ) -> (Observed<Connected>, Option<TcpStream>) {
        let (watch, _stopper) = Watch::new(Limits::all(limit), None);
        dial(&watch, address).await
    }

    #[tokio::test]
    async fn a_connection_names_its_own_end_in_both_families() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let listener = TcpListener::bind(address).await.unwrap();
            let (outcome, stream) = dial_within(LIMIT, listener.local_addr().unwrap()).await;
            assert_eq!(outcome.value().unwrap().local, stream.unwrap().local_addr().unwrap());
        }
    }

    fn flow_to(to: SocketAddr) -> Flow {
        let from = Some(local_end::of(to.ip()));
        assert!(from.as_ref().unwrap().interface.is_some());
        Flow { transport: Transport::Tcp, from, to }
    }

    #[tokio::test]
    async fn a_connection_names_the_interface_that_it_goes_through() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (outcome, _stream) = dial_within(LIMIT, listener.local_addr().unwrap()).await;
        let interface = outcome.value().unwrap().interface.clone();
        assert_eq!(interface, flow_to(listener.local_addr().unwrap()).from.unwrap().interface);
    }

    #[tokio::test]
    async fn an_attempt_that_is_refused_keeps_both_of_its_ends() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let closed = TcpListener::bind(address).await.unwrap().local_addr().unwrap();
            let (outcome, _) = dial_within(LIMIT, closed).await;
            let failure = outcome.failure().unwrap();
            let told = (failure.kind, failure.flow.as_deref());
            assert_eq!(told, (FailureKind::Refused, Some(&flow_to(closed))));
        }
    }

    #[tokio::test]
    async fn an_attempt_that_is_never_answered_keeps_both_of_its_ends() {
        let (_busy, _waiting, silent) = nobody_accepts().await;
        let (outcome, _) = dial_within(Duration::from_millis(500), silent).await;
        let failure = outcome.failure().unwrap();
        let told = (failure.kind, failure.flow.as_deref());
        assert_eq!(told, (FailureKind::TimedOut, Some(&flow_to(silent))));
    }

    /// A port whose queue is full: what is sent there is dropped, as by a firewall.
    async fn nobody_accepts() -> (Socket, Vec<tokio::net::TcpStream>, SocketAddr) {
        const MOST: usize = 8;
        let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP)).unwrap();
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        socket.bind(&any.into()).unwrap();
        socket.listen(0).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        let mut waiting = Vec::new();
        while waiting.len() < MOST {
            let connecting = tokio::net::TcpStream::connect(address);
            match tokio::time::timeout(Duration::from_millis(300), connecting).await {
                Ok(stream) => waiting.push(stream.unwrap()),
                Err(_elapsed) => break,
            }
        }
        (socket, waiting, address)
    }

    #[tokio::test]
    async fn a_closed_port_refuses_at_once_and_nobody_reports_it() {
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let (outcome, stream) = dial_within(LIMIT, closed).await;
        let failure = outcome.failure().unwrap();
        assert_eq!((failure.step, failure.kind), (Step::Connect, FailureKind::Refused));
        assert_eq!((failure.reporter.as_deref(), stream.is_none()), (None, true));
    }

    #[test]
    fn silence_after_bad_news_is_told_as_the_bad_news() {
        let silence = Failure {
            step: Step::Connect,
            kind: FailureKind::TimedOut,
            elapsed_us: 7,
            reporter: None,
            detail: None,
            flow: None,
        };
        let news =
            Cause::with_detail(FailureKind::NetUnreachable, "ICMP 3/0").reported_by(&"10.0.0.1");
        let told = better_told(Observed::Failed(silence.clone()), Some(news));
        let failure = told.failure().unwrap();
        assert_eq!((failure.kind, failure.elapsed_us), (FailureKind::NetUnreachable, 7));
        assert_eq!(failure.reporter.as_deref(), Some("10.0.0.1"));
        assert_eq!(better_told(Observed::Failed(silence.clone()), None), Observed::Failed(silence));
    }

    #[tokio::test]
    async fn a_connection_holds_one_descriptor_for_as_long_as_it_lives() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (watch, _stopper) = Watch::new(Limits::all(LIMIT), None);
        let descriptors = Descriptors::of(1);
        let watch = watch.with_descriptors(descriptors.clone());
        let (_, stream) = dial(&watch, address).await;
        assert!(stream.is_some() && descriptors.at_once().is_none());
        let (second, ()) = tokio::join!(dial(&watch, address), async { drop(stream) });
        assert!(second.0.value().is_some());
        drop(second);
        assert!(descriptors.at_once().is_some());
    }
}
