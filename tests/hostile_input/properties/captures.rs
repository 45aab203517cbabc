//! What administrators saved of other tools' output.

use std::path::Path;

use actprobe::ask::import::Imports;
use actprobe_probes::evidence::Evidence;
use actprobe_probes::wire::text;

use super::{fit, keys};

/// A capture, as it is and with a product key somewhere in it: the first four bytes say where and
/// how it is written.
pub fn captures(bytes: &[u8]) {
    let Some((choice, file)) = bytes.split_first_chunk() else { return };
    is_fit(&evidence_of(file), file.len());
    keys::in_the_capture(&text::decode(file).text, *choice, |file| {
        let evidence = evidence_of(file.as_bytes());
        is_fit(&evidence, file.len());
        evidence
    });
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
}
