//! Where the report goes: standard output, or a file that is written whole or not at all.

use std::fmt;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use actprobe::cli::{Format, OutputArgs};
use actprobe::diff::Diff;
use actprobe::lang::Speech;
use actprobe::report::text::Style;
use actprobe::report::{Report, json, text};

use crate::surroundings;

/// The report could not be written.
#[derive(Debug)]
pub enum WriteError {
    /// Not to the file; it was printed instead, so that nothing is lost.
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Not to standard output.
    Stdout(io::Error),
    /// Not as JSON.
    Json(serde_json::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, error } => write!(f, "cannot write {}: {error}", file.display()),
            Self::Stdout(error) => write!(f, "cannot write the report: {error}"),
            Self::Json(error) => write!(f, "cannot write the report as JSON: {error}"),
        }
    }
}

impl std::error::Error for WriteError {}

/// The report in the wanted format.
pub fn render(report: &Report, output: &OutputArgs, speech: &Speech) -> Result<String, WriteError> {
    match output.format {
        Format::Text => Ok(text::render(report, speech, style(output))),
        Format::Json => json::render(report).map_err(WriteError::Json),
    }
}

/// The comparison in the wanted format.
pub fn render_diff(diff: &Diff, output: &OutputArgs, speech: &Speech) -> Result<String, WriteError> {
    match output.format {
        Format::Text => Ok(text::diff::render(diff, speech, style(output))),
        Format::Json => json::render(diff).map_err(WriteError::Json),
    }
}

fn style(output: &OutputArgs) -> Style {
    let to_terminal = output.output.is_none() && io::stdout().is_terminal();
    Style { ascii: output.ascii || surroundings::wants_ascii(to_terminal), color: output.output.is_none() }
}

/// Writes to `file`, or to standard output.
pub fn write(text: &str, file: Option<&Path>) -> Result<(), WriteError> {
    let Some(file) = file else { return print(text) };
    replace(file, text).or_else(|error| {
        print(text)?;
        Err(WriteError::File { file: file.to_owned(), error })
    })
}

/// Colours are dropped where standard output shows none. Whoever closes the pipe has read enough.
fn print(text: &str) -> Result<(), WriteError> {
    let mut stdout = anstream::AutoStream::auto(io::stdout());
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(WriteError::Stdout(error)),
        _ => Ok(()),
    }
}

/// Writes the whole text in the place of what was there. A device or a pipe is written to, not replaced.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    match fs::metadata(file) {
        Ok(old) if old.is_file() => replace_whole(&fs::canonicalize(file)?, text, Some(old.permissions())),
        Ok(old) if old.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(_) => OpenOptions::new().write(true).open(file)?.write_all(text.as_bytes()),
        Err(_) => replace_whole(file, text, None),
    }
}

/// The old file stays as it was until the new one is complete on the disk; then its permissions pass on.
fn replace_whole(file: &Path, text: &str, permissions: Option<Permissions>) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut whole = named_like_any_file(folder)?;
    whole.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        whole.as_file().set_permissions(permissions)?;
    }
    whole.as_file().sync_all()?;
    whole.persist(file).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(unix)]
fn named_like_any_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // A report is no secret: the user's umask decides, as for any file.
    tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn named_like_any_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}
