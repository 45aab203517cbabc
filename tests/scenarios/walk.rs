//! Failed observations, found in the JSON alone: the check must not share the code that it checks.

use serde_json::Value;

/// The pointers of all failed observations. That a name has no address of one family is none, where
/// it has of the other.
pub fn failures(tree: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(tree, "", &mut found);
    found
}

/// A citation of a thing cites all that stands inside it.
pub fn covers(citation: &str, pointer: &str) -> bool {
    pointer == citation || pointer.starts_with(&format!("{citation}/"))
}

fn walk(node: &Value, at: &str, found: &mut Vec<String>) {
    if node.get("outcome").is_some_and(|outcome| outcome == "failed") {
        found.push(at.to_owned());
    }
    match node {
        Value::Object(fields) if fields.contains_key("ipv6") => {
            let families = ["ipv4", "ipv6"].map(|family| &fields[family]);
            let has_any = families.iter().any(|family| family["outcome"] == "answered");
            let failed = families.map(|family| {
                family["outcome"] == "failed" && !(has_any && family["kind"] == "no-data")
            });
            found.extend(
                ["ipv4", "ipv6"]
                    .iter()
                    .zip(failed)
                    .filter(|(_, failed)| *failed)
                    .map(|(f, _)| format!("{at}/{f}")),
            );
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| walk(item, &format!("{at}/{i}"), found));
        }
        _ => {}
    }
}
