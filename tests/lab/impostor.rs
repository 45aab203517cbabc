//! Something else that listens where a server should be.

use std::{
    io::{Read, Write},
    net::{IpAddr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{ground::nft, hosts};

/// What it does with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Says nothing, ever.
    Silent,
    /// Reads, then ends the connection in good order.
    Closes,
    /// Reads nothing and ends the connection, which is a reset.
    Resets,
    /// Answers like a web server that got no HTTP.
    Http,
    /// Answers with a TLS alert (RFC 8446 section 6).
    Tls,
    /// Greets as mail servers do.
    Banner,
    /// Answers bytes that mean nothing.
    Garbage,
    /// Answers the first bytes of a `bind_ack` and holds the line.
    Half,
    /// Passes everything on, but resets a bind with more than one transfer syntax.
    PlainBindsOnly,
}

/// A listener in the place of a server's port; the place is free again when this is dropped.
pub struct Impostor {
    over: Arc<AtomicBool>,
}

/// How far its own port is from the one it stands in for.
pub const ASIDE: u16 = 20_000;
const POLL: Duration = Duration::from_millis(5);

impl Impostor {
    /// Reads `kms1 1688 silent`, and takes what is sent there, over IPv4 and IPv6.
    ///
    /// # Panics
    /// When the words are not understood.
    pub fn start(words: &str) -> Self {
        let [host, port, manner] = words.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("HOST PORT MANNER are needed: {words:?}")
        };
        let port: u16 = port.parse().expect("a port");
        let over = Arc::new(AtomicBool::new(false));
        for address in hosts::both(host) {
            if manner == "full" {
                stay_full(SocketAddr::new(address, port + ASIDE), &over);
            } else {
                let listener = TcpListener::bind((address, port + ASIDE)).expect("a free port");
                serve(listener, manner_of(manner), port, Arc::clone(&over));
            }
        }
        divert(host, port);
        Self { over }
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

fn manner_of(word: &str) -> Manner {
    match word {
        "silent" => Manner::Silent,
        "closes" => Manner::Closes,
        "resets" => Manner::Resets,
        "http" => Manner::Http,
        "tls" => Manner::Tls,
        "banner" => Manner::Banner,
        "half" => Manner::Half,
        "garbage" => Manner::Garbage,
        "plain-binds-only" => Manner::PlainBindsOnly,
        _ => panic!("no listener is {word:?}"),
    }
}

/// Which of six connections go aside: as uneven as by lot, and never three of the same in a row, so
/// that any three tries meet both servers.
const UNEVENLY: &str = "numgen inc mod 6 { 1, 2, 5 } ";

/// Reads `web 443`: half of the connections, in no simple order, go to a port at which nobody
/// listens.
///
/// # Panics
/// When the words are not understood.
pub fn balance(words: &str) {
    let (host, port) = words.split_once(' ').expect("HOST PORT");
    lead_aside(host, port.parse().expect("a port"), UNEVENLY);
}

/// What is sent to the port arrives at the one aside.
pub fn divert(host: &str, port: u16) {
    lead_aside(host, port, "");
}

/// The rules go with all others when the fault is undone.
fn lead_aside(host: &str, port: u16, which: &str) {
    let ([v4, v6], aside) = (hosts::both(host), port + ASIDE);
    nft(
        "servers",
        &format!(
            "table inet impostor_{host}_{port} {{ chain arriving {{ type nat hook prerouting \
             priority -100;\n\
             ip daddr {v4} tcp dport {port} {which}dnat ip to {v4}:{aside}\n\
             ip6 daddr {v6} tcp dport {port} {which}dnat ip6 to [{v6}]:{aside}\n}}\n}}"
        ),
    );
}

fn serve(listener: TcpListener, manner: Manner, port: u16, over: Arc<AtomicBool>) {
    listener.set_nonblocking(true).expect("a socket of ours");
    thread::spawn(move || {
        while !over.load(Ordering::Relaxed) {
            match listener.accept() {
                Ok((client, _)) => {
                    let over = Arc::clone(&over);
                    let own = listener.local_addr().expect("it is bound").ip();
                    thread::spawn(move || {
                        _ = converse(client, manner, SocketAddr::new(own, port), &over);
                    });
                }
                Err(_) => thread::sleep(POLL),
            }
        }
    });
}

fn converse(
    mut client: TcpStream,
    manner: Manner,
    real: SocketAddr,
    over: &AtomicBool,
) -> std::io::Result<()> {
    client.set_nonblocking(false)?;
    client.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut heard = [0; 4096];
    match manner {
        Manner::Silent => {}
        Manner::Closes => return client.read(&mut heard).map(drop),
        // Closing with bytes unread resets.
        Manner::Resets => return client.peek(&mut heard).map(drop),
        Manner::Banner => client.write_all(b"220 mail.corp.test ESMTP\r\n")?,
        Manner::Half => {
            let _ = client.read(&mut heard)?;
            client.write_all(&[5, 0, 12, 3, 16, 0, 0, 0, 60, 0])?;
        }
        Manner::PlainBindsOnly => return pass_on(client, real),
        Manner::Http | Manner::Tls | Manner::Garbage => {
            let _ = client.read(&mut heard)?;
            return client.write_all(answer(manner));
        }
    }
    while !over.load(Ordering::Relaxed) {
        thread::sleep(POLL);
    }
    Ok(())
}

fn answer(manner: Manner) -> &'static [u8] {
    match manner {
        Manner::Http => {
            b"HTTP/1.1 400 Bad Request\r\nServer: gateway\r\nContent-Length: 0\r\n\
              Connection: close\r\n\r\n"
        }
        // Alert, fatal, unexpected_message.
        Manner::Tls => &[21, 3, 3, 0, 2, 2, 10],
        _ => &[
            0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
            17,
        ],
    }
}

/// C706 section 12.6.4.3: the number of presentation contexts stands behind header, fragment sizes
/// and group.
const CONTEXTS: usize = 24;

fn pass_on(mut client: TcpStream, real: SocketAddr) -> std::io::Result<()> {
    let mut bind = [0; 4096];
    if client.peek(&mut bind)? > CONTEXTS && bind[CONTEXTS] > 1 {
        return Ok(());
    }
    let length = client.read(&mut bind)?;
    let mut server = TcpStream::connect(real)?;
    server.write_all(&bind[..length])?;
    let length = server.read(&mut bind)?;
    client.write_all(&bind[..length])?;
    client.read(&mut bind).map(drop)
}

/// A listener whose queue is full: the kernel leaves further SYNs without answer.
fn stay_full(at: SocketAddr, over: &Arc<AtomicBool>) {
    let (over, (ready, is_ready)) = (Arc::clone(over), std::sync::mpsc::channel());
    thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
        let listener = runtime.block_on(async { listen_for_nobody(at) });
        let queued: Vec<_> = (0..8)
            .map_while(|_| TcpStream::connect_timeout(&at, Duration::from_millis(300)).ok())
            .collect();
        ready.send(queued.len()).expect("somebody waits");
        while !over.load(Ordering::Relaxed) {
            thread::sleep(POLL);
        }
        drop((queued, listener));
    });
    assert!(is_ready.recv().expect("it starts") < 8, "the queue of {at} does not fill");
}

fn listen_for_nobody(at: SocketAddr) -> tokio::net::TcpListener {
    let socket = match at.ip() {
        IpAddr::V4(_) => tokio::net::TcpSocket::new_v4(),
        IpAddr::V6(_) => tokio::net::TcpSocket::new_v6(),
    };
    let socket = socket.expect("a socket");
    // Connections of the scenario before may still be in their last state.
    socket.set_reuseaddr(true).expect("a socket of ours");
    socket.bind(at).expect("a free port");
    socket.listen(0).expect("it is bound")
}
