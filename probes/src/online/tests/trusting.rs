//! Whom a certificate convinces.

use std::fmt;
use std::sync::{Arc, Mutex, mpsc};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::pki::{Authority, Identity, NAME};
use super::*;
use crate::evidence::TrustVerdict;

/// What is seen of `identity` by somebody who trusts `system` and, apart from it, `mozilla`.
async fn seen(identity: Identity, at: &str, system: &Authority, mozilla: &Authority) -> TlsFacts {
    let url = format!("https://{}/", identity.served().await);
    let trust = TrustStores::ready(system.verifier(), mozilla.verifier(), None);
    let endpoint = asked_within(PATIENCE, at, &url, Route::default(), &trust).await;
    assert_eq!(endpoint.http.value().map(|reply| reply.status), Some(200), "{endpoint:?}");
    endpoint.tls.value().unwrap().clone()
}

#[tokio::test]
async fn each_set_of_roots_has_its_own_verdict() {
    let (inspector, public) =
        (Authority::new("Contoso Inspection CA"), Authority::new("Public CA"));
    let facts = seen(inspector.vouches(), NOW, &inspector, &public).await;
    assert_eq!(facts.system_trust, TrustVerdict::Trusted);
    assert_eq!(facts.mozilla_trust, TrustVerdict::UnknownIssuer);
    assert_eq!(facts.microsoft_trust, TrustVerdict::Unavailable);
}

#[tokio::test]
async fn the_chain_is_kept_as_it_was_sent() {
    let authority = Authority::new("Public CA");
    let facts = seen(authority.vouches(), NOW, &authority, &authority).await;
    let subjects: Vec<_> =
        facts.chain.iter().map(|certificate| certificate.subject.as_str()).collect();
    assert_eq!(subjects, ["CN=activation.example", "CN=Public CA"]);
    assert_eq!(facts.chain[0].issuer, "CN=Public CA");
    assert_eq!(facts.chain[0].dns_names, [NAME]);
    assert_eq!(facts.chain[0].sha256.len(), 64);
    assert!(facts.name_matches);
}

#[tokio::test]
async fn the_dates_are_judged_by_this_hosts_clock() {
    let authority = Authority::new("Public CA");
    for (at, verdict) in [
        ("2025-12-31T00:00:00Z", TrustVerdict::NotYetValid),
        (NOW, TrustVerdict::Trusted),
        ("2027-01-02T00:00:00Z", TrustVerdict::Expired),
    ] {
        assert_eq!(
            seen(authority.vouches(), at, &authority, &authority).await.system_trust,
            verdict,
            "{at}"
        );
    }
}

#[tokio::test]
async fn a_wrong_name_is_told_even_where_the_issuer_is_unknown() {
    let (authority, other) = (Authority::new("Public CA"), Authority::new("Other CA"));
    let stranger = || {
        authority.vouches_for(|params| {
            params.subject_alt_names =
                vec![rcgen::SanType::DnsName("portal.example".try_into().unwrap())];
        })
    };
    let facts = seen(stranger(), NOW, &authority, &other).await;
    assert_eq!(
        (facts.system_trust, facts.mozilla_trust),
        (TrustVerdict::WrongName, TrustVerdict::UnknownIssuer)
    );
    assert!(!facts.name_matches);
}

#[tokio::test]
async fn a_self_signed_certificate_has_no_known_issuer() {
    let authority = Authority::new("Public CA");
    let facts = seen(Identity::self_signed(), NOW, &authority, &authority).await;
    assert_eq!(facts.system_trust, TrustVerdict::UnknownIssuer);
}

#[tokio::test]
async fn a_long_chain_is_cut() {
    let authority = Authority::new("Public CA");
    let mut identity = authority.vouches();
    identity.chain.extend(vec![identity.chain[1].clone(); 40]);
    let facts = seen(identity, NOW, &authority, &authority).await;
    assert_eq!((facts.chain.len(), facts.system_trust), (12, TrustVerdict::Trusted));
}

#[tokio::test]
async fn a_system_that_ponders_holds_nothing_else_up() {
    let authority = Authority::new("Public CA");
    let url = format!("https://{}/", authority.vouches().served().await);
    let (_released_at_the_end, network) = pondering();
    let trust = TrustStores::ready(authority.verifier(), authority.verifier(), None)
        .asking_the_network(network);
    let began = tokio::time::Instant::now();
    let endpoint = asked_within(5 * LIMIT, NOW, &url, Route::default(), &trust).await;
    let tls = endpoint.tls.value().unwrap();
    assert_eq!(
        (&tls.system_trust, &tls.mozilla_trust),
        (&TrustVerdict::RevocationUnknown, &TrustVerdict::Trusted)
    );
    assert_eq!(endpoint.http.value().map(|reply| reply.status), Some(200));
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
}

/// What the system says of a certificate of `issuer`, within `limit` for each step on the network.
async fn said_by_the_system(
    limit: Duration,
    issuer: &Authority,
    trust: TrustStores,
) -> TrustVerdict {
    asked_the_system(limit, issuer, trust).await.0
}

/// The same, and whether it is the word of this host alone, which had no answer of the network.
async fn asked_the_system(
    limit: Duration,
    issuer: &Authority,
    trust: TrustStores,
) -> (TrustVerdict, bool) {
    let case = Case {
        chain: issuer.vouches().chain,
        name: NAME.try_into().unwrap(),
        at: NOW.parse().unwrap(),
    };
    let system = case.verdicts(&watch(limit), &trust).await.system;
    (system.verdict, system.is_unfetched)
}

/// A limit that passes before any thread has begun to work.
const AT_ONCE: Duration = Duration::ZERO;

#[tokio::test]
async fn the_limit_of_a_step_on_the_network_ends_no_work_of_the_host_itself() {
    let authority = Authority::new("Public CA");
    let (release, slow) = pondering();
    let trust = TrustStores::ready(Some(slow), None, None);
    let released = async {
        tokio::time::sleep(LIMIT / 4).await;
        drop(release);
    };
    let (verdict, ()) = tokio::join!(said_by_the_system(AT_ONCE, &authority, trust), released);
    assert_eq!(verdict, TrustVerdict::Trusted);
}

#[tokio::test]
async fn what_the_host_knows_stands_where_the_network_is_silent() {
    let (authority, other) = (Authority::new("Public CA"), Authority::new("Other CA"));
    for (known, verdict) in
        [(&authority, TrustVerdict::RevocationUnknown), (&other, TrustVerdict::UnknownIssuer)]
    {
        let (_released_at_the_end, network) = pondering();
        let trust = TrustStores::ready(known.verifier(), None, None).asking_the_network(network);
        assert_eq!(asked_the_system(AT_ONCE, &authority, trust).await, (verdict, true));
    }
}

#[tokio::test]
async fn what_the_network_tells_in_time_counts() {
    let (authority, other) = (Authority::new("Public CA"), Authority::new("Other CA"));
    let revoking = || Arc::new(Saying(Box::new(|| Err(CertificateError::Revoked))));
    let trust = TrustStores::ready(authority.verifier(), None, None).asking_the_network(revoking());
    let told = asked_the_system(PATIENCE, &authority, trust).await;
    assert_eq!(told, (TrustVerdict::Revoked, false));
    let knowing = authority.verifier().unwrap();
    let trust = TrustStores::ready(other.verifier(), None, None).asking_the_network(knowing);
    assert_eq!(said_by_the_system(PATIENCE, &authority, trust).await, TrustVerdict::Trusted);
}

/// Trusts any chain, as soon as the sender is dropped.
fn pondering() -> (mpsc::Sender<()>, Verifier) {
    let (release, held) = mpsc::channel();
    let held = Mutex::new(held);
    let wait = move || {
        let _ = held.lock().unwrap().recv();
        Ok(())
    };
    (release, Arc::new(Saying(Box::new(wait))))
}

/// Says of any chain what it is told to say.
struct Saying(Box<dyn Fn() -> Result<(), CertificateError> + Send + Sync>);

impl fmt::Debug for Saying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saying").finish_non_exhaustive()
    }
}

impl ServerCertVerifier for Saying {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        (self.0)().map(|()| ServerCertVerified::assertion()).map_err(Error::InvalidCertificate)
    }
    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        Vec::new()
    }
}
