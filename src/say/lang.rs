//! Every sentence that a person reads, by language. A sentence is a Fluent message; a finding's
//! message carries what was seen, and as attributes what it means (`.means`) and what to do
//! (`.action`).

mod arguments;
mod titled;

use actprobe_probes::evidence::Channel;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use strum::VariantArray;

use crate::say::packed::{packed, unpacked};
use crate::say::phrase::Phrase;
use crate::verdict::{Argument, Finding, Sentence};
pub use arguments::{duration, time};
pub use titled::Titled;

/// A language that actprobe speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum Language {
    /// English.
    English,
}

impl Language {
    /// Every language there is.
    pub const ALL: &[Self] = Self::VARIANTS;

    fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    fn source(self) -> String {
        let packed: &[u8] = match self {
            Self::English => packed!("en"),
        };
        unpacked(packed).unwrap_or_default()
    }

    /// The mark between whole and tenth.
    fn decimal_mark(self) -> char {
        match self {
            Self::English => '.',
        }
    }
}

/// The sentences of one language.
pub struct Speech {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Speech {
    /// Loads a language. What a broken file would lose is found by a test, not by a user; in a
    /// damaged executable, sentences are their identifiers.
    pub fn new(language: Language) -> Self {
        let (resource, _errors) = match FluentResource::try_new(language.source()) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, errors)) => (resource, errors),
        };
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        // The isolation marks U+2068 and U+2069 would show up in a Windows console.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// What was seen.
    pub fn seen(&self, finding: &Finding) -> String {
        self.say(finding)
    }

    /// A sentence of the catalogues, or a phrase.
    pub fn say(&self, sentence: &impl Sentence) -> String {
        self.format(sentence.id(), None, &sentence.arguments())
            .unwrap_or_else(|| sentence.id().to_owned())
    }

    /// The command that goes with a sentence of the catalogues.
    pub fn run(&self, sentence: &impl Sentence) -> Option<String> {
        self.format(sentence.id(), Some("run"), &sentence.arguments())
    }

    /// What is said of a cause that this run saw, where that has words of its own.
    pub fn confirmed(&self, sentence: &impl Sentence) -> Option<String> {
        self.format(sentence.id(), Some("confirmed"), &sentence.arguments())
    }

    /// What a cause is called that this run rules out, where it has a name of its own.
    pub fn ruled_out(&self, sentence: &impl Sentence) -> Option<String> {
        self.format(sentence.id(), Some("ruled-out"), &sentence.arguments())
    }

    /// The same in a line, where the sentence is long.
    pub fn in_short(&self, sentence: &impl Sentence) -> Option<String> {
        self.format(sentence.id(), Some("short"), &sentence.arguments())
    }

    /// What it means for activation.
    pub fn means(&self, finding: &Finding) -> Option<String> {
        self.format(finding.id(), Some("means"), &finding.arguments())
    }

    /// What its owner has to do.
    pub fn action(&self, finding: &Finding) -> Option<String> {
        self.format(finding.id(), Some("action"), &finding.arguments())
    }

    /// How a member of a closed set is called.
    pub fn title(&self, of: impl Titled) -> String {
        let id = of.message_id();
        self.format(&id, None, &[]).unwrap_or(id)
    }

    fn format(
        &self,
        id: &str,
        attribute: Option<&str>,
        arguments: &[(&'static str, Argument)],
    ) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(attribute) => message.get_attribute(attribute)?.value(),
        };
        let arguments = self.fluent_arguments(arguments);
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        // An alternative may say nothing: `*[other] {""}`.
        Some(text).filter(|text| !text.is_empty())
    }

    fn fluent_arguments(&self, arguments: &[(&'static str, Argument)]) -> FluentArgs<'static> {
        let mut all = FluentArgs::new();
        for (name, argument) in arguments {
            arguments::add(&mut all, name, argument, self.language);
            if let Argument::Channels(channels) = argument {
                all.set(*name, self.channels(channels));
            }
        }
        all
    }

    /// A channel, as people call it.
    pub fn channel(&self, channel: Channel) -> String {
        self.say(&Phrase::from(channel))
    }

    fn channels(&self, channels: &[Channel]) -> String {
        let names: Vec<String> = channels.iter().map(|channel| self.channel(*channel)).collect();
        self.listed(&names)
    }

    /// `A`, `A and B`, `A, B and C`.
    pub fn listed(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [others @ .., last] => {
                self.say(&Phrase::AndLast { others: others.join(", "), last: last.clone() })
            }
        }
    }
}

#[cfg(test)]
mod tests;
