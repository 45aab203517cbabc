//! As much of BER as LDAP uses (RFC 4511 §5.1): one-byte tags, definite lengths, nothing longer
//! than what holds it.

/// What breaks the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An element ends before its length is through.
    #[error("an element is cut short")]
    CutShort,
    /// A length in a form that LDAP does not use, or beyond four bytes.
    #[error("a length is in no form that LDAP knows")]
    Length,
    /// An element of one kind stands where another belongs.
    #[error("expected the tag {expected:#04x}, found {found:#04x}")]
    Unexpected {
        /// The tag that belongs there.
        expected: u8,
        /// The tag that stands there.
        found: u8,
    },
    /// A number that does not fit where it stands.
    #[error("a number is out of range")]
    Number,
}

/// Elements one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

/// One element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_at_end(self) -> bool {
        self.0.is_empty()
    }

    /// The next element, whatever it is.
    pub(super) fn next(&mut self) -> Result<Element<'a>, Broken> {
        let (header, length) = header(self.0)?.ok_or(Broken::CutShort)?;
        let end = header.checked_add(length).ok_or(Broken::Length)?;
        let content = self.0.get(header..end).ok_or(Broken::CutShort)?;
        let tag = self.0.first().copied().ok_or(Broken::CutShort)?;
        self.0 = self.0.get(end..).unwrap_or_default();
        Ok(Element { tag, content })
    }

    /// The content of the next element, which has to bear `tag`.
    pub(super) fn expect(&mut self, tag: u8) -> Result<&'a [u8], Broken> {
        let element = self.next()?;
        if element.tag == tag {
            Ok(element.content)
        } else {
            Err(Broken::Unexpected { expected: tag, found: element.tag })
        }
    }

    /// The next element as a small number: no protocol field that is read here exceeds `maxInt`
    /// (RFC 4511 §4.1.1).
    pub(super) fn number(&mut self, tag: u8) -> Result<u32, Broken> {
        let content = self.expect(tag)?;
        let is_negative = content.first().is_none_or(|first| first & 0x80 != 0);
        if content.len() > 5 || is_negative {
            return Err(Broken::Number);
        }
        let value = content.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        u32::try_from(value).map_err(|_| Broken::Number)
    }
}

/// How many bytes the element that begins `prefix` has altogether; `None` while too few have come
/// to tell.
pub(super) fn element_len(prefix: &[u8]) -> Result<Option<usize>, Broken> {
    let whole = |(header, length): (usize, usize)| header.checked_add(length).ok_or(Broken::Length);
    header(prefix)?.map(whole).transpose()
}

/// The lengths of header and content.
fn header(bytes: &[u8]) -> Result<Option<(usize, usize)>, Broken> {
    let Some(&first) = bytes.get(1) else { return Ok(None) };
    let count = usize::from(first & 0x7f);
    match (first & 0x80 == 0, count) {
        (true, length) => Ok(Some((2, length))),
        (false, 1..=4) => {
            let digits = bytes.get(2..2 + count);
            Ok(digits.map(|digits| {
                (2 + count, digits.iter().fold(0, |value, byte| value << 8 | usize::from(*byte)))
            }))
        }
        // The indefinite form, and lengths that no message here comes near.
        (false, _) => Err(Broken::Length),
    }
}

/// An element.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = header_for(tag, content.len());
    bytes.extend_from_slice(content);
    bytes
}

/// What stands before so many bytes of content.
pub(super) fn header_for(tag: u8, length: usize) -> Vec<u8> {
    match u8::try_from(length) {
        Ok(length) if length < 0x80 => vec![tag, length],
        _ => {
            let [a, b, c, d] = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
            vec![tag, 0x84, a, b, c, d]
        }
    }
}

/// An element of elements.
pub(super) fn constructed(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    element(tag, &parts.concat())
}

/// A number that is not negative.
pub(super) fn number(tag: u8, value: u32) -> Vec<u8> {
    let digits = value.to_be_bytes();
    let leading = digits.iter().take(3).take_while(|digit| **digit == 0).count();
    let digits = digits.get(leading..).unwrap_or_default();
    // Without the zero in front, a set first bit would make it negative.
    let sign = digits.first().is_some_and(|first| first & 0x80 != 0);
    let mut content = if sign { vec![0] } else { Vec::new() };
    content.extend_from_slice(digits);
    element(tag, &content)
}

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const ENUMERATED: u8 = 0x0a;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_short_as_can_be_and_never_negative() {
        assert_eq!(number(INTEGER, 0), [2, 1, 0]);
        assert_eq!(number(INTEGER, 127), [2, 1, 127]);
        assert_eq!(number(INTEGER, 128), [2, 2, 0, 128]);
        assert_eq!(number(INTEGER, 300), [2, 2, 1, 44]);
        for value in [0, 1, 127, 128, 255, 256, 65_535, 0x7fff_ffff, u32::MAX] {
            assert_eq!(Reader::of(&number(INTEGER, value)).number(INTEGER), Ok(value));
        }
    }

    #[test]
    fn long_elements_have_long_lengths() {
        let long = element(OCTET_STRING, &[7; 300]);
        assert_eq!(element_len(&long), Ok(Some(306)));
        assert_eq!(Reader::of(&long).expect(OCTET_STRING).unwrap().len(), 300);
        assert_eq!(element_len(&[4, 0x81, 200]), Ok(Some(203)));
    }

    #[test]
    fn a_length_is_told_as_soon_as_it_is_there() {
        assert_eq!((element_len(&[]), element_len(&[0x30])), (Ok(None), Ok(None)));
        assert_eq!(element_len(&[0x30, 0x82, 1]), Ok(None));
        assert_eq!(element_len(&[0x30, 0x80]), Err(Broken::Length));
        assert_eq!(element_len(&[0x30, 0x85, 1, 1, 1, 1, 1]), Err(Broken::Length));
        assert!(
            element_len(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).is_ok(),
            "too long is for the caller to say"
        );
    }

    #[test]
    fn what_is_too_short_or_negative_or_of_another_kind_is_refused() {
        assert_eq!(Reader::of(&[4, 5, 1]).next().unwrap_err(), Broken::CutShort);
        assert_eq!(Reader::of(&[2, 1, 0x80]).number(INTEGER), Err(Broken::Number));
        assert_eq!(Reader::of(&[2, 0]).number(INTEGER), Err(Broken::Number));
        assert_eq!(
            Reader::of(&[4, 0]).expect(2),
            Err(Broken::Unexpected { expected: 2, found: 4 })
        );
    }
}
