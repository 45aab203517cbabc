//! What is known while a question is under way: it decides how a failure is to be understood.

use super::MOST_WRONG_ANSWERS;
use crate::evidence::{DnsReply, DnsTransport, Failure, FailureKind, Observed};

pub(super) struct SoFar<R> {
    /// An answer that counts if no better one comes.
    pub(super) in_reserve: Option<Reserve<R>>,
    /// Why the last of the wrong answers that bore the right id cannot be read.
    pub(super) malformed: Option<&'static str>,
    /// How many datagrams were no answer.
    pub(super) wrong_answers: usize,
    /// Why TCP is asked, once it is.
    pub(super) over_tcp: Option<DnsTransport>,
}

pub(super) enum Reserve<R> {
    /// A rejection of EDNS, unless the plain query brings something else in time.
    Rejection(DnsReply<R>),
    /// An answer whose question is spelt in other letter case, unless TCP brings one.
    OtherCase(DnsReply<R>),
}

impl<R> Default for SoFar<R> {
    fn default() -> Self {
        Self { in_reserve: None, malformed: None, wrong_answers: 0, over_tcp: None }
    }
}

impl<R> SoFar<R> {
    /// Whether the server said anything over UDP, readable or not.
    pub(super) fn has_spoken(&self) -> bool {
        self.in_reserve.is_some() || self.malformed.is_some() || self.over_tcp.is_some()
    }

    pub(super) fn complete(self, outcome: Observed<DnsReply<R>>) -> Observed<DnsReply<R>> {
        let Observed::Failed(failure) = outcome else { return outcome };
        match (self.in_reserve, self.over_tcp) {
            (Some(Reserve::OtherCase(reply)), _) => {
                let value = DnsReply { transport: DnsTransport::UdpUnconfirmed, ..reply };
                Observed::Answered { value, elapsed_us: failure.elapsed_us }
            }
            (_, Some(DnsTransport::TcpAfterWrongAnswers)) => {
                Observed::Failed(after_wrong_answers(failure))
            }
            (Some(Reserve::Rejection(value)), _) if failure.kind == FailureKind::TimedOut => {
                Observed::Answered { value, elapsed_us: failure.elapsed_us }
            }
            (_, Some(_)) => Observed::Failed(over_tcp_too("truncated over UDP", failure)),
            (_, None) => Observed::Failed(instead_of_silence(self.malformed, failure)),
        }
    }
}

/// Something answered, again and again, and it was not the server: that is neither silence nor a
/// closed port.
fn after_wrong_answers(failure: Failure) -> Failure {
    let is_ours = matches!(
        failure.kind,
        FailureKind::Interrupted | FailureKind::Deadline | FailureKind::Internal
    );
    let kind = if is_ours { failure.kind } else { FailureKind::Malformed };
    let failure = over_tcp_too(&format!("{MOST_WRONG_ANSWERS} wrong answers over UDP"), failure);
    Failure { kind, ..failure }
}

fn over_tcp_too(first: &str, failure: Failure) -> Failure {
    let then = failure.detail.map_or_else(String::new, |detail| format!(": {detail}"));
    Failure { detail: Some(format!("{first}, then failed over TCP{then}")), ..failure }
}

/// Silence after something that cannot be read is told as that.
fn instead_of_silence(malformed: Option<&str>, failure: Failure) -> Failure {
    match malformed.filter(|_| failure.kind == FailureKind::TimedOut) {
        Some(why) => {
            Failure { kind: FailureKind::Malformed, detail: Some(why.to_owned()), ..failure }
        }
        None => failure,
    }
}
