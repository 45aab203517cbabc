//! What the program said, beside what a scenario expects of it.

use std::cmp::Reverse;
use std::collections::BTreeSet;
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
/// And every one from a Windows client: the rules for the services' own traffic are not those for
/// the program's.
const USUAL_IN_WINDOWS: &str = "service-rule-unseen";

/// How a channel stands, and why.
struct Said {
    standing: String,
    causes: Vec<Cause>,
    caveats: Vec<String>,
}

struct Cause {
    /// Requirement, finding, owner.
    words: [String; 3],
    finding: Value,
    subjects: Vec<String>,
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
    let verdict = &report["verdict"];
    found.extend(unlike("caveats", &ids(&verdict["caveats"], "id"), &expect.caveats));
    found.extend(unlike("indecisive", &ids(&verdict["indecisive"], "pointer"), &expect.indecisive));
    for (pointer, wanted) in &expect.evidence {
        let got = report["evidence"].pointer(pointer);
        if got.and_then(Value::as_str) != Some(wanted) {
            found.push(format!("{pointer} is {} instead of {wanted}", got.unwrap_or(&Value::Null)));
        }
    }
    found
}

/// Two lists that have to hold the same, in whatever order.
fn unlike(what: &str, said: &[&str], wanted: &[String]) -> Option<String> {
    let (said, wanted): (BTreeSet<&str>, BTreeSet<&str>) =
        (said.iter().copied().collect(), wanted.iter().map(String::as_str).collect());
    (said != wanted).then(|| format!("{what}: {said:?} instead of {wanted:?}"))
}

fn ids<'a>(list_of: &'a Value, field: &str) -> Vec<&'a str> {
    list(list_of).iter().map(|one| text(&one[field])).collect()
}

/// `kms works, online blocked`
pub fn standings(report: &Value) -> String {
    CHANNELS.map(|name| format!("{name} {}", said(report, name).standing)).join(", ")
}

pub fn expected_standings(expect: &Expect) -> String {
    let standing = |name: &str, channel: &Option<Channel>| {
        format!("{name} {}", standing_of(name, channel.as_ref()))
    };
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
    found.extend(noise(name, said, standing, wanted));
    let mut left: Vec<&Cause> = said.causes.iter().collect();
    // The line that says most chooses first.
    let mut lines: Vec<&String> =
        wanted.map_or(Vec::new(), |channel| channel.causes.iter().collect());
    lines.sort_by_key(|line| Reverse(line.len()));
    for line in lines {
        match left.iter().position(|cause| cause.is(line)) {
            Some(place) => drop(left.remove(place)),
            None => found.push(format!("{name}: missing: {line}")),
        }
    }
    for Cause { words, finding, subjects } in left {
        found.push(format!("{name}: not expected: {} {finding} {subjects:?}", words.join(" ")));
    }
}

/// What a channel that works should not say beside; elsewhere only what the file asks for is
/// compared.
fn noise(name: &str, said: &Said, standing: &str, wanted: Option<&Channel>) -> Option<String> {
    let usual = |id: &str| USUAL_CAVEATS.contains(&id) || in_wine() && id == USUAL_IN_WINDOWS;
    let unusual: Vec<&str> =
        said.caveats.iter().map(String::as_str).filter(|id| !usual(id)).collect();
    let is_quiet = matches!(standing, "works" | "not-applicable");
    let wanted =
        wanted.and_then(|channel| channel.caveats.as_deref()).or(is_quiet.then_some(&[]))?;
    let wanted: Vec<String> = wanted.iter().filter(|id| !usual(id)).cloned().collect();
    unlike(&format!("{name}: caveats"), &unusual, &wanted)
}

impl Cause {
    /// Whether `line` means this: three words, then arguments of the finding, and every subject, if
    /// there is one.
    fn is(&self, line: &str) -> bool {
        let mut words = line.split_whitespace();
        let same = self.words.iter().all(|word| words.next() == Some(word));
        let (subjects, arguments): (Vec<_>, Vec<_>) = words
            .map(|word| word.split_once('=').unwrap_or((word, "")))
            .partition(|(name, _)| *name == "subject");
        let subjects: Vec<&str> = subjects.into_iter().map(|(_, subject)| subject).collect();
        same && arguments.iter().all(|(name, value)| self.has(name, value))
            && self.is_about(&subjects)
    }

    /// A subject is named by one of its words: `kms1.corp.test:1688 (10.77.3.11)` by its address,
    /// say.
    fn is_about(&self, named: &[&str]) -> bool {
        let is_word_of =
            |name: &str, subject: &str| subject.split([' ', '(', ')']).any(|word| word == name);
        let each_is_there =
            named.iter().all(|name| self.subjects.iter().any(|subject| is_word_of(name, subject)));
        let no_other = || {
            self.subjects.iter().all(|subject| named.iter().any(|name| is_word_of(name, subject)))
        };
        named.is_empty() || each_is_there && no_other()
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
    let channel =
        channels.iter().find(|channel| channel["channel"] == name).expect("the channel is judged");
    let standing = text(&channel["standing"]).to_owned();
    let counts = |requirement: &&Value| {
        let unknown = requirement["status"] == "unknown"
            && standing == "unknown"
            && requirement["weight"] == "needed";
        requirement["status"] == "unmet" || unknown
    };
    let causes = list(&channel["requirements"])
        .iter()
        .filter(counts)
        .filter(|one| list(&one["follows_from"]).is_empty());
    let caveats = ids(&channel["caveats"], "id").into_iter().map(str::to_owned).collect();
    Said { causes: causes.map(cause).collect(), standing, caveats }
}

fn cause(requirement: &Value) -> Cause {
    let words = [&requirement["id"], &requirement["finding"]["id"], &requirement["owner"]];
    let subjects =
        list(&requirement["subjects"]).iter().map(|subject| text(subject).to_owned()).collect();
    Cause {
        words: words.map(|word| text(word).to_owned()),
        finding: requirement["finding"].clone(),
        subjects,
    }
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
