//! One bind and its answer, over anything that carries bytes.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use crate::evidence::{BindReply, FailureKind, Observed, Step};
use crate::net::{Cause, Watch};
use crate::wire::rpc::{self, BindProgress, Broken, MAX_FRAGMENT, Offer};

/// How much longer one listens to a stranger, to quote it better.
const FOR_A_BETTER_QUOTE: Duration = Duration::from_millis(200);

/// Binds within the limit. An answer that began and did not end in time leaves its length.
pub(super) async fn bind_in_time(
    watch: &Watch,
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    offer: Offer,
) -> Observed<BindReply> {
    let mut received = Vec::new();
    let bind = bind(stream, offer, &mut received);
    let mut outcome = watch.step(Step::RpcBind, watch.limits.rpc_bind, bind).await;
    if let Observed::Failed(failure) = &mut outcome
        && failure.kind == FailureKind::TimedOut
    {
        failure.detail = after(received.len());
    }
    outcome
}

/// Sends the bind and reads what comes back. Keeps at most the longest answer that the bind allows.
async fn bind(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    offer: Offer,
    received: &mut Vec<u8>,
) -> Result<BindReply, Cause> {
    let sent = stream.write_all(&rpc::bind(offer)).await;
    // A peer that greets and hangs up has still said something.
    match answer(stream, offer, received).await {
        Err(Cause { kind: FailureKind::Closed, .. }) if sent.is_err() => {
            Err(FailureKind::Reset.into())
        }
        outcome => outcome,
    }
}

async fn answer(
    stream: &mut (impl AsyncRead + Unpin),
    offer: Offer,
    received: &mut Vec<u8>,
) -> Result<BindReply, Cause> {
    loop {
        more(stream, received).await.map_err(|error| broken_off(error, received.len()))?;
        match rpc::read(received, offer).map_err(unlawful)? {
            BindProgress::More => {}
            BindProgress::Whole(reply) => return Ok(reply),
            BindProgress::Stranger(reply) => {
                return Ok(better_quoted(stream, received, offer, reply).await);
            }
        }
    }
}

/// Reads on for a moment; however that ends, the peer stays a stranger.
async fn better_quoted(
    stream: &mut (impl AsyncRead + Unpin),
    received: &mut Vec<u8>,
    offer: Offer,
    mut reply: BindReply,
) -> BindReply {
    let reading_on = async {
        while more(stream, received).await.is_ok() {
            match rpc::read(received, offer) {
                Ok(BindProgress::Stranger(better)) => reply = better,
                Ok(BindProgress::Whole(best)) => {
                    reply = best;
                    break;
                }
                Ok(BindProgress::More) | Err(_) => break,
            }
        }
    };
    // That time is up is not news.
    let _elapsed = timeout(FOR_A_BETTER_QUOTE, reading_on).await;
    reply
}

/// Reads at least one byte more; none beyond the longest answer.
async fn more(stream: &mut (impl AsyncRead + Unpin), received: &mut Vec<u8>) -> io::Result<()> {
    let room = usize::from(MAX_FRAGMENT).saturating_sub(received.len());
    let count = stream.take(room as u64).read_buf(received).await?;
    if count == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

fn broken_off(error: io::Error, received: usize) -> Cause {
    let mut cause = Cause::from(error);
    cause.detail = after(received).or(cause.detail);
    cause
}

fn after(received: usize) -> Option<String> {
    (received > 0).then(|| format!("after {received} bytes of an MS-RPC answer"))
}

fn unlawful(broken: Broken) -> Cause {
    let kind = match broken {
        Broken::TooLarge { .. } => FailureKind::TooLarge,
        _ => FailureKind::Malformed,
    };
    Cause::with_detail(kind, &broken.to_string())
}
