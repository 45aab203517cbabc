//! What administrators saved of other tools' output.

use std::path::Path;

use actprobe::import::Imports;
use actprobe_probes::evidence::Evidence;
use actprobe_probes::wire::text;

use super::fit;

/// A capture, as it is and with a product key somewhere in it: the first four bytes say where and how it is written.
pub fn captures(bytes: &[u8]) {
    let Some((choice, file)) = bytes.split_first_chunk() else { return };
    is_fit(&evidence_of(file), file.len());
    let with_key = with_key(&text::decode(file).text, *choice);
    is_fit(&evidence_of(with_key.as_bytes()), with_key.len());
}

fn evidence_of(file: &[u8]) -> Evidence {
    let mut imports = Imports::default();
    imports.add(Path::new("capture.txt"), file);
    imports.alone(jiff::Timestamp::UNIX_EPOCH)
}

fn is_fit(evidence: &Evidence, len: usize) {
    fit::to_keep(evidence);
    let json = serde_json::to_string(evidence).unwrap();
    assert!(json.len() <= 8_192 + 64 * len, "{} bytes of evidence from {len}", json.len());
    assert_eq!(&serde_json::from_str::<Evidence>(&json).unwrap(), evidence, "does not read back");
    let letters: String = json.chars().filter(char::is_ascii_alphanumeric).collect();
    assert!(!letters.to_ascii_uppercase().contains(&GROUPS[1..4].concat()), "a product key in {json}");
}

/// A key that was never given out. It stands in no file as a whole.
const GROUPS: [&str; 5] = ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"];
/// What may stand between its groups, also as JSON and XML write it.
const DASHES: [&str; 8] = ["-", "", "\u{2013}", "\u{ad}", "\\u002d", "\\u2013", "&#45;", "&#8211;"];
/// What may stand around it.
const AROUND: [&str; 8] = [" ", ":", ": ", "\"", "\n", "\\t", "\t", "/"];

/// The text with a key in it, at one of the blanks and marks, where keys stand.
fn with_key(text: &str, [high, low, dash, around]: [u8; 4]) -> String {
    let marks: Vec<usize> =
        text.match_indices([' ', ':', '"', '>', ',', '\n']).map(|(at, mark)| at + mark.len()).collect();
    let choice = usize::from(u16::from_be_bytes([high, low])) % marks.len().max(1);
    let (before, after) = text.split_at(marks.get(choice).copied().unwrap_or_default());
    let mut key = GROUPS.join(DASHES[usize::from(dash) % DASHES.len()]);
    if dash >= 0x80 {
        key.make_ascii_lowercase();
    }
    let around = AROUND[usize::from(around) % AROUND.len()];
    [before, around, &key, around, after].concat()
}
