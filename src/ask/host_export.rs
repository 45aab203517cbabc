//! The host that a registry export was made on, in the place of the one that asks.

use actprobe_probes::evidence::{
    HostFacts, NotAsked, Observed, ProxyEvidence, ProxySource, RegistrySource, same_computer, scrub,
};
use actprobe_probes::host::{dns_client, platform};
use actprobe_probes::winhttp_proxy;
use actprobe_probes::wire::registry::export::Export;
use actprobe_probes::wire::{kvp, windows_facts};

/// A host's registry, from one or more exports.
#[derive(Clone, Debug)]
pub struct HostExport {
    /// The files' names as given.
    pub name: String,
    /// What is in them.
    pub export: Export,
}

impl HostExport {
    /// Where its settings come from, as the evidence says it.
    pub fn source(&self) -> RegistrySource {
        RegistrySource::File {
            name: scrub(&self.name),
            cut_short: self.export.is_cut_short(),
            not_read: self.export.not_understood.saturating_add(self.export.left_out),
        }
    }
}

/// The host that is meant. What its export does not hold is taken from this host where the network
/// decides it (the DNS servers: somebody has to be asked), and is not known where the machine does.
pub(crate) fn instead_of(own: HostFacts, meant: &HostExport) -> HostFacts {
    let windows = windows_facts::read(&meant.export, meant.source());
    let is_this_host =
        windows.name.as_ref().is_some_and(|name| same_computer(name, &own.name) == Some(true));
    let platform = match platform::from_registry(&meant.export) {
        _ if is_this_host && own.platform.value().is_some() => own.platform,
        Some(platform) => answered(platform),
        None if is_this_host => own.platform,
        None => unknown(),
    };
    let dns = match (dns_client::from_registry(&meant.export), own.dns) {
        (Some(mut meant), own) => {
            if meant.servers.is_empty() {
                meant.servers = own.value().map(|own| own.servers.clone()).unwrap_or_default();
            }
            answered(meant)
        }
        (None, own) => own,
    };
    let hypervisor = if is_this_host { own.hypervisor } else { unknown() };
    let kvp = match kvp::from_registry(&meant.export) {
        Some(told) => answered(told),
        None if is_this_host => own.kvp,
        None => unknown(),
    };
    HostFacts { dns, platform, hypervisor, kvp, windows: answered(windows), ..own }
}

/// Whether it names DNS servers of its own.
pub fn names_dns_servers(meant: &HostExport) -> bool {
    dns_client::from_registry(&meant.export).is_some_and(|client| !client.servers.is_empty())
}

/// The proxy of the host that is meant.
pub fn proxy(meant: &HostExport) -> ProxyEvidence {
    winhttp_proxy::from_registry(&meant.export, ProxySource::HostFacts { name: scrub(&meant.name) })
}

fn unknown<T>() -> Observed<T> {
    Observed::skipped(NotAsked::Unsupported)
}

fn answered<T>(value: T) -> Observed<T> {
    Observed::Answered { value, elapsed_us: 0 }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use actprobe_probes::evidence::RegistrySource;
    use actprobe_probes::wire::registry::export::is_read;
    use actprobe_probes::wire::registry::{Hive, Registry, Value};

    use super::*;

    /// A registry that holds whatever is asked for, and remembers that.
    #[derive(Default)]
    struct Asked(RefCell<Vec<String>>);

    impl Asked {
        fn note(&self, hive: Hive, key: &str) {
            let root = match hive {
                Hive::Machine => "hklm",
                Hive::NetworkService => r"hku\s-1-5-20",
                Hive::User => "hkcu",
            };
            self.0.borrow_mut().push(format!(r"{root}\{}", key.to_lowercase()));
        }
    }

    impl Registry for Asked {
        fn covers(&self, hive: Hive, key: &str) -> bool {
            self.note(hive, key);
            true
        }

        /// Nothing, so that every place is asked.
        fn value(&self, hive: Hive, key: &str, _name: &str) -> Option<Value> {
            self.note(hive, key);
            None
        }

        fn values(&self, hive: Hive, key: &str) -> Vec<(String, Value)> {
            self.note(hive, key);
            Vec::new()
        }

        fn subkeys(&self, hive: Hive, key: &str) -> Vec<String> {
            self.note(hive, key);
            vec!["below".to_owned()]
        }
    }

    #[test]
    fn every_key_that_is_asked_for_is_kept() {
        let asked = Asked::default();
        let _ = windows_facts::read(&asked, RegistrySource::Live);
        let _ = (
            platform::from_registry(&asked),
            dns_client::from_registry(&asked),
            kvp::from_registry(&asked),
        );
        let _ = winhttp_proxy::from_registry(&asked, ProxySource::Registry);
        let asked = asked.0.into_inner();
        assert!(asked.len() > 50);
        for key in asked {
            assert!(is_read(&key), "{key}");
            let numbered = key.replace("currentcontrolset", "controlset002");
            assert!(is_read(&numbered) && is_read(key.rsplit_once('\\').unwrap().0), "{key}");
        }
        for key in [
            r"hklm\software\classes\x",
            r"hklm\system\controlset001\services\x",
            "hkcr",
            r"hklm\sys",
        ] {
            assert!(!is_read(key), "{key}");
        }
    }
}
