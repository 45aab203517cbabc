//! The words of a command that are not ours: what is known, as far as a shell sees no more in it
//! than a name; else a placeholder.

use super::placeholder::Placeholder;
use super::shell_word::shell_word;

/// A word to fill into a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    text: String,
    missing: Option<Placeholder>,
}

impl Word {
    /// What somebody else chose; `otherwise` where it is not known, or no plain word.
    pub fn of(text: Option<&str>, otherwise: Placeholder) -> Self {
        text.and_then(shell_word)
            .map_or_else(|| Self::missing(otherwise), |text| Self { text, missing: None })
    }

    /// What the reader has to fill in.
    pub fn missing(placeholder: Placeholder) -> Self {
        Self { text: placeholder.word().to_owned(), missing: Some(placeholder) }
    }

    /// A number.
    pub fn number(number: impl Into<u64>) -> Self {
        Self { text: number.into().to_string(), missing: None }
    }

    /// The word.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it stands for, where the reader has to fill it in.
    pub fn placeholder(&self) -> Option<Placeholder> {
        self.missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_more_than_a_name_to_a_shell_gives_way_to_a_placeholder() {
        let word = |text| Word::of(Some(text), Placeholder::KmsHost);
        assert_eq!(
            (word("kms1.corp.example").text(), word("kms1.corp.example").placeholder()),
            ("kms1.corp.example", None)
        );
        for more in ["a;reboot", "a b", "$(reboot)", "-f", "a&b", "a|b", "%TEMP%", "`reboot`", ""] {
            assert_eq!(word(more), Word::missing(Placeholder::KmsHost), "{more}");
        }
    }
}
