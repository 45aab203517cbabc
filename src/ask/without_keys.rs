//! The last door: nothing of a product key but its end leaves a run, whatever path a text took into
//! the evidence.

use actprobe_probes::evidence::Evidence;
use actprobe_probes::product_key::{holds_key, mask};
use serde_json::Value;

/// Cuts the keys in the evidence. Texts that codecs keep have lost theirs in `evidence::scrub`, and
/// names in `parse_host_port`; this finds what took neither way.
pub fn cut_keys(evidence: &mut Evidence) {
    let Ok(tree) = serde_json::to_value(&*evidence) else { return };
    let mut without = tree.clone();
    cut(&mut without);
    if without == tree {
        return;
    }
    // What was cut is free text: addresses, numbers and ids hold no key.
    if let Ok(without) = serde_json::from_value(without) {
        *evidence = without;
    }
}

fn cut(node: &mut Value) {
    match node {
        Value::String(text) => *text = mask(text).into_owned(),
        Value::Array(items) => items.iter_mut().for_each(cut),
        Value::Object(fields) => {
            fields.values_mut().for_each(cut);
            if fields.keys().any(|key| holds_key(key)) {
                let fields_without = std::mem::take(fields).into_iter();
                *fields =
                    fields_without.map(|(key, value)| (mask(&key).into_owned(), value)).collect();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use actprobe_probes::evidence::{KmsClientFacts, Observed, WindowsFacts};

    use super::*;
    use crate::ask::import::Imports;

    #[test]
    fn what_no_codec_saw_is_cut_as_well_in_values_and_in_names_of_members() {
        let key = ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"].join("\u{2011}");
        let mut evidence = Imports::default().alone(jiff::Timestamp::UNIX_EPOCH);
        evidence.host.name = format!("pc {key}");
        evidence.directory.domain = Some(format!("{key}.example"));
        let client = KmsClientFacts {
            product_activation_types: [(key, None)].into(),
            ..KmsClientFacts::default()
        };
        let windows = WindowsFacts { kms_client: Some(client), ..WindowsFacts::default() };
        evidence.host.windows = Observed::Answered { value: windows, elapsed_us: 0 };
        cut_keys(&mut evidence);
        let json = serde_json::to_string(&evidence).unwrap();
        assert!(!json.contains("QRTVW"), "{json}");
        assert_eq!(json.matches("XXXXX-XXXXX-XXXXX-XXXXX-6789B").count(), 3, "{json}");
    }

    #[test]
    fn evidence_without_keys_stays_as_it_is() {
        let evidence = Imports::default().alone(jiff::Timestamp::UNIX_EPOCH);
        let mut same = evidence.clone();
        cut_keys(&mut same);
        assert_eq!(same, evidence);
    }
}
