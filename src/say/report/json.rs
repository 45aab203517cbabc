//! A document as JSON: a report, which `actprobe replay` judges again, or a comparison; all by
//! stable ids. Beside what is advised stands its sentence.

use actprobe_probes::evidence::Evidence;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Report, text};
use crate::advice::{Answer, ExplainedCode, MachineAdvice, Step};
use crate::say::lang::Speech;
use crate::verdict::Verdict;

/// A report, as it is written.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct Document<'a> {
    /// What was seen.
    evidence: &'a Evidence,
    /// What it means.
    verdict: &'a Verdict,
    /// What to do about it.
    advice: SpokenAdvice<'a>,
}

/// What the reader came for, with its sentences.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Advice")]
struct SpokenAdvice<'a> {
    /// The answer to what was asked.
    answer: Spoken<'a, Answer>,
    /// Codes that Windows itself gave, the newest first.
    codes: Vec<Spoken<'a, ExplainedCode>>,
    /// The one step to take now: its place in `steps`.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<usize>,
    /// What to do, by whoever can: an owner's steps stand together, the most useful first.
    steps: Vec<Spoken<'a, Step>>,
    /// What the captures tell of other machines, each alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    machines: Vec<Spoken<'a, MachineAdvice>>,
}

/// Something with the sentence that says it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}WithSentence")]
struct Spoken<'a, T> {
    #[serde(flatten)]
    what: &'a T,
    /// What it says to a person.
    sentence: String,
}

impl<'a> Document<'a> {
    /// The report with its sentences.
    pub fn of(report: &'a Report, speech: &Speech) -> Self {
        let Report { evidence, verdict, advice } = report;
        let answer = &advice.answer;
        let spoken_answer =
            Spoken { what: answer, sentence: text::answered(&answer.main, advice, speech) };
        let codes = advice
            .codes
            .iter()
            .map(|what| Spoken { what, sentence: text::codes::sentence(what, speech) });
        let steps =
            advice.steps.iter().map(|what| Spoken { what, sentence: text::task(what, speech) });
        let machines = advice.machines.iter().map(|what| Spoken {
            what,
            sentence: text::answered_by(&what.answer, &what.codes, speech),
        });
        let advice = SpokenAdvice {
            answer: spoken_answer,
            codes: codes.collect(),
            next: advice.next,
            steps: steps.collect(),
            machines: machines.collect(),
        };
        Self { evidence, verdict, advice }
    }
}

/// A report with its sentences.
pub fn report(report: &Report, speech: &Speech) -> Result<String, serde_json::Error> {
    render(&Document::of(report, speech))
}

/// Indented JSON with a final newline.
pub fn render(document: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}
