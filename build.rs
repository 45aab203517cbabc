//! Puts its manifest into the Windows executable, and what is long text, packed, beside the code.

#![expect(
    clippy::disallowed_methods,
    reason = "by its environment, cargo tells a build script the target"
)]

use std::path::Path;
use std::{env, fs, io};

use miniz_oxide::deflate::compress_to_vec;

const MANIFEST: &str = "src/surroundings/system_libraries/actprobe.manifest";
const TEXTS: [&str; 3] =
    ["docs/schema/report.json", "docs/schema/diff.json", "src/say/lang/en.ftl"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={MANIFEST}");
    if env::var_os("CARGO_CFG_WINDOWS").is_some() {
        embed_manifest::embed_manifest_file(MANIFEST)?;
    }
    TEXTS.into_iter().try_for_each(pack)
}

fn pack(source: &str) -> io::Result<()> {
    const LEVEL: u8 = 9;
    println!("cargo::rerun-if-changed={source}");
    let target = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let name = Path::new(source).file_stem().ok_or(io::ErrorKind::InvalidInput)?;
    let packed = compress_to_vec(&fs::read(source)?, LEVEL);
    fs::write(Path::new(&target).join(name).with_extension("deflate"), packed)
}
