//! How the licensing service starts, by what shows a service's settings: `sc qc sppsvc`, and
//! `Get-Service sppsvc` and `Win32_Service` as lists. The labels of `sc` may be translated; the
//! words behind its numbers are not.

use super::lines::{Lines, label_and_value};
use super::{Capture, Facts, Text};
use crate::evidence::{CaptureKind, ServiceStart};

/// The service's name.
const SPPSVC: &str = "sppsvc";

/// Reads the settings of that service: lines without a blank one between them are of one.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    let ends =
        lines.iter().enumerate().filter(|(_, line)| line.trim().is_empty()).map(|(at, _)| at);
    let start = lines.parts(std::iter::once(0).chain(ends)).find_map(of_service);
    let told = start.map(|start| {
        let facts = Facts { licensing_service: Some(start), ..Facts::default() };
        Capture::whole(CaptureKind::Service, facts)
    });
    told.into_iter().collect()
}

fn of_service(lines: Lines<'_>) -> Option<ServiceStart> {
    let mut is_meant = false;
    let mut start = None;
    for (label, value) in lines.iter().filter_map(property) {
        is_meant |= value.eq_ignore_ascii_case(SPPSVC);
        start = start.or_else(|| by_sc(value)).or_else(|| by_powershell(label, value));
    }
    start.filter(|_| is_meant)
}

/// `Name : value`; of `wmic … /value`, `Name=value`.
fn property(line: &str) -> Option<(&str, &str)> {
    label_and_value(line).or_else(|| line.split_once('='))
}

/// `4   DISABLED`, `2   AUTO_START  (DELAYED)`.
fn by_sc(value: &str) -> Option<ServiceStart> {
    let (number, words) = value.split_once(' ')?;
    match (number, words.trim()) {
        ("2", "AUTO_START") => Some(ServiceStart::Automatic),
        ("2", words) if words.starts_with("AUTO_START") => Some(ServiceStart::Delayed),
        ("3", "DEMAND_START") => Some(ServiceStart::Manual),
        ("4", "DISABLED") => Some(ServiceStart::Disabled),
        _ => None,
    }
}

/// `StartType : Disabled`, `StartMode : Auto`. Whether an automatic start is delayed, the latter
/// does not tell, and nothing hangs on it.
fn by_powershell(label: &str, value: &str) -> Option<ServiceStart> {
    let is_start = ["StartType", "StartMode", "StartupType"].contains(&label);
    match value.trim() {
        "Automatic" | "Auto" => Some(ServiceStart::Automatic),
        "AutomaticDelayedStart" => Some(ServiceStart::Delayed),
        "Manual" => Some(ServiceStart::Manual),
        "Disabled" => Some(ServiceStart::Disabled),
        _ => None,
    }
    .filter(|_| is_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<ServiceStart> {
        parse(&Text::of(text)).first()?.facts.licensing_service
    }

    #[test]
    fn the_start_is_read_of_that_service_alone() {
        let sc = |name: &str, start: &str| {
            format!(
                "[SC] QueryServiceConfig SUCCESS\n\nSERVICE_NAME: {name}\n        TYPE         \
                 : 10  WIN32_OWN_PROCESS\n        STARTTYP     : {start}\n"
            )
        };
        assert_eq!(told(&sc("sppsvc", "4   DISABLED")), Some(ServiceStart::Disabled));
        let delayed = sc("sppsvc", "2   AUTO_START  (DELAYED)");
        assert_eq!(told(&delayed), Some(ServiceStart::Delayed));
        assert_eq!(told(&sc("w32time", "4   DISABLED")), None);
        let both = sc("w32time", "4   DISABLED") + &sc("sppsvc", "2   AUTO_START");
        assert_eq!(told(&both), Some(ServiceStart::Automatic));
        for (text, wanted) in [
            ("Name      : sppsvc\nStartType : Disabled\n", Some(ServiceStart::Disabled)),
            ("StartMode=Manual\nName=sppsvc\n", Some(ServiceStart::Manual)),
            ("Name      : sppsvc\nState     : Disabled\n", None),
            ("Name : wuauserv\nStartType : Disabled\n\nName : sppsvc\nStatus : Stopped\n", None),
        ] {
            assert_eq!(told(text), wanted, "{text}");
        }
    }
}
