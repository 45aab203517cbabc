//! Lists what a Windows executable imports that a bare Windows 7 (and so
//! Windows Server 2008 R2) does not have, judged by Microsoft's own Win32
//! metadata, and what the loader would take from the program's own folder,
//! where anybody may have left it. Exit code 1 when something is listed.
//!
//!     imports EXE…

mod executable;
mod judge;
mod lists;
mod metadata;

use std::{env, fs, path::Path, process::ExitCode};

use judge::Finding;
use metadata::Metadata;

const WIN32_METADATA: &[u8] = include_bytes!(env!("WIN32_METADATA"));

fn main() -> ExitCode {
    let paths: Vec<String> = env::args().skip(1).collect();
    if paths.is_empty() {
        eprintln!("usage: imports EXE...");
        return ExitCode::from(64);
    }
    let metadata = Metadata::parse(WIN32_METADATA);
    let clean =
        paths.iter().map(|path| report(path, &metadata)).filter(|clean| !clean).count() == 0;
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn report(path: &str, metadata: &Metadata) -> bool {
    match check(Path::new(path), metadata) {
        Ok((imports, findings)) => {
            println!(
                "{path}: {imports} imports, {} bound late, {} objections",
                judge::late().len(),
                findings.len()
            );
            findings.iter().for_each(|finding| println!("  {finding}"));
            findings.is_empty()
        }
        Err(error) => {
            eprintln!("{path}: {error}");
            false
        }
    }
}

fn check(
    path: &Path,
    metadata: &Metadata,
) -> Result<(usize, Vec<Finding>), Box<dyn std::error::Error>> {
    let file = fs::read(path)?;
    let imports = executable::imports(&file)?;
    if imports.is_empty() {
        return Err("imports nothing at all: not a Windows program?".into());
    }
    if !executable::has_manifest(&file)? {
        return Err("holds no manifest: Windows would obey one that lies beside it".into());
    }
    let mut findings = judge::judge(&imports, metadata);
    findings.extend(judge::judge_late(metadata));
    Ok((imports.len(), findings))
}
