//! chrony: a time server that is right, wrong, or knows that it knows nothing.

use std::{
    fs,
    net::{Ipv4Addr, UdpSocket},
    process::Command,
    time::Duration,
};

use super::{process::Server, site::Site};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    Right,
    HoursAhead(u32),
    /// Leap indicator 3, stratum 0 (RFC 5905 section 7.3).
    Unsynchronised,
}

/// Starts a time server on `address`, port 123. It never sets the clock.
pub fn start(site: &Site, address: Ipv4Addr, time: Time) -> Server {
    start_with(site, address, time, "")
}

/// The same with more of chrony's settings, a line each.
pub fn start_with(site: &Site, address: Ipv4Addr, time: Time, settings: &str) -> Server {
    let folder = site.folder("chrony");
    let configuration = folder.join("chrony.conf");
    let reference = if time == Time::Unsynchronised { "" } else { "local stratum 1" };
    let text = format!(
        "{reference}\n{settings}allow all\nbindaddress {address}\ncmdport 0\nbindcmdaddress /\n\
         pidfile {}/pid\n",
        folder.display()
    );
    fs::write(&configuration, text).expect("a file of ours");
    let mut command = Command::new("/usr/sbin/chronyd");
    command.args(["-x", "-d", "-4", "-u", "root", "-f"]).arg(&configuration);
    if let Time::HoursAhead(hours) = time {
        command.env("LD_PRELOAD", FAKETIME).env("FAKETIME", format!("+{hours}h"));
    }
    Server::start("chronyd", &folder, &mut command, move || answers(address))
}

const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

fn answers(address: Ipv4Addr) -> bool {
    let ask = || {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_read_timeout(Some(Duration::from_millis(100)))?;
        socket.connect((address, 123))?;
        let mut packet = [0; 48];
        packet[0] = 0x23; // version 4, client (RFC 5905 section 7.3)
        socket.send(&packet)?;
        socket.recv(&mut packet)
    };
    ask().is_ok()
}
