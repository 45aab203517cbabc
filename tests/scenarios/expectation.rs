//! What must be said of a scenario, and how what is said differs from it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use actprobe::verdict::logic::Status;
use actprobe::verdict::{ChannelVerdict, Finding, Outcome, Requirement, Standing, Verdict};
use actprobe_probes::evidence::Channel;
use serde::Deserialize;

/// What must be said. A channel that is not mentioned works, and there is nothing to say about it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    outcome: Outcome,
    /// Nothing at all is to be said: no cause, no warning, no caveat of the run, nothing
    /// indecisive.
    #[serde(default)]
    silent: bool,
    #[serde(default)]
    kms: ChannelExpectation,
    #[serde(default)]
    online: ChannelExpectation,
    /// Not applicable where it is not mentioned: then nothing of Active Directory is known.
    #[serde(default = "not_applicable")]
    adba: ChannelExpectation,
    /// Not applicable where it is not mentioned: most machines are no guests of Hyper-V.
    #[serde(default = "not_applicable")]
    avma: ChannelExpectation,
    #[serde(default)]
    phone: ChannelExpectation,
    /// Findings that hold for the whole run.
    #[serde(default)]
    caveats: Vec<String>,
    /// Pointers of what failed and decides nothing.
    #[serde(default)]
    indecisive: Vec<String>,
}

/// What must be said of a channel. A cause or warning is `REQUIREMENT FINDING OWNER`, and
/// `subject=…` where it matters which one; each list is exact.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelExpectation {
    /// `works` where absent.
    standing: Option<Standing>,
    /// The finding of the channel's one line; not compared where absent.
    headline: Option<String>,
    /// What the standing hangs on.
    #[serde(default)]
    root_causes: Vec<String>,
    /// What is broken beside.
    #[serde(default)]
    warnings: Vec<String>,
    /// What is broken or unknown because of another, as `REQUIREMENT FINDING`.
    #[serde(default)]
    follow: Vec<String>,
    /// Requirements that are unknown, whether they count or not; not compared where absent.
    unknown: Option<Vec<String>>,
    /// Findings that hold for the channel; not compared where absent.
    caveats: Option<Vec<String>>,
}

fn not_applicable() -> ChannelExpectation {
    ChannelExpectation { standing: Some(Standing::NotApplicable), ..ChannelExpectation::default() }
}

impl Expectation {
    /// Every difference, readable.
    pub fn objections(&self, verdict: &Verdict) -> Vec<String> {
        let mut objections = Vec::new();
        if verdict.outcome != self.outcome {
            objections
                .push(format!("  outcome: expected {:?}, got {:?}", self.outcome, verdict.outcome));
        }
        objections.extend(difference("caveats", &self.caveats, &ids(&verdict.caveats)));
        let indecisive: Vec<String> =
            verdict.indecisive.iter().map(|indecisive| indecisive.pointer.clone()).collect();
        objections.extend(difference("indecisive", &self.indecisive, &indecisive));
        objections.extend(self.kms.objections(channel(verdict, Channel::Kms)));
        objections.extend(self.online.objections(channel(verdict, Channel::Online)));
        objections.extend(self.adba.objections(channel(verdict, Channel::Adba)));
        objections.extend(self.avma.objections(channel(verdict, Channel::Avma)));
        objections.extend(self.phone.objections(channel(verdict, Channel::Phone)));
        objections.extend(self.silent.then(|| noises(verdict)).into_iter().flatten());
        objections
    }
}

impl Expectation {
    /// Whether a person wrote that this requirement does not hold, or is not known.
    pub fn names(&self, channel: Channel, id: &str) -> bool {
        let expected = match channel {
            Channel::Kms => &self.kms,
            Channel::Online => &self.online,
            Channel::Adba => &self.adba,
            Channel::Avma => &self.avma,
            Channel::Phone => &self.phone,
        };
        let lists = [&expected.root_causes, &expected.warnings, &expected.follow];
        let lines = lists.into_iter().chain(&expected.unknown).flatten();
        lines.filter_map(|line| line.split(' ').next()).any(|named| named == id)
    }
}

impl ChannelExpectation {
    fn objections(&self, verdict: &ChannelVerdict) -> Vec<String> {
        let expected = self.standing.unwrap_or(Standing::Works);
        let (decisive, beside): (Vec<_>, Vec<_>) =
            verdict.root_causes().partition(|c| verdict.is_decisive(c));
        let unknown = verdict.requirements.iter().filter(|r| r.status == Status::Unknown);
        let headline = verdict.headline.finding.id();
        let mut objections = Vec::new();
        if verdict.standing != expected {
            objections
                .push(format!("  standing: expected {expected:?}, got {:?}", verdict.standing));
        }
        if self.headline.as_ref().is_some_and(|expected| expected != headline) {
            objections.push(format!(
                "  headline: expected {}, got {headline}",
                self.headline.as_deref().unwrap_or_default()
            ));
        }
        let unknown: Vec<String> = unknown.map(|r| r.id.as_str().to_owned()).collect();
        let follow: Vec<String> = verdict.consequences().map(short).collect();
        objections.extend(unlike("root causes", &self.root_causes, &decisive));
        objections.extend(unlike("warnings", &self.warnings, &beside));
        objections.extend(difference("follow", &self.follow, &follow));
        objections.extend(
            self.unknown.iter().flat_map(|expected| difference("unknown", expected, &unknown)),
        );
        let caveats = ids(&verdict.caveats);
        objections.extend(
            self.caveats.iter().flat_map(|expected| difference("caveats", expected, &caveats)),
        );
        objections
            .into_iter()
            .map(|objection| format!("  {}{objection}", id(&verdict.channel)))
            .collect()
    }
}

fn noises(verdict: &Verdict) -> Vec<String> {
    let said = verdict.channels.iter().flat_map(ChannelVerdict::root_causes).map(whole);
    let said = said
        .chain(ids(&verdict.caveats))
        .chain(verdict.indecisive.iter().map(|i| i.pointer.clone()));
    said.map(|said| format!("  expected silence, got {said}")).collect()
}

fn channel(verdict: &Verdict, wanted: Channel) -> &ChannelVerdict {
    verdict.channels.iter().find(|channel| channel.channel == wanted).unwrap()
}

/// A line for each cause and a cause for each line, in whatever order. The line that says most
/// chooses first.
fn unlike(what: &str, expected: &[String], causes: &[&Requirement]) -> Vec<String> {
    let mut lines: Vec<&String> = expected.iter().collect();
    lines.sort_by_key(|line| Reverse(line.len()));
    let (mut left, mut objections) = (causes.to_vec(), Vec::new());
    for line in lines {
        match left.iter().position(|cause| means(line, cause)) {
            Some(place) => drop(left.remove(place)),
            None => objections.push(format!("  {what}: - {line}")),
        }
    }
    objections.extend(
        left.iter().map(|cause| format!("  {what}: + {} {:?}", whole(cause), cause.subjects)),
    );
    objections
}

/// `REQUIREMENT FINDING OWNER`, then `subject=…` for each thing that it is about, if there is one,
/// and no other.
fn means(line: &str, cause: &Requirement) -> bool {
    let (words, named): (Vec<&str>, Vec<&str>) =
        line.split(' ').partition(|word| !word.starts_with("subject="));
    let named: Vec<&str> = named.iter().filter_map(|word| word.strip_prefix("subject=")).collect();
    // `kms1.corp.example:1688 (192.0.2.11)` is named by one of its words.
    let is_word_of =
        |name: &str, subject: &str| subject.split([' ', '(', ')']).any(|word| word == name);
    let each_is_there =
        named.iter().all(|name| cause.subjects.iter().any(|subject| is_word_of(name, subject)));
    let no_other =
        || cause.subjects.iter().all(|subject| named.iter().any(|name| is_word_of(name, subject)));
    words.join(" ") == whole(cause) && (named.is_empty() || each_is_there && no_other())
}

fn whole(cause: &Requirement) -> String {
    format!("{} {} {}", cause.id.as_str(), cause.finding.id(), id(&cause.owner))
}

fn short(effect: &Requirement) -> String {
    format!("{} {}", effect.id.as_str(), effect.finding.id())
}

fn ids(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| finding.id().to_owned()).collect()
}

/// An enum's value as it stands in the JSON format.
fn id<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// As sets: in which order a report lists them is the report's affair.
fn difference(what: &str, expected: &[String], got: &[String]) -> Vec<String> {
    let expected: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
    let got: BTreeSet<&str> = got.iter().map(String::as_str).collect();
    let missing = expected.difference(&got).map(|line| format!("  {what}: - {line}"));
    let surplus = got.difference(&expected).map(|line| format!("  {what}: + {line}"));
    missing.chain(surplus).collect()
}
