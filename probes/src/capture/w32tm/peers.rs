//! `w32tm /query /peers`: whom the time service asks, and whether they answer. The labels are
//! translated; the peer's flags and the numbers are not.

use super::super::lines::{Lines, host, value};
use super::super::{Capture, Facts};
use crate::evidence::{CaptureKind, Resync, TimeServiceFacts};

/// How many peers are kept of one output.
const MOST_PEERS: usize = 16;

/// Reads the peers: those of which a stratum came answer. Of several that do, nothing says which
/// one is followed.
pub fn parse(lines: Lines<'_>) -> Option<Capture> {
    let start =
        lines.position(|line| line.trim_start().starts_with('#') && counted(line).is_some())?;
    let mut peers: Vec<Peer> = Vec::new();
    for value in lines.part(start + 1, lines.len()).values() {
        if let Some(name) = peer(value).filter(|_| peers.len() < MOST_PEERS) {
            peers.push(Peer { name, brackets: 0, stratum: None });
        } else if let (Some(peer), Some(number)) = (peers.last_mut(), in_brackets(value)) {
            // Mode, stratum, how often it is asked.
            peer.brackets += 1;
            peer.stratum = if peer.brackets == 2 { Some(number) } else { peer.stratum };
        }
    }
    let answering =
        || peers.iter().filter(|peer| peer.stratum.is_some_and(|s| (1..16).contains(&s)));
    let is_silent = !peers.is_empty() && peers.iter().all(|peer| peer.stratum == Some(0));
    let followed = answering().next().filter(|_| answering().count() == 1);
    let time_service = match followed {
        Some(peer) => Some(TimeServiceFacts {
            servers: vec![peer.name.clone()],
            synchronised: Some(true),
            ..TimeServiceFacts::default()
        }),
        None => is_silent.then(|| TimeServiceFacts {
            resync: Some(Resync::NoTimeData),
            ..TimeServiceFacts::default()
        }),
    };
    let facts = Facts { time_service, ..Facts::default() };
    Some(Capture::whole(CaptureKind::W32tmPeers, facts))
}

struct Peer {
    name: String,
    /// How many values with a word in brackets were read of it.
    brackets: usize,
    stratum: Option<u32>,
}

/// `#Peers: 1`.
fn counted(line: &str) -> Option<u32> {
    value(line)?.parse().ok()
}

/// `ntp1.corp.example,0x8`; of a domain member, the controller's name alone.
fn peer(value: &str) -> Option<String> {
    let (name, flags) = value.split_once(",0x").unwrap_or((value, ""));
    let is_host = name.contains('.') && !name.contains([' ', '(']);
    let is_number = name.trim_end_matches('s').parse::<f64>().is_ok();
    (is_host && !is_number && flags.chars().all(|c| c.is_ascii_hexdigit())).then(|| host(name))
}

/// `0 (unspecified)`, `3 (Client)`.
fn in_brackets(value: &str) -> Option<u32> {
    let (number, _) = value.split_once(['(', '\u{ff08}'])?;
    number.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Text;

    fn told(text: &str) -> Option<(String, Option<bool>, Option<Resync>)> {
        let capture = parse(Text::of(text).lines())?;
        let service = capture.facts.time_service.unwrap_or_default();
        Some((service.servers.join(" "), service.synchronised, service.resync))
    }

    fn block(name: &str, mode: &str, stratum: &str) -> String {
        format!(
            "\nPeer: {name}\nState: x\nTime Remaining: 13.4412310s\nMode: {mode}\nStratum: \
             {stratum}\nPeerPoll Interval: 10 (1024s)\nHostPoll Interval: 10 (1024s)\n"
        )
    }

    #[test]
    fn a_peer_that_answers_is_followed_and_silent_ones_give_no_time() {
        let silent = block("ntp1.corp.example,0x8", "0 (reserved)", "0 (unspecified)");
        let one = block("ntp2.corp.example,0x8", "3 (Client)", "2 (secondary reference)");
        let other = block("ntp3.corp.example,0x8", "3 (Client)", "2 (secondary reference)");
        let none = (String::new(), None, Some(Resync::NoTimeData));
        assert_eq!(told(&format!("#Peers: 1\n{silent}")), Some(none));
        let of_one = ("ntp2.corp.example".to_owned(), Some(true), None);
        assert_eq!(told(&format!("#Peers: 2\n{silent}{one}")), Some(of_one));
        let untold = (String::new(), None, None);
        assert_eq!(told(&format!("#Peers: 2\n{one}{other}")), Some(untold.clone()));
        assert_eq!(told("#Peers: 0\n"), Some(untold));
        assert_eq!(told("Peers: 1\n"), None);
    }
}
