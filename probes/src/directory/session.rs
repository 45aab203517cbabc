//! One LDAP connection: a request, then its answers, message by message, with bounded memory.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::objects::{SearchResult, Source};
use crate::evidence::FailureKind;
use crate::net::{Cause, tls};
use crate::wire::ldap::{self, Answer, Broken, LdapResult, MAX_MESSAGE, Message, Search};
use crate::wire::rpc::stranger;

/// A connection that speaks LDAP.
pub(super) struct Session<S> {
    stream: S,
    received: Vec<u8>,
    last_id: u32,
    /// Whether the peer has said something that is LDAP.
    speaks_ldap: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(super) fn over(stream: S) -> Self {
        Self { stream, received: Vec::new(), last_id: 0, speaks_ldap: false }
    }

    /// Asks the server to go on in TLS; the bare stream, or what the server says instead.
    pub(super) async fn start_tls(mut self) -> Result<Result<S, LdapResult>, Cause> {
        let id = self.next_id();
        self.send(&ldap::start_tls(id)).await?;
        match self.answer_to(id).await? {
            Answer::Extended(result) if result.code == ldap::code::SUCCESS => {
                self.into_stream().map(Ok)
            }
            Answer::Extended(result) => Ok(Err(result)),
            _ => Err(unexpected()),
        }
    }

    /// Whatever came in clear text behind the answer would pass for something that was said inside
    /// TLS.
    fn into_stream(self) -> Result<S, Cause> {
        match self.received.is_empty() {
            true => Ok(self.stream),
            false => Err(Cause::with_detail(
                FailureKind::Malformed,
                "more than the answer to StartTLS in clear text",
            )),
        }
    }

    /// A simple bind.
    pub(super) async fn bind(&mut self, name: &str, password: &[u8]) -> Result<LdapResult, Cause> {
        let id = self.next_id();
        let request = zeroize::Zeroizing::new(ldap::bind(id, name, password));
        self.send(&request).await?;
        // Not only when the answer has come.
        drop(request);
        match self.answer_to(id).await? {
            Answer::Bind(result) => Ok(result),
            _ => Err(unexpected()),
        }
    }

    /// Says goodbye; whether it is heard is of no interest.
    pub(super) async fn end(mut self) {
        let id = self.next_id();
        let _heard = self.send(&ldap::unbind(id)).await;
    }

    fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    async fn send(&mut self, message: &[u8]) -> Result<(), Cause> {
        self.stream.write_all(message).await.map_err(|error| tls::cause(&error))?;
        self.stream.flush().await.map_err(|error| tls::cause(&error))
    }

    async fn answer_to(&mut self, id: u32) -> Result<Answer, Cause> {
        loop {
            let message = self.next_message().await?;
            match message {
                Message { id: 0, answer: Answer::Extended(notice) } => {
                    return Err(Cause::with_detail(FailureKind::Closed, &notice.message));
                }
                Message { id: of, answer } if of == id => return Ok(answer),
                Message { .. } => {}
            }
        }
    }

    async fn next_message(&mut self) -> Result<Message, Cause> {
        loop {
            match ldap::message_len(&self.received).map_err(|broken| self.unlawful(broken))? {
                Some(length) if length > MAX_MESSAGE => {
                    return Err(Cause::with_detail(
                        FailureKind::TooLarge,
                        &format!("a message of {length} bytes"),
                    ));
                }
                Some(length) if length <= self.received.len() => {
                    let message: Vec<u8> = self.received.drain(..length).collect();
                    let read =
                        ldap::read_message(&message).map_err(|broken| self.unlawful(broken))?;
                    self.speaks_ldap = true;
                    return Ok(read);
                }
                _ => self.more().await?,
            }
        }
    }

    async fn more(&mut self) -> Result<(), Cause> {
        // No larger than one message: what stands there is looked at before more is read.
        let room = (MAX_MESSAGE + PIECE).saturating_sub(self.received.len()).min(PIECE);
        let read = (&mut self.stream).take(room as u64).read_buf(&mut self.received).await;
        match read.map_err(|error| tls::cause(&error))? {
            0 => Err(FailureKind::Closed.into()),
            _ => Ok(()),
        }
    }

    /// What never was LDAP is another protocol, told by its beginning.
    fn unlawful(&self, broken: Broken) -> Cause {
        if self.speaks_ldap {
            return Cause::with_detail(FailureKind::Malformed, &broken.to_string());
        }
        let told = stranger::in_words(&self.received).unwrap_or_else(|| broken.to_string());
        Cause::with_detail(FailureKind::NotThisProtocol, &told)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Source for Session<S> {
    async fn search(&mut self, search: &Search<'_>) -> Result<SearchResult, Cause> {
        let id = self.next_id();
        self.send(&ldap::search(id, search)).await?;
        let most = usize::try_from(search.size_limit).unwrap_or(usize::MAX);
        let mut entries = Vec::new();
        loop {
            match self.answer_to(id).await? {
                Answer::Entry(entry) => entries.push(entry),
                Answer::Reference => {}
                Answer::Done(result) => return Ok(SearchResult { entries, result }),
                _ => return Err(unexpected()),
            }
            if entries.len() > most {
                return Err(Cause::with_detail(
                    FailureKind::TooLarge,
                    "more entries than were asked for",
                ));
            }
        }
    }
}

fn unexpected() -> Cause {
    Cause::with_detail(FailureKind::Malformed, "an answer of another kind than the request")
}

/// Read at once, in bytes.
const PIECE: usize = 4096;
