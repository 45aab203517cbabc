//! JSON as `ConvertTo-Json` writes it, whole or cut off, with whatever a console put around it.

use std::net::IpAddr;

use serde::de::{DeserializeSeed, IgnoredAny};
use serde_json::{Map, Value};

use crate::wire::bounded_json::Budget;
use crate::wire::work::look;

/// One object.
pub type Object = Map<String, Value>;

/// The objects of a text.
pub struct JsonObjects {
    /// The objects, in order: those of an array, or the one.
    pub objects: Vec<Object>,
    /// Whether the text ends before the JSON does, or holds more than is kept.
    pub truncated: bool,
}

/// The objects of the first JSON value in a text, if a line begins with one.
pub fn objects(text: &str) -> Option<JsonObjects> {
    let line = text.split_inclusive('\n').find(|line| line.trim_start().starts_with(['{', '[']))?;
    let start = line.as_ptr().addr() - text.as_ptr().addr();
    let mut json = text.get(start..)?.trim_start();
    let budget = Budget::of(MOST_VALUES);
    let mut found = JsonObjects { objects: Vec::new(), truncated: false };
    match first_value(json) {
        Ok(length) => {
            collect(value(json.get(..length)?, &budget)?, &mut found);
            json = json.get(length..)?;
        }
        Err(error) if error.is_eof() => {
            collect(value(&closed(json)?, &budget)?, &mut found);
            found.truncated = true;
            json = "";
        }
        Err(_) => return None,
    }
    // Several outputs one after the other, as a script that appends writes them.
    while let Ok(length) = first_value(json) {
        let Some(value) = json.get(..length).and_then(|json| value(json, &budget)) else { break };
        collect(value, &mut found);
        json = json.get(length..)?;
    }
    found.truncated |= budget.is_exceeded();
    (!found.objects.is_empty()).then_some(found)
}

/// How long the value is that the text begins with. Nothing is kept of it.
fn first_value(json: &str) -> serde_json::Result<usize> {
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<IgnoredAny>();
    let first = values.next();
    look(values.byte_offset());
    match first {
        Some(Ok(_)) => Ok(values.byte_offset()),
        Some(Err(error)) => Err(error),
        None => Ok(0),
    }
}

fn value(json: &str, budget: &Budget) -> Option<Value> {
    budget.value().deserialize(&mut serde_json::Deserializer::from_str(json)).ok()?
}

/// PowerShell 5 wraps a list in `{"value": […], "Count": n}`.
fn collect(value: Value, found: &mut JsonObjects) {
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| collect(item, found)),
        Value::Object(mut fields) => match fields.get_mut("value").map(Value::take) {
            Some(Value::Array(items)) => items.into_iter().for_each(|item| collect(item, found)),
            _ if found.objects.len() < MOST_OBJECTS => found.objects.push(fields),
            _ => found.truncated = true,
        },
        _ => {}
    }
}

/// How many objects are kept: every product that a machine can license is some hundred.
const MOST_OBJECTS: usize = 4096;
/// How many values are kept in all; an object of the licensing service has some two hundred.
const MOST_VALUES: usize = 300_000;

/// Cut-off JSON, closed after its last whole member.
fn closed(json: &str) -> Option<String> {
    let mut open = Vec::new();
    // Where it ends, and how much was open there: what was opened since stands behind that.
    let mut last_whole = None;
    let (mut in_string, mut escaped) = (false, false);
    for (at, c) in json.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ if in_string => {}
            '{' | '[' => open.push(if c == '{' { '}' } else { ']' }),
            '}' | ']' => {
                open.pop()?;
                last_whole = Some((at + c.len_utf8(), open.len()));
            }
            ',' => last_whole = Some((at, open.len())),
            _ => {}
        }
        if open.len() > DEEPEST {
            return None;
        }
    }
    let (end, depth) = last_whole?;
    open.truncate(depth);
    Some(json.get(..end)?.chars().chain(open.into_iter().rev()).collect())
}

/// How deep objects may stand in each other; `ConvertTo-Json` stops at 100.
const DEEPEST: usize = 100;

/// A member by its name in any case, unless it is null.
pub fn member<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
        .filter(|v| !v.is_null())
}

/// A text that is not empty.
pub fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    member(object, name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A whole number, which may stand as text.
pub fn number(object: &Object, name: &str) -> Option<u64> {
    let value = member(object, name)?;
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// True or false, which may stand as a number or as text.
pub fn flag(object: &Object, name: &str) -> Option<bool> {
    let value = member(object, name)?;
    let spelled = || match value.as_str()?.to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    };
    value.as_bool().or_else(|| value.as_u64().map(|number| number != 0)).or_else(spelled)
}

/// An address: a text, or .NET's object of one.
pub fn address(object: &Object, name: &str) -> Option<IpAddr> {
    match member(object, name)? {
        Value::String(text) => text.parse().ok(),
        Value::Object(inner) => {
            text(inner, "IPAddressToString").or_else(|| text(inner, "IPAddress"))?.parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_objects_and_wrapped_lists_are_the_same() {
        for json in [
            r#"{"a":1}"#,
            r#"[{"a":1}]"#,
            r#"{"value":[{"a":1}],"Count":1}"#,
            "PS C:\\> x\r\n{\"a\":1}\r\n",
        ] {
            let found = objects(json).unwrap();
            assert_eq!(
                (found.objects.len(), number(&found.objects[0], "A"), found.truncated),
                (1, Some(1), false)
            );
        }
    }

    #[test]
    fn cut_off_json_gives_its_whole_members() {
        let whole = r#"[{"a":"x,}","b":{"c":[1,2]},"d":3},{"a":"y"}]"#;
        let found = objects(&whole[..whole.len() - 5]).unwrap();
        assert!(found.truncated && text(&found.objects[0], "a") == Some("x,}"));
        for end in 0..whole.len() {
            if let Some(found) = objects(&whole[..end]) {
                assert!(found.truncated, "{end}");
            }
        }
    }
}
