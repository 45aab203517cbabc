//! HTTPS and HTTP servers, and proxies.

use std::iter;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::tcp::listener;
use super::{Heard, Server};

/// An authority of a test's own.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Of another name than what it certifies, which would pass for self-signed.
        params.distinguished_name.push(DnType::CommonName, "Authority");
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.as_ref().pem()
    }

    pub fn acceptor(&self, name: &str, padding: usize) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let own = params.signed_by(&key, &self.0).unwrap().der().clone();
        acceptor(iter::repeat_n(own, 1 + padding).collect(), key)
    }

    /// The same for one of these names or addresses, whichever it is.
    pub fn acceptor_for(&self, names: Vec<String>) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(names).unwrap().signed_by(&key, &self.0).unwrap();
        acceptor(vec![own.der().clone()], key)
    }

    /// A server that nobody certified but itself, and its certificate.
    pub fn nobody(name: &str) -> (TlsAcceptor, String) {
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec![name.to_owned()]).unwrap().self_signed(&key).unwrap();
        (acceptor(vec![own.der().clone()], key), own.pem())
    }

    /// An HTTPS server of this name; it remembers the heads of the requests.
    pub async fn https(&self, name: &str) -> Server<String> {
        https(self.acceptor(name, 0)).await
    }

    /// The same with a chain of more than 1 MiB.
    pub async fn https_with_endless_chain(&self, name: &str) -> Server<String> {
        https(self.acceptor(name, 4096)).await
    }
}

fn acceptor(chain: Vec<CertificateDer<'static>>, key: KeyPair) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    Arc::new(config.with_no_client_auth().with_single_cert(chain, key.into()).unwrap()).into()
}

async fn https(acceptor: TlsAcceptor) -> Server<String> {
    serve(move |stream, heard| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                grant(stream, heard).await;
            }
        }
    })
    .await
}

/// A plain HTTP server.
pub async fn http() -> Server<String> {
    serve(grant).await
}

/// A proxy that says this to whatever it is asked.
pub async fn refusing_proxy(answer: &'static str) -> Server<String> {
    serve(move |stream, heard| say(stream, heard, answer)).await
}

/// A proxy that leads every CONNECT, whatever the name, to the port asked for on loopback.
pub async fn open_proxy() -> Server<String> {
    serve(|mut stream, heard| async move {
        let asked = head(&mut stream).await;
        let port = port_of(&asked);
        heard.lock().unwrap().push(asked);
        let Some(port) = port else { return };
        let Ok(mut onward) = TcpStream::connect(("127.0.0.1", port)).await else { return };
        let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
        let _ = copy_bidirectional(&mut stream, &mut onward).await;
    })
    .await
}

/// `CONNECT name:port HTTP/1.1`
fn port_of(connect: &str) -> Option<u16> {
    let authority = connect.strip_prefix("CONNECT ")?.split(' ').next()?;
    authority.rsplit_once(':')?.1.parse().ok()
}

async fn serve<F, T>(speak: F) -> Server<String>
where
    F: Fn(TcpStream, Heard<String>) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let (listener, heard) = (listener().await, Heard::default());
    let (at, log) = (listener.local_addr().unwrap(), Heard::clone(&heard));
    let accepting = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak(stream, Heard::clone(&log)));
        }
    });
    Server::new(at, heard, vec![accepting])
}

async fn grant(stream: impl AsyncRead + AsyncWrite + Unpin, heard: Heard<String>) {
    say(stream, heard, "HTTP/1.1 200 OK\r\nServer: test\r\nContent-Length: 0\r\n\r\n").await;
}

async fn say(mut stream: impl AsyncRead + AsyncWrite + Unpin, heard: Heard<String>, answer: &str) {
    let asked = head(&mut stream).await;
    heard.lock().unwrap().push(asked);
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    // A conversation ends when the client has what it wants.
    let _ = stream.take(65_536).read_to_end(&mut Vec::new()).await;
}

async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}
