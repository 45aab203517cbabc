//! The host's own table of names (hosts(5)).

use std::io::Read;
use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::op::Query;
use hickory_proto::rr::{Name, RData, RecordType};

use super::{Cause, blocking};

/// Names and addresses of the hosts file, as text: its lines are read when a name is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    text: String,
    unread: Option<Cause>,
}

impl Hosts {
    /// This host's table; empty where there is none that can be read.
    pub async fn of_this_host() -> Result<Self, Cause> {
        blocking::run(|| Self::parse(&read_system_file())).await
    }

    /// Takes a table in any encoding that extends ASCII. Lines that cannot be understood do not count: so systems do.
    pub fn parse(bytes: &[u8]) -> Self {
        Self { text: String::from_utf8_lossy(bytes).into_owned(), unread: None }
    }

    /// A table that nobody could look into: what any name means on this host is not known.
    pub fn unread(cause: Cause) -> Self {
        Self { text: String::new(), unread: Some(cause) }
    }

    /// Why nobody could look into it, if so.
    pub fn why_unread(&self) -> Option<&Cause> {
        self.unread.as_ref()
    }

    /// The IPv4 and the IPv6 addresses of `name`, without duplicates.
    pub fn addresses(&self, name: &str) -> (Vec<Ipv4Addr>, Vec<Ipv6Addr>) {
        let (mut ipv4, mut ipv6) = (vec![], vec![]);
        for data in self.records(name) {
            match data {
                RData::A(address) if !ipv4.contains(&address.0) => ipv4.push(address.0),
                RData::AAAA(address) if !ipv6.contains(&address.0) => ipv6.push(address.0),
                _ => {}
            }
        }
        (ipv4, ipv6)
    }

    fn records(&self, name: &str) -> Vec<RData> {
        let Ok(asked) = name.parse::<Name>() else { return Vec::new() };
        let table = self.table_about(name);
        let lookup = |kind| table.lookup_static_host(&Query::query(asked.clone(), kind));
        let found = [RecordType::A, RecordType::AAAA].map(lookup).into_iter().flatten();
        found.flat_map(|lookup| lookup.answers().iter().map(|record| record.data.clone()).collect::<Vec<_>>()).collect()
    }

    /// The resolver crate knows the form of the file. It is given the lines that mention the name alone: one that blocks
    /// advertisers by the hundred thousand would become as many records, in tens of megabytes.
    fn table_about(&self, name: &str) -> hickory_resolver::Hosts {
        let name = name.trim_end_matches('.').to_lowercase();
        let lines: Vec<&str> = self.text.lines().filter(|line| line.to_lowercase().contains(&name)).collect();
        let mut table = hickory_resolver::Hosts::default();
        // Reading from memory cannot fail, and the text is UTF-8.
        let _ = table.read_hosts_conf(lines.join("\n").as_bytes());
        table
    }
}

/// As much of the file is read at most, in bytes.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

fn read(path: &std::path::Path) -> Vec<u8> {
    let mut content = Vec::new();
    // What was read before an error is still a table.
    let _ = std::fs::File::open(path).map(|file| file.take(LARGEST_FILE).read_to_end(&mut content));
    content
}

#[cfg(unix)]
fn read_system_file() -> Vec<u8> {
    read("/etc/hosts".as_ref())
}

#[cfg(windows)]
fn read_system_file() -> Vec<u8> {
    let path = system_directory().map(|directory| directory.join(r"drivers\etc\hosts"));
    path.map(|path| read(&path)).unwrap_or_default()
}

/// The folder of Windows' own libraries and files, `C:\Windows\System32` nearly everywhere.
#[cfg(windows)]
#[expect(unsafe_code, reason = "the environment variable SystemRoot can be set by anybody, this call cannot")]
pub fn system_directory() -> Option<std::path::PathBuf> {
    use std::os::windows::ffi::OsStringExt;
    use windows_sys::Win32::System::SystemInformation::GetSystemDirectoryW;
    let mut buffer = [0_u16; 260];
    // SAFETY: the pointer is to as many units as the length says; the call writes no more.
    let length = unsafe { GetSystemDirectoryW(buffer.as_mut_ptr(), 260) };
    // Zero is an error; more than there is room for is the room that it would take.
    let path = buffer.get(..usize::try_from(length).ok()?).filter(|path| !path.is_empty())?;
    Some(std::ffi::OsString::from_wide(path).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_of_a_name_are_found_whatever_its_case() {
        let hosts = Hosts::parse(
            b"\xef\xbb\xbf10.0.0.5\tKMS1.corp.example kms1 # the new one\r\nfd00::5 kms1\r\n10.0.0.5 kms1\n",
        );
        assert_eq!(hosts.addresses("Kms1"), (vec!["10.0.0.5".parse().unwrap()], vec!["fd00::5".parse().unwrap()]));
        assert_eq!(hosts.addresses("kms1.corp.example.").0.len(), 1);
    }

    #[test]
    fn a_name_with_an_underscore_is_a_name_and_what_is_none_is_not() {
        let hosts = Hosts::parse(b"10.0.0.4 KMS_1.corp.example\n10.0.0.5 a..b good\n");
        assert_eq!(hosts.addresses("kms_1.corp.example").0.len(), 1);
        assert_eq!(hosts.addresses("good").0.len(), 1);
        assert_eq!(hosts.addresses("a..b"), (vec![], vec![]));
    }

    #[test]
    fn comments_in_an_old_code_page_and_broken_lines_do_not_matter() {
        let hosts = Hosts::parse(b"# r\xe9seau\n#10.0.0.1 off\nnonsense here\n10.0.0.2\n10.0.0.3 on\n");
        assert_eq!(hosts.addresses("on").0, ["10.0.0.3".parse::<Ipv4Addr>().unwrap()]);
        for name in ["off", "here", "nonsense", "o", "n"] {
            assert_eq!(hosts.addresses(name), (vec![], vec![]), "{name}");
        }
    }
}
