//! Microsoft's activation endpoints: which way, and how far each conversation got.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Addresses, Connected, HostPort, Observed, Try};

/// All endpoints asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OnlineEvidence {
    /// One entry an endpoint.
    pub endpoints: Vec<Endpoint>,
}

/// One endpoint and the conversation with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// What was asked for, such as `https://activation.sls.microsoft.com/`.
    pub url: String,
    /// What it is needed for.
    pub need: EndpointNeed,
    /// The way to it.
    #[serde(default)]
    pub route: Route,
    /// The first hops tried, in order: the proxies of the route, or the endpoint itself.
    #[serde(default)]
    pub hops: Vec<Hop>,
    /// The proxy's answer to CONNECT.
    #[serde(default)]
    pub tunnel: Observed<HttpReply>,
    /// The TLS handshake with the endpoint; whether its certificate is good is inside.
    #[serde(default)]
    pub tls: Observed<TlsFacts>,
    /// The answer to one harmless request.
    #[serde(default)]
    pub http: Observed<HttpReply>,
    /// Where the conversation was refused, cut or answered wrongly: each try of it, the first one
    /// included. What stands beside is that of the one that got through, else of the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tries: Vec<Try>,
}

impl Endpoint {
    /// Whether it is asked over TLS.
    pub fn is_tls(&self) -> bool {
        self.url.starts_with("https:")
    }
}

/// What an endpoint is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointNeed {
    /// Activation fails without it.
    Required,
    /// Activation may be slow, or fail, without it: certificate revocation lists, redirects.
    Supporting,
    /// Other licensing traffic: validation, digital licences, the Store.
    Optional,
}

/// The way to an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Route {
    /// The proxies to try, in order; empty: direct.
    pub proxies: Vec<HostPort>,
    /// Which setting decided.
    pub reason: RouteReason,
}

/// Which setting decided a route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RouteReason {
    /// No proxy is configured.
    #[default]
    NoProxy,
    /// A bypass entry matches.
    Bypass {
        /// The entry as written.
        entry: String,
    },
    /// The proxy for this scheme.
    SchemeProxy,
    /// The proxy for every scheme.
    AnyProxy,
    /// Proxies are configured, but none for this scheme.
    NoProxyForScheme,
    /// The proxy settings could not be read, so the direct way was tried.
    SettingsUnreadable,
}

/// A first hop: a proxy, or the endpoint itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hop {
    /// Whom to connect to.
    pub to: HostPort,
    /// Its addresses.
    #[serde(default)]
    pub addresses: Addresses,
    /// Of a proxy that the hosts file names: what DNS says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_dns: Option<Addresses>,
    /// One attempt an address.
    #[serde(default)]
    pub attempts: Vec<ConnectAttempt>,
    /// What a tool said of a connection to the name, without a word on the address: of captures
    /// alone.
    #[serde(default, skip_serializing_if = "Observed::is_unplanned")]
    pub by_name: Observed<Connected>,
    /// Of a proxy that did not answer in HTTP: what its port speaks instead.
    #[serde(default, skip_serializing_if = "Observed::is_unplanned")]
    pub speaks: Observed<ProxySpeech>,
}

/// What the port of a proxy speaks that does not speak HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProxySpeech {
    /// TLS: it takes the same requests, and inside TLS alone.
    Tls,
    /// SOCKS 5 (RFC 1928).
    Socks,
    /// Neither.
    Neither,
}

/// One TCP connection attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectAttempt {
    /// Where to.
    pub address: SocketAddr,
    /// What happened.
    pub connect: Observed<Connected>,
    /// Whether the address answered a ping: of captures alone, and false where none tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answers_ping: bool,
}

/// The head of an HTTP answer. Header values are scrubbed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HttpReply {
    /// The status code.
    pub status: u16,
    /// The schemes of `Proxy-Authenticate` (with status 407), without their parameters.
    pub auth_schemes: Vec<String>,
    /// `Via`, `X-Squid-Error`, `X-Cache` and the like, as `name: value`: who is in the way.
    pub intermediaries: Vec<String>,
    /// `Server`.
    pub server: Option<String>,
    /// `Location`, with status 3xx.
    pub location: Option<String>,
    /// `Content-Type` without its parameters; absent where none was sent, and in reports of older
    /// versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The `Date` header minus this host's clock, in milliseconds; the header counts whole seconds.
    pub date_offset_ms: Option<i64>,
}

impl HttpReply {
    /// Whether whoever answers could not hand the request on (RFC 9110 §15.6.3 to §15.6.5): what a
    /// proxy says in place of whom it was to ask.
    pub fn is_not_handed_on(&self) -> bool {
        matches!(self.status, 502..=504)
    }
}

/// A finished TLS handshake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TlsFacts {
    /// The version agreed on, such as `TLSv1.3`.
    pub version: String,
    /// The cipher suite agreed on.
    #[serde(default)]
    pub cipher_suite: String,
    /// The chain as sent, the server's own certificate first.
    pub chain: Vec<CertificateFacts>,
    /// Whether the server's certificate names the host.
    pub name_matches: bool,
    /// The verdict of this system's trust store, at this host's clock.
    pub system_trust: TrustVerdict,
    /// Whether that is the verdict of what this host held already: Windows also fetches what it
    /// lacks, and gave no verdict on that in time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub system_trust_unfetched: bool,
    /// The verdict of Mozilla's roots, at this host's clock.
    pub mozilla_trust: TrustVerdict,
    /// The verdict of Microsoft's own roots, at this host's clock.
    pub microsoft_trust: TrustVerdict,
    /// The verdict of the roots that the site file accepts, at this host's clock; absent where it
    /// names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_trust: Option<TrustVerdict>,
    /// The accepted root that the chain leads to, where it is itself out of date at this host's
    /// clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_root_out_of_date: Option<CertificateFacts>,
}

/// One certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateFacts {
    /// Subject, RFC 4514 style, scrubbed.
    pub subject: String,
    /// Issuer, RFC 4514 style, scrubbed.
    pub issuer: String,
    /// Valid from.
    pub not_before: jiff::Timestamp,
    /// Valid until.
    pub not_after: jiff::Timestamp,
    /// DNS names of the subject alternative name, at most 40.
    #[serde(default)]
    pub dns_names: Vec<String>,
    /// SHA-256 of the DER, in lower-case hexadecimal.
    #[serde(default)]
    pub sha256: String,
}

impl CertificateFacts {
    /// What is wrong with its dates at a time, if anything is.
    pub fn out_of_date(&self, at: jiff::Timestamp) -> Option<TrustVerdict> {
        if at > self.not_after {
            Some(TrustVerdict::Expired)
        } else if at < self.not_before {
            Some(TrustVerdict::NotYetValid)
        } else {
            None
        }
    }
}

/// What a set of roots says of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TrustVerdict {
    /// The chain leads to one of the roots, and its dates and name are right.
    Trusted,
    /// It does, but whether a certificate was revoked could not be found out.
    RevocationUnknown,
    /// No root of the set vouches for it.
    UnknownIssuer,
    /// A certificate is past its end.
    Expired,
    /// A certificate is not yet valid.
    NotYetValid,
    /// The certificate is for another name.
    WrongName,
    /// A certificate was revoked.
    Revoked,
    /// The set of roots could not be read, or gave no verdict in time.
    Unavailable,
    /// Another objection.
    Other {
        /// In the words of the checking library, scrubbed.
        detail: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_out_of_date_before_and_after_its_time() {
        let certificate = CertificateFacts {
            subject: "CN=dc1.corp.example".to_owned(),
            issuer: "CN=Nobody".to_owned(),
            not_before: "2025-01-01T00:00:00Z".parse().unwrap(),
            not_after: "2026-01-01T00:00:00Z".parse().unwrap(),
            dns_names: Vec::new(),
            sha256: String::new(),
        };
        let at = |time: &str| certificate.out_of_date(time.parse().unwrap());
        assert_eq!(at("2026-01-01T00:00:01Z"), Some(TrustVerdict::Expired));
        assert_eq!(at("2024-12-31T23:59:59Z"), Some(TrustVerdict::NotYetValid));
        assert_eq!(at("2025-06-01T00:00:00Z"), None);
    }
}
