//! Puts its manifest into the Windows executable, and the schemas, packed, beside the code.

#![expect(
    clippy::disallowed_methods,
    reason = "by its environment, cargo tells a build script the target"
)]

use std::path::Path;
use std::{env, fs, io};

use miniz_oxide::deflate::compress_to_vec;

const MANIFEST: &str = "src/surroundings/system_libraries/actprobe.manifest";
const SCHEMAS: [&str; 2] = ["report.json", "diff.json"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={MANIFEST}");
    if env::var_os("CARGO_CFG_WINDOWS").is_some() {
        embed_manifest::embed_manifest_file(MANIFEST)?;
    }
    SCHEMAS.into_iter().try_for_each(pack)
}

fn pack(schema: &str) -> io::Result<()> {
    const LEVEL: u8 = 9;
    let source = Path::new("docs/schema").join(schema);
    println!("cargo::rerun-if-changed={}", source.display());
    let target = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let packed = compress_to_vec(&fs::read(source)?, LEVEL);
    fs::write(Path::new(&target).join(schema).with_extension("deflate"), packed)
}
