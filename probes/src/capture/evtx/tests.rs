use std::path::PathBuf;

use super::log::{Event, file, swollen};
use super::*;
use crate::evidence::HostPort;

const SPP: &str = "Microsoft-Windows-Security-SPP";
const COMPUTER: &str = "SRV-APP-07.corp.example";
/// 2026-11-23 10:00:00 UTC.
const TEN: u64 = 134_399_016_000_000_000;
const SECOND: u64 = 10_000_000;

/// What `fixtures/captures/events/client.evtx` holds.
const CLIENT: [Event; 3] = [
    Event {
        provider: "Microsoft-Windows-Kernel-General",
        id: 1,
        at: TEN - SECOND,
        computer: COMPUTER,
        data: &["x"],
        is_nested: false,
    },
    Event {
        provider: SPP,
        id: 12288,
        at: TEN,
        computer: COMPUTER,
        data: &[
            "0xC004F06C, 0x00000000, kms1.corp.example:1688, 0d3d1a6c-7d11-4b2c-9d0e-2f1c5c1a7b01, \
                 2026/11/23 10:00, 1, 5, 0, ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03, 5",
        ],
        is_nested: false,
    },
    Event {
        provider: SPP,
        id: 8198,
        at: TEN + SECOND,
        computer: COMPUTER,
        data: &[
            "hr=0xC004F074",
            "RuleId=eeba1977-569e-4571-b639-7623d8bfecc0;Action=AutoActivate;Trigger=TimerEvent",
        ],
        is_nested: false,
    },
];

/// `ACTPROBE_BLESS=1 cargo test -p actprobe-probes evtx` writes it anew.
fn fixture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/captures/events/client.evtx")
}

#[test]
fn the_events_of_a_client_are_those_that_its_xml_would_tell() {
    let capture = parse(&file(&CLIENT)).unwrap();
    assert_eq!((capture.kind, capture.truncated), (CaptureKind::Evtx, false));
    assert_eq!(capture.facts.computer, COMPUTER);
    let told: Vec<_> =
        capture.facts.events.iter().map(|event| (event.id, event.code, event.count)).collect();
    assert_eq!(told, [(8198, Some(0xC004_F074), None), (12288, Some(0xC004_F06C), Some(5))]);
    let request = &capture.facts.events[1];
    assert_eq!(
        request.kms_host,
        Some(HostPort { host: "kms1.corp.example".to_owned(), port: 1688 })
    );
    assert_eq!(request.at, Some("2026-11-23T10:00:00Z".parse().unwrap()));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a wish of whoever starts the test")]
fn the_fixture_is_that_log() {
    if std::env::var_os("ACTPROBE_BLESS").is_some() {
        std::fs::write(fixture(), file(&CLIENT)).unwrap();
    }
    assert!(std::fs::read(fixture()).unwrap() == file(&CLIENT));
}

#[test]
fn a_log_without_events_of_the_service_tells_nothing() {
    let capture = parse(&file(&CLIENT[..1])).unwrap();
    assert!(
        !capture.truncated && capture.facts.events.is_empty() && capture.facts.computer.is_empty()
    );
}

#[test]
fn a_log_that_is_cut_off_says_so_and_gives_its_whole_chunks() {
    let whole = file(&CLIENT);
    let more = [&whole, &whole[FILE_HEADER_LEN..FILE_HEADER_LEN + 1000]].concat();
    let capture = parse(&more).unwrap();
    assert!(capture.truncated && capture.facts.events.len() == 2, "{capture:?}");
    for length in [8, 100, FILE_HEADER_LEN, FILE_HEADER_LEN + 1, whole.len() - 1] {
        let capture = parse(&whole[..length]).unwrap();
        assert!(capture.facts.events.is_empty(), "{length}: {capture:?}");
        assert_eq!(capture.truncated, length != FILE_HEADER_LEN, "{length}");
    }
}

#[test]
fn a_broken_record_costs_itself() {
    let mut log = file(&CLIENT);
    let second =
        log.windows(4).enumerate().filter(|(_, bytes)| bytes == b"**\0\0").nth(1).unwrap().0;
    // The token of the template's instance.
    log[second + 24 + 4] = 0x3f;
    let capture = parse(&log).unwrap();
    let told: Vec<_> = capture.facts.events.iter().map(|event| event.id).collect();
    assert!(capture.truncated && told == [8198], "{told:?}");
}

#[test]
fn a_whole_key_does_not_get_into_the_facts() {
    let key = ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"].join("-");
    let computer: &'static str = format!("srv {key}").leak();
    let capture = parse(&file(&[Event { computer, ..CLIENT[1] }])).unwrap();
    assert!(capture.facts.computer.contains("6789B") || capture.facts.computer.is_empty());
    assert!(!format!("{capture:?}").contains("QRTVW"));
}

#[test]
fn no_byte_of_a_log_can_break_the_reading() {
    let whole = file(&CLIENT);
    let used = whole.iter().rposition(|byte| *byte != 0).unwrap();
    for at in
        (0..128).chain(FILE_HEADER_LEN..FILE_HEADER_LEN + 128).chain(FILE_HEADER_LEN + 512..=used)
    {
        for byte in [0, 0xff, whole[at].wrapping_add(1), whole[at].wrapping_sub(1)] {
            let mut log = whole.clone();
            log[at] = byte;
            let _whatever = parse(&log);
        }
    }
}

/// The XML that another reader makes of a log.
fn rendered(log: &[u8]) -> Vec<String> {
    let mut parser = evtx::EvtxParser::from_buffer(log.to_vec()).unwrap();
    parser.records().map(|record| record.unwrap().data).collect()
}

#[test]
fn a_log_tells_what_its_rendered_xml_tells() {
    let nested = |event: &Event| Event { is_nested: true, ..event.clone() };
    let events = [
        nested(&CLIENT[0]),
        nested(&CLIENT[1]),
        CLIENT[1].clone(),
        nested(&CLIENT[2]),
        CLIENT[2].clone(),
    ];
    let log = file(&events);
    let xml = rendered(&log);
    assert_eq!(xml.len(), events.len());
    let of_xml =
        super::super::events::of_xml(xml.concat().as_bytes()).map_or(Vec::new(), |c| vec![c]);
    let own = parse(&log).unwrap();
    assert_eq!((own.facts.events.len(), own.truncated), (4, false));
    assert_eq!(own.facts, of_xml[0].facts);
}

#[test]
fn records_that_swell_are_gone_over_within_bounds() {
    let looks = |log: &[u8]| crate::wire::work::counted(|| parse(log).unwrap());
    // Two hundred times two hundred elements a record: ten megabytes in the chunk, were they gone
    // over.
    let hostile = swollen(5, 200);
    assert!(rendered(&swollen(1, 20)).concat().matches("<Data>").count() == 400);
    let (capture, seen) = looks(&hostile);
    assert!(capture.truncated && capture.facts.events.is_empty());
    assert!(seen > 1 << 20 && seen < 2 << 20, "{seen}");
    let (capture, seen) = looks(&file(&vec![CLIENT[1].clone(); 90]));
    assert!(!capture.truncated && capture.facts.events.len() == 90);
    assert!(seen < 400 << 10, "{seen}");
}
