//! The proxy of a person on the host, which browsers use and services do not (Microsoft Learn,
//! "Internet Settings").

use crate::evidence::ProxySettings;
use crate::wire::proxy_settings::{self, SettingsError};
use crate::wire::registry::{Hive, Registry, Value};

/// The settings of a hive: its single values, and from the packed one (`DefaultConnectionSettings`)
/// what those do not say. None where the source does not hold them.
pub fn from_internet_settings(
    registry: &dyn Registry,
    hive: Hive,
) -> Option<Result<ProxySettings, SettingsError>> {
    if !registry.covers(hive, SETTINGS) {
        return None;
    }
    let packed = match registry.value(hive, CONNECTIONS, "DefaultConnectionSettings") {
        Some(Value::Bytes(bytes)) => Some(proxy_settings::from_registry(&bytes)),
        _ => None,
    };
    let text = |name| registry.text(hive, SETTINGS, name).unwrap_or_default();
    let is_on = registry.number(hive, SETTINGS, "ProxyEnable") == Some(1);
    let listed = if is_on { text("ProxyServer") } else { String::new() };
    let bypass = if is_on { text("ProxyOverride") } else { String::new() };
    let own = proxy_settings::from_internet_settings(&listed, &bypass, &text("AutoConfigURL"));
    match (
        own.servers.is_empty() && own.auto_config_url.is_none() && own.not_understood.is_empty(),
        packed,
    ) {
        (true, Some(packed)) => Some(packed),
        (false, Some(Ok(packed))) => {
            Some(Ok(ProxySettings { auto_detect: packed.auto_detect, ..own }))
        }
        _ => Some(Ok(own)),
    }
}

/// Whether policy makes one set of settings count for everybody (`ProxySettingsPerUser` is 0).
pub fn is_per_machine(registry: &dyn Registry) -> bool {
    registry.number(Hive::Machine, POLICY, "ProxySettingsPerUser") == Some(0)
}

const SETTINGS: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings";
const CONNECTIONS: &str =
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";
const POLICY: &str = r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";
