//! Which versions of TLS services offer (Microsoft Support, KB3140245; Microsoft Learn, "Transport
//! Layer Security (TLS) registry settings").

use crate::evidence::{SchannelProtocol, TlsSettings, WinhttpProtocols};
use crate::wire::registry::{Hive, Registry};

/// What is set; none where the source holds neither key.
pub(super) fn settings(registry: &dyn Registry) -> Option<TlsSettings> {
    let settings = TlsSettings { winhttp: winhttp(registry), schannel: tls_1_2(registry) };
    (settings != TlsSettings::default()).then_some(settings)
}

fn winhttp(registry: &dyn Registry) -> Option<WinhttpProtocols> {
    let set = |key| registry.number(Hive::Machine, key, "DefaultSecureProtocols");
    registry
        .covers(Hive::Machine, WINHTTP)
        .then(|| WinhttpProtocols { native: set(WINHTTP), wow64: set(WINHTTP_WOW64) })
}

fn tls_1_2(registry: &dyn Registry) -> Option<SchannelProtocol> {
    let set = |name| registry.number(Hive::Machine, TLS_1_2, name);
    registry.covers(Hive::Machine, TLS_1_2).then(|| SchannelProtocol {
        enabled: set("Enabled"),
        disabled_by_default: set("DisabledByDefault"),
    })
}

const WINHTTP: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp";
const WINHTTP_WOW64: &str =
    r"SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp";
const TLS_1_2: &str =
    r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
