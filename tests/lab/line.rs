//! The line between router and firewall: a switch, or a long way.

use std::{fs, path::Path, process::Command};

use crate::{
    ground::{in_namespace, ip},
    harness::{process::Server, site::Site},
};

const ENDS: [&str; 2] = ["l0", "l1"];

/// Lays a line in a namespace of its own, with ends for both neighbours; a packet takes no time.
pub fn lay() {
    ip(&["netns", "add", "line"]);
    ip(&["-n", "line", "link", "add", "switch", "type", "bridge", "forward_delay", "0"]);
    ip(&["-n", "line", "link", "set", "switch", "up"]);
}

/// Joins the line's ends, which exist by now, by a switch.
pub fn shorten() {
    for end in ENDS {
        ip(&["-n", "line", "link", "set", end, "master", "switch", "up"]);
    }
}

/// A packet takes so many milliseconds in each direction, as long as the server runs.
pub fn lengthen(site: &Site, milliseconds: &str) -> Server {
    for end in ENDS {
        ip(&["-n", "line", "link", "set", end, "nomaster", "promisc", "on", "up"]);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/peers/delay.py");
    let folder = site.folder("delay");
    let log = folder.join("output.log");
    let mut command: Command = in_namespace("line");
    command.arg("/usr/bin/python3").arg(script).args(ENDS).arg(milliseconds);
    Server::start("delay", &folder, &mut command, move || {
        fs::read_to_string(&log).is_ok_and(|said| !said.is_empty())
    })
}
