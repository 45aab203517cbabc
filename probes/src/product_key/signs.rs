//! What a character is to somebody who looks for a key: a letter, or something that may stand
//! between letters.

/// A character, and where it stands in the text: one that was written as an escape takes the
/// escape's bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) c: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The characters of a text.
pub(super) fn glyphs(text: &str) -> impl Iterator<Item = Glyph> {
    text.char_indices().map(|(at, c)| Glyph { c, start: at, end: at + c.len_utf8() })
}

/// What a character is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// An ASCII letter or digit, as it is written.
    Letter(u8),
    /// What stands between letters: one of the bits below.
    Between(u8),
}

/// A dash of any length.
pub(super) const DASH: u8 = 1;
/// A dash that shows only at the end of a line, U+00AD.
pub(super) const SOFT_HYPHEN: u8 = 1 << 1;
/// Nothing that shows: controls, characters without width, combining marks; and signs that are no
/// letters.
pub(super) const IGNORED: u8 = 1 << 2;
/// The end of a line.
pub(super) const LINE_END: u8 = 1 << 3;
/// A blank of any width.
pub(super) const BLANK: u8 = 1 << 4;
/// Any other mark, and letters of other scripts.
pub(super) const OTHER: u8 = 1 << 5;

/// What `c` is read as.
pub(super) fn sign(c: char) -> Sign {
    let ascii = u8::try_from(c).ok().and_then(|byte| ASCII.get(usize::from(byte)));
    ascii.copied().unwrap_or_else(|| beyond_ascii(c))
}

/// A table, because whole files go through it.
const ASCII: [Sign; 128] = {
    let mut signs = [Sign::Between(IGNORED); 128];
    let mut byte = 0_u8;
    while byte < 128 {
        signs[byte as usize] = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Sign::Letter(byte),
            b'-' => Sign::Between(DASH),
            b'\n' | b'\r' => Sign::Between(LINE_END),
            b' ' | b'\t' => Sign::Between(BLANK),
            b'!'..=b'~' => Sign::Between(OTHER),
            _ => Sign::Between(IGNORED),
        };
        byte += 1;
    }
    signs
};

fn beyond_ascii(c: char) -> Sign {
    match c {
        '\u{ad}' => Sign::Between(SOFT_HYPHEN),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Sign::Between(LINE_END),
        '\u{58a}'
        | '\u{1806}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{207b}'
        | '\u{208b}'
        | '\u{2212}'
        | '\u{2500}'
        | '\u{2501}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '\u{30fc}'
        | '\u{fe31}'
        | '\u{fe32}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}' => Sign::Between(DASH),
        // Letters by their class, and shown as nothing (Unicode, Default_Ignorable_Code_Point).
        '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}' => {
            Sign::Between(IGNORED)
        }
        _ => match dressed(c) {
            Some(letter) => Sign::Letter(letter),
            None if c.is_whitespace() => Sign::Between(BLANK),
            None if c.is_alphanumeric() => Sign::Between(OTHER),
            None => Sign::Between(IGNORED),
        },
    }
}

/// The ASCII letter or digit that a character shows in other dress: wide, mathematical, in a circle
/// or a box. Blocks where they stand in order (Unicode, compatibility decompositions), and those
/// that stand alone.
fn dressed(c: char) -> Option<u8> {
    let (first, alphabet): (u32, &[u8]) = match c {
        '\u{ff10}'..='\u{ff19}' => (0xff10, DIGITS),
        '\u{ff21}'..='\u{ff3a}' => (0xff21, CAPITALS),
        '\u{ff41}'..='\u{ff5a}' => (0xff41, SMALL),
        '\u{1d400}'..='\u{1d6a3}' => (0x1d400, BOTH),
        '\u{1d7ce}'..='\u{1d7ff}' => (0x1d7ce, DIGITS),
        '\u{2460}'..='\u{2468}' => (0x2460, FROM_ONE),
        '\u{2474}'..='\u{247c}' => (0x2474, FROM_ONE),
        '\u{2488}'..='\u{2490}' => (0x2488, FROM_ONE),
        '\u{249c}'..='\u{24b5}' => (0x249c, SMALL),
        '\u{24b6}'..='\u{24cf}' => (0x24b6, CAPITALS),
        '\u{24d0}'..='\u{24e9}' => (0x24d0, SMALL),
        '\u{2776}'..='\u{277e}' => (0x2776, FROM_ONE),
        '\u{1f110}'..='\u{1f129}' => (0x1f110, CAPITALS),
        '\u{1f130}'..='\u{1f149}' => (0x1f130, CAPITALS),
        '\u{1f150}'..='\u{1f169}' => (0x1f150, CAPITALS),
        '\u{1f170}'..='\u{1f189}' => (0x1f170, CAPITALS),
        '\u{1f1e6}'..='\u{1f1ff}' => (0x1f1e6, CAPITALS),
        '\u{1fbf0}'..='\u{1fbf9}' => (0x1fbf0, DIGITS),
        _ => return LETTERLIKE.iter().find(|(dress, _)| *dress == c).map(|(_, letter)| *letter),
    };
    let at = usize::try_from(u32::from(c) - first).ok()?;
    alphabet.get(at % alphabet.len()).copied()
}

const DIGITS: &[u8] = b"0123456789";
const FROM_ONE: &[u8] = b"123456789";
const CAPITALS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SMALL: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const BOTH: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The mathematical letters that had a place before their block came, as far as keys are made of
/// them.
const LETTERLIKE: [(char, u8); 18] = [
    ('\u{2102}', b'C'),
    ('\u{210a}', b'g'),
    ('\u{210b}', b'H'),
    ('\u{210c}', b'H'),
    ('\u{210d}', b'H'),
    ('\u{210e}', b'h'),
    ('\u{2115}', b'N'),
    ('\u{2119}', b'P'),
    ('\u{211a}', b'Q'),
    ('\u{211b}', b'R'),
    ('\u{211c}', b'R'),
    ('\u{211d}', b'R'),
    ('\u{212a}', b'K'),
    ('\u{212c}', b'B'),
    ('\u{212d}', b'C'),
    ('\u{2131}', b'F'),
    ('\u{2133}', b'M'),
    ('\u{2145}', b'D'),
];

/// Whether keys are made of this letter or digit: those since Windows 8 (`N`) and before.
pub(super) fn is_of_key(letter: u8) -> bool {
    matches!(letter.to_ascii_uppercase(), b'2'..=b'4' | b'6'..=b'9')
        || letter.is_ascii_alphabetic() && !b"AEILOSUZ".contains(&letter.to_ascii_uppercase())
}
