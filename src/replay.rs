//! A saved report, or bare evidence, read back: it takes the same path from here on as a live run.

use std::fmt;

use actprobe_probes::evidence::{Evidence, SCHEMA_VERSION, printable};
use serde_json::Value;

use crate::document::{self, Mismatch};

/// Why a file cannot be judged again.
#[derive(Debug)]
pub enum ReplayError {
    /// It is no JSON, or not all of it.
    NotJson(serde_json::Error),
    /// It is JSON of something else.
    NotEvidence(Mismatch),
    /// It was written in another version of the format.
    OtherVersion {
        /// Which; absent where the file names none.
        found: Option<u64>,
    },
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "expected a JSON report of actprobe: {error}"),
            Self::NotEvidence(error) => write!(f, "this is JSON, but no evidence of actprobe: {error}"),
            Self::OtherVersion { found: Some(found) } => {
                write!(f, "expected schema_version {SCHEMA_VERSION}, found {found}")
            }
            Self::OtherVersion { found: None } => {
                write!(f, "expected a report of actprobe: there is no schema_version")
            }
        }
    }
}

impl std::error::Error for ReplayError {}

/// Reads the evidence of a report, or evidence alone. A verdict in the file is not looked at.
pub fn read(bytes: &[u8]) -> Result<Evidence, ReplayError> {
    // PowerShell's `>` writes UTF-16, Notepad a byte order mark.
    let text = actprobe_probes::wire::text::decode(bytes).text;
    let mut file: Value = serde_json::from_str(&text).map_err(ReplayError::NotJson)?;
    let evidence = file.get_mut("evidence").map_or(Value::Null, Value::take);
    let mut evidence = if evidence.is_null() { file } else { evidence };
    clean(&mut evidence);
    match evidence.get("schema_version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(SCHEMA_VERSION) => {}
        found => return Err(ReplayError::OtherVersion { found }),
    }
    document::read(evidence).map_err(ReplayError::NotEvidence)
}

/// The file may come from anywhere: like a live peer, it must not write to the reader's terminal, and another version's
/// may hold what this one cuts.
fn clean(node: &mut Value) {
    match node {
        Value::String(text) => *text = printable(text),
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(fields) => {
            if fields.keys().any(|key| printable(key) != *key) {
                *fields = std::mem::take(fields).into_iter().map(|(key, value)| (printable(&key), value)).collect();
            }
            fields.values_mut().for_each(clean);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn neither_a_value_nor_a_key_writes_to_the_terminal() {
        let mut file = json!({ "a\u{1b}[2J": [{ "b\u{2028}c": "\u{e000}\u{ad}x" }], "d": 1 });
        clean(&mut file);
        assert_eq!(file, json!({ "a [2J": [{ "b c": "  x" }], "d": 1 }));
    }
}
