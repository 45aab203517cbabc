//! `name`, `name:1688`, `1.2.3.4`, `[::1]:1688`, `fe80::1`: a host as people write it, into
//! [`HostPort`].

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::evidence::HostPort;
use crate::product_key::mask;

/// Reads a host with an optional port; `default_port` stands in for a missing one.
///
/// One trailing dot of a name is dropped, an address comes back in its canonical spelling. Names
/// are held to the lengths of RFC 1035 §2.3.4 and to letters, digits, `-` and `_`: the last is no
/// host name by RFC 952, and seen. A product key, mistyped for a host, comes back cut.
pub fn parse_host_port(text: &str, default_port: u16) -> Result<HostPort, HostPortError> {
    let masked = mask(text.trim());
    let text: &str = &masked;
    only_fit_characters(text)?;
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => bracketed(rest)?,
        None => unbracketed(text)?,
    };
    let port = port.map_or(Ok(default_port), parse_port)?;
    if port == 0 { Err(HostPortError::PortOutOfRange) } else { Ok(HostPort { host, port }) }
}

/// What people write who write this character.
fn hint(found: char) -> &'static str {
    match found {
        '\\' => {
            ": write the DNS name alone, such as kms1.corp.example or corp.example, without \\\\, \
             a share or a NetBIOS domain"
        }
        '/' => ": write the name alone, without http:// or a path",
        '=' => ": write the DNS name, such as corp.example, not the LDAP name",
        ',' | ';' => ": write one at a time",
        ' ' => ": write the port behind a colon",
        _ => "",
    }
}

/// Why a text is no host with an optional port. No message repeats the text: it may hold a
/// password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostPortError {
    /// There is no host.
    #[error("expected a host name or address, found nothing")]
    Empty,
    /// A character outside ASCII; an internationalised name has to be given as `xn--…` (RFC 5890
    /// §2.3.2.1).
    #[error(
        "expected ASCII, found another character: write an international name in its xn-- form"
    )]
    NotAscii,
    /// A character that neither a name nor an address contains.
    #[error(
        "expected NAME, NAME:PORT, ADDRESS or [IPV6]:PORT, found the character {found:?}{}",
        hint(*found)
    )]
    ForbiddenCharacter {
        /// The first such character: a sign, never a letter or a digit.
        found: char,
    },
    /// A part of a name between two dots has no character, or more than 63.
    #[error("expected 1 to {LONGEST_LABEL} characters between dots, found {found}")]
    LabelLength {
        /// Its length in octets.
        found: usize,
    },
    /// A name has more than 253 characters.
    #[error("expected at most {LONGEST_NAME} characters, found {found}")]
    NameLength {
        /// Its length in octets.
        found: usize,
    },
    /// Brackets or colons call for an IPv6 address, and there is none.
    #[error("expected an IPv6 address, found another text in brackets or with colons")]
    NotIpv6,
    /// A last part of digits calls for an IPv4 address, and there is none.
    #[error("expected four numbers of 0 to 255 with dots, found another text of digits")]
    NotIpv4,
    /// What follows the colon is no decimal number.
    #[error("expected a decimal port after the colon, found another text")]
    PortNotANumber,
    /// The port is 0, or above 65535.
    #[error("expected a port of 1 to 65535, found one outside")]
    PortOutOfRange,
}

fn only_fit_characters(text: &str) -> Result<(), HostPortError> {
    let is_fit =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '[' | ']');
    match text.chars().find(|&c| !is_fit(c)) {
        None => Ok(()),
        Some(found) if found.is_ascii() => Err(HostPortError::ForbiddenCharacter { found }),
        Some(_) => Err(HostPortError::NotAscii),
    }
}

/// The address and the port of `v6]` or `v6]:port`.
fn bracketed(rest: &str) -> Result<(String, Option<&str>), HostPortError> {
    let (address, tail) = rest.split_once(']').ok_or(HostPortError::NotIpv6)?;
    match tail.strip_prefix(':') {
        port @ Some(_) => Ok((ipv6(address)?, port)),
        None if tail.is_empty() => Ok((ipv6(address)?, None)),
        None => Err(HostPortError::PortNotANumber),
    }
}

fn unbracketed(text: &str) -> Result<(String, Option<&str>), HostPortError> {
    match text.split_once(':') {
        None => Ok((name_or_ipv4(text)?, None)),
        Some((_, rest)) if rest.contains(':') => Ok((ipv6(text)?, None)),
        Some((host, port)) => Ok((name_or_ipv4(host)?, Some(port))),
    }
}

fn ipv6(text: &str) -> Result<String, HostPortError> {
    text.parse::<Ipv6Addr>().map(|address| address.to_string()).map_err(|_| HostPortError::NotIpv6)
}

fn name_or_ipv4(text: &str) -> Result<String, HostPortError> {
    let name = text.strip_suffix('.').unwrap_or(text);
    if text.is_empty() {
        return Err(HostPortError::Empty);
    }
    if name.len() > LONGEST_NAME {
        return Err(HostPortError::NameLength { found: name.len() });
    }
    for label in name.split('.') {
        label_is_fit(label)?;
    }
    // A last label of digits alone is an address to every resolver, and a mistyped one should not
    // be looked up.
    if name.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit())) {
        return name
            .parse::<Ipv4Addr>()
            .map(|address| address.to_string())
            .map_err(|_| HostPortError::NotIpv4);
    }
    Ok(name.to_owned())
}

fn label_is_fit(label: &str) -> Result<(), HostPortError> {
    if label.contains(['[', ']']) {
        return Err(HostPortError::NotIpv6);
    }
    if (1..=LONGEST_LABEL).contains(&label.len()) {
        Ok(())
    } else {
        Err(HostPortError::LabelLength { found: label.len() })
    }
}

fn parse_port(text: &str) -> Result<u16, HostPortError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(HostPortError::PortNotANumber);
    }
    text.parse().map_err(|_| HostPortError::PortOutOfRange)
}

/// RFC 1035 §2.3.4, in octets.
const LONGEST_LABEL: usize = 63;
/// 255 octets on the wire (RFC 1035 §2.3.4), less the first length octet and the root label.
const LONGEST_NAME: usize = 253;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, HostPortError> {
        parse_host_port(text, 1688).map(|host| host.to_string())
    }

    #[test]
    fn every_usual_spelling_is_read() {
        for (text, expected) in [
            ("kms1", "kms1:1688"),
            (" kms1.corp.example:8443\n", "kms1.corp.example:8443"),
            ("kms1.corp.example.", "kms1.corp.example:1688"),
            ("kms1.corp.example.:99", "kms1.corp.example:99"),
            ("my_host", "my_host:1688"),
            ("KMS1", "KMS1:1688"),
            ("1.2.3.4", "1.2.3.4:1688"),
            ("1.2.3.4:65535", "1.2.3.4:65535"),
            ("[::1]", "[::1]:1688"),
            ("[FE80:0::1]:00080", "[fe80::1]:80"),
            ("fe80::1", "[fe80::1]:1688"),
            ("::ffff:1.2.3.4", "[::ffff:1.2.3.4]:1688"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        use HostPortError as E;
        for (text, expected) in [
            ("", E::Empty),
            (":1688", E::Empty),
            (".", E::LabelLength { found: 0 }),
            ("a..b", E::LabelLength { found: 0 }),
            ("héron.example", E::NotAscii),
            ("user:password@host:80", E::ForbiddenCharacter { found: '@' }),
            ("http://host:80", E::ForbiddenCharacter { found: '/' }),
            ("fe80::1%eth0", E::ForbiddenCharacter { found: '%' }),
            ("a b", E::ForbiddenCharacter { found: ' ' }),
            ("[::1", E::NotIpv6),
            ("[kms1]:1688", E::NotIpv6),
            ("a]b", E::NotIpv6),
            ("1:2:3", E::NotIpv6),
            ("1.2.3.400", E::NotIpv4),
            ("1688", E::NotIpv4),
            ("kms1:", E::PortNotANumber),
            ("kms1:x80", E::PortNotANumber),
            ("[::1]1688", E::PortNotANumber),
            ("kms1:0", E::PortOutOfRange),
            ("kms1:65536", E::PortOutOfRange),
            ("kms1:99999999999999999999", E::PortOutOfRange),
        ] {
            assert_eq!(read(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn what_people_write_in_place_of_a_name_is_told_with_the_message() {
        for (text, hint) in [
            (r"\\kms1", "DNS name alone"),
            (r"\\kms1.corp.example\share", "DNS name alone"),
            (r"CORP\kms1", "NetBIOS"),
            ("http://kms1", "without http://"),
            ("DC=corp,DC=example", "LDAP name"),
            ("kms1,kms2", "one at a time"),
            ("kms1 1688", "behind a colon"),
        ] {
            let message = read(text).unwrap_err().to_string();
            assert!(message.contains(hint) && !message.contains("kms1 "), "{text}: {message}");
        }
    }

    #[test]
    fn names_end_where_rfc_1035_says() {
        let label = "x".repeat(63);
        assert!(read(&label).is_ok());
        assert_eq!(read(&format!("{label}x")), Err(HostPortError::LabelLength { found: 64 }));
        let longest = format!("{label}.{label}.{label}.{}", "y".repeat(61));
        assert!(read(&longest).is_ok());
        assert!(read(&format!("{longest}.")).is_ok());
        assert_eq!(read(&format!("{longest}z")), Err(HostPortError::NameLength { found: 254 }));
    }

    #[test]
    fn no_message_repeats_what_was_typed() {
        for text in ["user:hunter2@host", "hunter2hunter2:hunter2", "[hunter2]", "hunter2:99999999"]
        {
            let message = read(text).unwrap_err().to_string();
            assert!(message.starts_with("expected ") && message.contains("found"), "{message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_reads_back_from_its_own_text(text in "[a-z0-9.:\\[\\]-]{0,20}|\\PC{0,20}") {
            if let Ok(host) = parse_host_port(&text, 1688) {
                prop_assert_eq!(parse_host_port(&host.to_string(), 1), Ok(host));
            }
        }
    }
}
