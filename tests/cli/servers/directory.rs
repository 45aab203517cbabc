//! A domain controller, as far as it is asked before a log-on: the netlogon ping, rootDSE, `StartTLS`, a bind.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_rustls::TlsAcceptor;

use super::tcp::{Does, act};
use super::{Heard, Server};

/// What it does; where nothing is said of it, a ping is answered, and any question with an empty entry.
#[derive(Clone)]
pub enum Habit {
    /// Hears the ping and says nothing.
    SilentToPings,
    /// A thousand datagrams of nonsense for each ping.
    FloodsPings,
    /// This to whoever asks for rootDSE.
    ToSearches(Does),
    /// Takes up `StartTLS`, and then this in the place of TLS.
    InPlaceOfTls(Does),
    /// Takes up `StartTLS`, and says nothing to what is said inside.
    SilentInTls(TlsAcceptor),
}

/// What it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    Ping,
    Search,
    StartTls,
    /// Something inside TLS.
    Bind,
}

/// Of LDAP: no other can be asked for.
const PORT: u16 = 389;

/// The controller, at an address of loopback of its own. Only root may listen on its port, so that these tests belong to
/// those of the real servers.
pub async fn start(habit: Habit) -> Server<Request> {
    let (udp, tcp) = sockets().await;
    let (at, heard) = (udp.local_addr().unwrap(), Heard::default());
    let over_udp = tokio::spawn(pings(udp, habit.clone(), Heard::clone(&heard)));
    let log = Heard::clone(&heard);
    let over_tcp = tokio::spawn(async move {
        while let Ok((stream, _)) = tcp.accept().await {
            tokio::spawn(converse(stream, habit.clone(), Heard::clone(&log)));
        }
    });
    Server::new(at, heard, vec![over_udp, over_tcp])
}

/// The port over both transports, at the first address where nobody else has it, be it another run of these tests.
async fn sockets() -> (UdpSocket, TcpListener) {
    for last in 1..255 {
        let at = SocketAddr::from((Ipv4Addr::new(127, 0, 77, last), PORT));
        match (UdpSocket::bind(at).await, TcpListener::bind(at).await) {
            (Ok(udp), Ok(tcp)) => return (udp, tcp),
            (Err(error), _) | (_, Err(error)) => assert_eq!(error.kind(), ErrorKind::AddrInUse, "{at}"),
        }
    }
    panic!("port {PORT} is taken everywhere");
}

async fn pings(socket: UdpSocket, habit: Habit, heard: Heard<Request>) {
    let mut ping = [0; 512];
    loop {
        // A client that is gone shows as an error of the next call on Windows; that is not the server's end.
        let Ok((length, client)) = socket.recv_from(&mut ping).await else { continue };
        heard.lock().unwrap().push(Request::Ping);
        let replies = match habit {
            Habit::SilentToPings => vec![],
            Habit::FloodsPings => vec![vec![0x30; 1400]; 1000],
            _ => vec![pong(&ping[..length])],
        };
        for reply in replies {
            let _ = socket.send_to(&reply, client).await;
        }
    }
}

/// What a controller of `corp.test` once answered, with the id of this question in both of its messages, which stands
/// behind the length of the whole (RFC 4511 §4.1.1).
fn pong(question: &[u8]) -> Vec<u8> {
    let id = &question[2..4 + usize::from(question[3])];
    let recorded = include_str!("../../../probes/fixtures/ldap/netlogon-reply.hex").lines().last().unwrap();
    let digits = (0..recorded.len()).step_by(2).map(|at| u8::from_str_radix(&recorded[at..at + 2], 16).unwrap());
    let recorded: Vec<u8> = digits.collect();
    let (entry, done) = recorded.split_at(2 + usize::from(recorded[1]));
    [entry, done].map(|message| answer_to(id, &message[2 + ID_RECORDED..])).concat()
}

/// Length of the recorded id with its type and length, in bytes.
const ID_RECORDED: usize = 3;

fn answer_to(id: &[u8], operation: &[u8]) -> Vec<u8> {
    [&[0x30, u8::try_from(id.len() + operation.len()).unwrap()], id, operation].concat()
}

async fn converse(mut stream: TcpStream, habit: Habit, heard: Heard<Request>) {
    let mut question = [0; 4096];
    let Ok(length @ 1..) = stream.read(&mut question).await else { return };
    let question = &question[..length];
    let is_start_tls = question.windows(START_TLS.len()).any(|window| window == START_TLS);
    heard.lock().unwrap().push(if is_start_tls { Request::StartTls } else { Request::Search });
    match habit {
        Habit::ToSearches(does) if !is_start_tls => act(&mut stream, does).await,
        Habit::InPlaceOfTls(does) if is_start_tls => {
            let _ = stream.write_all(WILLING).await;
            act(&mut stream, does).await;
        }
        Habit::SilentInTls(acceptor) if is_start_tls => {
            let _ = stream.write_all(WILLING).await;
            silence(acceptor, stream, heard).await;
            return;
        }
        _ => drop(stream.write_all(&[ENTRY, END].concat()).await),
    }
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

async fn silence(acceptor: TlsAcceptor, stream: TcpStream, heard: Heard<Request>) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let Ok(1..) = stream.read(&mut [0; 512]).await else { return };
    heard.lock().unwrap().push(Request::Bind);
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

/// The object identifier of `StartTLS` (RFC 4511 §4.14.1).
const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";
/// An entry without name and attributes, as an answer to the first message (RFC 4511 §4.5.2).
pub const ENTRY: &[u8] = b"\x30\x09\x02\x01\x01\x64\x04\x04\x00\x30\x00";
/// The end of the list.
const END: &[u8] = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
/// An extended answer of success to the first message.
const WILLING: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";
