//! `slmgr /skms HOST:PORT`: the host that the client was told to use, in any language: what it says
//! of it repeats the host.

use crate::capture::lines::host;
use crate::evidence::{HostPort, KMS_PORT};
use crate::wire::host_port::parse_host_port;
use crate::wire::work::look;

/// The host that was set last, and not taken away again.
pub fn forced_kms(lines: &[&str]) -> Option<HostPort> {
    let mut set = None;
    let mut asked: Option<&str> = None;
    for line in lines.iter().copied().filter(|line| !line.trim().is_empty()) {
        look(line.len());
        if let Some(option) = option(line) {
            asked = after(line, "/skms").or_else(|| after(line, "-skms"));
            if option.eq_ignore_ascii_case("ckms") {
                set = None;
            }
        } else if let Some(name) = said(line).or_else(|| asked.filter(|name| line.contains(name))) {
            set = parse_host_port(name, KMS_PORT)
                .ok()
                .map(|at| HostPort { host: host(&at.host), ..at });
            asked = None;
        }
    }
    set
}

/// The option of a command line of `slmgr`.
fn option(line: &str) -> Option<&str> {
    let at = line.to_ascii_lowercase().find("slmgr")?;
    let mut words = line.get(at..)?.split_whitespace().skip(1);
    words.find_map(|word| word.strip_prefix(['/', '-']))
}

fn after<'a>(line: &'a str, option: &str) -> Option<&'a str> {
    let mut words = line.split_whitespace();
    words.find(|word| word.eq_ignore_ascii_case(option))?;
    words.next()
}

/// `Key Management Service machine name set to HOST successfully.` (slmgr.vbs).
fn said(line: &str) -> Option<&str> {
    const BEGIN: &str = "Key Management Service machine name set to ";
    line.trim().strip_prefix(BEGIN)?.strip_suffix(" successfully.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_that_was_set_last_is_read() {
        for (text, wanted) in [
            ("Key Management Service machine name set to kms1 successfully.", Some("kms1:1688")),
            ("slmgr /skms kms1:1689\nL’ordinateur kms1:1689 a été défini.", Some("kms1:1689")),
            ("slmgr /skms kms1\nkms1 ok\nslmgr /skms kms2\nkms2 ok", Some("kms2:1688")),
            ("slmgr /skms kms1\nkms1 ok\nslmgr /ckms\ncleared", None),
            // Whether it was set is not told.
            ("slmgr /skms kms1", None),
            ("slmgr /skms kms1\nError: 0x80070005", None),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            let found = forced_kms(&lines).map(|at| at.to_string());
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
    }
}
