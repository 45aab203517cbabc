//! The report for a person, in 80 columns: first the answer, then a line a channel, then why, then
//! what cannot be seen.

pub mod diff;
mod layout;
mod why;

use actprobe_probes::evidence::{Channel, Id};

use super::Report;
use crate::say::lang::Speech;
use crate::verdict::{Argument, ChannelVerdict, Indecisive, RequirementId, Standing, Verdict};
use layout::{Page, Paint};

/// How the text may look; decided once, from where it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Only ASCII marks: the console cannot show others.
    pub ascii: bool,
    /// With colours.
    pub color: bool,
}

/// The messages of the language files that this module says, with the names of their arguments.
pub const TEXTS: &[(&str, &[&str])] = &[
    ("question", &["host"]),
    ("answer-yes", &["channels"]),
    ("answer-no", &["phone"]),
    ("answer-unknown", &[]),
    ("answer-degraded", &["channels"]),
    ("answer-blocked", &["channels"]),
    ("answer-unsure", &["channels"]),
    ("answer-required", &["channels"]),
    ("channel-kms", &[]),
    ("channel-adba", &[]),
    ("channel-online", &[]),
    ("channel-avma", &[]),
    ("channel-phone", &[]),
    ("standing-works", &[]),
    ("standing-degraded", &[]),
    ("standing-blocked", &[]),
    ("standing-unknown", &[]),
    ("standing-not-applicable", &[]),
    ("why-blocked", &["channel"]),
    ("why-degraded", &["channel"]),
    ("why-unknown", &["channel"]),
    ("why-warning", &["channel"]),
    ("and-more", &["count"]),
    ("and-last", &["others", "last"]),
    ("follows", &["what"]),
    ("same-cause", &["what"]),
    ("kms-draw", &["first", "later"]),
    ("kms-draw-share", &["share", "target"]),
    ("not-seen", &[]),
    ("indecisive", &[]),
    ("seen-at", &["time", "version"]),
    ("judged-at", &["time", "version"]),
    ("owner-host-admin", &[]),
    ("owner-network-team", &[]),
    ("owner-dns-admin", &[]),
    ("owner-kms-admin", &[]),
    ("owner-directory-team", &[]),
    ("owner-proxy-team", &[]),
    ("owner-time-admin", &[]),
    ("owner-hyper-v-admin", &[]),
    ("owner-microsoft", &[]),
    ("owner-nobody", &[]),
];

/// The id of the message that names a requirement.
pub fn requirement_title(id: RequirementId) -> String {
    format!("requirement-{}", id.as_str().replace('.', "-"))
}

/// The whole report.
pub fn render(report: &Report, speech: &Speech, style: Style) -> String {
    let mut page = Page::new(style);
    answer(&mut page, report, speech);
    for channel in &report.verdict.channels {
        channel_line(&mut page, channel, speech);
    }
    licence(&mut page, &report.verdict, speech);
    why::sections(&mut page, &report.verdict, speech);
    draw(&mut page, report, speech);
    unseen(&mut page, &report.verdict, speech);
    indecisive(&mut page, &report.verdict, speech);
    colophon(&mut page, report, speech);
    page.into_text()
}

fn answer(page: &mut Page, report: &Report, speech: &Speech) {
    let question = speech.text(
        "question",
        &[("host", Argument::Text(report.evidence.host.meant_name().to_owned()))],
    );
    let mut sentences = vec![main_answer(&report.verdict, speech)];
    sentences.extend(side_answers(&report.verdict, speech));
    page.headed_paragraph(&question, &sentences.join(" "));
    page.blank_line();
}

fn main_answer(verdict: &Verdict, speech: &Speech) -> String {
    let usable = named(verdict, speech, Standing::is_usable);
    if !usable.is_empty() {
        return speech
            .text("answer-yes", &[("channels", Argument::Text(in_words(&usable, speech)))]);
    }
    let unsure = named(verdict, speech, |standing| standing == Standing::Unknown);
    if !unsure.is_empty() {
        return speech.text("answer-unknown", &[]);
    }
    let mut channels = verdict.channels.iter();
    let by_phone =
        channels.any(|judged| judged.channel == Channel::Phone && judged.standing.is_usable());
    speech.text(
        "answer-no",
        &[("phone", Argument::Text(if by_phone { "works" } else { "blocked" }.to_owned()))],
    )
}

fn side_answers(verdict: &Verdict, speech: &Speech) -> Vec<String> {
    let any_usable = verdict
        .channels
        .iter()
        .filter(|c| c.channel != Channel::Phone)
        .any(|c| c.standing.is_usable());
    let say = |id: &str, standing: Standing| {
        let channels = named(verdict, speech, |other| other == standing);
        let many = ("channels_count", Argument::Count(channels.len() as u64));
        let channels_in_words = ("channels", Argument::Text(in_words(&channels, speech)));
        (!channels.is_empty()).then(|| speech.text(id, &[channels_in_words, many]))
    };
    [
        say("answer-degraded", Standing::Degraded),
        any_usable.then(|| say("answer-blocked", Standing::Blocked)).flatten(),
        any_usable.then(|| say("answer-unsure", Standing::Unknown)).flatten(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The names of the channels of some standing; the telephone, which always works, is no answer.
fn named(verdict: &Verdict, speech: &Speech, standing: impl Fn(Standing) -> bool) -> Vec<String> {
    let channels =
        verdict.channels.iter().filter(|c| c.channel != Channel::Phone && standing(c.standing));
    channels.map(|c| channel_name(c.channel, speech)).collect()
}

/// `A`, `A and B`, `A, B and C`.
fn in_words(names: &[String], speech: &Speech) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => {
            let others = ("others", Argument::Text(others.join(", ")));
            speech.text("and-last", &[others, ("last", Argument::Text(last.clone()))])
        }
    }
}

fn channel_name(channel: Channel, speech: &Speech) -> String {
    let id = match channel {
        Channel::Kms => "channel-kms",
        Channel::Adba => "channel-adba",
        Channel::Online => "channel-online",
        Channel::Avma => "channel-avma",
        Channel::Phone => "channel-phone",
    };
    speech.text(id, &[])
}

fn channel_line(page: &mut Page, channel: &ChannelVerdict, speech: &Speech) {
    let (paint, id) = match channel.standing {
        Standing::Works if channel.has_warning() => (Paint::Warn, "standing-works"),
        Standing::Works => (Paint::Good, "standing-works"),
        Standing::Degraded => (Paint::Warn, "standing-degraded"),
        Standing::Blocked => (Paint::Bad, "standing-blocked"),
        Standing::Unknown => (Paint::Unsure, "standing-unknown"),
        Standing::NotApplicable => (Paint::Idle, "standing-not-applicable"),
    };
    let said = about(&channel.headline.subjects, &speech.seen(&channel.headline.finding), speech);
    page.channel(paint, &channel_name(channel.channel, speech), &speech.text(id, &[]), &said);
}

/// How Windows is licensed now: what all channels are about.
fn licence(page: &mut Page, verdict: &Verdict, speech: &Speech) {
    if let Some(state) = &verdict.licence {
        page.blank_line();
        page.paragraph(&speech.seen(state));
    }
}

/// A sentence with what it is about before it.
fn about(subjects: &[String], sentence: &str, speech: &Speech) -> String {
    match subjects {
        [] => sentence.to_owned(),
        subjects => format!("{}: {sentence}", named_briefly(subjects, speech)),
    }
}

/// Two names, or one and how many more.
fn named_briefly(names: &[String], speech: &Speech) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one}, {two}"),
        [one, rest @ ..] => {
            let more = speech.text("and-more", &[("count", Argument::Count(rest.len() as u64))]);
            format!("{one} {more}")
        }
    }
}

/// With several KMS hosts published: whom a client draws, as RFC 2782 has it.
fn draw(page: &mut Page, report: &Report, speech: &Speech) {
    let lines = crate::say::srv_shares::lines(&report.evidence);
    if lines.len() < 2 {
        return;
    }
    let (first, later): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.share_percent.is_some());
    let first = first.into_iter().map(|line| {
        let share = Argument::Count(line.share_percent.unwrap_or_default());
        speech.text("kms-draw-share", &[("share", share), ("target", Argument::Text(line.target))])
    });
    let later = later.into_iter().map(|line| line.target).collect();
    let arguments = [("first", Argument::List(first.collect())), ("later", Argument::List(later))];
    page.blank_line();
    page.paragraph(&speech.text("kms-draw", &arguments));
}

fn unseen(page: &mut Page, verdict: &Verdict, speech: &Speech) {
    let of_channels =
        verdict.channels.iter().filter(|c| c.standing.is_usable()).flat_map(|c| &c.caveats);
    let caveats: Vec<String> =
        verdict.caveats.iter().chain(of_channels).map(|caveat| speech.seen(caveat)).collect();
    if caveats.is_empty() {
        return;
    }
    page.section(&speech.text("not-seen", &[]));
    for caveat in caveats {
        page.item(&caveat);
    }
}

fn indecisive(page: &mut Page, verdict: &Verdict, speech: &Speech) {
    if verdict.indecisive.is_empty() {
        return;
    }
    page.section(&speech.text("indecisive", &[]));
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
    let arguments = [
        ("time", Argument::Time(report.evidence.started_at)),
        ("version", Argument::Text(report.evidence.tool_version.clone())),
    ];
    page.blank_line();
    let id = if report.evidence.asked.offline { "judged-at" } else { "seen-at" };
    page.paragraph(&speech.text(id, &arguments));
}
