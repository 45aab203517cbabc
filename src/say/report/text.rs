//! The report for a person, in 80 columns: first the answer, then a line a channel, then why, then
//! what cannot be seen.

pub mod codes;
pub mod diff;
mod layout;
mod machines;
mod run;
mod why;

use std::fmt::Display;

use actprobe_probes::evidence::{Channel, Id};

use super::Report;
use crate::advice::answer::{Detail, Reason};
use crate::advice::{Advice, ExplainedCode, Step, Task};
use crate::say::flow::pasted;
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;
use crate::say::srv_shares::{self, ShareLine};
use crate::verdict::{ChannelVerdict, Finding, Indecisive, Requirement, Standing, Verdict};
use layout::{Page, Paint};

/// How the text may look; decided once, from where it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Only ASCII marks: the console cannot show others.
    pub ascii: bool,
    /// With colours.
    pub color: bool,
    /// The terminal's page, where there is one.
    pub page: Option<PageSize>,
}

/// How much a terminal shows at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize {
    /// Columns.
    pub columns: usize,
    /// Lines.
    pub rows: usize,
}

/// The whole report.
pub fn render(report: &Report, speech: &Speech, style: Style) -> String {
    let mut page = Page::new(style);
    answer(&mut page, report, speech);
    next(&mut page, report, speech);
    page.blank_line();
    for channel in &report.verdict.channels {
        channel_line(&mut page, channel, speech);
    }
    codes::section(&mut page, report, speech);
    why::sections(&mut page, report, speech);
    machines::sections(&mut page, &report.advice, speech);
    compose(&mut page, report, speech);
    unseen(&mut page, &report.verdict, speech);
    indecisive(&mut page, &report.verdict, speech);
    colophon(&mut page, report, speech);
    if page.is_longer_than_the_terminal() {
        page.blank_line();
        headline(&mut page, &report.advice, speech);
        next(&mut page, report, speech);
    }
    page.into_text()
}

fn answer(page: &mut Page, report: &Report, speech: &Speech) {
    headline(page, &report.advice, speech);
    for detail in &report.advice.answer.details {
        match is_told_by_its_channel(detail, &report.verdict) {
            true => page.paragraph(&format!("{}.", speech.say(&detail.says))),
            false => page.paragraph(&answered(detail, &report.advice, speech)),
        }
    }
}

/// Whether the line of a channel gives the same reason.
fn is_told_by_its_channel(detail: &Detail, verdict: &Verdict) -> bool {
    let Some(Reason::Seen(seen)) = &detail.because else { return false };
    verdict.channels.iter().any(|channel| channel.headline == *seen)
}

/// What a step asks for.
pub fn task(step: &Step, speech: &Speech) -> String {
    match &step.task {
        Task::Take(remedy) => speech.say(remedy),
        Task::Mend(finding) => speech.action(finding).unwrap_or_else(|| speech.seen(finding)),
    }
}

/// The one step to take now, with its first command.
fn next(page: &mut Page, report: &Report, speech: &Speech) {
    let advice = &report.advice;
    let Some(step) = advice.next.and_then(|next| advice.steps.get(next)) else { return };
    let in_short = match &step.task {
        Task::Take(remedy) => speech.in_short(remedy),
        Task::Mend(_) => None,
    };
    let what = in_short.unwrap_or_else(|| task(step, speech));
    let what = why::with_owner(step.owner, &what, speech);
    page.paragraph(&speech.say(&Phrase::Next { what }));
    if let Some(flow) = step.flows.first() {
        page.unbroken_detail(&pasted(flow));
    }
    if why::is_told_whole(step, advice, speech) {
        why::how(page, step, why::own_name(report), speech);
    } else {
        step.commands.iter().take(1).for_each(|command| page.command(&command.line));
    }
}

fn headline(page: &mut Page, advice: &Advice, speech: &Speech) {
    page.headline(&answered(&advice.answer.main, advice, speech));
}

/// One thing that is answered, with its reason.
pub fn answered(detail: &Detail, advice: &Advice, speech: &Speech) -> String {
    answered_by(detail, &advice.codes, speech)
}

/// The same of another machine, with the codes that it gave.
pub fn answered_by(detail: &Detail, codes: &[ExplainedCode], speech: &Speech) -> String {
    let what = speech.say(&detail.says);
    let reason = match &detail.because {
        None => None,
        Some(Reason::Seen(seen)) => {
            Some(about(&seen.subjects, &speech.seen(&seen.finding), speech))
        }
        Some(Reason::Code(code)) => {
            let told = codes.iter().find(|told| told.code == *code);
            told.map(|told| codes::means(told, speech))
        }
    };
    let Some(reason) = reason else { return format!("{what}.") };
    let reason = reason.trim_end_matches('.').to_owned();
    speech.say(&Phrase::WithReason { what, reason })
}

fn channel_line(page: &mut Page, channel: &ChannelVerdict, speech: &Speech) {
    let is_possible = channel.standing == Standing::Works && !channel.needs.is_empty();
    let standing = if is_possible { Phrase::StandingPossible {} } else { channel.standing.into() };
    let paint = match channel.standing {
        Standing::Works if is_possible => Paint::Open,
        Standing::Works if channel.has_warning() => Paint::Warn,
        Standing::Works => Paint::Good,
        Standing::Degraded => Paint::Warn,
        Standing::Blocked => Paint::Bad,
        Standing::Unknown => Paint::Unsure,
        Standing::NotApplicable => Paint::Idle,
    };
    let said = about(&channel.headline.subjects, &speech.seen(&channel.headline.finding), speech);
    page.channel(paint, &speech.channel(channel.channel), &speech.say(&standing), &said);
}

/// A sentence with what it is about before it.
fn about(subjects: &[impl Display], sentence: &str, speech: &Speech) -> String {
    match subjects {
        [] => sentence.to_owned(),
        subjects => format!("{}: {sentence}", named_briefly(subjects, speech)),
    }
}

/// Two names, or one and how many more.
fn named_briefly(names: &[impl Display], speech: &Speech) -> String {
    match names {
        [] => String::new(),
        [one] => one.to_string(),
        [one, two] => format!("{one}, {two}"),
        [one, rest @ ..] => {
            let more = speech.say(&Phrase::AndMore { count: rest.len() as u64 });
            format!("{one} {more}")
        }
    }
}

/// With several KMS hosts published: whom a client draws, as RFC 2782 has it.
fn compose(page: &mut Page, report: &Report, speech: &Speech) {
    let lines = srv_shares::lines(&report.evidence);
    if lines.len() < 2 || nobody_has_to_know(&lines, &report.verdict) {
        return;
    }
    let (first, later): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.share_percent.is_some());
    let first = first.into_iter().map(|line| {
        let share = line.share_percent.unwrap_or_default();
        speech.say(&Phrase::KmsDrawShare { share, target: line.target })
    });
    let later = later.into_iter().map(|line| line.target).collect();
    page.blank_line();
    page.paragraph(&speech.say(&Phrase::KmsDraw { first: first.collect(), later }));
}

/// Where no key of this host is a KMS client's, or each is drawn as often as the others, and any of
/// them will do, or none.
fn nobody_has_to_know(lines: &[ShareLine], verdict: &Verdict) -> bool {
    let mut kms = verdict.channels.iter().filter(|channel| channel.channel == Channel::Kms);
    let is_told = |of: &Requirement| matches!(of.finding, Finding::KmsForcedByHost {});
    kms.next().is_some_and(|kms| match kms.standing {
        // A client that is told its KMS host draws none.
        _ if kms.requirements.iter().any(is_told) => true,
        Standing::NotApplicable => true,
        Standing::Works => all_are_alike(lines) && !kms.has_warning(),
        Standing::Blocked => all_are_alike(lines),
        Standing::Degraded | Standing::Unknown => false,
    })
}

fn all_are_alike(lines: &[ShareLine]) -> bool {
    lines.windows(2).all(|pair| match pair {
        [one, next] => one.share_percent == next.share_percent,
        _ => true,
    })
}

fn unseen(page: &mut Page, verdict: &Verdict, speech: &Speech) {
    let of_channels =
        verdict.channels.iter().filter(|c| c.standing.is_usable()).flat_map(|c| &c.caveats);
    let caveats: Vec<String> =
        verdict.caveats.iter().chain(of_channels).map(|caveat| speech.seen(caveat)).collect();
    if caveats.is_empty() {
        return;
    }
    page.section(&speech.say(&Phrase::NotSeen {}));
    for caveat in caveats {
        page.item(&caveat);
    }
}

fn indecisive(page: &mut Page, verdict: &Verdict, speech: &Speech) {
    if verdict.indecisive.is_empty() {
        return;
    }
    page.section(&speech.say(&Phrase::Indecisive {}));
    for (what, about) in by_failure(&verdict.indecisive) {
        page.item(&format!("{what}: {}", about.join(", ")));
    }
}

/// What failed alike, in one line: step and kind by their ids, then all that it happened to.
fn by_failure(indecisive: &[Indecisive]) -> Vec<(String, Vec<&str>)> {
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    for Indecisive { about, failure, .. } in indecisive {
        let what = format!("{} {}", failure.step.id(), failure.kind.id());
        match lines.iter_mut().find(|(known, _)| *known == what) {
            Some((_, subjects)) if !subjects.contains(&about.as_str()) => subjects.push(about),
            Some(_) => {}
            None => lines.push((what, vec![about])),
        }
    }
    lines
}

fn colophon(page: &mut Page, report: &Report, speech: &Speech) {
    let (time, version) = (report.evidence.started_at, report.evidence.tool_version.clone());
    page.blank_line();
    page.paragraph(&speech.say(&match report.evidence.asked.offline {
        true => Phrase::JudgedAt { time, version },
        false => Phrase::SeenAt { time, version },
    }));
}
