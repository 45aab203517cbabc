//! Which way proxy settings send a URL, and which of them says so.
//!
//! Scripts (PAC) and discovery (WPAD) are not evaluated: the route is that of the fixed settings.

use crate::evidence::{HostPort, ProxySettings, Route, RouteReason, SettingsForm};

mod bypass;

/// The way to `host` and `port` for a URL of `scheme` (`http`, `https`). An IPv6 host comes without
/// brackets.
pub fn route(settings: &ProxySettings, scheme: &str, host: &str, port: u16) -> Route {
    if settings.servers.is_empty() {
        return direct(without_servers(settings));
    }
    let (proxies, reason) = candidates(settings, scheme);
    if proxies.is_empty() {
        return direct(RouteReason::NoProxyForScheme);
    }
    let target = bypass::Target { scheme, host, port };
    match settings.bypass.iter().find(|entry| is_exception(settings.form, entry, &target)) {
        Some(entry) => direct(RouteReason::Bypass { entry: entry.clone() }),
        None => Route { proxies, reason },
    }
}

fn direct(reason: RouteReason) -> Route {
    Route { proxies: Vec::new(), reason }
}

/// Settings whose every entry is unintelligible say something, only not to us.
fn without_servers(settings: &ProxySettings) -> RouteReason {
    if settings.not_understood.is_empty() {
        RouteReason::NoProxy
    } else {
        RouteReason::SettingsUnreadable
    }
}

/// The proxies of this scheme; those of no scheme serve the schemes that have none of their own
/// (Microsoft Learn, "Netsh.exe and ProxyCfg.exe Proxy Configuration Tools").
fn candidates(settings: &ProxySettings, scheme: &str) -> (Vec<HostPort>, RouteReason) {
    let of = |wanted: Option<&str>| -> Vec<HostPort> {
        let servers = settings.servers.iter().filter(|server| server.scheme.as_deref() == wanted);
        servers.map(|server| server.address.clone()).collect()
    };
    let own = of(Some(&scheme.to_ascii_lowercase()));
    if own.is_empty() { (of(None), RouteReason::AnyProxy) } else { (own, RouteReason::SchemeProxy) }
}

fn is_exception(form: SettingsForm, entry: &str, target: &bypass::Target<'_>) -> bool {
    match form {
        SettingsForm::Environment => bypass::by_environment(entry, target),
        _ => bypass::by_winhttp(entry, target),
    }
}

#[cfg(test)]
mod tests;
