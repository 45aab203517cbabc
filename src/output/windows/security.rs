//! Whose a file is, who may write to a folder, and who runs the program: the system's bytes, for `access_list` to read.

#![expect(unsafe_code, reason = "calls of the system, which fill buffers of the length that they are told")]

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::path::Path;
use std::ptr::null_mut;

use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GetKernelObjectSecurity, GetLengthSid, GetTokenInformation, OWNER_SECURITY_INFORMATION,
    TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT, READ_CONTROL};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// More than a list of access may have (64 KiB), with owner and head.
const LARGEST: usize = 66 * 1024;

/// The descriptor with the owner of what stands there, a link itself and not its target.
pub(super) fn of_owner(path: &Path) -> io::Result<Vec<u8>> {
    descriptor(path, OWNER_SECURITY_INFORMATION)
}

/// The descriptor with the list of who may do what.
pub(super) fn of_access(path: &Path) -> io::Result<Vec<u8>> {
    descriptor(path, DACL_SECURITY_INFORMATION)
}

fn descriptor(path: &Path, what: u32) -> io::Result<Vec<u8>> {
    let mut options = OpenOptions::new();
    options.access_mode(READ_CONTROL).custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
    let file: File = options.open(path)?;
    let mut bytes = vec![0_u8; LARGEST];
    let mut needed = 0;
    let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    // SAFETY: the handle is open, and the buffer as long as is said.
    let is_told =
        unsafe { GetKernelObjectSecurity(file.as_raw_handle(), what, bytes.as_mut_ptr().cast(), len, &raw mut needed) };
    if is_told == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(bytes)
}

/// The identifier of the user who runs the program.
pub(super) fn user() -> io::Result<Vec<u8>> {
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
    // SAFETY: the buffer is as long as is said, and the structure that was written begins it; the identifier that it
    // points to stands in the same buffer.
    unsafe {
        let filled = buffer.as_mut_ptr();
        if GetTokenInformation(token.as_raw_handle(), TokenUser, filled.cast(), len, &raw mut needed) == 0 {
            return Err(io::Error::last_os_error());
        }
        let sid = (*filled.cast::<TOKEN_USER>()).User.Sid;
        let len = usize::try_from(GetLengthSid(sid)).unwrap_or_default();
        Ok(std::slice::from_raw_parts(sid.cast::<u8>(), len).to_vec())
    }
}
