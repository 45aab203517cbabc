//! What a requirement is of.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use actprobe_probes::evidence::{HostPort, KmsTarget};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// A host, a port of it, that port at one of its addresses; or what has no such parts: a URL, a
/// zone. Reports have it as text: `kms1.corp.example:1688 (192.0.2.21)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Subject {
    /// By its name, or by an address alone.
    Named(String),
    /// A port of a host.
    Port {
        /// By the name or the address that was asked for.
        of: HostPort,
        /// Which one of those that the name stands for.
        at: Option<IpAddr>,
    },
}

impl Subject {
    /// The port at this address. A host that is named by its address has no other.
    pub fn at(of: HostPort, address: IpAddr) -> Self {
        let is_name = of.host.parse::<IpAddr>().is_err();
        Self::Port { of, at: is_name.then_some(address) }
    }

    /// The host's name or address, or the whole of what has no parts.
    pub fn host(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Port { of, .. } => &of.host,
        }
    }

    /// The host with its port, where one is meant.
    pub fn target(&self) -> Option<&HostPort> {
        match self {
            Self::Named(_) => None,
            Self::Port { of, .. } => Some(of),
        }
    }

    /// The port, where one is meant.
    pub fn port(&self) -> Option<u16> {
        self.target().map(|target| target.port)
    }

    /// The address whose port is meant.
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Named(_) => None,
            Self::Port { of, at } => at.or_else(|| of.host.parse().ok()),
        }
    }

    /// Whether this is `whole`, or a part of it: a port of the host, an address of the port.
    pub fn is_part_of(&self, whole: &Self) -> bool {
        let is_same_port = whole.port().is_none() || whole.port() == self.port();
        let is_same_address = whole.address().is_none() || whole.address() == self.address();
        self.host() == whole.host() && is_same_port && is_same_address
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => out.write_str(name),
            Self::Port { of, at: None } => write!(out, "{of}"),
            Self::Port { of, at: Some(address) } => write!(out, "{of} ({address})"),
        }
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.to_string()
    }
}

/// As reports have it.
impl From<String> for Subject {
    fn from(text: String) -> Self {
        port(&text).unwrap_or(Self::Named(text))
    }
}

impl From<&str> for Subject {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Subject {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<HostPort> for Subject {
    fn from(of: HostPort) -> Self {
        Self::Port { of, at: None }
    }
}

impl From<&KmsTarget> for Subject {
    fn from(target: &KmsTarget) -> Self {
        target.host_port().into()
    }
}

fn port(text: &str) -> Option<Subject> {
    let (of, at) = match text.split_once(" (") {
        Some((of, rest)) => (of, Some(rest.strip_suffix(')')?.parse().ok()?)),
        None => (text, None),
    };
    let (host, port) = of.rsplit_once(':')?;
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    // An address without brackets is no host with a port, however it ends.
    let is_host = !host.is_empty() && !host.contains(['/', ':']);
    let host = address.or(Some(host).filter(|_| is_host))?.to_owned();
    Some(Subject::Port { of: HostPort { host, port: port.parse().ok()? }, at })
}

impl JsonSchema for Subject {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Subject".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "kms1.corp.example",
            "kms1.corp.example:1688",
            "kms1.corp.example:1688 (2001:db8::1)",
            "192.0.2.21:1688",
            "2001:db8::1",
            "[2001:db8::1]:1688",
            "http://crl.example:8080/root.crl",
            "HV1 (of 2 hosts)",
            "DNS",
            "",
        ] {
            assert_eq!(Subject::from(text).to_string(), text);
        }
    }

    #[test]
    fn parts_are_told_apart() {
        let parts = |text: &str| {
            let subject = Subject::from(text);
            (subject.host().to_owned(), subject.port(), subject.address().map(|ip| ip.to_string()))
        };
        let told = |host: &str, port, address: Option<&str>| {
            (host.to_owned(), port, address.map(ToOwned::to_owned))
        };
        assert_eq!(parts("kms1:1688 (192.0.2.21)"), told("kms1", Some(1688), Some("192.0.2.21")));
        assert_eq!(parts("kms1:1688"), told("kms1", Some(1688), None));
        assert_eq!(parts("192.0.2.21:1688"), told("192.0.2.21", Some(1688), Some("192.0.2.21")));
        assert_eq!(parts("kms1"), told("kms1", None, None));
        assert_eq!(parts("2001:db8::1"), told("2001:db8::1", None, None));
        let bracketed = told("2001:db8::1", Some(1688), Some("2001:db8::1"));
        assert_eq!(parts("[2001:db8::1]:1688"), bracketed);
        let url = "http://crl.example:8080";
        assert_eq!(parts(url), told(url, None, None));
    }

    #[test]
    fn a_port_is_part_of_its_host_and_an_address_of_its_port() {
        let is = |part: &str, whole: &str| Subject::from(part).is_part_of(&whole.into());
        assert!(is("kms1:1688 (192.0.2.21)", "kms1:1688"));
        assert!(is("kms1:1688", "kms1"));
        assert!(is("kms1", "kms1"));
        assert!(!is("kms1", "kms1:1688"));
        assert!(!is("kms1.corp.example:1688", "kms1"));
        assert!(!is("kms1:16880", "kms1:1688"));
        assert!(!is("kms1:1688 (192.0.2.22)", "kms1:1688 (192.0.2.21)"));
    }
}
