//! The way through a proxy.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::peers::{closing, head, nobody, peer, proxy_to, saying, saying_for_ever, silent};
use super::pki::{Authority, NAME};
use super::*;
use crate::evidence::{ResolvedBy, TrustVerdict};
use crate::net::StopReason;

/// What is seen of `https://activation.example/`, a name that only a proxy could resolve, through
/// `proxy`.
async fn seen_through(proxy: SocketAddr) -> Endpoint {
    asked(&format!("https://{NAME}/"), through(&[proxy]), &nobody_trusted()).await
}

/// A proxy that answers CONNECT with `answer`.
async fn refused_with(answer: &'static [u8]) -> HttpReply {
    let endpoint = seen_through(saying(answer).await).await;
    assert_eq!(endpoint.tls.not_asked(), Some(NotAsked::EarlierStepFailed));
    assert_eq!(endpoint.http.not_asked(), Some(NotAsked::EarlierStepFailed));
    endpoint.tunnel.value().unwrap().clone()
}

#[tokio::test]
async fn a_name_that_only_the_proxy_can_resolve_is_no_failure() {
    let authority = Authority::new("Public CA");
    let proxy = proxy_to(authority.vouches().served().await).await;
    let trust = TrustStores::ready(authority.verifier(), None, None);
    let endpoint = asked(&format!("https://{NAME}/"), through(&[proxy]), &trust).await;
    assert_eq!(endpoint.hops.len(), 1);
    assert_eq!(
        endpoint.hops[0].addresses.by,
        ResolvedBy::Literal,
        "the proxy's address, not the endpoint's name"
    );
    assert_eq!(endpoint.tunnel.value().unwrap().status, 200);
    assert_eq!(endpoint.tunnel.value().unwrap().intermediaries, ["via: 1.1 gate (squid/5.7)"]);
    assert_eq!(endpoint.tls.value().unwrap().system_trust, TrustVerdict::Trusted);
    assert_eq!(endpoint.http.value().unwrap().status, 200);
}

#[tokio::test]
async fn a_server_that_greets_before_it_is_asked_is_no_proxy() {
    let greeting = peer(|mut stream| async move {
        let _ = stream.write_all(b"220 mail.example ESMTP\r\n").await;
        let _ = stream.read(&mut [0; 1024]).await;
        std::future::pending::<()>().await;
    });
    let proxy = greeting.await;
    for _ in 0..20 {
        assert_eq!(
            seen_through(proxy).await.tunnel.failure().unwrap().kind,
            FailureKind::NotThisProtocol
        );
    }
}

#[tokio::test]
async fn connect_names_the_endpoint_and_carries_no_credentials() {
    let heard = Arc::new(Mutex::new(String::new()));
    let hearing = heard.clone();
    let proxy = peer(move |mut stream| {
        let hearing = hearing.clone();
        async move {
            *hearing.lock().unwrap() = head(&mut stream).await;
            let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
        }
    })
    .await;
    assert_eq!(seen_through(proxy).await.tunnel.value().unwrap().status, 502);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        *heard.lock().unwrap(),
        format!(
            "CONNECT {NAME}:443 HTTP/1.1\r\nHost: {NAME}:443\r\nUser-Agent: actprobe/{version}\r\n\
             Accept: */*\r\n\
             Connection: keep-alive\r\n\r\n"
        )
    );
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_names_its_schemes() {
    let reply = refused_with(
        b"HTTP/1.1 407 Proxy Authentication Required\r\n\
          Proxy-Authenticate: Basic realm=\"a, b\"\r\n\
          Content-Length: 100000\r\n\r\n<html>",
    )
    .await;
    assert_eq!((reply.status, reply.auth_schemes), (407, vec!["Basic".to_owned()]));
    let reply = refused_with(
        b"HTTP/1.1 407 X\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\
          Transfer-Encoding: chunked\r\n\r\n",
    )
    .await;
    assert_eq!(reply.auth_schemes, ["Negotiate", "NTLM"]);
}

#[tokio::test]
async fn a_denial_says_who_denied() {
    let reply = refused_with(
        b"HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\
          Connection: close\r\n\r\n",
    )
    .await;
    assert_eq!((reply.status, reply.server.as_deref()), (403, Some("squid/5.7")));
    assert_eq!(reply.intermediaries, ["x-squid-error: ERR_ACCESS_DENIED 0"]);
}

#[tokio::test]
async fn a_proxy_that_cannot_reach_the_endpoint_has_answered() {
    for (answer, status) in
        [(&b"HTTP/1.1 502 Bad Gateway\r\n\r\n"[..], 502), (b"HTTP/1.0 503 X\r\n\r\n", 503)]
    {
        assert_eq!(refused_with(answer).await.status, status);
    }
}

#[tokio::test]
async fn a_proxy_that_fails_does_so_in_its_own_step() {
    for (proxy, expected) in [
        (closing().await, FailureKind::Closed),
        (saying(b"SSH-2.0-OpenSSH_9.2\r\n").await, FailureKind::NotThisProtocol),
        (saying(b"HTTP/1.1 403 X\r\nContent-Length: many\r\n\r\n").await, FailureKind::Malformed),
        (
            saying_for_ever(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", Duration::ZERO).await,
            FailureKind::TooLarge,
        ),
    ] {
        let endpoint = seen_through(proxy).await;
        let failure = endpoint.tunnel.failure().unwrap();
        assert_eq!((failure.step, failure.kind), (Step::ProxyConnect, expected));
        assert_eq!(endpoint.tls.not_asked(), Some(NotAsked::EarlierStepFailed));
    }
}

#[tokio::test]
async fn a_proxy_that_ponders_costs_its_own_limit() {
    let route = through(&[silent().await]);
    let endpoint =
        asked_within(LIMIT, NOW, &format!("https://{NAME}/"), route, &nobody_trusted()).await;
    assert_eq!(kind(&endpoint.tunnel), Some(FailureKind::TimedOut));
    assert!(took_the_limit(&endpoint.tunnel), "{:?}", endpoint.tunnel);
    assert_eq!(endpoint.tls.not_asked(), Some(NotAsked::EarlierStepFailed));
}

#[tokio::test]
async fn a_tunnel_that_leads_nowhere_fails_in_the_handshake() {
    let endpoint = seen_through(saying(b"HTTP/1.1 200 Connection established\r\n\r\n").await).await;
    assert_eq!(endpoint.tunnel.value().unwrap().status, 200);
    assert_eq!(kind(&endpoint.tls), Some(FailureKind::Closed));
}

#[tokio::test]
async fn a_page_behind_a_granted_connect_is_not_lost() {
    let granted = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n<html>login...").await;
    assert_eq!(kind(&seen_through(granted).await.tls), Some(FailureKind::NotThisProtocol));
}

#[tokio::test]
async fn a_dead_proxy_is_kept_and_the_next_one_asked() {
    let origin = Authority::new("Public CA").vouches().served().await;
    let (dead, alive) = (nobody().await, proxy_to(origin).await);
    let endpoint =
        asked(&format!("https://{NAME}/"), through(&[dead, alive]), &nobody_trusted()).await;
    let connects: Vec<_> = endpoint.hops.iter().map(|hop| kind(&hop.attempts[0].connect)).collect();
    assert_eq!(connects, [Some(FailureKind::Refused), None]);
    assert_eq!(endpoint.http.value().unwrap().status, 200);
}

#[tokio::test]
async fn a_proxy_whose_name_does_not_resolve_leaves_everything_behind_it_unasked() {
    let proxies = vec![HostPort { host: "proxy.example".into(), port: 8080 }];
    let route = Route { proxies, ..Route::default() };
    let endpoint = asked(&format!("https://{NAME}/"), route, &nobody_trusted()).await;
    assert_eq!(endpoint.hops[0].attempts, []);
    for reason in [endpoint.tunnel.not_asked(), endpoint.tls.not_asked(), endpoint.http.not_asked()]
    {
        assert_eq!(reason, Some(NotAsked::EarlierStepFailed));
    }
}

#[tokio::test]
async fn plain_http_goes_through_a_proxy_by_its_whole_url() {
    let heard = Arc::new(Mutex::new(String::new()));
    let hearing = heard.clone();
    let proxy = peer(move |mut stream| {
        let hearing = hearing.clone();
        async move {
            *hearing.lock().unwrap() = head(&mut stream).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Cache: HIT from gate\r\n\r\n").await;
        }
    })
    .await;
    let endpoint = asked("http://crl.example/a.crl", through(&[proxy]), &nobody_trusted()).await;
    assert!(
        heard
            .lock()
            .unwrap()
            .starts_with("HEAD http://crl.example/a.crl HTTP/1.1\r\nHost: crl.example\r\n")
    );
    assert_eq!(endpoint.tunnel.not_asked(), Some(NotAsked::NotPlanned));
    assert_eq!(endpoint.http.value().unwrap().intermediaries, ["x-cache: HIT from gate"]);
}

#[tokio::test]
async fn what_was_learnt_before_a_stop_is_kept() {
    let (watch, stopper) = Watch::new(Limits::all(Duration::from_secs(30)), None);
    let plan = EndpointPlan::new(
        &format!("https://{NAME}/"),
        EndpointNeed::Required,
        through(&[silent().await]),
    )
    .unwrap();
    let (clock, trust, resolver) = (At(NOW.parse().unwrap()), nobody_trusted(), nobody_to_ask());
    let (endpoint, ()) = tokio::join!(probe(&watch, &resolver, &clock, &trust, &plan), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stopper.stop(StopReason::Interrupted);
    });
    assert!(endpoint.hops[0].attempts[0].connect.value().is_some());
    assert_eq!(kind(&endpoint.tunnel), Some(FailureKind::Interrupted));
    assert_eq!(endpoint.tls.not_asked(), Some(NotAsked::Interrupted));
}
