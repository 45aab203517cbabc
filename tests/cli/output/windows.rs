//! What stands at the name of a report on Windows.

use std::fs::{self, File};
use std::os::windows::fs::OpenOptionsExt;

use super::{could_not_be_written, is_whole_report, names_in, replayed_to};
use crate::network::{Network, text};

#[tokio::test]
async fn the_device_that_forgets_is_written_in_every_spelling() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["NUL", "nul", r"\\.\NUL"] {
        assert_eq!(replayed_to(name).await.ended_quietly_with(1).text(), "", "{name}");
    }
    let in_a_folder = folder.path().join("NUL");
    replayed_to(text(&in_a_folder)).await.ended_quietly_with(1);
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[tokio::test]
async fn other_devices_and_pipes_are_said_before_anybody_is_asked() {
    let network = Network::healthy().await;
    for name in [
        "COM1",
        "lpt1",
        "PRN",
        r"\\.\PhysicalDrive0",
        r"\\.\pipe\actprobe",
        r"\\localhost\pipe\actprobe",
    ] {
        let run = network.check(&["--output", name]).await;
        could_not_be_written(&run, name);
        assert!(run.stderr.contains("a device"), "{}", run.stderr);
    }
    let folder = tempfile::tempdir().unwrap();
    for name in [folder.path().join("report.json:stream"), folder.path().join("")] {
        could_not_be_written(&network.check(&["--output", text(&name)]).await, text(&name));
    }
    assert!(network.dns.heard().is_empty(), "somebody was asked");
}

#[tokio::test]
async fn a_file_that_may_not_be_replaced_is_said_before_anybody_is_asked() {
    let network = Network::healthy().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    fs::write(&file, "old").unwrap();
    let in_use = File::options().read(true).share_mode(0).open(&file).unwrap();
    could_not_be_written(&network.check(&["--output", text(&file)]).await, text(&file));
    drop(in_use);

    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions.clone()).unwrap();
    could_not_be_written(&network.check(&["--output", text(&file)]).await, text(&file));
    assert!(network.dns.heard().is_empty(), "somebody was asked");
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    #[expect(
        clippy::permissions_set_readonly_false,
        reason = "there is nothing else to it on Windows"
    )]
    permissions.set_readonly(false);
    fs::set_permissions(&file, permissions).unwrap();
    replayed_to(text(&file)).await.ended_quietly_with(1);
    assert!(is_whole_report(&file));
}

#[tokio::test]
async fn what_another_run_works_on_is_left_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let begun = folder.path().join(".actprobe-0123456789abcdef.tmp");
    let working = File::options().write(true).create_new(true).share_mode(0).open(&begun).unwrap();
    replayed_to(text(&folder.path().join("report.json"))).await.ended_quietly_with(1);
    assert!(begun.exists());
    drop(working);
    replayed_to(text(&folder.path().join("report.json"))).await.ended_quietly_with(1);
    assert!(!begun.exists());
}
