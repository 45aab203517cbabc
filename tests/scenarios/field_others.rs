//! Captures of a KMS host beside a client's, of several machines, and of licences that end: what is
//! said of each, and to whom.

use std::path::Path;

use super::field_network::page;
use actprobe::ask::import::Imports;
use actprobe_probes::evidence::{Evidence, KeyChannel};

const CSVLK: &str = "Software licensing service version: 10.0.20348.1\n\nName: Windows(R), \
     ServerStandard edition\nDescription: Windows(R) Operating System, VOLUME_KMS_WS22 \
     channel\nActivation ID: 36e7a4a2-3d1a-4b8d-9f3b-6a9d1d1f1c03\nPartial Product Key: \
     7XVKB\nLicense Status: Licensed\n\nKey Management Service is enabled on this machine\n    \
     Current count: 3\n    Listening on Port: 1688\n";
const ATTEMPT: &str = "C:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), \
     ServerStandard edition (9bd77860-9b31-4b7b-96ad-2564017315bf) ...\nError: 0xC004F038 x\n";
const CODE: &str = "Error: 0xC004F074 No Key Management Service (KMS) could be contacted.\n";
const CLIENT: &str = "Software licensing service version: 10.0.20348.1\n\nName: Windows(R), \
     ServerStandard edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT \
     channel\nPartial Product Key: VMK7H\nLicense Status: Licensed\nVolume activation expiration: \
     28800 minute(s) (20 day(s))\n    Activation interval: 120 minutes\n    Renewal interval: \
     10080 minutes\n    KMS machine name from DNS: kms1.corp.test:1688\n";

fn event(id: u32, at: &str, computer: &str, data: &str) -> String {
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider \
         Name='Microsoft-Windows-Security-SPP'/><EventID>{id}</EventID><TimeCreated \
         SystemTime='2026-11-26T{at}:00Z'/><Computer>{computer}</Computer></System><EventData>\
         <Data>{data}</Data></EventData></Event>"
    )
}

fn request(computer: &str) -> String {
    let data = "0xC004F074, 0x00000000, kms1.corp.test:1688, 0d3d1a6c-7d11-4b2c-9d0e-2f1c5c1a7b01, \
                2026/11/26 10:00, 0, 5, 0, ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03, 5";
    event(12288, "10:00", computer, data)
}

fn evidence(files: &[&str]) -> Evidence {
    let mut imports = Imports::default();
    for (at, content) in files.iter().enumerate() {
        imports.add(Path::new(&format!("{at}.txt")), content.as_bytes());
    }
    imports.alone("2026-11-27T09:00:00Z".parse().unwrap())
}

fn said(files: &[&str]) -> String {
    let names: Vec<String> = (0..files.len()).map(|at| format!("{at}.txt")).collect();
    let files = files.iter().zip(&names);
    page(&files.map(|(file, name)| (name.as_str(), file.as_bytes().to_vec())).collect::<Vec<_>>())
}

/// Whatever stands first: a machine with a KMS host's key never asks one.
#[test]
fn a_kms_host_without_a_name_takes_no_clients_error_for_its_own() {
    let (unnamed, named) = (request(""), request("APP-01.corp.test"));
    for client in [ATTEMPT, CODE, &unnamed, &named] {
        for files in [[CSVLK, client], [client, CSVLK]] {
            let evidence = evidence(&files);
            let licensing = &evidence.licensing;
            let own = licensing.windows.value();
            assert_ne!(own.and_then(|own| own.channel), Some(KeyChannel::KmsHost), "{files:?}");
            let [host] = licensing.others.as_slice() else { panic!("{:?}", licensing.others) };
            assert_eq!(host.channel, Some(KeyChannel::KmsHost));
            assert_eq!(host.activation_error, None);
            let page = said(&files);
            assert!(page.contains("The last activation"), "{page}");
            assert!(page.contains("This KMS host is activated; it has counted 3"), "{page}");
        }
    }
    let page = said(&[&format!("{CSVLK}\n{ATTEMPT}")]);
    assert!(page.contains("The last activation failed (0xC004F038)"), "{page}");
}

#[test]
fn a_kms_host_keeps_what_its_own_computer_told_when_it_was_a_client() {
    let named = format!("KMS1:\n{CSVLK}");
    let evidence = evidence(&[&named, &request("KMS1")]);
    let own = evidence.licensing.windows.value().unwrap();
    assert_eq!((own.channel, evidence.host.name.as_str()), (Some(KeyChannel::KmsHost), "KMS1"));
    assert!(evidence.licensing.others.is_empty());
    let page = said(&[&named, &request("KMS1")]);
    assert!(page.contains("KMS1, a KMS host, is activated"), "{page}");
    assert!(!page.contains("0xC004F074"), "{page}");
}

#[test]
fn a_kms_host_that_is_not_activated_is_told_to_its_administrator() {
    let idle = CSVLK.replace(
        "Status: Licensed",
        "Status: Notification\nNotification Reason: \
                                                  0xC004F034.",
    );
    let page = said(&[CODE, &idle]);
    assert!(page.contains("a KMS host is not activated itself, by its own licence"), "{page}");
    assert!(page.contains("KMS administrator"), "{page}");
    assert!(!page.contains("VDYBN"), "{page}");
}

#[test]
fn another_machine_is_told_like_the_first() {
    let first = format!("SRV-22:\n{CLIENT}");
    let second = "SRV-25:\nSoftware licensing service version: 10.0.26100.1\n\nName: Windows(R), \
         ServerStandard edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT \
         channel\nPartial Product Key: J464C\nLicense Status: Notification\nNotification Reason: \
         0xC004F069.\n";
    let page = said(&[&first, second]);
    for wanted in [
        "SRV-22 is activated by KMS, with 20 days left",
        "SRV-25 (1.txt), by itself",
        "SRV-25 is not activated (0xC004F069)",
        "KMS client key ending in J464C",
        "published setup key for ServerStandard of Windows Server 2019",
        "TVRH6-WHNXV-R9WG3-9XRFY-MY832",
        "Next: Administrator of SRV-25: The key is not for the installed edition or version",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
}

#[test]
fn an_activation_that_is_long_not_renewed_is_a_warning() {
    let page = said(&[CLIENT]);
    let warned = "It is not renewed any more: the last renewal was 160 days ago";
    assert!(page.contains(warned), "{page}");
    assert!(page.contains("Next: Administrator of this host: Renew the activation now"), "{page}");
    let lately = CLIENT.replace("28800 minute(s) (20 day(s))", "250000 minute(s) (174 day(s))");
    assert!(!said(&[&lately]).contains("not renewed"), "{}", said(&[&lately]));
}

#[test]
fn the_end_of_an_activation_is_a_day_that_is_past_or_unclear() {
    let xpr = |name: &str, sentence: &str| {
        said(&[&format!("Windows(R), {name} edition:\n    {sentence}\n")])
    };
    let volume = |day: &str| xpr("ServerStandard", &format!("Volume activation will expire {day}"));
    let page = volume("3/24/2025 1:07:41 PM");
    assert!(page.contains("ended on 2025-03-24, by a capture from before that day"), "{page}");
    let page = xpr("ServerStandardEval", "Timebased activation will expire 3/24/2025 1:07:41 PM");
    assert!(page.contains("The evaluation of this Windows ended on 2025-03-24"), "{page}");
    let page = xpr("ServerStandard", "Initial grace period ends 12/24/2026 3:00:00 PM");
    assert!(page.contains("not activated; its period of grace ends on 2026-12-24"), "{page}");
    let page = xpr("ServerStandard", "Initial grace period ends 11/24/2026 3:00:00 PM");
    assert!(page.contains("not activated; its period of grace ended on 2026-11-24"), "{page}");
    for (day, until) in [
        ("24/03/2027 13:07:41", "until 2027-03-24"),
        ("3.4.2027 13:07:41", "until 2027-04-03"),
        ("2027/4/3 13:07:41", "until 2027-04-03"),
        ("4/3/2027 1:07:41 PM", "until 2027-04-03"),
        ("3/04/2027 1:07:41 PM", "until 2027-04-03"),
        ("03/04/2027 13:07:41", "stands there as 03/04/2027, which can be read in two ways"),
        ("03/04/2027 1:07:41 PM", "stands there as 03/04/2027, which can be read in two ways"),
    ] {
        let page = volume(day);
        assert!(page.contains(until), "{day}: {page}");
    }
}

#[test]
fn which_clock_is_off_is_told_by_the_kms_hosts_log() {
    let served = |at: &str, code: &str, client: &str, told: &str| {
        let id = "0d3d1a6c-7d11-4b2c-9d0e-2f1c5c1a7b0";
        let end = client.chars().next_back().unwrap();
        let rest = "0, 2, 43200, ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03";
        let data = format!("{code}, 5, {client}, {id}{end}, 2026/11/26 {told}, {rest}");
        event(12290, at, "KMS1.corp.test", &data)
    };
    let late = served("10:00", "0xC004F06C", "web-01", "4:58");
    let right = served("09:00", "0x0", "web-02", "9:00");
    let also_late = served("09:00", "0xC004F06C", "web-02", "3:58");
    let apart = "the clock of web-01 is 5 h 2 min behind the KMS host's";
    for (files, off) in [
        (late.clone(), "nothing shows"),
        (late.clone() + &right, "it is the client's clock that is off"),
        (late.clone() + &also_late, "it is the KMS host's clock that is off"),
    ] {
        let page = said(&[&files]);
        assert!(page.contains(apart) && page.contains(off), "{off}: {page}");
    }
}

#[test]
fn no_setup_key_is_advised_where_a_bought_key_works_or_makes_a_kms_host() {
    let mak = CLIENT.replace("VOLUME_KMSCLIENT", "VOLUME_MAK").replace("VMK7H", "8XQFD");
    let mak = mak.replace("Volume activation expiration: 28800 minute(s) (20 day(s))\n", "");
    let [retail, oem] = ["RETAIL", "OEM_SLP"].map(|word| mak.replace("VOLUME_MAK", word));
    let idle = CSVLK.replace("Status: Licensed", "Status: Notification");
    for licence in [CSVLK, &idle, &mak, &retail, &oem] {
        let page = said(&[licence]).to_lowercase();
        for word in ["published setup key", "published kms client key", "vdybn"] {
            assert!(!page.contains(word), "{word}: {page}");
        }
    }
}

#[test]
fn a_key_that_windows_did_not_take_is_named_by_its_end() {
    let page =
        said(&["Microsoft Windows [Version 10.0.26100.2031]\n(c) Microsoft\n\nC:\\>cscript \
                       //nologo slmgr.vbs /ipk N69G4-B89J2-4G8F4-WWYCC-J464C\nError: 0xC004F069 \
                       On a computer running Microsoft Windows non-core edition, run 'slui.exe \
                       0x2a 0xC004F069' to display the error text.\n"]);
    let wanted = "The key that ends in J464C is Microsoft's published setup key for ServerStandard \
                  of Windows Server 2019, and this is build 26100";
    assert!(page.contains(wanted), "{page}");
}

/// No network mends what a machine lacks itself, whatever its key would do.
#[test]
fn a_code_of_the_machine_itself_is_answered_before_any_way_of_its_key() {
    let attempt = |code: &str| format!("C:\\>cscript //nologo slmgr.vbs /ato\nError: {code} x\n");
    for kind in ["VOLUME_MAK", "RETAIL", "OEM_DM", "VOLUME_KMSCLIENT"] {
        let licence = CLIENT.replace("VOLUME_KMSCLIENT", kind).replace("VMK7H", "8XQFD");
        let licence = licence.replace(
            "Status: Licensed\nVolume activation expiration: 28800 \
                                       minute(s) (20 day(s))",
            "Status: Notification",
        );
        for (code, wanted) in [
            ("0xC004E002", "The store of the licensing service is damaged"),
            ("0xC004E003", "System or licence files are damaged"),
            ("0x80070422", "The Software Protection service (sppsvc) is stopped, disabled"),
            ("0x80070005", "slmgr was not run as administrator"),
            ("0xC004F025", "slmgr was not run as administrator"),
            ("0xC004F069", "The key is not for the installed edition or version"),
        ] {
            let page = said(&[&licence, &attempt(code)]);
            let next = format!("Next: Administrator of this host: {wanted}");
            assert!(page.contains(&next), "{kind} {code}: {page}");
        }
    }
}
