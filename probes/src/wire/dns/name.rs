//! Domain names as text: one way to write each, so that what is read can be asked again.

use hickory_proto::rr::Name;

use crate::product_key::mask;

/// A text that cannot be a domain name (RFC 1035 §2.3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected labels of 1 to 63 bytes, 255 bytes in all")]
pub struct NotADomainName;

/// Whether two names are the same, as DNS compares them: ASCII case and a trailing dot do not
/// count.
pub fn same_name(a: &str, b: &str) -> bool {
    fn bare(name: &str) -> &str {
        name.strip_suffix('.').unwrap_or(name)
    }
    bare(a).eq_ignore_ascii_case(bare(b))
}

/// The spellings under which a zone may hold a name of other letters than ASCII has: in UTF-8, as
/// Microsoft's DNS servers store it (MS-DNSP §2.2.2.2.2), and as A-labels (RFC 5890 §2.3.2.1). The
/// given one comes first; any other name has none but itself.
pub fn spellings(name: &str) -> Vec<String> {
    let given = || vec![name.to_owned()];
    let is_international = !name.is_ascii() || name.to_ascii_lowercase().contains("xn--");
    let Some(read) = is_international.then(|| Name::from_utf8(name).ok()).flatten() else {
        return given();
    };
    let bare = |text: String| text.trim_end_matches('.').to_owned();
    let (unicode, ascii) = (bare(read.to_utf8()), bare(read.to_ascii()));
    match name.is_ascii() {
        _ if unicode == ascii => given(),
        true => vec![ascii, unicode],
        false => vec![unicode, ascii],
    }
}

/// The name without its trailing dot; the root is `.`. Letters and digits of any script stay
/// (Windows sends names as UTF-8, MS-DNSP §2.2.2.2.2); any other byte becomes `\DDD` (RFC 1035
/// §5.1). A product key in it is cut.
pub(super) fn text(name: &Name) -> String {
    if name.is_root() {
        return ".".to_owned();
    }
    let written = name.iter().map(label_text).collect::<Vec<_>>().join(".");
    mask(&written).into_owned()
}

fn label_text(label: &[u8]) -> String {
    match std::str::from_utf8(label) {
        Ok(text) => text.chars().map(char_text).collect(),
        Err(_) => label.iter().map(|&byte| byte_text(byte)).collect(),
    }
}

fn char_text(c: char) -> String {
    let plain = c.is_alphanumeric() || (c.is_ascii_graphic() && !matches!(c, '.' | '\\'));
    if plain { c.to_string() } else { c.to_string().bytes().map(escape).collect() }
}

fn byte_text(byte: u8) -> String {
    if byte.is_ascii() { char_text(byte.into()) } else { escape(byte) }
}

fn escape(byte: u8) -> String {
    format!("\\{byte:03}")
}

/// The reverse of [`text`].
pub(super) fn parse(text: &str) -> Result<Name, NotADomainName> {
    let relative = text.strip_suffix('.').unwrap_or(text);
    if relative.is_empty() {
        return if text == "." { Ok(Name::root()) } else { Err(NotADomainName) };
    }
    Name::from_labels(labels(relative)?).map_err(|_| NotADomainName)
}

fn labels(text: &str) -> Result<Vec<Vec<u8>>, NotADomainName> {
    let mut labels = vec![];
    let mut label = vec![];
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'.' => labels.push(std::mem::take(&mut label)),
            b'\\' => label.push(unescape(&mut bytes)?),
            plain => label.push(plain),
        }
    }
    labels.push(label);
    Ok(labels)
}

fn unescape(bytes: &mut impl Iterator<Item = u8>) -> Result<u8, NotADomainName> {
    let mut digit =
        || bytes.next().and_then(|byte| char::from(byte).to_digit(10)).ok_or(NotADomainName);
    let value = digit()? * 100 + digit()? * 10 + digit()?;
    u8::try_from(value).map_err(|_| NotADomainName)
}

/// Appends the name uncompressed (RFC 1035 §3.1).
pub(super) fn append(message: &mut Vec<u8>, name: &Name) {
    for label in name {
        // A label has at most 63 bytes: `Name` holds no longer ones.
        message.push(u8::try_from(label.len()).unwrap_or(0));
        message.extend(label);
    }
    message.push(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_label_is_written_harmlessly_and_reads_back() {
        let name = Name::from_labels([
            &b"a.b\\c"[..],
            b"\x1b[2J",
            "soci\u{e9}t\u{e9}".as_bytes(),
            b"\xff\xe9",
        ])
        .unwrap();
        let written = text(&name);
        assert_eq!(written, "a\\046b\\092c.\\027[2J.soci\u{e9}t\u{e9}.\\255\\233");
        assert_eq!(parse(&written), Ok(name));
    }

    #[test]
    fn a_bidirectional_override_is_escaped() {
        let name = Name::from_labels(["\u{202e}x".as_bytes()]).unwrap();
        assert_eq!(text(&name), "\\226\\128\\174x");
    }

    #[test]
    fn the_root_is_a_dot() {
        assert_eq!(text(&parse(".").unwrap()), ".");
    }

    #[test]
    fn what_cannot_be_a_name_is_refused() {
        let too_long = ["x".repeat(63).as_str(); 5].join(".");
        for text in ["", "a..b", ".a", "a..", &"x".repeat(64), &too_long, "a\\25", "a\\999", "a\\"]
        {
            assert_eq!(parse(text), Err(NotADomainName), "{text}");
        }
    }

    #[test]
    fn names_compare_without_case_and_final_dot() {
        assert!(same_name("KMS.Example.", "kms.example"));
        assert!(!same_name("kms.example", "kms.example.com"));
    }
}
