//! Who may read a file that holds a password. Asked of the open file, so that nobody can change it
//! in between.

use std::fs::File;
use std::io;

use crate::wire::windows_acl::Group;

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

/// Who may read a file beside its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// Nobody, as far as the system tells.
    None,
    /// Others, by these permission bits.
    Mode(u32),
    /// These groups, by its access control list.
    Groups(Vec<Group>),
}

/// Who may read the file beside its owner.
pub fn exposure(file: &File) -> io::Result<Exposure> {
    #[cfg(unix)]
    return unix::exposure(file);
    #[cfg(windows)]
    return windows::exposure(file);
}
