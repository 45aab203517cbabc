//! The registry values `WinHttpSettings`, and `DefaultConnectionSettings` with its copy
//! `SavedLegacySettings`.
//!
//! All are a version, a counter and flags, then strings with a length before each, all
//! little-endian. Microsoft documents none of it; the layout is what its own tools write and read.

use super::{BlobField, RawSettings, SettingsError};
use crate::evidence::{ProxySettings, SettingsForm};
use crate::wire::text;

/// Whether `bytes` start as such a value does; no text has three zero bytes after a first one.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    matches!(bytes, [first, 0, 0, 0, ..] if form(u32::from(*first)).is_some())
}

/// Reads a value. Bytes after the last string are ignored: 32 in the `WinINet` form, unexplained in
/// version 0x28.
pub(super) fn parse(bytes: &[u8]) -> Result<ProxySettings, SettingsError> {
    let mut rest = Rest(bytes);
    let header = [
        rest.number(BlobField::Header)?,
        rest.number(BlobField::Header)?,
        rest.number(BlobField::Header)?,
    ];
    let [version, _counter, flags] = header;
    let form = form(version).ok_or(SettingsError::UnknownVersion { found: version })?;
    let proxies = rest.string(BlobField::Proxy)?;
    let bypass = rest.string(BlobField::Bypass)?;
    let script = script(&mut rest, form)?;
    let told = RawSettings {
        proxies: if flags & USE_PROXY == 0 { "" } else { &proxies },
        bypass: if flags & USE_PROXY == 0 { "" } else { &bypass },
        auto_config_url: if flags & USE_SCRIPT == 0 { "" } else { &script },
        auto_detect: flags & AUTO_DETECT != 0,
        ..RawSettings::default()
    };
    Ok(told.settings(form))
}

fn form(version: u32) -> Option<SettingsForm> {
    match version {
        0x18 | 0x28 => Some(SettingsForm::WinhttpSettings),
        0x3c | 0x46 => Some(SettingsForm::DefaultConnectionSettings),
        _ => None,
    }
}

/// The third string is certain in the `WinINet` form; in `WinHttpSettings` it is read if it happens
/// to be one.
fn script(rest: &mut Rest<'_>, form: SettingsForm) -> Result<String, SettingsError> {
    match form {
        SettingsForm::DefaultConnectionSettings => rest.string(BlobField::AutoConfigUrl),
        _ => Ok(rest.string(BlobField::AutoConfigUrl).unwrap_or_default()),
    }
}

struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn number(&mut self, field: BlobField) -> Result<u32, SettingsError> {
        let (bytes, rest) = self.0.split_first_chunk::<4>().ok_or(SettingsError::CutShort {
            field,
            expected: size_of::<u32>(),
            found: self.0.len(),
        })?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*bytes))
    }

    /// A string in the ANSI page of the host; in practice ASCII.
    fn string(&mut self, field: BlobField) -> Result<String, SettingsError> {
        let expected = usize::try_from(self.number(field)?).unwrap_or(usize::MAX);
        let found = self.0.len();
        let (bytes, rest) = self.0.split_at_checked(expected).ok_or(SettingsError::CutShort {
            field,
            expected,
            found,
        })?;
        self.0 = rest;
        Ok(text::decode(bytes).text.trim_end_matches('\0').to_owned())
    }
}

/// The flags, as the `PROXY_TYPE_…` constants of Wininet.h number them; bit 0 (direct) is set
/// beside any other by Windows, not by Wine, and says nothing.
const USE_PROXY: u32 = 2;
const USE_SCRIPT: u32 = 4;
const AUTO_DETECT: u32 = 8;
