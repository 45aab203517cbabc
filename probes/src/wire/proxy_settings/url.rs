//! One proxy as a URL, or as `host:port`: `--proxy`, the site file.

use super::login::after_login;
use super::server_list::HTTP_PORT;
use crate::evidence::{ProxyServer, ProxySettings, SettingsForm};
use crate::wire::host_port::{HostPortError, parse_host_port};

/// Reads `http://host:port`, `host:port` or `host` (port 80) as the one proxy for every scheme. A
/// user name and a password are dropped: the services asked about cannot give any.
pub fn from_url(text: &str) -> Result<ProxySettings, ProxyUrlError> {
    let rest = without_scheme(text.trim())?;
    let rest = after_login(rest);
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.contains('/') {
        return Err(ProxyUrlError::Path);
    }
    let address = parse_host_port(rest, HTTP_PORT).map_err(ProxyUrlError::Host)?;
    let servers = vec![ProxyServer { scheme: None, address }];
    Ok(ProxySettings { form: SettingsForm::Url, servers, ..ProxySettings::default() })
}

/// Why a text is no proxy. No message repeats the text: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyUrlError {
    /// `https://`: TLS to the proxy itself, which `WinHTTP` does not speak.
    #[error("expected http://HOST:PORT, found https://: WinHTTP speaks no TLS to a proxy")]
    Tls,
    /// `socks…://`, which `WinHTTP` does not speak.
    #[error("expected http://HOST:PORT, found a SOCKS proxy, which WinHTTP does not speak")]
    Socks,
    /// Another scheme.
    #[error("expected http://HOST:PORT, found another scheme")]
    Scheme,
    /// Something follows the host and port.
    #[error("expected http://HOST:PORT, found a path behind it")]
    Path,
    /// The host or port.
    #[error(transparent)]
    Host(HostPortError),
}

fn without_scheme(text: &str) -> Result<&str, ProxyUrlError> {
    let Some((scheme, rest)) = text.split_once("://") else { return Ok(text) };
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Ok(rest),
        "https" => Err(ProxyUrlError::Tls),
        "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => Err(ProxyUrlError::Socks),
        _ => Err(ProxyUrlError::Scheme),
    }
}
