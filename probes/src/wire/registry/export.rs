//! A registry export: the file that `regedit` and `reg export` write (`.reg`; Microsoft Support,
//! "How to add, modify, or delete registry subkeys and values by using a .reg file").
//!
//! Version 5.00 is UTF-16LE with texts in UTF-16LE; `REGEDIT4` is in the code page of its machine,
//! and so are the texts that it writes as bytes. A file that somebody edited, or that ends in the
//! middle, gives what can be read of it.

mod line;
mod table;

use super::{Hive, Registry, Value};
use crate::product_key::mask;
use crate::wire::text;
use line::{Item, Reader};
use std::collections::BTreeMap;
pub use table::is_read;

/// What an export holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    /// By path, in lower case, with the short name of the root (`hklm\software\…`).
    keys: BTreeMap<String, Key>,
    /// What `CurrentControlSet` stands for, in lower case, where the file has only numbered ones.
    control_set: Option<String>,
    /// The key that was read last, where the file ends in the middle of it.
    cut_in: Option<String>,
    /// Lines that mean nothing.
    pub not_understood: u32,
    /// Keys and values beyond those that are kept.
    pub left_out: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Key {
    /// The path as it is written.
    path: String,
    /// By name in lower case: the name as it is written, and the value.
    values: BTreeMap<String, (String, Value)>,
}

/// The bytes are no registry export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a registry export, which begins with \"Windows Registry Editor Version 5.00\" or \
     \"REGEDIT4\", found something else"
)]
pub struct NotAnExport;

/// Whether the bytes begin as an export does.
pub fn looks_like(bytes: &[u8]) -> bool {
    let start = bytes.get(..LONGEST_START).unwrap_or(bytes);
    version(text::decode(start).text.lines()).is_some()
}

/// Reads an export. Kept are the keys that some reader of settings asks for ([`is_read`]), and of
/// them what an honest host has many times over; the rest is counted in [`Export::left_out`]. The
/// caller bounds the size of the file.
pub fn parse(bytes: &[u8]) -> Result<Export, NotAnExport> {
    parse_where(bytes, is_read)
}

fn parse_where(bytes: &[u8], is_kept: fn(&str) -> bool) -> Result<Export, NotAnExport> {
    let start = bytes.get(..LONGEST_START).unwrap_or(bytes);
    let version = version(text::decode(start).text.lines()).ok_or(NotAnExport)?;
    let mut reading = ExportReader::of(is_kept);
    let mut reader = Reader::new(version);
    let mut in_header = true;
    let is_whole = text::for_each_line(bytes, |line| match in_header {
        // What stands before the header is empty.
        true => in_header = line.trim().is_empty(),
        false => reader.line(line, |item| reading.take(item)),
    });
    reader.finish(is_whole, |item| reading.take(item));
    Ok(reading.finish())
}

/// How texts are encoded that stand there as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// `Windows Registry Editor Version 5.00`: UTF-16LE.
    Five,
    /// `REGEDIT4`: the machine's code page.
    Four,
}

fn version<'a>(mut lines: impl Iterator<Item = &'a str>) -> Option<Version> {
    let first = lines.find(|line| !line.trim().is_empty())?.trim();
    match first {
        _ if first.eq_ignore_ascii_case("Windows Registry Editor Version 5.00") => {
            Some(Version::Five)
        }
        _ if first.eq_ignore_ascii_case("REGEDIT4") => Some(Version::Four),
        _ => None,
    }
}

struct ExportReader {
    export: Export,
    is_kept: fn(&str) -> bool,
    /// The key whose values follow.
    current: String,
    keys: usize,
    values: usize,
    /// Of all that is kept, in bytes.
    length: usize,
}

impl ExportReader {
    fn of(is_kept: fn(&str) -> bool) -> Self {
        Self {
            export: Export::default(),
            is_kept,
            current: String::new(),
            keys: 0,
            values: 0,
            length: 0,
        }
    }

    fn take(&mut self, item: Item) {
        match item {
            Item::Key(path) => self.open(&path),
            Item::DeletedKey(path) => self.delete(&path),
            Item::Value(name, value) => self.set(&name, value),
            Item::DeletedValue(name) => self.unset(&name),
            Item::TooLong => self.leave_out(),
            Item::NotUnderstood => self.not_understood(),
            Item::BrokenKey => {
                // Whose values follow is not known.
                self.current.clear();
                self.not_understood();
            }
            Item::CutShort => self.export.cut_in = Some(self.current.clone()),
        }
    }

    fn open(&mut self, path: &str) {
        self.current = normal(path).unwrap_or_default();
        if self.current.is_empty() || !(self.is_kept)(&self.current) {
            return;
        }
        if self.export.keys.contains_key(&self.current) {
            return;
        }
        if self.keys >= MOST_KEYS || path.len() > LONGEST_PATH || !self.has_room(path.len()) {
            return self.leave_out();
        }
        self.keys += 1;
        let key = Key { path: mask(path).into_owned(), values: BTreeMap::new() };
        self.export.keys.insert(self.current.clone(), key);
    }

    /// What was deleted was kept before, once each.
    fn delete(&mut self, path: &str) {
        self.current.clear();
        let Some(deleted) = normal(path) else { return };
        self.export.keys.remove(&deleted);
        let below: Vec<String> =
            self.export.below(&deleted).map(|(path, _)| path.clone()).collect();
        for path in below {
            self.export.keys.remove(&path);
        }
    }

    fn set(&mut self, name: &str, value: Value) {
        let room = name.len() + value.len();
        if !self.export.keys.contains_key(&self.current) {
            return;
        }
        if self.values >= MOST_VALUES || !self.has_room(room) {
            return self.leave_out();
        }
        self.values += 1;
        if let Some(key) = self.export.keys.get_mut(&self.current) {
            key.values.insert(name.to_lowercase(), (mask(name).into_owned(), masked(value)));
        }
    }

    fn unset(&mut self, name: &str) {
        if let Some(key) = self.export.keys.get_mut(&self.current) {
            key.values.remove(&name.to_lowercase());
        }
    }

    /// Whether so much more may be kept; then it counts as kept.
    fn has_room(&mut self, length: usize) -> bool {
        let has_room = self.length + length <= MOST_BYTES;
        self.length += if has_room { length } else { 0 };
        has_room
    }

    fn not_understood(&mut self) {
        self.export.not_understood = self.export.not_understood.saturating_add(1);
    }

    fn leave_out(&mut self) {
        self.export.left_out = self.export.left_out.saturating_add(1);
    }

    fn finish(mut self) -> Export {
        self.export.control_set = self.export.numbered_control_set();
        self.export
    }
}

/// Product keys are cut at this door: people mistype them into `slmgr /skms`.
fn masked(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(mask(&text).into_owned()),
        Value::List(texts) => {
            Value::List(texts.iter().map(|text| mask(text).into_owned()).collect())
        }
        other @ (Value::Number(_) | Value::Bytes(_)) => other,
    }
}

/// The path in lower case with the short name of its root; none for roots that say nothing of a
/// host's settings.
fn normal(path: &str) -> Option<String> {
    let path = path.trim_end_matches('\\');
    let (root, rest) = path.split_once('\\').unwrap_or((path, ""));
    let known = |(long, short): &&(&str, &str)| {
        root.eq_ignore_ascii_case(long) || root.eq_ignore_ascii_case(short)
    };
    let (_, short) = ROOTS.iter().find(known)?;
    let below = if rest.is_empty() { String::new() } else { format!("\\{}", rest.to_lowercase()) };
    Some(format!("{short}{below}"))
}

impl Export {
    /// Whether the file ends in the middle of a value.
    pub fn is_cut_short(&self) -> bool {
        self.cut_in.is_some()
    }

    /// The same with what another export of the host holds: `reg export` writes one key a file. Of
    /// a value that stands in both, the other's counts.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for (path, key) in other.keys {
            let own = self.keys.entry(path).or_default();
            own.path = key.path;
            own.values.extend(key.values);
        }
        self.note(other.cut_in, other.not_understood, other.left_out);
        self
    }

    /// The same with what another export of the host holds besides: `reg export` writes one key a
    /// file. Of a value that stands in both, this one's counts.
    #[must_use]
    pub fn completed_by(mut self, other: &Self) -> Self {
        for (path, key) in &other.keys {
            let own = self
                .keys
                .entry(path.clone())
                .or_insert_with(|| Key { path: key.path.clone(), ..Key::default() });
            for (name, value) in &key.values {
                own.values.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        self.note(other.cut_in.clone(), other.not_understood, other.left_out);
        self
    }

    /// What is not whole in one export is not whole in both together.
    fn note(&mut self, cut_in: Option<String>, not_understood: u32, left_out: u32) {
        self.cut_in = self.cut_in.take().or(cut_in);
        self.not_understood = self.not_understood.saturating_add(not_understood);
        self.left_out = self.left_out.saturating_add(left_out);
        self.control_set = self.numbered_control_set();
    }

    /// The control set that was in use when it was exported, where there is no key that is called
    /// so.
    fn numbered_control_set(&self) -> Option<String> {
        if self.has_below(CURRENT_CONTROL_SET) {
            return None;
        }
        let selected = self
            .keys
            .get(r"hklm\system\select")
            .and_then(|key| key.values.get("current")?.1.number());
        let numbered = selected
            .into_iter()
            .chain(1..=9)
            .map(|number| format!(r"hklm\system\controlset{number:03}"));
        numbered.into_iter().find(|set| self.has_below(set))
    }

    /// Whether the key, or one below it, stands in the file.
    fn has_below(&self, path: &str) -> bool {
        self.keys.contains_key(path) || self.below(path).next().is_some()
    }

    /// The keys below a path, at any depth.
    fn below(&self, path: &str) -> impl Iterator<Item = (&String, &Key)> {
        let prefix = format!("{path}\\");
        let from_there = self.keys.range(prefix.clone()..);
        from_there.take_while(move |(path, _)| path.starts_with(&prefix))
    }

    fn path(&self, hive: Hive, key: &str) -> String {
        let key = key.trim_matches('\\').to_lowercase();
        let root = match hive {
            Hive::Machine => "hklm".to_owned(),
            Hive::NetworkService => r"hku\s-1-5-20".to_owned(),
            Hive::User => self.user_root(),
        };
        let path = if key.is_empty() { root } else { format!(r"{root}\{key}") };
        match (&self.control_set, path.strip_prefix(CURRENT_CONTROL_SET)) {
            (Some(set), Some(rest)) if rest.is_empty() || rest.starts_with('\\') => {
                format!("{set}{rest}")
            }
            _ => path,
        }
    }

    /// Whoever exported, or else the first person whose hive stands there: accounts of a machine or
    /// domain, or of Entra.
    fn user_root(&self) -> String {
        let is_person = |sid: &&str| sid.starts_with("s-1-5-21-") || sid.starts_with("s-1-12-1-");
        let is_own = |sid: &&str| !sid.ends_with("_classes");
        let sids = self.below("hku").filter_map(|(path, _)| path.split('\\').nth(1));
        match self.has_below("hkcu") {
            true => None,
            false => sids.filter(is_person).find(is_own).map(|sid| format!(r"hku\{sid}")),
        }
        .unwrap_or_else(|| "hkcu".to_owned())
    }
}

impl Registry for Export {
    /// An export holds all that was below the key it was made of: absence there is the host's. In a
    /// file that was cut short, only keys that ended before the cut are sure to be whole; and where
    /// keys were left out, those that were not.
    fn covers(&self, hive: Hive, key: &str) -> bool {
        let path = self.path(hive, key);
        if self.cut_in.is_some() || self.left_out > 0 {
            return self.keys.contains_key(&path) && self.cut_in.as_ref() != Some(&path);
        }
        let above =
            std::iter::successors(Some(path.as_str()), |path| Some(path.rsplit_once('\\')?.0));
        above.into_iter().any(|path| self.keys.contains_key(path))
    }

    fn value(&self, hive: Hive, key: &str, name: &str) -> Option<Value> {
        let key = self.keys.get(&self.path(hive, key))?;
        key.values.get(&name.to_lowercase()).map(|(_, value)| value.clone())
    }

    fn values(&self, hive: Hive, key: &str) -> Vec<(String, Value)> {
        let key = self.keys.get(&self.path(hive, key));
        key.map(|key| key.values.values().cloned().collect()).unwrap_or_default()
    }

    fn subkeys(&self, hive: Hive, key: &str) -> Vec<String> {
        let path = self.path(hive, key);
        let depth = path.split('\\').count();
        let names = self.below(&path).filter_map(|(_, key)| key.path.split('\\').nth(depth));
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        names
    }
}

const ROOTS: [(&str, &str); 3] =
    [("HKEY_LOCAL_MACHINE", "hklm"), ("HKEY_CURRENT_USER", "hkcu"), ("HKEY_USERS", "hku")];
const CURRENT_CONTROL_SET: &str = r"hklm\system\currentcontrolset";
/// A host has some hundred keys that are read, and a thousand values, most of them rules of its
/// firewall.
const MOST_KEYS: usize = 50_000;
const MOST_VALUES: usize = 100_000;
/// Of names and values that are kept, in bytes.
const MOST_BYTES: usize = 8 << 20;
/// In bytes; a key has 255 characters, and no key that is read is deep.
const LONGEST_PATH: usize = 4096;
/// Enough for the first line in UTF-16, in bytes.
const LONGEST_START: usize = 256;

#[cfg(test)]
mod tests;
