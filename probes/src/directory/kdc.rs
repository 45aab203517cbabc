//! The port of Kerberos. Nothing is said there: a server waits for its client, and a balancer that
//! has nobody behind it closes, or one connection of two is cut.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncReadExt;

use crate::evidence::{Connected, DirectoryPort, FailureKind, Observed, Step, Transport, Try};
use crate::net::again::{is_silence, tries, would_accuse};
use crate::net::tcp::{self, TcpStream};
use crate::net::watch::{note_flow, within};
use crate::net::{Cause, Watch, local_end};

/// Which activation needs beside LDAP.
pub(super) const PORT: u16 = 88;

/// How long a connection is held: longer than a balancer takes to find that nobody is behind it,
/// and shorter than a log-on beside it.
const HELD: Duration = Duration::from_millis(60);

/// Two connections at once, of which a balancer of two servers gives one to each; where both would
/// accuse somebody, more of them, apart in time. `first` is what came of one before.
pub(super) async fn ask(
    watch: &Watch,
    place: SocketAddr,
    first: Option<Observed<Connected>>,
) -> DirectoryPort {
    let (one, other) = tokio::join!(held(watch, place), held(watch, place));
    // Nobody knows how long that one would have been held.
    let first = first.filter(|first| first.failure().is_some());
    let mut seen: Vec<_> = first.into_iter().chain([one, other]).map(|seen| (0, seen)).collect();
    if seen.iter().all(|(_, seen)| would_accuse(seen)) {
        let settles = |seen: &Observed<Connected>| seen.value().is_some() || is_silence(seen);
        seen.extend(tries(watch, async || either(watch, place).await, settles).await);
    }
    told(place.port(), seen)
}

/// As the one that stood, else as the first.
fn told(port: u16, mut seen: Vec<(u64, Observed<Connected>)>) -> DirectoryPort {
    let step = |seen: &Observed<Connected>| seen.clone().map(|_| Step::Connect);
    let tries: Vec<Try> = seen
        .iter()
        .map(|(after_ms, seen)| Try { after_ms: *after_ms, outcome: step(seen) })
        .collect();
    let is_news = tries.iter().any(|tried| tried.outcome.failure().is_some());
    let stood = seen.iter().position(|(_, seen)| seen.value().is_some()).unwrap_or_default();
    let (_, connect) = seen.swap_remove(stood);
    DirectoryPort { port, connect, tries: if is_news { tries } else { Vec::new() } }
}

/// Of two more at once, the one that stands.
async fn either(watch: &Watch, place: SocketAddr) -> Observed<Connected> {
    let (one, other) = tokio::join!(held(watch, place), held(watch, place));
    if one.value().is_some() { one } else { other }
}

/// One connection, and whether it stands for a while.
async fn held(watch: &Watch, place: SocketAddr) -> Observed<Connected> {
    let (connect, stream) = tcp::dial(watch, place).await;
    let Some(stream) = stream else { return connect };
    match watch.step(Step::Connect, HELD * 2, end_of(stream, place)).await {
        Observed::Failed(failure) if !failure.is_unfinished() => Observed::Failed(failure),
        Observed::Answered { .. } | Observed::Failed(_) | Observed::NotAsked { .. } => connect,
    }
}

/// Whether the peer, who should wait, closes of itself.
async fn end_of(mut stream: TcpStream, place: SocketAddr) -> Result<(), Cause> {
    note_flow(Transport::Tcp, local_end::on_the_way_to(place), place);
    match within(HELD, stream.read_u8()).await {
        None | Some(Ok(_)) => Ok(()),
        Some(Err(error)) if error.kind() == ErrorKind::UnexpectedEof => {
            Err(FailureKind::Closed.into())
        }
        Some(Err(error)) => Err(error.into()),
    }
}
