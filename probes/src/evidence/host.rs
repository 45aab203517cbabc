//! What the host knows of itself.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::{HypervisorFacts, KvpFacts, Observed, RegistrySource, WindowsFacts};

/// The host that asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostFacts {
    /// Its name, as it calls itself.
    pub name: String,
    /// `windows` or `linux`: the family of the system that actprobe ran on.
    pub family: String,
    /// How it resolves names.
    #[serde(default)]
    pub dns: Observed<DnsClient>,
    /// What it runs on, by its firmware's word.
    #[serde(default)]
    pub platform: Observed<Platform>,
    /// What a Windows host's registry says of it.
    #[serde(default)]
    pub windows: Observed<WindowsFacts>,
    /// The hypervisor below it, by CPUID.
    #[serde(default)]
    pub hypervisor: Observed<HypervisorFacts>,
    /// What a Hyper-V host tells its guest.
    #[serde(default)]
    pub kvp: Observed<KvpFacts>,
    /// DNS servers from which another tool waited in vain for the addresses of a name; of captures
    /// alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silent_dns: Vec<IpAddr>,
    /// Its routes of IPv4; of captures alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<HostRoute>,
    /// Connections of a VPN that were not connected, by name; of captures alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vpn_off: Vec<String>,
}

/// A route of a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostRoute {
    /// Where it leads.
    pub to: Ipv4Addr,
    /// How many bits of that count.
    pub prefix: u8,
    /// The router; absent: the network is the host's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Ipv4Addr>,
    /// Whether it is one that is kept for the next start, whatever holds now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub persistent: bool,
}

impl HostRoute {
    /// The bits that count, as a mask.
    pub fn mask(&self) -> Ipv4Addr {
        let zeros = u32::BITS.saturating_sub(u32::from(self.prefix));
        Ipv4Addr::from(u32::MAX.checked_shl(zeros).unwrap_or(0))
    }

    /// Whether an address is in its network.
    pub fn covers(&self, address: Ipv4Addr) -> bool {
        let mask = u32::from(self.mask());
        u32::from(address) & mask == u32::from(self.to) & mask
    }

    fn is_of_same_net(&self, other: &Self) -> bool {
        (self.to, self.prefix) == (other.to, other.prefix)
    }

    /// A network of the host's own, and no address of its.
    fn is_own_net(&self) -> bool {
        let is_special = self.to.is_loopback() || self.to.is_multicast() || self.to.is_link_local();
        self.gateway.is_none() && !self.persistent && (1..32).contains(&self.prefix) && !is_special
    }
}

impl HostFacts {
    /// The router that everything else goes to, by the captured routes.
    pub fn default_gateway(&self) -> Option<Ipv4Addr> {
        let mut all = self.routes.iter().filter(|route| route.prefix == 0);
        let active = all.clone().find(|route| !route.persistent && route.gateway.is_some());
        active.or_else(|| all.find(|route| route.gateway.is_some()))?.gateway
    }

    /// The route that is kept for an address and leads by a router in none of the host's networks:
    /// Windows keeps such a one, and cannot use it.
    pub fn dead_route_to(&self, address: Ipv4Addr) -> Option<&HostRoute> {
        let kept = self.routes.iter().filter(|route| {
            route.persistent && route.prefix > 0 && route.covers(address) && self.is_dead(route)
        });
        let is_used = |dead: &&HostRoute| {
            !self.routes.iter().any(|other| {
                !other.persistent && other.is_of_same_net(dead) && other.gateway != dead.gateway
            })
        };
        kept.filter(is_used).max_by_key(|route| route.prefix)
    }

    fn is_dead(&self, route: &HostRoute) -> bool {
        let Some(gateway) = route.gateway else { return false };
        let mut nets = self.routes.iter().filter(|net| net.is_own_net()).peekable();
        if nets.peek().is_some() {
            return !nets.any(|net| net.covers(gateway));
        }
        let mut active = self.routes.iter().filter(|other| !other.persistent).peekable();
        let is_twin =
            |other: &HostRoute| other.is_of_same_net(route) && other.gateway == route.gateway;
        // Of the active ones, `ipconfig` tells the gateway alone.
        active.clone().any(|other| other.prefix > 0) && !active.any(is_twin)
    }

    /// Whether actprobe itself runs on Windows.
    pub fn asks_from_windows(&self) -> bool {
        self.family == "windows"
    }

    /// Whether the host that is looked at runs Windows, live or in an export.
    pub fn is_windows(&self) -> bool {
        self.asks_from_windows() || self.windows.value().is_some()
    }

    /// Whether the host that asked is itself the Windows host that is meant: its stores and its
    /// settings are then those that count.
    pub fn is_the_windows_meant(&self) -> bool {
        let is_own = match self.windows.value() {
            Some(WindowsFacts { source: RegistrySource::File { .. }, name, .. }) => {
                name.as_ref().is_some_and(|name| same_computer(name, &self.name) == Some(true))
            }
            Some(_) | None => true,
        };
        self.asks_from_windows() && is_own
    }

    /// The name of the host that is meant: of the one whose registry was exported, where that
    /// stands in for this one.
    pub fn meant_name(&self) -> &str {
        let exported = self
            .windows
            .value()
            .filter(|windows| matches!(windows.source, RegistrySource::File { .. }));
        exported.and_then(|windows| windows.name.as_deref()).unwrap_or(&self.name)
    }

    /// Whether a computer may be the host that is meant: nothing that is told contradicts it.
    pub fn may_be(&self, computer: &str) -> bool {
        same_computer(computer, self.meant_name()) != Some(false)
    }
}

/// Whether two names are of one computer; nothing where one of them is not told. One may lack the
/// domain; an address is no name, and lacks none. Nothing too where one is as long and as tall as
/// a name of `NetBIOS` and begins the other: `systeminfo` and `%COMPUTERNAME%` show no more of it.
pub fn same_computer(one: &str, other: &str) -> Option<bool> {
    let (one, other) = (one.trim_end_matches('.'), other.trim_end_matches('.'));
    if one.is_empty() || other.is_empty() {
        return None;
    }
    let is_address = |name: &str| name.parse::<IpAddr>().is_ok();
    let both_have_a_domain = one.contains('.') && other.contains('.');
    if both_have_a_domain || is_address(one) || is_address(other) {
        return Some(one.eq_ignore_ascii_case(other));
    }
    let short = |name: &str| name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let is_same = short(one) == short(other);
    (is_same || !is_cut(one, other) && !is_cut(other, one)).then_some(is_same)
}

fn is_cut(name: &str, whole: &str) -> bool {
    let begins = whole.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    name.len() == LONGEST_NETBIOS
        && begins
        && !name.contains(|c: char| c == '.' || c.is_ascii_lowercase())
}

/// In letters.
const LONGEST_NETBIOS: usize = 15;

/// How a host resolves names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DnsClient {
    /// The DNS servers, in the order in which they are asked, without duplicates.
    pub servers: Vec<DnsServer>,
    /// The suffixes, in the order in which they are tried, without duplicates.
    pub suffixes: Vec<Suffix>,
    /// Of captures that show the servers alone: that no suffix stands there says nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub suffixes_untold: bool,
}

/// A DNS server that the host is told to use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsServer {
    /// Its address.
    pub address: SocketAddr,
    /// Who says so.
    pub origin: Origin,
    /// The interface it belongs to, where the system tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// Whether it is a default gateway of the host's as well: of captures alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_gateway: bool,
}

/// A DNS suffix to search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suffix {
    /// Without leading or trailing dot.
    pub name: String,
    /// Who says so.
    pub origin: Origin,
}

/// Where a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The command line.
    Argument,
    /// The site file.
    SiteFile,
    /// Group policy.
    Policy,
    /// The host's primary suffix (its domain).
    Primary,
    /// One network connection (static or DHCP option 15).
    Connection,
    /// The system's search list.
    SearchList,
    /// The zone that the licensing service was told to look in (`slmgr /skms-domain`).
    LookupDomain,
    /// The Active Directory domain of the host, where none of its suffixes names it: a client does
    /// not look there by itself.
    Directory,
    /// The system's resolver configuration.
    System,
    /// A capture of another tool.
    Capture,
    /// Nothing: the host has no suffix.
    None,
}

/// What a machine is, by its firmware's word (SMBIOS types 1 and 3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Platform {
    /// System manufacturer.
    pub manufacturer: String,
    /// System product name.
    pub product: String,
    /// Chassis asset tag; only kept where it names a cloud.
    pub chassis_asset_tag: String,
    /// The cloud that these facts name, if any.
    pub cloud: Option<Cloud>,
}

/// A cloud provider with a KMS of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cloud {
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Google,
    /// Amazon Web Services.
    Aws,
    /// Oracle Cloud Infrastructure.
    Oracle,
    /// Alibaba Cloud.
    Alibaba,
    /// Tencent Cloud.
    Tencent,
    /// The company OVH.
    Ovh,
    /// IBM Cloud.
    Ibm,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_computer() {
        for (one, other, expected) in [
            ("srv1", "SRV1", Some(true)),
            ("srv1", "srv10", Some(false)),
            ("SRV1.corp.example", "srv1", Some(true)),
            ("srv1.corp.example.", "srv1.corp.example", Some(true)),
            ("srv1.corp.example", "srv10.corp.example", Some(false)),
            // Two domains have two machines of one short name.
            ("srv1.corp.example", "srv1.lab.example", Some(false)),
            ("10.0.0.1", "10.0.0.1", Some(true)),
            ("10.0.0.1", "10", Some(false)),
            ("10.0.0.1", "10.0.0.2", Some(false)),
            ("2001:db8::1", "2001:DB8::1", Some(true)),
            ("SRV-APPLICATION", "srv-application-0001", None),
            ("SRV-APPLICATION", "srv-application-0001.corp.example", None),
            ("SRV-APPLICATION", "srv-application.corp.example", Some(true)),
            ("srv-application", "srv-application-0001", Some(false)),
            ("SRV-APP", "srv-app-0001", Some(false)),
            ("", "srv1", None),
            ("srv1", "", None),
            ("", "", None),
        ] {
            assert_eq!(same_computer(one, other), expected, "{one} {other}");
            assert_eq!(same_computer(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn a_route_is_dead_by_a_router_of_another_network_alone() {
        let route = |to: [u8; 4], prefix, gateway: Option<[u8; 4]>, persistent| HostRoute {
            to: to.into(),
            prefix,
            gateway: gateway.map(Ipv4Addr::from),
            persistent,
        };
        let kms = Ipv4Addr::new(169, 254, 169, 250);
        let host = |kept: Option<[u8; 4]>, active: Option<[u8; 4]>| {
            let all = [
                route([0, 0, 0, 0], 0, Some([10, 0, 2, 1]), false),
                route([10, 0, 2, 0], 24, None, false),
                route([169, 254, 169, 250], 32, kept, true),
                route([169, 254, 169, 250], 32, active, false),
            ];
            let is_there = |route: &HostRoute| route.prefix < 32 || route.gateway.is_some();
            let routes: Vec<HostRoute> = all.into_iter().filter(is_there).collect();
            let host = serde_json::json!({ "name": "", "family": "windows", "routes": routes });
            serde_json::from_value::<HostFacts>(host).unwrap()
        };
        let (near, far) = (Some([10, 0, 2, 1]), Some([10, 0, 1, 1]));
        assert!(host(far, None).dead_route_to(kms).is_some());
        assert_eq!(host(far, None).default_gateway(), Some(Ipv4Addr::new(10, 0, 2, 1)));
        assert!(host(near, None).dead_route_to(kms).is_none());
        // Another one leads there.
        assert!(host(far, near).dead_route_to(kms).is_none());
        assert!(host(far, None).dead_route_to(Ipv4Addr::new(10, 9, 9, 9)).is_none());
    }
}
