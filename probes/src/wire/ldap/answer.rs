//! What comes back.

use super::Broken;
use crate::evidence::scrub;
use crate::wire::ber::{self, ENUMERATED, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET};

/// One message from a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The number of the request that it answers; 0: none.
    pub id: u32,
    /// What it says.
    pub answer: Answer,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a bind.
    Bind(LdapResult),
    /// One entry of a search.
    Entry(Entry),
    /// Entries of the search that stand elsewhere.
    Reference,
    /// The end of a search.
    Done(LdapResult),
    /// To an extended request; with the id 0, the server hangs up (RFC 4511 §4.4.1).
    Extended(LdapResult),
    /// Something that is never asked for here, by its tag.
    Other(u8),
}

/// How an operation ended (RFC 4511 §4.1.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdapResult {
    /// The result code; see [`code`].
    pub code: u32,
    /// The server's words, scrubbed.
    pub message: String,
}

/// An entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its distinguished name, scrubbed.
    pub name: String,
    /// Its attributes, as far as they were asked for and may be seen.
    pub attributes: Vec<Attribute>,
}

/// An attribute's name and values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name, as the server writes it.
    pub name: String,
    /// The values.
    pub values: Vec<Vec<u8>>,
}

/// Result codes (RFC 4511 appendix A.1).
pub mod code {
    /// `success`
    pub const SUCCESS: u32 = 0;
    /// `sizeLimitExceeded`: what came before it counts.
    pub const SIZE_LIMIT_EXCEEDED: u32 = 4;
    /// `authMethodNotSupported`
    pub const AUTH_METHOD_NOT_SUPPORTED: u32 = 7;
    /// `strongerAuthRequired`
    pub const STRONGER_AUTH_REQUIRED: u32 = 8;
    /// `confidentialityRequired`
    pub const CONFIDENTIALITY_REQUIRED: u32 = 13;
    /// `noSuchObject`
    pub const NO_SUCH_OBJECT: u32 = 32;
    /// `invalidCredentials`
    pub const INVALID_CREDENTIALS: u32 = 49;
    /// `busy`
    pub const BUSY: u32 = 51;
    /// `unavailable`
    pub const UNAVAILABLE: u32 = 52;
}

impl Entry {
    /// The values of an attribute; none where it is missing.
    pub fn values(&self, attribute: &str) -> &[Vec<u8>] {
        let found = self.attributes.iter().find(|known| known.name.eq_ignore_ascii_case(attribute));
        found.map_or(&[], |known| &known.values)
    }

    /// The first value of an attribute as text, scrubbed; empty where it is missing.
    pub fn text(&self, attribute: &str) -> String {
        self.values(attribute)
            .first()
            .map_or_else(String::new, |value| scrub(&String::from_utf8_lossy(value)))
    }
}

/// How many bytes the message that begins `prefix` has; `None` while too few have come to tell.
pub fn message_len(prefix: &[u8]) -> Result<Option<usize>, Broken> {
    match prefix.first() {
        Some(&found) if found != SEQUENCE => Err(Broken::Unexpected { expected: SEQUENCE, found }),
        _ => ber::element_len(prefix),
    }
}

/// Reads one whole message. What stands behind it is left alone.
pub fn read_message(bytes: &[u8]) -> Result<Message, Broken> {
    let mut message = Reader::of(Reader::of(bytes).expect(SEQUENCE)?);
    let id = message.number(INTEGER)?;
    let operation = message.next()?;
    let mut fields = Reader::of(operation.content);
    let answer = match operation.tag {
        BIND_RESPONSE => Answer::Bind(result(&mut fields)?),
        SEARCH_ENTRY => Answer::Entry(entry(&mut fields)?),
        SEARCH_REFERENCE => Answer::Reference,
        SEARCH_DONE => Answer::Done(result(&mut fields)?),
        EXTENDED_RESPONSE => Answer::Extended(result(&mut fields)?),
        other => Answer::Other(other),
    };
    Ok(Message { id, answer })
}

fn result(fields: &mut Reader<'_>) -> Result<LdapResult, Broken> {
    let code = fields.number(ENUMERATED)?;
    let _matched_name = fields.expect(OCTET_STRING)?;
    let message = scrub(&String::from_utf8_lossy(fields.expect(OCTET_STRING)?));
    Ok(LdapResult { code, message: message.trim_matches('\0').to_owned() })
}

fn entry(fields: &mut Reader<'_>) -> Result<Entry, Broken> {
    let name = scrub(&String::from_utf8_lossy(fields.expect(OCTET_STRING)?));
    let mut list = Reader::of(fields.expect(SEQUENCE)?);
    let mut attributes = Vec::new();
    while !list.is_at_end() {
        let attribute = attribute(&mut Reader::of(list.expect(SEQUENCE)?))?;
        if attributes.len() < MOST_ATTRIBUTES {
            attributes.push(attribute);
        }
    }
    Ok(Entry { name, attributes })
}

fn attribute(fields: &mut Reader<'_>) -> Result<Attribute, Broken> {
    let name = scrub(&String::from_utf8_lossy(fields.expect(OCTET_STRING)?));
    let mut set = Reader::of(fields.expect(SET)?);
    let mut values = Vec::new();
    while !set.is_at_end() {
        let value = set.expect(OCTET_STRING)?;
        if values.len() < MOST_VALUES {
            values.push(value.to_vec());
        }
    }
    Ok(Attribute { name, values })
}

/// No more is asked for; what a server adds of its own is left out.
const MOST_ATTRIBUTES: usize = 64;
/// An activation object names a KMS id for each product group that it activates.
const MOST_VALUES: usize = 256;

const BIND_RESPONSE: u8 = 0x61;
const SEARCH_ENTRY: u8 = 0x64;
const SEARCH_DONE: u8 = 0x65;
const SEARCH_REFERENCE: u8 = 0x73;
const EXTENDED_RESPONSE: u8 = 0x78;
