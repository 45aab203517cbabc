//! The JSON of `netsh winhttp show advproxy` (Windows 11, Windows Server 2022 and later), under a
//! localised heading.

use serde_json::{Map, Value};

use super::{RawSettings, SettingsError};
use crate::evidence::{ProxySettings, SettingsForm};

/// The text from the first brace to the last, if a line begins with a brace. One within a line is
/// none: the second byte of a Japanese or Chinese character, read in the wrong code page, can look
/// like it.
pub(super) fn cut_out(text: &str) -> Option<&str> {
    let begins = text.split_inclusive('\n').find(|line| line.trim_start().starts_with('{'))?;
    let start = begins.as_ptr().addr() - text.as_ptr().addr();
    let end = text.rfind('}').map_or(text.len(), |at| at + 1);
    text.get(start..end.max(start)).map(str::trim_start)
}

/// Reads the object; `{ }` is direct. Unknown members are left alone.
pub(super) fn parse(json: &str) -> Result<ProxySettings, SettingsError> {
    let members: Map<String, Value> = serde_json::from_str(json)
        .map_err(|error| SettingsError::NotJson { line: error.line(), column: error.column() })?;
    let is_on = |name, text: &str| flag(&members, name).map(|on| on.unwrap_or(!text.is_empty()));
    let (proxies, bypass) = (text(&members, "Proxy")?, text(&members, "ProxyBypass")?);
    let script = text(&members, "AutoconfigUrl")?;
    let (uses_proxy, uses_script) =
        (is_on("ProxyIsEnabled", proxies)?, is_on("AutoConfigIsEnabled", script)?);
    let told = RawSettings {
        proxies: if uses_proxy { proxies } else { "" },
        bypass: if uses_proxy { bypass } else { "" },
        auto_config_url: if uses_script { script } else { "" },
        auto_detect: flag(&members, "AutoDetect")?.unwrap_or(false),
        ..RawSettings::default()
    };
    Ok(told.settings(SettingsForm::AdvproxyJson))
}

/// A member by its name in any case: documents and builds differ in `AutoconfigUrl` and
/// `AutoConfigUrl`.
fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
        .filter(|v| !v.is_null())
}

fn text<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, SettingsError> {
    let Some(value) = member(members, name) else { return Ok("") };
    value.as_str().ok_or(SettingsError::JsonType { member: name, expected: "a string" })
}

fn flag(members: &Map<String, Value>, name: &'static str) -> Result<Option<bool>, SettingsError> {
    let Some(value) = member(members, name) else { return Ok(None) };
    let is_on = value.as_bool().or_else(|| value.as_u64().map(|number| number != 0));
    is_on.map(Some).ok_or(SettingsError::JsonType { member: name, expected: "true or false" })
}
