//! Why a step failed, before it is known how long it took.

use std::io;

use crate::evidence::{FailureKind, scrub};

/// Why a step failed; [`super::Watch::step`] adds the step and the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The kind of failure.
    pub kind: FailureKind,
    /// Who reported it, where known.
    pub reporter: Option<String>,
    /// Technical detail, already scrubbed.
    pub detail: Option<String>,
}

impl Cause {
    /// A cause with an explanation from outside, which is scrubbed.
    pub fn with_detail(kind: FailureKind, detail: &str) -> Self {
        Self { kind, reporter: None, detail: Some(scrub(detail)) }
    }

    /// The same cause with its reporter.
    #[must_use]
    pub fn reported_by(mut self, reporter: &impl ToString) -> Self {
        self.reporter = Some(reporter.to_string());
        self
    }
}

impl From<FailureKind> for Cause {
    fn from(kind: FailureKind) -> Self {
        Self { kind, reporter: None, detail: None }
    }
}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        match kind_of(&error) {
            FailureKind::Other => Self::with_detail(FailureKind::Other, &error.to_string()),
            kind => kind.into(),
        }
    }
}

fn kind_of(error: &io::Error) -> FailureKind {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => FailureKind::Refused,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            FailureKind::Reset
        }
        io::ErrorKind::TimedOut => FailureKind::TimedOut,
        io::ErrorKind::HostUnreachable => FailureKind::HostUnreachable,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::AddrNotAvailable | io::ErrorKind::NetworkDown => {
            FailureKind::NoRoute
        }
        io::ErrorKind::PermissionDenied => FailureKind::BlockedLocally,
        io::ErrorKind::UnexpectedEof => FailureKind::Closed,
        _ => FailureKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_port_is_told_from_a_reset_connection() {
        assert_eq!(Cause::from(io::Error::from(io::ErrorKind::ConnectionRefused)).kind, FailureKind::Refused);
        assert_eq!(Cause::from(io::Error::from(io::ErrorKind::ConnectionReset)).kind, FailureKind::Reset);
    }

    #[test]
    fn an_unknown_error_keeps_the_words_of_the_system() {
        let cause = Cause::from(io::Error::other("out of\nluck"));
        assert_eq!((cause.kind, cause.detail.as_deref()), (FailureKind::Other, Some("out of luck")));
    }
}
