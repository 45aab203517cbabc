//! One HTTP/1.1 request and the head of its answer, with bounded memory and no task left behind.

use std::error::Error;
use std::io;
use std::pin::pin;

use futures_util::future::{Either, select};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::http::response;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::MOST_SECURED_BYTES;
use crate::evidence::FailureKind;
use crate::net::metered::Metered;
use crate::net::{Cause, tls};

/// How much of an answer is read: a large head with its informational answers; an honest one has
/// some hundred bytes.
const LARGEST_HEAD: usize = 64 * 1024;

/// How many header fields an answer may have.
const MOST_FIELDS: usize = 100;

/// What a request without a body is called here.
pub(super) type Ask = Request<Empty<Bytes>>;

/// The head of an answer and, after a granted CONNECT, the stream behind it.
pub(super) struct Answer<S> {
    /// Status and header.
    pub(super) head: response::Parts,
    /// The way through the proxy, where CONNECT was granted.
    pub(super) tunnel: Option<Metered<S>>,
}

/// Sends `ask` over `stream` and reads the head of the final answer; informational answers (RFC
/// 9110 §15.2) are passed over and count towards [`LARGEST_HEAD`]. The body is not read.
pub(super) async fn exchange<S>(stream: S, ask: Ask) -> Result<Answer<S>, Cause>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let is_connect = ask.method() == Method::CONNECT;
    let io = TokioIo::new(Metered::new(stream, LARGEST_HEAD));
    let (mut sender, connection) = reader().handshake(io).await.map_err(cause)?;
    // The connection is driven here and not in a task of its own: whoever drops this future ends
    // everything.
    let mut driven = pin!(drive(connection));
    let (answer, ended) = match select(pin!(sender.send_request(ask)), driven.as_mut()).await {
        Either::Left((answer, _)) => (answer, None),
        Either::Right((ended, asked)) => (asked.await, Some(ended)),
    };
    let (head, _body) = answer.map_err(cause)?.into_parts();
    if !(is_connect && head.status.is_success()) {
        return Ok(Answer { head, tunnel: None });
    }
    let http1::Parts { io, read_buf, .. } = match ended {
        Some(ended) => ended,
        None => driven.await,
    };
    Ok(Answer { head, tunnel: Some(io.into_inner().rewound(read_buf, MOST_SECURED_BYTES)) })
}

/// Strict readers find no fault with the peer: what `WinHTTP` would put up with is put up with
/// here.
fn reader() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.title_case_headers(true).max_headers(MOST_FIELDS).max_buf_size(LARGEST_HEAD);
    builder
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true);
    builder.ignore_invalid_headers_in_responses(true);
    builder
}

/// Runs the connection to its end. How it ended is told to the waiting request too, so it is not
/// repeated here.
async fn drive<S>(mut connection: http1::Connection<S, Empty<Bytes>>) -> http1::Parts<S>
where
    S: hyper::rt::Read + hyper::rt::Write + Unpin,
{
    let _ = std::future::poll_fn(|cx| connection.poll_without_shutdown(cx)).await;
    connection.into_parts()
}

#[expect(clippy::needless_pass_by_value, reason = "a `map_err` function")]
fn cause(error: hyper::Error) -> Cause {
    if let Some(error) = error.source().and_then(|source| source.downcast_ref::<io::Error>()) {
        return tls::cause(error);
    }
    // A request that was not sent any more has the connection's own end as its source.
    let told = error.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    let kind = match () {
        () if told.is_some_and(is_unasked) => FailureKind::NotThisProtocol,
        () if error.is_parse_too_large() => FailureKind::TooLarge,
        () if error.is_parse() && is_of_version(&error) => FailureKind::NotThisProtocol,
        () if error.is_parse() => FailureKind::Malformed,
        () if error.is_incomplete_message() || error.is_closed() || error.is_canceled() => {
            FailureKind::Closed
        }
        () => FailureKind::Other,
    };
    let says_all = matches!(kind, FailureKind::TooLarge | FailureKind::Closed);
    if says_all { kind.into() } else { Cause::with_detail(kind, &words(&error)) }
}

/// An answer that does not begin with `HTTP/1.` fails at its version, and with that alone; the
/// library has no predicate for it.
fn is_of_version(error: &hyper::Error) -> bool {
    error.to_string().contains("version")
}

/// A peer that speaks before it is spoken to is no HTTP server; likewise.
fn is_unasked(error: &hyper::Error) -> bool {
    error.to_string().contains("unexpected message")
}

fn words(error: &hyper::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    #[tokio::test]
    async fn a_peer_that_speaks_first_is_told_from_one_that_hangs_up() {
        let (ours, mut theirs) = tokio::io::duplex(1024);
        theirs.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
        let ask = Request::connect("mail.example:443").body(Empty::new()).unwrap();
        let cause = exchange(ours, ask).await.err().unwrap();
        assert_eq!(cause.kind, FailureKind::NotThisProtocol, "{cause:?}");
    }
}
