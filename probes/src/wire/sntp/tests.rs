//! Replies made by hand, right and damaged, and the arithmetic at its edges.

use super::*;

const MARK: Timestamp = Timestamp(0x0123_4567_89ab_cdef);
const SECOND: u64 = 1 << 32;

/// A reply of a synchronised server of stratum 2 to the request with [`MARK`].
fn reply() -> Vec<u8> {
    let mut packet = vec![0x24, 2, 6, 0xe9, 0, 0, 0x80, 0, 0, 1, 0, 0, 10, 0, 0, 1];
    for timestamp in [1, MARK.0, 100 * SECOND, 100 * SECOND + SECOND / 2] {
        packet.extend(timestamp.to_be_bytes());
    }
    packet
}

fn with(changes: &[(usize, u8)]) -> Vec<u8> {
    let mut packet = reply();
    for (at, value) in changes {
        packet[*at] = *value;
    }
    packet
}

fn with_id(stratum: u8, id: [u8; 4]) -> Vec<u8> {
    with(&[(1, stratum), (12, id[0]), (13, id[1]), (14, id[2]), (15, id[3])])
}

fn facts(packet: &[u8]) -> NtpFacts {
    decode(packet, MARK).unwrap().facts
}

#[test]
fn a_request_is_a_client_packet_with_nothing_but_its_mark() {
    let packet = request(4, MARK);
    assert_eq!((packet[0], &packet[40..]), (0x23, MARK.0.to_be_bytes().as_slice()));
    assert!(packet[1..40].iter().all(|byte| *byte == 0));
    assert_eq!(request(3, MARK)[0], 0x1b);
}

#[test]
fn a_reply_tells_what_the_server_says_of_itself() {
    let expected = NtpFacts {
        version: 4,
        leap: LeapIndicator::None,
        stratum: 2,
        reference_id: "10.0.0.1".to_owned(),
        root_delay_us: 500_000,
        root_dispersion_us: 1_000_000,
    };
    assert_eq!(facts(&reply()), expected);
    assert!(expected.is_synchronised());
}

#[test]
fn a_longer_reply_with_a_mac_is_read_all_the_same() {
    let mut signed = reply();
    signed.extend([0xaa; 20]);
    assert_eq!(decode(&signed, MARK), decode(&reply(), MARK));
}

#[test]
fn a_reference_id_is_a_name_at_stratum_1_and_an_address_above() {
    assert_eq!(facts(&with_id(1, *b"GPS\0")).reference_id, "GPS");
    assert_eq!(facts(&with_id(2, *b"GPS\0")).reference_id, "71.80.83.0");
    assert_eq!(facts(&with_id(1, [0x1b, b'[', b'2', b'J'])).reference_id, "27.91.50.74");
}

#[test]
fn a_server_that_is_not_synchronised_has_answered() {
    for (stratum, id) in [(0, b"\0\0\0\0"), (16, b"\0\0\0\0"), (0, b"INIT"), (0, b"STEP")] {
        let mut packet = with_id(stratum, *id);
        packet[0] |= 0xc0;
        let facts = facts(&packet);
        assert!(
            facts.leap == LeapIndicator::Unknown && !facts.is_synchronised(),
            "{stratum} {id:?}"
        );
    }
}

#[test]
fn a_kiss_keeps_its_code() {
    for code in [b"RATE", b"DENY", b"RSTR"] {
        let mut packet = with_id(0, *code);
        packet[40..].fill(0);
        let code = String::from_utf8(code.to_vec()).unwrap();
        assert_eq!(decode(&packet, MARK), Err(Unusable::Kiss { code }));
    }
}

#[test]
fn what_is_no_answer_says_why() {
    assert_eq!(decode(&with(&[(0, 0x25)]), MARK), Err(Unusable::Mode { mode: 5 }));
    assert_eq!(decode(&reply(), Timestamp(7)), Err(Unusable::OtherRequest));
    assert_eq!(decode(&with_id(0, *b"RATE"), Timestamp(7)), Err(Unusable::OtherRequest));
    let mut without_time = reply();
    without_time[40..].fill(0);
    assert_eq!(decode(&without_time, MARK), Err(Unusable::NoTime));
}

#[test]
fn every_truncation_is_too_short() {
    for len in 0..HEADER_LEN {
        assert_eq!(decode(&reply()[..len], MARK), Err(Unusable::Short { len }));
    }
}

#[test]
fn no_flipped_byte_makes_it_panic() {
    for at in 0..HEADER_LEN {
        for value in 0..=255 {
            if let Ok(reply) = decode(&with(&[(at, value)]), MARK) {
                let _sample = sample(reply, Timestamp(u64::MAX), Timestamp(0));
            }
        }
    }
}

/// The sample of a server whose clock is `ahead` units before ours, asked at `asked`, over a way of
/// 10 ms each way.
fn sampled(asked: u64, ahead: u64) -> (i64, u64) {
    let way = SECOND / 100;
    let received = Timestamp(asked.wrapping_add(way).wrapping_add(ahead));
    let sent = Timestamp(received.0.wrapping_add(SECOND / 2));
    let answered = Timestamp(asked.wrapping_add(2 * way).wrapping_add(SECOND / 2));
    let ClockSample { offset_us, delay_us, .. } =
        sample(Reply { facts: facts(&reply()), received, sent }, Timestamp(asked), answered);
    (offset_us, delay_us)
}

#[test]
fn half_a_second_is_half_a_second() {
    assert_eq!(sampled(1000 * SECOND, SECOND / 2), (500_000, 20_000));
    assert_eq!(sampled(1000 * SECOND, 0_u64.wrapping_sub(SECOND / 2)), (-500_000, 20_000));
}

#[test]
fn the_era_may_end_between_any_two_of_the_four_times() {
    for hundredths in 0..70 {
        let asked = 0_u64.wrapping_sub(hundredths * (SECOND / 100));
        assert_eq!(sampled(asked, 5 * 3600 * SECOND), (18_000_000_000, 20_000));
    }
}

#[test]
fn a_host_that_woke_up_in_1970_is_right_about_how_wrong_it_is() {
    let ahead =
        Timestamp::from_unix(1_790_000_000_000_000_000).0.wrapping_sub(Timestamp::from_unix(0).0);
    assert_eq!(sampled(Timestamp::from_unix(0).0, ahead).0, 1_790_000_000_000_000);
}

#[test]
fn a_negative_delay_is_none() {
    let reply = Reply {
        facts: facts(&reply()),
        received: Timestamp(5 * SECOND),
        sent: Timestamp(6 * SECOND),
    };
    assert_eq!(sample(reply, Timestamp(5 * SECOND), Timestamp(5 * SECOND)).delay_us, 0);
}

#[test]
fn unix_time_becomes_ntp_time() {
    assert_eq!(Timestamp::from_unix(0), Timestamp(2_208_988_800 << 32));
    assert_eq!(Timestamp::from_unix(500_000_000), Timestamp((2_208_988_800 << 32) + (1 << 31)));
    // 2036-02-07T06:28:16Z, the first moment of era 1 (RFC 5905 figure 4).
    assert_eq!(Timestamp::from_unix(2_085_978_496_000_000_000), Timestamp(0));
}
