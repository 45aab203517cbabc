//! What may be kept and shown of foreign text.

use serde::Serialize;
use serde_json::Value;
use testkit::unfit::is_unfit;

/// The longest text that a codec keeps of what a peer sent, in characters: a full DNS name (RFC
/// 1035 §2.3.4).
const LONGEST: usize = 253;

/// One line that shows as it is.
#[track_caller]
pub fn to_show(line: &str) {
    assert_eq!(line.chars().find(|&c| is_unfit(c)), None, "{line:?}");
}

/// The same of a text of several lines.
#[track_caller]
pub fn to_show_lines(text: &str) {
    text.split('\n').for_each(to_show);
}

/// Every text in what a codec made is fit to be shown, and short.
#[track_caller]
pub fn to_keep(made: &impl Serialize) {
    each_text(&serde_json::to_value(made).unwrap(), &mut |text| {
        to_show(text);
        assert!(text.chars().count() <= LONGEST, "{} characters: {text}", text.chars().count());
    });
}

/// Every text in what stands in a file, which may be longer, is fit to be shown.
#[track_caller]
pub fn to_show_all(made: &impl Serialize) {
    each_text(&serde_json::to_value(made).unwrap(), &mut to_show);
}

fn each_text(node: &Value, check: &mut dyn FnMut(&str)) {
    match node {
        Value::String(text) => check(text),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, check)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            check(key);
            each_text(value, check);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A coloured text without its colours: `ESC [ digits ; … m`, and nothing else that begins with
/// ESC.
pub fn without_colors(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        let color = part.strip_prefix('[').and_then(|part| part.split_once('m'));
        let (codes, rest) = color.unwrap_or_else(|| panic!("no colour: {part:?}"));
        assert!(
            codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'),
            "no colour: {codes:?}"
        );
        plain + rest
    })
}
