//! What changed between two reports, for a person: first which channels got better or worse, then
//! why, then what else changed, then what cannot be compared.

mod phrase;

use std::collections::BTreeSet;

use super::layout::{Page, Paint};
use super::{Style, about, named_briefly};
use crate::diff::{
    ChannelChange, Conclusion, Condition, Diff, Gap, Knowledge, RequirementChange, ThingChange,
    Trend, Value, What,
};
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;
use crate::verdict::logic::Status;
use crate::verdict::{Finding, Owner, Standing};
pub use phrase::DiffPhrase;

/// The whole comparison.
pub fn render(diff: &Diff, speech: &Speech, style: Style) -> String {
    let mut page = Page::new(style);
    answer(&mut page, diff, speech);
    channels(&mut page, diff, speech);
    things(&mut page, diff, speech);
    gaps(&mut page, diff, speech);
    let (before, after) = (diff.before.started_at, diff.after.started_at);
    page.blank_line();
    page.paragraph(&speech.say(&DiffPhrase::Asked { before, after }));
    page.into_text()
}

fn answer(page: &mut Page, diff: &Diff, speech: &Speech) {
    let (before, after) = (diff.before.host.clone(), diff.after.host.clone());
    let question = speech.say(&match diff.is_of_two_hosts() {
        true => DiffPhrase::TwoHosts { before, after },
        false => DiffPhrase::OneHost { host: after },
    });
    let mut sentences: Vec<String> = match diff.conclusion {
        Conclusion::Same => vec![speech.say(&DiffPhrase::Same {})],
        Conclusion::Inconclusive => vec![speech.say(&DiffPhrase::Inconclusive {})],
        Conclusion::Different => standings(diff, speech),
    };
    if diff.is_of_two_hosts() {
        sentences.push(speech.say(&DiffPhrase::OfTwoHosts {}));
    }
    page.headed_paragraph(&question, &sentences.join(" "));
}

/// Which channels got worse, better, or otherwise; of those that stand as before, which have other
/// problems.
fn standings(diff: &Diff, speech: &Speech) -> Vec<String> {
    let say = |of: fn(String) -> DiffPhrase, is_meant: &dyn Fn(&ChannelChange) -> bool| {
        let meant = diff.channels.iter().filter(|change| is_meant(change));
        let names: Vec<String> = meant.map(|change| speech.channel(change.channel)).collect();
        (!names.is_empty()).then(|| speech.say(&of(speech.listed(&names))))
    };
    let went = |trend: Trend| move |change: &ChannelChange| change.trend == trend;
    let stayed_and_has = |trend: Trend| {
        move |change: &ChannelChange| {
            change.trend == Trend::Same && change.requirements.iter().any(|r| r.trend == trend)
        }
    };
    let none_moved = diff.channels.iter().all(|change| change.trend == Trend::Same);
    [
        say(|channels| DiffPhrase::Worse { channels }, &went(Trend::Worse)),
        say(|channels| DiffPhrase::Other { channels }, &went(Trend::Other)),
        say(|channels| DiffPhrase::Better { channels }, &went(Trend::Better)),
        none_moved.then(|| speech.say(&DiffPhrase::StandingsSame {})),
        say(|channels| DiffPhrase::NewProblems { channels }, &stayed_and_has(Trend::Worse)),
        say(|channels| DiffPhrase::GoneProblems { channels }, &stayed_and_has(Trend::Better)),
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
                let what = line.change.id.as_str().to_owned();
                page.detail(&speech.say(&DiffPhrase::SameCause { what }));
            } else {
                explain(page, &line, speech);
                told.push(line);
            }
        }
    }
}

fn title(arrow: &str, change: &ChannelChange, speech: &Speech) -> String {
    let standing = |standing: Standing| speech.say(&Phrase::from(standing));
    let channel = speech.channel(change.channel);
    let (before, after) = (standing(change.before), standing(change.after));
    speech.say(&match change.trend {
        Trend::Same if change.before != change.after => DiffPhrase::ChannelGap { channel },
        Trend::Same => DiffPhrase::ChannelSame { channel, after },
        Trend::Worse | Trend::Other | Trend::Better => {
            DiffPhrase::Channel { channel, before, after, arrow: arrow.to_owned() }
        }
    })
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
        None => speech.say(&DiffPhrase::DidNotArise {}),
        Some(condition) => match condition.status {
            Status::Met => speech.say(&DiffPhrase::InOrder {}),
            Status::NotApplicable => speech.say(&DiffPhrase::NotApplicable {}),
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
    page.cause(paint(line.change.trend), id.as_str(), &speech.title(id));
    if !line.subjects.is_empty() {
        page.detail(&named_briefly(&line.subjects, speech));
    }
    page.detail(&speech.say(&DiffPhrase::Before { seen: line.before.clone() }));
    page.detail(&speech.say(&DiffPhrase::Now { seen: line.after.clone() }));
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
    page.section(&speech.say(&DiffPhrase::Things {}));
    let arrow = page.arrow();
    let lines = diff.things.iter().map(|change| {
        let subject =
            [&change.of, &change.item].into_iter().filter(|name| !name.is_empty()).cloned();
        let subject = subject.collect::<Vec<_>>().join(" ");
        (speech.title(change.thing), subject, changed(change, arrow, speech))
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
        (None, value) => speech.say(&DiffPhrase::New { value: in_text(value.as_ref(), speech) }),
        (value, None) => speech.say(&DiffPhrase::Gone { value: in_text(value.as_ref(), speech) }),
        (before, after) => speech.say(&DiffPhrase::Changed {
            before: in_text(before.as_ref(), speech),
            after: in_text(after.as_ref(), speech),
            arrow: arrow.to_owned(),
        }),
    }
}

fn members<'a>(value: Option<&'a Value>, none: &'a BTreeSet<String>) -> &'a BTreeSet<String> {
    match value {
        Some(Value::Set(members)) => members,
        _ => none,
    }
}

fn set_changed(before: &BTreeSet<String>, after: &BTreeSet<String>, speech: &Speech) -> String {
    let only = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect();
    speech.say(&DiffPhrase::Set { gone: only(before, after), new: only(after, before) })
}

fn in_text(value: Option<&Value>, speech: &Speech) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Set(members)) => members.iter().cloned().collect::<Vec<_>>().join(", "),
        Some(&Value::Offset(offset)) => speech.say(&DiffPhrase::Offset { offset }),
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
    page.section(&speech.say(&DiffPhrase::Gaps {}));
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
            format!("{} [{}]", speech.title(id), id.as_str())
        }
        What::Thing(thing) => speech.title(thing),
    }
}

fn told(gap: &Gap, speech: &Speech) -> String {
    let say = |told: &Knowledge| {
        speech.say(&match told {
            Knowledge::Known => DiffPhrase::ToldKnown {},
            Knowledge::NotAsked => DiffPhrase::ToldNotAsked {},
            Knowledge::Unanswered { why } => DiffPhrase::ToldUnanswered { why: why.clone() },
        })
    };
    speech.say(&DiffPhrase::Gap { before: say(&gap.before), after: say(&gap.after) })
}
