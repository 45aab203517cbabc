//! A file that is made before the run, and takes the place of what stands at its name once it is
//! whole. Its list of access is the one that the folder hands down; nothing of the old file's
//! passes on.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::mem::offset_of;
use std::os::windows::ffi::OsStrExt;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsRawHandle;
use std::path::{Path, PathBuf};
use std::ptr::{copy_nonoverlapping, null_mut};
use std::thread::sleep;
use std::time::Duration;

use windows_sys::Win32::Foundation::{ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, GENERIC_WRITE};
use windows_sys::Win32::Storage::FileSystem::{
    DELETE, FILE_FLAG_OPEN_REPARSE_POINT, FILE_RENAME_INFO, FileRenameInfo,
    SECURITY_IDENTIFICATION, SetFileInformationByHandle,
};

use super::security;
use crate::say::output::obstacle::Obstacle;
use crate::say::output::temporary;

/// Nobody else can open it while it is being made: another run that takes it for a leftover cannot
/// remove it.
pub(in crate::say::output) struct FreshFile {
    /// Absent once it is closed.
    file: Option<File>,
    temporary: PathBuf,
    target: PathBuf,
    is_in_a_folder_of_all: bool,
}

impl FreshFile {
    /// Makes the file, and clears away what killed runs have left beside it.
    pub(super) fn reserve(target: PathBuf, found: Option<&Metadata>) -> Result<Self, Obstacle> {
        if found.is_some_and(|found| is_fixed(&target, found)) {
            return Err(Obstacle::Fixed);
        }
        let folder = target.parent().unwrap_or(&target);
        let (temporary, file) = create(folder)?;
        remove_leftovers(folder);
        let is_in_a_folder_of_all = security::is_open_to_many(folder);
        Ok(Self { file: Some(file), temporary, target, is_in_a_folder_of_all })
    }

    /// Whether a large group may make files in the folder, or remove them.
    pub(in crate::say::output) fn is_in_a_folder_of_all(&self) -> bool {
        self.is_in_a_folder_of_all
    }

    /// Writes it to the disk, and gives it its name.
    pub(in crate::say::output) fn write_whole(self, text: &str) -> io::Result<()> {
        let Some(mut file) = self.file.as_ref() else { return Ok(()) };
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        // What is gone from its temporary name is not removed by it.
        once_let_go_of(|| rename(file, &self.target))
    }
}

impl Drop for FreshFile {
    fn drop(&mut self) {
        self.file = None;
        let _gone = fs::remove_file(&self.temporary);
    }
}

/// Whether it may not be replaced, or somebody has it open who does not let go of it.
fn is_fixed(target: &Path, found: &Metadata) -> bool {
    let mut options = OpenOptions::new();
    options.access_mode(DELETE).custom_flags(FILE_FLAG_OPEN_REPARSE_POINT);
    let opened = || once_let_go_of(|| options.open(target).map(drop));
    let is_gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    found.permissions().readonly() || opened().is_err_and(|error| !is_gone(&error))
}

/// Scanners, and other runs, have a file open for moments; meanwhile it cannot be replaced.
fn once_let_go_of(work: impl Fn() -> io::Result<()>) -> io::Result<()> {
    const MOMENT: Duration = Duration::from_millis(25);
    const MOMENTS: usize = 40;
    for _ in 0..MOMENTS {
        match work() {
            Err(error) if is_held(&error) => sleep(MOMENT),
            outcome => return outcome,
        }
    }
    work()
}

fn is_held(error: &io::Error) -> bool {
    let code = error.raw_os_error().and_then(|code| u32::try_from(code).ok());
    code.is_some_and(|code| [ERROR_SHARING_VIOLATION, ERROR_ACCESS_DENIED].contains(&code))
}

fn create(folder: &Path) -> io::Result<(PathBuf, File)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).access_mode(GENERIC_WRITE | DELETE).share_mode(0);
    // Whoever serves the folder learns who asks, and may not act in that name.
    options.security_qos_flags(SECURITY_IDENTIFICATION);
    for _ in 0..temporary::ATTEMPTS {
        let path = folder.join(temporary::name());
        match options.open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (path, file)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// One that some run works on cannot be removed.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.take(temporary::MOST_ENTRIES).flatten() {
        let is_one = entry.file_name().to_str().is_some_and(temporary::is_one);
        if is_one && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _kept = fs::remove_file(entry.path());
        }
    }
}

/// Renames the open file, so that it is never without its lock.
#[expect(
    unsafe_code,
    reason = "a call of the system, with a structure that ends in a name of any length"
)]
fn rename(file: &File, to: &Path) -> io::Result<()> {
    let name: Vec<u16> = verbatim(to).as_os_str().encode_wide().chain([0]).collect();
    let name_at = offset_of!(FILE_RENAME_INFO, FileName);
    let len = size_of::<FILE_RENAME_INFO>().max(name_at + size_of_val(name.as_slice()));
    let too_long = |_| io::Error::from(io::ErrorKind::InvalidFilename);
    let name_len =
        u32::try_from(size_of_val(name.as_slice()) - size_of::<u16>()).map_err(too_long)?;
    // Numbers of eight bytes, so that the structure is aligned.
    let mut buffer = vec![0_u64; len.div_ceil(size_of::<u64>())];
    let info = buffer.as_mut_ptr().cast::<FILE_RENAME_INFO>();
    // SAFETY: the buffer is long enough for the structure and for the name that ends it, and the
    // handle is open.
    let is_renamed = unsafe {
        (*info).Anonymous.ReplaceIfExists = true;
        (*info).RootDirectory = null_mut();
        (*info).FileNameLength = name_len;
        copy_nonoverlapping(name.as_ptr(), (&raw mut (*info).FileName).cast::<u16>(), name.len());
        SetFileInformationByHandle(
            file.as_raw_handle(),
            FileRenameInfo,
            info.cast(),
            u32::try_from(len).map_err(too_long)?,
        )
    };
    if is_renamed == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// The system takes no more than 260 letters of a path that is not marked (Microsoft Learn,
/// "Maximum Path Length Limitation").
fn verbatim(path: &Path) -> PathBuf {
    const LONGEST: usize = 240;
    match path.to_str() {
        Some(text) if text.len() > LONGEST && text.as_bytes().get(1) == Some(&b':') => {
            format!(r"\\?\{text}").into()
        }
        Some(text)
            if text.len() > LONGEST && text.starts_with(r"\\") && !text.starts_with(r"\\?\") =>
        {
            format!(r"\\?\UNC\{}", text.trim_start_matches('\\')).into()
        }
        _ => path.to_owned(),
    }
}
