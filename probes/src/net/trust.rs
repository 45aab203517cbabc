//! Who vouches for a chain: the system, Mozilla, Microsoft. Each is asked apart, because the
//! pattern tells who is in the way: trusted here, unknown to Mozilla and to Microsoft is what an
//! inspecting proxy looks like.

mod objection;
mod store;
#[cfg(windows)]
mod windows;
#[cfg(any(windows, test))]
mod windows_codes;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, ServerName};

use self::store::Store;
pub use self::store::Verifier;
pub(crate) use self::store::certificates;
#[cfg(test)]
pub(crate) use self::store::of_roots;
use crate::evidence::{CertificateFacts, Observed, Step, TrustVerdict};
use crate::net::{Watch, blocking};
use crate::wire::x509;

/// How many certificates of a chain are kept as evidence; an honest one has two to four.
const MOST_CERTIFICATES: usize = 12;
/// Certificates that a site trusts, in bytes; those of a whole system have some two hundred
/// thousand.
const LARGEST_PEM: usize = 4 << 20;

/// Work that needs no network has no network's limit: how long it takes tells of this host's
/// processor and disk, not of the chain. This ends a run on a host whose stores never open.
const HOST_WORK: Duration = Duration::from_secs(30);

/// The sets of roots, each read when its first chain comes. Cheap to clone; clones share what was
/// read.
#[derive(Clone, Debug)]
pub struct TrustStores {
    system: Store,
    /// The system, with what it fetches from the network.
    system_online: Option<Store>,
    mozilla: Store,
    microsoft: Store,
    site: Option<Store>,
    /// The certificates of `site`: a library that checks chains looks at no root's dates.
    site_roots: Arc<[CertificateFacts]>,
}

impl TrustStores {
    /// The stores of this host. Nothing is read yet.
    pub fn of_this_host() -> Self {
        Self {
            system: Store::lazy(store::system),
            system_online: store::SYSTEM_ONLINE.map(Store::lazy),
            mozilla: Store::lazy(store::mozilla),
            microsoft: Store::lazy(store::microsoft),
            site: None,
            site_roots: Arc::default(),
        }
    }

    /// The stores of this host, and beside them the roots that the site accepts, as PEM; empty: it
    /// names none.
    pub fn with_site_roots(pem: &[u8]) -> Result<Self, RootsError> {
        if pem.is_empty() {
            Ok(Self::of_this_host())
        } else {
            Self::with_authorities(certificates(pem)?)
        }
    }

    /// The stores of this host, and beside them these authorities, if there are any.
    pub(crate) fn with_authorities(
        authorities: Vec<CertificateDer<'static>>,
    ) -> Result<Self, RootsError> {
        let site_roots = authorities.iter().filter_map(facts_of).collect();
        let site = if authorities.is_empty() { None } else { Some(store::site(authorities)?) };
        Ok(Self { site, site_roots, ..Self::of_this_host() })
    }

    /// Stores that are ready; `None`: a set that cannot be read.
    pub fn ready(
        system: Option<Verifier>,
        mozilla: Option<Verifier>,
        microsoft: Option<Verifier>,
    ) -> Self {
        let [system, mozilla, microsoft] = [system, mozilla, microsoft].map(Store::ready);
        let site_roots = Arc::default();
        Self { system, system_online: None, mozilla, microsoft, site: None, site_roots }
    }

    /// The same, with what was read of this host's own stores from `other`.
    #[must_use]
    pub fn sharing(self, other: &Self) -> Self {
        let Self { system, system_online, mozilla, microsoft, .. } = other.clone();
        Self { system, system_online, mozilla, microsoft, ..self }
    }

    /// Begins to read the system's store, while the first questions are under way: elsewhere than
    /// on Windows it is some three hundred files.
    pub fn read_ahead(&self) {
        #[cfg(not(windows))]
        {
            let system = self.system.clone();
            // Without a thread, the first chain reads it.
            let _ = super::blocking::start(move || _ = system.roots());
        }
    }

    /// The same, where the system also asks the network.
    #[cfg(test)]
    pub(crate) fn asking_the_network(self, verifier: Verifier) -> Self {
        Self { system_online: Some(Store::ready(Some(verifier))), ..self }
    }
}

/// A root that actprobe knows, and what this host holds of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRoot {
    /// Its thumbprint (SHA-1), as Windows' own tools print it.
    pub thumbprint: String,
    /// Whether this host trusts it without asking the network.
    pub trusted: bool,
}

/// The roots of Microsoft in this host's own stores; none where those cannot be read. Blocks.
pub fn known_roots(at: Timestamp) -> Option<Vec<KnownRoot>> {
    let name: ServerName<'static> = "root.invalid".try_into().ok()?;
    let system = TrustStores::of_this_host().system;
    store::microsoft_roots()
        .map(|root| {
            let thumbprint = sha1(&root);
            let case = Case { chain: vec![root], name: name.clone(), at };
            // It is no server's certificate; that it is nobody's is what counts.
            match system.verdict(&case) {
                TrustVerdict::Unavailable => None,
                verdict => {
                    let trusted = verdict != TrustVerdict::UnknownIssuer;
                    Some(KnownRoot { thumbprint, trusted })
                }
            }
        })
        .collect()
}

/// Why a site's roots cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RootsError {
    /// There is no certificate in PEM form.
    #[error("expected certificates in PEM form, found none")]
    NoCertificate,
    /// What stands between `BEGIN CERTIFICATE` and `END CERTIFICATE` is none.
    #[error("expected certificates in PEM form, found something else")]
    NotACertificate,
    /// There is more than anybody trusts.
    #[error("expected at most {LARGEST_PEM} bytes of certificates, found more")]
    TooLarge,
}

/// The verdicts of the sets of roots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdicts {
    pub(crate) system: OfSystem,
    pub(crate) mozilla: TrustVerdict,
    pub(crate) microsoft: TrustVerdict,
    pub(crate) site: Option<TrustVerdict>,
    pub(crate) site_root_out_of_date: Option<CertificateFacts>,
}

/// The verdict of this system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OfSystem {
    pub(crate) verdict: TrustVerdict,
    /// The system also fetches what it lacks, and gave no verdict on that in time.
    pub(crate) is_unfetched: bool,
}

impl From<TrustVerdict> for OfSystem {
    fn from(verdict: TrustVerdict) -> Self {
        Self { verdict, is_unfetched: false }
    }
}

/// A chain that somebody sent, the name it was sent for, and the time to judge it by.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) name: ServerName<'static>,
    pub(crate) at: Timestamp,
}

impl Case {
    /// The verdicts on this chain.
    pub(crate) async fn verdicts(&self, watch: &Watch, stores: &TrustStores) -> Verdicts {
        let TrustStores { mozilla, microsoft, site, .. } = stores.clone();
        let (has_site, case) = (site.is_some(), self.clone());
        let lists = apart(watch, HOST_WORK, move || {
            (mozilla.verdict(&case), microsoft.verdict(&case), site.map(|site| site.verdict(&case)))
        });
        let (system, lists) = tokio::join!(self.verdict_of_the_system(watch, stores), lists);
        let unavailable = || TrustVerdict::Unavailable;
        let (mozilla, microsoft, site) =
            lists.unwrap_or((unavailable(), unavailable(), has_site.then(unavailable)));
        let (site, site_root_out_of_date) = self.beside_its_root(site, &stores.site_roots);
        Verdicts { system, mozilla, microsoft, site, site_root_out_of_date }
    }

    /// The verdict of the site's roots, and the root that is out of date itself: to Windows such a
    /// chain is out of date, whatever the other certificates say.
    fn beside_its_root(
        &self,
        site: Option<TrustVerdict>,
        roots: &[CertificateFacts],
    ) -> (Option<TrustVerdict>, Option<CertificateFacts>) {
        let leads_to_a_root = |verdict: &TrustVerdict| {
            matches!(verdict, TrustVerdict::Trusted | TrustVerdict::WrongName)
        };
        let is_led_to = site.as_ref().is_some_and(leads_to_a_root);
        match self.root_out_of_date(roots).filter(|_| is_led_to) {
            Some(root) => (root.out_of_date(self.at), Some(root.clone())),
            None => (site, None),
        }
    }

    /// The root of that name that the chain leads to, unless there is one in date: roots are
    /// renewed under their name.
    fn root_out_of_date<'r>(&self, roots: &'r [CertificateFacts]) -> Option<&'r CertificateFacts> {
        let chain = self.facts();
        let vouches = |root: &&CertificateFacts| {
            chain.iter().any(|c| c.issuer == root.subject || c.sha256 == root.sha256)
        };
        let is_in_date = |root: &&CertificateFacts| root.out_of_date(self.at).is_none();
        let mut vouching = roots.iter().filter(vouches);
        if vouching.clone().any(|root| is_in_date(&root)) { None } else { vouching.next() }
    }

    /// Windows would fetch revocation lists, missing issuers and the list of roots while it judges,
    /// for up to ten seconds and more on a network that swallows packets. What this host knows
    /// without them is never made unknown by a network that is slow.
    async fn verdict_of_the_system(&self, watch: &Watch, stores: &TrustStores) -> OfSystem {
        let judged = async |limit, store: &Store| {
            let (case, store) = (self.clone(), store.clone());
            apart(watch, limit, move || store.verdict(&case))
                .await
                .unwrap_or(TrustVerdict::Unavailable)
        };
        let by_host = judged(HOST_WORK, &stores.system).await;
        let Some(online) = &stores.system_online else { return by_host.into() };
        let unfetched = |verdict| OfSystem { verdict, is_unfetched: true };
        match (by_host, judged(watch.limits.tls, online).await) {
            (TrustVerdict::Trusted, TrustVerdict::Unavailable) => {
                unfetched(TrustVerdict::RevocationUnknown)
            }
            (by_host, TrustVerdict::Unavailable) => unfetched(by_host),
            (_, by_network) => by_network.into(),
        }
    }

    /// Whether the server's certificate names the host, whoever vouches for it. Only subject
    /// alternative names count (RFC 9525 §6.3): a common name alone does not.
    pub(crate) fn name_matches(&self) -> bool {
        let Some(certificate) = self.chain.first() else { return false };
        rustls::server::ParsedCertificate::try_from(certificate).is_ok_and(|certificate| {
            rustls::client::verify_server_name(&certificate, &self.name).is_ok()
        })
    }

    /// The chain's facts; certificates that cannot be read are left out.
    pub(crate) fn facts(&self) -> Vec<CertificateFacts> {
        self.chain.iter().take(MOST_CERTIFICATES).filter_map(facts_of).collect()
    }
}

fn facts_of(der: &CertificateDer<'static>) -> Option<CertificateFacts> {
    x509::facts(der, sha256(der))
}

/// Runs `work`, which may block, on another thread. `None`: it took longer than `limit`, it
/// panicked, or there was no thread for it.
async fn apart<T: Send + 'static>(
    watch: &Watch,
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    match watch.step(Step::TlsHandshake, limit, blocking::run(work)).await {
        Observed::Answered { value, .. } => Some(value),
        Observed::Failed(_) | Observed::NotAsked { .. } => None,
    }
}

fn sha256(der: &[u8]) -> String {
    hex::encode(ring::digest::digest(&ring::digest::SHA256, der).as_ref())
}

/// A name among Windows' tools, not a proof of anything.
fn sha1(der: &[u8]) -> String {
    hex::encode(ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, der).as_ref())
}

#[cfg(test)]
mod tests {
    use rustls::RootCertStore;

    use super::store::{MICROSOFT_ROOTS, microsoft_roots};
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
            "CN=Microsoft Root Certificate Authority 2010,O=Microsoft \
             Corporation,L=Redmond,ST=Washington,C=US",
        ),
        (
            "8f43288ad272f3103b6fb1428485ea3014c0bcfe",
            "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61",
            "CN=Microsoft Root Certificate Authority 2011,O=Microsoft \
             Corporation,L=Redmond,ST=Washington,C=US",
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
    fn more_roots_than_anybody_trusts_are_refused_unread() {
        let one = MICROSOFT_ROOTS.len();
        assert!(certificates(&MICROSOFT_ROOTS.repeat(LARGEST_PEM / one)).is_ok());
        let many = MICROSOFT_ROOTS.repeat(LARGEST_PEM / one + 1);
        assert_eq!(certificates(&many).err(), Some(RootsError::TooLarge));
    }

    #[test]
    fn roots_that_are_none_are_refused() {
        let none = TrustStores::with_site_roots(b"no certificate here").err();
        assert_eq!(none, Some(RootsError::NoCertificate));
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(TrustStores::with_site_roots(broken).err(), Some(RootsError::NotACertificate));
        assert!(TrustStores::with_site_roots(MICROSOFT_ROOTS).is_ok());
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
        let stores_read = [&stores.system, &stores.mozilla, &stores.microsoft].map(Store::is_read);
        assert_eq!(stores_read, [false; 3]);
        let case = Case {
            chain: Vec::new(),
            name: "a.example".try_into().unwrap(),
            at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(stores.clone().microsoft.verdict(&case), TrustVerdict::UnknownIssuer);
        assert!(stores.microsoft.is_read(), "clones share what was read");
    }
}
