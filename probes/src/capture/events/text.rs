//! Events as text: copied from the Event Viewer in any language, `Get-WinEvent` and `Get-EventLog`
//! as list or table, `wevtutil … /f:text`, the friendly view, or a description without its head.
//!
//! Labels are translated; the provider's name, numbers, codes and the shapes of the data are not. A
//! field that comes a second time begins the next event.

mod shape;

use self::shape::{MOST_FIELDS, PRODUCT, STATE, info, is_data, is_zone, shape};
use super::told::time;
use super::{Event, EventCollector, PROVIDER};
use crate::capture::dates::{self, LocalTime};
use crate::capture::lines::{code, label_and_value};
use crate::capture::{Capture, Text};
use crate::evidence::{CaptureKind, LicensingEvent, event_id};
use crate::wire::work::look;

/// How much of the text of one event is kept, in bytes: the longest names each product of Windows.
const LONGEST_BODY: usize = 64 << 10;
/// How many events are read of one text; a log of more is exported as a log.
const MOST_READ: usize = 10_000;

/// Reads the events of a text but those that stand there in XML as well.
pub fn parse(text: &Text, known: &[LicensingEvent]) -> Option<Capture> {
    let mut drafts = Drafts::default();
    for line in text.lines().iter() {
        drafts.take(line);
    }
    drafts.flush();
    let offset_s = drafts.offset_s();
    let is_of_licensing = drafts.is_of_licensing;
    let mut reading = EventCollector { truncated: drafts.truncated, ..EventCollector::default() };
    for draft in drafts.done {
        reading.keep(&draft.event(offset_s));
    }
    let mut capture = reading.capture(CaptureKind::EventsText);
    let is_known = |event: &LicensingEvent| known.iter().any(|known| is_same(known, event));
    capture.facts.events.retain(|event| !is_known(event));
    let is_told = !capture.facts.events.is_empty() || !capture.facts.other_products.is_empty();
    let is_any = is_told || is_of_licensing && known.is_empty();
    is_any.then_some(capture)
}

/// The Event Viewer copies an event as text and as XML; the hours may differ by the time zone.
fn is_same(one: &LicensingEvent, other: &LicensingEvent) -> bool {
    (one.id, one.code, &one.kms_host, one.count)
        == (other.id, other.code, &other.kms_host, other.count)
}

/// The events of a text as far as they were read.
#[derive(Default)]
struct Drafts {
    done: Vec<Draft>,
    open: Draft,
    /// Whether there were more, or a table cut a message that tells something.
    truncated: bool,
    is_in_xml: bool,
    /// The provider that a table names above its rows.
    of_table: Option<Provider>,
    /// Whether anything stands there that the licensing service wrote, telling or not.
    is_of_licensing: bool,
    /// The time that stood alone on the line above.
    above: Option<LocalTime>,
    /// What stood on the line above.
    line_above: Above,
}

/// A line, by whether anything stands on it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Above {
    #[default]
    Blank,
    Text,
}

/// An event while its lines are read.
#[derive(Default)]
struct Draft {
    provider: Option<Provider>,
    id: Option<u32>,
    at: Option<LocalTime>,
    computer: String,
    /// The last value of the head.
    last_value: String,
    /// The last value before the description: of an event that was copied, the computer's, in any
    /// language.
    described_on: String,
    is_in_body: bool,
    /// Whether it lists products, as 1003 does.
    is_list: bool,
    body: String,
    /// Whether a blank line stands below the beginning of the text.
    is_text_over: bool,
    /// What stood above its head: an event without one, unless the head has no text of its own.
    text_above: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Provider {
    Licensing,
    Another,
}

/// What a line of a head says.
enum Head<'a> {
    /// The log's name, with which Splunk begins an event, below its time.
    Log,
    Provider(Provider),
    Id(u32),
    Time(LocalTime),
    Computer(&'a str),
    /// The text of the event begins here.
    Body(&'a str),
    /// Its data, beside the text or in its place.
    Data(&'a str),
    /// The same, behind the head of an event that was copied.
    Description,
    /// A label with a value that is not looked at.
    Other(&'a str),
}

impl Drafts {
    fn take(&mut self, line: &str) {
        look(line.len());
        if !self.is_xml(line) {
            self.take_text(line);
        }
        self.line_above = if line.trim().is_empty() { Above::Blank } else { Above::Text };
    }

    fn take_text(&mut self, line: &str) {
        if let Some((at, id, message)) = row(line) {
            self.flush();
            self.open.provider = self.of_table;
            self.open.at = Some(at);
            self.open.id = Some(id);
            self.truncated |= is_cut(message);
            self.begin_body(message);
            return;
        }
        if let Some((id, message)) = classic_row(line) {
            self.flush();
            self.is_of_licensing = true;
            self.truncated |= event_id::ALL.contains(&id) && is_cut(message);
            self.open.provider = Some(Provider::Licensing);
            self.open.id = Some(id);
            self.begin_body(message);
            return;
        }
        let above = std::mem::replace(&mut self.above, dates::parse(line));
        let head = self.open.head(line);
        if matches!(head, Some(Head::Provider(_) | Head::Id(_) | Head::Time(_))) {
            self.open.set_text_aside();
        }
        match head {
            Some(Head::Log) => {
                self.flush();
                self.open.at = above;
            }
            Some(Head::Provider(provider)) => self.provider(provider),
            Some(Head::Id(id)) => {
                self.flush_if(self.open.id.is_some());
                self.open.id = Some(id);
            }
            Some(Head::Time(at)) => {
                self.flush_if(self.open.at.is_some());
                self.open.at = Some(at);
            }
            Some(Head::Computer(name)) => name.clone_into(&mut self.open.computer),
            Some(Head::Body(text)) => {
                self.flush_if(self.open.has_text() && self.open.provider.is_some());
                self.begin_body(text);
            }
            Some(Head::Data(text)) => {
                self.flush_if(self.open.has_text() && self.is_below_blank());
                self.begin_body(text);
            }
            Some(Head::Description) => {
                self.flush_if(self.open.has_text());
                self.open.described_on = std::mem::take(&mut self.open.last_value);
                self.begin_body("");
            }
            Some(Head::Other(value)) => value.clone_into(&mut self.open.last_value),
            None => self.body(line),
        }
    }

    fn is_below_blank(&self) -> bool {
        self.line_above == Above::Blank
    }

    /// Whether the line is of an event in XML, which is read as that.
    fn is_xml(&mut self, line: &str) -> bool {
        let begins = line.contains("<Event ") || line.contains("<Event>");
        self.flush_if(begins);
        let is_xml = self.is_in_xml || begins;
        self.is_in_xml = is_xml && !line.contains("</Event>");
        is_xml
    }

    fn provider(&mut self, provider: Provider) {
        // `Get-EventLog` names the message before the provider, in the same list.
        let is_complete = self.open.is_in_body && self.open.id.is_some() && self.is_below_blank();
        let is_second = self.open.provider.is_some() || is_complete;
        self.flush_if(is_second);
        self.open.provider = Some(provider);
        self.of_table = Some(provider);
        self.is_of_licensing |= provider == Provider::Licensing;
    }

    fn begin_body(&mut self, text: &str) {
        self.open.is_in_body = true;
        self.open.append(text);
    }

    fn body(&mut self, line: &str) {
        // Blank lines stand between the fields of the friendly view.
        if line.trim().is_empty() && !self.open.is_in_body {
            self.open.is_text_over = true;
            return;
        }
        if self.open.has_head() {
            self.open.begin_undescribed();
            self.open.append(line);
            return;
        }
        // Without a head, the code begins what belongs to an event, but where it goes on a list.
        let is_of_list = line.contains(PRODUCT);
        let goes_on = self.open.body.trim_end().ends_with(',') || is_of_list && self.open.is_list;
        let begins = (code(line).is_some() || line.contains(STATE)) && !goes_on;
        if begins {
            self.flush();
        }
        if begins || !self.open.body.is_empty() {
            self.open.append(line);
        }
        self.open.is_list |= is_of_list;
        if self.open.body.len() > LONGEST_HEADLESS && !self.open.is_list {
            self.flush();
        }
    }

    fn flush_if(&mut self, is_second: bool) {
        if is_second {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let (above, draft) = std::mem::take(&mut self.open).parted();
        for draft in above.into_iter().chain([draft]).filter_map(Draft::finished) {
            match self.done.len() < MOST_READ {
                true => self.done.push(draft),
                false => self.truncated = true,
            }
        }
    }

    /// How far the log's local time is ahead of UTC, by an event whose data tell the time as well.
    fn offset_s(&self) -> Option<i64> {
        self.done.iter().find_map(|draft| draft.at.as_ref()?.ahead_of(draft.told_at()?))
    }
}

/// The longest description without a head, in bytes.
const LONGEST_HEADLESS: usize = 4096;

impl Draft {
    /// What was read without a head, and a blank line above one, belongs to it where that has no
    /// text of its own; what is no event's belongs to nobody.
    fn set_text_aside(&mut self) {
        if self.is_text_over && !self.has_head() && !self.is_in_body {
            let text = std::mem::take(&mut self.body);
            self.text_above = if shape(&text).is_some() { text } else { String::new() };
        }
    }

    /// The event whose text stood above the head, and this one.
    fn parted(mut self) -> (Option<Self>, Self) {
        let above = std::mem::take(&mut self.text_above);
        if self.body.trim().is_empty() {
            self.body = above;
            return (None, self);
        }
        let above = (!above.is_empty()).then(|| Self { body: above, ..Self::default() });
        (above, self)
    }

    fn has_head(&self) -> bool {
        self.provider.is_some() || self.id.is_some() || self.at.is_some()
    }

    /// What a line says of an event's head; nothing where it belongs to its text.
    fn head<'a>(&self, line: &'a str) -> Option<Head<'a>> {
        let line = line.trim();
        if let Some(named) = named_in_xml(line).or_else(|| of_splunk(line)) {
            return Some(named);
        }
        let (label, value) = label_and_value(line)?;
        if let Some(provider) = provider(label, value) {
            return Some(Head::Provider(provider));
        }
        match label {
            "Id" | "EventID" | "EventId" | "Event ID" => Some(Head::Id(number(value)?)),
            "MachineName" | "Computer" | "PSComputerName" => Some(Head::Computer(value)),
            "InstanceId" => Some(self.instance(value)),
            "TimeCreated" | "TimeGenerated" => dates::parse(value).map(Head::Time),
            "Message" => Some(Head::Body(value)),
            // `Get-EventLog`, what somebody made of `Properties`, and these as a list.
            _ if is_data(value) => Some(Head::Data(value)),
            "Value" if self.has_head() => Some(Head::Data(value)),
            _ if self.has_text() => next_head(value),
            // Of a copied event, a field may be empty that is no description.
            _ if self.is_in_body => self.late_head(line, value),
            _ if self.provider == Some(Provider::Licensing) => Some(self.any_head(value)),
            // Some name the event before its provider.
            _ if number(value)
                .is_some_and(|id| self.id.is_none() && event_id::ALL.contains(&id)) =>
            {
                number(value).map(Head::Id)
            }
            // A list may name the provider later.
            _ => self.has_head().then_some(Head::Other(value)),
        }
    }

    /// `Get-EventLog` tells a number whose lower half is the event's; that one may stand beside.
    fn instance<'a>(&self, value: &'a str) -> Head<'a> {
        let is_next = self.id.is_none() || self.has_text() && self.at.is_some();
        let id = number(value).map(|instance| instance & 0xffff);
        let id = id.filter(|id| is_next && event_id::ALL.contains(id));
        id.map_or(Head::Other(value), Head::Id)
    }

    /// What was taken for the description was an empty field, where another field follows.
    fn late_head<'a>(&self, line: &str, value: &'a str) -> Option<Head<'a>> {
        let is_field = !value.is_empty() && code(line).is_none();
        let is_description = value.is_empty() && !self.last_value.is_empty();
        (is_field || is_description).then(|| self.any_head(value))
    }

    /// A line of a head in whatever language.
    fn any_head<'a>(&self, value: &'a str) -> Head<'a> {
        if let Some(id) = number(value).filter(|id| self.id.is_none() && event_id::ALL.contains(id))
        {
            return Head::Id(id);
        }
        match dates::parse(value).filter(|_| self.at.is_none()) {
            Some(at) => Head::Time(at),
            None if value.is_empty() => Head::Description,
            None => Head::Other(value),
        }
    }

    /// The Event Viewer's pane has no label above the text: the last field is the computer's.
    fn begin_undescribed(&mut self) {
        let is_first = !std::mem::replace(&mut self.is_in_body, true);
        if is_first && is_full_name(&self.last_value) {
            self.described_on = std::mem::take(&mut self.last_value);
        }
    }

    /// Whether something of its text was read.
    fn has_text(&self) -> bool {
        self.is_in_body && !self.body.trim_start().is_empty()
    }

    fn append(&mut self, line: &str) {
        if self.body.len() + line.len() < LONGEST_BODY {
            self.body.push_str(line.trim());
            self.body.push(' ');
        }
    }

    /// The event, if it is the licensing service's and tells something.
    fn finished(mut self) -> Option<Self> {
        look(self.body.len());
        if self.provider == Some(Provider::Another) {
            return None;
        }
        let by_shape = shape(&self.body);
        self.id = self.id.or(by_shape);
        let is_meant = self.provider.is_some()
            || by_shape.is_some()
            || self.tells_result()
            || self.tells_of_publishing();
        let is_telling = self.id.is_some_and(|id| event_id::ALL.contains(&id));
        (is_meant && is_telling).then_some(self)
    }

    /// Of a list without the provider: these ids, with a result in this form, are its own.
    fn tells_result(&self) -> bool {
        let ids = [
            event_id::ACTIVATION_FAILED,
            event_id::ACQUISITION_FAILED,
            event_id::GENUINE_TICKET_FAILED,
        ];
        self.id.is_some_and(|id| ids.contains(&id)) && self.body.contains("hr=0x")
    }

    /// The same of a KMS host's record in DNS: others have events of these numbers, which speak of
    /// no KMS and have other data.
    fn tells_of_publishing(&self) -> bool {
        let ids = [event_id::PUBLISH_FAILED, event_id::PUBLISHED];
        let is_named = || {
            self.body.contains("KMS") || self.body.contains("Key Management") || is_zone(&self.body)
        };
        self.id.is_some_and(|id| ids.contains(&id)) && is_named()
    }

    /// When the client asked, by the data of 12288 and 12289 (UTC); in 12290, by another clock than
    /// the log's, which tells nothing of the log where the two are known to differ.
    fn told_at(&self) -> Option<jiff::Timestamp> {
        let is_of_kms = match self.id {
            Some(event_id::KMS_REQUEST | event_id::KMS_ANSWER) => true,
            Some(event_id::KMS_SERVED) => code(&self.body) != Some(CLOCKS_DIFFER),
            Some(_) | None => false,
        };
        let info = info(&self.body).filter(|_| is_of_kms)?;
        info.split(',').take(MOST_FIELDS).find_map(time)
    }

    fn event(self, offset_s: Option<i64>) -> Event {
        let told_at = self.told_at();
        let written = self.at.as_ref().and_then(|at| at.at(offset_s.unwrap_or_default(), told_at));
        let is_local = offset_s.is_none()
            && written.is_some()
            && self.at.as_ref().is_some_and(LocalTime::is_without_zone);
        let at = written.or(told_at);
        let is_kms = matches!(self.id, Some(event_id::KMS_REQUEST..=event_id::KMS_SERVED));
        let data = info(&self.body).filter(|_| is_kms).unwrap_or(&self.body).to_owned();
        let computer = if self.computer.is_empty() { self.described_on } else { self.computer };
        let is_name = !computer.contains([' ', '/', '\\']) && !computer.is_empty();
        Event {
            provider: PROVIDER.to_owned(),
            id: self.id.unwrap_or_default(),
            at,
            is_local,
            computer: if is_name { computer } else { String::new() },
            data: vec![data],
        }
    }
}

/// `srv-app-07.corp.example`: of what stands in a head, computers alone are called like that.
fn is_full_name(value: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = value.rsplit('.').next().unwrap_or_default();
    value.contains('.')
        && value.chars().all(is_of_name)
        && end.len() > 1
        && end.chars().all(|c| c.is_ascii_alphabetic())
}

/// `SL_E_VL_INVALID_TIMESTAMP`.
const CLOCKS_DIFFER: u32 = 0xC004_F06C;

/// In the text of an event, what looks like a head belongs to the next event where it is a log's
/// name.
fn next_head(value: &str) -> Option<Head<'_>> {
    let is_log = matches!(value, "Application" | "Key Management Service");
    is_log.then_some(Head::Other(""))
}

/// The names by which the licensing service writes; Windows Vista's and those without its vendor.
const PROVIDERS: [&str; 5] = [
    PROVIDER,
    "Security-SPP",
    "Microsoft-Windows-Security-Licensing-SLC",
    "Security-Licensing-SLC",
    "Software Protection Platform Service",
];

/// Who wrote the event: ours in any language, another where the label is known.
fn provider(label: &str, value: &str) -> Option<Provider> {
    const LABELS: [&str; 15] = [
        "Source",
        "ProviderName",
        "Provider",
        "Quelle",
        "Origen",
        "Origine",
        "Fonte",
        "Origem",
        "Bron",
        "Källa",
        "Kilde",
        "Źródło",
        "Источник",
        "来源",
        "ソース",
    ];
    if PROVIDERS.iter().any(|known| value.eq_ignore_ascii_case(known)) {
        return Some(Provider::Licensing);
    }
    let is_office = value.eq_ignore_ascii_case("Office Software Protection Platform Service");
    let is_labelled = !value.is_empty() && LABELS.contains(&label) && !value.contains(' ');
    (is_office || is_labelled).then_some(Provider::Another)
}

fn number(value: &str) -> Option<u32> {
    let is_number = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit());
    value.parse().ok().filter(|_| is_number)
}

/// The friendly view shows the names of the elements, and so in English.
fn named_in_xml(line: &str) -> Option<Head<'_>> {
    let (name, value) = match line.strip_prefix("[ ") {
        Some(attribute) => attribute.split_once(']')?,
        None => line.split_once(char::is_whitespace).unwrap_or((line, "")),
    };
    let value = value.trim();
    match name {
        "Name" if line.starts_with('[') => provider("Provider", value).map(Head::Provider),
        "SystemTime" => dates::parse(value).map(Head::Time),
        "EventID" => number(value).map(Head::Id),
        "EventData" if value.is_empty() => Some(Head::Body("")),
        "Computer" if !value.is_empty() && !value.starts_with(':') => Some(Head::Computer(value)),
        "Keywords" if value.starts_with("0x") => Some(Head::Other("")),
        "System" | "Provider" | "TimeCreated" | "Correlation" | "Execution" | "Security"
            if value.is_empty() =>
        {
            Some(Head::Other(""))
        }
        "Version" | "Level" | "Task" | "Opcode" | "EventRecordID" if number(value).is_some() => {
            Some(Head::Other(""))
        }
        "Channel" if !value.is_empty() && !value.contains(' ') => Some(Head::Other("")),
        _ => line.starts_with("[ ").then_some(Head::Other("")),
    }
}

/// `EventCode=8198`, as Splunk's add-on for Windows writes an event; the time stands above.
fn of_splunk(line: &str) -> Option<Head<'_>> {
    let (name, value) = line.split_once('=')?;
    match name {
        "LogName" if !value.contains(' ') || value == "Key Management Service" => Some(Head::Log),
        "SourceName" => provider("Source", value).map(Head::Provider),
        "EventCode" => number(value).map(Head::Id),
        "ComputerName" => Some(Head::Computer(value)),
        "Message" => Some(Head::Body(value)),
        "EventType" | "Type" | "RecordNumber" | "Keywords" | "TaskCategory" | "OpCode" => {
            Some(Head::Other(""))
        }
        _ => None,
    }
}

/// A row of a table: `Get-WinEvent` prints time, id, level and the beginning of the message.
fn row(line: &str) -> Option<(LocalTime, u32, &str)> {
    let line = line.trim_start();
    if !line.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (at, rest) = dates::leading(line)?;
    let (id, rest) = rest.trim_start().split_once(char::is_whitespace)?;
    let id = number(id).filter(|id| event_id::ALL.contains(id))?;
    Some((at, id, rest))
}

/// PowerShell ends what it cut with three dots, newer ones with one sign for them.
fn is_cut(message: &str) -> bool {
    message.ends_with("...") || message.ends_with('\u{2026}')
}

/// A row of `Get-EventLog`: index, time without its year, type, source, instance, the beginning of
/// the message. The table cuts the source; the lower half of the instance is the event's number,
/// which stands in no column of its own.
fn classic_row(line: &str) -> Option<(u32, &str)> {
    let line = line.trim_start();
    let (index, _) = line.split_once(char::is_whitespace)?;
    number(index)?;
    let (before, behind) = line.split_once(CLASSIC_SOURCE)?;
    if before.ends_with("Office ") {
        return None;
    }
    let end = behind.find(char::is_whitespace)?;
    let rest = behind.get(end..)?.trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix("Platform Service").unwrap_or(rest).trim_start();
    let (instance, message) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Some((number(instance)? & 0xffff, message.trim_start()))
}

/// As much of `Software Protection Platform Service` as the narrowest table shows.
const CLASSIC_SOURCE: &str = "Software Protecti";

#[cfg(test)]
mod tests;
