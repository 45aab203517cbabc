//! Lines that went through a log: a serial console, journald, a container's log and the like set a
//! time before each line, and mostly the name of the program that printed it.

use std::borrow::Cow;

use crate::wire::work::look;

/// Fewer lines may begin alike by chance.
const FEWEST: usize = 3;
/// How many names of programs stand before a line: one passes on what another printed.
const MOST_NAMES: usize = 3;
/// How long such a name may be, in bytes.
const LONGEST_NAME: usize = 100;

/// The text without what a log set before most of its lines.
pub fn unlogged(text: &str) -> Cow<'_, str> {
    look(text.len());
    let mut rows: Vec<Row<'_>> = text.split('\n').map(Row::of).collect();
    let filled = rows.iter().filter(|row| !row.line.trim().is_empty()).count();
    let is_most = |some: usize| some >= FEWEST && 5 * some >= 4 * filled;
    if !is_most(rows.iter().filter(|row| row.logged.is_some()).count()) {
        return Cow::Borrowed(text);
    }
    let mut is_named = false;
    for _ in 0..MOST_NAMES {
        let Some(name) = common_name(&rows, is_named, is_most) else { break };
        for row in &mut rows {
            row.drop_name(&name);
        }
        is_named = true;
    }
    // A day and a time before a line may be the line's own; in this form it is a log's.
    let is_a_logs = rows.iter().filter_map(|row| row.logged).all(|logged| logged.is_whole_stamp);
    if !is_named && !is_a_logs {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = rows.iter().map(Row::rest).collect();
    Cow::Owned(lines.join("\n"))
}

/// A line of the text.
struct Row<'a> {
    line: &'a str,
    logged: Option<Logged<'a>>,
}

/// A line behind its time.
#[derive(Clone, Copy)]
struct Logged<'a> {
    rest: &'a str,
    /// Whether day, time and zone stand there, as RFC 3339 writes them.
    is_whole_stamp: bool,
}

impl<'a> Row<'a> {
    fn of(line: &'a str) -> Self {
        look(line.len());
        Self { line, logged: stamped(line) }
    }

    fn rest(&self) -> &'a str {
        self.logged.map_or(self.line, |logged| logged.rest)
    }

    /// The name that stands first, and what is behind it.
    fn name(&self) -> Option<(String, &'a str)> {
        named(self.logged?.rest)
    }

    fn drop_name(&mut self, name: &str) {
        let behind = self.name().filter(|(own, _)| own == name).map(|(_, behind)| behind);
        if let (Some(logged), Some(behind)) = (&mut self.logged, behind) {
            logged.rest = behind;
        }
    }
}

/// The name that stands before most lines. A second one has a sign that no label has.
fn common_name(
    rows: &[Row<'_>],
    is_second: bool,
    is_most: impl Fn(usize) -> bool,
) -> Option<String> {
    let names = || rows.iter().filter_map(Row::name).map(|(name, _)| name);
    let first = names().next()?;
    let is_programs = |name: &str| {
        !name.contains(' ') && name.contains(|c: char| c.is_ascii_digit() || "-_[.".contains(c))
    };
    let is_common = is_most(names().filter(|name| *name == first).count());
    (is_common && (!is_second || is_programs(&first))).then_some(first)
}

/// `program: `, `host program[123]: `; the number of a process is left out of the name.
fn named(rest: &str) -> Option<(String, &str)> {
    let start = rest.get(..rest.floor_char_boundary(LONGEST_NAME))?;
    let end = start.find(": ").or_else(|| start.trim_end().strip_suffix(':').map(str::len))?;
    let name = rest.get(..end)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || " ._-[]/@".contains(c);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(fits)
        && name.split(' ').count() <= 2;
    let without_number = name.split('[').next().unwrap_or_default();
    let behind = rest.get(end + 1..)?;
    is_name.then(|| (without_number.to_owned(), behind.strip_prefix(' ').unwrap_or(behind)))
}

/// What stands behind the time of a line.
fn stamped(line: &str) -> Option<Logged<'_>> {
    let whole = |rest| Logged { rest, is_whole_stamp: true };
    let part = |rest| Logged { rest, is_whole_stamp: false };
    rfc_3339(line)
        .map(whole)
        .or_else(|| day_and_time(line).map(part))
        .or_else(|| syslog(line).map(part))
        .or_else(|| since_start(line).map(part))
}

/// `2026-11-20T10:12:31.123Z `, `…+01:00 `.
fn rfc_3339(line: &str) -> Option<&str> {
    let (stamp, rest) = line.split_once(' ')?;
    let (seconds, zone) = stamp.split_at_checked("2026-11-20T10:12:31".len())?;
    let zone = zone.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let is_zone = zone == "Z" || is_like(zone, "+00:00") || is_like(zone, "-00:00");
    (is_like(seconds, "0000-00-00T00:00:00") && is_zone).then_some(rest)
}

/// `2026/11/20 10:12:31 `, `2026-11-20 10:12:31,123 `.
fn day_and_time(line: &str) -> Option<&str> {
    let (seconds, rest) = line.split_at_checked("2026/11/20 10:12:31".len())?;
    let is_stamp =
        is_like(seconds, "0000/00/00 00:00:00") || is_like(seconds, "0000-00-00 00:00:00");
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    rest.strip_prefix(' ').filter(|_| is_stamp)
}

/// `Nov 20 10:12:31 ` (RFC 3164).
fn syslog(line: &str) -> Option<&str> {
    let (stamp, rest) = line.split_at_checked("Nov 20 10:12:31".len())?;
    let (month, time) = stamp.split_at_checked(3)?;
    let is_month = month.chars().all(|c| c.is_ascii_alphabetic());
    let is_time = is_like(time, " 00 00:00:00") || is_like(time, "  0 00:00:00");
    rest.strip_prefix(' ').filter(|_| is_month && is_time)
}

/// `[   12.345678] `: seconds since the start.
fn since_start(line: &str) -> Option<&str> {
    let (seconds, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let (whole, part) = seconds.trim_start().split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (is_number(whole) && is_number(part)).then_some(rest)
}

/// Whether a text has the shape of another, in which a zero stands for any digit.
fn is_like(text: &str, shape: &str) -> bool {
    let fits = |(byte, shape): (u8, u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        sign => byte == sign,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_log_set_before_each_line_is_taken_off() {
        let wanted = "Name: x\nError: 0xC004F074 y\n    Indented: z";
        for prefix in [
            "2026/11/20 10:12:31 windows-startup-script-ps1: ",
            "2026/11/20 10:12:31 GCEMetadataScripts: windows-startup-script-ps1: ",
            "Nov 20 10:12:31 host1 pwsh[1234]: ",
            "Nov  2 10:12:31 host1 pwsh[1234]: ",
            "2026-11-20T10:12:31.123456789Z ",
            "2026-11-20T10:12:31+01:00 host1 pwsh: ",
            "2026-11-20 10:12:31,123 pwsh: ",
            "[   12.345678] cloud-init[987]: ",
        ] {
            let logged: Vec<String> =
                wanted.lines().map(|line| format!("{prefix}{line}")).collect();
            assert_eq!(unlogged(&logged.join("\n")), wanted, "{prefix}");
        }
    }

    #[test]
    fn lines_that_begin_alike_for_another_reason_stay() {
        for text in [
            "Name: x\nName: y\nName: z",
            // Who printed these is not one program.
            "2026/11/20 10:12:31 a: x\n2026/11/20 10:12:31 b: y\n2026/11/20 10:12:31 c: z",
            "2026-11-20 10:12:31 12288 x\n2026-11-20 10:12:32 12289 y\n2026-11-20 10:12:33 8198 z",
            "2026/11/20 10:12:31 p: x\n2026/11/20 10:12:31 p: y",
            "2026/11/20 10:12:31 p: x\na\nb\nc\n2026/11/20 10:12:31 p: y\n2026/11/20 10:12:31 p: z",
            "10:12:31, d:+00.0156231s o:-00.0037205s\n10:12:33, d:+00.0156231s o:-00.0037205s",
        ] {
            assert_eq!(unlogged(text), text);
        }
        // A label that comes again is no second program.
        let twice = "2026/11/20 10:12:31 p: Error: x\n".repeat(4);
        assert_eq!(unlogged(&twice), "Error: x\n".repeat(4));
    }
}
