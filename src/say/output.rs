//! Where the report goes: standard output, what is written to as it comes, or a file that is
//! written whole. It is opened before anything is asked, so that what cannot be written is known by
//! then.

mod obstacle;
mod temporary;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use obstacle::Obstacle;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// The report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Nothing was asked: it never could be.
    #[error("cannot write {}: {obstacle}", .file.display())]
    Never {
        /// Which file.
        file: PathBuf,
        /// Why.
        obstacle: Obstacle,
    },
    /// Not to the file after all.
    #[error("cannot write {}: {error}; the report {}", .file.display(), whereabouts(*.printed))]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
        /// Whether it was printed instead, so that nothing is lost.
        printed: bool,
    },
    /// Not to standard output.
    #[error("cannot write the report: {0}")]
    Stdout(io::Error),
}

/// Where the report is then.
fn whereabouts(printed: bool) -> &'static str {
    if printed { "went to standard output" } else { "is not shown on a terminal" }
}

/// What `--output` names, opened. What was begun and is not written leaves nothing behind.
pub struct Destination {
    /// As the user wrote it.
    file: PathBuf,
    sink: Sink,
}

enum Sink {
    StandardOutput,
    /// A pipe, a terminal, `/dev/null`: written to, never replaced.
    Stream(File),
    /// A file that takes the place of what stands at its name once it is whole.
    Fresh(system::FreshFile),
}

impl Destination {
    /// Standard output.
    pub fn standard_output() -> Self {
        Self { file: PathBuf::new(), sink: Sink::StandardOutput }
    }

    /// Opens `file`, or standard output.
    pub fn open(file: Option<&Path>) -> Result<Self, WriteError> {
        let Some(file) = file else { return Ok(Self::standard_output()) };
        match system::open(file) {
            Ok(sink) => Ok(Self { file: file.to_owned(), sink }),
            Err(obstacle) => Err(WriteError::Never { file: file.to_owned(), obstacle }),
        }
    }

    /// What the user has to know of the place, in one line.
    pub fn warning(&self) -> Option<String> {
        let is_open = matches!(&self.sink, Sink::Fresh(fresh) if fresh.is_in_a_folder_of_all());
        is_open.then(|| {
            format!(
                "others may write to the folder of {}, and lay a file of theirs there",
                self.file.display()
            )
        })
    }

    /// Whether nobody's reading is waited for.
    pub fn is_file(&self) -> bool {
        matches!(self.sink, Sink::Fresh(_))
    }

    /// Writes the whole report.
    pub fn write(self, text: &str) -> Result<(), WriteError> {
        let written = match self.sink {
            Sink::StandardOutput => return print(text),
            Sink::Stream(mut stream) => read_enough(stream.write_all(text.as_bytes())),
            Sink::Fresh(fresh) => fresh.write_whole(text),
        };
        let file = self.file;
        written.map_err(|error| WriteError::File { file, error, printed: print_instead(text) })
    }
}

/// Colours are dropped where standard output shows none.
fn print(text: &str) -> Result<(), WriteError> {
    let mut stdout = anstream::AutoStream::auto(io::stdout());
    let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    read_enough(written).map_err(WriteError::Stdout)
}

/// A report that was to go to a file is made for programs, and long: no terminal is filled with it.
fn print_instead(text: &str) -> bool {
    !io::stdout().is_terminal() && print(text).is_ok()
}

/// Whoever closes the pipe has read enough.
fn read_enough(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
