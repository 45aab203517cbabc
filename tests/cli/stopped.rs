//! Runs that end before their time: what is known by then is printed.

use std::time::Duration;

use actprobe_probes::evidence::{Ended, FailureKind};

use crate::network::{Network, publishing};
use crate::servers::dns::Habit;
use crate::servers::ntp;
use crate::servers::tcp::{Does, peer};

/// Far more than printing takes, far less than a limit that nobody cut short.
const PROMPTLY: Duration = Duration::from_secs(if cfg!(windows) { 15 } else { 3 });

/// A network in which everything but KMS answers at once, and the limits are long.
async fn slow_kms() -> Network {
    Network::healthy().await.with_kms(peer(Does::Nothing).await).await
}

const PATIENT: [&str; 4] = ["--timeout", "60s", "--format", "json"];

#[tokio::test]
async fn the_deadline_prints_what_is_known() {
    let network = slow_kms().await;
    let run = network.check(&[&PATIENT[..], &["--deadline", "1s"]].concat()).await;
    assert!((Duration::from_secs(1)..PROMPTLY).contains(&run.elapsed), "{:?}", run.elapsed);
    let evidence = run.ended_quietly_with(0).report().evidence;
    assert_eq!(evidence.ended, Ended::Deadline);
    assert!(evidence.online.endpoints[0].http.value().is_some(), "online was known long before");
    let kms = evidence.kms.targets.iter().find(|kms| kms.host == "kms1.corp.test").unwrap();
    assert!(kms.endpoints[0].connect.value().is_some(), "and so was the connection");
    assert_eq!(kms.endpoints[0].bind_ndr32.failure().unwrap().kind, FailureKind::Deadline);
}

#[tokio::test]
async fn a_deadline_before_any_answer_is_inconclusive_and_says_so() {
    let mut network = Network::healthy().await;
    network.dns = publishing(&network.kms).answering(Habit::Silent).serve().await;
    network.ntp = ntp::silent().await;
    let run = network.check(&["--deadline", "300ms"]).await;
    assert!(run.elapsed < PROMPTLY, "{:?}", run.elapsed);
    assert!(run.ended_quietly_with(3).text().contains("cut short"), "{}", run.text());
}

#[tokio::test]
async fn a_deadline_that_is_kept_leaves_no_trace() {
    let report = Network::healthy().await.check(&["--deadline", "60s", "--format", "json"]).await.report();
    assert_eq!(report.evidence.ended, Ended::Complete);
}

#[cfg(target_os = "linux")]
mod signals {
    use std::fs::File;
    use std::io::{PipeReader, Read};
    use std::process::{Child, Command};

    use nix::fcntl::{FcntlArg, fcntl};
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    use tokio::time::{Instant, sleep, timeout};

    use super::*;
    use crate::program::{Run, command};

    #[tokio::test]
    async fn an_interrupted_run_prints_what_is_known() {
        for signal in [Signal::SIGINT, Signal::SIGTERM] {
            let network = slow_kms().await;
            let child = asking(&network, &PATIENT).await;
            let run = stopped(child, &[signal]).await;
            let evidence = run.ended_quietly_with(0).report().evidence;
            assert_eq!(evidence.ended, Ended::Interrupted, "{signal}");
            assert!(evidence.online.endpoints[0].http.value().is_some());
            let kms = evidence.kms.targets.iter().find(|kms| kms.host == "kms1.corp.test").unwrap();
            assert_eq!(kms.endpoints[0].bind_ndr32.failure().unwrap().kind, FailureKind::Interrupted);
        }
    }

    #[tokio::test]
    async fn an_interrupted_run_says_so_in_text() {
        let network = slow_kms().await;
        let run = stopped(asking(&network, &["--timeout", "60s"]).await, &[Signal::SIGINT]).await;
        let text = run.ended_quietly_with(0).text().to_lowercase();
        assert!(text.contains("cut short") && text.contains("the run ended"), "{text}");
    }

    #[tokio::test]
    async fn whoever_presses_ctrl_c_twice_in_haste_still_gets_the_report() {
        let network = slow_kms().await;
        let run = stopped(asking(&network, &PATIENT).await, &[Signal::SIGINT, Signal::SIGINT]).await;
        assert_eq!(run.ended_quietly_with(0).report().evidence.ended, Ended::Interrupted);
    }

    #[tokio::test]
    async fn ctrl_c_ends_a_program_whose_report_nobody_reads() {
        let (child, _reader, _first) = printing(&Network::healthy().await).await;
        let run = stopped(child, &[Signal::SIGINT]).await;
        assert_eq!(run.code(), Some(130));
    }

    #[tokio::test]
    async fn a_report_that_is_being_read_is_read_to_its_end() {
        let (child, mut reader, mut report) = printing(&Network::healthy().await).await;
        let reading = tokio::task::spawn_blocking(move || reader.read_to_end(&mut report).map(|_| report));
        let mut run = stopped(child, &[Signal::SIGINT]).await;
        run.stdout = reading.await.unwrap().unwrap();
        assert_eq!(run.ended_quietly_with(0).report().evidence.ended, Ended::Complete);
    }

    /// The program, at the point where its report does not fit in the pipe, and what was read of it.
    async fn printing(network: &Network) -> (Child, PipeReader, Vec<u8>) {
        let (mut reader, writer) = std::io::pipe().unwrap();
        // A page, which no report fits in.
        fcntl(&writer, FcntlArg::F_SETPIPE_SZ(4096)).unwrap();
        let mut command = command(network.arguments(&["--format", "json"]));
        command.stdout(writer);
        let child = command.spawn().unwrap();
        drop(command);
        let first = tokio::task::spawn_blocking(move || {
            let mut first = vec![0];
            reader.read_exact(&mut first).map(|()| (reader, first))
        });
        let (reader, first) = first.await.unwrap().unwrap();
        (child, reader, first)
    }

    /// The program, started, once the KMS host and everybody else was asked.
    async fn asking(network: &Network, arguments: &[&str]) -> Child {
        let mut command: Command = command(network.arguments(arguments));
        let child = command.spawn().unwrap();
        let all_asked = async {
            while network.https.heard().is_empty() || network.kms.conversations() < 2 || network.ntp.heard().is_empty()
            {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(30), all_asked).await.expect("the program asks everybody");
        // What was answered is on its way.
        sleep(Duration::from_millis(300)).await;
        child
    }

    /// Sends the signals and waits for the end, which must come promptly.
    async fn stopped(child: Child, signals: &[Signal]) -> Run {
        let began = Instant::now();
        let pid = Pid::from_raw(child.id().try_into().unwrap());
        for signal in signals {
            kill(pid, *signal).unwrap();
        }
        let mut waiting = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap());
        let Ok(output) = timeout(PROMPTLY, &mut waiting).await else {
            kill(pid, Signal::SIGKILL).unwrap();
            panic!("the program does not end on {signals:?}");
        };
        let output = output.unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        Run { status: output.status, stdout: output.stdout, stderr, elapsed: began.elapsed() }
    }

    /// Standard error of a program that is watched by nobody.
    #[tokio::test]
    async fn progress_is_not_shown_where_nobody_looks() {
        let network = slow_kms().await;
        let file = network.file("stderr.txt");
        let mut command = command(network.arguments(&["--deadline", "1s"]));
        command.stderr(File::create(&file).unwrap());
        crate::program::finished(command).await;
        assert_eq!(std::fs::read_to_string(file).unwrap(), "");
    }
}
