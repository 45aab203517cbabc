//! The live registry, in the 64-bit view that services see, whatever this program was built for.

use std::io;

use winreg::RegKey;
use winreg::enums::{HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, HKEY_USERS, KEY_READ, KEY_WOW64_64KEY};

use crate::wire::registry::{Hive, Registry, Value};

/// The registry of this host. Keys are opened for reading, one at a time, when they are asked for.
pub(crate) struct LiveRegistry;

impl LiveRegistry {
    fn open(hive: Hive, key: &str) -> io::Result<RegKey> {
        let (root, key) = match hive {
            Hive::Machine => (HKEY_LOCAL_MACHINE, key.to_owned()),
            Hive::NetworkService => (HKEY_USERS, format!(r"S-1-5-20\{key}")),
            Hive::User => (HKEY_CURRENT_USER, key.to_owned()),
        };
        RegKey::predef(root).open_subkey_with_flags(key, KEY_READ | KEY_WOW64_64KEY)
    }
}

impl Registry for LiveRegistry {
    /// A key that is not there is known to be absent; one that may not be read (the hive of the
    /// service, without elevation) tells nothing.
    fn covers(&self, hive: Hive, key: &str) -> bool {
        let is_absent = |error: io::Error| error.kind() == io::ErrorKind::NotFound;
        Self::open(hive, key).map_or_else(is_absent, |_| true)
    }

    fn value(&self, hive: Hive, key: &str, name: &str) -> Option<Value> {
        let value = Self::open(hive, key).ok()?.get_raw_value(name).ok()?;
        Some(Value::of(value.vtype as u32, &value.bytes))
    }

    fn values(&self, hive: Hive, key: &str) -> Vec<(String, Value)> {
        let Ok(key) = Self::open(hive, key) else { return Vec::new() };
        let values = key.enum_values().filter_map(Result::ok).take(MOST_NAMES);
        values.map(|(name, value)| (name, Value::of(value.vtype as u32, &value.bytes))).collect()
    }

    fn subkeys(&self, hive: Hive, key: &str) -> Vec<String> {
        let Ok(key) = Self::open(hive, key) else { return Vec::new() };
        key.enum_keys().filter_map(Result::ok).take(MOST_NAMES).collect()
    }
}

/// The firewall's rules are the longest list; some thousand of them are ordinary.
const MOST_NAMES: usize = 20_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_hosts_registry_can_be_read() {
        let key = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";
        assert!(LiveRegistry.covers(Hive::Machine, key));
        assert!(LiveRegistry.text(Hive::Machine, key, "currentbuildnumber").is_some());
        assert!(
            LiveRegistry
                .subkeys(Hive::Machine, "")
                .iter()
                .any(|name| name.eq_ignore_ascii_case("software"))
        );
        assert!(
            LiveRegistry.values(Hive::Machine, key).iter().any(|(name, _)| name == "ProductName")
        );
        assert_eq!(LiveRegistry.value(Hive::Machine, key, "no such value"), None);
        assert!(LiveRegistry.covers(Hive::Machine, r"SOFTWARE\No such key"));
    }
}
