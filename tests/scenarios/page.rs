//! `docs/scenarios.md`: a line for each situation that a test holds the program to, made from the
//! scenario files.
//!
//! `ACTPROBE_BLESS=1 cargo test --test scenarios` writes it anew; read the diff.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use actprobe::verdict::RequirementId;
use actprobe::verdict::logic::Status;
use toml::{Table, Value};

use super::{never, occurrences, pairs};

const PAGE: &str = "docs/scenarios.md";
/// Recorded evidence: a folder each.
const RECORDED: &str = "fixtures/scenarios";
/// A live network: a file each.
pub const LIVE: &str = "tests/lab/scenarios";
/// Places in the evidence, which a file may name beside the channels.
const NO_CHANNEL: &str = "evidence";
/// These work where a file does not name them; of any other channel it then says nothing.
const ALWAYS_JUDGED: [&str; 2] = ["kms", "online"];

/// Sections of the page, and how the requirement begins that a situation breaks first. The first
/// that fits counts.
const SECTIONS: &[(&str, &[&str])] = &[
    ("Clocks", &["host.clock", "time."]),
    ("Proxies", &["host.proxy", "online.proxy"]),
    ("The host itself", &["host."]),
    ("DNS servers", &["dns."]),
    ("Finding a KMS host", &["kms.srv", "kms.target", "kms.only", "kms.expected"]),
    ("The way to a KMS host", &["kms.port"]),
    ("A KMS host that is reached", &["kms."]),
    ("Online endpoints", &["online."]),
    ("Active Directory (ADBA)", &["adba."]),
    ("Hyper-V (AVMA)", &["avma."]),
    ("Everything else", &[""]),
];
const NOTHING_WRONG: &str = "Nothing is wrong";
const TWO_AT_ONCE: &str = "Two things at once";

const INTRODUCTION: &str = "# Situations

Each line is a test: this is wrong, and this must be said of each channel. The list is made from \
     the scenario files
(`ACTPROBE_BLESS=1 cargo test --test scenarios`); a file holds the root causes and their owners too.

**Evidence** says what the program is shown. *Live network*: servers, firewalls and clients in the
[lab](../tests/lab/README.md). *Recorded*: the evidence of a run, changed as the file says
([how](../fixtures/scenarios/README.md)). *Host file*: a registry export. *Capture*: the output of \
     an administrator's
command.

To add a situation, write one file and make the list anew.
";

/// Known from the field, and in no file.
const UNSEEN: &str = "
## What cannot be seen

These happen in the field, and no evidence that the program has tells them:

| Situation | Why not |
|---|---|
| By priority or weight, clients go to a KMS host of a distant site | which site a host stands at, \
     neither DNS nor the connection says; the report shows the order in which clients draw |
| The authority of a TLS inspection is trusted by the person alone, not by the machine | the \
     program runs in one account, and looks at what that account trusts; services have the \
     machine's store |
| ICMP is filtered at the client, so that the path is not known | the program traces no path; \
     without the ICMP error a rejection looks like silence, and is told as that |
";

#[test]
fn the_page_lists_every_situation() {
    let page = page();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if bless_is_asked_for() {
        fs::write(&file, &page).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        written == page,
        "{PAGE} is out of date: ACTPROBE_BLESS=1 cargo test --test scenarios writes it anew"
    );
}

#[expect(clippy::disallowed_methods, reason = "a wish of whoever starts the test")]
fn bless_is_asked_for() -> bool {
    std::env::var_os("ACTPROBE_BLESS").is_some()
}

fn page() -> String {
    let situations = situations();
    let channels = channels(&situations);
    let mut page = format!("{INTRODUCTION}\n{}", tally(&situations));
    let headings = [NOTHING_WRONG]
        .into_iter()
        .chain(SECTIONS.iter().map(|(heading, _)| *heading))
        .chain([TWO_AT_ONCE]);
    for heading in headings {
        let here: Vec<&Situation> =
            situations.iter().filter(|situation| situation.section() == heading).collect();
        if !here.is_empty() {
            page.push_str(&section(heading, &here, &channels));
        }
    }
    page + &pairs::section(&situations) + UNSEEN + &coverage()
}

/// One thing that is wrong in a world, as its file has it. Only what every kind of scenario file
/// shares is read.
pub struct Situation {
    pub name: String,
    /// From the root of the repository.
    pub file: String,
    table: Table,
    evidence: BTreeSet<&'static str>,
}

pub fn situations() -> Vec<Situation> {
    let mut all: Vec<Situation> = entries(LIVE).iter().filter_map(|file| live(file)).collect();
    all.extend(
        entries(RECORDED)
            .iter()
            .filter(|folder| !folder.ends_with("_base"))
            .filter_map(|f| recorded(f)),
    );
    all.sort_by(|one, other| (&one.name, &one.file).cmp(&(&other.name, &other.file)));
    all
}

fn live(file: &Path) -> Option<Situation> {
    let name = file.file_name()?.to_str()?;
    let table = parsed(file);
    let mut evidence = BTreeSet::from(["live network"]);
    let words: Vec<&str> = strings(table.get("run").and_then(|run| run.get("args")));
    evidence.extend(words.contains(&"--host-facts").then_some("host file"));
    evidence.extend(words.contains(&"--import").then_some("capture"));
    Some(Situation {
        name: name.strip_suffix(".toml")?.to_owned(),
        file: format!("{LIVE}/{name}"),
        table,
        evidence,
    })
}

/// What lies in the folder beside `scenario.toml` is shown to the program too.
fn recorded(folder: &Path) -> Option<Situation> {
    let name = folder.is_dir().then(|| folder.file_name())??.to_str()?;
    let table = parsed(&folder.join("scenario.toml"));
    let mut evidence: BTreeSet<&str> =
        table.contains_key("base").then_some("recorded").into_iter().collect();
    for beside in entries(&format!("{RECORDED}/{name}")) {
        match beside.extension().and_then(|ending| ending.to_str()) {
            Some("reg") => _ = evidence.insert("host file"),
            _ if beside.ends_with("scenario.toml") => {}
            _ => _ = evidence.insert("capture"),
        }
    }
    Some(Situation {
        name: name.to_owned(),
        file: format!("{RECORDED}/{name}/scenario.toml"),
        table,
        evidence,
    })
}

fn entries(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn parsed(file: &Path) -> Table {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn strings(list: Option<&Value>) -> Vec<&str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

impl Situation {
    /// What is expected of the channels that the file names.
    fn expected(&self) -> impl Iterator<Item = (&String, &Table)> {
        let expect = self.table["expect"].as_table().into_iter().flatten();
        let channels = expect.filter(|(name, _)| *name != NO_CHANNEL);
        channels.filter_map(|(channel, value)| Some((channel, value.as_table()?)))
    }

    fn standing(&self, channel: &str) -> String {
        let named = self.expected().find(|(name, _)| *name == channel);
        match named.and_then(|(_, expected)| expected.get("standing")?.as_str()) {
            Some(standing) if standing != "works" => format!("**{standing}**"),
            None if named.is_none() && !ALWAYS_JUDGED.contains(&channel) => String::new(),
            _ => "works".to_owned(),
        }
    }

    fn section(&self) -> &'static str {
        if self.name.starts_with("two-") {
            return TWO_AT_ONCE;
        }
        let Some(cause) = self.first_cause() else { return NOTHING_WRONG };
        let fits = |prefixes: &[&str]| prefixes.iter().any(|prefix| cause.starts_with(prefix));
        SECTIONS.iter().find(|(_, prefixes)| fits(prefixes)).unwrap().0
    }

    /// What decides comes before what is only worth a warning.
    fn first_cause(&self) -> Option<&str> {
        let lists = ["root_causes", "warnings"].into_iter();
        lists
            .flat_map(|list| {
                self.expected().flat_map(move |(_, expected)| strings(expected.get(list)))
            })
            .next()
    }

    fn row(&self, channels: &[String]) -> String {
        let why = self.table["why"].as_str().unwrap().replace('\n', " ").replace('|', "\\|");
        let standings: Vec<String> =
            channels.iter().map(|channel| self.standing(channel)).collect();
        let evidence: Vec<&str> = self.evidence.iter().copied().collect();
        let (standings, evidence) = (standings.join(" | "), evidence.join(", "));
        format!("| {} | {} | {standings} | {evidence} |\n", self.link(), why.trim())
    }

    pub fn link(&self) -> String {
        format!("[{}](../{})", self.name, self.file)
    }

    /// What is expected, the same for every kind of file: the outcome, then of each channel the
    /// standing and the causes.
    pub fn told(&self) -> Vec<String> {
        let expect = &self.table["expect"];
        let outcome = expect.get("outcome").and_then(Value::as_str).unwrap_or("works");
        let standings = self.expected().map(|(name, _)| format!("{name} {}", self.standing(name)));
        let causes = self.expected().flat_map(|(name, expected)| {
            let lists = ["root_causes", "warnings"].into_iter();
            lists
                .flat_map(|list| strings(expected.get(list)))
                .map(move |line| format!("{name} {line}"))
        });
        let mut told: Vec<String> =
            standings.chain(causes).filter(|line| !line.ends_with(" works")).collect();
        told.sort_unstable();
        std::iter::once(outcome.to_owned()).chain(told).collect()
    }
}

/// Every channel that some file names.
fn channels(situations: &[Situation]) -> Vec<String> {
    let named: BTreeSet<&String> =
        situations.iter().flat_map(Situation::expected).map(|(channel, _)| channel).collect();
    let others = named.into_iter().filter(|channel| !ALWAYS_JUDGED.contains(&channel.as_str()));
    ALWAYS_JUDGED.iter().map(|channel| (*channel).to_owned()).chain(others.cloned()).collect()
}

fn tally(situations: &[Situation]) -> String {
    let mut text = "| Evidence | Situations |\n|---|---|\n".to_owned();
    for kind in ["live network", "recorded", "host file", "capture"] {
        let count = situations.iter().filter(|situation| situation.evidence.contains(kind)).count();
        let _ = writeln!(text, "| {kind} | {count} |");
    }
    let _ = writeln!(text, "| in all | {} |", situations.len());
    text
}

fn section(heading: &str, situations: &[&Situation], channels: &[String]) -> String {
    let rows: String = situations.iter().map(|situation| situation.row(channels)).collect();
    let (names, rule) = (channels.join(" | "), "---|".repeat(channels.len() + 3));
    format!("\n## {heading}\n\n| File | Situation | {names} | Evidence |\n|{rule}\n{rows}")
}

/// In how many of the recorded situations each requirement is broken, and in how many it is left
/// open.
fn coverage() -> String {
    let mut text = "\n## Requirements\n\n\
         In how many of the situations with recorded evidence, host files or captures each \
         requirement is expected to be\n\
         unmet, and in how many unknown. A test fails where one of them is none, unless it cannot \
         be: then the reason is given.\n\n\
         | Requirement | Unmet | Unknown |\n|---|---|---|\n"
        .to_owned();
    for &id in RequirementId::ALL {
        let cell = |status| match never::reason(id, status) {
            Some(reason) => format!("– ({reason})"),
            None => occurrences(id, status).to_string(),
        };
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            id.as_str(),
            cell(Status::Unmet),
            cell(Status::Unknown)
        );
    }
    text
}
