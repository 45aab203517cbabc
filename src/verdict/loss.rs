//! A way that loses packets. Where connections stood only after a packet was repeated, chance
//! explains a few silences as well as a filter does, and nobody is blamed for them.

use std::borrow::Cow;

use actprobe_probes::evidence::{Evidence, FailureKind, Id, Step};
use serde_json::Value;

use super::finding::Finding;

/// What the connections of a run tell of the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way {
    connections: u64,
    repeated: u64,
    silences: u64,
}

impl Way {
    /// What is seen in `tree`, the evidence as JSON: in all connections of the run, or, of an older
    /// version's, in the first to each address.
    fn of(tree: &Value) -> Self {
        let mut way = Self::default();
        way.count(tree, "");
        let all = |of: &str| tree["connections"][of].as_u64();
        way.connections = all("stood").unwrap_or(way.connections);
        way.repeated = all("repeated").unwrap_or(way.repeated);
        way
    }

    fn count(&mut self, node: &Value, key: &str) {
        match node {
            Value::Object(fields) => {
                self.count_outcome(node, key);
                fields.iter().for_each(|(key, value)| self.count(value, key));
            }
            Value::Array(items) => items.iter().for_each(|item| self.count(item, key)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn count_outcome(&mut self, node: &Value, key: &str) {
        if is_silence(node) && is_over_tcp(node) {
            self.silences += 1;
        }
        let is_connected = key == "connect" && text(node, "outcome") == Some("answered");
        if is_connected {
            let repeats = node["value"]["syn_retransmissions"].as_u64();
            self.connections += 1;
            self.repeated += u64::from(repeats.is_some_and(|repeats| repeats > 0));
        }
    }

    /// Whether packets get lost, and the silences are no more than that explains. Each connection
    /// that lost its first SYN and stood in the end weighs as much as one that never stood: of
    /// those, three SYNs in a row were lost.
    fn explains_the_silences(self) -> bool {
        (1..=self.repeated).contains(&self.silences)
    }
}

/// The evidence, in which nothing that chance explains is told as silence; and what is to be said
/// of the way, if it is such.
pub fn without_silences_by_chance(evidence: &Evidence) -> (Cow<'_, Evidence>, Option<Finding>) {
    // The evidence is plain data; should it ever not be, it stays as it is.
    let mut tree = serde_json::to_value(evidence).unwrap_or_default();
    let way = Way::of(&tree);
    if !way.explains_the_silences() {
        return (Cow::Borrowed(evidence), None);
    }
    tell_as_lost(&mut tree);
    let evidence = serde_json::from_value(tree).map_or(Cow::Borrowed(evidence), Cow::Owned);
    let Way { connections, repeated, silences, .. } = way;
    (evidence, Some(Finding::WayLosesPackets { connections, repeated, silences }))
}

fn tell_as_lost(node: &mut Value) {
    if is_silence(node) && !is_of_dns(node) {
        node["kind"] = FailureKind::Lost.id().into();
    }
    match node {
        Value::Object(fields) => fields.values_mut().for_each(tell_as_lost),
        Value::Array(items) => items.iter_mut().for_each(tell_as_lost),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
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

    fn way(repeats: &[Option<u32>], silent: &[Step]) -> Way {
        let stood = repeats.iter().map(|repeats| {
            let value = json!({ "syn_retransmissions": repeats });
            json!({ "connect": { "outcome": "answered", "elapsed_us": 1, "value": value } })
        });
        let silent = silent
            .iter()
            .map(|step| json!({ "outcome": "failed", "step": step.id(), "kind": "timed-out" }));
        Way::of(&json!({ "all": stood.chain(silent).collect::<Vec<_>>() }))
    }

    #[test]
    fn a_few_silences_beside_repeated_connections_are_chance() {
        let repeated = [Some(0), Some(1), Some(2)];
        assert!(way(&repeated, &[Step::Connect, Step::RpcBind]).explains_the_silences());
        assert!(!way(&repeated, &[Step::Connect; 3]).explains_the_silences());
        // Nobody repeats these in the kernel, and they are not held against it.
        let others = [Step::NtpQuery, Step::NtpQuery, Step::NtpQuery, Step::Connect];
        assert!(way(&repeated, &others).explains_the_silences());
    }

    /// As many silences stand in further tries as connections that are not told one by one.
    #[test]
    fn all_connections_of_the_run_are_weighed() {
        let silent = json!({ "outcome": "failed", "step": "rpc-bind", "kind": "timed-out" });
        let mut tree = json!({ "connections": { "stood": 30, "repeated": 9 } });
        tree["again"] = vec![silent; 9].into();
        assert!(Way::of(&tree).explains_the_silences());
        tree["connections"]["repeated"] = 8.into();
        assert!(!Way::of(&tree).explains_the_silences());
    }

    /// A full queue at the peer has a SYN repeated too, and harms nobody.
    #[test]
    fn without_a_silence_there_is_nothing_to_explain() {
        assert!(!way(&[Some(0), Some(1), Some(2)], &[]).explains_the_silences());
    }

    #[test]
    fn where_nothing_was_repeated_or_nobody_tells_chance_explains_nothing() {
        assert!(!way(&[Some(0); 20], &[Step::Connect]).explains_the_silences());
        assert!(!way(&[None; 20], &[Step::Connect]).explains_the_silences());
    }

    #[test]
    fn a_silent_dns_server_is_silent_on_any_way() {
        let silent =
            |step: Step| json!({ "outcome": "failed", "step": step.id(), "kind": "timed-out" });
        let mut tree =
            json!([silent(Step::DnsQuery), silent(Step::Resolve), silent(Step::Connect)]);
        tell_as_lost(&mut tree);
        let kinds: Vec<&str> = [0, 1, 2].map(|at| text(&tree[at], "kind").unwrap()).to_vec();
        assert_eq!(kinds, ["timed-out", "timed-out", "lost"]);
    }
}
