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
    process::{Ended, run, stay_until_told},
    site::Site,
};

/// No run may take longer, whatever the servers do.
const LIMIT: Duration = Duration::from_mins(1);
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
    assert!(took < LIMIT, "not finished after {LIMIT:?}: {ended:?}");
    Run { ended, took }
}

pub fn in_wine() -> bool {
    env::var_os("ACTPROBE_WINE").is_some()
}

fn program() -> Command {
    let mut command = Command::new("timeout");
    command.args(["--kill-after=2", &LIMIT.as_secs().to_string()]).env_clear();
    if in_wine() {
        start_wine_session();
        command.arg(WINE).arg(executable());
        in_prefix(&mut command);
    } else {
        command.arg(executable()).env("PATH", "/usr/bin:/bin").uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Starts a Windows program in the prefix that `tests/run.sh` made.
pub fn wine(exe: &Path) -> Command {
    start_wine_session();
    let mut command = Command::new(WINE);
    in_prefix(command.env_clear().arg(exe));
    command
}

/// All sockets of Windows programs are wineserver's, so it starts in this
/// network (`namespace.sh` hides any other); and it stays, as starting Wine's
/// background processes takes a second. The desktop's (explorer.exe) ends a
/// second after the last program that uses it, and one that starts just then
/// was seen to start for ever: so one uses it for as long as the session lasts.
fn start_wine_session() {
    static SESSION: Once = Once::new();
    SESSION.call_once(|| {
        // 2: the lab has started one already.
        let server = run(in_prefix(Command::new(WINESERVER).arg("--persistent")));
        assert!(matches!(server.code, 0 | 2), "{}", server.stderr);
        let mut desktop = Command::new(WINE);
        desktop.args(["cmd", "/c", "wineboot & echo started & pause"]);
        stay_until_told(in_prefix(&mut desktop), "started");
    });
}

pub const WINE: &str = "/usr/lib/wine/wine64";
pub const WINESERVER: &str = "/usr/lib/wine/wineserver64";

fn in_prefix(command: &mut Command) -> &mut Command {
    command.env("PATH", "/usr/bin:/bin").env("HOME", required("HOME"));
    command.env("WINEPREFIX", required("ACTPROBE_WINEPREFIX")).env("WINEDEBUG", "-all")
}

/// A copy where nobody may read it, wherever the sources are.
pub fn executable() -> &'static Path {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    COPY.get_or_init(|| {
        let built = PathBuf::from(required("ACTPROBE_EXE"));
        let copy = Path::new(&required("ACTPROBE_SITE"))
            .join(built.file_name().expect("the path of a file"));
        fs::copy(&built, &copy).unwrap_or_else(|error| panic!("{}: {error}", built.display()));
        copy
    })
}

pub fn required(variable: &str) -> OsString {
    env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set: run these tests with tests/run.sh"))
}
