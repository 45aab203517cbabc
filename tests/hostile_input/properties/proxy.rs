//! Proxy settings in all their forms: no password stays, and the way that follows from them is one
//! of theirs.

use actprobe_probes::evidence::{Observed, ProxySettings};
use actprobe_probes::winhttp_proxy::{ProxyChoice, probe};
use actprobe_probes::wire::proxy_route::route;
use actprobe_probes::wire::proxy_settings::{from_environment, from_registry, recognise};

use super::fit;

/// A file with settings, and the same bytes as a registry value.
pub fn settings(bytes: &[u8]) {
    for outcome in [recognise(bytes), from_registry(bytes)] {
        match outcome {
            Ok(settings) => are_well_kept(&settings),
            Err(error) => fit::to_show(&error.to_string()),
        }
    }
    fit::to_keep(&probe(ProxyChoice::File {
        name: "settings".to_owned(),
        content: bytes.to_vec(),
    }));
}

/// Each line is a variable with its value.
pub fn environment(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let variables: Vec<_> = text
        .split('\n')
        .filter_map(|line| line.split_once('='))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect();
    if let Some((names, settings)) = from_environment(&variables) {
        fit::to_keep(&names);
        are_well_kept(&settings);
    }
    if let Observed::Answered { value, .. } = probe(ProxyChoice::Environment(variables)).settings {
        are_well_kept(&value);
    }
}

fn are_well_kept(settings: &ProxySettings) {
    fit::to_keep(settings);
    let ProxySettings { servers, bypass, not_understood, .. } = settings;
    assert!(
        servers.len() <= 32 && bypass.len() <= 1000 && not_understood.len() <= 33,
        "too many entries"
    );
    let entries = settings.bypass.iter().chain(&settings.not_understood);
    let entries = entries.chain(settings.servers.iter().map(|server| &server.address.host));
    entries.for_each(|entry| assert!(!entry.contains('@'), "who is before the @ in {entry}?"));
    for (scheme, host, port) in
        [("https", "activation.sls.microsoft.com", 443), ("http", "crl", 80), ("http", "::1", 80)]
    {
        let way = route(settings, scheme, host, port);
        fit::to_keep(&way);
        assert!(
            way.proxies
                .iter()
                .all(|proxy| settings.servers.iter().any(|server| server.address == *proxy))
        );
    }
}
