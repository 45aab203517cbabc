//! What Windows itself said: each code with its meaning, and what this run says of its causes.

use super::about;
use super::layout::Page;
use super::requirement_title;
use crate::advice::ToldCode;
use crate::advice::codes::CauseStanding;
use crate::advice::codes::causes::{Beyond, Suspect};
use crate::catalogue::codes::windows_error;
use crate::say::lang::Speech;
use crate::verdict::licence::told::Teller;
use crate::verdict::logic::Status;
use crate::verdict::{Argument, RequirementId, Verdict};

/// The messages of the language files that this module says, with the names of their arguments.
pub const TEXTS: &[(&str, &[&str])] = &[
    ("told-by-hand", &["code"]),
    ("told-by-slmgr", &["code"]),
    ("told-by-state", &["code"]),
    ("told-by-event", &["code", "time", "event"]),
    ("told-by-event-undated", &["code", "event"]),
    ("told-confirmed", &["what"]),
    ("told-ruled-out", &["what"]),
    ("told-not-looked-at", &["what"]),
    ("told-unseen", &["what"]),
];

/// The arguments of every sentence that says what a code means.
pub const MEANING: &[&str] = &["way", "number"];

/// A paragraph for every code.
pub fn section(page: &mut Page, codes: &[ToldCode], verdict: &Verdict, speech: &Speech) {
    for code in codes {
        page.blank_line();
        page.paragraph(&sentence(code, speech));
        confirmed(page, code, verdict, speech);
        let titles = |standing| titles(code, standing, speech);
        let ruled_out = beyond(code, CauseStanding::RuledOut);
        let mut named = titles(CauseStanding::RuledOut);
        named.extend(ruled_out.filter_map(|beyond| speech.ruled_out(beyond)));
        list(page, "told-ruled-out", &named, speech);
        list(page, "told-not-looked-at", &the_first(titles(CauseStanding::Unseen), speech), speech);
        for beyond in beyond(code, CauseStanding::Unseen) {
            list(page, "told-unseen", &[speech.say(beyond)], speech);
            if let Some(command) = speech.run(beyond) {
                page.command(&command);
            }
        }
    }
}

/// Who said it, when, and what it means.
pub fn sentence(code: &ToldCode, speech: &Speech) -> String {
    format!("{} {}", told(code, speech), means(code, speech))
}

/// Who said it, and when.
pub fn told(code: &ToldCode, speech: &Speech) -> String {
    let name = match code.symbol.as_str() {
        "" => code.code.to_string(),
        symbol => format!("{} {symbol}", code.code),
    };
    let mut arguments = vec![("code", Argument::Text(name))];
    arguments.extend(code.at.map(|at| ("time", Argument::Time(at))));
    let id = match code.source {
        Teller::Hand => "told-by-hand",
        Teller::Slmgr => "told-by-slmgr",
        Teller::State => "told-by-state",
        Teller::Event { id } => {
            arguments.push(("event", Argument::Text(id.to_string())));
            if code.at.is_some() { "told-by-event" } else { "told-by-event-undated" }
        }
    };
    speech.text(id, &arguments)
}

/// What it means.
pub fn means(code: &ToldCode, speech: &Speech) -> String {
    let way = code.way.map(<&str>::from).unwrap_or_default();
    let number = windows_error(code.code.0).map(|number| number.to_string());
    let arguments = [
        ("way", Argument::Text(way.to_owned())),
        ("number", Argument::Text(number.unwrap_or_default())),
    ];
    speech.text(&code.meaning, &arguments)
}

/// What was seen of each cause that was.
fn confirmed(page: &mut Page, code: &ToldCode, verdict: &Verdict, speech: &Speech) {
    for id in requirements(code, CauseStanding::Confirmed) {
        let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
        let unmet = requirements.filter(|r| r.id == id && r.status == Status::Unmet);
        let Some(requirement) = unmet.into_iter().next() else { continue };
        let seen = about(&requirement.subjects, &speech.seen(&requirement.finding), speech);
        list(page, "told-confirmed", &[format!("{seen} [{}]", id.as_str())], speech);
    }
    for beyond in beyond(code, CauseStanding::Confirmed) {
        let seen: Vec<String> = speech.confirmed(beyond).into_iter().collect();
        list(page, "told-confirmed", &seen, speech);
    }
}

fn list(page: &mut Page, id: &str, items: &[String], speech: &Speech) {
    if !items.is_empty() {
        page.detail(&speech.text(id, &[("what", Argument::Text(items.join("; ")))]));
    }
}

/// What was not looked at is a long list where little was.
fn the_first(mut titles: Vec<String>, speech: &Speech) -> Vec<String> {
    const MOST: usize = 4;
    let more = titles.len().saturating_sub(MOST);
    titles.truncate(MOST);
    if more > 0 {
        titles.push(speech.text("and-more", &[("count", Argument::Count(more as u64))]));
    }
    titles
}

fn titles(code: &ToldCode, standing: CauseStanding, speech: &Speech) -> Vec<String> {
    requirements(code, standing).map(|id| speech.text(&requirement_title(id), &[])).collect()
}

fn requirements(
    code: &ToldCode,
    standing: CauseStanding,
) -> impl Iterator<Item = RequirementId> + use<'_> {
    let alike = code.causes.iter().filter(move |cause| cause.standing == standing);
    alike.filter_map(|cause| match &cause.what {
        Suspect::Requirement(id) => Some(*id),
        Suspect::Beyond(_) => None,
    })
}

fn beyond(code: &ToldCode, standing: CauseStanding) -> impl Iterator<Item = &Beyond> {
    let alike = code.causes.iter().filter(move |cause| cause.standing == standing);
    alike.filter_map(|cause| match &cause.what {
        Suspect::Requirement(_) => None,
        Suspect::Beyond(beyond) => Some(beyond),
    })
}
