//! What Windows itself said: each code with its meaning, and what this run says of its causes.

use super::about;
use super::layout::Page;
use crate::advice::ToldCode;
use crate::advice::codes::CauseStanding;
use crate::advice::codes::causes::{Beyond, Suspect};
use crate::catalogue::codes::windows_error;
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;
use crate::verdict::licence::told::Teller;
use crate::verdict::logic::Status;
use crate::verdict::sentence::Arguments;
use crate::verdict::{Argument, RequirementId, Sentence, Verdict};

/// A paragraph for every code.
pub fn section(page: &mut Page, codes: &[ToldCode], verdict: &Verdict, speech: &Speech) {
    for code in codes {
        page.blank_line();
        page.paragraph(&sentence(code, speech));
        confirmed(page, code, verdict, speech);
        let titles = |standing| titles(code, standing, speech);
        let in_order = titles(CauseStanding::RuledOut);
        list(page, |what| Phrase::ToldRuledOut { what }, &in_order, speech);
        let others = beyond(code, CauseStanding::RuledOut);
        let others: Vec<String> = others.filter_map(|beyond| speech.ruled_out(beyond)).collect();
        list(page, |what| Phrase::ToldNotTheCause { what }, &others, speech);
        let unseen = the_first(titles(CauseStanding::Unseen), speech);
        list(page, |what| Phrase::ToldNotLookedAt { what }, &unseen, speech);
        for beyond in beyond(code, CauseStanding::Unseen) {
            let what = speech.say(beyond);
            page.detail(&speech.say(&Phrase::ToldUnseen { what }));
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
    let at = code.at;
    let code_and_symbol = match code.symbol.as_str() {
        "" => code.code.to_string(),
        symbol => format!("{} {symbol}", code.code),
    };
    let (source, code) = (code.source, code_and_symbol);
    speech.say(&match (source, at) {
        (Teller::Hand, _) => Phrase::ToldByHand { code },
        (Teller::Slmgr, _) => Phrase::ToldBySlmgr { code },
        (Teller::State, _) => Phrase::ToldByState { code },
        (Teller::Event { id }, Some(time)) => {
            Phrase::ToldByEvent { code, time, event: id.to_string() }
        }
        (Teller::Event { id }, None) => Phrase::ToldByEventUndated { code, event: id.to_string() },
    })
}

/// What it means.
pub fn means(code: &ToldCode, speech: &Speech) -> String {
    speech.say(&Meaning(code))
}

/// What a code means: the table of codes has a sentence for each.
pub struct Meaning<'c>(&'c ToldCode);

impl Meaning<'_> {
    /// The arguments of every such sentence.
    pub const ARGUMENTS: &'static [&'static str] = &["way", "number"];
}

impl Sentence for Meaning<'_> {
    fn id(&self) -> &str {
        &self.0.meaning
    }

    fn arguments(&self) -> Arguments {
        let way = self.0.way.map(<&str>::from).unwrap_or_default();
        let number = windows_error(self.0.code.0).map(|number| number.to_string());
        vec![
            ("way", Argument::Text(way.to_owned())),
            ("number", Argument::Text(number.unwrap_or_default())),
        ]
    }
}

/// What was seen of each cause that was.
fn confirmed(page: &mut Page, code: &ToldCode, verdict: &Verdict, speech: &Speech) {
    for id in requirements(code, CauseStanding::Confirmed) {
        let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
        let unmet = requirements.filter(|r| r.id == id && r.status == Status::Unmet);
        let Some(requirement) = unmet.into_iter().next() else { continue };
        let seen = about(&requirement.subjects, &speech.seen(&requirement.finding), speech);
        let what = format!("{seen} [{}]", id.as_str());
        page.detail(&speech.say(&Phrase::ToldConfirmed { what }));
    }
    for beyond in beyond(code, CauseStanding::Confirmed) {
        let seen: Vec<String> = speech.confirmed(beyond).into_iter().collect();
        list(page, |what| Phrase::ToldConfirmed { what }, &seen, speech);
    }
}

fn list(page: &mut Page, of: impl Fn(String) -> Phrase, items: &[String], speech: &Speech) {
    if !items.is_empty() {
        page.detail(&speech.say(&of(items.join("; "))));
    }
}

/// What was not looked at is a long list where little was.
fn the_first(mut titles: Vec<String>, speech: &Speech) -> Vec<String> {
    const MOST: usize = 4;
    let more = titles.len().saturating_sub(MOST);
    titles.truncate(MOST);
    if more > 0 {
        titles.push(speech.say(&Phrase::AndMore { count: more as u64 }));
    }
    titles
}

fn titles(code: &ToldCode, standing: CauseStanding, speech: &Speech) -> Vec<String> {
    requirements(code, standing).map(|id| speech.title(id)).collect()
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
