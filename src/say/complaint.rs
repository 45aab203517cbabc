//! Complaints on standard error. They repeat what was given: an argument, a path, a key of a saved
//! report. It may come from anywhere, and must neither write to the reader's terminal nor hold a
//! password.

use std::path::Path;

use actprobe_probes::evidence::printable;
use actprobe_probes::product_key::mask;
use actprobe_probes::wire::proxy_settings::may_hold_login;

/// More than any honest message has.
const MOST_LINES: usize = 40;
const LONGEST_LINE: usize = 1000;
/// Stands for what is not repeated.
pub const WITHHELD: &str = "***";

/// The message as one line, without what a terminal would obey, and cut where it is too long.
pub fn fit(message: &str) -> String {
    printable(message.trim_end()).chars().take(LONGEST_LINE).collect()
}

/// The same of a message that has lines of its own. A product key may go over the end of one.
pub fn fit_lines(message: &str) -> String {
    mask(message).trim_end().lines().take(MOST_LINES).map(fit).collect::<Vec<_>>().join("\n")
}

/// A file by its path. One that looks like the address of a proxy is not repeated: people mistake
/// one option for another.
pub fn file(path: &Path) -> String {
    let shown = printable(&path.display().to_string());
    let beyond_drive = shown.get(2..).unwrap_or_default();
    let is_login = may_hold_login(&shown) && beyond_drive.contains(':');
    if is_login || shown.contains("://") { WITHHELD.to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_whatever_it_repeats() {
        assert_eq!(
            fit("line 1\n\u{1b}[2J\u{9b}1m\u{202e}x\u{2028}y\u{3164}\n"),
            "line 1  [2J 1m x y "
        );
    }

    #[test]
    fn lines_of_our_own_stay_lines() {
        assert_eq!(fit_lines("line 1\n\u{1b}[2J\u{9b}1m\u{202e}x\n"), "line 1\n [2J 1m x");
    }

    #[test]
    fn what_has_no_end_is_cut() {
        assert_eq!(fit(&"x".repeat(10_000)).len(), LONGEST_LINE);
        assert!(
            fit_lines(&format!("{}\n", "x".repeat(10_000)).repeat(1_000)).len()
                <= MOST_LINES * (LONGEST_LINE + 1)
        );
    }

    #[test]
    fn a_file_is_named_unless_it_looks_like_a_proxy() {
        for name in
            ["site.toml", r"C:\sites\a@b.toml", "user@host.reg", "/etc/x:y", r"\\server\share\x"]
        {
            assert_eq!(file(Path::new(name)), name);
        }
        for name in [
            "http://user:hunter2@proxy",
            "user:hunter2@proxy:8080",
            "user:hunter2＠proxy",
            "https://proxy",
        ] {
            assert_eq!(file(Path::new(name)), "***");
        }
        assert_eq!(file(Path::new("a\nb\u{2028}c")), "a b c");
    }
}
