//! A scenario: a base of evidence, what is different in it, and what must be said of it.

use std::fs;
use std::path::{Path, PathBuf};

use actprobe::ask::host_export::HostExport;
use actprobe::ask::import::Imports;
use actprobe::ask::replay;
use actprobe_probes::evidence::{Evidence, Observed, ProxySource, WindowsFacts};
use actprobe_probes::winhttp_proxy::from_registry;
use actprobe_probes::wire::registry::export;
use actprobe_probes::wire::windows_facts;
use serde::Deserialize;
use serde_json::Value;
use testkit::expectation::Expectation;

/// One folder.
pub struct Scenario {
    /// The folder's name: what is wrong in the world.
    pub name: String,
    /// What the scenario holds the verdict to, and why.
    pub why: String,
    /// The base with its changes.
    pub evidence: Evidence,
    /// What must be said.
    pub expect: Expectation,
}

/// Every scenario there is, by name. Nothing is registered: a folder is enough.
pub fn all() -> Vec<Scenario> {
    let entries = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> =
        entries.filter(|path| path.is_dir() && !path.ends_with("_base")).collect();
    folders.sort();
    folders.iter().map(|folder| read(folder)).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    why: String,
    /// Absent where the captures stand alone.
    base: Option<String>,
    #[serde(default)]
    change: Vec<Change>,
    expect: Expectation,
}

/// One difference. `*` in a pointer stands for every member of a list; exactly one of the others
/// says what to do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    at: String,
    to: Option<Value>,
    append: Option<Value>,
    append_copy_of: Option<String>,
    #[serde(default)]
    remove: bool,
}

fn read(folder: &Path) -> Scenario {
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(folder.join("scenario.toml"))
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let imports = imports(&folder.join("captures"));
    let Some(base) = &file.base else {
        let evidence = imports.alone("2026-11-03T09:12:00Z".parse().unwrap());
        return Scenario { name, why: file.why, evidence, expect: file.expect };
    };
    let base = root().join("_base").join(format!("{base}.json"));
    let mut tree: Value = serde_json::from_slice(&fs::read(base).unwrap()).unwrap();
    put_host_file(&folder.join("host.reg"), &mut tree)
        .unwrap_or_else(|problem| panic!("{name}: {problem}"));
    for change in &file.change {
        carry_out(change, &mut tree)
            .unwrap_or_else(|problem| panic!("{name}: {}: {problem}", change.at));
    }
    // The way that a saved report takes, so that what it does to hostile text is done here too.
    let mut evidence =
        replay::read(tree.to_string().as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
    imports.complete(&mut evidence);
    Scenario { name, why: file.why, evidence, expect: file.expect }
}

/// What a registry export says of the host, in the places where a run with `--host-facts` puts it.
fn put_host_file(file: &Path, tree: &mut Value) -> Result<(), String> {
    let Ok(bytes) = fs::read(file) else { return Ok(()) };
    let export = export::parse(&bytes).map_err(|error| error.to_string())?;
    let host = HostExport { name: "host.reg".to_owned(), export };
    let windows = windows_facts::read(&host.export, host.source());
    let windows: Observed<WindowsFacts> = Observed::Answered { value: windows, elapsed_us: 0 };
    let proxy = from_registry(&host.export, ProxySource::HostFacts { name: host.name.clone() });
    set(tree, "/host/windows", serde_json::to_value(windows).ok())?;
    match proxy.settings.value() {
        Some(_) => set(tree, "/proxy", serde_json::to_value(proxy).ok()),
        None => Ok(()),
    }
}

/// What an administrator saved, by name; none where there is no such folder.
fn imports(folder: &Path) -> Imports {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    Imports::read(&files, |file| fs::read(file)).unwrap()
}

fn carry_out(change: &Change, tree: &mut Value) -> Result<(), String> {
    let copy = match &change.append_copy_of {
        Some(from) => Some(tree.pointer(from).ok_or_else(|| format!("{from} is nowhere"))?.clone()),
        None => None,
    };
    let places = places(tree, &change.at);
    if places.is_empty() {
        return Err("is nowhere".to_owned());
    }
    // From the last to the first, so that removing one does not move the others.
    for place in places.iter().rev() {
        match (&change.to, change.append.as_ref().or(copy.as_ref()), change.remove) {
            (Some(value), None, false) => set(tree, place, Some(value.clone()))?,
            (None, Some(value), false) => append(tree, place, value.clone())?,
            (None, None, true) => set(tree, place, None)?,
            _ => return Err("needs exactly one of to, append, append_copy_of, remove".to_owned()),
        }
    }
    Ok(())
}

fn places(tree: &Value, pattern: &str) -> Vec<String> {
    match pattern.split_once("/*") {
        None => vec![pattern.to_owned()],
        Some((list, rest)) => {
            let members = tree.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
            (0..members).flat_map(|index| places(tree, &format!("{list}/{index}{rest}"))).collect()
        }
    }
}

fn append(tree: &mut Value, at: &str, value: Value) -> Result<(), String> {
    let list = tree.pointer_mut(at).and_then(Value::as_array_mut).ok_or("is no list")?;
    list.push(value);
    Ok(())
}

fn set(tree: &mut Value, at: &str, value: Option<Value>) -> Result<(), String> {
    let (parent, key) = at.rsplit_once('/').ok_or("is no JSON pointer")?;
    match (tree.pointer_mut(parent), value) {
        (Some(Value::Object(fields)), Some(value)) => drop(fields.insert(key.to_owned(), value)),
        (Some(Value::Object(fields)), None) => drop(fields.remove(key).ok_or("is nowhere")?),
        (Some(Value::Array(items)), value) => {
            let index: usize = key.parse().map_err(|_| "is no index")?;
            if index >= items.len() {
                return Err("is beyond the list".to_owned());
            }
            match value {
                Some(value) => items[index] = value,
                None => drop(items.remove(index)),
            }
        }
        _ => return Err("has no parent".to_owned()),
    }
    Ok(())
}
