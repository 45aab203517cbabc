//! What TLS ended with, by the words and the numbers of curl.

use crate::evidence::FailureKind;

/// What TLS ended with: curl's errors 35 and 60 (curl's manual page, "EXIT CODES"), and what .NET
/// says in English.
pub fn tls_failure(line: &str, words: &[&str]) -> Option<FailureKind> {
    let number = match *words {
        ["curl:", number, ..] => number,
        // The last line may be missing; this one says it before.
        ["schannel:", "next", "InitializeSecurityContext", "failed:", ..]
        | ["schannel:", "CertGetCertificateChain", "trust", "error", ..] => "(35)",
        _ => return None,
    };
    match number {
        "(51)" | "(60)" => Some(objection(line).unwrap_or(FailureKind::Untrusted)),
        "(35)" => Some(objection(line).unwrap_or_else(|| how_cut(line))),
        "(28)" if line.contains("SSL") => Some(FailureKind::TimedOut),
        _ => None,
    }
}

/// What a tool has against a chain that came: by the names of Windows' errors, their numbers where
/// an older curl has no name, and the words of OpenSSL.
fn objection(line: &str) -> Option<FailureKind> {
    const WORDS: [(FailureKind, &[&str]); 4] = [
        (
            FailureKind::RevocationUnknown,
            &[
                "REVOCATION_STATUS_UNKNOWN",
                "OFFLINE_REVOCATION",
                "CRYPT_E_NO_REVOCATION",
                "CRYPT_E_REVOCATION_OFFLINE",
                "80092012",
                "80092013",
                "unable to get certificate CRL",
            ],
        ),
        (
            FailureKind::OutOfDate,
            &["has expired", "not yet valid", "SEC_E_CERT_EXPIRED", "80090328", "NOT_TIME_VALID"],
        ),
        (
            FailureKind::WrongName,
            &[
                "SEC_E_WRONG_PRINCIPAL",
                "80090322",
                "subject name",
                "does not match target host",
                "CERT_E_CN_NO_MATCH",
            ],
        ),
        (
            FailureKind::Untrusted,
            &["CRYPT_E_", "SEC_E_UNTRUSTED_ROOT", "80090325", "CERT_TRUST", "certificate problem"],
        ),
    ];
    first_of(&WORDS, line)
}

/// The first kind of which the line has a word.
pub fn first_of(kinds: &[(FailureKind, &[&str])], line: &str) -> Option<FailureKind> {
    let holds = |words: &[&str]| words.iter().any(|word| line.contains(word));
    kinds.iter().find(|(_, words)| holds(words)).map(|(kind, _)| *kind)
}

fn how_cut(line: &str) -> FailureKind {
    const WORDS: [(FailureKind, &[&str]); 6] = [
        (FailureKind::TlsAlert, &["SEC_E_ILLEGAL_MESSAGE", "80090326"]),
        (FailureKind::Reset, &["reset"]),
        (FailureKind::TimedOut, &["timed out", "timeout"]),
        (
            FailureKind::NotThisProtocol,
            &["wrong version number", "unknown protocol", "INVALID_TOKEN"],
        ),
        (FailureKind::TlsIncompatible, &["unsupported protocol", "ALGORITHM_MISMATCH"]),
        (FailureKind::Closed, &["SYSCALL", "unexpected eof", "closed abruptly"]),
    ];
    first_of(&WORDS, line).unwrap_or(FailureKind::Untold)
}
