//! What stands at the name of a report on Linux: other modes, links, pipes, devices, descriptors, a
//! disk that fills up.

use std::fs::{File, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::sys::stat::Mode;
use nix::unistd::{Pid, mkfifo};
use tempfile::TempDir;

use super::{SAVED, could_not_be_written, is_whole_report, names_in, replayed_to};
use crate::Reported;
use crate::network::{Network, text};
use crate::program::{Run, command, ended, finished};
use crate::servers::tcp::{Does, peer};

const PROGRAM: &str = env!("CARGO_BIN_EXE_actprobe");

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// A shell that starts the program, which it knows as `"$@"`, to write a report to `file`.
fn shell(script: &str, file: &str) -> Command {
    let mut shell = Command::new("bash");
    shell.args([
        "-c", script, "bash", PROGRAM, "replay", SAVED, "--format", "json", "--output", file,
    ]);
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    shell
}

/// A stranger laid a file there that is set to run as its owner, and goes on writing to it: in the
/// hands of root that would be a program of theirs that runs as root.
#[tokio::test]
async fn a_report_takes_over_nothing_from_the_file_that_it_replaces() {
    let folder = Folder::new();
    let (file, second_name) = (folder.file("report.json"), folder.file("second-name"));
    std::fs::write(&file, "old").unwrap();
    std::fs::set_permissions(&file, Permissions::from_mode(0o4777)).unwrap();
    let user = file.metadata().unwrap().uid();
    if user == 0 {
        std::os::unix::fs::chown(&file, Some(12_345), Some(12_345)).unwrap();
        std::fs::set_permissions(&file, Permissions::from_mode(0o4777)).unwrap();
    }
    std::fs::hard_link(&file, &second_name).unwrap();
    let old = file.metadata().unwrap();
    let mut stranger = File::options().append(true).open(&file).unwrap();

    replayed_to(text(&file)).await.ended_quietly_with(1);
    stranger.write_all(b" and more").unwrap();

    let new = file.metadata().unwrap();
    assert_eq!((new.mode() & 0o7777, new.uid(), new.nlink()), (0o600, user, 1));
    assert_ne!(new.ino(), old.ino());
    assert!(is_whole_report(&file));
    assert_eq!(std::fs::read_to_string(&second_name).unwrap(), "old and more");
    assert_eq!(second_name.metadata().unwrap().mode() & 0o7777, old.mode() & 0o7777);
}

#[tokio::test]
async fn a_new_report_is_for_its_owner_alone() {
    let folder = Folder::new();
    let file = folder.file("report.json");
    finished(shell("umask 0; exec \"$@\"", text(&file))).await.ended_quietly_with(1);
    assert_eq!(file.metadata().unwrap().mode() & 0o7777, 0o600);
}

#[tokio::test]
async fn the_users_own_link_is_followed_and_a_hanging_one_too() {
    let folder = Folder::new();
    let (file, link, by_way_of) =
        (folder.file("report.json"), folder.file("latest.json"), folder.file("folder"));
    symlink("report.json", &link).unwrap();
    symlink(folder.0.path(), &by_way_of).unwrap();
    for name in [&link, &by_way_of.join("latest.json")] {
        replayed_to(text(name)).await.ended_quietly_with(1);
        assert!(link.is_symlink() && is_whole_report(&file));
        assert!(!file.is_symlink());
        std::fs::remove_file(&file).unwrap();
    }
    let round = folder.file("round.json");
    symlink("round.json", &round).unwrap();
    could_not_be_written(&replayed_to(text(&round)).await, text(&round));
}

/// Only root can make a link that belongs to somebody else.
#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_link_of_somebody_else_is_refused_at_the_end_of_the_way_and_on_it() {
    let folder = Folder::new();
    let (file, link, by_way_of) =
        (folder.file("report.json"), folder.file("latest.json"), folder.file("folder"));
    std::fs::write(&file, "old").unwrap();
    symlink(&file, &link).unwrap();
    symlink(folder.0.path(), &by_way_of).unwrap();
    let own = folder.file("own.json");
    symlink(&link, &own).unwrap();
    for theirs in [&link, &by_way_of] {
        std::os::unix::fs::lchown(theirs, Some(12_345), Some(12_345)).unwrap();
    }
    for name in [&link, &by_way_of.join("report.json"), &own] {
        let run = replayed_to(text(name)).await;
        could_not_be_written(&run, text(name));
        assert!(
            run.stderr.contains("a link that belongs to somebody else (uid 12345)"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_pipe_of_somebody_else_is_refused() {
    let folder = Folder::new();
    let pipe = pipe(&folder);
    std::os::unix::fs::chown(&pipe, Some(12_345), Some(12_345)).unwrap();
    let reader = reader(&pipe);
    let run = replayed_to(text(&pipe)).await;
    could_not_be_written(&run, text(&pipe));
    assert!(run.stderr.contains("named pipe that belongs to somebody else"), "{}", run.stderr);
    std::fs::write(&pipe, "").unwrap();
    assert_eq!(reader.join().unwrap(), b"");
}

/// As containers get single files.
#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_file_that_is_a_mount_of_its_own_is_refused_before_the_run() {
    let folder = Folder::new();
    let (file, mounted) = (folder.file("report.json"), folder.file("mounted.json"));
    std::fs::write(&file, "").unwrap();
    std::fs::write(&mounted, "").unwrap();
    let script = format!("mount --bind {} {} && exec \"$@\"", text(&mounted), text(&file));
    let mut shell = shell(&script, text(&file));
    let program = shell.get_args().map(ToOwned::to_owned).collect::<Vec<_>>();
    shell = Command::new("unshare");
    shell
        .args(["--mount", "bash"])
        .args(program)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let run = finished(shell).await;
    could_not_be_written(&run, text(&file));
    assert!(run.stderr.contains("cannot be replaced"), "{}", run.stderr);
}

#[tokio::test]
async fn standard_output_by_name_is_written_and_not_replaced() {
    let folder = Folder::new();
    let link = folder.file("link");
    symlink("/dev/stdout", &link).unwrap();
    for name in ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1", text(&link)] {
        replayed_to(name).await.ended_quietly_with(1).report();

        let file = folder.file("redirected");
        std::fs::write(&file, "").unwrap();
        let before = file.metadata().unwrap().ino();
        let script = format!("{{ echo before; \"$@\"; echo after; }} > {}", text(&file));
        finished(shell(&script, name)).await.ended_quietly_with(0);
        let content = std::fs::read_to_string(&file).unwrap();
        let report =
            content.strip_prefix("before\n").and_then(|rest| rest.strip_suffix("after\n")).unwrap();
        assert!(
            serde_json::from_str::<actprobe::say::report::Report>(report).is_ok(),
            "{name}: {content}"
        );
        assert_eq!(file.metadata().unwrap().ino(), before, "{name}");
    }
}

#[tokio::test]
async fn other_descriptors_are_written_where_the_shell_stands_in_them() {
    let folder = Folder::new();
    let file = folder.file("redirected");
    for (script, name) in [
        ("{ echo before >&2; exec \"$@\"; } 2> FILE", "/dev/stderr"),
        ("{ echo before >&7; exec \"$@\"; } 7> FILE", "/dev/fd/7"),
        ("{ echo before >&7; exec \"$@\"; } 7> FILE", "/proc/self/fd/7"),
        ("echo before > FILE; exec \"$@\" 7>> FILE", "/dev/fd/7"),
    ] {
        let run = finished(shell(&script.replace("FILE", text(&file)), name)).await;
        run.ended_quietly_with(1);
        assert_eq!(run.text(), "");
        let content = std::fs::read_to_string(&file).unwrap();
        let report = content.strip_prefix("before\n").unwrap();
        assert!(
            serde_json::from_str::<actprobe::say::report::Report>(report).is_ok(),
            "{script}: {content}"
        );
    }
}

#[tokio::test]
async fn another_program_of_the_shell_reads_the_report() {
    let folder = Folder::new();
    let file = folder.file("read");
    // The shell waits for the program and not for the reader; both end when the report is whole.
    let script =
        format!("set -o pipefail; \"${{@:1:$#-1}}\" >(cat > {0}.new; mv {0}.new {0})", text(&file));
    let run = finished(shell(&script, "ignored")).await;
    assert_eq!((run.code(), run.stderr.as_str(), run.text()), (Some(1), "", ""));
    let waiting = async {
        while !file.exists() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
    assert!(is_whole_report(&file));
}

#[tokio::test]
async fn a_descriptor_that_was_not_handed_over_or_is_for_reading_is_said() {
    let folder = Folder::new();
    let file = folder.file("input");
    std::fs::write(&file, "").unwrap();
    // The program's own descriptors, whatever their numbers, are nobody's business.
    for number in 3..20 {
        let name = format!("/dev/fd/{number}");
        let run =
            finished(shell("for n in {3..20}; do eval \"exec $n>&-\"; done; exec \"$@\"", &name))
                .await;
        could_not_be_written(&run, &name);
        assert!(run.stderr.contains("no such descriptor"), "{}", run.stderr);
    }
    for name in ["/dev/stdin", "/dev/fd/7"] {
        let run = finished(shell(&format!("exec \"$@\" 7< {}", text(&file)), name)).await;
        could_not_be_written(&run, name);
        assert!(run.stderr.contains("for reading only"), "{}", run.stderr);
    }
}

#[tokio::test]
async fn the_device_that_forgets_is_written_and_stays() {
    let run = replayed_to("/dev/null").await;
    assert_eq!(run.ended_quietly_with(1).text(), "");
    assert!(Path::new("/dev/null").metadata().unwrap().file_type().is_char_device());
}

#[tokio::test]
async fn what_is_no_file_is_said_before_anybody_is_asked() {
    let network = Network::healthy().await;
    let folder = Folder::new();
    let (pipe, socket) = (pipe(&folder), folder.file("socket"));
    let _listener = UnixListener::bind(&socket).unwrap();
    let not_there = folder.file("not-there/");
    for (name, word) in [
        (text(&pipe), "nobody reads"),
        (text(&socket), "a socket"),
        ("/dev/urandom", "a device"),
        ("/dev/ptmx", "a device"),
        ("/", "a folder"),
        ("..", "a folder"),
        (text(&not_there), "a folder"),
        ("/proc/report.json", ""),
        ("/proc/self/report.json", ""),
    ] {
        let run = network.check(&["--output", name]).await;
        could_not_be_written(&run, name);
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
    assert!(
        network.dns.heard().is_empty() && network.https.heard().is_empty(),
        "somebody was asked"
    );
}

#[tokio::test]
async fn a_pipe_with_a_reader_is_written_and_stays() {
    let folder = Folder::new();
    let pipe = pipe(&folder);
    let reader = reader(&pipe);
    // The reader has opened it when somebody else can, without waiting.
    let opened = async {
        let mut options = File::options();
        std::os::unix::fs::OpenOptionsExt::custom_flags(options.write(true), nix::libc::O_NONBLOCK);
        loop {
            match options.open(&pipe) {
                Ok(opened) => return opened,
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    };
    let opened = tokio::time::timeout(Duration::from_secs(30), opened).await.unwrap();
    let run = replayed_to(text(&pipe)).await;
    drop(opened);
    assert_eq!(run.ended_quietly_with(1).text(), "");
    let content = reader.join().unwrap();
    assert!(serde_json::from_slice::<actprobe::say::report::Report>(&content).is_ok());
    assert!(pipe.metadata().unwrap().file_type().is_fifo());
}

fn pipe(folder: &Folder) -> PathBuf {
    let pipe = folder.file("pipe");
    mkfifo(&pipe, Mode::from_bits_truncate(0o600)).unwrap();
    pipe
}

fn reader(pipe: &Path) -> std::thread::JoinHandle<Vec<u8>> {
    let pipe = pipe.to_owned();
    std::thread::spawn(move || std::fs::read(pipe).unwrap())
}

/// Reached through a link, so that a program that replaced it would harm nobody.
#[tokio::test]
async fn a_full_device_is_not_replaced_and_the_report_is_printed() {
    let folder = Folder::new();
    let link = folder.file("report.json");
    symlink("/dev/full", &link).unwrap();
    was_printed_instead(&replayed_to(text(&link)).await, &link);
    assert!(link.is_symlink());
}

/// No file may grow beyond a block, which is less than a report; the signal that says so is turned
/// into an error.
const FULL_DISK: &str = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";

#[tokio::test]
async fn a_disk_that_fills_up_leaves_the_old_report_as_it_was() {
    let folder = Folder::new();
    let file = folder.file("report.json");
    std::fs::write(&file, "old").unwrap();
    was_printed_instead(&finished(shell(FULL_DISK, text(&file))).await, &file);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    assert_eq!(names_in(folder.0.path()), ["report.json"]);
}

#[tokio::test]
async fn a_report_that_could_not_be_written_does_not_fill_a_terminal() {
    let folder = Folder::new();
    let file = folder.file("report.json");
    let terminal = nix::pty::openpty(None, None).unwrap();
    let mut shell = shell(FULL_DISK, text(&file));
    shell.stdout(terminal.slave);
    // `output` would take standard output for a pipe of its own.
    let child = shell.spawn().unwrap();
    drop(shell);
    let output = ended(child).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(74), "{said}");
    assert!(
        said.contains("the report is not shown on a terminal") && said.lines().count() == 1,
        "{said}"
    );
    let mut shown = Vec::new();
    // A terminal that its last user has left ends with an error (EIO).
    let _ended = File::from(terminal.master).read_to_end(&mut shown);
    assert_eq!(String::from_utf8_lossy(&shown), "");
}

#[track_caller]
fn was_printed_instead(run: &Run, file: &Path) {
    assert_eq!(run.code(), Some(74), "{}", run.stderr);
    assert!(run.stderr.contains(&format!("cannot write {}", file.display())), "{}", run.stderr);
    assert!(run.stderr.contains("the report went to standard output"), "{}", run.stderr);
    run.report();
}

#[tokio::test]
async fn a_folder_that_everybody_may_write_to_costs_one_line() {
    let folder = Folder::new();
    let shared = folder.file("shared");
    std::fs::create_dir(&shared).unwrap();
    let file = shared.join("report.json");
    for (mode, is_open) in
        [(0o700, false), (0o755, false), (0o2775, false), (0o777, true), (0o1777, true)]
    {
        std::fs::set_permissions(&shared, Permissions::from_mode(mode)).unwrap();
        let run = replayed_to(text(&file)).await;
        assert_eq!((run.code(), run.text()), (Some(1), ""), "{mode:o}: {}", run.stderr);
        assert_eq!(
            run.stderr.contains("others may write to the folder"),
            is_open,
            "{mode:o}: {}",
            run.stderr
        );
        assert_eq!(run.stderr.lines().count(), usize::from(is_open), "{}", run.stderr);
        assert!(is_whole_report(&file));
    }
}

#[tokio::test]
async fn what_another_run_works_on_is_left_to_it() {
    let network = Network::healthy().await.with_kms(peer(Does::Nothing).await).await;
    let folder = Folder::new();
    let file = folder.file("report.json");
    let child = command(network.arguments(&[
        "--timeout",
        "60s",
        "--format",
        "json",
        "--output",
        text(&file),
    ]))
    .spawn();
    let child = child.unwrap();
    let pid = Pid::from_raw(child.id().try_into().unwrap());
    let asked = async {
        while network.kms.addressed() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asked).await.unwrap();
    let begun = names_in(folder.0.path());
    assert!(
        begun.len() == 1 && begun[0].starts_with(".actprobe-"),
        "the file is made before the run: {begun:?}"
    );

    replayed_to(text(&folder.file("other.json"))).await.ended_quietly_with(1);
    assert_eq!(
        names_in(folder.0.path()),
        [begun[0].as_str(), "other.json"],
        "the first run still works on it"
    );

    kill(pid, Signal::SIGKILL).unwrap();
    ended(child).await;
    assert_eq!(
        names_in(folder.0.path()),
        [begun[0].as_str(), "other.json"],
        "whoever is killed cleans nothing"
    );

    replayed_to(text(&file)).await.ended_quietly_with(1);
    assert_eq!(names_in(folder.0.path()), ["other.json", "report.json"]);
}

#[tokio::test]
async fn a_link_that_is_named_like_a_leftover_stays() {
    let folder = Folder::new();
    let (link, kept) = (folder.file(".actprobe-0123456789abcdef.tmp"), folder.file("kept"));
    std::fs::write(&kept, "kept").unwrap();
    symlink(&kept, &link).unwrap();
    replayed_to(text(&folder.file("report.json"))).await.ended_quietly_with(1);
    assert!(link.is_symlink());
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "kept");
}
