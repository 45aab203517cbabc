//! Outputs inside of what another tool wrote: Ansible, the run command of a cloud and the like
//! print the lines of a command as JSON strings, one an element or all in one.

use crate::wire::work::look;

/// The text inside, where lines of a text are strings; nothing where there is none.
pub fn unwrapped(text: &str) -> Option<String> {
    let mut inner = String::with_capacity(text.len());
    let mut strings = 0;
    for line in text.lines() {
        look(line.len());
        match string_of(line) {
            Some(string) => {
                strings += 1;
                push_unescaped(&mut inner, string);
            }
            None => inner.push_str(line),
        }
        inner.push('\n');
    }
    (strings > 0).then_some(inner)
}

/// What stands in `"…",` or `"name": "…",`, as it is written there.
fn string_of(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_suffix(',').unwrap_or(line);
    let (first, rest) = quoted(line)?;
    if rest.is_empty() {
        return Some(first);
    }
    let (value, rest) = quoted(rest.trim_start().strip_prefix(':')?.trim_start())?;
    rest.trim_matches([' ', '}', ']']).is_empty().then_some(value)
}

/// A string at the beginning, and what stands behind it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    Some((inside.get(..end)?, inside.get(end + 1..)?))
}

/// JSON's escapes (RFC 8259 section 7); of letters outside ASCII tools write themselves.
fn push_unescaped(inner: &mut String, string: &str) {
    let mut letters = string.chars();
    while let Some(c) = letters.next() {
        match (c, if c == '\\' { letters.next() } else { None }) {
            ('\\', Some('n')) => inner.push('\n'),
            ('\\', Some('r')) => {}
            ('\\', Some('t')) => inner.push('\t'),
            ('\\', Some('u')) => inner.extend(by_number(&mut letters)),
            ('\\', escaped) => inner.extend(escaped),
            (c, _) => inner.push(c),
        }
    }
}

fn by_number(letters: &mut std::str::Chars<'_>) -> Option<char> {
    let digits: String = letters.take(4).collect();
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_strings_are_the_text_inside() {
        for (text, wanted) in [
            (
                "ok: [a] => {\n \"lines\": [\n  \"Name: x\",\n  \"\",\n  \"C:\\\\y\"\n ]\n}",
                "ok: [a] => {\n \"lines\": [\nName: x\n\nC:\\y\n ]\n}\n",
            ),
            ("\"stdout\": \"a\\r\\n\\tb \\\"c\\\" \\u00e9\"}", "a\n\tb \"c\" é\n"),
        ] {
            assert_eq!(unwrapped(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["a\nb", "\"a\" b", "\"a\",\"b\"", "\"a", "'a'"] {
            assert_eq!(unwrapped(text), None, "{text}");
        }
    }
}
