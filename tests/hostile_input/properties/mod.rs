//! What must be true of every codec and parser whatever bytes come in. A property takes any bytes
//! and panics where it does not hold. Used twice: by the tests beside it, and by the fuzz targets
//! in `fuzz/`.

mod captures;
mod diff;
mod directory;
mod fit;
pub mod keys;
mod local;
mod network;
mod proxy;
mod report;
mod seeds;
mod site_file;

/// A codec or parser under fire.
pub struct Target {
    /// What the command line of `fuzz/run` calls it.
    pub name: &'static str,
    /// Panics if the property does not hold for these bytes.
    pub holds: fn(&[u8]),
    /// Where to begin: honest inputs, and hostile ones that were thought of.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every target; a new one is a function and a line here.
pub const TARGETS: &[Target] = &[
    Target { name: "rpc", holds: network::rpc, seeds: seeds::rpc },
    Target { name: "dns", holds: network::dns, seeds: seeds::dns },
    Target { name: "sntp", holds: network::sntp, seeds: seeds::sntp },
    Target { name: "http", holds: network::http, seeds: seeds::http },
    Target { name: "http-auth", holds: network::http_auth, seeds: seeds::http_auth },
    Target { name: "certificate", holds: network::certificate, seeds: seeds::certificates },
    Target { name: "icmp", holds: network::icmp, seeds: seeds::icmp },
    Target { name: "ldap", holds: directory::ldap, seeds: seeds::ldap },
    Target { name: "netlogon", holds: directory::netlogon, seeds: seeds::netlogon },
    Target { name: "smbios", holds: local::smbios, seeds: seeds::smbios },
    Target { name: "cpuid", holds: local::cpuid, seeds: seeds::cpuid },
    Target { name: "kvp", holds: local::kvp, seeds: seeds::kvp },
    Target { name: "registry", holds: local::registry, seeds: seeds::registry },
    Target { name: "hosts", holds: local::hosts, seeds: seeds::hosts },
    Target { name: "linux-network", holds: local::linux_network, seeds: seeds::linux_network },
    Target { name: "text", holds: local::text, seeds: seeds::proxy_files },
    Target { name: "value", holds: local::value, seeds: seeds::values },
    Target { name: "site", holds: local::site, seeds: seeds::site },
    Target { name: "proxy-settings", holds: proxy::settings, seeds: seeds::proxy_files },
    Target { name: "proxy-environment", holds: proxy::environment, seeds: seeds::environments },
    Target { name: "saved-report", holds: report::saved, seeds: seeds::reports },
    Target { name: "edited-evidence", holds: report::edited, seeds: seeds::edits },
    Target { name: "captures", holds: captures::captures, seeds: seeds::captures },
    Target { name: "keys", holds: keys::keys, seeds: keys::seeds },
    Target { name: "diff", holds: diff::compared, seeds: seeds::pairs_of_edits },
];
