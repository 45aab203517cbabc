//! A large text piece by piece, so that it stands in memory once.

use std::borrow::Cow;

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

use super::{guess, in_code_page, utf16_order, web_encoding};
use crate::wire::work::look;

/// The text of `bytes`, as [`super::decode`] reads it, in pieces of some hundred kilobytes; UTF-8
/// is one piece, and borrowed.
pub fn pieces(bytes: &[u8]) -> Pieces<'_> {
    if let Some((encoding, mark_len)) = Encoding::for_bom(bytes) {
        let text = bytes.get(mark_len..).unwrap_or_default();
        return borrowed(text)
            .filter(|_| encoding == encoding_rs::UTF_8)
            .unwrap_or_else(|| decoded(text, encoding));
    }
    match utf16_order(bytes) {
        Some(super::TextEncoding::Utf16Be) => decoded(bytes, UTF_16BE),
        Some(_) => decoded(bytes, UTF_16LE),
        None => borrowed(bytes).unwrap_or_else(|| in_page(bytes, guess::page(bytes))),
    }
}

/// The first `most` bytes of the text, or a little less, and whether that is all of it.
pub fn decode_start(bytes: &[u8], most: usize) -> (String, bool) {
    let mut text = String::new();
    for piece in pieces(bytes) {
        let room = piece.floor_char_boundary(most - text.len());
        text.push_str(piece.get(..room).unwrap_or_default());
        if room < piece.len() {
            return (text, false);
        }
    }
    (text, true)
}

/// Goes over the lines, without their ends; of a line, `LONGEST_LINE` bytes at most are shown.
/// Tells whether the last line has its end.
pub fn for_each_line(bytes: &[u8], mut take: impl FnMut(&str)) -> bool {
    let mut begun = String::new();
    for piece in pieces(bytes) {
        let mut rest: &str = &piece;
        while let Some((line, after)) = rest.split_once('\n') {
            look(line.len());
            if begun.is_empty() {
                let line = line.strip_suffix('\r').unwrap_or(line);
                take(line.get(..line.floor_char_boundary(LONGEST_LINE)).unwrap_or(line));
            } else {
                append(&mut begun, line);
                take(begun.strip_suffix('\r').unwrap_or(&begun));
                begun.clear();
            }
            rest = after;
        }
        append(&mut begun, rest);
    }
    if !begun.is_empty() {
        take(&begun);
    }
    begun.is_empty()
}

/// In bytes; the longest values of a registry have a megabyte.
const LONGEST_LINE: usize = 4 << 20;

fn append(begun: &mut String, more: &str) {
    look(more.len());
    let room = more.floor_char_boundary(LONGEST_LINE.saturating_sub(begun.len()));
    begun.push_str(more.get(..room).unwrap_or_default());
}

/// The pieces of a text.
pub struct Pieces<'a>(Coding<'a>);

enum Coding<'a> {
    Utf8(Option<&'a str>),
    Web { rest: &'a [u8], decoder: Box<Decoder> },
    Page { rest: &'a [u8], page: u16 },
}

fn borrowed(bytes: &[u8]) -> Option<Pieces<'_>> {
    std::str::from_utf8(bytes).ok().map(|text| Pieces(Coding::Utf8(Some(text))))
}

fn decoded<'a>(rest: &'a [u8], encoding: &'static Encoding) -> Pieces<'a> {
    Pieces(Coding::Web { rest, decoder: Box::new(encoding.new_decoder_without_bom_handling()) })
}

fn in_page(rest: &[u8], page: u16) -> Pieces<'_> {
    match web_encoding(page) {
        Some(encoding) => decoded(rest, encoding),
        None => Pieces(Coding::Page { rest, page }),
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Cow<'a, str>> {
        match &mut self.0 {
            Coding::Utf8(text) => text.take().map(Cow::Borrowed),
            Coding::Web { rest, decoder } => {
                let piece = next(rest)?;
                let room = decoder.max_utf8_buffer_length(piece.len()).unwrap_or(4 * PIECE);
                let mut text = String::with_capacity(room);
                let _ = decoder.decode_to_string(piece, &mut text, rest.is_empty());
                Some(Cow::Owned(text))
            }
            Coding::Page { rest, page } => {
                // These pages have one byte a character.
                let piece = next(rest)?;
                Some(Cow::Owned(
                    in_code_page(piece, *page).map(|read| read.text).unwrap_or_default(),
                ))
            }
        }
    }
}

fn next<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (piece, after) = rest.split_at_checked(PIECE).unwrap_or((rest, &[]));
    *rest = after;
    (!piece.is_empty()).then_some(piece)
}

/// In bytes.
const PIECE: usize = 256 << 10;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::text::decode;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        let ends = for_each_line(bytes, |line| lines.push(line.to_owned()));
        let text = decode(bytes).text;
        assert_eq!(ends, text.is_empty() || text.ends_with('\n'));
        lines
    }

    /// Longer than a piece, with characters of every length across the seams.
    fn long(line: &str) -> String {
        line.repeat(3 * PIECE / line.len())
    }

    #[test]
    fn pieces_make_the_text_that_is_decoded_at_once() {
        let text = long("a é 状 𝄞\r\n");
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let swapped: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let japanese =
            encoding_rs::SHIFT_JIS.encode(&long("プロキシ サーバー設定:\r\n")).0.into_owned();
        for bytes in [
            text.clone().into_bytes(),
            wide,
            swapped,
            japanese,
            long("Acc\u{e8}s\n").chars().map(|c| c as u8).collect(),
        ] {
            let whole = decode(&bytes).text;
            assert_eq!(pieces(&bytes).collect::<String>(), whole);
            assert_eq!(lines(&bytes), whole.lines().collect::<Vec<_>>());
            let (start, is_whole) = decode_start(&bytes, 1001);
            assert!(!is_whole && whole.starts_with(&start) && (998..=1001).contains(&start.len()));
        }
    }

    #[test]
    fn a_line_without_end_costs_no_more_than_the_bound() {
        let endless = "x".repeat(2 * LONGEST_LINE);
        for end in ["", "\n", "\r\n"] {
            let mut longest = 0;
            for_each_line(format!("{endless}{end}").as_bytes(), |line| longest = line.len());
            assert_eq!(longest, LONGEST_LINE);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_as_they_are_at_once(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let whole = decode(&bytes).text;
            prop_assert_eq!(pieces(&bytes).collect::<String>(), whole.clone());
            prop_assert_eq!(lines(&bytes), whole.lines().collect::<Vec<_>>());
        }
    }
}
