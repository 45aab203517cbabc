//! Why the arguments make no request. No message repeats a value: files are named, keys, places and
//! what was expected.

use std::io;
use std::path::{Path, PathBuf};

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
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// A file could not be read.
    #[error("cannot read {}: {error}", complaint::file(.file))]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is nothing in a file.
    #[error("{} is empty", complaint::file(.file))]
    Empty {
        /// Which.
        file: PathBuf,
    },
    /// The site file is wrong.
    #[error("{}: {error}", complaint::file(.file))]
    Site {
        /// Which.
        file: PathBuf,
        /// Where and why.
        error: Box<SiteError>,
    },
    /// A file that the site file names could not be read.
    #[error("cannot read {}, which the site file names: {error}", complaint::file(.file))]
    NamedBySite {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A site file from standard input names a file, and has no folder.
    #[error(
        "the site file from standard input names files (directory.authorities, \
         online.accepted_roots): expected a site file in a folder, where they are looked for"
    )]
    SiteWithoutFolder,
    /// A file of `--host-facts` is no registry export.
    #[error("--host-facts: {}: {error}", complaint::file(.file))]
    HostFacts {
        /// Which.
        file: PathBuf,
        /// Why.
        error: NotAnExport,
    },
    /// Two things are to be read from standard input.
    #[error(
        "standard input can be read once: expected one - among --site, --winhttp, --host-facts, \
         --import and --ad-password-file, found more"
    )]
    StandardInputTwice,
    /// Files of others would decide where a password goes.
    #[error(transparent)]
    Untrusted(Untrusted),
    /// Others than its owner may read the password's file.
    #[error(
        "{}: expected a password that nobody but the owner of its file may read, found \
         permissions {mode:04o}; chmod 600 {}",
        complaint::file(.file),
        as_argument(.file)
    )]
    PasswordOpenToOthers {
        /// Which.
        file: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// There is no password in the file.
    #[error("{}", without_password(.file, *.error))]
    NoPassword {
        /// Which.
        file: PathBuf,
        /// Why not.
        error: PasswordError,
    },
    /// What ought to be certificates of domain controllers is none.
    #[error("--ad-ca, or authorities of [directory]: {0}")]
    DirectoryCertificates(RootsError),
    /// `--only` and `--skip` leave nothing to ask.
    #[error("--only and --skip leave nothing to ask of the network")]
    NothingLeft,
    /// An option says how to ask what `--skip` leaves out.
    #[error("{option} says how to ask what --skip leaves out: expected one of the two")]
    Skipped {
        /// Which.
        option: &'static str,
    },
    /// The captures could not be read.
    #[error(transparent)]
    Import(ImportError),
    /// There are too many codes.
    #[error(transparent)]
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

impl SecretError {
    pub(super) fn of(self, file: PathBuf) -> UsageError {
        match self {
            Self::Unreadable(error) => UsageError::Unreadable { file, error },
            Self::OpenToOthers { mode } => UsageError::PasswordOpenToOthers { file, mode },
        }
    }
}

fn as_argument(file: &Path) -> String {
    file.to_str().and_then(shell_word).unwrap_or_else(|| "FILE".to_owned())
}

fn without_password(file: &Path, error: PasswordError) -> String {
    let file = complaint::file(file);
    match error {
        PasswordError::Empty => {
            format!("expected a password in the first line of {file}, found none")
        }
        PasswordError::Encoding => {
            format!("expected a password in UTF-8 or UTF-16 in {file}, found another encoding")
        }
    }
}
