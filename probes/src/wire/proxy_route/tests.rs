use super::*;
use crate::evidence::ProxyServer;
use crate::wire::proxy_settings::from_environment;

fn winhttp(servers: &[(Option<&str>, &str)], bypass: &[&str]) -> ProxySettings {
    let server = |&(scheme, host): &(Option<&str>, &str)| ProxyServer {
        scheme: scheme.map(str::to_owned),
        address: HostPort { host: host.to_owned(), port: 8080 },
    };
    ProxySettings {
        form: SettingsForm::WinhttpSettings,
        servers: servers.iter().map(server).collect(),
        bypass: bypass.iter().map(|&entry| entry.to_owned()).collect(),
        ..ProxySettings::default()
    }
}

fn hosts(route: &Route) -> Vec<&str> {
    route.proxies.iter().map(|proxy| proxy.host.as_str()).collect()
}

/// Whether `WinHTTP` goes direct to `https://host:443` because of `entry`, and names it.
fn bypasses(entry: &str, host: &str) -> bool {
    let route = route(&winhttp(&[(None, "proxy")], &["other.example", entry]), "https", host, 443);
    match route.reason {
        RouteReason::Bypass { entry: named } => named == entry && route.proxies.is_empty(),
        _ => false,
    }
}

#[test]
fn without_settings_the_way_is_direct() {
    assert_eq!(route(&ProxySettings::default(), "https", "a.example", 443), Route::default());
}

#[test]
fn a_script_or_discovery_alone_does_not_make_a_proxy() {
    let settings = ProxySettings {
        auto_config_url: Some("http://wpad/x".into()),
        auto_detect: true,
        ..ProxySettings::default()
    };
    assert_eq!(route(&settings, "https", "a.example", 443).reason, RouteReason::NoProxy);
}

#[test]
fn settings_that_make_no_sense_are_not_called_direct() {
    let settings =
        ProxySettings { not_understood: vec!["socks5://x".into()], ..ProxySettings::default() };
    assert_eq!(route(&settings, "https", "a.example", 443).reason, RouteReason::SettingsUnreadable);
}

#[test]
fn the_schemes_own_proxies_come_before_those_of_every_scheme() {
    let settings = winhttp(
        &[(None, "any"), (Some("https"), "one"), (Some("http"), "plain"), (Some("https"), "two")],
        &[],
    );
    let own = route(&settings, "HTTPS", "a.example", 443);
    assert_eq!((hosts(&own), &own.reason), (vec!["one", "two"], &RouteReason::SchemeProxy));
    let any = route(&settings, "ftp", "a.example", 21);
    assert_eq!((hosts(&any), &any.reason), (vec!["any"], &RouteReason::AnyProxy));
}

#[test]
fn a_proxy_for_another_scheme_serves_nobody_else() {
    let settings = winhttp(&[(Some("http"), "plain")], &["*"]);
    let other = route(&settings, "https", "a.example", 443);
    assert_eq!((hosts(&other), &other.reason), (vec![], &RouteReason::NoProxyForScheme));
}

#[test]
fn exceptions_of_winhttp_match_whole_names_with_wildcards() {
    for (entry, host) in [
        ("activation.sls.microsoft.com", "Activation.SLS.microsoft.com"),
        ("*.microsoft.com", "activation.sls.microsoft.com"),
        ("*.MICROSOFT.com", "activation.sls.microsoft.com."),
        ("*contoso*", "www.contoso.com"),
        ("*", "a.example"),
        ("192.168.*", "192.168.7.9"),
        ("10.*.0.*", "10.2.0.77"),
        ("<local>", "kms1"),
        ("<LOCAL>", "kms1"),
        ("https://*.contoso.com", "a.contoso.com"),
        ("*.contoso.com:443", "a.contoso.com"),
        ("https://a.contoso.com:443", "a.contoso.com"),
        ("[fd00::1]", "fd00::1"),
        ("[fd00::1]:443", "fd00::1"),
        ("fd00:*", "fd00::1"),
    ] {
        assert!(bypasses(entry, host), "{entry} is meant for {host}");
    }
}

#[test]
fn exceptions_of_winhttp_are_not_stretched() {
    for (entry, host) in [
        ("microsoft.com", "activation.sls.microsoft.com"),
        (".microsoft.com", "activation.sls.microsoft.com"),
        ("*.contoso.com", "contoso.com"),
        ("*.contoso.com", "contoso.com.evil.example"),
        ("http://*.contoso.com", "a.contoso.com"),
        ("*.contoso.com:80", "a.contoso.com"),
        ("192.168.*", "1.192.168.7"),
        ("10.0.0.0/8", "10.1.2.3"),
        ("<local>", "a.example"),
        ("<local>", "fd00::1"),
        ("<-loopback>", "localhost"),
        ("https://", "a.example"),
    ] {
        assert!(!bypasses(entry, host), "{entry} is not meant for {host}");
    }
}

#[test]
fn the_first_exception_that_matches_is_named() {
    let settings = winhttp(&[(None, "proxy")], &["*.b.example", "a.*", "*"]);
    let reason = route(&settings, "https", "a.example", 443).reason;
    assert_eq!(reason, RouteReason::Bypass { entry: "a.*".to_owned() });
}

#[test]
fn no_proxy_means_a_domain_and_all_under_it() {
    let goes_direct = |entry: &str, host: &str| {
        let variables = [("https_proxy", "proxy:3128"), ("no_proxy", entry)];
        let variables: Vec<_> =
            variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let (_, settings) = from_environment(&variables).unwrap();
        route(&settings, "https", host, 443).proxies.is_empty()
    };
    for (entry, host) in [
        ("*", "a.example"),
        ("example", "a.example"),
        (".example", "a.b.EXAMPLE"),
        ("*.example", "a.example"),
        ("x,a.example:443 y", "a.example"),
        ("10.0.0.0/8", "10.200.3.4"),
        ("0.0.0.0/0", "10.200.3.4"),
        ("fd00::/8", "fd12::1"),
        ("fd00::1", "fd00:0::1"),
        ("192.168.1.1", "192.168.1.1"),
    ] {
        assert!(goes_direct(entry, host), "{entry} is meant for {host}");
    }
    for (entry, host) in [
        ("ample", "a.example"),
        ("a.example:80", "a.example"),
        ("10.0.0.0/8", "11.0.0.1"),
        ("10.0.0.0/33", "10.0.0.0"),
        ("10.0.0.0/8", "fd00::1"),
        (".1.1", "192.168.1.1"),
        (".", "a.example"),
    ] {
        assert!(!goes_direct(entry, host), "{entry} is not meant for {host}");
    }
}

proptest::proptest! {
    #[test]
    fn no_entry_is_too_strange(entry in "\\PC{0,30}", host in "\\PC{0,30}", port in 0..=u16::MAX) {
        let mut settings = winhttp(&[(None, "proxy")], &[&entry]);
        let _ = route(&settings, "https", &host, port);
        settings.form = SettingsForm::Environment;
        let _ = route(&settings, "https", &host, port);
    }
}
