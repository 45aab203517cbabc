//! `slmgr /skms HOST:PORT` and `/skms-domain DOMAIN`: what the client was told to use, in any
//! language: what it says of it repeats the host or the domain.

use crate::capture::licensing_json::activation_type as activation_type_of;
use crate::capture::lines::host;
use crate::evidence::{ActivationType, HostPort, KMS_PORT};
use crate::wire::host_port::parse_host_port;
use crate::wire::work::look;

/// The host that was set last, and not taken away again.
pub fn forced_kms(lines: &[&str]) -> Option<HostPort> {
    let at = set_last(lines, &HOST)?;
    parse_host_port(at, KMS_PORT).ok().map(|at| HostPort { host: host(&at.host), ..at })
}

/// The domain that was set last, and not taken away again.
pub fn lookup_domain(lines: &[&str]) -> Option<String> {
    set_last(lines, &DOMAIN).map(host)
}

/// The only way of activation that was allowed last (`/act-type 1`): slmgr.vbs says that it is set,
/// and an error has a code.
pub fn activation_type(lines: &[&str]) -> Option<ActivationType> {
    let mut way = None;
    let mut asked: Option<&str> = None;
    for line in lines.iter().copied().filter(|line| !line.trim().is_empty()) {
        look(line.len());
        if let Some(option) = option(line) {
            asked = Some(option).filter(|option| option.eq_ignore_ascii_case("act-type"));
            asked = asked.and_then(|option| after(line, option));
        } else if let Some(number) = asked.take().filter(|_| !line.contains("0x")) {
            way = number.parse().ok().and_then(activation_type_of);
        }
    }
    way
}

/// A setting: the options that set it and take it away, and what slmgr.vbs says around its value.
struct Setting {
    set: &'static str,
    clear: &'static str,
    said: &'static str,
}

const HOST: Setting =
    Setting { set: "skms", clear: "ckms", said: "Key Management Service machine name set to " };
const DOMAIN: Setting = Setting {
    set: "skms-domain",
    clear: "ckms-domain",
    said: "Key Management Service lookup domain set to ",
};

fn set_last<'a>(lines: &[&'a str], setting: &Setting) -> Option<&'a str> {
    let mut set = None;
    let mut asked: Option<&str> = None;
    for line in lines.iter().copied().filter(|line| !line.trim().is_empty()) {
        look(line.len());
        if let Some(option) = option(line) {
            asked = after(line, setting.set);
            if option.eq_ignore_ascii_case(setting.clear) {
                set = None;
            }
        } else if let Some(value) =
            said(line, setting.said).or_else(|| asked.filter(|value| line.contains(value)))
        {
            set = Some(value);
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
    let is_option = |word: &str| {
        word.strip_prefix(['/', '-']).is_some_and(|word| word.eq_ignore_ascii_case(option))
    };
    words.find(|word| is_option(word))?;
    words.next()
}

/// `Key Management Service machine name set to HOST successfully.` (slmgr.vbs).
fn said<'a>(line: &'a str, begin: &str) -> Option<&'a str> {
    line.trim().strip_prefix(begin)?.strip_suffix(" successfully.")
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

    #[test]
    fn the_domain_that_was_set_last_is_read() {
        for (text, wanted) in [
            (
                "Key Management Service lookup domain set to old.test successfully.",
                Some("old.test"),
            ),
            ("slmgr /skms-domain old.test\nSuchdomäne: old.test", Some("old.test")),
            ("slmgr /skms-domain old.test\nold.test ok\nslmgr /ckms-domain\ncleared", None),
            // Each option takes its own setting away.
            ("slmgr /skms-domain old.test\nold.test ok\nslmgr /ckms\ncleared", Some("old.test")),
            ("slmgr /skms kms1.old.test\nkms1.old.test ok", None),
            ("slmgr /skms-domain old.test\nError: 0x80070005", None),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lookup_domain(&lines).as_deref(), wanted, "{text}");
        }
    }
}
