//! Complaints on standard error. They repeat what was given: an argument, a line of a site file, a key of a saved report.
//! It may come from anywhere, and must not write to the reader's terminal.

use actprobe_probes::evidence::printable;

/// More than any honest message has.
const MOST_LINES: usize = 40;
const LONGEST_LINE: usize = 500;

/// The message without what a terminal would obey, and cut where it is too long.
pub fn fit(message: &str) -> String {
    let lines = message.trim_end().lines().take(MOST_LINES);
    lines.map(|line| printable(line).chars().take(LONGEST_LINE).collect::<String>()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_lines_and_escapes_do_not() {
        assert_eq!(fit("line 1\n\u{1b}[2J\u{9b}1m\u{202e}x\n"), "line 1\n [2J 1m x");
    }

    #[test]
    fn what_has_no_end_is_cut() {
        assert!(fit(&format!("{}\n", "x".repeat(10_000)).repeat(1_000)).len() <= MOST_LINES * (LONGEST_LINE + 1));
    }
}
