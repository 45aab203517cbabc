//! Log-ons with a password: who gets to see it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::directory::credentials::PasswordLogin;
use crate::directory::gate::Gate;
use crate::directory::login::PasswordBind;
use crate::directory::password::Password;
use crate::evidence::{Login, NotSent, Observed, Protection, Rejection, TrustVerdict};
use crate::net::trust::TrustStores;
use crate::net::{Limits, Watch};
use crate::wire::ldap;

const DOMAIN: &str = "corp.example";
const HOST: &str = "dc1.corp.example";
const OUTSIDE: &str = "ldap.balanced.example";
const PASSWORD: &[u8] = b"sesame";

/// A certificate with its key.
struct Certified {
    chain: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

impl Certified {
    /// Of a server's own making: it may sign others or not.
    fn own(name: &str, is_ca: IsCa) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.is_ca = is_ca;
        let own = params.self_signed(&key).unwrap();
        Self { chain: own.der().clone(), pem: own.pem(), key }
    }

    fn acceptor(&self) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions();
        let config =
            config.unwrap().with_no_client_auth().with_single_cert(vec![self.chain.clone()], key);
        TlsAcceptor::from(Arc::new(config.unwrap()))
    }
}

/// An authority, and what it certifies.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Of another name than what it certifies, which would pass for self-signed.
        params.distinguished_name.push(DnType::CommonName, "Authority");
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn certify(&self, name: &str) -> Certified {
        certified_by(&self.0, name)
    }

    fn pem(&self) -> String {
        self.0.as_ref().pem()
    }
}

fn certified_by(issuer: &Issuer<'_, KeyPair>, name: &str) -> Certified {
    let key = KeyPair::generate().unwrap();
    let own =
        CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, issuer).unwrap();
    Certified { chain: own.der().clone(), pem: own.pem(), key }
}

/// What a server says to the netlogon question.
#[derive(Clone, Copy)]
enum Netlogon {
    /// That it is a controller of this domain.
    Of(&'static str),
    /// That it knows no such domain.
    Nothing,
    /// `operationsError`.
    Refuses,
    /// An entry without that attribute, as any directory has.
    OtherAttributes,
}

/// A server on loopback; what it heard inside TLS comes out once the client is gone.
struct Server {
    address: SocketAddr,
    heard: tokio::task::JoinHandle<Vec<u8>>,
}

impl Server {
    /// Of LDAP, and grants `StartTLS`.
    async fn start(certified: &Certified, netlogon: Netlogon) -> Self {
        Self::after(Some(0), certified, netlogon).await
    }

    /// It answers the first request with this result, if it is one of LDAP, and goes on in TLS.
    async fn after(first: Option<u8>, certified: &Certified, netlogon: Netlogon) -> Self {
        let acceptor = certified.acceptor();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            if let Some(code) = first {
                let _request = stream.read(&mut [0; 512]).await;
                stream.write_all(&message(1, 0x78, &ended(code, ""))).await.unwrap();
            }
            match acceptor.accept(stream).await {
                Ok(stream) => converse(stream, netlogon).await,
                Err(_) => Vec::new(),
            }
        });
        Self { address, heard }
    }

    /// Whether it was told the password, and what else it heard inside TLS.
    async fn heard(self) -> (bool, Vec<u8>) {
        let heard = self.heard.await.unwrap();
        (holds(&heard, PASSWORD), heard)
    }
}

fn holds(heard: &[u8], word: &[u8]) -> bool {
    heard.windows(word.len()).any(|window| window == word)
}

/// Answers a search as netlogon asks, and each bind as if the password were wrong.
async fn converse(
    mut stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    netlogon: Netlogon,
) -> Vec<u8> {
    let (mut heard, mut told) = (Vec::new(), 0);
    loop {
        let mut piece = [0; 512];
        let Ok(length @ 1..) = stream.read(&mut piece).await else { return heard };
        heard.extend_from_slice(&piece[..length]);
        while let Ok(Some(length)) = ldap::message_len(&heard[told..]) {
            let Some(request) = heard.get(told..told + length) else { break };
            // Behind the header stands the number of the request, then the operation.
            let (id, operation) = (request[4], request[5]);
            let answer = match operation {
                0x63 => of_netlogon(netlogon, id),
                0x60 => {
                    message(id, 0x61, &ended(49, "AcceptSecurityContext error, data 52e, v1db1"))
                }
                _ => Vec::new(),
            };
            told += length;
            let _ = stream.write_all(&answer).await;
        }
    }
}

fn of_netlogon(netlogon: Netlogon, id: u8) -> Vec<u8> {
    let entry = |name: &str, value: &[u8]| {
        let values = element(0x31, &element(4, value));
        let attribute = element(0x30, &[element(4, name.as_bytes()), values].concat());
        message(id, 0x64, &[element(4, b""), element(0x30, &attribute)].concat())
    };
    let done = |code| message(id, 0x65, &ended(code, ""));
    match netlogon {
        Netlogon::Of(domain) => [entry("Netlogon", &structure(domain)), done(0)].concat(),
        Netlogon::OtherAttributes => [entry("vendorName", b"anybody"), done(0)].concat(),
        Netlogon::Nothing => done(0),
        Netlogon::Refuses => done(1),
    }
}

/// `NETLOGON_SAM_LOGON_RESPONSE_EX` (MS-ADTS §6.3.1.9): opcode, flags, GUID, and eight names.
fn structure(domain: &str) -> Vec<u8> {
    let name = |text: &str| {
        let labels = text.split('.').filter(|label| !label.is_empty());
        let labels = labels
            .flat_map(|label| [&[u8::try_from(label.len()).unwrap()], label.as_bytes()].concat());
        labels.chain([0]).collect::<Vec<u8>>()
    };
    let head = [&[23][..], &[0; 23]].concat();
    let names = [domain, domain, HOST, "CORP", "DC1", "", "Site", "Site"].map(name).concat();
    [head, names].concat()
}

fn ended(code: u8, words: &str) -> Vec<u8> {
    [&[0x0a, 1, code, 4, 0][..], &element(4, words.as_bytes())].concat()
}

fn message(id: u8, operation: u8, content: &[u8]) -> Vec<u8> {
    element(0x30, &[&[2, 1, id][..], &element(operation, content)].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let header = if length < 0x80 { vec![tag, length] } else { vec![tag, 0x81, length] };
    [&header[..], content].concat()
}

/// A user who vouches for these certificates.
fn trusting(pem: &str) -> PasswordLogin {
    let password = Password::of_file(PASSWORD.to_vec()).unwrap();
    PasswordLogin::new("alice".to_owned(), password, pem.as_bytes()).unwrap()
}

/// One whose system vouches for this authority.
fn by_the_system(authority: &Authority) -> PasswordLogin {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(authority.0.as_ref().der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        rustls::client::WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    let trust = TrustStores::ready(Some(verifier.build().unwrap()), None, None);
    PasswordLogin { trust, ..trusting("") }
}

/// A controller that DNS names.
async fn bind(server: &Server, host: &str, credentials: &PasswordLogin) -> Observed<Login> {
    bind_at(Some(server.address), server.address, host, false, credentials).await
}

/// One that the user named.
async fn bind_named(server: &Server, host: &str, credentials: &PasswordLogin) -> Observed<Login> {
    bind_at(Some(server.address), server.address, host, true, credentials).await
}

/// `address`: of LDAP, where that port is open.
async fn bind_at(
    address: Option<SocketAddr>,
    secure_address: SocketAddr,
    host: &str,
    named: bool,
    credentials: &PasswordLogin,
) -> Observed<Login> {
    let (watch, _stopper) = Watch::new(Limits::all(Duration::from_secs(20)), None);
    let (gate, places) = (Gate::default(), (address.unwrap_or(secure_address), secure_address));
    let bind = password_bind(&watch, credentials, &gate, places);
    let bind = PasswordBind { host, named, is_open: address.is_some(), ..bind };
    bind.read(None, None).await.login
}

/// To a server for `HOST`, whose LDAP port is open.
fn password_bind<'a>(
    watch: &'a Watch,
    credentials: &'a PasswordLogin,
    gate: &'a Gate,
    (address, secure_address): (SocketAddr, SocketAddr),
) -> PasswordBind<'a> {
    PasswordBind {
        watch,
        credentials,
        domain: DOMAIN,
        host: HOST,
        address,
        secure_address,
        gate,
        named: false,
        is_open: true,
        now: crate::clock::WallClock::now(&crate::clock::SystemClock),
    }
}

/// What came of a log-on for which the password was sent.
fn rejected(over: Protection) -> Login {
    let message = "AcceptSecurityContext error, data 52e, v1db1".to_owned();
    Login::Rejected { over, reason: Rejection::WrongPassword, message }
}

fn not_sent(why: NotSent) -> Login {
    Login::NotSent { why }
}

#[tokio::test]
async fn a_controller_of_the_domain_sees_it_inside_tls_whoever_vouches_for_its_name() {
    let authority = Authority::new();
    let certified = authority.certify(HOST);
    for credentials in [trusting(&authority.pem()), by_the_system(&authority)] {
        let server = Server::start(&certified, Netlogon::Of(DOMAIN)).await;
        let login = bind(&server, HOST, &credentials).await;
        assert_eq!(login.value(), Some(&rejected(Protection::StartTls)), "{login:?}");
        let (told, heard) = server.heard().await;
        assert!(told && holds(&heard, b"alice@corp.example"));
    }
}

#[tokio::test]
async fn where_the_port_is_closed_or_start_tls_is_declined_the_password_goes_over_ldaps() {
    let authority = Authority::new();
    let certified = authority.certify(HOST);
    for declines in [false, true] {
        let ldap = Server::after(Some(52), &certified, Netlogon::Of(DOMAIN)).await;
        let ldaps = Server::after(None, &certified, Netlogon::Of(DOMAIN)).await;
        let address = declines.then_some(ldap.address);
        let login = bind_at(address, ldaps.address, HOST, false, &trusting(&authority.pem())).await;
        assert_eq!(login.value(), Some(&rejected(Protection::Ldaps)), "{login:?}");
        assert!(ldaps.heard().await.0);
        ldap.heard.abort();
    }
}

#[tokio::test]
async fn where_ldap_hangs_the_password_goes_by_the_door_that_was_opened_and_ldap_is_left_alone() {
    let authority = Authority::new();
    let ldaps = Server::after(None, &authority.certify(HOST), Netlogon::Of(DOMAIN)).await;
    let hanging = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (watch, _stopper) = Watch::new(Limits::all(Duration::from_secs(20)), None);
    let (gate, credentials) = (Gate::default(), trusting(&authority.pem()));
    let bind =
        password_bind(&watch, &credentials, &gate, (hanging.local_addr().unwrap(), ldaps.address));
    let login = bind.read(None, Some(bind.by_ldaps().await)).await.login;
    assert_eq!(login.value(), Some(&rejected(Protection::Ldaps)), "{login:?}");
    assert!(ldaps.heard().await.0);
    let asked = tokio::time::timeout(Duration::from_millis(100), hanging.accept()).await;
    assert!(asked.is_err(), "StartTLS was asked of a port that hangs");
}

/// Cuts the first connection, as a balancer with a dead server behind it does; hands on the next.
async fn cutting_the_first(server: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        drop(listener.accept().await);
        let (mut near, _) = listener.accept().await.unwrap();
        let mut far = tokio::net::TcpStream::connect(server).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
    });
    address
}

#[tokio::test]
async fn what_is_cut_before_the_password_is_tried_again_and_the_password_is_sent_once() {
    let authority = Authority::new();
    let server = Server::start(&authority.certify(HOST), Netlogon::Of(DOMAIN)).await;
    let address = cutting_the_first(server.address).await;
    let (watch, _stopper) = Watch::new(Limits::all(Duration::from_secs(20)), None);
    let (gate, credentials) = (Gate::default(), trusting(&authority.pem()));
    let bind = password_bind(&watch, &credentials, &gate, (address, address));
    let read = bind.read(None, None).await;
    assert_eq!(read.login.value(), Some(&rejected(Protection::StartTls)), "{:?}", read.login);
    let ended: Vec<bool> = read.tries.iter().map(|one| one.outcome.value().is_some()).collect();
    assert_eq!(ended, [false, true]);
    assert!(server.heard().await.0);
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_does_not_see_it() {
    let certified = Authority::new().certify(HOST);
    for first in [Some(0), None] {
        let server = Server::after(first, &certified, Netlogon::Of(DOMAIN)).await;
        let ldap = first.map(|_| server.address);
        let login = bind_at(ldap, server.address, HOST, true, &trusting("")).await;
        let unknown = matches!(
            login.value(),
            Some(Login::Untrusted { verdict: TrustVerdict::UnknownIssuer, .. })
        );
        assert!(unknown, "{login:?}");
        assert_eq!(server.heard().await, (false, Vec::new()));
    }
}

#[tokio::test]
async fn the_right_authority_vouches_for_no_other_name() {
    let authority = Authority::new();
    let certified = authority.certify("web.corp.example");
    for credentials in [trusting(&authority.pem()), by_the_system(&authority)] {
        for named in [false, true] {
            let server = Server::start(&certified, Netlogon::Of(DOMAIN)).await;
            let login =
                bind_at(Some(server.address), server.address, HOST, named, &credentials).await;
            let wrong_name = matches!(
                login.value(),
                Some(Login::Untrusted { verdict: TrustVerdict::WrongName, .. })
            );
            assert!(wrong_name, "{login:?}");
            assert_eq!(server.heard().await, (false, Vec::new()));
        }
    }
}

#[tokio::test]
async fn a_name_outside_the_domain_and_an_address_are_not_even_connected_to() {
    let authority = Authority::new();
    for (host, why) in [(OUTSIDE, NotSent::OutsideDomain), ("127.0.0.1", NotSent::Address)] {
        let server = Server::start(&authority.certify(host), Netlogon::Of(DOMAIN)).await;
        let login = bind(&server, host, &trusting(&authority.pem())).await;
        assert_eq!(login.value(), Some(&not_sent(why)));
        assert!(!server.heard.is_finished());
        server.heard.abort();
    }
}

#[tokio::test]
async fn a_named_controller_outside_the_domain_sees_it_by_a_certificate_for_that_name() {
    let authority = Authority::new();
    let server = Server::start(&authority.certify(OUTSIDE), Netlogon::Of(DOMAIN)).await;
    let login = bind_named(&server, OUTSIDE, &trusting(&authority.pem())).await;
    assert_eq!(login.value(), Some(&rejected(Protection::StartTls)), "{login:?}");
    let (told, heard) = server.heard().await;
    assert!(told && holds(&heard, b"alice@corp.example"));
}

#[tokio::test]
async fn a_server_of_the_domain_that_is_no_controller_of_it_does_not_see_it() {
    let authority = Authority::new();
    let certified = authority.certify(HOST);
    for (netlogon, why) in [
        (Netlogon::Of("emea.corp.example"), NotSent::OfAnotherDomain),
        (Netlogon::Of("evil.example"), NotSent::OfAnotherDomain),
        (Netlogon::Nothing, NotSent::NotForThisDomain),
        (Netlogon::Refuses, NotSent::Unconfirmed),
        (Netlogon::OtherAttributes, NotSent::Unconfirmed),
    ] {
        for named in [false, true] {
            let server = Server::start(&certified, netlogon).await;
            let credentials = trusting(&authority.pem());
            let login =
                bind_at(Some(server.address), server.address, HOST, named, &credentials).await;
            assert_eq!(login.value(), Some(&not_sent(why)));
            let (told, heard) = server.heard().await;
            assert!(!told && holds(&heard, b"DnsDomain"), "it is asked, and not told");
        }
    }
}

#[tokio::test]
async fn a_servers_own_certificate_is_enough_for_a_named_controller_alone() {
    for is_ca in [IsCa::NoCa, IsCa::ExplicitNoCa, IsCa::Ca(BasicConstraints::Unconstrained)] {
        let own = Certified::own(HOST, is_ca);
        let server = Server::start(&own, Netlogon::Of(DOMAIN)).await;
        let login = bind(&server, HOST, &trusting(&own.pem)).await;
        assert_eq!(login.value(), Some(&not_sent(NotSent::OwnCertificate)), "{login:?}");
        assert_eq!(server.heard().await, (false, Vec::new()));

        let server = Server::start(&own, Netlogon::Of(DOMAIN)).await;
        let login = bind_named(&server, OUTSIDE, &trusting(&own.pem)).await;
        assert_eq!(login.value(), Some(&rejected(Protection::StartTls)), "{login:?}");
    }
}

#[tokio::test]
async fn a_servers_own_certificate_vouches_for_nothing_but_itself() {
    let own = Certified::own(HOST, IsCa::NoCa);
    let pem = own.pem.clone();
    let signed = certified_by(
        &Issuer::new(CertificateParams::new(vec![HOST.to_owned()]).unwrap(), own.key),
        HOST,
    );
    for named in [false, true] {
        let server = Server::start(&signed, Netlogon::Of(DOMAIN)).await;
        let login =
            bind_at(Some(server.address), server.address, HOST, named, &trusting(&pem)).await;
        assert!(matches!(login.value(), Some(Login::Untrusted { .. })), "{login:?}");
        assert_eq!(server.heard().await, (false, Vec::new()));
    }
}
