//! Captures of several machines, judged alone: which of them is judged, what is said of the others,
//! and that none lends another its name, its success or its failure. The files stand in
//! `fixtures/captures/machines`.

use std::path::Path;

use super::field_events::captured;
use actprobe::ask::import::Imports;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{Style, render};

/// The files, how the answer begins, what stands in its first paragraph, and the exit code.
type Row = (&'static [&'static str], &'static str, &'static [&'static str], u8);

const FILE_1: &str = "SRV-FILE-1 is activated by KMS or Active Directory (the key does not tell \
                      which), with 180 days left";
const FILE_2: &str = "The last activation of SRV-FILE-2 failed (0x800706BA)";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["psexec-list.txt"], "WEB01 is activated",
        &["The last activation of WEB02 failed (0xC004F074)", "ServerStandard edition"], 3),
    (&["psexec-then-own.txt"], "The last activation of WEB02 failed (0x800706BA)",
        &["ADMIN-PC is activated"], 3),
    (&["hostname-srv-file-1.txt", "hostname-srv-file-2.txt"], FILE_1, &[FILE_2], 3),
    (&["hostname-srv-file-2.txt", "hostname-srv-file-1.txt"], FILE_2,
        &["SRV-FILE-1 is activated"], 3),
    (&["systeminfo-srv-file-1.txt", "systeminfo-srv-file-2.txt"], FILE_1, &[FILE_2], 3),
    (&["hostname-of-two.txt"], FILE_1, &[FILE_2], 3),
    (&["sessions-of-two.txt"], FILE_1, &[FILE_2], 3),
    (&["transcripts-fr.txt"], "SRV-PAY-03 is activated",
        &["The last activation of SRV-PAY-04 failed (0x800706BA)"], 3),
    (&["session-left.txt"], "WEB01 is activated",
        &["The last activation of another machine (session-left.txt) failed (0x800706BA)"], 3),
    (&["told-above-a-session.txt"], "WEB02 is activated", &[], 0),
    (&["told-above-a-heading.txt"], "WEB02 is activated", &[], 0),
    (&["event-above-a-session.txt"], "The last activation of APP-07 failed (0x800706BA)",
        &["DB-02.corp.test was activated by KMS on 2026-11-27; the KMS host had counted 29"], 3),
    (&["back-to-the-first.txt"], "WEB01 is activated", &["WEB02 is activated"], 0),
    // Nothing tells the name of the first: the second lends it none.
    (&["own-then-asked.txt"], "This Windows is activated",
        &["The last activation of WEB02 failed (0x800706BA)"], 3),
    (&["unnamed-then-heading.txt"], "This Windows is activated",
        &["The last activation of WEB02 failed (0x800706BA)"], 3),
    (&["asked-then-own.txt"], "WEB02 is activated",
        &["The last activation of another machine (asked-then-own.txt) failed (0x800706BA)"], 3),
    (&["invoke-command.txt"], "WEB01 is activated",
        &["The last activation of WEB02 failed (0x800706BA)"], 3),
    (&["winrs.txt"], "WEB01 is activated",
        &["The last activation of WEB02 failed (0x800706BA)"], 3),
    // By events alone.
    (&["splunk-two-hosts.txt"],
        "The last activation of APP-07.corp.test failed on 2026-11-27 (0x8007232B)",
        &["DB-02.corp.test was activated by KMS on 2026-11-27; the KMS host had counted 29"], 3),
    (&["events-of-two.txt"],
        "The last activation of APP-07.corp.test failed on 2026-11-27 (0x8007232B)",
        &["DB-02.corp.test was activated by KMS on 2026-11-27; the KMS host had counted 29"], 3),
    (&["events-of-two-de.txt"],
        "The last activation of APP-07.corp.test failed on 2026-11-27 (0x8007232B)",
        &["DB-02.corp.test was activated by KMS on 2026-11-27; the KMS host had counted 29"], 3),
    (&["events-of-two.xml"],
        "SRV-2.corp.test was activated by KMS on 2026-11-02; the KMS host had counted 50",
        &["The last activation of SRV-1.corp.test failed on 2026-11-02 (0x8007232B)"], 3),
    (&["get-winevent-in-sessions.txt"],
        "The last activation of SRV-1 failed on 2026-11-27 (0x8007232B)",
        &["SRV-2 was activated by KMS on 2026-11-27; the KMS host had counted 29"], 3),
    (&["events-of-two.xml", "session-of-one.txt"], "SRV-2 is activated by KMS",
        &["The last activation of SRV-1.corp.test failed on 2026-11-02 (0x8007232B)"], 3),
    (&["winlogbeat-ru.json"],
        "The last activation of SRV-1C-02.corp.test failed on 2026-11-25 (0xC004C020)", &[], 3),
    (&["smsts.txt"], "The last activation failed (0xC004F038)",
        &["Windows(R), Enterprise edition", "25 are needed"], 1),
];

/// Each Office is told as that of its machine, with a step there.
#[test]
fn the_office_of_another_machine_is_told_as_its() {
    let row = |computer: &str, name: &str, description: &str, status: u8, key: &str| {
        format!("{computer},\"{name}\",\"{description}\",{status},{key}\n")
    };
    let windows = |computer: &str| {
        let description = "Windows(R) Operating System, VOLUME_KMSCLIENT channel";
        row(computer, "Windows(R), ServerStandard edition", description, 1, "VMK7H")
    };
    let office = |computer: &str| {
        let name = "Office 16, Office16ProPlusVL_KMS_Client edition";
        row(computer, name, "Office 16, VOLUME_KMSCLIENT channel", 5, "WFG99")
    };
    let head = "PSComputerName,Name,Description,LicenseStatus,PartialProductKey\n";
    let all = [windows("SRV-1"), office("SRV-1"), windows("SRV-2"), office("SRV-2")].concat();
    let mut imports = Imports::default();
    imports.add(Path::new("a.csv"), format!("{head}{all}").as_bytes());
    let report = Report::of(imports.alone("2026-11-27T09:00:00Z".parse().unwrap()));
    let page = render(&report, &Speech::new(Language::English), Style::default());
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("Besides Windows: Office"), "{page}");
    assert!(page.contains("Besides Windows on SRV-2: Office"), "{page}");
    assert!(page.contains("On SRV-2: This Office takes a KMS host"), "{page}");
}

#[test]
fn each_machine_keeps_its_name_its_success_and_its_failure() {
    let differing = ROWS.iter().filter_map(|(files, begin, words, exit)| {
        let (said, code) = answered(files);
        let is_right = said.starts_with(begin)
            && words.iter().all(|word| said.contains(word))
            && code == *exit;
        (!is_right).then(|| {
            format!("{files:?}\n  wanted {begin} … {words:?} {exit}\n  said   {said} {code}")
        })
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

/// The first paragraph in one line, and the exit code.
fn answered(files: &[&str]) -> (String, u8) {
    let mut imports = Imports::default();
    for name in files {
        imports.add(Path::new(name), &captured("machines", name));
    }
    let report = Report::of(imports.alone("2026-11-28T09:00:00Z".parse().unwrap()));
    let text = render(&report, &Speech::new(Language::English), Style::default());
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    (words.join(" "), report.verdict.outcome.exit_code())
}
