//! The live registry: `WinHttpSettings`, in the 64-bit view that the activation service sees.

use std::io;

use winreg::RegKey;
use winreg::enums::{HKEY_LOCAL_MACHINE, KEY_QUERY_VALUE, KEY_WOW64_64KEY};

use super::{Trouble, malformed};
use crate::evidence::{FailureKind, ProxySettings};
use crate::wire::proxy_settings::from_registry;

/// Reads the settings. A missing value means direct: `netsh winhttp reset proxy` or nobody ever set one.
pub(super) fn read() -> Result<ProxySettings, Trouble> {
    match value() {
        Ok(bytes) => from_registry(&bytes).map_err(malformed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(ProxySettings::default()),
        Err(error) => Err((FailureKind::Unreadable, error.to_string())),
    }
}

fn value() -> io::Result<Vec<u8>> {
    let machine = RegKey::predef(HKEY_LOCAL_MACHINE);
    let connections = machine.open_subkey_with_flags(CONNECTIONS, KEY_QUERY_VALUE | KEY_WOW64_64KEY)?;
    connections.get_raw_value("WinHttpSettings").map(|value| value.bytes.to_vec())
}

const CONNECTIONS: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";
