//! Whether a machine listens on the port of KMS, by `netstat -an` in any language, and
//! `Get-NetTCPConnection`. The word for it is translated; that nobody is at the other end is not.

use super::{Capture, Facts, Text};
use crate::evidence::{CaptureKind, KMS_PORT};

/// Reads the first line that tells.
pub fn parse(text: &Text) -> Option<Capture> {
    text.lines().iter().find(|line| is_listening(line))?;
    let facts = Facts { listens_for_kms: true, ..Facts::default() };
    Some(Capture::whole(CaptureKind::PortTool, facts))
}

/// `TCP  0.0.0.0:1688  0.0.0.0:0  ABHÖREN  3120`, and `::  1688  ::  0  Listen` of PowerShell.
fn is_listening(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(MOST_WORDS).collect();
    match *words.as_slice() {
        [protocol, local, "0.0.0.0:0" | "[::]:0", ..] => {
            protocol.eq_ignore_ascii_case("tcp") && port(local) == Some(KMS_PORT)
        }
        [_, local, "::" | "0.0.0.0", "0", ..] => local.parse() == Ok(KMS_PORT),
        _ => false,
    }
}

fn port(local: &str) -> Option<u16> {
    local.rsplit_once(':')?.1.parse().ok()
}

/// As many words of a line are looked at.
const MOST_WORDS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(parse(&Text::of(line)).is_some(), listens, "{line}");
        }
    }
}
