//! A file with a password.

use std::fs::File;
use std::io;
use std::path::Path;

use actprobe::ask::cli::SecretError;
use actprobe::say::complaint;
use actprobe_probes::host::secret_file::{Exposure, exposure};

use super::whole;

/// Reads a password's file, or standard input for `-`. One that others may read is refused, or on
/// Windows, where few people set permissions of single files, told in a line on standard error.
pub fn read_secret(path: &Path) -> Result<Vec<u8>, SecretError> {
    if path == Path::new("-") {
        return whole(io::stdin()).map_err(SecretError::Unreadable);
    }
    let file = File::open(path).map_err(SecretError::Unreadable)?;
    match exposure(&file) {
        Ok(Exposure::Mode(mode)) => return Err(SecretError::OpenToOthers { mode }),
        Ok(Exposure::Groups(groups)) => {
            let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
            let message =
                format!("{}: {} may read this password", complaint::file(path), groups.join(", "));
            eprintln!("actprobe: {}", complaint::fit(&message));
        }
        // Where the system does not tell, there is nothing to say.
        Ok(Exposure::None) | Err(_) => {}
    }
    whole(file).map_err(SecretError::Unreadable)
}
