//! The program, started once.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

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
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    Run {
        status: output.status,
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
        elapsed: began.elapsed(),
    }
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
