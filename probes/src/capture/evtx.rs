//! The event log as Windows stores it (`.evtx`, MS-EVEN6 §2.2.12 to 2.2.18): each record becomes the XML that
//! `wevtutil … /f:xml` would print, and is read as that.

use std::io::Cursor;

use evtx::{EvtxParser, ParserSettings};

use super::Capture;
use super::events::Reading;
use crate::evidence::CaptureKind;

/// How a file begins.
const MAGIC: &[u8] = b"ElfFile\0";
/// Length of the file's header, in bytes.
const FILE_HEADER_LEN: usize = 4096;
/// Length of a chunk, in bytes; a file is its header and whole chunks.
const CHUNK_LEN: usize = 65_536;
/// How much XML one file may become, in bytes: records share text, so a hostile one could become more than the memory
/// holds. Honest ones grow by half, and no larger file than 64 MiB is looked at.
const MOST_XML: usize = 256 << 20;

/// Reads a log; `None` where it is none.
pub fn parse(bytes: &[u8]) -> Option<Capture> {
    if !bytes.starts_with(MAGIC) {
        return None;
    }
    let mut reading = Reading::default();
    reading.truncated = !ends_with_a_whole_chunk(bytes);
    match EvtxParser::from_buffer(bytes.to_vec()) {
        // One thread: the crate's default is one for each processor, for a file that is read once.
        Ok(parser) => records(parser.with_configuration(ParserSettings::new().num_threads(1)), &mut reading),
        Err(_) => reading.truncated = true,
    }
    Some(reading.capture(CaptureKind::Evtx))
}

fn ends_with_a_whole_chunk(bytes: &[u8]) -> bool {
    bytes.len().checked_sub(FILE_HEADER_LEN).is_some_and(|chunks| chunks.is_multiple_of(CHUNK_LEN))
}

/// Takes what can be read: a record that is broken costs itself, and the log is said to be incomplete.
fn records(mut parser: EvtxParser<Cursor<Vec<u8>>>, reading: &mut Reading) {
    let mut length = 0;
    for record in parser.records() {
        match record {
            Ok(record) => {
                length += record.data.len();
                reading.take(&record.data);
            }
            Err(_) => reading.truncated = true,
        }
        if length > MOST_XML {
            reading.truncated = true;
            return;
        }
    }
}

#[cfg(test)]
mod log;
#[cfg(test)]
mod tests;
