//! The DNS client's settings in a Windows registry; in an export, the adapters' too.

use std::net::{IpAddr, SocketAddr};

use super::merge::DNS_PORT;
use super::windows_order::{Adapter, Facts, dns_client, is_site_local_default};
use crate::evidence::{DnsClient, scrub};
use crate::wire::registry::{Hive, Registry};

/// What a registry alone says; none where the source does not hold the settings of TCP/IP.
pub(super) fn read(registry: &dyn Registry) -> Option<DnsClient> {
    registry
        .covers(Hive::Machine, TCPIP)
        .then(|| dns_client(Facts { adapters: adapters(registry), ..settings(registry) }))
}

/// Everything but the adapters.
pub(super) fn settings(registry: &dyn Registry) -> Facts {
    let text =
        |keys: &[&str], name| keys.iter().find_map(|key| registry.text(Hive::Machine, key, name));
    let number =
        |keys: &[&str], name| keys.iter().find_map(|key| registry.number(Hive::Machine, key, name));
    Facts {
        adapters: vec![],
        policy_search_list: text(&[POLICY], "SearchList"),
        search_list: text(&[TCPIP], "SearchList"),
        policy_primary: text(&[SYSTEM_POLICY, POLICY], "PrimaryDnsSuffix"),
        domain: text(&[TCPIP], "Domain"),
        nv_domain: text(&[TCPIP], "NV Domain"),
        dhcp_domain: text(&[TCPIP], "DhcpDomain"),
        devolution: number(&[POLICY, DNSCACHE, TCPIP], "UseDomainNameDevolution"),
        devolution_level: number(&[POLICY, DNSCACHE, TCPIP], "DomainNameDevolutionLevel"),
    }
}

/// The interfaces that have an address. Which of them was up, and which has the better metric, an
/// export does not tell: they go in the order of the file. Servers of policy are those of every
/// interface.
fn adapters(registry: &dyn Registry) -> Vec<Adapter> {
    let interfaces = registry.subkeys(Hive::Machine, INTERFACES).into_iter().take(MOST_INTERFACES);
    let mut adapters: Vec<Adapter> = interfaces.map(|id| adapter(registry, &id)).collect();
    let of_policy = registry.text(Hive::Machine, POLICY, "NameServer").map(|list| servers(&list));
    if let Some(servers) = of_policy.filter(|servers| !servers.is_empty()) {
        for adapter in &mut adapters {
            adapter.servers.clone_from(&servers);
        }
    }
    adapters
}

fn adapter(registry: &dyn Registry, id: &str) -> Adapter {
    let key = format!(r"{INTERFACES}\{id}");
    let text = |name| registry.text(Hive::Machine, &key, name);
    let ipv6 = format!(r"{INTERFACES_V6}\{id}");
    let of_v6 = ["NameServer", "Dhcpv6DNSServers"]
        .iter()
        .find_map(|name| registry.text(Hive::Machine, &ipv6, name));
    // What was set by hand counts instead of what DHCP gave.
    let listed = text("NameServer").or_else(|| text("DhcpNameServer")).into_iter().chain(of_v6);
    let name = registry.text(Hive::Machine, &format!(r"{CONNECTIONS}\{id}\Connection"), "Name");
    Adapter {
        name: scrub(&name.unwrap_or_else(|| id.to_owned())),
        is_up: has_address(registry, &key),
        ipv4_metric: registry.number(Hive::Machine, &key, "InterfaceMetric").unwrap_or(0),
        ipv6_metric: 0,
        servers: listed.flat_map(|list| servers(&list)).collect(),
        suffixes: text("Domain").or_else(|| text("DhcpDomain")).into_iter().collect(),
    }
}

/// A connection that was never used, or lost its lease, has none.
fn has_address(registry: &dyn Registry, key: &str) -> bool {
    use crate::wire::registry::Value;
    let is_address =
        |text: &str| text.parse::<IpAddr>().is_ok_and(|address| !address.is_unspecified());
    ["IPAddress", "DhcpIPAddress"].iter().any(|name| {
        match registry.value(Hive::Machine, key, name) {
            Some(Value::List(addresses)) => addresses.iter().any(|address| is_address(address)),
            Some(Value::Text(address)) => is_address(&address),
            _ => false,
        }
    })
}

/// Addresses between commas, semicolons or blanks.
fn servers(list: &str) -> Vec<SocketAddr> {
    let addresses =
        list.split([',', ';', ' ']).filter_map(|address| address.trim().parse::<IpAddr>().ok());
    let is_real = |address: &IpAddr| match address {
        IpAddr::V4(v4) => !v4.is_unspecified(),
        IpAddr::V6(v6) => !v6.is_unspecified() && !is_site_local_default(v6),
    };
    addresses.filter(is_real).map(|address| SocketAddr::new(address, DNS_PORT)).collect()
}

/// Settings of the DNS client by group policy.
const POLICY: &str = r"SOFTWARE\Policies\Microsoft\Windows NT\DNSClient";
/// The primary suffix by group policy has a key of its own.
const SYSTEM_POLICY: &str = r"SOFTWARE\Policies\Microsoft\System\DNSClient";
const DNSCACHE: &str = r"SYSTEM\CurrentControlSet\Services\Dnscache\Parameters";
const TCPIP: &str = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";
const INTERFACES: &str = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces";
const INTERFACES_V6: &str = r"SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters\Interfaces";
/// Network connections by name (`GUID_DEVCLASS_NET`).
const CONNECTIONS: &str =
    r"SYSTEM\CurrentControlSet\Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}";
const MOST_INTERFACES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::registry::export;

    fn client(body: &str) -> Option<DnsClient> {
        read(
            &export::parse(format!("Windows Registry Editor Version 5.00\n\n{body}").as_bytes())
                .unwrap(),
        )
    }

    fn told(client: &DnsClient) -> (Vec<String>, Vec<&str>) {
        let servers = client.servers.iter().map(|server| server.address.to_string()).collect();
        (servers, client.suffixes.iter().map(|suffix| suffix.name.as_str()).collect())
    }

    const LAN: &str = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\\
         Parameters]\n\
         \"Domain\"=\"corp.example\"\n\"SearchList\"=\"corp.example,old.example\"\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\\
         {1}]\n\
         \"DhcpIPAddress\"=\"10.0.0.9\"\n\"NameServer\"=\"10.0.0.1,10.0.0.2\"\n\
         \"DhcpNameServer\"=\"10.0.0.3\"\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\\
         {2}]\n\
         \"DhcpIPAddress\"=\"0.0.0.0\"\n\"DhcpNameServer\"=\"10.9.9.9\"\n\
         \"DhcpDomain\"=\"down.example\"\n";

    #[test]
    fn servers_by_hand_count_before_those_of_dhcp_and_idle_interfaces_not_at_all() {
        let client = client(LAN).unwrap();
        assert_eq!(
            told(&client),
            (
                vec!["10.0.0.1:53".to_owned(), "10.0.0.2:53".to_owned()],
                vec!["corp.example", "old.example"]
            )
        );
    }

    #[test]
    fn a_workgroup_host_has_the_suffix_of_dhcp() {
        let body = LAN
            .replace("\"Domain\"=\"corp.example\"\n", "")
            .replace("\"SearchList\"=\"corp.example,old.example\"\n", "");
        let body = body.replace(
            "\"NameServer\"=\"10.0.0.1,10.0.0.2\"",
            "\"NameServer\"=\"\"\n\"DhcpDomain\"=\"site.example\"",
        );
        let client = client(&body).unwrap();
        assert_eq!(told(&client), (vec!["10.0.0.3:53".to_owned()], vec!["site.example"]));
    }

    #[test]
    fn servers_of_policy_replace_the_others() {
        let policy = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient]\n\
             \"NameServer\"=\"10.5.5.5\"\n";
        assert_eq!(told(&client(&format!("{LAN}{policy}")).unwrap()).0, ["10.5.5.5:53"]);
    }

    #[test]
    fn an_export_of_something_else_says_nothing_of_dns() {
        assert_eq!(client("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\n"), None);
    }
}
