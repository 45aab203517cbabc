//! What Windows itself said: each code with its meaning, and what this run says of its causes.

use super::about;
use super::layout::Page;
use crate::advice::ExplainedCode;
use crate::advice::answer::{Answer, Reason};
use crate::advice::codes::CauseStanding;
use crate::advice::codes::causes::{Beyond, Suspect};
use crate::catalogue::codes::windows_error;
use crate::say::lang::Speech;
use crate::say::phrase::Phrase;
use crate::say::report::Report;
use crate::verdict::finding::Moment;
use crate::verdict::licence::given_codes::CodeSource;
use crate::verdict::logic::Status;
use crate::verdict::sentence::Arguments;
use crate::verdict::{Argument, RequirementId, Sentence};

/// A paragraph for every code.
pub fn section(page: &mut Page, report: &Report, speech: &Speech) {
    for code in &report.advice.codes {
        page.blank_line();
        page.paragraph(&paragraph(code, &report.advice.answer, speech));
        confirmed(page, code, report, speech);
        let met: Vec<_> = requirements(code, CauseStanding::RuledOut).collect();
        let in_order: Vec<String> =
            ends_of_ways(&met).into_iter().map(|id| speech.title(id)).collect();
        list(page, |what| Phrase::ToldRuledOut { what }, &in_order, speech);
        let others = beyond(code, CauseStanding::RuledOut);
        let others: Vec<String> = others.filter_map(|beyond| speech.ruled_out(beyond)).collect();
        list(page, |what| Phrase::ToldNotTheCause { what }, &others, speech);
        let broken: Vec<_> = requirements(code, CauseStanding::Confirmed).collect();
        let unseen = requirements(code, CauseStanding::Unseen);
        let unseen = unseen.filter(|id| !is_broken(*id, report) && !hangs_on(*id, &broken));
        let unseen = the_first(unseen.map(|id| speech.title(id)).collect(), speech);
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

/// What a code means is told once: where the answer tells it, its origin is left to say.
fn paragraph(code: &ExplainedCode, answer: &Answer, speech: &Speech) -> String {
    let mut answered = std::iter::once(&answer.main).chain(&answer.details);
    if answered.any(|detail| detail.because == Some(Reason::Code(code.code))) {
        told(code, speech)
    } else {
        sentence(code, speech)
    }
}

/// Those at the end of a way: what each of them shows needs no words of its own.
fn ends_of_ways(ids: &[RequirementId]) -> Vec<RequirementId> {
    let mut shown: Vec<RequirementId> = Vec::new();
    for &id in ids {
        let mut below = shows(id);
        while let Some((&next, rest)) = below.split_first() {
            shown.push(next);
            below = if rest.is_empty() { shows(next) } else { rest };
        }
    }
    ids.iter().copied().filter(|id| !shown.contains(id)).collect()
}

/// Another code may have confirmed it.
fn is_broken(id: RequirementId, report: &Report) -> bool {
    let mut judged = report.verdict.channels.iter().flat_map(|channel| &channel.requirements);
    judged.any(|requirement| requirement.id == id && requirement.is_unmet())
}

/// What cannot hold while one of these is broken: to look at it would tell nothing.
fn hangs_on(id: RequirementId, broken: &[RequirementId]) -> bool {
    let mut below = shows(id);
    while let Some((&next, rest)) = below.split_first() {
        if broken.contains(&next) {
            return true;
        }
        below = if rest.is_empty() { shows(next) } else { rest };
    }
    false
}

/// What holds wherever this holds, the last of them with all that it shows itself.
fn shows(id: RequirementId) -> &'static [RequirementId] {
    use RequirementId as R;
    const SHOWN: &[(RequirementId, &[RequirementId])] = &[
        (R::KmsSrvInClientZone, &[R::KmsSrvPublished]),
        (R::KmsSrvPublished, &[R::DnsServerConfigured, R::DnsServerAnswers, R::DnsSuffixKnown]),
        (R::KmsRpcMultiSyntaxPasses, &[R::KmsRpcBindAccepted]),
        (R::KmsRpcBindAccepted, &[R::KmsPortReachable]),
        (R::KmsPortReachable, &[R::KmsTargetResolves]),
        (R::OnlineHttpAnswers, &[R::OnlineTlsCompletes]),
        (R::OnlineTlsCompletes, &[R::OnlinePortReachable]),
        (R::OnlinePortReachable, &[R::OnlineNameResolves]),
        (R::OnlineProxyAdmitsHost, &[R::OnlineProxyReachable]),
        (R::OnlineProxyReachable, &[R::OnlineProxyResolves]),
    ];
    SHOWN.iter().find(|(known, _)| *known == id).map_or(&[], |(_, shown)| *shown)
}

/// Who said it, when, and what it means.
pub fn sentence(code: &ExplainedCode, speech: &Speech) -> String {
    format!("{} {}", told(code, speech), means(code, speech))
}

/// Who said it, and when.
pub fn told(code: &ExplainedCode, speech: &Speech) -> String {
    let at = code.at.map(|at| Moment { at, is_local: code.local });
    let code_and_symbol = match code.symbol.as_str() {
        "" => code.code.to_string(),
        symbol => format!("{} {symbol}", code.code),
    };
    let (source, code) = (code.source, code_and_symbol);
    speech.say(&match (source, at) {
        (CodeSource::Hand, _) => Phrase::ToldByHand { code },
        (CodeSource::Slmgr, _) => Phrase::ToldBySlmgr { code },
        (CodeSource::State, _) => Phrase::ToldByState { code },
        (CodeSource::AddOn, _) => Phrase::ToldOfAddOn { code },
        (CodeSource::Event { id }, Some(time)) => {
            Phrase::ToldByEvent { code, time, event: id.to_string() }
        }
        (CodeSource::Event { id }, None) => {
            Phrase::ToldByEventUndated { code, event: id.to_string() }
        }
    })
}

/// What it means.
pub fn means(code: &ExplainedCode, speech: &Speech) -> String {
    speech.say(&Meaning(code))
}

/// What a code means: the table of codes has a sentence for each.
pub struct Meaning<'c>(&'c ExplainedCode);

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

/// What was seen of each cause that was; where its own paragraph stands below, its id is enough.
fn confirmed(page: &mut Page, code: &ExplainedCode, report: &Report, speech: &Speech) {
    for id in requirements(code, CauseStanding::Confirmed) {
        if report.advice.steps.iter().any(|step| step.requirement == Some(id)) {
            page.detail(&speech.say(&Phrase::ToldConfirmedBelow { id: id.as_str().to_owned() }));
            continue;
        }
        let requirements = report.verdict.channels.iter().flat_map(|channel| &channel.requirements);
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
    const MOST: usize = 2;
    let more = titles.len().saturating_sub(MOST);
    titles.truncate(MOST);
    if more > 0 {
        titles.push(speech.say(&Phrase::AndMore { count: more as u64 }));
    }
    titles
}

fn requirements(
    code: &ExplainedCode,
    standing: CauseStanding,
) -> impl Iterator<Item = RequirementId> + use<'_> {
    let alike = code.causes.iter().filter(move |cause| cause.standing == standing);
    alike.filter_map(|cause| match &cause.what {
        Suspect::Requirement(id) => Some(*id),
        Suspect::Beyond(_) => None,
    })
}

fn beyond(code: &ExplainedCode, standing: CauseStanding) -> impl Iterator<Item = &Beyond> {
    let alike = code.causes.iter().filter(move |cause| cause.standing == standing);
    alike.filter_map(|cause| match &cause.what {
        Suspect::Requirement(_) => None,
        Suspect::Beyond(beyond) => Some(beyond),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use RequirementId as R;

    #[test]
    fn of_a_way_its_end_is_told_and_what_it_does_not_show() {
        let whole = [
            R::DnsServerConfigured,
            R::KmsSrvPublished,
            R::KmsSrvInClientZone,
            R::KmsTargetResolves,
            R::KmsPortReachable,
            R::KmsRpcBindAccepted,
            R::KmsRpcMultiSyntaxPasses,
            R::KmsClockWithinTolerance,
        ];
        assert_eq!(
            ends_of_ways(&whole),
            [R::KmsSrvInClientZone, R::KmsRpcMultiSyntaxPasses, R::KmsClockWithinTolerance]
        );
        let in_part = [R::KmsTargetResolves, R::KmsPortReachable, R::OnlineNameResolves];
        assert_eq!(ends_of_ways(&in_part), [R::KmsPortReachable, R::OnlineNameResolves]);
        assert_eq!(ends_of_ways(&[R::DnsServerAnswers]), [R::DnsServerAnswers]);
    }
}
