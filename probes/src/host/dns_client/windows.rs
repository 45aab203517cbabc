//! The adapters (iphlpapi) and the registry of a Windows host. Only facts are gathered here: what the DNS client makes
//! of them is `windows_order`'s.

mod adapters;

use std::io;

use winreg::RegKey;
use winreg::enums::{HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_64KEY};
use winreg::types::FromRegValue;

use super::windows_order::{Facts, dns_client};
use crate::evidence::DnsClient;

pub(super) fn read() -> io::Result<DnsClient> {
    Ok(dns_client(Facts { adapters: adapters::read()?, ..registry() }))
}

fn registry() -> Facts {
    Facts {
        adapters: vec![],
        policy_search_list: value(&[POLICY], "SearchList"),
        search_list: value(&[TCPIP], "SearchList"),
        policy_primary: value(&[SYSTEM_POLICY, POLICY], "PrimaryDnsSuffix"),
        domain: value(&[TCPIP], "Domain"),
        nv_domain: value(&[TCPIP], "NV Domain"),
        dhcp_domain: value(&[TCPIP], "DhcpDomain"),
        devolution: value(&[POLICY, DNSCACHE, TCPIP], "UseDomainNameDevolution"),
        devolution_level: value(&[POLICY, DNSCACHE, TCPIP], "DomainNameDevolutionLevel"),
    }
}

/// The value of the first of these keys that has it. The 64-bit view, whatever this program was built for.
fn value<T: FromRegValue>(keys: &[&str], name: &str) -> Option<T> {
    let machine = RegKey::predef(HKEY_LOCAL_MACHINE);
    let read = |key: &&str| machine.open_subkey_with_flags(key, KEY_READ | KEY_WOW64_64KEY).ok()?.get_value(name).ok();
    keys.iter().find_map(read)
}

/// Settings of the DNS client by group policy.
const POLICY: &str = r"SOFTWARE\Policies\Microsoft\Windows NT\DNSClient";
/// The primary suffix by group policy has a key of its own.
const SYSTEM_POLICY: &str = r"SOFTWARE\Policies\Microsoft\System\DNSClient";
const DNSCACHE: &str = r"SYSTEM\CurrentControlSet\Services\Dnscache\Parameters";
const TCPIP: &str = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";
