use super::*;

/// Each name, and its addresses or why it has none.
fn told(text: &str) -> Vec<String> {
    let captures = parse(&Text::of(text)).into_iter();
    let tell = |(name, found): (String, Addresses)| match &found.ipv4 {
        Observed::Failed(failure) => format!("{name} {:?}", failure.kind),
        _ => {
            format!("{name} {}", found.all().map(|ip| ip.to_string()).collect::<Vec<_>>().join(","))
        }
    };
    captures.flat_map(|capture| capture.facts.addresses).map(tell).collect()
}

const WINDOWS: &str = "Server:  dc01.corp.test\nAddress:  10.20.0.10\n\n";

#[test]
fn nslookup_of_a_name_tells_its_addresses_or_why_it_has_none() {
    for (text, wanted) in [
        ("*** dc01.corp.test can't find kms-old.corp.test: Non-existent domain", "NameNotFound"),
        (
            "*** kms-old.corp.test wurde von dc01.corp.test nicht gefunden: Non-existent domain.",
            "NameNotFound",
        ),
        (
            "*** dc01.corp.test ne parvient pas à trouver kms-old.corp.test : Server failed",
            "ServerFailure",
        ),
        ("*** dc01.corp.test не удалось найти kms-old.corp.test: Query refused", "QueryRefused"),
        ("** server can't find kms-old.corp.test: NXDOMAIN", "NameNotFound"),
        ("Name:    kms-old.corp.test\nAddress:  10.1.0.22", "10.1.0.22"),
        (
            "Name:    kms-old.corp.test\nAddresses:  10.1.0.22\n          10.1.0.23\n\n10.1.0.24",
            "10.1.0.22,10.1.0.23",
        ),
    ] {
        let all = format!("{WINDOWS}{text}\n");
        assert_eq!(told(&all), [format!("kms-old.corp.test {wanted}")], "{text}");
    }
    let silent = "C:\\>nslookup kms-old.corp.test\nDNS request timed out.\nServer:  UnKnown\n\
        Address:  10.66.0.53\n\nDNS request timed out.\n*** Request to UnKnown timed-out\n";
    assert_eq!(told(silent), ["kms-old.corp.test TimedOut"]);
    let french = "C:\\>nslookup kms1.corp.test\n\
        Serveur :   dc01.corp.test\nAddress:  10.20.0.10\n\n\
        Nom :    kms1.corp.test\nAddress:  10.1.0.22\n";
    assert_eq!(told(french), ["kms1.corp.test 10.1.0.22"]);
}

#[test]
fn of_srv_records_and_of_addresses_nothing_is_told() {
    for text in [
        "*** dc01.corp.test can't find _vlmcs._tcp.corp.test: Non-existent domain",
        "_vlmcs._tcp.corp.test   SRV service location:\n  svr hostname   = kms-old.corp.test",
    ] {
        assert_eq!(told(&format!("{WINDOWS}{text}\n")), Vec::<String>::new(), "{text}");
    }
    let reverse =
        format!("C:\\>nslookup 10.1.0.22\n{WINDOWS}Name:    k.corp.test\nAddress:  10.1.0.22");
    assert_eq!(told(&reverse), Vec::<String>::new());
}

#[test]
fn ping_tells_the_address_of_a_name_in_any_language() {
    for text in [
        "Pinging kms01.corp.test [10.1.0.22] with 32 bytes of data:\nRequest timed out.",
        "kms01.corp.test [10.1.0.22]に ping を送信しています 32 バイトのデータ:",
        "Обмен пакетами с kms01.corp.test [10.1.0.22] с 32 байтами данных:",
        "PING kms01.corp.test (10.1.0.22) 56(84) bytes of data.",
        "C:\\>ping kms01.corp.test\n\n\
         Disparando kms01.corp.test [10.1.0.22] com 32 bytes de dados:",
    ] {
        assert_eq!(told(text), ["kms01.corp.test 10.1.0.22"], "{text}");
    }
    // Not of ping.
    assert_eq!(told("Received: from mail.corp.test [10.1.0.22]"), Vec::<String>::new());
}

#[test]
fn ping_that_finds_no_host_tells_that_the_name_led_nowhere_and_not_why() {
    for text in [
        "Ping request could not find host kms-old.corp.test. Please check the name and try again.",
        "La requête Ping n\u{2019}a pas pu trouver l\u{2019}hôte kms-old.corp.test. Vérifiez.",
        "Ping-Anforderung konnte Host \"kms-old.corp.test\" nicht finden. Überprüfen Sie.",
        "C:\\>ping kms-old.corp.test\nНе удалось найти узел kms-old.corp.test. Проверьте имя.",
        "$ ping kms-old.corp.test\nping: kms-old.corp.test: Name or service not known",
        "WARNING: Name resolution of kms-old.corp.test failed",
    ] {
        assert_eq!(told(text), ["kms-old.corp.test Untold"], "{text}");
    }
    let opened = "C:\\>ping kms1.corp.test is what I tried.\nThen kms1.corp.test was up.";
    assert_eq!(told(opened), Vec::<String>::new());
}

#[test]
fn dig_host_and_resolve_dns_name_tell_of_names_too() {
    let dig = "$ dig kms-old.corp.test\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1234\n\
        ;; flags: qr aa rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1\n;; QUESTION SECTION:\n\
        ;kms-old.corp.test.\t\tIN\tA\n";
    let error = "Resolve-DnsName : kms-old.corp.test : Der DNS-Name ist nicht vorhanden.\n\
        + FullyQualifiedErrorId : DNS_ERROR_RCODE_NAME_ERROR,\
        Microsoft.DnsClient.Commands.ResolveDnsName\n";
    for text in [
        dig,
        "Host kms-old.corp.test not found: 3(NXDOMAIN)",
        error,
        "Resolve-DnsName: kms-old.corp.test : DNS name does not exist.",
    ] {
        assert_eq!(told(text), ["kms-old.corp.test NameNotFound"], "{text}");
    }
    for text in [
        "kms1.corp.test.\t600\tIN\tA\t10.1.0.22",
        "kms1.corp.test has address 10.1.0.22",
        "kms1.corp.test    A    1200  Answer    10.1.0.22",
    ] {
        assert_eq!(told(text), ["kms1.corp.test 10.1.0.22"], "{text}");
    }
}
