//! How often the system had to send a SYN again before a connection stood: what tells a way that
//! loses packets from a peer that takes its time, and a host that lets none of its own out.

#[cfg_attr(target_os = "linux", path = "syn_retransmissions/linux.rs")]
#[cfg_attr(windows, path = "syn_retransmissions/windows.rs")]
#[cfg_attr(not(any(target_os = "linux", windows)), path = "syn_retransmissions/plain.rs")]
mod system;

use socket2::Socket;

/// Of a connection that has just come to stand, and has carried nothing yet. Nothing where the
/// system does not tell: Windows before 10 1703 and Server 2019.
pub(crate) fn of(connection: &Socket) -> Option<u32> {
    system::of(connection)
}

/// Of a handshake under way: whether the system has sent the SYN again, and could not: a filter of
/// this host drops what goes out. Linux alone tells; Windows ends such a connection at once.
pub(crate) fn is_held_back(connection: &Socket) -> bool {
    system::is_held_back(connection)
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use socket2::SockRef;

    use super::*;

    #[test]
    fn a_connection_to_this_host_needs_no_second_syn() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let connection = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let told = of(&SockRef::from(&connection));
        // Wine does not tell.
        assert!(told == Some(0) || (cfg!(windows) && told.is_none()), "{told:?}");
    }
}
