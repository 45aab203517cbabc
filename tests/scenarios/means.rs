//! What this host had no means for (descriptors, memory, threads) says nothing about the network,
//! wherever it befalls.

use actprobe::say::report::Report;
use actprobe::verdict::requirement::RequirementId;
use actprobe::verdict::{Requirement, Standing};
use actprobe_probes::evidence::{Channel, Evidence};
use serde_json::{Value, json};

use super::{in_every_scenario, judged, never};

/// What is asked of the network.
const ROOMS: [&str; 4] = ["kms", "clock", "online", "directory"];

/// What is read off the records themselves, whether or not anything was asked of those that they
/// name.
const OF_RECORDS: [RequirementId; 2] =
    [RequirementId::KmsSrvWellFormed, RequirementId::KmsOnlyExpectedHosts];

#[test]
fn a_run_that_had_no_means_for_anything_blames_nothing_that_it_asked() {
    in_every_scenario(|_, report| {
        let mut tree = serde_json::to_value(&report.evidence).unwrap();
        for pointer in outcomes(&tree) {
            // What stood inside an outcome that was replaced is gone.
            let _gone = tree.pointer_mut(&pointer).map(|outcome| *outcome = internal());
        }
        let poor = Report::of(evidence(&tree));
        let after_all = never::said_after_all(&poor);
        let requirements = poor.verdict.channels.iter().flat_map(|channel| &channel.requirements);
        let blamed = requirements
            .filter(|r| r.is_unmet() && !OF_RECORDS.contains(&r.id) && rests_on_nothing(r, &tree));
        let blamed = blamed.map(|r| format!("  {} is unmet: {:?}", r.id.as_str(), r.because));
        blamed.chain(after_all).collect()
    });
}

/// Every kind of conversation, and places where one answer outweighs another. All outcomes of all
/// scenarios take minutes.
const SOME: [&str; 10] = [
    "adba-controller-elsewhere-lags",
    "adba-healthy-beside-kms",
    "adba-object-not-replicated",
    "kms-found-by-the-resolver-of-windows-alone",
    "names-resolve-for-the-proxy-only",
    "one-dns-server-silent-over-both-transports",
    "proxy-script-reported-direct-works",
    "remembered-kms-host-alive-nothing-published",
    "remembered-kms-host-alive-published-in-another-zone",
    "rogue-kms-publisher",
];

#[test]
fn no_single_want_of_means_blocks_a_channel() {
    let mut tried = 0;
    for (scenario, report) in
        judged().iter().filter(|(scenario, _)| SOME.contains(&scenario.name.as_str()))
    {
        tried += 1;
        let tree = serde_json::to_value(&report.evidence).unwrap();
        for pointer in outcomes(&tree) {
            let mut poorer = tree.clone();
            *poorer.pointer_mut(&pointer).unwrap() = internal();
            let poorer = blocked(&Report::of(evidence(&poorer)));
            let more: Vec<_> =
                poorer.iter().filter(|channel| !blocked(report).contains(channel)).collect();
            assert!(more.is_empty(), "{more:?} blocked without {pointer} in {}", scenario.name);
        }
    }
    assert_eq!(tried, SOME.len());
}

fn internal() -> Value {
    json!({"outcome": "failed", "step": "connect", "kind": "internal", "elapsed_us": 0,
        "detail": "Too many open files"})
}

fn evidence(tree: &Value) -> Evidence {
    serde_json::from_value(tree.clone()).unwrap()
}

fn blocked(report: &Report) -> Vec<Channel> {
    let blocked =
        report.verdict.channels.iter().filter(|channel| channel.standing == Standing::Blocked);
    blocked.map(|channel| channel.channel).collect()
}

/// Cites something that came to nothing for want of means.
fn rests_on_nothing(requirement: &Requirement, tree: &Value) -> bool {
    let mut cited = requirement.because.iter().filter_map(|pointer| tree.pointer(pointer));
    cited.any(|cited| cited.to_string().contains("\"internal\""))
}

/// The pointers of all that was asked of the network, answered or not; what is outside before what
/// is inside.
fn outcomes(tree: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for room in ROOMS {
        walk(&tree[room], &format!("/{room}"), &mut found);
    }
    found
}

fn walk(node: &Value, at: &str, found: &mut Vec<String>) {
    if node.get("outcome").is_some_and(|outcome| outcome == "answered" || outcome == "failed") {
        found.push(at.to_owned());
    }
    match node {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| walk(item, &format!("{at}/{i}"), found));
        }
        _ => {}
    }
}
