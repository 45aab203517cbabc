//! The event log as Windows stores it (`.evtx`; MS-EVEN6 §2.2.12 to 2.2.18, the file around it
//! after the documentation of libevtx): a header, then chunks of records. Each chunk is gone over
//! once, and stands alone.

mod binary_xml;

use std::ops::Range;

use memchr::memmem;

use super::Capture;
use super::events::{EventCollector, PROVIDER};
use crate::evidence::CaptureKind;
use crate::wire::work::look;
use binary_xml::{Chunk, Stop};

/// How a file begins.
const MAGIC: &[u8] = b"ElfFile\0";
/// Length of the file's header, in bytes.
const FILE_HEADER_LEN: usize = 4096;
/// Length of a chunk, in bytes; a file is its header and whole chunks.
const CHUNK_LEN: usize = 65_536;
/// How a chunk begins.
const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
/// Where the first record begins in a chunk.
const CHUNK_HEADER_LEN: usize = 512;
/// Where a chunk's header says how far its records reach.
const RECORDS_END: Range<usize> = 48..52;
/// How a record begins: then its length, its number and its time.
const RECORD_MAGIC: &[u8] = b"**\0\0";
const RECORD_HEADER_LEN: usize = 24;
/// Behind a record stands its length again.
const RECORD_TAIL_LEN: usize = 4;

/// Reads a log; `None` where it is none.
pub fn parse(bytes: &[u8]) -> Option<Capture> {
    if !bytes.starts_with(MAGIC) {
        return None;
    }
    let mut reading = EventCollector::default();
    let chunks = bytes.get(FILE_HEADER_LEN..);
    reading.truncated = chunks.is_none_or(|chunks| !chunks.len().is_multiple_of(CHUNK_LEN));
    let provider: Vec<u8> = PROVIDER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let provider = memmem::Finder::new(&provider);
    for chunk in chunks.unwrap_or_default().chunks_exact(CHUNK_LEN) {
        look(chunk.len());
        // Who never wrote into a chunk is not named in it.
        if provider.find(chunk).is_some() {
            records(chunk, &mut reading);
        } else if !chunk.starts_with(CHUNK_MAGIC) && chunk.iter().any(|byte| *byte != 0) {
            reading.truncated = true;
        }
    }
    Some(reading.capture(CaptureKind::Evtx))
}

/// Takes what can be read: a record that is broken costs itself, and the log is said to be
/// incomplete.
fn records(bytes: &[u8], reading: &mut EventCollector) {
    let end =
        bytes.get(RECORDS_END).and_then(|end| end.try_into().ok()).map_or(0, u32::from_le_bytes);
    let Some(used) = bytes
        .get(..usize::try_from(end).unwrap_or(usize::MAX))
        .filter(|_| bytes.starts_with(CHUNK_MAGIC))
    else {
        reading.truncated = true;
        return;
    };
    let chunk = Chunk::new(bytes);
    let mut at = CHUNK_HEADER_LEN;
    while let Some(rest) = used.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(length) = record_length(rest) else {
            // Zeros are space that is not used yet.
            reading.truncated |= rest.iter().any(|byte| *byte != 0);
            // The next beginning of a record, if there is one.
            match memmem::find(rest.get(1..).unwrap_or_default(), RECORD_MAGIC) {
                Some(next) => at += 1 + next,
                None => return,
            }
            continue;
        };
        match chunk.event(at + RECORD_HEADER_LEN..at + length - RECORD_TAIL_LEN) {
            Ok(event) => reading.keep(&event),
            Err(Stop::NotWanted) => {}
            Err(Stop::Broken) => reading.truncated = true,
        }
        at += length;
    }
}

/// How long the record is that stands there, in bytes; none where none stands whole.
fn record_length(bytes: &[u8]) -> Option<usize> {
    let length = bytes
        .strip_prefix(RECORD_MAGIC)?
        .first_chunk()
        .map(|length| u32::from_le_bytes(*length))?;
    let length = usize::try_from(length).ok()?;
    (RECORD_HEADER_LEN + RECORD_TAIL_LEN..=bytes.len()).contains(&length).then_some(length)
}

#[cfg(test)]
mod log;
#[cfg(test)]
mod tests;
