//! The product key that the firmware holds (`SoftwareLicensingService`, `OA3xOriginalProductKey`):
//! its last five characters, as the whole text was masked before.

use super::lines::Lines;
use super::{Capture, Facts, Text, keys};
use crate::evidence::CaptureKind;

/// Reads the first.
pub fn parse(text: &Text) -> Vec<Capture> {
    let Some(key) = key(text.lines()) else { return Vec::new() };
    let facts = Facts { firmware_key: Some(key), ..Facts::default() };
    vec![Capture::whole(CaptureKind::LicensingList, facts)]
}

/// Behind the property's name, or below it: so does `wmic` print a table of one column.
fn key(lines: Lines<'_>) -> Option<String> {
    let mut asked = false;
    for line in lines.iter().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(end) = end(line).filter(|_| asked || line.contains(PROPERTY)) {
            return Some(end.to_owned());
        }
        // In the question, the name stands as the last word.
        asked = line.ends_with(PROPERTY) || line.trim_end_matches(')').ends_with(PROPERTY);
    }
    None
}

const PROPERTY: &str = "OA3xOriginalProductKey";

/// `XXXXX-XXXXX-XXXXX-XXXXX-4M3Q8`.
fn end(line: &str) -> Option<&str> {
    let word = line.rsplit([' ', '=', ':', '\t']).next()?;
    let parts: Vec<&str> = word.split('-').collect();
    let is_key = parts.len() == 5 && parts.iter().all(|part| part.len() == 5);
    parts.last().copied().filter(|end| is_key && keys::is_partial(end))
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
            format!("(Get-WmiObject -query 'select * from y').OA3xOriginalProductKey\n{masked}"),
        ] {
            let found = parse(&Text::of(&text)).pop().and_then(|found| found.facts.firmware_key);
            assert_eq!(found.as_deref(), Some("4M3Q8"), "{text}");
        }
        for none in
            ["OA3xOriginalProductKey            :", "OA3xOriginalProductKey\n\nC:\\>", masked]
        {
            assert_eq!(parse(&Text::of(none)), [], "{none}");
        }
    }
}
