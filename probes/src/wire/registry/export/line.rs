//! The lines of an export, put together to keys and values.

use std::str::Lines;

use super::Version;
use crate::wire::registry::Value;
use crate::wire::text;

/// What a line, or several that belong together, says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// `[HKEY_…\key]`.
    Key(String),
    /// `[-HKEY_…\key]`.
    DeletedKey(String),
    /// `"name"=value`.
    Value(String, Value),
    /// `"name"=-`.
    DeletedValue(String),
    /// A line of no known form.
    NotUnderstood,
    /// The file ends before the value does.
    CutShort,
}

/// The items of a text, comments and empty lines left out.
pub(super) struct Items<'a> {
    lines: Lines<'a>,
    version: Version,
    /// Whether the last line has its end: `regedit` always writes it.
    is_whole: bool,
}

impl<'a> Items<'a> {
    pub(super) fn new(text: &'a str, version: Version) -> Self {
        let mut lines = text.lines();
        // What stands before the header is empty.
        let _header = lines.find(|line| !line.trim().is_empty());
        Self { lines, version, is_whole: text.ends_with('\n') }
    }

    fn item(&mut self, line: &str) -> Option<Item> {
        let line = line.trim_start();
        match line.chars().next() {
            None | Some(';') => None,
            Some('[') => Some(self.key(line)),
            Some('@') => Some(self.value(String::new(), line.get(1..).unwrap_or_default())),
            Some('"') => Some(match quoted(line) {
                Some((name, rest)) => self.value(name, rest),
                None => self.broken(),
            }),
            Some(_) => Some(self.broken()),
        }
    }

    fn key(&mut self, line: &str) -> Item {
        // A name may hold a bracket: the last one counts.
        match line.rfind(']').and_then(|end| line.get(1..end)) {
            Some(path) => match path.strip_prefix('-') {
                Some(path) => Item::DeletedKey(path.to_owned()),
                None => Item::Key(path.to_owned()),
            },
            None => self.broken(),
        }
    }

    /// What cannot be read in the last line is its end that is missing; anywhere else it is a mistake.
    fn broken(&mut self) -> Item {
        let is_last = self.lines.clone().next().is_none();
        if is_last && !self.is_whole { Item::CutShort } else { Item::NotUnderstood }
    }

    fn value(&mut self, name: String, rest: &str) -> Item {
        let Some(data) = rest.trim_start().strip_prefix('=') else { return self.broken() };
        let data = data.trim_start();
        if data.starts_with('"') {
            return self.text(name, data);
        }
        let form = without_comment(data).trim_end();
        if form == "-" {
            return Item::DeletedValue(name);
        }
        if let Some(digits) = form.strip_prefix("dword:") {
            return match u32::from_str_radix(digits.trim(), 16) {
                Ok(_) if digits.trim().len() < DWORD_DIGITS && self.is_cut_here() => Item::CutShort,
                Ok(number) => Item::Value(name, Value::Number(u64::from(number))),
                Err(_) => self.broken(),
            };
        }
        match form.strip_prefix("hex").and_then(kind) {
            Some((kind, digits)) => self.bytes(name, kind, digits),
            None => self.broken(),
        }
    }

    fn is_cut_here(&self) -> bool {
        self.lines.clone().next().is_none() && !self.is_whole
    }

    /// A text may go over several lines, as it does in the registry.
    fn text(&mut self, name: String, first: &str) -> Item {
        let mut whole = first.to_owned();
        loop {
            if let Some((text, _)) = quoted(&whole) {
                return Item::Value(name, Value::Text(text));
            }
            match self.lines.clone().next() {
                None => return Item::CutShort,
                // A quotation mark that nobody closed must not swallow the rest of the file.
                Some(next) if begins_another(next) || whole.len() > LONGEST_TEXT => return Item::NotUnderstood,
                Some(next) => {
                    self.lines.next();
                    whole.push('\n');
                    whole.push_str(next);
                }
            }
        }
    }

    /// Bytes go on in the next line after a backslash.
    fn bytes(&mut self, name: String, kind: u32, first: &str) -> Item {
        let mut bytes = Vec::new();
        let mut line = first.to_owned();
        loop {
            let (digits, goes_on) = match line.trim_end().strip_suffix('\\') {
                Some(digits) => (digits, true),
                None => (line.trim_end(), false),
            };
            if !read_bytes(digits, &mut bytes) {
                return self.broken();
            }
            if !goes_on {
                break;
            }
            match self.lines.next() {
                Some(next) => without_comment(next).clone_into(&mut line),
                None => return Item::CutShort,
            }
        }
        // A comma at the end promises more; and without the line's end, nobody knows.
        if line.trim_end().ends_with(',') && self.lines.clone().next().is_none() || self.is_cut_here() {
            return Item::CutShort;
        }
        Item::Value(name, of_bytes(self.version, kind, &bytes))
    }
}

impl Iterator for Items<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            let line = self.lines.next()?;
            if let Some(item) = self.item(line) {
                return Some(item);
            }
        }
    }
}

/// A text in quotation marks at the start, and what follows it. A backslash takes the next character as it is.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut chars = text.strip_prefix('"')?.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((inside, text.get(at + 2..).unwrap_or_default())),
            '\\' => inside.push(chars.next()?.1),
            c => inside.push(c),
        }
    }
    None
}

fn begins_another(line: &str) -> bool {
    line.starts_with("[HKEY_") || line.starts_with("[-HKEY_")
}

fn without_comment(data: &str) -> &str {
    data.split(';').next().unwrap_or_default()
}

/// What follows `hex`: the number of the type in brackets, none for `REG_BINARY`, then the digits.
fn kind(rest: &str) -> Option<(u32, &str)> {
    if let Some(digits) = rest.strip_prefix(':') {
        return Some((REG_BINARY, digits));
    }
    let (number, digits) = rest.strip_prefix('(')?.split_once("):")?;
    Some((u32::from_str_radix(number, 16).ok()?, digits))
}

/// Pairs of digits between commas; empty parts are the end of a line.
fn read_bytes(digits: &str, bytes: &mut Vec<u8>) -> bool {
    for part in digits.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match u8::from_str_radix(part, 16) {
            Ok(byte) => bytes.push(byte),
            Err(_) => return false,
        }
    }
    true
}

fn of_bytes(version: Version, kind: u32, bytes: &[u8]) -> Value {
    match version {
        Version::Four if TEXTS.contains(&kind) => {
            // Part by part: their zeros would make them look like UTF-16.
            let parts: Vec<String> = bytes.split(|byte| *byte == 0).map(|part| text::decode(part).text).collect();
            let wide: Vec<u8> = parts.join("\0").encode_utf16().flat_map(u16::to_le_bytes).collect();
            Value::of(kind, &wide)
        }
        _ => Value::of(kind, bytes),
    }
}

/// `winnt.h`.
const REG_BINARY: u32 = 3;
/// `REG_SZ`, `REG_EXPAND_SZ`, `REG_MULTI_SZ`.
const TEXTS: [u32; 3] = [1, 2, 7];
/// `regedit` writes eight.
const DWORD_DIGITS: usize = 8;
/// In bytes; the longest settings have some thousand.
const LONGEST_TEXT: usize = 1 << 20;
