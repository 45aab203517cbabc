//! A DNS server on loopback that does as it is told: the peer of the tests.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hickory_proto::op::{Edns, Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::opt::EdnsOption;
use hickory_proto::rr::rdata::{A, AAAA, CNAME, SOA, SRV};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinHandle;

/// What to do with one question.
#[derive(Clone)]
pub(crate) enum Act {
    /// Say nothing.
    Silence,
    /// Say nothing over UDP, and this over TCP.
    SilenceOverUdp(Vec<Record>),
    /// Answer with these records: over UDP as far as they fit.
    Records(Vec<Record>),
    /// Answer with this code, the zone's SOA in the authority section, and an extended error for
    /// other than NXDOMAIN.
    Code(ResponseCode),
    /// Refuse what carries EDNS as a server of 1998 does, answer the rest.
    RejectEdns(Vec<Record>),
    /// The same, and say nothing to the rest.
    RejectEdnsAlone,
    /// Say nothing to what carries EDNS, answer the rest.
    DropEdns(Vec<Record>),
    /// Answer with the right id and then nothing that makes sense.
    Garbage,
    /// First an answer with another id, one to another question and garbage, then the right one.
    DecoysFirst(Vec<Record>),
    /// Over UDP first so many answers with other ids that name a host of somebody else, then this;
    /// over TCP this.
    GuessesFirst(usize, Vec<Record>),
    /// The same, with other questions in the place of other ids.
    OtherQuestionsFirst(usize, Vec<Record>),
    /// Over UDP so many guesses, and then one that hits; over TCP this.
    GuessesThatHit(usize, Vec<Record>),
    /// Guesses over UDP alone, and over TCP closed after the query.
    GuessesAlone,
    /// Over UDP this, with the question in capital letters; over TCP this too, if asked to.
    InCapitals(Vec<Record>, OverTcp),
    /// Truncated over UDP, and over TCP this many bytes a second.
    Drip,
    /// Truncated over UDP, and over TCP closed after the query.
    CloseTcp,
    /// A name that points at itself.
    PointerLoop,
}

/// What becomes of a question over TCP.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverTcp {
    Answered,
    Closed,
}

type Script = Arc<HashMap<(String, RecordType), Act>>;

type Heard = Arc<Mutex<Vec<Query>>>;

/// A query that came over UDP.
#[derive(Clone)]
struct Query {
    asked: (String, RecordType),
    port: u16,
    id: u16,
}

/// The server; it ends when dropped.
pub(crate) struct ScriptedDns {
    /// Where it listens, over both transports.
    pub(crate) address: SocketAddr,
    heard: Heard,
    tasks: [JoinHandle<()>; 2],
}

impl ScriptedDns {
    /// A server that knows these names (without final dot) and answers NXDOMAIN to any other.
    pub(crate) async fn start<const N: usize>(script: [(&str, RecordType, Act); N]) -> Self {
        let script =
            script.into_iter().map(|(name, kind, act)| ((name.to_ascii_lowercase(), kind), act));
        let script: Script = Arc::new(script.collect());
        let (udp, tcp) = sockets().await;
        let address = udp.local_addr().unwrap();
        let heard = Arc::default();
        let tasks = [
            tokio::spawn(serve_udp(udp, Arc::clone(&script), Arc::clone(&heard))),
            tokio::spawn(serve_tcp(tcp, script)),
        ];
        Self { address, heard, tasks }
    }

    /// The questions that came over UDP, in order.
    pub(crate) fn heard(&self) -> Vec<(String, RecordType)> {
        self.heard.lock().unwrap().iter().map(|query| query.asked.clone()).collect()
    }

    /// The ports and the ids of the queries that came over UDP, in order.
    pub(crate) fn ports_and_ids(&self) -> Vec<(u16, u16)> {
        self.heard.lock().unwrap().iter().map(|query| (query.port, query.id)).collect()
    }
}

impl Drop for ScriptedDns {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// A port of loopback on which nothing listens.
pub(crate) async fn closed_port() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// A name for records.
pub(crate) fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

/// An SRV record of priority and weight zero on port 1688.
pub(crate) fn srv(owner: &str, target: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::SRV(SRV::new(0, 0, 1688, name(target))))
}

/// An A record.
pub(crate) fn a(owner: &str, address: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::A(A(address.parse().unwrap())))
}

/// An AAAA record.
pub(crate) fn aaaa(owner: &str, address: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::AAAA(AAAA(address.parse().unwrap())))
}

/// A CNAME record.
pub(crate) fn cname(owner: &str, alias: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(alias))))
}

/// The SOA record of a zone.
pub(crate) fn soa(zone: &str) -> Record {
    let soa = SOA::new(name("ns1.example."), name("root.example."), 7, 1, 1, 1, 900);
    Record::from_rdata(name(zone), 60, RData::SOA(soa))
}

/// The same port over both transports, which the system gives out one at a time.
async fn sockets() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
}

async fn serve_udp(socket: UdpSocket, script: Script, heard: Heard) {
    let mut buffer = [0; 4096];
    loop {
        let Ok((length, client)) = socket.recv_from(&mut buffer).await else { continue };
        let query = Message::from_vec(&buffer[..length]).unwrap();
        let (name, kind) = question(&query);
        let asked = (name.clone(), kind);
        heard.lock().unwrap().push(Query { asked, port: client.port(), id: query.metadata.id });
        for datagram in over_udp(&query, act(&script, name, kind)) {
            socket.send_to(&datagram, client).await.unwrap();
        }
    }
}

async fn serve_tcp(listener: TcpListener, script: Script) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&script)));
    }
}

async fn converse(mut stream: TcpStream, script: Script) {
    let mut query = vec![0; stream.read_u16().await.unwrap().into()];
    stream.read_exact(&mut query).await.unwrap();
    let query = Message::from_vec(&query).unwrap();
    let (name, kind) = question(&query);
    match act(&script, name, kind) {
        Act::Records(records)
        | Act::SilenceOverUdp(records)
        | Act::GuessesFirst(_, records)
        | Act::GuessesThatHit(_, records)
        | Act::OtherQuestionsFirst(_, records)
        | Act::InCapitals(records, OverTcp::Answered) => {
            let answer = answer(&query, records).to_vec().unwrap();
            stream.write_u16(u16::try_from(answer.len()).unwrap()).await.unwrap();
            stream.write_all(&answer).await.unwrap();
        }
        Act::Drip => drip(stream).await,
        _ => {}
    }
}

async fn drip(mut stream: TcpStream) {
    while stream.write_u8(0xff).await.is_ok() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn question(query: &Message) -> (String, RecordType) {
    let question = &query.queries[0];
    let name = question.name().to_ascii().to_ascii_lowercase();
    (
        name.strip_suffix('.').filter(|bare| !bare.is_empty()).unwrap_or(&name).to_owned(),
        question.query_type(),
    )
}

fn act(script: &Script, name: String, kind: RecordType) -> Act {
    script.get(&(name, kind)).cloned().unwrap_or(Act::Code(ResponseCode::NXDomain))
}

fn over_udp(query: &Message, act: Act) -> Vec<Vec<u8>> {
    let plain = query.edns.is_none();
    match act {
        Act::Records(records) => vec![fitted(query, &answer(query, records))],
        Act::Code(code) => vec![refusal(query, code).to_vec().unwrap()],
        Act::RejectEdns(records) | Act::DropEdns(records) if plain => {
            vec![fitted(query, &answer(query, records))]
        }
        Act::RejectEdnsAlone if plain => vec![],
        Act::RejectEdns(_) | Act::RejectEdnsAlone => {
            let mut message = response(query);
            message.metadata.response_code = ResponseCode::FormErr;
            message.edns = None;
            vec![message.to_vec().unwrap()]
        }
        Act::Silence | Act::SilenceOverUdp(_) | Act::DropEdns(_) => vec![],
        Act::Garbage => vec![garbage(query)],
        Act::DecoysFirst(records) => decoys(query, records),
        Act::GuessesFirst(count, records) => then(guesses(query, count), &answer(query, records)),
        Act::GuessesThatHit(count, _) => then(guesses(query, count), &forged(query)),
        Act::GuessesAlone => guesses(query, 1000),
        Act::OtherQuestionsFirst(count, records) => {
            then(other_questions(query, count), &answer(query, records))
        }
        Act::InCapitals(records, _) => vec![in_capitals(query, records)],
        Act::Drip | Act::CloseTcp => vec![response(query).truncate().to_vec().unwrap()],
        Act::PointerLoop => vec![pointer_loop(query)],
    }
}

fn response(query: &Message) -> Message {
    let mut message = Message::new(query.metadata.id, MessageType::Response, OpCode::Query);
    message.metadata.recursion_available = true;
    message.add_queries(query.queries.clone());
    message.edns = query.edns.as_ref().map(|_| Edns::new());
    message
}

fn answer(query: &Message, records: Vec<Record>) -> Message {
    let mut message = response(query);
    message.metadata.authoritative = true;
    message.add_answers(records);
    message
}

fn fitted(query: &Message, message: &Message) -> Vec<u8> {
    let whole = message.to_vec().unwrap();
    let fits = whole.len() <= query.max_payload().into();
    if fits { whole } else { message.truncate().to_vec().unwrap() }
}

fn refusal(query: &Message, code: ResponseCode) -> Message {
    let mut message = response(query);
    message.metadata.response_code = code;
    message.add_authority(soa("corp.example."));
    if let (Some(edns), true) = (&mut message.edns, code != ResponseCode::NXDomain) {
        edns.options_mut()
            .insert(EdnsOption::Unknown(15, b"\x00\x16no reachable authority".to_vec()));
    }
    message
}

fn garbage(query: &Message) -> Vec<u8> {
    [&query.metadata.id.to_be_bytes()[..], b"\x81garbage"].concat()
}

fn decoys(query: &Message, records: Vec<Record>) -> Vec<Vec<u8>> {
    let mut other_id = answer(query, vec![]);
    other_id.metadata.id ^= 1;
    let mut other_question = answer(query, vec![]);
    other_question.queries[0].set_name(name("decoy.example."));
    let honest = answer(query, records);
    let [other_id, other_question, honest] =
        [other_id, other_question, honest].map(|m| m.to_vec().unwrap());
    vec![other_id, other_question, garbage(query), honest]
}

fn then(mut first: Vec<Vec<u8>>, last: &Message) -> Vec<Vec<u8>> {
    first.push(last.to_vec().unwrap());
    first
}

/// What somebody sends who knows the question and the port, and not the id.
fn guesses(query: &Message, count: usize) -> Vec<Vec<u8>> {
    let mut guess = forged(query);
    let guess = (0..count).map(|_| {
        guess.metadata.id = guess.metadata.id.wrapping_add(1);
        guess.to_vec().unwrap()
    });
    guess.collect()
}

fn forged(query: &Message) -> Message {
    answer(query, vec![srv(&question(query).0, "rogue.example.")])
}

fn other_questions(query: &Message, count: usize) -> Vec<Vec<u8>> {
    let mut other = answer(query, vec![srv("other.example.", "rogue.example.")]);
    let other = (0..count).map(|number| {
        other.queries[0].set_name(name(&format!("other{number}.example.")));
        other.to_vec().unwrap()
    });
    other.collect()
}

/// As servers and devices do that keep one spelling of a name.
fn in_capitals(query: &Message, records: Vec<Record>) -> Vec<u8> {
    let mut message = answer(query, records);
    let capitals = message.queries[0].name().to_ascii().to_ascii_uppercase();
    message.queries[0].set_name(name(&capitals));
    message.to_vec().unwrap()
}

fn pointer_loop(query: &Message) -> Vec<u8> {
    let mut message = response(query);
    message.edns = None;
    let mut bytes = message.to_vec().unwrap();
    let at = u16::try_from(bytes.len()).unwrap();
    bytes[7] = 1;
    bytes.extend((0xc000 | at).to_be_bytes());
    bytes.extend([0, 33, 0, 1, 0, 0, 0, 60, 0, 7, 0, 0, 0, 0, 0, 1, 0]);
    bytes
}
