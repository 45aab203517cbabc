//! A document as JSON: a report, which `actprobe replay` judges again, or a comparison; all by
//! stable ids.

use serde::Serialize;

/// Indented JSON with a final newline.
pub fn render(document: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}
