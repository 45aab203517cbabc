//! Symbolic links and junctions on the way to a file. Anybody may make a junction; one that belongs
//! to a stranger is not followed. Unlike on Unix, the way is looked at and then gone: who may swap
//! a folder in between gets a new file, with that folder's own rights, into another folder, and no
//! more.

use std::fs;
use std::io;
use std::path::{Path, PathBuf, absolute};

use super::security;
use crate::say::output::obstacle::Obstacle;

/// As many as Windows itself follows (Microsoft Learn, "Reparse points").
const MOST_LINKS: usize = 63;

/// The path without links, as they stand now.
pub(super) fn followed(mut path: PathBuf) -> Result<PathBuf, Obstacle> {
    for _ in 0..MOST_LINKS {
        let Some(link) = first_link(&path) else { return Ok(path) };
        if let Some(owner) = stranger(&link) {
            return Err(Obstacle::ForeignLink { link, owner });
        }
        let around = link.parent().unwrap_or(&link);
        let target = absolute(around.join(fs::read_link(&link)?))?;
        path = match path.strip_prefix(&link) {
            Ok(rest) if !rest.as_os_str().is_empty() => target.join(rest),
            _ => target,
        };
    }
    Err(io::Error::other("too many links").into())
}

/// The one that is nearest to the root.
fn first_link(path: &Path) -> Option<PathBuf> {
    let mut on_the_way: Vec<&Path> = path.ancestors().collect();
    on_the_way.reverse();
    on_the_way.into_iter().find(|part| part.is_symlink()).map(Path::to_owned)
}

/// The owner, unless it is the user or the system.
fn stranger(link: &Path) -> Option<String> {
    match security::owner(link) {
        Ok(Some(owner))
            if owner.is_of_the_system()
                || security::user().is_ok_and(|user| user.as_ref() == Some(&owner)) =>
        {
            None
        }
        Ok(Some(owner)) => Some(owner.to_string()),
        Ok(None) => Some("no owner".to_owned()),
        Err(_) => Some("the owner cannot be read".to_owned()),
    }
}
