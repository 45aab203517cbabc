//! What stands in the way of a report, known before anything is asked.

use std::path::PathBuf;
use std::{fmt, io};

/// Why nothing can be written there.
#[derive(Debug)]
pub enum Obstacle {
    /// The system says no.
    System(io::Error),
    /// The path means a folder.
    Folder,
    /// On the way, or at its end, stands a link that somebody else may turn elsewhere.
    ForeignLink {
        /// As far as it was followed.
        link: PathBuf,
        /// Whose it is, in the system's own terms.
        owner: String,
    },
    /// Somebody else would read the report from this pipe.
    #[cfg(unix)]
    ForeignPipe,
    /// A named pipe without a reader: opening it would wait for ever.
    #[cfg(unix)]
    NobodyReads,
    /// No such descriptor was handed to the program.
    #[cfg(unix)]
    NotHandedOver,
    /// The descriptor is for reading.
    #[cfg(unix)]
    ForReading,
    /// The system will not let another file take the place of this one.
    Fixed,
    /// A socket.
    #[cfg(unix)]
    Socket,
    /// A device that is none of those that a report goes to; some do things once they are opened.
    Device,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(error) => error.fmt(f),
            Self::Folder => write!(f, "this is a folder; name a file in it"),
            Self::ForeignLink { link, owner } => {
                write!(
                    f,
                    "{} is a link that belongs to somebody else ({owner}); name the file that is meant",
                    link.display()
                )
            }
            #[cfg(unix)]
            Self::ForeignPipe => write!(f, "this is a named pipe that belongs to somebody else"),
            #[cfg(unix)]
            Self::NobodyReads => {
                write!(f, "this is a named pipe, and nobody reads it; start its reader first")
            }
            #[cfg(unix)]
            Self::NotHandedOver => write!(f, "no such descriptor was handed to the program"),
            #[cfg(unix)]
            Self::ForReading => write!(f, "this descriptor was opened for reading only"),
            Self::Fixed => write!(
                f,
                "this file cannot be replaced: it is protected, in use, or mounted by itself"
            ),
            #[cfg(unix)]
            Self::Socket => write!(f, "this is a socket"),
            Self::Device => write!(f, "this is a device; a report goes to a file, or to {DEVICES}"),
        }
    }
}

#[cfg(unix)]
const DEVICES: &str = "a pipe, /dev/stdout, /dev/stderr, /dev/fd/N, /dev/tty or /dev/null";
#[cfg(windows)]
const DEVICES: &str = "CON or NUL";

impl From<io::Error> for Obstacle {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

#[cfg(unix)]
impl From<rustix::io::Errno> for Obstacle {
    fn from(error: rustix::io::Errno) -> Self {
        Self::System(error.into())
    }
}
