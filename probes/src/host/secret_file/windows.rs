//! By the access control list.

#![expect(unsafe_code, reason = "the operating system is asked for a file's access control list")]

use std::fs::File;
use std::io;
use std::os::windows::io::AsRawHandle;

use windows_sys::Win32::Security::{DACL_SECURITY_INFORMATION, GetKernelObjectSecurity};

use super::Exposure;
use crate::wire::windows_acl;

/// What cannot be read is no exposure: file systems of sticks have no such lists, and the line would say nothing true.
pub(super) fn exposure(file: &File) -> io::Result<Exposure> {
    let groups = windows_acl::readers(&descriptor(file)?).unwrap_or_default();
    Ok(if groups.is_empty() { Exposure::None } else { Exposure::Groups(groups) })
}

/// The security descriptor with its access control list, self-relative (Microsoft Learn, `GetKernelObjectSecurity`).
fn descriptor(file: &File) -> io::Result<Vec<u8>> {
    let mut descriptor = vec![0_u8; LARGEST];
    let mut needed = 0;
    let length = u32::try_from(descriptor.len()).unwrap_or(u32::MAX);
    // SAFETY: the handle is that of an open file, for as long as `file` is borrowed; the call writes at most `length`
    // bytes to the buffer, which has as many, and one number to `needed`.
    let succeeded = unsafe {
        GetKernelObjectSecurity(
            file.as_raw_handle(),
            DACL_SECURITY_INFORMATION,
            descriptor.as_mut_ptr().cast(),
            length,
            &raw mut needed,
        )
    };
    if succeeded == 0 { Err(io::Error::last_os_error()) } else { Ok(descriptor) }
}

/// A list has at most 64 KiB (MS-DTYP 2.4.5: `AclSize` has 16 bits), the header 20 bytes.
const LARGEST: usize = 65_536 + 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_a_file_is_read() {
        let path = std::env::temp_dir().join(format!("actprobe-secret-{}", std::process::id()));
        let file = File::create(&path).unwrap();
        let descriptor = descriptor(&file).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(descriptor.first(), Some(&1), "the revision of a security descriptor");
        assert!(windows_acl::readers(&descriptor).is_some(), "{:?}", descriptor.get(..64));
    }
}
