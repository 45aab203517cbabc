//! Servers as child processes: started, awaited, and ended by their id.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs::{self, File},
    io::{Read, Seek},
    net::{SocketAddr, TcpStream},
    os::unix::{fs::FileExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long any of the servers may take until it answers.
const START_LIMIT: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(10);

/// A running server; it ends with this value.
pub struct Server {
    name: String,
    child: Child,
    folder: PathBuf,
}

impl Server {
    /// Starts `command`, whose files are in `folder`, and waits until `ready`.
    pub fn start(
        name: &str,
        folder: &Path,
        command: &mut Command,
        mut ready: impl FnMut() -> bool,
    ) -> Self {
        let log = File::create(folder.join("output.log")).expect("a log file");
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let mut server = Self { name: name.to_owned(), child, folder: folder.to_owned() };
        server.wait_until(&mut ready);
        server
    }

    fn wait_until(&mut self, ready: &mut impl FnMut() -> bool) {
        let deadline = Instant::now() + START_LIMIT;
        while !ready() {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                panic!("{} ended at once, {status}\n{}", self.name, self.logs());
            }
            assert!(
                Instant::now() < deadline,
                "{} is not ready in {START_LIMIT:?}\n{}",
                self.name,
                self.logs()
            );
            thread::sleep(POLL);
        }
    }

    /// All log files of the server, for a failure's message.
    fn logs(&self) -> String {
        let mut text = String::new();
        for file in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = file.path();
            if path.extension() == Some(OsStr::new("log")) {
                let log = fs::read_to_string(&path).unwrap_or_default();
                let _ = writeln!(text, "--- {}\n{log}", path.display());
            }
        }
        text
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing here has state worth saving, so nobody is asked politely.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("{}", self.logs());
        }
    }
}

/// Starts a program that stays for as long as this one, and waits until it says
/// `word`.
pub fn stay_until_told(command: &mut Command, word: &str) {
    let stdout = scratch_file();
    let child = command
        .stdin(Stdio::piped())
        .stdout(stdout.try_clone().expect("a second handle"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    // It waits for a line of its input, which is open until this process ends.
    std::mem::forget(child);
    let deadline = Instant::now() + START_LIMIT;
    while !beginning(&stdout).contains(word) {
        assert!(Instant::now() < deadline, "{command:?} does not say {word:?}");
        thread::sleep(POLL);
    }
}

/// Read at its place: where the other process writes, it shares this file's offset.
fn beginning(file: &File) -> String {
    let mut bytes = [0; 1024];
    let length = file.read_at(&mut bytes, 0).expect("a temporary file");
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

/// For a server's `ready`: does something take connections there?
pub fn listens(at: impl Into<SocketAddr>) -> impl FnMut() -> bool {
    let at = at.into();
    move || TcpStream::connect_timeout(&at, Duration::from_millis(200)).is_ok()
}

/// How a tool ended.
#[derive(Debug)]
pub struct Ended {
    /// As the shell counts: 128 and the number of the signal that killed it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    pub fn all_output(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Runs a tool to its end.
///
/// Its output goes to files: a pipe would stay open as long as any background
/// process that the tool left behind, as Wine does.
pub fn run(command: &mut Command) -> Ended {
    let (mut stdout, mut stderr) = (scratch_file(), scratch_file());
    let status = command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone().expect("a second handle"))
        .stderr(stderr.try_clone().expect("a second handle"))
        .status()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let code = status.code().or(status.signal().map(|signal| 128 + signal)).expect("one of both");
    Ended { code, stdout: written(&mut stdout), stderr: written(&mut stderr) }
}

/// The standard output of a tool that must succeed.
pub fn output_of(command: &mut Command) -> String {
    let ended = run(command);
    assert_eq!(ended.code, 0, "{command:?}\n{}", ended.all_output());
    ended.stdout
}

fn scratch_file() -> File {
    tempfile::tempfile().expect("a temporary file")
}

fn written(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("a file of ours");
    String::from_utf8_lossy(&bytes).into_owned()
}
