//! What the commands' outputs say: by values and their order, because labels are translated.

use std::collections::BTreeSet;
use std::net::IpAddr;

use actprobe_probes::evidence::scrub;
use actprobe_probes::wire::text;
use serde::Deserialize;

use crate::ask::request;

/// DNS servers and suffixes, by the word of `ipconfig /all`, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resolving {
    pub servers: Vec<String>,
    pub suffixes: Vec<String>,
}

/// "DNS" stands in the labels of every language; below a label, further values stand alone in
/// their lines. A server is an address, a suffix is a name.
pub(super) fn ipconfig(bytes: &[u8]) -> Option<Resolving> {
    let text = text::decode(bytes).text;
    let mut told = Resolving::default();
    let mut is_about_dns = false;
    let mut labels = 0;
    for line in text.lines() {
        let value = match labelled(line) {
            Some((label, value)) => {
                labels += 1;
                is_about_dns = label.to_ascii_lowercase().contains("dns");
                value
            }
            None => line.trim(),
        };
        if line.trim().is_empty() {
            is_about_dns = false;
        }
        if is_about_dns {
            told.add(value);
        }
    }
    (labels > 0).then_some(told)
}

impl Resolving {
    fn add(&mut self, value: &str) {
        let address = value.split('%').next().unwrap_or(value);
        if let Ok(address) = address.parse::<IpAddr>() {
            add_once(&mut self.servers, address.to_string());
        } else if is_suffix(value) {
            add_once(&mut self.suffixes, scrub(value));
        }
    }
}

fn add_once(list: &mut Vec<String>, value: String) {
    if !list.iter().any(|known| known.eq_ignore_ascii_case(&value)) {
        list.push(value);
    }
}

/// "Yes" is no name: a suffix of one label is rare, and would be taken for one in any language.
fn is_suffix(value: &str) -> bool {
    value.contains('.') && !value.contains(' ') && request::domain(value).is_ok()
}

/// `   DNS Servers . . . . . : 192.0.2.53`: dots lead to the colon, in French with a space before
/// it. An IPv6 address alone in its line has colons too, and no dots before them.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    label.trim_end().ends_with('.').then(|| (label.trim(), value.trim()))
}

/// Build and membership, by the word of `Get-CimInstance`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Computer {
    pub build_number: String,
    pub domain: Option<String>,
    pub part_of_domain: bool,
}

pub(super) fn computer(bytes: &[u8]) -> Option<Computer> {
    let text = text::decode(bytes).text;
    let begin = text.find('{')?;
    serde_json::from_str(text.get(begin..)?.trim_end()).ok()
}

/// Whether `nltest` found no domain. Its words are English in every language.
pub(super) fn is_in_no_domain(bytes: &[u8]) -> bool {
    text::decode(bytes).text.contains("ERROR_NO_SUCH_DOMAIN")
}

/// The certificates that `certutil` lists, by their thumbprints (SHA-1), which older versions
/// print in groups.
pub(super) fn thumbprints(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let text = text::decode(bytes).text;
    let found: BTreeSet<String> = text.lines().filter_map(thumbprint).collect();
    (!found.is_empty()).then_some(found)
}

fn thumbprint(line: &str) -> Option<String> {
    const DIGITS: usize = 40;
    let (_, value) = line.rsplit_once(':')?;
    let digits: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    let is_one = digits.len() == DIGITS && digits.chars().all(|c| c.is_ascii_hexdigit());
    is_one.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/fixtures/selftest/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn dns_servers_and_suffixes_are_found_in_any_language() {
        let english = ipconfig(&recorded("ipconfig-en.txt")).unwrap();
        assert_eq!(english.servers, ["192.0.2.53", "192.0.2.54", "2001:db8::53", "198.51.100.1"]);
        assert_eq!(english.suffixes, ["corp.example", "lab.example", "home.example"]);
        let french = ipconfig(&recorded("ipconfig-fr.cp850.txt")).unwrap();
        assert_eq!(french.servers, ["fe80::1", "192.0.2.53"]);
        assert_eq!(french.suffixes, ["corp.example"]);
    }

    #[test]
    fn what_is_no_output_of_ipconfig_says_nothing_rather_than_no_server() {
        assert_eq!(ipconfig(b"Access is denied.\r\n"), None);
        assert_eq!(ipconfig(b""), None);
    }

    #[test]
    fn a_computer_tells_its_build_and_its_domain() {
        let told = computer(&recorded("computer.json")).unwrap();
        assert_eq!((told.build_number.as_str(), told.part_of_domain), ("20348", true));
        assert_eq!(told.domain.as_deref(), Some("corp.example"));
        assert_eq!(computer(b"Get-CimInstance : The term is not recognized"), None);
    }

    #[test]
    fn thumbprints_are_found_whole_and_in_groups() {
        let expected = BTreeSet::from(["cdd4eeae6000ac7f40c3802c171e30148030c072".to_owned()]);
        assert_eq!(thumbprints(&recorded("certutil-fr.cp850.txt")), Some(expected.clone()));
        let grouped =
            b"Cert Hash(sha1): cd d4 ee ae 60 00 ac 7f 40 c3 80 2c 17 1e 30 14 80 30 c0 72";
        assert_eq!(thumbprints(grouped), Some(expected));
        assert_eq!(thumbprints(b"CertUtil: -store command FAILED: 0x80070005"), None);
    }
}
