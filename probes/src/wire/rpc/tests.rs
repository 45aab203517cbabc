//! Recorded exchanges with three servers (`fixtures/rpc`), hand-made ones, and each of them
//! damaged.

use std::path::Path;

use super::*;
use crate::evidence::{BindResult, ContextResult, OtherProtocol};

/// One recorded exchange: the client's PDU where it was kept, the server's where it answered.
struct Recording {
    name: String,
    sent: Vec<u8>,
    answered: Vec<u8>,
}

fn recordings() -> Vec<Recording> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rpc");
    let mut recordings: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| recording(&file.unwrap().path())).collect();
    recordings.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(recordings.len() > 25, "the recordings are gone");
    recordings
}

fn recording(file: &Path) -> Recording {
    let mut recording = Recording {
        name: file.file_stem().unwrap().to_str().unwrap().to_owned(),
        sent: vec![],
        answered: vec![],
    };
    let mut to_client = false;
    for line in std::fs::read_to_string(file).unwrap().lines() {
        match line.strip_prefix('#') {
            Some(comment) => to_client = comment.starts_with(" S->C"),
            None if to_client => recording.answered.extend(bytes(&line[4..])),
            None => recording.sent.extend(bytes(&line[4..])),
        }
    }
    recording
}

fn named(name: &str) -> Recording {
    recordings().into_iter().find(|recording| recording.name == name).unwrap()
}

fn bytes(dump: &str) -> Vec<u8> {
    hex::decode(dump.split_whitespace().collect::<String>()).unwrap()
}

fn whole(answer: &[u8], offer: Offer) -> BindReply {
    match read(answer, offer).unwrap() {
        BindProgress::Whole(reply) => reply,
        other => panic!("{other:?}"),
    }
}

fn results(reply: &BindReply) -> Vec<(BindResult, u16)> {
    match reply {
        BindReply::BindAck { results, .. } => {
            results.iter().map(|ContextResult { result, reason }| (*result, *reason)).collect()
        }
        other => panic!("{other:?}"),
    }
}

const ACCEPTED: &str = "05000c03100000003c00000001000000d016d0163fbf6310050031363838000001000000
    00000000045d888aeb1cc9119fe808002b10486002000000";
const MULTI: &str = "05000c03100000006c00000001000000d016d0163fbf6310050031363838000003000000
    020002000000000000000000000000000000000000000000
    0000000033057171babe37498319b5dbef9ccc3601000000
    030003000000000000000000000000000000000000000000";

#[test]
fn the_plain_bind_is_the_one_that_three_servers_answered() {
    for server in ["impacket", "samba135", "wine8"] {
        assert_eq!(bind(Offer::Ndr32), named(&format!("raw_normal_{server}")).sent);
    }
}

#[test]
fn the_other_bind_offers_what_windows_offers() {
    let expected = "05000b0310000000a000000001000000d016d0160000000003000000
        000001007521c8514e845047b0d8ec255555bc0601000000045d888aeb1cc9119fe808002b10486002000000
        010001007521c8514e845047b0d8ec255555bc060100000033057171babe37498319b5dbef9ccc3601000000
        020001007521c8514e845047b0d8ec255555bc06010000002c1cb76c12984045030000000000000001000000";
    assert_eq!(bind(Offer::Multi), bytes(expected));
}

#[test]
fn the_padded_bind_is_as_long_as_every_server_must_take() {
    let padded = bind(Offer::Padded);
    assert_eq!((padded.len(), u16::from_le_bytes([padded[8], padded[9]])), (1432, LARGEST_BIND));
    let contexts = usize::from(padded[24]);
    assert_eq!(contexts, Offer::Padded.context_count());
    // Each context has its own id, and one transfer syntax; the last has three.
    for (id, at) in (0_u8..).zip((28..).step_by(44)).take(contexts) {
        assert_eq!((padded[at], padded[at + 2]), (id, if id == 30 { 3 } else { 1 }));
    }
}

#[test]
fn every_recorded_answer_reads_as_its_server_meant_it() {
    for Recording { name, answered, .. } in recordings() {
        if answered.is_empty() {
            continue;
        }
        let told = match whole(&answered, Offer::Multi) {
            BindReply::BindAck { results, .. } => format!("{:?}", results[0].result),
            BindReply::BindNak { reason } => format!("nak {reason}"),
            BindReply::Fault { status } => format!("fault {status}"),
            BindReply::Other { .. } => "other".to_owned(),
        };
        assert_eq!(told, meaning(&name), "{name}");
    }
}

fn meaning(name: &str) -> &'static str {
    match name {
        _ if name.starts_with("bind_ack_accept") => "Acceptance",
        _ if name.starts_with("bind_ack_provreject") => "ProviderRejection",
        _ if name.starts_with("bind_ack_userreject") => "UserRejection",
        "raw_alterctx_impacket" | "raw_request_impacket" => "fault 1",
        "raw_request_wine8" => "fault 0",
        "raw_alterctx_samba135" | "raw_request_samba135" | "raw_vers4_samba135" => "nak 4",
        "raw_authntlmgarbage_samba135" => "nak 0",
        "raw_authntlmgarbage_wine8" | "raw_authtype77_samba135" => "nak 8",
        "raw_ctx3_samba135" | "raw_normal_samba135" => "ProviderRejection",
        _ => "Acceptance",
    }
}

#[test]
fn an_accepting_answer_tells_all_it_holds() {
    let accepted = BindReply::BindAck {
        max_xmit_frag: 5840,
        max_recv_frag: 5840,
        secondary_address: "1688".to_owned(),
        results: vec![ContextResult { result: BindResult::Acceptance, reason: 0 }],
    };
    assert_eq!(whole(&bytes(ACCEPTED), Offer::Ndr32), accepted);
}

#[test]
fn a_negotiated_feature_set_is_not_a_rejection() {
    let expected = [
        (BindResult::ProviderRejection, 2),
        (BindResult::Acceptance, 0),
        (BindResult::NegotiateAck, 3),
    ];
    assert_eq!(results(&whole(&bytes(MULTI), Offer::Multi)), expected);
}

#[test]
fn a_rejected_interface_keeps_its_reason() {
    let reply = whole(&named("bind_ack_userreject_impacket_ndr64").answered, Offer::Ndr32);
    assert_eq!(results(&reply), [(BindResult::UserRejection, 2)]);
}

#[test]
fn a_big_endian_answer_says_the_same() {
    let big_endian = "05000c0300000000003c00000000000116d016d01063bf3f0005313638380041
        01000000000200010000000000000000000000000000000000000000";
    let reply = whole(&bytes(big_endian), Offer::Ndr32);
    assert_eq!(results(&reply), [(BindResult::ProviderRejection, 1)]);
    assert!(matches!(reply, BindReply::BindAck { max_xmit_frag: 5840, .. }));
}

#[test]
fn an_answer_without_secondary_address_is_still_read() {
    let BindReply::BindAck { secondary_address, .. } =
        whole(&named("bind_ack_userreject_impacket_uuid").answered, Offer::Ndr32)
    else {
        panic!("not a bind_ack")
    };
    assert_eq!(secondary_address, "");
}

#[test]
fn a_fault_keeps_its_status() {
    let fault = bytes("0500032310000000200000000100000000000000000000000b00011c00000000");
    assert_eq!(whole(&fault, Offer::Ndr32), BindReply::Fault { status: 0x1c01_000b });
}

#[test]
fn every_truncation_asks_for_more() {
    for Recording { name, answered, .. } in recordings() {
        for cut in 0..answered.len() {
            assert_eq!(
                read(&answered[..cut], Offer::Multi),
                Ok(BindProgress::More),
                "{name} cut at {cut}"
            );
        }
    }
}

#[test]
fn an_answer_that_claims_a_field_it_does_not_hold_is_broken() {
    for name in ["raw_ctx3_wine8", "raw_authntlmgarbage_wine8", "raw_request_wine8"] {
        let answered = named(name).answered;
        for claim in 16..18 {
            let mut cut = answered[..claim].to_vec();
            cut[8] = u8::try_from(claim).unwrap();
            let outcome = read(&cut, Offer::Multi);
            assert_eq!(outcome, Err(Broken::Truncated), "{name} of {claim} bytes");
        }
    }
}

#[test]
fn no_flipped_byte_makes_it_panic_or_wait_for_more_than_it_takes() {
    for Recording { name, answered, .. } in recordings() {
        for at in 0..answered.len() {
            for value in [
                0,
                0xff,
                answered[at].wrapping_add(1),
                answered[at].wrapping_sub(1),
                answered[at] ^ 0x80,
            ] {
                let mut damaged = answered.clone();
                damaged[at] = value;
                let outcome = read(&damaged, Offer::Multi);
                let waits_for_a_longer_claim = (8..10).contains(&at) || at == 4;
                assert!(
                    outcome != Ok(BindProgress::More) || waits_for_a_longer_claim,
                    "{name}, byte {at} = {value}"
                );
            }
        }
    }
}

#[test]
fn a_claim_of_64_kib_is_refused_as_soon_as_the_header_is_there() {
    let mut claim = bytes(ACCEPTED);
    claim.truncate(16);
    claim[8..10].copy_from_slice(&[0xff, 0xff]);
    assert_eq!(read(&claim, Offer::Ndr32), Err(Broken::TooLarge { frag_len: 0xffff }));
}

#[test]
fn broken_rules_are_named() {
    let broken = |at: usize, value: u8| {
        let mut answer = bytes(ACCEPTED);
        answer[at] = value;
        read(&answer, Offer::Ndr32).unwrap_err()
    };
    assert_eq!(broken(2, 2), Broken::UnexpectedType { ptype: 2 });
    assert_eq!(broken(3, 1), Broken::Fragment { flags: 1 });
    assert_eq!(broken(4, 0x30), Broken::DataRepresentation { drep: 0x30 });
    assert_eq!(broken(8, 15), Broken::ShorterThanItsHeader { frag_len: 15 });
    assert_eq!(broken(12, 9), Broken::OtherCall { call_id: 9 });
    assert_eq!(broken(32, 2), Broken::ResultCount { results: 2 });
    assert_eq!(broken(32, 0), Broken::ResultCount { results: 0 });
    assert_eq!(broken(25, 0xff), Broken::Truncated);
}

#[test]
fn an_echo_of_the_bind_is_no_answer() {
    assert_eq!(read(&bind(Offer::Multi), Offer::Multi), Err(Broken::UnexpectedType { ptype: 11 }));
}

fn stranger(bytes: &[u8]) -> (OtherProtocol, String) {
    match read(bytes, Offer::Ndr32).unwrap() {
        BindProgress::Whole(BindReply::Other { speaks, excerpt })
        | BindProgress::Stranger(BindReply::Other { speaks, excerpt }) => (speaks, excerpt),
        other => panic!("{other:?}"),
    }
}

#[test]
fn other_protocols_are_told_apart() {
    let told = |bytes: &[u8]| stranger(bytes).0;
    assert_eq!(told(b"\x15\x03\x03\x00\x02\x02\x46"), OtherProtocol::Tls);
    assert_eq!(told(b"\x16\x03\x01"), OtherProtocol::Tls);
    assert_eq!(told(b"HTTP/1.1 400 Bad Request\r\n"), OtherProtocol::Http);
    assert_eq!(told(b"<HTML><head>"), OtherProtocol::Http);
    assert_eq!(told(b"220 mail.corp.example ESMTP\r\n"), OtherProtocol::Banner);
    assert_eq!(told(b"SSH-2.0-OpenSSH_9.2"), OtherProtocol::Banner);
    assert_eq!(told("220 caf\u{e9}".as_bytes().split_last().unwrap().1), OtherProtocol::Banner);
    assert_eq!(told(b"\xff\xfd\x18\xff"), OtherProtocol::Unknown);
    assert_eq!(told(b"\x05\xff"), OtherProtocol::Unknown);
    assert_eq!(told(b"\x00"), OtherProtocol::Unknown);
}

#[test]
fn a_stranger_is_known_by_its_first_byte_and_its_line_is_kept() {
    assert!(matches!(read(b"H", Offer::Ndr32), Ok(BindProgress::Stranger(_))));
    assert!(matches!(read(b"HTTP/1.1 400 Bad", Offer::Ndr32), Ok(BindProgress::Stranger(_))));
    assert!(matches!(read(b"\r\nHTTP/1.1", Offer::Ndr32), Ok(BindProgress::Stranger(_))));
    assert_eq!(
        stranger(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n").1,
        "HTTP/1.1 400 Bad Request"
    );
    assert_eq!(stranger(b"\r\n220 \x1b[2Jhello\r\n").0, OtherProtocol::Unknown);
}

#[test]
fn an_endless_line_is_cut_and_asks_for_no_more() {
    let Ok(BindProgress::Whole(BindReply::Other { excerpt, .. })) =
        read(&[b'x'; 5000], Offer::Ndr32)
    else {
        panic!("it wants more")
    };
    assert_eq!(excerpt.len(), 200);
}

#[test]
fn what_is_sent_is_only_ever_a_bind() {
    for offer in [Offer::Ndr32, Offer::Multi] {
        let pdu = bind(offer);
        assert_eq!((pdu[2], pdu_len(&pdu)), (PTYPE_BIND, Ok(Some(pdu.len()))));
    }
}
