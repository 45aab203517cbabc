//! The live registry of the Wine prefix, written by Windows' own tool. The prefix is a copy that
//! `namespace.sh` throws away, and only one test at a time has the site, so no test sees what
//! another one wrote.

use std::{path::Path, process::Command};

use super::{
    actprobe::wine,
    process::{output_of, run},
    site::Site,
};

/// A key, a value's name, its type, its data.
pub type Setting<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Values that stand in the registry, to be taken out again.
pub struct Settings<'a> {
    written: Vec<Written>,
    _alone: &'a Site,
}

struct Written {
    key: String,
    name: String,
    is_key_new: bool,
}

impl<'a> Settings<'a> {
    pub fn write(site: &'a Site, settings: &[Setting<'_>]) -> Self {
        Self { written: settings.iter().map(Written::add).collect(), _alone: site }
    }
}

impl Drop for Settings<'_> {
    fn drop(&mut self) {
        self.written.iter().rev().for_each(Written::delete);
    }
}

impl Written {
    fn add((key, name, kind, data): &Setting<'_>) -> Self {
        let is_key_new = run(registry().args(["query", key])).code != 0;
        output_of(registry().args(["add", key, "/v", name, "/t", kind, "/d", data, "/f"]));
        Self { key: (*key).to_owned(), name: (*name).to_owned(), is_key_new }
    }

    fn delete(&self) {
        let what: &[&str] = if self.is_key_new { &[] } else { &["/v", &self.name] };
        output_of(registry().args(["delete", &self.key]).args(what).arg("/f"));
    }
}

fn registry() -> Command {
    wine(Path::new(r"C:\windows\system32\reg.exe"))
}
