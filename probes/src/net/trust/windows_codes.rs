//! What Windows objects to, in our terms.

use jiff::Timestamp;

use crate::evidence::{CertificateFacts, TrustVerdict, scrub};

/// What an HRESULT means: MS-ERREF §2.1.1, facilities `FACILITY_SECURITY` (0x8009) and
/// `FACILITY_CERT` (0x800B).
pub(super) fn verdict(code: i32, chain: &[CertificateFacts], at: Timestamp) -> TrustVerdict {
    match code.cast_unsigned() {
        // CERT_E_EXPIRED, for both ends of the validity period
        0x800b_0101 if only_too_early(chain, at) => TrustVerdict::NotYetValid,
        0x800b_0101 => TrustVerdict::Expired,
        // CERT_E_CN_NO_MATCH, CERT_E_INVALID_NAME
        0x800b_010f | 0x800b_0114 => TrustVerdict::WrongName,
        // CRYPT_E_NO_REVOCATION_CHECK, CRYPT_E_REVOCATION_OFFLINE, CERT_E_REVOCATION_FAILURE
        0x8009_2012 | 0x8009_2013 | 0x800b_010e => TrustVerdict::RevocationUnknown,
        // CRYPT_E_REVOKED, CERT_E_REVOKED
        0x8009_2010 | 0x800b_010c => TrustVerdict::Revoked,
        // CERT_E_UNTRUSTEDROOT, CERT_E_CHAINING, CERT_E_UNTRUSTEDTESTROOT, CERT_E_UNTRUSTEDCA
        0x800b_0109 | 0x800b_010a | 0x800b_010d | 0x800b_0112 => TrustVerdict::UnknownIssuer,
        _ => TrustVerdict::Other {
            detail: scrub(&std::io::Error::from_raw_os_error(code).to_string()),
        },
    }
}

fn only_too_early(chain: &[CertificateFacts], at: Timestamp) -> bool {
    chain.iter().any(|certificate| at < certificate.not_before)
        && chain.iter().all(|c| at <= c.not_after)
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

    fn of_code(code: u32) -> TrustVerdict {
        let chain = [certificate("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")];
        verdict(code.cast_signed(), &chain, NOW.parse().unwrap())
    }

    #[test]
    fn the_codes_of_windows_are_told_by_number_in_any_language() {
        for (code, verdict) in [
            (0x800b_010e, TrustVerdict::RevocationUnknown),
            (0x8009_2013, TrustVerdict::RevocationUnknown),
            (0x8009_2010, TrustVerdict::Revoked),
            (0x800b_0109, TrustVerdict::UnknownIssuer),
            (0x800b_010a, TrustVerdict::UnknownIssuer),
            (0x800b_010f, TrustVerdict::WrongName),
        ] {
            assert_eq!(of_code(code), verdict, "{code:#x}");
        }
    }

    #[test]
    fn an_unknown_code_keeps_its_words() {
        // CERT_E_WRONG_USAGE
        let verdict = of_code(0x800b_0110);
        assert!(
            matches!(&verdict, TrustVerdict::Other { detail } if detail.contains("-2146762480")),
            "{verdict:?}"
        );
    }

    #[test]
    fn the_one_windows_code_for_both_ends_is_told_apart_by_the_dates() {
        let expired = 0x800b_0101_u32.cast_signed();
        let told = |not_before, not_after| {
            verdict(expired, &[certificate(not_before, not_after)], NOW.parse().unwrap())
        };
        assert_eq!(told("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"), TrustVerdict::NotYetValid);
        assert_eq!(told("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), TrustVerdict::Expired);
    }
}
