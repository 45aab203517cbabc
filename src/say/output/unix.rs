//! What a path means on Unix, and how a report gets there.

mod fresh;
mod place;

use std::fs::File;
use std::os::fd::{BorrowedFd, RawFd};
use std::path::Path;

use rustix::fs::{
    FileType, Mode, OFlags, Stat, fcntl_getfl, fcntl_setfl, fstat, major, minor, openat,
};
use rustix::io::{Errno, FdFlags, fcntl_dupfd_cloexec, fcntl_getfd};

use super::Sink;
use super::obstacle::Obstacle;
pub(super) use fresh::FreshFile;
use place::{Entry, Place, is_trusted, resolve};

/// Opens what the path means. What is no file is looked at before it is opened: some devices act on
/// being opened.
pub(super) fn open(path: &Path) -> Result<Sink, Obstacle> {
    let entry = match resolve(path)? {
        Place::Descriptor(STDOUT) => return Ok(Sink::StandardOutput),
        Place::Descriptor(number) => return Ok(Sink::Stream(handed_over(number)?)),
        Place::Entry(entry) => entry,
    };
    match entry.found.map(|found| (FileType::from_raw_mode(found.st_mode), found)) {
        None | Some((FileType::RegularFile, _)) => Ok(Sink::Fresh(FreshFile::reserve(entry)?)),
        Some((FileType::Fifo, pipe)) => Ok(Sink::Stream(open_pipe(&entry, &pipe)?)),
        Some((FileType::CharacterDevice, device)) if is_open_to_reports(&device) => {
            Ok(Sink::Stream(open_as_it_is(&entry, &device)?))
        }
        Some((FileType::Directory, _)) => Err(Obstacle::Folder),
        Some((FileType::Socket, _)) => Err(Obstacle::Socket),
        Some(_) => Err(Obstacle::Device),
    }
}

const STDOUT: RawFd = 1;

/// What the shell opened is written where the shell stands in it: a file behind it is neither
/// replaced nor begun anew.
#[expect(
    unsafe_code,
    reason = "the system is asked about a number, which names something open or nothing"
)]
fn handed_over(number: RawFd) -> Result<File, Obstacle> {
    // SAFETY: the number is not negative. It is looked at and duplicated, and an error where
    // nothing is open.
    let descriptor = unsafe { BorrowedFd::borrow_raw(number) };
    // Whatever the program itself has open is closed on exec; nothing that was handed to it is.
    let is_own = fcntl_getfd(descriptor).map_or(true, |flags| flags.contains(FdFlags::CLOEXEC));
    if is_own {
        return Err(Obstacle::NotHandedOver);
    }
    let flags = fcntl_getfl(descriptor)?;
    if flags.contains(OFlags::PATH) || flags & OFlags::RWMODE == OFlags::RDONLY {
        return Err(Obstacle::ForReading);
    }
    Ok(fcntl_dupfd_cloexec(descriptor, 0)?.into())
}

/// The memory devices null, zero and full, and the own terminal
/// (Documentation/admin-guide/devices.txt of Linux).
fn is_open_to_reports(device: &Stat) -> bool {
    matches!((major(device.st_rdev), minor(device.st_rdev)), (1, 3 | 5 | 7) | (5, 0))
}

fn open_pipe(entry: &Entry, pipe: &Stat) -> Result<File, Obstacle> {
    if !is_trusted(pipe.st_uid) {
        return Err(Obstacle::ForeignPipe);
    }
    match open_as_it_is(entry, pipe) {
        Err(Obstacle::System(error))
            if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) =>
        {
            Err(Obstacle::NobodyReads)
        }
        opened => opened,
    }
}

/// Opens what was looked at, and nothing that took its place meanwhile. Opening does not wait;
/// writing does.
fn open_as_it_is(entry: &Entry, seen: &Stat) -> Result<File, Obstacle> {
    let flags =
        OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC;
    let opened = openat(&entry.folder, &entry.name, flags, Mode::empty())?;
    let found = fstat(&opened)?;
    if (found.st_dev, found.st_ino) != (seen.st_dev, seen.st_ino) {
        return Err(Obstacle::Fixed);
    }
    fcntl_setfl(&opened, fcntl_getfl(&opened)? - OFlags::NONBLOCK)?;
    Ok(opened.into())
}
