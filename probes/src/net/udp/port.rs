//! Ports that cannot be foretold (RFC 5452 §9.2, RFC 6056): who would answer in a server's place
//! has to guess the port as well.

use std::io;
use std::net::{IpAddr, SocketAddr};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

/// A socket at a port that the system draws at random.
pub(super) fn bind(own: IpAddr) -> io::Result<UdpSocket> {
    let any_port = SocketAddr::from((own, 0));
    let socket = Socket::new(Domain::for_address(any_port), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    draw_at_random(&socket);
    socket.bind(&any_port.into())?;
    UdpSocket::from_std(socket.into())
}

/// Linux does so unasked.
#[cfg(not(windows))]
fn draw_at_random(_socket: &Socket) {}

/// Windows hands out one port after the other unless it is told not to. To ask for a certain port,
/// drawn here, would make its firewall ask the person in front of it for a rule. Wine does not know
/// the option, and has the ports of Linux.
#[cfg(windows)]
#[expect(unsafe_code, reason = "a call of the system, which reads the four bytes it is given")]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a handle is as wide as a pointer, whatever type carries it"
)]
fn draw_at_random(socket: &Socket) {
    use std::os::windows::io::AsRawSocket;
    use windows_sys::Win32::Networking::WinSock::{
        SO_RANDOMIZE_PORT, SOCKET, SOL_SOCKET, setsockopt,
    };

    let yes = 1_u32.to_ne_bytes();
    // SAFETY: the pointer and the length describe `yes`, which outlives the call.
    let _ignored = unsafe {
        setsockopt(socket.as_raw_socket() as SOCKET, SOL_SOCKET, SO_RANDOMIZE_PORT, yes.as_ptr(), 4)
    };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    #[tokio::test]
    async fn each_socket_has_another_port_far_from_the_one_before() {
        const MANY: usize = 64;
        for own in [IpAddr::from(Ipv4Addr::UNSPECIFIED), Ipv6Addr::UNSPECIFIED.into()] {
            let sockets: Vec<_> = (0..MANY).map(|_| bind(own).unwrap()).collect();
            let ports: Vec<u16> =
                sockets.iter().map(|socket| socket.local_addr().unwrap().port()).collect();
            assert_eq!(ports.iter().collect::<BTreeSet<_>>().len(), MANY);
            // Of ports at random, one in a hundred is as near as that.
            let near = ports.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 64).count();
            assert!(near < MANY / 4, "{ports:?}");
        }
    }
}
