//! The security descriptor of an open file or folder (Microsoft Learn, `GetKernelObjectSecurity`):
//! the system's bytes, for `wire::windows_acl` to read.

#![expect(
    unsafe_code,
    reason = "the operating system is asked for a file's owner or access control list"
)]

use std::fs::File;
use std::io;
use std::os::windows::io::AsRawHandle;

use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GetKernelObjectSecurity, OWNER_SECURITY_INFORMATION,
};

/// With the owner alone.
pub fn of_owner(file: &File) -> io::Result<Vec<u8>> {
    read(file, OWNER_SECURITY_INFORMATION)
}

/// With the access control list alone.
pub fn of_access(file: &File) -> io::Result<Vec<u8>> {
    read(file, DACL_SECURITY_INFORMATION)
}

fn read(file: &File, what: u32) -> io::Result<Vec<u8>> {
    let mut descriptor = vec![0_u8; LARGEST];
    let mut needed = 0;
    let length = u32::try_from(descriptor.len()).unwrap_or(u32::MAX);
    // SAFETY: the handle is that of an open file, for as long as `file` is borrowed; the call
    // writes at most `length` bytes to the buffer, which has as many, and one number to `needed`.
    let succeeded = unsafe {
        GetKernelObjectSecurity(
            file.as_raw_handle(),
            what,
            descriptor.as_mut_ptr().cast(),
            length,
            &raw mut needed,
        )
    };
    if succeeded == 0 { Err(io::Error::last_os_error()) } else { Ok(descriptor) }
}

/// A list has at most 64 KiB (MS-DTYP 2.4.5: `AclSize` has 16 bits); an owner some 70 bytes, the
/// header 20.
const LARGEST: usize = 66 * 1024;
