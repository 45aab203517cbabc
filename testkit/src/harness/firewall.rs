//! A packet filter in the namespace: what a firewall on the way does.

use std::{net::IpAddr, process::Command};

use super::{process::output_of, site::Site};

/// What happens to what is sent to a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Drop,
    /// RFC 1122: destination unreachable, communication administratively
    /// prohibited (ICMP 3/13, `ICMPv6` 1/1).
    Prohibit,
}

/// One rule; it is gone when this value is.
pub struct Rule {
    table: String,
}

#[derive(Clone, Copy, Debug)]
pub enum Port {
    Tcp(u16),
    Udp(u16),
}

impl Rule {
    pub fn add(_in: &Site, to: IpAddr, port: Port, action: Action) -> Self {
        let (protocol, number) = match port {
            Port::Tcp(number) => ("tcp", number),
            Port::Udp(number) => ("udp", number),
        };
        let family = if to.is_ipv4() { "ip" } else { "ip6" };
        let verdict = match action {
            Action::Drop => "drop",
            Action::Prohibit => "reject with icmpx type admin-prohibited",
        };
        let table =
            format!("actprobe_{protocol}_{number}_{}", to.to_string().replace([':', '.'], "_"));
        nft(&format!(
            "table inet {table} {{ chain input {{ type filter hook input priority 0;\n\
             {family} daddr {to} {protocol} dport {number} {verdict}\n}}\n}}"
        ));
        Self { table }
    }
}

impl Drop for Rule {
    fn drop(&mut self) {
        nft(&format!("delete table inet {}", self.table));
    }
}

fn nft(command: &str) {
    output_of(Command::new("nft").arg(command));
}
