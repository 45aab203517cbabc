//! Where the report goes: standard output alone, or a file that is whole or as it was.

use std::path::Path;

use crate::Reported;
use crate::network::{Network, text};
use crate::program::{Run, command, finished, run};

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

#[tokio::test]
async fn a_file_holds_the_whole_report_and_standard_output_nothing() {
    let network = Network::healthy().await;
    let file = network.file("report.json");
    let run = network.check(&["--format", "json", "--output", text(&file)]).await;
    assert_eq!(run.ended_quietly_with(0).text(), "");
    assert!(is_whole_report(&file));
}

#[tokio::test]
async fn an_older_report_is_replaced_and_nothing_is_left_beside_it() {
    let network = Network::healthy().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    std::fs::write(&file, "x".repeat(1_000_000)).unwrap();
    network.check(&["--format", "json", "--output", text(&file)]).await.ended_quietly_with(0);
    assert!(is_whole_report(&file));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn what_cannot_be_written_is_said_before_anybody_is_asked() {
    let network = Network::healthy().await;
    let not_a_folder = network.file("file");
    std::fs::write(&not_a_folder, "").unwrap();
    let folder = network.folder.path();
    let too_long = folder.join("x".repeat(256));
    let nowhere = [
        network.file("no-such-folder").join("report.json"),
        not_a_folder.join("report.json"),
        too_long,
    ];
    for file in nowhere.iter().map(|file| text(file)).chain([text(folder), "."]) {
        let run = network.check(&["--format", "json", "--output", file]).await;
        could_not_be_written(&run, file);
    }
    assert!(
        network.dns.heard().is_empty() && network.https.heard().is_empty(),
        "somebody was asked"
    );
}

#[tokio::test]
async fn a_file_is_replaced_whatever_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report");
    for arguments in
        [&["replay", SAVED][..], &["diff", SAVED, SAVED], &["--dry-run", "--only", "online"]]
    {
        std::fs::write(&file, "old").unwrap();
        let second_name = folder.path().join("second-name");
        std::fs::hard_link(&file, &second_name).unwrap();
        let arguments = [arguments, &["--output", text(&file)]].concat();
        let run = run(&arguments).await;
        assert_eq!((run.text(), run.stderr.as_str()), ("", ""), "{arguments:?}");
        assert_ne!(std::fs::read_to_string(&file).unwrap(), "old", "{arguments:?}");
        assert_eq!(std::fs::read_to_string(&second_name).unwrap(), "old", "{arguments:?}");
        std::fs::remove_file(second_name).unwrap();
    }
}

#[tokio::test]
async fn the_longest_name_of_a_file_is_one_for_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x".repeat(255));
    replayed_to(text(&file)).await.ended_quietly_with(1);
    assert!(is_whole_report(&file));
}

#[tokio::test]
async fn a_dash_is_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let saved = std::fs::canonicalize(SAVED).unwrap();
    let mut command = command(["replay", text(&saved), "--format", "json", "--output", "-"]);
    command.current_dir(folder.path());
    finished(command).await.ended_quietly_with(1).report();
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[tokio::test]
async fn what_a_killed_run_left_is_removed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let [left, other, report] =
        [".actprobe-0123456789abcdef.tmp", ".actprobe-0123456789.tmp", "report.json"]
            .map(|name| folder.path().join(name));
    std::fs::write(&left, "{").unwrap();
    std::fs::write(&other, "of somebody").unwrap();
    let as_one = folder.path().join(".actprobe-fedcba9876543210.tmp");
    std::fs::create_dir(&as_one).unwrap();
    replayed_to(text(&report)).await.ended_quietly_with(1);
    assert!(!left.exists() && other.exists() && as_one.is_dir() && is_whole_report(&report));
}

#[tokio::test]
async fn runs_at_once_with_one_file_leave_one_whole_report() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let runs: Vec<_> = (0..8).map(|_| replayed_to(text(&report))).collect();
    for run in futures_util::future::join_all(runs).await {
        run.ended_quietly_with(1);
    }
    assert!(is_whole_report(&report));
    assert_eq!(names_in(folder.path()), ["report.json"]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn standard_output_that_takes_nothing_is_said() {
    let network = Network::healthy().await;
    let mut command = command(network.arguments(&[]));
    command.stdout(std::fs::File::options().write(true).open("/dev/full").unwrap());
    let run = finished(command).await;
    assert_eq!(run.code(), Some(74));
    assert!(run.stderr.starts_with("actprobe: cannot write the report"), "{}", run.stderr);
}

#[tokio::test]
async fn a_reader_that_has_read_enough_is_no_error() {
    let network = Network::healthy().await;
    for arguments in [network.arguments(&[]), vec!["--help".to_owned()], vec!["schema".to_owned()]]
    {
        let mut command = command(arguments);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(writer);
        finished(command).await.ended_quietly_with(0);
    }
}

/// A report that ends with exit code 1 when it is judged again.
const SAVED: &str = "fixtures/reports/kms-silent-after-a-move.json";

async fn replayed_to(file: &str) -> Run {
    run(["replay", SAVED, "--format", "json", "--output", file]).await
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn is_whole_report(file: &Path) -> bool {
    serde_json::from_slice::<actprobe::say::report::Report>(&std::fs::read(file).unwrap()).is_ok()
}

#[track_caller]
fn could_not_be_written(run: &Run, file: &str) {
    assert_eq!((run.code(), run.text()), (Some(74), ""), "{}", run.stderr);
    assert!(run.stderr.contains(&format!("cannot write {file}")), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
}
