//! One conversation over UDP: a connected socket, and what its errors and its silence mean.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::SocketAddr;

use socket2::SockRef;
use tokio::net::UdpSocket;

use super::{Cause, bad_news};
use crate::evidence::{FailureKind, Observed};

/// A connected socket: the system drops what others send, and tells of a closed port.
pub(crate) async fn connected(address: SocketAddr) -> Result<UdpSocket, Cause> {
    let socket = UdpSocket::bind(bad_news::any_address(address)).await?;
    bad_news::listen(&SockRef::from(&socket), address);
    match socket.connect(address).await {
        Ok(()) => Ok(socket),
        Err(error) => Err(told(&socket, address, error)),
    }
}

/// What an error of such a socket means.
pub(crate) fn told(socket: &UdpSocket, address: SocketAddr, error: io::Error) -> Cause {
    bad_news::closed_port(bad_news::cause(&SockRef::from(socket), address, error))
}

/// The same outcome; but silence after something that was no answer, which is left in `refuse`, is told as that.
pub(crate) fn unless_refused<T>(outcome: Observed<T>, refuse: Option<impl ToString>) -> Observed<T> {
    match (outcome, refuse) {
        (Observed::Failed(mut failure), Some(refuse)) if failure.kind == FailureKind::TimedOut => {
            failure.kind = FailureKind::Malformed;
            failure.detail = Some(refuse.to_string());
            Observed::Failed(failure)
        }
        (outcome, _) => outcome,
    }
}

/// What cannot be guessed by whoever would like to answer in the server's place.
pub(crate) fn unguessable() -> u64 {
    // Every `RandomState` hashes with keys of its own.
    RandomState::new().hash_one(0_u8)
}
