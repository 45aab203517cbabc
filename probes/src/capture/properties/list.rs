//! `Name : value` (`Format-List`) and `Name=value` (`wmic … /value`).

use super::{Listing, Object, put};
use crate::capture::lines::Lines;

/// Finds the lists of a text. A blank line alone ends none: some chats put one after every line. A
/// name that stands there already begins the next object, and so do values that are aligned anew.
pub fn read(lines: Lines<'_>, found: &mut Listing) {
    let mut open = Open::default();
    let mut after_blank = false;
    for (at, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            after_blank = true;
            continue;
        }
        match open.place(line) {
            Place::Property { name, value, separator } => {
                let is_aligned_anew = after_blank && open.is_aligned_elsewhere(separator);
                if open.has(name) || is_aligned_anew {
                    open.close(found);
                }
                open.property(name, value, separator, at);
            }
            Place::Continuation => open.continuation(line, at),
            Place::Elsewhere => open.close(found),
        }
        after_blank = false;
    }
    open.close(found);
}

/// The object that is being read.
#[derive(Default)]
struct Open<'a> {
    object: Object,
    lines: Vec<usize>,
    /// Where the values of its list begin, in bytes from the start of a line; absent where they are
    /// not aligned.
    column: Option<usize>,
    /// Whether they were not aligned so far.
    is_ragged: bool,
    last: Option<&'a str>,
}

/// What a line is to the object that is being read.
enum Place<'a> {
    Property { name: &'a str, value: &'a str, separator: usize },
    Continuation,
    Elsewhere,
}

impl<'a> Open<'a> {
    fn place(&self, line: &'a str) -> Place<'a> {
        let indent = line.len() - line.trim_start().len();
        if self.last.is_some() && self.column.is_some_and(|column| indent > column) {
            return Place::Continuation;
        }
        match property(line, self.column) {
            Some((name, value, separator)) => Place::Property { name, value, separator },
            None => Place::Elsewhere,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// Whether several values stand below each other, and not at this place.
    fn is_aligned_elsewhere(&self, separator: usize) -> bool {
        self.object.len() > 1 && !self.is_ragged && self.column != Some(separator)
    }

    fn property(&mut self, name: &'a str, value: &str, separator: usize, at: usize) {
        put(&mut self.object, name, value);
        self.is_ragged |= self.column.is_some_and(|column| column != separator);
        self.column = Some(separator);
        self.last = Some(name);
        self.lines.push(at);
    }

    /// PowerShell breaks a long value between words, and behind a dash.
    fn continuation(&mut self, line: &str, at: usize) {
        self.lines.push(at);
        let known = self.last.and_then(|name| self.object.get_mut(name));
        let Some(serde_json::Value::String(value)) = known else { return };
        if value.len() + line.len() <= super::LONGEST_VALUE {
            let joint = if value.is_empty() || value.ends_with('-') { "" } else { " " };
            value.push_str(joint);
            value.push_str(line.trim());
        }
    }

    fn close(&mut self, found: &mut Listing) {
        let done = std::mem::take(self);
        found.add(done.object, done.lines);
    }
}

/// The name, the value, and where the sign between them stands. A name of several words is one only
/// where that sign stands below the one above.
fn property(line: &str, column: Option<usize>) -> Option<(&str, &str, usize)> {
    let separator = line.find([':', '='])?;
    let name = line.get(..separator)?.trim();
    let value = line.get(separator + 1..)?;
    let is_equals = line.get(separator..=separator) == Some("=");
    let is_set_off = is_equals || value.is_empty() || value.starts_with([' ', '\t']);
    let is_aligned = column == Some(separator) && name.len() <= LONGEST_NAME;
    (is_set_off && (is_identifier(name) || is_aligned && !name.is_empty()))
        .then_some((name, value, separator))
}

fn is_identifier(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.bytes().all(fits)
        && !name.starts_with(|first: char| first.is_ascii_digit())
}

/// In bytes; the longest of the licensing service has 46.
const LONGEST_NAME: usize = 64;
