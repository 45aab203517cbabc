//! The sets of roots: what each is read from, and when.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};

use super::{Case, LARGEST_PEM, RootsError, objection};
use crate::evidence::TrustVerdict;

/// Microsoft's own roots; see the head of that file for where they come from. Chains signed with
/// SHA-1, as the oldest of them issued, are refused by the checking library whatever their root.
pub(super) const MICROSOFT_ROOTS: &[u8] = include_bytes!("../../../roots/microsoft.pem");

/// What checks a chain against one set of roots.
pub type Verifier = Arc<dyn ServerCertVerifier>;

/// What a set holds, once it was read. Who comes meanwhile waits for it.
#[cfg(not(windows))]
type Once = std::sync::OnceLock<Option<Roots>>;

/// What a set holds, once it was read. Threads that come at once read it once each, and the first
/// to end wins: one that is lost while it reads (Wine) keeps no other waiting.
#[cfg(windows)]
type Once = once_cell::race::OnceBox<Option<Roots>>;

/// One set of roots, read when its first chain comes, or ahead of it.
#[derive(Clone)]
pub(super) struct Store {
    read: Arc<Once>,
    reader: Reader,
}

type Reader = fn() -> Option<Roots>;

/// What judges chains by a set of roots.
pub(super) enum Roots {
    /// A list of them.
    Listed(Verifier),
    /// Those of Windows, by its own chain engine.
    #[cfg(windows)]
    Engine(super::windows::Reach),
}

impl Store {
    pub(super) fn lazy(reader: Reader) -> Self {
        Self { read: Arc::default(), reader }
    }

    pub(super) fn ready(verifier: Option<Verifier>) -> Self {
        let roots = verifier.map(Roots::Listed);
        #[cfg(not(windows))]
        let read = Once::from(roots);
        #[cfg(windows)]
        let read = Once::with_value(Box::new(roots));
        Self { read: Arc::new(read), reader: || None }
    }

    /// What this set says of a chain. Blocks while the set is read.
    pub(super) fn verdict(&self, case: &Case) -> TrustVerdict {
        self.roots().map_or(TrustVerdict::Unavailable, |roots| roots.verdict(case))
    }

    /// What it holds. Blocks while it is read.
    #[cfg(not(windows))]
    pub(super) fn roots(&self) -> Option<&Roots> {
        self.read.get_or_init(self.reader).as_ref()
    }

    #[cfg(windows)]
    fn roots(&self) -> Option<&Roots> {
        self.read.get_or_init(|| Box::new((self.reader)())).as_ref()
    }

    #[cfg(test)]
    pub(super) fn is_read(&self) -> bool {
        self.read.get().is_some()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("read", &self.read.get().is_some()).finish_non_exhaustive()
    }
}

impl Roots {
    fn verdict(&self, case: &Case) -> TrustVerdict {
        match self {
            Self::Listed(verifier) => by_list(verifier, case),
            #[cfg(windows)]
            Self::Engine(reach) => super::windows::verdict(case, *reach),
        }
    }
}

fn by_list(verifier: &Verifier, case: &Case) -> TrustVerdict {
    let Some((end_entity, intermediates)) = case.chain.split_first() else {
        return TrustVerdict::UnknownIssuer;
    };
    let seconds = u64::try_from(case.at.as_second()).unwrap_or_default();
    let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    match verifier.verify_server_cert(end_entity, intermediates, &case.name, &[], at) {
        Ok(_) => TrustVerdict::Trusted,
        Err(error) => objection::verdict(&error, &case.facts()),
    }
}

/// The files that OpenSSL would read, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
#[cfg(not(windows))]
pub(super) fn system() -> Option<Roots> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Some(Roots::Listed(Arc::new(rustls_platform_verifier::Verifier::new(provider).ok()?)))
}

/// The stores of Windows, with what it has fetched before.
#[cfg(windows)]
pub(super) fn system() -> Option<Roots> {
    super::windows::open()?;
    Some(Roots::Engine(super::windows::Reach::Host))
}

/// The system again, with what it fetches while it judges; `None`: it fetches nothing.
#[cfg(not(windows))]
pub(super) const SYSTEM_ONLINE: Option<Reader> = None;

/// The system again, with what it fetches while it judges: revocation lists, missing issuers,
/// roots.
#[cfg(windows)]
pub(super) const SYSTEM_ONLINE: Option<Reader> =
    Some(|| Some(Roots::Engine(super::windows::Reach::Network)));

pub(super) fn mozilla() -> Option<Roots> {
    of_roots(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }).map(Roots::Listed)
}

pub(super) fn microsoft() -> Option<Roots> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(microsoft_roots());
    of_roots(roots).map(Roots::Listed)
}

pub(super) fn microsoft_roots() -> impl Iterator<Item = CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(MICROSOFT_ROOTS).filter_map(Result::ok)
}

/// The certificates in `pem`, at least one.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, RootsError> {
    if pem.len() > LARGEST_PEM {
        return Err(RootsError::TooLarge);
    }
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = certificates.map_err(|_| RootsError::NotACertificate)?;
    if certificates.is_empty() { Err(RootsError::NoCertificate) } else { Ok(certificates) }
}

pub(super) fn site(authorities: Vec<CertificateDer<'static>>) -> Result<Store, RootsError> {
    let mut roots = RootCertStore::empty();
    for certificate in authorities {
        roots.add(certificate).map_err(|_| RootsError::NotACertificate)?;
    }
    let verifier = of_roots(roots).ok_or(RootsError::NoCertificate)?;
    Ok(Store::ready(Some(verifier)))
}

pub(crate) fn of_roots(roots: RootCertStore) -> Option<Verifier> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().ok()?;
    Some(verifier)
}
