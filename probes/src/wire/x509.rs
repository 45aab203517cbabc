//! What one certificate says of itself (RFC 5280). Nothing is verified here.

use jiff::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;
use x509_parser::x509::{AttributeTypeAndValue, RelativeDistinguishedName, X509Name, X509Version};

use crate::evidence::{CertificateFacts, scrub};

/// How many DNS names of one certificate are kept: shared hosting carries hundreds.
const MOST_DNS_NAMES: usize = 40;

/// The facts of the certificate `der`, or `None` where it is none. `sha256` is the digest of `der`
/// in hexadecimal.
pub fn facts(der: &[u8], sha256: String) -> Option<CertificateFacts> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Some(CertificateFacts {
        subject: name(certificate.subject()),
        issuer: name(certificate.issuer()),
        not_before: timestamp(certificate.validity().not_before),
        not_after: timestamp(certificate.validity().not_after),
        dns_names: dns_names(&certificate),
        sha256,
    })
}

/// Whether a certificate may sign others (RFC 5280 §4.2.1.9), or is of the version that cannot say
/// so; `None`: `der` is none.
pub fn may_be_authority(der: &[u8]) -> Option<bool> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Some(certificate.is_ca() || certificate.version() == X509Version::V1)
}

fn dns_names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternatives)) = certificate.subject_alternative_name() else { return Vec::new() };
    let dns_names = alternatives.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(scrub(name)),
        _ => None,
    });
    dns_names.take(MOST_DNS_NAMES).collect()
}

/// The year 9999, "no well-defined expiration date" (RFC 5280 §4.1.2.5), lies a few hours past what
/// can be said here.
fn timestamp(time: ASN1Time) -> Timestamp {
    let seconds = time.timestamp().clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// The name as a string, its last part first (RFC 4514 §2.1).
fn name(name: &X509Name<'_>) -> String {
    let parts: Vec<&RelativeDistinguishedName<'_>> = name.iter_rdn().collect();
    let parts: Vec<String> = parts.into_iter().rev().map(relative_name).collect();
    scrub(&parts.join(","))
}

fn relative_name(part: &RelativeDistinguishedName<'_>) -> String {
    part.iter().map(attribute).collect::<Vec<_>>().join("+")
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let kind = attribute.attr_type();
    let value = text(attribute).map_or_else(|| hexadecimal(attribute), |text| escaped(&text));
    match oid2abbrev(kind, oid_registry()) {
        Ok(abbreviation) => format!("{abbreviation}={value}"),
        Err(_) => format!("{kind}={value}"),
    }
}

fn text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    attribute.as_str().map(str::to_owned).ok().or_else(|| utf16(attribute))
}

/// `BMPString` (ASN.1 universal tag 30): UTF-16, big-endian. Older Microsoft authorities write it.
fn utf16(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    const BMP_STRING: u32 = 30;
    let is_bmp_string = attribute.attr_value().tag().0 == BMP_STRING;
    let units = attribute
        .as_slice()
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |unit, b| unit << 8 | u16::from(*b)));
    is_bmp_string.then(|| {
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    })
}

/// RFC 4514 §2.4.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for (at, c) in value.char_indices() {
        let is_edge = at == 0 || at + c.len_utf8() == value.len();
        if matches!(c, '"' | '+' | ',' | ';' | '<' | '>' | '\\')
            || (at == 0 && c == '#')
            || (is_edge && c == ' ')
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn hexadecimal(attribute: &AttributeTypeAndValue<'_>) -> String {
    format!("#{}", hex::encode(attribute.as_slice()))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DistinguishedName, DnType, DnValue, KeyPair};

    use super::*;

    fn certificate(change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        let mut params =
            CertificateParams::new(vec!["a.example".into(), "b.example".into()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 2);
        params.not_after = rcgen::date_time_ymd(2021, 3, 4);
        params.distinguished_name = DistinguishedName::new();
        change(&mut params);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    fn named(kind: DnType, value: impl Into<DnValue>) -> String {
        let der = certificate(|params| params.distinguished_name.push(kind, value));
        facts(&der, String::new()).unwrap().subject
    }

    #[test]
    fn names_dates_and_alternative_names_are_read() {
        let der = certificate(|params| {
            params.distinguished_name.push(DnType::OrganizationName, "Contoso, Ltd.");
            params.distinguished_name.push(DnType::CommonName, "activation.example");
        });
        let facts = facts(&der, "00ff".into()).unwrap();
        assert_eq!(facts.subject, r"CN=activation.example,O=Contoso\, Ltd.");
        assert_eq!(facts.issuer, facts.subject);
        assert_eq!(facts.not_before.to_string(), "2020-01-02T00:00:00Z");
        assert_eq!(facts.not_after.to_string(), "2021-03-04T00:00:00Z");
        assert_eq!(facts.dns_names, ["a.example", "b.example"]);
        assert_eq!(facts.sha256, "00ff");
    }

    #[test]
    fn a_name_in_utf_16_is_read() {
        let name = rcgen::string::BmpString::try_from("Prüfstelle").unwrap();
        assert_eq!(named(DnType::CommonName, DnValue::BmpString(name)), "CN=Prüfstelle");
    }

    #[test]
    fn a_name_cannot_write_to_the_readers_terminal() {
        assert_eq!(named(DnType::CommonName, "\u{1b}[2Jx"), "CN= [2Jx");
    }

    #[test]
    fn a_certificate_for_ever_ends_where_time_does() {
        let der = certificate(|params| params.not_after = rcgen::date_time_ymd(9999, 12, 31));
        assert!(facts(&der, String::new()).unwrap().not_after <= Timestamp::MAX);
    }

    #[test]
    fn a_thousand_alternative_names_are_cut() {
        let der = certificate(|params| {
            let name = |n| rcgen::SanType::DnsName(format!("h{n}.example").try_into().unwrap());
            params.subject_alt_names = (0..1000).map(name).collect();
        });
        assert_eq!(facts(&der, String::new()).unwrap().dns_names.len(), MOST_DNS_NAMES);
    }

    #[test]
    fn no_truncation_and_no_changed_byte_brings_the_reader_down() {
        let der = certificate(|params| params.distinguished_name.push(DnType::CommonName, "x"));
        for end in 0..der.len() {
            assert_eq!(facts(&der[..end], String::new()), None, "cut at {end}");
        }
        for at in 0..der.len() {
            for change in [0x00, 0xff, der[at].wrapping_add(1), der[at].wrapping_sub(1)] {
                let mut changed = der.clone();
                changed[at] = change;
                let _ = facts(&changed, String::new());
            }
        }
    }
}
