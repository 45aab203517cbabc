//! Events of the licensing service, as XML: what `wevtutil qe … /f:xml` prints, and what `evtx`
//! makes of a log.
//!
//! The fields of each event: Microsoft Learn, "Windows Event Log" of the Volume Activation
//! Technical Reference (ff793440), table 11; the wording of 8198 and of the AD events, from the
//! service's own message table.

use std::net::IpAddr;

use super::lines::{code, guid, host};
use super::{Capture, Facts, keep, keys};
use crate::evidence::{CaptureKind, HostPort, KMS_PORT, LicensingEvent};
use crate::wire::host_port::parse_host_port;
use crate::wire::text;
use crate::wire::work::look;

const EVENT: &str = "<Event ";
const EVENT_END: &str = "</Event>";
/// The provider's name.
pub const PROVIDER: &str = "Microsoft-Windows-Security-SPP";
/// The events that say something of a channel: requests, answers, publishing, AD, AVMA, failed
/// activation.
const TELLING: [u32; 13] =
    [8198, 8213, 8214, 8215, 12288, 12289, 12290, 12293, 12294, 12308, 12309, 12310, 8200];
/// How many events are kept of one file, the newest: what is wrong stands there.
const MOST_EVENTS: usize = 1000;
/// The longest event that is read, in bytes; the service's have some two thousand.
const LONGEST_EVENT: usize = 256 << 10;

/// Reads the events of a file: more of them than of other texts, because logs are long.
pub fn parse(bytes: &[u8]) -> Vec<Capture> {
    let mut reading = EventCollector::default();
    let mut begun = String::new();
    for piece in text::pieces(bytes) {
        begun = if begun.is_empty() {
            reading.take_all(&piece).to_owned()
        } else {
            begun.push_str(&piece);
            reading.take_all(&begun).to_owned()
        };
    }
    reading.truncated |= event_start(&begun).is_some();
    if reading.seen == 0 && !reading.truncated {
        return Vec::new();
    }
    vec![reading.capture(CaptureKind::EventsXml)]
}

/// Where the next event begins; `<EventData>` and the like are none.
fn event_start(text: &str) -> Option<usize> {
    text.match_indices("<Event").map(|(at, _)| at).find(|at| {
        look(0);
        text.get(at + 6..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(|next| next == ' ' || next == '>')
    })
}

/// The events of a file as far as they were read.
#[derive(Default)]
pub struct EventCollector {
    seen: usize,
    events: Vec<LicensingEvent>,
    dropped: u32,
    /// Whether the file ends before its end.
    pub truncated: bool,
}

impl EventCollector {
    /// Takes the events of a text, and gives what is begun at its end.
    fn take_all<'a>(&mut self, text: &'a str) -> &'a str {
        let mut rest = text;
        loop {
            let Some(start) = event_start(rest) else {
                // The beginning of a beginning.
                let from = rest.ceil_char_boundary(rest.len().saturating_sub(EVENT.len()));
                return rest.get(from..).unwrap_or_default();
            };
            rest = rest.get(start..).unwrap_or_default();
            let within = rest.get(..rest.floor_char_boundary(LONGEST_EVENT)).unwrap_or_default();
            let end = within.find(EVENT_END);
            look(end.unwrap_or(within.len()));
            match end {
                Some(end) => {
                    self.take(rest.get(..end).unwrap_or_default());
                    rest = rest.get(end..).unwrap_or_default();
                }
                None if within.len() == rest.len() => return rest,
                // No event is so long: what looked like its beginning is passed over with all that
                // was looked at.
                None => {
                    self.truncated = true;
                    rest = rest.get(within.len()..).unwrap_or_default();
                }
            }
        }
    }

    /// Keeps an event, given as XML, if it is the licensing service's and tells something.
    fn take(&mut self, xml: &str) {
        look(xml.len());
        self.seen += 1;
        // Most events are others'.
        if let Some(event) = xml.contains(PROVIDER).then(|| event(xml)).flatten() {
            self.keep(event);
        }
    }

    /// Keeps an event, if it is the licensing service's and tells something.
    pub fn keep(&mut self, event: Event) {
        if event.provider == PROVIDER && TELLING.contains(&event.id) {
            self.events.push(event.told());
        }
        if self.events.len() >= 2 * MOST_EVENTS {
            self.keep_the_newest();
        }
    }

    fn keep_the_newest(&mut self) {
        self.events.sort_by_key(|event| std::cmp::Reverse(event.at));
        let dropped = self.events.len().saturating_sub(MOST_EVENTS);
        self.events.truncate(MOST_EVENTS);
        self.dropped = self.dropped.saturating_add(u32::try_from(dropped).unwrap_or(u32::MAX));
    }

    /// What was read; the computer is that of the newest event.
    pub fn capture(mut self, kind: CaptureKind) -> Capture {
        self.keep_the_newest();
        let computer = self.events.first().map(|event| event.computer.clone()).unwrap_or_default();
        let facts = Facts {
            computer,
            events: self.events,
            events_dropped: self.dropped,
            ..Facts::default()
        };
        Capture { kind, truncated: self.truncated, facts }
    }
}

/// What is read of an event, in whatever form it is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Who wrote it.
    pub provider: String,
    /// Its number; 0 while it is not known.
    pub id: u32,
    /// When.
    pub at: Option<jiff::Timestamp>,
    /// On which computer.
    pub computer: String,
    /// What stands in its `Data` elements.
    pub data: Vec<String>,
}

impl Event {
    /// Whether it may be the licensing service's and tell something, as far as it is known.
    pub fn may_tell(&self) -> bool {
        (self.provider.is_empty() || self.provider == PROVIDER)
            && (self.id == 0 || TELLING.contains(&self.id))
    }

    /// Keys are cut here.
    fn told(self) -> LicensingEvent {
        let data: Vec<String> =
            self.data.iter().map(|data| keys::mask(data).into_owned()).collect();
        told(
            LicensingEvent { id: self.id, at: self.at, computer: host(&self.computer), ..blank() },
            &data,
        )
    }
}

fn event(xml: &str) -> Option<Event> {
    let (system, data) = xml.split_once("</System>")?;
    let provider = attribute(system.get(system.find("<Provider")?..)?, "Name")?;
    let id = element(system, "EventID")?.trim().parse().ok().filter(|id| TELLING.contains(id))?;
    let at = system.find("<TimeCreated").and_then(|at| attribute(system.get(at..)?, "SystemTime"));
    // Of a log, nothing was masked before.
    let data = keys::mask_source(data);
    Some(Event {
        provider: provider.to_owned(),
        id,
        at: at.and_then(|at| at.parse().ok()),
        computer: element(system, "Computer").map(unescaped).unwrap_or_default(),
        data: elements(&data, "Data").map(unescaped).collect(),
    })
}

fn blank() -> LicensingEvent {
    LicensingEvent {
        id: 0,
        at: None,
        computer: String::new(),
        code: None,
        kms_host: None,
        cmid: None,
        client: None,
        count: None,
        activated: None,
    }
}

/// Fills in what the event's data say. KMS events carry one text of fields with commas between
/// them.
fn told(event: LicensingEvent, data: &[String]) -> LicensingEvent {
    let info = data.iter().find(|data| data.matches(',').count() > 2);
    let fields: Vec<&str> =
        info.map(|info| info.split(',').map(str::trim).collect()).unwrap_or_default();
    let field = |index: usize| fields.get(index).copied();
    let number = |index: usize| field(index).and_then(|field| field.parse::<u64>().ok());
    let first_code = || data.iter().find_map(|data| code(data));
    match event.id {
        12288 => LicensingEvent {
            code: field(0).and_then(result),
            kms_host: field(2).and_then(kms_host),
            cmid: field(3).and_then(guid),
            count: number(9),
            ..event
        },
        12289 => LicensingEvent {
            code: field(0).and_then(result),
            activated: number(2).map(|flag| flag == 1),
            count: number(4),
            ..event
        },
        12290 => {
            // The client's name stands before its id, and before that the count that it needs.
            let id = fields.iter().position(|field| guid(field).is_some()).unwrap_or(3);
            LicensingEvent {
                code: field(0).and_then(result),
                count: id.checked_sub(2).and_then(number),
                client: id.checked_sub(1).and_then(field).filter(|name| !name.is_empty()).map(keep),
                cmid: field(id).and_then(guid),
                ..event
            }
        }
        _ => LicensingEvent { code: first_code(), ..event },
    }
}

/// `0x0`, `0xC004F06C`.
fn result(field: &str) -> Option<u32> {
    field.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok())
}

/// A host with its port; an address of version 6 may stand without brackets.
fn kms_host(text: &str) -> Option<HostPort> {
    let unbracketed = || {
        let (host, port) = text.rsplit_once(':')?;
        let host: IpAddr = host.parse().ok()?;
        Some(HostPort { host: host.to_string(), port: port.parse().ok()? })
    };
    parse_host_port(text, KMS_PORT).ok().or_else(unbracketed)
}

/// What stands in the first element of that name.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    elements(xml, name).next()
}

fn elements<'a>(xml: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut rest = xml;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(&open)?;
            let after_name = rest.get(at + open.len()..)?;
            rest = after_name;
            if !after_name.starts_with([' ', '>', '\t', '\r', '\n']) {
                continue;
            }
            let body = after_name.get(after_name.find('>')? + 1..)?;
            let end = body.find(&close)?;
            rest = body.get(end..)?;
            return body.get(..end);
        }
    })
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag = tag.get(..tag.find('>')?)?;
    let value = tag.split_once(&format!(" {name}="))?.1;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split_once(quote).map(|(value, _)| value)
}

fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let plain = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'");
    plain.replace("&amp;", "&")
}
