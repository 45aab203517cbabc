//! A registry export: the file that `regedit` and `reg export` write (`.reg`; Microsoft Support, "How to add, modify, or
//! delete registry subkeys and values by using a .reg file").
//!
//! Version 5.00 is UTF-16LE with texts in UTF-16LE; `REGEDIT4` is in the code page of its machine, and so are the texts
//! that it writes as bytes. A file that somebody edited, or that ends in the middle, gives what can be read of it.

mod line;

use std::collections::BTreeMap;
use std::fmt;

use super::{Hive, Registry, Value};
use crate::wire::text;
use line::{Item, Items};

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
    /// Values beyond those that are kept.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnExport;

impl fmt::Display for NotAnExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected a registry export, which begins with \"Windows Registry Editor Version 5.00\" or \"REGEDIT4\", \
             found something else",
        )
    }
}

impl std::error::Error for NotAnExport {}

/// Whether the bytes begin as an export does.
pub fn looks_like(bytes: &[u8]) -> bool {
    let start = bytes.get(..LONGEST_START).unwrap_or(bytes);
    version(text::decode(start).text.lines()).is_some()
}

/// Reads an export. The caller bounds the size of the file; values beyond half a million are counted and dropped.
pub fn parse(bytes: &[u8]) -> Result<Export, NotAnExport> {
    let text = text::decode(bytes).text;
    let version = version(text.lines()).ok_or(NotAnExport)?;
    let mut reading = Reading::default();
    for item in Items::new(&text, version) {
        reading.take(item);
    }
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
        _ if first.eq_ignore_ascii_case("Windows Registry Editor Version 5.00") => Some(Version::Five),
        _ if first.eq_ignore_ascii_case("REGEDIT4") => Some(Version::Four),
        _ => None,
    }
}

#[derive(Default)]
struct Reading {
    export: Export,
    /// The key whose values follow; none in a root that is of no interest.
    current: Option<String>,
    values: usize,
}

impl Reading {
    fn take(&mut self, item: Item) {
        match item {
            Item::Key(path) => self.open(&path),
            Item::DeletedKey(path) => self.delete(&path),
            Item::Value(name, value) => self.set(name, value),
            Item::DeletedValue(name) => self.unset(&name),
            Item::NotUnderstood => self.export.not_understood = self.export.not_understood.saturating_add(1),
            Item::CutShort => self.export.cut_in = Some(self.current.clone().unwrap_or_default()),
        }
    }

    fn open(&mut self, path: &str) {
        self.current = normal(path);
        if let Some(current) = &self.current {
            let key = self.export.keys.entry(current.clone()).or_default();
            path.clone_into(&mut key.path);
        }
    }

    fn delete(&mut self, path: &str) {
        self.current = None;
        if let Some(deleted) = normal(path) {
            let below = format!("{deleted}\\");
            self.export.keys.retain(|path, _| *path != deleted && !path.starts_with(&below));
        }
    }

    fn set(&mut self, name: String, value: Value) {
        let Some(key) = self.current.as_ref().and_then(|current| self.export.keys.get_mut(current)) else { return };
        if self.values >= MOST_VALUES {
            self.export.left_out = self.export.left_out.saturating_add(1);
            return;
        }
        self.values += 1;
        key.values.insert(name.to_lowercase(), (name, value));
    }

    fn unset(&mut self, name: &str) {
        if let Some(key) = self.current.as_ref().and_then(|current| self.export.keys.get_mut(current)) {
            key.values.remove(&name.to_lowercase());
        }
    }

    fn finish(mut self) -> Export {
        self.export.control_set = self.export.numbered_control_set();
        self.export
    }
}

/// The path in lower case with the short name of its root; none for roots that say nothing of a host's settings.
fn normal(path: &str) -> Option<String> {
    let path = path.trim_end_matches('\\');
    let (root, rest) = path.split_once('\\').unwrap_or((path, ""));
    let known = |(long, short): &&(&str, &str)| root.eq_ignore_ascii_case(long) || root.eq_ignore_ascii_case(short);
    let (_, short) = ROOTS.iter().find(known)?;
    let below = if rest.is_empty() { String::new() } else { format!("\\{}", rest.to_lowercase()) };
    Some(format!("{short}{below}"))
}

impl Export {
    /// Whether the file ends in the middle of a value.
    pub fn is_cut_short(&self) -> bool {
        self.cut_in.is_some()
    }

    /// The same with what another export of the host holds: `reg export` writes one key a file.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for (path, key) in other.keys {
            let own = self.keys.entry(path).or_default();
            own.path = key.path;
            own.values.extend(key.values);
        }
        self.cut_in = self.cut_in.or(other.cut_in);
        self.not_understood = self.not_understood.saturating_add(other.not_understood);
        self.left_out = self.left_out.saturating_add(other.left_out);
        self.control_set = self.numbered_control_set();
        self
    }

    /// The control set that was in use when it was exported, where there is no key that is called so.
    fn numbered_control_set(&self) -> Option<String> {
        if self.has_below(CURRENT_CONTROL_SET) {
            return None;
        }
        let selected = self.keys.get(r"hklm\system\select").and_then(|key| key.values.get("current")?.1.number());
        let numbered = selected.into_iter().chain(1..=9).map(|number| format!(r"hklm\system\controlset{number:03}"));
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
            (Some(set), Some(rest)) if rest.is_empty() || rest.starts_with('\\') => format!("{set}{rest}"),
            _ => path,
        }
    }

    /// Whoever exported, or else the first person whose hive stands there: accounts of a machine or domain, or of Entra.
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
    /// An export holds all that was below the key it was made of: absence there is the host's. In a file that was cut
    /// short, only keys that ended before the cut are sure to be whole.
    fn covers(&self, hive: Hive, key: &str) -> bool {
        let path = self.path(hive, key);
        if let Some(cut_in) = &self.cut_in {
            return self.keys.contains_key(&path) && *cut_in != path;
        }
        let above = std::iter::successors(Some(path.as_str()), |path| Some(path.rsplit_once('\\')?.0));
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

const ROOTS: [(&str, &str); 3] = [("HKEY_LOCAL_MACHINE", "hklm"), ("HKEY_CURRENT_USER", "hkcu"), ("HKEY_USERS", "hku")];
const CURRENT_CONTROL_SET: &str = r"hklm\system\currentcontrolset";
const MOST_VALUES: usize = 500_000;
/// Enough for the first line in UTF-16, in bytes.
const LONGEST_START: usize = 256;

#[cfg(test)]
mod tests;
