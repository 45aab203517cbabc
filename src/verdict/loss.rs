//! A way that loses packets. How often a connection's first packet had to be sent again tells how
//! likely a silence is by chance. Nobody is blamed for one that chance brings; one that it does not
//! bring is as much a silence here as on any way.

use std::borrow::Cow;
use std::collections::BTreeMap;

use actprobe_probes::evidence::{Evidence, FailureKind, Id, Step};
use serde_json::Value;

use super::finding::{Finding, YesNo};

/// What chance brings less often than this is told as what it looks like.
const SELDOM: f64 = 1e-4;

/// A connection is more than its first packet: the greeting and the question after it may lose all
/// of their tries as well.
const EXCHANGES: f64 = 3.0;

/// So many connections whose first packet was lost are the way's doing, whoever is silent besides;
/// a single one may be a full queue.
const PLAINLY_LOSSY: u64 = 2;

/// What the connections of a run tell of the way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Way {
    connections: u64,
    repeated: u64,
    silences: Vec<Silence>,
}

/// A step over TCP that brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Silence {
    pointer: String,
    /// The name that was asked, at whichever of its addresses.
    peer: String,
    /// How many packets, one after the other, brought nothing.
    packets: i32,
    /// Whether it is the first connection to an address. Further tries go on until one stands, and
    /// those of them that were silent tell of themselves no more than all silences of the run do.
    is_first: bool,
}

/// Where in the evidence is looked.
#[derive(Clone, Copy)]
struct Place<'a> {
    key: &'a str,
    pointer: &'a str,
    peer: &'a str,
    /// Further connections that were tried beside this one, each of which was as silent.
    beside: i32,
}

impl Way {
    /// What is seen in `tree`, the evidence as JSON: in all connections of the run, or, of an older
    /// version's, in the first to each address.
    fn of(tree: &Value) -> Self {
        let mut way = Self::default();
        way.count(tree, Place { key: "", pointer: "", peer: "", beside: 0 });
        let all = |of: &str| tree["connections"][of].as_u64();
        way.connections = all("stood").unwrap_or(way.connections);
        way.repeated = all("repeated").unwrap_or(way.repeated);
        way
    }

    fn count(&mut self, node: &Value, place: Place<'_>) {
        match node {
            Value::Object(fields) => {
                self.count_outcome(node, place);
                let is_peer = fields.contains_key("addresses");
                let peer = if is_peer { place.pointer } else { place.peer };
                let tries = fields.get("silent_tries").and_then(Value::as_i64).unwrap_or_default();
                let beside = i32::try_from(tries).unwrap_or_default();
                for (key, value) in fields {
                    let pointer = format!("{}/{key}", place.pointer);
                    self.count(value, Place { key, pointer: &pointer, peer, beside });
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let pointer = format!("{}/{index}", place.pointer);
                    self.count(item, Place { pointer: &pointer, beside: 0, ..place });
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn count_outcome(&mut self, node: &Value, place: Place<'_>) {
        let Place { key, pointer, peer, beside } = place;
        if is_silence(node) && is_over_tcp(node) {
            let is_first = key == "connect";
            let beside = if is_first { beside } else { 0 };
            let packets = packets_sent(node["elapsed_us"].as_u64()) + beside;
            let peer = if peer.is_empty() { pointer } else { peer }.to_owned();
            self.silences.push(Silence { pointer: pointer.to_owned(), peer, packets, is_first });
        }
        let is_connected = key == "connect" && text(node, "outcome") == Some("answered");
        if is_connected {
            let repeats = node["value"]["syn_retransmissions"].as_u64();
            self.connections += 1;
            self.repeated += u64::from(repeats.is_some_and(|repeats| repeats > 0));
        }
    }

    /// How likely a packet, or the answer to it, is lost. One is added on either side: what was
    /// seen a few times is not known to the hundredth.
    fn loss(&self) -> f64 {
        as_real(self.repeated + 1) / as_real(self.connections + 2)
    }

    /// The silences that chance brings: of each peer's together, and of all of them in one run.
    fn by_chance(&self) -> Vec<&Silence> {
        if self.repeated == 0 {
            return Vec::new();
        }
        let of_peers = self.packets_of_peers();
        let brings =
            |silence: &&Silence| self.loss().powi(of_peers[silence.peer.as_str()]) >= SELDOM;
        let brought: Vec<&Silence> = self.silences.iter().filter(brings).collect();
        if self.brings_as_many(&brought) { brought } else { Vec::new() }
    }

    fn packets_of_peers(&self) -> BTreeMap<&str, i32> {
        let mut of_peers = BTreeMap::new();
        for Silence { peer, packets, is_first, .. } in &self.silences {
            *of_peers.entry(peer.as_str()).or_default() += if *is_first { *packets } else { 0 };
        }
        of_peers
    }

    /// Many peers, each silent as if by chance, are no chance. Of a few connections that stood the
    /// loss is hardly known: each that lost its first packet excuses one silence at most.
    fn brings_as_many(&self, silences: &[&Silence]) -> bool {
        let Some(fewest) = silences.iter().map(|silence| silence.packets).min() else {
            return false;
        };
        let many = u64::try_from(silences.len()).unwrap_or(u64::MAX);
        let exchanges = EXCHANGES * as_real(self.connections + many);
        let mean = exchanges * self.loss().powi(fewest);
        many <= self.repeated && so_many_or_more(mean, many) >= SELDOM
    }

    /// What is to be said of it, where chance explains so many of its silences.
    fn told(&self, explained: usize) -> Finding {
        let &Self { connections, repeated, .. } = self;
        let others = YesNo(self.silences.len() > explained);
        let silences = u64::try_from(explained).unwrap_or(u64::MAX);
        Finding::WayLosesPackets { connections, repeated, silences, others }
    }

    fn is_plainly_lossy(&self) -> bool {
        self.repeated >= PLAINLY_LOSSY && !self.silences.is_empty()
    }
}

/// How often a system has sent the first packet of a connection while it waited so long: at once,
/// and 1, 3, 7 … seconds later (RFC 6298 §2.1, §5.5). One whose answer had no time is not counted.
fn packets_sent(waited_us: Option<u64>) -> i32 {
    const TIME_TO_ANSWER_US: u64 = 500_000;
    let waited = waited_us.unwrap_or_default().saturating_sub(TIME_TO_ANSWER_US);
    let doubled = (waited / 1_000_000 + 1).ilog2();
    i32::try_from(doubled + 1).unwrap_or(1)
}

/// How likely `many` or more come, where `mean` are expected (Poisson).
fn so_many_or_more(mean: f64, many: u64) -> f64 {
    let mut exactly = (-mean).exp();
    let mut fewer = 0.0;
    for number in 0..many {
        fewer += exactly;
        exactly *= mean / as_real(number + 1);
    }
    1.0 - fewer
}

/// Counts of connections are far below what a float does not hold.
fn as_real(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// The evidence, in which nothing that chance explains is told as silence; and what is to be said
/// of the way, if it is such.
pub fn without_silences_by_chance(evidence: &Evidence) -> (Cow<'_, Evidence>, Option<Finding>) {
    // The evidence is plain data; should it ever not be, it stays as it is.
    let mut tree = serde_json::to_value(evidence).unwrap_or_default();
    let way = Way::of(&tree);
    let by_chance = way.by_chance();
    if by_chance.is_empty() && !way.is_plainly_lossy() {
        return (Cow::Borrowed(evidence), None);
    }
    let caveat = Some(way.told(by_chance.len()));
    tell_as_lost(&mut tree, &by_chance);
    (serde_json::from_value(tree).map_or(Cow::Borrowed(evidence), Cow::Owned), caveat)
}

/// The evidence, in which no silence of this run blames anybody, but those of DNS servers.
pub fn without_silences(evidence: &Evidence) -> Cow<'_, Evidence> {
    let mut tree = serde_json::to_value(evidence).unwrap_or_default();
    let way = Way::of(&tree);
    tell_as_lost(&mut tree, &way.silences.iter().collect::<Vec<_>>());
    serde_json::from_value(tree).map_or(Cow::Borrowed(evidence), Cow::Owned)
}

/// A datagram is not sent again by the system: on such a way its silence is always chance.
fn tell_as_lost(tree: &mut Value, by_chance: &[&Silence]) {
    for silence in by_chance {
        tree.pointer_mut(&silence.pointer).into_iter().for_each(mark_as_lost);
    }
    tell_datagrams_as_lost(tree);
}

fn tell_datagrams_as_lost(node: &mut Value) {
    if is_silence(node) && !is_of_dns(node) && !is_over_tcp(node) {
        mark_as_lost(node);
    }
    match node {
        Value::Object(fields) => fields.values_mut().for_each(tell_datagrams_as_lost),
        Value::Array(items) => items.iter_mut().for_each(tell_datagrams_as_lost),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn mark_as_lost(node: &mut Value) {
    node["kind"] = FailureKind::Lost.id().into();
}

fn is_silence(node: &Value) -> bool {
    text(node, "outcome") == Some("failed")
        && text(node, "kind") == Some(FailureKind::TimedOut.id())
}

/// A question to a DNS server is repeated, and asked over TCP in the end: its silence is none of
/// chance.
fn is_of_dns(node: &Value) -> bool {
    let step = text(node, "step");
    [Step::DnsQuery, Step::Resolve].iter().any(|of_dns| step == Some(of_dns.id()))
}

fn is_over_tcp(node: &Value) -> bool {
    let step = text(node, "step");
    let tcp = [
        Step::Connect,
        Step::ProxyConnect,
        Step::TlsHandshake,
        Step::HttpRequest,
        Step::RpcBind,
        Step::LdapBind,
        Step::LdapSearch,
    ];
    tcp.iter().any(|over_tcp| step == Some(over_tcp.id()))
}

fn text<'v>(node: &'v Value, key: &str) -> Option<&'v str> {
    node.get(key)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn silent(step: Step) -> Value {
        let (step, kind) = (step.id(), FailureKind::TimedOut.id());
        json!({ "outcome": "failed", "step": step, "kind": kind, "elapsed_us": 4_000_000 })
    }

    /// A run with so many connections, of which so many were repeated, and these peers.
    fn run(stood: u64, repeated: u64, peers: &[Value]) -> Value {
        json!({ "connections": { "stood": stood, "repeated": repeated }, "peers": peers })
    }

    fn peer(addresses: usize, silent_tries: u64) -> Value {
        let connect = silent(Step::Connect);
        let address = json!({ "connect": connect, "silent_tries": silent_tries });
        json!({ "addresses": {}, "endpoints": vec![address; addresses] })
    }

    fn excused(tree: &Value) -> usize {
        Way::of(tree).by_chance().len()
    }

    #[test]
    fn one_silent_address_on_a_bad_line_is_chance() {
        assert_eq!(excused(&run(34, 6, &[peer(1, 0)])), 1);
        assert_eq!(excused(&run(34, 1, &[peer(1, 0)])), 1);
    }

    #[test]
    fn a_host_silent_at_all_addresses_and_in_each_try_is_no_chance() {
        for repeated in [1, 3, 6, 12] {
            assert_eq!(excused(&run(34, repeated, &[peer(2, 3)])), 0, "{repeated} of 34");
        }
        // Where half of all is lost, even that happens.
        assert_eq!(excused(&run(34, 18, &[peer(2, 3)])), 2);
    }

    #[test]
    fn beside_a_dead_host_what_chance_brings_is_still_chance() {
        let tree = run(34, 6, &[peer(2, 3), peer(1, 0)]);
        let way = Way::of(&tree);
        let excused: Vec<&str> =
            way.by_chance().into_iter().map(|silence| silence.pointer.as_str()).collect();
        assert_eq!(excused, ["/peers/1/endpoints/0/connect"]);
    }

    /// Where some tries stand, the silent ones among many are no word of the peer.
    #[test]
    fn silent_tries_among_others_that_stood_are_chance() {
        let again: Vec<Value> = (0..6).map(|_| json!({ "bind": silent(Step::Connect) })).collect();
        let peer = json!({ "addresses": {}, "endpoints": [{ "again": again }] });
        assert_eq!(excused(&run(34, 17, &[peer])), 6);
    }

    #[test]
    fn many_peers_each_silent_as_if_by_chance_are_no_chance() {
        assert_eq!(excused(&run(34, 6, &vec![peer(1, 0); 4])), 4);
        assert_eq!(excused(&run(34, 6, &[peer(1, 2)])), 1);
        assert_eq!(excused(&run(34, 6, &vec![peer(1, 2); 3])), 0);
        // Nobody knows what two connections of three tell of the way.
        assert_eq!(excused(&run(3, 2, &vec![peer(1, 0); 3])), 0);
        assert_eq!(excused(&run(34, 17, &vec![peer(1, 0); 9])), 9);
    }

    /// Without the count of the run, connections are counted one by one.
    #[test]
    fn where_nothing_was_repeated_or_nobody_tells_chance_explains_nothing() {
        let stood = |repeats: Option<u32>| {
            let value = json!({ "syn_retransmissions": repeats });
            json!({ "connect": { "outcome": "answered", "elapsed_us": 1, "value": value } })
        };
        let of = |repeats| json!([vec![stood(repeats); 20], peer(1, 0)]);
        assert_eq!(excused(&of(Some(0))), 0);
        assert_eq!(excused(&of(None)), 0);
        assert_eq!(excused(&of(Some(1))), 1);
    }

    /// A full queue at the peer has a SYN repeated too, and harms nobody.
    #[test]
    fn without_a_silence_there_is_nothing_to_explain() {
        let way = Way::of(&run(34, 6, &[]));
        assert!(way.by_chance().is_empty());
        assert!(!way.is_plainly_lossy());
    }

    #[test]
    fn a_longer_wait_has_more_packets() {
        let packets = |seconds: u64| packets_sent(Some(seconds * 1_000_000));
        assert_eq!([0, 1, 2, 3, 4, 8, 15].map(packets), [1, 1, 2, 2, 3, 4, 4]);
    }

    #[test]
    fn a_silent_dns_server_is_silent_on_any_way() {
        let steps = [Step::DnsQuery, Step::Resolve, Step::NtpQuery];
        let mut tree: Value = steps.map(silent).to_vec().into();
        tell_as_lost(&mut tree, &[]);
        let kinds: Vec<&str> = [0, 1, 2].map(|at| text(&tree[at], "kind").unwrap()).to_vec();
        assert_eq!(kinds, ["timed-out", "timed-out", "lost"]);
    }
}
