//! The product key that the firmware holds (`SoftwareLicensingService`, `OA3xOriginalProductKey`):
//! its last five characters, as the whole text was masked before.

use super::lines::Lines;
use super::{Capture, Facts, Text, keys};
use crate::evidence::CaptureKind;

/// Reads the first; where there is none, whether an answer was empty.
pub fn parse(text: &Text) -> Vec<Capture> {
    let facts = match key(text.lines()) {
        Some(key) => Facts { firmware_key: Some(key), ..Facts::default() },
        None if is_empty(text.lines()) => Facts { firmware_without_key: true, ..Facts::default() },
        None => return Vec::new(),
    };
    vec![Capture::whole(CaptureKind::LicensingList, facts)]
}

/// Behind the property's name, or below it: so does `wmic` print a table of one column.
fn key(lines: Lines<'_>) -> Option<String> {
    let mut asked = false;
    for line in lines.iter().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(end) = end(line).filter(|_| asked || line.contains(PROPERTY)) {
            return Some(end.to_owned());
        }
        // In the question, the name is one of those that are asked for; so it is above a table.
        asked = line.contains(PROPERTY);
    }
    None
}

fn is_question(line: &str) -> bool {
    line.trim_end_matches(')').ends_with(PROPERTY)
}

/// An answer without a value: a name in a list with nothing behind it, the next prompt behind a
/// question, and the head of a table with blank lines below, or nothing. What stands there may be a
/// masked key; a question that ends the text has no answer.
fn is_empty(lines: Lines<'_>) -> bool {
    let (mut asked, mut headed, mut blank) = (false, false, 0);
    let is_rule = |line: &&str| !line.is_empty() && line.chars().all(|sign| sign == '-');
    for line in lines.iter().map(str::trim).filter(|line| !is_rule(line)) {
        if line.is_empty() {
            blank += 1;
            // One, where each line has one.
            if headed && blank > 1 {
                return true;
            }
            continue;
        }
        let behind = line.strip_prefix(PROPERTY).map(str::trim);
        if matches!(behind, Some(":" | "=")) || asked && is_prompt(line) {
            return true;
        }
        asked = is_question(line);
        (headed, blank) = (behind == Some(""), 0);
    }
    headed
}

/// `C:\>`, `PS C:\Windows>`.
fn is_prompt(line: &str) -> bool {
    let path = line.strip_prefix("PS ").unwrap_or(line);
    let is_drive = path.starts_with(|first: char| first.is_ascii_alphabetic());
    is_drive && path.get(1..3) == Some(":\\") && path.contains('>')
}

const PROPERTY: &str = "OA3xOriginalProductKey";

/// `XXXXX-XXXXX-XXXXX-XXXXX-4M3Q8`.
fn end(line: &str) -> Option<&str> {
    line.split([' ', '=', ':', '\t']).find_map(|word| {
        let is_key = word.split('-').count() == 5 && word.split('-').all(|part| part.len() == 5);
        word.rsplit('-').next().filter(|end| is_key && keys::is_partial(end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_key_is_read_where_the_firmware_has_one() {
        let masked = "XXXXX-XXXXX-XXXXX-XXXXX-4M3Q8";
        for text in [
            format!("OA3xOriginalProductKey            : {masked}"),
            format!("OA3xOriginalProductKey={masked}"),
            format!("wmic path x get OA3xOriginalProductKey\n\nOA3xOriginalProductKey\n\n{masked}"),
            format!(
                "OA3xOriginalProductKey         OA3xOriginalProductKeyDescription\n{masked}  [4.0] \
                 Professional OEM:DM"
            ),
            format!("(Get-WmiObject -query 'select * from y').OA3xOriginalProductKey\n{masked}"),
        ] {
            let found = parse(&Text::of(&text)).pop().and_then(|found| found.facts.firmware_key);
            assert_eq!(found.as_deref(), Some("4M3Q8"), "{text}");
        }
        // A name that stands for itself, and a key that stands for nothing.
        for none in ["wmic path x get OA3xOriginalProductKey", masked] {
            assert_eq!(parse(&Text::of(none)), [], "{none}");
        }
    }

    #[test]
    fn an_empty_answer_is_one() {
        for (text, is_empty) in [
            ("OA3xOriginalProductKey            :", true),
            ("OA3xOriginalProductKey=", true),
            ("C:\\>wmic path x get OA3xOriginalProductKey\nOA3xOriginalProductKey  \n\n", true),
            ("PS C:\\> (gcim x).OA3xOriginalProductKey\n\nPS C:\\> hostname", true),
            ("OA3xOriginalProductKeyDescription :", false),
            ("OA3xOriginalProductKey\n\nC:\\>", true),
            ("OA3xOriginalProductKey\n----------------------\n\n", true),
            ("OA3xOriginalProductKey\n\n\nhostname\n", true),
            ("OA3xOriginalProductKey\n<removed>\n", false),
            ("OA3xOriginalProductKey\n\n<removed>\n\n", false),
            ("PS C:\\> (gcim x).OA3xOriginalProductKey\nAccess denied", false),
            ("PS C:\\> (gcim x).OA3xOriginalProductKey\n", false),
        ] {
            let found = parse(&Text::of(text)).pop();
            let said = found.is_some_and(|found| found.facts.firmware_without_key);
            assert_eq!(said, is_empty, "{text}");
        }
    }
}
