//! Saved evidence: judged, said and read back. Two ways to get at it: any bytes, and honest
//! evidence with a few edits, because few damages to the bytes of JSON leave evidence behind.

use std::collections::BTreeSet;

use actprobe::ask::replay;
use actprobe::say::complaint;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::text::Style;
use actprobe::say::report::{Report, json, text};
use actprobe_probes::evidence::Evidence;
use serde_json::{Value, json};

use super::{fit, seeds};

/// A file that somebody hands to `actprobe replay`.
pub fn saved(file: &[u8]) {
    match replay::read(file) {
        Ok(evidence) => is_judged_and_said(evidence),
        Err(error) => fit::to_show_lines(&complaint::fit(&error.to_string())),
    }
}

/// Honest evidence with edits: the first byte chooses the evidence, the rest are edits.
pub fn edited(edits: &[u8]) {
    saved(edited_evidence(edits).to_string().as_bytes());
}

fn is_judged_and_said(evidence: Evidence) {
    fit::to_show_all(&evidence);
    let report = Report::of(evidence);
    assert_eq!(
        Report::of(report.evidence.clone()),
        report,
        "the verdict is not the same the second time"
    );
    fit::to_show_all(&report.verdict);

    let as_json = json::render(&report).unwrap();
    fit::to_show_lines(&as_json);
    assert_eq!(replay::read(as_json.as_bytes()).unwrap(), report.evidence, "does not read back");

    with_speech(|speech| says_fit_lines(&report, speech, as_json.len()));
}

fn says_fit_lines(report: &Report, speech: &Speech, len_as_json: usize) {
    for ascii in [false, true] {
        let plain = text::render(report, speech, Style { ascii, color: false, ..Style::default() });
        fit::to_show_lines(&plain);
        assert!(
            plain.len() <= 8 * len_as_json,
            "{} bytes of text from {len_as_json} of JSON",
            plain.len()
        );
        plain.lines().filter_map(|line| line.strip_prefix("        > ")).for_each(is_one_command);
        let colored =
            text::render(report, speech, Style { ascii, color: true, ..Style::default() });
        assert_eq!(fit::without_colors(&colored), plain);
    }
}

/// Administrators paste these: no name may bring a second command along, or an option, in cmd,
/// `PowerShell` or sh. Every word is one of ours, with a name and nothing more in each of its gaps.
fn is_one_command(line: &str) {
    // A terminal's three dots.
    let line = line.replace("...", "…");
    for word in line.split(' ').filter(|word| !is_ours(word)) {
        assert!(is_name(word), "{word:?} in {line}");
    }
}

fn is_name(word: &str) -> bool {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || ".:_-/".contains(c);
    !word.is_empty() && !word.starts_with(['-', '/']) && word.chars().all(is_fit)
}

fn is_ours(word: &str) -> bool {
    thread_local!(static OURS: BTreeSet<String> = words_of_commands());
    OURS.with(|ours| ours.contains(word) || ours.iter().any(|pattern| fills(pattern, word)))
}

/// Whether a word is the pattern with a name in each gap.
fn fills(pattern: &str, word: &str) -> bool {
    match pattern.split_once("{}") {
        None => pattern == word,
        Some((before, after)) => word.strip_prefix(before).is_some_and(|rest| {
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.skip(1).any(|at| is_name(&rest[..at]) && fills(after, &rest[at..]))
        }),
    }
}

/// What stands in quotation marks where commands are made, with `{}` for each gap.
fn words_of_commands() -> BTreeSet<String> {
    const SOURCES: [&str; 15] = [
        include_str!("../../../src/advice/slmgr.rs"),
        include_str!("../../../src/advice/commands/adba.rs"),
        include_str!("../../../src/advice/commands/avma.rs"),
        include_str!("../../../src/advice/commands/code_steps.rs"),
        include_str!("../../../src/advice/commands/dns.rs"),
        include_str!("../../../src/advice/commands/given.rs"),
        include_str!("../../../src/advice/commands/host.rs"),
        include_str!("../../../src/advice/commands/kms.rs"),
        include_str!("../../../src/advice/commands/licence.rs"),
        include_str!("../../../src/advice/commands/looks.rs"),
        include_str!("../../../src/advice/commands/products.rs"),
        include_str!("../../../src/advice/commands/proxy.rs"),
        include_str!("../../../src/advice/commands/reach.rs"),
        include_str!("../../../src/advice/commands/remedies.rs"),
        include_str!("../../../src/advice/commands/windows_tls.rs"),
    ];
    let code: Vec<String> = SOURCES.iter().map(|source| with_whole_literals(source)).collect();
    let code = code.iter().flat_map(|source| source.lines());
    let literals = code.filter(|line| !line.trim_start().starts_with("//")).filter_map(quoted);
    let looks = include_str!("../../../src/say/lang/en.ftl").lines();
    let looks = looks.filter_map(|line| line.trim_start().strip_prefix(".run = "));
    let plain = literals.chain(looks).map(|text| {
        let gaps = text.replace("{{}}", "{}").replace("{KMS_SERVICE}", "_vlmcs._tcp");
        gaps.replace("{sign}", "").replace("{}{}", "{}").replace("{self.option()}", "")
    });
    let words: Vec<String> = plain.collect();
    words
        .iter()
        .flat_map(|text| text.split(' '))
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The code with each literal on one line, and as it reads.
fn with_whole_literals(source: &str) -> String {
    let pieces: Vec<&str> = source.split("\\\n").map(str::trim_start).collect();
    pieces.concat().replace("\\\"", "\"").replace("\\\\", "\\")
}

/// From the first quotation mark of a line to the last.
fn quoted(line: &str) -> Option<&str> {
    let (from, to) = (line.find('"')?, line.rfind('"')?);
    line.get(from + 1..to)
}

/// Calls `say` with the sentences, which take long to load.
pub fn with_speech<T>(say: impl FnOnce(&Speech) -> T) -> T {
    thread_local!(static SPEECH: Speech = Speech::new(Language::English));
    SPEECH.with(say)
}

const MOST_EDITS: usize = 8;

/// What edits are made of.
struct Material {
    evidence: Vec<Value>,
    changes: Vec<(String, Value)>,
    names: Vec<Value>,
}

/// Honest evidence with these edits.
pub fn edited_evidence(edits: &[u8]) -> Value {
    thread_local!(static MATERIAL: Material = Material {
        evidence: seeds::evidence(),
        changes: seeds::changes(),
        names: seeds::names(),
    });
    MATERIAL.with(|material| {
        let mut rest = Numbers(edits);
        let mut tree = rest.choice(&material.evidence).clone();
        for _ in 0..MOST_EDITS {
            if rest.0.is_empty() {
                break;
            }
            edit(&mut tree, &mut rest, material);
        }
        tree
    })
}

/// Takes from the input what an edit needs; zeros when there is no more.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(u16::from_be_bytes([self.byte(), self.byte()])) % end.max(1)
    }

    fn choice<'b, T>(&mut self, of: &'b [T]) -> &'b T {
        &of[self.below(of.len())]
    }

    fn text(&mut self) -> String {
        let len = usize::from(self.byte()).min(self.0.len());
        let (text, rest) = self.0.split_at(len);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}

fn edit(tree: &mut Value, rest: &mut Numbers<'_>, material: &Material) {
    let kind = rest.byte() % 8;
    if kind == 0 {
        let (at, value) = rest.choice(&material.changes);
        return put_everywhere(tree, at, value);
    }
    let places = places(tree);
    let at = rest.choice(&places).clone();
    let new = match kind {
        1 => json!(rest.text()),
        2 => json!(rest.choice(&NUMBERS)),
        3 => rest.choice(&material.names).clone(),
        4 => tree.pointer(rest.choice::<String>(&places)).cloned().unwrap_or_default(),
        5 => Value::Null,
        6 => return repeat(tree, &at),
        _ => return remove(tree, &at),
    };
    if let Some(place) = tree.pointer_mut(&at) {
        *place = new;
    }
}

const NUMBERS: [i128; 12] = [
    0,
    1,
    -1,
    4,
    255,
    65_535,
    65_536,
    u32::MAX as i128,
    i64::MAX as i128,
    i64::MIN as i128,
    u64::MAX as i128,
    86_400_000_000,
];

/// Where something stands in `tree`, as JSON pointers.
pub fn places(tree: &Value) -> Vec<String> {
    fn walk(node: &Value, at: &str, places: &mut Vec<String>) {
        match node {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                places.push(format!("{at}/{key}"));
                walk(value, &format!("{at}/{key}"), places);
            }),
            Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| {
                places.push(format!("{at}/{index}"));
                walk(value, &format!("{at}/{index}"), places);
            }),
            _ => {}
        }
    }
    let mut places = vec![String::new()];
    walk(tree, "", &mut places);
    places
}

/// As the changes of `fixtures/scenarios` have it: `*` stands for every member of a list.
fn put_everywhere(tree: &mut Value, at: &str, value: &Value) {
    if let Some((list, rest)) = at.split_once("/*") {
        let members = tree.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..members)
            .for_each(|index| put_everywhere(tree, &format!("{list}/{index}{rest}"), value));
    } else if let Some((parent, key)) = at.rsplit_once('/') {
        match tree.pointer_mut(parent) {
            Some(Value::Object(fields)) => drop(fields.insert(key.to_owned(), value.clone())),
            Some(Value::Array(items)) => {
                if let Some(place) =
                    key.parse::<usize>().ok().and_then(|index| items.get_mut(index))
                {
                    *place = value.clone();
                }
            }
            _ => {}
        }
    }
}

/// The member of a list once more, at its end.
fn repeat(tree: &mut Value, at: &str) {
    let again = tree.pointer(at).cloned().unwrap_or_default();
    if let Some(Value::Array(items)) =
        at.rsplit_once('/').and_then(|(list, _)| tree.pointer_mut(list))
    {
        items.push(again);
    }
}

fn remove(tree: &mut Value, at: &str) {
    let Some((parent, key)) = at.rsplit_once('/') else { return };
    match tree.pointer_mut(parent) {
        Some(Value::Object(fields)) => drop(fields.remove(key)),
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}
