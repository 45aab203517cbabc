//! The terminal that progress is drawn on. The library fills each line with blanks to its last
//! column, where the `^C` that a terminal shows of Ctrl-C goes over to the next line: what was
//! drawn is then taken away from one line too low, and the first line stays for good. Here a line
//! ends where its text ends.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use console::Term;
use indicatif::{ProgressDrawTarget, TermLike};

/// How often a second lines are drawn anew.
const FREQUENCY: u8 = 20;

/// Standard error, whoever looks.
pub fn standard_error() -> ProgressDrawTarget {
    let terminal = LinesOfText { terminal: Term::buffered_stderr(), ended: AtomicBool::new(false) };
    ProgressDrawTarget::term_like_with_hz(Box::new(terminal), FREQUENCY)
}

#[derive(Debug)]
struct LinesOfText {
    terminal: Term,
    /// The text of a line is whole: what is written next stands on the next line.
    ended: AtomicBool,
}

impl LinesOfText {
    fn moved(&self) -> &Term {
        self.ended.store(false, Ordering::Relaxed);
        &self.terminal
    }
}

impl TermLike for LinesOfText {
    fn width(&self) -> u16 {
        self.terminal.size().1
    }

    fn height(&self) -> u16 {
        self.terminal.size().0
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.moved().move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.moved().move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.moved().move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.moved().move_cursor_left(n)
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.moved().write_line(text)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        if text.bytes().all(|byte| byte == b' ') {
            self.ended.store(true, Ordering::Relaxed);
            return Ok(());
        }
        if self.ended.swap(false, Ordering::Relaxed) {
            self.terminal.write_line("")?;
        }
        self.terminal.write_str(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.moved().clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.terminal.flush()
    }
}
