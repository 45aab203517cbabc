//! How the tools that ask DNS say what came of a question, in words that no language translates.

use crate::evidence::Rcode;

/// Of a complaint of nslookup; that the name has no such record is told by its kind besides.
pub fn of_nslookup(complaint: &str) -> Option<Rcode> {
    const WORDS: [(&str, Rcode); 7] = [
        ("Non-existent domain", Rcode::NxDomain),
        (": NXDOMAIN", Rcode::NxDomain),
        ("Query refused", Rcode::Refused),
        (": REFUSED", Rcode::Refused),
        ("Server failed", Rcode::ServFail),
        (": SERVFAIL", Rcode::ServFail),
        (": No answer", Rcode::NoError),
    ];
    WORDS.iter().find(|(words, _)| complaint.contains(words)).map(|(_, rcode)| *rcode)
}

/// The head of what dig prints of an answer.
pub const HEAD_OF_DIG: &str = ";; ->>HEADER<<-";

/// The status in that head.
pub fn of_dig(head: &str) -> Option<Rcode> {
    let (_, status) = head.split_once("status: ")?;
    match status.split(',').next()?.trim() {
        "NOERROR" => Some(Rcode::NoError),
        "NXDOMAIN" => Some(Rcode::NxDomain),
        "REFUSED" => Some(Rcode::Refused),
        "SERVFAIL" => Some(Rcode::ServFail),
        _ => None,
    }
}

/// `Host NAME not found: 3(NXDOMAIN)`.
pub fn of_host(line: &str) -> Option<Rcode> {
    let (_, code) = line.split_once("not found: ")?;
    match code.split_whitespace().next()? {
        "3(NXDOMAIN)" => Some(Rcode::NxDomain),
        "5(REFUSED)" => Some(Rcode::Refused),
        "2(SERVFAIL)" => Some(Rcode::ServFail),
        _ => None,
    }
}

/// The id of an error of `Resolve-DnsName`; nothing where nobody answered.
pub fn of_error_id(id: &str) -> Option<Rcode> {
    const WORDS: [(&str, Rcode); 4] = [
        ("RCODE_NAME_ERROR", Rcode::NxDomain),
        ("RCODE_SERVER_FAILURE", Rcode::ServFail),
        ("RCODE_REFUSED", Rcode::Refused),
        ("NO_RECORDS", Rcode::NoError),
    ];
    WORDS.iter().find(|(words, _)| id.contains(words)).map(|(_, rcode)| *rcode)
}

/// Whether a message of `Resolve-DnsName` is the one for a name that does not exist: PowerShell 7
/// prints no id, and of the messages only this one is known, in four languages.
pub fn says_missing(message: &str) -> bool {
    const MISSING: [&str; 5] =
        ["does not exist", "nicht vorhanden", "n'existe pas", "n\u{2019}existe pas", "no existe"];
    MISSING.iter().any(|words| message.contains(words))
}
