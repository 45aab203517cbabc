//! Why a step failed, before it is known how long it took.

use std::io;

#[cfg(unix)]
use nix::libc;

use crate::evidence::{FailureKind, Flow, scrub};

/// Why a step failed; [`super::Watch::step`] adds the step and the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The kind of failure.
    pub kind: FailureKind,
    /// Who reported it, where known.
    pub reporter: Option<String>,
    /// Technical detail, already scrubbed.
    pub detail: Option<String>,
    /// The packets, where they are others than those that the step under way has noted.
    pub flow: Option<Box<Flow>>,
}

impl Cause {
    /// A cause with an explanation from outside, which is scrubbed.
    pub fn with_detail(kind: FailureKind, detail: &str) -> Self {
        Self { detail: Some(scrub(detail)), ..kind.into() }
    }

    /// The same cause with its reporter.
    #[must_use]
    pub fn reported_by(mut self, reporter: &impl ToString) -> Self {
        self.reporter = Some(reporter.to_string());
        self
    }

    /// The same cause with its packets.
    #[must_use]
    pub fn over(mut self, flow: Flow) -> Self {
        self.flow = Some(Box::new(flow));
        self
    }
}

impl From<FailureKind> for Cause {
    fn from(kind: FailureKind) -> Self {
        Self { kind, reporter: None, detail: None, flow: None }
    }
}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        match kind_of(&error) {
            kind @ (FailureKind::Other | FailureKind::Internal) => {
                Self::with_detail(kind, &error.to_string())
            }
            kind => kind.into(),
        }
    }
}

fn kind_of(error: &io::Error) -> FailureKind {
    if is_want_of_means(error) {
        return FailureKind::Internal;
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => FailureKind::Refused,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => FailureKind::Reset,
        io::ErrorKind::TimedOut => FailureKind::TimedOut,
        io::ErrorKind::HostUnreachable => FailureKind::HostUnreachable,
        io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable
        | io::ErrorKind::NetworkDown => FailureKind::NoRoute,
        io::ErrorKind::PermissionDenied => FailureKind::BlockedLocally,
        io::ErrorKind::UnexpectedEof => FailureKind::Closed,
        _ => FailureKind::Other,
    }
}

/// This host has no descriptor, no memory or no thread to give: that says nothing about a peer.
fn is_want_of_means(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::OutOfMemory
        || error.raw_os_error().is_some_and(|code| OUT_OF_MEANS.contains(&code))
}

#[cfg(unix)]
const OUT_OF_MEANS: &[i32] = &[libc::EMFILE, libc::ENFILE, libc::ENOBUFS, libc::ENOMEM];
/// winerror.h; of Winsock and of the system below it.
#[cfg(windows)]
const OUT_OF_MEANS: &[i32] = {
    const ERROR_TOO_MANY_OPEN_FILES: i32 = 4;
    const ERROR_NOT_ENOUGH_MEMORY: i32 = 8;
    const ERROR_OUTOFMEMORY: i32 = 14;
    const ERROR_NO_SYSTEM_RESOURCES: i32 = 1450;
    const ERROR_COMMITMENT_LIMIT: i32 = 1455;
    const WSAEMFILE: i32 = 10024;
    const WSAENOBUFS: i32 = 10055;
    &[
        ERROR_TOO_MANY_OPEN_FILES,
        ERROR_NOT_ENOUGH_MEMORY,
        ERROR_OUTOFMEMORY,
        ERROR_NO_SYSTEM_RESOURCES,
        ERROR_COMMITMENT_LIMIT,
        WSAEMFILE,
        WSAENOBUFS,
    ]
};

#[cfg(not(any(unix, windows)))]
const OUT_OF_MEANS: &[i32] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_port_is_told_from_a_reset_connection() {
        assert_eq!(
            Cause::from(io::Error::from(io::ErrorKind::ConnectionRefused)).kind,
            FailureKind::Refused
        );
        assert_eq!(
            Cause::from(io::Error::from(io::ErrorKind::ConnectionReset)).kind,
            FailureKind::Reset
        );
    }

    #[test]
    fn an_unknown_error_keeps_the_words_of_the_system() {
        let cause = Cause::from(io::Error::other("out of\nluck"));
        assert_eq!(
            (cause.kind, cause.detail.as_deref()),
            (FailureKind::Other, Some("out of luck"))
        );
    }

    #[test]
    fn a_host_that_has_nothing_left_to_give_says_nothing_about_the_network() {
        for code in OUT_OF_MEANS {
            let error = io::Error::from_raw_os_error(*code);
            let words = scrub(&error.to_string());
            assert_eq!(
                Cause::from(error),
                Cause { detail: Some(words), ..FailureKind::Internal.into() }
            );
        }
        assert_eq!(
            Cause::from(io::Error::from(io::ErrorKind::OutOfMemory)).kind,
            FailureKind::Internal
        );
    }

    #[test]
    #[cfg(unix)]
    fn too_many_open_files_are_told_in_the_words_of_the_system() {
        for code in [24, 23] {
            let cause = Cause::from(io::Error::from_raw_os_error(code));
            assert_eq!(cause.kind, FailureKind::Internal);
            assert!(cause.detail.as_deref().unwrap().contains("open files"), "{cause:?}");
        }
    }

    #[test]
    #[cfg(windows)]
    fn too_many_sockets_are_told_in_the_words_of_the_system() {
        for code in [10024, 10055] {
            let cause = Cause::from(io::Error::from_raw_os_error(code));
            assert_eq!(cause.kind, FailureKind::Internal);
            assert!(cause.detail.as_deref().unwrap().contains(&code.to_string()), "{cause:?}");
        }
    }
}
