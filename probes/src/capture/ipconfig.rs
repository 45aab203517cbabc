//! `ipconfig /all`, in any language: labels are translated, but each that is about DNS says so, and
//! the order of the lines is the same.

use std::net::{IpAddr, Ipv4Addr};

use super::dns_settings::{DnsSettings, MOST, is_domain};
use super::lines::{Lines, label_and_value};
use super::{Capture, Facts, Text, few, keep};
use crate::evidence::{CaptureKind, HostRoute, Origin};

/// Reads the outputs, each from the host's name on.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    let mut starts = starts(lines).peekable();
    if starts.peek().is_none() {
        return few(connections(lines).into_iter());
    }
    few(lines.parts(starts).filter_map(parse_one))
}

/// Connections that somebody copied without what stands above them.
fn connections(lines: Lines<'_>) -> Option<Capture> {
    let written = lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let below = written.clone().skip(1);
    let is_followed = |line: &str| {
        is_of_dns(line) && label_and_value(line).is_some_and(|(label, _)| label.ends_with('.'))
    };
    let mut heads = written
        .zip(below)
        .filter(|((_, line), (_, next))| connection_name(line).is_some() && is_followed(next));
    let ((first, _), _) = heads.next()?;
    let mut parser = Parser { has_primary: true, ..Parser::default() };
    lines.iter().skip(first).take_while(|line| parser.take(line)).for_each(drop);
    let is_told = !parser.dns.client.servers.is_empty();
    is_told.then(|| parser.capture(String::new()))
}

/// `Ethernet adapter Ethernet0:`
fn connection_name(line: &str) -> Option<&str> {
    let name = line.trim_end().strip_suffix(':')?;
    let is_one = !name.starts_with(char::is_whitespace) && !name.contains(". .");
    is_one.then_some(name)
}

/// Where the host's name stands, first of its list and above its primary suffix.
fn starts(lines: Lines<'_>) -> impl Iterator<Item = usize> {
    let above = std::iter::once("").chain(lines.iter());
    let below = lines.iter().skip(1);
    let places = above.zip(lines.iter()).zip(below).enumerate();
    places
        .filter(|(_, ((above, line), below))| {
            dotted(above).is_none() && host_name(line).is_some() && is_of_dns(below)
        })
        .map(|(at, _)| at)
}

/// Where outputs begin, with the host's name.
pub fn named(lines: Lines<'_>) -> impl Iterator<Item = (usize, &str)> {
    starts(lines).filter_map(move |at| Some((at, host_name(lines.get(at)?)?)))
}

fn parse_one(lines: Lines<'_>) -> Option<Capture> {
    let mut list = lines.iter();
    let name = host_name(list.next()?)?;
    let mut parser = Parser::default();
    for line in list {
        if !parser.take(line) {
            break;
        }
    }
    Some(parser.capture(keep(name)))
}

/// `Host Name . . . . . . . . . . . . : SRV1`
fn host_name(line: &str) -> Option<&str> {
    let (label, value) = dotted(line)?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_name = !label.is_empty() && !value.is_empty() && value.chars().all(is_of_name);
    is_name.then_some(value)
}

fn dotted(line: &str) -> Option<(&str, &str)> {
    label_and_value(line).filter(|(label, _)| label.contains(". ."))
}

fn is_of_dns(line: &str) -> bool {
    let is_named = |(label, _): (&str, &str)| {
        let mut starts = label.char_indices().map(|(at, _)| at);
        starts.any(|at| label.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case("dns")))
    };
    label_and_value(line).is_some_and(is_named)
}

/// What was read so far.
#[derive(Default)]
struct Parser {
    dns: DnsSettings,
    has_primary: bool,
    list: List,
    /// Whether the mask was the last line that tells an address: the gateway follows, behind the
    /// dates of a lease at most.
    is_below_mask: bool,
    gateways: Vec<IpAddr>,
    dhcp: Vec<IpAddr>,
    vpn: Vpn,
}

/// Connections of a VPN that are not connected. Of any connection that is, the first line is that
/// of its suffix; of one that is not, a line above it says so, in every language.
#[derive(Default)]
struct Vpn {
    off: Vec<String>,
    name: String,
    state: Media,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Media {
    #[default]
    Connected,
    /// Its first line is still to come.
    Unread,
    Off,
}

impl Vpn {
    fn take(&mut self, line: &str, head: Option<&str>) {
        if let Some(head) = head {
            head.rsplit("dapter ").next().unwrap_or(head).clone_into(&mut self.name);
            self.state = Media::Unread;
        } else if let Some((_, value)) = label_and_value(line) {
            if self.state == Media::Unread {
                let is_off = !is_of_dns(line) && !value.is_empty();
                self.state = if is_off { Media::Off } else { Media::Connected };
            }
            let is_vpn = is_of_vpn(&self.name) || is_of_vpn(value);
            if self.state == Media::Off && is_vpn && self.off.len() < MOST {
                self.off.push(keep(&self.name));
                self.state = Media::Connected;
            }
        }
    }
}

/// By what people call them, and by the names of their adapters.
fn is_of_vpn(name: &str) -> bool {
    const WORDS: [&str; 16] = [
        "vpn",
        "anyconnect",
        "cisco secure client",
        "wireguard",
        "wintun",
        "tap-windows",
        "fortinet",
        "fortissl",
        "pangp",
        "globalprotect",
        "pulse secure",
        "juniper",
        "netextender",
        "sonicwall",
        "zscaler",
        "check point",
    ];
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// What a line without label goes on with.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum List {
    #[default]
    Nothing,
    Servers,
    Suffixes,
    Gateways,
}

impl Parser {
    /// Takes a line; nothing more follows where it is another tool's.
    fn take(&mut self, line: &str) -> bool {
        let is_indented = line.starts_with(char::is_whitespace);
        let head = connection_name(line).filter(|_| !is_indented);
        let line = line.trim();
        self.vpn.take(line, head);
        if line.is_empty() {
            self.list = List::Nothing;
        } else if is_of_dns(line) {
            self.line_of_dns(label_and_value(line).map_or("", |(_, value)| value));
        } else if let Some(address) = address(line).filter(|_| self.list == List::Servers) {
            self.dns.server(address);
        } else if let Some(address) = address(line).filter(|_| self.list == List::Gateways) {
            self.gateway(address);
        } else if self.list == List::Suffixes && is_domain(line) {
            self.dns.suffix(line, Origin::SearchList);
        } else {
            self.list = List::Nothing;
            self.look_for_gateway(line);
            if let Some(connection) = connection_name(line).filter(|_| !is_indented) {
                self.dns.connection = Some(keep(connection));
            }
            return is_indented || line.contains(':');
        }
        true
    }

    /// Above the connections stand the primary suffix and the list; of each connection, its suffix
    /// and its servers.
    fn line_of_dns(&mut self, value: &str) {
        let is_first = !std::mem::replace(&mut self.has_primary, true);
        self.list = List::Nothing;
        if let Some(address) = address(value) {
            self.list = List::Servers;
            self.dns.server(address);
        } else if is_first {
            self.dns.suffix(value, Origin::Primary);
        } else if self.dns.connection.is_some() {
            self.dns.suffix(value, Origin::Connection);
        } else {
            self.list = List::Suffixes;
            self.dns.suffix(value, Origin::SearchList);
        }
    }

    /// No language has another order: the mask, the lease, the gateway, which may be none. Where
    /// the mask was left out, its label tells.
    fn look_for_gateway(&mut self, line: &str) {
        let Some((label, value)) = dotted(line) else { return };
        let address = address(value);
        if label.contains("DHCP") {
            self.dhcp_server(address);
        } else if let Some(gateway) = address.filter(|_| self.is_called_gateway(label)) {
            self.list = List::Gateways;
            self.gateway(gateway);
        } else if address.is_some_and(is_mask) {
            self.is_below_mask = true;
        } else if self.is_below_mask && (address.is_some() || value.is_empty()) {
            (self.is_below_mask, self.list) = (false, List::Gateways);
            if let Some(address) = address {
                self.gateway(address);
            }
        }
    }

    fn is_called_gateway(&self, label: &str) -> bool {
        !self.is_below_mask && is_called_gateway(label)
    }

    /// It stands below the gateway, which may be none.
    fn dhcp_server(&mut self, address: Option<IpAddr>) {
        let Some(address) = address else { return };
        self.is_below_mask = false;
        if self.dhcp.len() < MOST {
            self.dhcp.push(address);
        }
    }

    fn gateway(&mut self, address: IpAddr) {
        if self.gateways.len() < MOST {
            self.gateways.push(address);
        }
    }

    /// The settings, and which of the servers are gateways.
    fn capture(mut self, computer: String) -> Capture {
        for server in &mut self.dns.client.servers {
            server.is_gateway = self.gateways.contains(&server.address.ip());
        }
        let (kind, truncated) = (CaptureKind::Ipconfig, self.dns.has_more);
        let routes = self.gateways.iter().filter_map(default_route).collect();
        let dns = Some(self.dns.client);
        let (dhcp, vpn_off) = (self.dhcp, self.vpn.off);
        let facts = Facts { computer, dns, routes, vpn_off, dhcp, ..Facts::default() };
        Capture { kind, truncated, facts }
    }
}

/// By the words of the languages of Windows.
fn is_called_gateway(label: &str) -> bool {
    const WORDS: [&str; 14] = [
        "gateway",
        "passerelle",
        "puerta de enlace",
        "\u{30b2}\u{30fc}\u{30c8}\u{30a6}\u{30a7}\u{30a4}",
        "\u{7f51}\u{5173}",
        "\u{9598}\u{9053}",
        "\u{0448}\u{043b}\u{044e}\u{0437}",
        "brama",
        "br\u{e1}na",
        "\u{ac8c}\u{c774}\u{d2b8}\u{c6e8}\u{c774}",
        "ge\u{e7}idi",
        "\u{e1}tj\u{e1}r\u{f3}",
        "yhdysk\u{e4}yt\u{e4}v\u{e4}",
        "gateway-ul",
    ];
    let label = label.to_lowercase();
    WORDS.iter().any(|word| label.contains(word))
}

fn default_route(gateway: &IpAddr) -> Option<HostRoute> {
    let IpAddr::V4(gateway) = *gateway else { return None };
    let (to, gateway) = (Ipv4Addr::UNSPECIFIED, Some(gateway));
    Some(HostRoute { to, prefix: 0, gateway, persistent: false })
}

/// An address, without the zone that Windows writes behind one of the link.
pub fn address(text: &str) -> Option<IpAddr> {
    text.split('%').next()?.trim().parse().ok()
}

/// `255.255.255.0`: ones, then zeros.
fn is_mask(address: IpAddr) -> bool {
    let IpAddr::V4(v4) = address else { return false };
    let bits = u32::from(v4);
    bits >= 0x8000_0000 && bits.leading_ones() + bits.trailing_zeros() == u32::BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, Vec<String>, Vec<String>)> {
        let of = |facts: Facts| {
            let client = facts.dns.unwrap();
            let servers = client.servers.iter().map(|server| server.address.ip().to_string());
            let suffixes = client.suffixes.iter().map(|suffix| suffix.name.clone());
            (facts.computer, servers.collect(), suffixes.collect())
        };
        parse(&Text::of(text)).into_iter().map(|capture| of(capture.facts)).collect()
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    const ENGLISH: &str = "
Windows IP Configuration

   Host Name . . . . . . . . . . . . : SRV-APP-07
   Primary Dns Suffix  . . . . . . . : corp.example
   Node Type . . . . . . . . . . . . : Hybrid
   IP Routing Enabled. . . . . . . . : No
   WINS Proxy Enabled. . . . . . . . : No
   DNS Suffix Search List. . . . . . : corp.example
                                       old.example

Ethernet adapter Ethernet0:

   Connection-specific DNS Suffix  . : site.example
   Description . . . . . . . . . . . : vmxnet3 Ethernet Adapter
   Link-local IPv6 Address . . . . . : fe80::1%12(Preferred)
   IPv4 Address. . . . . . . . . . . : 192.0.2.107(Preferred)
   Default Gateway . . . . . . . . . : 192.0.2.1
   DHCP Server . . . . . . . . . . . : 192.0.2.1
   DNS Servers . . . . . . . . . . . : 2001:db8::53
                                       192.0.2.53
                                       fe80::53%12
   Primary WINS Server . . . . . . . : 192.0.2.99
   NetBIOS over Tcpip. . . . . . . . : Enabled

Ethernet adapter Ethernet1:

   Media State . . . . . . . . . . . : Media disconnected
   Connection-specific DNS Suffix  . :
   DNS Servers . . . . . . . . . . . : fec0:0:0:ffff::1%1
                                       fec0:0:0:ffff::2%1
";
    const GERMAN: &str = "
Windows-IP-Konfiguration

   Hostname  . . . . . . . . . . . . : pc-07
   Primäres DNS-Suffix . . . . . . . :
   Knotentyp . . . . . . . . . . . . : Hybrid
   IP-Routing aktiviert  . . . . . . : Nein
   WINS-Proxy aktiviert  . . . . . . : Nein

Ethernet-Adapter Ethernet:

   Verbindungsspezifisches DNS-Suffix: fritz.box
   IPv4-Adresse  . . . . . . . . . . : 192.168.178.20(Bevorzugt)
   Standardgateway . . . . . . . . . : 192.168.178.1
   DNS-Server  . . . . . . . . . . . : 192.168.178.1
   NetBIOS über TCP/IP . . . . . . . : Aktiviert
nslookup -type=SRV _vlmcs._tcp.corp.example
DNS request timed out: 192.0.2.9
";
    const CHINESE: &str = "
Windows IP 配置

   主机名  . . . . . . . . . . . . . : pc-07
   主 DNS 后缀 . . . . . . . . . . . : corp.example
   节点类型  . . . . . . . . . . . . : 混合
   DNS 后缀搜索列表  . . . . . . . . : corp.example

以太网适配器 以太网:

   媒体状态  . . . . . . . . . . . . : 媒体已断开连接
   连接特定的 DNS 后缀 . . . . . . . :

以太网适配器 以太网 2:

   连接特定的 DNS 后缀 . . . . . . . :
   DNS 服务器  . . . . . . . . . . . : 192.0.2.53
                                       192.0.2.54
";

    #[test]
    fn name_suffixes_and_servers_are_read_in_any_language() {
        for (text, computer, servers, suffixes) in [
            (
                ENGLISH,
                "SRV-APP-07",
                &["2001:db8::53", "192.0.2.53", "fe80::53"][..],
                &["corp.example", "old.example", "site.example"][..],
            ),
            (GERMAN, "pc-07", &["192.168.178.1"], &["fritz.box"]),
            (CHINESE, "pc-07", &["192.0.2.53", "192.0.2.54"], &["corp.example"]),
        ] {
            let wanted = (computer.to_owned(), words(servers), words(suffixes));
            assert_eq!(told(text), [wanted], "{text}");
        }
        let two = format!("{ENGLISH}{GERMAN}");
        assert_eq!(told(&two).len(), 2);
    }

    #[test]
    fn a_server_that_is_the_gateway_is_one_in_any_language() {
        let gateways = |text: &str| {
            let client = parse(&Text::of(text)).pop().unwrap().facts.dns.unwrap();
            client.servers.iter().map(|server| server.is_gateway).collect::<Vec<_>>()
        };
        let with = |gateway: &str, server: &str| {
            format!(
                "\n   Nom de l'hôte . . . . . . . . . . : PC-2\n   Suffixe DNS principal . . . . \
                 . . : corp.example\n\nCarte Ethernet Ethernet :\n\n   Suffixe DNS propre à la \
                 connexion. . . : box.example\n   Adresse IPv4. . . . . . . . . . . . . .: \
                 192.0.2.37(préféré)\n   Masque de sous-réseau. . . . . . . . . : 255.255.255.0\n\
                 \u{20}  Bail obtenu. . . . . . . . . . . . . : lundi 23 novembre 2026 08:01:12\n\
                 \u{20}  Passerelle par défaut. . . . . . . . . : {gateway}\n\
                 \u{20}  Serveur DHCP . . . . . . . \
                 . . . . . . : 192.0.2.1\n   Serveurs DNS. . .  . . . . . . . . . . : {server}\n"
            )
        };
        let by_both = "fe80::1%12\n                                       192.0.2.1";
        for (gateway, server, expected) in [
            ("192.0.2.1", "192.0.2.1", &[true][..]),
            (by_both, "192.0.2.1", &[true]),
            (
                by_both,
                "192.0.2.1\n                                       192.0.2.2",
                &[true, false],
            ),
            // Whoever hands out addresses may well be the domain's own server.
            ("", "192.0.2.1", &[false]),
            ("192.0.2.254", "192.0.2.1", &[false]),
        ] {
            assert_eq!(gateways(&with(gateway, server)), expected, "{gateway} {server}");
        }
    }

    #[test]
    fn without_all_there_is_no_host() {
        let short = "Ethernet adapter Ethernet0:\n\n   Connection-specific DNS Suffix  . \
             : a.example\n   IPv4 Address. . . . . . . . . . . : 192.0.2.107\n";
        assert_eq!(told(short), []);
        assert_eq!(told("Server:  dns1\nAddress:  192.0.2.53\n"), []);
    }

    #[test]
    fn a_vpn_that_is_not_connected_is_told_by_the_place_of_its_state() {
        let off = |text: &str| {
            let captures = parse(&Text::of(text)).into_iter();
            captures.flat_map(|capture| capture.facts.vpn_off).collect::<Vec<_>>()
        };
        let german = "Windows-IP-Konfiguration\n\n   Hostname  . . . . . . . : NB-0417\n   \
            Prim\u{e4}res DNS-Suffix . . : corp.test\n\nUnbekannter Adapter VPN Firma:\n\n   \
            Medienstatus. . . . . . : Medium getrennt\n   Verbindungsspezifisches \
            DNS-Suffix:\n   Beschreibung. . . . . . : Virtual Miniport Adapter\n\n\
            Drahtlos-LAN-Adapter WLAN:\n\n   Verbindungsspezifisches DNS-Suffix: home\n   \
            Beschreibung. . . . . . : Intel\n   DNS-Server  . . . . . . : 192.168.178.1\n";
        assert_eq!(off(german), ["VPN Firma"]);
        assert_eq!(off(&german.replace("Virtual Miniport", "Cisco AnyConnect")), ["VPN Firma"]);
        let by_adapter = german.replace("VPN Firma", "LAN 2").replace("Virtual", "WireGuard");
        assert_eq!(off(&by_adapter), ["LAN 2"]);
        let connected = german.replace("   Medienstatus. . . . . . : Medium getrennt\n", "");
        assert!(off(&connected).is_empty());
        assert!(off(ENGLISH).is_empty());
    }
}
