//! The URL of an endpoint, taken apart once.

use hyper::Uri;
use rustls::pki_types::ServerName;

use crate::evidence::HostPort;

/// How an endpoint is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Plain HTTP, for certificate revocation lists and redirects.
    Http,
    /// HTTP over TLS.
    Https,
}

impl Scheme {
    /// The scheme as it stands in a URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Where a URL leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// How to speak there.
    pub scheme: Scheme,
    /// The host, without brackets and without trailing dot, and the port.
    pub at: HostPort,
    /// The path with the query, beginning with `/`.
    pub path: String,
    /// The host once more, as TLS wants it.
    pub(super) name: ServerName<'static>,
}

impl Target {
    /// Takes `url` apart. User information is refused, so that no password can come along.
    pub fn parse(url: &str) -> Result<Self, UrlError> {
        // RFC 3986 §2: nothing else stands in a URL. `Uri` reads no further than `#`, and what it
        // does not read is shown.
        if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(UrlError::Syntax);
        }
        let uri: Uri = url.parse().map_err(|_| UrlError::Syntax)?;
        let scheme = match uri.scheme_str() {
            Some("http") => Scheme::Http,
            Some("https") => Scheme::Https,
            _ => return Err(UrlError::Scheme),
        };
        let authority = uri.authority().ok_or(UrlError::Host)?;
        if authority.as_str().contains('@') {
            return Err(UrlError::UserInformation);
        }
        let host = bare(authority.host()).to_owned();
        let name = ServerName::try_from(host.clone()).map_err(|_| UrlError::Host)?;
        let port = port(authority)?.unwrap_or(scheme.default_port());
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { scheme, at: HostPort { host, port }, path, name })
    }

    /// The value of `Host` (RFC 9110 §7.2): the port only where it is not the scheme's own.
    pub(super) fn host_header(&self) -> String {
        let full = self.at.to_string();
        if self.at.port != self.scheme.default_port() {
            return full;
        }
        full.rsplit_once(':').map_or(full.clone(), |(host, _)| host.to_owned())
    }

    /// The whole URL, as a proxy wants it (RFC 9112 §3.2.2).
    pub(super) fn absolute_form(&self) -> String {
        format!("http://{}{}", self.host_header(), self.path)
    }
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.')
}

/// `Authority::port` keeps silent about a port that is none.
fn port(authority: &hyper::http::uri::Authority) -> Result<Option<u16>, UrlError> {
    let rest = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    match rest.strip_prefix(':') {
        None | Some("") => Ok(None),
        Some(port) => port.parse().ok().filter(|port| *port != 0).map(Some).ok_or(UrlError::Port),
    }
}

/// Why a text is not the URL of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It is no URL.
    #[error("expected a URL, found another text")]
    Syntax,
    /// It begins neither with `http://` nor with `https://`.
    #[error("expected a URL that begins with http:// or https://")]
    Scheme,
    /// Its host is neither a DNS name nor an address.
    #[error("expected a host that is a DNS name or an address")]
    Host,
    /// Its port is not between 1 and 65535.
    #[error("expected a port between 1 and 65535")]
    Port,
    /// It carries a user name or password.
    #[error("expected a URL without user name and password")]
    UserInformation,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str) -> Result<(String, String), UrlError> {
        Target::parse(url).map(|target| (target.at.to_string(), target.path))
    }

    #[test]
    fn a_url_is_taken_apart() {
        assert_eq!(parts("https://a.example"), Ok(("a.example:443".into(), "/".into())));
        assert_eq!(
            parts("http://a.example./x.crl?y"),
            Ok(("a.example:80".into(), "/x.crl?y".into()))
        );
        assert_eq!(parts("https://[::1]:8443/"), Ok(("[::1]:8443".into(), "/".into())));
        assert_eq!(parts("https://192.0.2.1/"), Ok(("192.0.2.1:443".into(), "/".into())));
    }

    #[test]
    fn what_is_no_endpoint_is_refused_with_the_reason() {
        assert_eq!(parts("ftp://a.example/"), Err(UrlError::Scheme));
        assert_eq!(parts("/x"), Err(UrlError::Scheme));
        assert_eq!(parts("https://a b/"), Err(UrlError::Syntax));
        assert_eq!(parts("https://-/"), Err(UrlError::Host));
        assert_eq!(parts("https://a.example:0/"), Err(UrlError::Port));
        assert_eq!(
            parts("https://a.example:70000/").unwrap_err().to_string(),
            "expected a port between 1 and 65535"
        );
        assert_eq!(parts("https://user:secret@a.example/"), Err(UrlError::UserInformation));
    }

    #[test]
    fn a_fragment_hides_nothing_that_a_terminal_obeys() {
        assert_eq!(parts("https://a.example/x#\u{1b}[2J"), Err(UrlError::Syntax));
        assert_eq!(parts("https://a.example/x#\u{202e}y"), Err(UrlError::Syntax));
        assert_eq!(parts("https://a.example/x#y"), Ok(("a.example:443".into(), "/x".into())));
    }

    #[test]
    fn the_host_header_names_the_port_only_where_it_is_unusual() {
        let header = |url| Target::parse(url).unwrap().host_header();
        assert_eq!(header("https://a.example/"), "a.example");
        assert_eq!(header("http://a.example:443/"), "a.example:443");
        assert_eq!(header("http://[::1]/"), "[::1]");
    }
}
