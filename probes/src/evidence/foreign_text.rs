//! Text that somebody else chose, made fit to be kept and shown.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::product_key::mask;

/// Makes foreign text fit to be kept: what [`printable`] takes out becomes spaces, and at most 200
/// characters stay.
pub fn scrub(text: &str) -> String {
    const LONGEST: usize = 200;
    // Keys first: what is cut in the middle of a key hides it.
    let short: String = mask(text).chars().take(LONGEST).map(seen).collect();
    short.trim().to_owned()
}

/// The same without the limit: what stands in a file already was cut when it was seen.
///
/// Product keys lose all but their last group. Every character becomes a space that a terminal may
/// obey, or that no reader can see: a hostile peer must neither write to the reader's screen nor
/// hide in what is copied from it.
pub fn printable(text: &str) -> String {
    mask(text).chars().map(seen).collect()
}

fn seen(c: char) -> char {
    if is_unfit(c) { ' ' } else { c }
}

/// Controls, formats, private use and what Unicode has not assigned (C), the separators of lines
/// and paragraphs (Zl, Zp), and what is shown as nothing (UAX #44, `Default_Ignorable_Code_Point`),
/// such as the Hangul fillers and the variation selectors, which are letters and marks by their
/// class.
fn is_unfit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let class = CodePointMapData::<GeneralCategory>::new().get(c);
    GeneralCategoryGroup::Other.contains(class)
        || matches!(class, GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator)
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

#[cfg(test)]
mod tests {
    use regex_syntax::hir::{Class, ClassUnicode, HirKind};

    use super::*;

    #[test]
    fn a_terminal_escape_does_not_survive_scrubbing() {
        assert_eq!(scrub("\u{1b}[2Jhello\r\n\u{202e}x"), "[2Jhello   x");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(scrub(&"x".repeat(10_000)).len(), 200);
    }

    #[test]
    fn what_nobody_sees_does_not_stay() {
        for c in "\u{61c}\u{ad}\u{180e}\u{3164}\u{ffa0}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{34f}\
             \u{fe0f}\u{fff9}\u{fffb}\u{2028}\u{2029}\u{e0041}\u{e0100}\u{e000}\u{f0000}\u{ffff}\
             \u{378}\u{1d173}\u{feff}\u{200d}\u{2064}"
            .chars()
        {
            assert_eq!(printable(&format!("a{c}b")), "a b", "{c:?}");
        }
    }

    #[test]
    fn letters_marks_and_signs_of_every_script_stay() {
        for text in ["héron", "中文", "क्षि", "ｗｉｄｅ", "e\u{301}", "👩", "№ 5 € “x”", "a\u{a0}b"]
        {
            assert_eq!(printable(text), text);
        }
    }

    /// Regex's tables are made by others. A character that a newer Unicode has assigned may be fit
    /// here and unknown there.
    #[test]
    fn another_reading_of_unicode_agrees_on_every_character() {
        let unfit = class(
            "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Zl}\\p{Zp}\
             \\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}]",
        );
        let unassigned = class(r"\p{Cn}");
        let all = '\0'..=char::MAX;
        let let_through: Vec<char> =
            all.clone().filter(|&c| contains(&unfit, c) && !is_unfit(c)).collect();
        assert!(let_through.is_empty(), "{let_through:?}");
        let lost: Vec<char> = all
            .clone()
            .filter(|&c| is_unfit(c) && !contains(&unfit, c) && !contains(&unassigned, c))
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
        let newly_assigned = all.filter(|&c| contains(&unassigned, c) && !is_unfit(c)).count();
        assert!(
            newly_assigned < 20_000,
            "{newly_assigned} characters that another Unicode does not know"
        );
    }

    fn class(pattern: &str) -> ClassUnicode {
        match regex_syntax::parse(pattern).unwrap().into_kind() {
            HirKind::Class(Class::Unicode(class)) => class,
            other => panic!("{other:?}"),
        }
    }

    fn contains(class: &ClassUnicode, c: char) -> bool {
        let ranges = class.ranges();
        let at = ranges.partition_point(|range| range.end() < c);
        ranges.get(at).is_some_and(|range| range.start() <= c)
    }
}
