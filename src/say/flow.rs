//! A flow as one pastes it into a request to whoever runs the network.

use actprobe_probes::evidence::Transport;

use crate::advice::FlowSeen;

/// `TCP 192.0.2.107 → 198.51.100.21:1688 (kms1.corp.example)`
pub fn pasted(flow: &FlowSeen) -> String {
    let transport = match flow.transport {
        Transport::Tcp => "TCP",
        Transport::Udp => "UDP",
    };
    let from = flow.from.map_or_else(String::new, |address| format!(" {address}"));
    let name = flow.name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
    format!("{transport}{from} → {}{name}", flow.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::LostAt;

    fn flow(from: Option<&str>, to: &str, name: Option<&str>) -> FlowSeen {
        FlowSeen {
            transport: Transport::Tcp,
            from: from.map(|from| from.parse().unwrap()),
            interface: None,
            to: to.parse().unwrap(),
            name: name.map(str::to_owned),
            lost_at: LostAt::Unknown,
        }
    }

    #[test]
    fn a_flow_is_told_with_what_is_known_of_it() {
        let kms = flow(Some("192.0.2.107"), "198.51.100.21:1688", Some("kms1.corp.example"));
        assert_eq!(pasted(&kms), "TCP 192.0.2.107 → 198.51.100.21:1688 (kms1.corp.example)");
        let bare = FlowSeen { transport: Transport::Udp, ..flow(None, "[2001:db8::53]:53", None) };
        assert_eq!(pasted(&bare), "UDP → [2001:db8::53]:53");
    }
}
