//! Who vouches for a chain: the system, Mozilla, Microsoft. Each is asked apart, because the pattern tells who is in
//! the way: trusted here, unknown to Mozilla and to Microsoft is what an inspecting proxy looks like.

mod objection;

use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

use crate::evidence::{CertificateFacts, Observed, Step, TrustVerdict};
use crate::net::{Cause, Watch};
use crate::wire::x509;

/// Microsoft's own roots; see the head of that file for where they come from. Chains signed with SHA-1, as the oldest
/// of them issued, are refused by the checking library whatever their root.
const MICROSOFT_ROOTS: &[u8] = include_bytes!("../../roots/microsoft.pem");

/// How many certificates of a chain are kept as evidence; an honest one has two to four.
const MOST_CERTIFICATES: usize = 12;

/// What checks a chain against one set of roots.
pub type Verifier = Arc<dyn ServerCertVerifier>;

/// The sets of roots, each read when its first chain comes. Cheap to clone; clones share what was read.
#[derive(Clone, Debug)]
pub struct TrustStores {
    system: Store,
    mozilla: Store,
    microsoft: Store,
    site: Option<Store>,
}

impl TrustStores {
    /// The stores of this host. Nothing is read yet.
    pub fn of_this_host() -> Self {
        Self {
            system: Store::lazy(system_verifier),
            mozilla: Store::lazy(mozilla_verifier),
            microsoft: Store::lazy(microsoft_verifier),
            site: None,
        }
    }

    /// The stores of this host, and beside them the roots that the site accepts, as PEM; empty: it names none.
    pub fn with_site_roots(pem: &[u8]) -> Result<Self, RootsError> {
        if pem.is_empty() { Ok(Self::of_this_host()) } else { Self::with_authorities(certificates(pem)?) }
    }

    /// The stores of this host, and beside them these authorities, if there are any.
    pub(crate) fn with_authorities(authorities: Vec<CertificateDer<'static>>) -> Result<Self, RootsError> {
        let site = if authorities.is_empty() { None } else { Some(Store::ready(Some(site_verifier(authorities)?))) };
        Ok(Self { site, ..Self::of_this_host() })
    }

    /// Stores that are ready; `None`: a set that cannot be read.
    pub fn ready(system: Option<Verifier>, mozilla: Option<Verifier>, microsoft: Option<Verifier>) -> Self {
        let [system, mozilla, microsoft] = [system, mozilla, microsoft].map(Store::ready);
        Self { system, mozilla, microsoft, site: None }
    }
}

/// Why a site's roots cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootsError {
    /// There is no certificate in PEM form.
    NoCertificate,
    /// What stands between `BEGIN CERTIFICATE` and `END CERTIFICATE` is none.
    NotACertificate,
}

impl fmt::Display for RootsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCertificate => write!(f, "expected certificates in PEM form, found none"),
            Self::NotACertificate => {
                write!(f, "expected certificates in PEM form, found something else")
            }
        }
    }
}

impl std::error::Error for RootsError {}

/// The verdicts of the sets of roots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdicts {
    pub(crate) system: TrustVerdict,
    pub(crate) mozilla: TrustVerdict,
    pub(crate) microsoft: TrustVerdict,
    pub(crate) site: Option<TrustVerdict>,
}

/// A chain that somebody sent, the name it was sent for, and the time to judge it by.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) name: ServerName<'static>,
    pub(crate) at: Timestamp,
}

impl Case {
    /// The verdicts on this chain, each within the limit of a handshake; a set that takes longer is unavailable.
    ///
    /// The work is done on other threads: Windows fetches revocation lists and missing issuers meanwhile, for up to
    /// ten seconds on a network that swallows packets.
    pub(crate) async fn verdicts(&self, watch: &Watch, stores: &TrustStores) -> Verdicts {
        let TrustStores { system, mozilla, microsoft, site } = stores.clone();
        let has_site = site.is_some();
        let (by_system, by_lists) = (self.clone(), self.clone());
        let system = apart(watch, move || by_system.verdict(&system));
        let lists = apart(watch, move || {
            (by_lists.verdict(&mozilla), by_lists.verdict(&microsoft), site.map(|site| by_lists.verdict(&site)))
        });
        let (system, lists) = tokio::join!(system, lists);
        let unavailable = || TrustVerdict::Unavailable;
        let (mozilla, microsoft, site) = lists.unwrap_or((unavailable(), unavailable(), has_site.then(unavailable)));
        Verdicts { system: system.unwrap_or_else(unavailable), mozilla, microsoft, site }
    }

    /// Whether the server's certificate names the host, whoever vouches for it. Only subject alternative names count
    /// (RFC 9525 §6.3): a common name alone does not.
    pub(crate) fn name_matches(&self) -> bool {
        let Some(certificate) = self.chain.first() else { return false };
        rustls::server::ParsedCertificate::try_from(certificate)
            .is_ok_and(|certificate| rustls::client::verify_server_name(&certificate, &self.name).is_ok())
    }

    /// The chain's facts; certificates that cannot be read are left out.
    pub(crate) fn facts(&self) -> Vec<CertificateFacts> {
        self.chain.iter().take(MOST_CERTIFICATES).filter_map(|der| x509::facts(der, sha256(der))).collect()
    }

    fn verdict(&self, store: &Store) -> TrustVerdict {
        let Some(verifier) = store.verifier() else { return TrustVerdict::Unavailable };
        let Some((end_entity, intermediates)) = self.chain.split_first() else { return TrustVerdict::UnknownIssuer };
        let seconds = u64::try_from(self.at.as_second()).unwrap_or_default();
        let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        match verifier.verify_server_cert(end_entity, intermediates, &self.name, &[], at) {
            Ok(_) => TrustVerdict::Trusted,
            Err(error) => objection::verdict(&error, &self.facts(), self.at),
        }
    }
}

/// Runs `work` where it may block. `None`: it took too long, or it panicked.
async fn apart<T: Send + 'static>(watch: &Watch, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let done = async {
        let outcome = tokio::task::spawn_blocking(work).await;
        outcome.map_err(|_| Cause::from(crate::evidence::FailureKind::Internal))
    };
    match watch.step(Step::TlsHandshake, watch.limits.tls, done).await {
        Observed::Answered { value, .. } => Some(value),
        Observed::Failed(_) | Observed::NotAsked { .. } => None,
    }
}

fn sha256(der: &[u8]) -> String {
    hexadecimal(ring::digest::digest(&ring::digest::SHA256, der).as_ref())
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One set of roots, read once at most.
#[derive(Clone)]
struct Store {
    read: Arc<OnceLock<Option<Verifier>>>,
    reader: fn() -> Option<Verifier>,
}

impl Store {
    fn lazy(reader: fn() -> Option<Verifier>) -> Self {
        Self { read: Arc::default(), reader }
    }

    fn ready(verifier: Option<Verifier>) -> Self {
        Self { read: Arc::new(OnceLock::from(verifier)), reader: || None }
    }

    /// Blocks while the set is read.
    fn verifier(&self) -> Option<&Verifier> {
        self.read.get_or_init(self.reader).as_ref()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("read", &self.read.get().is_some()).finish_non_exhaustive()
    }
}

/// Windows: its own chain engine. Elsewhere: the files that OpenSSL would read, or those that `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` name.
fn system_verifier() -> Option<Verifier> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Some(Arc::new(rustls_platform_verifier::Verifier::new(provider).ok()?))
}

fn mozilla_verifier() -> Option<Verifier> {
    of_roots(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
}

fn microsoft_verifier() -> Option<Verifier> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(microsoft_roots());
    of_roots(roots)
}

fn microsoft_roots() -> impl Iterator<Item = CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(MICROSOFT_ROOTS).filter_map(Result::ok)
}

/// The certificates in `pem`, at least one.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, RootsError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = certificates.map_err(|_| RootsError::NotACertificate)?;
    if certificates.is_empty() { Err(RootsError::NoCertificate) } else { Ok(certificates) }
}

fn site_verifier(authorities: Vec<CertificateDer<'static>>) -> Result<Verifier, RootsError> {
    let mut roots = RootCertStore::empty();
    for certificate in authorities {
        roots.add(certificate).map_err(|_| RootsError::NotACertificate)?;
    }
    of_roots(roots).ok_or(RootsError::NoCertificate)
}

pub(crate) fn of_roots(roots: RootCertStore) -> Option<Verifier> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().ok()?;
    Some(verifier)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thumbprint (SHA-1), SHA-256 and subject, as Microsoft publishes them.
    const PUBLISHED: [(&str, &str, &str); 5] = [
        (
            "cdd4eeae6000ac7f40c3802c171e30148030c072",
            "885de64c340e3ea70658f01e1145f957fcda27aabeea1ab9faa9fdb0102d4077",
            "CN=Microsoft Root Certificate Authority,DC=microsoft,DC=com",
        ),
        (
            "3b1efd3a66ea28b16697394703a72ca340a05bd5",
            "df545bf919a2439c36983b54cdfc903dfa4f37d3996d8d84b4c31eec6f3c163e",
            "CN=Microsoft Root Certificate Authority 2010,O=Microsoft Corporation,L=Redmond,ST=Washington,C=US",
        ),
        (
            "8f43288ad272f3103b6fb1428485ea3014c0bcfe",
            "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61",
            "CN=Microsoft Root Certificate Authority 2011,O=Microsoft Corporation,L=Redmond,ST=Washington,C=US",
        ),
        (
            "73a5e64a3bff8316ff0edccc618a906e4eae4d74",
            "c741f70f4b2a8d88bf2e71c14122ef53ef10eba0cfa5e64cfa20f418853073e0",
            "CN=Microsoft RSA Root Certificate Authority 2017,O=Microsoft Corporation,C=US",
        ),
        (
            "999a64c37ff47d9fab95f14769891460eec4c3c5",
            "358df39d764af9e1b766e9c972df352ee15cfac227af6ad1d70e8e4a6edcba02",
            "CN=Microsoft ECC Root Certificate Authority 2017,O=Microsoft Corporation,C=US",
        ),
    ];

    #[test]
    fn roots_that_are_none_are_refused() {
        let none = TrustStores::with_site_roots(b"no certificate here").err();
        assert_eq!(none, Some(RootsError::NoCertificate));
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(TrustStores::with_site_roots(broken).err(), Some(RootsError::NotACertificate));
        assert!(TrustStores::with_site_roots(MICROSOFT_ROOTS).is_ok());
    }

    fn sha1(der: &[u8]) -> String {
        hexadecimal(ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, der).as_ref())
    }

    #[test]
    fn the_roots_of_microsoft_are_the_published_ones() {
        let roots: Vec<_> = microsoft_roots().map(|der| (sha1(&der), sha256(&der), der)).collect();
        assert_eq!(roots.len(), PUBLISHED.len());
        for ((sha1, sha256, der), published) in roots.iter().zip(PUBLISHED) {
            let subject = x509::facts(der, String::new()).unwrap().subject;
            assert_eq!((sha1.as_str(), sha256.as_str(), subject.as_str()), published);
        }
    }

    #[test]
    fn the_checking_library_takes_every_root_of_microsoft() {
        let (taken, ignored) = RootCertStore::empty().add_parsable_certificates(microsoft_roots());
        assert_eq!((taken, ignored), (PUBLISHED.len(), 0));
    }

    #[test]
    fn nothing_is_read_before_the_first_chain_comes() {
        let stores = TrustStores::of_this_host();
        let stores_read = [&stores.system, &stores.mozilla, &stores.microsoft].map(|store| store.read.get().is_some());
        assert_eq!(stores_read, [false; 3]);
        assert!(stores.clone().microsoft.verifier().is_some());
        assert!(stores.microsoft.read.get().is_some(), "clones share what was read");
    }
}
