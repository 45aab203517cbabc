//! What is answered where nothing but captures was given, and none of them tells of the licence.

use actprobe_probes::evidence::{
    CaptureKind, Evidence, Import, ProxyServer, ProxySettings, ProxySource, Used, server_label,
};

use super::says::{Answering, Detail};
use crate::verdict::{Standing, Verdict, Ways};

/// The one thing that such captures tell; nothing where they tell whether a way is open.
pub fn of(evidence: &Evidence, verdict: &Verdict) -> Option<Detail> {
    let is_open = Ways::of(&verdict.channels, evidence).standing() != Standing::Unknown;
    if !evidence.asked.offline || is_open || tells_of_kms(evidence) {
        return None;
    }
    let says = no_controller(evidence).or_else(|| proxy(evidence)).or_else(|| dns(evidence))?;
    Some(Detail { says, because: None })
}

fn tells_of_kms(evidence: &Evidence) -> bool {
    !evidence.kms.questions.is_empty() || !evidence.kms.targets.is_empty()
}

fn no_controller(evidence: &Evidence) -> Option<Answering> {
    let directory = &evidence.directory;
    let error = directory.locator_error.as_ref().filter(|error| error.tells_of_none())?;
    let domain = directory.domain.clone().into();
    Some(Answering::NoControllerLocated { domain, error: error.to_string() })
}

fn proxy(evidence: &Evidence) -> Option<Answering> {
    let is_captured = matches!(evidence.proxy.source, ProxySource::File { .. });
    let settings = evidence.proxy.settings.value().filter(|_| is_captured)?;
    let host = || evidence.host.meant_name().into();
    let usable = servers(settings, ProxyServer::serves_http);
    let socks = servers(settings, is_socks);
    if !usable.is_empty() {
        let bypass = settings.bypass.clone();
        Some(Answering::ProxyOfServices { host: host(), servers: usable, bypass })
    } else if !socks.is_empty() {
        Some(Answering::SocksAlone { host: host(), servers: socks })
    } else if is_direct(settings) {
        Some(Answering::NoProxy { host: host() })
    } else {
        None
    }
}

/// The servers and suffixes that a capture tells: an export of the registry tells more.
fn dns(evidence: &Evidence) -> Option<Answering> {
    let is_used =
        |import: &Import| import.kind == Some(CaptureKind::Ipconfig) && import.used == Used::Yes;
    let client = evidence.host.dns.value().filter(|_| evidence.imports.iter().any(is_used))?;
    let servers = client.servers.iter().map(|server| server_label(server.address)).collect();
    let suffixes = client.suffixes.iter().map(|suffix| suffix.name.clone()).collect();
    Some(Answering::DnsClient { host: evidence.host.meant_name().into(), servers, suffixes })
}

fn servers(settings: &ProxySettings, is_meant: fn(&ProxyServer) -> bool) -> Vec<String> {
    let meant = settings.servers.iter().filter(|server| is_meant(server));
    meant.map(|server| server.address.to_string()).collect()
}

/// `WinHTTP` speaks no SOCKS: an entry for it serves no URL.
fn is_socks(server: &ProxyServer) -> bool {
    server.scheme.as_ref().is_some_and(|scheme| scheme.to_ascii_lowercase().starts_with("socks"))
}

fn is_direct(settings: &ProxySettings) -> bool {
    settings.servers.is_empty()
        && settings.not_understood.is_empty()
        && settings.auto_config_url.is_none()
        && !settings.auto_detect
}
