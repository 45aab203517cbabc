//! `actprobe selftest`: does actprobe read this Windows host as Windows' own commands do? It reads,
//! they are run, and each agreement or difference is told, in a file that one can send in.
//!
//! The only place where actprobe starts a program: one of Windows' own, by its full path below the
//! system folder, with nothing to read, no window, and limits of time and length.

mod comparison;
mod own;
mod said;
mod text;
mod tool;

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use actprobe_probes::evidence::{FailureKind, Step};
use actprobe_probes::host;
use actprobe_probes::net::{Cause, Watch, blocking};
use futures_util::future::join_all;
use jiff::Timestamp;

pub use comparison::{Agreement, Comparison, Selftest};
pub use own::Own;
pub use text::render;
pub use tool::{Output, Outputs, Tool};

/// PowerShell and dism take their time when they are started for the first time.
const LIMIT: Duration = Duration::from_mins(1);
/// More than any of the commands has to say, in bytes.
const LARGEST_OUTPUT: u64 = 4 << 20;

/// Reads, runs the commands below `system_folder`, and compares.
pub async fn run(system_folder: &Path, at: Timestamp, watch: &Watch) -> Selftest {
    let (own, outputs) = tokio::join!(Own::read(watch, at), outputs(system_folder, watch));
    let comparisons = comparison::compare(&own, &outputs);
    Selftest { host: host::name(), at, comparisons, outputs }
}

async fn outputs(system_folder: &Path, watch: &Watch) -> Outputs {
    let running = Tool::ALL.iter().map(async |&tool| {
        let command = command(system_folder, tool);
        (tool, watch.step(Step::ReadHost, LIMIT, output(command)).await)
    });
    join_all(running).await.into_iter().collect()
}

/// Nothing of the environment goes along: it could have PowerShell load what is not Windows' own.
fn command(system_folder: &Path, tool: Tool) -> Command {
    let mut command = Command::new(system_folder.join(tool.program()));
    command.args(tool.arguments(system_folder)).current_dir(system_folder).env_clear();
    command.env("PATH", system_folder);
    if let Some(windows) = system_folder.parent() {
        command.env("SystemRoot", windows).env("windir", windows);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    without_window(&mut command);
    command
}

#[cfg(windows)]
fn without_window(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    /// `CREATE_NO_WINDOW` (Microsoft Learn, "Process Creation Flags").
    const NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(NO_WINDOW);
}

#[cfg(not(windows))]
fn without_window(_command: &mut Command) {}

/// Ends the command where nobody waits for it any more.
async fn output(mut command: Command) -> Result<Output, Cause> {
    let mut running = Running(command.spawn().map_err(|error| unreadable(&error))?);
    let stdout = running.0.stdout.take();
    let text = blocking::run(move || read(stdout)).await?.map_err(|error| unreadable(&error))?;
    if text.len() as u64 > LARGEST_OUTPUT {
        return Err(FailureKind::TooLarge.into());
    }
    Ok(Output { code: running.code().await, text })
}

fn read(source: Option<impl Read>) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    if let Some(source) = source {
        source.take(LARGEST_OUTPUT + 1).read_to_end(&mut text)?;
    }
    Ok(text)
}

fn unreadable(error: &io::Error) -> Cause {
    Cause::with_detail(FailureKind::Unreadable, &error.to_string())
}

struct Running(Child);

impl Running {
    /// Its exit code, once it has ended.
    async fn code(&mut self) -> Option<i32> {
        /// It has closed its output, and ends in moments.
        const AGAIN: Duration = Duration::from_millis(20);
        loop {
            match self.0.try_wait() {
                Ok(Some(status)) => return status.code(),
                Ok(None) => tokio::time::sleep(AGAIN).await,
                Err(_) => return None,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended is not killed again, and what remains of it is collected.
        if !matches!(self.0.try_wait(), Ok(Some(_))) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use actprobe_probes::evidence::Observed;
    use actprobe_probes::net::Limits;

    use super::*;

    async fn said(script: &str, limit: Duration) -> Observed<Output> {
        let (watch, _stopper) = Watch::new(Limits::default(), None);
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", script]).stdin(Stdio::null()).stdout(Stdio::piped());
        watch.step(Step::ReadHost, limit, output(shell)).await
    }

    #[tokio::test]
    async fn a_command_is_heard_to_its_end() {
        let output = said("echo one; sleep 0.1; echo two; exit 3", LIMIT).await;
        let expected = Output { code: Some(3), text: b"one\ntwo\n".to_vec() };
        assert_eq!(output.value(), Some(&expected));
    }

    #[tokio::test]
    async fn a_command_that_does_not_end_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let script = format!("echo $$ > {}; exec sleep 600", file.display());
        let output = said(&script, Duration::from_millis(500)).await;
        assert_eq!(output.failure().unwrap().kind, FailureKind::TimedOut);
        let process = std::fs::read_to_string(file).unwrap();
        assert!(!Path::new("/proc").join(process.trim()).exists());
    }

    #[tokio::test]
    async fn a_command_that_says_too_much_is_not_believed() {
        let output = said("exec yes", LIMIT).await;
        assert_eq!(output.failure().unwrap().kind, FailureKind::TooLarge);
    }

    #[tokio::test]
    async fn a_command_that_is_not_there_is_no_answer() {
        let (watch, _stopper) = Watch::new(Limits::default(), None);
        let outputs = outputs(Path::new("/nonexistent"), &watch).await;
        assert_eq!(outputs.len(), Tool::ALL.len());
        let kinds = outputs.values().map(|output| output.failure().map(|failure| failure.kind));
        assert!(kinds.into_iter().all(|kind| kind == Some(FailureKind::Unreadable)));
    }
}
