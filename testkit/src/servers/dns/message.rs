//! Answers, honest and forged.

use hickory_proto::op::{Edns, Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::Record;
use hickory_proto::rr::rdata::opt::EdnsOption;

use super::Asked;
use super::records::{name, soa, srv};

pub(super) fn asked(query: &Message) -> Asked {
    let question = &query.queries[0];
    let name = question.name().to_ascii().to_ascii_lowercase();
    // The root is its final dot.
    let bare = name.strip_suffix('.').filter(|bare| !bare.is_empty()).unwrap_or(&name);
    (bare.to_owned(), question.query_type())
}

pub(super) fn whole(message: &Message) -> Vec<u8> {
    message.to_vec().unwrap()
}

pub(super) fn response(query: &Message) -> Message {
    let mut message = Message::new(query.metadata.id, MessageType::Response, OpCode::Query);
    message.metadata.recursion_available = true;
    message.add_queries(query.queries.clone());
    message.edns = query.edns.as_ref().map(|_| Edns::new());
    message
}

pub(super) fn answer(query: &Message, records: Vec<Record>) -> Message {
    let mut message = response(query);
    message.metadata.authoritative = true;
    message.add_answers(records);
    message
}

/// What is larger than the client takes is announced as truncated (RFC 2181 §9).
pub(super) fn fitted(query: &Message, message: &Message) -> Vec<u8> {
    let all = whole(message);
    let fits = all.len() <= query.max_payload().into();
    if fits { all } else { whole(&message.truncate()) }
}

pub(super) fn refusal(query: &Message, code: ResponseCode) -> Message {
    let mut message = response(query);
    message.metadata.response_code = code;
    message.add_authority(soa("corp.example"));
    if let (Some(edns), true) = (&mut message.edns, code != ResponseCode::NXDomain) {
        edns.options_mut()
            .insert(EdnsOption::Unknown(15, b"\x00\x16no reachable authority".to_vec()));
    }
    message
}

/// As a server answers that does not know EDNS (RFC 6891 §7).
pub(super) fn rejection(query: &Message) -> Message {
    let mut message = response(query);
    message.metadata.response_code = ResponseCode::FormErr;
    message.edns = None;
    message
}

pub(super) fn garbage(query: &Message) -> Vec<u8> {
    [&query.metadata.id.to_be_bytes()[..], b"\x81garbage"].concat()
}

pub(super) fn decoys(query: &Message, records: Vec<Record>) -> Vec<Vec<u8>> {
    let mut other_id = answer(query, vec![]);
    other_id.metadata.id ^= 1;
    let mut other_question = answer(query, vec![]);
    other_question.queries[0].set_name(name("decoy.example"));
    let honest = answer(query, records);
    vec![whole(&other_id), whole(&other_question), garbage(query), whole(&honest)]
}

/// What somebody sends who knows the question and the port, and not the id.
pub(super) fn guesses(query: &Message, count: usize, record: Record) -> Vec<Vec<u8>> {
    let mut guess = forged(query, record);
    let guess = (0..count).map(|_| {
        guess.metadata.id = guess.metadata.id.wrapping_add(1);
        whole(&guess)
    });
    guess.collect()
}

pub(super) fn forged(query: &Message, record: Record) -> Message {
    answer(query, vec![record])
}

pub(super) fn other_questions(query: &Message, count: usize) -> Vec<Vec<u8>> {
    let mut other = answer(query, vec![srv("other.example", "rogue.example")]);
    let other = (0..count).map(|number| {
        other.queries[0].set_name(name(&format!("other{number}.example")));
        whole(&other)
    });
    other.collect()
}

/// As servers and devices do that keep one spelling of a name.
pub(super) fn in_capitals(datagram: &[u8]) -> Vec<u8> {
    let mut message = Message::from_vec(datagram).unwrap();
    let capitals = message.queries[0].name().to_ascii().to_ascii_uppercase();
    message.queries[0].set_name(name(&capitals));
    whole(&message)
}

/// One SRV record, whose owner is a pointer to its own first byte, and its target another to that.
pub(super) fn pointer_loop(query: &Message) -> Vec<u8> {
    let mut message = response(query);
    message.edns = None;
    let mut bytes = whole(&message);
    let own_place = u16::try_from(bytes.len()).unwrap();
    // ANCOUNT, then owner, type, class, TTL, length, priority, weight, port, target.
    bytes[7] = 1;
    bytes.extend((0xc000 | own_place).to_be_bytes());
    bytes.extend([0, 33, 0, 1, 0, 0, 0, 60, 0, 8, 0, 0, 0, 0, 6, 0x98]);
    bytes.extend((0xc000 | own_place).to_be_bytes());
    bytes
}
