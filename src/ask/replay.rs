//! A saved report, or bare evidence, read back: it takes the same path from here on as a live run.

use std::fmt;

use actprobe_probes::evidence::{Evidence, SCHEMA_VERSION, printable};
use actprobe_probes::wire::bounded_json::Budget;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use source::Source;

use crate::ask::document::{self, Mismatch};

mod source;

/// How much a report may hold ([`Budget`]). A run that finds as much as it may writes some million:
/// sixteen questions to sixteen servers, with 256 records in each answer.
const MOST: usize = 1_200_000;
/// How long a list may be; no list of a report comes near it, but those that are named.
const LONGEST_LIST: usize = 1024;
const LONGEST_LISTS: [(&str, usize); 3] = [
    // A run takes 256 files, and 64 outputs of one tool from each.
    ("imports", 40_000),
    // Of an answer, as many are kept.
    ("records", 256),
    // A question goes to sixteen servers.
    ("answers", 64),
];

/// Why a file cannot be judged again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It is no JSON, or not all of it.
    #[error("expected a JSON report of actprobe: {0}")]
    NotJson(serde_json::Error),
    /// It is JSON of something else.
    #[error("this is JSON, but no evidence of actprobe: {0}")]
    NotEvidence(Mismatch),
    /// It holds more than any report does.
    #[error("expected a report of actprobe, found more values than any has")]
    TooMuch,
    /// A list in it is longer than in any report.
    #[error(
        "expected a report of actprobe: a list has at most {most} items there, found one of \
         {found}"
    )]
    TooLong {
        /// How long it may be.
        most: usize,
        /// How long it is.
        found: usize,
    },
    /// It was written in another version of the format.
    #[error("expected schema_version {SCHEMA_VERSION}, found {found}")]
    OtherVersion {
        /// Which.
        found: u64,
    },
    /// It names no version of the format.
    #[error("expected a report of actprobe: there is no schema_version")]
    NoVersion,
}

/// Reads the evidence of a report, or evidence alone. A verdict in the file is not looked at.
pub fn read(bytes: &[u8]) -> Result<Evidence, ReplayError> {
    // PowerShell's `>` writes UTF-16, Notepad a byte order mark.
    let source = Source::of(bytes);
    let budget = Budget::of(MOST);
    let evidence = match source
        .read(Member { name: "evidence", budget: &budget })
        .map_err(ReplayError::NotJson)?
    {
        Some(evidence) if !evidence.is_null() => Some(evidence),
        _ if budget.is_exceeded() => None,
        // Evidence alone.
        _ => source.read(budget.value()).map_err(ReplayError::NotJson)?,
    };
    let mut evidence = evidence.filter(|_| !budget.is_exceeded()).ok_or(ReplayError::TooMuch)?;
    match evidence.get("schema_version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(SCHEMA_VERSION) => {}
        Some(found) => return Err(ReplayError::OtherVersion { found }),
        None => return Err(ReplayError::NoVersion),
    }
    clean(&mut evidence, "")?;
    document::read(evidence).map_err(ReplayError::NotEvidence)
}

/// The file may come from anywhere: like a live peer, it must not write to the reader's terminal,
/// nor make the verdict compare more than a run does; and another version's may hold what this one
/// cuts.
fn clean(node: &mut Value, name: &str) -> Result<(), ReplayError> {
    match node {
        Value::String(text) => *text = printable(text),
        Value::Array(items) => {
            let most = LONGEST_LISTS
                .iter()
                .find(|(list, _)| *list == name)
                .map_or(LONGEST_LIST, |(_, most)| *most);
            if items.len() > most {
                return Err(ReplayError::TooLong { most, found: items.len() });
            }
            items.iter_mut().try_for_each(|item| clean(item, ""))?;
        }
        Value::Object(fields) => {
            if fields.keys().any(|key| printable(key) != *key) {
                *fields = std::mem::take(fields)
                    .into_iter()
                    .map(|(key, value)| (printable(&key), value))
                    .collect();
            }
            fields.iter_mut().try_for_each(|(name, field)| clean(field, name))?;
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

/// Reads one member of an object within a budget, and passes over the others. Of anything but an
/// object, nothing is read.
#[derive(Clone, Copy)]
struct Member<'a> {
    name: &'static str,
    budget: &'a Budget,
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut wanted = None;
        while let Some(name) = members.next_key::<String>()? {
            match name == self.name {
                true => wanted = members.next_value_seed(self.budget.value())?,
                false => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(wanted)
    }
}

#[cfg(test)]
mod tests;
