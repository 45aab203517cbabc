//! Every folder of `fixtures/scenarios`: evidence in, verdict out, as written by hand. See the
//! README there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod advice;
mod answers;
mod codes;
mod compared;
mod facts;
mod field_apart;
mod field_beside;
mod field_events;
mod field_hosts;
mod field_keys;
mod field_licences;
mod field_machines;
mod field_network;
mod field_others;
mod field_shapes;
mod field_sites;
mod field_steps;
mod field_whose;
mod field_zones;
mod flows;
mod guide;
mod means;
mod never;
mod page;
mod pairs;
mod scenario;
mod walk;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use actprobe::ask::replay;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::text::Style;
use actprobe::say::report::{Report, json, text};
use actprobe::verdict::logic::Status;
use actprobe::verdict::requirement::Weight;
use actprobe::verdict::{ChannelVerdict, Requirement, RequirementId, Standing};
use actprobe_probes::evidence::Channel;
use scenario::{Scenario, all};
use testkit::expectation::Shown;

/// Runs a check over every scenario, and reports all that it objects to at once.
fn in_every_scenario(check: impl Fn(&Scenario, &Report) -> Vec<String>) {
    let objections = judged().iter().flat_map(|(scenario, report)| {
        let found = check(scenario, report);
        found
            .into_iter()
            .map(|objection| format!("\n{}\n  ({})\n{objection}", scenario.name, scenario.why))
    });
    let objections: Vec<String> = objections.collect();
    assert!(objections.is_empty(), "{} objections:\n{}", objections.len(), objections.join("\n"));
}

/// Read and judged once for all tests.
fn judged() -> &'static [(Scenario, Report)] {
    static JUDGED: OnceLock<Vec<(Scenario, Report)>> = OnceLock::new();
    let judge = |scenario: Scenario| {
        let report = Report::of(scenario.evidence.clone());
        (scenario, report)
    };
    JUDGED.get_or_init(|| all().into_iter().map(judge).collect())
}

#[test]
fn every_scenario_is_judged_as_written() {
    in_every_scenario(|scenario, report| {
        let report = serde_json::to_value(report).unwrap();
        scenario.expect.objections(&report, Shown::Recorded)
    });
}

/// What a console without Unicode cannot show is in a report only where the evidence has it: in
/// somebody's name.
#[test]
fn ascii_means_ascii() {
    let speech = Speech::new(Language::English);
    let in_ascii = Style { ascii: true, ..Style::default() };
    in_every_scenario(|scenario, report| {
        let foreign = serde_json::to_string(&scenario.evidence).unwrap();
        let text = text::render(report, &speech, in_ascii);
        let ours = text.chars().filter(|&sign| !sign.is_ascii() && !foreign.contains(sign));
        let ours: BTreeSet<char> = ours.collect();
        if ours.is_empty() { Vec::new() } else { vec![format!("{ours:?} is not ASCII")] }
    });
}

#[test]
fn there_are_at_least_fifty_and_each_says_why() {
    let whys: BTreeSet<&str> = judged().iter().map(|(scenario, _)| scenario.why.as_str()).collect();
    assert!(judged().len() >= 50, "only {}", judged().len());
    assert_eq!(whys.len(), judged().len(), "two scenarios give the same reason");
    assert!(whys.iter().all(|why| why.len() > 20));
}

#[test]
fn every_citation_points_into_the_evidence() {
    in_every_scenario(|_, report| {
        let tree = serde_json::to_value(&report.evidence).unwrap();
        let cited =
            report.verdict.channels.iter().flat_map(|c| &c.requirements).flat_map(|r| &r.because);
        let listed = report.verdict.indecisive.iter().map(|indecisive| &indecisive.pointer);
        cited
            .chain(listed)
            .filter(|p| tree.pointer(p).is_none())
            .map(|p| format!("  {p} is nowhere"))
            .collect()
    });
}

#[test]
fn whatever_is_broken_cites_what_was_seen() {
    in_every_scenario(|_, report| {
        let broken =
            report.verdict.channels.iter().flat_map(|c| &c.requirements).filter(|r| is_broken(r));
        // What was never asked has left nothing to cite.
        let uncited =
            broken.filter(|r| r.because.is_empty() && !r.finding.id().ends_with("-not-asked"));
        uncited.map(|r| format!("  {} cites nothing", r.id.as_str())).collect()
    });
}

#[test]
fn every_failed_observation_is_cited_or_listed_as_indecisive() {
    in_every_scenario(|_, report| {
        let requirements = || report.verdict.channels.iter().flat_map(|c| &c.requirements);
        let cited: Vec<&String> = requirements().flat_map(|r| &r.because).collect();
        let listed: Vec<&String> =
            report.verdict.indecisive.iter().map(|indecisive| &indecisive.pointer).collect();
        let failed = walk::failures(&serde_json::to_value(&report.evidence).unwrap());
        let passed_over = failed.into_iter().filter(|failed| {
            let is_cited = cited.iter().any(|pointer| walk::covers(pointer, failed));
            is_cited == listed.contains(&failed)
        });
        passed_over.map(|pointer| format!("  {pointer} is passed over, or told twice")).collect()
    });
}

#[test]
fn judging_twice_gives_the_same_bytes() {
    in_every_scenario(|scenario, report| {
        let again = Report::of(scenario.evidence.clone());
        let same = json::render(report).unwrap() == json::render(&again).unwrap();
        if same { vec![] } else { vec!["  the second judgement differs".to_owned()] }
    });
}

#[test]
fn a_report_replayed_is_the_same_report() {
    in_every_scenario(|_, report| {
        let written = json::render(report).unwrap();
        let replayed = Report::of(replay::read(written.as_bytes()).unwrap());
        let mut objections = Vec::new();
        if json::render(&replayed).unwrap() != written {
            objections.push("  the replayed JSON differs".to_owned());
        }
        if in_english(&replayed) != in_english(report) {
            objections.push("  the replayed text differs".to_owned());
        }
        objections
    });
}

#[test]
fn every_root_cause_says_what_was_seen_what_it_means_and_what_to_do() {
    let speech = Speech::new(Language::English);
    in_every_scenario(|_, report| {
        let causes = report.verdict.channels.iter().flat_map(ChannelVerdict::root_causes);
        causes.flat_map(|cause| silences(cause, &speech)).collect()
    });
}

fn silences(cause: &Requirement, speech: &Speech) -> Vec<String> {
    let id = cause.finding.id();
    let says = [
        ("seen", Some(speech.seen(&cause.finding)).filter(|seen| seen != id)),
        ("means", speech.means(&cause.finding)),
        ("action", speech.action(&cause.finding)),
    ];
    let silent =
        says.iter().filter(|(_, text)| text.as_ref().is_none_or(|text| text.trim().is_empty()));
    silent.map(|(part, _)| format!("  {id} has no sentence for: {part}")).collect()
}

#[test]
fn whatever_is_broken_has_an_owner() {
    in_every_scenario(|_, report| {
        let broken =
            report.verdict.channels.iter().flat_map(|c| &c.requirements).filter(|r| r.is_unmet());
        let ownerless = broken.filter(|r| r.owner == actprobe::verdict::Owner::Nobody);
        ownerless.map(|r| format!("  {} belongs to nobody", r.id.as_str())).collect()
    });
}

#[test]
fn a_standing_other_than_working_is_explained() {
    in_every_scenario(|_, report| {
        let unexplained = report.verdict.channels.iter().filter(|channel| {
            let needs_a_reason = matches!(
                channel.standing,
                Standing::Blocked | Standing::Unknown | Standing::Degraded
            );
            needs_a_reason && !channel.root_causes().any(|cause| channel.is_decisive(cause))
        });
        unexplained
            .map(|c| format!("  {:?} is {:?} for no reason", c.channel, c.standing))
            .collect()
    });
}

#[test]
fn what_decides_weighs_more_than_advice() {
    in_every_scenario(|_, report| {
        let works =
            report.verdict.channels.iter().filter(|channel| channel.standing == Standing::Works);
        let broken = works
            .flat_map(|c| &c.requirements)
            .filter(|r| r.is_unmet() && r.weight != Weight::Advice);
        broken
            .map(|r| format!("  {} is broken, and the channel is said to work", r.id.as_str()))
            .collect()
    });
}

#[test]
fn the_report_fits_eighty_columns() {
    in_every_scenario(|_, report| {
        let text = in_english(report);
        let wide = text.lines().filter(|line| line.chars().count() > 80 && !is_one_piece(line));
        wide.map(|line| format!("  {line}")).collect()
    });
}

#[test]
fn the_text_names_what_failed_and_decides_nothing() {
    let told = |report: &Report| report.verdict.indecisive.len();
    assert!(judged().iter().any(|(_, report)| told(report) > 0), "nowhere is there any");
    in_every_scenario(|_, report| {
        // Lines may be broken anywhere between words.
        let text = in_english(report).split_whitespace().collect::<Vec<_>>().join(" ");
        let section = text.split_once("Failed, but decides nothing").map_or("", |(_, rest)| rest);
        let untold = report.verdict.indecisive.iter().filter(|indecisive| {
            let kind = serde_json::to_value(indecisive.failure.kind).unwrap();
            !section.contains(&indecisive.about) || !section.contains(kind.as_str().unwrap())
        });
        untold.map(|indecisive| format!("  {} is not in the text", indecisive.pointer)).collect()
    });
}

/// A command is copied whole, and a name that is longer than the page is not torn apart.
fn is_one_piece(line: &str) -> bool {
    line.starts_with("        > ")
        || line.trim_start_matches("  - ").split_whitespace().count() == 1
}

#[test]
fn no_report_writes_to_the_readers_terminal() {
    in_every_scenario(|_, report| {
        let texts = [in_english(report), json::render(report).unwrap()];
        let unfit =
            |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        let found = texts.iter().flat_map(|text| text.lines()).filter(|line| line.contains(unfit));
        found.map(|line| format!("  {}", line.escape_debug())).collect()
    });
}

fn in_english(report: &Report) -> String {
    // Reading the language file takes longer than all the rest.
    thread_local!(static SPEECH: Speech = Speech::new(Language::English));
    SPEECH.with(|speech| text::render(report, speech, Style::default()))
}

fn is_broken(requirement: &Requirement) -> bool {
    matches!(requirement.status, Status::Unmet | Status::Unknown)
}

/// The channels in which a report says that of a requirement.
fn in_channels(
    report: &Report,
    id: RequirementId,
    status: Status,
) -> impl Iterator<Item = Channel> {
    let says = move |channel: &&ChannelVerdict| {
        channel.requirements.iter().any(|r| r.id == id && r.status == status)
    };
    report.verdict.channels.iter().filter(says).map(|channel| channel.channel)
}

/// In how many scenarios a person wrote that a requirement is unmet, or unknown; that it is so, the
/// judgement says.
fn occurrences(id: RequirementId, status: Status) -> usize {
    let is_expected = |(scenario, report): &&(Scenario, Report)| {
        in_channels(report, id, status).any(|channel| {
            let channel = serde_json::to_value(channel).unwrap();
            scenario.expect.names(channel.as_str().unwrap(), id.as_str())
        })
    };
    judged().iter().filter(is_expected).count()
}

fn happens(report: &Report, id: RequirementId, status: Status) -> bool {
    in_channels(report, id, status).next().is_some()
}

#[test]
fn every_requirement_is_broken_by_some_scenario_and_left_open_by_another() {
    let both = |id: &RequirementId| [(*id, Status::Unmet), (*id, Status::Unknown)];
    let all = RequirementId::ALL.iter().flat_map(both);
    let wrong = all
        .filter(|(id, status)| never::reason(*id, *status).is_none())
        .filter(|(id, status)| occurrences(*id, *status) == 0)
        .map(|(id, status)| format!("{} is expected {status:?} in no scenario", id.as_str()));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_cannot_be_is_said_in_no_scenario() {
    in_every_scenario(|_, report| never::said_after_all(report));
}
