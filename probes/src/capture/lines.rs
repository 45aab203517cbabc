//! Text of a console, line by line: blanks of every kind, lines that the console broke, labels and values.

/// The lines, with plain blanks, without trailing ones, and with those put together again that a console broke.
pub fn lines(text: &str) -> Vec<String> {
    let plain: Vec<String> = text.lines().map(plain_blanks).collect();
    let widest = plain.iter().map(|line| width(line)).max().unwrap_or(0);
    let mut whole: Vec<String> = Vec::new();
    let mut continues = false;
    for line in plain {
        let fills = BROKEN_AT.contains(&widest) && width(&line) == widest;
        match whole.last_mut().filter(|_| continues && !line.trim().is_empty() && !is_labelled(&line)) {
            Some(last) => last.push_str(&line),
            None => whole.push(line),
        }
        continues = fills;
    }
    whole.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// A line may fill the console by chance, as an installation id does behind its English label.
fn is_labelled(line: &str) -> bool {
    line.contains(": ") || line.contains('\u{ff1a}') || line.trim_end().ends_with(':')
}

/// The widths of consoles that break what is copied out of them.
const BROKEN_AT: [usize; 2] = [80, 120];

/// French sets a narrow no-break space before a colon and between thousands.
fn plain_blanks(line: &str) -> String {
    let plain = |c| if matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{3000}') { ' ' } else { c };
    line.trim_end_matches('\r').chars().map(plain).collect()
}

/// In the cells of a console: East Asian characters take two.
fn width(line: &str) -> usize {
    line.chars().map(|c| if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}') { 2 } else { 1 }).sum()
}

/// What stands before the first colon, and what after it; no label has one.
pub fn label_and_value(line: &str) -> Option<(&str, &str)> {
    line.split_once([':', '\u{ff1a}']).map(|(label, value)| (label.trim(), value.trim()))
}

/// What stands after the first colon.
pub fn value(line: &str) -> Option<&str> {
    label_and_value(line).map(|(_, value)| value)
}

/// The first `0x` with eight hexadecimal digits.
pub fn code(text: &str) -> Option<u32> {
    let starts = text.match_indices("0x").chain(text.match_indices("0X"));
    starts.filter_map(|(at, _)| text.get(at + 2..at + 10)).find_map(|digits| u32::from_str_radix(digits, 16).ok())
}

/// A text that is a GUID, braces or not, in small letters.
pub fn guid(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['{', '}']);
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let fits = lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
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
        } else if !(!digits.is_empty() && is_grouping(c) && is_group(chars.get(at + 1..).unwrap_or_default())) {
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
        assert_eq!(guid("{55C92734-D682-4D71-983E-D6EC3F16059F}").as_deref(), Some(super::super::WINDOWS_APPLICATION));
        assert_eq!(guid("00000-00000-00000-00000"), None);
    }
}
