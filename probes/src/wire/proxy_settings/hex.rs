//! A registry value pasted as text: `reg query`, a `.reg` file, bare hexadecimal, or PowerShell's
//! list of decimals.

use super::SettingsError;
use super::blob;

/// The bytes of the value that services use, if `text` holds one; other values only where that one
/// is missing.
pub(super) fn find(text: &str) -> Option<Result<Vec<u8>, SettingsError>> {
    let labelled = ["WinHttpSettings", "DefaultConnectionSettings", "SavedLegacySettings", ""];
    labelled.iter().find_map(|name| labelled_value(text, name)).or_else(|| bare(text).map(Ok))
}

/// The value of services by its own name.
pub(super) fn of_services(text: &str) -> Option<Result<Vec<u8>, SettingsError>> {
    labelled_value(text, "WinHttpSettings")
}

/// The value on the line that names it; both tools put them on one line.
fn labelled_value(text: &str, name: &str) -> Option<Result<Vec<u8>, SettingsError>> {
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(start) = value_start(line).filter(|_| names(line, name)) {
            return Some(digits(text.get(line_start + start..)?));
        }
        line_start += line.len();
    }
    None
}

fn names(line: &str, name: &str) -> bool {
    line.to_ascii_lowercase().contains(&name.to_ascii_lowercase())
}

/// Where the digits begin: after the type that `reg query` prints, or after that of a `.reg` file
/// (`hex:`, `hex(3):`).
fn value_start(line: &str) -> Option<usize> {
    let after = |mark: &str| line.find(mark).map(|at| at + mark.len());
    after("REG_BINARY").or_else(|| after("hex:")).or_else(|| after("hex(3):"))
}

/// The digits up to the end of the value. In a `.reg` file a backslash carries it over to the next
/// line.
fn digits(text: &str) -> Result<Vec<u8>, SettingsError> {
    let mut bytes = Vec::new();
    let mut high = None;
    let mut carried = false;
    for (at, c) in text.char_indices() {
        match (c, c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())) {
            (_, Some(digit)) => {
                carried = false;
                high = match high {
                    None => Some(digit),
                    Some(high) => {
                        bytes.push(high << 4 | digit);
                        None
                    }
                };
            }
            ('\n', _) if !carried => break,
            ('\\', _) => carried = true,
            (',' | ' ' | '\t' | '\r' | '\n', _) if high.is_none() => {}
            _ => return Err(SettingsError::NotHex { at }),
        }
    }
    if high.is_some() { Err(SettingsError::NotHex { at: text.len() }) } else { Ok(bytes) }
}

/// In characters; a value of the registry has a megabyte at most, and the settings some hundred
/// bytes.
const LONGEST: usize = 4 << 20;

/// Nothing but numbers: pairs of digits in any grouping, or bytes in decimal, one a line.
fn bare(text: &str) -> Option<Vec<u8>> {
    let is_of_number =
        |c: char| c.is_ascii_hexdigit() || [',', ' ', '\t', '\r', '\n', '\\'].contains(&c);
    if text.len() > LONGEST || !text.chars().all(is_of_number) {
        return None;
    }
    let words: Vec<&str> =
        text.split([',', ' ', '\t', '\r', '\n', '\\']).filter(|word| !word.is_empty()).collect();
    let from_hex = || digits(&words.concat()).ok();
    let from_decimals = || words.iter().map(|word| word.parse().ok()).collect::<Option<Vec<u8>>>();
    // A first byte of 24 is no version in hexadecimal, nor is 18 in decimal: they cannot be
    // mistaken.
    [from_hex(), from_decimals()].into_iter().flatten().find(|bytes| blob::looks_like(bytes))
}
