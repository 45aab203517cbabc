//! A domain controller, as far as it is asked: the netlogon ping, rootDSE, `StartTLS`, and inside
//! it the ping again and a bind.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_rustls::TlsAcceptor;

use super::tcp::{Does, act};
use super::{Heard, Server};

/// What it does; where nothing is said of it, a ping is answered, and any question with an empty
/// entry.
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
    /// Takes up `StartTLS`, and is this inside.
    InTls(TlsAcceptor, Inside),
    /// The same, and hears no ping over UDP.
    InTlsAlone(TlsAcceptor, Inside),
}

/// What it is inside TLS.
#[derive(Clone, Copy)]
pub struct Inside {
    pub netlogon: Netlogon,
    pub binds: Binds,
}

/// What it says to the netlogon ping inside TLS.
#[derive(Clone, Copy)]
pub enum Netlogon {
    /// That it is a controller of `corp.test`.
    Right,
    /// That it is one of `evil.test`.
    OfAnotherDomain,
    /// That it knows no such domain, as any directory does.
    Nothing,
}

/// What it says to binds.
#[derive(Clone, Copy)]
pub enum Binds {
    Accepted,
    /// `invalidCredentials` with this sub-code.
    Rejected(&'static str),
    Silent,
}

impl Inside {
    /// A controller of the domain.
    pub fn right(binds: Binds) -> Self {
        Self { netlogon: Netlogon::Right, binds }
    }
}

/// What it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Ping,
    Search,
    StartTls,
    /// One inside TLS.
    Bind,
    /// Any request over TCP, as it came.
    Said(Vec<u8>),
}

/// How many binds came to these controllers, and whether the password came to any of them in any
/// form of request.
pub fn told<'a>(
    controllers: impl IntoIterator<Item = &'a Server<Request>>,
    password: &str,
) -> (usize, bool) {
    let heard: Vec<Request> = controllers.into_iter().flat_map(Server::heard).collect();
    let is_told = |request: &Request| match request {
        Request::Said(bytes) => holds(bytes, password.as_bytes()),
        _ => false,
    };
    (heard.iter().filter(|request| **request == Request::Bind).count(), heard.iter().any(is_told))
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// Of LDAP: no other can be asked for.
const PORT: u16 = 389;

/// The controller, at an address of loopback of its own. Only root may listen on its port, so that
/// these tests belong to those of the real servers.
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

/// The port over both transports, at the first address where nobody else has it, be it another run
/// of these tests.
async fn sockets() -> (UdpSocket, TcpListener) {
    for last in 1..255 {
        let at = SocketAddr::from((Ipv4Addr::new(127, 0, 77, last), PORT));
        match (UdpSocket::bind(at).await, TcpListener::bind(at).await) {
            (Ok(udp), Ok(tcp)) => return (udp, tcp),
            (Err(error), _) | (_, Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::AddrInUse, "{at}");
            }
        }
    }
    panic!("port {PORT} is taken everywhere");
}

async fn pings(socket: UdpSocket, habit: Habit, heard: Heard<Request>) {
    let mut ping = [0; 512];
    loop {
        // A client that is gone shows as an error of the next call on Windows; that is not the
        // server's end.
        let Ok((length, client)) = socket.recv_from(&mut ping).await else { continue };
        heard.lock().unwrap().push(Request::Ping);
        let replies = match habit {
            Habit::SilentToPings | Habit::InTlsAlone(..) => vec![],
            Habit::FloodsPings => vec![vec![0x30; 1400]; 1000],
            _ => vec![pong(&ping[..length])],
        };
        for reply in replies {
            let _ = socket.send_to(&reply, client).await;
        }
    }
}

/// What a controller of `corp.test` once answered, with the id of this question in both of its
/// messages, which stands behind the length of the whole (RFC 4511 §4.1.1).
fn pong(question: &[u8]) -> Vec<u8> {
    let id = &question[2..4 + usize::from(question[3])];
    let recorded =
        include_str!("../../../probes/fixtures/ldap/netlogon-reply.hex").lines().last().unwrap();
    let recorded = hex::decode(recorded).unwrap();
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
    let is_start_tls = holds(question, START_TLS);
    let request = if is_start_tls { Request::StartTls } else { Request::Search };
    heard.lock().unwrap().extend([request, Request::Said(question.to_vec())]);
    match habit {
        Habit::ToSearches(does) if !is_start_tls => act(&mut stream, does).await,
        Habit::InPlaceOfTls(does) if is_start_tls => {
            let _ = stream.write_all(WILLING).await;
            act(&mut stream, does).await;
        }
        Habit::InTls(acceptor, inside) | Habit::InTlsAlone(acceptor, inside) if is_start_tls => {
            let _ = stream.write_all(WILLING).await;
            converse_inside(acceptor, stream, inside, heard).await;
            return;
        }
        _ => drop(stream.write_all(&[ENTRY, END].concat()).await),
    }
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

/// The client waits for each answer, so that each piece that comes is one request.
async fn converse_inside(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    inside: Inside,
    heard: Heard<Request>,
) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let mut question = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut question).await {
        let question = &question[..length];
        let id = &question[2..4 + usize::from(question[3])];
        let operation = question[2 + id.len()];
        heard.lock().unwrap().push(Request::Said(question.to_vec()));
        let answer = match operation {
            BIND_REQUEST => {
                heard.lock().unwrap().push(Request::Bind);
                to_bind(id, inside.binds)
            }
            _ if holds(question, b"DnsDomain") => to_ping(question, id, inside.netlogon),
            _ => answer_to(id, DONE),
        };
        let _ = stream.write_all(&answer).await;
    }
}

fn to_ping(question: &[u8], id: &[u8], netlogon: Netlogon) -> Vec<u8> {
    match netlogon {
        Netlogon::Right => pong(question),
        Netlogon::OfAnotherDomain => {
            let mut other = pong(question);
            let at = other.windows(5).position(|label| label == b"\x04corp").unwrap();
            other[at + 1..at + 5].copy_from_slice(b"evil");
            other
        }
        Netlogon::Nothing => answer_to(id, DONE),
    }
}

fn to_bind(id: &[u8], binds: Binds) -> Vec<u8> {
    let bound = |code: u8, words: &str| {
        let words = [&[4, u8::try_from(words.len()).unwrap()], words.as_bytes()].concat();
        let result = [&[0x0a, 1, code, 4, 0][..], &words].concat();
        answer_to(
            id,
            &[&[BIND_RESPONSE, u8::try_from(result.len()).unwrap()], &result[..]].concat(),
        )
    };
    match binds {
        Binds::Accepted => bound(0, ""),
        Binds::Rejected(data) => {
            bound(49, &format!("80090308: AcceptSecurityContext error, data {data}, v1db1"))
        }
        Binds::Silent => Vec::new(),
    }
}

const BIND_REQUEST: u8 = 0x60;
const BIND_RESPONSE: u8 = 0x61;
/// The end of a list (RFC 4511 §4.5.2), behind the id.
const DONE: &[u8] = b"\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
/// The object identifier of `StartTLS` (RFC 4511 §4.14.1).
const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";
/// An entry without name and attributes, as an answer to the first message (RFC 4511 §4.5.2).
pub const ENTRY: &[u8] = b"\x30\x09\x02\x01\x01\x64\x04\x04\x00\x30\x00";
/// The end of the list.
const END: &[u8] = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
/// An extended answer of success to the first message.
const WILLING: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";
