//! A line of a scenario's file beside a cause in the report.

use std::cmp::Reverse;

use serde_json::Value;

use crate::said::{list, text};

/// A line for each cause and a cause for each line, in whatever order. The line that says most
/// chooses first.
pub(crate) fn unlike(what: &str, expected: &[String], causes: Vec<&Value>) -> Vec<String> {
    let mut lines: Vec<&String> = expected.iter().collect();
    lines.sort_by_key(|line| Reverse(line.len()));
    let (mut left, mut objections) = (causes, Vec::new());
    for line in lines {
        match left.iter().position(|cause| means(line, cause)) {
            Some(place) => drop(left.remove(place)),
            None => objections.push(format!("{what}: - {line}")),
        }
    }
    let surplus = left.iter().map(|cause| {
        format!("{what}: + {} {} {}", whole(cause), cause["finding"], cause["subjects"])
    });
    objections.extend(surplus);
    objections
}

/// `REQUIREMENT FINDING OWNER`; then `argument=value` of the finding, where it matters; then
/// `subject=…` for each thing that it is about, if there is one, and no other.
pub(crate) fn means(line: &str, cause: &Value) -> bool {
    let (words, more): (Vec<&str>, Vec<&str>) =
        line.split_whitespace().partition(|word| !word.contains('='));
    let (subjects, arguments): (Vec<_>, Vec<_>) = more
        .iter()
        .filter_map(|word| word.split_once('='))
        .partition(|(name, _)| *name == "subject");
    let subjects: Vec<&str> = subjects.into_iter().map(|(_, subject)| subject).collect();
    words.join(" ") == whole(cause)
        && arguments.iter().all(|(name, value)| has(&cause["finding"][name], value))
        && is_about(cause, &subjects)
}

/// `REQUIREMENT FINDING OWNER`
pub(crate) fn whole(cause: &Value) -> String {
    [&cause["id"], &cause["finding"]["id"], &cause["owner"]].map(text).join(" ")
}

/// A list has each of its members.
fn has(argument: &Value, value: &str) -> bool {
    match argument {
        Value::String(text) => text == value,
        Value::Array(items) => items.iter().any(|item| item.as_str() == Some(value)),
        other => value.parse().is_ok_and(|value: Value| value == *other),
    }
}

/// A subject is named by one of its words: `kms1.corp.test:1688 (10.77.3.11)` by its address, say.
fn is_about(cause: &Value, named: &[&str]) -> bool {
    let is_word_of =
        |name: &str, subject: &Value| text(subject).split([' ', '(', ')']).any(|word| word == name);
    let subjects = list(&cause["subjects"]);
    let each_is_there =
        named.iter().all(|name| subjects.iter().any(|subject| is_word_of(name, subject)));
    let no_other =
        || subjects.iter().all(|subject| named.iter().any(|name| is_word_of(name, subject)));
    named.is_empty() || each_is_there && no_other()
}
