//! Time servers that tell their clients to stop asking (RFC 5905 section 7.4).

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    ground::{in_namespace, inside, ip},
    harness::{
        process::{Server, run},
        site::Site,
    },
    hosts::v4,
};

/// Where a server lives that wants port 123 of every address.
const GUEST: &str = "guest";

/// A time server in a namespace of its own; its address returns to the other servers when it ends.
pub struct Kissing {
    server: Option<Server>,
    address: String,
}

/// `rate` is ntpsec's word for who asks too often; `deny`, which it does not know, means never to
/// ask again.
pub fn start(site: &Site, host: &str, code: &str) -> Kissing {
    let address = v4(host).to_string();
    let mut kissing = Kissing { server: None, address: address.clone() };
    move_out(&address);
    let folder = site.folder("kiss");
    let mut command = in_namespace(GUEST);
    match code {
        "rate" => limit_rate(&folder, &address, &mut command),
        "deny" => _ = command.arg("/usr/bin/python3").arg(peer()).args([&address, "DENY"]),
        _ => panic!("no time server says {code:?}"),
    }
    kissing.server =
        Some(Server::start("kiss of death", &folder, &mut command, || kisses(&address)));
    kissing
}

impl Drop for Kissing {
    fn drop(&mut self) {
        // A namespace stays as long as somebody is in it.
        drop(self.server.take());
        // It and its links go some time after its name; the next one's have the same names.
        run(Command::new("ip").args(["-n", "servers", "link", "delete", "guest0"]));
        run(Command::new("ip").args(["netns", "delete", GUEST]));
        let address = format!("{}/24", self.address);
        run(Command::new("ip").args(["-n", "servers", "address", "add", &address, "dev", "lan"]));
        run(in_namespace("servers").args(["sysctl", "-q", "-w", "net.ipv4.ip_forward=0"]));
    }
}

/// The servers' namespace becomes the way to the address.
fn move_out(address: &str) {
    ip(&["netns", "add", GUEST]);
    ip(&[
        "link", "add", "guest0", "netns", "servers", "type", "veth", "peer", "name", "guest1",
        "netns", GUEST,
    ]);
    ip(&["-n", GUEST, "link", "set", "lo", "up"]);
    ip(&["-n", GUEST, "link", "set", "guest1", "up"]);
    ip(&["-n", "servers", "link", "set", "guest0", "up"]);
    ip(&["-n", "servers", "address", "delete", &format!("{address}/24"), "dev", "lan"]);
    ip(&["-n", GUEST, "address", "add", &format!("{address}/32"), "dev", "guest1"]);
    ip(&["-n", GUEST, "route", "add", "default", "dev", "guest1"]);
    ip(&["-n", "servers", "route", "add", &format!("{address}/32"), "dev", "guest0"]);
    for setting in ["ip_forward=1", "conf.lan.proxy_arp=1", "conf.guest0.proxy_arp=1"] {
        inside("servers", &["sysctl", "-q", "-w", &format!("net.ipv4.{setting}")]);
    }
}

/// ntpsec, whose limit is passed by the second request.
fn limit_rate(folder: &Path, address: &str, command: &mut Command) {
    let configuration = folder.join("ntp.conf");
    let text = format!(
        "interface ignore all\ninterface listen {address}\ndriftfile {}/drift\n\
         restrict default kod limited nomodify noquery\nlimit average 9 burst 0 kod 0\n",
        folder.display()
    );
    fs::write(&configuration, text).expect("a file of ours");
    // It shall not set the clock of all namespaces.
    command.args(["setpriv", "--bounding-set", "-sys_time", "--inh-caps", "-sys_time"]);
    // Installed beside chrony: see tests/install.sh.
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/ntpsec/usr/sbin/ntpd"));
    command.args(["-n", "-g", "-N", "-c"]).arg(&configuration);
}

/// Asks twice from the client: the first request is within any limit.
fn kisses(address: &str) -> bool {
    let ask = || run(in_namespace("client").args(["ntpdig", "-t", "1", address]));
    ask().stderr.contains("KOD") && ask().stderr.contains("KOD")
}

fn peer() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/peers/kiss_of_death.py")
}
