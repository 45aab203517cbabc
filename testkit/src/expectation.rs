//! What a report has to say, as a person wrote it in a scenario's file, and how what it says
//! differs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::cause;
use crate::said::{self, Said, list, text};

/// What must be said. A channel that is not mentioned works, and there is nothing to say about it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// `works` where absent.
    outcome: Option<String>,
    /// Nothing at all is to be said: no cause, no warning, no caveat of the run, nothing
    /// indecisive.
    #[serde(default)]
    silent: bool,
    /// Chance decides what is seen: a channel works or is unknown, nothing is called broken, and
    /// there are no caveats but those that are named.
    #[serde(default)]
    accuses_nobody: bool,
    kms: Option<ChannelExpectation>,
    online: Option<ChannelExpectation>,
    /// Not applicable where it is not mentioned: then nothing of Active Directory is known.
    adba: Option<ChannelExpectation>,
    /// Not applicable where it is not mentioned: most machines are no guests of Hyper-V.
    avma: Option<ChannelExpectation>,
    phone: Option<ChannelExpectation>,
    /// Findings that hold for the whole run.
    #[serde(default)]
    caveats: Vec<String>,
    /// Pointers of what failed and decides nothing.
    #[serde(default)]
    indecisive: Vec<String>,
    /// What the evidence has to say at a place (RFC 6901), where the verdict does not show it.
    #[serde(default)]
    evidence: BTreeMap<String, String>,
}

/// What must be said of a channel. A cause or warning is a line as [`cause::means`] reads it; each
/// list is exact.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelExpectation {
    /// `works` where absent.
    standing: Option<String>,
    /// The finding of the channel's one line; not compared where absent.
    headline: Option<String>,
    /// What the standing hangs on.
    #[serde(default)]
    root_causes: Vec<String>,
    /// What is broken beside.
    #[serde(default)]
    warnings: Vec<String>,
    /// What is broken or unknown because of another, as `REQUIREMENT FINDING`.
    follow: Option<Vec<String>>,
    /// Requirements that are unknown, whether they count or not; not compared where absent.
    unknown: Option<Vec<String>>,
    /// Findings that hold for the channel.
    caveats: Option<Vec<String>>,
}

/// Where the evidence is from: what a file does not mention is compared accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Recorded: every channel is compared, and all that follows from a cause; a channel's caveats
    /// where they are given.
    Recorded,
    /// A live network, asked by a Linux client.
    Live,
    /// A live network, asked by a Windows client.
    LiveInWindows,
}

/// What is compared on a live network: guests of Hyper-V and telephones are none of its affair.
const LIVE: [&str; 3] = ["kms", "adba", "online"];
const ALL: [&str; 5] = ["kms", "online", "adba", "avma", "phone"];
/// Channels that do not apply where nobody mentions them.
const NOT_APPLICABLE: [&str; 2] = ["adba", "avma"];

/// What every run from a Linux client on a healthy site has to leave open.
const USUAL_CAVEATS: [&str; 8] = [
    "kms-host-state-unseen",
    "adba-machine-account-unseen",
    "adba-generation-unseen",
    "adba-key-unseen",
    "adba-before-kms",
    "key-state-unseen",
    "windows-trust-unseen",
    // The site accepts the root by which the lab's endpoints are what they are.
    "answers-seen-by-inspection",
];
/// And every one from a Windows client: the rules for the services' own traffic are not those for
/// the program's.
const USUAL_IN_WINDOWS: &str = "service-rule-unseen";

impl Shown {
    fn is_live(self) -> bool {
        self != Self::Recorded
    }

    /// The channels that are compared.
    pub(crate) fn channels(self) -> &'static [&'static str] {
        if self.is_live() { &LIVE } else { &ALL }
    }

    fn is_usual(self, caveat: &str) -> bool {
        self.is_live() && USUAL_CAVEATS.contains(&caveat)
            || self == Self::LiveInWindows && caveat == USUAL_IN_WINDOWS
    }
}

impl Expectation {
    /// Every difference, readable.
    pub fn objections(&self, report: &Value, shown: Shown) -> Vec<String> {
        let verdict = &report["verdict"];
        let told = said::ids(&verdict["caveats"], "id");
        if self.accuses_nobody {
            let known: Vec<_> =
                told.iter().filter(|id| self.caveats.contains(id)).cloned().collect();
            let caveats = unlike("caveats", &known, &told);
            let accused = accusations(report, shown).into_iter();
            return accused.chain(caveats).map(|objection| format!("  {objection}")).collect();
        }
        let mut objections = self.outcome_differs(verdict);
        objections.extend(unlike("caveats", &self.caveats, &told));
        let indecisive = said::ids(&verdict["indecisive"], "pointer");
        objections.extend(unlike("indecisive", &self.indecisive, &indecisive));
        for name in shown.channels() {
            let said = Said::of(report, name);
            let objected = self.channel(name).objections(&said, shown);
            objections.extend(objected.into_iter().map(|objection| format!("{name} {objection}")));
        }
        objections.extend(self.silent.then(|| noises(report)).into_iter().flatten());
        objections.extend(self.evidence_differs(&report["evidence"]));
        objections.into_iter().map(|objection| format!("  {objection}")).collect()
    }

    /// Whether a person wrote that this requirement does not hold, or is not known.
    pub fn names(&self, channel: &str, id: &str) -> bool {
        let expected = self.channel(channel);
        let lists = [&expected.root_causes, &expected.warnings].into_iter();
        let lines = lists.chain(&expected.follow).chain(&expected.unknown).flatten();
        lines.filter_map(|line| line.split(' ').next()).any(|named| named == id)
    }

    /// Whether the program may end with this code.
    pub fn takes(&self, code: i32) -> bool {
        let left_open = self.accuses_nobody && code == code_of("inconclusive");
        code == self.exit_code() || left_open
    }

    /// The exit code that goes with the outcome.
    pub fn exit_code(&self) -> i32 {
        code_of(self.outcome())
    }

    /// `kms works, online blocked`
    pub fn standings(&self, shown: Shown) -> String {
        let standing = |name: &&str| format!("{name} {}", self.channel(name).standing());
        shown.channels().iter().map(standing).collect::<Vec<_>>().join(", ")
    }

    fn outcome(&self) -> &str {
        self.outcome.as_deref().unwrap_or("works")
    }

    fn outcome_differs(&self, verdict: &Value) -> Vec<String> {
        let (expected, got) = (self.outcome(), text(&verdict["outcome"]));
        let differs = (expected != got).then(|| format!("outcome: expected {expected}, got {got}"));
        differs.into_iter().collect()
    }

    fn evidence_differs(&self, evidence: &Value) -> Vec<String> {
        let differs = self.evidence.iter().filter_map(|(pointer, expected)| {
            let got = evidence.pointer(pointer).unwrap_or(&Value::Null);
            (got.as_str() != Some(expected))
                .then(|| format!("{pointer}: expected {expected}, got {got}"))
        });
        differs.collect()
    }

    fn channel(&self, name: &str) -> ChannelExpectation {
        let given = match name {
            "kms" => &self.kms,
            "online" => &self.online,
            "adba" => &self.adba,
            "avma" => &self.avma,
            "phone" => &self.phone,
            _ => panic!("there is no channel {name}"),
        };
        let unmentioned = || ChannelExpectation {
            standing: NOT_APPLICABLE.contains(&name).then(|| "not-applicable".to_owned()),
            ..ChannelExpectation::default()
        };
        given.clone().unwrap_or_else(unmentioned)
    }
}

impl ChannelExpectation {
    fn standing(&self) -> &str {
        self.standing.as_deref().unwrap_or("works")
    }

    fn objections(&self, said: &Said<'_>, shown: Shown) -> Vec<String> {
        let mut objections = Vec::new();
        if said.standing != self.standing() {
            objections.push(format!(
                "standing: expected {}, got {}",
                self.standing(),
                said.standing
            ));
        }
        if self.headline.as_ref().is_some_and(|expected| expected != said.headline) {
            let expected = self.headline.as_deref().unwrap_or_default();
            objections.push(format!("headline: expected {expected}, got {}", said.headline));
        }
        objections.extend(cause::unlike("root causes", &self.root_causes, said.root_causes(true)));
        objections.extend(cause::unlike("warnings", &self.warnings, said.root_causes(false)));
        let lists = [
            ("follow", self.follow_compared(shown), said.consequences()),
            ("unknown", self.unknown.clone(), said.unknown()),
        ];
        for (what, expected, got) in lists {
            objections.extend(expected.iter().flat_map(|expected| unlike(what, expected, &got)));
        }
        objections.extend(self.caveats_differ(said, shown));
        objections
    }

    fn follow_compared(&self, shown: Shown) -> Option<Vec<String>> {
        self.follow.clone().or_else(|| (!shown.is_live()).then(Vec::new))
    }

    /// On a live network, a channel that works has nothing unusual to say beside.
    fn caveats_differ(&self, said: &Said<'_>, shown: Shown) -> Vec<String> {
        let is_quiet = matches!(self.standing(), "works" | "not-applicable");
        let unmentioned = || (shown.is_live() && is_quiet).then(Vec::new);
        let Some(expected) = self.caveats.clone().or_else(unmentioned) else { return Vec::new() };
        let unusual = |all: Vec<String>| -> Vec<String> {
            all.into_iter().filter(|caveat| !shown.is_usual(caveat)).collect()
        };
        unlike("caveats", &unusual(expected), &unusual(said.caveats()))
    }
}

fn code_of(outcome: &str) -> i32 {
    match outcome {
        "works" => 0,
        "blocked" => 1,
        "warnings" => 2,
        "inconclusive" => 3,
        outcome => panic!("there is no outcome {outcome}"),
    }
}

/// What is called broken, though it may be chance.
fn accusations(report: &Value, shown: Shown) -> Vec<String> {
    let of_channel = |name: &&str| {
        let said = Said::of(report, name);
        let broken = matches!(said.standing, "blocked" | "degraded" | "");
        let standing = broken.then(|| format!("{name} is {}", said.standing));
        let unmet =
            list(&report["verdict"]["channels"]).iter().filter(move |c| c["channel"] == **name);
        let unmet = unmet.flat_map(|channel| list(&channel["requirements"]));
        let unmet = unmet.filter(|requirement| requirement["status"] == "unmet");
        let unmet = unmet.map(|requirement| format!("unmet: {requirement}"));
        standing.into_iter().chain(unmet).collect::<Vec<_>>()
    };
    shown.channels().iter().flat_map(of_channel).collect()
}

fn noises(report: &Value) -> Vec<String> {
    let verdict = &report["verdict"];
    let channels = list(&verdict["channels"]).iter();
    let of_channels = channels.flat_map(|channel| {
        let said = Said::of(report, text(&channel["channel"]));
        [true, false].map(|decisive| said.root_causes(decisive)).concat()
    });
    let of_channels: Vec<String> = of_channels.map(cause::whole).collect();
    let of_run = said::ids(&verdict["caveats"], "id");
    let all = of_channels.into_iter().chain(of_run);
    let all = all.chain(said::ids(&verdict["indecisive"], "pointer"));
    all.map(|said| format!("expected silence, got {said}")).collect()
}

/// As sets: in which order a report lists them is the report's affair.
fn unlike(what: &str, expected: &[String], got: &[String]) -> Vec<String> {
    let expected: BTreeSet<&String> = expected.iter().collect();
    let got: BTreeSet<&String> = got.iter().collect();
    let missing = expected.difference(&got).map(|line| format!("{what}: - {line}"));
    let surplus = got.difference(&expected).map(|line| format!("{what}: + {line}"));
    missing.chain(surplus).collect()
}

#[cfg(test)]
mod tests;
