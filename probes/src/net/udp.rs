//! One conversation over UDP: a connected socket, and what its errors and its silence mean.

mod port;

use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::net::SocketAddr;
use std::ops::Deref;
use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};
use socket2::SockRef;
use tokio::io::Interest;
use tokio::time::sleep;

use super::descriptors::Permit;
use super::watch::{descriptor, note_flow};
use super::{Cause, icmp_errors, local_end};
use crate::evidence::{FailureKind, Observed, Transport};

/// How long is waited where a socket was told ready, and has nothing.
const IN_VAIN: Duration = Duration::from_millis(5);

/// A socket, and its place among the descriptors of this process.
#[derive(Debug)]
pub(crate) struct UdpSocket {
    inner: tokio::net::UdpSocket,
    _permit: Permit,
}

impl UdpSocket {
    /// The next datagram. A system that has closed the socket on an ICMP error tells it ready for
    /// ever (Wine), and tokio would try again without a pause, past every limit.
    pub(crate) async fn receive(&self, datagram: &mut [u8]) -> io::Result<usize> {
        loop {
            // On Linux an ICMP error makes the socket no more readable.
            let ready = self.inner.ready(Interest::READABLE | Interest::ERROR).await?;
            let met = if ready.is_readable() { Interest::READABLE } else { Interest::ERROR };
            let read = || (&*SockRef::from(&self.inner)).read(datagram);
            match self.inner.try_io(met, read) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(IN_VAIN).await,
                received => return received,
            }
        }
    }
}

impl Deref for UdpSocket {
    type Target = tokio::net::UdpSocket;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

/// A connected socket at a port of its own that nobody can foretell: the system drops what others
/// send, and tells of a closed port.
pub(crate) async fn connected(address: SocketAddr) -> Result<UdpSocket, Cause> {
    let permit = descriptor().await;
    let socket = port::bind(local_end::any_address(address).ip())?;
    icmp_errors::listen(&SockRef::from(&socket), address);
    let connected = socket.connect(address).await;
    note_flow(Transport::Udp, local_end::address_of(&SockRef::from(&socket), address), address);
    match connected {
        Ok(()) => Ok(UdpSocket { inner: socket, _permit: permit }),
        Err(error) => Err(told(&socket, address, error)),
    }
}

/// What an error of such a socket means.
pub(crate) fn told(socket: &tokio::net::UdpSocket, address: SocketAddr, error: io::Error) -> Cause {
    icmp_errors::closed_port(icmp_errors::cause(&SockRef::from(socket), address, error))
}

/// The same outcome; but silence after something that was no answer, which is left in `refuse`, is
/// told as that.
pub(crate) fn unless_refused<T>(
    outcome: Observed<T>,
    refuse: Option<impl ToString>,
) -> Observed<T> {
    match (outcome, refuse) {
        (Observed::Failed(mut failure), Some(refuse)) if failure.kind == FailureKind::TimedOut => {
            failure.kind = FailureKind::Malformed;
            failure.detail = Some(refuse.to_string());
            Observed::Failed(failure)
        }
        (outcome, _) => outcome,
    }
}

/// What cannot be guessed: by whoever would like to answer in a server's place, or to take a file's
/// name first.
pub fn unguessable() -> u64 {
    let mut bytes = [0; 8];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u64::from_ne_bytes(bytes),
        // A system without randomness to give. Every `RandomState` hashes with keys of its own,
        // which it had in time.
        Err(_) => RandomState::new().hash_one(0_u8),
    }
}
