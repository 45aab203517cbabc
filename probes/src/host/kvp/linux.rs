//! The Linux daemon keeps what the host tells in a file that anybody may read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::super::unread::Unread;
use crate::evidence::KvpFacts;
use crate::wire::kvp;

pub(super) fn facts() -> Result<KvpFacts, Unread> {
    facts_in(Path::new("/var/lib/hyperv/.kvp_pool_3"))
}

fn facts_in(file: &Path) -> Result<KvpFacts, Unread> {
    /// A hundred records; hosts tell some sixteen.
    const MOST: u64 = 256_000;
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST).read_to_end(&mut bytes)?;
    Ok(kvp::from_pool(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_without_the_daemon_cannot_tell() {
        assert!(matches!(facts_in(Path::new("/nowhere/.kvp_pool_3")), Err(Unread::NotThere)));
    }

    #[test]
    fn a_pool_of_any_size_is_read_in_part() {
        let path = std::env::temp_dir().join(format!("actprobe-{}-kvp", std::process::id()));
        let mut pool = vec![0; 2560];
        pool[..16].copy_from_slice(b"PhysicalHostName");
        pool[512..516].copy_from_slice(b"HV01");
        pool.resize(3_000_000, b'x');
        std::fs::write(&path, pool).unwrap();
        let facts = facts_in(&path);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(facts.unwrap().physical_host, "HV01");
    }
}
