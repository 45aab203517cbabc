//! Text that a Windows host wrote, in whatever encoding its console or editor chose, as a `String`.
//!
//! Parsers go by shape and by ASCII tokens, and every encoding here keeps ASCII: a wrong guess
//! spoils a label, never a value. Decoding cannot fail; what has no meaning becomes U+FFFD. The
//! caller bounds the size.

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use oem_cp::code_table::DECODING_TABLE_CP_MAP;

mod guess;
mod pieces;

pub use pieces::{Pieces, decode_start, for_each_line, pieces};

/// A text, and how its bytes were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding that it was read with.
    pub encoding: TextEncoding,
}

/// How bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, which holds plain ASCII too.
    Utf8,
    /// UTF-16, low byte first: what PowerShell 5 and `regedit` write.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// A Windows (ANSI) or console (OEM) code page, by its number.
    CodePage(u16),
}

/// The text of `bytes`: by its byte order mark, by the pattern of its zero bytes, as UTF-8 if it is
/// valid UTF-8, and else in the code page that makes the likeliest text.
pub fn decode(bytes: &[u8]) -> Decoded {
    unicode(bytes).unwrap_or_else(|| guess::likeliest(bytes))
}

/// The text of `bytes`, whose code page somebody stated. A byte order mark or zero bytes still win,
/// and so does a guess when the page is not known here.
pub fn decode_stated(bytes: &[u8], code_page: u16) -> Decoded {
    marked(bytes)
        .or_else(|| unmarked_utf16(bytes))
        .or_else(|| in_code_page(bytes, code_page))
        .unwrap_or_else(|| decode(bytes))
}

fn unicode(bytes: &[u8]) -> Option<Decoded> {
    marked(bytes).or_else(|| unmarked_utf16(bytes)).or_else(|| valid_utf8(bytes))
}

fn marked(bytes: &[u8]) -> Option<Decoded> {
    let (encoding, mark_len) = Encoding::for_bom(bytes)?;
    let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark_len..)?);
    let encoding = match encoding {
        e if e == UTF_16LE => TextEncoding::Utf16Le,
        e if e == UTF_16BE => TextEncoding::Utf16Be,
        _ => TextEncoding::Utf8,
    };
    Some(Decoded { text: text.into_owned(), encoding })
}

/// Latin text in UTF-16 has a zero in every other byte; no code page has zeros at all. The first 4
/// KiB decide.
fn unmarked_utf16(bytes: &[u8]) -> Option<Decoded> {
    match utf16_order(bytes)? {
        TextEncoding::Utf16Be => Some(in_utf16(bytes, UTF_16BE)),
        _ => Some(in_utf16(bytes, UTF_16LE)),
    }
}

fn utf16_order(bytes: &[u8]) -> Option<TextEncoding> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (high_first, low_first) = (zeros(0), zeros(1));
    // A localised text may have few Latin letters; line ends and indentation alone make a tenth of
    // it.
    let enough = (sample.len() / 20).max(1);
    match () {
        () if low_first >= enough && low_first > 4 * high_first => Some(TextEncoding::Utf16Le),
        () if high_first >= enough && high_first > 4 * low_first => Some(TextEncoding::Utf16Be),
        () => None,
    }
}

fn in_utf16(bytes: &[u8], order: &'static Encoding) -> Decoded {
    let (text, _) = order.decode_without_bom_handling(bytes);
    let encoding = if order == UTF_16LE { TextEncoding::Utf16Le } else { TextEncoding::Utf16Be };
    Decoded { text: text.into_owned(), encoding }
}

fn valid_utf8(bytes: &[u8]) -> Option<Decoded> {
    let text = UTF_8.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text: text.into_owned(), encoding: TextEncoding::Utf8 })
}

fn in_code_page(bytes: &[u8], code_page: u16) -> Option<Decoded> {
    let text = match web_encoding(code_page) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => DECODING_TABLE_CP_MAP.get(&code_page)?.decode_string_lossy(bytes),
    };
    let encoding = if code_page == UTF8_CODE_PAGE {
        TextEncoding::Utf8
    } else {
        TextEncoding::CodePage(code_page)
    };
    Some(Decoded { text, encoding })
}

/// The pages that `encoding_rs` knows; the console's single-byte pages come from `oem_cp`.
fn web_encoding(code_page: u16) -> Option<&'static Encoding> {
    match code_page {
        932 => Some(SHIFT_JIS),
        936 => Some(GBK),
        949 => Some(EUC_KR),
        950 => Some(BIG5),
        1250..=1258 => Encoding::for_label(format!("windows-{code_page}").as_bytes()),
        UTF8_CODE_PAGE => Some(UTF_8),
        _ => None,
    }
}

/// Windows' number for UTF-8 (Microsoft Learn, "Code Page Identifiers").
const UTF8_CODE_PAGE: u16 = 65001;
/// How much of a text decides whether it is UTF-16, in bytes.
const SAMPLE: usize = 4096;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_16_is_known_with_and_without_its_mark() {
        for text in
            ["Serveur(s) proxy\u{a0}: h:80\r\n", "プロキシ サーバー:  proxy:8080\r\n    (なし)\r\n"]
        {
            for (bytes, encoding) in [
                (utf16(text, u16::to_le_bytes), TextEncoding::Utf16Le),
                (utf16(text, u16::to_be_bytes), TextEncoding::Utf16Be),
            ] {
                let expected = Decoded { text: text.to_owned(), encoding };
                assert_eq!(decode(&bytes), expected);
                let mark =
                    if encoding == TextEncoding::Utf16Le { [0xff, 0xfe] } else { [0xfe, 0xff] };
                assert_eq!(decode(&[mark.as_slice(), &bytes].concat()), expected);
                assert_eq!(decode_stated(&bytes, 850), expected);
            }
        }
    }

    #[test]
    fn utf_8_is_known_with_and_without_its_mark() {
        let expected = Decoded { text: "Accès".to_owned(), encoding: TextEncoding::Utf8 };
        assert_eq!(decode("Accès".as_bytes()), expected);
        assert_eq!(decode("\u{feff}Accès".as_bytes()), expected);
        assert_eq!(decode_stated("Accès".as_bytes(), 65001), expected);
    }

    #[test]
    fn a_stated_page_is_taken_at_its_word() {
        assert_eq!(decode_stated(b"Acc\x8as", 850).text, "Accès");
        assert_eq!(decode_stated(b"Acc\x8as", 1252).text, "AccŠs");
        assert_eq!(decode_stated(b"Acc\x8as", 9), decode(b"Acc\x8as"));
    }

    proptest! {
        #[test]
        fn ascii_stays_ascii_in_every_encoding(text in "[ -~\r\n]{0,40}", page in any::<u16>()) {
            prop_assert_eq!(&decode(text.as_bytes()).text, &text);
            prop_assert_eq!(&decode_stated(text.as_bytes(), page).text, &text);
        }

        #[test]
        fn no_bytes_are_refused(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            page in any::<u16>(),
        ) {
            let longest = 4 * bytes.len();
            prop_assert!(decode(&bytes).text.len() <= longest);
            prop_assert!(decode_stated(&bytes, page).text.len() <= longest);
        }
    }
}
