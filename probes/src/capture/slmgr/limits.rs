//! How many rearms are left, and how often a KMS client asks: lines that are known by where they
//! stand and by what their values look like (`slmgr.vbs`, `ShowLicenseStatus` and
//! `DisplayKMSClientInfo`).

use crate::capture::lines::{numbers, value};
use crate::evidence::{KmsIntervals, RearmsLeft};

/// Bare numbers right under the state: of Windows, in some releases of the application, and of the
/// product. Below a heading begins another part.
pub fn rearms(below_state: &[&str]) -> Option<RearmsLeft> {
    let told: Vec<&str> =
        below_state.iter().copied().take_while(|line| told(line).is_some()).collect();
    let counts = told.iter().take(NEAR).position(|line| count(line).is_some())?;
    let counts = told.get(counts..).unwrap_or_default();
    let counts: Vec<u64> = counts.iter().map_while(|line| count(line)).take(MOST).collect();
    let (first, others) = counts.split_first()?;
    Some(RearmsLeft { windows: Some(*first), sku: others.last().copied() })
}

/// As many lines, from the state on, tell its reason and when it ends.
const NEAR: usize = 5;
/// Of Windows, of the application, of the product.
const MOST: usize = 3;

fn told(line: &str) -> Option<&str> {
    value(line).map(str::trim).filter(|value| !value.is_empty())
}

/// A label and a bare number; behind another number, a colon belongs to the time of day.
fn count(line: &str) -> Option<u64> {
    let value = told(line)?;
    let label = line.trim_end().strip_suffix(value)?;
    let is_clock = label.trim_end().trim_end_matches(':').ends_with(|c: char| c.is_ascii_digit());
    let is_bare = value.len() <= 4 && value.bytes().all(|b| b.is_ascii_digit());
    value.parse().ok().filter(|_| is_bare && !is_clock)
}

/// Two lines, one below the other, that tell minutes: how often it tries, and how often it renews.
pub fn intervals(block: &[&str]) -> Option<KmsIntervals> {
    let pairs = block.iter().zip(block.iter().skip(1));
    pairs.into_iter().find_map(|(first, second)| {
        let (activation_min, renewal_min) = minutes(first).zip(minutes(second))?;
        Some(KmsIntervals { activation_min, renewal_min })
    })
}

/// `120 minutes`: a number, and a word.
fn minutes(line: &str) -> Option<u64> {
    let value = told(line)?;
    let word = value.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_word = word.len() < value.len() && !word.contains(|c: char| c.is_ascii_digit());
    let is_unit = word.trim().chars().next().is_some_and(char::is_alphabetic);
    match *numbers(value).as_slice() {
        [minutes] if is_word && is_unit && ALLOWED.contains(&minutes) => Some(minutes),
        _ => None,
    }
}

/// From a quarter of an hour to thirty days (Microsoft Learn, "Slmgr.vbs options for volume
/// activation").
const ALLOWED: std::ops::RangeInclusive<u64> = 15..=43_200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rearms_are_bare_numbers_under_the_state() {
        let of = |windows, sku| Some(RearmsLeft { windows: Some(windows), sku });
        for (lines, expected) in [
            (
                &["Remaining Windows rearm count: 3", "Trusted time: 17/11/2026 10:12:44"][..],
                of(3, None),
            ),
            (
                &[
                    "Volume activation expiration: 201600 minute(s) (140 day(s))",
                    "Remaining Windows rearm count: 1000",
                    "Remaining SKU rearm count: 1001",
                ],
                of(1000, Some(1001)),
            ),
            (
                &[
                    "Notification Reason: 0xC004F034.",
                    "Remaining Windows rearm count: 0",
                    "Remaining App rearm count: 2",
                    "Remaining SKU rearm count: 5",
                ],
                of(0, Some(5)),
            ),
            (
                &[
                    "Key Management Service is enabled on this machine",
                    "    Current count: 31",
                    "    Listening on Port: 1688",
                ],
                None,
            ),
            (&["Trusted time: 17/11/2026 10:12:44"], None),
            (&["Notification Reason: 0xC004F034.", "", "Julie 09:15"], None),
            (&["Notification Reason: 0xC004F034.", "Julie 09:15", "[09:16] Paul: yes"], None),
            (&["Build: 20348", "Remaining until: 201600"], None),
            (&[], None),
        ] {
            assert_eq!(rearms(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn intervals_are_two_lines_of_minutes() {
        let of =
            |first, second| intervals(&[first, second]).map(|i| (i.activation_min, i.renewal_min));
        let pair =
            of("    Activation interval: 120 minutes", "    Renewal interval: 10080 minutes");
        assert_eq!(pair, Some((120, 10_080)));
        assert_eq!(of("Current count: 31", "Listening on Port: 1688"), None);
        assert_eq!(of("Renewal interval: 10080 minutes", "KMS host caching is enabled"), None);
        assert_eq!(of("A: 5 minutes", "B: 10080 minutes"), None);
        assert_eq!(of("Every: about 120 minutes", "Renewal interval: 10080 minutes"), None);
        assert_eq!(of("IP: 192.0.2.21 x", "Renewal interval: 10080 minutes"), None);
    }
}
