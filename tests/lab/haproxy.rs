//! `HAProxy` before servers, as load balancers stand there: in TCP mode, which passes everything
//! on, or in HTTP mode.

use std::{
    fmt::Write as _,
    fs,
    io::{Read, Write as _},
    os::unix::net::UnixStream,
    path::Path,
    process::Command,
};

use crate::{
    harness::{
        process::{Server, listens},
        site::Site,
    },
    hosts::{both, v4},
    impostor::{self, ASIDE},
};

/// Reads `kms1 1688 tcp to kms1 and empty`, `kms1 1688 checked to kms1 and empty`, `kms1 1688
/// limited to kms1`, `web 80 http to nobody`; takes what is sent to the port, and gives it to those
/// behind by turns.
///
/// # Panics
/// When the words are not understood.
pub fn start(site: &Site, words: &str) -> Server {
    let (place, behind) = words.split_once(" to ").expect("HOST PORT MODE to SERVERS");
    let [host, port, mode] = place.split_whitespace().collect::<Vec<_>>()[..] else {
        panic!("HOST PORT MODE are needed: {words:?}")
    };
    let port: u16 = port.parse().expect("a port");
    let folder = site.folder("haproxy");
    let configuration = folder.join("haproxy.cfg");
    let socket = folder.join("admin.sock");
    let text = global(&socket) + &configure(host, port, mode, behind);
    fs::write(&configuration, text).expect("a file of ours");
    let mut command = Command::new("/usr/sbin/haproxy");
    let mut listening = listens((v4(host), port + ASIDE));
    let ready = || listening() && (mode != "checked" || has_checked(&socket));
    let server =
        Server::start("haproxy", &folder, command.arg("-db").arg("-f").arg(&configuration), ready);
    impostor::divert(host, port);
    server
}

fn global(socket: &Path) -> String {
    format!("global\n stats socket {}\n", socket.display())
}

/// Has each server behind been checked once? Until then `HAProxy` takes it for one that is well.
fn has_checked(socket: &Path) -> bool {
    let statistics = ask(socket, "show stat typed\n").unwrap_or_default();
    let states = || statistics.lines().filter(|line| line.contains(".check_status."));
    states().next().is_some() && states().all(|line| !line.ends_with("INI"))
}

fn ask(socket: &Path, question: &str) -> std::io::Result<String> {
    let mut stream = UnixStream::connect(socket)?;
    stream.write_all(question.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn configure(host: &str, port: u16, mode: &str, behind: &str) -> String {
    let (kind, check, limit) = match mode {
        "tcp" => ("tcp", "", ""),
        "http" => ("http", "", ""),
        // One answer decides, and a busy machine has a second for it.
        "checked" => ("tcp", " check inter 1s fall 1", ""),
        "limited" => ("tcp", "", LIMIT),
        _ => panic!("HAProxy has no mode {mode:?}"),
    };
    let [v4_of_host, v6_of_host] = both(host);
    let aside = port + ASIDE;
    let mut text = format!(
        "defaults\n mode {kind}\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n \
         retries 0\n\
         frontend arriving\n bind {v4_of_host}:{aside}\n bind [{v6_of_host}]:{aside}\n{limit} \
         default_backend behind\n\
         backend behind\n balance roundrobin\n"
    );
    for (number, server) in behind.split(" and ").filter(|name| *name != "nobody").enumerate() {
        let _ = writeln!(text, " server s{number} {}:{port}{check}", v4(server));
    }
    text
}

/// One connection of an address at a time.
const LIMIT: &str = " stick-table type ipv6 size 100 store conn_cur\n \
                     tcp-request connection track-sc0 src\n \
                     tcp-request connection reject if { sc0_conn_cur gt 1 }\n";
