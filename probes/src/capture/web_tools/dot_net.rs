//! What `Invoke-WebRequest` and the classes of .NET say of a conversation that failed.

use super::tls::first_of;
use crate::evidence::FailureKind;

/// How a conversation of .NET ended.
#[derive(Clone, Copy)]
pub enum DotNet {
    /// TLS failed.
    Tls(FailureKind),
    /// No connection came about.
    NotConnected,
    /// Nobody answered in time.
    Silent,
    /// The name led nowhere.
    NoAddress,
}

/// `Invoke-WebRequest : The underlying connection was closed: …`, broken by the console's width, in
/// any language: by what no language translates, and by a word of each where there is no other way.
pub fn of_dot_net(line: &str, below: &str) -> Option<DotNet> {
    if !is_of_dot_net(line) {
        return None;
    }
    let said = format!("{line} {below}");
    let holds = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if let Some(kind) = chain_status(&said) {
        Some(DotNet::Tls(kind))
    } else if said.contains("SSL") {
        let is_of_trust = holds(&WORDS_FOR_TRUST);
        let kind = if is_of_trust { FailureKind::Untrusted } else { FailureKind::Untold };
        Some(DotNet::Tls(kind))
    } else if holds(&[": '", ": \u{201c}", ": \u{ab}", "No such host is known"]) {
        Some(DotNet::NoAddress)
    } else if holds(&WORDS_FOR_TIME) {
        Some(DotNet::Silent)
    } else {
        holds(&WORDS_FOR_REMOTE).then_some(DotNet::NotConnected)
    }
}

/// The names of `X509ChainStatusFlags` and of `SslPolicyErrors`, which newer .NET tells.
fn chain_status(said: &str) -> Option<FailureKind> {
    const NAMES: [(FailureKind, &[&str]); 4] = [
        (FailureKind::RevocationUnknown, &["RevocationStatusUnknown", "OfflineRevocation"]),
        (FailureKind::OutOfDate, &["NotTimeValid"]),
        (FailureKind::WrongName, &["RemoteCertificateNameMismatch"]),
        (FailureKind::Untrusted, &["UntrustedRoot", "PartialChain", "CertificateChainErrors"]),
    ];
    first_of(&NAMES, said)
}

/// Of English, German, French, Spanish and Portuguese, Italian, Dutch, Polish, Russian, Japanese,
/// Chinese: `System.dll`'s message for `TrustFailure`.
const WORDS_FOR_TRUST: [&str; 11] = [
    "trust",
    "Vertrauens",
    "confiance",
    "confian",
    "attendibil",
    "vertrouwens",
    "zaufani",
    "\u{434}\u{43e}\u{432}\u{435}\u{440}",
    "\u{4fe1}\u{983c}",
    "\u{4fe1}\u{4efb}",
    "d\u{16f}v\u{11b}r",
];

/// `The operation has timed out`.
const WORDS_FOR_TIME: [&str; 6] = [
    "timed out",
    "Zeit\u{fc}berschreitung",
    "d\u{e9}lai",
    "tiempo de espera",
    "Timeout",
    "timeout",
];

/// `Unable to connect to the remote server`.
const WORDS_FOR_REMOTE: [&str; 5] = [
    "connect to the remote server",
    "Verbindung mit dem Remoteserver",
    "connecter au serveur distant",
    "servidor remoto",
    "server remoto",
];

/// An error of one of .NET's cmdlets begins with its name; so does what its class throws.
pub fn is_of_dot_net(line: &str) -> bool {
    let small = line.get(..LONGEST_HEAD).unwrap_or(line).to_ascii_lowercase();
    // `curl:` without a blank is the other tool of that name.
    let heads =
        ["invoke-webrequest :", "invoke-restmethod :", "iwr :", "irm :", "curl :", "wget :"];
    let newer = ["invoke-webrequest: ", "invoke-restmethod: "];
    heads.iter().chain(&newer).any(|head| small.starts_with(head))
        || line.contains("Could not establish trust relationship")
        || line.contains("Could not create SSL/TLS secure channel")
}

/// As long as the longest such head may be.
const LONGEST_HEAD: usize = 24;
