//! A file that is made before the run, and takes the place of what stands at its name once it is
//! whole. Nothing of that passes on: neither mode nor owner, access list or further names.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;

use rustix::fs::{
    AtFlags, Dir, FileType, FlockOperation, Mode, OFlags, Stat, StatxAttributes, StatxFlags, flock,
    fstat, openat, renameat, statat, statx, unlinkat,
};
use rustix::io::Errno;
use rustix::process::geteuid;

use super::place::Entry;
use crate::say::output::obstacle::Obstacle;
use crate::say::output::temporary;

/// It is locked while it is being made, so that another run does not take it for a leftover.
pub(in crate::say::output) struct FreshFile {
    folder: OwnedFd,
    name: OsString,
    temporary: String,
    file: File,
    folder_mode: Mode,
}

impl FreshFile {
    /// Makes the file, and clears away what killed runs have left beside it.
    pub(super) fn reserve(entry: Entry) -> Result<Self, Obstacle> {
        let Entry { folder, name, found } = entry;
        let around = fstat(&folder)?;
        if found.is_some_and(|found| is_fixed(&folder, &name, &found, &around)) {
            return Err(Obstacle::Fixed);
        }
        let (temporary, file) = create(&folder)?;
        let fresh = Self {
            folder,
            name,
            temporary,
            file,
            folder_mode: Mode::from_raw_mode(around.st_mode),
        };
        // A file system without owners gives every file the same one, which need not be this user.
        fresh.remove_leftovers(fstat(&fresh.file)?.st_uid);
        Ok(fresh)
    }

    /// Whether every user may make files in the folder, and so one of this name once this one is
    /// gone. A group, or an owner, was chosen by somebody.
    pub(in crate::say::output) fn is_in_a_folder_of_all(&self) -> bool {
        self.folder_mode.contains(Mode::WOTH)
    }

    /// Writes it to the disk, and gives it its name.
    pub(in crate::say::output) fn write_whole(mut self, text: &str) -> io::Result<()> {
        self.file.write_all(text.as_bytes())?;
        self.file.sync_all()?;
        // What is gone from its temporary name is not removed by it.
        Ok(renameat(&self.folder, &self.temporary, &self.folder, &self.name)?)
    }

    fn remove_leftovers(&self, owner: u32) {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        // A folder that may be written to, but not read, keeps its leftovers.
        let Ok(listing) = openat(&self.folder, ".", flags, Mode::empty()).and_then(Dir::new) else {
            return;
        };
        for entry in listing.take(temporary::MOST_ENTRIES).flatten() {
            // One that is in use, or somebody else's, stays.
            let name = entry.file_name().to_str().unwrap_or_default();
            if temporary::is_one(name) && name != self.temporary {
                let _kept = remove_leftover(&self.folder, name, owner);
            }
        }
    }
}

impl Drop for FreshFile {
    fn drop(&mut self) {
        let _gone = unlinkat(&self.folder, &self.temporary, AtFlags::empty());
    }
}

/// Whether renaming over the file is bound to fail: it is a mount of its own, as containers get
/// single files; it may not be changed (`chattr`); or it is somebody else's where everybody may
/// remove only what is their own (unlink(2), `EPERM`).
fn is_fixed(folder: &OwnedFd, name: &OsString, found: &Stat, around: &Stat) -> bool {
    let fixed = StatxAttributes::IMMUTABLE | StatxAttributes::APPEND | StatxAttributes::MOUNT_ROOT;
    let attributes = statx(folder, name, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty());
    let is_marked = attributes.is_ok_and(|marks| marks.stx_attributes.intersects(fixed));
    let user = geteuid();
    let is_sticky = Mode::from_raw_mode(around.st_mode).contains(Mode::SVTX);
    let may_remove = user.is_root() || [found.st_uid, around.st_uid].contains(&user.as_raw());
    is_marked || is_sticky && !may_remove
}

/// Nobody else may read a report. A mode that the file system does not have is not missed.
fn create(folder: &OwnedFd) -> Result<(String, File), Errno> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    for _ in 0..temporary::ATTEMPTS {
        let name = temporary::name();
        match openat(folder, &name, flags, Mode::RUSR | Mode::WUSR) {
            Ok(file) if is_held(folder, &name, &file) => return Ok((name, file.into())),
            // Another run took it for a leftover before it was locked.
            Ok(_) | Err(Errno::EXIST) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Errno::EXIST)
}

/// Locks the new file. Whoever removes one holds its lock, so that what is locked and still there
/// stays there.
fn is_held(folder: &OwnedFd, name: &str, file: &OwnedFd) -> bool {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => false,
        // Where nothing can be locked nobody removes anything.
        Err(_) => true,
        Ok(()) => statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).is_ok(),
    }
}

fn remove_leftover(folder: &OwnedFd, name: &str, owner: u32) -> Result<(), Errno> {
    let flags =
        OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let found = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
    if FileType::from_raw_mode(found.st_mode) != FileType::RegularFile || found.st_uid != owner {
        return Ok(());
    }
    let file = openat(folder, name, flags, Mode::empty())?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)?;
    unlinkat(folder, name, AtFlags::empty())
}
