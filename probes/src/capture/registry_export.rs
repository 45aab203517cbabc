//! A registry export, as `regedit` and `reg export` write it. What its values mean is read where
//! `--host-facts` is.

use super::{Capture, Facts};
use crate::evidence::{CaptureKind, RegistrySource};
use crate::wire::registry::export;
use crate::wire::windows_facts;

/// Reads an export of any size: the caller bounds the file, and the export what is kept of it. The
/// export cuts product keys itself.
pub fn parse(bytes: &[u8]) -> Option<Capture> {
    // Keys are cut where a value is read, and what is not read is not kept: in an export they stand
    // in digits as well.
    let export = export::parse(bytes).ok()?;
    let computer = windows_facts::read(&export, RegistrySource::Live).name.unwrap_or_default();
    let truncated = export.is_cut_short() || export.left_out > 0;
    let facts = Facts { computer, registry: Some(export), ..Facts::default() };
    Some(Capture { kind: CaptureKind::RegistryExport, truncated, facts })
}
