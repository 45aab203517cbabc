//! Proxy settings of services, from any form that an administrator can lay hands on, into
//! [`ProxySettings`].
//!
//! User names and passwords are dropped here, before anything is kept: not even an error repeats
//! them.

use std::borrow::Cow;
use std::fmt;

use super::text;
use crate::evidence::{ProxySettings, SettingsForm};
use crate::product_key::{mask, mask_source};

mod advproxy;
mod blob;
mod environment;
mod hex;
mod login;
mod netsh;
mod server_list;
mod url;

pub use environment::from_environment;
pub(super) use login::{after_login, has_login};
pub use url::{ProxyUrlError, from_url};

/// Reads settings in the form that their content shows: a registry value as bytes, as the text of
/// `reg query` or of a `.reg` file, or as bare hexadecimal; the JSON of `netsh winhttp show
/// advproxy`; the text of `netsh winhttp show proxy`, in any language and encoding. The caller
/// bounds the size.
pub fn recognise(bytes: &[u8]) -> Result<ProxySettings, SettingsError> {
    if blob::looks_like(bytes) {
        return blob::parse(bytes);
    }
    let text = text::decode(bytes).text;
    let text = source_without_keys(&text);
    if let Some(value) = hex::find(&text) {
        return blob::parse(&value?);
    }
    match advproxy::cut_out(&text) {
        Some(json) => advproxy::parse(json),
        None => netsh::parse(&text),
    }
}

/// The same where a text may hold both forms of `netsh`: `show proxy` first, then `show advproxy`.
pub(crate) fn recognise_all(text: &str) -> Vec<ProxySettings> {
    let beside =
        advproxy::cut_out(text).and_then(|json| text.split_once(json)).map(|(before, after)| {
            // The line before the JSON is its heading.
            let before = before.trim_end().rsplit_once('\n').map_or("", |(before, _)| before);
            format!("{before}\n{after}")
        });
    let classic = beside.and_then(|text| netsh::parse(&text).ok());
    classic.into_iter().chain(of_services(text).ok()).collect()
}

/// Other binary values stand in such a text too: of the registry, that of services alone counts.
fn of_services(text: &str) -> Result<ProxySettings, SettingsError> {
    let text = source_without_keys(text);
    if let Some(value) = hex::of_services(&text) {
        return blob::parse(&value?);
    }
    advproxy::cut_out(&text).map_or_else(|| netsh::parse(&text), advproxy::parse)
}

/// Reads the registry value `WinHttpSettings`, `DefaultConnectionSettings` or
/// `SavedLegacySettings`.
pub fn from_registry(value: &[u8]) -> Result<ProxySettings, SettingsError> {
    blob::parse(value)
}

/// Settings in single values, as `Internet Settings` holds them; empty texts say nothing.
pub(crate) fn from_internet_settings(
    proxies: &str,
    bypass: &str,
    auto_config_url: &str,
) -> ProxySettings {
    let told = RawSettings { proxies, bypass, auto_config_url, ..RawSettings::default() };
    let form = match [proxies, auto_config_url].iter().all(|text| text.trim().is_empty()) {
        true => SettingsForm::None,
        false => SettingsForm::InternetSettings,
    };
    told.settings(form)
}

/// The settings with exceptions that stand in a list of their own, as in a site file.
pub fn with_bypass(mut settings: ProxySettings, entries: &[String]) -> ProxySettings {
    let list = entries.join(";");
    server_list::read_bypass_into(
        &mut settings,
        &without_keys(&list),
        server_list::is_separator,
        false,
    );
    server_list::bound(&mut settings, 0);
    settings
}

/// Whether the text may hold a user name or password before an at sign, in any spelling of one.
pub fn may_hold_login(text: &str) -> bool {
    login::has_login(text)
}

/// Why settings could not be read. No message repeats the input: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A registry value ends before a field does.
    #[error("expected {expected} bytes for {field}, found {found}")]
    CutShort {
        /// The field.
        field: BlobField,
        /// How many bytes it needs.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A registry value starts with a version that nobody has described.
    #[error("expected a registry value of version 0x18, 0x28, 0x3C or 0x46, found 0x{found:X}")]
    UnknownVersion {
        /// The version.
        found: u32,
    },
    /// A registry value written as text is not whole pairs of hexadecimal digits.
    #[error("expected pairs of hexadecimal digits, found something else at {at}")]
    NotHex {
        /// How many characters after the start of the value the trouble is.
        at: usize,
    },
    /// The JSON of `netsh winhttp show advproxy` is no JSON object.
    #[error("expected a JSON object, found something else at line {line}, column {column}")]
    NotJson {
        /// The line, counted from the brace that opens it, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A JSON member is of another type.
    #[error("expected {member} to be {expected}, found another type")]
    JsonType {
        /// The member.
        member: &'static str,
        /// The type it should have.
        expected: &'static str,
    },
    /// The text has neither the shape of `netsh winhttp show proxy` nor any other that is known.
    #[error(
        "expected a WinHTTP registry value or the output of `netsh winhttp show proxy` or `show \
         advproxy`, found {found_lines} lines of another shape"
    )]
    NotRecognised {
        /// How many lines with text it has.
        found_lines: usize,
    },
}

/// A field of a registry value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobField {
    /// Version, counter and flags.
    Header,
    /// The length of the proxy list, or the list.
    Proxy,
    /// The length of the bypass list, or the list.
    Bypass,
    /// The length of the address of the auto-configuration script, or the address.
    AutoConfigUrl,
}

impl fmt::Display for BlobField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "the header",
            Self::Proxy => "the proxy list",
            Self::Bypass => "the bypass list",
            Self::AutoConfigUrl => "the auto-configuration address",
        })
    }
}

/// What a form says, as it says it; the lists are still text.
#[derive(Default)]
struct RawSettings<'a> {
    proxies: &'a str,
    bypass: &'a str,
    auto_config_url: &'a str,
    auto_detect: bool,
    /// The line behind the proxies, or the exceptions, has an at sign: what belongs to them may go
    /// on there.
    proxies_go_on: bool,
    bypass_goes_on: bool,
}

impl RawSettings<'_> {
    fn settings(&self, form: SettingsForm) -> ProxySettings {
        let mut settings =
            ProxySettings { form, auto_detect: self.auto_detect, ..ProxySettings::default() };
        let (proxies, bypass) = (without_keys(self.proxies), without_keys(self.bypass));
        let (proxies, bypass) = (server_list::start(&proxies), server_list::start(&bypass));
        let (proxies_go_on, bypass_goes_on) =
            (self.proxies_go_on || proxies.goes_on, self.bypass_goes_on || bypass.goes_on);
        server_list::read_into(&mut settings, proxies.list, proxies_go_on);
        server_list::read_bypass_into(
            &mut settings,
            bypass.list,
            server_list::is_separator,
            bypass_goes_on,
        );
        settings.auto_config_url = server_list::script_address(self.auto_config_url);
        server_list::bound(&mut settings, proxies.not_read + bypass.not_read);
        settings
    }
}

/// A key may stand where a label and its value do, and lose a group to the label. Beside a login
/// nothing is cut before that is known: a password may look like anything.
fn source_without_keys(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return mask_source(text);
    }
    let lines = text.split_inclusive('\n').map(|line| match line.contains('@') {
        true => Cow::Borrowed(line),
        false => mask_source(line),
    });
    Cow::Owned(lines.collect())
}

/// The groups of a product key may fall into an entry each. A user, whose password may look like
/// anything, is dropped first, and keys are cut from what is left of each entry.
fn without_keys(list: &str) -> Cow<'_, str> {
    if list.contains('@') { Cow::Borrowed(list) } else { mask(list) }
}

#[cfg(test)]
mod tests;
