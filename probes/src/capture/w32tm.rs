//! `w32tm /query /status`, `/source`, `/stripchart` and `/monitor`, in any language: labels are
//! translated, the order and the shape of the values are not. `/resync` says how it ended in words.

mod configuration;
mod peers;
mod resync;

use std::collections::BTreeSet;
use std::net::SocketAddr;

pub use configuration::set_to;

use super::lines::{Lines, host};
use super::{Capture, Facts, Text, few, keep};
use crate::evidence::{
    CaptureKind, ClockSample, ClockSource, ClockSourceOrigin, Failure, FailureKind, Observed, Step,
    TimeServiceFacts,
};

/// Reads whatever there is of these.
pub fn parse(text: &Text) -> Vec<Capture> {
    let lines = text.lines();
    let service = status(lines).or_else(|| source(lines)).or_else(|| not_started(lines));
    let service = service.into_iter().chain(configuration::parse(lines));
    let resync = peers::parse(lines).into_iter().chain(resync::parse(lines));
    few(service.chain(resync).chain(charts(lines)).chain(monitor(lines)))
}

/// `/query /source`: one line, known by its command, or as the host's own clock.
fn source(lines: Lines<'_>) -> Option<Capture> {
    let is_asked = |line: &str| {
        let small = line.trim().to_ascii_lowercase();
        small.starts_with("w32tm") && small.ends_with("/source")
    };
    let mut filled = lines.iter().filter(|line| !line.trim().is_empty());
    let below = filled.clone().skip_while(|line| !is_asked(line)).nth(1);
    let source = below.or_else(|| filled.find(|line| OWN_CLOCKS.contains(&line.trim())))?.trim();
    // Below a command that somebody only speaks of stands a sentence.
    if source.contains(' ') && !OWN_CLOCKS.contains(&source) && source != HYPER_V {
        return None;
    }
    let synchronised = !OWN_CLOCKS.contains(&source);
    let server = keep(source.split(',').next().unwrap_or(source).trim());
    let servers = Some(server).filter(|_| synchronised).into_iter().collect();
    Some(followed(servers, synchronised))
}

/// What `w32tm` calls the host's own clock, in every language.
const OWN_CLOCKS: [&str; 2] = ["Local CMOS Clock", "Free-running System Clock"];

/// What it calls the clock of the Hyper-V host.
const HYPER_V: &str = "VM IC Time Synchronization Provider";

/// `HRESULT_FROM_WIN32(ERROR_SERVICE_NOT_ACTIVE)`: the time service does not run, and so follows
/// nobody.
fn not_started(lines: Lines<'_>) -> Option<Capture> {
    let command = lines.position(|line| line.to_ascii_lowercase().contains("w32tm"))?;
    let mut below = lines.iter().skip(command);
    below
        .any(|line| super::lines::code(line) == Some(0x8007_0426))
        .then(|| followed(Vec::new(), false))
}

fn followed(servers: Vec<String>, synchronised: bool) -> Capture {
    let service = TimeServiceFacts {
        servers,
        synchronised: Some(synchronised),
        ..TimeServiceFacts::default()
    };
    let facts = Facts { time_service: Some(service), ..Facts::default() };
    Capture::whole(CaptureKind::W32tmStatus, facts)
}

/// How many servers of `/monitor` are kept.
const MOST_MONITORED: usize = 64;

/// `/monitor` compares the domain's controllers with each other, which tells nothing of this host;
/// servers that were named by hand it compares with this host's clock.
fn monitor(lines: Lines<'_>) -> Option<Capture> {
    let mut named = BTreeSet::new();
    let mut server = None;
    let mut compared = Vec::new();
    for line in lines.iter() {
        if let Some(found) = monitored(line) {
            named.insert(found.0.to_ascii_lowercase());
            server = Some(found);
        } else if let (Some((name, address)), Some(result)) = (&server, ntp_line(line)) {
            compared.push((name.clone(), *address, result));
            server = None;
        }
    }
    let is_of_another = |(_, _, result): &&(String, SocketAddr, NtpLine<'_>)| match result {
        NtpLine::Offset { than, .. } => {
            than.split_whitespace().any(|word| named.contains(&word.to_ascii_lowercase()))
        }
        NtpLine::Error => false,
    };
    let is_of_this_host = |(_, _, result): &&(String, SocketAddr, NtpLine<'_>)| {
        matches!(result, NtpLine::Offset { .. })
    };
    let is_told = compared.iter().any(|row| is_of_this_host(&row))
        && !compared.iter().any(|row| is_of_another(&row));
    let rows = compared.iter().filter(|_| is_told).take(MOST_MONITORED);
    let clocks = rows.map(|(name, address, result)| clock(name, *address, result)).collect();
    let truncated = compared.len() > MOST_MONITORED;
    let facts = Facts { clocks, ..Facts::default() };
    let capture = Capture { kind: CaptureKind::W32tmMonitor, truncated, facts };
    (!compared.is_empty()).then_some(capture)
}

fn clock(name: &str, address: SocketAddr, result: &NtpLine<'_>) -> ClockSource {
    let sample = match result {
        NtpLine::Offset { offset_us, .. } => Observed::Answered {
            value: ClockSample { offset_us: *offset_us, delay_us: 0, ntp: None, from: None },
            elapsed_us: 0,
        },
        NtpLine::Error => failed(TIMED_OUT),
    };
    let (server, origin) = (name.to_owned(), ClockSourceOrigin::Capture);
    ClockSource { server, origin, address: Some(address), sample }
}

/// `dc01.corp.example *** PDC ***[192.0.2.53:123]:`
fn monitored(line: &str) -> Option<(String, SocketAddr)> {
    let (before, address) = line.strip_suffix(':')?.strip_suffix(']')?.rsplit_once('[')?;
    let address = address.parse().or_else(|_| bracketed(address).parse()).ok()?;
    Some((host(before.split_whitespace().next()?), address))
}

/// What the line `NTP: …` says.
enum NtpLine<'a> {
    Offset { offset_us: i64, than: &'a str },
    Error,
}

/// `NTP: +0.0013097s offset from dc01.corp.example`, `NTP: error ERROR_TIMEOUT - …`.
fn ntp_line(line: &str) -> Option<NtpLine<'_>> {
    let said = line.trim_start().strip_prefix("NTP")?.trim_start_matches([':', ' ']);
    let (first, than) = said.split_once(' ')?;
    match micros(first) {
        Some(offset_us) => Some(NtpLine::Offset { offset_us, than }),
        None => said.contains("ERROR_").then_some(NtpLine::Error),
    }
}

/// Leap indicator, stratum, precision, root delay, root dispersion, reference id, last time,
/// source, poll interval.
fn status(lines: Lines<'_>) -> Option<Capture> {
    let values: Vec<&str> = lines.values().collect();
    let start = values.windows(6).position(is_status)?;
    let leap = values.get(start)?;
    let stratum = leading_number(values.get(start + 1)?);
    let source =
        values.get(start + 7).map(|source| keep(source.split(',').next().unwrap_or(source).trim()));
    // Stratum 0 or leap indicator 3: it follows nobody, and what stands as source is its own clock.
    // So does a forest's first domain controller that is set to no source: it calls itself
    // reliable, after its own clock.
    let is_local = values
        .get(start + 5)
        .is_some_and(|reference| reference.to_ascii_uppercase().starts_with(LOCAL_CLOCK));
    let follows = !leap.starts_with('3') && !is_local;
    let synchronised = follows && stratum.is_some_and(|stratum| (1..16).contains(&stratum));
    let truncated = source.is_none();
    let servers = source.into_iter().filter(|_| synchronised).collect();
    let time_service = Some(TimeServiceFacts {
        servers,
        synchronised: Some(synchronised),
        resync: values.get(start + LAST_SYNC_ERROR).and_then(|error| resync::of_number(error)),
        ..TimeServiceFacts::default()
    });
    let facts = Facts { time_service, ..Facts::default() };
    Some(Capture { kind: CaptureKind::W32tmStatus, truncated, facts })
}

/// Behind the first value of a verbose status: `1 (The computer did not resync because …)`.
const LAST_SYNC_ERROR: usize = 14;

/// The reference id `LOCL` (RFC 5905, figure 12: an uncalibrated local clock).
const LOCAL_CLOCK: &str = "0X4C4F434C";

fn is_status(values: &[&str]) -> bool {
    let [leap, stratum, precision, delay, dispersion, reference] = *values else { return false };
    let in_brackets =
        |value: &str| leading_number(value).is_some() && value.contains(['(', '\u{ff08}']);
    let seconds = |value: &str| {
        value.strip_suffix('s').is_some_and(|n| n.replace(',', ".").parse::<f64>().is_ok())
    };
    in_brackets(leap)
        && in_brackets(stratum)
        && in_brackets(precision)
        && seconds(delay)
        && seconds(dispersion)
        && reference.starts_with("0x")
}

fn leading_number(value: &str) -> Option<i64> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(value.len());
    value.get(..end)?.parse().ok()
}

/// What one line of a chart says.
enum Row {
    Sample { offset_us: i64, delay_us: u64 },
    Error(u32),
}

/// Each chart begins with the server that it is of.
fn charts(lines: Lines<'_>) -> impl Iterator<Item = Capture> {
    let starts =
        lines.iter().enumerate().filter(|(_, line)| tracked(line).is_some()).map(|(at, _)| at);
    lines.parts(starts).filter_map(chart)
}

fn chart(lines: Lines<'_>) -> Option<Capture> {
    let (name, address) = lines.iter().find_map(tracked)?;
    let rows: Vec<Row> = lines.iter().filter_map(row).collect();
    let best = rows.iter().filter_map(|row| match row {
        Row::Sample { offset_us, delay_us } => Some((*delay_us, *offset_us)),
        Row::Error(_) => None,
    });
    let sample = match (best.min_by_key(|(delay, _)| *delay), rows.first()) {
        (Some((delay_us, offset_us)), _) => Observed::Answered {
            value: ClockSample { offset_us, delay_us, ntp: None, from: None },
            elapsed_us: delay_us,
        },
        (None, Some(Row::Error(code))) => failed(*code),
        (None, _) => Observed::default(),
    };
    let truncated = rows.is_empty();
    let source = ClockSource { server: name, origin: ClockSourceOrigin::Capture, address, sample };
    let facts = Facts { clocks: vec![source], ..Facts::default() };
    Some(Capture { kind: CaptureKind::W32tmStripchart, truncated, facts })
}

/// `… HOST [ADDRESS:123].`, or the host further ahead.
fn tracked(line: &str) -> Option<(String, Option<SocketAddr>)> {
    let (before, rest) = line.split_once(" [")?;
    let address = rest.rsplit_once(']').map(|(address, _)| address.trim())?;
    let address: SocketAddr = address.parse().or_else(|_| bracketed(address).parse()).ok()?;
    let is_host = |word: &&str| word.contains(['.', ':']) || word.contains(is_digit);
    let mut words = before.split_whitespace();
    let last = words.next_back()?;
    // Some languages set the verb last: `dc01.corp.example wird verfolgt [192.0.2.53:123].`
    let named = words.find(is_host).filter(|_| !is_host(&last));
    Some((host(named.unwrap_or(last)), Some(address)))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// An IPv6 address with its port, as w32tm prints it: without brackets of its own.
fn bracketed(address: &str) -> String {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    format!("[{}]:{port}", host.trim_matches(['[', ']']))
}

/// `HH:MM:SS, d:+00.0156231s o:-00.0037205s […]`; with `/dataonly`, `HH:MM:SS, -00.0037205s`.
fn row(line: &str) -> Option<Row> {
    let (time, rest) = line.split_once(", ")?;
    if time.matches(':').count() != 2 || !time.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let word = |prefix: &str| {
        rest.split_whitespace().find_map(|word| word.strip_prefix(prefix)).and_then(micros)
    };
    if let Some(code) = super::lines::code(rest) {
        return Some(Row::Error(code));
    }
    let offset_us = word("o:").or_else(|| micros(rest.split_whitespace().next()?))?;
    Some(Row::Sample {
        offset_us,
        delay_us: word("d:").map_or(0, |delay| delay.max(0).unsigned_abs()),
    })
}

fn micros(seconds: &str) -> Option<i64> {
    let seconds = seconds.strip_suffix('s')?.replace(',', ".");
    let (sign, digits) = match seconds.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, seconds.strip_prefix('+').unwrap_or(&seconds)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let micros =
        whole.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(fraction.parse().ok()?)?;
    Some(sign * micros)
}

/// `HRESULT_FROM_WIN32(ERROR_TIMEOUT)`: no answer.
const TIMED_OUT: u32 = 0x8007_05B4;

fn failed(code: u32) -> Observed<ClockSample> {
    let kind = if code == TIMED_OUT { FailureKind::TimedOut } else { FailureKind::Other };
    let detail = Some(format!("0x{code:08X}"));
    Observed::Failed(Failure {
        step: Step::NtpQuery,
        kind,
        elapsed_us: 0,
        reporter: None,
        detail,
        flow: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Resync;

    #[test]
    fn a_verbose_status_tells_how_the_last_try_ended() {
        let status = |error: &str| {
            let text = format!(
                "Sprung: 3(nicht synchronisiert)\nStratum: 0 (nicht angegeben)\nPräzision: \
                 -23 (119.209ns pro Tick)\nA: 0.0000000s\nB: 0.0000000s\nReferenz-ID: 0x00000000 \
                 (nicht angegeben)\nC: 17.11.2026 10:14:02\nQuelle: Local CMOS Clock\nD: 6 (64s)\n\
                 \nE: 0.0000000s\nF: 0.0156250s\nG: 0 (Nicht gesetzt)\nH: 0 (Keine)\nI: 0 (Keine)\n\
                 J: {error}\nK: 841.5511544s\n"
            );
            parse(&Text::of(&text))[0].facts.time_service.clone().unwrap().resync
        };
        assert_eq!(status("1 (…)"), Some(Resync::NoTimeData));
        assert_eq!(status("0 (…)"), None);
        assert_eq!(status("4 (…)"), None);
    }

    #[test]
    fn the_source_is_read_below_its_command_or_as_the_hosts_own_clock() {
        let told = |text: &str| {
            let captures = parse(&Text::of(text));
            let service = captures.first().and_then(|c| c.facts.time_service.clone())?;
            Some((service.servers.join(" "), service.synchronised?))
        };
        let of = |server: &str| Some((server.to_owned(), !server.is_empty()));
        for (text, wanted) in [
            ("w32tm /query /source\ndc01.corp.example,0x9", of("dc01.corp.example")),
            ("w32tm /query /source\n\nVM IC Time Synchronization Provider", of(HYPER_V)),
            ("w32tm /query /source\nFree-running System Clock", of("")),
            ("Local CMOS Clock", of("")),
            ("w32tm /query /status\n(0x80070426)", of("")),
            ("w32tm /query /source\nsays nothing at all", None),
            ("please run w32tm /query /source\nThanks", None),
            ("The service has not been started. (0x80070426)", None),
        ] {
            assert_eq!(told(text), wanted, "{text}");
        }
    }

    #[test]
    fn the_server_of_a_chart_is_found_wherever_its_language_sets_the_verb() {
        for (line, name) in [
            ("Tracking dc01.corp.example [192.0.2.53:123].", "dc01.corp.example"),
            ("Tracking timeserver [192.0.2.53:123].", "timeserver"),
            ("Verfolgung von 192.0.2.53 [192.0.2.53:123].", "192.0.2.53"),
            ("dc01.corp.example wird verfolgt [192.0.2.53:123].", "dc01.corp.example"),
            ("DC01 wird verfolgt [192.0.2.53:123].", "DC01"),
            ("Suivi de time.corp.example [[2001:db8::53]:123].", "time.corp.example"),
        ] {
            assert_eq!(tracked(line).map(|(name, _)| name).as_deref(), Some(name), "{line}");
        }
    }
}
