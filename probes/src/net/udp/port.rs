//! Ports that cannot be foretold (RFC 5452 §9.2, RFC 6056): who would answer in a server's place has to guess the port
//! as well.

use std::io;
use std::net::IpAddr;

use tokio::net::UdpSocket;

/// A socket at a port that nobody can foretell.
///
/// Linux draws it at random where none is asked for. Windows hands out one after the other (until Windows 10), so that
/// one is asked for.
pub(super) async fn bind(own: IpAddr) -> io::Result<UdpSocket> {
    if cfg!(windows) { drawn(own).await } else { UdpSocket::bind((own, 0)).await }
}

/// A socket at a port that is drawn here; where so many are taken, or kept from us, the system's choice.
async fn drawn(own: IpAddr) -> io::Result<UdpSocket> {
    for _ in 0..TRIES {
        if let Ok(socket) = UdpSocket::bind((own, random())).await {
            return Ok(socket);
        }
    }
    UdpSocket::bind((own, 0)).await
}

/// One of the dynamic ports (RFC 6335 §6), which Windows uses since Vista.
fn random() -> u16 {
    let [low, high, ..] = super::unguessable().to_ne_bytes();
    FIRST_DYNAMIC | u16::from_ne_bytes([low, high])
}

/// 49152: the dynamic ports are those with the two highest bits set.
const FIRST_DYNAMIC: u16 = 0xc000;
/// Of some sixteen thousand ports few are taken; Hyper-V and administrators keep ranges for themselves.
const TRIES: usize = 32;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    const MANY: usize = 64;

    /// The ports of so many sockets, one after the other and all at once.
    async fn ports(own: IpAddr, drawn_here: bool) -> Vec<u16> {
        let mut sockets = Vec::new();
        for _ in 0..MANY {
            let socket = if drawn_here { drawn(own).await } else { bind(own).await };
            sockets.push(socket.unwrap());
        }
        sockets.iter().map(|socket| socket.local_addr().unwrap().port()).collect()
    }

    #[tokio::test]
    async fn each_socket_has_another_port_far_from_the_one_before() {
        for own in [IpAddr::from(Ipv4Addr::UNSPECIFIED), Ipv6Addr::UNSPECIFIED.into()] {
            for drawn_here in [false, true] {
                let ports = ports(own, drawn_here).await;
                assert_eq!(ports.iter().collect::<BTreeSet<_>>().len(), MANY);
                // Of ports at random, one in a hundred is as near as that.
                let near = ports.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 64).count();
                assert!(near < MANY / 4, "{ports:?}");
            }
        }
    }

    #[test]
    fn a_drawn_port_is_a_dynamic_one_and_any_of_them() {
        let drawn: BTreeSet<u16> = (0..4096).map(|_| random()).collect();
        assert!(drawn.iter().all(|port| *port >= 49_152));
        // Of 16384 ports, 4096 draws miss three quarters at least once: both ends of the range are met.
        assert!(drawn.len() > 3000, "{}", drawn.len());
        assert!(*drawn.first().unwrap() < 49_300 && *drawn.last().unwrap() > 65_380);
    }
}
