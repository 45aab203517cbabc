//! Windows hands out the tables as they are.

use std::io;

use windows_sys::Win32::System::SystemInformation::GetSystemFirmwareTable;

use super::{Names, Unread};
use crate::evidence::FailureKind;
use crate::wire::smbios;

pub(super) fn names() -> Result<Names, Unread> {
    smbios::decode(&tables()?).map_err(|broken| Unread::Failed {
        kind: FailureKind::Malformed,
        detail: broken.to_string(),
    })
}

fn tables() -> Result<Vec<u8>, Unread> {
    /// Real tables have some kilobytes.
    const MOST: usize = 1 << 20;
    let mut tables = vec![0; copy(&mut [])?.min(MOST)];
    let len = copy(&mut tables)?;
    tables.truncate(len);
    if tables.is_empty() { Err(Unread::NotThere) } else { Ok(tables) }
}

/// Copies the tables if `buffer` is large enough, and tells how large it has to be.
#[expect(unsafe_code, reason = "a call of the system, which fills the bytes that a codec reads")]
fn copy(buffer: &mut [u8]) -> Result<usize, Unread> {
    let provider = u32::from_be_bytes(*b"RSMB");
    let len = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
    // SAFETY: pointer and length describe `buffer`; the system writes no more than that.
    let needed = unsafe { GetSystemFirmwareTable(provider, 0, buffer.as_mut_ptr(), len) };
    if needed == 0 { Err(io::Error::last_os_error().into()) } else { Ok(needed as usize) }
}
