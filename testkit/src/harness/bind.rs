//! BIND: authoritative for the zones in `zones/`, or unwilling.

use std::{fmt::Write as _, fs, net::Ipv4Addr, path::Path, process::Command};

use super::{process::Server, site::Site};

/// What the name server serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zones {
    /// Everything in `zones/site`.
    Site,
    /// The same, but with the `corp.test` of `zones/older`.
    Stale,
    /// Nothing: every query is REFUSED.
    Refused,
}

/// Starts a name server on `address`, port 53.
pub fn start(site: &Site, address: Ipv4Addr, zones: Zones) -> Server {
    let folder = site.folder("named");
    let configuration = folder.join("named.conf");
    fs::write(&configuration, configure(&folder, address, zones)).expect("a file of ours");
    Server::start(
        "named",
        &folder,
        Command::new("/usr/sbin/named").args(["-g", "-c"]).arg(&configuration),
        move || answers(address),
    )
}

fn configure(folder: &Path, address: Ipv4Addr, zones: Zones) -> String {
    let (folder, who) = (folder.display(), if zones == Zones::Refused { "none" } else { "any" });
    let mut text = format!(
        "options {{
            directory \"{folder}\";
            pid-file none; session-keyfile none; lock-file none;
            listen-on {{ {address}; }}; listen-on-v6 {{ none; }};
            recursion yes; dnssec-validation no; notify no; empty-zones-enable no;
            allow-query {{ {who}; }}; allow-query-cache {{ {who}; }};
        }};
        controls {{ }};
        zone \"servfail.test\" {{ type primary; file \"no such file\"; }};\n"
    );
    for (zone, file) in files(zones) {
        let _ = writeln!(text, "zone \"{zone}\" {{ type primary; file \"{file}\"; }};");
    }
    text
}

/// Zones and their files. Each file is named for its zone; the root's is `root`.
fn files(zones: Zones) -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/real/zones");
    let mut files = Vec::new();
    for entry in fs::read_dir(format!("{folder}/site")).expect("the zones") {
        let name = entry.expect("a zone").file_name().into_string().expect("an ASCII name");
        let version = if zones == Zones::Stale && name == "corp.test" { "older" } else { "site" };
        let zone = if name == "root" { ".".to_owned() } else { name.clone() };
        files.push((zone, format!("{folder}/{version}/{name}")));
    }
    files
}

fn answers(address: Ipv4Addr) -> bool {
    Command::new("dig")
        .args([&format!("@{address}"), "+tries=1", "+time=1", "corp.test", "SOA"])
        .output()
        .is_ok_and(|asked| asked.status.success())
}
