//! Files that do not end, and files that take long: neither Ctrl-C nor the deadline waits for them.

use std::io::Write;
use std::process::{Child, ChildStdin, Stdio};
use std::time::Duration;

use tokio::time::Instant;

use crate::Reported;
use crate::network::Network;
use crate::program::{Run, command, ended_within};
use crate::servers::tcp::{Does, peer};

/// Far more than a busy machine takes to start a program, far less than for ever.
const PROMPTLY: Duration = Duration::from_secs(20);

/// Every option that reads a file.
const READING: [&[&str]; 5] = [
    &["--site", "-"],
    &["--winhttp", "-"],
    &["--host-facts", "-"],
    &["--import", "-"],
    &["--ad-user", "alice", "--ad-domain", "corp.test", "--ad-password-file", "-"],
];

/// The program, which reads what never comes.
fn reading(arguments: &[&str]) -> (Child, ChildStdin) {
    let mut command = command(arguments);
    command.stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let input = child.stdin.take().unwrap();
    (child, input)
}

async fn ended(child: Child) -> Run {
    let (began, id) = (Instant::now(), child.id());
    let Some(output) = ended_within(PROMPTLY, child).await else {
        panic!("process {id} does not end");
    };
    let stderr = String::from_utf8(output.stderr).unwrap();
    Run { status: output.status, stdout: output.stdout, stderr, elapsed: began.elapsed() }
}

#[track_caller]
fn said_one_line(run: &Run, code: i32, words: &str) {
    assert_eq!((run.code(), run.text()), (Some(code), ""), "{}", run.stderr);
    assert!(run.stderr.contains(words) && run.stderr.lines().count() == 1, "{}", run.stderr);
}

#[tokio::test]
async fn the_deadline_does_not_wait_for_a_file() {
    for arguments in READING {
        let (child, _input) = reading(&[arguments, &["--deadline", "500ms"]].concat());
        said_one_line(&ended(child).await, 3, "the deadline passed before there was a report");
    }
}

#[tokio::test]
async fn the_deadline_counts_from_the_start_and_not_from_the_end_of_the_reading() {
    const READING: Duration = Duration::from_secs(4);
    const DEADLINE: Duration = Duration::from_secs(6);
    let network = Network::healthy().await.with_kms(peer(Does::Nothing).await).await;
    let deadline = format!("{}s", DEADLINE.as_secs());
    let more = ["--timeout", "60s", "--format", "json", "--deadline", &deadline, "--import", "-"];
    let arguments = network.arguments(&more);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let began = Instant::now();
    let (child, mut input) = reading(&arguments);
    input.write_all(b"a shopping list\n").unwrap();
    tokio::time::sleep(READING).await;
    drop(input);
    let run = ended(child).await;
    let took = began.elapsed();
    assert_eq!(run.report().evidence.ended, actprobe_probes::evidence::Ended::Deadline);
    assert!((DEADLINE..READING + DEADLINE).contains(&took), "{took:?}");
}

#[cfg(target_os = "linux")]
mod signals {
    use std::io::Read;

    use nix::fcntl::{FcntlArg, fcntl};
    use nix::sys::signal::{Signal, kill};
    use nix::sys::stat::Mode;
    use nix::unistd::{Pid, mkfifo};
    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::network::text;

    const SAVED: &str = "fixtures/reports/kms-silent-after-a-move.json";

    /// Once it listens: before, a signal ends any program.
    async fn listens(child: &Child) {
        let status = format!("/proc/{}/status", child.id());
        let caught = || {
            let status = std::fs::read_to_string(&status).unwrap();
            let line =
                status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map_or("0", str::trim);
            u64::from_str_radix(line, 16).unwrap()
        };
        let both = 1 << (Signal::SIGINT as u64 - 1) | 1 << (Signal::SIGTERM as u64 - 1);
        let waiting = async {
            while caught() & both != both {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PROMPTLY, waiting).await.unwrap();
    }

    async fn interrupted(child: Child, signal: Signal) -> Run {
        listens(&child).await;
        kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
        ended(child).await
    }

    #[tokio::test]
    async fn ctrl_c_does_not_wait_for_a_file() {
        let others: [&[&str]; 4] = [
            &["replay", "-"],
            &["replay", SAVED, "--import", "-"],
            &["diff", SAVED, "-"],
            &["--dry-run", "--site", "-"],
        ];
        for arguments in READING.into_iter().chain(others) {
            for signal in [Signal::SIGINT, Signal::SIGTERM] {
                let (child, _input) = reading(arguments);
                said_one_line(
                    &interrupted(child, signal).await,
                    130,
                    "stopped before there was a report",
                );
            }
        }
    }

    #[tokio::test]
    async fn a_run_that_is_stopped_while_it_reads_leaves_the_old_report_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (report, pipe) = (folder.path().join("report.json"), folder.path().join("pipe"));
        std::fs::write(&report, "old").unwrap();
        mkfifo(&pipe, Mode::from_bits_truncate(0o600)).unwrap();
        let (child, _input) = reading(&["--import", text(&pipe), "--output", text(&report)]);
        let begun = async {
            while std::fs::read_dir(&folder).unwrap().count() < 3 {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PROMPTLY, begun).await.unwrap();
        said_one_line(&interrupted(child, Signal::SIGTERM).await, 130, "stopped");
        assert_eq!(std::fs::read_to_string(&report).unwrap(), "old");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
    }

    /// A pipe whose reader has gone for lunch.
    #[tokio::test]
    async fn ctrl_c_ends_a_program_whose_pipe_nobody_empties() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        mkfifo(&pipe, Mode::from_bits_truncate(0o600)).unwrap();
        // Open for both, it waits for nobody.
        let lazy = std::fs::File::options().read(true).write(true).open(&pipe).unwrap();
        fcntl(&lazy, FcntlArg::F_SETPIPE_SZ(4096)).unwrap();
        let (child, _input) =
            reading(&["replay", SAVED, "--format", "json", "--output", text(&pipe)]);
        // What is left of the report does not fit in the pipe.
        let first = tokio::task::spawn_blocking(move || {
            let mut first = [0];
            (&lazy).read_exact(&mut first).map(|()| lazy)
        });
        let _lazy = timeout(PROMPTLY, first).await.unwrap().unwrap().unwrap();
        let run = interrupted(child, Signal::SIGINT).await;
        assert_eq!((run.code(), run.text(), run.stderr.as_str()), (Some(130), "", ""));
    }
}
