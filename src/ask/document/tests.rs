use std::collections::BTreeMap;

use serde_json::json;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default)]
    count: Option<u8>,
    #[serde(default)]
    words: Vec<Colour>,
    #[serde(default)]
    shapes: BTreeMap<String, Shape>,
    #[serde(default)]
    time: Option<jiff::Timestamp>,
    #[serde(default)]
    address: Option<std::net::IpAddr>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Colour {
    Red,
    Green,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum Shape {
    Square { side: f64 },
    Point,
}

fn told(document: serde_json::Value) -> String {
    read::<Page>(document).unwrap_err().to_string()
}

#[test]
fn a_document_that_fits_is_read_as_serde_json_reads_it() {
    let document = json!({
        "count": 3, "words": ["red", "green"], "time": "2026-01-01T00:00:00Z", "address": null,
        "shapes": { "a": { "kind": "square", "side": 2 }, "b": { "kind": "point" } },
    });
    assert_eq!(
        read::<Page>(document.clone()).unwrap(),
        serde_json::from_value::<Page>(document).unwrap()
    );
}

#[test]
fn what_does_not_fit_is_told_by_key_and_expectation() {
    for (document, expected) in [
        (json!({ "count": "3" }), "count: expected a whole number from 0 to 255, found a text"),
        (json!({ "count": 300 }), "count: expected a whole number from 0 to 255"),
        (json!({ "count": -1 }), "count: expected a whole number from 0 to 255"),
        (
            json!({ "words": ["red", "blue"] }),
            "words[1]: expected `red` or `green`, found another text",
        ),
        (json!({ "words": "red" }), "words: expected a list, found a text"),
        (
            json!({ "colour": 1 }),
            "unknown key `colour`, expected `count`, `words`, `shapes`, `time` or `address`",
        ),
        (json!({ "shapes": { "a": {} } }), "shapes.a: expected a key `kind`, found none"),
        (
            json!({ "shapes": { "a": { "kind": "square", "side": [] } } }),
            "shapes.a: expected a number, found a list",
        ),
        (
            json!({ "shapes": { "a b": { "kind": "x" } } }),
            "shapes.***.kind: expected `square` or `point`, found another text",
        ),
        (json!([]), "expected a table, found a list"),
    ] {
        let told = told(document);
        assert!(told.starts_with(expected), "{told}");
    }
}

/// Those of others quote what they were given.
#[test]
fn no_message_repeats_a_value() {
    const SECRET: &str = "http://user:hunter2@proxy";
    for document in [
        json!(SECRET),
        json!({ SECRET: 1 }),
        json!({ "count": SECRET }),
        json!({ "words": [SECRET] }),
        json!({ "words": [{ SECRET: 1 }] }),
        json!({ "time": SECRET }),
        json!({ "address": SECRET }),
        json!({ "shapes": { "a": SECRET } }),
        json!({ "shapes": { SECRET: 1 } }),
        json!({ "shapes": { "a": { "kind": SECRET } } }),
        json!({ "shapes": { "a": { "kind": "square", "side": SECRET } } }),
        json!({ "shapes": { "a": { "kind": "square", "side": 1, SECRET: 1 } } }),
    ] {
        let error = read::<Page>(document.clone()).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{document}: {error}");
    }
}
