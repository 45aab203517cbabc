//! How the licensing service starts, and whether it is stopped, by what shows a service's settings
//! and its state: `sc qc sppsvc` and `sc query sppsvc`, and `Get-Service sppsvc` and
//! `Win32_Service` as lists. The labels of `sc` may be translated; the words behind its numbers
//! are not.

use super::lines::{Lines, label_and_value};
use super::{Capture, Facts, Text};
use crate::evidence::{CaptureKind, KvpFacts, ServiceStart};

/// The service's name.
const SPPSVC: &str = "sppsvc";

/// The guest's end of Hyper-V's Data Exchange.
const EXCHANGE: &str = "vmickvpexchange";

/// Reads the settings of that service, and whether Data Exchange runs: lines without a blank one
/// between them are of one.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    let ends =
        || lines.iter().enumerate().filter(|(_, line)| line.trim().is_empty()).map(|(at, _)| at);
    let start = lines.parts(std::iter::once(0).chain(ends())).find_map(of_service);
    let is_stopped = |service: &str| {
        lines.iter().any(|line| is_stopped_row(line, service))
            || lines
                .parts(std::iter::once(0).chain(ends()))
                .any(|part| is_stopped_list(part, service))
    };
    let stopped = || KvpFacts { service_stopped: true, ..KvpFacts::default() };
    let kvp = is_stopped(EXCHANGE).then(stopped);
    let licensing_service_stopped = is_stopped(SPPSVC).then_some(true);
    let is_told = start.is_some() || kvp.is_some() || licensing_service_stopped.is_some();
    let facts =
        Facts { licensing_service: start, licensing_service_stopped, kvp, ..Facts::default() };
    is_told.then(|| Capture::whole(CaptureKind::Service, facts)).into_iter().collect()
}

/// `Stopped  vmickvpexchange    Hyper-V Data Exchange Service`.
fn is_stopped_row(line: &str, service: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next() == Some("Stopped") && words.next().is_some_and(|word| is_named(word, service))
}

/// `STATE : 1  STOPPED` of `sc query`, `Status : Stopped` of PowerShell, `State=Stopped` of WMI.
fn is_stopped_list(lines: Lines<'_>, service: &str) -> bool {
    let values = || lines.iter().filter_map(property).map(|(_, value)| value.trim());
    let is_stopped =
        |value: &str| value == "Stopped" || value.split_whitespace().eq(["1", "STOPPED"]);
    values().any(|value| is_named(value, service)) && values().any(is_stopped)
}

fn is_named(word: &str, service: &str) -> bool {
    word.eq_ignore_ascii_case(service)
}

fn of_service(lines: Lines<'_>) -> Option<ServiceStart> {
    let mut is_meant = false;
    let mut start = None;
    for (label, value) in lines.iter().filter_map(property) {
        is_meant |= is_named(value, SPPSVC);
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

    #[test]
    fn that_data_exchange_is_stopped_is_read_in_every_form() {
        let stopped = |text: &str| {
            let read = parse(&Text::of(text)).pop()?.facts.kvp?;
            Some(read.service_stopped)
        };
        for text in [
            "Status   Name               DisplayName\n------   ----               -----------\n\
             Stopped  vmickvpexchange    Hyper-V Data Exchange Service\n",
            "Name                : vmickvpexchange\nStatus              : Stopped\n",
            "SERVICE_NAME: vmickvpexchange\n        TYPE               : 30  WIN32\n        STATE \
                       : 1  STOPPED\n",
        ] {
            assert_eq!(stopped(text), Some(true), "{text}");
            let running = text.replace("Stopped", "Running").replace("1  STOPPED", "4  RUNNING");
            assert_eq!(stopped(&running), None, "{running}");
            assert_eq!(stopped(&text.replace("vmickvpexchange", "vmicheartbeat")), None, "{text}");
        }
    }

    #[test]
    fn that_the_licensing_service_is_stopped_is_read_in_every_form() {
        let stopped = |text: &str| {
            let read = parse(&Text::of(text)).pop();
            read.is_some_and(|capture| capture.facts.licensing_service_stopped == Some(true))
        };
        for text in [
            "Status   Name               DisplayName\n------   ----               -----------\n\
             Stopped  sppsvc             Software Protection\n",
            "Name      : sppsvc\nStatus    : Stopped\nStartType : Manual\n",
            "SERVICE_NAME: sppsvc\n        TYPE               : 10  WIN32_OWN_PROCESS\n        \
             STATE              : 1  STOPPED\n",
        ] {
            assert!(stopped(text), "{text}");
            let running = text.replace("Stopped", "Running").replace("1  STOPPED", "4  RUNNING");
            assert!(!stopped(&running), "{running}");
            assert!(!stopped(&text.replace("sppsvc", "spooler")), "{text}");
        }
    }

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
