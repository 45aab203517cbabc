//! Which characters no output may hold. Written out by hand from UnicodeData.txt and
//! DerivedCoreProperties.txt (Unicode 16), and not taken from `evidence::printable`, which is under
//! test.

/// Whether a terminal would do something else with `c` than show it, or nobody would see it.
pub fn is_unfit(c: char) -> bool {
    // Nearly all that is asked about.
    if matches!(c, ' '..='~') {
        return false;
    }
    let last_of_plane = u32::from(c) & 0xfffe == 0xfffe;
    c.is_control() || last_of_plane || is_listed(c)
}

fn is_listed(c: char) -> bool {
    let begun = UNFIT.partition_point(|(first, _)| *first <= c);
    UNFIT[..begun].last().is_some_and(|(_, last)| c <= *last)
}

/// Format characters, private use, separators of lines and paragraphs, what is shown as nothing,
/// and non-characters; in order.
const UNFIT: [(char, char); 34] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{378}', '\u{379}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2fe0}', '\u{2fef}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{d7fc}', '\u{d7ff}'),
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fdd0}', '\u{fdef}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{40000}', '\u{dffff}'),
    ('\u{e0000}', '\u{e007f}'),
    ('\u{e0080}', '\u{e0fff}'),
    ('\u{f0000}', '\u{ffffd}'),
    ('\u{100000}', '\u{10fffd}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_is_in_order() {
        assert!(UNFIT.iter().all(|(first, last)| first <= last));
        assert!(UNFIT.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
}
