//! What the head of an HTTP answer says.

use hyper::header::{
    AGE, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, LOCATION, PROXY_AUTHENTICATE,
    SERVER,
};
use hyper::http::response;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::clock::WallClock;
use crate::evidence::{HttpReply, scrub};
use crate::product_key::mask;
use crate::wire::{http_auth, http_location};

/// How many lines about intermediaries are kept.
const MOST_INTERMEDIARIES: usize = 16;

/// Fields by which caches, proxies and filters give themselves away.
const INTERMEDIARY_FIELDS: [&str; 9] = [
    "via",
    "x-squid-error",
    "x-cache",
    "x-cache-lookup",
    "proxy-agent",
    "proxy-status",
    "x-bluecoat-via",
    "x-zscaler-errorcode",
    "x-iwss-via",
];

/// When a question was put, by the wall clock and by the monotonic one.
pub(super) struct Asked {
    wall: Timestamp,
    monotonic: Instant,
}

impl Asked {
    /// The question is put now.
    pub(super) fn now(clock: &dyn WallClock) -> Self {
        Self { wall: clock.now(), monotonic: Instant::now() }
    }

    /// The middle of the time from the question until now: the best guess at when the peer wrote
    /// `Date`.
    fn middle(&self) -> Option<Timestamp> {
        self.wall.checked_add(self.monotonic.elapsed() / 2).ok()
    }
}

/// The facts of `head`, which answers a question put at `asked`.
pub(super) fn facts(head: &response::Parts, asked: &Asked) -> HttpReply {
    let fields = &head.headers;
    let status = head.status;
    HttpReply {
        status: status.as_u16(),
        auth_schemes: if status.as_u16() == 407 { auth_schemes(fields) } else { Vec::new() },
        intermediaries: intermediaries(fields),
        server: text(fields, &SERVER),
        location: fields.get(LOCATION).filter(|_| status.is_redirection()).and_then(where_to),
        content_type: text(fields, &CONTENT_TYPE).map(|kind| without_parameters(&kind)),
        date_offset_ms: date(fields)
            .zip(asked.middle())
            .map(|(date, middle)| offset_ms(date, middle)),
    }
}

fn auth_schemes(fields: &HeaderMap) -> Vec<String> {
    let values: Vec<_> = fields.get_all(PROXY_AUTHENTICATE).iter().map(lossy).collect();
    http_auth::schemes(values.iter().map(AsRef::as_ref))
}

fn intermediaries(fields: &HeaderMap) -> Vec<String> {
    let lines = INTERMEDIARY_FIELDS.iter().flat_map(|name| {
        fields.get_all(*name).iter().map(move |value| scrub(&format!("{name}: {}", lossy(value))))
    });
    lines.take(MOST_INTERMEDIARIES).collect()
}

fn text(fields: &HeaderMap, name: &HeaderName) -> Option<String> {
    fields.get(name).map(|value| scrub(&lossy(value)))
}

/// Header fields may hold any byte above 0x7f (RFC 9110 §5.5, `obs-text`).
fn lossy(value: &HeaderValue) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}

/// Whole, because what is cut off may be the at sign that ends a login.
fn where_to(location: &HeaderValue) -> Option<String> {
    http_location::without_secrets(&mask(&lossy(location))).map(|kept| scrub(&kept))
}

/// The media type alone (RFC 9110 §8.3.1), in lower case.
fn without_parameters(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// An answer with `Age` comes from a cache: its `Date` is that of its making (RFC 9111 §4.2.3).
fn date(fields: &HeaderMap) -> Option<Timestamp> {
    if fields.contains_key(AGE) {
        return None;
    }
    let date = httpdate::parse_http_date(fields.get(DATE)?.to_str().ok()?).ok()?;
    let since_epoch = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    Timestamp::UNIX_EPOCH.checked_add(since_epoch).ok()
}

fn offset_ms(date: Timestamp, middle: Timestamp) -> i64 {
    i64::try_from(date.duration_since(middle).as_millis()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hyper::Response;

    use super::*;

    struct At(Timestamp);

    impl WallClock for At {
        fn now(&self) -> Timestamp {
            self.0
        }
    }

    async fn facts_after(waited: Duration, status: u16, fields: &[(&str, &str)]) -> HttpReply {
        let asked = Asked::now(&At("2026-11-20T12:00:00Z".parse().unwrap()));
        tokio::time::advance(waited).await;
        let builder = fields
            .iter()
            .fold(Response::builder().status(status), |b, (name, value)| b.header(*name, *value));
        facts(&builder.body(()).unwrap().into_parts().0, &asked)
    }

    #[tokio::test(start_paused = true)]
    async fn the_date_is_held_against_the_middle_of_the_round_trip() {
        let fields = [("Date", "Fri, 20 Nov 2026 17:00:00 GMT")];
        let reply = facts_after(Duration::from_millis(300), 200, &fields).await;
        assert_eq!(reply.date_offset_ms, Some(5 * 3_600_000 - 150));
    }

    #[tokio::test(start_paused = true)]
    async fn the_date_of_a_cached_answer_is_no_clock() {
        let fields = [("Date", "Fri, 20 Nov 2026 11:00:00 GMT"), ("Age", "3600")];
        assert_eq!(facts_after(Duration::ZERO, 200, &fields).await.date_offset_ms, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_date_that_is_none_gives_no_offset() {
        for date in ["yesterday", "", "Fri, 20 Nov 2026 11:00:00", "Mon, 01 Jan 1601 00:00:00 GMT"]
        {
            assert_eq!(
                facts_after(Duration::ZERO, 200, &[("Date", date)]).await.date_offset_ms,
                None,
                "{date}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_redirect_tells_where_to_but_not_its_query_nor_who_asks() {
        let location =
            format!("https://{}:hunter2@portal.example/login?user=me#x", "u".repeat(300));
        let fields = [("Location", location.as_str()), ("Server", "Apache")];
        let reply = facts_after(Duration::ZERO, 302, &fields).await;
        assert_eq!(reply.location.as_deref(), Some("https://portal.example/login"));
        assert_eq!(reply.server.as_deref(), Some("Apache"));
        assert_eq!(facts_after(Duration::ZERO, 200, &fields).await.location, None);
    }

    #[tokio::test(start_paused = true)]
    async fn what_kind_of_content_came_is_kept_without_its_parameters() {
        let fields = [("Content-Type", "Text/HTML; charset=utf-8")];
        let reply = facts_after(Duration::ZERO, 200, &fields).await;
        assert_eq!(reply.content_type.as_deref(), Some("text/html"));
    }

    #[tokio::test(start_paused = true)]
    async fn schemes_count_with_407_only() {
        let fields = [("Proxy-Authenticate", "Negotiate"), ("Proxy-Authenticate", "NTLM")];
        assert_eq!(
            facts_after(Duration::ZERO, 407, &fields).await.auth_schemes,
            ["Negotiate", "NTLM"]
        );
        assert_eq!(facts_after(Duration::ZERO, 200, &fields).await.auth_schemes, [""; 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_in_the_way_is_said_with_scrubbed_words() {
        let fields =
            [("Via", "1.1 proxy (squid/5.7)"), ("X-Squid-Error", "ERR_ACCESS_DENIED 0\u{202e}")];
        let reply = facts_after(Duration::ZERO, 403, &fields).await;
        assert_eq!(
            reply.intermediaries,
            ["via: 1.1 proxy (squid/5.7)", "x-squid-error: ERR_ACCESS_DENIED 0"]
        );
    }
}
