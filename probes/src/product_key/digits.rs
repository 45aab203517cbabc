//! Texts that stand there as the digits of their bytes, as `reg export` writes `hex(2)` and
//! `hex(7)`.

use super::forms::LETTERS;
use super::signs::Glyph;

/// Whether there are hexadecimal digits enough in a row; a first look that is cheap.
pub(super) fn may_hold_text(text: &str) -> bool {
    let mut digits = 0;
    text.bytes().any(|byte| {
        digits = match byte {
            _ if byte.is_ascii_hexdigit() => digits + 1,
            b'x' | b'X' | b',' | b' ' | b'\t' | b':' | b';' | b'-' | b'\\' | b'\r' | b'\n' => {
                digits
            }
            _ => 0,
        };
        digits >= 2 * LETTERS
    })
}

/// The characters with every long run of hexadecimal digits read as the bytes of a text, in pairs:
/// `42,00,43,00` of `hex(2)`, `42 43`, `4243`. None where there is no such run.
pub(super) fn as_bytes(glyphs: &[Glyph]) -> Option<Vec<Glyph>> {
    let mut read: Vec<Glyph> = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while at < glyphs.len() {
        let run = Run::at(glyphs, at);
        if run.bytes.len() >= LETTERS {
            read.extend(glyphs.get(copied..at).unwrap_or_default());
            read.extend(run.bytes);
            copied = run.end;
        }
        at = run.next.max(at + 1);
    }
    if copied == 0 {
        return None;
    }
    read.extend(glyphs.get(copied..).unwrap_or_default());
    Some(read)
}

/// Words of pairs of digits, with little between them.
struct Run {
    bytes: Vec<Glyph>,
    end: usize,
    /// Where the next run may begin.
    next: usize,
}

impl Run {
    fn at(glyphs: &[Glyph], start: usize) -> Self {
        let mut run = Self { bytes: Vec::new(), end: start, next: start };
        let mut at = start;
        loop {
            let word = word(glyphs.get(at..).unwrap_or_default());
            let digits = digits_of(word);
            if digits.is_empty() {
                // A word of another kind is passed over as a whole: digits inside it begin no run.
                run.next = at + word.len();
                return run;
            }
            run.bytes.extend(digits.chunks_exact(2).filter_map(byte_of));
            run.end = at + word.len();
            at = run.end + between(glyphs.get(run.end..).unwrap_or_default());
        }
    }
}

fn word(glyphs: &[Glyph]) -> &[Glyph] {
    let length = glyphs.iter().take_while(|glyph| glyph.c.is_ascii_alphanumeric()).count();
    glyphs.get(..length).unwrap_or_default()
}

/// The digits of a word, without `0x`; none where it holds anything else, or half a pair.
fn digits_of(word: &[Glyph]) -> &[Glyph] {
    let digits = match word {
        [zero, x, digits @ ..] if zero.c == '0' && matches!(x.c, 'x' | 'X') => digits,
        digits => digits,
    };
    let fits =
        digits.len().is_multiple_of(2) && digits.iter().all(|glyph| glyph.c.is_ascii_hexdigit());
    if fits { digits } else { &[] }
}

fn byte_of(pair: &[Glyph]) -> Option<Glyph> {
    let [high, low] = pair else { return None };
    let byte = high.c.to_digit(16)? << 4 | low.c.to_digit(16)?;
    Some(Glyph { c: char::from_u32(byte)?, start: high.start, end: low.end })
}

/// How much stands before the next word: commas, blanks, the end of a line with its backslash.
fn between(glyphs: &[Glyph]) -> usize {
    let separates =
        |glyph: &&Glyph| matches!(glyph.c, ',' | ' ' | '\t' | ':' | ';' | '-' | '\\' | '\r' | '\n');
    glyphs.iter().take(MOST_BETWEEN_BYTES).take_while(separates).count()
}

const MOST_BETWEEN_BYTES: usize = 16;
