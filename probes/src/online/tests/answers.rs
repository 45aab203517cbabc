//! Answers to the one harmless request.

use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt;

use super::peers::{closing, head, peer, resetting, saying, saying_for_ever, silent};
use super::*;

async fn reply_to(answer: &'static [u8]) -> Observed<HttpReply> {
    asked_directly("http", saying(answer).await).await.http
}

#[tokio::test]
async fn the_request_is_a_bare_head() {
    let heard = Arc::new(Mutex::new(String::new()));
    let hearing = heard.clone();
    let at = peer(move |mut stream| {
        let hearing = hearing.clone();
        async move {
            *hearing.lock().unwrap() = head(&mut stream).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        }
    })
    .await;
    let endpoint = asked(&format!("http://{at}/a.crl"), Route::default(), &nobody_trusted()).await;
    assert_eq!(endpoint.http.value().unwrap().status, 200);
    assert_eq!(endpoint.tls.not_asked(), Some(NotAsked::NotPlanned));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        *heard.lock().unwrap(),
        format!(
            "HEAD /a.crl HTTP/1.1\r\nHost: {at}\r\nUser-Agent: actprobe/{version}\r\n\
             Accept: */*\r\nConnection: close\r\n\r\n"
        )
    );
}

#[tokio::test]
async fn any_status_is_an_answer() {
    for (answer, status) in [
        (&b"HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\n\r\n"[..], 405),
        (b"HTTP/1.0 503 \r\nContent-Length: 12\r\n\r\n", 503),
        (b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/login?x=1\r\n\r\n", 302),
    ] {
        assert_eq!(reply_to(answer).await.value().map(|reply| reply.status), Some(status));
    }
}

#[tokio::test]
async fn the_date_tells_how_late_this_host_is() {
    let reply = reply_to(b"HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 17:00:00 GMT\r\n\r\n").await;
    let offset = reply.value().unwrap().date_offset_ms.unwrap();
    assert!((5 * 3_600_000 - 10_000..=5 * 3_600_000).contains(&offset), "{offset}");
}

#[tokio::test]
async fn no_date_is_no_offset() {
    assert_eq!(
        reply_to(b"HTTP/1.1 204 No Content\r\n\r\n").await.value().unwrap().date_offset_ms,
        None
    );
}

#[tokio::test]
async fn informational_answers_are_passed_over() {
    let reply = reply_to(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n\
             HTTP/1.1 204 X\r\n\r\n",
    )
    .await;
    assert_eq!(reply.value().unwrap().status, 204);
}

#[tokio::test]
async fn informational_answers_for_ever_come_to_an_end() {
    let at = saying_for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", Duration::ZERO).await;
    assert_eq!(kind(&asked_directly("http", at).await.http), Some(FailureKind::TooLarge));
}

#[tokio::test]
async fn a_header_without_end_is_too_large() {
    for again in [&b"XXXXXXXXXXXXXXXX"[..], b"a: b\r\n"] {
        let at = saying_for_ever(b"HTTP/1.1 200 OK\r\nX: y\r\n", again, Duration::ZERO).await;
        let endpoint = asked_directly("http", at).await;
        assert_eq!(kind(&endpoint.http), Some(FailureKind::TooLarge), "{:?}", endpoint.http);
    }
}

#[tokio::test]
async fn a_hundred_and_one_fields_are_too_many() {
    let fields = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(101));
    assert_eq!(kind(&reply_to(fields.leak().as_bytes()).await), Some(FailureKind::TooLarge));
}

#[tokio::test]
async fn one_byte_at_a_time_costs_the_limit_and_no_more() {
    let at = saying_for_ever(b"HTTP/1.1 200 OK\r\nX: ", b"y", Duration::from_millis(20)).await;
    let http = asked_in_vain("http", at).await.http;
    assert_eq!(kind(&http), Some(FailureKind::TimedOut));
    assert!(took_the_limit(&http), "{http:?}");
}

#[tokio::test]
async fn what_is_not_http_is_another_protocol() {
    for answer in [
        &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"\x00\x01\x02\x03\x04\x05\x06\x07\x08",
    ] {
        assert_eq!(kind(&reply_to(answer).await), Some(FailureKind::NotThisProtocol), "{answer:?}");
    }
}

#[tokio::test]
async fn a_broken_status_line_is_malformed() {
    for answer in
        [&b"HTTP/1.1 2x0 OK\r\n\r\n"[..], b"HTTP/1.1 20\r\n\r\n", b"HTTP/1.1 200 \x01\r\n\r\n"]
    {
        assert_eq!(kind(&reply_to(answer).await), Some(FailureKind::Malformed), "{answer:?}");
    }
}

#[tokio::test]
async fn no_cut_of_an_answer_is_taken_for_an_answer() {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n";
    for end in 0..ANSWER.len() {
        assert_eq!(
            kind(&reply_to(&ANSWER[..end]).await),
            Some(FailureKind::Closed),
            "cut at {end}"
        );
    }
}

#[tokio::test]
async fn reset_close_and_silence_stay_apart() {
    let reset = asked_directly("http", resetting().await).await.http;
    let closed = asked_directly("http", closing().await).await.http;
    let silence = asked_in_vain("http", silent().await).await.http;
    assert!(is_reset(&reset), "{reset:?}");
    assert_eq!(
        [kind(&closed), kind(&silence)],
        [FailureKind::Closed, FailureKind::TimedOut].map(Some)
    );
    assert!(
        [&reset, &closed, &silence]
            .iter()
            .all(|outcome| outcome.failure().unwrap().step == Step::HttpRequest)
    );
    assert!(took_the_limit(&silence), "{silence:?}");
}
