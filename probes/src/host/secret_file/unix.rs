//! By permission bits, as ssh looks at keys.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;

use nix::sys::statvfs::{FsFlags, fstatvfs};

use super::Exposure;

pub(super) fn exposure(file: &File) -> io::Result<Exposure> {
    let metadata = file.metadata()?;
    // Asked only where it matters: not every file system answers.
    let is_read_only =
        || fstatvfs(file).is_ok_and(|system| system.flags().contains(FsFlags::ST_RDONLY));
    Ok(of(&Facts::of(&metadata), is_read_only))
}

struct Facts {
    is_regular: bool,
    mode: u32,
    owner: u32,
}

impl Facts {
    fn of(metadata: &Metadata) -> Self {
        Self {
            is_regular: metadata.is_file(),
            mode: metadata.mode() & 0o7777,
            owner: metadata.uid(),
        }
    }
}

/// A pipe, such as that of `<(pass show x)`, has whoever holds its ends. Containers and systemd
/// mount secrets that are root's, read-only and often readable by all in the container: whoever
/// started it decided that, and nobody inside can mend it.
fn of(facts: &Facts, is_read_only: impl FnOnce() -> bool) -> Exposure {
    let is_open = facts.mode & OTHERS != 0;
    let is_mounted_secret = || facts.owner == ROOT && is_read_only();
    if facts.is_regular && is_open && !is_mounted_secret() {
        Exposure::Mode(facts.mode)
    } else {
        Exposure::None
    }
}

/// Any permission of the group, or of others. With an access control list, the group's bits are its
/// mask (acl(5)).
const OTHERS: u32 = 0o077;
const ROOT: u32 = 0;

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_that_others_may_touch_is_exposed() {
        let regular = |mode, owner| Facts { is_regular: true, mode, owner };
        for mode in [0o600, 0o400, 0o700, 0o000] {
            assert_eq!(of(&regular(mode, 1000), || false), Exposure::None, "{mode:o}");
        }
        for mode in [0o644, 0o640, 0o604, 0o620, 0o610, 0o666, 0o444] {
            for owner in [0, 1000] {
                assert_eq!(of(&regular(mode, owner), || false), Exposure::Mode(mode), "{mode:o}");
            }
        }
    }

    #[test]
    fn a_secret_that_a_container_was_given_passes() {
        let mounted = |mode, owner| of(&Facts { is_regular: true, mode, owner }, || true);
        assert_eq!(
            (mounted(0o444, 0), mounted(0o644, 0), mounted(0o440, 0)),
            (Exposure::None, Exposure::None, Exposure::None)
        );
        assert_eq!(mounted(0o444, 1000), Exposure::Mode(0o444));
    }

    #[test]
    fn a_pipe_passes() {
        let pipe = Facts { is_regular: false, mode: 0o666, owner: 1000 };
        assert_eq!(of(&pipe, || false), Exposure::None);
        let (reader, _writer) = std::io::pipe().unwrap();
        let file = File::from(std::os::fd::OwnedFd::from(reader));
        assert_eq!(exposure(&file).unwrap(), Exposure::None);
    }

    #[test]
    fn the_open_file_is_asked_and_not_its_name() {
        let path = std::env::temp_dir().join(format!("actprobe-secret-{}", std::process::id()));
        let mut file = File::create(&path).unwrap();
        file.write_all(b"sesame").unwrap();
        file.set_permissions(Permissions::from_mode(0o644)).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(exposure(&file).unwrap(), Exposure::Mode(0o644));
        file.set_permissions(Permissions::from_mode(0o600)).unwrap();
        assert_eq!(exposure(&file).unwrap(), Exposure::None);
    }
}
