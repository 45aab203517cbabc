//! A run's report: evidence and verdict together, and the formats they are written in. A format is
//! one file and a function that returns text; none of them prints.

pub mod json;
pub mod text;

use actprobe_probes::evidence::Evidence;
use clap::ValueEnum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::advice::{Advice, advise};
use crate::diff::Diff;
use crate::say::lang::Speech;
use crate::verdict::{Verdict, judge};

/// Everything there is to say of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// What was seen.
    pub evidence: Evidence,
    /// What it means.
    pub verdict: Verdict,
    /// What to do about it.
    pub advice: Advice,
}

impl Report {
    /// Judges the evidence, and advises.
    pub fn of(evidence: Evidence) -> Self {
        let verdict = judge(&evidence);
        let advice = advise(&evidence, &verdict);
        Self { evidence, verdict, advice }
    }
}

/// A format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs, and for `replay`.
    Json,
}

/// How a document is written; decided once, from where it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The format.
    pub format: Format,
    /// How a text for people may look.
    pub style: text::Style,
}

/// The report in the wanted form.
pub fn render(report: &Report, form: Form, speech: &Speech) -> Result<String, serde_json::Error> {
    match form.format {
        Format::Text => Ok(text::render(report, speech, form.style)),
        Format::Json => json::report(report, speech),
    }
}

/// The comparison in the wanted form.
pub fn render_diff(diff: &Diff, form: Form, speech: &Speech) -> Result<String, serde_json::Error> {
    match form.format {
        Format::Text => Ok(text::diff::render(diff, speech, form.style)),
        Format::Json => json::render(diff),
    }
}
