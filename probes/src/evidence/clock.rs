//! What other clocks say.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LocalEnd, Observed};

/// The NTP servers asked. The `Date` headers of HTTPS answers stand with their endpoints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClockEvidence {
    /// One entry a server address.
    pub sources: Vec<ClockSource>,
}

/// One NTP server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockSource {
    /// The server's name as given.
    pub server: String,
    /// Why it was asked.
    pub origin: ClockSourceOrigin,
    /// The address asked; absent where the name did not resolve.
    #[serde(default)]
    pub address: Option<SocketAddr>,
    /// What it said.
    #[serde(default)]
    pub sample: Observed<ClockSample>,
}

/// Why a time server was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClockSourceOrigin {
    /// `--ntp-server`.
    Argument,
    /// The site file.
    SiteFile,
    /// The host's time service is set to it (`NtpServer`).
    TimeService,
    /// The domain's own name, which its domain controllers answer to.
    Domain,
    /// A member of the catalogue, such as `time.windows.com`.
    Catalogue,
    /// A capture: the host asked it with `w32tm`.
    Capture,
}

/// One reading of another clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockSample {
    /// The other clock minus this host's, in microseconds: positive when this host is late (RFC
    /// 5905 §8).
    pub offset_us: i64,
    /// Round-trip delay without the server's share, in microseconds.
    pub delay_us: u64,
    /// What the server says of itself; absent where only the offset was captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ntp: Option<NtpFacts>,
    /// Where the question was sent from; absent in captures and in reports of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<LocalEnd>,
}

/// What an NTP server says of itself (RFC 5905 §7.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NtpFacts {
    /// Version number of the answer.
    pub version: u8,
    /// Leap indicator.
    pub leap: LeapIndicator,
    /// Stratum: 1 primary, 2 to 15 secondary, 0 or 16 not synchronised.
    pub stratum: u8,
    /// Reference id: a name at stratum 1, else an IPv4 address or a hash, as text.
    pub reference_id: String,
    /// Root delay, in microseconds.
    pub root_delay_us: u64,
    /// Root dispersion, in microseconds.
    pub root_dispersion_us: u64,
}

impl NtpFacts {
    /// Whether the server itself claims to know the time.
    pub fn is_synchronised(&self) -> bool {
        self.leap != LeapIndicator::Unknown && (1..16).contains(&self.stratum)
    }
}

/// Leap indicator (RFC 5905 §7.3, figure 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LeapIndicator {
    /// No warning.
    None,
    /// The last minute of the day has 61 seconds.
    Insert,
    /// The last minute of the day has 59 seconds.
    Delete,
    /// The clock is not synchronised.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_knows_the_time_from_stratum_one_to_fifteen_unless_it_warns() {
        let knows = |stratum, leap| {
            let reference_id = String::new();
            let (root_delay_us, root_dispersion_us) = (0, 0);
            NtpFacts { version: 4, leap, stratum, reference_id, root_delay_us, root_dispersion_us }
                .is_synchronised()
        };
        for (stratum, is_known) in [(0, false), (1, true), (15, true), (16, false), (255, false)] {
            assert_eq!(knows(stratum, LeapIndicator::None), is_known, "stratum {stratum}");
        }
        assert!(!knows(2, LeapIndicator::Unknown));
    }
}
