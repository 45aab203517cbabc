//! A verdict may not pass over its evidence: what failed and was cited by nothing is listed.

use std::net::SocketAddr;

use actprobe_probes::evidence::{Evidence, Failure, Observed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::channel::ChannelVerdict;

/// A failed observation that decided nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indecisive {
    /// Where it stands in the evidence: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What it is about, as the evidence names it: a URL, a server, a host.
    pub about: String,
    /// What failed.
    pub failure: Failure,
}

/// Every failed observation that no requirement cites.
pub fn list(evidence: &Evidence, channels: &[ChannelVerdict]) -> Vec<Indecisive> {
    let cited: Vec<&String> =
        channels.iter().flat_map(|c| &c.requirements).flat_map(|r| &r.because).collect();
    let mut failed = Vec::new();
    // The evidence is plain data; should it ever not be, an empty list is wrong but harmless, and a
    // test says so.
    let tree = serde_json::to_value(evidence).unwrap_or_default();
    walk(&tree, &mut String::new(), "", &mut failed);
    failed.retain(|indecisive| !cited.iter().any(|pointer| covers(pointer, &indecisive.pointer)));
    failed
}

/// A citation of a thing cites all that stands inside it.
fn covers(citation: &str, pointer: &str) -> bool {
    pointer.strip_prefix(citation).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn walk(node: &Value, pointer: &mut String, about: &str, failed: &mut Vec<Indecisive>) {
    match node {
        Value::Object(fields) => {
            let of_port = at_port(node, about);
            let about = name_of(node).or(of_port.as_deref()).unwrap_or(about);
            if let Some(failure) = failure_of(node) {
                failed.push(Indecisive {
                    pointer: pointer.clone(),
                    about: about.to_owned(),
                    failure,
                });
            }
            for (key, value) in
                fields.iter().filter(|(_, value)| !is_the_unused_family(node, value))
            {
                step(value, key, pointer, about, failed);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                step(value, &index.to_string(), pointer, about, failed);
            }
        }
        _ => {}
    }
}

fn step(value: &Value, key: &str, pointer: &mut String, about: &str, failed: &mut Vec<Indecisive>) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(key);
    walk(value, pointer, about, failed);
    pointer.truncate(length);
}

/// A name with addresses of one family needs none of the other: that is an answer, and no failure.
fn is_the_unused_family(addresses: &Value, family: &Value) -> bool {
    let is_answered = |family: &str| {
        let outcome = addresses.get(family).and_then(|family| family.get("outcome"));
        outcome.is_some_and(|outcome| outcome == "answered")
    };
    family.get("kind").is_some_and(|kind| kind == "no-data")
        && (is_answered("ipv4") || is_answered("ipv6"))
}

fn failure_of(node: &Value) -> Option<Failure> {
    // Most of the tree is no outcome, and what is none is not copied.
    node.get("outcome").filter(|outcome| *outcome == "failed")?;
    let failed: Observed<Value> = serde_json::from_value(node.clone()).ok()?;
    failed.failure().cloned()
}

/// A port that was tried beside others of one machine, which is named by the first.
fn at_port(node: &Value, about: &str) -> Option<String> {
    let port = u16::try_from(node.get("port")?.as_u64()?).ok()?;
    let machine: SocketAddr = about.parse().ok()?;
    Some(SocketAddr::new(machine.ip(), port).to_string())
}

/// The fields that name a thing in the evidence.
fn name_of(node: &Value) -> Option<&str> {
    ["url", "server", "address", "host", "name"].iter().find_map(|field| node.get(field)?.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_port_beside_others_is_named_by_its_own_number() {
        let failed = json!({ "outcome": "failed", "step": "connect", "kind": "refused" });
        let controller = json!({
            "host": "dc1.corp.example",
            "address": "192.0.2.10:389",
            "ports": [{ "port": 445, "connect": failed }, { "port": 3268, "connect": failed }],
        });
        let mut listed = Vec::new();
        walk(&controller, &mut String::new(), "", &mut listed);
        let about: Vec<&str> = listed.iter().map(|indecisive| indecisive.about.as_str()).collect();
        assert_eq!(about, ["192.0.2.10:445", "192.0.2.10:3268"]);
    }

    #[test]
    fn a_citation_is_of_a_thing_and_what_stands_inside_it() {
        for (citation, pointer, is_cited) in [
            ("/kms/targets/1", "/kms/targets/1", true),
            ("/kms/targets/1", "/kms/targets/1/endpoints/0/connect", true),
            ("/kms/targets/1", "/kms/targets/10/endpoints/0/connect", false),
            ("/kms/targets/1/endpoints", "/kms/targets/1", false),
        ] {
            assert_eq!(covers(citation, pointer), is_cited, "{citation} {pointer}");
        }
    }
}
