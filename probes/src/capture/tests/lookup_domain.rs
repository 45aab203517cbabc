//! The one domain that a client was told to look for KMS in, in each form of it.

use super::*;

fn told(text: &str) -> Option<(String, String)> {
    let captures = recognise(text.as_bytes());
    let found = captures.into_iter().find_map(|capture| {
        let domain = capture.facts.licence?.lookup_domain?;
        Some((domain, capture.facts.computer))
    });
    assert!(found.is_none() || recognise(text.as_bytes()).len() == 1, "{text}");
    found
}

#[test]
fn the_domain_is_read_with_the_computer_that_was_asked() {
    let of = |computer: &str| Some(("old.test".to_owned(), computer.to_owned()));
    let object = "KeyManagementServiceLookupDomain=old.test\r\nVersion=10.0.19045.1\r\n";
    let asked = |command: &str| format!("{command}\r\n\r\n{object}");
    let wmic = "C:\\>wmic /node:\"PC-1\" path SoftwareLicensingService get Version /value";
    for (text, wanted) in [
        (object.to_owned(), of("")),
        (asked(wmic), of("PC-1")),
        (asked("C:\\>wmic /node:. path SoftwareLicensingService get Version /value"), of("")),
        (asked("Get-CimInstance SoftwareLicensingService -ComputerName pc-2 | fl"), of("pc-2")),
        // Whose the answer is, where two were asked, the text does not tell.
        (asked(&format!("{wmic}\r\n{}", wmic.replace("PC-1", "PC-9"))), of("")),
        (format!("__SERVER=PC-3\r\n{object}"), of("PC-3")),
        (format!("PSComputerName=PC-4\r\n{object}"), of("PC-4")),
        ("KeyManagementServiceLookupDomain=\r\nVersion=10.0.19045.1\r\n".to_owned(), None),
    ] {
        assert_eq!(told(&text), wanted, "{text}");
    }
}

#[test]
fn the_line_below_the_clients_id_is_a_domain_only_where_it_has_its_shape() {
    let dlv = |line: &str| {
        format!(
            "Name: Windows(R), Enterprise edition\nDescription: Windows(R) Operating System, \
             VOLUME_KMSCLIENT channel\nPartial Product Key: 2YT43\nLicense Status: Licensed\n\
             Client Machine ID (CMID): 9c2f6f0b-1a53-4cf0-8d7b-63b9d0a4e815\n{line}\n"
        )
    };
    let of = |line: &str| told(&dlv(line)).map(|(domain, _)| domain);
    assert_eq!(
        of("Registered KMS SRV record lookup domain: old.test").as_deref(),
        Some("old.test")
    );
    for other in [
        "Registered KMS machine name: kms1.old.test:1688",
        "KMS machine name from DNS: kms1.old.test:1688",
        "DNS auto-discovery: KMS name not available",
        "KMS machine IP address: 192.0.2.21",
        "KMS machine extended PID: 03612-00206-555-000000-03-1031-17763.0000-1012026",
        "Activation interval: 120 minutes",
    ] {
        assert_eq!(of(other), None, "{other}");
    }
}
