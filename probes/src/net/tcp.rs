//! TCP connections, with the teller of bad news where the system names it.

use std::net::SocketAddr;

use tokio::net::TcpStream;

use super::{Cause, Watch};
use crate::evidence::{Connected, Observed, Step};

/// Connects to `address` within the connect limit. The stream is there exactly when the outcome is an answer.
pub async fn dial(watch: &Watch, address: SocketAddr) -> (Observed<Connected>, Option<TcpStream>) {
    let mut stream = None;
    let outcome = watch
        .step(Step::Connect, watch.limits.connect, async {
            let connected = TcpStream::connect(address).await?;
            let local = connected.local_addr()?;
            stream = Some(connected);
            Ok::<_, Cause>(Connected { local })
        })
        .await;
    (outcome, stream)
}
