//! Every scenario compared: with itself, with itself at another moment, and with others.

use actprobe::ask::replay;
use actprobe::diff::{Conclusion, Diff, diff};
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{self, Style};
use serde_json::Value;

use super::scenario::Scenario;
use super::{in_every_scenario, judged};

fn compared(before: &Report, after: &Report) -> Diff {
    diff(&before.evidence, &before.verdict, &after.evidence, &after.verdict)
}

fn differences(diff: &Diff) -> Vec<String> {
    match diff.conclusion {
        Conclusion::Same => vec![],
        _ => vec![format!("{:#?}", (&diff.channels, &diff.things, &diff.not_comparable))],
    }
}

#[test]
fn nothing_changed_since_the_same_moment() {
    in_every_scenario(|_, report| differences(&compared(report, report)));
}

#[test]
fn times_order_and_versions_are_no_difference() {
    in_every_scenario(|scenario, report| {
        let later = at_another_moment(scenario);
        assert!(later.evidence != report.evidence, "{}: nothing was changed", scenario.name);
        differences(&compared(report, &later))
    });
}

/// Asked a second later by another version: other durations, other local ports, and every list that
/// has no order turned round. Servers have one: the first is asked first.
fn at_another_moment(scenario: &Scenario) -> Report {
    let mut tree = serde_json::to_value(&scenario.evidence).unwrap();
    tree["tool_version"] = "99.0.0".into();
    tree["started_at"] =
        (scenario.evidence.started_at + jiff::SignedDuration::from_secs(1)).to_string().into();
    disturb(&mut tree);
    Report::of(replay::read(tree.to_string().as_bytes()).unwrap())
}

const WITHOUT_ORDER: [&str; 10] = [
    "questions",
    "answers",
    "records",
    "targets",
    "endpoints",
    "suffixes",
    "sources",
    "controllers",
    "ports",
    "objects",
];

fn disturb(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(disturb),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), &mut *value) {
                    ("elapsed_us" | "ttl_s" | "delay_us" | "size_bytes", Value::Number(number)) => {
                        *value = (number.as_u64().unwrap() + 1_001).into();
                    }
                    ("offset_us", Value::Number(number)) => {
                        *value = (number.as_i64().unwrap() + 2_002).into();
                    }
                    ("local", Value::String(local)) => *local = local.replace(":4", ":5"),
                    (name, Value::Array(items)) if WITHOUT_ORDER.contains(&name) => items.reverse(),
                    _ => {}
                }
                disturb(value);
            }
        }
        _ => {}
    }
}

/// The healthy site against each scenario, and each scenario against the next.
fn pairs() -> impl Iterator<Item = (&'static (Scenario, Report), &'static (Scenario, Report))> {
    let all = judged();
    let healthy = all.iter().find(|(scenario, _)| scenario.name == "nothing-is-wrong").unwrap();
    all.iter().map(move |other| (healthy, other)).chain(all.iter().zip(all.iter().skip(1)))
}

#[test]
fn backwards_everything_is_turned_round() {
    for (one, other) in pairs() {
        let (there, back) = (compared(&one.1, &other.1), compared(&other.1, &one.1));
        let names = (&one.0.name, &other.0.name);
        assert_eq!(there.conclusion, back.conclusion, "{names:?}");
        let swapped = there.things.iter().zip(&back.things).all(|(there, back)| {
            (there.thing, &there.of, &there.item, &there.before, &there.after)
                == (back.thing, &back.of, &back.item, &back.after, &back.before)
        });
        assert!(swapped && there.things.len() == back.things.len(), "{names:?}");
        let moved =
            |diff: &Diff| diff.channels.iter().map(|c| c.requirements.len()).collect::<Vec<_>>();
        assert_eq!(moved(&there), moved(&back), "{names:?}");
        assert_eq!(there.not_comparable.len(), back.not_comparable.len(), "{names:?}");
    }
}

#[test]
fn a_standing_that_changed_is_told_or_is_said_to_be_not_comparable() {
    let mut told = 0;
    for ((before_scenario, before), (after_scenario, after)) in pairs() {
        let diff = compared(before, after);
        for (from, to) in before.verdict.channels.iter().zip(&after.verdict.channels) {
            let change = diff.channels.iter().find(|change| change.channel == from.channel);
            let is_told = change.is_some_and(|change| {
                (change.before, change.after) == (from.standing, to.standing)
            });
            let is_gap = diff
                .not_comparable
                .iter()
                .any(|gap| gap.what == actprobe::diff::What::Channel(from.channel));
            let names = (&before_scenario.name, &after_scenario.name, from.channel);
            assert!(from.standing == to.standing || is_told || is_gap, "{names:?}");
            told += usize::from(is_told);
        }
    }
    assert!(told > 50, "only {told}");
}

#[test]
fn the_text_fits_eighty_columns_and_names_nothing_that_has_no_sentence() {
    let speech = Speech::new(Language::English);
    for (before, after) in pairs() {
        let text = text::diff::render(&compared(&before.1, &after.1), &speech, Style::default());
        let is_wide = |line: &&str| line.chars().count() > 80 && !super::is_one_piece(line);
        assert_eq!(text.lines().find(is_wide), None, "{} {}", before.0.name, after.0.name);
        assert!(!text.contains("diff-") && !text.contains('{'), "{text}");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
    }
}
