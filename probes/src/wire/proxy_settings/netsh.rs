//! The text of `netsh winhttp show proxy`, in any language, by its shape: a heading with the
//! untranslated name `WinHTTP`; then one indented line without a value (direct), or `label : value`
//! (proxies) and a second such line (bypass list).

use super::login::has_login;
use super::{RawSettings, SettingsError};
use crate::evidence::{ProxySettings, SettingsForm};

/// Reads the text. Prompts and other commands' output around it do no harm.
pub(super) fn parse(text: &str) -> Result<ProxySettings, SettingsError> {
    let (mut found_lines, mut has_heading) = (0, false);
    // The lines below the last heading, or all of them where there is none.
    let mut body: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        found_lines += 1;
        if is_heading(line) {
            has_heading = true;
            body.clear();
        } else {
            body.push(line);
        }
    }
    let told = told(&body, has_heading).ok_or(SettingsError::NotRecognised { found_lines })?;
    Ok(told.settings(SettingsForm::NetshText))
}

/// What the lines under the heading say; a paste into a form may have lost their indentation.
/// Without the heading, two lines with colons could be anything: then ports must speak for the
/// proxies.
fn told<'a>(body: &[&'a str], has_heading: bool) -> Option<RawSettings<'a>> {
    let told = match (value(body.first()?), body.get(1).and_then(|line| value(line))) {
        (Some(proxies), Some(bypass)) if has_heading || is_unmistakable(proxies) => RawSettings {
            proxies: unless_none(proxies),
            bypass: unless_none(bypass),
            ..RawSettings::default()
        },
        (Some(proxies), None) if has_heading => {
            RawSettings { proxies: unless_none(proxies), ..RawSettings::default() }
        }
        (None, _) if has_heading => RawSettings::default(),
        _ => return None,
    };
    let rest = |from: usize| body.get(from..).unwrap_or_default();
    let next_goes_on = rest(1).first().is_some_and(|line| has_login(line));
    Some(RawSettings {
        proxies_go_on: next_goes_on || goes_on(rest(1)),
        bypass_goes_on: goes_on(rest(2)),
        ..told
    })
}

/// A line may be broken within a password. Behind the settings comes a prompt, which may hold an at
/// sign of its own and is not set in.
fn goes_on(lines: &[&str]) -> bool {
    lines
        .iter()
        .take_while(|line| line.starts_with(char::is_whitespace))
        .any(|line| has_login(line))
}

/// One or more proxies, each with its port.
fn is_unmistakable(proxies: &str) -> bool {
    let has_port =
        |entry: &str| entry.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    !proxies.is_empty() && proxies.split([' ', ';']).all(has_port)
}

/// A heading names `WinHTTP` and ends with a colon. A prompt with the command in it does not end
/// so.
fn is_heading(line: &str) -> bool {
    line.trim_end().ends_with(COLONS) && line.to_ascii_lowercase().contains("winhttp")
}

/// What follows the first colon: no label has one, an address may have several.
fn value(line: &str) -> Option<&str> {
    line.split_once(COLONS).map(|(_, value)| value.trim())
}

/// `(none)`, `(aucun)`, `(无)`: a word in brackets stands for an empty list.
fn unless_none(value: &str) -> &str {
    if value.starts_with(['(', '\u{ff08}']) { "" } else { value }
}

/// The ASCII and the full-width form.
const COLONS: [char; 2] = [':', '\u{ff1a}'];
