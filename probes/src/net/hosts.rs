//! The host's own table of names (hosts(5)).

use std::io::Read;
use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::op::Query;
use hickory_proto::rr::{Name, RData, RecordType};

use super::{Cause, blocking};

/// Names and addresses of the hosts file, as text, and where each name stands in it: a file that
/// blocks advertisers by the hundred thousand is gone over once, not for every name that a run
/// looks up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    text: String,
    names: Vec<Place>,
    unread: Option<Cause>,
}

/// Where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// Of the name in small letters; names that share one are told apart in the text.
    hash: u32,
    /// In bytes.
    at: u32,
}

impl Hosts {
    /// This host's table; empty where there is none that can be read.
    pub async fn of_this_host() -> Result<Self, Cause> {
        blocking::run(|| Self::parse(&read_system_file())).await
    }

    /// Takes a table in any encoding that extends ASCII. Lines that cannot be understood do not
    /// count: so systems do.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let mut names: Vec<Place> = Vec::new();
        for name in text.lines().flat_map(names_of) {
            let at = u32::try_from(name.as_ptr().addr() - text.as_ptr().addr());
            names.extend(at.map(|at| Place { hash: hash(name), at }));
        }
        names.sort_unstable();
        Self { text, names, unread: None }
    }

    /// A table that nobody could look into: what any name means on this host is not known.
    pub fn unread(cause: Cause) -> Self {
        Self { unread: Some(cause), ..Self::default() }
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
        found
            .flat_map(|lookup| {
                lookup.answers().iter().map(|record| record.data.clone()).collect::<Vec<_>>()
            })
            .collect()
    }

    /// The resolver crate knows the form of the file. It is given what stands about this name
    /// alone.
    fn table_about(&self, name: &str) -> hickory_resolver::Hosts {
        let name = name.trim_end_matches('.');
        let (first, hash) =
            (self.names.partition_point(|place| place.hash < hash(name)), hash(name));
        let places = self.names.iter().skip(first).take_while(|place| place.hash == hash);
        let addresses = places.filter_map(|place| self.address_at(*place, name)).take(MOST_LINES);
        let lines: Vec<String> = addresses.map(|address| format!("{address} {name}")).collect();
        let mut table = hickory_resolver::Hosts::default();
        // Reading from memory cannot fail, and the text is UTF-8.
        let _ = table.read_hosts_conf(lines.join("\n").as_bytes());
        table
    }

    /// The address of the line, if it is this name that stands there.
    fn address_at(&self, place: Place, name: &str) -> Option<&str> {
        let (before, at) = self.text.split_at_checked(usize::try_from(place.at).ok()?)?;
        let own = at.split(is_end_of_name).next()?.trim_end_matches('.');
        let line = before.rsplit('\n').next()?;
        // As the file's names are: in any case of any script.
        let is_own = own.eq_ignore_ascii_case(name) || own.to_lowercase() == name.to_lowercase();
        line.split_whitespace().next().filter(|_| is_own)
    }
}

/// What follows the address, up to a comment.
fn names_of(line: &str) -> impl Iterator<Item = &str> {
    let line = line.split('#').next().unwrap_or_default();
    line.strip_prefix('\u{feff}').unwrap_or(line).split_whitespace().skip(1)
}

fn is_end_of_name(c: char) -> bool {
    c.is_whitespace() || c == '#'
}

/// FNV-1a of the name in small letters, without trailing dot. Whoever writes this file may do as he
/// likes with the host.
fn hash(name: &str) -> u32 {
    let letters = name.trim_end_matches('.').chars().flat_map(char::to_lowercase);
    letters.fold(0x811c_9dc5, |hash, letter| (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193))
}

/// As many addresses of one name are looked at: as many as records of an answer.
const MOST_LINES: usize = 256;

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
#[expect(
    unsafe_code,
    reason = "the environment variable SystemRoot can be set by anybody, this call cannot"
)]
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
            b"\xef\xbb\xbf10.0.0.5\tKMS1.corp.example kms1 # the new one\r\nfd00::5 kms1\r\n\
              10.0.0.5 kms1\n",
        );
        assert_eq!(
            hosts.addresses("Kms1"),
            (vec!["10.0.0.5".parse().unwrap()], vec!["fd00::5".parse().unwrap()])
        );
        assert_eq!(hosts.addresses("kms1.corp.example.").0.len(), 1);
    }

    #[test]
    fn what_a_name_merely_begins_or_ends_is_another() {
        let hosts = Hosts::parse(
            b"10.0.0.1 kms1 xkms1 kms1x\n10.0.0.2 kms1.\n10.0.0.3 kms1#\n10.0.0.4 a#kms1\n",
        );
        let expected: Vec<Ipv4Addr> =
            ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map(|a| a.parse().unwrap()).to_vec();
        assert_eq!(hosts.addresses("KMS1").0, expected);
    }

    #[test]
    fn a_table_of_advertisers_is_looked_up_in_its_index() {
        let table = |count: usize, line: fn(usize) -> String| {
            Hosts::parse(&(0..count).map(line).collect::<Vec<_>>().join("\n").into_bytes())
        };
        let hosts = table(50_000, |n| format!("0.0.0.{} ads{n}.example", n % 7));
        assert_eq!((hosts.names.len(), hosts.addresses("ads49999.example").0.len()), (50_000, 1));
        let hosts = table(2_000, |n| format!("10.0.{}.{} kms1", n / 250, n % 250));
        assert_eq!(hosts.addresses("kms1").0.len(), MOST_LINES);
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
        let hosts =
            Hosts::parse(b"# r\xe9seau\n#10.0.0.1 off\nnonsense here\n10.0.0.2\n10.0.0.3 on\n");
        assert_eq!(hosts.addresses("on").0, ["10.0.0.3".parse::<Ipv4Addr>().unwrap()]);
        for name in ["off", "here", "nonsense", "o", "n"] {
            assert_eq!(hosts.addresses(name), (vec![], vec![]), "{name}");
        }
    }
}
