//! The DNS servers and suffixes of a host, as PowerShell shows them: `Get-DnsClientServerAddress`,
//! `Get-DnsClientGlobalSetting`, `Get-DnsClient`, `Get-NetIPConfiguration` and
//! `Win32_NetworkAdapterConfiguration`, as lists and tables. No language translates the names.

use super::dns_settings::DnsSettings;
use super::ipconfig::address;
use super::lines::{Lines, label_and_value};
use super::{Capture, Facts, Text, keep};
use crate::evidence::{CaptureKind, DnsClient, Origin};

/// Reads all of them as settings of one host.
pub fn parse(text: &Text) -> Option<Capture> {
    let mut found = Found::default();
    found.lists(text.lines());
    found.table_of_connections(text.lines());
    let Found { dns: DnsSettings { client, has_more, .. }, is_asked_for_suffixes, .. } = found;
    let is_told = !client.servers.is_empty() || !client.suffixes.is_empty();
    let client = DnsClient { suffixes_untold: !is_asked_for_suffixes, ..client };
    let facts = Facts { dns: Some(client), ..Facts::default() };
    is_told.then_some(Capture { kind: CaptureKind::Ipconfig, truncated: has_more, facts })
}

#[derive(Default)]
struct Found {
    dns: DnsSettings,
    is_asked_for_suffixes: bool,
    /// Whether lines without a label go on with its servers.
    in_servers: bool,
}

impl Found {
    fn lists(&mut self, lines: Lines<'_>) {
        for line in lines.iter() {
            if let Some((alias, servers)) = row(line) {
                self.dns.connection = Some(keep(alias));
                self.servers(servers);
            } else if let Some((label, value)) = property(line) {
                self.property(label, value);
            } else if let Some(server) = address(line.trim()).filter(|_| self.in_servers) {
                self.dns.server(server);
            } else {
                self.in_servers = false;
            }
        }
    }

    fn property(&mut self, label: &str, value: &str) {
        self.in_servers = false;
        match label {
            "InterfaceAlias" => self.dns.connection = Some(keep(value)),
            "ServerAddresses" | "DNSServerSearchOrder" => self.servers(value),
            // One below the other.
            "DNSServer" => {
                self.in_servers = true;
                self.servers(value);
            }
            "SuffixSearchList" | "DNSDomainSuffixSearchOrder" => {
                self.is_asked_for_suffixes = true;
                parts(value).for_each(|name| self.dns.suffix(name, Origin::SearchList));
            }
            "ConnectionSpecificSuffix" | "DNSDomain" => {
                self.is_asked_for_suffixes = true;
                self.dns.suffix(value, Origin::Connection);
            }
            _ => {}
        }
    }

    /// `Get-DnsClient`: the suffix stands below its head, which is broken over two lines.
    fn table_of_connections(&mut self, lines: Lines<'_>) {
        const HEAD: &str = "ConnectionSpecificSuffix";
        let mut column: Option<usize> = None;
        let mut is_open = false;
        for line in lines.iter() {
            if line.starts_with("InterfaceAlias") && !line.contains(':') {
                column = line.find(HEAD);
                is_open = false;
            } else if line.starts_with("---") {
                is_open = column.is_some();
            } else if line.trim().is_empty() {
                column = column.filter(|_| !is_open);
            } else if let Some(cell) = column.filter(|_| is_open).and_then(|at| line.get(at..)) {
                self.is_asked_for_suffixes = true;
                let is_filled = !cell.starts_with(' ');
                let name = cell.split_whitespace().next().filter(|_| is_filled);
                if let Some(name) = name {
                    self.dns.suffix(name, Origin::Connection);
                }
            }
        }
    }

    fn servers(&mut self, list: &str) {
        parts(list).filter_map(address).for_each(|server| self.dns.server(server));
    }
}

/// `Name : value`; of `wmic … /value`, `Name=value`.
fn property(line: &str) -> Option<(&str, &str)> {
    let (label, value) = label_and_value(line).or_else(|| line.split_once('='))?;
    Some((label.trim(), value.trim()))
}

/// `Ethernet0   12 IPv4    {192.0.2.53, 192.0.2.54}`: the connection and its servers.
fn row(line: &str) -> Option<(&str, &str)> {
    let (before, servers) = line.split_once('{')?;
    let (before, family) = before.trim_end().rsplit_once(' ')?;
    let (alias, index) = before.trim_end().rsplit_once(' ')?;
    let is_family = matches!(family, "IPv4" | "IPv6");
    (is_family && index.parse::<u32>().is_ok()).then(|| (alias.trim(), servers))
}

/// `{a, b}`, and `{"a","b"}` of `wmic`.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    let marks = ['{', '}', '"', ' '];
    list.split(',').map(move |part| part.trim_matches(marks)).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(Vec<String>, Vec<String>, bool)> {
        let client = parse(&Text::of(text))?.facts.dns?;
        let servers = client.servers.iter().map(|server| server.address.ip().to_string());
        let suffixes = client.suffixes.iter().map(|suffix| suffix.name.clone());
        Some((servers.collect(), suffixes.collect(), client.suffixes_untold))
    }

    #[test]
    fn servers_and_suffixes_are_read_in_lists_and_tables() {
        let servers = "\
InterfaceAlias               Interface Address ServerAddresses
                             Index     Family
--------------               --------- ------- ---------------
Ethernet 2                          12 IPv4    {192.0.2.53, 192.0.2.54}
Ethernet 2                          12 IPv6    {}
Loopback Pseudo-Interface 1          1 IPv6    {fec0:0:0:ffff::1, fec0:0:0:ffff::2}
";
        let list = "InterfaceAlias  : Ethernet\nAddressFamily   : 2\n\
                    ServerAddresses : {192.0.2.53}\n";
        let global = "UseSuffixSearchList : True\nSuffixSearchList    : {corp.test, lab.test}\n\
                      UseDevolution       : True\n";
        let connections = "\
InterfaceAlias        Interface ConnectionSpecificSuffix ConnectionSpecificSuffix RegisterThisConn
                      Index                              SearchList               ectionsAddress
--------------        --------- ------------------------ ------------------------ ----------------
Ethernet                     12 corp.test                {}                       True
Loopback Pseudo-In...         1                          {}                       True
";
        let by_cmdlet = "InterfaceAlias       : Ethernet\nDNSServer            : 192.0.2.53\n    \
                                        192.0.2.54\n";
        let by_wmic = "DNSServerSearchOrder={\"192.0.2.53\",\"192.0.2.54\"}\n";
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let two = words(&["192.0.2.53", "192.0.2.54"]);
        for (text, servers, suffixes, untold) in [
            (servers, two.clone(), words(&[]), true),
            (list, words(&["192.0.2.53"]), words(&[]), true),
            (global, words(&[]), words(&["corp.test", "lab.test"]), false),
            (connections, words(&[]), words(&["corp.test"]), false),
            (by_cmdlet, two.clone(), words(&[]), true),
            (by_wmic, two, words(&[]), true),
        ] {
            assert_eq!(told(text), Some((servers, suffixes, untold)), "{text}");
        }
        assert_eq!(told("SuffixSearchList : {}\nServers : {192.0.2.53}\n"), None);
    }
}
