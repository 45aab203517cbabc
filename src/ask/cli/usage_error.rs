//! Why the arguments make no request. No message repeats a value: files are named, keys, places and
//! what was expected.

use std::fmt;
use std::io;
use std::path::PathBuf;

use actprobe_probes::directory::PasswordError;
use actprobe_probes::net::trust::RootsError;
use actprobe_probes::wire::registry::export::NotAnExport;

use super::trusted::Untrusted;
use crate::advice::shell_word::shell_word;
use crate::ask::error_code::TooManyCodes;
use crate::ask::import::ImportError;
use crate::ask::site::SiteError;
use crate::say::complaint;

/// Why the arguments make no request.
#[derive(Debug)]
pub enum UsageError {
    /// A file could not be read.
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is nothing in a file.
    Empty {
        /// Which.
        file: PathBuf,
    },
    /// The site file is wrong.
    Site {
        /// Which.
        file: PathBuf,
        /// Where and why.
        error: Box<SiteError>,
    },
    /// A file that the site file names could not be read.
    NamedBySite {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A site file from standard input names a file, and has no folder.
    SiteWithoutFolder,
    /// A file of `--host-facts` is no registry export.
    HostFacts {
        /// Which.
        file: PathBuf,
        /// Why.
        error: NotAnExport,
    },
    /// Two things are to be read from standard input.
    StandardInputTwice,
    /// Files of others would decide where a password goes.
    Untrusted(Untrusted),
    /// The password's file could not be taken.
    Secret {
        /// Which.
        file: PathBuf,
        /// Why.
        error: SecretError,
    },
    /// There is no password in the file.
    NoPassword {
        /// Which.
        file: PathBuf,
        /// Why not.
        error: PasswordError,
    },
    /// What ought to be certificates of domain controllers is none.
    DirectoryCertificates(RootsError),
    /// `--only` and `--skip` leave nothing to ask.
    NothingLeft,
    /// An option says how to ask what `--skip` leaves out.
    Skipped {
        /// Which.
        option: &'static str,
    },
    /// The captures could not be read.
    Import(ImportError),
    /// There are too many codes.
    Codes(TooManyCodes),
}

/// Why a file with a password is not taken.
#[derive(Debug)]
pub enum SecretError {
    /// It could not be read.
    Unreadable(io::Error),
    /// Others than its owner may read it.
    OpenToOthers {
        /// Its permission bits.
        mode: u32,
    },
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, error }
            | Self::Secret { file, error: SecretError::Unreadable(error) } => {
                write!(f, "cannot read {}: {error}", complaint::file(file))
            }
            Self::Empty { file } => write!(f, "{} is empty", complaint::file(file)),
            Self::Site { file, error } => write!(f, "{}: {error}", complaint::file(file)),
            Self::NamedBySite { file, error } => {
                write!(
                    f,
                    "cannot read {}, which the site file names: {error}",
                    complaint::file(file)
                )
            }
            Self::SiteWithoutFolder => write!(
                f,
                "the site file from standard input names files (directory.authorities, \
                 online.accepted_roots): expected a site file in a folder, where they are looked \
                 for"
            ),
            Self::HostFacts { file, error } => {
                write!(f, "--host-facts: {}: {error}", complaint::file(file))
            }
            Self::StandardInputTwice => {
                write!(
                    f,
                    "standard input can be read once: expected one - among --site, --winhttp, \
                     --host-facts, --import and --ad-password-file, found more"
                )
            }
            Self::Untrusted(untrusted) => untrusted.fmt(f),
            Self::Secret { file, error: SecretError::OpenToOthers { mode } } => write!(
                f,
                "{}: expected a password that nobody but the owner of its file may read, found \
                 permissions {mode:04o}; chmod 600 {}",
                complaint::file(file),
                file.to_str().and_then(shell_word).unwrap_or_else(|| "FILE".to_owned())
            ),
            Self::NoPassword { file, error: PasswordError::Empty } => {
                write!(
                    f,
                    "expected a password in the first line of {}, found none",
                    complaint::file(file)
                )
            }
            Self::NoPassword { file, error: PasswordError::Encoding } => {
                write!(
                    f,
                    "expected a password in UTF-8 or UTF-16 in {}, found another encoding",
                    complaint::file(file)
                )
            }
            Self::DirectoryCertificates(error) => {
                write!(f, "--ad-ca, or authorities of [directory]: {error}")
            }
            Self::Skipped { option } => {
                write!(
                    f,
                    "{option} says how to ask what --skip leaves out: expected one of the two"
                )
            }
            Self::Import(error) => error.fmt(f),
            Self::Codes(error) => error.fmt(f),
            Self::NothingLeft => write!(f, "--only and --skip leave nothing to ask of the network"),
        }
    }
}

impl std::error::Error for UsageError {}
