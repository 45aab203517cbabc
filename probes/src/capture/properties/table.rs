//! Tables of PowerShell, whose heads are underlined, of `wmic`, whose are not, and of Markdown; and
//! fields with commas between them.

use std::ops::Range;

use super::{Listing, Object, is_known, put};
use crate::capture::lines::Lines;

/// How many columns a table may have.
const MOST_COLUMNS: usize = 64;

/// Finds the tables of a text: a head, then rows up to a line that is none.
pub fn read(lines: Lines<'_>, found: &mut Listing) {
    let mut table: Option<Table> = None;
    let mut above = "";
    for (at, line) in lines.iter().enumerate() {
        if let Some(head) = head(above, line) {
            close(table.replace(head), found);
        } else if table.as_mut().is_some_and(|open| !open.row(line, at)) {
            close(table.take(), found);
        }
        above = line;
    }
    close(table, found);
}

fn close(table: Option<Table>, found: &mut Listing) {
    for (object, lines) in table.into_iter().flat_map(|table| table.rows) {
        found.add(object, lines);
    }
}

/// The head that ends with this line, where it ends one.
fn head(above: &str, line: &str) -> Option<Table> {
    let (layout, columns) = if is_underline(line) {
        let runs = runs(line);
        let above: Vec<char> = above.chars().collect();
        let name = |run: &Range<usize>| text(&above, run.clone());
        (Layout::Underlined(runs.clone()), runs.iter().map(name).collect())
    } else if line.starts_with('"') {
        (Layout::Quoted, fields(line))
    } else if line.trim_start().starts_with('|') {
        (Layout::Barred, barred(line))
    } else if line.len() <= LONGEST_HEAD && line.contains([',', ';', '\t']) {
        (Layout::Plain, fields(line))
    } else {
        let starts = starts(line)?;
        (Layout::LeftAligned(starts), line.split_whitespace().map(str::to_owned).collect())
    };
    let columns: Vec<String> = columns;
    let fits = columns.len() <= MOST_COLUMNS && columns.iter().any(|name| is_known(name));
    let is_framed = match layout {
        Layout::Underlined(_) | Layout::Quoted | Layout::Barred => true,
        Layout::LeftAligned(_) | Layout::Plain => false,
    };
    let all_known = || columns.len() > 1 && columns.iter().all(|name| is_known(name));
    (fits && (is_framed || all_known())).then(|| Table { layout, columns, rows: Vec::new() })
}

fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("--") && line.bytes().all(|byte| matches!(byte, b'-' | b' '))
}

/// Where the dashes of each column are, in characters.
fn runs(line: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = None;
    for (at, c) in line.chars().chain([' ']).enumerate() {
        match (c, start) {
            ('-', None) => start = Some(at),
            (' ', Some(from)) => {
                runs.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    runs
}

/// Where each name of `wmic`'s head begins; it pads to two blanks at least.
fn starts(line: &str) -> Option<Vec<usize>> {
    let is_of_names = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ');
    if line.len() > LONGEST_HEAD || line.starts_with(' ') || !line.chars().all(is_of_names) {
        return None;
    }
    let bytes = line.as_bytes();
    let begins = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        bytes.get(*at) != Some(&b' ') && before.is_none_or(|before| *before == b' ')
    };
    Some((0..bytes.len()).filter(begins).collect())
}

/// In bytes.
const LONGEST_HEAD: usize = 4096;

struct Table {
    layout: Layout,
    columns: Vec<String>,
    rows: Vec<(Object, Vec<usize>)>,
}

/// How the cells of a row are found.
enum Layout {
    /// Below dashes, to the left or to the right.
    Underlined(Vec<Range<usize>>),
    /// From where the name begins.
    LeftAligned(Vec<usize>),
    /// In quotation marks, with commas between them.
    Quoted,
    /// With commas or tabs between them, in quotation marks where PowerShell 7 needs them, and
    /// never with `wmic`.
    Plain,
    /// Between bars.
    Barred,
}

impl Table {
    /// Reads a row; false where the table is over.
    fn row(&mut self, line: &str, at: usize) -> bool {
        if line.trim().is_empty() {
            return matches!(self.layout, Layout::LeftAligned(_)) || self.rows.is_empty();
        }
        if matches!(self.layout, Layout::Barred) && is_rule(line) {
            return true;
        }
        let cells = self.cells(line);
        if cells.iter().all(String::is_empty) {
            return false;
        }
        if self.continues(&cells) {
            self.add_to_last(&cells, at);
            return true;
        }
        let mut object = Object::new();
        for (name, cell) in self.columns.iter().zip(&cells) {
            put(&mut object, name, cell);
        }
        if self.rows.len() < super::MOST_OBJECTS {
            self.rows.push((object, vec![at]));
        }
        true
    }

    fn cells(&self, line: &str) -> Vec<String> {
        let chars: Vec<char> = line.chars().collect();
        match &self.layout {
            Layout::Quoted | Layout::Plain => fields(line),
            Layout::Barred => barred(line),
            Layout::LeftAligned(starts) => {
                let ends = starts.iter().skip(1).copied().chain([chars.len()]);
                starts.iter().zip(ends).map(|(from, to)| text(&chars, *from..to)).collect()
            }
            Layout::Underlined(runs) => between(&chars, runs),
        }
    }

    /// `Format-Table -Wrap` goes on below with what did not fit; a state or a key fits always.
    fn continues(&self, cells: &[String]) -> bool {
        let Some((last, _)) = self.rows.last() else { return false };
        let is_short = |name: &str| SHORT.iter().any(|short| short.eq_ignore_ascii_case(name));
        let mut short = self.columns.iter().zip(cells).filter(|(name, _)| is_short(name));
        let was_filled =
            |name: &String| last.get(name).is_some_and(|cell| cell.as_str() != Some(""));
        matches!(self.layout, Layout::Underlined(_))
            && short.clone().any(|(name, _)| was_filled(name))
            && short.all(|(_, cell)| cell.is_empty())
    }

    fn add_to_last(&mut self, cells: &[String], at: usize) {
        let Some((object, lines)) = self.rows.last_mut() else { return };
        for (name, cell) in self.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let known = object.get(name).and_then(|known| known.as_str()).unwrap_or_default();
            let joint = if known.is_empty() || known.ends_with('-') { "" } else { " " };
            let whole = format!("{known}{joint}{cell}");
            put(object, name, &whole);
        }
        lines.push(at);
    }
}

const SHORT: [&str; 3] = ["LicenseStatus", "PartialProductKey", "GracePeriodRemaining"];

/// A column may be filled from the left beyond its dashes, and the next one from the right before
/// its own: the last blank between the two parts them.
fn between(chars: &[char], runs: &[Range<usize>]) -> Vec<String> {
    let mut from = 0;
    let mut cells = Vec::new();
    for (run, next) in runs.iter().zip(runs.iter().skip(1)) {
        let gap = run.end.min(chars.len())..next.start.min(chars.len());
        let blank = chars.get(gap.clone()).and_then(|gap| gap.iter().rposition(|c| *c == ' '));
        let to = blank.map_or(gap.end, |blank| gap.start + blank);
        cells.push(text(chars, from..to));
        from = to;
    }
    cells.push(text(chars, from..chars.len()));
    cells
}

fn text(chars: &[char], range: Range<usize>) -> String {
    let range = range.start.min(chars.len())..range.end.min(chars.len());
    let text: String = chars.get(range).unwrap_or_default().iter().collect();
    text.trim().to_owned()
}

/// The line below a head of Markdown.
fn is_rule(line: &str) -> bool {
    line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')) && line.contains("--")
}

/// The cells between bars; none where the line has no bar.
fn barred(line: &str) -> Vec<String> {
    let inside = line.trim().strip_prefix('|').map(|line| line.strip_suffix('|').unwrap_or(line));
    let cells = inside.into_iter().flat_map(|line| line.split('|'));
    cells.map(|cell| cell.trim().to_owned()).collect()
}

/// The fields of a line; a doubled quotation mark is one. A comma before a blank is one of a text:
/// `wmic` sets no quotation marks.
pub fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut in_quotes = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if in_quotes && chars.peek() == Some(&'"') => {
                chars.next();
                add(&mut fields, '"');
            }
            '"' => in_quotes = !in_quotes,
            '\t' if !in_quotes => fields.push(String::new()),
            ',' | ';' if !in_quotes && chars.peek() != Some(&' ') => fields.push(String::new()),
            other => add(&mut fields, other),
        }
    }
    fields
}

fn add(fields: &mut [String], c: char) {
    if let Some(last) = fields.last_mut() {
        last.push(c);
    }
}
