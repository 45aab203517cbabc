//! What the program is started in: environment, terminal, signals, files. Read here and handed down.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

/// The largest file that is read; a long report has some hundred kilobytes.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// The environment variables that name a proxy, as they are set.
pub fn proxy_variables() -> Vec<(String, String)> {
    const NAMES: [&str; 8] =
        ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"];
    NAMES.iter().filter_map(|name| Some(((*name).to_owned(), variable(name)?))).collect()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether only ASCII marks can be trusted to show.
pub fn wants_ascii(to_terminal: bool) -> bool {
    if cfg!(windows) {
        // The console before Windows Terminal has no such glyphs, and PowerShell reads a pipe in the OEM code page.
        !to_terminal || variable("WT_SESSION").is_none()
    } else {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default();
        let locale = locale.to_ascii_lowercase();
        !(locale.contains("utf-8") || locale.contains("utf8"))
    }
}

/// Whether somebody watches standard error.
pub fn someone_watches() -> bool {
    io::stderr().is_terminal()
}

/// Reads a file, or standard input for `-`.
pub fn read_file(file: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let source: Box<dyn Read> =
        if file == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(file)?) };
    source.take(LARGEST_FILE + 1).read_to_end(&mut content)?;
    if content.len() as u64 > LARGEST_FILE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("larger than {LARGEST_FILE} bytes")));
    }
    Ok(content)
}

/// Ends at the first Ctrl-C, or termination request.
#[cfg(unix)]
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = ctrl_c() => {}
        _ = terminated => {}
    }
}

/// Ends at the first Ctrl-C.
#[cfg(not(unix))]
pub async fn stop_signal() {
    ctrl_c().await;
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // No signal can come: nothing will stop the run but its limits.
        std::future::pending::<()>().await;
    }
}
