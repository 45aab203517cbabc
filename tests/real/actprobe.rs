//! The program under test: the Linux executable, or the Windows one in Wine.

use std::{
    env, fs,
    ffi::OsString,
    os::unix::process::{CommandExt, ExitStatusExt},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use serde_json::Value;

/// No run may take longer, whatever the servers do.
const LIMIT: Duration = Duration::from_secs(60);
/// Exit codes of timeout(1): ended by TERM, ended by KILL.
const OUT_OF_TIME: [i32; 2] = [124, 137];
const NOBODY: u32 = 65534;

/// How one run ended.
#[derive(Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
    pub took: Duration,
}

impl Run {
    /// The report in JSON.
    ///
    /// # Panics
    /// When the standard output is not one JSON value.
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no report: {error}\n{self:?}"))
    }
}

/// Runs the program as an ordinary user (under Linux) in the namespace.
pub fn actprobe(arguments: &[&str]) -> Run {
    let mut command = program();
    command.args(arguments).stdin(Stdio::null());
    let started = Instant::now();
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    let took = started.elapsed();
    let stdout = String::from_utf8_lossy(&stdout).into_owned();
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    let code = status.code().unwrap_or_else(|| panic!("killed by signal {:?}\n{stderr}", status.signal()));
    assert!(!OUT_OF_TIME.contains(&code), "not finished after {LIMIT:?}\n{stdout}{stderr}");
    Run { stdout, stderr, code, took }
}

pub fn in_wine() -> bool {
    env::var_os("ACTPROBE_WINE").is_some()
}

fn program() -> Command {
    let mut command = Command::new("timeout");
    command.args(["--kill-after=2", &LIMIT.as_secs().to_string()]).env_clear();
    if in_wine() {
        in_prefix(command.arg(WINE));
        command.arg(executable());
    } else {
        command.arg(executable()).env("PATH", "/usr/bin:/bin").uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Starts a Windows program in the prefix that `tests/run.sh` made.
pub fn wine(exe: &Path) -> Command {
    let mut command = Command::new(WINE);
    in_prefix(command.env_clear().arg(exe));
    command
}

const WINE: &str = "/usr/lib/wine/wine64";

fn in_prefix(command: &mut Command) {
    command.env("PATH", "/usr/bin:/bin").env("HOME", required("HOME"));
    command.env("WINEPREFIX", required("ACTPROBE_WINEPREFIX")).env("WINEDEBUG", "-all");
}

/// A copy where nobody may read it, wherever the sources are.
fn executable() -> &'static Path {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    COPY.get_or_init(|| {
        let built = PathBuf::from(required("ACTPROBE_EXE"));
        let copy = Path::new(&required("ACTPROBE_SITE")).join(built.file_name().expect("the path of a file"));
        fs::copy(&built, &copy).unwrap_or_else(|error| panic!("{}: {error}", built.display()));
        copy
    })
}

fn required(variable: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set: run these tests with tests/run.sh"))
}
