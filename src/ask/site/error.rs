//! What is wrong with a site file, and where. Neither a value nor a line of it is kept: they may
//! hold a password.

use std::fmt;

use crate::ask::document::Mismatch;

/// How to write what holds a backslash.
pub(super) const AS_IT_IS: &str = r"write a path in single quotes, as in 'pem\root.pem', or with /";

/// Why a site file is none.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{what}", before(*.place))]
pub struct SiteError {
    /// From 1; absent where it is the whole file.
    place: Option<(usize, usize)>,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum What {
    /// In the parser's words, of which none comes from the file.
    #[error("no TOML: {0}")]
    Syntax(String),
    #[error("no TOML: {0}. In double quotes a backslash begins an escape; {AS_IT_IS}")]
    Escape(String),
    #[error(transparent)]
    Content(Mismatch),
    #[error("expected a site file of at most {most} bytes, found more")]
    TooLarge {
        /// How many bytes it may have.
        most: usize,
    },
}

impl SiteError {
    pub(super) fn of_syntax(text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().map(|span| place(text, span.start));
        let message = error.message().to_owned();
        let is_escape = message.contains("escape");
        let what = if is_escape { What::Escape(message) } else { What::Syntax(message) };
        Self { place, what }
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

fn before(place: Option<(usize, usize)>) -> String {
    place.map_or_else(String::new, |(line, column)| format!("line {line}, column {column}: "))
}

/// As it is said: a key that does not look like one stands in the mismatch, too.
impl fmt::Debug for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
