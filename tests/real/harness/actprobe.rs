//! The program under test: the Linux executable, or the Windows one in Wine.

use std::{
    env,
    ffi::OsString,
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
    sync::{Once, OnceLock},
    time::{Duration, Instant},
};

use super::{
    process::{Ended, output_of, run},
    site::Site,
};

/// No run may take longer, whatever the servers do.
const LIMIT: Duration = Duration::from_mins(1);
/// Exit codes of timeout(1): ended by TERM, ended by KILL.
const OUT_OF_TIME: [i32; 2] = [124, 137];
const NOBODY: u32 = 65534;

/// One run of the program.
#[derive(Debug)]
pub struct Run {
    pub ended: Ended,
    pub took: Duration,
}

/// Runs the program as an ordinary user (under Linux) in the namespace.
pub fn actprobe(_in: &Site, arguments: &[&str]) -> Run {
    let mut command = program();
    let started = Instant::now();
    let ended = run(command.args(arguments));
    let took = started.elapsed();
    assert!(!OUT_OF_TIME.contains(&ended.code), "not finished after {LIMIT:?}: {ended:?}");
    Run { ended, took }
}

pub fn in_wine() -> bool {
    env::var_os("ACTPROBE_WINE").is_some()
}

fn program() -> Command {
    let mut command = Command::new("timeout");
    command.args(["--kill-after=2", &LIMIT.as_secs().to_string()]).env_clear();
    if in_wine() {
        command.arg(WINE).arg(executable());
        in_prefix(&mut command);
    } else {
        command.arg(executable()).env("PATH", "/usr/bin:/bin").uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Starts a Windows program in the prefix that `tests/run.sh` made.
pub fn wine(exe: &Path) -> Command {
    static SESSION: Once = Once::new();
    SESSION.call_once(start_wine_session);
    let mut command = Command::new(WINE);
    in_prefix(command.env_clear().arg(exe));
    command
}

/// All sockets of Windows programs are wineserver's, so it has to start in this
/// network; and it stays, as a start takes seconds.
fn start_wine_session() {
    // One from outside this network may still be there; it is no error if not.
    run(in_prefix(Command::new(WINESERVER).args(["--kill", "--wait"])));
    output_of(in_prefix(Command::new(WINESERVER).arg("--persistent")));
    output_of(in_prefix(Command::new(WINE).arg("wineboot")));
}

const WINE: &str = "/usr/lib/wine/wine64";
const WINESERVER: &str = "/usr/lib/wine/wineserver64";

fn in_prefix(command: &mut Command) -> &mut Command {
    command.env("PATH", "/usr/bin:/bin").env("HOME", required("HOME"));
    command.env("WINEPREFIX", required("ACTPROBE_WINEPREFIX")).env("WINEDEBUG", "-all")
}

/// A copy where nobody may read it, wherever the sources are.
pub fn executable() -> &'static Path {
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
