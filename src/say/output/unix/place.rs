//! The folder and the name that a path means. Links are followed one by one, and none that a
//! stranger could turn elsewhere; every folder on the way is held open, so that nobody can put
//! another in its place.

use std::ffi::{OsStr, OsString};
use std::os::fd::{OwnedFd, RawFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, OFlags, Stat, fstat, openat, readlinkat};
use rustix::io::Errno;
use rustix::process::geteuid;

use crate::say::output::obstacle::Obstacle;

/// What a path means.
pub(super) enum Place {
    /// A descriptor by its number, by whatever name of the system's.
    Descriptor(RawFd),
    /// A name in a folder.
    Entry(Entry),
}

/// A name in a folder, which was no link when it was looked at.
pub(super) struct Entry {
    pub(super) folder: OwnedFd,
    pub(super) name: OsString,
    /// What stands there; absent: nothing.
    pub(super) found: Option<Stat>,
}

/// As many as Linux itself follows (`path_resolution(7)`).
const MOST_LINKS: u32 = 40;
const ROOT: u32 = 0;

/// Whether what belongs to this user is as good as the own.
pub(super) fn is_trusted(owner: u32) -> bool {
    owner == ROOT || owner == geteuid().as_raw()
}

/// Goes the way of the path.
pub(super) fn resolve(path: &Path) -> Result<Place, Obstacle> {
    let mut walk = Walk {
        folder: open_folder(CWD, OsStr::new("."))?,
        ahead: Vec::new(),
        behind: PathBuf::new(),
        links: 0,
    };
    if let Some(place) = walk.turn_to(path)? {
        return Ok(place);
    }
    loop {
        if let Some(place) = walk.step()? {
            return Ok(place);
        }
    }
}

struct Walk {
    /// Where the walk stands.
    folder: OwnedFd,
    /// The names still to come, the next one last.
    ahead: Vec<OsString>,
    /// The way so far, for people.
    behind: PathBuf,
    links: u32,
}

impl Walk {
    /// Goes on by this path instead of what its last name stood for.
    fn turn_to(&mut self, path: &Path) -> Result<Option<Place>, Obstacle> {
        if self.ahead.is_empty() && means_a_folder(path) {
            return Err(Obstacle::Folder);
        }
        let names = path.components().filter(|name| *name != Component::CurDir);
        self.ahead.extend(names.map(|name| name.as_os_str().to_owned()).rev());
        let whole: PathBuf = self.ahead.iter().rev().collect();
        Ok(descriptor(&whole).map(Place::Descriptor))
    }

    fn step(&mut self) -> Result<Option<Place>, Obstacle> {
        let Some(name) = self.ahead.pop() else { return Err(Obstacle::Folder) };
        let is_last = self.ahead.is_empty();
        if !is_last || name == "/" || name == ".." {
            match open_folder(&self.folder, &name) {
                Ok(folder) => {
                    self.folder = folder;
                    self.behind.push(&name);
                    return Ok(None);
                }
                // A link, or what no way leads through.
                Err(Errno::NOTDIR | Errno::LOOP) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let entry = match openat(
            &self.folder,
            &name,
            OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC,
            Mode::empty(),
        ) {
            Ok(entry) => entry,
            Err(Errno::NOENT) if is_last => return self.arrive(name, None),
            Err(error) => return Err(error.into()),
        };
        let found = fstat(&entry)?;
        match FileType::from_raw_mode(found.st_mode) {
            FileType::Symlink => self.follow(&entry, &name, found.st_uid),
            _ if is_last => self.arrive(name, Some(found)),
            _ => Err(Errno::NOTDIR.into()),
        }
    }

    fn follow(
        &mut self,
        link: &OwnedFd,
        name: &OsStr,
        owner: u32,
    ) -> Result<Option<Place>, Obstacle> {
        if !is_trusted(owner) {
            let owner = format!("uid {owner}");
            return Err(Obstacle::ForeignLink { link: self.behind.join(name), owner });
        }
        self.links += 1;
        if self.links > MOST_LINKS {
            return Err(Errno::LOOP.into());
        }
        let target = readlinkat(link, c"", Vec::new())?.into_bytes();
        self.turn_to(Path::new(&OsString::from_vec(target)))
    }

    fn arrive(&mut self, name: OsString, found: Option<Stat>) -> Result<Option<Place>, Obstacle> {
        // The same folder once more: the walk ends here, and the entry outlives it.
        let folder = self.folder.try_clone()?;
        Ok(Some(Place::Entry(Entry { folder, name, found })))
    }
}

fn means_a_folder(path: &Path) -> bool {
    let bytes = path.as_os_str().as_bytes();
    bytes.ends_with(b"/") || bytes.ends_with(b"/.") || bytes == b"."
}

/// A folder to go through: it need not be readable. A link is none.
fn open_folder(at: impl std::os::fd::AsFd, name: &OsStr) -> Result<OwnedFd, Errno> {
    openat(
        at,
        name,
        OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC,
        Mode::empty(),
    )
}

/// The number of the descriptor that a path names (`proc_pid_fd(5)`).
fn descriptor(path: &Path) -> Option<RawFd> {
    let by_name = [("/dev/stdin", 0), ("/dev/stdout", 1), ("/dev/stderr", 2)];
    if let Some((_, number)) = by_name.into_iter().find(|(name, _)| path == Path::new(name)) {
        return Some(number);
    }
    let (folder, name) = (path.parent()?, path.file_name()?.to_str()?);
    let of_this_process = format!("/proc/{}/fd", std::process::id());
    let folders = ["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd", &of_this_process];
    let is_number = name.bytes().all(|digit| digit.is_ascii_digit());
    folders
        .iter()
        .any(|own| folder == Path::new(own))
        .then(|| name.parse().ok().filter(|_| is_number))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_known_by_all_their_names() {
        let own = format!("/proc/{}/fd/7", std::process::id());
        for (path, number) in [
            ("/dev/stdout", Some(1)),
            ("/dev/./stdout", Some(1)),
            ("//dev/fd/63", Some(63)),
            ("/proc/self/fd/2", Some(2)),
            (&own, Some(7)),
            ("/dev/fd/-1", None),
            ("/dev/fd/+1", None),
            ("/dev/fd/99999999999", None),
            ("/dev/fd", None),
            ("dev/fd/1", None),
            ("/tmp/fd/1", None),
        ] {
            assert_eq!(descriptor(Path::new(path)), number, "{path}");
        }
    }
}
