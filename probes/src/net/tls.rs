//! One TLS handshake that accepts every certificate: what is wrong with it is said afterwards (see
//! `trust`).

use std::io;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, InvalidMessage,
    SignatureScheme,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::evidence::FailureKind;
use crate::net::Cause;

/// A finished handshake.
pub(crate) struct Handshake<S> {
    /// The secured stream.
    pub(crate) stream: TlsStream<S>,
    /// Such as `TLSv1.3`.
    pub(crate) version: String,
    /// By its IANA name.
    pub(crate) cipher_suite: String,
    /// As sent, the server's own certificate first.
    pub(crate) chain: Vec<CertificateDer<'static>>,
}

/// Greets `name` over `stream` with TLS 1.2 and 1.3; an address literal is not sent as SNI (RFC
/// 6066 §3).
///
/// The library bounds what it reads: 64 KiB a handshake message.
pub(crate) async fn handshake<S>(
    stream: S,
    name: ServerName<'static>,
) -> Result<Handshake<S>, Cause>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let config = config().map_err(|error| of_tls(&error))?;
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|error| cause(&error))?;
    let session = stream.get_ref().1;
    let version =
        session.protocol_version().map_or_else(String::new, |version| format!("{version:?}"));
    let suite = session
        .negotiated_cipher_suite()
        .map_or_else(String::new, |suite| format!("{:?}", suite.suite()));
    let chain = session.peer_certificates().unwrap_or_default().to_vec();
    Ok(Handshake {
        stream,
        version: version.replace('_', "."),
        cipher_suite: suite.replacen("TLS13_", "TLS_", 1),
        chain,
    })
}

/// Why reading or writing a stream that may be a TLS stream failed.
pub(crate) fn cause(error: &io::Error) -> Cause {
    let of_library = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match (of_library, error.raw_os_error()) {
        (Some(error), _) => of_tls(error),
        (None, Some(code)) => io::Error::from_raw_os_error(code).into(),
        (None, None) if error.kind() == io::ErrorKind::FileTooLarge => FailureKind::TooLarge.into(),
        (None, None) => io::Error::new(error.kind(), error.to_string()).into(),
    }
}

fn of_tls(error: &Error) -> Cause {
    match error {
        Error::AlertReceived(alert) => Cause::with_detail(of_alert(*alert), &alert_name(*alert)),
        error => Cause::with_detail(of_error(error), &error.to_string()),
    }
}

fn of_alert(alert: AlertDescription) -> FailureKind {
    match alert {
        AlertDescription::ProtocolVersion
        | AlertDescription::HandshakeFailure
        | AlertDescription::InsufficientSecurity => FailureKind::TlsIncompatible,
        _ => FailureKind::TlsAlert,
    }
}

fn of_error(error: &Error) -> FailureKind {
    match error {
        Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => FailureKind::NotThisProtocol,
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge
            | InvalidMessage::CertificatePayloadTooLarge
            | InvalidMessage::MessageTooLarge,
        )
        | Error::PeerSentOversizedRecord => FailureKind::TooLarge,
        Error::PeerIncompatible(_)
        | Error::InvalidCertificate(
            CertificateError::UnsupportedSignatureAlgorithmContext { .. }
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. },
        ) => FailureKind::TlsIncompatible,
        Error::InvalidMessage(_)
        | Error::InappropriateMessage { .. }
        | Error::InappropriateHandshakeMessage { .. }
        | Error::PeerMisbehaved(_)
        | Error::InvalidCertificate(_)
        | Error::NoCertificatesPresented
        | Error::DecryptError => FailureKind::Malformed,
        _ => FailureKind::Other,
    }
}

/// The alert's name in the IANA registry, with its number: `protocol_version (70)`.
fn alert_name(alert: AlertDescription) -> String {
    let number = u8::from(alert);
    let mut name = String::new();
    let mut after_small = false;
    for c in format!("{alert:?}").chars() {
        if c.is_ascii_uppercase() && after_small {
            name.push('_');
        }
        after_small = c.is_ascii_lowercase();
        name.push(c.to_ascii_lowercase());
    }
    format!("{} ({number})", name.replace("unrecognised", "unrecognized").replace("psk", "psk_"))
}

fn config() -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AcceptEvery(provider)))
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Accepts every certificate, but still asks the peer to prove that it holds the key.
#[derive(Debug)]
struct AcceptEvery(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptEvery {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_bear_their_registered_names() {
        assert_eq!(alert_name(AlertDescription::ProtocolVersion), "protocol_version (70)");
        assert_eq!(alert_name(AlertDescription::UnknownCA), "unknown_ca (48)");
        assert_eq!(alert_name(AlertDescription::UnrecognisedName), "unrecognized_name (112)");
        assert_eq!(alert_name(AlertDescription::UnknownPSKIdentity), "unknown_psk_identity (115)");
    }

    #[test]
    fn a_lost_connection_stays_one() {
        assert_eq!(cause(&io::ErrorKind::ConnectionReset.into()).kind, FailureKind::Reset);
        assert_eq!(cause(&io::ErrorKind::UnexpectedEof.into()).kind, FailureKind::Closed);
    }
}
