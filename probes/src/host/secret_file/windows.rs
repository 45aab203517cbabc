//! By the access control list.

use std::fs::File;
use std::io;

use super::Exposure;
use crate::host::security_descriptor;
use crate::wire::windows_acl;

/// What cannot be read is no exposure: file systems of sticks have no such lists, and the line
/// would say nothing true.
pub(super) fn exposure(file: &File) -> io::Result<Exposure> {
    let groups = windows_acl::readers(&security_descriptor::of_access(file)?).unwrap_or_default();
    Ok(if groups.is_empty() { Exposure::None } else { Exposure::Groups(groups) })
}

#[cfg(test)]
#[expect(unsafe_code, reason = "a test sets a list on a file of its own")]
mod tests {
    use std::os::windows::fs::OpenOptionsExt;
    use std::os::windows::io::AsRawHandle;

    use windows_sys::Win32::Security::{DACL_SECURITY_INFORMATION, SetKernelObjectSecurity};

    use super::*;
    use crate::wire::windows_acl::Group;

    const READ_WRITE_AND_CHANGE_THE_LIST: u32 = 0xc000_0000 | 0x0004_0000;
    const EVERYONE: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    const ADMINISTRATORS: [u8; 16] = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];

    /// A descriptor whose list lets one read; what is inherited does not count (the flag "PD").
    fn readable_by(sid: &[u8]) -> Vec<u8> {
        let entry = 8 + u16::try_from(sid.len()).unwrap();
        let mut bytes = vec![1, 0, 0x04, 0x90];
        bytes.extend([[0; 4], [0; 4], [0; 4], 20_u32.to_le_bytes()].concat());
        bytes.extend([&[2, 0][..], &(8 + entry).to_le_bytes(), &[1, 0, 0, 0]].concat());
        bytes.extend(
            [&[0, 0][..], &entry.to_le_bytes(), &0x0012_0089_u32.to_le_bytes(), sid].concat(),
        );
        bytes
    }

    fn set(file: &File, mut descriptor: Vec<u8>) {
        let at = descriptor.as_mut_ptr().cast();
        // SAFETY: the handle is that of an open file, and the descriptor is self-relative and
        // whole.
        let succeeded =
            unsafe { SetKernelObjectSecurity(file.as_raw_handle(), DACL_SECURITY_INFORMATION, at) };
        assert_ne!(succeeded, 0, "{}", io::Error::last_os_error());
    }

    #[test]
    fn the_list_of_an_open_file_tells_who_may_read_it() {
        let path = std::env::temp_dir().join(format!("actprobe-secret-{}", std::process::id()));
        let mut options = File::options();
        let file = options
            .create(true)
            .write(true)
            .access_mode(READ_WRITE_AND_CHANGE_THE_LIST)
            .open(&path)
            .unwrap();
        set(&file, readable_by(&EVERYONE));
        let open = exposure(&file).unwrap();
        set(&file, readable_by(&ADMINISTRATORS));
        let closed = exposure(&file).unwrap();
        drop(file);
        let _ = std::fs::remove_file(&path);
        assert_eq!((open, closed), (Exposure::Groups(vec![Group::Everyone]), Exposure::None));
    }
}
