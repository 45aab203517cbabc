//! The bytes of a report as JSON is read from them: in place where they are UTF-8, and else piece
//! by piece.

use std::io::{self, Read};

use actprobe_probes::wire::text::{self, Pieces};
use serde::de::DeserializeSeed;
use serde_json::de::{Deserializer, IoRead};

/// Where a report is read from, as often as need be.
pub(super) enum Source<'a> {
    InPlace(&'a str),
    Decoded(&'a [u8]),
}

impl<'a> Source<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(unmarked) {
            Ok(text) if !unmarked.contains(&0) => Self::InPlace(text),
            _ => Self::Decoded(bytes),
        }
    }

    /// Reads the one value that the bytes hold.
    pub(super) fn read<T, S>(&self, seed: S) -> serde_json::Result<T>
    where
        S: for<'de> DeserializeSeed<'de, Value = T>,
    {
        match self {
            Self::InPlace(text) => {
                let mut json = Deserializer::from_str(text);
                let read = seed.deserialize(&mut json)?;
                json.end().map(|()| read)
            }
            Self::Decoded(bytes) => {
                let decoded = Decoded { pieces: text::pieces(bytes), piece: String::new(), at: 0 };
                let mut json = Deserializer::new(IoRead::new(io::BufReader::new(decoded)));
                let read = seed.deserialize(&mut json)?;
                json.end().map(|()| read)
            }
        }
    }
}

/// The text as UTF-8, one piece at a time.
struct Decoded<'a> {
    pieces: Pieces<'a>,
    piece: String,
    at: usize,
}

impl Read for Decoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.piece.len() {
            let Some(piece) = self.pieces.next() else { return Ok(0) };
            (self.piece, self.at) = (piece.into_owned(), 0);
        }
        let mut rest = self.piece.as_bytes().get(self.at..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.at += read;
        Ok(read)
    }
}
