//! The forms of a key among the letters of a text. Each letter is looked at a bounded number of
//! times.

use super::signs::{
    BLANK, DASH, Glyph, IGNORED, LINE_END, OTHER, SOFT_HYPHEN, Sign, is_of_key, sign,
};
use super::{GROUP, Key, LONGEST, Likelihood};

/// How many letters a key has.
pub(super) const LETTERS: usize = 5 * GROUP;

/// Whether a part of a text begins and ends where the text does: only there a word does so for
/// sure.
#[derive(Clone, Copy)]
pub(super) struct Edges {
    pub(super) start: bool,
    pub(super) end: bool,
}

/// The keys among these characters, in order, none over another.
pub(super) fn keys(glyphs: impl Iterator<Item = Glyph>, edges: Edges) -> Vec<Key> {
    let letters = letters(glyphs, edges);
    let candidates = candidates(&letters);
    let mut spans: Vec<Candidate> = Vec::new();
    for likelihood in Likelihood::FROM_THE_LIKELIEST {
        let free = candidates
            .iter()
            .filter(|candidate| candidate.likelihood == likelihood && is_free(candidate, &spans));
        let more = cover(free.copied());
        spans.extend(more);
        spans.sort_by_key(|span| span.first);
    }
    spans
        .iter()
        .filter_map(|span| key(letters.get(span.first..span.end)?, span.likelihood))
        .collect()
}

/// Whether a candidate lies over none of the spans, which are in order.
fn is_free(candidate: &Candidate, spans: &[Candidate]) -> bool {
    let next = spans.partition_point(|span| span.end <= candidate.first);
    spans.get(next).is_none_or(|span| span.first >= candidate.end)
}

fn key(letters: &[Letter], likelihood: Likelihood) -> Option<Key> {
    let last = letters.last_chunk::<GROUP>()?.map(|letter| letter.upper);
    Some(Key { at: letters.first()?.start..letters.last()?.end, last, likelihood })
}

/// A letter or digit.
#[derive(Clone, Copy)]
struct Letter {
    upper: u8,
    is_lower: bool,
    is_of_key: bool,
    /// What stands between it and the one before; nothing: they touch.
    before: u8,
    /// The same for the one that follows.
    after: u8,
    start: usize,
    end: usize,
}

impl Letter {
    /// No hexadecimal digit: of 25 letters of a key, fewer than three such are one case in half a
    /// million.
    fn is_beyond_hexadecimal(&self) -> bool {
        self.upper > b'F'
    }
}

/// Too much stands between two letters for one key.
const FAR: u8 = 1 << 6;
/// In characters: more than the widest indentation, and than what mail puts before a line.
const MOST_BETWEEN: usize = 128;

fn letters(glyphs: impl Iterator<Item = Glyph>, edges: Edges) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(glyphs.size_hint().0);
    let (mut between, mut count) = (if edges.start { OTHER } else { 0 }, 0);
    for glyph in glyphs {
        match sign(glyph.c) {
            Sign::Between(bit) => {
                count += 1;
                between |= if count > MOST_BETWEEN { FAR | bit } else { bit };
            }
            Sign::Letter(letter) => {
                if let Some(last) = letters.last_mut() {
                    last.after = between;
                }
                let upper = letter.to_ascii_uppercase();
                let (is_lower, is_of_key) = (letter != upper, is_of_key(letter));
                let (start, end) = (glyph.start, glyph.end);
                letters.push(Letter {
                    upper,
                    is_lower,
                    is_of_key,
                    before: between,
                    after: 0,
                    start,
                    end,
                });
                (between, count) = (0, 0);
            }
        }
    }
    if let Some(last) = letters.last_mut() {
        last.after = if edges.end { between | OTHER } else { between };
    }
    letters
}

/// Letters that may be a key.
#[derive(Clone, Copy)]
struct Candidate {
    first: usize,
    end: usize,
    likelihood: Likelihood,
}

fn candidates(letters: &[Letter]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut cut = Vec::new();
    let mut of_key_in_a_row = 0;
    for (at, letter) in letters.iter().enumerate() {
        of_key_in_a_row = if letter.is_of_key { of_key_in_a_row + 1 } else { 0 };
        let Some(window) = letters.get(..=at).and_then(<[Letter]>::last_chunk::<LETTERS>) else {
            continue;
        };
        let Some(likelihood) = form(window, of_key_in_a_row >= LETTERS) else { continue };
        let candidate = Candidate { first: at + 1 - LETTERS, end: at + 1, likelihood };
        if likelihood == Likelihood::Grouped && is_cut(window) { &mut cut } else { &mut found }
            .push(candidate);
    }
    found.extend(glued(letters));
    // What lies over the crosses of a key that is cut already is none.
    let crosses: Vec<Candidate> =
        cut.iter().map(|key| Candidate { end: key.end - GROUP, ..*key }).collect();
    found.retain(|candidate| is_free(candidate, &crosses));
    found.extend(cut);
    found.sort_by_key(|candidate| (candidate.first, candidate.end));
    found
}

/// Whether only the last of five groups is left.
fn is_cut(window: &[Letter]) -> bool {
    window.iter().take(LETTERS - GROUP).all(|letter| letter.upper == b'X')
}

/// The letters that are looked at together.
type Window = [Letter; LETTERS];

/// Whether 25 letters may be a key. Few get further than the first comparisons.
fn form(window: &Window, are_of_key: bool) -> Option<Likelihood> {
    let [first, .., last] = window;
    let form = if is_grouped(window) {
        grouped(window)
    } else if are_of_key && first.before != 0 && last.after != 0 {
        loose(window)
    } else {
        None
    };
    form.filter(|_| last.end - first.start <= LONGEST)
}

/// Something stands between the groups, and nothing inside them that separates. Where nothing that
/// shows stands between all letters, as zeros do in UTF-16, it separates no groups.
fn is_grouped(window: &Window) -> bool {
    if !between_groups(window).all(|between| between != 0 && between & FAR == 0) {
        return false;
    }
    let inside = || window.chunks_exact(GROUP).filter_map(|group| group.get(1..)).flatten();
    let is_spread = || inside().any(|letter| letter.before != 0 && shows_nothing(letter.before));
    inside().all(|letter| may_be_inside(letter.before))
        && (between_groups(window).all(|between| !shows_nothing(between)) || !is_spread())
}

fn between_groups(window: &Window) -> impl Iterator<Item = u8> {
    window.iter().step_by(GROUP).skip(1).map(|letter| letter.before)
}

fn shows_nothing(between: u8) -> bool {
    between & !(IGNORED | SOFT_HYPHEN) == 0
}

/// Nothing, or nothing that shows; or the line ends here, with whatever stands around its end.
fn may_be_inside(between: u8) -> bool {
    between & FAR == 0 && (shows_nothing(between) || between & LINE_END != 0)
}

fn grouped(window: &Window) -> Option<Likelihood> {
    let [first, .., last] = window;
    let foreign = window.iter().filter(|letter| !letter.is_of_key).count();
    let telling = window.iter().filter(|letter| letter.is_beyond_hexadecimal()).count();
    let in_order = first.before != 0 && last.after != 0 && between_groups(window).all(is_dash);
    let has_letter = window.iter().any(|letter| letter.upper.is_ascii_alphabetic());
    let is_key = in_order && has_letter && foreign <= MOST_FOREIGN_IN_ORDER
        || telling >= LEAST_TELLING && foreign <= MOST_FOREIGN;
    is_key.then_some(if foreign == 0 { Likelihood::Grouped } else { Likelihood::Mistyped })
}

fn is_dash(between: u8) -> bool {
    between & (DASH | SOFT_HYPHEN) != 0
        && between & !(DASH | SOFT_HYPHEN | IGNORED | LINE_END | BLANK) == 0
}

/// As many letters may be foreign to keys in dashed groups: another maker's key is a key as well.
const MOST_FOREIGN_IN_ORDER: usize = 10;
/// As many in groups of any form: O for 0 and I for 1 are mistyped. Every English word of five
/// letters has one.
const MOST_FOREIGN: usize = 2;
/// As many letters at least are no hexadecimal digits.
const LEAST_TELLING: usize = 3;

/// Letters and digits of the key alphabet alone, from the start of a word to the end of one. In one
/// word, or over several: then a list of numbers, flags or bytes looks the same, and there have to
/// be letters enough.
fn loose(window: &Window) -> Option<Likelihood> {
    let [first, inner @ .., last] = window;
    let between = || inner.iter().chain([last]).map(|letter| letter.before);
    let is_spread = between().any(|between| between != 0 && shows_nothing(between));
    if is_spread && (shows_nothing(first.before) || shows_nothing(last.after)) {
        return None;
    }
    let tally = Tally::of(window);
    let is_key =
        tally.telling >= LEAST_TELLING && (tally.digits >= 1 || tally.distinct >= LEAST_DISTINCT);
    if between().all(may_be_inside) {
        return is_key.then_some(Likelihood::OneWord);
    }
    let is_near = between().all(|between| between & FAR == 0);
    (is_near && is_key && tally.digits >= 1 && tally.letters >= LEAST_LETTERS)
        .then_some(Likelihood::Scattered)
}

/// Runs of the key alphabet in one case inside a longer word.
fn glued(letters: &[Letter]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let (mut first, mut case, mut after_case) = (0, None, 0);
    let mut close = |first: usize, end: usize| {
        let run = letters.get(first..end).unwrap_or_default();
        if (LETTERS..=LONGEST_RUN).contains(&run.len()) && Tally::of(run).is_telling_in_a_word() {
            found.push(Candidate { first, end, likelihood: Likelihood::OneWord });
        }
    };
    for (at, letter) in letters.iter().enumerate() {
        let goes_on = letter.is_of_key && shows_nothing(letter.before);
        if !goes_on {
            close(first, at);
            (first, case, after_case) = (if letter.is_of_key { at } else { at + 1 }, None, at);
        }
        if !letter.is_of_key || letter.upper.is_ascii_digit() {
            continue;
        }
        if case.is_some_and(|case| case != letter.is_lower) {
            close(first, at);
            // Digits have no case: those after the last letter belong to this run as well.
            first = after_case;
        }
        (case, after_case) = (Some(letter.is_lower), at + 1);
    }
    close(first, letters.len());
    found
}

/// Longer ones are no keys.
const LONGEST_RUN: usize = 128;
/// How many letters away another letter may decide whether one belongs to a key.
pub(super) const REACH: usize = LONGEST_RUN + LETTERS;

/// What letters are made of.
#[derive(Default)]
struct Tally {
    letters: usize,
    digits: usize,
    telling: usize,
    distinct: usize,
}

impl Tally {
    fn of(letters: &[Letter]) -> Self {
        let mut tally = Self::default();
        let mut seen = 0_u128;
        for letter in letters {
            let is_digit = letter.upper.is_ascii_digit();
            tally.digits += usize::from(is_digit);
            tally.letters += usize::from(!is_digit);
            tally.telling += usize::from(letter.is_beyond_hexadecimal());
            seen |= 1 << (letter.upper & 0x7f);
        }
        tally.distinct = usize::try_from(seen.count_ones()).unwrap_or(0);
        tally
    }

    fn is_telling_in_a_word(&self) -> bool {
        self.digits >= 1 && self.telling > LEAST_TELLING && self.distinct >= LEAST_DISTINCT
    }
}

/// A key has some sixteen different letters.
const LEAST_DISTINCT: usize = 8;
/// A key has some eighteen letters among its digits.
const LEAST_LETTERS: usize = 8;

/// Candidates in order as spans that do not overlap, each of 25 letters or more. Where candidates
/// overlap, nobody knows which of them is the key: they are all covered, and of any 25 letters in a
/// row five are shown.
fn cover(candidates: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let mut spans: Vec<Candidate> = Vec::new();
    let mut covered = 0;
    for candidate in candidates {
        match spans.last_mut() {
            Some(last) if candidate.first < covered => {
                if candidate.first >= last.end {
                    last.end = candidate.first;
                    spans.push(candidate);
                }
            }
            Some(last) => {
                last.end = covered;
                spans.push(candidate);
            }
            None => spans.push(candidate),
        }
        covered = covered.max(candidate.end);
    }
    if let Some(last) = spans.last_mut() {
        last.end = covered;
    }
    spans
}
