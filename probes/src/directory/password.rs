//! A password: overwritten in every place of ours that it stood in, as soon as it is not needed
//! there any more.
//!
//! What lies beyond (the library that encrypts it, the system) overwrites its copies or does not.

use std::fmt;

use encoding_rs::{DecoderResult, Encoding, UTF_16BE, UTF_16LE};
use zeroize::Zeroizing;

/// A password. It is not shown, not even to a debugger, and overwritten when it is dropped.
#[derive(Clone)]
pub struct Password(Zeroizing<Vec<u8>>);

/// Why a file holds no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// Its first line is empty. A simple bind without password succeeds as anonymous, and proves
    /// nothing (RFC 4513 §5.1.2).
    Empty,
    /// It is neither UTF-8 nor UTF-16. In a code page that is guessed it would be another password,
    /// and a failed log-on.
    Encoding,
}

impl Password {
    /// The password in a file: its first line, in UTF-8 or UTF-16. The content is overwritten.
    ///
    /// # Errors
    ///
    /// There is none in it.
    pub fn of_file(content: Vec<u8>) -> Result<Self, PasswordError> {
        let content = Zeroizing::new(content);
        let (encoding, mark) =
            Encoding::for_bom(&content).map_or((None, 0), |(known, mark)| (Some(known), mark));
        let marked = content.get(mark..).unwrap_or_default();
        let text = match encoding {
            Some(known) if known == UTF_16LE || known == UTF_16BE => {
                utf16(marked, known == UTF_16BE)?
            }
            // Latin letters in UTF-16 are half zeros.
            None if content.contains(&0) => utf16(&content, content.first() == Some(&0))?,
            Some(_) | None => Zeroizing::new(marked.to_vec()),
        };
        let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Err(_) => Err(PasswordError::Encoding),
            Ok("") => Err(PasswordError::Empty),
            Ok(_) => Ok(Self(Zeroizing::new(line.to_vec()))),
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// UTF-16 as UTF-8, in room that is large enough from the start: what grows leaves copies behind.
fn utf16(bytes: &[u8], big_endian: bool) -> Result<Zeroizing<Vec<u8>>, PasswordError> {
    let mut decoder =
        if big_endian { UTF_16BE } else { UTF_16LE }.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .ok_or(PasswordError::Encoding)?;
    let mut text = Zeroizing::new(vec![0; room]);
    let (result, _, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => text.truncate(written),
        _ => return Err(PasswordError::Encoding),
    }
    Ok(text)
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &[u8]) -> Result<String, PasswordError> {
        Password::of_file(content.to_vec())
            .map(|password| String::from_utf8(password.as_bytes().to_vec()).unwrap())
    }

    #[test]
    fn the_password_is_the_first_line() {
        for content in ["sesame", "sesame\n", "sesame\r\nmore", "\u{feff}sesame\n"] {
            assert_eq!(read(content.as_bytes()).as_deref(), Ok("sesame"), "{content:?}");
        }
        assert_eq!(read("pä ß€\n".as_bytes()).as_deref(), Ok("pä ß€"));
        for content in [&b""[..], b"\n", b"\r\nsesame", b"\xef\xbb\xbf\n", b"\xff\xfe"] {
            assert_eq!(read(content), Err(PasswordError::Empty), "{content:?}");
        }
    }

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let little: Vec<u8> =
            "Säsam-€😀\r\nmore".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "Säsam-€😀\r\nmore".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for content in
            [[&b"\xff\xfe"[..], &little].concat(), [&b"\xfe\xff"[..], &big].concat(), little, big]
        {
            assert_eq!(read(&content).as_deref(), Ok("Säsam-€😀"));
        }
    }

    #[test]
    fn a_code_page_is_not_guessed() {
        // "pä" in Windows-1252 is another password in CP850.
        assert_eq!(read(b"p\xe4"), Err(PasswordError::Encoding));
        assert_eq!(read(b"\xff\xfe\x00\xd8"), Err(PasswordError::Encoding));
    }
}
