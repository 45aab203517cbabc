//! Which way services take to Microsoft's servers, by what is known of their proxy: what a code of
//! that way asks for is done by whoever runs it.

use std::net::IpAddr;

use actprobe_probes::evidence::{Evidence, HostPort, ProxyServer, ProxySettings};

use super::step::CodeStep;

/// The way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Through a proxy.
    Proxy(HostPort),
    /// Not through the proxy of the person on that host, which services do not use; absent: a
    /// script names it.
    BesidePerson(Option<HostPort>),
    /// Not through a proxy that takes connections from that host.
    BesideOpen(HostPort),
    /// Directly, and nobody is known to have a proxy.
    Direct,
    /// Nobody knows: no setting was seen, or none that decides it.
    Unknown,
}

impl Route {
    /// By the settings of services, then by the person's.
    pub fn of(evidence: &Evidence) -> Self {
        match evidence.proxy.settings.value() {
            Some(services) if is_direct(services) => {
                let open = || evidence.proxy.open.first().cloned().map(Self::BesideOpen);
                of_person(evidence).or_else(open).unwrap_or(Self::Direct)
            }
            Some(services) => Self::through(services),
            None => of_person(evidence).unwrap_or(Self::Unknown),
        }
    }

    fn through(services: &ProxySettings) -> Self {
        let is_past = services.bypass.iter().any(|entry| is_past_it(entry));
        let is_whole = services.not_understood.is_empty() && !is_past;
        match https_proxy(services).filter(|_| is_whole) {
            Some(proxy) => Self::Proxy(proxy),
            None => Self::Unknown,
        }
    }

    /// The proxy, where one is known.
    pub fn proxy(&self) -> Option<&HostPort> {
        match self {
            Self::Proxy(proxy) | Self::BesideOpen(proxy) => Some(proxy),
            Self::BesidePerson(proxy) => proxy.as_ref(),
            Self::Direct | Self::Unknown => None,
        }
    }

    /// What a step of the way becomes on this one.
    pub fn step(&self, step: CodeStep) -> CodeStep {
        match self {
            Self::Proxy(proxy) => through_proxy(step, proxy),
            Self::BesidePerson(_) => beside(step, CodeStep::ProxyForServices),
            Self::BesideOpen(_) => beside(step, CodeStep::ProxyOpen),
            Self::Direct if step == CodeStep::WayToMicrosoft => CodeStep::ProxyOrDirect,
            Self::Direct | Self::Unknown => step,
        }
    }
}

/// `WinHTTP` looks up its proxy alone: where that is an address, nothing was looked up.
fn through_proxy(step: CodeStep, proxy: &HostPort) -> CodeStep {
    match step {
        CodeStep::NameOfMicrosoft if !is_address(proxy) => CodeStep::NameOfProxy,
        CodeStep::WayToMicrosoft | CodeStep::NameOfMicrosoft | CodeStep::Revocation => {
            CodeStep::ThroughProxy
        }
        CodeStep::Certificate => CodeStep::TlsAtProxy,
        other => other,
    }
}

fn is_address(proxy: &HostPort) -> bool {
    proxy.host.parse::<IpAddr>().is_ok()
}

fn beside(step: CodeStep, becomes: CodeStep) -> CodeStep {
    match step {
        CodeStep::WayToMicrosoft | CodeStep::NameOfMicrosoft => becomes,
        other => other,
    }
}

/// No proxy, no script and nothing that nobody understood.
fn is_direct(settings: &ProxySettings) -> bool {
    let is_found = settings.auto_detect || settings.auto_config_url.is_some();
    settings.servers.is_empty() && settings.not_understood.is_empty() && !is_found
}

/// Activation asks by HTTPS.
fn https_proxy(settings: &ProxySettings) -> Option<HostPort> {
    let serves = |server: &&ProxyServer| {
        server.scheme.as_ref().is_none_or(|scheme| scheme.eq_ignore_ascii_case("https"))
    };
    settings.servers.iter().find(serves).map(|server| server.address.clone())
}

/// Whether an exception may send Microsoft's servers past the proxy.
fn is_past_it(entry: &str) -> bool {
    entry == "*" || entry.to_ascii_lowercase().contains("microsoft.com")
}

/// Where policy makes the machine's settings count for everybody, these.
fn of_person(evidence: &Evidence) -> Option<Route> {
    let proxy = &evidence.proxy;
    let theirs = if proxy.per_machine == Some(true) { &proxy.machine } else { &proxy.user };
    let theirs = theirs.value()?;
    let fixed = https_proxy(theirs);
    let is_named = fixed.is_some() || theirs.auto_config_url.is_some();
    is_named.then_some(Route::BesidePerson(fixed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(proxy: Option<&str>, bypass: &str) -> ProxySettings {
        let address = |host: &str| HostPort { host: host.to_owned(), port: 8080 };
        let server = |host| ProxyServer { scheme: None, address: address(host) };
        let bypass = [bypass].into_iter().filter(|entry| !entry.is_empty()).map(str::to_owned);
        ProxySettings {
            servers: proxy.map(server).into_iter().collect(),
            bypass: bypass.collect(),
            ..ProxySettings::default()
        }
    }

    #[test]
    fn a_step_of_the_way_is_for_whoever_runs_that_way() {
        let steps = [
            CodeStep::WayToMicrosoft,
            CodeStep::NameOfMicrosoft,
            CodeStep::Certificate,
            CodeStep::Later,
        ];
        let became = |route: &Route| steps.map(|step| route.step(step));
        let named = Route::through(&settings(Some("proxy.corp.test"), "*.corp.test"));
        let by_proxy = [CodeStep::ThroughProxy, CodeStep::NameOfProxy, CodeStep::TlsAtProxy];
        assert_eq!(became(&named)[..3], by_proxy);
        let by_address = Route::through(&settings(Some("192.0.2.80"), ""));
        assert_eq!(became(&by_address)[1], CodeStep::ThroughProxy);
        let past = Route::through(&settings(Some("proxy.corp.test"), "*.microsoft.com"));
        assert_eq!((past.clone(), became(&past)), (Route::Unknown, steps));
        let direct = became(&Route::Direct);
        assert_eq!(direct, [CodeStep::ProxyOrDirect, steps[1], steps[2], steps[3]]);
        let beside = became(&Route::BesidePerson(None));
        assert_eq!(beside[..2], [CodeStep::ProxyForServices; 2]);
        let proxy = HostPort { host: "proxy.corp.test".to_owned(), port: 3128 };
        assert_eq!(became(&Route::BesideOpen(proxy))[..2], [CodeStep::ProxyOpen; 2]);
    }

    #[test]
    fn settings_that_name_nothing_are_the_direct_way() {
        assert!(is_direct(&settings(None, "")));
        let found = ProxySettings { auto_detect: true, ..settings(None, "") };
        assert!(!is_direct(&found) && Route::through(&found) == Route::Unknown);
    }
}
