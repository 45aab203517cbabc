mod clocks;
mod key_lists;
mod licensing_service;
mod lookup_domain;
mod slmgr;

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::evidence::{
    ActivationType, KeyChannel, LicenceStatus, Observed, PingReply, ProductKind, Rcode,
    SettingsForm,
};

fn file(name: &str) -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/captures");
    std::fs::read(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The one capture of a file.
fn capture(name: &str) -> Capture {
    let mut captures = recognise(&file(name));
    assert_eq!(captures.len(), 1, "{name}: {captures:#?}");
    captures.remove(0)
}

fn facts(name: &str, kind: CaptureKind) -> Facts {
    let capture = capture(name);
    assert_eq!((capture.kind, capture.truncated), (kind, false), "{name}");
    capture.facts
}

fn licence(name: &str) -> LicenceFacts {
    facts(name, CaptureKind::Slmgr).licence.unwrap()
}

fn at(host: &str) -> crate::evidence::HostPort {
    crate::evidence::HostPort { host: host.to_owned(), port: 1688 }
}

#[test]
fn a_kms_client_in_english() {
    let licence = licence("slmgr/dlv-en-kms-client.txt");
    assert_eq!(licence.name, "Windows(R), ServerDatacenter edition");
    assert_eq!(licence.channel, Some(KeyChannel::KmsClient));
    assert_eq!(licence.partial_key.as_deref(), Some("6VM33"));
    assert_eq!(licence.activation_id.as_deref(), Some("ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03"));
    assert_eq!(
        (licence.status, licence.remaining_minutes),
        (Some(LicenceStatus::Licensed), Some(259_200))
    );
    assert_eq!(licence.cmid.as_deref(), Some("0d3d1a6c-7d11-4b2c-9d0e-2f1c5c1a7b01"));
    assert_eq!((licence.discovered_kms, licence.forced_kms), (Some(at("kms1.corp.example")), None));
    assert_eq!(licence.kms_host, None);
}

#[test]
fn a_forced_host_in_french_in_every_encoding() {
    for encoding in ["cp850", "cp1252", "utf8", "utf16le", "utf16be"] {
        let licence = licence(&format!("slmgr/dlv-fr-forced-kms.{encoding}.txt"));
        assert_eq!(licence.name, "Windows(R), ServerStandard edition", "{encoding}");
        assert_eq!(
            (licence.forced_kms, licence.discovered_kms),
            (Some(at("kms.siege.example")), None),
            "{encoding}"
        );
        assert_eq!(
            (licence.status, licence.reason),
            (Some(LicenceStatus::Notification), Some(0xC004_F056))
        );
        assert_eq!(
            licence.cmid.as_deref(),
            Some("5f0c2c8e-27a8-4f2e-a0f9-0b8b5dd1c202"),
            "{encoding}"
        );
    }
}

#[test]
fn a_kms_host_in_german() {
    for name in ["slmgr/dlv-de-kms-host.cp850.txt", "slmgr/dlv-de-kms-host.cp1252.txt"] {
        let licence = licence(name);
        assert_eq!(
            (licence.channel, licence.status),
            (Some(KeyChannel::KmsHost), Some(LicenceStatus::Licensed))
        );
        let count = licence.kms_host.unwrap();
        assert_eq!(
            (count.current, count.listening_port, count.dns_publishing),
            (Some(3), Some(1688), Some(false))
        );
    }
}

#[test]
fn a_multiple_activation_key_in_spanish_with_grouped_minutes() {
    for name in ["slmgr/dli-es-mak.cp850.txt", "slmgr/dli-es-mak.cp1252.txt"] {
        let licence = licence(name);
        assert_eq!(
            (licence.channel, licence.status),
            (Some(KeyChannel::Mak), Some(LicenceStatus::InitialGrace))
        );
        assert_eq!(licence.remaining_minutes, Some(14_400), "{name}");
    }
}

#[test]
fn a_kms_client_in_japanese() {
    for name in
        ["slmgr/dlv-ja-kms-client.cp932.txt", "slmgr/dlv-ja-kms-client.utf16le-without-mark.txt"]
    {
        let licence = licence(name);
        assert_eq!(
            (licence.status, licence.reason),
            (Some(LicenceStatus::Notification), Some(0xC004_F034))
        );
        assert_eq!(licence.discovered_kms, Some(at("kms2.corp.example")), "{name}");
    }
}

#[test]
fn activation_by_the_directory_and_by_the_hypervisor() {
    assert_eq!(
        licence("slmgr/dlv-en-adba.txt").activation_object.as_deref(),
        Some("Windows Server 2025")
    );
    let guest = licence("slmgr/dlv-en-avma.txt");
    assert_eq!(
        (guest.channel, guest.avma_host.as_deref()),
        (Some(KeyChannel::Avma), Some("hv-07.corp.example"))
    );
    assert_eq!(guest.remaining_minutes, Some(9000));
}

#[test]
fn of_several_products_windows_counts() {
    let licence = licence("slmgr/dlv-en-two-products.txt");
    assert_eq!(
        (licence.channel, licence.partial_key.as_deref()),
        (Some(KeyChannel::Retail), Some("3V66T"))
    );
}

#[test]
fn what_the_console_broke_or_cut_off_is_read_as_far_as_it_goes() {
    assert_eq!(licence("slmgr/dlv-en-broken-at-80.txt"), licence("slmgr/dlv-en-kms-client.txt"));
    let cut = capture("slmgr/dlv-en-cut-off.txt");
    assert!(cut.truncated && cut.kind == CaptureKind::Slmgr);
    assert_eq!(cut.facts.licence.unwrap().partial_key.as_deref(), Some("6VM33"));
}

#[test]
fn wmi_as_json_in_each_wrapping() {
    for name in ["products.utf16le.json", "product.json", "products-wrapped.json"] {
        let facts = facts(&format!("licensing-json/{name}"), CaptureKind::LicensingJson);
        let licence = facts.licence.unwrap();
        assert_eq!(facts.computer, "SRV-APP-07", "{name}");
        assert_eq!(
            (licence.channel, licence.status),
            (Some(KeyChannel::KmsClient), Some(LicenceStatus::Licensed))
        );
        assert_eq!(
            (licence.discovered_kms, licence.forced_kms),
            (Some(at("kms1.corp.example")), None),
            "{name}"
        );
        assert_eq!(licence.partial_key.as_deref(), Some("6VM33"), "{name}");
    }
    let service = facts("licensing-json/service.json", CaptureKind::LicensingJson).licence.unwrap();
    assert_eq!(service.kms_host.unwrap().current, Some(3));
    let cut = capture("licensing-json/products-cut-off.json");
    assert!(cut.truncated && cut.facts.licence.is_some());
}

#[test]
fn a_confined_client_and_a_count_that_is_not_set() {
    let json = r#"{"ApplicationID":"55c92734-d682-4d71-983e-d6ec3f16059f","LicenseStatus":5,
        "VLActivationTypeEnabled":2,"IsKeyManagementServiceMachine":1,
        "KeyManagementServiceCurrentCount":4294967295}"#;
    let licence = recognise(json.as_bytes()).remove(0).facts.licence.unwrap();
    assert_eq!(licence.activation_type, Some(ActivationType::Kms));
    assert_eq!(licence.kms_host.unwrap().current, None);
}

#[test]
fn nslookup_found_missing_silent_and_without_record() {
    let found = facts("nslookup/found-fr.cp850.txt", CaptureKind::Nslookup);
    let question = &found.questions[0];
    assert_eq!(
        (question.name.as_str(), question.answers[0].server.to_string().as_str()),
        ("_vlmcs._tcp.corp.example", "192.0.2.53:53")
    );
    let records = &question.answers[0].srv.value().unwrap().records;
    let told: Vec<_> =
        records.iter().map(|r| (r.target.as_str(), r.priority, r.weight, r.port)).collect();
    assert_eq!(told, [("kms1.corp.example", 0, 10, 1688), ("kms2.corp.example", 10, 0, 1688)]);
    assert_eq!(found.addresses.len(), 2);
    let rcode = |name| {
        facts(name, CaptureKind::Nslookup).questions[0].answers[0]
            .srv
            .value()
            .map(|reply| reply.rcode)
    };
    assert_eq!(rcode("nslookup/missing-fr.cp1252.txt"), Some(Rcode::NxDomain));
    assert_eq!(rcode("nslookup/no-data-en.txt"), Some(Rcode::NoError));
    assert_eq!(rcode("nslookup/silent-en.txt"), None);
}

#[test]
fn resolve_dns_name_as_table_list_json_and_error() {
    for name in ["table.txt", "list.utf16le.txt", "records.json"] {
        let facts = facts(&format!("resolve-dns-name/{name}"), CaptureKind::ResolveDnsName);
        let record = &facts.questions[0].answers[0].srv.value().unwrap().records[0];
        assert_eq!(
            (record.target.as_str(), record.port, record.ttl_s),
            ("kms1.corp.example", 1688, 600),
            "{name}"
        );
    }
    let missing = facts("resolve-dns-name/missing-de.cp850.txt", CaptureKind::ResolveDnsName);
    assert_eq!(missing.questions[0].answers[0].srv.value().unwrap().rcode, Rcode::NxDomain);
}

#[test]
fn test_net_connection_as_list_and_json() {
    let told = |name| {
        let connection = facts(name, CaptureKind::TestNetConnection).connections.remove(0);
        (
            connection.host,
            connection.address.unwrap().to_string(),
            connection.port,
            connection.failure.is_none(),
        )
    };
    let expected = |open| ("kms1.corp.example".to_owned(), "192.0.2.10".to_owned(), 1688, open);
    assert_eq!(told("test-net-connection/failed-fr.cp850.txt"), expected(false));
    assert_eq!(told("test-net-connection/open.txt"), expected(true));
    assert_eq!(told("test-net-connection/open.json"), expected(true));
    assert!(capture("test-net-connection/cut-off.txt").truncated);
}

#[test]
fn w32tm_status_and_charts() {
    let service = |name| facts(name, CaptureKind::W32tmStatus).time_service.unwrap();
    let follows = service("w32tm/status-fr.cp850.txt");
    assert_eq!(
        (follows.synchronised, follows.servers),
        (Some(true), vec!["dc01.corp.example".to_owned()])
    );
    assert_eq!(service("w32tm/status-en-free-running.txt").synchronised, Some(false));
    let sample = |name| facts(name, CaptureKind::W32tmStripchart).clocks.remove(0);
    let behind = sample("w32tm/chart-en.txt");
    assert_eq!(
        (behind.server.as_str(), behind.address.unwrap().port()),
        ("dc01.corp.example", 123)
    );
    assert_eq!(
        behind.sample.value().map(|s| (s.offset_us, s.delay_us)),
        Some((-18_000_002_150, 601))
    );
    assert_eq!(
        sample("w32tm/chart-fr-dataonly.cp850.txt").sample.value().unwrap().offset_us,
        -3_720
    );
    assert!(sample("w32tm/chart-en-silent.txt").sample.failure().is_some());
}

#[test]
fn dism_nltest_and_netsh() {
    let product = |name| facts(name, CaptureKind::DismEdition).product.unwrap();
    let edition = product("dism/edition-en.txt");
    assert_eq!((edition.edition_id.as_str(), edition.build), ("ServerDatacenter", Some(20348)));
    assert_eq!(product("dism/evaluation-fr.cp850.txt").edition_id, "ServerStandardEval");
    let (domain, controller) = facts("nltest/found.txt", CaptureKind::Nltest).controller.unwrap();
    let Some(PingReply::Controller(reply)) = controller.ping.value() else {
        panic!("no controller")
    };
    assert_eq!(
        (domain.as_str(), reply.host.as_str(), reply.client_site.as_str()),
        ("corp.example", "DC01.corp.example", "Siege")
    );
    assert_eq!(reply.flags, 0xE001_F3FD);
    let proxy = recognise(
        "Current WinHTTP proxy settings:\r\n\r\n    Direct access (no proxy server).\r\n"
            .as_bytes(),
    );
    assert_eq!(proxy[0].facts.proxy.as_ref().unwrap().form, SettingsForm::NetshText);
}

#[test]
fn events_of_a_client_and_of_a_kms_host() {
    let client = facts("events/client.xml", CaptureKind::EventsXml);
    let told: Vec<_> = client.events.iter().map(|e| (e.id, e.code, e.count, e.activated)).collect();
    let expected = [
        (8198, Some(0xC004_F074), None, None),
        (12288, Some(0xC004_F06C), Some(5), None),
        (12289, Some(0), Some(3), Some(false)),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        (client.computer.as_str(), &client.events[1].kms_host),
        ("SRV-APP-07.corp.example", &Some(at("kms1.corp.example")))
    );
    let host = facts("events/kms-host.xml", CaptureKind::EventsXml);
    let told: Vec<_> = host.events.iter().map(|e| (e.client.as_deref(), e.code, e.count)).collect();
    assert_eq!(
        told,
        [
            (Some("web-02.corp.example"), Some(0xC004_F015), Some(5)),
            (Some("web-01.corp.example"), Some(0), Some(5))
        ]
    );
    let cut = capture("events/client-cut-off.xml");
    assert!(cut.truncated && !cut.facts.events.is_empty());
}

#[test]
fn what_is_nothing_known_is_nothing() {
    assert_eq!(recognise(&file("unknown/notes.txt")), []);
    assert_eq!(recognise(b""), []);
}

#[test]
fn one_file_may_hold_several_outputs() {
    let both = [
        file("slmgr/dlv-en-kms-client.txt"),
        file("test-net-connection/open.txt"),
        file("nltest/found.txt"),
    ]
    .concat();
    let kinds: Vec<_> = recognise(&both).iter().map(|capture| capture.kind).collect();
    assert_eq!(kinds, [CaptureKind::Slmgr, CaptureKind::TestNetConnection, CaptureKind::Nltest]);
}

#[test]
fn no_whole_key_gets_into_the_facts() {
    let parts = ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"];
    for dash in ["-", "\u{2013}", ""] {
        let key = parts.join(dash);
        for name in [
            "slmgr/dlv-en-kms-client.txt",
            "licensing-json/product.json",
            "events/client.xml",
            "nltest/found.txt",
        ] {
            let text = text::decode(&file(name)).text;
            for within in ["ServerDatacenter", "kms1.corp.example", "Siege", "web-01"] {
                let facts = format!(
                    "{:?}",
                    recognise(text.replace(within, &format!("{within} {key}")).as_bytes())
                );
                assert!(!facts.contains(&key) && !facts.contains("QRTVW"), "{name}: {facts}");
            }
        }
    }
}

proptest! {
    #[test]
    fn nothing_panics_on_what_anybody_writes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        recognise(&bytes);
    }

    #[test]
    fn nothing_panics_on_captures_with_holes(
        index in 0usize..12,
        cut in 0usize..4000,
        flip in 0usize..4000,
        byte: u8,
    ) {
        const NAMES: [&str; 12] = [
            "slmgr/dlv-en-kms-client.txt", "slmgr/dlv-fr-forced-kms.utf16le.txt",
            "slmgr/dlv-ja-kms-client.cp932.txt",
            "licensing-json/products.utf16le.json", "nslookup/found-fr.cp850.txt",
            "resolve-dns-name/table.txt",
            "test-net-connection/open.json", "w32tm/chart-en.txt", "w32tm/status-fr.cp850.txt",
            "dism/edition-en.txt",
            "events/client.xml", "events/kms-host.xml",
        ];
        let mut bytes = file(NAMES[index]);
        let length = bytes.len();
        bytes[flip % length] = byte;
        bytes.truncate(cut.max(1).min(length));
        recognise(&bytes);
    }
}

#[test]
fn an_answer_shows_its_question_was_asked() {
    assert!(matches!(nslookup::unanswered(), Observed::Failed(_)));
}

/// A product as `/dlv` prints it.
fn product(name: &str, channel: &str, key: &str, below: &str) -> String {
    format!(
        "Name: {name}\nDescription: Windows(R) Operating System, {channel} channel\n\
         Application ID: 55c92734-d682-4d71-983e-d6ec3f16059f\nActivation ID: {}\n\
         Partial Product Key: {key}\n{below}\n\n",
        "ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03"
    )
}

fn read(text: &str) -> (LicenceFacts, bool) {
    let mut captures = recognise(text.as_bytes());
    assert_eq!(captures.len(), 1, "{captures:#?}");
    let capture = captures.remove(0);
    (capture.facts.licence.unwrap(), capture.truncated)
}

#[test]
fn an_add_on_is_no_licence_of_windows() {
    let add_on = product(
        "Windows(R), Server-ESU-Year1 add-on for ServerDatacenter",
        "VOLUME_MAK",
        "BBBBB",
        "Status: x",
    );
    let windows = product(
        "Windows(R), ServerDatacenter edition",
        "VOLUME_KMSCLIENT",
        "6VM33",
        "License Status: Licensed",
    );
    assert_eq!(read(&format!("{add_on}{windows}")).0.channel, Some(KeyChannel::KmsClient));
    let alone = recognise(add_on.as_bytes());
    let [alone] = alone.as_slice() else { panic!("{alone:#?}") };
    assert_eq!((&alone.facts.licence, alone.facts.other_products.len()), (&None, 1));
    assert_eq!(alone.facts.other_products[0].kind, ProductKind::AddOn);
    let object = |addon: bool, channel: &str| {
        format!(
            r#"{{"ApplicationID":"55c92734-d682-4d71-983e-d6ec3f16059f","LicenseStatus":1,
            "LicenseIsAddon":{addon},"PartialProductKey":"6VM33",
            "Description":"Windows(R) Operating System, {channel} channel"}}"#
        )
    };
    let json = format!("[{},{}]", object(true, "VOLUME_MAK"), object(false, "VOLUME_KMSCLIENT"));
    assert_eq!(read(&json).0.channel, Some(KeyChannel::KmsClient));
}

#[test]
fn the_key_of_a_kms_host_for_2012_r2_has_a_dash_in_its_channel() {
    let text = product(
        "Windows(R), ServerStandard edition",
        "VOLUME_KMS_2012-R2_WIN10",
        "BBBBB",
        "License Status: Licensed",
    );
    assert_eq!(read(&text).0.channel, Some(KeyChannel::KmsHost));
}

#[test]
fn a_state_in_a_language_that_is_not_known_is_not_cut_off() {
    let state = |line: &str| {
        let (licence, truncated) =
            read(&product("Windows(R), ServerStandard edition", "VOLUME_MAK", "BBBBB", line));
        (licence.status, truncated)
    };
    assert_eq!(state("许可证状态: 已授权"), (Some(LicenceStatus::Licensed), false));
    assert_eq!(state("ライセンスの状態: ライセンス済み"), (Some(LicenceStatus::Licensed), false));
    // No public text shows these words; what they seem to say is not guessed.
    assert_eq!(state("ライセンスの状態: ライセンスの期限"), (None, false));
    assert_eq!(state("Stato licenza: Con licenza"), (None, false));
    assert_eq!(state("Stan licencji: Licencjonowany"), (None, false));
    assert_eq!(state(""), (None, true));
}

#[test]
fn an_activation_object_named_like_its_key_is_no_product() {
    let text = product(
        "Windows(R), ServerStandard edition",
        "VOLUME_KMSCLIENT",
        "MY832",
        "License Status: Licensed",
    );
    let used = "Most recent activation information:\n\
         AD Activation client information\n    Activation Object name: Windows(R) Operating \
         System, VOLUME_KMS_WS19 channel\n    AO DN: CN=x,CN=Activation Objects,CN=Microsoft \
         SPP,CN=Services,CN=Configuration,DC=corp,DC=example\n";
    let licence = read(&format!("{text}{used}")).0;
    assert_eq!(licence.channel, Some(KeyChannel::KmsClient));
    assert_eq!(
        licence.activation_object.as_deref(),
        Some("Windows(R) Operating System, VOLUME_KMS_WS19 channel")
    );
}

#[test]
fn the_build_stands_behind_a_prompt_and_a_command() {
    let dlv = text::decode(&file("slmgr/dlv-en-kms-client.txt")).text;
    let build = read(&dlv).0.build;
    assert!(build.is_some());
    assert_eq!(read(&format!("C:\\>cscript slmgr.vbs /dlv\n{dlv}")).0.build, build);
    let named = "    KMS machine IP address: 10.0.20348.1";
    let text = product(
        "Windows(R), ServerStandard edition",
        "VOLUME_KMSCLIENT",
        "MY832",
        "License Status: Licensed",
    );
    assert_eq!(read(&format!("{text}{named}")).0.build, None);
}

#[test]
fn slmgr_tells_the_only_way_that_is_allowed() {
    for (word, way) in [
        ("AD", Some(ActivationType::ActiveDirectory)),
        ("KMS", Some(ActivationType::Kms)),
        ("Token", Some(ActivationType::Token)),
        ("All", None),
        ("Tous", None),
    ] {
        let below = format!("License Status: Licensed\nConfigured Activation Type: {word}");
        let text =
            product("Windows(R), ServerStandard edition", "VOLUME_KMSCLIENT", "MY832", &below);
        assert_eq!(read(&text).0.activation_type, way, "{word}");
    }
}

#[test]
fn whether_a_kms_host_publishes_is_not_guessed_in_an_unknown_language() {
    let publishing = |line: &str| {
        let below = format!("Status: x\nCount: 3\nPort: 1688\n    {line}");
        let text =
            product("Windows(R), ServerStandard edition", "VOLUME_KMS_WS19", "MY832", &below);
        read(&text).0.kms_host.unwrap().dns_publishing
    };
    assert_eq!(publishing("DNS publishing enabled"), Some(true));
    assert_eq!(publishing("DNS publishing disabled"), Some(false));
    assert_eq!(publishing("DNS-Veröffentlichung deaktiviert"), Some(false));
    assert_eq!(publishing("Publikowanie DNS wyłączone"), Some(false));
    assert_eq!(publishing("DNS-is avaldamine keelatud"), None);
}

#[test]
fn several_questions_in_one_file_keep_their_answers() {
    let missing = text::decode(&file("nslookup/missing-fr.cp1252.txt"))
        .text
        .replace("corp.example", "a.example");
    let found = text::decode(&file("nslookup/found-fr.cp850.txt"))
        .text
        .replace("corp.example", "b.example");
    for text in [format!("{missing}\r\n{found}"), format!("{found}\r\n{missing}")] {
        let captures = recognise(text.as_bytes());
        let told: Vec<_> = captures
            .iter()
            .flat_map(|capture| &capture.facts.questions)
            .map(|q| {
                (
                    q.name.as_str(),
                    q.answers[0].srv.value().map(|reply| (reply.rcode, reply.records.len())),
                )
            })
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.contains(&("_vlmcs._tcp.a.example", Some((Rcode::NxDomain, 0)))), "{told:?}");
        assert!(told.contains(&("_vlmcs._tcp.b.example", Some((Rcode::NoError, 2)))), "{told:?}");
    }
}

#[test]
fn the_short_error_of_powershell_7_is_an_answer() {
    for message in ["DNS name does not exist.", "Der DNS-Name ist nicht vorhanden."] {
        let text = format!("Resolve-DnsName: _vlmcs._tcp.corp.example : {message}\r\n");
        let questions = recognise(text.as_bytes()).remove(0).facts.questions;
        assert_eq!(questions[0].name, "_vlmcs._tcp.corp.example");
        assert_eq!(questions[0].answers[0].srv.value().unwrap().rcode, Rcode::NxDomain);
    }
    assert_eq!(recognise("Resolve-DnsName: _vlmcs._tcp.corp.example : Nazwa".as_bytes()), []);
}
