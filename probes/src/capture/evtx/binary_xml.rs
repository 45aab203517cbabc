//! Binary XML of an event log (MS-EVEN6 §2.2.12), as far as an event of the licensing service is
//! written in it.
//!
//! Templates make it grow: a few bytes of a record can stand for sixty thousand others, and these
//! for more. So the work is bounded chunk by chunk ([`MOST_WORK`]). A crate that renders whole
//! events cannot be held to that.

use std::cell::Cell;
use std::ops::Range;

use super::super::events::Event;
use crate::wire::work::look;

/// How much of a chunk may be gone over, in bytes: each record's template again for each record,
/// which makes some four hundred thousand where every record is the licensing service's.
const MOST_WORK: usize = 1 << 20;
/// How deep values may hold binary XML of their own; two is what Windows writes.
const DEEPEST: usize = 4;

/// Why a record is not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It is somebody else's, or tells nothing.
    NotWanted,
    /// It means nothing.
    Broken,
}

/// A chunk, to which records and templates refer by places in it.
pub(super) struct Chunk<'a> {
    bytes: &'a [u8],
    left: Cell<usize>,
}

/// A value of a record, which stands where its template has a hole.
struct Value {
    kind: u8,
    place: Range<usize>,
}

impl<'a> Chunk<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, left: Cell::new(MOST_WORK) }
    }

    /// Reads the record whose binary XML stands there.
    pub(super) fn event(&self, place: Range<usize>) -> Result<Event, Stop> {
        let mut event = Event::default();
        Walk { chunk: self, values: &[], in_template: false, depth: 0 }
            .over(place, &mut Builder::of(&mut event))?;
        Ok(event)
    }

    /// What is looked at is paid for.
    fn pay(&self, length: usize) -> Result<(), Stop> {
        look(length);
        self.left.set(self.left.get().checked_sub(length + 1).ok_or(Stop::Broken)?);
        Ok(())
    }

    fn array<const LEN: usize>(&self, at: &mut usize) -> Result<[u8; LEN], Stop> {
        let end = at.checked_add(LEN).ok_or(Stop::Broken)?;
        let read =
            self.bytes.get(*at..end).and_then(|bytes| bytes.try_into().ok()).ok_or(Stop::Broken)?;
        self.pay(LEN)?;
        *at = end;
        Ok(read)
    }

    fn byte(&self, at: &mut usize) -> Result<u8, Stop> {
        self.array::<1>(at).map(|[byte]| byte)
    }

    fn short(&self, at: &mut usize) -> Result<usize, Stop> {
        self.array(at).map(u16::from_le_bytes).map(usize::from)
    }

    fn long(&self, at: &mut usize) -> Result<usize, Stop> {
        usize::try_from(self.array(at).map(u32::from_le_bytes)?).map_err(|_| Stop::Broken)
    }

    fn skip(&self, at: &mut usize, length: usize) -> Result<Range<usize>, Stop> {
        let end =
            at.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or(Stop::Broken)?;
        Ok(std::mem::replace(at, end)..end)
    }

    /// UTF-16 behind its length in characters.
    fn counted_text(&self, at: &mut usize) -> Result<String, Stop> {
        let units = self.short(at)?;
        let place = self.skip(at, 2 * units)?;
        self.utf16(place)
    }

    fn utf16(&self, place: Range<usize>) -> Result<String, Stop> {
        self.pay(place.len())?;
        let pairs = self.bytes.get(place).unwrap_or_default().chunks_exact(2);
        let units = pairs.filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)));
        Ok(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
    }

    /// A name, which stands where it came first: right here, or elsewhere in the chunk.
    fn name(&self, at: &mut usize) -> Result<Name<'a>, Stop> {
        let place = self.long(at)?;
        // The place of the next name, and a hash.
        let mut text = place.checked_add(6).ok_or(Stop::Broken)?;
        let units = self.short(&mut text)?;
        let name = self.skip(&mut text, 2 * units)?;
        if place == *at {
            // A zero ends it.
            *at = text + 2;
        }
        Ok(Name(self.bytes.get(name).unwrap_or_default()))
    }
}

/// A name in UTF-16. Those that are asked for are ASCII.
#[derive(Clone, Copy)]
struct Name<'a>(&'a [u8]);

impl Name<'_> {
    fn is(self, name: &str) -> bool {
        self.0.len() == 2 * name.len()
            && self.0.chunks_exact(2).zip(name.bytes()).all(|(unit, byte)| unit == [byte, 0])
    }

    /// What stands beside the name, if it is one of them.
    fn one_of<T: Copy>(self, names: &[(&str, T)]) -> Option<T> {
        names.iter().find(|(name, _)| self.is(name)).map(|(_, meaning)| *meaning)
    }
}

/// A walk over the tokens of some binary XML.
#[derive(Clone, Copy)]
struct Walk<'a> {
    chunk: &'a Chunk<'a>,
    values: &'a [Value],
    /// In a template, elements say on which value they depend.
    in_template: bool,
    depth: usize,
}

impl Walk<'_> {
    fn over(self, place: Range<usize>, builder: &mut Builder<'_>) -> Result<(), Stop> {
        let chunk = self.chunk;
        let mut at = place.start;
        while at < place.end {
            match chunk.byte(&mut at)? {
                0x00 => break,
                token @ (0x01 | 0x41) => self.element(&mut at, token, builder)?,
                0x02 => builder.content(),
                0x03 | 0x04 => builder.close(),
                0x05 | 0x45 if chunk.byte(&mut at)? == STRING => {
                    builder.text(&chunk.counted_text(&mut at)?)?;
                }
                0x06 | 0x46 => builder.attribute(chunk.name(&mut at)?),
                0x07 | 0x47 => builder.text(&chunk.counted_text(&mut at)?)?,
                0x08 | 0x48 => {
                    let unit = u16::from_le_bytes(chunk.array(&mut at)?);
                    builder.text(&String::from_utf16_lossy(&[unit]))?;
                }
                0x09 | 0x49 => {
                    builder.text(chunk.name(&mut at)?.one_of(&ENTITIES).unwrap_or_default())?;
                }
                0x0a => _ = chunk.name(&mut at)?,
                0x0b => drop(chunk.counted_text(&mut at)?),
                0x0c => self.instance(&mut at, builder)?,
                0x0d | 0x0e => self.hole(&mut at, builder)?,
                // Version and flags of a fragment.
                0x0f => drop(chunk.array::<3>(&mut at)?),
                _ => return Err(Stop::Broken),
            }
        }
        Ok(())
    }

    fn element(self, at: &mut usize, token: u8, builder: &mut Builder<'_>) -> Result<(), Stop> {
        if self.in_template {
            self.chunk.short(at)?;
        }
        let _length = self.chunk.long(at)?;
        builder.open(self.chunk.name(at)?);
        if token & HAS_ATTRIBUTES != 0 {
            let _length = self.chunk.long(at)?;
        }
        Ok(())
    }

    /// A template with values for its holes; it stands here, or elsewhere in the chunk.
    fn instance(self, at: &mut usize, builder: &mut Builder<'_>) -> Result<(), Stop> {
        if self.depth >= DEEPEST {
            return Err(Stop::Broken);
        }
        let chunk = self.chunk;
        let (_version, _id) = (chunk.byte(at)?, chunk.long(at)?);
        let mut template = chunk.long(at)?;
        let is_here = template == *at;
        let (_next, _guid) = (chunk.long(&mut template)?, chunk.array::<16>(&mut template)?);
        let length = chunk.long(&mut template)?;
        let template = chunk.skip(&mut template, length)?;
        if is_here {
            *at = template.end;
        }
        let values = self.values(at)?;
        let walk = Walk { chunk, values: &values, in_template: true, depth: self.depth + 1 };
        walk.over(template, builder)
    }

    /// Length and kind of each, then the values.
    fn values(self, at: &mut usize) -> Result<Vec<Value>, Stop> {
        let count = self.chunk.long(at)?;
        let mut values = Vec::new();
        for _ in 0..count {
            let length = self.chunk.short(at)?;
            let [kind, _] = self.chunk.array(at)?;
            values.push(Value { kind, place: 0..length });
        }
        for value in &mut values {
            value.place = self.chunk.skip(at, value.place.len())?;
        }
        Ok(values)
    }

    fn hole(self, at: &mut usize, builder: &mut Builder<'_>) -> Result<(), Stop> {
        let (index, _kind) = (self.chunk.short(at)?, self.chunk.byte(at)?);
        let Some(value) = self.values.get(index) else { return Err(Stop::Broken) };
        let place = value.place.clone();
        match value.kind {
            BINARY_XML if self.depth >= DEEPEST => Err(Stop::Broken),
            BINARY_XML => Walk { in_template: false, values: &[], depth: self.depth + 1, ..self }
                .over(place, builder),
            STRING => builder.text(self.chunk.utf16(place)?.trim_end_matches('\0')),
            // Each stands in an element of its own.
            STRINGS => {
                let texts = self.chunk.utf16(place)?;
                texts.trim_end_matches('\0').split('\0').try_for_each(|text| builder.item(text))
            }
            FILE_TIME => {
                builder.time(self.chunk.bytes.get(place).and_then(|bytes| bytes.try_into().ok()));
                Ok(())
            }
            kind => builder.text(&number(kind, self.chunk.bytes.get(place).unwrap_or_default())),
        }
    }
}

/// A whole number as XML shows it; what is neither text nor number tells nothing of a licence.
fn number(kind: u8, bytes: &[u8]) -> String {
    let number =
        bytes.iter().rev().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    match kind {
        UNSIGNED_8 | UNSIGNED_16 | UNSIGNED_32 | UNSIGNED_64 => number.to_string(),
        SIGNED_32 => {
            u32::try_from(number).map(|number| number.cast_signed().to_string()).unwrap_or_default()
        }
        HEX_32 | HEX_64 => format!("0x{number:x}"),
        _ => String::new(),
    }
}

/// An event while its elements come.
struct Builder<'a> {
    event: &'a mut Event,
    /// The elements that are open, the innermost last.
    open: Vec<Element>,
    attribute: Option<Attribute>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Provider,
    EventId,
    TimeCreated,
    Computer,
    Data,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Name,
    SystemTime,
    Other,
}

impl<'a> Builder<'a> {
    fn of(event: &'a mut Event) -> Self {
        Self { event, open: Vec::new(), attribute: None }
    }

    fn open(&mut self, name: Name<'_>) {
        self.attribute = None;
        self.open.push(name.one_of(&ELEMENTS).unwrap_or(Element::Other));
        if self.open.last() == Some(&Element::Data) {
            self.event.data.push(String::new());
        }
    }

    fn attribute(&mut self, name: Name<'_>) {
        self.attribute = Some(name.one_of(&ATTRIBUTES).unwrap_or(Attribute::Other));
    }

    fn content(&mut self) {
        self.attribute = None;
    }

    fn close(&mut self) {
        self.attribute = None;
        self.open.pop();
    }

    fn text(&mut self, text: &str) -> Result<(), Stop> {
        match (self.open.last(), self.attribute) {
            (Some(Element::Provider), Some(Attribute::Name)) => {
                text.clone_into(&mut self.event.provider);
            }
            (Some(Element::EventId), None) => {
                self.event.id = text.trim().parse().unwrap_or_default();
            }
            (Some(Element::TimeCreated), Some(Attribute::SystemTime)) => {
                self.event.at = text.parse().ok();
            }
            (Some(Element::Computer), None) => self.event.computer.push_str(text),
            (Some(Element::Data), None) => {
                if let Some(data) = self.event.data.last_mut() {
                    data.push_str(text);
                }
            }
            _ => return Ok(()),
        }
        // Most events are others': the rest of them is not looked at.
        match self.event.may_tell() {
            true => Ok(()),
            false => Err(Stop::NotWanted),
        }
    }

    /// One of several texts in the place of one.
    fn item(&mut self, text: &str) -> Result<(), Stop> {
        let is_next = self.event.data.last().is_some_and(|data| !data.is_empty());
        if self.open.last() == Some(&Element::Data) && is_next {
            self.event.data.push(String::new());
        }
        self.text(text)
    }

    /// In 100 ns since 1601.
    fn time(&mut self, ticks: Option<[u8; 8]>) {
        let nanoseconds =
            ticks.map(|ticks| (i128::from(u64::from_le_bytes(ticks)) - UNIX_EPOCH) * 100);
        let at =
            nanoseconds.and_then(|nanoseconds| jiff::Timestamp::from_nanosecond(nanoseconds).ok());
        if (self.open.last(), self.attribute)
            == (Some(&Element::TimeCreated), Some(Attribute::SystemTime))
        {
            self.event.at = at;
        }
    }
}

const ELEMENTS: [(&str, Element); 5] = [
    ("Provider", Element::Provider),
    ("EventID", Element::EventId),
    ("TimeCreated", Element::TimeCreated),
    ("Computer", Element::Computer),
    ("Data", Element::Data),
];
const ATTRIBUTES: [(&str, Attribute); 2] =
    [("Name", Attribute::Name), ("SystemTime", Attribute::SystemTime)];
const ENTITIES: [(&str, &str); 5] =
    [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'")];

/// 1970, in 100 ns since 1601.
const UNIX_EPOCH: i128 = 116_444_736_000_000_000;
const HAS_ATTRIBUTES: u8 = 0x40;
// Kinds of values.
const STRING: u8 = 0x01;
const UNSIGNED_8: u8 = 0x04;
const UNSIGNED_16: u8 = 0x06;
const SIGNED_32: u8 = 0x07;
const UNSIGNED_32: u8 = 0x08;
const UNSIGNED_64: u8 = 0x0a;
const FILE_TIME: u8 = 0x11;
const HEX_32: u8 = 0x14;
const HEX_64: u8 = 0x15;
const BINARY_XML: u8 = 0x21;
const STRINGS: u8 = 0x81;
