//! Events of the licensing service: as XML, what `wevtutil qe … /f:xml` prints; what `evtx` makes
//! of a log; what `text` makes of a copied event.

mod answers;
mod json;
mod text;
mod told;

use super::{Capture, Facts, Text, keys};
use crate::evidence::{CaptureKind, LicensingEvent, OtherProduct, event_id};
use crate::wire::text::pieces;
use crate::wire::work::look;

const EVENT: &str = "<Event ";
const EVENT_END: &str = "</Event>";
/// The provider's name.
pub const PROVIDER: &str = "Microsoft-Windows-Security-SPP";
/// How many events are kept of one file, the newest: what is wrong stands there.
const MOST_EVENTS: usize = 1000;
/// The longest event that is read, in bytes; the service's have some two thousand.
const LONGEST_EVENT: usize = 256 << 10;

/// Reads the events of a file: those in XML, of which there are more than fits into other texts,
/// because logs are long; and those that were copied as text or JSON.
pub fn parse(bytes: &[u8], text: &Text) -> Vec<Capture> {
    let of_xml = of_xml(bytes);
    let known = of_xml.as_ref().map_or(&[][..], |capture| &capture.facts.events);
    let lists = super::json::objects(text.whole).map(|found| json::as_lists(&found.objects));
    let of_text = match lists.filter(|lists| !lists.is_empty()) {
        Some(lists) => text::parse(&Text::of(&lists), known),
        None => text::parse(text, known),
    };
    of_xml.into_iter().chain(of_text).collect()
}

/// The same of XML alone.
pub fn of_xml(bytes: &[u8]) -> Option<Capture> {
    let mut reading = EventCollector::default();
    let mut begun = String::new();
    for piece in pieces(bytes) {
        begun = if begun.is_empty() {
            reading.take_all(&piece).to_owned()
        } else {
            begun.push_str(&piece);
            reading.take_all(&begun).to_owned()
        };
    }
    reading.truncated |= event_start(&begun).is_some();
    let is_any = reading.seen > 0 || reading.truncated;
    is_any.then(|| reading.capture(CaptureKind::EventsXml))
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
    /// The newest failure of Office that was seen, and when.
    of_office: Option<(Option<jiff::Timestamp>, OtherProduct)>,
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
            self.keep(&event);
        }
    }

    /// Keeps an event, if it is the licensing service's and tells something.
    pub fn keep(&mut self, event: &Event) {
        if event.provider == PROVIDER && event_id::ALL.contains(&event.id) {
            self.events.extend(told::told(event));
            self.keep_office(event);
        }
        if self.events.len() >= 2 * MOST_EVENTS {
            self.keep_the_newest();
        }
    }

    fn keep_office(&mut self, event: &Event) {
        let is_newer = match &self.of_office {
            Some((known, _)) => event.at > *known,
            None => true,
        };
        if let Some(failed) = told::failure_of_office(event).filter(|_| is_newer) {
            self.of_office = Some((event.at, failed));
        }
    }

    fn keep_the_newest(&mut self) {
        self.events.sort_by_key(|event| std::cmp::Reverse(event.at));
        self.keep_the_newest_states();
        let dropped = self.events.len().saturating_sub(MOST_EVENTS);
        self.events.truncate(MOST_EVENTS);
        self.dropped = self.dropped.saturating_add(u32::try_from(dropped).unwrap_or(u32::MAX));
    }

    /// A state that stands in every log again and again must not crowd out what happened once: of
    /// each computer, the newest of its kind.
    fn keep_the_newest_states(&mut self) {
        let mut seen = std::collections::HashSet::new();
        self.events.retain(|event| {
            look(0);
            event.licence.is_none() || seen.insert((event.id, event.computer.to_ascii_lowercase()))
        });
    }

    /// What was read; the computer is that of the newest event.
    pub fn capture(mut self, kind: CaptureKind) -> Capture {
        self.keep_the_newest();
        answers::name_their_products(&mut self.events);
        let computer = self.events.first().map(|event| event.computer.clone()).unwrap_or_default();
        // Beside events of Windows, what Office met tells nothing.
        let of_office = self.of_office.filter(|_| self.events.is_empty());
        let facts = Facts {
            computer,
            other_products: of_office.into_iter().map(|(_, product)| product).collect(),
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
    /// Whether that is the computer's local time, and nothing tells its zone.
    pub is_local: bool,
    /// On which computer.
    pub computer: String,
    /// What stands in its `Data` elements.
    pub data: Vec<String>,
}

impl Event {
    /// Whether it may be the licensing service's and tell something, as far as it is known.
    pub fn may_tell(&self) -> bool {
        (self.provider.is_empty() || self.provider == PROVIDER)
            && (self.id == 0 || event_id::ALL.contains(&self.id))
    }
}

fn event(xml: &str) -> Option<Event> {
    let (system, data) = xml.split_once("</System>")?;
    let provider = attribute(system.get(system.find("<Provider")?..)?, "Name")?;
    let id =
        element(system, "EventID")?.trim().parse().ok().filter(|id| event_id::ALL.contains(id))?;
    let at = system.find("<TimeCreated").and_then(|at| attribute(system.get(at..)?, "SystemTime"));
    // Of a log, nothing was masked before.
    let data = keys::mask_source(data);
    Some(Event {
        provider: provider.to_owned(),
        id,
        at: at.and_then(|at| at.parse().ok()),
        is_local: false,
        computer: element(system, "Computer").map(unescaped).unwrap_or_default(),
        data: elements(&data, "Data").map(unescaped).collect(),
    })
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
