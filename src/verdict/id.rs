//! The ids that enums of the format have.

use serde::Serialize;

/// The stable id of an enum value, as it stands in the JSON format.
pub fn id_of(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|id| id.as_str().map(str::to_owned))
        .unwrap_or_default()
}
