//! What Microsoft's metadata says about each Win32 function.

use std::collections::HashMap;

use windows_metadata::{
    Value,
    reader::{File, HasAttributes, Index, MethodDef},
};

/// The functions of Win32 by name, with the oldest Windows that has them.
pub struct Metadata {
    functions: HashMap<String, Option<Version>>,
}

/// A client Windows by its NT version: 6.1 is Windows 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
}

pub const WINDOWS_7: Version = Version { major: 6, minor: 1 };

/// What the metadata knows about one function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Since(Version),
    /// It lists the function, without a version.
    Undated,
    /// It does not list the function.
    Not,
}

impl Metadata {
    /// # Panics
    /// When `winmd` is no metadata file: the only one given is part of this program.
    #[must_use]
    pub fn parse(winmd: &[u8]) -> Self {
        let file = File::new(winmd.to_vec()).expect("the metadata in the package is readable");
        let index = Index::new(vec![file]);
        let mut functions = HashMap::new();
        for api in index.all() {
            for method in api.methods() {
                if let Some(import) = method.impl_map() {
                    functions.insert(import.import_name().to_owned(), since(&method));
                }
            }
        }
        Self { functions }
    }

    #[must_use]
    pub fn of(&self, function: &str) -> Known {
        match self.functions.get(function) {
            Some(Some(version)) => Known::Since(*version),
            Some(None) => Known::Undated,
            None => Known::Not,
        }
    }
}

/// The attribute's text is `windows` and the version: `windows6.0.6000`,
/// `windows10.0.10240`; `windowsserver2008` where no client ever had it.
fn since(method: &MethodDef) -> Option<Version> {
    let attribute = method.find_attribute("SupportedOSPlatformAttribute")?;
    let Some((_, Value::Utf8(platform))) = attribute.value().into_iter().next() else {
        return None;
    };
    version(&platform)
}

fn version(platform: &str) -> Option<Version> {
    let mut numbers =
        platform.strip_prefix("windows")?.split('.').map_while(|number| number.parse().ok());
    Some(Version { major: numbers.next()?, minor: numbers.next()? })
}
