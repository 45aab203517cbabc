//! TLS handshakes, good and bad.

use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::peers::{closing, head, nobody, peer, resetting, saying_for_ever, silent};
use super::pki::Authority;
use super::*;

/// A TLS record (RFC 8446 §5.1) of the type alert: fatal, with the code `alert`.
const fn fatal(alert: u8) -> [u8; 7] {
    [21, 3, 1, 0, 2, 2, alert]
}

/// A peer that reads the greeting, says `said`, and holds the line.
async fn holding_after(said: &'static [u8]) -> SocketAddr {
    peer(move |mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(said).await;
        let _ = stream.read(&mut [0; 4096]).await;
    })
    .await
}

/// How the handshake fails with such a peer.
async fn failure_after(said: &'static [u8]) -> crate::evidence::Failure {
    let endpoint = asked_directly("https", holding_after(said).await).await;
    assert_eq!(endpoint.http.not_asked(), Some(NotAsked::EarlierStepFailed));
    endpoint.tls.failure().unwrap().clone()
}

#[tokio::test]
async fn version_and_cipher_suite_are_named() {
    let authority = Authority::new("Public CA");
    for (version, name, suite) in
        [(&TLS13, "TLSv1.3", "TLS_AES_"), (&TLS12, "TLSv1.2", "TLS_ECDHE_ECDSA_")]
    {
        let at = authority.vouches().served_with(&[version]).await;
        let endpoint = asked_directly("https", at).await;
        let tls = endpoint.tls.value().unwrap();
        assert_eq!(tls.version, name);
        assert!(tls.cipher_suite.starts_with(suite), "{}", tls.cipher_suite);
        assert_eq!(endpoint.http.value().unwrap().status, 200);
    }
}

#[tokio::test]
async fn an_old_peer_that_refuses_our_versions_is_incompatible() {
    for (alert, name) in [
        (70, "protocol_version (70)"),
        (40, "handshake_failure (40)"),
        (71, "insufficient_security (71)"),
    ] {
        let failure = failure_after(fatal(alert).to_vec().leak()).await;
        assert_eq!(
            (failure.kind, failure.detail.as_deref()),
            (FailureKind::TlsIncompatible, Some(name))
        );
    }
}

#[tokio::test]
async fn any_other_alert_is_named() {
    let failure = failure_after(fatal(49).to_vec().leak()).await;
    assert_eq!(
        (failure.kind, failure.detail.as_deref()),
        (FailureKind::TlsAlert, Some("access_denied (49)"))
    );
}

#[tokio::test]
async fn a_peer_that_picks_tls_1_0_is_incompatible() {
    // ServerHello (RFC 5246 §7.4.1.3): version 3.1, random, no session,
    // TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    let head = [22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1];
    let hello = [&head[..], &[7; 32], &[0, 0, 0x2f, 0]].concat();
    assert_eq!(failure_after(hello.leak()).await.kind, FailureKind::TlsIncompatible);
}

#[tokio::test]
async fn plain_http_on_the_tls_port_is_another_protocol() {
    let failure = failure_after(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    assert_eq!(failure.kind, FailureKind::NotThisProtocol);
}

#[tokio::test]
async fn a_banner_is_another_protocol() {
    assert_eq!(
        failure_after(b"220 mail.example ESMTP\r\n").await.kind,
        FailureKind::NotThisProtocol
    );
}

#[tokio::test]
async fn half_a_server_hello_costs_the_limit() {
    let at = holding_after(&[22, 3, 3, 0, 80, 2, 0, 0, 76, 3, 3]).await;
    let endpoint = asked_in_vain("https", at).await;
    assert_eq!(kind(&endpoint.tls), Some(FailureKind::TimedOut));
    assert!(took_the_limit(&endpoint.tls), "{:?}", endpoint.tls);
}

#[tokio::test]
async fn a_message_that_claims_a_mebibyte_is_too_large() {
    // A handshake message (RFC 8446 §4) of the type server_hello whose length claims 1 MiB.
    let failure = failure_after(&[22, 3, 3, 0, 8, 2, 0x10, 0, 0, 3, 3, 0, 0]).await;
    assert_eq!(failure.kind, FailureKind::TooLarge);
}

#[tokio::test]
async fn a_chain_of_a_mebibyte_is_too_large() {
    let mut identity = Authority::new("Public CA").vouches();
    let padding = identity.chain[1].clone();
    identity.chain.extend(std::iter::repeat_n(padding, 1024 * 1024 / 300));
    let endpoint = asked_directly("https", identity.served().await).await;
    assert_eq!(kind(&endpoint.tls), Some(FailureKind::TooLarge), "{:?}", endpoint.tls);
}

#[tokio::test]
async fn endless_garbage_does_not_outlive_the_limit() {
    let at = saying_for_ever(b"", &[0x5a; 1024], Duration::ZERO).await;
    let endpoint = asked_directly("https", at).await;
    assert_eq!(kind(&endpoint.tls), Some(FailureKind::NotThisProtocol));
}

#[tokio::test]
async fn reset_close_and_silence_stay_apart() {
    let reset = asked_directly("https", resetting().await).await.tls;
    let closed = asked_directly("https", closing().await).await.tls;
    let silence = asked_in_vain("https", silent().await).await.tls;
    assert!(is_reset(&reset), "{reset:?}");
    assert_eq!(
        [kind(&closed), kind(&silence)],
        [FailureKind::Closed, FailureKind::TimedOut].map(Some)
    );
    assert!(
        [&reset, &closed, &silence]
            .iter()
            .all(|outcome| outcome.failure().unwrap().step == Step::TlsHandshake)
    );
    assert!(took_the_limit(&silence), "{silence:?}");
}

#[tokio::test]
async fn nothing_is_asked_behind_a_closed_port() {
    let endpoint = asked_directly("https", nobody().await).await;
    assert_eq!(kind(&endpoint.hops[0].attempts[0].connect), Some(FailureKind::Refused));
    assert_eq!(endpoint.tunnel.not_asked(), Some(NotAsked::NotPlanned));
    assert_eq!(endpoint.tls.not_asked(), Some(NotAsked::EarlierStepFailed));
    assert_eq!(endpoint.http.not_asked(), Some(NotAsked::EarlierStepFailed));
}

#[tokio::test]
async fn an_alert_after_the_handshake_belongs_to_the_request() {
    let acceptor = Authority::new("Public CA").vouches().acceptor(&[&TLS12]);
    let at = peer(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            head(&mut stream).await;
            let (mut below, _) = stream.into_inner();
            // Not encrypted as it should be: the session is over all the same.
            let _ = below.write_all(&[21, 3, 3, 0, 2, 2, 80]).await;
            let _ = below.read(&mut [0; 64]).await;
        }
    })
    .await;
    let endpoint = asked_directly("https", at).await;
    assert!(endpoint.tls.value().is_some());
    assert_eq!(kind(&endpoint.http), Some(FailureKind::Malformed), "{:?}", endpoint.http);
}
