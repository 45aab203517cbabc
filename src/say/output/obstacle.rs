//! What stands in the way of a report, known before anything is asked.

use std::io;
use std::path::PathBuf;

/// Why nothing can be written there.
#[derive(Debug, thiserror::Error)]
pub enum Obstacle {
    /// The system says no.
    #[error(transparent)]
    System(#[from] io::Error),
    /// The path means a folder.
    #[error("this is a folder; name a file in it")]
    Folder,
    /// On the way, or at its end, stands a link that somebody else may turn elsewhere.
    #[error(
        "{} is a link that belongs to somebody else ({owner}); name the file that is meant",
        .link.display()
    )]
    ForeignLink {
        /// As far as it was followed.
        link: PathBuf,
        /// Whose it is, in the system's own terms.
        owner: String,
    },
    /// Somebody else would read the report from this pipe.
    #[cfg(unix)]
    #[error("this is a named pipe that belongs to somebody else")]
    ForeignPipe,
    /// A named pipe without a reader: opening it would wait for ever.
    #[cfg(unix)]
    #[error("this is a named pipe, and nobody reads it; start its reader first")]
    NobodyReads,
    /// No such descriptor was handed to the program.
    #[cfg(unix)]
    #[error("no such descriptor was handed to the program")]
    NotHandedOver,
    /// The descriptor is for reading.
    #[cfg(unix)]
    #[error("this descriptor was opened for reading only")]
    ForReading,
    /// The system will not let another file take the place of this one.
    #[error("this file cannot be replaced: it is protected, in use, or mounted by itself")]
    Fixed,
    /// A socket.
    #[cfg(unix)]
    #[error("this is a socket")]
    Socket,
    /// A device that is none of those that a report goes to; some do things once they are opened.
    #[error("this is a device; a report goes to a file, or to {DEVICES}")]
    Device,
}

#[cfg(unix)]
const DEVICES: &str = "a pipe, /dev/stdout, /dev/stderr, /dev/fd/N, /dev/tty or /dev/null";
#[cfg(windows)]
const DEVICES: &str = "CON or NUL";

#[cfg(unix)]
impl From<rustix::io::Errno> for Obstacle {
    fn from(error: rustix::io::Errno) -> Self {
        Self::System(error.into())
    }
}
