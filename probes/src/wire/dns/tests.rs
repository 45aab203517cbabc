use std::net::Ipv4Addr;

use hickory_proto::op::{Edns as Opt, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::opt::EdnsOption;
use hickory_proto::rr::rdata::{A, CNAME, SOA, SRV};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};

use super::*;
use crate::evidence::{DnsReply, DnsTransport, ExtendedDnsError, Rcode, SoaFacts, SrvRecord};

const ASKED: &str = "_vlmcs._tcp.corp.example";
const ID: u16 = 0x1234;

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

fn response(rcode: ResponseCode) -> Message {
    let mut message = Message::new(ID, MessageType::Response, OpCode::Query);
    message.metadata.response_code = rcode;
    message.add_query(Query::query(name("_vlmcs._tcp.corp.example."), RecordType::SRV));
    message
}

fn srv(owner: &str, target: &str) -> Record {
    Record::from_rdata(name(owner), 3600, RData::SRV(SRV::new(0, 0, 1688, name(target))))
}

fn cname(owner: &str, alias: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(alias))))
}

fn soa() -> Record {
    let soa = SOA::new(name("ns1.corp.example."), name("root.corp.example."), 7, 1, 1, 1, 900);
    Record::from_rdata(name("corp.example."), 3600, RData::SOA(soa))
}

fn two_hosts() -> Message {
    let mut message = response(ResponseCode::NoError);
    message.metadata.authoritative = true;
    message.add_answer(srv("_vlmcs._tcp.Corp.Example.", "KMS1.corp.example."));
    message.add_answer(srv("_vlmcs._tcp.corp.example.", "kms2.corp.example."));
    message.add_additional(Record::from_rdata(
        name("kms1.corp.example."),
        60,
        RData::A(A(Ipv4Addr::LOCALHOST)),
    ));
    message.set_edns(Opt::new());
    message
}

fn read(bytes: &[u8]) -> ReceivedMessage<SrvRecord> {
    read_reply(&Question::about(ASKED).unwrap(), ID, DnsTransport::Udp, bytes)
}

fn reply(message: &Message) -> DnsReply<SrvRecord> {
    match read(&message.to_vec().unwrap()) {
        ReceivedMessage::Answer { reply, .. } => reply,
        other => panic!("{other:?}"),
    }
}

fn targets(reply: &DnsReply<SrvRecord>) -> Vec<&str> {
    reply.records.iter().map(|record| record.target.as_str()).collect()
}

#[test]
fn a_query_is_what_another_decoder_reads_as_one() {
    let query = Question::<SrvRecord>::about(ASKED).unwrap().encode(ID, Edns::Offered);
    let message = Message::from_vec(&query).unwrap();
    assert_eq!((message.metadata.id, message.metadata.recursion_desired), (ID, true));
    assert_eq!(message.queries, response(ResponseCode::NoError).queries);
    assert_eq!(message.edns.unwrap().max_payload(), 1232);
    let plain = Question::<SrvRecord>::about(ASKED).unwrap().encode(ID, Edns::Plain);
    assert_eq!(Message::from_vec(&plain).unwrap().edns, None);
}

#[test]
fn the_published_hosts_are_read_with_the_case_of_the_server() {
    let reply = reply(&two_hosts());
    assert_eq!(targets(&reply), ["KMS1.corp.example", "kms2.corp.example"]);
    assert_eq!(
        (reply.rcode, reply.authoritative, reply.records[0].ttl_s),
        (Rcode::NoError, true, 3600)
    );
}

#[test]
fn a_missing_name_comes_with_its_zone() {
    let mut message = response(ResponseCode::NXDomain);
    message.add_authority(soa());
    let reply = reply(&message);
    assert_eq!(reply.rcode, Rcode::NxDomain);
    assert_eq!(
        reply.soa,
        Some(SoaFacts { zone: "corp.example".into(), serial: 7, negative_ttl_s: 900 })
    );
}

#[test]
fn a_server_has_no_say_on_a_zone_that_the_name_is_not_in() {
    let mut foreign = response(ResponseCode::NXDomain);
    let soa_of = |zone: &str| {
        let soa = SOA::new(name("ns1.example."), name("root.example."), 7, 1, 1, 1, 900);
        Record::from_rdata(name(zone), 60, RData::SOA(soa))
    };
    foreign.add_authorities([
        soa_of("bank.example."),
        soa_of("x._vlmcs._tcp.corp.example."),
        soa_of("p.example."),
    ]);
    assert_eq!(reply(&foreign).soa, None);
    foreign.add_authority(soa_of("Example."));
    assert_eq!(reply(&foreign).soa.unwrap().zone, "Example");
    let mut aliased = response(ResponseCode::NoError);
    aliased.add_answer(cname("_vlmcs._tcp.corp.example.", "kms.other.test."));
    aliased.add_authority(soa_of("other.test."));
    assert_eq!(reply(&aliased).soa.unwrap().zone, "other.test");
}

#[test]
fn the_letter_case_of_the_question_is_compared() {
    let same_case = |asked: &str, echoed: &str| {
        let mut message = two_hosts();
        message.queries[0].set_name(name(echoed));
        let question = Question::<SrvRecord>::about(asked).unwrap();
        match read_reply(&question, ID, DnsTransport::Udp, &message.to_vec().unwrap()) {
            ReceivedMessage::Answer { same_case, .. } => same_case,
            other => panic!("{other:?}"),
        }
    };
    assert!(same_case("_VLMCS._tcp.corp.Example", "_VLMCS._tcp.corp.Example."));
    assert!(!same_case("_VLMCS._tcp.corp.Example", "_vlmcs._tcp.corp.example."));
    assert!(!same_case(ASKED, "_vlmcs._tcp.corp.examplE."));
}

#[test]
fn aliases_are_followed_to_the_records_at_their_end() {
    let mut message = response(ResponseCode::NoError);
    message.add_answers([
        srv("elsewhere.example.", "rogue.example."),
        cname("b.example.", "c.example."),
        cname("_vlmcs._tcp.corp.example.", "b.example."),
        srv("c.example.", "kms.example."),
    ]);
    let reply = reply(&message);
    assert_eq!(reply.aliases, ["b.example", "c.example"]);
    assert_eq!(targets(&reply), ["kms.example"]);
}

#[test]
fn a_loop_of_aliases_ends() {
    for far_end in ["_vlmcs._tcp.corp.example.", "b.example.", "c.example."] {
        let mut message = response(ResponseCode::NoError);
        message.add_answers([
            cname("_vlmcs._tcp.corp.example.", "b.example."),
            cname("b.example.", "c.example."),
            cname("c.example.", far_end),
        ]);
        assert!(reply(&message).aliases.len() <= 4, "{far_end}");
    }
}

#[test]
fn a_long_chain_of_aliases_is_not_followed_to_its_end() {
    let mut message = response(ResponseCode::NoError);
    message.add_answer(cname("_vlmcs._tcp.corp.example.", "0.example."));
    message.add_answers(
        (0..500).map(|hop| cname(&format!("{hop}.example."), &format!("{}.example.", hop + 1))),
    );
    assert_eq!(reply(&message).aliases.len(), 16);
}

#[test]
fn records_beyond_any_use_are_counted_and_not_kept() {
    let mut message = response(ResponseCode::NoError);
    message.add_answers(
        (0..1000).map(|n| srv("_vlmcs._tcp.corp.example.", &format!("kms{n}.corp.example."))),
    );
    let reply = reply(&message);
    assert_eq!((reply.records.len(), reply.records_dropped), (256, 744));
}

#[test]
fn no_question_is_made_about_a_product_key() {
    let key = ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"].join("-");
    for name in [
        key.clone(),
        format!("_vlmcs._tcp.{key}"),
        key.replace('-', "."),
        key.replace('-', "\\045"),
    ] {
        assert_eq!(
            Question::<SrvRecord>::about(&name).map(drop),
            Err(NotAQuestion::ProductKey),
            "{name}"
        );
    }
}

#[test]
fn a_reason_beside_the_code_is_kept_and_scrubbed() {
    let mut message = response(ResponseCode::ServFail);
    let mut opt = Opt::new();
    opt.options_mut().insert(EdnsOption::Unknown(15, b"\x00\x09expired\x1b".to_vec()));
    message.set_edns(opt);
    assert_eq!(
        reply(&message).extended_errors,
        [ExtendedDnsError { code: 9, text: "expired".into() }]
    );
}

#[test]
fn a_code_of_twelve_bits_is_put_together() {
    let mut message = response(ResponseCode::BADVERS);
    message.set_edns(Opt::new());
    assert_eq!(reply(&message).rcode, Rcode::Other(16));
}

#[test]
fn what_answers_another_question_is_not_ours() {
    let mut wrong_id = two_hosts();
    wrong_id.metadata.id = ID + 1;
    let mut echo = two_hosts();
    echo.metadata.message_type = MessageType::Query;
    let mut wrong_name = two_hosts();
    wrong_name.queries[0].set_name(name("_vlmcs._tcp.other.example."));
    let mut wrong_type = two_hosts();
    wrong_type.queries[0].set_query_type(RecordType::A);
    let mut wrong_class = two_hosts();
    wrong_class.queries[0].set_query_class(DNSClass::CH);
    let mut no_question = two_hosts();
    no_question.queries.clear();
    let mut absent_without_question = response(ResponseCode::NXDomain);
    absent_without_question.queries.clear();
    let mut wrong_operation = two_hosts();
    wrong_operation.metadata.op_code = OpCode::Notify;
    let wrong =
        [wrong_id, echo, wrong_name, wrong_type, wrong_class, no_question, absent_without_question];
    for message in wrong.into_iter().chain([wrong_operation]) {
        assert_eq!(read(&message.to_vec().unwrap()), ReceivedMessage::NotOurs, "{message}");
    }
}

#[test]
fn a_refusal_may_leave_the_question_out() {
    let mut message = response(ResponseCode::Refused);
    message.queries.clear();
    assert_eq!(reply(&message).rcode, Rcode::Refused);
}

#[test]
fn a_truncated_answer_is_known_even_if_its_records_are_cut() {
    let mut message = two_hosts();
    message.metadata.truncation = true;
    let bytes = message.to_vec().unwrap();
    assert_eq!(read(&bytes[..bytes.len() - 30]), ReceivedMessage::Truncated);
}

#[test]
fn a_name_that_points_at_itself_is_malformed() {
    let mut bytes = response(ResponseCode::NoError).to_vec().unwrap();
    let at = u16::try_from(bytes.len()).unwrap();
    bytes[7] = 1;
    bytes.extend((0xc000 | at).to_be_bytes());
    bytes.extend([0, 33, 0, 1, 0, 0, 0, 60, 0, 7, 0, 0, 0, 0, 0, 1, 0]);
    assert!(matches!(read(&bytes), ReceivedMessage::Malformed(_)));
}

#[test]
fn a_claim_of_many_questions_is_malformed() {
    let mut bytes = two_hosts().to_vec().unwrap();
    bytes[4..6].copy_from_slice(&[0xff, 0xff]);
    assert!(matches!(read(&bytes), ReceivedMessage::Malformed(_)));
}

fn recorded() -> Vec<Vec<u8>> {
    let mut aliased = response(ResponseCode::NoError);
    aliased.add_answers([
        cname("_vlmcs._tcp.corp.example.", "b.example."),
        srv("b.example.", "kms.example."),
    ]);
    let mut missing = response(ResponseCode::NXDomain);
    missing.add_authority(soa());
    let mut opt = Opt::new();
    opt.options_mut().insert(EdnsOption::Unknown(15, b"\x00\x16no reachable authority".to_vec()));
    missing.set_edns(opt);
    [two_hosts(), aliased, missing].map(|message| message.to_vec().unwrap()).into()
}

#[test]
fn no_message_cut_anywhere_passes_for_whole() {
    for bytes in recorded() {
        assert!(matches!(read(&bytes), ReceivedMessage::Answer { .. }));
        for length in 0..bytes.len() {
            assert!(
                matches!(
                    read(&bytes[..length]),
                    ReceivedMessage::NotOurs | ReceivedMessage::Malformed(_)
                ),
                "{length}"
            );
        }
    }
}

#[test]
fn every_value_of_every_byte_is_survived() {
    for bytes in recorded() {
        for at in 0..bytes.len() {
            for value in 0..=u8::MAX {
                let mut flipped = bytes.clone();
                flipped[at] = value;
                if let ReceivedMessage::Answer { reply, .. } = read(&flipped) {
                    assert!(reply.records.len() <= 2);
                }
            }
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_with_the_right_id_are_survived(mut bytes: Vec<u8>) {
        bytes.splice(0..bytes.len().min(2), ID.to_be_bytes());
        read(&bytes);
    }
}
