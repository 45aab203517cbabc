//! Authorities, certificates, and servers that show them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    SanType,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio_rustls::TlsAcceptor;

use super::peers::{grant, peer};
use crate::net::trust::{Verifier, of_roots};

/// The name that the servers bear unless a test says otherwise; they bear 127.0.0.1 as well.
pub(super) const NAME: &str = "activation.example";

/// An authority of a test's own.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key, as a server holds it.
pub(super) struct Identity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = named(name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// What checks against this authority alone.
    pub(super) fn verifier(&self) -> Option<Verifier> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.as_ref().der().clone()).unwrap();
        of_roots(roots)
    }

    pub(super) fn vouches(&self) -> Identity {
        self.vouches_for(|_| ())
    }

    /// Vouches for a server that differs from an honest one by `change`.
    pub(super) fn vouches_for(&self, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let mut params = server();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let own = params.signed_by(&key, &self.0).unwrap().der().clone();
        Identity { chain: vec![own, self.0.as_ref().der().clone()], key: key.into() }
    }
}

impl Identity {
    /// A certificate that vouches for itself, as `openssl req -x509` makes them.
    pub(super) fn self_signed() -> Self {
        let mut params = server();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self { chain: vec![params.self_signed(&key).unwrap().der().clone()], key: key.into() }
    }

    /// A server that shows this certificate and grants one request a connection.
    pub(super) async fn served(self) -> SocketAddr {
        self.served_with(rustls::ALL_VERSIONS).await
    }

    pub(super) async fn served_with(
        self,
        versions: &[&'static SupportedProtocolVersion],
    ) -> SocketAddr {
        let acceptor = self.acceptor(versions);
        peer(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    grant(stream).await;
                }
            }
        })
        .await
    }

    pub(super) fn acceptor(self, versions: &[&'static SupportedProtocolVersion]) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ServerConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
        Arc::new(config.with_no_client_auth().with_single_cert(self.chain, self.key).unwrap())
            .into()
    }
}

fn server() -> CertificateParams {
    let mut params = CertificateParams::new(vec![NAME.into()]).unwrap();
    params.subject_alt_names.push(SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    params.distinguished_name = named(NAME);
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut full = DistinguishedName::new();
    full.push(DnType::CommonName, name);
    full
}
