//! Characters that a format writes in another way: XML and HTML entities, percent signs of URLs,
//! escapes of JSON, C, DNS and PowerShell, quoted-printable.

use std::ops::Range;

use super::forms::REACH;
use super::signs::{Glyph, Sign, sign};

/// Whether there is a mark with which an escape begins.
pub(super) fn may_hold_some(text: &str) -> bool {
    text.bytes().any(|byte| begins(char::from(byte)) || byte == b'=')
}

fn begins(c: char) -> bool {
    matches!(c, '&' | '%' | '\\' | '`')
}

/// A text with one layer of escapes read.
pub(super) struct Unescaped {
    pub(super) glyphs: Vec<Glyph>,
    /// Which of its characters were escapes, in order.
    pub(super) changed: Vec<usize>,
}

impl Unescaped {
    /// Where the reading may show a key that the text as it was did not: around what changed, and
    /// as far as keys reach. A text with an escape here and there is not gone over again as a
    /// whole.
    pub(super) fn stretches(&self) -> Vec<Range<usize>> {
        let mut letters: Vec<usize> = Vec::with_capacity(self.glyphs.len());
        let is_letter = |glyph: &Glyph| matches!(sign(glyph.c), Sign::Letter(_));
        letters.extend(
            (0..).zip(&self.glyphs).filter(|(_, glyph)| is_letter(glyph)).map(|(at, _)| at),
        );
        let mut stretches: Vec<Range<usize>> = Vec::new();
        for &at in &self.changed {
            let before = letters.partition_point(|letter| *letter < at);
            let start = before.checked_sub(REACH).and_then(|first| letters.get(first));
            let start = start.copied().unwrap_or_default();
            let end = letters.get(before + REACH).copied().unwrap_or(self.glyphs.len());
            match stretches.last_mut() {
                Some(last) if start <= last.end => last.end = end,
                _ => stretches.push(start..end),
            }
        }
        stretches
    }
}

/// The characters with one layer of escapes read; none where there is no escape. What looks like an
/// escape and is none (a path, a share in per cent) does no harm: the text is looked at as it
/// stands, too.
pub(super) fn unescaped(glyphs: &[Glyph]) -> Option<Unescaped> {
    replaced(glyphs, begins, escape)
}

/// The same for quoted-printable (RFC 2045 §6.7), which is read apart: its mark stands before many
/// a value.
pub(super) fn unquoted(glyphs: &[Glyph]) -> Option<Unescaped> {
    replaced(glyphs, |c| c == '=', |at| broken_line(at).or_else(|| encoded(at, |at| byte(at, "="))))
}

/// What an escape stands for, and how many characters it has.
type Escape = (char, usize);

fn replaced(
    glyphs: &[Glyph],
    begins: impl Fn(char) -> bool,
    escape: impl Fn(&[Glyph]) -> Option<Escape>,
) -> Option<Unescaped> {
    let first = glyphs.iter().position(|glyph| begins(glyph.c))?;
    let mut plain = Vec::with_capacity(glyphs.len());
    plain.extend(glyphs.get(..first).unwrap_or_default());
    let mut rest = glyphs.get(first..).unwrap_or_default();
    let mut changed = Vec::new();
    while let Some((glyph, behind)) = rest.split_first() {
        if let Some((c, length)) = begins(glyph.c).then(|| escape(rest)).flatten() {
            let end = rest.get(length - 1).map_or(glyph.end, |last| last.end);
            changed.push(plain.len());
            plain.push(Glyph { c, start: glyph.start, end });
            rest = rest.get(length..).unwrap_or_default();
        } else {
            plain.push(*glyph);
            rest = behind;
        }
    }
    (!changed.is_empty()).then_some(Unescaped { glyphs: plain, changed })
}

/// The escape at the beginning.
fn escape(at: &[Glyph]) -> Option<Escape> {
    match at.first()?.c {
        '&' => entity(at),
        '%' => hexadecimal_number(at, "%u", 4).or_else(|| encoded(at, |at| byte(at, "%"))),
        '`' => braced(at),
        _ => braced(at)
            .or_else(|| utf16(at))
            .or_else(|| encoded(at, |at| byte(at, "\\x")))
            .or_else(|| encoded(at, three_digits))
            .or_else(|| three_digits(at).map(|(byte, length)| (char::from(byte), length)))
            .or_else(|| single(at)),
    }
}

/// `&#45;`, `&#x2D;`, `&ndash;`. Of those with names, only the ones that show nothing are told from
/// other marks; which mark it is does not matter.
fn entity(at: &[Glyph]) -> Option<Escape> {
    let inside: String = at
        .iter()
        .skip(1)
        .take(LONGEST_ENTITY)
        .map(|glyph| glyph.c)
        .take_while(|c| *c != ';')
        .collect();
    let length = inside.chars().count() + 2;
    let is_closed = at.get(length - 1).is_some_and(|glyph| glyph.c == ';');
    let number = inside.strip_prefix('#');
    let number = number.and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    match number {
        Some(number) if is_closed => Some((char::from_u32(number)?, length)),
        _ if !is_closed => unclosed(&inside),
        _ => Some((named(&inside)?, length)),
    }
}

/// Browsers take a number without its semicolon, where no digit follows.
fn unclosed(inside: &str) -> Option<Escape> {
    let digits = inside.strip_prefix('#')?;
    let digits = digits.get(..digits.find(|c: char| !c.is_ascii_digit())?)?;
    Some((char::from_u32(digits.parse().ok()?)?, digits.len() + 2))
}

fn named(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "shy" | "zwnj" | "zwj" | "lrm" | "rlm" | "ZeroWidthSpace" | "NoBreak"
        | "InvisibleTimes" | "InvisibleComma" => Some('\u{200b}'),
        "Tab" | "nbsp" => Some(' '),
        "NewLine" => Some('\n'),
        "dash" | "hyphen" | "ndash" | "mdash" | "minus" | "horbar" => Some('-'),
        _ if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Some('\u{b7}')
        }
        _ => None,
    }
}

/// With zeros in front, as numbers may have them.
const LONGEST_ENTITY: usize = 24;

/// `\u{2d}` of Rust, JavaScript and, with its own mark, PowerShell.
fn braced(at: &[Glyph]) -> Option<Escape> {
    let digits: String =
        at.get(3..)?.iter().take(9).map(|glyph| glyph.c).take_while(|c| *c != '}').collect();
    let is_braced =
        at.get(1)?.c == 'u' && at.get(2)?.c == '{' && at.get(3 + digits.len())?.c == '}';
    let number = u32::from_str_radix(&digits, 16).ok().filter(|_| is_braced)?;
    Some((char::from_u32(number)?, digits.len() + 4))
}

/// `\u002d`; a character beyond the first plane is two of them.
fn utf16(at: &[Glyph]) -> Option<Escape> {
    if let Some(found) = hexadecimal_number(at, "\\u", 4) {
        return Some(found);
    }
    let unit = |at| number(at, "\\u", 4).and_then(|unit| u16::try_from(unit).ok());
    let (high, low) = (unit(at)?, unit(at.get(6..)?)?);
    Some((char::decode_utf16([high, low]).next()?.ok()?, 12))
}

fn hexadecimal_number(at: &[Glyph], prefix: &str, digits: usize) -> Option<Escape> {
    Some((char::from_u32(number(at, prefix, digits)?)?, prefix.len() + digits))
}

/// So many hexadecimal digits behind a prefix.
fn number(at: &[Glyph], prefix: &str, digits: usize) -> Option<u32> {
    let begins = at.iter().map(|glyph| glyph.c).take(prefix.len()).eq(prefix.chars());
    let digits = at.get(prefix.len()..prefix.len() + digits).filter(|_| begins)?;
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | digit.c.to_digit(16)?))
}

/// A byte behind a prefix, and how many characters it takes.
type Byte = (u8, usize);

fn byte(at: &[Glyph], prefix: &str) -> Option<Byte> {
    Some((u8::try_from(number(at, prefix, 2)?).ok()?, prefix.len() + 2))
}

/// `\045`. DNS counts in tens (RFC 1035 §5.1), C in eights: what DNS does not escape is C's.
fn three_digits(at: &[Glyph]) -> Option<Byte> {
    let digits = at.get(1..4)?;
    let in_base = |base: u32| {
        let number = digits
            .iter()
            .try_fold(0, |number, digit| Some(number * base + digit.c.to_digit(base)?))?;
        u8::try_from(number).ok()
    };
    let in_tens = in_base(10)?;
    let is_of_dns = !in_tens.is_ascii_graphic() || b"\"$().;@\\-".contains(&in_tens);
    let byte = if is_of_dns { in_tens } else { in_base(8)? };
    Some((byte, 4))
}

/// The character of escaped bytes: one byte, or a sequence of UTF-8 in the same form. Of bytes that
/// are neither, only the dashes and blanks of Windows' Western code page: what follows a percent
/// sign need be no escape.
fn encoded(at: &[Glyph], read: impl Fn(&[Glyph]) -> Option<Byte>) -> Option<Escape> {
    let (first, mut length) = read(at)?;
    let mut bytes = vec![first];
    for _ in 1..sequence_length(first) {
        let Some((next, more)) = at.get(length..).and_then(&read) else { break };
        bytes.push(next);
        length += more;
    }
    match (std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()), first) {
        (Some(c), _) => Some((c, length)),
        (None, 0x96 | 0x97) => Some(('-', read(at)?.1)),
        (None, 0xa0 | 0xad) => Some((char::from(first), read(at)?.1)),
        (None, _) => None,
    }
}

/// How many bytes a sequence has that begins so (RFC 3629 §3).
fn sequence_length(first: u8) -> usize {
    match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    }
}

/// A line that quoted-printable broke goes on (RFC 2045 §6.7).
fn broken_line(at: &[Glyph]) -> Option<Escape> {
    match (at.get(1)?.c, at.get(2).map(|glyph| glyph.c)) {
        ('\r', Some('\n')) => Some(('\n', 3)),
        ('\n', _) => Some(('\n', 2)),
        _ => None,
    }
}

/// `\t`, `\n`; and a backslash that stands for itself.
fn single(at: &[Glyph]) -> Option<Escape> {
    let c = match at.get(1)?.c {
        'n' | 'r' => '\n',
        't' => '\t',
        'a' | 'b' | 'f' | 'v' => '\u{b}',
        '\\' => '\\',
        _ => return None,
    };
    Some((c, 2))
}
