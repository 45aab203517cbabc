//! What a path means on Windows, and how a report gets there.

mod fresh;
mod links;
mod security;

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::{self, IsTerminal};
use std::os::windows::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf, Prefix, absolute};

use super::Sink;
use super::obstacle::Obstacle;
pub(super) use fresh::FreshFile;

/// Opens what the path means. A device is known by its name, for some act on being opened; the
/// system itself says which names are reserved: `NUL` in any folder, and `NUL.txt` too before
/// Windows 11.
pub(super) fn open(path: &Path) -> Result<Sink, Obstacle> {
    if path.as_os_str().to_string_lossy().ends_with(['\\', '/']) {
        return Err(Obstacle::Folder);
    }
    let whole = absolute(path)?;
    if let Some(device) = device(&whole) {
        return open_device(&device);
    }
    let file = links::followed(whole)?;
    if device(&file).is_some() {
        return Err(Obstacle::Device);
    }
    match fs::symlink_metadata(&file) {
        Ok(found) if found.is_dir() => Err(Obstacle::Folder),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        found => Ok(Sink::Fresh(FreshFile::reserve(named(file)?, found.ok().as_ref())?)),
    }
}

/// The device that a whole path names, if it is one: `\\.\NUL`, a named pipe, or what only drivers
/// know.
fn device(path: &Path) -> Option<String> {
    let Some(Component::Prefix(prefix)) = path.components().next() else { return None };
    let is_console = path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(CONSOLE));
    let text = |name: &OsStr| name.to_string_lossy().into_owned();
    match prefix.kind() {
        _ if is_console => Some(CONSOLE.to_owned()),
        // A volume that has no letter.
        Prefix::Verbatim(name) if text(name).starts_with("Volume{") => None,
        Prefix::DeviceNS(name) | Prefix::Verbatim(name) => Some(text(name)),
        Prefix::UNC(_, share) | Prefix::VerbatimUNC(_, share)
            if share.eq_ignore_ascii_case("pipe") =>
        {
            Some(text(share))
        }
        Prefix::UNC(..) | Prefix::VerbatimUNC(..) | Prefix::Disk(_) | Prefix::VerbatimDisk(_) => {
            None
        }
    }
}

const CONSOLE: &str = "CONOUT$";

fn open_device(name: &str) -> Result<Sink, Obstacle> {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let is_console = is("CON") || is(CONSOLE);
    match is_console {
        // The library writes letters to a console, where bytes would be taken for those of its code
        // page.
        true if io::stdout().is_terminal() => Ok(Sink::StandardOutput),
        true => Ok(Sink::Stream(OpenOptions::new().write(true).open(CONSOLE)?)),
        false if is("NUL") => Ok(Sink::Stream(OpenOptions::new().write(true).open(r"\\.\NUL")?)),
        false => Err(Obstacle::Device),
    }
}

/// The longest name of a file, in UTF-16 units (Microsoft Learn, "Naming Files, Paths, and
/// Namespaces").
const LONGEST_NAME: usize = 255;

/// A colon would make it a stream behind a file, which cannot be replaced.
fn named(file: PathBuf) -> Result<PathBuf, Obstacle> {
    let Some(name) = file.file_name() else { return Err(Obstacle::Folder) };
    if name.to_string_lossy().contains(':') || name.encode_wide().count() > LONGEST_NAME {
        return Err(io::Error::from(io::ErrorKind::InvalidFilename).into());
    }
    Ok(file)
}
