//! The lines of an export, put together to keys and values: each is looked at once.

use super::Version;
use crate::wire::registry::Value;
use crate::wire::text;
use crate::wire::work::look;

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
    /// A value that is longer than any setting.
    TooLong,
    /// A line of no known form.
    NotUnderstood,
    /// A line that begins as that of a key does, and is none.
    BrokenKey,
    /// The file ends before the value does.
    CutShort,
}

/// Reads lines, comments and empty ones left out.
pub(super) struct Reader {
    version: Version,
    /// What the lines before have begun.
    open: Option<Open>,
    /// What the last line says, as long as nobody knows whether the file ends in the middle of it.
    held: Option<Held>,
}

enum Open {
    /// A text may go over several lines, as it does in the registry.
    Text(String, Quoted),
    /// Bytes go on in the next line after a backslash.
    Bytes(String, u32, Vec<u8>),
}

struct Held {
    item: Item,
    /// Whether it ends in a comma, which promises more.
    promises: bool,
}

impl From<Item> for Held {
    fn from(item: Item) -> Self {
        Self { item, promises: false }
    }
}

impl Reader {
    pub(super) fn new(version: Version) -> Self {
        Self { version, open: None, held: None }
    }

    /// Takes the next line; gives what it, and those before it, say.
    pub(super) fn line(&mut self, line: &str, mut take: impl FnMut(Item)) {
        if let Some(held) = self.held.take() {
            take(held.item);
        }
        match self.open.take() {
            // A quotation mark that nobody closed must not swallow the rest of the file.
            Some(Open::Text(..)) if begins_another(line) => take(Item::NotUnderstood),
            Some(Open::Text(name, quoted)) => {
                return self.text(name, quoted.line_end(), line, &mut take);
            }
            Some(Open::Bytes(name, kind, bytes)) => {
                self.held = self.bytes(name, kind, bytes, without_comment(line));
                return;
            }
            None => {}
        }
        self.begin(line.trim_start(), &mut take);
    }

    /// Takes the end of the file: `regedit` always writes that of the last line.
    pub(super) fn finish(self, is_whole: bool, mut take: impl FnMut(Item)) {
        match (self.open, self.held) {
            (Some(_), _) => take(Item::CutShort),
            // What cannot be read in the last line is its end that is missing; anywhere else it is
            // a mistake.
            (None, Some(held)) => {
                take(if is_whole && !held.promises { held.item } else { Item::CutShort });
            }
            (None, None) => {}
        }
    }

    fn begin(&mut self, line: &str, take: &mut dyn FnMut(Item)) {
        match line.chars().next() {
            None | Some(';') => {}
            Some('[') => match key(line) {
                Some(item) => take(item),
                None => self.held = Some(Item::BrokenKey.into()),
            },
            Some('@') => self.value(String::new(), line.get(1..).unwrap_or_default(), take),
            Some('"') => {
                let mut name = Quoted::default();
                match name.closed_in(line.get(1..).unwrap_or_default()) {
                    Some(rest) => self.value(name.inside, rest, take),
                    None => self.held = Some(Item::NotUnderstood.into()),
                }
            }
            Some(_) => self.held = Some(Item::NotUnderstood.into()),
        }
    }

    fn value(&mut self, name: String, rest: &str, take: &mut dyn FnMut(Item)) {
        let data = rest.trim_start().strip_prefix('=').map(str::trim_start);
        if let Some(text) = data.and_then(|data| data.strip_prefix('"')) {
            return self.text(name, Quoted::default(), text, take);
        }
        let form = data.map(|data| without_comment(data).trim_end());
        match form.and_then(|form| form.strip_prefix("hex")).and_then(kind) {
            Some((kind, digits)) => self.held = self.bytes(name, kind, Vec::new(), digits),
            None => match form.and_then(|form| short(name, form)) {
                Some((item, true)) => take(item),
                Some((item, false)) => self.held = Some(item.into()),
                None => self.held = Some(Item::NotUnderstood.into()),
            },
        }
    }

    fn text(&mut self, name: String, mut quoted: Quoted, line: &str, take: &mut dyn FnMut(Item)) {
        match quoted.closed_in(line) {
            Some(_) if quoted.inside.len() > LONGEST => take(Item::TooLong),
            Some(_) => take(Item::Value(name, Value::Text(quoted.inside))),
            None if quoted.inside.len() > LONGEST => take(Item::NotUnderstood),
            None => self.open = Some(Open::Text(name, quoted)),
        }
    }

    fn bytes(&mut self, name: String, kind: u32, mut bytes: Vec<u8>, line: &str) -> Option<Held> {
        let line = line.trim_end();
        let (digits, goes_on) =
            line.strip_suffix('\\').map_or((line, false), |digits| (digits, true));
        if !read_bytes(digits, &mut bytes) {
            return Some(Item::NotUnderstood.into());
        }
        if goes_on {
            self.open = Some(Open::Bytes(name, kind, bytes));
            return None;
        }
        let item = match bytes.len() {
            0..=LONGEST => Item::Value(name, of_bytes(self.version, kind, &bytes)),
            _ => Item::TooLong,
        };
        Some(Held { item, promises: digits.ends_with(',') })
    }
}

fn key(line: &str) -> Option<Item> {
    // A name may hold a bracket: the last one counts.
    let path = line.rfind(']').and_then(|end| line.get(1..end))?;
    Some(match path.strip_prefix('-') {
        Some(path) => Item::DeletedKey(path.to_owned()),
        None => Item::Key(path.to_owned()),
    })
}

/// A deletion or a number, and whether it is whole even where the line has no end.
fn short(name: String, form: &str) -> Option<(Item, bool)> {
    if form == "-" {
        return Some((Item::DeletedValue(name), true));
    }
    let digits = form.strip_prefix("dword:")?.trim();
    let number = u32::from_str_radix(digits, 16).ok()?;
    Some((Item::Value(name, Value::Number(u64::from(number))), digits.len() >= DWORD_DIGITS))
}

/// A text in quotation marks as far as it was read. A backslash takes the next character as it is.
#[derive(Default)]
struct Quoted {
    inside: String,
    is_escaped: bool,
}

impl Quoted {
    /// Reads to the closing mark, and gives what follows it; or all, if there is none.
    fn closed_in<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        for (at, c) in text.char_indices() {
            look(0);
            match c {
                _ if std::mem::take(&mut self.is_escaped) => self.push(c),
                '"' => return text.get(at + 1..),
                '\\' => self.is_escaped = true,
                c => self.push(c),
            }
        }
        None
    }

    /// A text goes on in the next line.
    fn line_end(mut self) -> Self {
        self.is_escaped = false;
        self.push('\n');
        self
    }

    /// What is longer than any setting is not kept: one character more shows that.
    fn push(&mut self, c: char) {
        if self.inside.len() <= LONGEST {
            self.inside.push(c);
        }
    }
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
    look(digits.len());
    for part in digits.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match u8::from_str_radix(part, 16) {
            // What is longer than any setting is not kept: one byte more shows that.
            Ok(byte) if bytes.len() <= LONGEST => bytes.push(byte),
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    true
}

fn of_bytes(version: Version, kind: u32, bytes: &[u8]) -> Value {
    match version {
        Version::Four if TEXTS.contains(&kind) => {
            // Part by part: their zeros would make them look like UTF-16.
            let parts: Vec<String> =
                bytes.split(|byte| *byte == 0).map(|part| text::decode(part).text).collect();
            let wide: Vec<u8> =
                parts.join("\0").encode_utf16().flat_map(u16::to_le_bytes).collect();
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
/// The longest value that is kept, in bytes; the longest settings have some thousand.
const LONGEST: usize = 1 << 20;
