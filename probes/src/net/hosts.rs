//! The host's own table of names (hosts(5)).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::wire::dns::same_name;

/// Names and addresses of the hosts file, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts(Vec<(IpAddr, String)>);

impl Hosts {
    /// This host's table; empty where there is none that can be read.
    pub async fn of_this_host() -> Self {
        tokio::task::spawn_blocking(|| Self::parse(&read_system_file())).await.unwrap_or_default()
    }

    /// Reads a table in any encoding that extends ASCII. Lines that cannot be understood do not count: so systems do.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        Self(text.lines().flat_map(entries).take(MOST_ENTRIES).collect())
    }

    /// The IPv4 and the IPv6 addresses of `name`, without duplicates.
    pub fn addresses(&self, name: &str) -> (Vec<Ipv4Addr>, Vec<Ipv6Addr>) {
        let (mut ipv4, mut ipv6) = (vec![], vec![]);
        for (address, _) in self.0.iter().filter(|(_, known)| same_name(known, name)) {
            match address {
                IpAddr::V4(address) if !ipv4.contains(address) => ipv4.push(*address),
                IpAddr::V6(address) if !ipv6.contains(address) => ipv6.push(*address),
                _ => {}
            }
        }
        (ipv4, ipv6)
    }
}

fn entries(line: &str) -> impl Iterator<Item = (IpAddr, String)> {
    let content = line.split('#').next().unwrap_or_default();
    let mut words = content.split_ascii_whitespace();
    let address: Option<IpAddr> = words.next().and_then(|word| word.parse().ok());
    address.into_iter().flat_map(move |address| words.clone().map(move |name| (address, name.to_owned())))
}

/// A file that blocks advertisers by the hundred thousand is still a table to be read, but not to the end of memory.
const MOST_ENTRIES: usize = 200_000;

#[cfg(unix)]
fn read_system_file() -> Vec<u8> {
    std::fs::read("/etc/hosts").unwrap_or_default()
}

#[cfg(windows)]
fn read_system_file() -> Vec<u8> {
    let path = system_directory().map(|directory| directory.join(r"drivers\etc\hosts"));
    path.and_then(|path| std::fs::read(path).ok()).unwrap_or_default()
}

#[cfg(windows)]
#[expect(unsafe_code, reason = "the environment variable SystemRoot can be set by anybody, this call cannot")]
fn system_directory() -> Option<std::path::PathBuf> {
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
    fn comments_in_an_old_code_page_and_broken_lines_do_not_matter() {
        let hosts = Hosts::parse(b"# r\xe9seau\n#10.0.0.1 off\nnonsense here\n10.0.0.2\n10.0.0.3 on\n");
        assert_eq!(hosts, Hosts(vec![("10.0.0.3".parse().unwrap(), "on".into())]));
    }
}
