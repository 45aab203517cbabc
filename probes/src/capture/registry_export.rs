//! A registry export, as `regedit` and `reg export` write it. What its values mean is read where `--host-facts` is.

use super::{Capture, Facts, keys};
use crate::evidence::{CaptureKind, RegistrySource};
use crate::wire::registry::export;
use crate::wire::{text, windows_facts};

/// Reads an export of any size: the caller bounds the file, and the export its values.
pub fn parse(bytes: &[u8]) -> Option<Capture> {
    if !export::looks_like(bytes) {
        return None;
    }
    // Line by line: a whole hive has some hundred megabytes, and no key goes over the end of a line.
    let masked: String = text::decode(bytes).text.split_inclusive('\n').map(keys::mask).collect();
    let export = export::parse(masked.as_bytes()).ok()?;
    let computer = windows_facts::read(&export, RegistrySource::Live).name.unwrap_or_default();
    let truncated = export.is_cut_short();
    let facts = Facts { computer, registry: Some(export), ..Facts::default() };
    Some(Capture { kind: CaptureKind::RegistryExport, truncated, facts })
}
