//! Long texts that the executable carries packed (`build.rs`): as they stand, they were a tenth of
//! it.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// More than any has.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// This executable was changed after it was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text that this executable carries is damaged")]
pub struct Damaged;

/// The file of that name in `build.rs`, without its extension.
macro_rules! packed {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".deflate"))
    };
}
pub(super) use packed;

pub(super) fn unpacked(packed: &[u8]) -> Result<String, Damaged> {
    let text = decompress_to_vec_with_limit(packed, MOST_BYTES).map_err(|_| Damaged)?;
    String::from_utf8(text).map_err(|_| Damaged)
}
