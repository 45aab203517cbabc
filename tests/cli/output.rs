//! Where the report goes: standard output alone, or a file that is whole or as it was.

use std::path::Path;

use crate::network::{Network, text};
use crate::program::{Run, command, finished};

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
async fn where_no_file_can_be_written_the_report_is_printed_and_the_file_named() {
    let network = Network::healthy().await;
    let not_a_folder = network.file("file");
    std::fs::write(&not_a_folder, "").unwrap();
    for file in [network.file("no-such-folder").join("report.json"), not_a_folder.join("report.json")] {
        let run = network.check(&["--format", "json", "--output", text(&file)]).await;
        was_printed_instead(&run, &file);
    }
    let folder = network.folder.path();
    was_printed_instead(&network.check(&["--format", "json", "--output", text(folder)]).await, folder);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_followed_and_permissions_pass_on() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let network = Network::healthy().await;
    let (file, link) = (network.file("report.json"), network.file("latest.json"));
    std::fs::write(&file, "old").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&file, &link).unwrap();
    network.check(&["--format", "json", "--output", text(&link)]).await.ended_quietly_with(0);
    assert!(link.is_symlink() && is_whole_report(&file));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

/// Reached through a link, so that a program that replaced it would harm nobody.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_device_is_not_replaced_and_the_report_is_printed() {
    let network = Network::healthy().await;
    let link = network.file("report.json");
    std::os::unix::fs::symlink("/dev/full", &link).unwrap();
    was_printed_instead(&network.check(&["--format", "json", "--output", text(&link)]).await, &link);
    assert!(link.is_symlink());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_fills_up_leaves_the_old_report_as_it_was() {
    let network = Network::healthy().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    std::fs::write(&file, "old").unwrap();
    let mut shell = std::process::Command::new("sh");
    // No file may grow beyond a block, which is less than a report; the signal that says so is turned into an error.
    shell.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_actprobe")]);
    shell.args(network.arguments(&["--format", "json", "--output", text(&file)]));
    let piped = std::process::Stdio::piped;
    shell.stdin(std::process::Stdio::null()).stdout(piped()).stderr(piped());
    was_printed_instead(&finished(shell).await, &file);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
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
    for arguments in [network.arguments(&[]), vec!["--help".to_owned()], vec!["schema".to_owned()]] {
        let mut command = command(arguments);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(writer);
        finished(command).await.ended_quietly_with(0);
    }
}

fn is_whole_report(file: &Path) -> bool {
    serde_json::from_slice::<actprobe::report::Report>(&std::fs::read(file).unwrap()).is_ok()
}

#[track_caller]
fn was_printed_instead(run: &Run, file: &Path) {
    assert_eq!(run.code(), Some(74), "{}", run.stderr);
    assert!(run.stderr.contains(&format!("cannot write {}", file.display())), "{}", run.stderr);
    run.report();
}
