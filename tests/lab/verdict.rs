//! What the program said, beside what a scenario expects of it.

use std::fmt::Write as _;

use serde_json::Value;

use crate::{
    harness::report::{list, text},
    scenario::{Channel, Expect},
};

const CHANNELS: [&str; 2] = ["kms", "online"];
/// What every run from a Linux client on a healthy site has to leave open.
const USUAL_CAVEATS: [&str; 3] = ["kms-host-state-unseen", "key-state-unseen", "windows-trust-unseen"];

/// How a channel stands, and why.
struct Said {
    standing: String,
    causes: Vec<Cause>,
}

struct Cause {
    /// Requirement, finding, owner.
    words: [String; 3],
    finding: Value,
}

/// Everything in which the report differs from `expect`; nothing if it is right.
pub fn differences(report: &Value, exit: i32, expect: &Expect) -> Vec<String> {
    let mut found = Vec::new();
    if exit != expect.exit {
        found.push(format!("exit code {exit} instead of {}", expect.exit));
    }
    for (name, wanted) in CHANNELS.into_iter().zip([&expect.kms, &expect.online]) {
        compare(name, &said(report, name), wanted.as_ref(), &mut found);
    }
    if expect.kms.is_none() && expect.online.is_none() {
        found.extend(noise(report));
    }
    found
}

/// `kms works, online blocked`
pub fn standings(report: &Value) -> String {
    CHANNELS.map(|name| format!("{name} {}", said(report, name).standing)).join(", ")
}

pub fn expected_standings(expect: &Expect) -> String {
    let standing = |channel: &Option<Channel>| channel.as_ref().map_or("works", |c| &c.standing).to_owned();
    format!("kms {}, online {}", standing(&expect.kms), standing(&expect.online))
}

fn compare(name: &str, said: &Said, wanted: Option<&Channel>, found: &mut Vec<String>) {
    let standing = wanted.map_or("works", |channel| channel.standing.as_str());
    if said.standing != standing {
        found.push(format!("{name} is {} instead of {standing}", said.standing));
    }
    let wanted: &[String] = wanted.map_or(&[], |channel| &channel.causes);
    for line in wanted.iter().filter(|line| !said.causes.iter().any(|cause| cause.is(line))) {
        found.push(format!("{name}: missing: {line}"));
    }
    for cause in said.causes.iter().filter(|cause| !wanted.iter().any(|line| cause.is(line))) {
        found.push(format!("{name}: not expected: {} {}", cause.words.join(" "), cause.finding));
    }
}

impl Cause {
    /// Whether `line` means this: three words, then arguments of the finding.
    fn is(&self, line: &str) -> bool {
        let mut words = line.split_whitespace();
        let same = self.words.iter().all(|word| words.next() == Some(word));
        same && words.all(|word| word.split_once('=').is_some_and(|(name, value)| self.has(name, value)))
    }

    fn has(&self, argument: &str, value: &str) -> bool {
        match &self.finding[argument] {
            Value::String(text) => text == value,
            Value::Array(items) => items.iter().any(|item| item.as_str() == Some(value)),
            other => value.parse().is_ok_and(|value: Value| value == *other),
        }
    }
}

fn said(report: &Value, name: &str) -> Said {
    let channels = list(&report["verdict"]["channels"]);
    let channel = channels.iter().find(|channel| channel["channel"] == name).expect("the channel is judged");
    let standing = text(&channel["standing"]).to_owned();
    let counts = |requirement: &&Value| {
        let unknown = requirement["status"] == "unknown" && standing == "unknown" && requirement["weight"] == "needed";
        requirement["status"] == "unmet" || unknown
    };
    let causes =
        list(&channel["requirements"]).iter().filter(counts).filter(|one| list(&one["follows_from"]).is_empty());
    Said { causes: causes.map(cause).collect(), standing }
}

fn cause(requirement: &Value) -> Cause {
    let words = [&requirement["id"], &requirement["finding"]["id"], &requirement["owner"]];
    Cause { words: words.map(|word| text(word).to_owned()), finding: requirement["finding"].clone() }
}

/// What a healthy site should not be told.
fn noise(report: &Value) -> Vec<String> {
    let verdict = &report["verdict"];
    let channels = list(&verdict["channels"]).iter().filter(|channel| channel["channel"] != "phone");
    let caveats = channels.flat_map(|channel| list(&channel["caveats"])).chain(list(&verdict["caveats"]));
    let unusual = caveats.filter(|caveat| !USUAL_CAVEATS.contains(&text(&caveat["id"])));
    let mut found: Vec<String> = unusual.map(|caveat| format!("a caveat: {caveat}")).collect();
    found.extend(list(&verdict["indecisive"]).iter().map(|one| format!("not decisive: {one}")));
    found
}

/// The report's requirements in short, for a failure's message.
pub fn excerpt(report: &Value) -> String {
    let mut excerpt = String::new();
    for channel in list(&report["verdict"]["channels"]) {
        for one in list(&channel["requirements"]).iter().filter(|one| one["status"] != "met") {
            let _ = writeln!(
                excerpt,
                "      {} {} {} {} {} follows from {}",
                text(&channel["channel"]),
                text(&one["id"]),
                text(&one["status"]),
                one["finding"],
                one["subjects"],
                one["follows_from"]
            );
        }
    }
    excerpt
}
