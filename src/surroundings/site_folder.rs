//! Files that a site file names, which lie in its folder.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use actprobe::ask::site::SitePath;

use super::whole;

/// Reads a file of `folder`. A link that leads out of the folder is not followed.
pub fn read_in_folder(folder: &Path, name: &SitePath) -> io::Result<Vec<u8>> {
    // The folder of `site.toml` has no name.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let file = inside(folder, name.as_path())?;
    if !fs::metadata(&file)?.is_file() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "expected a file, found something else",
        ));
    }
    whole(File::open(file)?)
}

/// The file by its real path.
fn inside(folder: &Path, name: &Path) -> io::Result<PathBuf> {
    let elsewhere = || {
        io::Error::new(
            ErrorKind::InvalidInput,
            "expected a file of that folder, found a link out of it",
        )
    };
    if cfg!(windows) && leads_through_a_link(folder, name)? {
        return Err(elsewhere());
    }
    let file = folder.join(name).canonicalize()?;
    if file.starts_with(folder.canonicalize()?) { Ok(file) } else { Err(elsewhere()) }
}

/// Whether a part of the name is a link or a junction. To follow one to another host is to log on
/// there, so that on Windows none is.
fn leads_through_a_link(folder: &Path, name: &Path) -> io::Result<bool> {
    let mut at = folder.to_owned();
    for part in name.components() {
        at.push(part);
        if fs::symlink_metadata(&at)?.is_symlink() {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(folder: &Path, name: &str) -> io::Result<Vec<u8>> {
        read_in_folder(folder, &SitePath::parse(name).unwrap())
    }

    #[test]
    fn files_of_the_folder_are_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("pem")).unwrap();
        fs::write(folder.path().join("pem/root.pem"), "x").unwrap();
        assert_eq!(read(folder.path(), "pem/root.pem").unwrap(), b"x");
        assert_eq!(read(folder.path(), "./pem/root.pem").unwrap(), b"x");
        assert_eq!(read(folder.path(), "absent.pem").unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(read(folder.path(), "pem").unwrap_err().kind(), ErrorKind::InvalidInput);
    }

    /// A mounted configuration is a folder of links into another one of it.
    #[cfg(unix)]
    #[test]
    fn a_link_within_the_folder_is_followed_and_one_out_of_it_is_not() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "x").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("..data")).unwrap();
        fs::write(at("..data/root.pem"), "x").unwrap();
        symlink("..data/root.pem", at("root.pem")).unwrap();
        symlink(outside.path().join("secret"), at("file.pem")).unwrap();
        symlink(outside.path(), at("folder")).unwrap();
        symlink("../../../etc/passwd", at("up.pem")).unwrap();
        assert_eq!(read(folder.path(), "root.pem").unwrap(), b"x");
        for name in ["file.pem", "folder/secret"] {
            let error = read(folder.path(), name).unwrap_err();
            assert!(error.to_string().contains("a link out of it"), "{name}: {error}");
        }
        assert!(read(folder.path(), "up.pem").is_err());
    }
}
