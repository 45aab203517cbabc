//! What changed between two reports, for a person: first which channels got better or worse, then
//! why, then what else changed, then what cannot be compared.

use actprobe_probes::evidence::Id;
use std::collections::BTreeSet;

use super::layout::{Page, Paint};
use super::{Style, about, named_briefly, requirement_title};
use crate::diff::{
    ChannelChange, Conclusion, Condition, Diff, Gap, RequirementChange, Thing, ThingChange, Told,
    Trend, Value, What,
};
use crate::say::lang::Speech;
use crate::verdict::logic::Status;
use crate::verdict::{Argument, Finding, Owner, Standing};

/// The messages of the language files that this module says, with the names of their arguments.
pub const TEXTS: &[(&str, &[&str])] = &[
    ("diff-one-host", &["host"]),
    ("diff-two-hosts", &["before", "after"]),
    ("diff-of-two-hosts", &[]),
    ("diff-same", &[]),
    ("diff-inconclusive", &[]),
    ("diff-worse", &["channels"]),
    ("diff-better", &["channels"]),
    ("diff-other", &["channels"]),
    ("diff-standings-same", &[]),
    ("diff-new-problems", &["channels"]),
    ("diff-gone-problems", &["channels"]),
    ("diff-channel", &["channel", "before", "after", "arrow"]),
    ("diff-channel-same", &["channel", "after"]),
    ("diff-channel-gap", &["channel"]),
    ("diff-before", &["seen"]),
    ("diff-now", &["seen"]),
    ("diff-in-order", &[]),
    ("diff-not-applicable", &[]),
    ("diff-did-not-arise", &[]),
    ("diff-things", &[]),
    ("diff-new", &["value"]),
    ("diff-gone", &["value"]),
    ("diff-set", &["gone", "new"]),
    ("diff-changed", &["before", "after", "arrow"]),
    ("diff-offset", &["offset"]),
    ("diff-gaps", &[]),
    ("diff-gap", &["before", "after"]),
    ("diff-told-known", &[]),
    ("diff-told-not-asked", &[]),
    ("diff-told-unanswered", &["why"]),
    ("diff-asked", &["before", "after"]),
];

/// The id of the message that names a thing.
pub fn thing_title(thing: Thing) -> String {
    format!("diff-thing-{}", thing.as_str())
}

/// The whole comparison.
pub fn render(diff: &Diff, speech: &Speech, style: Style) -> String {
    let mut page = Page::new(style);
    answer(&mut page, diff, speech);
    channels(&mut page, diff, speech);
    things(&mut page, diff, speech);
    gaps(&mut page, diff, speech);
    let asked = [
        ("before", Argument::Time(diff.before.started_at)),
        ("after", Argument::Time(diff.after.started_at)),
    ];
    page.blank_line();
    page.paragraph(&speech.text("diff-asked", &asked));
    page.into_text()
}

fn text(name: &'static str, value: impl Into<String>) -> (&'static str, Argument) {
    (name, Argument::Text(value.into()))
}

fn answer(page: &mut Page, diff: &Diff, speech: &Speech) {
    let question = if diff.is_of_two_hosts() {
        let hosts =
            [text("before", diff.before.host.clone()), text("after", diff.after.host.clone())];
        speech.text("diff-two-hosts", &hosts)
    } else {
        speech.text("diff-one-host", &[text("host", diff.after.host.clone())])
    };
    let mut sentences: Vec<String> = match diff.conclusion {
        Conclusion::Same => vec![speech.text("diff-same", &[])],
        Conclusion::Inconclusive => vec![speech.text("diff-inconclusive", &[])],
        Conclusion::Different => standings(diff, speech),
    };
    if diff.is_of_two_hosts() {
        sentences.push(speech.text("diff-of-two-hosts", &[]));
    }
    page.headed_paragraph(&question, &sentences.join(" "));
}

/// Which channels got worse, better, or otherwise; of those that stand as before, which have other
/// problems.
fn standings(diff: &Diff, speech: &Speech) -> Vec<String> {
    let say = |id: &str, is_meant: &dyn Fn(&ChannelChange) -> bool| {
        let meant = diff.channels.iter().filter(|change| is_meant(change));
        let names: Vec<String> = meant.map(|change| speech.channel(change.channel)).collect();
        (!names.is_empty()).then(|| speech.text(id, &[text("channels", speech.listed(&names))]))
    };
    let went = |trend: Trend| move |change: &ChannelChange| change.trend == trend;
    let stayed_and_has = |trend: Trend| {
        move |change: &ChannelChange| {
            change.trend == Trend::Same && change.requirements.iter().any(|r| r.trend == trend)
        }
    };
    let none_moved = diff.channels.iter().all(|change| change.trend == Trend::Same);
    [
        say("diff-worse", &went(Trend::Worse)),
        say("diff-other", &went(Trend::Other)),
        say("diff-better", &went(Trend::Better)),
        none_moved.then(|| speech.text("diff-standings-same", &[])),
        say("diff-new-problems", &stayed_and_has(Trend::Worse)),
        say("diff-gone-problems", &stayed_and_has(Trend::Better)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn channels(page: &mut Page, diff: &Diff, speech: &Speech) {
    let mut told: Vec<Line> = Vec::new();
    for change in &diff.channels {
        page.section(&title(page.arrow(), change, speech));
        for line in lines(&change.requirements, speech) {
            if told.iter().any(|other| other.says_the_same(&line)) {
                page.detail(&speech.text("same-cause", &[text("what", line.change.id.as_str())]));
            } else {
                explain(page, &line, speech);
                told.push(line);
            }
        }
    }
}

fn title(arrow: &str, change: &ChannelChange, speech: &Speech) -> String {
    let standing = |standing: Standing| speech.text(&format!("standing-{}", standing.id()), &[]);
    let channel = text("channel", speech.channel(change.channel));
    let after = text("after", standing(change.after));
    match change.trend {
        Trend::Same if change.before != change.after => speech.text("diff-channel-gap", &[channel]),
        Trend::Same => speech.text("diff-channel-same", &[channel, after]),
        _ => {
            let before = text("before", standing(change.before));
            speech.text("diff-channel", &[channel, before, after, text("arrow", arrow)])
        }
    }
}

/// What happened alike to several subjects.
struct Line<'a> {
    change: &'a RequirementChange,
    subjects: Vec<String>,
    before: String,
    after: String,
}

impl Line<'_> {
    fn says_the_same(&self, other: &Self) -> bool {
        self.is_alike(other) && self.subjects == other.subjects
    }

    fn is_alike(&self, other: &Self) -> bool {
        let what = |line: &Self| (line.change.id, line.change.trend);
        what(self) == what(other) && (&self.before, &self.after) == (&other.before, &other.after)
    }
}

fn lines<'a>(changes: &'a [RequirementChange], speech: &Speech) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for change in changes {
        let (before, after) =
            (seen(change.before.as_ref(), speech), seen(change.after.as_ref(), speech));
        let subjects = Some(change.subject.clone())
            .filter(|subject| !subject.is_empty())
            .into_iter()
            .collect();
        let line = Line { change, subjects, before, after };
        match lines.iter_mut().find(|other| other.is_alike(&line)) {
            Some(other) => other.subjects.extend(line.subjects),
            None => lines.push(line),
        }
    }
    lines
}

/// What holds is told in a word: how long it took is no news.
fn seen(condition: Option<&Condition>, speech: &Speech) -> String {
    match condition {
        None => speech.text("diff-did-not-arise", &[]),
        Some(condition) => match condition.status {
            Status::Met => speech.text("diff-in-order", &[]),
            Status::NotApplicable => speech.text("diff-not-applicable", &[]),
            Status::Unmet | Status::Unknown => condition
                .findings
                .iter()
                .map(|finding| speech.seen(finding))
                .collect::<Vec<_>>()
                .join("; "),
        },
    }
}

fn explain(page: &mut Page, line: &Line<'_>, speech: &Speech) {
    let id = line.change.id;
    page.cause(paint(line.change.trend), id.as_str(), &speech.text(&requirement_title(id), &[]));
    if !line.subjects.is_empty() {
        page.detail(&named_briefly(&line.subjects, speech));
    }
    page.detail(&speech.text("diff-before", &[text("seen", line.before.clone())]));
    page.detail(&speech.text("diff-now", &[text("seen", line.after.clone())]));
    if let Some(now) = line.change.after.as_ref().filter(|now| now.root_cause) {
        now.findings.iter().for_each(|finding| advise(page, finding, now.owner, speech));
    }
}

fn paint(trend: Trend) -> Paint {
    match trend {
        Trend::Worse => Paint::Bad,
        Trend::Better => Paint::Good,
        Trend::Other | Trend::Same => Paint::Unsure,
    }
}

fn advise(page: &mut Page, finding: &Finding, owner: Owner, speech: &Speech) {
    if let Some(action) = speech.action(finding) {
        page.detail(&super::why::with_owner(owner, &action, speech));
    }
}

fn things(page: &mut Page, diff: &Diff, speech: &Speech) {
    if diff.things.is_empty() {
        return;
    }
    page.section(&speech.text("diff-things", &[]));
    let arrow = page.arrow();
    let lines = diff.things.iter().map(|change| {
        let subject =
            [&change.of, &change.item].into_iter().filter(|name| !name.is_empty()).cloned();
        let subject = subject.collect::<Vec<_>>().join(" ");
        (speech.text(&thing_title(change.thing), &[]), subject, changed(change, arrow, speech))
    });
    for (title, subjects, changed) in alike(lines) {
        page.item(&format!("{title}: {}", about(&subjects, &changed, speech)));
    }
}

fn changed(change: &ThingChange, arrow: &str, speech: &Speech) -> String {
    let none = BTreeSet::new();
    match (&change.before, &change.after) {
        (None | Some(Value::Set(_)), None | Some(Value::Set(_))) if change.item.is_empty() => {
            set_changed(
                members(change.before.as_ref(), &none),
                members(change.after.as_ref(), &none),
                speech,
            )
        }
        (None, value) => speech.text("diff-new", &[text("value", in_text(value.as_ref(), speech))]),
        (value, None) => {
            speech.text("diff-gone", &[text("value", in_text(value.as_ref(), speech))])
        }
        (before, after) => {
            let before = text("before", in_text(before.as_ref(), speech));
            speech.text(
                "diff-changed",
                &[before, text("after", in_text(after.as_ref(), speech)), text("arrow", arrow)],
            )
        }
    }
}

fn members<'a>(value: Option<&'a Value>, none: &'a BTreeSet<String>) -> &'a BTreeSet<String> {
    match value {
        Some(Value::Set(members)) => members,
        _ => none,
    }
}

fn set_changed(before: &BTreeSet<String>, after: &BTreeSet<String>, speech: &Speech) -> String {
    let only =
        |one: &BTreeSet<String>, other| Argument::List(one.difference(other).cloned().collect());
    speech.text("diff-set", &[("gone", only(before, after)), ("new", only(after, before))])
}

fn in_text(value: Option<&Value>, speech: &Speech) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Set(members)) => members.iter().cloned().collect::<Vec<_>>().join(", "),
        Some(Value::Offset(offset)) => {
            speech.text("diff-offset", &[("offset", Argument::Offset(*offset))])
        }
    }
}

/// One line for what happened alike to several subjects.
fn alike(
    lines: impl IntoIterator<Item = (String, String, String)>,
) -> Vec<(String, Vec<String>, String)> {
    let mut groups: Vec<(String, Vec<String>, String)> = Vec::new();
    for (title, subject, said) in lines {
        let subject = Some(subject).filter(|subject| !subject.is_empty());
        match groups.iter_mut().find(|(known, _, what)| (known, what) == (&title, &said)) {
            Some((_, subjects, _)) => subjects.extend(subject),
            None => groups.push((title, subject.into_iter().collect(), said)),
        }
    }
    groups
}

fn gaps(page: &mut Page, diff: &Diff, speech: &Speech) {
    if diff.not_comparable.is_empty() {
        return;
    }
    page.section(&speech.text("diff-gaps", &[]));
    let lines = diff
        .not_comparable
        .iter()
        .map(|gap| (of_what(gap, speech), gap.of.clone(), told(gap, speech)));
    for (title, subjects, told) in alike(lines) {
        page.item(&format!("{title}: {}", about(&subjects, &told, speech)));
    }
}

fn of_what(gap: &Gap, speech: &Speech) -> String {
    match gap.what {
        What::Channel(channel) => speech.channel(channel),
        What::Requirement(id) => {
            format!("{} [{}]", speech.text(&requirement_title(id), &[]), id.as_str())
        }
        What::Thing(thing) => speech.text(&thing_title(thing), &[]),
    }
}

fn told(gap: &Gap, speech: &Speech) -> String {
    let say = |told: &Told| match told {
        Told::Known => speech.text("diff-told-known", &[]),
        Told::NotAsked => speech.text("diff-told-not-asked", &[]),
        Told::Unanswered { why } => {
            speech.text("diff-told-unanswered", &[text("why", why.clone())])
        }
    };
    speech.text("diff-gap", &[text("before", say(&gap.before)), text("after", say(&gap.after))])
}
