//! Whose a file is, who may write to a folder, and who runs the program.

#![expect(unsafe_code, reason = "the operating system is asked who runs the program")]

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::path::Path;
use std::ptr::null_mut;

use actprobe_probes::host::security_descriptor;
use actprobe_probes::wire::windows_acl::{self, Sid};
use windows_sys::Win32::Security::{
    GetLengthSid, GetTokenInformation, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT, READ_CONTROL,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// Whose it is what stands there: a link itself, not its target.
pub(super) fn owner(path: &Path) -> io::Result<Option<Sid>> {
    Ok(windows_acl::owner(&security_descriptor::of_owner(&looked_at(path)?)?))
}

/// Whether a large group may put files into the folder, or take some out of it. What cannot be read
/// says nothing.
pub(super) fn is_open_to_many(folder: &Path) -> bool {
    let descriptor = looked_at(folder).and_then(|folder| security_descriptor::of_access(&folder));
    let writers = descriptor.ok().and_then(|descriptor| windows_acl::writers(&descriptor));
    writers.is_some_and(|groups| !groups.is_empty())
}

/// Opened for nothing but a look at its descriptor.
fn looked_at(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options
        .access_mode(READ_CONTROL)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
    options.open(path)
}

/// The user who runs the program.
pub(super) fn user() -> io::Result<Option<Sid>> {
    let mut token = null_mut();
    // SAFETY: the pseudo handle is always open; the token is closed by its owner below.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call has just opened it, for nobody else.
    let token = unsafe { OwnedHandle::from_raw_handle(token) };
    // Numbers of eight bytes, so that the structure at its beginning is aligned.
    let mut buffer = [0_u64; 32];
    let mut needed = 0;
    let len = u32::try_from(size_of_val(&buffer)).unwrap_or(u32::MAX);
    // SAFETY: the buffer is as long as is said, and the structure that was written begins it; the
    // identifier that it points to stands in the same buffer.
    unsafe {
        let filled = buffer.as_mut_ptr();
        if GetTokenInformation(
            token.as_raw_handle(),
            TokenUser,
            filled.cast(),
            len,
            &raw mut needed,
        ) == 0
        {
            return Err(io::Error::last_os_error());
        }
        let sid = (*filled.cast::<TOKEN_USER>()).User.Sid;
        let len = usize::try_from(GetLengthSid(sid)).unwrap_or_default();
        Ok(Sid::of(std::slice::from_raw_parts(sid.cast::<u8>(), len)))
    }
}
