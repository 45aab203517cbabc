//! One rule of the Windows Firewall as text: `v2.10|Action=Block|Active=TRUE|Dir=Out|…` (MS-GPFAS
//! §2.2.2.19).

use crate::evidence::KMS_PORT;

/// A rule for traffic that goes out, and is active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) action: Action,
    /// Its name; a reference into a library (`@…`) is none.
    pub(super) name: Option<String>,
    profiles: Vec<String>,
    protocol: Option<u32>,
    ports: Vec<(u16, u16)>,
    program: Option<String>,
    service: Option<String>,
    has_addresses: bool,
    /// For other users or packaged applications, or by a port set that is no number.
    is_narrower: bool,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Allow,
    Block,
}

impl Rule {
    /// Reads a rule; none that goes in, is off, or is of no known form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fields: Vec<(&str, &str)> =
            text.split('|').skip(1).filter_map(|field| field.split_once('=')).collect();
        let all = |name: &'static str| {
            let named = move |field: &&(&str, &str)| field.0.eq_ignore_ascii_case(name);
            fields.iter().filter(named).map(|field| field.1.trim())
        };
        let is = |name: &'static str, value: &str| {
            all(name).next().is_some_and(|v| v.eq_ignore_ascii_case(value))
        };
        if !is("Active", "TRUE") || !is("Dir", "Out") {
            return None;
        }
        let ports: Vec<&str> = all("RPort").chain(all("RPort2_10")).collect();
        let ranges: Vec<(u16, u16)> = ports.iter().filter_map(|port| range(port)).collect();
        Some(Self {
            action: if is("Action", "Block") { Action::Block } else { Action::Allow },
            name: all("Name")
                .next()
                .filter(|name| !name.is_empty() && !name.starts_with('@'))
                .map(str::to_owned),
            profiles: all("Profile").map(str::to_owned).collect(),
            protocol: all("Protocol").next().and_then(|number| number.parse().ok()),
            is_narrower: ranges.len() < ports.len()
                || NARROWER.iter().any(|name| all(name).next().is_some()),
            ports: ranges,
            program: all("App").next().map(str::to_ascii_lowercase),
            service: all("Svc")
                .next()
                .filter(|service| *service != "*")
                .map(str::to_ascii_lowercase),
            has_addresses: REMOTE_ADDRESSES.iter().any(|name| all(name).next().is_some()),
        })
    }

    /// Whether it is about the licensing service, or everybody, who goes to TCP 1688. A rule for
    /// some addresses counts only where it names that service or port: whose addresses they are is
    /// not known here.
    pub(super) fn concerns_kms(&self) -> bool {
        let protocol = self.protocol.is_none_or(|number| number == TCP || number == ANY_PROTOCOL);
        let port = self.ports.is_empty() || self.names_port();
        let program = self.program.is_none() || self.names_program();
        let service = self.service.as_ref().is_none_or(|service| service == "sppsvc");
        let about_kms = self.names_port() || self.names_program() || self.service.is_some();
        protocol
            && port
            && program
            && service
            && !self.is_narrower
            && (!self.has_addresses || about_kms)
    }

    /// A rule without profile is for all of them.
    pub(super) fn is_for_profile(&self, profile: &str) -> bool {
        self.profiles.is_empty()
            || self.profiles.iter().any(|own| own.eq_ignore_ascii_case(profile))
    }

    fn names_port(&self) -> bool {
        self.ports.iter().any(|(first, last)| (*first..=*last).contains(&KMS_PORT))
    }

    fn names_program(&self) -> bool {
        self.program
            .as_ref()
            .is_some_and(|program| program.rsplit('\\').next() == Some("sppsvc.exe"))
    }
}

/// `1688` or `1000-2000`.
fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
}

const REMOTE_ADDRESSES: [&str; 6] = ["RA4", "RA6", "RA42", "RA62", "RA42_20", "RA62_20"];
/// Owners, users, packages and interfaces.
const NARROWER: [&str; 8] =
    ["LUOwn", "LUAuth", "LUAuth2_24", "RUAuth", "AppPkgId", "IF", "IFType", "LPort"];
const TCP: u32 = 6;
const ANY_PROTOCOL: u32 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn concerns(text: &str) -> bool {
        Rule::parse(text).is_some_and(|rule| rule.concerns_kms())
    }

    #[test]
    fn a_rule_for_the_service_or_for_everybody_concerns_kms() {
        let rules = [
            "v2.10|Action=Block|Active=TRUE|Dir=Out|Name=All|",
            "v2.10|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=1688|Name=KMS|",
            "v2.30|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort2_10=1600-1700|Name=KMS|",
            "v2.10|Action=Allow|Active=TRUE|Dir=Out|App=%SystemRoot%\\System32\\sppsvc.exe|\
             Svc=sppsvc|RA4=192.0.2.1|",
            "v2.10|Action=Block|Active=TRUE|Dir=Out|Protocol=6|Svc=*|Name=Any service|",
        ];
        for rule in rules {
            assert!(concerns(rule), "{rule}");
        }
    }

    #[test]
    fn other_rules_do_not() {
        let rules = [
            "v2.10|Action=Block|Active=FALSE|Dir=Out|Name=Off|",
            "v2.10|Action=Block|Active=TRUE|Dir=In|Protocol=6|LPort=1688|",
            "v2.10|Action=Block|Active=TRUE|Dir=Out|Protocol=17|",
            "v2.10|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=443|",
            r"v2.10|Action=Allow|Active=TRUE|Dir=Out|App=C:\Tools\actprobe.exe|",
            "v2.10|Action=Allow|Active=TRUE|Dir=Out|Svc=dnscache|",
            "v2.10|Action=Block|Active=TRUE|Dir=Out|RA4=192.0.2.1|",
            "v2.30|Action=Allow|Active=TRUE|Dir=Out|LUOwn=S-1-5-21-1|",
            "v2.30|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=IPHTTPSOut|",
            "Action=Block",
            "",
        ];
        for rule in rules {
            assert!(!concerns(rule), "{rule}");
        }
    }

    #[test]
    fn a_rule_is_for_its_profiles() {
        let rule = Rule::parse(
            "v2.10|Action=Allow|Active=TRUE|Dir=Out|Profile=Domain|Profile=Private|Name=x|",
        )
        .unwrap();
        assert!(
            rule.is_for_profile("domain")
                && rule.is_for_profile("Private")
                && !rule.is_for_profile("Public")
        );
        assert!(
            Rule::parse("v2.10|Action=Allow|Active=TRUE|Dir=Out|")
                .unwrap()
                .is_for_profile("Public")
        );
    }
}
