//! Servers as child processes: started, awaited, and ended by their id.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs::{self, File},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long any of the servers may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(10);

/// A running server; it ends with this value.
pub struct Server {
    name: String,
    child: Child,
    folder: PathBuf,
}

impl Server {
    /// Starts `command`, whose files are in `folder`, and waits until `ready`.
    pub fn start(name: &str, folder: &Path, command: &mut Command, mut ready: impl FnMut() -> bool) -> Self {
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
            assert!(Instant::now() < deadline, "{} is not ready in {START_LIMIT:?}\n{}", self.name, self.logs());
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

/// For a server's `ready`: does something take connections there?
pub fn listens(at: impl Into<SocketAddr>) -> impl FnMut() -> bool {
    let at = at.into();
    move || TcpStream::connect_timeout(&at, Duration::from_millis(200)).is_ok()
}

/// Runs a tool to its end and returns its standard output.
///
/// # Panics
/// When it fails.
pub fn output_of(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stdout = String::from_utf8_lossy(&stdout).into_owned();
    assert!(status.success(), "{command:?}: {status}\n{stdout}{}", String::from_utf8_lossy(&stderr));
    stdout
}
