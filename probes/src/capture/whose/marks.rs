//! The lines that name a machine, or end a session on one.

use super::headings::{self, Heading, Names, is_odd};
use super::{is_address, is_computer};
use crate::capture::lines::{Lines, label_and_value};
use crate::capture::{ipconfig, keep, systeminfo};

/// What a line says of whose output follows.
#[derive(Debug, PartialEq, Eq)]
pub enum Mark {
    /// The machine at the console calls itself so.
    Own(String),
    /// The machine of the session that is open calls itself so.
    Alias(String),
    /// A session on a machine begins, or goes on.
    Entered(String),
    /// What that machine printed ends with this line.
    Ended(String),
    /// The session that is open ends with this line.
    Left,
}

/// The marks with their lines, in order.
pub fn marks(lines: Lines<'_>) -> Vec<(usize, Mark)> {
    let mut lists = systeminfo::named(lines).chain(ipconfig::named(lines)).collect::<Vec<_>>();
    lists.sort_unstable();
    let mut lists = lists.into_iter().peekable();
    let mut marks = Vec::new();
    let headings = headings(lines);
    let mut headings = headings.into_iter().peekable();
    // The command that asks for the name, and the name where it was read already.
    let mut asked: Option<(usize, Option<&str>)> = None;
    let mut above = "";
    for (at, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let line = line.trim();
        match asked.take() {
            Some((command, None)) if is_short_name(line) => asked = Some((command, Some(line))),
            Some((command, Some(name))) if !is_listed(line) => {
                marks.push((command, calls_itself(lines.get(command), name)));
            }
            _ => {}
        }
        if let Some((_, name)) = lists.next_if(|(from, _)| *from == at) {
            let is_far = above.to_ascii_lowercase().contains("systeminfo /s ");
            marks.extend((!is_far).then(|| (at, calls_itself(Some(above), name))));
        } else if let Some(mark) = of_line(line) {
            marks.push((at, mark));
        } else if let Some((_, name)) = headings.next_if(|(from, _)| *from == at) {
            marks.push((at, Mark::Entered(keep(name))));
        }
        while headings.next_if(|(from, _)| *from <= at).is_some() {}
        if asked.is_none() && asks_for_name(line) {
            asked = Some((at, None));
        }
        above = line;
    }
    if let Some((command, Some(name))) = asked {
        marks.push((command, calls_itself(lines.get(command), name)));
    }
    marks.sort_by_key(|(at, _)| *at);
    marks
}

/// The lines above what somebody typed or copied on a machine that name it. Where one of those that
/// stand alone is a name for sure, so are the others.
fn headings(lines: Lines<'_>) -> Vec<(usize, &str)> {
    let names = Names::of(lines);
    let mut below = None;
    let mut found: Vec<(usize, Heading<'_>)> = Vec::new();
    for (at, line) in lines.iter().enumerate().rev() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if line.len() <= LONGEST {
            found.extend(headings::of_line(line, below, &names).map(|heading| (at, heading)));
        }
        below = Some(line);
    }
    let is_sure = found.iter().any(|(_, heading)| heading.is_sure);
    found.retain(|(_, heading)| heading.is_sure || is_sure);
    found.into_iter().rev().map(|(at, heading)| (at, heading.name)).collect()
}

/// A name that a machine gave itself, by a command that may have been typed in a session.
fn calls_itself(command: Option<&str>, name: &str) -> Mark {
    let is_in_session = command.and_then(|line| session(line.trim())).is_some();
    let name = keep(name);
    if is_in_session { Mark::Alias(name) } else { Mark::Own(name) }
}

/// `hostname`, `$env:COMPUTERNAME`, `echo %COMPUTERNAME%`: whatever prompt stood before it.
fn asks_for_name(line: &str) -> bool {
    const COMMANDS: [&str; 6] = [
        "hostname",
        "hostname.exe",
        "$env:computername",
        "echo $env:computername",
        "echo %computername%",
        "[environment]::machinename",
    ];
    let command = session(line).map_or(line, |(_, command)| command).trim();
    COMMANDS.iter().any(|known| command.eq_ignore_ascii_case(known))
}

/// As `hostname` prints it, without a domain.
fn is_short_name(line: &str) -> bool {
    line.len() <= 63 && !line.contains(['.', '_']) && is_computer(line) && !is_command(line)
}

/// One more word right below: then the name stood in a list of them, under its title.
fn is_listed(line: &str) -> bool {
    is_computer(line) && !is_command(line)
}

/// A command of one word, where its prompt was taken off.
fn is_command(line: &str) -> bool {
    const COMMANDS: [&str; 12] = [
        "cls",
        "date",
        "exit",
        "hostname",
        "ipconfig",
        "msinfo32",
        "powershell",
        "slmgr",
        "systeminfo",
        "ver",
        "whoami",
        "winver",
    ];
    let name = line.split_once('.').filter(|(_, end)| end.eq_ignore_ascii_case("exe"));
    let name = name.map_or(line, |(name, _)| name);
    COMMANDS.iter().any(|known| name.eq_ignore_ascii_case(known)) || asks_for_name(line)
}

fn of_line(line: &str) -> Option<Mark> {
    if line.len() > LONGEST {
        return None;
    }
    of_session(line)
        .or_else(|| of_heading(line).map(|name| Mark::Entered(keep(name))))
        .or_else(|| of_psexec(line).map(|name| Mark::Entered(keep(name))))
        .or_else(|| of_prompt(line).map(|name| Mark::Entered(keep(name))))
        .or_else(|| of_exit(line).map(|name| Mark::Ended(keep(name))))
        .or_else(|| of_transcript(line).map(|name| Mark::Own(keep(name))))
}

/// In bytes.
const LONGEST: usize = 400;

/// The prompt of a session names its machine; a command may end it.
fn of_session(line: &str) -> Option<Mark> {
    let (name, command) = session(line)?;
    let small = command.trim().to_ascii_lowercase();
    let ends = matches!(small.as_str(), "exit" | "exsn" | "exit-pssession");
    Some(if ends { Mark::Left } else { Mark::Entered(keep(name)) })
}

/// `[srv02]: PS C:\Users\adm> hostname`, and over SSH `corp\adm@SRV02 C:\Users\adm>hostname`: the
/// machine, and what was typed.
fn session(line: &str) -> Option<(&str, &str)> {
    let (name, place) = in_brackets(line).or_else(|| over_ssh(line))?;
    let command = place.split_once('>').map_or("", |(_, command)| command);
    (is_computer(name) || is_address(name)).then_some((name, command))
}

fn in_brackets(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix('[')?.split_once(']')?;
    Some((name, rest.strip_prefix(": PS")?))
}

fn over_ssh(line: &str) -> Option<(&str, &str)> {
    let (who, place) = line.split_once(' ')?;
    let (user, name) = who.split_once('@')?;
    let is_drive = place.starts_with(|c: char| c.is_ascii_alphabetic())
        && place.get(1..).is_some_and(|path| path.starts_with(":\\") && path.contains('>'));
    (is_drive && !user.is_empty()).then_some((name, place))
}

/// `\\WEB01:`, which `psexec` writes above what each of several machines printed.
fn of_heading(line: &str) -> Option<&str> {
    let name = line.strip_prefix(r"\\")?.strip_suffix(':')?;
    (is_computer(name) || is_address(name)).then_some(name)
}

/// `psexec \\WEB01 cscript …`.
fn of_psexec(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let program = words.next()?.to_ascii_lowercase();
    let program = program.rsplit('\\').next()?;
    let program = program.strip_suffix(".exe").unwrap_or(program);
    let name = words.find_map(|word| word.strip_prefix(r"\\"))?;
    let is_psexec = matches!(program, "psexec" | "psexec64" | "paexec");
    (is_psexec && (is_computer(name) || is_address(name))).then_some(name)
}

/// `APP1> cscript //nologo slmgr.vbs /dlv`, as people shorten the prompts of several machines: a
/// name that no word is, and one of the commands that are pasted here.
fn of_prompt(line: &str) -> Option<&str> {
    let (name, command) = line.split_once('>')?;
    let first = command.split_whitespace().next()?.to_ascii_lowercase();
    let program = first.rsplit('\\').next()?;
    let program = program.strip_suffix(".exe").unwrap_or(program);
    let is_cmdlet =
        ["get-", "test-", "resolve-", "invoke-"].iter().any(|of| program.starts_with(of));
    (is_odd(name) && (is_cmdlet || PROGRAMS.contains(&program))).then_some(name)
}

/// What is run at those prompts.
const PROGRAMS: [&str; 26] = [
    "certutil",
    "cscript",
    "curl",
    "dig",
    "dism",
    "hostname",
    "ipconfig",
    "net",
    "netsh",
    "nltest",
    "nslookup",
    "ping",
    "portqry",
    "reg",
    "route",
    "sc",
    "slmgr",
    "slmgr.vbs",
    "systeminfo",
    "telnet",
    "tnc",
    "tracert",
    "ver",
    "w32tm",
    "wevtutil",
    "wmic",
];

/// `cscript exited on WEB01 with error code 0.`
fn of_exit(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once(" exited on ")?;
    let (name, _) = rest.split_once(" with error code ")?;
    (is_computer(name) || is_address(name)).then_some(name)
}

/// `Machine: SRV01 (Microsoft Windows NT 10.0.17763.0)`, in any language.
fn of_transcript(line: &str) -> Option<&str> {
    let (_, value) = label_and_value(line)?;
    let (name, rest) = value.split_once(' ')?;
    (rest.starts_with("(Microsoft Windows NT ") && is_computer(name)).then_some(name)
}
