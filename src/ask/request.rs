//! What is meant: the command line and the site file, read once into types. Nothing behind this
//! looks at strings.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use actprobe_probes::directory::PasswordLogin;
use actprobe_probes::evidence::{
    Asked, Channel, ClockSourceOrigin, DnsServer, DomainOrigin, EndpointNeed, FailOn, HostPort,
    KMS_PORT, Origin, Probe, ProxySettings, SettingsForm, Suffix,
};
use actprobe_probes::net::Limits;
use actprobe_probes::winhttp_proxy::ProxyChoice;
use actprobe_probes::wire::dns::spellings;
use actprobe_probes::wire::host_port::{HostPortError, parse_host_port};
use actprobe_probes::wire::proxy_settings::{ProxyUrlError, from_url};
use strum::VariantArray;

use crate::ask::host_export::HostExport;
use crate::ask::import::Imports;
use crate::catalogue::endpoints;

/// A run as it is meant.
#[derive(Debug)]
pub struct Request {
    /// Suffixes beyond the host's own.
    pub suffixes: Vec<Suffix>,
    /// DNS servers instead of the host's own; empty: those of the host.
    pub dns_servers: Vec<DnsServer>,
    /// KMS hosts instead of discovery.
    pub forced_kms: Vec<HostPort>,
    /// KMS hosts that ought to be published.
    pub expected_kms: Vec<HostPort>,
    /// The Active Directory domain to ask instead of the host's own.
    pub directory: Option<(String, DomainOrigin)>,
    /// Domain controllers that were named, beside those that DNS lists.
    pub directory_controllers: Vec<String>,
    /// Who looks for activation objects, if a user was named.
    pub directory_login: Option<PasswordLogin>,
    /// Time servers instead of the usual ones.
    pub time_servers: Vec<(HostPort, ClockSourceOrigin)>,
    /// Where to learn the proxy.
    pub proxy: ProxyChoice,
    /// The registry of the host that is meant, where that is another one, or cannot run this.
    pub host_facts: Option<HostExport>,
    /// The endpoints to ask.
    pub endpoints: Vec<(String, EndpointNeed)>,
    /// Roots that the site accepts for the endpoints, PEM.
    pub accepted_roots: Vec<u8>,
    /// How long each step may take.
    pub limits: Limits,
    /// How long the whole run may take.
    pub deadline: Option<Duration>,
    /// The probes to run.
    pub probes: BTreeSet<Probe>,
    /// Options that were given and say how to ask what is left out.
    pub without_effect: Vec<&'static str>,
    /// Captures of other tools.
    pub imports: Imports,
    /// Codes that Windows printed, handed in by hand.
    pub codes: Vec<u32>,
    /// Channels that must work.
    pub required: Vec<Channel>,
    /// What counts as a failure.
    pub fail_on: FailOn,
}

impl Request {
    /// What the verdict has to know of the wish.
    pub fn asked(&self) -> Asked {
        let skipped = Probe::VARIANTS.iter().filter(|probe| !self.probes.contains(probe));
        Asked {
            required: self.required.clone(),
            fail_on: self.fail_on,
            expected_kms: self.expected_kms.clone(),
            skipped: skipped.copied().collect(),
            offline: false,
        }
    }
}

impl Default for Request {
    /// This host, as it is.
    fn default() -> Self {
        let endpoints = endpoints::ENDPOINTS.iter().map(|entry| (entry.url.to_owned(), entry.need));
        Self {
            suffixes: Vec::new(),
            dns_servers: Vec::new(),
            forced_kms: Vec::new(),
            expected_kms: Vec::new(),
            directory: None,
            directory_controllers: Vec::new(),
            directory_login: None,
            time_servers: Vec::new(),
            proxy: ProxyChoice::System { environment: Vec::new() },
            host_facts: None,
            endpoints: endpoints.collect(),
            accepted_roots: Vec::new(),
            limits: Limits::default(),
            deadline: None,
            probes: Probe::VARIANTS.iter().copied().collect(),
            without_effect: Vec::new(),
            imports: Imports::default(),
            codes: Vec::new(),
            required: Vec::new(),
            fail_on: FailOn::default(),
        }
    }
}

/// A KMS host as people write it; the port is 1688 unless another is given.
pub fn kms_host(text: &str) -> Result<HostPort, HostPortError> {
    in_any_script(text, KMS_PORT)
}

/// A name may have letters of any script: it is kept in UTF-8, and has to have the other spelling.
fn in_any_script(text: &str, default_port: u16) -> Result<HostPort, HostPortError> {
    if text.is_ascii() {
        return parse_host_port(text, default_port);
    }
    let (host, port) =
        text.rsplit_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    match spellings(host).as_slice() {
        [unicode, ascii] if unicode.chars().all(may_be_in_a_name) => {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            let HostPort { port, .. } = parse_host_port(&format!("{ascii}{port}"), default_port)?;
            Ok(HostPort { host: unicode.clone(), port })
        }
        _ => Err(HostPortError::NotAscii),
    }
}

fn may_be_in_a_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// A time server as people write it; the port is 123 unless another is given.
pub fn time_server(text: &str) -> Result<HostPort, HostPortError> {
    parse_host_port(text, actprobe_probes::clock_skew::PORT)
}

/// A DNS domain as people write it, in one spelling: the trailing dot, if any, is dropped, and its
/// letters are small.
pub fn domain(text: &str) -> Result<String, DomainError> {
    let asked = in_any_script(text, 1).map_err(DomainError::NotAName)?;
    match asked {
        HostPort { port: 1, host } if host.parse::<IpAddr>().is_err() => {
            Ok(host.to_ascii_lowercase())
        }
        HostPort { .. } => Err(DomainError::AddressOrPort),
    }
}

/// The name of a domain controller as people write it: a certificate bears it, so an address is
/// none.
pub fn controller(text: &str) -> Result<String, ControllerError> {
    domain(text).map_err(|_| ControllerError)
}

/// A suffix from the command line or the site file, in every spelling that a zone may have.
pub fn suffixes(name: &str, origin: Origin) -> Vec<Suffix> {
    spellings(name).into_iter().map(|name| Suffix { name, origin }).collect()
}

/// A DNS server by address, with port 53 unless another is given.
pub fn dns_server(text: &str) -> Result<SocketAddr, DnsServerError> {
    let bare = text.trim().trim_start_matches('[').trim_end_matches(']');
    let address = IpAddr::from_str(bare).map(|address| SocketAddr::new(address, 53));
    match address.or_else(|_| text.trim().parse()) {
        Ok(address) if address.port() != 0 => Ok(address),
        _ => Err(DnsServerError),
    }
}

/// A duration as people write it: `4s`, `500ms`, `2m`; a bare number counts seconds.
pub fn duration(text: &str) -> Result<Duration, DurationError> {
    let text = text.trim();
    let with_unit = if text.ends_with(|c: char| c.is_ascii_digit()) {
        format!("{text}s")
    } else {
        text.to_owned()
    };
    let duration: jiff::SignedDuration = with_unit.parse().map_err(|_| DurationError)?;
    let duration = Duration::try_from(duration).map_err(|_| DurationError)?;
    if (SHORTEST..=LONGEST).contains(&duration) { Ok(duration) } else { Err(DurationError) }
}

/// One proxy for everything, or none by the word `direct`.
pub fn proxy(text: &str) -> Result<ProxySettings, ProxyError> {
    if text.trim().eq_ignore_ascii_case("direct") {
        return Ok(ProxySettings { form: SettingsForm::Url, ..ProxySettings::default() });
    }
    from_url(text).map_err(ProxyError)
}

const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_hours(1);

/// Why a text is no DNS domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// It is no name at all.
    #[error("expected a DNS domain such as corp.example: {0}")]
    NotAName(HostPortError),
    /// It is an address, or it carries a port.
    #[error("expected a DNS domain such as corp.example, found an address or a port")]
    AddressOrPort,
}

/// A text that is no name of a domain controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected the DNS name of a domain controller such as dc1.corp.example, without \\\\ and \
     without port"
)]
pub struct ControllerError;

/// A text that is no DNS server. It is not kept: it may be a password in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an IP address, with or without port, such as 192.0.2.53 or [2001:db8::53]:53, found \
     another text"
)]
pub struct DnsServerError;

/// A text that is no duration in range. It is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a duration from 1ms to 1h, such as 4s or 500ms, found another text")]
pub struct DurationError;

/// A text that is neither a proxy nor `direct`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}, or the word direct")]
pub struct ProxyError(ProxyUrlError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_and_without_unit() {
        assert_eq!(duration("4"), Ok(Duration::from_secs(4)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2m"), Ok(Duration::from_mins(2)));
        assert_eq!(duration("2.5"), Ok(Duration::from_millis(2500)));
    }

    #[test]
    fn absurd_durations_are_refused() {
        for text in ["0", "-1s", "2h", "1e9", "", "s", "four", "99999999999999999999s", "1d"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dns_servers_are_addresses() {
        assert_eq!(dns_server("192.0.2.53"), Ok("192.0.2.53:53".parse().unwrap()));
        assert_eq!(dns_server("2001:db8::53"), Ok("[2001:db8::53]:53".parse().unwrap()));
        assert_eq!(dns_server("[2001:db8::53]"), Ok("[2001:db8::53]:53".parse().unwrap()));
        assert_eq!(dns_server("[2001:db8::53]:5353"), Ok("[2001:db8::53]:5353".parse().unwrap()));
        for text in ["dns.example", "192.0.2.53:0", "", "192.0.2.256"] {
            assert!(dns_server(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_message_repeats_what_was_typed() {
        for secret in ["http://user:hunter2@proxy", "hunter2", "hunter2 ", "hunter2:80"] {
            let messages = [
                dns_server(secret).map(drop).map_err(|error| error.to_string()),
                duration(secret).map(drop).map_err(|error| error.to_string()),
                domain(&format!("{secret}:x")).map(drop).map_err(|error| error.to_string()),
                proxy(&format!("ftp://{secret}")).map(drop).map_err(|error| error.to_string()),
                kms_host(&format!("{secret}@")).map(drop).map_err(|error| error.to_string()),
            ];
            for message in messages {
                let message = message.unwrap_err();
                assert!(
                    message.starts_with("expected ") && !message.contains("hunter2"),
                    "{message}"
                );
            }
        }
    }

    #[test]
    fn a_domain_is_no_address() {
        assert_eq!(domain("corp.example."), Ok("corp.example".to_owned()));
        assert_eq!(domain("CORP.Example"), Ok("corp.example".to_owned()));
        assert_eq!(domain("192.0.2.1"), Err(DomainError::AddressOrPort));
        assert_eq!(domain("corp.example:53"), Err(DomainError::AddressOrPort));
    }

    #[test]
    fn a_name_of_any_script_is_kept_in_utf_8_and_asked_in_both_spellings() {
        assert_eq!(domain("Bücher.example."), Ok("bücher.example".to_owned()));
        let kms = kms_host("kms1.bücher.example:1689").unwrap();
        assert_eq!((kms.host.as_str(), kms.port), ("kms1.bücher.example", 1689));
        let names = |name| suffixes(name, Origin::Argument).into_iter().map(|suffix| suffix.name);
        let (unicode, ascii) = ("bücher.example", "xn--bcher-kva.example");
        assert!(names(unicode).eq([unicode, ascii]) && names(ascii).eq([ascii, unicode]));
        assert!(names("corp.example").eq(["corp.example"]));
        for text in ["b cher.ü", "ü..example", "ü:0", "ü@example", "“ü”.example"] {
            assert!(domain(text).is_err() && kms_host(text).is_err(), "{text}");
        }
    }
}
