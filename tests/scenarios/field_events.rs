//! Captures of events and tools as people paste them, judged alone: what the first line has to say,
//! by hand. The files stand in `fixtures/captures/field` and `fixtures/captures/pasted`.

use std::fs;
use std::path::{Path, PathBuf};

use actprobe::ask::import::Imports;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{Style, render};

/// The first line of the report on files that stand alone.
pub fn first_line(files: &[(&str, Vec<u8>)]) -> String {
    let mut imports = Imports::default();
    for (name, content) in files {
        imports.add(Path::new(name), content);
    }
    let report = Report::of(imports.alone("2026-11-27T09:00:00Z".parse().unwrap()));
    let text = render(&report, &Speech::new(Language::English), Style::default());
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let lines = paragraph.lines().take_while(|line| !line.starts_with(['>', ' ']));
    lines.collect::<Vec<_>>().join(" ")
}

pub fn captured(folder: &str, name: &str) -> Vec<u8> {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures");
    let path: PathBuf = captures.join(folder).join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands in a file, and the words that the first line begins with and has to hold.
pub type Row = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const FIELD: &[Row] = &[
    ("30-event-12288-copied.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0xC004F06C)",
        &["clock"]),
    ("31-event-8198-copied.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0xC004F074)",
        &["No KMS"]),
    ("32-event-8198-copied-fr.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0x8007232B)",
        &["DNS"]),
    ("33-get-winevent-list.txt",
        "This Windows was activated by KMS on 2026-11-17; the KMS host had counted 50", &[]),
    ("34-description-alone.txt", "The last activation failed (0x8007007B)", &["suffix"]),
    ("40-netsh-quoted.txt", "Services use the proxy proxy.corp.example:8080, but for <local>", &[]),
    ("41-netsh-socks.txt", "Services have no HTTP proxy: 192.0.2.80:1080 is for SOCKS",
        &["does not use"]),
    ("50-nltest-1355.txt", "Windows finds no domain controller (error 1355, ERROR_NO_SUCH_DOMAIN)",
        &["DNS"]),
];

#[rustfmt::skip]
const PASTED: &[Row] = &[
    ("PS C:\\> netsh winhttp show proxy\n\n\
         Aktuelle WinHTTP-Proxyeinstellungen:\n\n    Direktzugriff (kein Proxyserver).\n\nPS C:\\>",
        "Services have no proxy", &[]),
    ("- 当前的 WinHTTP 代理服务器设置：\n\n- 代理服务器：  p.corp.example：8080\n- 绕过列表     ：  （无）\n",
        "Services use the proxy p.corp.example:8080;", &[]),
    ("C:\\>nltest /dsgetdc:corp.example\n\
         Fehler beim Abrufen des Domänencontrollernamens: Status = 1311 0x51f \
         ERROR_NO_LOGON_SERVERS\n",
        "Windows finds no domain controller of corp.example (error 1311, \
         ERROR_NO_LOGON_SERVERS)", &[]),
    // An answer that did not activate: the host has not counted enough.
    ("TimeCreated  : 17.11.2026 10:14:02\nProviderName : Microsoft-Windows-Security-SPP\n\
         Id           : 12289\nMessage      : Der Client hat eine Aktivierungsantwort \
         verarbeitet.\n               Info:\n               0xC004F038, 0x00000000, 0, 0, 3, 120, \
         10080, 2026/11/17 09:14\n",
        "The last activation failed on 2026-11-17 (0xC004F038)", &["3"]),
    // The state that the log tells, where no attempt stands beside it.
    ("Quelle: Microsoft-Windows-Security-SPP\nDatum: 17.11.2026 10:14:02\nEreignis-ID: 8230\n\
         Computer: pc-07\nBeschreibung:\n\
         Security-SPP-Action-StateData (REG_SZ) =AppId=55c92734-d682-4d71-983e-d6ec3f16059f;\
         GraceEndDate=2027/05/15:22:33:07;LastConsumptionReason=0x4004f401;LicenseState=\
         SL_LICENSING_STATUS_LICENSED;PartialProductKey=VMK7H;ProductKeyType=Volume:GVLK;SkuId=\
         9bd77860-9b31-4b7b-96ad-2564017315bf\n",
        "On 2026-11-17, by its event log, pc-07 was activated until 2027-05-15", &[]),
    ("Quelle: Microsoft-Windows-Security-SPP\nDatum: 17.11.2026 10:14:02\nEreignis-ID: 8230\n\
         Computer: pc-07\nBeschreibung:\n\
         Security-SPP-Action-StateData (REG_SZ) =AppId=55c92734-d682-4d71-983e-d6ec3f16059f;\
         GraceEndDate=1601/01/01:00:00:00;LastConsumptionReason=0xc004f034;LicenseState=\
         SL_LICENSING_STATUS_NOTIFICATION;PartialProductKey=4M3Q8;ProductKeyType=Volume:MAK;SkuId=\
         9bd77860-9b31-4b7b-96ad-2564017315bf\n",
        "On 2026-11-17, by its event log, pc-07 was not activated (0xC004F034)", &[]),
    // A ticket that Microsoft did not give says nothing of an activation that KMS gave before.
    ("Source: Microsoft-Windows-Security-SPP\nDate: 11/22/2026 4:17:36 AM\nEvent ID: 8208\n\
         Computer: APP4\nDescription:\nAcquisition of genuine ticket failed (hr=0x80072EE2) for \
         template Id 66c92734-d682-4d71-983e-d6ec3f16059f\n\n\
         Source: Microsoft-Windows-Security-SPP\nDate: 11/22/2026 4:17:36 AM\nEvent ID: 8200\n\
         Computer: APP4\nDescription:\nLicense acquisition failure details.\nhr=0x80072EE2\n\n\
         Source: Microsoft-Windows-Security-SPP\nDate: 11/22/2026 4:17:31 AM\nEvent ID: 12289\n\
         Computer: APP4\nDescription:\nThe client has processed an activation response.\nInfo:\n\
         0x00000000, 0x00000000, 1, 0, 50, 120, 10080, 2026/11/22 03:17\n",
        "APP4 was activated by KMS on 2026-11-22; the KMS host had counted 50", &[]),
    // A table cuts the code off: that it failed is all that it tells.
    ("   ProviderName: Microsoft-Windows-Security-SPP\n\n\
         TimeCreated                     Id LevelDisplayName Message\n\
         -----------                     -- ---------------- -------\n\
         17/11/2026 10:15:30           8198 Error            License Activation (slui.exe) failed \
         with th...\n", "The last activation failed", &[]),
];

#[test]
fn the_first_line_says_what_a_capture_of_the_field_shows() {
    let read = |name: &'static str| (name, captured("field", name));
    check(FIELD.iter().map(|(name, begin, words)| (read(name), *begin, *words)));
}

/// Of each kind, others than those of the field: languages, quoting, breaks, several events.
#[rustfmt::skip]
const SIBLINGS: &[Row] = &[
    ("event-8198-get-winevent.json",
        "The last activation of SRV10.corp.example failed on 2026-11-20 (0x8007232B)", &["DNS"]),
    ("event-12288-de-unreachable.txt",
        "The last activation of SRV-DE-01.corp.example failed on 2026-11-20 (0x800706BA)",
        &["Next: Administrator of this host: Run actprobe on that host itself"]),
    ("event-8198-es.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0xC004F074)",
        &["No KMS"]),
    ("event-12288-ru.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0x800706BA)", &[]),
    ("event-8198-ja.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0xC004F074)",
        &["No KMS"]),
    ("event-8198-pt.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0x80072EE7)", &[]),
    ("event-12288-de-and-8198.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0xC004F06C)",
        &["clock"]),
    ("format-list-wrapped-fr.txt", "The last activation failed on 2026-11-17 (0x80072EE2)", &[]),
    ("wevtutil-text.txt",
        "srv-app-07.corp.example was activated by KMS on 2026-11-17; the KMS host had counted 27",
        &[]),
    ("event-xml-quoted.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0xC004F06C)",
        &["clock"]),
    ("event-xml-escaped.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0xC004F06C)",
        &["clock"]),
    ("event-8198-markdown.txt",
        "The last activation of srv-app-07.corp.example failed on 2026-11-17 (0x8007232B)",
        &["DNS"]),
    ("event-8198-data-alone.txt", "The last activation failed (0x8007232B)", &["DNS"]),
    ("event-8200-prose.txt", "The last activation failed (0xC004C003)", &["blocked this key"]),
    ("event-1014-prose.txt", "The last activation failed (0xC004C020)", &["used up"]),
    ("event-8233-get-eventlog.txt", "The last activation failed on 2026-11-17 (0xC004F074)",
        &["No KMS"]),
    ("event-8233-of-office.txt", "This is Office, not Windows itself;",
        &["(0x8007007B)", "It says nothing of how Windows is licensed"]),
    ("event-1003-wrapped.txt",
        "On 2026-11-17, by its event log, this Windows was activated until 2027-05-15", &[]),
    ("event-8230-evaluation.txt",
        "On 2026-11-17, by its event log, lab-01 was an evaluation until 2027-02-03",
        &["no volume key"]),
    ("event-success-then-notification.txt",
        "On 2026-11-17, by its event log, this Windows was not activated (0xC004F056)", &[]),
    ("netsh-de.txt", "Services use the proxy proxy.corp.example:8080, but for",
        &["*.corp.example", "<local>"]),
    ("get-eventlog-table.txt", "The last activation failed", &[]),
    ("get-eventlog-not-telling.txt", "The capture get-eventlog-not-telling.txt is understood, and \
         tells nothing", &[]),
    ("event-8198-hard-breaks.txt", "The last activation of ext-dc03.contoso.example failed on \
         2026-10-10 (0xC004F074)", &["No KMS"]),
    ("event-8198-evtx-dump.json", "The last activation of PC-0815.corp.example failed on \
         2026-11-04 (0x800704CF)", &["network"]),
    ("event-8198-denied-xml.txt", "The last activation of SRV-K-8.corp.example failed on \
         2026-11-22 (0x80070005)", &["Next: Administrator of this host: Run actprobe"]),
    ("netsh-fr.txt",
        "Services use the proxy proxy.corp.example:8080, proxy.corp.example:8443; whether", &[]),
    ("netsh-es-direct.txt", "Services have no proxy", &[]),
    ("netsh-en-direct.txt", "Services have no proxy", &[]),
    ("ipconfig-en.txt", "SRV-APP-07 asks the DNS servers 2001:db8::53, 192.0.2.53, fe80::53 and \
         looks for a KMS host in corp.example", &["not asked"]),
    ("ipconfig-zh.txt", "pc-07 asks the DNS servers 192.0.2.53, 192.0.2.54 and looks for a KMS \
         host in corp.example", &[]),
    ("netsh-socks-and-http.txt", "Services use the proxy proxy.corp.example:8080; whether", &[]),
];

#[test]
fn the_first_line_says_what_captures_of_these_kinds_show() {
    let read = |name: &'static str| (name, captured("pasted", name));
    check(SIBLINGS.iter().map(|(name, begin, words)| (read(name), *begin, *words)));
}

#[test]
fn products_whose_states_differ_say_nothing_of_windows() {
    let name = "event-1003-with-add-on.txt";
    let said = first_line(&[(name, captured("pasted", name))]);
    assert!(!said.contains("activated"), "{said}");
}

#[test]
fn a_summary_of_the_system_tells_its_name_its_build_and_its_domain() {
    for (name, computer, build, domain) in [
        ("systeminfo-en.txt", "SRV-APP-07", 20348, Some("corp.example")),
        ("systeminfo-de.txt", "pc-07", 7601, None),
    ] {
        let mut imports = Imports::default();
        imports.add(Path::new(name), &captured("pasted", name));
        let evidence = imports.alone("2026-11-27T09:00:00Z".parse().unwrap());
        let windows = evidence.host.windows.value().unwrap();
        let told = windows.product.as_ref().unwrap().build;
        assert_eq!((evidence.host.name.as_str(), told), (computer, Some(build)), "{name}");
        assert_eq!(evidence.directory.domain.as_deref(), domain, "{name}");
    }
}

#[test]
fn the_first_line_says_what_was_pasted() {
    let file = |text: &str| ("pasted.txt", text.as_bytes().to_vec());
    check(PASTED.iter().map(|(text, begin, words)| (file(text), *begin, *words)));
}

pub fn check<'a>(rows: impl Iterator<Item = ((&'a str, Vec<u8>), &'a str, &'a [&'a str])>) {
    let differing = rows.filter_map(|(file, begin, words)| {
        let name = if file.0 == "pasted.txt" { begin } else { file.0 };
        let said = first_line(std::slice::from_ref(&file));
        let is_right = said.starts_with(begin) && words.iter().all(|word| said.contains(word));
        (!is_right).then(|| format!("{name}\n  wanted {begin} … {words:?}\n  said   {said}"))
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

/// What a code asks for is done where it happens; an activated host has nothing to do.
#[test]
fn of_a_failed_attempt_alone_the_next_step_is_that_of_its_code() {
    let next = |name: &str| {
        let mut imports = Imports::default();
        imports.add(Path::new(name), &captured("field", name));
        let report = Report::of(imports.alone("2026-11-27T09:00:00Z".parse().unwrap()));
        render(&report, &Speech::new(Language::English), Style::default())
            .lines()
            .find_map(|line| Some(line.strip_prefix("Next: ")?.to_owned()))
    };
    for (name, step) in [
        ("31-event-8198-copied.txt", "Administrator of this host: Read event 12288"),
        ("34-description-alone.txt", "KMS administrator: No KMS host was found by name"),
    ] {
        assert!(next(name).is_some_and(|said| said.starts_with(step)), "{:?}", next(name));
    }
    assert_eq!(next("33-get-winevent-list.txt"), None);
}

/// The pane of the Event Viewer has no label above the text; in whatever language, the last field
/// is the computer's, by its full name.
#[test]
fn the_computer_stands_right_above_the_text_of_a_pane() {
    let viewed = |computer: &str| {
        let text = format!(
            "X: Application\nY: Security-SPP\nZ: 12288\n{computer}\n\n\u{5ba2}\u{6237}\u{7aef}\n\
             \u{4fe1}\u{606f}:\n0xC004F041, 0x00000000, kms1.corp.test:1688, \
             5d1c6c0e-7f33-4b0e-9a1f-0a1b2c3d4e5f, 2026/11/27 08:20, 1, 2, 41280, \
             9bd77860-9b31-4b7b-96ad-2564017315bf, 5\n"
        );
        super::field_network::page(&[("pane.txt", text.into_bytes())])
    };
    for label in ["\u{8ba1}\u{7b97}\u{673a}", "Ordinateur ", "Komputer"] {
        let said = viewed(&format!("{label}: sh-app-03.corp.test"));
        assert!(said.contains("The last activation of sh-app-03.corp.test failed"), "{said}");
    }
    for other in ["User: N/A", "Keywords: Classic", "Version: 10.0.1", "File: a/b.evtx"] {
        let said = viewed(other);
        assert!(said.starts_with("The last activation failed on"), "{other}\n{said}");
    }
}
