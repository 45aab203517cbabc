//! One message from a server: is it the answer, and what does it say?

use hickory_proto::op::{Header, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::DNSClass;
use hickory_proto::rr::rdata::opt::EdnsOption;
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder, DecodeError};

use super::record::{follow, zone_of};
use super::{DnsRecord, Question, name};
use crate::evidence::{DnsReply, DnsTransport, ExtendedDnsError, Rcode, scrub};

/// What a message turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum ReceivedMessage<R> {
    /// The answer.
    Answer {
        /// What it says.
        reply: DnsReply<R>,
        /// The question came back as it was sent, letter case included. Old servers and devices on
        /// the way change the case; so does whoever guesses the name from another's question.
        same_case: bool,
    },
    /// The answer did not fit; it has to be asked for over TCP.
    Truncated,
    /// Not an answer to this question: another id, another question, another operation, or no
    /// answer at all. An attacker can send these.
    NotOurs,
    /// It carries the right id and breaks the rules of the format.
    Malformed(&'static str),
}

/// Reads `message`, which came over `transport`, as the answer to `question` with the given id.
/// Never panics.
pub fn read_reply<R: DnsRecord>(
    question: &Question<R>,
    id: u16,
    transport: DnsTransport,
    message: &[u8],
) -> ReceivedMessage<R> {
    if message.get(..2) != Some(&id.to_be_bytes()) {
        return ReceivedMessage::NotOurs;
    }
    match head(message) {
        Err(_) => ReceivedMessage::Malformed("the header or the question is cut short"),
        Ok(head) if head.header.counts.queries > 1 => {
            ReceivedMessage::Malformed("there is more than one question")
        }
        Ok(head) if !head.answers(question) => ReceivedMessage::NotOurs,
        Ok(head) if head.header.metadata.truncation => ReceivedMessage::Truncated,
        Ok(head) => body(question, transport, message, head.has_case_of(question)),
    }
}

/// The part of a message that even a truncated one holds whole.
struct Head {
    header: Header,
    query: Option<Query>,
}

fn head(message: &[u8]) -> Result<Head, DecodeError> {
    let mut decoder = BinDecoder::new(message);
    let header = Header::read(&mut decoder)?;
    let query = if header.counts.queries == 0 { None } else { Some(Query::read(&mut decoder)?) };
    Ok(Head { header, query })
}

impl Head {
    fn answers<R: DnsRecord>(&self, question: &Question<R>) -> bool {
        let metadata = &self.header.metadata;
        metadata.message_type == MessageType::Response
            && metadata.op_code == OpCode::Query
            && match &self.query {
                Some(query) => {
                    query.name() == &question.name
                        && query.query_type() == R::TYPE
                        && query.query_class() == DNSClass::IN
                }
                None => may_omit_the_question(metadata.response_code),
            }
    }

    fn has_case_of<R>(&self, question: &Question<R>) -> bool {
        self.query.as_ref().is_none_or(|query| query.name().eq_case(&question.name))
    }
}

/// A server that could not or would not read the query may leave it out. One that says what exists
/// has read it.
fn may_omit_the_question(code: ResponseCode) -> bool {
    !matches!(code, ResponseCode::NoError | ResponseCode::NXDomain)
}

fn body<R: DnsRecord>(
    question: &Question<R>,
    transport: DnsTransport,
    bytes: &[u8],
    same_case: bool,
) -> ReceivedMessage<R> {
    let Ok(message) = Message::from_vec(bytes) else {
        return ReceivedMessage::Malformed("a record breaks the rules of the format");
    };
    let (chain, mut records) = follow(&question.name, &message.answers);
    let records_dropped =
        u32::try_from(records.len().saturating_sub(MOST_RECORDS)).unwrap_or(u32::MAX);
    records.truncate(MOST_RECORDS);
    let reply = DnsReply {
        rcode: rcode(message.metadata.response_code),
        transport,
        authoritative: message.metadata.authoritative,
        recursion_available: message.metadata.recursion_available,
        size_bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        soa: zone_of(&question.name, &chain, &message.authorities),
        aliases: chain.into_iter().map(name::text).collect(),
        extended_errors: extended_errors(&message),
        records,
        records_dropped,
        without_edns: false,
        from: None,
    };
    ReceivedMessage::Answer { reply, same_case }
}

fn rcode(code: ResponseCode) -> Rcode {
    match code {
        ResponseCode::NoError => Rcode::NoError,
        ResponseCode::FormErr => Rcode::FormErr,
        ResponseCode::ServFail => Rcode::ServFail,
        ResponseCode::NXDomain => Rcode::NxDomain,
        ResponseCode::NotImp => Rcode::NotImp,
        ResponseCode::Refused => Rcode::Refused,
        other => Rcode::Other(other.into()),
    }
}

fn extended_errors(message: &Message) -> Vec<ExtendedDnsError> {
    let options = message.edns.iter().flat_map(|edns| &edns.options().options);
    options.filter_map(|(_, option)| extended_error(option)).take(MOST_EXTENDED_ERRORS).collect()
}

fn extended_error(option: &EdnsOption) -> Option<ExtendedDnsError> {
    match option {
        EdnsOption::Unknown(EXTENDED_DNS_ERROR, data) => {
            let (code, text) = data.split_first_chunk()?;
            let text = scrub(&String::from_utf8_lossy(text));
            Some(ExtendedDnsError { code: u16::from_be_bytes(*code), text })
        }
        _ => None,
    }
}

/// More records than any client tries; the rest is counted.
const MOST_RECORDS: usize = 256;
const MOST_EXTENDED_ERRORS: usize = 8;
/// The option code of an extended DNS error (RFC 8914 §2).
const EXTENDED_DNS_ERROR: u16 = 15;
