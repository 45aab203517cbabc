//! An event log as Windows writes one, for the tests (MS-EVEN6 §2.2.12 binary XML; the file around it after the
//! documentation of libevtx): one chunk, one template that the first record brings and the others refer to.

/// Where the first record begins in a chunk.
const CHUNK_HEADER_LEN: usize = 512;
const CHUNK_HEADER_SUMMED: std::ops::Range<usize> = 0..120;
const RECORD_HEADER_LEN: usize = 24;
const TEMPLATE_HEADER_LEN: u32 = 24;

const STRING: u8 = 0x01;
const UNSIGNED_16: u8 = 0x06;
const FILE_TIME: u8 = 0x11;
const STRINGS: u8 = 0x81;

/// One event.
pub struct Event {
    pub provider: &'static str,
    pub id: u16,
    /// In 100 ns since 1601.
    pub at: u64,
    pub computer: &'static str,
    /// One string for each `Data` element.
    pub data: &'static [&'static str],
}

/// The file that holds these events, the oldest first.
pub fn file(events: &[Event]) -> Vec<u8> {
    let mut file = vec![0; super::FILE_HEADER_LEN];
    put(&mut file, 0, super::MAGIC);
    put(&mut file, 24, &(events.len() as u64 + 1).to_le_bytes());
    put(&mut file, 32, &128_u32.to_le_bytes());
    // Version 3.1, the length of this header, one chunk.
    put(&mut file, 36, &[1, 0, 3, 0, 0, 0x10, 1, 0]);
    let sum = evtx::checksum_ieee(&file[CHUNK_HEADER_SUMMED]);
    put(&mut file, 124, &sum.to_le_bytes());
    file.extend(chunk(events));
    file
}

fn chunk(events: &[Event]) -> Vec<u8> {
    let mut chunk = vec![0; CHUNK_HEADER_LEN];
    let mut template = None;
    let mut last = chunk.len();
    for (number, event) in (1_u64..).zip(events) {
        last = chunk.len();
        let record = record(number, event, last, &mut template);
        chunk.extend(record);
    }
    let (count, end) = (events.len() as u64, chunk.len());
    chunk.resize(super::CHUNK_LEN, 0);
    put(&mut chunk, 0, b"ElfChnk\0");
    for (at, number) in [(8, 1), (16, count), (24, 1), (32, count)] {
        put(&mut chunk, at, &number.to_le_bytes());
    }
    let records_sum = evtx::checksum_ieee(&chunk[CHUNK_HEADER_LEN..end]);
    for (at, word) in [(40, 128), (44, word(last)), (48, word(end)), (52, records_sum)] {
        put(&mut chunk, at, &word.to_le_bytes());
    }
    let header_sum = evtx::checksum_ieee(&[&chunk[CHUNK_HEADER_SUMMED], &chunk[128..CHUNK_HEADER_LEN]].concat());
    put(&mut chunk, 124, &header_sum.to_le_bytes());
    chunk
}

fn record(number: u64, event: &Event, at: usize, template: &mut Option<u32>) -> Vec<u8> {
    let xml = instance(event, word(at + RECORD_HEADER_LEN), template);
    let length = word(RECORD_HEADER_LEN + xml.len() + 4).to_le_bytes();
    [b"**\0\0", &length[..], &number.to_le_bytes(), &event.at.to_le_bytes(), &xml, &length].concat()
}

/// A fragment with an instance of the template: its definition, or where that stands, then the values.
fn instance(event: &Event, at: u32, template: &mut Option<u32>) -> Vec<u8> {
    let mut xml = Xml { bytes: vec![0x0f, 1, 1, 0, 0x0c, 1], at };
    xml.word(1);
    let here = xml.here() + 4;
    xml.word(*template.get_or_insert(here));
    if *template == Some(here) {
        xml.definition();
    }
    let id = event.id.to_le_bytes().to_vec();
    let strings = event.data.iter().flat_map(|text| utf16(text).into_iter().chain([0, 0])).collect();
    let values = [
        (STRING, utf16(event.provider)),
        (UNSIGNED_16, id),
        (FILE_TIME, event.at.to_le_bytes().to_vec()),
        (STRING, utf16(event.computer)),
        (STRINGS, strings),
    ];
    xml.word(word(values.len()));
    for (kind, value) in &values {
        xml.bytes.extend(u16::try_from(value.len()).unwrap().to_le_bytes());
        xml.bytes.extend([*kind, 0]);
    }
    xml.bytes.extend(values.into_iter().flat_map(|(_, value)| value));
    xml.bytes.push(0);
    xml.bytes
}

/// Binary XML that stands at a place in a chunk: names refer to their own place.
struct Xml {
    bytes: Vec<u8>,
    at: u32,
}

impl Xml {
    fn here(&self) -> u32 {
        self.at + word(self.bytes.len())
    }

    fn word(&mut self, word: u32) {
        self.bytes.extend(word.to_le_bytes());
    }

    /// The template: no next one, its id, its length, then the element with five substitutions.
    fn definition(&mut self) {
        let mut body = Xml { bytes: vec![0x0f, 1, 1, 0], at: self.here() + TEMPLATE_HEADER_LEN };
        body.element("Event", &[], |event| {
            event.element("System", &[], |system| {
                system.element("Provider", &[("Name", 0, STRING)], |_| ());
                system.element("EventID", &[], |id| id.substitution(1, UNSIGNED_16));
                system.element("TimeCreated", &[("SystemTime", 2, FILE_TIME)], |_| ());
                system.element("Computer", &[], |computer| computer.substitution(3, STRING));
            });
            event.element("EventData", &[], |data| data.element("Data", &[], |data| data.substitution(4, STRINGS)));
        });
        body.bytes.push(0);
        self.word(0);
        self.bytes.extend([0xA5; 16]);
        self.word(word(body.bytes.len()));
        self.bytes.extend(body.bytes);
    }

    /// An element with attributes, whose values are substitutions: start, length, name, content, end.
    fn element(&mut self, name: &str, attributes: &[(&str, u16, u8)], content: impl FnOnce(&mut Self)) {
        let has_attributes = if attributes.is_empty() { 0 } else { 0x40 };
        // It depends on no value.
        self.bytes.extend([0x01 | has_attributes, 0xff, 0xff]);
        self.counted(|element| {
            element.name(name);
            if !attributes.is_empty() {
                element.counted(|list| attributes.iter().for_each(|attribute| list.attribute(*attribute)));
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
        let hash = name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(65_599).wrapping_add(unit.into()));
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
