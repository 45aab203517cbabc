use super::*;
use crate::evidence::RootDse;
use crate::wire::ber::{
    ENUMERATED, INTEGER, OCTET_STRING, SEQUENCE, SET, constructed, element, number,
};

/// A message as a server writes it.
fn answer(id: u32, tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    constructed(SEQUENCE, &[number(INTEGER, id), constructed(tag, parts)])
}

fn octets(text: &str) -> Vec<u8> {
    element(OCTET_STRING, text.as_bytes())
}

fn attribute(name: &str, values: &[&str]) -> Vec<u8> {
    let values: Vec<Vec<u8>> = values.iter().map(|value| octets(value)).collect();
    constructed(SEQUENCE, &[octets(name), constructed(SET, &values)])
}

fn result(code: u32, message: &str) -> [Vec<u8>; 3] {
    [number(ENUMERATED, code), octets(""), octets(message)]
}

fn entry_of_root_dse() -> Vec<u8> {
    let attributes = [
        attribute("configurationNamingContext", &["CN=Configuration,DC=corp,DC=example"]),
        attribute("schemaNamingContext", &["CN=Schema,CN=Configuration,DC=corp,DC=example"]),
        attribute("DNSHOSTNAME", &["dc1.corp.example"]),
        attribute("domainControllerFunctionality", &["7"]),
        attribute("isSynchronized", &["TRUE"]),
        attribute("currentTime", &["20261103091201.0Z"]),
        attribute("supportedControl", &[]),
    ];
    answer(2, 0x64, &[octets(""), constructed(SEQUENCE, &attributes)])
}

#[test]
fn a_search_is_written_as_the_specification_has_it() {
    let wanted = Search {
        base: "",
        scope: Scope::Base,
        filter: Filter::Present("objectClass"),
        attributes: &["a"],
        size_limit: 1,
    };
    #[rustfmt::skip]
    let expected = [
        0x30, 0x28, 2, 1, 7, 0x63, 0x23,
        4, 0, 0x0a, 1, 0, 0x0a, 1, 0, 2, 1, 1, 2, 1, 10, 1, 1, 0,
        0x87, 0x0b, b'o', b'b', b'j', b'e', b'c', b't', b'C', b'l', b'a', b's', b's',
        0x30, 3, 4, 1, b'a',
    ];
    let written = search(7, &wanted);
    assert_eq!(written, expected);
    assert_eq!(message_len(&written), Ok(Some(written.len())));
}

#[test]
fn a_bind_holds_name_and_password_and_the_rest_is_fixed() {
    assert_eq!(
        bind(1, "u", b"p"),
        [0x30, 0x0e, 2, 1, 1, 0x60, 9, 2, 1, 3, 4, 1, b'u', 0x80, 1, b'p']
    );
    let long = bind(2, "u", &[b'p'; 300]);
    assert_eq!((message_len(&long), long.capacity()), (Ok(Some(long.len())), long.len()));
    assert!(long.starts_with(&[
        0x30, 0x84, 0, 0, 1, 0x41, 2, 1, 2, 0x60, 0x84, 0, 0, 1, 0x38, 2, 1, 3, 4, 1, b'u'
    ]));
    assert_eq!(unbind(3), [0x30, 5, 2, 1, 3, 0x42, 0]);
    let start_tls = start_tls(1);
    assert!(start_tls.starts_with(&[0x30, 0x1d, 2, 1, 1, 0x77, 0x18, 0x80, 0x16]));
    assert!(start_tls.ends_with(b"1.3.6.1.4.1.1466.20037"));
}

#[test]
fn a_root_dse_is_read() {
    let Message { id: 2, answer: Answer::Entry(entry) } =
        read_message(&entry_of_root_dse()).unwrap()
    else {
        panic!("no entry")
    };
    let expected = RootDse {
        configuration: "CN=Configuration,DC=corp,DC=example".into(),
        schema: "CN=Schema,CN=Configuration,DC=corp,DC=example".into(),
        dns_host_name: "dc1.corp.example".into(),
        controller_functionality: Some(7),
        is_synchronized: Some(true),
        current_time: Some("2026-11-03T09:12:01Z".parse().unwrap()),
        ..RootDse::default()
    };
    assert_eq!(root_dse(&entry), expected);
}

#[test]
fn results_carry_their_code_and_scrubbed_words() {
    let refusal = answer(3, 0x65, &result(1, "00002020: Operation\u{1b}[2J unavailable\0"));
    let read = read_message(&refusal).unwrap();
    let words = "00002020: Operation [2J unavailable".to_owned();
    assert_eq!(
        read,
        Message { id: 3, answer: Answer::Done(LdapResult { code: 1, message: words }) }
    );
    let bound = read_message(&answer(1, 0x61, &result(49, ""))).unwrap();
    assert_eq!(
        bound.answer,
        Answer::Bind(LdapResult { code: code::INVALID_CREDENTIALS, message: String::new() })
    );
    assert_eq!(
        read_message(&answer(1, 0x73, &[octets("ldap://x")])).unwrap().answer,
        Answer::Reference
    );
    assert_eq!(read_message(&answer(1, 0x6b, &[])).unwrap().answer, Answer::Other(0x6b));
}

#[test]
fn what_is_no_ldap_is_told_by_its_first_byte() {
    assert!(message_len(b"HTTP/1.1 400").is_err());
    assert!(message_len(&[0x15, 3, 3]).is_err());
    assert_eq!(message_len(&[]), Ok(None));
}

#[test]
fn an_activation_object_is_read_without_its_licences() {
    let attributes = [
        attribute("cn", &["Windows Server 2022"]),
        attribute("displayName", &["Windows(R) Server 2022"]),
        attribute("msSPP-CSVLKPartialProductKey", &["3V66T"]),
        attribute("msSPP-KMSIds", &["0123456789abcdef"]),
    ];
    let bytes = answer(4, 0x64, &[octets("CN=x"), constructed(SEQUENCE, &attributes)]);
    let Answer::Entry(entry) = read_message(&bytes).unwrap().answer else { panic!("no entry") };
    let object = activation_object(&entry);
    assert_eq!(
        (object.name.as_str(), object.display_name.as_str()),
        ("Windows Server 2022", "Windows(R) Server 2022")
    );
    assert_eq!(object.partial_key.as_deref(), Some("3V66T"));
    assert_eq!(object.kms_ids, ["33323130-3534-3736-3839-616263646566"]);
    assert!(ACTIVATION_OBJECT_ATTRIBUTES.iter().all(|name| !name.contains("License")));
}

#[test]
fn no_truncation_and_no_changed_byte_brings_the_reader_down() {
    for recorded in [entry_of_root_dse(), answer(3, 0x65, &result(32, "words"))] {
        for end in 0..recorded.len() {
            assert!(read_message(&recorded[..end]).is_err(), "cut at {end}");
        }
        for at in 0..recorded.len() {
            for change in
                [0x00, 0x80, 0xff, recorded[at].wrapping_add(1), recorded[at].wrapping_sub(1)]
            {
                let mut changed = recorded.clone();
                changed[at] = change;
                let _ = message_len(&changed);
                if let Ok(Message { answer: Answer::Entry(entry), .. }) = read_message(&changed) {
                    let _ = (root_dse(&entry), activation_object(&entry), object_version(&entry));
                }
            }
        }
    }
}
