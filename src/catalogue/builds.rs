//! The builds of Windows and what is sold under them.
//!
//! Microsoft Learn, "Windows Server release information" and "Windows 11 release information";
//! those of 2026 from public reports.

use std::fmt;

/// When the lists of this catalogue were made.
pub const LISTS_OF: &str = "2026-11";
/// The newest build in them.
pub const NEWEST: u32 = 28_000;

/// A release of Windows Server, the oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerRelease {
    pub(super) year: u32,
    pub(super) is_r2: bool,
}

impl ServerRelease {
    /// The release of that year.
    pub const fn of(year: u32) -> Self {
        Self { year, is_r2: false }
    }

    /// The second release of that year.
    pub const fn r2_of(year: u32) -> Self {
        Self { year, is_r2: true }
    }

    /// Its build; absent where the list has none.
    pub fn build(self) -> Option<u32> {
        BUILDS.iter().rfind(|build| build.server == Some(self)).map(|build| build.number)
    }
}

impl fmt::Display for ServerRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Windows Server {}{}", self.year, if self.is_r2 { " R2" } else { "" })
    }
}

/// A build. Windows for workstations and Windows Server share their kernels.
#[derive(Debug)]
pub struct Build {
    /// Its number.
    pub number: u32,
    /// The release of Windows Server with that build, unless it is one of an annual channel.
    pub server: Option<ServerRelease>,
    /// What else has that build.
    pub also: &'static str,
}

/// The build of that number.
pub fn find(number: u32) -> Option<&'static Build> {
    BUILDS.iter().find(|build| build.number == number)
}

/// Whether a Windows is newer than this catalogue.
pub fn is_newer_than_lists(number: u32) -> bool {
    number > NEWEST
}

const fn build(number: u32, server: Option<ServerRelease>, also: &'static str) -> Build {
    Build { number, server, also }
}

const BUILDS: &[Build] = &[
    build(7600, Some(ServerRelease::r2_of(2008)), "Windows 7"),
    build(7601, Some(ServerRelease::r2_of(2008)), "Windows 7 SP1"),
    build(9200, Some(ServerRelease::of(2012)), "Windows 8"),
    build(9600, Some(ServerRelease::r2_of(2012)), "Windows 8.1"),
    build(10_240, None, "Windows 10 1507, LTSB 2015"),
    build(10_586, None, "Windows 10 1511"),
    build(14_393, Some(ServerRelease::of(2016)), "Windows 10 1607, LTSB 2016"),
    build(15_063, None, "Windows 10 1703"),
    build(16_299, None, "Windows 10 1709, Windows Server 1709"),
    build(17_134, None, "Windows 10 1803, Windows Server 1803"),
    build(17_763, Some(ServerRelease::of(2019)), "Windows 10 1809, LTSC 2019, Windows Server 1809"),
    build(18_362, None, "Windows 10 1903, Windows Server 1903"),
    build(18_363, None, "Windows 10 1909, Windows Server 1909"),
    build(19_041, None, "Windows 10 2004, Windows Server 2004"),
    build(19_042, None, "Windows 10 20H2, Windows Server 20H2"),
    build(19_043, None, "Windows 10 21H1"),
    build(19_044, None, "Windows 10 21H2, LTSC 2021"),
    build(19_045, None, "Windows 10 22H2"),
    build(20_348, Some(ServerRelease::of(2022)), ""),
    build(22_000, None, "Windows 11 21H2"),
    build(22_621, None, "Windows 11 22H2"),
    build(22_631, None, "Windows 11 23H2"),
    build(25_398, None, "Windows Server 23H2"),
    build(26_100, Some(ServerRelease::of(2025)), "Windows 11 24H2, LTSC 2024"),
    build(26_200, None, "Windows 11 25H2"),
    build(26_300, None, "Windows 11 26H2"),
    build(NEWEST, None, "Windows 11 26H1"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_stand_in_order_and_the_newest_is_the_last() {
        assert!(BUILDS.windows(2).all(|two| two[0].number < two[1].number));
        assert_eq!(BUILDS.last().map(|build| build.number), Some(NEWEST));
    }

    #[test]
    fn a_release_has_one_build_and_a_build_one_release() {
        for (release, number, name) in [
            (ServerRelease::r2_of(2008), 7601, "Windows Server 2008 R2"),
            (ServerRelease::of(2012), 9200, "Windows Server 2012"),
            (ServerRelease::of(2025), 26_100, "Windows Server 2025"),
        ] {
            assert_eq!((release.build(), release.to_string().as_str()), (Some(number), name));
            assert_eq!(find(number).and_then(|build| build.server), Some(release));
        }
        assert!(find(25_398).is_some_and(|build| build.server.is_none()));
        assert!(ServerRelease::of(2012) < ServerRelease::r2_of(2012));
    }

    #[test]
    fn what_came_later_is_newer_than_the_lists() {
        assert!(is_newer_than_lists(29_651) && !is_newer_than_lists(26_300));
    }
}
