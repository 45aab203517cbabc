//! What the program is started in: environment, terminal, signals, files. Read here and handed
//! down.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use actprobe::say::report::text::PageSize;

pub mod file_names;
pub mod patience;
mod secret;
mod site_folder;
// Tests start by the harness's own `main`, which binds nothing; they leave the import table alone.
#[cfg(all(windows, not(test)))]
pub mod system_libraries;

pub use secret::read_secret;
pub use site_folder::read_in_folder;

/// The largest file that is read; a long report has some hundred kilobytes.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Where Windows keeps its own commands; none on other systems.
#[cfg(windows)]
pub fn system_folder() -> Option<PathBuf> {
    actprobe_probes::net::hosts::system_directory()
}

/// There is none.
#[cfg(not(windows))]
pub fn system_folder() -> Option<PathBuf> {
    None
}

/// The environment variables that name a proxy, as they are set.
pub fn proxy_variables() -> Vec<(String, String)> {
    const NAMES: [&str; 8] = [
        "https_proxy",
        "HTTPS_PROXY",
        "http_proxy",
        "HTTP_PROXY",
        "all_proxy",
        "ALL_PROXY",
        "no_proxy",
        "NO_PROXY",
    ];
    NAMES.iter().filter_map(|name| Some(((*name).to_owned(), variable(name)?))).collect()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether only ASCII marks can be trusted to show. What no terminal shows is read elsewhere: it
/// depends on nobody's locale.
pub fn wants_ascii(to_terminal: bool) -> bool {
    if cfg!(windows) {
        // The console before Windows Terminal has no such glyphs, and PowerShell reads a pipe in
        // the OEM code page.
        !to_terminal || variable("WT_SESSION").is_none()
    } else {
        to_terminal && !speaks_utf_8()
    }
}

fn speaks_utf_8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// Whether standard output is a terminal.
pub fn someone_reads() -> bool {
    io::stdout().is_terminal()
}

/// Whether colours show on standard output, as far as terminal and environment tell.
pub fn shows_colors() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// Whether half blocks show on a terminal: the code pages of a Windows console of any age have
/// them, unlike the marks of a report.
pub fn shows_half_blocks() -> bool {
    cfg!(windows) || !wants_ascii(true)
}

/// The page of the terminal, where there is one.
pub fn page(to_terminal: bool) -> Option<PageSize> {
    let (width, height) = terminal_size::terminal_size().filter(|_| to_terminal)?;
    Some(PageSize { columns: width.0.into(), rows: height.0.into() })
}

/// Whether somebody watches standard error.
pub fn someone_watches() -> bool {
    io::stderr().is_terminal()
}

/// What an honest secret has room in. It also goes past the buffer that the library keeps for
/// standard input.
const SMALL_FILE: usize = 64 * 1024;

/// Reads a file, or standard input for `-`. A small one stays where it is read to: it may be a
/// password, which whoever asked for it overwrites there.
pub fn read_file(file: &Path) -> io::Result<Vec<u8>> {
    if file == Path::new("-") { whole(io::stdin()) } else { whole(File::open(file)?) }
}

/// What is in it, unless that is too much.
fn whole(source: impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::with_capacity(SMALL_FILE);
    source.take(LARGEST_FILE + 1).read_to_end(&mut content)?;
    if content.len() as u64 > LARGEST_FILE {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("larger than {LARGEST_FILE} bytes"),
        ));
    }
    Ok(content)
}

/// Ctrl-C and requests to terminate, heard from the moment this is made: none is lost between two
/// things to do.
pub struct StopSignals {
    #[cfg(unix)]
    heard: [Option<tokio::signal::unix::Signal>; 2],
    #[cfg(not(unix))]
    heard: [Option<tokio::signal::windows::CtrlC>; 1],
}

impl StopSignals {
    /// From now on these signals do not end the program by themselves. One that cannot be listened
    /// to never comes.
    pub fn listen() -> Self {
        Self { heard: listeners() }
    }

    /// Ends at the next one.
    pub async fn next(&mut self) {
        let mut all = self.heard.iter_mut().flatten();
        match (all.next(), all.next()) {
            (Some(one), Some(other)) => tokio::select! {
                _ = one.recv() => {}
                _ = other.recv() => {}
            },
            (Some(one), None) => drop(one.recv().await),
            (None, _) => std::future::pending().await,
        }
    }
}

#[cfg(unix)]
fn listeners() -> [Option<tokio::signal::unix::Signal>; 2] {
    use tokio::signal::unix::{SignalKind, signal};
    [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok())
}

#[cfg(not(unix))]
fn listeners() -> [Option<tokio::signal::windows::CtrlC>; 1] {
    [tokio::signal::windows::ctrl_c().ok()]
}
