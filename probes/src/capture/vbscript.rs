//! `slmgr.vbs` that did not run, because Windows has no `VBScript`: an optional feature since
//! Windows 11 24H2 and Windows Server 2025. Without it, no shell knows `slmgr` either. The
//! sentences are translated; what they name is not.

use super::{Capture, Facts, Text};
use crate::evidence::CaptureKind;

/// Looks for the sentence, and for the feature's own state.
pub fn parse(text: &Text) -> Option<Capture> {
    let lines = text.lines();
    let mut above = "";
    let (mut is_missing, mut is_unknown, mut has_run) = (false, false, false);
    for line in lines.iter().map(str::trim).filter(|line| !line.is_empty()) {
        is_missing |= names_engine(line) || names_ending(line, above) || is_state(line, above);
        is_unknown |= is_unknown_command(line, above) || is_lost(line);
        has_run |= names_script(above) && is_output(line);
        above = line;
    }
    // A shell that knows no `slmgr`, where the script runs, lacks its folder or its ending.
    is_missing |= is_unknown && !has_run;
    let facts = Facts { without_vbscript: true, ..Facts::default() };
    is_missing.then(|| Capture::whole(CaptureKind::Slmgr, facts))
}

/// `CScript Error: Can't find script engine "VBScript" for script "…\slmgr.vbs".`
fn names_engine(line: &str) -> bool {
    let quoted =
        ["\"VBScript\"", "\u{ab} VBScript \u{bb}", "\u{201e}VBScript\u{201c}", "'VBScript'"];
    line.contains("slmgr.vbs") && quoted.iter().any(|name| line.contains(name))
}

/// `There is no script engine for file extension ".vbs".`, below the command.
fn names_ending(line: &str, above: &str) -> bool {
    let is_named = line.contains("\".vbs\"") || line.contains("'.vbs'");
    is_named && above.to_ascii_lowercase().contains("slmgr")
}

/// `'slmgr' is not recognized as …`, `slmgr : Le terme «slmgr» n'est pas reconnu …`, and below in
/// any language `ObjectNotFound: (slmgr:String) [], CommandNotFoundException`.
fn is_unknown_command(line: &str, above: &str) -> bool {
    let (small, above) = (line.to_lowercase(), above.to_ascii_lowercase());
    let is_typed = ["slmgr /", "slmgr -", "slmgr.vbs /", "slmgr.vbs -"];
    let is_below = is_typed.iter().any(|typed| above.contains(typed)) && !is_command(&small);
    let is_named = small.starts_with("slmgr") && small.contains(':') || is_below;
    let is_told = small.contains("(slmgr:string)") || small.contains("(slmgr.vbs:string)");
    is_told && small.contains("objectnotfound") || is_named && quotes_script(&small)
}

fn is_command(small: &str) -> bool {
    small.contains("slmgr /") || small.contains("slmgr.vbs /")
}

/// Whether the name stands alone between quotation marks of some language.
fn quotes_script(small: &str) -> bool {
    let is_mark = |c: char| {
        "'\"`\u{ab}\u{bb}\u{2018}\u{2019}\u{201c}\u{201d}\u{201e}\u{300c}\u{300d}".contains(c)
    };
    small.match_indices("slmgr").any(|(at, name)| {
        let before = small.get(..at).unwrap_or_default().trim_end();
        let behind = small.get(at + name.len()..).unwrap_or_default();
        let behind = behind.strip_prefix(".vbs").unwrap_or(behind).trim_start();
        before.ends_with(is_mark) && behind.starts_with(is_mark)
    })
}

/// `Can not find script file "C:\Windows\System32\slmgr.vbs".`: not where somebody happened to be.
fn is_lost(line: &str) -> bool {
    let small = line.to_ascii_lowercase();
    small.contains(r#"\system32\slmgr.vbs""#) && is_sentence(&small)
}

/// A command with its path in quotation marks has its option behind them.
fn is_sentence(small: &str) -> bool {
    small.contains(": ") && !small.contains("cscript") && !small.contains("\" /")
}

fn names_script(line: &str) -> bool {
    line.to_ascii_lowercase().contains("slmgr")
}

/// What the script itself prints first, in any language.
fn is_output(line: &str) -> bool {
    super::slmgr::begins_output(line)
}

/// `Get-WindowsCapability`, `dism /Get-CapabilityInfo`: the name, and the state below.
fn is_state(line: &str, above: &str) -> bool {
    let state = line.rsplit(':').next().unwrap_or_default().trim();
    above.contains("VBSCRIPT~~~~") && matches!(state, "NotPresent" | "Not Present" | "Removed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_missing(text: &str) -> bool {
        parse(&Text::of(text)).is_some()
    }

    #[test]
    fn the_sentence_is_known_by_what_it_names() {
        let path = r"C:\Windows\System32\slmgr.vbs";
        for said in [
            format!("CScript Error: Can't find script engine \"VBScript\" for script \"{path}\"."),
            format!("CScript-Fehler: Das Skriptmodul \"VBScript\" f\u{fc}r \"{path}\" fehlt."),
            format!(
                "cscript {path} /dlv\nInput Error: There is no script engine for file \
                 extension \".vbs\"."
            ),
            "Name         : VBSCRIPT~~~~\nState        : NotPresent".to_owned(),
        ] {
            assert!(is_missing(&said), "{said}");
        }
        for said in [
            "cscript //nologo slmgr.vbs /dlv",
            "There is no script engine for file extension \".vbs\".",
            "Name         : VBSCRIPT~~~~\nState        : Installed",
        ] {
            assert!(!is_missing(said), "{said}");
        }
    }
}
