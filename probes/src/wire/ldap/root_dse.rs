//! The rootDSE of a domain controller (MS-ADTS §3.1.1.3.2).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::Entry;
use crate::evidence::RootDse;

/// What is asked of the rootDSE.
pub const ROOT_DSE_ATTRIBUTES: &[&str] = &[
    "configurationNamingContext",
    "schemaNamingContext",
    "defaultNamingContext",
    "dnsHostName",
    "domainFunctionality",
    "forestFunctionality",
    "domainControllerFunctionality",
    "isSynchronized",
    "currentTime",
];

/// What a rootDSE says. The offset of its clock is for whoever knows the time here.
pub fn root_dse(entry: &Entry) -> RootDse {
    RootDse {
        configuration: entry.text("configurationNamingContext"),
        schema: entry.text("schemaNamingContext"),
        default: entry.text("defaultNamingContext"),
        dns_host_name: entry.text("dnsHostName"),
        domain_functionality: entry.text("domainFunctionality").parse().ok(),
        forest_functionality: entry.text("forestFunctionality").parse().ok(),
        controller_functionality: entry.text("domainControllerFunctionality").parse().ok(),
        is_synchronized: entry.text("isSynchronized").to_ascii_lowercase().parse().ok(),
        current_time: generalized_time(&entry.text("currentTime")),
        offset_ms: None,
        round_trip_ms: None,
    }
}

/// A generalized time as Active Directory writes it: `20261103091200.0Z` (RFC 4517 §3.3.13), to the
/// second.
fn generalized_time(text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix('Z')?.split('.').next()?;
    let read = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    // Fourteen digits and no other: `strptime` would put up with fewer.
    (digits.len() == 14)
        .then(|| read.to_zoned(TimeZone::UTC).ok())
        .flatten()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_active_directory_writes_them() {
        let read = |text| generalized_time(text).map(|time| time.to_string());
        assert_eq!(read("20261103091200.0Z").as_deref(), Some("2026-11-03T09:12:00Z"));
        assert_eq!(read("20261103091200Z").as_deref(), Some("2026-11-03T09:12:00Z"));
        for text in [
            "",
            "Z",
            "2026110309120.0Z",
            "20261303091200.0Z",
            "20261103091200.0",
            "20261103091200+0100",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
