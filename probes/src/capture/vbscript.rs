//! `slmgr.vbs` that did not run, because Windows has no `VBScript`: an optional feature since
//! Windows 11 24H2 and Windows Server 2025. The sentence is translated; what it names is not.

use super::{Capture, Facts, Text};
use crate::evidence::CaptureKind;

/// Looks for the sentence, and for the feature's own state.
pub fn parse(text: &Text) -> Option<Capture> {
    let lines = text.lines();
    let mut above = "";
    let mut is_missing = false;
    for line in lines.iter().map(str::trim).filter(|line| !line.is_empty()) {
        is_missing |= names_engine(line) || names_ending(line, above) || is_state(line, above);
        above = line;
    }
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
