//! The names of files that are not whole yet. A later run knows them by their names, and removes
//! those that nobody works on.

use actprobe_probes::net::unguessable;

const PREFIX: &str = ".actprobe-";
const SUFFIX: &str = ".tmp";
/// The hexadecimal digits between them.
const DIGITS: usize = 16;

/// How many unguessable names are tried; nobody has taken one.
pub const ATTEMPTS: usize = 16;

/// More than any folder holds that people put reports in; a look at each takes a microsecond.
pub const MOST_ENTRIES: usize = 100_000;

/// A name that nobody can guess. It is as short for a long name of the report as for a short one.
pub fn name() -> String {
    format!("{PREFIX}{:016x}{SUFFIX}", unguessable())
}

/// Whether a file of this name was begun by some run.
pub fn is_one(name: &str) -> bool {
    let digits = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
    digits.is_some_and(|digits| {
        digits.len() == DIGITS
            && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_again_and_no_two_are_the_same() {
        assert!(is_one(&name()));
        assert_ne!(name(), name());
    }

    #[test]
    fn no_other_file_is_taken_for_one() {
        for name in [
            "",
            "report.json",
            ".actprobe-.tmp",
            ".actprobe-0123456789abcde.tmp",
            ".actprobe-0123456789ABCDEF.tmp",
        ] {
            assert!(!is_one(name), "{name}");
        }
    }
}
