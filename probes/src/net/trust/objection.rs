//! What a checking library objects to, in our terms.

use rustls::{CertificateError, Error};

use crate::evidence::{CertificateFacts, TrustVerdict, scrub};

/// The verdict that `error` means for `chain`.
///
/// Libraries name the first objection only: an unknown issuer hides a wrong name, an expired
/// certificate hides an unknown issuer. Names and dates are therefore separate evidence.
pub(super) fn verdict(error: &Error, chain: &[CertificateFacts]) -> TrustVerdict {
    match error {
        Error::InvalidCertificate(error) => of_certificate(error, chain),
        error => TrustVerdict::Other { detail: scrub(&error.to_string()) },
    }
}

fn of_certificate(error: &CertificateError, chain: &[CertificateFacts]) -> TrustVerdict {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            TrustVerdict::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TrustVerdict::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TrustVerdict::WrongName
        }
        CertificateError::UnknownIssuer => TrustVerdict::UnknownIssuer,
        CertificateError::Revoked => TrustVerdict::Revoked,
        CertificateError::UnknownRevocationStatus
        | CertificateError::ExpiredRevocationList
        | CertificateError::ExpiredRevocationListContext { .. } => TrustVerdict::RevocationUnknown,
        // A self-signed certificate that may also sign others: the library will not have it as a
        // server's, and that no root vouches for it goes unsaid.
        CertificateError::Other(_)
            if chain.first().is_some_and(|own| own.subject == own.issuer) =>
        {
            TrustVerdict::UnknownIssuer
        }
        CertificateError::Other(error) => TrustVerdict::Other { detail: scrub(&error.to_string()) },
        error => TrustVerdict::Other {
            detail: scrub(&Error::InvalidCertificate(error.clone()).to_string()),
        },
    }
}
