//! Text of a console, line by line: blanks of every kind, lines that the console broke, labels and
//! values.

use std::borrow::Cow;

use crate::wire::work::look;

/// The lines of a text, put in order once for every parser.
pub struct Page<'a> {
    lines: Vec<Cow<'a, str>>,
    /// Whether there are no more lines than are kept.
    pub is_whole: bool,
}

impl<'a> Page<'a> {
    /// The lines, with plain blanks, without trailing ones, and with those put together again that
    /// a console broke.
    pub fn of(text: &'a str) -> Self {
        let widest = text.lines().map(|line| width(line.trim_end_matches('\r'))).max().unwrap_or(0);
        let breaks = BROKEN_AT.contains(&widest);
        let mut lines: Vec<Cow<'a, str>> = Vec::new();
        let mut continues = false;
        for line in text.lines().map(|line| line.trim_end_matches('\r')) {
            let fills = breaks && width(line) == widest;
            let line = plain_blanks(line);
            let is_full = lines.len() >= MOST_LINES;
            if let Some(last) = lines.last_mut().filter(|last| is_code_going_on(last, &line)) {
                let last = last.to_mut();
                last.truncate(last.trim_end().len());
                last.push_str(line.trim_start());
                continues = fills;
                continue;
            }
            if let Some(last) = lines.last_mut().filter(|last| is_name_going_on(last, &line)) {
                let last = last.to_mut();
                last.push(' ');
                last.push_str(line.trim_start());
                continue;
            }
            match lines
                .last_mut()
                .filter(|_| continues && !line.trim().is_empty() && !is_labelled(&line))
            {
                Some(last) => last.to_mut().push_str(&line),
                None if is_full => return Self { lines, is_whole: false }.trimmed(),
                None => lines.push(line),
            }
            continues = fills;
        }
        Self { lines, is_whole: true }.trimmed()
    }

    fn trimmed(mut self) -> Self {
        for line in &mut self.lines {
            let end = line.trim_end().len();
            match line {
                Cow::Borrowed(line) => *line = line.get(..end).unwrap_or_default(),
                Cow::Owned(line) => line.truncate(end),
            }
        }
        self
    }

    /// The lines of some ranges alone.
    pub fn of_ranges(&self, ranges: &[(usize, usize)]) -> Page<'_> {
        let lines = ranges.iter().flat_map(|&(from, to)| self.lines().part(from, to).iter());
        Page { lines: lines.map(Cow::Borrowed).collect(), is_whole: self.is_whole }
    }

    /// All of them.
    pub fn lines(&self) -> Lines<'_> {
        Lines(&self.lines)
    }
}

/// Whether a mail broke the place of an activation object at one of the blanks in it: behind its
/// label, or in the names of the two containers that have one.
fn is_name_going_on(last: &str, line: &str) -> bool {
    let (last, line) = (last.trim_end(), line.trim_start());
    last.ends_with("CN=Activation") && line.starts_with("Objects,CN=")
        || last.ends_with(",CN=Microsoft") && line.starts_with("SPP,CN=")
        || last.ends_with([':', '\u{ff1a}']) && is_place_of_object(line)
}

/// Whether a code was broken at the width of the console, as PowerShell does that indents what goes
/// on: its digits are too few on the one line, and the next has the others.
fn is_code_going_on(last: &str, line: &str) -> bool {
    let last = last.trim_end();
    let Some((_, first)) = last
        .get(last.ceil_char_boundary(last.len().saturating_sub(9))..)
        .and_then(|end| end.rsplit_once(['x', 'X']))
    else {
        return false;
    };
    let is_begun = last
        .len()
        .checked_sub(first.len() + 2)
        .and_then(|at| last.get(at..))
        .is_some_and(|code| code.starts_with('0'));
    let line = line.trim_start();
    let more = line.len() - line.trim_start_matches(|c: char| c.is_ascii_hexdigit()).len();
    let ends = line.get(more..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    is_begun
        && first.len() < DIGITS
        && more == DIGITS - first.len()
        && ends
        && line.get(..more).is_some_and(|rest| begins_code(&format!("{first}{rest}")))
}

/// Of a code, behind its `0x`.
const DIGITS: usize = 8;

/// Whether eight digits are a code of the licensing service, of Windows or of an interface of its:
/// other numbers may be apart by chance.
pub fn begins_code(digits: &str) -> bool {
    let families = ["8004", "8007", "803F", "C002", "C004"];
    let is_one = |family: &&str| {
        digits.get(..family.len()).is_some_and(|high| high.eq_ignore_ascii_case(family))
    };
    digits.len() == DIGITS
        && digits.chars().all(|c| c.is_ascii_hexdigit())
        && families.iter().any(is_one)
}

fn is_place_of_object(line: &str) -> bool {
    line.starts_with("CN=") && line.contains(",CN=Activation")
}

/// How many lines are kept; a day of `w32tm /stripchart` has some forty thousand.
const MOST_LINES: usize = 250_000;

/// Some lines that follow each other. Each look at one counts ([`crate::wire::work`]): so a test
/// sees who goes over them again and again.
#[derive(Clone, Copy)]
pub struct Lines<'a>(&'a [Cow<'a, str>]);

impl<'a> Lines<'a> {
    /// How many there are.
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// The line at that place.
    pub fn get(self, at: usize) -> Option<&'a str> {
        self.0.get(at).map(seen)
    }

    /// From the first.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator + Clone {
        self.0.iter().map(seen)
    }

    /// The lines from one place up to another; none where the places are no range.
    pub fn part(self, from: usize, to: usize) -> Self {
        Self(self.0.get(from..to.min(self.0.len())).unwrap_or_default())
    }

    /// The first place whose line is meant.
    pub fn position(self, is_meant: impl Fn(&str) -> bool) -> Option<usize> {
        self.iter().position(is_meant)
    }

    /// What stands after the first colon of each line that has one.
    pub fn values(self) -> impl Iterator<Item = &'a str> + Clone {
        self.iter().filter_map(value)
    }

    /// The parts that begin at these places, in order, each up to the next.
    pub fn parts(self, starts: impl IntoIterator<Item = usize>) -> impl Iterator<Item = Self> {
        let mut starts = starts.into_iter().peekable();
        std::iter::from_fn(move || {
            let start = starts.next()?;
            Some(self.part(start, starts.peek().copied().unwrap_or(self.len())))
        })
    }
}

#[expect(clippy::ptr_arg, reason = "a function for an iterator of these")]
fn seen<'a>(line: &'a Cow<'_, str>) -> &'a str {
    look(line.len());
    line
}

/// A line may fill the console by chance, as an installation id does behind its English label.
fn is_labelled(line: &str) -> bool {
    line.contains(": ") || line.contains('\u{ff1a}') || line.trim_end().ends_with(':')
}

/// The widths of consoles that break what is copied out of them.
const BROKEN_AT: [usize; 2] = [80, 120];

/// French sets a narrow no-break space before a colon and between thousands.
fn plain_blanks(line: &str) -> Cow<'_, str> {
    let is_other = |c| matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{3000}');
    match line.is_ascii() || !line.contains(is_other) {
        true => Cow::Borrowed(line),
        false => Cow::Owned(line.replace(is_other, " ")),
    }
}

/// In the cells of a console: East Asian characters take two.
fn width(line: &str) -> usize {
    look(line.len());
    if line.is_ascii() {
        return line.len();
    }
    line.chars()
        .map(|c| if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}') { 2 } else { 1 })
        .sum()
}

/// What stands before the first colon, and what after it; no label has one.
pub fn label_and_value(line: &str) -> Option<(&str, &str)> {
    line.split_once([':', '\u{ff1a}']).map(|(label, value)| (label.trim(), value.trim()))
}

/// What stands after the first colon.
pub fn value(line: &str) -> Option<&str> {
    label_and_value(line).map(|(_, value)| value)
}

/// The first `0x` with eight hexadecimal digits, and no more of them.
pub fn code(text: &str) -> Option<u32> {
    let starts = text.match_indices("0x").chain(text.match_indices("0X"));
    let ends = |at: usize| {
        let next = text.get(at + 10..).and_then(|rest| rest.chars().next());
        next.is_none_or(|next| !next.is_ascii_hexdigit())
    };
    starts
        .filter(|(at, _)| ends(*at))
        .filter_map(|(at, _)| text.get(at + 2..at + 10))
        .find_map(|digits| u32::from_str_radix(digits, 16).ok())
}

/// A text that is a GUID, braces or not, in small letters.
pub fn guid(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['{', '}']);
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let fits =
        lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
    fits.then(|| text.to_ascii_lowercase())
}

/// The whole numbers in a text; a group of three digits belongs to the number before it.
pub fn numbers(text: &str) -> Vec<u64> {
    let mut numbers = Vec::new();
    let mut digits = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else if !(!digits.is_empty()
            && is_grouping(c)
            && is_group(chars.get(at + 1..).unwrap_or_default()))
        {
            numbers.extend(std::mem::take(&mut digits).parse::<u64>().ok());
        }
    }
    numbers.extend(digits.parse::<u64>().ok());
    numbers
}

fn is_grouping(c: char) -> bool {
    matches!(c, ' ' | '.' | ',' | '\'' | '\u{2019}')
}

fn is_group(text: &[char]) -> bool {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    digits == 3
}

/// A host name in a capture, as it may be kept, without trailing dot.
pub fn host(text: &str) -> String {
    super::keep(text.trim().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_groups() {
        assert_eq!(numbers("259200 minute(s) (180 day(s))"), [259_200, 180]);
        assert_eq!(numbers("259 200 minutes (180 jours)"), [259_200, 180]);
        assert_eq!(numbers("259.200 Minuten, 1 2"), [259_200, 1, 2]);
        assert_eq!(numbers("none"), Vec::<u64>::new());
    }

    fn lines(text: &str) -> Vec<String> {
        Page::of(text).lines().iter().map(str::to_owned).collect()
    }

    #[test]
    fn more_lines_than_any_output_has_are_not_kept_and_that_is_told() {
        let page = Page::of("a\n");
        assert!(page.is_whole && page.lines().len() == 1);
        let endless = "a\n".repeat(MOST_LINES + 1);
        let page = Page::of(&endless);
        assert!(!page.is_whole && page.lines().len() == MOST_LINES);
    }

    #[test]
    fn the_place_of_an_object_that_a_mail_broke_is_one_line() {
        let whole = "AO DN: CN=x,CN=Activation Objects,CN=Microsoft SPP,CN=Services,DC=corp";
        for broken in [
            "AO DN: CN=x,CN=Activation\nObjects,CN=Microsoft SPP,CN=Services,DC=corp",
            "AO DN: CN=x,CN=Activation Objects,CN=Microsoft\n  SPP,CN=Services,DC=corp",
            "AO DN:\nCN=x,CN=Activation Objects,CN=Microsoft SPP,CN=Services,DC=corp",
            "AO DN:\n CN=x,CN=Activation\nObjects,CN=Microsoft\nSPP,CN=Services,DC=corp",
        ] {
            assert_eq!(lines(broken), [whole], "{broken}");
        }
        for apart in ["CN=Activation\nName: x", "Name:\nCN=x", "a\nObjects,CN=x"] {
            assert_eq!(lines(apart).len(), 2, "{apart}");
        }
    }

    #[test]
    fn a_line_that_the_console_broke_is_one_line() {
        let broken = format!("{}\nrest\nnext", "a".repeat(80));
        assert_eq!(lines(&broken), [format!("{}rest", "a".repeat(80)), "next".to_owned()]);
        let unbroken = format!("{}\nrest", "a".repeat(81));
        assert_eq!(lines(&unbroken).len(), 2);
    }

    #[test]
    fn codes_and_guids_are_known_by_their_shape() {
        assert_eq!(code("x 0xC004F074, 0x00000000"), Some(0xC004_F074));
        assert_eq!(code("0x2a"), None);
        assert_eq!(
            guid("{55C92734-D682-4D71-983E-D6EC3F16059F}").as_deref(),
            Some(super::super::WINDOWS_APPLICATION)
        );
        assert_eq!(guid("00000-00000-00000-00000"), None);
    }
}
