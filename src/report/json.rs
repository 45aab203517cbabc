//! The report as JSON: the evidence that `actprobe replay` judges again, and the verdict by stable ids.

use super::Report;

/// The report as indented JSON with a final newline.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}
