//! Linux shows the names in files that anybody may read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Names, Unread};
use crate::evidence::scrub;

pub(super) fn names() -> Result<Names, Unread> {
    names_in(Path::new("/sys/class/dmi/id"))
}

fn names_in(folder: &Path) -> Result<Names, Unread> {
    // Without a manufacturer there are no tables; the rest is optional.
    Ok(Names {
        manufacturer: line(&folder.join("sys_vendor"))?,
        product: line(&folder.join("product_name")).unwrap_or_default(),
        chassis_asset_tag: line(&folder.join("chassis_asset_tag")).unwrap_or_default(),
    })
}

fn line(file: &Path) -> io::Result<String> {
    /// A file of sysfs is a page at most.
    const PAGE: u64 = 4096;
    let mut bytes = Vec::new();
    File::open(file)?.take(PAGE).read_to_end(&mut bytes)?;
    Ok(scrub(&String::from_utf8_lossy(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Cloud, FailureKind, Platform};
    use crate::wire::smbios;

    /// A folder of its own for each test, gone at its end.
    struct Folder(std::path::PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("actprobe-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn a_google_machine_is_known_by_two_files() {
        let folder = Folder::new("google");
        std::fs::write(folder.0.join("sys_vendor"), "Google\n").unwrap();
        std::fs::write(folder.0.join("product_name"), "Google Compute Engine\n").unwrap();
        let platform = smbios::platform(names_in(&folder.0).unwrap());
        assert_eq!(platform.cloud, Some(Cloud::Google));
        assert_eq!(platform, Platform { manufacturer: "Google".to_owned(), ..platform.clone() });
    }

    #[test]
    fn a_system_without_the_files_cannot_tell() {
        assert!(matches!(names_in(Path::new("/nowhere/at/all")), Err(Unread::NotThere)));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_a_failure() {
        let folder = Folder::new("unreadable");
        std::fs::create_dir_all(folder.0.join("sys_vendor")).unwrap();
        let outcome = names_in(&folder.0);
        assert!(
            matches!(outcome, Err(Unread::Failed { kind: FailureKind::Unreadable, .. })),
            "{outcome:?}"
        );
    }
}
