//! RPC servers: one that accepts the KMS interface, one that has another.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use super::{
    actprobe::wine,
    process::{Server, listens, output_of},
    site::Site,
};

/// Impacket's RPC server, accepting binds to the KMS interface.
///
/// When it is dropped, the test fails if anybody sent a request: that would
/// have been a KMS request, which changes the host's count.
pub struct KmsHost {
    _server: Server,
    address: SocketAddr,
    events: PathBuf,
}

pub fn start_kms_host(site: &Site, addresses: &[IpAddr], port: u16) -> KmsHost {
    start_rpc_host(site, addresses, port, None)
}

/// The same server, with the KMS interface or only the one of this UUID.
pub fn start_rpc_host(
    site: &Site,
    addresses: &[IpAddr],
    port: u16,
    interface: Option<&str>,
) -> KmsHost {
    let folder = site.folder("kms");
    let events = folder.join("events.log");
    fs::write(&events, "").expect("a file of ours");
    // Another python that comes first in PATH does not have Debian's impacket.
    let mut command = Command::new("/usr/bin/python3");
    command.arg(peer("kms_bind.py"));
    if let Some(interface) = interface {
        command.args(["--interface", interface]);
    }
    command.arg(port.to_string()).arg(&events);
    command.args(addresses.iter().map(IpAddr::to_string));
    let last = addresses.last().expect("an address to listen on");
    let address = SocketAddr::new(*last, port);
    let server = Server::start("kms host", &folder, &mut command, listens(address));
    KmsHost { _server: server, address, events }
}

impl KmsHost {
    pub fn binds_seen(&self) -> usize {
        self.count("bind")
    }

    /// What was sent besides binds.
    pub fn requests_seen(&self) -> Vec<String> {
        self.await_quiet();
        let harmless = ["open", "bind", "closed"];
        self.events().into_iter().filter(|event| !harmless.contains(&event.as_str())).collect()
    }

    /// Waits until everything that was sent has been read: connections are
    /// accepted in their order, so those before this one are known by then.
    ///
    /// Where packets were lost, what this host sent last to a client that has gone is sent again as
    /// late as it was tried long, and only then the client's system says so: no scenario runs for
    /// longer than this.
    fn await_quiet(&self) {
        let before = self.count("open");
        drop(TcpStream::connect(self.address).expect("it listens until it is dropped"));
        let deadline = Instant::now() + Duration::from_mins(1);
        while self.count("open") == before || self.count("open") != self.count("closed") {
            assert!(Instant::now() < deadline, "a conversation does not end: {:?}", self.events());
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn count(&self, kind: &str) -> usize {
        self.events().iter().filter(|event| *event == kind).count()
    }

    fn events(&self) -> Vec<String> {
        let log = fs::read_to_string(&self.events).expect("it was made at start");
        log.lines().map(str::to_owned).collect()
    }
}

impl Drop for KmsHost {
    fn drop(&mut self) {
        if !thread::panicking() {
            assert_eq!(self.requests_seen(), [""; 0], "only binds may reach a KMS host");
        }
    }
}

/// Wine's RPC server with another interface; it listens on every address.
pub fn start_without_kms(site: &Site, port: u16) -> Server {
    let folder = site.folder("rpc");
    let exe = windows_peer(&folder, "rpc_without_kms");
    let ready = listens((Ipv4Addr::LOCALHOST, port));
    Server::start("rpc without kms", &folder, wine(&exe).arg(port.to_string()), ready)
}

/// A small Windows program, compiled into that folder.
pub fn windows_peer(folder: &Path, name: &str) -> PathBuf {
    let exe = folder.join(name).with_extension("exe");
    let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
    compiler
        .args(["-municode", "-O1", "-o"])
        .arg(&exe)
        .arg(peer(&format!("{name}.c")))
        .arg("-lrpcrt4");
    output_of(&mut compiler);
    exe
}

/// A small Windows library, compiled into that folder.
pub fn windows_library(folder: &Path, name: &str) -> PathBuf {
    let library = folder.join(name).with_extension("dll");
    let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
    output_of(
        compiler.args(["-shared", "-O1", "-o"]).arg(&library).arg(peer(&format!("{name}.c"))),
    );
    library
}

fn peer(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/real/peers").join(name)
}
