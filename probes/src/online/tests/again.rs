//! Conversations that are tried again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::peers::{closing, grant, nobody, peer, silent};
use super::*;
use crate::evidence::Try;

/// A peer that cuts so many conversations, and then answers.
async fn cutting_first(cut: usize) -> SocketAddr {
    let count = Arc::new(AtomicUsize::new(0));
    peer(move |mut stream| {
        let is_cut = count.fetch_add(1, Ordering::SeqCst) < cut;
        async move {
            if is_cut {
                let _ = stream.read(&mut [0; 4096]).await;
            } else {
                grant(stream).await;
            }
        }
    })
    .await
}

/// How each try ended: the step that was answered, or how it was cut.
fn told(tries: &[Try]) -> Vec<Result<Step, FailureKind>> {
    let told = |tried: &Try| match &tried.outcome {
        Observed::Answered { value, .. } => Ok(*value),
        Observed::Failed(failure) => Err(failure.kind),
        Observed::NotAsked { .. } => Err(FailureKind::Other),
    };
    tries.iter().map(told).collect()
}

#[tokio::test]
async fn a_try_that_gets_through_counts_and_ends_the_tries() {
    for cut in [1, 2] {
        let endpoint = asked_directly("http", cutting_first(cut).await).await;
        assert_eq!(endpoint.http.value().unwrap().status, 200);
        let expected = [vec![Err(FailureKind::Closed); cut], vec![Ok(Step::HttpRequest)]].concat();
        assert_eq!(told(&endpoint.tries), expected);
        assert_eq!((endpoint.tries[0].after_ms, endpoint.tries[1].after_ms), (0, 300));
    }
}

#[tokio::test]
async fn what_is_refused_or_cut_is_tried_three_times() {
    let cut = asked_directly("http", closing().await).await;
    assert_eq!(told(&cut.tries), vec![Err(FailureKind::Closed); 3]);
    assert_eq!(kind(&cut.http), Some(FailureKind::Closed));
    let closed = asked_directly("https", nobody().await).await;
    assert_eq!(told(&closed.tries), vec![Err(FailureKind::Refused); 3]);
    assert_eq!(kind(&closed.hops[0].attempts[0].connect), Some(FailureKind::Refused));
}

#[tokio::test]
async fn silence_and_answers_are_not_tried_again() {
    assert_eq!(asked_in_vain("http", silent().await).await.tries, []);
    assert_eq!(asked_directly("http", cutting_first(0).await).await.tries, []);
}

/// A proxy whose balancer answers so many requests itself, and hands on the others.
async fn failing_first(failing: usize) -> SocketAddr {
    let count = Arc::new(AtomicUsize::new(0));
    peer(move |mut stream| {
        let fails = count.fetch_add(1, Ordering::SeqCst) < failing;
        async move {
            if fails {
                let _ = stream.read(&mut [0; 4096]).await;
                let said = b"HTTP/1.0 503 Service Unavailable\r\nVia: 1.1 gate\r\n\r\n";
                let _ = stream.write_all(said).await;
            } else {
                grant(stream).await;
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_proxy_that_could_not_hand_on_is_asked_again() {
    for failing in [1, 3] {
        let route = through(&[failing_first(failing).await]);
        let endpoint = asked("http://endpoint.example/", route, &nobody_trusted()).await;
        let failed = vec![Err(FailureKind::ServerFailure); failing];
        let through = (failing < 3).then_some(Ok(Step::HttpRequest));
        assert_eq!(told(&endpoint.tries), failed.into_iter().chain(through).collect::<Vec<_>>());
        let detail = endpoint.tries[0].outcome.failure().unwrap().detail.clone();
        assert_eq!(detail.as_deref(), Some("status 503; via: 1.1 gate"));
        let status = if failing < 3 { 200 } else { 503 };
        assert_eq!(endpoint.http.value().unwrap().status, status);
    }
}

#[tokio::test]
async fn an_endpoint_that_says_503_itself_is_not_asked_again() {
    let endpoint = asked_directly("http", failing_first(3).await).await;
    assert_eq!((endpoint.http.value().unwrap().status, endpoint.tries), (503, Vec::new()));
}
