//! Puts its manifest into the Windows executable.

#![expect(
    clippy::disallowed_methods,
    reason = "by its environment, cargo tells a build script the target"
)]

use std::{env, io};

const MANIFEST: &str = "src/surroundings/system_libraries/actprobe.manifest";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={MANIFEST}");
    if env::var_os("CARGO_CFG_WINDOWS").is_some() {
        embed_manifest::embed_manifest_file(MANIFEST)?;
    }
    Ok(())
}
