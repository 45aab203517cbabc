//! A copy of the tree to break, with a target folder of its own.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::table::Mutation;

/// A test that a mutation keeps from ending is stopped after this many seconds.
const LIMIT_S: &str = "600";
/// What `timeout` says of a program that it stopped.
const STOPPED: i32 = 124;

/// Where the copy is.
pub struct Tree {
    root: PathBuf,
    target: PathBuf,
}

/// How a test ended.
pub enum Ended {
    Passed,
    /// With the names of some that failed.
    Failed(Vec<String>),
    NotInTime,
    /// The mutation is no code that compiles.
    NotBuilt(String),
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => write!(f, "passes"),
            Self::Failed(tests) => write!(f, "by {}", tests.join(", ")),
            Self::NotInTime => write!(f, "not done after {LIMIT_S} s"),
            Self::NotBuilt(why) => write!(f, "does not compile: {why}"),
        }
    }
}

/// The tree that the tests are of.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

impl Tree {
    /// The files that git knows or would take, as they are now. What has not changed since the last
    /// time is left alone, so that it is not built again.
    pub fn copied() -> Self {
        let scratch = root().join("target/mutations");
        let tree = Self { root: scratch.join("tree"), target: scratch.join("target") };
        let files = files_of_git();
        remove_others(&tree.root, &tree.root, &files);
        for file in &files {
            copy_if_changed(&root().join(file), &tree.root.join(file));
        }
        tree
    }

    /// The tree with a mutation in it, until what is returned is dropped.
    pub fn mutated(&self, mutation: &Mutation) -> Mutated {
        let file = place(&self.root, mutation).expect("the copy is like the tree");
        let original = fs::read_to_string(&file).expect("a source");
        let mutated = original.replacen(&mutation.text, &mutation.becomes, 1);
        fs::write(&file, mutated).expect("a copy that may be written to");
        Mutated { file, original }
    }

    /// Builds and runs one of the tests in the copy.
    pub fn run(&self, test: &str) -> Ended {
        let built = self.cargo(test, true);
        if !built.status.success() {
            return Ended::NotBuilt(first_error(&built));
        }
        let ran = self.cargo(test, false);
        match ran.status.code() {
            Some(0) => Ended::Passed,
            Some(STOPPED) => Ended::NotInTime,
            _ => Ended::Failed(failed_tests(&ran)),
        }
    }

    fn cargo(&self, test: &str, only_build: bool) -> Output {
        let mut command = Command::new("timeout");
        command.args(["--kill-after=10", LIMIT_S, "cargo", "test", "--locked", "--quiet"]);
        let (binary, only) = test.split_once(' ').unwrap_or((test, ""));
        match binary {
            "lib" => command.args(["-p", "actprobe", "--lib"]),
            "probes" => command.args(["-p", "actprobe-probes", "--lib"]),
            binary => command.args(["--test", binary]),
        };
        command.args(only_build.then_some("--no-run"));
        command.arg("--").args(only.split_whitespace());
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        // Nobody looks at it with a debugger, and linking is half of the time.
        command.env("CARGO_PROFILE_DEV_DEBUG", "0");
        // A wrong rule may be bad style: only the tests count.
        command.env_remove("RUSTC_WORKSPACE_WRAPPER");
        // Given by the cargo that runs this program, for another package.
        for (name, _) in std::env::vars_os() {
            let is_of_build = name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG"));
            if is_of_build || name == "CARGO_MANIFEST_DIR" {
                command.env_remove(name);
            }
        }
        command.output().expect("cargo and timeout")
    }
}

/// A mutation in force.
pub struct Mutated {
    file: PathBuf,
    original: String,
}

impl Drop for Mutated {
    fn drop(&mut self) {
        fs::write(&self.file, &self.original).expect("a copy that may be written to");
    }
}

/// The one file in which the text stands, once.
pub fn place(root: &Path, mutation: &Mutation) -> Result<PathBuf, String> {
    let mut files = Vec::new();
    collect(&root.join(&mutation.within), &mut files);
    let occurrences = files.iter().flat_map(|file| {
        let source = fs::read_to_string(file).expect("a source");
        let count = product_code(&source).matches(&mutation.text).count();
        vec![file; count]
    });
    match occurrences.collect::<Vec<_>>()[..] {
        [one] => Ok(one.clone()),
        ref all => {
            Err(format!("{:?} stands {} times in {}", mutation.text, all.len(), mutation.within))
        }
    }
}

/// Up to the tests at the end of the file.
fn product_code(source: &str) -> &str {
    source.split("\n#[cfg(test)]\nmod tests {\n").next().unwrap_or_default()
}

/// Sources without their tests; a file stands for itself.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else {
        files.extend(path.is_file().then(|| path.to_owned()));
        return;
    };
    for entry in entries.map(|entry| entry.expect("a file").path()) {
        let is_source = entry.is_dir() || entry.extension().is_some_and(|ending| ending == "rs");
        let is_test = entry.file_stem().is_some_and(|name| name == "tests");
        if is_source && !is_test {
            collect(&entry, files);
        }
    }
}

fn files_of_git() -> Vec<PathBuf> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = git.current_dir(root()).output().expect("git");
    assert!(listed.status.success(), "git does not list the files of the tree");
    let names = String::from_utf8(listed.stdout).expect("names in UTF-8");
    let files = names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    // One that was removed is listed until that is committed.
    files.filter(|file| root().join(file).is_file()).collect()
}

fn copy_if_changed(from: &Path, to: &Path) {
    let content = fs::read(from).expect("a file of the tree");
    if fs::read(to).is_ok_and(|copied| copied == content) {
        return;
    }
    fs::create_dir_all(to.parent().expect("a folder")).expect("a folder for the copy");
    fs::copy(from, to).expect("a copy");
}

/// What an earlier copy had, and the tree has no more. A folder that is left empty is none of it.
fn remove_others(folder: &Path, root: &Path, files: &[PathBuf]) {
    let entries = fs::read_dir(folder).into_iter().flatten();
    for entry in entries.map(|entry| entry.expect("a file").path()) {
        if entry.is_dir() {
            remove_others(&entry, root, files);
            // One that holds something stays.
            let _ = fs::remove_dir(&entry);
        } else if !files.iter().any(|file| root.join(file) == entry) {
            fs::remove_file(&entry).expect("a copy that may be removed");
        }
    }
}

fn first_error(built: &Output) -> String {
    let errors = String::from_utf8_lossy(&built.stderr).into_owned();
    let mut lines = errors.lines().filter(|line| line.starts_with("error"));
    lines.next().unwrap_or("cargo says nothing").to_owned()
}

/// A program without the usual harness names none.
fn failed_tests(ran: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let mut names: Vec<String> = said
        .lines()
        .filter_map(|line| line.strip_prefix("---- ")?.strip_suffix(" stdout ----"))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.truncate(3);
    names
}
