//! What the program said, beside what a scenario expects of it.

use std::fmt::Write as _;

use serde_json::Value;

use crate::{
    harness::{
        actprobe::in_wine,
        report::{list, text},
    },
    scenario::{Channel, Expect},
};

const CHANNELS: [&str; 3] = ["kms", "adba", "online"];
/// What every run from a Linux client on a healthy site has to leave open.
const USUAL_CAVEATS: [&str; 7] = [
    "kms-host-state-unseen",
    "adba-machine-account-unseen",
    "adba-generation-unseen",
    "adba-key-unseen",
    "adba-before-kms",
    "key-state-unseen",
    "windows-trust-unseen",
];
/// And every one from a Windows client: the rules for the services' own traffic are not those for the program's.
const USUAL_IN_WINDOWS: &str = "service-rule-unseen";

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
    for (name, wanted) in CHANNELS.into_iter().zip([&expect.kms, &expect.adba, &expect.online]) {
        compare(name, &said(report, name), wanted.as_ref(), &mut found);
    }
    for (pointer, wanted) in &expect.evidence {
        let got = report["evidence"].pointer(pointer);
        if got.and_then(Value::as_str) != Some(wanted) {
            found.push(format!("{pointer} is {} instead of {wanted}", got.unwrap_or(&Value::Null)));
        }
    }
    let is_healthy = expect.adba.as_ref().is_none_or(|adba| adba.standing == "works");
    if expect.kms.is_none() && expect.online.is_none() && is_healthy {
        found.extend(noise(report));
    }
    found
}

/// `kms works, online blocked`
pub fn standings(report: &Value) -> String {
    CHANNELS.map(|name| format!("{name} {}", said(report, name).standing)).join(", ")
}

pub fn expected_standings(expect: &Expect) -> String {
    let standing = |name: &str, channel: &Option<Channel>| format!("{name} {}", standing_of(name, channel.as_ref()));
    let wanted = CHANNELS.into_iter().zip([&expect.kms, &expect.adba, &expect.online]);
    wanted.map(|(name, channel)| standing(name, channel)).collect::<Vec<_>>().join(", ")
}

/// The standing that is written, or that of a healthy site.
fn standing_of<'a>(name: &str, wanted: Option<&'a Channel>) -> &'a str {
    let unnamed = if name == "adba" { "not-applicable" } else { "works" };
    wanted.map_or(unnamed, |channel| channel.standing.as_str())
}

fn compare(name: &str, said: &Said, wanted: Option<&Channel>, found: &mut Vec<String>) {
    let standing = standing_of(name, wanted);
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
    let usual = |id: &str| USUAL_CAVEATS.contains(&id) || in_wine() && id == USUAL_IN_WINDOWS;
    let unusual = caveats.filter(|caveat| !usual(text(&caveat["id"])));
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
