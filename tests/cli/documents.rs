//! The schema, the completions, the manual page.

use serde_json::{Map, Value};

use crate::network::Network;
use crate::program::run;
use crate::servers::ntp;
use crate::servers::tcp::{Does, peer};

#[tokio::test]
async fn the_schema_declares_everything_that_a_report_holds() {
    let schema = run(["schema"]).await.ended_quietly_with(0).json();
    let healthy = Network::healthy().await;
    let mut broken =
        Network::healthy().await.with_kms(peer(Does::Say(b"SSH-2.0-x\r\n".to_vec())).await).await;
    broken.ntp = ntp::silent().await;
    for network in [healthy, broken] {
        let report = network.check(&["--format", "json", "--timeout", "300ms"]).await.json();
        assert_eq!(objections(&schema, &schema, &report, ""), [""; 0]);
    }
}

#[tokio::test]
async fn the_schema_does_not_declare_everything_there_is() {
    let schema = run(["schema"]).await.json();
    let mut report = Network::healthy().await.check(&["--format", "json"]).await.json();
    report["evidence"]["host"]["shoe_size"] = 43.into();
    report["evidence"]["started_at"] = 7.into();
    report["evidence"]["ended"] = "badly".into();
    report["evidence"].as_object_mut().unwrap().remove("schema_version");
    assert_eq!(objections(&schema, &schema, &report, "").len(), 4);
}

#[tokio::test]
async fn the_schema_of_a_comparison_declares_everything_that_one_holds() {
    let schema = run(["schema", "diff"]).await.ended_quietly_with(0).json();
    let reports = ["kms-works-proxy-asks-password", "kms-silent-after-a-move"]
        .map(|name| format!("{}/fixtures/reports/{name}.json", env!("CARGO_MANIFEST_DIR")));
    let diff = run(["diff", &reports[0], &reports[1], "--format", "json"])
        .await
        .ended_quietly_with(1)
        .json();
    assert_eq!(objections(&schema, &schema, &diff, ""), [""; 0]);
    let mut other = diff;
    other["things"][0]["thing"] = "shoe-size".into();
    other["conclusion"] = 7.into();
    assert_eq!(objections(&schema, &schema, &other, "").len(), 2);
}

#[tokio::test]
async fn there_are_completions_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(["completions", shell]).await;
        for word in ["actprobe", "expected-kms", "replay"] {
            assert!(script.ended_quietly_with(0).text().contains(word), "{shell}: {word}");
        }
    }
}

#[tokio::test]
async fn the_manual_page_has_its_sections() {
    let page = run(["man"]).await;
    for word in [".TH actprobe 1", ".SH SYNOPSIS", ".SH OPTIONS", "deadline", "Exit codes"] {
        assert!(page.ended_quietly_with(0).text().contains(word), "{word}");
    }
}

/// Where `value` is not as `schema` says: as much of JSON Schema as the schema of the report uses.
fn objections(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(schema) = schema.as_object() else { return Vec::new() };
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return objections(
            root,
            &with_siblings(root.pointer(&target[1..]).unwrap(), schema),
            value,
            at,
        );
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(choices) = schema.get(keyword).and_then(Value::as_array) {
            // What stands beside the choices holds for each of them.
            let mut beside = schema.clone();
            beside.remove(keyword);
            let choices: Vec<Value> =
                choices.iter().map(|choice| with_siblings(choice, &beside)).collect();
            return of_choices(root, &choices, value, at);
        }
    }
    let mut found = plain(schema, value, at);
    if let (Some(items), Some(elements)) = (schema.get("items"), value.as_array()) {
        found.extend(
            elements
                .iter()
                .flat_map(|element| objections(root, items, element, &format!("{at}/-"))),
        );
    }
    found.extend(
        value.as_object().into_iter().flat_map(|members| of_members(root, schema, members, at)),
    );
    found
}

/// What is referred to, and what stands beside the reference, which counts as well (JSON Schema
/// 2020-12, core §8.2.3.1).
fn with_siblings(target: &Value, siblings: &Map<String, Value>) -> Value {
    let mut whole = target.clone();
    for (keyword, sibling) in siblings.iter().filter(|(keyword, _)| *keyword != "$ref") {
        match (&mut whole[keyword], sibling) {
            (Value::Object(own), Value::Object(more)) => own.extend(more.clone()),
            (Value::Array(own), Value::Array(more)) => own.extend(more.clone()),
            (own, more) => *own = more.clone(),
        }
    }
    whole
}

/// The objections of the choice that fits best.
fn of_choices(root: &Value, choices: &[Value], value: &Value, at: &str) -> Vec<String> {
    choices
        .iter()
        .map(|choice| objections(root, choice, value, at))
        .min_by_key(Vec::len)
        .unwrap_or_default()
}

fn of_members(
    root: &Value,
    schema: &Map<String, Value>,
    members: &Map<String, Value>,
    at: &str,
) -> Vec<String> {
    let Some(declared) = schema.get("properties").and_then(Value::as_object) else {
        return Vec::new();
    };
    let required = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let missing = required
        .filter(|name| !members.contains_key(*name))
        .map(|name| format!("{at}/{name}: missing"));
    let present = members.iter().flat_map(|(name, member)| match declared.get(name) {
        Some(schema) => objections(root, schema, member, &format!("{at}/{name}")),
        None => vec![format!("{at}/{name}: not declared")],
    });
    missing.chain(present).collect()
}

fn plain(schema: &Map<String, Value>, value: &Value, at: &str) -> Vec<String> {
    let objection = || vec![format!("{at}: {value} is not {}", Value::Object(schema.clone()))];
    let is_listed = |list: &Value| list.as_array().is_some_and(|list| list.contains(value));
    let is_fine = schema.get("type").is_none_or(|kind| has_type(kind, value))
        && schema.get("const").is_none_or(|only| only == value)
        && schema.get("enum").is_none_or(is_listed);
    if is_fine { Vec::new() } else { objection() }
}

fn has_type(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| has_type(kind, value)),
        kind => match kind.as_str().unwrap() {
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            "null" => value.is_null(),
            other => panic!("the schema speaks of a type that this test does not know: {other}"),
        },
    }
}
