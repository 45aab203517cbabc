//! What a checking library objects to, in our terms.

use jiff::Timestamp;
use rustls::{CertificateError, Error};

use crate::evidence::{CertificateFacts, TrustVerdict, scrub};

/// The verdict that `error` means for `chain` at the time `at`.
///
/// Libraries name the first objection only: an unknown issuer hides a wrong name, an expired certificate hides an
/// unknown issuer. Names and dates are therefore separate evidence.
pub(super) fn verdict(error: &Error, chain: &[CertificateFacts], at: Timestamp) -> TrustVerdict {
    match error {
        Error::InvalidCertificate(error) => of_certificate(error, chain, at),
        // Windows says so when its chain engine cannot work at all.
        Error::General(_) => TrustVerdict::Unavailable,
        error => TrustVerdict::Other { detail: scrub(&error.to_string()) },
    }
}

fn of_certificate(error: &CertificateError, chain: &[CertificateFacts], at: Timestamp) -> TrustVerdict {
    match error {
        CertificateError::Expired if only_too_early(chain, at) => TrustVerdict::NotYetValid,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TrustVerdict::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TrustVerdict::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TrustVerdict::WrongName,
        CertificateError::UnknownIssuer => TrustVerdict::UnknownIssuer,
        CertificateError::Revoked => TrustVerdict::Revoked,
        CertificateError::UnknownRevocationStatus
        | CertificateError::ExpiredRevocationList
        | CertificateError::ExpiredRevocationListContext { .. } => TrustVerdict::RevocationUnknown,
        CertificateError::Other(error) => of_words(&error.to_string(), chain),
        error => TrustVerdict::Other { detail: scrub(&Error::InvalidCertificate(error.clone()).to_string()) },
    }
}

/// Windows has one code for both ends of the validity period (`CERT_E_EXPIRED`).
fn only_too_early(chain: &[CertificateFacts], at: Timestamp) -> bool {
    chain.iter().any(|certificate| at < certificate.not_before) && chain.iter().all(|c| at <= c.not_after)
}

fn of_words(words: &str, chain: &[CertificateFacts]) -> TrustVerdict {
    match last_code(words).and_then(of_code) {
        Some(verdict) => verdict,
        // A self-signed certificate that may also sign others: the library will not have it as a server's, and that
        // no root vouches for it goes unsaid.
        None if chain.first().is_some_and(|own| own.subject == own.issuer) => TrustVerdict::UnknownIssuer,
        None => TrustVerdict::Other { detail: scrub(words) },
    }
}

/// The HRESULT at the end of an explanation: the only part of it that no system language changes.
fn last_code(words: &str) -> Option<i32> {
    let numbers = words.rsplit(|c: char| !c.is_ascii_digit() && c != '-').filter_map(|number| number.parse().ok());
    numbers.into_iter().find(|code: &i32| *code < 0)
}

/// MS-ERREF §2.1.1, facilities `FACILITY_SECURITY` (0x8009) and `FACILITY_CERT` (0x800B).
fn of_code(code: i32) -> Option<TrustVerdict> {
    match code.cast_unsigned() {
        // CRYPT_E_NO_REVOCATION_CHECK, CRYPT_E_REVOCATION_OFFLINE, CERT_E_REVOCATION_FAILURE
        0x8009_2012 | 0x8009_2013 | 0x800b_010e => Some(TrustVerdict::RevocationUnknown),
        // CRYPT_E_REVOKED, CERT_E_REVOKED
        0x8009_2010 | 0x800b_010c => Some(TrustVerdict::Revoked),
        // CERT_E_UNTRUSTEDROOT, CERT_E_CHAINING, CERT_E_UNTRUSTEDTESTROOT, CERT_E_UNTRUSTEDCA
        0x800b_0109 | 0x800b_010a | 0x800b_010d | 0x800b_0112 => Some(TrustVerdict::UnknownIssuer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-20T12:00:00Z";

    fn certificate(not_before: &str, not_after: &str) -> CertificateFacts {
        CertificateFacts {
            subject: "CN=a".into(),
            issuer: "CN=b".into(),
            not_before: not_before.parse().unwrap(),
            not_after: not_after.parse().unwrap(),
            dns_names: Vec::new(),
            sha256: String::new(),
        }
    }

    fn of_text(words: &str) -> TrustVerdict {
        of_words(words, &[certificate("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")])
    }

    #[test]
    fn revocation_that_could_not_be_checked_is_told_by_number_in_any_language() {
        for words in [
            "OS Error -2146762482 (FormatMessageW() returned error 317) (os error -2146762482)",
            "Der Sperrprozess konnte nicht fortgesetzt werden. (os error -2146762482)",
            "(os error -2146885613)",
        ] {
            assert_eq!(of_text(words), TrustVerdict::RevocationUnknown, "{words}");
        }
    }

    #[test]
    fn an_unknown_code_keeps_its_words() {
        let words = "Etwas anderes. (os error -2146762495)";
        assert_eq!(of_text(words), TrustVerdict::Other { detail: words.into() });
    }

    #[test]
    fn the_one_windows_code_for_both_ends_is_told_apart_by_the_dates() {
        let expired = Error::InvalidCertificate(CertificateError::Expired);
        let told =
            |not_before, not_after| verdict(&expired, &[certificate(not_before, not_after)], NOW.parse().unwrap());
        assert_eq!(told("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"), TrustVerdict::NotYetValid);
        assert_eq!(told("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), TrustVerdict::Expired);
    }

    #[test]
    fn an_engine_that_cannot_work_is_no_objection_to_the_chain() {
        let broken = Error::General("the store cannot be opened".into());
        assert_eq!(verdict(&broken, &[], NOW.parse().unwrap()), TrustVerdict::Unavailable);
    }
}
