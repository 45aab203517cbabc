//! Whether a machine listens on the port of KMS, by `netstat -an` in any language, and
//! `Get-NetTCPConnection`. The word for it is translated; that nobody is at the other end is not.

use super::lines::Lines;
use super::{Capture, Facts, Text};
use crate::evidence::{CaptureKind, KMS_PORT};

/// Reads the first line that tells; that none does where all were listed, or that port alone.
pub fn parse(text: &Text) -> Option<Capture> {
    let lines = text.lines();
    let listens = lines.iter().any(|line| listening_port(line) == Some(KMS_PORT));
    let is_shut = || finds_none(lines) || lists_others(lines);
    let listens_for_kms = if listens { Some(true) } else { is_shut().then_some(false) };
    let facts = Facts { listens_for_kms, ..Facts::default() };
    listens_for_kms.map(|_| Capture::whole(CaptureKind::PortTool, facts))
}

/// `TCP  0.0.0.0:1688  0.0.0.0:0  ABHÖREN  3120`, and `::  1688  ::  0  Listen` of PowerShell.
fn listening_port(line: &str) -> Option<u16> {
    let words: Vec<&str> = line.split_whitespace().take(MOST_WORDS).collect();
    match *words.as_slice() {
        [protocol, local, "0.0.0.0:0" | "[::]:0", ..] if protocol.eq_ignore_ascii_case("tcp") => {
            port(local)
        }
        [_, local, "::" | "0.0.0.0", "0", ..] => local.parse().ok(),
        _ => None,
    }
}

fn port(local: &str) -> Option<u16> {
    local.rsplit_once(':')?.1.parse().ok()
}

/// Every Windows listens at the endpoint mapper: a list that has it was not filtered.
fn lists_others(lines: Lines<'_>) -> bool {
    lines.iter().any(|line| listening_port(line) == Some(ENDPOINT_MAPPER))
}

/// Somebody asked for that port alone, and nothing is printed of it: below the command comes the
/// next one, or PowerShell's error. Commands alone are for somebody to type, and were not.
fn finds_none(lines: Lines<'_>) -> bool {
    let is_said = |line: &str| is_no_match(line) || !line.trim().is_empty() && !is_command(line);
    if !lines.iter().any(is_said) {
        return false;
    }
    let mut filled = lines.iter().filter(|line| !line.trim().is_empty()).peekable();
    while let Some(line) = filled.next() {
        let is_empty = filled.peek().is_some_and(|next| is_command(next) || !is_of_port(next));
        if asks_for_port(line) && is_empty || is_no_match(line) {
            return true;
        }
    }
    false
}

/// `netstat -ano | findstr 1688`, and its like.
fn asks_for_port(line: &str) -> bool {
    let small = line.to_ascii_lowercase();
    let filters = ["findstr", "find ", "select-string", "sls "];
    is_command(line)
        && small.contains("netstat")
        && is_of_port(&small)
        && filters.iter().any(|filter| small.contains(filter))
}

/// `C:\>`, `PS C:\>`, `[KMS01]: PS C:\>`, with or without a command behind.
fn is_prompt(line: &str) -> bool {
    line.split_once('>').is_some_and(|(path, _)| path.contains(r":\"))
}

fn is_of_port(line: &str) -> bool {
    line.contains("1688")
}

/// Behind a prompt, or where that was taken off.
fn is_command(line: &str) -> bool {
    const PROGRAMS: [&str; 16] = [
        "netstat", "hostname", "sc ", "sc.exe", "get-", "test-", "cscript", "slmgr", "nslookup",
        "ipconfig", "reg ", "w32tm", "netsh", "net ", "telnet", "ping ",
    ];
    let small = line.trim_start().to_ascii_lowercase();
    is_prompt(line) || PROGRAMS.iter().any(|program| small.starts_with(program))
}

/// The query stands in the error in any language.
fn is_no_match(line: &str) -> bool {
    line.contains("MSFT_NetTCPConnection") && line.contains("LocalPort = 1688")
}

/// RFC 1060; Microsoft Learn, "Service overview and network port requirements for Windows".
const ENDPOINT_MAPPER: u16 = 135;
/// As many words of a line are looked at.
const MOST_WORDS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<bool> {
        parse(&Text::of(text)).and_then(|capture| capture.facts.listens_for_kms)
    }

    #[test]
    fn who_listens_has_nobody_at_the_other_end() {
        for (line, listens) in [
            ("  TCP    0.0.0.0:1688     0.0.0.0:0      LISTENING       3120", true),
            ("  TCP    [::]:1688        [::]:0         ABH\u{d6}REN         3120", true),
            ("  TCP    10.1.0.5:1688    0.0.0.0:0      ESCUCHANDO", true),
            ("::            1688      ::             0          Listen", true),
            ("  TCP    10.1.0.5:1688    10.1.0.9:50112 ESTABLISHED     3120", false),
            ("  TCP    10.1.0.5:50112   10.1.0.9:1688  ESTABLISHED     3120", false),
            ("  TCP    0.0.0.0:16880    0.0.0.0:0      LISTENING       3120", false),
            ("  UDP    0.0.0.0:1688     *:*                            3120", false),
        ] {
            assert_eq!(told(line), listens.then_some(true), "{line}");
        }
    }

    #[test]
    fn that_nobody_listens_is_read_where_all_were_listed_or_that_port_alone() {
        let all = "  TCP    0.0.0.0:135     0.0.0.0:0      LISTENING       880\n  TCP    \
                   0.0.0.0:445 \
                   0.0.0.0:0      LISTENING       4\n";
        let none = "Get-NetTCPConnection : No matching MSFT_NetTCPConnection objects found by CIM \
                    query for instances of the ROOT/StandardCimv2/MSFT_NetTCPConnection class: \
                    SELECT * FROM MSFT_NetTCPConnection  WHERE ((LocalPort = 1688))\n";
        let filtered = "C:\\>netstat -ano | findstr :1688\n\nC:\\>hostname\nKMS01\n";
        for (text, wanted) in [
            (all.to_owned(), Some(false)),
            (
                format!("{all}  TCP    0.0.0.0:1688     0.0.0.0:0      LISTENING  3120\n"),
                Some(true),
            ),
            (none.to_owned(), Some(false)),
            (filtered.to_owned(), Some(false)),
            ("netstat -ano | findstr :1688\nhostname\nKMS01\n".to_owned(), Some(false)),
            ("netstat -ano | findstr :1688\nsc query sppsvc\n".to_owned(), None),
            ("C:\\>netstat -ano | findstr :1688\n".to_owned(), None),
            ("  TCP    0.0.0.0:445     0.0.0.0:0      LISTENING       4\n".to_owned(), None),
        ] {
            assert_eq!(told(&text), wanted, "{text}");
        }
    }
}
