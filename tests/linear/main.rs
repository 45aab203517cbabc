//! Every reader of a file is linear: eight times the input is at most nine times the work, whatever
//! the input is. Work is what readers look at (`wire::work`) and what they allocate; neither
//! depends on the machine.

// Where work is counted; and once, because what does not depend on the machine does not depend on
// the system either.
#![cfg(all(debug_assertions, not(windows)))]

mod allocator;
mod inputs;

use std::path::Path;

use actprobe::ask::import::Imports;
use actprobe::ask::replay;
use actprobe::diff::diff;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::{Report, json, text};
use actprobe_probes::wire::work;

use serde_json::Value;

use allocator::Allocated;
use inputs::Door;

/// In bytes: beyond what is kept of most lists, so that the larger input costs no more than its
/// reading.
const SMALL: usize = 8 << 10;
const TIMES: usize = 8;
/// One more than the input grows by: nothing is exactly linear.
const MOST_TIMES: u64 = 9;
/// What lists cost that are full in the larger input alone, in bytes looked at or allocated.
const FIXED: u64 = 256 << 10;

/// What reading something costs.
#[derive(Debug)]
struct Cost {
    looks: u64,
    allocated: Allocated,
}

impl Cost {
    fn of(call: impl FnOnce()) -> Self {
        let (allocated, looks) = work::counted(|| Allocated::by(call));
        Self { looks, allocated }
    }

    /// Whether that many times the input cost more than it may.
    fn grows_too_fast_to(&self, more: &Self) -> bool {
        let grows = |few: u64, more: u64| more > MOST_TIMES * few + FIXED;
        grows(self.looks, more.looks)
            || grows(self.allocated.total, more.allocated.total)
            || grows(self.allocated.peak, more.allocated.peak)
    }
}

/// Reads the bytes, judges them and writes the report, as the program does.
fn read(door: Door, bytes: &[u8], speech: &Speech) {
    let evidence = match door {
        Door::Import => {
            let mut imports = Imports::default();
            imports.add(Path::new("capture.txt"), bytes);
            imports.alone(jiff::Timestamp::UNIX_EPOCH)
        }
        Door::Report => match replay::read(bytes) {
            Ok(evidence) => evidence,
            Err(_refused) => return,
        },
    };
    write(&Report::of(evidence), speech);
}

fn write(report: &Report, speech: &Speech) {
    drop(text::render(report, speech, text::Style::default()));
    drop(json::render(report));
}

#[test]
fn eight_times_the_input_is_at_most_nine_times_the_work() {
    let speech = Speech::new(Language::English);
    let mut faults = Vec::new();
    for input in inputs::all() {
        let cost = |size: usize| {
            let bytes = input.of_size(size);
            Cost::of(|| read(input.door, &bytes, &speech))
        };
        let (few, more) = (cost(SMALL), cost(TIMES * SMALL));
        if few.grows_too_fast_to(&more) {
            faults.push(format!("{}: {few:?}, then {more:?}", input.name));
        }
    }
    assert!(
        faults.is_empty(),
        "{} inputs grow faster than they should:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

const REPORTS: [&str; 2] = [
    include_str!("../../fixtures/reports/kms-silent-after-a-move.json"),
    include_str!("../../fixtures/reports/kms-works-proxy-asks-password.json"),
];
/// As long as a list may be is [`TIMES`] as long, but for those that are shorter.
const SHORT_LIST: usize = 128;
const SHORTER_LISTS: [(&str, usize); 2] = [("/records", 32), ("/answers", 8)];

#[test]
fn a_list_of_a_report_that_is_eight_times_as_long_is_at_most_nine_times_the_work() {
    let speech = Speech::new(Language::English);
    let mut faults = Vec::new();
    let mut lists = 0;
    for report in REPORTS {
        let report: Value = serde_json::from_str(report).unwrap();
        for place in lists_in(&report["evidence"], "") {
            let cost = |length: usize| {
                let mut evidence = report["evidence"].clone();
                lengthen(evidence.pointer_mut(&place).unwrap(), length);
                let bytes = evidence.to_string();
                Cost::of(|| {
                    let report = Report::of(replay::read(bytes.as_bytes()).unwrap());
                    drop(diff(
                        &report.evidence,
                        &report.verdict,
                        &report.evidence,
                        &report.verdict,
                    ));
                    write(&report, &speech);
                })
            };
            lists += 1;
            let short = SHORTER_LISTS
                .iter()
                .find(|(end, _)| place.ends_with(end))
                .map_or(SHORT_LIST, |(_, short)| *short);
            let (few, more) = (cost(short), cost(TIMES * short));
            if few.grows_too_fast_to(&more) {
                faults.push(format!("{place}: {few:?}, then {more:?}"));
            }
        }
    }
    assert!(lists > 20, "{lists}");
    assert!(
        faults.is_empty(),
        "{} lists cost more than they should:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Where lists stand that hold something.
fn lists_in(node: &Value, place: &str) -> Vec<String> {
    let below = |(name, node): (String, &Value)| lists_in(node, &format!("{place}/{name}"));
    match node {
        Value::Array(items) if items.is_empty() => Vec::new(),
        Value::Array(items) => {
            let below = items.iter().take(1).flat_map(|item| lists_in(item, &format!("{place}/0")));
            below.chain([place.to_owned()]).collect()
        }
        Value::Object(members) => {
            members.iter().map(|(name, node)| (name.clone(), node)).flat_map(below).collect()
        }
        _ => Vec::new(),
    }
}

/// The list with its first item that many times, each of another name.
fn lengthen(list: &mut Value, length: usize) {
    let first = list[0].clone();
    let items = (0..length).map(|number| {
        let mut item = first.clone();
        for name in ["host", "name", "target", "file", "computer", "url"] {
            if let Some(Value::String(text)) = item.get_mut(name) {
                text.push_str(&number.to_string());
            }
        }
        item
    });
    *list = items.collect();
}
