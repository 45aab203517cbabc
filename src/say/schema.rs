//! The JSON Schemas of what actprobe prints, as they stand in `docs/schema`. Derived in the program
//! itself, they were a tenth of it; a test holds the files to what is derived.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

const REPORT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/report.deflate"));
const DIFF: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/diff.deflate"));

/// More than either has.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// This executable was changed after it was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the schema that this executable carries is damaged")]
pub struct Damaged;

/// Of the report.
pub fn of_report() -> Result<String, Damaged> {
    unpacked(REPORT)
}

/// Of what changed between two.
pub fn of_diff() -> Result<String, Damaged> {
    unpacked(DIFF)
}

fn unpacked(packed: &[u8]) -> Result<String, Damaged> {
    let text = decompress_to_vec_with_limit(packed, MOST_BYTES).map_err(|_| Damaged)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
