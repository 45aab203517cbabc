//! Captures of which something tells apart what looks alike: two machines without names, two
//! clocks, two places from which a port is tried, an add-on or Office beside Windows, a key that
//! was refused beside an activation that failed. Judged alone, in every order of their files.

use std::path::Path;

use actprobe::ask::import::Imports;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{Style, render};

/// Files with what is in them, what is said in whatever order they are named, what is not, and the
/// exit code.
struct Row {
    files: &'static [(&'static str, &'static str)],
    said: &'static [&'static str],
    unsaid: &'static [&'static str],
    exit: u8,
}

const FREE: &str = "C:\\>w32tm /query /source\nLocal CMOS Clock\n";
const DC1: &str = "C:\\>w32tm /stripchart /computer:dc1.lab.test /samples:2 /dataonly\n\
                   Tracking dc1.lab.test [10.9.0.10:123].\nCollecting 2 samples.\n\
                   The current time is 11/20/2026 4:10:00 PM.\n\
                   16:10:00, -21600.2210110s\n16:10:02, -21600.2213450s\n";
const NTP1: &str = "C:\\>w32tm /stripchart /computer:ntp1.lab.test /samples:2 /dataonly\n\
                    Tracking ntp1.lab.test [10.9.0.11:123].\nCollecting 2 samples.\n\
                    The current time is 11/20/2026 4:40:00 PM.\n\
                    16:40:00, -21603.9210110s\n16:40:02, -21603.9213450s\n";
const GOOD_1: &str = "C:\\>w32tm /stripchart /computer:dc1.lab.test /samples:1 /dataonly\n\
                      Tracking dc1.lab.test [10.9.0.10:123].\nCollecting 1 samples.\n\
                      The current time is 11/20/2026 4:10:00 PM.\n16:10:00, +00.0410110s\n";
const GOOD_2: &str = "C:\\>w32tm /stripchart /computer:ntp1.lab.test /samples:1 /dataonly\n\
                      Tracking ntp1.lab.test [10.9.0.11:123].\nCollecting 1 samples.\n\
                      The current time is 11/20/2026 4:10:09 PM.\n16:10:09, -00.0310110s\n";
const REFUSED_TIME: &str = "TimeCreated : 11/20/2026 4:01:12 PM\nId          : 12288\n\
    Message     : The client has sent an activation request to the key management service machine.\
    \n              Info:\n              0xC004F06C, 0x00000000, kms.lab.test:1688, \
    7f0c2f7e-90a4-4c39-9df0-22a6d1c8b5e3, 2026/11/20 16:01, 1, 1, 75300, \
    de32eafd-aaee-4662-9444-c1befb41bde2, 5\n";

const GUEST: &str = "C:\\>cscript //nologo slmgr.vbs /ipk YDFWN-MJ9JR-3DYRK-FXXRW-78VHK\n\
    Installed product key YDFWN-MJ9JR-3DYRK-FXXRW-78VHK successfully.\n\n\
    C:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), ServerStandard edition \
    (3c2da9a5-1c3e-4f6b-9c1d-3f1f0d7c1122) ...\nError: 0xC004FD02 The host is not activated.\n";
const HYPER_V: &str = "Software licensing service version: 10.0.20348.2849\n\n\
    Name: Windows(R), ServerDatacenter edition\n\
    Description: Windows(R) Operating System, VOLUME_MAK channel\n\
    Product Key Channel: Volume:MAK\nPartial Product Key: XXXXX\nLicense Status: Licensed\n";
const NAMED: &str = "C:\\>hostname\nDB-07\n\nC:\\>cscript //nologo slmgr.vbs /xpr\n\
    Windows(R), ServerStandard edition:\n    The machine is permanently activated.\n";
const NAMELESS: &str = "Name: Windows(R), ServerDatacenter edition\n\
    Description: Windows(R) Operating System, VOLUME_MAK channel\n\
    Partial Product Key: 4M3Q8\nLicense Status: Notification\nNotification Reason: 0xC004F034.\n";
const CLIENT: &str = "C:\\>cscript //nologo slmgr.vbs /ipk VDYBN-27WPP-V4HQT-9VMD4-VMK7H\n\
    Installed product key VDYBN-27WPP-V4HQT-9VMD4-VMK7H successfully.\n\n\
    C:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), ServerStandard edition \
    (9bd77860-9b31-4b7b-96ad-2564017315bf) ...\nError: 0xC004F042 It cannot be used.\n";
const OLD_HOST: &str = "Software licensing service version: 6.3.9600.20296\n\n\
    Name: Windows(R), ServerStandard edition\n\
    Description: Windows(R) Operating System, VOLUME_KMS_2012-R2 channel\n\
    Activation ID: 4b1571d3-bafb-4b40-8087-a961be2caf65\n\
    Product Key Channel: Volume:CSVLK\nPartial Product Key: XXXXX\nLicense Status: Licensed\n\
    Key Management Service is enabled on this machine\n    Current count: 50\n    \
    Listening on Port: 1688\n    DNS publishing enabled\n";

const UPDATES: &str = "Name: Windows(R), Enterprise edition\n\
    Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n\
    Partial Product Key: 2YT43\nLicense Status: Licensed\n\
    Volume activation expiration: 255000 minute(s) (178 day(s))\n\n\
    C:\\>cscript //nologo slmgr.vbs /ato 83d49986-add3-41d7-ba33-87c7bfb5c0fb\n\
    Activating Windows(R), Client-ESU-Year3 add-on for Enterprise,EnterpriseN,Professional \
    (83d49986-add3-41d7-ba33-87c7bfb5c0fb) ...\nError: 0x80072EE7\n";
const DIGITS: &str = "C:\\>slmgr.vbs /dti 83d49986-add3-41d7-ba33-87c7bfb5c0fb\n\n\
    C:\\>slmgr.vbs /atp 215304 83d49986-add3-41d7-ba33-87c7bfb5c0fb\nError: 0xC004F04D\n";
const OFFICE: &str = "---Processing--------------------------\n\
    SKU ID: fbdb3e18-a8ef-4fb3-9183-dffd60bd0984\n\
    LICENSE NAME: Office 21, Office21ProPlus2021VL_KMS_Client_AE edition\n\
    LICENSE DESCRIPTION: Office 21, VOLUME_KMSCLIENT channel\n\
    Last 5 characters of installed product key: 6F7TH\nERROR CODE: 0xC004F038\n\
    ---Exiting-----------------------------\n";
const OFFICE_STATE: &str = "---Processing--------------------------\n\
    SKU ID: fbdb3e18-a8ef-4fb3-9183-dffd60bd0984\n\
    LICENSE NAME: Office 21, Office21ProPlus2021VL_KMS_Client_AE edition\n\
    LICENSE DESCRIPTION: Office 21, VOLUME_KMSCLIENT channel\n\
    LICENSE STATUS:  ---OOB_GRACE---\n\
    REMAINING GRACE: 11 days  (15840 minute(s) before expiring)\n\
    Last 5 characters of installed product key: 6F7TH\n\
    ---Exiting-----------------------------\n";
const WINDOW: &str = "C:\\>slmgr /ipk W269N-WFGWX-YVC9B-4J6C9-T83GX\n\nWindows Script Host\n\
    On a computer running Microsoft Windows non-core edition, run 'slui.exe 0x2a\n\
    0xC004F069' to display the error text.\nError: 0xC004F069\n          OK\n\n\
    C:\\>dism /online /get-currentedition\n\nImage Version: 10.0.19044.4291\n\n\
    Current Edition : EnterpriseS\n\nC:\\>slmgr /xpr\n\nWindows(R), EnterpriseS edition:\n    \
    Windows is in Notification mode\n";
const PLACES: &str = "Name: Windows(R), ServerStandard edition\n\
    Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n\
    Partial Product Key: VMK7H\nLicense Status: Licensed\n\
    Volume activation expiration: 25000 minute(s) (18 day(s))\n\
    Registered KMS machine name: kms.lab.test:1688\n\n\
    C:\\>portqry -n kms.lab.test -p tcp -e 1688\n\nQuerying target system called:\n\n \
    kms.lab.test\n\nAttempting to resolve name to IP address...\n\nName \
    resolved to 10.9.4.21\n\nquerying...\n\n\
    TCP port 1688 (unknown service): FILTERED\n\n\
    Same test from app-07 (10.9.30.15, another network):\n\n\
    C:\\>portqry -n kms.lab.test -p tcp -e 1688\n\nQuerying target system called:\n\n \
    kms.lab.test\n\nAttempting to resolve name to IP address...\n\nName \
    resolved to 10.9.4.21\n\nquerying...\n\n\
    TCP port 1688 (unknown service): LISTENING\n";
const BY_OBJECT: &str = "Name: Windows(R), Enterprise edition\n\
    Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n\
    Partial Product Key: 2YT43\nLicense Status: Licensed\n\
    Volume activation expiration: 17280 minute(s) (12 day(s))\n\
    AD Activation client information\n    Activation Object name: Lab-AO\n    \
    AO DN: CN=Lab-AO,CN=Activation Objects,CN=Microsoft SPP,CN=Services,CN=Configuration,DC=lab,\
    DC=test\n\nC:\\>nltest /dsgetdc:lab.test\n\
    Getting DC name failed: Status = 1355 0x54b ERROR_NO_SUCH_DOMAIN\n";
const BOUGHT: &str = "Name: Windows(R), ServerStandard edition\n\
    Description: Windows(R) Operating System, VOLUME_MAK channel\n\
    Partial Product Key: 4M3Q8\nLicense Status: Notification\nNotification Reason: 0xC004F034.\n";
const UNKNOWN_WORD: &str = "Nimi: Windows(R), Enterprise edition\n\
    Kuvaus: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n\
    Tuoteavaimen osa: 2YT43\nTila: Jokin sana\nAikaa: 20160 min (14 pv)\n";

const ROWS: &[Row] = &[
    // Both are six hours off, some seconds apart: they agree. Whether this host is in a domain is
    // not told, and outside of one it would be left without a source.
    Row {
        files: &[("a.txt", DC1), ("b.txt", NTP1)],
        said: &["2 other clocks, which agree", "/syncfromflags:all /update"],
        unsaid: &["contradict", "take it out of use", "second source"],
        exit: 3,
    },
    Row {
        files: &[("a.txt", GOOD_1), ("b.txt", GOOD_2)],
        said: &[],
        unsaid: &["contradict", "Put that time server right", "Put the clock right"],
        exit: 3,
    },
    // The clock follows none, and the KMS host refused its time: nothing is left to compare.
    Row {
        files: &[("a.txt", DC1), ("b.txt", FREE), ("c.txt", REFUSED_TIME)],
        said: &["net stop w32time", "w32tm /resync /rediscover", "refused this host's time too"],
        unsaid: &["/stripchart /computer:dc1.lab.test", "second source"],
        exit: 3,
    },
    Row {
        files: &[("a.txt", DC1)],
        said: &["/stripchart /computer:TIME-SERVER", "another source than dc1.lab.test"],
        unsaid: &["/stripchart /computer:dc1.lab.test"],
        exit: 3,
    },
    Row {
        files: &[("guest.txt", GUEST), ("host.txt", HYPER_V)],
        said: &["The last activation failed (0xC004FD02)", "Licence (by guest.txt)"],
        unsaid: &["4GF74", "(by guest.txt, host.txt)", "(by host.txt, guest.txt)"],
        exit: 1,
    },
    Row {
        files: &[("named.txt", NAMED), ("mail.txt", NAMELESS)],
        said: &["DB-07 is activated, for good", "(mail.txt)", "(0xC004F034)"],
        unsaid: &["DB-07 is not activated", "(by named.txt, mail.txt)", "(by mail.txt, named.txt)"],
        exit: 3,
    },
    Row {
        files: &[("client.txt", CLIENT), ("kms.txt", OLD_HOST)],
        said: &[
            "The last activation failed (0xC004F042)",
            "is that of Windows Server 2012 R2, and this Windows is Windows Server 2022",
            "takes no such key",
            "KMS administrator",
        ],
        unsaid: &["KMS host key ending in VMK7H", "(by kms.txt, client.txt)", "by its own word"],
        exit: 1,
    },
    Row {
        files: &[("a.txt", UPDATES)],
        said: &[
            "This Windows is activated by KMS",
            "/ato 83d49986-add3-41d7-ba33-87c7bfb5c0fb",
            "/dti 83d49986-add3-41d7-ba33-87c7bfb5c0fb",
            "/dlv 83d49986-add3-41d7-ba33-87c7bfb5c0fb",
            "Of an add-on to Windows, and not of Windows itself, slmgr said 0x80072EE7",
            "Next: Administrator of this host: The add-on",
        ],
        unsaid: &["a try to renew it failed", "slmgr.vbs /ato\n", "0 days left"],
        exit: 0,
    },
    Row {
        files: &[("a.txt", DIGITS)],
        said: &[
            "/dti 83d49986-add3-41d7-ba33-87c7bfb5c0fb",
            "/atp CONFIRMATION-ID 83d49986-add3-41d7-ba33-87c7bfb5c0fb",
            "Client-ESU-Year3",
        ],
        unsaid: &["slmgr.vbs /dti\n", "/atp CONFIRMATION-ID\n"],
        exit: 3,
    },
    Row {
        files: &[("win.txt", NAMED), ("act.txt", OFFICE), ("state.txt", OFFICE_STATE)],
        said: &["has not counted enough machines with Office", "KMS administrator"],
        unsaid: &["in a state that was not read"],
        exit: 0,
    },
    Row {
        files: &[("a.txt", WINDOW)],
        said: &["did not take the key", "/ipk M7XTQ-FN8P6-TTKYV-9D4CC-J462D"],
        unsaid: &["The last activation failed", "is not activated (0xC004F069)"],
        exit: 3,
    },
    Row {
        files: &[("a.txt", PLACES)],
        said: &["does not open from this host, and opens from another machine", "Network team"],
        unsaid: &["opened at one try, and not at another"],
        exit: 1,
    },
    Row {
        files: &[("a.txt", BY_OBJECT)],
        said: &["ADBA, which would renew it, is blocked", "VPN"],
        unsaid: &["Whether KMS, which renews it"],
        exit: 3,
    },
    Row {
        files: &[("a.txt", BOUGHT)],
        said: &["– KMS not applicable"],
        unsaid: &["install the published setup key"],
        exit: 3,
    },
    Row {
        files: &[("a.txt", UNKNOWN_WORD)],
        said: &["14 days are left", "“Jokin sana”"],
        unsaid: &[],
        exit: 3,
    },
];

#[test]
fn what_looks_alike_is_told_apart_in_every_order_of_the_files() {
    let differing: Vec<String> = ROWS.iter().flat_map(objections).collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n\n"));
}

fn objections(row: &Row) -> Vec<String> {
    let turned = (0..row.files.len()).map(|first| {
        let mut files = row.files.to_vec();
        files.rotate_left(first);
        files
    });
    turned.filter_map(|files| objection(row, &files)).collect()
}

fn objection(row: &Row, files: &[(&str, &str)]) -> Option<String> {
    objection_to((row.said, row.unsaid, row.exit), files)
}

/// What a page lacks that is to be said of some files, what it has that is not, and whether the
/// exit code is another.
pub fn objection_to(
    (said, unsaid, wanted): (&[&str], &[&str], u8),
    files: &[(&str, &str)],
) -> Option<String> {
    let (page, exit) = told(files);
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let holds = |wanted: &str| words.contains(wanted) || page.contains(wanted);
    let missing: Vec<&str> = said.iter().copied().filter(|said| !holds(said)).collect();
    let wrong: Vec<&str> = unsaid.iter().copied().filter(|said| holds(said)).collect();
    let is_right = missing.is_empty() && wrong.is_empty() && exit == wanted;
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    (!is_right).then(|| {
        format!("{names:?}\n  missing {missing:?}\n  wrong {wrong:?}\n  exit {exit}\n{page}")
    })
}

fn told(files: &[(&str, &str)]) -> (String, u8) {
    let mut imports = Imports::default();
    for (name, text) in files {
        imports.add(Path::new(name), text.as_bytes());
    }
    let report = Report::of(imports.alone("2026-11-28T09:00:00Z".parse().unwrap()));
    let page = render(&report, &Speech::new(Language::English), Style::default());
    (page, report.verdict.outcome.exit_code())
}
