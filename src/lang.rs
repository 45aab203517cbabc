//! Every sentence that a person reads, by language. A sentence is a Fluent message; a finding's message carries what was
//! seen, and as attributes what it means (`.means`), what to do (`.action`) and the next command (`.run`).

mod arguments;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use crate::verdict::{Argument, Finding};
pub use arguments::{duration, time};

/// A language that actprobe speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
}

impl Language {
    /// Every language there is.
    pub const ALL: &[Self] = &[Self::English];

    fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("lang/en.ftl"),
        }
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
    /// Loads a language. What a broken file would lose is found by a test, not by a user.
    pub fn new(language: Language) -> Self {
        let (resource, _errors) = match FluentResource::try_new(language.source().to_owned()) {
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
        self.format(finding.id(), None, &finding.arguments()).unwrap_or_else(|| finding.id().to_owned())
    }

    /// What it means for activation.
    pub fn means(&self, finding: &Finding) -> Option<String> {
        self.format(finding.id(), Some("means"), &finding.arguments())
    }

    /// What its owner has to do.
    pub fn action(&self, finding: &Finding) -> Option<String> {
        self.format(finding.id(), Some("action"), &finding.arguments())
    }

    /// The next command to type, about `subject`: of `host:port (address)` it may name `$host` and `$port`.
    ///
    /// People paste it into a shell. A name that is more than a name there, such as `a;reboot`, which DNS may well hold,
    /// leaves the command unsaid.
    pub fn command(&self, finding: &Finding, subject: Option<&String>) -> Option<String> {
        let (host, port) = host_and_port(subject.map_or("", String::as_str));
        let mut arguments = finding.arguments();
        arguments.extend([("host", Argument::Text(host.to_owned())), ("port", Argument::Text(port.to_owned()))]);
        let arguments: Vec<_> = arguments.into_iter().map(|(name, argument)| (name, unless_unsafe(argument))).collect();
        self.format(finding.id(), Some("run"), &arguments).filter(|command| !command.contains(UNSAFE))
    }

    /// A sentence of the report or of the command line.
    pub fn text(&self, id: &str, arguments: &[(&'static str, Argument)]) -> String {
        self.format(id, None, arguments).unwrap_or_else(|| id.to_owned())
    }

    fn format(&self, id: &str, attribute: Option<&str>, arguments: &[(&'static str, Argument)]) -> Option<String> {
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
        }
        all
    }
}

/// Stands for a word that a shell would not take as one word; no text that was scrubbed contains it.
const UNSAFE: char = '\0';

fn unless_unsafe(argument: Argument) -> Argument {
    let kept = |text: String| if is_one_word(&text) { text } else { UNSAFE.to_string() };
    match argument {
        Argument::Text(text) => Argument::Text(kept(text)),
        Argument::List(items) => Argument::List(items.into_iter().map(kept).collect()),
        other => other,
    }
}

/// A name, an address or a URL without a query: nothing that cmd, `PowerShell` or sh see something else in, and no option.
fn is_one_word(text: &str) -> bool {
    !text.starts_with('-') && text.chars().all(|c| c.is_alphanumeric() || ".:/_-".contains(c))
}

fn host_and_port(subject: &str) -> (&str, &str) {
    let name = subject.split(' ').next().unwrap_or(subject);
    match name.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => (host.trim_matches(['[', ']']), port),
        _ => (name, ""),
    }
}

#[cfg(test)]
mod tests;
