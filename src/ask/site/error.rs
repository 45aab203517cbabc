//! What is wrong with a site file, and where. Neither a value nor a line of it is kept: they may
//! hold a password.

use std::fmt;

use crate::ask::document::Mismatch;

/// How to write what holds a backslash.
pub(super) const AS_IT_IS: &str = r"write a path in single quotes, as in 'pem\root.pem', or with /";

/// Why a site file is none.
#[derive(Clone, PartialEq, Eq)]
pub struct SiteError {
    /// From 1; absent where it is the whole file.
    place: Option<(usize, usize)>,
    what: What,
}

#[derive(Clone, PartialEq, Eq)]
enum What {
    /// In the parser's words, of which none comes from the file.
    Syntax(String),
    Content(Mismatch),
    TooLarge {
        /// How many bytes it may have.
        most: usize,
    },
}

impl SiteError {
    pub(super) fn of_syntax(text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().map(|span| place(text, span.start));
        Self { place, what: What::Syntax(error.message().to_owned()) }
    }

    pub(super) fn of_content(text: &str, mismatch: Mismatch) -> Self {
        Self {
            place: mismatch.start().map(|start| place(text, start)),
            what: What::Content(mismatch),
        }
    }

    pub(super) fn too_large(most: usize) -> Self {
        Self { place: None, what: What::TooLarge { most } }
    }
}

/// Line and column, in characters.
fn place(text: &str, start: usize) -> (usize, usize) {
    let before = text.get(..start.min(text.len())).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

impl fmt::Display for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        match &self.what {
            What::Syntax(message) if message.contains("escape") => write!(
                f,
                "no TOML: {message}. In double quotes a backslash begins an escape; {AS_IT_IS}"
            ),
            What::Syntax(message) => write!(f, "no TOML: {message}"),
            What::Content(mismatch) => mismatch.fmt(f),
            What::TooLarge { most } => {
                write!(f, "expected a site file of at most {most} bytes, found more")
            }
        }
    }
}

/// As it is said: a key that does not look like one stands in the mismatch, too.
impl fmt::Debug for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SiteError {}
