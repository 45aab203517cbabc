//! A DNS server on loopback, over UDP and TCP: a zone with its habits, or an act for each question.

mod act;
mod message;
pub mod records;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::SRV;
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

pub use self::act::{Act, OverTcp};
pub use self::records::{name, name_of_bytes};
use super::{Heard, Server};

/// The name of the domain controller.
pub const CONTROLLER: &str = "dc1.corp.test";

/// A question: name, in lower case and without final dot, and type.
pub type Asked = (String, RecordType);

/// Names without final dot, in lower case, and what they have. A name that has something of another
/// kind is NODATA, any other is NXDOMAIN.
#[derive(Clone, Default)]
pub struct Zone {
    records: HashMap<String, Vec<Record>>,
    habit: Habit,
}

/// How the server of a zone answers.
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
    /// As [`Act::PointerLoop`].
    PointerLoop,
    /// As [`Act::Drip`].
    Drip,
    /// Honest; and somebody else, who knows the question and the port, guesses ids before the
    /// answer is there: so many wrong ones, then one that hits. What is guessed leads to this
    /// address.
    Guessed(usize, Ipv4Addr),
    /// The question comes back in capital letters over UDP.
    Capitals,
}

impl Zone {
    /// The zone `corp.test` with nothing but itself in it.
    pub fn new() -> Self {
        Self::default().with("corp.test", records::soa("corp.test"))
    }

    pub fn answering(self, habit: Habit) -> Self {
        Self { habit, ..self }
    }

    /// An SRV record for `_vlmcs._tcp.corp.test`.
    pub fn kms(self, target: Name, port: u16) -> Self {
        const OWNER: &str = "_vlmcs._tcp.corp.test";
        let data = RData::SRV(SRV::new(0, 0, port, target));
        self.with(OWNER, Record::from_rdata(name(OWNER), 60, data))
    }

    /// A domain controller of `corp.test`, by the record that a member looks for (MS-ADTS
    /// §6.3.6.2).
    pub fn controller(self, host: &str, address: Ipv4Addr) -> Self {
        const OWNER: &str = "_ldap._tcp.dc._msdcs.corp.test";
        let data = RData::SRV(SRV::new(0, 0, 389, name(host)));
        self.with(OWNER, Record::from_rdata(name(OWNER), 60, data)).address(host, address)
    }

    /// The address of a host that is here as well.
    pub fn address_of(self, owner: &Name) -> Self {
        let owner = owner.to_ascii();
        self.address(owner.trim_end_matches('.'), Ipv4Addr::LOCALHOST)
    }

    pub fn address(self, owner: &str, address: Ipv4Addr) -> Self {
        self.with(owner, records::a(owner, &address.to_string()))
    }

    fn with(mut self, owner: &str, record: Record) -> Self {
        self.records.entry(owner.to_owned()).or_default().push(record);
        self
    }

    pub async fn serve(self) -> Server<Asked> {
        serve(move |asked| self.act(asked)).await
    }

    fn act(&self, asked: &Asked) -> Act {
        let honest = self.honest(asked);
        match self.habit {
            Habit::Code(code) => Act::Code(code),
            Habit::Silent => Act::Silence,
            Habit::SilentAbout(kind) if asked.1 == kind => Act::Silence,
            Habit::Honest | Habit::SilentAbout(_) => honest,
            Habit::Slow(pause) => Act::Late(pause, Box::new(honest)),
            Habit::PointerLoop => Act::PointerLoop,
            Habit::Drip => Act::Drip(self.fitting(asked)),
            Habit::Guessed(wrong, address) => {
                let forged = records::a(&asked.0, &address.to_string());
                Act::GuessesThatHit(wrong, Box::new(forged), Box::new(honest))
            }
            Habit::Capitals => Act::InCapitals(Box::new(honest), OverTcp::Answered),
        }
    }

    fn honest(&self, asked: &Asked) -> Act {
        match self.records.contains_key(&asked.0) {
            true => Act::Records(self.fitting(asked)),
            false => Act::Code(ResponseCode::NXDomain),
        }
    }

    fn fitting(&self, (name, kind): &Asked) -> Vec<Record> {
        let all = self.records.get(name).into_iter().flatten();
        all.filter(|record| record.record_type() == *kind).cloned().collect()
    }
}

/// A server with an act for each question, which is told apart by its queries' ports and ids.
pub struct ScriptedDns {
    /// Where it listens, over both transports.
    pub address: SocketAddr,
    server: Server<Query>,
}

/// A query that came over UDP.
#[derive(Clone)]
pub struct Query {
    asked: Asked,
    port: u16,
    id: u16,
}

impl From<Query> for Asked {
    fn from(query: Query) -> Self {
        query.asked
    }
}

impl ScriptedDns {
    /// A server that knows these names (without final dot) and answers NXDOMAIN to any other.
    pub async fn start<const N: usize>(script: [(&str, RecordType, Act); N]) -> Self {
        let script =
            script.into_iter().map(|(name, kind, act)| ((name.to_ascii_lowercase(), kind), act));
        let script: HashMap<Asked, Act> = script.collect();
        let unknown = Act::Code(ResponseCode::NXDomain);
        let act = move |asked: &Asked| script.get(asked).unwrap_or(&unknown).clone();
        let server = serve(act).await;
        Self { address: server.at, server }
    }

    /// The questions that came over UDP, in order.
    pub fn heard(&self) -> Vec<Asked> {
        self.server.heard().into_iter().map(Asked::from).collect()
    }

    /// The ports and the ids of the queries that came over UDP, in order.
    pub fn ports_and_ids(&self) -> Vec<(u16, u16)> {
        self.server.heard().iter().map(|query| (query.port, query.id)).collect()
    }
}

/// A port of loopback on which nothing listens.
pub async fn closed_port() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// What to do with each question.
type Script = Arc<dyn Fn(&Asked) -> Act + Send + Sync>;

async fn serve<T: Clone + From<Query> + Send + 'static>(
    act: impl Fn(&Asked) -> Act + Send + Sync + 'static,
) -> Server<T> {
    let (udp, tcp) = sockets().await;
    let (at, heard, script) =
        (udp.local_addr().unwrap(), Heard::default(), Arc::new(act) as Script);
    let over_udp = tokio::spawn(serve_udp(udp, Arc::clone(&script), Heard::clone(&heard)));
    let over_tcp = tokio::spawn(serve_tcp(tcp, script));
    Server::new(at, heard, vec![over_udp, over_tcp])
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

async fn serve_udp<T: From<Query>>(socket: UdpSocket, script: Script, heard: Heard<T>) {
    let socket = Arc::new(socket);
    let mut buffer = [0; 4096];
    loop {
        // A client that is gone shows as an error of the next call on Windows; that is not the
        // server's end.
        let Ok((count, client)) = socket.recv_from(&mut buffer).await else { continue };
        let query = Message::from_vec(&buffer[..count]).unwrap();
        let asked = message::asked(&query);
        let act = script(&asked);
        let logged = Query { asked, port: client.port(), id: query.metadata.id };
        heard.lock().unwrap().push(T::from(logged));
        tokio::spawn(answer_over_udp(Arc::clone(&socket), act, query, client));
    }
}

async fn answer_over_udp(socket: Arc<UdpSocket>, act: Act, query: Message, client: SocketAddr) {
    let (pause, act) = act.after_its_pause();
    tokio::time::sleep(pause).await;
    for datagram in act.over_udp(&query) {
        let _ = socket.send_to(&datagram, client).await;
    }
}

async fn serve_tcp(listener: TcpListener, script: Script) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&script)));
    }
}

async fn converse(mut stream: TcpStream, script: Script) -> Option<()> {
    let mut query = vec![0; stream.read_u16().await.ok()?.into()];
    stream.read_exact(&mut query).await.ok()?;
    let query = Message::from_vec(&query).ok()?;
    let (answer, drips) = script(&message::asked(&query)).over_tcp(&query)?;
    stream.write_u16(u16::try_from(answer.len()).ok()?).await.ok()?;
    if !drips {
        return stream.write_all(&answer).await.ok();
    }
    for byte in answer {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stream.write_all(&[byte]).await.ok()?;
    }
    Some(())
}
