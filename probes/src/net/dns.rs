//! One DNS question to one server: UDP, then TCP on truncation; or TCP alone.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use hickory_proto::op::Message;
use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::{Cause, Watch, bad_news, next_hop};
use crate::evidence::{DnsReply, DnsTransport, FailureKind, Observed, Rcode, Step};
use crate::wire::dns::{DnsRecord, Edns, Question, Reading, read_reply};

/// Asks `server`. Any well-formed answer is an answer, whatever its response code; silence, a refused port and bytes
/// that are no DNS message are failures. Takes at most the limit for one query.
pub async fn exchange<R: DnsRecord>(
    watch: &Watch,
    server: SocketAddr,
    question: &Question<R>,
) -> Observed<DnsReply<R>> {
    let mut so_far = SoFar::default();
    let conversation = Conversation { server, question, id: random_id() };
    let patience = watch.limits.dns / 3;
    let outcome = watch.step(Step::DnsQuery, watch.limits.dns, conversation.hold(patience, &mut so_far)).await;
    next_hop::unless_silent(so_far.complete(outcome), server.ip())
}

/// Asks over TCP alone, for at most `limit`: where nothing comes over UDP, it tells whether the server is there.
pub async fn exchange_over_tcp<R: DnsRecord>(
    watch: &Watch,
    server: SocketAddr,
    question: &Question<R>,
    limit: Duration,
) -> Observed<DnsReply<R>> {
    let conversation = Conversation { server, question, id: random_id() };
    watch.step(Step::DnsQuery, limit, conversation.ask_over_tcp(Edns::Plain, DnsTransport::Tcp)).await
}

/// Reads an id off a query that the codec library would send: it draws unpredictable ones.
fn random_id() -> u16 {
    Message::query().metadata.id
}

struct Conversation<'a, R> {
    server: SocketAddr,
    question: &'a Question<R>,
    id: u16,
}

/// What is known while the conversation lasts: it decides how a time-out is to be understood.
struct SoFar<R> {
    /// A rejection of EDNS: the answer, unless the plain query brings a better one.
    rejection: Option<DnsReply<R>>,
    malformed: Option<&'static str>,
    truncated: bool,
}

impl<R> Default for SoFar<R> {
    fn default() -> Self {
        Self { rejection: None, malformed: None, truncated: false }
    }
}

impl<R: DnsRecord> Conversation<'_, R> {
    /// The query is sent with EDNS and, after `patience` or a rejection, once more without: servers exist that reject
    /// EDNS, and firewalls that drop it (RFC 6891 §6.2.2, §7). An answer to either counts.
    async fn hold(&self, patience: Duration, so_far: &mut SoFar<R>) -> Result<DnsReply<R>, Cause> {
        let socket = self.connected_socket().await?;
        self.send(&socket, Edns::Offered).await?;
        if let Ok(answer) = timeout(patience, self.listen(&socket, Edns::Offered, so_far)).await {
            match answer? {
                Heard::Answer(reply) => return Ok(reply),
                Heard::Truncated => return self.finish_over_tcp(Edns::Offered, so_far).await,
                Heard::Rejection(reply) => so_far.rejection = Some(reply),
            }
        }
        self.send(&socket, Edns::Plain).await?;
        match self.listen(&socket, Edns::Plain, so_far).await? {
            Heard::Answer(reply) | Heard::Rejection(reply) => Ok(reply),
            Heard::Truncated => self.finish_over_tcp(Edns::Plain, so_far).await,
        }
    }

    async fn send(&self, socket: &UdpSocket, edns: Edns) -> Result<(), Cause> {
        let query = self.question.encode(self.id, edns);
        socket.send(&query).await.map_err(|error| self.udp_cause(socket, error))?;
        Ok(())
    }

    /// Waits for the answer, past everything that is not it: whoever can guess the port can send anything.
    async fn listen(&self, socket: &UdpSocket, edns: Edns, so_far: &mut SoFar<R>) -> Result<Heard<R>, Cause> {
        let mut buffer = vec![0; LARGEST_MESSAGE];
        loop {
            let length = socket.recv(&mut buffer).await.map_err(|error| self.udp_cause(socket, error))?;
            let message = buffer.get(..length).unwrap_or_default();
            match read_reply(self.question, self.id, DnsTransport::Udp, message) {
                Reading::NotOurs => {}
                Reading::Malformed(why) => so_far.malformed = Some(why),
                Reading::Truncated => return Ok(Heard::Truncated),
                Reading::Answer { reply, edns: false } if edns == Edns::Offered && rejects(reply.rcode) => {
                    return Ok(Heard::Rejection(reply));
                }
                Reading::Answer { reply, .. } => return Ok(Heard::Answer(reply)),
            }
        }
    }

    async fn finish_over_tcp(&self, edns: Edns, so_far: &mut SoFar<R>) -> Result<DnsReply<R>, Cause> {
        so_far.truncated = true;
        self.ask_over_tcp(edns, DnsTransport::TcpAfterTruncation).await
    }

    async fn ask_over_tcp(&self, edns: Edns, transport: DnsTransport) -> Result<DnsReply<R>, Cause> {
        let message = self.exchange_over_tcp(edns).await.map_err(|error| self.cause(error))?;
        match read_reply(self.question, self.id, transport, &message) {
            Reading::Answer { reply, .. } => Ok(reply),
            Reading::Malformed(why) => Err(self.malformed(why)),
            Reading::Truncated => Err(self.malformed("truncated over TCP as well")),
            Reading::NotOurs => Err(self.malformed("the answer over TCP is to another question")),
        }
    }

    /// Messages over TCP are preceded by their length in two bytes (RFC 1035 §4.2.2), which bounds them.
    async fn exchange_over_tcp(&self, edns: Edns) -> io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.server).await?;
        let query = self.question.encode(self.id, edns);
        let length = u16::try_from(query.len()).map_err(io::Error::other)?;
        // In one segment: some servers do not wait for the second (RFC 7766 §8).
        stream.write_all(&[&length.to_be_bytes()[..], &query].concat()).await?;
        let mut answer = vec![0; stream.read_u16().await?.into()];
        stream.read_exact(&mut answer).await?;
        Ok(answer)
    }

    /// A socket that takes datagrams from the server alone, and hears what becomes of the query on the way.
    async fn connected_socket(&self) -> Result<UdpSocket, Cause> {
        let socket = UdpSocket::bind(bad_news::any_address(self.server)).await.map_err(|error| self.cause(error))?;
        bad_news::listen(&SockRef::from(&socket), self.server);
        match socket.connect(self.server).await {
            Ok(()) => Ok(socket),
            Err(error) => Err(self.udp_cause(&socket, error)),
        }
    }

    /// A closed port is the server's own word; everything else is told by whoever sent the ICMP error.
    fn udp_cause(&self, socket: &UdpSocket, error: io::Error) -> Cause {
        let cause = bad_news::closed_port(bad_news::cause(&SockRef::from(socket), self.server, error));
        let is_servers = cause.reporter.as_ref().is_none_or(|reporter| *reporter == self.server.ip().to_string());
        if cause.kind == FailureKind::Refused && is_servers {
            return Cause::from(FailureKind::Refused).reported_by(&self.server.ip());
        }
        cause
    }

    fn malformed(&self, why: &str) -> Cause {
        Cause::with_detail(FailureKind::Malformed, why).reported_by(&self.server)
    }

    /// Names the server where it, or something in its place, has spoken.
    fn cause(&self, error: io::Error) -> Cause {
        let cause = Cause::from(error);
        match cause.kind {
            FailureKind::Refused | FailureKind::Reset | FailureKind::Closed => cause.reported_by(&self.server.ip()),
            _ => cause,
        }
    }
}

enum Heard<R> {
    Answer(DnsReply<R>),
    Truncated,
    Rejection(DnsReply<R>),
}

/// The codes by which servers that do not know EDNS say so (RFC 6891 §7).
fn rejects(rcode: Rcode) -> bool {
    matches!(rcode, Rcode::FormErr | Rcode::NotImp)
}

impl<R> SoFar<R> {
    fn complete(self, outcome: Observed<DnsReply<R>>) -> Observed<DnsReply<R>> {
        let Observed::Failed(mut failure) = outcome else { return outcome };
        if failure.kind == FailureKind::TimedOut
            && let Some(value) = self.rejection
        {
            return Observed::Answered { value, elapsed_us: failure.elapsed_us };
        }
        if self.truncated {
            let detail = failure.detail.take().map_or_else(String::new, |detail| format!(": {detail}"));
            failure.detail = Some(format!("truncated over UDP, then failed over TCP{detail}"));
        } else if failure.kind == FailureKind::TimedOut
            && let Some(why) = self.malformed
        {
            failure.kind = FailureKind::Malformed;
            failure.detail = Some(why.to_owned());
        }
        Observed::Failed(failure)
    }
}

/// Untouched pages of the buffer cost nothing, and a datagram that does not fit is an error on Windows.
const LARGEST_MESSAGE: usize = 65_535;

#[cfg(test)]
mod tests;
