//! How people and formats write a key, and whether a text holds one: by a reading that knows the
//! key, and what it may have been written as.

/// Of a key.
pub const LETTERS: usize = 25;
const ALPHABET: &[u8] = b"BCDFGHJKMNPQRTVWXY2346789";

/// A key that was never given out. It stands in no file.
pub struct Key([String; 5]);

impl Key {
    /// One of them.
    pub fn sample() -> Self {
        Self::of(&std::array::from_fn(|at| u8::try_from(at * 7 + 1).unwrap())).unwrap()
    }

    /// None where the letters are too much alike for a key.
    pub fn of(letters: &[u8; LETTERS]) -> Option<Self> {
        let letters = letters.map(|byte| ALPHABET[usize::from(byte) % ALPHABET.len()]);
        let kinds =
            |is_kind: fn(&u8) -> bool| letters.iter().filter(|letter| is_kind(letter)).count();
        let distinct = ALPHABET.iter().filter(|letter| letters.contains(letter)).count();
        let is_likely = distinct >= 10
            && kinds(u8::is_ascii_digit) >= 2
            && kinds(|letter| (b'G'..=b'Y').contains(letter)) >= 8;
        let group = |at: usize| String::from_utf8(letters[5 * at..5 * at + 5].to_vec()).unwrap();
        is_likely.then(|| Self(std::array::from_fn(group)))
    }

    /// Whether more than the end of it stands in a text, however that writes it.
    pub fn is_in(&self, text: &str) -> bool {
        let whole = self.0.concat();
        let is_part_of =
            |text: String| (0..=LETTERS - SEEN).any(|at| text.contains(&whole[at..at + SEEN]));
        let is_plain = text.is_ascii() && !text.contains(['&', '%', '\\']);
        is_part_of(squeezed(text)) || !is_plain && is_part_of(squeezed(&plain(text)))
    }
}

/// As many letters in a row are no accident, and more than the last group.
const SEEN: usize = 8;

/// The letters and digits alone.
fn squeezed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The text with all that this file writes in another way put back, by one replacement after the
/// other.
fn plain(text: &str) -> String {
    // Blanks and ends of lines, as JSON has them.
    let mut plain =
        ["\\t", "\\r", "\\n"].iter().fold(text.to_owned(), |plain, blank| plain.replace(blank, ""));
    for between in
        BETWEEN.iter().filter(|between| between.contains(|c: char| c.is_ascii_alphanumeric()))
    {
        plain = plain.replace(between, "").replace(&between.replace('\\', "\\\\"), "");
    }
    for letter in
        ALPHABET.iter().flat_map(|letter| [*letter, letter.to_ascii_lowercase()]).map(char::from)
    {
        for write in WRITINGS.iter().skip(2) {
            plain = plain.replace(&write(letter), &letter.to_string());
            plain = plain.replace(&write(letter).replace('\\', "\\\\"), &letter.to_string());
        }
    }
    plain
}

/// What may stand between the groups.
pub const BETWEEN: [&str; 46] = [
    "-",
    "",
    " ",
    "_",
    ".",
    ":",
    ";",
    ",",
    "\t",
    "\u{a0}",
    "\u{ad}",
    "\u{2010}",
    "\u{2011}",
    "\u{2012}",
    "\u{2013}",
    "\u{2014}",
    "\u{2015}",
    "\u{2212}",
    "\u{fe58}",
    "\u{fe63}",
    "\u{ff0d}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{2060}",
    "\u{feff}",
    " - ",
    "\\-",
    "&#45;",
    "&#x2D;",
    "&#x2d;",
    "&ndash;",
    "&nbsp;",
    "&#8209;",
    "&#8211;",
    "&amp;#45;",
    "%2D",
    "%2d",
    "%20",
    "%E2%80%93",
    "\\u002d",
    "\\u2013",
    "\\x2d",
    "-\r\n    ",
    "\n> ",
    "\r\n",
];

/// How a letter may be written.
pub const WRITINGS: [fn(char) -> String; 9] = [
    |c| c.to_string(),
    |c| c.to_lowercase().to_string(),
    |c| format!("&#{};", u32::from(c)),
    |c| format!("&#x{:x};", u32::from(c)),
    |c| format!("%{:02X}", u32::from(c)),
    |c| format!("\\u{:04x}", u32::from(c)),
    |c| format!("\\x{:02x}", u32::from(c)),
    |c| char::from_u32(u32::from(c) + 0xfee0).unwrap().to_string(),
    |c| format!("{c}\u{200b}"),
];

/// What may stand around it.
const AROUND: [(&str, &str); 8] = [
    ("", ""),
    ("Key:", "."),
    ("(", ")"),
    ("\"", "\""),
    ("pk", "foo"),
    ("KEY", ""),
    ("\\t", ""),
    ("\n", "\n"),
];

/// How a key is written.
pub struct Spelling {
    between: &'static str,
    write: fn(char) -> String,
    /// Which letters are written so: each, or each third.
    every: usize,
    around: (&'static str, &'static str),
}

impl Spelling {
    /// The one that two bytes choose.
    pub fn chosen([between, letters]: [u8; 2]) -> Self {
        let between = BETWEEN[usize::from(between) % BETWEEN.len()];
        // Glued to other letters on both sides, letters that nothing shown stands between are a
        // longer word.
        let is_shown = between.contains(|c: char| {
            !c.is_control() && !"\u{ad}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(c)
        });
        let around = AROUND[usize::from(letters) % if is_shown { 8 } else { 4 }];
        let write = WRITINGS[usize::from(letters / 16) % WRITINGS.len()];
        Self { between, write, every: if letters & 8 == 0 { 1 } else { 3 }, around }
    }

    /// The key, as it is written so.
    pub fn write(&self, key: &Key) -> String {
        let letter = |(at, c): (usize, char)| {
            if at % self.every == 0 { (self.write)(c) } else { c.to_string() }
        };
        let group = |group: &String| group.chars().enumerate().map(letter).collect::<String>();
        let groups: Vec<String> = key.0.iter().map(group).collect();
        format!("{}{}{}", self.around.0, groups.join(self.between), self.around.1)
    }
}

#[cfg(test)]
/// Whether the reading of this file sees what it is to see.
pub fn every_spelling_is_seen() {
    let key = Key::sample();
    for between in 0..count(&BETWEEN) {
        for letters in 0..count(&WRITINGS) * 16 {
            let written = Spelling::chosen([between, letters]).write(&key);
            let in_json = serde_json::to_string(&format!("a {written} b")).unwrap();
            for text in [&written, &in_json] {
                assert!(key.is_in(text), "{text}");
            }
        }
    }
    assert!(!key.is_in(&format!("XXXXX-XXXXX-XXXXX-XXXXX-{}", key.0[4])));
}

/// How many there are to choose from.
pub fn count<T>(of: &[T]) -> u8 {
    u8::try_from(of.len()).unwrap()
}
