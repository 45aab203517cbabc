//! Lines, indents and marks. Nothing here knows what is said. The width is fixed but on a terminal,
//! so that the same report is the same bytes in a file.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::RangeInclusive;

use anstyle::{AnsiColor, Style as Ansi};
use textwrap::{Options, WordSeparator, WordSplitter};

use super::Style;

/// It reads in a Windows console of any age.
const WIDTH: usize = 80;
/// Below, a line holds too little; above, an eye loses it.
const WIDTHS: RangeInclusive<usize> = 60..=100;

/// Where a channel's sentence begins.
const CHANNEL_COLUMN: usize = 27;

/// What a mark says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// In order.
    Good,
    /// In order, with something to note.
    Warn,
    /// Possible, with something that only people have.
    Open,
    /// Broken.
    Bad,
    /// Not known.
    Unsure,
    /// Without meaning here.
    Idle,
}

impl Paint {
    fn mark(self, ascii: bool) -> &'static str {
        match (self, ascii) {
            (Self::Good, false) => "✔",
            (Self::Good, true) => "+",
            (Self::Warn, _) => "!",
            (Self::Open, false) => "○",
            (Self::Open, true) => "o",
            (Self::Bad, false) => "✖",
            (Self::Bad, true) => "x",
            (Self::Unsure, _) => "?",
            (Self::Idle, false) => "–",
            (Self::Idle, true) => "-",
        }
    }

    fn color(self) -> Ansi {
        match self {
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warn => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Open | Self::Unsure => AnsiColor::Cyan.on_default(),
            Self::Idle => Ansi::new(),
        }
    }
}

/// A page under construction.
pub struct Page {
    text: String,
    style: Style,
}

impl Page {
    /// An empty page.
    pub fn new(style: Style) -> Self {
        Self { text: String::new(), style }
    }

    /// The finished page.
    pub fn into_text(self) -> String {
        self.text
    }

    /// From what was to what is.
    pub fn arrow(&self) -> &'static str {
        if self.style.ascii { "->" } else { "→" }
    }

    /// An empty line.
    pub fn blank_line(&mut self) {
        self.text.push('\n');
    }

    /// The first paragraph, which stands out.
    pub fn headline(&mut self, text: &str) {
        let bold = self.ansi(Ansi::new().bold());
        self.line(format_args!("{bold}{}{bold:#}", self.wrap(&self.spelt(text), "", "")));
    }

    /// A paragraph whose beginning stands out.
    pub fn headed_paragraph(&mut self, head: &str, body: &str) {
        let bold = self.ansi(Ansi::new().bold());
        let head = self.spelt(head);
        let wrapped = self.wrap(&format!("{head}  {}", self.spelt(body)), "", "");
        match wrapped.strip_prefix(head.as_ref()) {
            Some(rest) => self.line(format_args!("{bold}{head}{bold:#}{rest}")),
            None => self.line(format_args!("{wrapped}")),
        }
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.line(format_args!("{}", self.wrap(&self.spelt(text), "", "")));
    }

    /// One channel's line.
    pub fn channel(&mut self, paint: Paint, name: &str, standing: &str, said: &str) {
        let color = self.ansi(paint.color());
        let mark = paint.mark(self.style.ascii);
        let indent = " ".repeat(CHANNEL_COLUMN);
        let wrapped = self.wrap(&self.spelt(said), &indent, &indent);
        let said = wrapped.trim_start();
        self.line(format_args!(
            "{color}{mark}{color:#} {name:<9}{color}{standing:<16}{color:#}{said}"
        ));
    }

    /// The heading of a section, after an empty line.
    pub fn section(&mut self, title: &str) {
        let bold = self.ansi(Ansi::new().bold());
        self.line(format_args!("\n{bold}{}{bold:#}", self.spelt(title)));
    }

    /// The head of an explanation: mark, what was seen, and the id of what it breaks.
    pub fn cause(&mut self, paint: Paint, id: &str, seen: &str) {
        let color = self.ansi(paint.color());
        let mark = paint.mark(self.style.ascii);
        let seen = self.wrap(&self.spelt(&format!("{seen} [{id}]")), "    ", "    ");
        self.line(format_args!("  {color}{mark}{color:#} {}", seen.trim_start()));
    }

    /// What belongs to the command above it.
    pub fn note(&mut self, text: &str) {
        self.line(format_args!("{}", self.wrap(&self.spelt(text), "          ", "          ")));
    }

    /// A line of an explanation.
    pub fn detail(&mut self, text: &str) {
        self.line(format_args!("{}", self.wrap(&self.spelt(text), "      ", "      ")));
    }

    /// A line of an explanation that is copied whole.
    pub fn unbroken_detail(&mut self, text: &str) {
        self.line(format_args!("      {}", self.spelt(text)));
    }

    /// A command to type. It is never broken: it must be copied whole.
    pub fn command(&mut self, command: &str) {
        self.line(format_args!("        > {}", self.spelt(command)));
    }

    /// An item of a list.
    pub fn item(&mut self, text: &str) {
        self.line(format_args!("{}", self.wrap(&self.spelt(text), "  - ", "    ")));
    }

    /// The text as the console can show it: signs of ours in ASCII, names as they are.
    fn spelt<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.style.ascii && !text.is_ascii() { in_ascii(text).into() } else { text.into() }
    }

    /// Whether the first line is gone from the screen when the last is printed.
    pub fn is_longer_than_the_terminal(&self) -> bool {
        self.style.page.is_some_and(|page| self.text.lines().count() > page.rows)
    }

    fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        wrap(self.width(), text, first, rest)
    }

    fn width(&self) -> usize {
        let (least, most) = (*WIDTHS.start(), *WIDTHS.end());
        self.style.page.map_or(WIDTH, |page| page.columns.clamp(least, most))
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn ansi(&self, style: Ansi) -> Ansi {
        if self.style.color { style } else { Ansi::new() }
    }
}

fn in_ascii(text: &str) -> String {
    let mut spelt = String::new();
    for sign in text.chars() {
        match sign {
            '…' => spelt.push_str("..."),
            '→' => spelt.push_str("->"),
            '–' | '—' => spelt.push('-'),
            '“' | '”' => spelt.push('"'),
            '‘' | '’' => spelt.push('\''),
            '\u{a0}' => spelt.push(' '),
            other => spelt.push(other),
        }
    }
    spelt
}

/// Names, addresses and codes are not torn apart.
fn wrap(width: usize, text: &str, first: &str, rest: &str) -> String {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}
