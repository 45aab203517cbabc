//! An event log as Windows writes one, for the tests (MS-EVEN6 §2.2.12 binary XML; the file around
//! it after the documentation of libevtx): one chunk, one template that the first record brings and
//! the others refer to.

use super::{CHUNK_HEADER_LEN, RECORD_HEADER_LEN};

const CHUNK_HEADER_SUMMED: std::ops::Range<usize> = 0..120;
const TEMPLATE_HEADER_LEN: u32 = 24;

const STRING: u8 = 0x01;
const UNSIGNED_16: u8 = 0x06;
const FILE_TIME: u8 = 0x11;
const BINARY_XML: u8 = 0x21;
const STRINGS: u8 = 0x81;
/// Length and kind of a value.
const DESCRIPTOR_LEN: usize = 4;

/// One event.
#[derive(Clone)]
pub struct Event {
    pub provider: &'static str,
    pub id: u16,
    /// In 100 ns since 1601.
    pub at: u64,
    pub computer: &'static str,
    /// One string for each `Data` element.
    pub data: &'static [&'static str],
    /// Whether the data stand in binary XML of their own, with a template of their own, as
    /// providers with a manifest write them.
    pub is_nested: bool,
}

/// The file that holds these events, the oldest first.
pub fn file(events: &[Event]) -> Vec<u8> {
    let mut template = None;
    let one =
        |index: usize, at: u32| (events[index].at, instance(&events[index], at, &mut template));
    [header(events.len()), chunk(events.len(), one)].concat()
}

/// A file of records that swell: each has a template with so many holes for one value, which has a
/// template of its own, with as many elements.
pub fn swollen(records: usize, holes: usize) -> Vec<u8> {
    let one = |_index: usize, at: u32| {
        let mut xml = Xml::instance(at);
        xml.word(xml.here() + 4);
        xml.definition(|body| {
            body.element("Event", &[], |event| {
                event.element("Provider", &[("Name", 0, STRING)], |_| ());
                (0..holes).for_each(|_| event.substitution(1, BINARY_XML));
            });
        });
        let provider = utf16(super::PROVIDER);
        let place = xml.here() + 4 + word(2 * DESCRIPTOR_LEN + provider.len());
        xml.values(&[(STRING, provider), (BINARY_XML, nested(&vec![""; holes], place))]);
        (0, xml.bytes)
    };
    [header(records), chunk(records, one)].concat()
}

fn header(records: usize) -> Vec<u8> {
    let mut file = vec![0; super::FILE_HEADER_LEN];
    put(&mut file, 0, super::MAGIC);
    put(&mut file, 24, &(records as u64 + 1).to_le_bytes());
    put(&mut file, 32, &128_u32.to_le_bytes());
    // Version 3.1, the length of this header, one chunk.
    put(&mut file, 36, &[1, 0, 3, 0, 0, 0x10, 1, 0]);
    let sum = evtx::checksum_ieee(&file[CHUNK_HEADER_SUMMED]);
    put(&mut file, 124, &sum.to_le_bytes());
    file
}

/// A chunk of so many records, each by its time and its binary XML, which is told where it will
/// stand.
fn chunk(count: usize, mut one: impl FnMut(usize, u32) -> (u64, Vec<u8>)) -> Vec<u8> {
    let mut chunk = vec![0; CHUNK_HEADER_LEN];
    let mut last = chunk.len();
    for (number, index) in (1_u64..).zip(0..count) {
        last = chunk.len();
        let (at, xml) = one(index, word(last + RECORD_HEADER_LEN));
        chunk.extend(record(number, at, &xml));
    }
    let (count, end) = (count as u64, chunk.len());
    assert!(end <= super::CHUNK_LEN);
    chunk.resize(super::CHUNK_LEN, 0);
    put(&mut chunk, 0, super::CHUNK_MAGIC);
    for (at, number) in [(8, 1), (16, count), (24, 1), (32, count)] {
        put(&mut chunk, at, &number.to_le_bytes());
    }
    let records_sum = evtx::checksum_ieee(&chunk[CHUNK_HEADER_LEN..end]);
    for (at, word) in [(40, 128), (44, word(last)), (48, word(end)), (52, records_sum)] {
        put(&mut chunk, at, &word.to_le_bytes());
    }
    let header_sum =
        evtx::checksum_ieee(&[&chunk[CHUNK_HEADER_SUMMED], &chunk[128..CHUNK_HEADER_LEN]].concat());
    put(&mut chunk, 124, &header_sum.to_le_bytes());
    chunk
}

fn record(number: u64, at: u64, xml: &[u8]) -> Vec<u8> {
    let length = word(RECORD_HEADER_LEN + xml.len() + 4).to_le_bytes();
    [super::RECORD_MAGIC, &length[..], &number.to_le_bytes(), &at.to_le_bytes(), xml, &length]
        .concat()
}

/// A fragment with an instance of the template: its definition, or where that stands, then the
/// values. Events whose data are nested bring a definition each.
fn instance(event: &Event, at: u32, template: &mut Option<u32>) -> Vec<u8> {
    let mut xml = Xml::instance(at);
    let here = xml.here() + 4;
    let known = if event.is_nested { here } else { *template.get_or_insert(here) };
    xml.word(known);
    if known == here {
        xml.definition(|body| body.event(event.is_nested));
    }
    let id = event.id.to_le_bytes().to_vec();
    let mut values = vec![
        (STRING, utf16(event.provider)),
        (UNSIGNED_16, id),
        (FILE_TIME, event.at.to_le_bytes().to_vec()),
        (STRING, utf16(event.computer)),
    ];
    let before: usize = values.iter().map(|(_, value)| value.len() + DESCRIPTOR_LEN).sum();
    values.push(match event.is_nested {
        true => (BINARY_XML, nested(event.data, xml.here() + 4 + word(before + DESCRIPTOR_LEN))),
        false => (
            STRINGS,
            event.data.iter().flat_map(|text| utf16(text).into_iter().chain([0, 0])).collect(),
        ),
    });
    xml.values(&values);
    xml.bytes
}

/// The data of an event with a definition of their own.
fn nested(data: &[&str], at: u32) -> Vec<u8> {
    let mut xml = Xml::instance(at);
    xml.word(xml.here() + 4);
    xml.definition(|body| {
        body.element("EventData", &[], |list| {
            for number in 0..data.len() {
                list.element("Data", &[], |data| {
                    data.substitution(u16::try_from(number).unwrap(), STRING);
                });
            }
        });
    });
    let values: Vec<_> = data.iter().map(|text| (STRING, utf16(text))).collect();
    xml.values(&values);
    xml.bytes
}

/// Binary XML that stands at a place in a chunk: names refer to their own place.
struct Xml {
    bytes: Vec<u8>,
    at: u32,
}

impl Xml {
    /// A fragment up to the place of the template.
    fn instance(at: u32) -> Self {
        let mut xml = Self { bytes: vec![0x0f, 1, 1, 0, 0x0c, 1], at };
        xml.word(1);
        xml
    }

    /// What stands in the holes, each with its length and kind before all of them.
    fn values(&mut self, values: &[(u8, Vec<u8>)]) {
        self.word(word(values.len()));
        for (kind, value) in values {
            self.bytes.extend(u16::try_from(value.len()).unwrap().to_le_bytes());
            self.bytes.extend([*kind, 0]);
        }
        self.bytes.extend(values.iter().flat_map(|(_, value)| value));
        self.bytes.push(0);
    }

    fn here(&self) -> u32 {
        self.at + word(self.bytes.len())
    }

    fn word(&mut self, word: u32) {
        self.bytes.extend(word.to_le_bytes());
    }

    /// A template: no next one, its id, its length, then what it holds.
    fn definition(&mut self, content: impl FnOnce(&mut Self)) {
        let mut body = Xml { bytes: vec![0x0f, 1, 1, 0], at: self.here() + TEMPLATE_HEADER_LEN };
        content(&mut body);
        body.bytes.push(0);
        self.word(0);
        self.bytes.extend([0xA5; 16]);
        self.word(word(body.bytes.len()));
        self.bytes.extend(body.bytes);
    }

    /// The element of an event with its five holes.
    fn event(&mut self, is_nested: bool) {
        self.element("Event", &[], |event| {
            event.element("System", &[], |system| {
                system.element("Provider", &[("Name", 0, STRING)], |_| ());
                system.element("EventID", &[], |id| id.substitution(1, UNSIGNED_16));
                system.element("TimeCreated", &[("SystemTime", 2, FILE_TIME)], |_| ());
                system.element("Computer", &[], |computer| computer.substitution(3, STRING));
            });
            match is_nested {
                true => event.substitution(4, BINARY_XML),
                false => event.element("EventData", &[], |list| {
                    list.element("Data", &[], |data| data.substitution(4, STRINGS));
                }),
            }
        });
    }

    /// An element with attributes, whose values are substitutions: start, length, name, content,
    /// end.
    fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, u16, u8)],
        content: impl FnOnce(&mut Self),
    ) {
        let has_attributes = if attributes.is_empty() { 0 } else { 0x40 };
        // It depends on no value.
        self.bytes.extend([0x01 | has_attributes, 0xff, 0xff]);
        self.counted(|element| {
            element.name(name);
            if !attributes.is_empty() {
                element.counted(|list| {
                    for attribute in attributes {
                        list.attribute(*attribute);
                    }
                });
            }
            element.bytes.push(0x02);
            content(element);
            element.bytes.push(0x04);
        });
    }

    fn attribute(&mut self, (name, value, kind): (&str, u16, u8)) {
        self.bytes.push(0x06);
        self.name(name);
        self.substitution(value, kind);
    }

    fn substitution(&mut self, value: u16, kind: u8) {
        self.bytes.push(0x0d);
        self.bytes.extend(value.to_le_bytes());
        self.bytes.push(kind);
    }

    /// Four bytes that say how many follow.
    fn counted(&mut self, content: impl FnOnce(&mut Self)) {
        let at = self.bytes.len();
        self.word(0);
        content(self);
        let length = word(self.bytes.len() - at - 4);
        put(&mut self.bytes, at, &length.to_le_bytes());
    }

    /// Where the name stands, which is here: no next one, its hash, its length, itself, an end.
    fn name(&mut self, name: &str) {
        self.word(self.here() + 4);
        self.word(0);
        let hash = name
            .encode_utf16()
            .fold(0_u32, |hash, unit| hash.wrapping_mul(65_599).wrapping_add(unit.into()));
        self.bytes.extend(hash.to_le_bytes().iter().take(2));
        self.bytes.extend(u16::try_from(name.encode_utf16().count()).unwrap().to_le_bytes());
        self.bytes.extend(utf16(name));
        self.bytes.extend([0, 0]);
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn word(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}
