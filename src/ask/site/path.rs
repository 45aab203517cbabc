//! A file that a site file names: one in its own folder, or below. Told by its shape alone, before
//! any system is asked: to ask Windows about `\\host\share` is to log on to that host.

use std::path::Path;

use serde::Deserialize;
use serde::de::Deserializer;

use super::error::AS_IT_IS;
use crate::ask::document::refused;

/// A relative path that leads neither up nor to a device, whatever system reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitePath(String);

impl SitePath {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<Self, SitePathError> {
        if text.is_empty() {
            return Err(SitePathError::Empty);
        }
        if text.starts_with(SEPARATORS) {
            return Err(SitePathError::Absolute);
        }
        text.split(SEPARATORS).try_for_each(part)?;
        Ok(Self(text.replace('\\', "/")))
    }

    /// The path, with the separator that every system reads.
    pub fn as_path(&self) -> &Path {
        Path::new(&self.0)
    }
}

impl<'de> Deserialize<'de> for SitePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(|error| refused(&error))
    }
}

/// Why a site file may not name a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SitePathError {
    /// There is none.
    #[error("expected a file in the folder of the site file, or below it, found no name")]
    Empty,
    /// It begins with a slash or a backslash: an absolute path, another host's share, a device.
    #[error(
        "expected a file in the folder of the site file, or below it, found an absolute path or a \
         share"
    )]
    Absolute,
    /// It holds a colon: a drive, a stream beside a file.
    #[error(
        "expected a file in the folder of the site file, or below it, found a drive or a stream (a \
         colon)"
    )]
    Colon,
    /// It leads up.
    #[error(
        "expected a file in the folder of the site file, or below it, found a path that leads up"
    )]
    Up,
    /// It names one of the devices that Windows has in every folder.
    #[error(
        "expected a file in the folder of the site file, or below it, found the name of a device"
    )]
    Device,
    /// A control character, which no name has.
    // `"pem\root.pem"` holds a carriage return.
    #[error(
        "expected a file in the folder of the site file, or below it, found a control character, \
         as \\t and \\r are in double quotes; {AS_IT_IS}"
    )]
    Control,
}

fn part(part: &str) -> Result<(), SitePathError> {
    if part.contains(char::is_control) {
        return Err(SitePathError::Control);
    }
    if part.contains(':') {
        return Err(SitePathError::Colon);
    }
    // Windows drops blanks and dots at the end of a name, so that `.. ` is `..` there.
    let name = part.trim_end_matches(['.', ' ']);
    if name.is_empty() && !matches!(part, "" | ".") {
        return Err(SitePathError::Up);
    }
    if is_device(name) { Err(SitePathError::Device) } else { Ok(()) }
}

/// The names that Windows reserves in every folder, with any extension (Microsoft Learn, "Naming
/// Files, Paths, and Namespaces").
fn is_device(name: &str) -> bool {
    let base = name.split('.').next().unwrap_or(name).trim_end();
    let is_named = DEVICES.iter().any(|device| base.eq_ignore_ascii_case(device));
    is_named
        || port(base).is_some_and(|(port, number)| {
            PORTS.iter().any(|p| port.eq_ignore_ascii_case(p)) && number
        })
}

/// Three letters, and whether one digit follows and nothing else; the small raised ones count.
fn port(base: &str) -> Option<(&str, bool)> {
    let (port, number) = base.split_at_checked(3)?;
    let mut number = number.chars();
    let is_digit = number.next().is_some_and(|c| matches!(c, '0'..='9' | '¹' | '²' | '³'));
    Some((port, is_digit && number.next().is_none()))
}

const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
const PORTS: [&str; 2] = ["COM", "LPT"];
/// Windows takes both; a site file is read on any system.
const SEPARATORS: [char; 2] = ['/', '\\'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_the_folder_and_below_it_are_taken() {
        for text in [
            "root.pem",
            "./root.pem",
            "pem/root.pem",
            r"pem\root.pem",
            "..data/root.pem",
            "a..b",
            "Racine é.pem",
            "console.pem",
            "com10.pem",
            "comé.pem",
            ".hidden",
            "a//b",
        ] {
            let written = text.replace('\\', "/");
            assert_eq!(SitePath::parse(text).map(|path| path.0), Ok(written));
        }
    }

    #[test]
    fn whatever_leads_elsewhere_on_any_system_is_refused_by_its_shape() {
        use SitePathError::{Absolute, Colon, Control, Device, Empty, Up};
        for (text, expected) in [
            ("", Empty),
            ("/etc/passwd", Absolute),
            (r"\windows\x.pem", Absolute),
            (r"\\host\share\x.pem", Absolute),
            ("//host/share/x.pem", Absolute),
            (r"/\host\share", Absolute),
            (r"\\?\C:\x.pem", Absolute),
            (r"\\.\PhysicalDrive0", Absolute),
            (r"\??\C:\x", Absolute),
            ("C:/x.pem", Colon),
            ("C:x.pem", Colon),
            ("root.pem:stream", Colon),
            ("root.pem::$DATA", Colon),
            ("..", Up),
            ("../x.pem", Up),
            ("a/../../x.pem", Up),
            (r"a\..\..\x.pem", Up),
            (".. /x.pem", Up),
            ("... /x.pem", Up),
            (". ./x.pem", Up),
            ("NUL", Device),
            ("nul.pem", Device),
            ("a/CON", Device),
            ("com1.txt", Device),
            ("LPT² .x", Device),
            ("CONIN$", Device),
            ("a\0b", Control),
            ("a\nb", Control),
        ] {
            assert_eq!(SitePath::parse(text), Err(expected), "{text}");
        }
    }
}
