//! A DNS server with a scripted zone, over UDP and TCP.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, SOA, SRV};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

use super::{Heard, Server};

/// Names without final dot, in lower case, and what they have. A name that has something of another
/// kind is NODATA, any other is NXDOMAIN.
#[derive(Clone, Default)]
pub struct Zone {
    records: HashMap<String, Vec<Record>>,
    habit: Habit,
}

/// How the server answers.
#[derive(Clone, Copy, Default)]
pub enum Habit {
    #[default]
    Honest,
    /// This code to everything.
    Code(ResponseCode),
    Silent,
    /// Silent about records of this type, and honest about the rest.
    SilentAbout(RecordType),
    /// Honest after so long.
    Slow(Duration),
    /// An answer whose record has a name that points at itself (RFC 1035 §4.1.4).
    PointerLoop,
    /// "Ask over TCP", and there a byte a second.
    Drip,
    /// Honest; and somebody else, who knows the question and the port, guesses ids before the
    /// answer is there: so many wrong ones, then one that hits. What is guessed leads to this
    /// address.
    Guessed(usize, Ipv4Addr),
    /// The question comes back in capital letters over UDP.
    Capitals,
}

/// The name of the domain controller.
pub const CONTROLLER: &str = "dc1.corp.test";

/// A question: name and type.
pub type Asked = (String, RecordType);

impl Zone {
    /// The zone `corp.test` with nothing but itself in it.
    pub fn new() -> Self {
        let soa = SOA::new(name("ns1.corp.test"), name("root.corp.test"), 1, 60, 60, 60, 60);
        Self::default().with("corp.test", RData::SOA(soa))
    }

    pub fn answering(self, habit: Habit) -> Self {
        Self { habit, ..self }
    }

    /// An SRV record for `_vlmcs._tcp.corp.test`.
    pub fn kms(self, target: Name, port: u16) -> Self {
        self.with("_vlmcs._tcp.corp.test", RData::SRV(SRV::new(0, 0, port, target)))
    }

    /// A domain controller of `corp.test`, by the record that a member looks for (MS-ADTS
    /// §6.3.6.2).
    pub fn controller(self, host: &str, address: Ipv4Addr) -> Self {
        let record = RData::SRV(SRV::new(0, 0, 389, name(host)));
        self.with("_ldap._tcp.dc._msdcs.corp.test", record).address(host, address)
    }

    /// The address of a host that is here as well.
    pub fn address_of(self, owner: &Name) -> Self {
        let owner = owner.to_ascii();
        self.address(owner.trim_end_matches('.'), Ipv4Addr::LOCALHOST)
    }

    pub fn address(self, owner: &str, address: Ipv4Addr) -> Self {
        self.with(owner, RData::A(A(address)))
    }

    fn with(mut self, owner: &str, data: RData) -> Self {
        let record = Record::from_rdata(name(owner), 60, data);
        self.records.entry(owner.to_owned()).or_default().push(record);
        self
    }

    pub async fn serve(self) -> Server<Asked> {
        let (udp, tcp) = sockets().await;
        let (at, heard, zone) = (udp.local_addr().unwrap(), Heard::default(), Arc::new(self));
        let over_udp = tokio::spawn(serve_udp(udp, Arc::clone(&zone), Heard::clone(&heard)));
        let over_tcp = tokio::spawn(serve_tcp(tcp, zone));
        Server::new(at, heard, vec![over_udp, over_tcp])
    }

    fn answer(&self, query: &Message) -> Option<Message> {
        let mut answer = Message::new(query.metadata.id, MessageType::Response, OpCode::Query);
        answer.metadata.recursion_desired = true;
        answer.metadata.recursion_available = true;
        answer.metadata.response_code = match self.habit {
            Habit::Code(code) => code,
            Habit::Silent => return None,
            Habit::SilentAbout(kind) if asked(query).1 == kind => return None,
            _ => self.fill(&mut answer, &asked(query)),
        };
        answer.queries.clone_from(&query.queries);
        Some(answer)
    }

    fn fill(&self, answer: &mut Message, (name, kind): &Asked) -> ResponseCode {
        let Some(records) = self.records.get(name) else { return ResponseCode::NXDomain };
        let fitting = records.iter().filter(|record| record.record_type() == *kind);
        answer.answers.extend(fitting.cloned());
        ResponseCode::NoError
    }
}

pub fn name(text: &str) -> Name {
    Name::from_ascii(format!("{text}.")).unwrap()
}

/// A name whose first label is made of these bytes, and which ends in `corp.test`.
pub fn name_of_bytes(label: &[u8]) -> Name {
    Name::from_labels([label, b"corp", b"test"]).unwrap()
}

fn asked(query: &Message) -> Asked {
    let question = &query.queries[0];
    (question.name().to_ascii().trim_end_matches('.').to_ascii_lowercase(), question.query_type())
}

/// The same port over both transports, which the system gives out one at a time.
async fn sockets() -> (UdpSocket, TcpListener) {
    for _ in 0..100 {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
    panic!("no port is free over both UDP and TCP");
}

async fn serve_udp(socket: UdpSocket, zone: Arc<Zone>, heard: Heard<Asked>) {
    let socket = Arc::new(socket);
    let mut buffer = [0; 4096];
    loop {
        // A client that is gone shows as an error of the next call on Windows; that is not the
        // server's end.
        let Ok((count, client)) = socket.recv_from(&mut buffer).await else { continue };
        let query = Message::from_vec(&buffer[..count]).unwrap();
        heard.lock().unwrap().push(asked(&query));
        tokio::spawn(answer_over_udp(Arc::clone(&socket), Arc::clone(&zone), query, client));
    }
}

async fn answer_over_udp(
    socket: Arc<UdpSocket>,
    zone: Arc<Zone>,
    query: Message,
    client: SocketAddr,
) {
    if let Habit::Slow(pause) = zone.habit {
        tokio::time::sleep(pause).await;
    }
    let Some(answer) = zone.answer(&query) else { return };
    if let Habit::Guessed(wrong, address) = zone.habit {
        guess(&socket, &answer, client, wrong, address).await;
    }
    let answer = match zone.habit {
        Habit::Capitals => fitting(in_capitals(answer)),
        Habit::PointerLoop => pointing_at_itself(&query),
        Habit::Drip => truncated(answer),
        _ => fitting(answer),
    };
    let _ = socket.send_to(&answer, client).await;
}

/// The last of the guesses bears the right id.
async fn guess(
    socket: &UdpSocket,
    answer: &Message,
    client: SocketAddr,
    wrong: usize,
    address: Ipv4Addr,
) {
    let mut guess = answer.clone();
    guess.metadata.response_code = ResponseCode::NoError;
    let owner = guess.queries[0].name().clone();
    guess.answers = vec![Record::from_rdata(owner, 60, RData::A(A(address)))];
    let mut guess = guess.to_vec().unwrap();
    for distance in (0..=wrong).rev() {
        let id = answer.metadata.id.wrapping_add(u16::try_from(distance).unwrap());
        guess[..2].copy_from_slice(&id.to_be_bytes());
        let _ = socket.send_to(&guess, client).await;
    }
}

fn in_capitals(mut answer: Message) -> Message {
    let name = answer.queries[0].name().to_ascii().to_ascii_uppercase();
    answer.queries[0].set_name(Name::from_ascii(name).unwrap());
    answer
}

/// One SRV record, whose owner is a pointer to its own first byte.
fn pointing_at_itself(query: &Message) -> Vec<u8> {
    let mut answer = Message::new(query.metadata.id, MessageType::Response, OpCode::Query);
    answer.queries.clone_from(&query.queries);
    let mut bytes = answer.to_vec().unwrap();
    let own_place = u16::try_from(bytes.len()).unwrap();
    // ANCOUNT, then owner, type, class, TTL, length, priority, weight, port, target.
    bytes[7] = 1;
    bytes.extend((0xc000 | own_place).to_be_bytes());
    bytes.extend([0, 33, 0, 1, 0, 0, 0, 60, 0, 8, 0, 0, 0, 0, 6, 0x98]);
    bytes.extend((0xc000 | own_place).to_be_bytes());
    bytes
}

/// What is larger than a datagram ought to be is announced as truncated (RFC 2181 §9).
fn fitting(answer: Message) -> Vec<u8> {
    let whole = answer.to_vec().unwrap();
    if whole.len() <= 1232 { whole } else { truncated(answer) }
}

fn truncated(mut answer: Message) -> Vec<u8> {
    answer.answers.clear();
    answer.metadata.truncation = true;
    answer.to_vec().unwrap()
}

async fn serve_tcp(listener: TcpListener, zone: Arc<Zone>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&zone)));
    }
}

async fn converse(mut stream: TcpStream, zone: Arc<Zone>) -> Option<()> {
    let mut query = vec![0; stream.read_u16().await.ok()?.into()];
    stream.read_exact(&mut query).await.ok()?;
    let answer = zone.answer(&Message::from_vec(&query).ok()?)?.to_vec().ok()?;
    stream.write_u16(u16::try_from(answer.len()).ok()?).await.ok()?;
    if !matches!(zone.habit, Habit::Drip) {
        return stream.write_all(&answer).await.ok();
    }
    for byte in answer {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stream.write_all(&[byte]).await.ok()?;
    }
    Some(())
}
