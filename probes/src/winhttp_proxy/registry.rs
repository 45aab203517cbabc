//! The proxy settings of a registry: those of services (`WinHttpSettings`), and beside them those
//! of the person.

use super::{Trouble, malformed, observe};
use crate::evidence::{FailureKind, NotAsked, Observed, ProxyEvidence, ProxySettings, ProxySource};
use crate::wire::proxy_settings::{self, SettingsError};
use crate::wire::registry::{Hive, Registry, Value};
use crate::wire::windows_facts::{from_internet_settings, is_per_machine};

/// Reads the settings. Where the source does not hold them, they are not known.
pub fn from_registry(registry: &dyn Registry, source: ProxySource) -> ProxyEvidence {
    let covered = registry.covers(Hive::Machine, CONNECTIONS);
    ProxyEvidence {
        settings: match (covered, &source) {
            (true, _) => observe(|| services(registry)),
            (false, ProxySource::Registry) => {
                observe(|| Err((FailureKind::Unreadable, "no access".to_owned())))
            }
            (false, _) => Observed::skipped(NotAsked::Unsupported),
        },
        source,
        user: beside(registry, Hive::User),
        machine: beside(registry, Hive::Machine),
        per_machine: covered.then(|| is_per_machine(registry)),
        open: Vec::new(),
    }
}

/// A missing value means direct: `netsh winhttp reset proxy`, or nobody ever set one.
fn services(registry: &dyn Registry) -> Result<ProxySettings, Trouble> {
    match registry.value(Hive::Machine, CONNECTIONS, "WinHttpSettings") {
        Some(Value::Bytes(bytes)) => proxy_settings::from_registry(&bytes).map_err(malformed),
        Some(_) => Err(malformed(SettingsError::NotHex { at: 0 })),
        None => Ok(ProxySettings::default()),
    }
}

fn beside(registry: &dyn Registry, hive: Hive) -> Observed<ProxySettings> {
    match from_internet_settings(registry, hive) {
        Some(settings) => observe(|| settings.map_err(malformed)),
        None => Observed::skipped(NotAsked::Unsupported),
    }
}

const CONNECTIONS: &str =
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::registry::export;

    fn evidence(body: &str) -> ProxyEvidence {
        let text = format!("Windows Registry Editor Version 5.00\n\n{body}");
        from_registry(
            &export::parse(text.as_bytes()).unwrap(),
            ProxySource::HostFacts { name: "host.reg".to_owned() },
        )
    }

    fn servers(settings: &Observed<ProxySettings>) -> Option<Vec<String>> {
        settings.value().map(|settings| {
            settings.servers.iter().map(|server| server.address.to_string()).collect()
        })
    }

    const MACHINE: &str = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\\
         Internet Settings\\Connections]";
    const USER: &str =
        r"[HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings]";

    #[test]
    fn services_and_people_have_settings_of_their_own() {
        let direct =
            "\"WinHttpSettings\"=hex:18,00,00,00,00,00,00,00,01,00,00,00,00,00,00,00,00,00,00,00\n";
        let user = "\"ProxyEnable\"=dword:00000001\n\"ProxyServer\"=\"proxy.corp.example:8080\"\n\
             \"ProxyOverride\"=\"*.corp.example;<local>\"\n\
             \"AutoConfigURL\"=\"http://wpad.corp.example/wpad.dat\"\n";
        let evidence = evidence(&format!("{MACHINE}\n{direct}{USER}\n{user}"));
        assert_eq!(servers(&evidence.settings), Some(vec![]));
        assert_eq!(servers(&evidence.user), Some(vec!["proxy.corp.example:8080".to_owned()]));
        let user = evidence.user.value().unwrap();
        assert_eq!(user.bypass, ["*.corp.example", "<local>"]);
        assert_eq!(user.auto_config_url.as_deref(), Some("http://wpad.corp.example/wpad.dat"));
        assert_eq!(evidence.per_machine, Some(false));
    }

    #[test]
    fn a_proxy_that_is_switched_off_is_none() {
        let user = "\"ProxyEnable\"=dword:00000000\n\"ProxyServer\"=\"proxy.corp.example:8080\"\n";
        let evidence = evidence(&format!("{USER}\n{user}"));
        assert_eq!(servers(&evidence.user), Some(vec![]));
        assert_eq!(evidence.settings.not_asked(), Some(NotAsked::Unsupported));
    }

    #[test]
    fn what_cannot_be_read_fails_and_says_nothing_of_its_content() {
        let evidence = evidence(&format!("{MACHINE}\n\"WinHttpSettings\"=hex:18,00,00,00\n"));
        assert!(evidence.settings.failure().is_some());
    }
}
