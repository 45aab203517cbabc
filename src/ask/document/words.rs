//! What serde calls the parts of a document, in the words of those who write one; and which key was
//! meant.

/// What was expected, in plain words.
pub fn plain(expected: &str) -> &str {
    match expected {
        "a sequence" => "a list",
        "a map" => "a table",
        "a string" | "a borrowed string" => "a text",
        "a boolean" => "true or false",
        "option" | "unit" => "nothing",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" | "u64" | "usize" => "a whole number from 0 on",
        "f32" | "f64" => "a number",
        _ if expected.starts_with("struct ") => "a table",
        _ if expected.starts_with("enum ") => "a word of those that are known",
        _ => expected,
    }
}

/// The known key that an unknown one was meant to be: what is one slip away, or two where the key
/// is long.
pub fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let key = key.to_ascii_lowercase().replace('-', "_");
    let most = if key.len() < 5 { 1 } else { 2 };
    let near = known.iter().map(|known| (slips(&key, known), *known));
    near.filter(|(slips, _)| *slips <= most).min_by_key(|(slips, _)| *slips).map(|(_, known)| known)
}

/// How many letters were added, lost or changed (Levenshtein); keys are short.
fn slips(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut next = vec![i + 1];
        for ((b, above), diagonal) in other.bytes().zip(row.iter().skip(1)).zip(&row) {
            let changed = diagonal + usize::from(a != b);
            let before = next.last().copied().unwrap_or_default();
            next.push(changed.min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_told_from_another_word() {
        let known = ["domains", "require", "fail_on", "kms", "dns", "ntp"];
        for (written, meant) in [
            ("domain", Some("domains")),
            ("Fail-On", Some("fail_on")),
            ("failon", Some("fail_on")),
            ("requires", Some("require")),
            ("km", Some("kms")),
            ("proxy", None),
            ("clock", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, &known), meant, "{written}");
        }
        assert_eq!(nearest("host", &["hosts", "expected"]), Some("hosts"));
        assert_eq!((slips("abc", "abc"), slips("", "abc"), slips("kitten", "sitting")), (0, 3, 3));
    }

    #[test]
    fn no_word_of_the_library_is_left() {
        for (word, plain_word) in [
            ("a sequence", "a list"),
            ("struct Kms", "a table"),
            ("u64", "a whole number from 0 on"),
        ] {
            assert_eq!(plain(word), plain_word);
        }
        assert_eq!(plain("a URL"), "a URL");
    }
}
