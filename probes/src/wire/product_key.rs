//! Product keys: five groups of five letters and digits. Only the last group may be kept.

/// The text with every product key cut to its last group.
///
/// A key stands alone, in any case, with any dash between its groups or none. Dashes are often lost to an editor that
/// makes them longer.
pub fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    let mut before = None;
    while let Some(&c) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        // The letter of `\t` or `\n`, which nobody has read yet, belongs to no word.
        let is_escape = at.checked_sub(2).and_then(|two_before| chars.get(two_before)) == Some(&'\\');
        let stands_alone = is_escape || !before.is_some_and(is_of_key);
        if let Some(length) = key_length(rest).filter(|_| stands_alone) {
            masked.push_str("XXXXX-XXXXX-XXXXX-XXXXX-");
            masked.extend(rest.get(length - GROUP..length).unwrap_or_default());
            before = rest.get(length - 1).copied();
            at += length;
        } else {
            masked.push(c);
            before = Some(c);
            at += 1;
        }
    }
    masked
}

/// Whether a text is a key and nothing else, cut or whole: a valid host name, and nobody's.
pub fn is_key(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    key_length(&chars) == Some(chars.len())
}

/// How many characters the key has that the text begins with.
fn key_length(text: &[char]) -> Option<usize> {
    let length = [true, false].into_iter().find_map(|dashed| groups(text, dashed))?;
    let ends = !text.get(length).copied().is_some_and(is_of_key);
    ends.then_some(length)
}

fn groups(text: &[char], dashed: bool) -> Option<usize> {
    let mut at = 0;
    for group in 0..5 {
        if dashed && group > 0 {
            text.get(at).copied().filter(|&c| is_dash(c))?;
            at += 1;
        }
        let part = text.get(at..at + GROUP)?;
        // Without dashes only the letters that keys are made of tell a key from a long word or number.
        let fits = |&c: &char| if dashed { is_of_key(c) } else { KEY_LETTERS.contains(c.to_ascii_uppercase()) };
        if !part.iter().all(fits) {
            return None;
        }
        at += GROUP;
    }
    let whole = text.get(..at)?;
    let is_key = dashed || whole.iter().any(char::is_ascii_alphabetic) && whole.iter().any(char::is_ascii_digit);
    is_key.then_some(at)
}

fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Whether a text is the last group of a key, as tools print it.
pub fn is_partial(text: &str) -> bool {
    text.len() == GROUP && text.chars().all(|c| KEY_LETTERS.contains(c))
}

const GROUP: usize = 5;
/// The letters and digits of product keys since Windows 8 (`N`) and before.
const KEY_LETTERS: &str = "BCDFGHJKMNPQRTVWXY2346789";

#[cfg(test)]
mod tests {
    use super::*;

    /// Made at run time: no whole key stands in a file.
    fn key(dash: &str) -> String {
        ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"].join(dash)
    }

    #[test]
    fn a_key_is_cut_to_its_end_wherever_it_stands() {
        for dash in ["-", "\u{2013}", "\u{2014}", ""] {
            let whole = key(dash);
            for text in [whole.clone(), format!("Key: {whole}."), format!("({})", whole.to_lowercase())] {
                let masked = mask(&text);
                assert!(!masked.to_uppercase().contains("QRTVW"), "{masked}");
                assert!(masked.to_uppercase().contains("XXXXX-6789B"), "{masked}");
            }
        }
    }

    #[test]
    fn an_escape_in_front_hides_no_key() {
        for escape in ["\\t", "\\n", "\\r\\n"] {
            let masked = mask(&format!("Key:{escape}{}", key("-")));
            assert_eq!(masked, format!("Key:{escape}XXXXX-XXXXX-XXXXX-XXXXX-6789B"));
        }
    }

    #[test]
    fn a_key_alone_is_known_as_one_cut_or_whole() {
        assert!(is_key(&key("-")) && is_key(&mask(&key("-"))) && is_key(&key("")));
        assert!(!is_key("kms1.corp.example") && !is_key(&format!("{}.corp.example", key("-"))));
    }

    #[test]
    fn two_keys_in_a_row_are_both_cut() {
        let masked = mask(&format!("{} {}", key("-"), key("-")));
        assert_eq!(masked.matches("XXXXX-6789B").count(), 2);
    }

    #[test]
    fn guids_numbers_and_words_are_left_alone() {
        for text in ["55c92734-d682-4d71-983e-d6ec3f16059f", &"1".repeat(54), "VIRTUAL_MACHINE_ACTIVATION channel"] {
            assert_eq!(mask(text), text);
        }
    }
}
