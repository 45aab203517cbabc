//! The JSON Schemas of what actprobe prints, as they stand in `docs/schema`. Derived in the program
//! itself, they were a tenth of it; a test holds the files to what is derived.

use super::packed::{Damaged, packed, unpacked};

/// Of the report.
pub fn of_report() -> Result<String, Damaged> {
    unpacked(packed!("report"))
}

/// Of what changed between two.
pub fn of_diff() -> Result<String, Damaged> {
    unpacked(packed!("diff"))
}
