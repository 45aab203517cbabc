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

    /// A list between double quotes, set apart by semicolons, as `WinHTTP` takes its names:
    /// `otherwise` where one of them is more than that to a shell.
    pub fn list<'t>(texts: impl Iterator<Item = &'t str>, otherwise: Placeholder) -> Self {
        let texts: Vec<&str> = texts.collect();
        let text = texts.join(";");
        if text.len() <= LONGEST_LIST && texts.into_iter().all(is_listed) {
            Self { text, missing: None }
        } else {
            Self::missing(otherwise)
        }
    }

    /// Where it and a port are filled in: an IPv6 address stands in brackets.
    pub fn and_port(&self) -> &'static str {
        if self.text.contains(':') { "[{}]:{}" } else { "{}:{}" }
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

/// A line of cmd has 8,191 characters, and this is a part of one.
const LONGEST_LIST: usize = 2_000;

/// Plain names, `*` in them, and the word for all without a dot.
fn is_listed(text: &str) -> bool {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || ".:-_*[]=".contains(c);
    text == "<local>" || !text.is_empty() && text.chars().all(is_fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_takes_no_more_into_its_quotes_than_names() {
        let list = |texts: &[&str]| Word::list(texts.iter().copied(), Placeholder::BypassList);
        assert_eq!(list(&["*.corp.example", "<local>"]).text(), "*.corp.example;<local>");
        for more in ["a\"&b", "%TEMP%", "$(reboot)", "a b", "`a`", "<b>", "a;b", ""] {
            let missing = Word::missing(Placeholder::BypassList);
            assert_eq!(list(&["<local>", more]), missing, "{more}");
        }
    }

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
