//! One DNS question to one server: UDP, then TCP where that answer is cut or cannot be believed; or
//! TCP alone.
//!
//! Whoever can see neither the question nor its answer has to guess both the port and the id to
//! answer in the server's place (RFC 5452 §4). Both are drawn anew for each question, and who
//! guesses wrong too often is not listened to.

mod learnt;
mod so_far;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

pub(crate) use self::learnt::Learnt;
use self::so_far::{Reserve, SoFar};
use super::udp::{self, UdpSocket, unguessable};
use super::watch::{descriptor, note_flow};
use super::{Cause, Watch, local_end, next_hop};
use crate::evidence::{
    DnsReply, DnsTransport, FailureKind, LocalEnd, NotAsked, Observed, Rcode, Step, Transport,
};
use crate::wire::dns::{DnsRecord, Edns, Question, ReceivedMessage, read_reply};

/// So many datagrams that are no answer, and UDP is not believed any more. Honest paths bring none,
/// or a few late ones; a flood of guesses would find the 16-bit id while one waits.
const MOST_WRONG_ANSWERS: usize = 16;

/// Asks `server`. Any well-formed answer is an answer, whatever its response code; silence, a
/// refused port and bytes that are no DNS message are failures. Takes at most the limit for one
/// query. A server that another question waited for in vain, and that answered none of this run, is
/// not asked.
pub async fn exchange<R: DnsRecord>(
    watch: &Watch,
    server: SocketAddr,
    question: &Question<R>,
) -> Observed<DnsReply<R>> {
    if watch.dns_servers.is_silent(server) && watch.stop_reason().is_none() {
        return Observed::skipped(NotAsked::ServerSilent);
    }
    let mut so_far = SoFar::default();
    let _under_way = watch.dns_servers.begin(server);
    let conversation = Conversation { server, question, learnt: &watch.dns_servers };
    let patience = watch.limits.dns / 3;
    let (outcome, from) = watch
        .step_from(Step::DnsQuery, watch.limits.dns, conversation.hold(patience, &mut so_far))
        .await;
    let has_spoken = so_far.has_spoken();
    let outcome = next_hop::unless_silent(sent_from(from, so_far.complete(outcome)), server.ip());
    learn(&watch.dns_servers, server, has_spoken, &outcome);
    outcome
}

/// Whether that server was heard, or waited for in vain.
fn learn<R>(
    learnt: &Learnt,
    server: SocketAddr,
    has_spoken: bool,
    outcome: &Observed<DnsReply<R>>,
) {
    match outcome {
        Observed::NotAsked { .. } => {}
        Observed::Failed(failure) if failure.is_unfinished() => {}
        Observed::Failed(failure) if !has_spoken && is_silence(failure.kind) => {
            learnt.stayed_silent(server);
        }
        Observed::Failed(_) | Observed::Answered { .. } => learnt.was_heard(server),
    }
}

/// What one waits for: that a neighbour is not there shows after seconds only.
fn is_silence(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::TimedOut | FailureKind::HostUnreachable | FailureKind::GatewayUnreachable
    )
}

/// Asks over TCP alone, for at most `limit`: where nothing comes over UDP, it tells whether the
/// server is there.
pub(crate) async fn exchange_over_tcp<R: DnsRecord>(
    watch: &Watch,
    server: SocketAddr,
    question: &Question<R>,
    limit: Duration,
) -> Observed<DnsReply<R>> {
    let conversation = Conversation { server, question, learnt: &watch.dns_servers };
    let (outcome, from) = watch
        .step_from(Step::DnsQuery, limit, conversation.ask_over_tcp(Edns::Plain, DnsTransport::Tcp))
        .await;
    sent_from(from, outcome)
}

fn sent_from<R>(from: Option<LocalEnd>, outcome: Observed<DnsReply<R>>) -> Observed<DnsReply<R>> {
    outcome.map(|reply| DnsReply { from, ..reply })
}

fn random_id() -> u16 {
    let [low, high, ..] = unguessable().to_ne_bytes();
    u16::from_ne_bytes([low, high])
}

struct Conversation<'a, R> {
    server: SocketAddr,
    question: &'a Question<R>,
    learnt: &'a Learnt,
}

/// A question under way over UDP: its socket, and the id that an answer has to bear.
struct Asked {
    socket: UdpSocket,
    id: u16,
}

impl<R: DnsRecord> Conversation<'_, R> {
    async fn hold(&self, patience: Duration, so_far: &mut SoFar<R>) -> Result<DnsReply<R>, Cause> {
        // The socket is closed before another one is opened.
        match self.ask_over_udp(patience, so_far).await? {
            Heard::Answer(reply) | Heard::Rejection(reply) => Ok(reply),
            Heard::AskOverTcp(edns, why) => {
                so_far.over_tcp = Some(why);
                self.ask_over_tcp(edns, why).await
            }
        }
    }

    /// The query is sent with EDNS and, after about `patience` or a rejection, once more without:
    /// servers exist that reject EDNS, and firewalls that drop it (RFC 6891 §6.2.2, §7). After as
    /// long again it is sent a last time: ways lose packets. An answer to any of them counts. Where
    /// EDNS was lost before in this run, the query begins without.
    async fn ask_over_udp(
        &self,
        patience: Duration,
        so_far: &mut SoFar<R>,
    ) -> Result<Heard<R>, Cause> {
        let asked = Asked { socket: self.connected_socket().await?, id: random_id() };
        if self.learnt.edns(self.server) == Edns::Offered
            && let Some(heard) = self.ask_with_edns(&asked, patience, so_far).await?
        {
            return Ok(heard);
        }
        match self.ask_plainly(&asked, patience, so_far).await? {
            Heard::Answer(plain) => {
                if so_far.in_reserve.is_none() {
                    self.learnt.answered_without_edns(self.server);
                }
                Ok(Heard::Answer(better_without_edns(so_far.in_reserve.take(), plain)))
            }
            heard => Ok(heard),
        }
    }

    /// What comes of it in time; a rejection of EDNS is kept, and is none.
    async fn ask_with_edns(
        &self,
        asked: &Asked,
        patience: Duration,
        so_far: &mut SoFar<R>,
    ) -> Result<Option<Heard<R>>, Cause> {
        self.send(asked, Edns::Offered).await?;
        let listening = self.listen(asked, Edns::Offered, so_far);
        let Some(heard) = self.before_repeat(patience, listening).await else { return Ok(None) };
        let heard = heard?;
        self.learnt.answered_edns(self.server);
        match heard {
            Heard::Rejection(reply) => {
                so_far.in_reserve = Some(Reserve::Rejection(reply));
                Ok(None)
            }
            heard => Ok(Some(heard)),
        }
    }

    async fn ask_plainly(
        &self,
        asked: &Asked,
        patience: Duration,
        so_far: &mut SoFar<R>,
    ) -> Result<Heard<R>, Cause> {
        self.send(asked, Edns::Plain).await?;
        let listening = self.listen(asked, Edns::Plain, so_far);
        if let Some(heard) = self.before_repeat(patience, listening).await {
            return heard;
        }
        self.send(asked, Edns::Plain).await?;
        self.listen(asked, Edns::Plain, so_far).await
    }

    /// What comes before the question is to be sent again.
    async fn before_repeat<T>(
        &self,
        patience: Duration,
        listening: impl Future<Output = T>,
    ) -> Option<T> {
        let turn = async {
            sleep(spread(patience)).await;
            self.learnt.let_others_pass(self.server).await;
        };
        tokio::select! {
            biased;
            heard = listening => Some(heard),
            () = turn => None,
        }
    }

    async fn send(&self, asked: &Asked, edns: Edns) -> Result<(), Cause> {
        let query = self.question.encode(asked.id, edns);
        asked.socket.send(&query).await.map_err(|error| self.udp_cause(&asked.socket, error))?;
        Ok(())
    }

    /// Waits for the answer, past what is not it: whoever can guess the port can send anything.
    async fn listen(
        &self,
        asked: &Asked,
        edns: Edns,
        so_far: &mut SoFar<R>,
    ) -> Result<Heard<R>, Cause> {
        let mut buffer = vec![0; LARGEST_MESSAGE];
        while so_far.wrong_answers < MOST_WRONG_ANSWERS {
            let received = asked.socket.receive(&mut buffer).await;
            let length = received.map_err(|error| self.udp_cause(&asked.socket, error))?;
            let message = buffer.get(..length).unwrap_or_default();
            match read_reply(self.question, asked.id, DnsTransport::Udp, message) {
                ReceivedMessage::NotOurs => so_far.wrong_answers += 1,
                ReceivedMessage::Malformed(why) => {
                    so_far.wrong_answers += 1;
                    so_far.malformed = Some(why);
                }
                ReceivedMessage::Truncated => {
                    return Ok(Heard::AskOverTcp(edns, DnsTransport::TcpAfterTruncation));
                }
                ReceivedMessage::Answer { reply, same_case: false, .. } => {
                    so_far.in_reserve = Some(Reserve::OtherCase(reply));
                    return Ok(Heard::AskOverTcp(edns, DnsTransport::TcpAfterOtherCase));
                }
                ReceivedMessage::Answer { reply, .. }
                    if edns == Edns::Offered && may_reject_edns(reply.rcode) =>
                {
                    return Ok(Heard::Rejection(reply));
                }
                ReceivedMessage::Answer { reply, .. } => return Ok(Heard::Answer(reply)),
            }
        }
        Ok(Heard::AskOverTcp(edns, DnsTransport::TcpAfterWrongAnswers))
    }

    async fn ask_over_tcp(
        &self,
        edns: Edns,
        transport: DnsTransport,
    ) -> Result<DnsReply<R>, Cause> {
        let id = random_id();
        let message =
            self.exchange_over_tcp(id, edns).await.map_err(|error| self.by_server(error.into()))?;
        // Who answers on a connection has seen the question: the letter case proves nothing here.
        match read_reply(self.question, id, transport, &message) {
            ReceivedMessage::Answer { reply, .. } => Ok(reply),
            ReceivedMessage::Malformed(why) => Err(self.malformed(why)),
            ReceivedMessage::Truncated => Err(self.malformed("truncated over TCP as well")),
            ReceivedMessage::NotOurs => {
                Err(self.malformed("the answer over TCP is to another question"))
            }
        }
    }

    /// Messages over TCP are preceded by their length in two bytes (RFC 1035 §4.2.2), which bounds
    /// them.
    async fn exchange_over_tcp(&self, id: u16, edns: Edns) -> io::Result<Vec<u8>> {
        let _permit = descriptor().await;
        note_flow(Transport::Tcp, local_end::on_the_way_to(self.server), self.server);
        let mut stream = TcpStream::connect(self.server).await?;
        let query = self.question.encode(id, edns);
        let length = u16::try_from(query.len()).map_err(io::Error::other)?;
        // In one segment: some servers do not wait for the second (RFC 7766 §8).
        stream.write_all(&[&length.to_be_bytes()[..], &query].concat()).await?;
        let mut answer = vec![0; stream.read_u16().await?.into()];
        stream.read_exact(&mut answer).await?;
        Ok(answer)
    }

    /// A socket that takes datagrams from the server alone, and hears what becomes of the query on
    /// the way.
    async fn connected_socket(&self) -> Result<UdpSocket, Cause> {
        udp::connected(self.server).await.map_err(|cause| self.closed_port(cause))
    }

    fn udp_cause(&self, socket: &UdpSocket, error: io::Error) -> Cause {
        self.closed_port(udp::told(socket, self.server, error))
    }

    /// A closed port is the server's own word; everything else is told by whoever sent the ICMP
    /// error.
    fn closed_port(&self, cause: Cause) -> Cause {
        let is_servers = cause
            .reporter
            .as_ref()
            .is_none_or(|reporter| *reporter == self.server.ip().to_string());
        if cause.kind == FailureKind::Refused && is_servers {
            return Cause::from(FailureKind::Refused).reported_by(&self.server.ip());
        }
        cause
    }

    fn malformed(&self, why: &str) -> Cause {
        Cause::with_detail(FailureKind::Malformed, why).reported_by(&self.server)
    }

    /// Names the server where it, or something in its place, has spoken.
    fn by_server(&self, cause: Cause) -> Cause {
        let has_spoken =
            matches!(cause.kind, FailureKind::Refused | FailureKind::Reset | FailureKind::Closed);
        if has_spoken { cause.reported_by(&self.server.ip()) } else { cause }
    }
}

/// About as long, by a quarter more or less: the questions of one moment are not repeated at one
/// moment, for the sake of servers that answer so many a second.
fn spread(patience: Duration) -> Duration {
    let share = u32::try_from(unguessable() % 1024).unwrap_or_default();
    patience * 3 / 4 + patience / 2 * share / 1024
}

enum Heard<R> {
    Answer(DnsReply<R>),
    Rejection(DnsReply<R>),
    /// With or without EDNS, and why.
    AskOverTcp(Edns, DnsTransport),
}

/// The codes by which servers that do not know EDNS say so (RFC 6891 §7), and the one with which
/// some servers and devices fail on it. Resolvers ask again without it, and so a client hears what
/// is said then.
fn may_reject_edns(rcode: Rcode) -> bool {
    matches!(rcode, Rcode::FormErr | Rcode::NotImp | Rcode::ServFail)
}

/// Of a server that was asked again without EDNS: what it says then, unless that is the same, of
/// which it said more at first.
fn better_without_edns<R>(first: Option<Reserve<R>>, plain: DnsReply<R>) -> DnsReply<R> {
    match first {
        Some(Reserve::Rejection(first)) if first.rcode == plain.rcode => first,
        Some(Reserve::Rejection(_)) => DnsReply { without_edns: true, ..plain },
        Some(Reserve::OtherCase(_)) | None => plain,
    }
}

/// Untouched pages of the buffer cost nothing, and a datagram that does not fit is an error on
/// Windows.
const LARGEST_MESSAGE: usize = 65_535;

#[cfg(test)]
mod tests;
