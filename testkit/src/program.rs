//! The program, started once.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

/// Far more than any run takes, on a busy machine as well; far less than what all tests may take.
const LIMIT: Duration = Duration::from_mins(3);
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// What came of it.
pub struct Run {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: String,
    pub elapsed: Duration,
}

/// A command that inherits no proxy and no locale from whoever runs the tests.
pub fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    command_of(actprobe(), arguments)
}

/// The program: cargo puts it beside the folder of the tests.
pub fn actprobe() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    folder.join("actprobe").with_extension(std::env::consts::EXE_EXTENSION)
}

/// The same for another program, which starts this one.
pub fn command_of<S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(program);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_ascii_uppercase());
    }
    command.env_remove("LC_ALL").env_remove("LC_CTYPE").env("LANG", "C.UTF-8");
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it to its end.
pub async fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    finished(command(arguments)).await
}

/// Runs `command` to its end, while the servers of the test go on.
pub async fn finished(mut command: Command) -> Run {
    let began = Instant::now();
    let child = command.spawn().unwrap();
    // It holds files and pipes of the test open.
    drop(command);
    let output = ended(child).await;
    Run {
        status: output.status,
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
        elapsed: began.elapsed(),
    }
}

/// Waits for the end of a program that was started; the test fails where it does not come.
pub async fn ended(child: Child) -> Output {
    let id = child.id();
    let output = ended_within(LIMIT, child).await;
    output.unwrap_or_else(|| panic!("process {id} has not ended within {LIMIT:?}"))
}

/// The same, or nothing after that time: the program is killed then.
///
/// Nobody waits for the threads that read what it prints. A process that it left behind may hold
/// its output open, which does not end then, and neither would the test.
pub async fn ended_within(limit: Duration, mut child: Child) -> Option<Output> {
    let began = Instant::now();
    drop(child.stdin.take());
    let (stdout, stderr) = (read(child.stdout.take()), read(child.stderr.take()));
    loop {
        let status = child.try_wait().unwrap();
        if let (Some(status), true) = (status, stdout.is_finished() && stderr.is_finished()) {
            let [stdout, stderr] = [stdout, stderr].map(|reader| reader.join().unwrap());
            return Some(Output { status, stdout, stderr });
        }
        if began.elapsed() > limit {
            child.kill().unwrap();
            return None;
        }
        sleep(LOOK_AGAIN).await;
    }
}

fn read(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut content = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut content).unwrap();
        }
        content
    })
}

/// Runs it with `input` as standard input.
pub async fn fed<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Run {
    let mut command = command(arguments);
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(input).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    command.stdin(file);
    finished(command).await
}

/// As a file with a password has to be; Windows takes any.
pub fn for_its_owner_alone(file: &Path) {
    #[cfg(unix)]
    std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    #[cfg(not(unix))]
    let _ = file;
}

impl Run {
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.text(), self.stderr))
    }

    /// The run ended with this code and said nothing on standard error.
    #[track_caller]
    pub fn ended_quietly_with(&self, code: i32) -> &Self {
        assert_eq!((self.code(), self.stderr.as_str()), (Some(code), ""), "{}", self.text());
        self
    }

    /// The run was refused as wrong usage, with all of `words` on standard error and nothing on
    /// standard output.
    #[track_caller]
    pub fn was_refused_with(&self, words: &[&str]) {
        assert_eq!((self.code(), self.text()), (Some(64), ""), "{}", self.stderr);
        let missing: Vec<_> = words.iter().filter(|word| !self.stderr.contains(**word)).collect();
        assert!(missing.is_empty(), "{missing:?} not in: {}", self.stderr);
    }
}
