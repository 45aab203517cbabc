//! Product keys: five groups of five letters and digits. Only the last group may be kept.
//!
//! [`mask`] is the one door: `evidence::printable`, and with it every text that is kept, goes
//! through it. It reads a text as a person would, whatever the spelling (`signs` and `escapes` say
//! what is read as what), and looks for one of three forms (`forms`):
//!
//! * *grouped*: five groups of five with anything between them, glued to other letters or not; a
//!   line may break inside a group. Stays readable: five words of five letters, more than two of
//!   them foreign to keys; digits alone.
//! * *loose*: 25 letters of the key alphabet with anything or nothing between them, from the start
//!   of a word to the end of one. Stays readable: hexadecimal digits, numbers, words.
//! * *glued*: 25 to 128 letters and digits of the key alphabet in one case inside a longer word.
//!   Stays readable: base64, hashes, GUIDs.
//!
//! Up to ten foreign letters in dashed groups that stand alone are taken for typing errors, or
//! another maker's key. So GUIDs, SIDs, hashes, base64, installation and confirmation ids,
//! addresses and versions stay as they are. A word that is masked by mistake costs that word.

mod digits;
mod escapes;
mod forms;
mod signs;

use std::borrow::Cow;
use std::iter::successors;
use std::ops::Range;

use self::escapes::Unescaped;
use self::forms::{Edges, keys};
use self::signs::{Glyph, glyphs};

/// The text with every product key cut to its last group, in one spelling whatever the key's was.
pub fn mask(text: &str) -> Cow<'_, str> {
    masked(text, Hexadecimal::Read)
}

/// The same for a text that is still to be parsed: what it writes in hexadecimal digits is left to
/// whoever decodes it, so that a proxy's settings lose the key and not everything.
pub(crate) fn mask_source(text: &str) -> Cow<'_, str> {
    masked(text, Hexadecimal::Left)
}

/// Whether there is a key in the text, cut or whole: a valid host name, and one to tell nobody.
pub fn holds_key(text: &str) -> bool {
    !find(text, Hexadecimal::Read).is_empty()
}

/// Whether a text is the last group of a key, as tools print it.
pub(crate) fn is_partial(text: &str) -> bool {
    text.len() == GROUP
        && text.bytes().all(|byte| signs::is_of_key(byte) && !byte.is_ascii_lowercase())
}

/// A key in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    /// From its first letter to its last, in bytes.
    at: Range<usize>,
    /// Its last group, in capitals.
    last: [u8; GROUP],
    likelihood: Likelihood,
}

/// How sure it is that letters are a key. What is likelier is not torn apart by what is less so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likelihood {
    /// Five groups, with nothing foreign in them.
    Grouped,
    /// The letters of a key in one word.
    OneWord,
    /// The letters of a key over several words.
    Scattered,
    /// Five groups, with letters in them that keys are not made of.
    Mistyped,
}

impl Likelihood {
    const FROM_THE_LIKELIEST: [Self; 4] =
        [Self::Grouped, Self::OneWord, Self::Scattered, Self::Mistyped];
}

/// Whether runs of hexadecimal digits are read as the bytes of a text, as registry values stand in
/// an export.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hexadecimal {
    Read,
    Left,
}

/// A last group and what follows it can look like another key: what is masked is looked at again,
/// so that it stays as it is from then on.
fn masked(text: &str, hexadecimal: Hexadecimal) -> Cow<'_, str> {
    let mut masked = Cow::Borrowed(text);
    for _ in 0..MOST_TIMES_MASKED {
        let keys = find(&masked, hexadecimal);
        if keys.is_empty() {
            break;
        }
        let again = without(&masked, &keys);
        if again == masked {
            break;
        }
        masked = Cow::Owned(again);
    }
    masked
}

fn without(text: &str, keys: &[Key]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for key in keys {
        masked.push_str(text.get(from..key.at.start).unwrap_or_default());
        masked.push_str("XXXXX-XXXXX-XXXXX-XXXXX-");
        masked.extend(key.last.map(char::from));
        from = key.at.end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    masked
}

/// The keys of a text, in order. It is read a part at a time, so that memory is bounded; what the
/// parts overlap by is longer than a key in any spelling.
fn find(text: &str, hexadecimal: Hexadecimal) -> Vec<Key> {
    if text.len() < forms::LETTERS {
        return Vec::new();
    }
    let mut found: Vec<Key> = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let part = text.floor_char_boundary(from.saturating_sub(BEFORE))
            ..text.floor_char_boundary(from + PART + LONGEST);
        let own_end =
            if part.end == text.len() { part.end } else { text.floor_char_boundary(from + PART) };
        let in_part = in_part(text, part, hexadecimal);
        found.extend(in_part.into_iter().filter_map(|key| {
            let at = key.at.start.max(from)..key.at.end;
            (at.start < own_end && !at.is_empty()).then_some(Key { at, ..key })
        }));
        from = found.last().map_or(own_end, |last| last.at.end.max(own_end));
    }
    found
}

/// The keys of one part of a text, as it stands and with its escapes read, once and again.
fn in_part(text: &str, part: Range<usize>, hexadecimal: Hexadecimal) -> Vec<Key> {
    let edges = Edges { start: part.start == 0, end: part.end == text.len() };
    let offset = part.start;
    let text = text.get(part).unwrap_or_default();
    let mut found = keys(glyphs(text), edges);
    if hexadecimal == Hexadecimal::Read && digits::may_hold_text(text) {
        let read = digits::as_bytes(&glyphs(text).collect::<Vec<_>>());
        found.extend(read.into_iter().flat_map(|glyphs| keys(glyphs.into_iter(), edges)));
    }
    if escapes::may_hold_some(text) {
        found.extend(behind_escapes(&glyphs(text).collect::<Vec<_>>(), edges));
    }
    let mut keys = likeliest(&found);
    for key in &mut keys {
        key.at = offset + key.at.start..offset + key.at.end;
    }
    keys
}

/// What only the readings of a text's escapes show.
fn behind_escapes(written: &[Glyph], edges: Edges) -> Vec<Key> {
    let again = |reading: &Unescaped| escapes::unescaped(&reading.glyphs);
    let layers = successors(escapes::unescaped(written), again).take(MOST_TIMES_ESCAPED);
    let readings = escapes::unquoted(written).into_iter().chain(layers);
    readings.flat_map(|reading| in_reading(&reading, edges)).collect()
}

fn in_reading(reading: &Unescaped, edges: Edges) -> Vec<Key> {
    let whole = reading.glyphs.len();
    let in_stretch = |stretch: Range<usize>| {
        let edges = Edges {
            start: edges.start && stretch.start == 0,
            end: edges.end && stretch.end == whole,
        };
        keys(reading.glyphs.get(stretch).unwrap_or_default().iter().copied(), edges)
    };
    reading.stretches().into_iter().flat_map(in_stretch).collect()
}

/// What several readings see is one key: the likeliest of those that lie over each other, else that
/// of the first reading.
fn likeliest(found: &[Key]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for likelihood in Likelihood::FROM_THE_LIKELIEST {
        for key in found.iter().filter(|key| key.likelihood == likelihood) {
            let next = keys.partition_point(|known| known.at.end <= key.at.start);
            if keys.get(next).is_none_or(|known| known.at.start >= key.at.end) {
                keys.insert(next, key.clone());
            }
        }
    }
    keys
}

const GROUP: usize = 5;
/// How much of a text is read at a time, in bytes.
const PART: usize = 64 * 1024;
/// The longest key, with all that stands between its letters, in bytes.
const LONGEST: usize = 4096;
/// How much before a part tells whether a word begins in it, or an escape goes into it, in bytes.
const BEFORE: usize = 64;
/// JSON in JSON, in a URL: more than once is seen, more than three times is not.
const MOST_TIMES_ESCAPED: usize = 3;
/// Nothing changes at the second time, but in texts that are made for it.
const MOST_TIMES_MASKED: usize = 4;

#[cfg(test)]
mod tests;
