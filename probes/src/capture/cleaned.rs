//! What a text picked up on its way here is taken off before any reader sees it: quoting of mails,
//! bullets, prompts, Markdown, the wide letters of an input method or of OCR, signs that nobody
//! sees, blank lines between all lines.
//!
//! Each line is gone over a fixed number of times. What tools print themselves stays: every rule
//! says what it leaves alone.

use std::borrow::Cow;

use super::lines;
use super::logged::unlogged;
use crate::wire::work::look;

/// The text as the tool printed it, as far as that can be told.
pub fn cleaned(text: &str) -> Cow<'_, str> {
    look(text.len());
    match with_breaks(text) {
        Some(broken) => Cow::Owned(of_lines(&broken).into_owned()),
        None => match unlogged(text) {
            Cow::Borrowed(text) => of_lines(text),
            Cow::Owned(bare) => Cow::Owned(of_lines(&bare).into_owned()),
        },
    }
}

/// The text with a line's end where HTML breaks a line and nothing else does; nothing where it
/// breaks none. Events in XML have no such tags.
fn with_breaks(text: &str) -> Option<String> {
    let tags = ["<br>", "<br/>", "<br />"];
    let tag = tags.into_iter().find(|tag| text.contains(tag))?;
    let mut broken = String::with_capacity(text.len() + text.len() / 8);
    for part in text.split_inclusive(tag) {
        broken.push_str(part);
        let rest = text.get(broken_at(text, part)..).unwrap_or_default();
        if part.ends_with(tag) && !rest.trim_start_matches([' ', '\r']).starts_with('\n') {
            broken.push('\n');
        }
    }
    Some(broken)
}

/// Where a part of a text ends in it.
fn broken_at(text: &str, part: &str) -> usize {
    part.as_ptr().addr() - text.as_ptr().addr() + part.len()
}

fn of_lines(text: &str) -> Cow<'_, str> {
    let lines = text.split('\n').map(line);
    let lines: Vec<Cow<'_, str>> = lines.collect();
    let changed = lines.iter().any(|line| matches!(line, Cow::Owned(_)));
    let is_spaced = is_spaced_out(&lines);
    let has_breaks = has_hard_breaks(&lines);
    if !changed && !is_spaced && !has_breaks {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    let mut blanks = 0;
    for (at, line) in lines.iter().enumerate() {
        let is_blank = line.trim().is_empty();
        blanks = if is_blank { blanks + 1 } else { 0 };
        // Of the blank lines between two lines, the first is the one that was put in.
        if is_spaced && is_blank && blanks != 2 {
            continue;
        }
        if at > 0 && !whole.is_empty() {
            whole.push('\n');
        }
        whole.push_str(hard_break(line).filter(|_| has_breaks).unwrap_or(line));
    }
    Cow::Owned(whole)
}

/// Fewer lines may be apart by chance.
const FEWEST_SPACED: usize = 4;

/// Whether a blank line follows each line that has something on it.
fn is_spaced_out(lines: &[Cow<'_, str>]) -> bool {
    let has_text = |line: &Cow<'_, str>| !line.trim().is_empty();
    let filled = lines.iter().filter(|line| has_text(line)).count();
    let touching = lines.windows(2).any(|pair| pair.iter().all(has_text));
    filled >= FEWEST_SPACED && !touching
}

/// Whether Markdown breaks most lines by a backslash at their ends; one of a path stands alone.
fn has_hard_breaks(lines: &[Cow<'_, str>]) -> bool {
    let broken = lines.iter().filter(|line| hard_break(line).is_some()).count();
    let filled = lines.iter().filter(|line| !line.trim().is_empty()).count();
    broken >= FEWEST_SPACED && 2 * broken >= filled
}

/// The line without such an end.
fn hard_break(line: &str) -> Option<&str> {
    line.trim_end().strip_suffix('\\')
}

fn line(line: &str) -> Cow<'_, str> {
    look(line.len());
    let plain = match line.is_ascii() {
        true => Cow::Borrowed(line),
        false => plain_letters(line),
    };
    let plain = match row_of_cells(&plain) {
        Some(row) => Cow::Owned(row),
        None => plain,
    };
    let plain = match without_tags(&plain) {
        Some(bare) => Cow::Owned(bare),
        None => plain,
    };
    let plain = match codes_by_eye(&plain) {
        Some(read) => Cow::Owned(read),
        None => plain,
    };
    let plain = match codes_in_pieces(&plain) {
        Some(joined) => Cow::Owned(joined),
        None => plain,
    };
    let start = match without_start(&plain) {
        Some(start) => Cow::Owned(start),
        None => plain,
    };
    match without_marks(&start) {
        Cow::Owned(unmarked) => Cow::Owned(unmarked),
        Cow::Borrowed(_) => start,
    }
}

/// The line with its codes as they were on the screen: OCR reads letters where zeros are
/// (`OxCOO4F074`). Nothing where it has no such code.
fn codes_by_eye(line: &str) -> Option<String> {
    if !line.contains(['x', 'X']) || !line.contains(['O', 'o']) {
        return None;
    }
    let is_zero = |byte: u8| matches!(byte, b'O' | b'o' | b'0');
    let is_digit = |byte: u8| byte.is_ascii_hexdigit() || is_zero(byte);
    let mut bytes = line.as_bytes().to_vec();
    let mut is_changed = false;
    for at in 0..bytes.len().saturating_sub(CODE - 1) {
        let is_apart = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_none_or(|byte| !byte.is_ascii_alphanumeric())
        };
        let Some([zero, x, digits @ ..]) = bytes.get(at..at + CODE) else { break };
        let is_code = is_zero(*zero)
            && matches!(x, b'x' | b'X')
            && digits.iter().all(|byte| is_digit(*byte))
            && digits.iter().any(u8::is_ascii_digit)
            && is_apart(at.checked_sub(1))
            && is_apart(Some(at + CODE));
        let read = bytes.get_mut(at..at + CODE).filter(|_| is_code);
        for byte in read.into_iter().flatten().filter(|byte| matches!(byte, b'O' | b'o')) {
            (*byte, is_changed) = (b'0', true);
        }
    }
    String::from_utf8(bytes).ok().filter(|_| is_changed)
}

/// `0x` and eight digits.
const CODE: usize = 10;

/// The line with its codes in one piece: OCR, and who types one off a screen, sets blanks in them
/// (`Ox C004F074`, `0x C004 F074`). Nothing where it has no such code.
fn codes_in_pieces(line: &str) -> Option<String> {
    if !line.contains(['x', 'X']) || !line.contains(' ') {
        return None;
    }
    let mut joined = String::new();
    let mut from = 0;
    for (at, _) in line.match_indices(['x', 'X']) {
        let Some((start, digits, end)) = code_in_pieces(line, at).filter(|code| code.0 >= from)
        else {
            continue;
        };
        joined.push_str(line.get(from..start)?);
        joined.push_str("0x");
        joined.push_str(&digits);
        from = end;
    }
    joined.push_str(line.get(from..)?);
    (from > 0).then_some(joined)
}

/// Where a code begins whose `x` stands there, its digits, and where it ends.
fn code_in_pieces(line: &str, x: usize) -> Option<(usize, String, usize)> {
    let before = line.get(..x)?;
    let head = before.strip_suffix(' ').unwrap_or(before);
    let start = head.strip_suffix(['0', 'O', 'o'])?.len();
    let is_apart = !head.get(..start)?.ends_with(|c: char| c.is_ascii_alphanumeric());
    let (high, rest) = four_digits(line.get(x + 1..)?)?;
    let (low, rest) = four_digits(rest)?;
    let digits = format!("{high}{low}");
    // In a row of numbers, each has four digits.
    let is_last =
        four_digits(rest).is_none() && !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let end = line.len() - rest.len();
    let is_broken = line.get(start..end)?.contains(' ');
    (is_apart && is_last && is_broken && lines::begins_code(&digits))
        .then_some((start, digits, end))
}

/// Four digits behind at most one blank, zeros for what looks like them; and what follows.
fn four_digits(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix(' ').unwrap_or(text);
    let (digits, rest) = text.split_at_checked(4)?;
    let digits = digits.replace(['O', 'o'], "0");
    digits.chars().all(|c| c.is_ascii_hexdigit()).then_some((digits, rest))
}

/// A row of a table in HTML, as one of Markdown: `ConvertTo-Html` sets each on a line of its own,
/// and of a list a label and its value.
fn row_of_cells(line: &str) -> Option<String> {
    if let Some(titles) = cells(line, "th") {
        let rule = vec!["---"; titles.len()].join(" | ");
        return Some(format!("| {} |\n| {rule} |", titles.join(" | ")));
    }
    let cells = cells(line, "td")?;
    match cells.as_slice() {
        [label, value] if label.ends_with(':') => Some(format!("{label} {value}")),
        _ => Some(format!("| {} |", cells.join(" | "))),
    }
}

/// What stands in the cells of that kind; nothing where there is none.
fn cells(line: &str, tag: &str) -> Option<Vec<String>> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let (_, inside) = line.split_once(&open)?;
    let (inside, _) = inside.rsplit_once(&close)?;
    let of_cell = |cell: &str| {
        let text = cell.rsplit_once(&open).map_or(cell, |(_, text)| text);
        without_entities(Cow::Borrowed(text.trim())).into_owned()
    };
    Some(inside.split(&close).map(of_cell).collect())
}

/// The line without the tags of HTML that break and frame text, and its entities, which may hide
/// quoting; nothing where it has none. Events in XML have other tags.
fn without_tags(line: &str) -> Option<String> {
    const TAGS: [&str; 12] = [
        "<br>",
        "<br/>",
        "<br />",
        "<p>",
        "</p>",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<div>",
        "</div>",
        "<blockquote>",
    ];
    let has_tag = line.contains('<') && TAGS.iter().any(|tag| line.contains(tag));
    let is_quoted = || line.trim_start().starts_with("&gt;") && !line.contains('<');
    if !has_tag && !is_quoted() {
        return None;
    }
    let bare = TAGS.iter().fold(line.to_owned(), |line, tag| line.replace(tag, ""));
    Some(without_entities(Cow::Owned(bare)).into_owned())
}

/// Wide letters and blanks of any kind become plain ones; signs that nobody sees go.
fn plain_letters(line: &str) -> Cow<'_, str> {
    let is_meant = |c: char| is_unseen(c) || is_wide(c) || is_blank(c);
    if !line.contains(is_meant) {
        return Cow::Borrowed(line);
    }
    let plain = |c: char| match c {
        c if is_blank(c) => ' ',
        c if is_wide(c) => char::from_u32(u32::from(c) - WIDE).unwrap_or(c),
        c => c,
    };
    Cow::Owned(line.chars().filter(|c| !is_unseen(*c)).map(plain).collect())
}

/// How far a wide letter stands behind the plain one (Unicode, "Halfwidth and Fullwidth Forms").
const WIDE: u32 = 0xfee0;

fn is_wide(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}

/// Spaces without a break among them; a tab stays.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Zero-width signs, marks of direction, the soft hyphen.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// The line without quoting, bullet and prompt, where it has any; its indentation stays.
fn without_start(line: &str) -> Option<String> {
    let unquoted = without_quoting(line);
    let (indent, rest) = indented(unquoted);
    if rest.starts_with("```") || rest.starts_with("~~~") {
        return Some(String::new());
    }
    if let Some(command) = after_prompt(rest) {
        return Some(command.to_owned());
    }
    let (bullet, rest) = after_bullet(rest).map_or((0, rest), |(width, rest)| (width, rest));
    let is_changed = unquoted.len() != line.len() || bullet > 0;
    is_changed.then(|| format!("{indent}{}{rest}", " ".repeat(bullet)))
}

fn indented(line: &str) -> (&str, &str) {
    let rest = line.trim_start();
    line.split_at_checked(line.len() - rest.len()).unwrap_or(("", line))
}

/// Each level of quoting is `>` and perhaps a blank.
fn without_quoting(line: &str) -> &str {
    let mut rest = line;
    while let Some(quoted) = rest.trim_start().strip_prefix('>') {
        rest = quoted.strip_prefix(' ').unwrap_or(quoted);
    }
    rest
}

/// A bullet, or the number of a list before a letter, with how wide it is. A date may begin with a
/// number and a full stop as well: there a number follows.
fn after_bullet(rest: &str) -> Option<(usize, &str)> {
    const BULLETS: [char; 11] = ['-', '*', '•', '·', '–', '—', '▪', '◦', '●', '‣', '○'];
    let after = rest.strip_prefix(BULLETS);
    if let Some(after) = after.filter(|after| after.starts_with([' ', '\t'])) {
        return Some((1, after));
    }
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let width = rest.len() - after.len();
    let item = after.strip_prefix(['.', ')']).and_then(|item| item.strip_prefix(' '))?;
    let is_listed = (1..=2).contains(&width) && item.starts_with(char::is_alphabetic);
    is_listed.then_some((width + 2, item))
}

/// What stands behind `C:\…>` or `PS C:\…>`. The prompt of a remote session stays: it names the
/// machine.
fn after_prompt(local: &str) -> Option<&str> {
    let shell = local.strip_prefix("PS ");
    let place = shell.unwrap_or(local);
    let is_drive = place.starts_with(|c: char| c.is_ascii_alphabetic())
        && place.get(1..).is_some_and(|after| after.starts_with(":\\"));
    let is_place = is_drive || shell.is_some() && place.starts_with(r"\\");
    let (path, command) = place.split_once('>').filter(|_| is_place)?;
    let is_path = path.len() <= LONGEST_PATH
        && !path.contains(" -")
        && path.get(2..).is_some_and(|path| !path.contains([':', '"', '|', '<']));
    is_path.then(|| command.trim_start())
}

/// The longest path that a prompt shows (`MAX_PATH`).
const LONGEST_PATH: usize = 260;

/// Markdown's escapes, bold and code marks, and the entities of HTML.
fn without_marks(line: &str) -> Cow<'_, str> {
    let mut line = Cow::Borrowed(line);
    if line.contains('\\') {
        line = without_escapes(line);
    }
    // One before a blank opens nothing: so BIND's nslookup begins its complaints.
    if line.contains("**") && !line.trim_start().starts_with("** ") {
        line = without_bold(line);
    }
    if line.contains('`') {
        line = Cow::Owned(line.replace('`', ""));
    }
    // In XML they stand for what the value holds.
    if line.contains('&') && !line.contains('<') {
        line = without_entities(line);
    }
    line
}

/// `\_`, `\*` and the like; a backslash of a path stands behind a letter, a colon or another one.
fn without_escapes(line: Cow<'_, str>) -> Cow<'_, str> {
    const ESCAPED: [char; 12] = ['_', '*', '[', ']', '<', '>', '~', '|', '`', '#', '-', '.'];
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    let mut before = ' ';
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let is_of_a_path = match next {
            '_' | '>' => matches!(before, '\\' | ':'),
            '-' | '#' => before == '\\' || before == ':' || before.is_alphanumeric(),
            '.' => !before.is_ascii_digit(),
            _ => before == '\\',
        };
        if !(c == '\\' && ESCAPED.contains(&next) && !is_of_a_path) {
            plain.push(c);
        }
        before = c;
    }
    if plain.len() == line.len() { line } else { Cow::Owned(plain) }
}

/// Two asterisks, no more: `***` is what nslookup begins its complaints with, and more of them
/// stand for a key.
fn without_bold(line: Cow<'_, str>) -> Cow<'_, str> {
    let mut plain = String::with_capacity(line.len());
    let mut asterisks = 0_usize;
    for c in line.chars().chain(['\0']) {
        if c == '*' {
            asterisks += 1;
            continue;
        }
        if asterisks != 2 {
            plain.extend(std::iter::repeat_n('*', asterisks));
        }
        asterisks = 0;
        plain.push(c);
    }
    plain.pop();
    if plain.len() == line.len() { line } else { Cow::Owned(plain) }
}

fn without_entities(line: Cow<'_, str>) -> Cow<'_, str> {
    const ENTITIES: [(&str, &str); 5] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")];
    match ENTITIES.iter().any(|(entity, _)| line.contains(entity)) {
        true => {
            let plain = |line: String, (entity, plain): &(&str, &str)| line.replace(entity, plain);
            Cow::Owned(ENTITIES.iter().fold(line.into_owned(), plain))
        }
        false => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_picked_up_is_taken_off() {
        for (found, wanted) in [
            ("> a\n>> b", "a\nb"),
            (">     Proxy Server(s) :  p:8080", "    Proxy Server(s) :  p:8080"),
            ("- Name: x\n* Id: 1", "  Name: x\n  Id: 1"),
            ("1. Name: x", "   Name: x"),
            ("PS C:\\Users\\x> slmgr /dlv", "slmgr /dlv"),
            ("C:\\Windows\\system32>nslookup", "nslookup"),
            ("```text\n\\_vlmcs.\\_tcp", "_vlmcs._tcp"),
            ("**Log Name:** Application", "Log Name: Application"),
            ("`hr=0xC004F074`", "hr=0xC004F074"),
            ("Name\u{ff1a}\u{ff08}x\u{ff09}\u{3000}y\u{200b}", "Name:(x) y"),
            ("&lt;local&gt;", "<local>"),
            ("&gt; Name: x<br>\n&gt; Id: 1<br />", "Name: x\nId: 1"),
            (
                "|![x](y)<br/>| Note<br/><br/>Name: x<br/>Id: 1|",
                "|![x](y)\n| Note\n\nName: x\nId: 1|",
            ),
            ("<pre>&gt; Bypass: &lt;local&gt;</pre>", "Bypass: <local>"),
            ("Id: 1\\\nName: x \\\nIt:\\\ny\\\nz", "Id: 1\nName: x \nIt:\ny\nz"),
            ("<table><tr><th>A</th><th>B c</th></tr>", "| A | B c |\n| --- | --- |"),
            ("<tr><td>a &lt;b&gt;</td><td></td><td>c</td></tr></table>", "| a <b> |  | c |"),
            ("<tr><td>A:</td><td>b</td></tr>", "A: b"),
            ("a: 1\n\nb: 2\n\nc: 3\n\n\nd: 4\n\n", "a: 1\nb: 2\nc: 3\n\nd: 4"),
        ] {
            assert_eq!(cleaned(found).trim_end(), wanted, "{found:?}");
        }
    }

    #[test]
    fn what_tools_print_themselves_stays() {
        for text in [
            "*** dns1.corp.example can't find _vlmcs._tcp: Non-existent domain",
            "** server can't find _vlmcs._tcp.corp.example: SERVFAIL",
            "***-*****-*****-ABCDE",
            "[srv1]: PS C:\\> ipconfig",
            "HKEY_LOCAL_MACHINE\\SOFTWARE\\-y\\.z",
            "\\\\_host\\share",
            "Windows Directory: C:\\Windows\\\nName: x\nId: 1\nOther: C:\\y\\",
            "17. 11. 2026 10:14:02   12288 Information",
            "12:00:01, d:+00.0156231s o:-00.0037205s  [  *  ]",
            "----           ----",
            "<Data>a &lt;b&gt;</Data>",
            "{\"a\": \"\\\\_b\"}",
            "a: 1\n\nb: 2\n\nc: 3\n",
            "Name: x\r\nId: 1\r\n\r\n",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }
}
