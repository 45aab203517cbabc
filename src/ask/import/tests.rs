use actprobe_probes::evidence::ServiceStart::{Automatic, Disabled, Manual};
use actprobe_probes::evidence::{
    CaptureKind, KeyChannel, Observed, ProxySource, Used, WindowsFacts,
};

use super::*;

fn fixture(name: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures");
    std::fs::read(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn imported(names: &[&str]) -> Imports {
    let mut imports = Imports::default();
    for name in names {
        imports.add(Path::new(name), &fixture(name));
    }
    imports
}

fn alone(names: &[&str]) -> Evidence {
    imported(names).alone(jiff::Timestamp::UNIX_EPOCH)
}

fn used(evidence: &Evidence) -> Vec<Used> {
    evidence.imports.iter().map(|import| import.used).collect()
}

#[test]
fn the_first_capture_counts_and_the_next_completes_it() {
    let evidence = alone(&["slmgr/dlv-en-kms-client.txt", "licensing-json/product.json"]);
    assert_eq!(used(&evidence), [Used::Yes, Used::SetAside]);
    let evidence = alone(&["licensing-json/product.json", "slmgr/dlv-en-kms-client.txt"]);
    assert_eq!(
        (used(&evidence), evidence.host.name.as_str()),
        (vec![Used::Yes, Used::Yes], "SRV-APP-07")
    );
    assert!(evidence.licensing.windows.value().unwrap().cmid.is_some());
    assert_eq!(evidence.licensing.captures, ["product.json", "dlv-en-kms-client.txt"]);
}

#[test]
fn a_kms_host_is_another_machine() {
    let evidence = alone(&["slmgr/dlv-en-kms-client.txt", "slmgr/dlv-de-kms-host.cp850.txt"]);
    assert_eq!(evidence.licensing.windows.value().unwrap().channel, Some(KeyChannel::KmsClient));
    assert_eq!(evidence.licensing.others[0].kms_host.as_ref().unwrap().current, Some(3));
}

#[test]
fn a_capture_replaces_what_the_host_said_and_not_what_the_network_said() {
    let mut evidence = alone(&["slmgr/dlv-en-two-products.txt", "nslookup/found-fr.cp850.txt"]);
    imported(&["slmgr/dlv-en-kms-client.txt", "nslookup/missing-fr.cp1252.txt"])
        .complete(&mut evidence);
    assert_eq!(used(&evidence)[2..], [Used::Yes, Used::SetAside]);
}

#[test]
fn a_connection_is_made_to_the_host_that_dns_names() {
    for order in [
        ["test-net-connection/open.txt", "resolve-dns-name/table.txt"],
        ["resolve-dns-name/table.txt", "test-net-connection/open.txt"],
    ] {
        let evidence = alone(&order);
        let told: Vec<_> = evidence
            .kms
            .targets
            .iter()
            .map(|t| (t.host.as_str(), t.origins.len(), t.endpoints.len()))
            .collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].0, told[0].2), ("kms1.corp.example", 1));
    }
}

#[test]
fn a_proxy_is_taken_before_the_run_and_not_after_it() {
    let mut imports = Imports::default();
    imports.add(
        Path::new("p.txt"),
        b"Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  proxy:8080\n    Bypass \
          List     :  (none)\n",
    );
    assert_eq!(
        imports.proxy().map(|(file, settings)| (file, settings.servers.len())),
        Some(("p.txt".to_owned(), 1))
    );
    let evidence = imports.alone(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(evidence.proxy.source, ProxySource::File { name: "p.txt".to_owned() });
}

#[test]
fn a_forced_host_is_known_before_the_run() {
    let forced = imported(&["slmgr/dlv-fr-forced-kms.cp850.txt"]).licence().unwrap().forced_kms;
    assert_eq!(forced.map(|at| at.to_string()).as_deref(), Some("kms.siege.example:1688"));
}

#[test]
fn what_is_not_understood_is_named() {
    let evidence = alone(&["unknown/notes.txt"]);
    assert_eq!((evidence.imports[0].kind, evidence.imports[0].used), (None, Used::Nothing));
}

#[test]
fn no_whole_key_gets_into_a_report_not_even_by_a_name() {
    let key = ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"].join("-");
    let text = String::from_utf8(fixture("licensing-json/product.json")).unwrap();
    let mut imports = Imports::default();
    for within in ["ServerDatacenter", "kms1", "SRV-APP-07"] {
        imports.add(
            Path::new(&format!("{key}.json")),
            text.replace(within, &format!("{within} {key}")).as_bytes(),
        );
        let escaped = key.replace('-', "\\u002d");
        imports.add(
            Path::new("escaped.json"),
            text.replace(within, &format!("{within} {escaped}")).as_bytes(),
        );
    }
    imports.add(Path::new("unknown.txt"), key.as_bytes());
    let report = crate::say::report::Report::of(imports.alone(jiff::Timestamp::UNIX_EPOCH));
    let speech = crate::say::lang::Speech::new(crate::say::lang::Language::English);
    let outputs = [
        crate::say::report::json::render(&report).unwrap(),
        crate::say::report::text::render(
            &report,
            &speech,
            crate::say::report::text::Style::default(),
        ),
    ];
    assert!(outputs.iter().all(|output| !output.contains(&key) && !output.contains("QRTVW")));
    assert!(outputs[0].contains("XXXXX-6789B"));
}

const SPP: &str =
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";

fn named(computer: &str) -> String {
    let key = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";
    format!("[{key}]\n\"Hostname\"=\"{computer}\"\n")
}

/// Registry exports, by their bodies.
fn exports(bodies: &[String]) -> Imports {
    let mut imports = Imports::default();
    for (index, body) in bodies.iter().enumerate() {
        let text = format!("Windows Registry Editor Version 5.00\n\n{body}");
        imports.add(Path::new(&format!("{index}.reg")), text.as_bytes());
    }
    imports
}

#[test]
fn exports_of_one_host_are_one_and_that_of_another_is_set_aside() {
    let forced = format!("[{SPP}]\n\"KeyManagementServiceName\"=\"kms1.corp.example\"\n");
    let others =
        format!("{}\n[{SPP}]\n\"KeyManagementServiceName\"=\"kms9.corp.example\"\n", named("SRV2"));
    let evidence = exports(&[forced, named("SRV1"), others]).alone(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(used(&evidence), [Used::Yes, Used::Yes, Used::SetAside]);
    assert_eq!(evidence.host.name, "SRV1");
    let targets: Vec<&str> =
        evidence.kms.targets.iter().map(|target| target.host.as_str()).collect();
    assert_eq!(targets, ["kms1.corp.example"]);
}

#[test]
fn exports_of_one_host_are_one_though_a_name_lacks_its_domain() {
    let evidence = exports(&[named("SRV1"), named("srv1.corp.example"), named("srv1.other")])
        .alone(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(used(&evidence), [Used::Yes, Used::Yes, Used::Yes]);
    let evidence = exports(&[named("srv1.corp.example"), named("srv1.other"), named("SRV2")])
        .alone(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(used(&evidence), [Used::Yes, Used::SetAside, Used::SetAside]);
}

#[test]
fn an_export_that_ends_in_the_middle_is_said_to() {
    let text = format!("{}\n[{SPP}]\n\"KeyManagementServiceName\"=\"kms1.cor", named("SRV1"));
    let evidence = exports(&[text]).alone(jiff::Timestamp::UNIX_EPOCH);
    assert!(evidence.imports[0].truncated);
    assert_eq!(evidence.host.name, "SRV1");
}

#[test]
fn a_report_takes_an_export_once_and_keeps_what_it_asked() {
    let mut evidence = alone(&["slmgr/dlv-en-kms-client.txt"]);
    let asked = Observed::Answered {
        value: actprobe_probes::evidence::DnsClient::default(),
        elapsed_us: 7,
    };
    evidence.host.dns = asked.clone();
    exports(&[named("SRV1")]).complete(&mut evidence);
    assert_eq!(evidence.host.dns, asked);
    assert_eq!(evidence.host.windows.value().unwrap().name.as_deref(), Some("SRV1"));
    exports(&[named("SRV1")]).complete(&mut evidence);
    let mut other = Imports::default();
    other.add(Path::new("later.reg"), format!("REGEDIT4\n\n{}", named("SRV3")).as_bytes());
    other.complete(&mut evidence);
    assert_eq!(used(&evidence)[1..], [Used::Yes, Used::Yes, Used::SetAside]);
}

#[test]
fn an_event_log_is_known_by_its_first_bytes() {
    let mut imports = Imports::default();
    imports.add(Path::new("Application.txt"), b"ElfFile\0\0\0\0\0");
    imports.add(Path::new("short.evtx"), b"ElfFile");
    let evidence = imports.alone(jiff::Timestamp::UNIX_EPOCH);
    let kinds: Vec<_> =
        evidence.imports.iter().map(|import| (import.kind, import.truncated)).collect();
    assert_eq!(kinds, [(Some(actprobe_probes::evidence::CaptureKind::Evtx), true), (None, false)]);
}

fn dlv(cmid: &str, key: &str, forced: &str) -> Vec<u8> {
    let text = String::from_utf8(fixture("slmgr/dlv-fr-forced-kms.utf8.txt")).unwrap();
    let text = text.replace("5f0c2c8e-27a8-4f2e-a0f9-0b8b5dd1c202", cmid).replace("J464C", key);
    let text = text.replace(
        "345345345345345345345345345345345345345345345345345345345345345",
        &key_digits(key),
    );
    text.replace("kms.siege.example:1688", forced).into_bytes()
}

/// Another installation id for each key.
fn key_digits(key: &str) -> String {
    key.bytes().map(|byte| char::from(b'0' + byte % 10)).cycle().take(63).collect()
}

#[test]
fn an_installation_id_is_handed_out_beside_the_evidence_and_never_in_it() {
    let files = [
        "installation-id/dti-of-two.txt",
        "slmgr/dlv-en-kms-client.txt",
        "installation-id/selected.txt",
        "installation-id/dti-en.txt",
    ];
    let mut imports = Imports::default();
    for file in files {
        imports.add(Path::new(file), &fixture(file));
    }
    let ids = imports.installation_ids();
    let whose: Vec<_> =
        ids.iter().map(|owned| (owned.computer.as_str(), owned.file.as_deref().unwrap())).collect();
    assert_eq!(
        whose,
        [("SRV02", "dti-of-two.txt"), ("srv03", "dti-of-two.txt"), ("", "dlv-en-kms-client.txt")]
    );
    let evidence = imports.alone(jiff::Timestamp::UNIX_EPOCH);
    let text = serde_json::to_string(&evidence).unwrap();
    for owned in &ids {
        assert!(!text.contains(owned.id.digits()), "{text}");
        assert!(owned.id.groups().all(|group| !text.contains(group)), "{text}");
    }
    assert_eq!(evidence.imports[0].kind, Some(CaptureKind::InstallationId));
}

#[test]
fn a_host_that_another_machine_is_forced_to_is_none_of_ours() {
    let mut imports = Imports::default();
    let own = dlv("11111111-0000-4000-8000-000000000001", "6VM33", "nothing");
    imports.add(Path::new("own.txt"), &own);
    imports.add(
        Path::new("other.txt"),
        &dlv("22222222-0000-4000-8000-000000000002", "BBBBB", "kms9.corp.example:1688"),
    );
    assert_eq!(imports.licence().unwrap().forced_kms, None);
    let mut completed = Imports::default();
    completed.add(Path::new("own.txt"), &own);
    completed.add(
        Path::new("service.json"),
        br#"{"ClientMachineID":"11111111-0000-4000-8000-000000000001",
            "KeyManagementServiceMachine":"kms1.corp.example"}"#,
    );
    assert_eq!(
        completed.licence().unwrap().forced_kms.map(|at| at.host).as_deref(),
        Some("kms1.corp.example")
    );
}

/// The host's own word, as a live run has it.
fn live(licence: LicenceFacts) -> Evidence {
    let mut evidence = Imports::default().alone(jiff::Timestamp::UNIX_EPOCH);
    evidence.host.name = "SRV-APP-07".to_owned();
    evidence.licensing.windows = Observed::Answered { value: licence, elapsed_us: 9 };
    evidence
}

#[test]
fn a_capture_without_key_completes_what_the_host_itself_says() {
    let imports = imported(&["slmgr/ato-de-failed.cp850.txt"]);
    assert!(!imports.have_licence());
    let own = LicenceFacts {
        channel: Some(KeyChannel::Mak),
        activation_id: Some("de32eafd-aaee-4662-9444-c1befb41bde2".to_owned()),
        ..LicenceFacts::default()
    };
    let mut evidence = live(own.clone());
    imports.complete(&mut evidence);
    let known = evidence.licensing.windows.value().unwrap();
    assert_eq!((known.channel, known.activation_error), (Some(KeyChannel::Mak), Some(0xC004_C020)));
    assert!(evidence.licensing.captures.is_empty());
    let mut other = live(LicenceFacts { activation_id: Some("0".to_owned()), ..own });
    imported(&["slmgr/ato-de-failed.cp850.txt"]).complete(&mut other);
    assert_eq!(other.licensing.windows.value().unwrap().channel, None);
}

#[test]
fn a_connection_without_address_is_no_failed_resolution() {
    let open = br#"{"ComputerName":"kms1.corp.example","RemotePort":1688,"TcpTestSucceeded":true}"#;
    let mut imports = Imports::default();
    imports.add(Path::new("tcp.json"), open);
    let evidence = imports.clone().alone(jiff::Timestamp::UNIX_EPOCH);
    let by_name = &evidence.kms.targets[0];
    assert!(by_name.by_name.value().is_some() && by_name.addresses.ipv4.failure().is_none());
    assert_eq!((by_name.endpoints.len(), evidence.imports[0].used), (0, Used::Yes));
    let mut found = Imports::default();
    found.add(Path::new("srv.txt"), &fixture("resolve-dns-name/table.txt"));
    found.add(Path::new("tcp.json"), open);
    let evidence = found.alone(jiff::Timestamp::UNIX_EPOCH);
    let endpoint = &evidence.kms.targets[0].endpoints[0];
    assert!(endpoint.connect.value().is_some(), "{endpoint:?}");
}

const CLASSIC: &[u8] =
    b"Current WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n\n";
const ADVANCED: &[u8] = b"Current WinHTTP advanced proxy settings:\n\n\
      {\n  \"Proxy\": \"proxy:8080\",\n  \"ProxyBypass\": \"\"\n}\n";

#[test]
fn both_forms_of_the_proxy_settings_stand_beside_each_other() {
    let both = [CLASSIC, ADVANCED].concat();
    let turned = [ADVANCED, CLASSIC].concat();
    for files in [
        vec![CLASSIC, ADVANCED],
        vec![ADVANCED, CLASSIC],
        vec![both.as_slice()],
        vec![turned.as_slice()],
    ] {
        let mut imports = Imports::default();
        files
            .iter()
            .enumerate()
            .for_each(|(index, file)| imports.add(Path::new(&format!("{index}.txt")), file));
        assert_eq!(imports.proxy().map(|(_, settings)| settings.servers.len()), Some(0));
        let proxy = imports.alone(jiff::Timestamp::UNIX_EPOCH).proxy;
        let servers = |settings: &Observed<ProxySettings>| settings.value().unwrap().servers.len();
        assert_eq!((servers(&proxy.settings), servers(&proxy.machine)), (0, 1));
    }
}

#[test]
fn a_forced_host_by_the_services_word_is_a_setting_of_the_host() {
    use actprobe_probes::evidence::{ForcedLevel, TargetOrigin};
    let evidence = alone(&["slmgr/dlv-fr-forced-kms.cp850.txt"]);
    let origins = &evidence.kms.targets[0].origins;
    assert_eq!(origins, &[TargetOrigin::Registry { level: ForcedLevel::Global, sku: None }]);
}

fn evidence_of(texts: &[String]) -> Evidence {
    let mut imports = Imports::default();
    for text in texts {
        imports.add(Path::new("capture.txt"), text.as_bytes());
    }
    imports.alone(jiff::Timestamp::UNIX_EPOCH)
}

fn repeated(count: usize, line: &str) -> String {
    (0..count).map(|number| line.replace("{n}", &number.to_string())).collect()
}

#[test]
fn what_goes_beyond_what_is_kept_of_a_file_is_told() {
    let answer = "Server: a\nAddress: 10.0.0.1\n\
         *** a can't find _vlmcs._tcp.d{n}.example: Non-existent domain\n";
    let row = "_vlmcs._tcp.d{n}.example SRV 600 Answer k.example 0 0 1688\n";
    let list = "ComputerName : k{n}\nRemotePort : 1688\nTcpTestSucceeded : False\n";
    let chart = "Tracking s{n} [10.0.0.10:123].\n12:00:00, d:+00.0156231s o:-00.0037205s\n";
    for (most, text) in [(64, answer), (256, row), (256, list), (64, chart)] {
        let is_cut = |count: usize| {
            evidence_of(&[repeated(count, text)]).imports.iter().any(|import| import.truncated)
        };
        assert!(!is_cut(most) && is_cut(most + 1), "{text}");
    }
}

#[test]
fn records_of_an_answer_beyond_those_that_are_kept_are_counted() {
    let answer = format!(
        "_vlmcs._tcp.e\n{}",
        repeated(300, "SRV service location:\n svr hostname = k{n}\n")
    );
    let table = repeated(300, "_vlmcs._tcp.e SRV 600 Answer k{n}.example 0 0 1688\n");
    for text in [answer, table] {
        let kms = evidence_of(&[text]).kms;
        let reply = kms.questions[0].answers[0].srv.value().unwrap();
        assert_eq!((reply.records.len(), reply.records_dropped), (256, 44));
        // Of those that are kept, a run tries some.
        assert_eq!((kms.targets.len(), kms.targets_dropped), (64, 192));
    }
}

#[test]
fn of_many_events_the_newest_are_kept_and_the_others_counted() {
    let event = "<Event><System><Provider Name='Microsoft-Windows-Security-SPP'/>\
         <EventID>8198</EventID><TimeCreated SystemTime='2026-01-01T00:00:00.{n}Z'/></System>\
         <EventData><Data>x</Data></EventData></Event>\n";
    let events: String =
        (0..3000).map(|number| event.replace("{n}", &format!("{number:04}"))).collect();
    let licensing = evidence_of(&[events]).licensing;
    assert_eq!((licensing.events.len(), licensing.events_dropped), (200, 2800));
    assert_eq!(licensing.events[0].at, Some("2026-01-01T00:00:00.2999Z".parse().unwrap()));
}

#[test]
fn many_files_add_no_more_than_a_report_may_hold() {
    let texts: Vec<String> = (0..6)
        .map(|file| {
            repeated(
                64,
                &format!(
                    "Server: a\nAddress: 10.0.0.1\n\
                     *** a can't find _vlmcs._tcp.d{{n}}.f{file}: Non-existent domain\n"
                ),
            )
        })
        .collect();
    let evidence = evidence_of(&texts);
    assert_eq!((evidence.kms.questions.len(), evidence.imports.len()), (256, 384));
    let json = serde_json::to_string(&evidence).unwrap();
    assert_eq!(crate::ask::replay::read(json.as_bytes()).unwrap(), evidence);
}

#[test]
fn of_the_licensing_service_an_export_counts_first_and_then_the_capture_that_was_named_first() {
    const KEY: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\sppsvc";
    let looked_up =
        |start: u8| format!("{KEY}\r\n    Start    REG_DWORD    0x{start}\r\n").into_bytes();
    let export = format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[{KEY}]\r\n\"Start\"=dword:00000003\r\n"
    );
    let told = |files: &[&[u8]]| {
        let mut imports = Imports::default();
        for (at, content) in files.iter().enumerate() {
            imports.add(Path::new(&format!("{at}.txt")), content);
        }
        let mut evidence = live(LicenceFacts::default());
        let own = WindowsFacts { licensing_service: Some(Automatic), ..WindowsFacts::default() };
        evidence.host.windows = Observed::Answered { value: own, elapsed_us: 0 };
        imports.complete(&mut evidence);
        let start = evidence.host.windows.value().unwrap().licensing_service;
        (start, evidence.imports.iter().map(|import| import.used).collect::<Vec<_>>())
    };
    assert_eq!(told(&[]), (Some(Automatic), vec![]));
    let twice = told(&[&looked_up(4), &looked_up(2)]);
    assert_eq!(twice, (Some(Disabled), vec![Used::Yes, Used::SetAside]));
    let beside_export = told(&[&looked_up(4), export.as_bytes()]);
    assert_eq!(beside_export, (Some(Manual), vec![Used::SetAside, Used::Yes]));
}

#[test]
fn a_file_of_which_two_outputs_tell_of_the_licence_is_named_once() {
    let mut content = fixture("field/19-dli-of-a-client.txt");
    content.extend(b"\n\nKeyManagementServiceLookupDomain=old.example\n");
    let mut imports = Imports::default();
    imports.add(Path::new("a.txt"), &content);
    let evidence = imports.alone(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(evidence.licensing.captures, ["a.txt"]);
    assert_eq!(evidence.lookup_domain(), Some("old.example"));
    assert_eq!(evidence.imports.len(), 2);
}
