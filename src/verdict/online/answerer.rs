//! Who answered an HTTP request: the endpoint, or what stands between and speaks in its place. What
//! the services themselves say to a request for `/` is not known; so only an answer that is
//! recognisably another's counts against the way.

use actprobe_probes::evidence::{Endpoint, HttpReply, TlsFacts};

use super::certificate;
use crate::catalogue::answerers::{
    is_error_of_site, is_filter, is_of_microsoft, is_of_site, is_server_of_microsoft,
};
use crate::verdict::finding::Finding;

/// What is to be said of an answer that is not the endpoint's. Where its certificate is genuine,
/// whatever comes is its own.
pub fn in_its_place(endpoint: &Endpoint, reply: &HttpReply) -> Option<Finding> {
    let status = u64::from(reply.status);
    let server = reply.server.clone().into();
    let location = stranger_led_to(endpoint, reply).into();
    let marks = reply.intermediaries.clone();
    match endpoint.tls.value() {
        Some(facts) if certificate::is_opened_on_the_way(facts) => is_of_filter(endpoint, reply)
            .then(|| {
                let issuer = issuer(facts).into();
                Finding::HttpOfFilter { status, issuer, server, location, marks }
            }),
        Some(_) => None,
        None => is_of_another(endpoint, reply).then_some(Finding::HttpOfAnother {
            status,
            server,
            location,
            marks,
        }),
    }
}

/// Who made the certificate that is shown in place of the endpoint's.
pub fn issuer(facts: &TlsFacts) -> Option<String> {
    facts.chain.last().map(|last| last.issuer.clone())
}

/// The lines by which a proxy of the site shows itself in an answer in clear text, where none is
/// configured.
pub fn marks_of_site(endpoint: &Endpoint) -> Vec<String> {
    let is_clear = !endpoint.is_tls() && endpoint.route.proxies.is_empty();
    let Some(reply) = endpoint.http.value().filter(|_| is_clear) else { return Vec::new() };
    let named = reply.server.iter().filter(|server| is_filter(server));
    let named = named.map(|server| format!("server: {server}"));
    let lines = reply.intermediaries.iter().filter(|mark| is_of_site(mark));
    lines.cloned().chain(named).collect()
}

/// An answer over a connection that was opened on its way.
fn is_of_filter(endpoint: &Endpoint, reply: &HttpReply) -> bool {
    let is_of_service = reply.server.as_deref().is_some_and(is_server_of_microsoft);
    let refuses = matches!(reply.status, 403 | 407 | 451 | 502..=504 | 511);
    is_marked(reply)
        || stranger_led_to(endpoint, reply).is_some()
        || !is_of_service && (refuses || is_page(reply))
}

/// An answer in clear text.
fn is_of_another(endpoint: &Endpoint, reply: &HttpReply) -> bool {
    reply.status == 511
        || stranger_led_to(endpoint, reply).is_some()
        || wants_a_file(endpoint) && is_page(reply)
}

fn is_marked(reply: &HttpReply) -> bool {
    reply.server.as_deref().is_some_and(is_filter)
        || reply.status >= 400 && reply.intermediaries.iter().any(|mark| is_error_of_site(mark))
}

/// A web page; what was asked for is none.
pub fn is_page(reply: &HttpReply) -> bool {
    let is_html = |kind: &str| matches!(kind, "text/html" | "application/xhtml+xml");
    (200..300).contains(&reply.status) && reply.content_type.as_deref().is_some_and(is_html)
}

/// Whether the URL names a file, which is there or is not.
pub fn wants_a_file(endpoint: &Endpoint) -> bool {
    endpoint.url.splitn(4, '/').nth(3).is_some_and(|path| !path.is_empty())
}

/// Where a redirect leads to a host that is neither the endpoint's nor Microsoft's.
pub fn stranger_led_to(endpoint: &Endpoint, reply: &HttpReply) -> Option<String> {
    let location = reply.location.as_ref()?;
    let host = host_of(location)?;
    let is_own = host_of(&endpoint.url).is_some_and(|own| own.eq_ignore_ascii_case(host));
    (!is_own && !is_of_microsoft(host)).then(|| location.clone())
}

/// The host of an absolute URL, or of one that leaves the scheme open.
fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("//")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_url_is_found_in_each_of_its_forms() {
        for (url, host) in [
            ("https://portal.example/login", Some("portal.example")),
            ("//portal.example:8443/x", Some("portal.example")),
            ("http://user@[2001:db8::1]:80/", Some("2001:db8::1")),
            ("/blocked.html", None),
            ("https:///x", None),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }
}
