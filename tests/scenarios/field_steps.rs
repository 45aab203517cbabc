//! Captures, and what is to be done by them: who does it, whether the page says it once, and
//! whether it says nothing against itself.

use std::fs;
use std::path::{Path, PathBuf};

use super::field_network::page;
use actprobe::ask::import::Imports;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::task;
use actprobe::verdict::Owner;

const CMID: &str = "8f0c2f7e-90a4-4c39-9df0-22a6d1c8b5e3";
const LOADED: &str = "Software licensing service version: 10.0.20348.1\n\nName: Windows(R), ";

fn said(parts: &[&str]) -> String {
    page(&[("a.txt", parts.concat().into_bytes())])
}

fn clone(name: &str, state: &str) -> String {
    format!(
        "\nC:\\>hostname\n{name}\n\nC:\\>cscript //nologo slmgr.vbs /dlv\n{LOADED}ServerStandard \
         edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\nPartial \
         Product Key: VMK7H\nLicense Status: Notification\nNotification Reason: {state}.\nClient \
         Machine ID (CMID): {CMID}\n"
    )
}

fn kms_host(description: &str, count: u32) -> String {
    format!(
        "{LOADED}ServerStandard edition\nDescription: Windows(R) Operating System, {description} \
         channel\nPartial Product Key: 7XVKB\nLicense Status: Licensed\n\nKey Management Service \
         is enabled on this machine\n    Current count: {count}\n    Listening on Port: 1688\n"
    )
}

/// Whichever stands first: each machine of one image is told the same, and its own administrator.
#[test]
fn each_clone_is_sent_to_whoever_has_it_and_none_to_the_kms_host() {
    let [one, two, three] = ["LAB-W1", "LAB-W2", "LAB-W3"].map(|name| clone(name, "0xC004F038"));
    let clones = [one, two, three].concat();
    let host = kms_host("VOLUME_KMS_WS22", 3);
    for files in [
        [("a.txt", clones.clone().into_bytes()), ("b.txt", host.clone().into_bytes())],
        [("b.txt", host.clone().into_bytes()), ("a.txt", clones.clone().into_bytes())],
    ] {
        let page = page(&files);
        assert!(!page.contains("KMS administrator: Let more machines"), "{page}");
        assert_eq!(page.matches("(0xC004F038): LAB-W").count(), 3, "{page}");
        for name in ["this host", "LAB-W2", "LAB-W3"] {
            let next = format!("Next: Administrator of {name}: Give each clone");
            assert!(page.contains(&next), "{next}: {page}");
        }
        assert!(!page.contains("Made on another computer"), "{page}");
    }
}

/// Its own activation would end by a rearm.
#[test]
fn no_kms_host_is_rearmed_for_the_clones_in_its_log() {
    let log = fs::read("fixtures/scenarios/capture-clones-ask-the-kms-host/captures/kms-host.xml");
    let log = log.unwrap();
    let host = kms_host("VOLUME_KMS_WS22", 3).into_bytes();
    for files in [vec![("log.xml", log.clone())], vec![("log.xml", log), ("dlv.txt", host)]] {
        let page = page(&files);
        let wanted = "run this on the clones, never on their KMS host";
        assert!(page.contains(wanted) && page.contains("On each clone"), "{page}");
        assert!(!page.contains("On this host, as administrator: > cscript"), "{page}");
    }
}

const GUEST: &str = "C:\\>hostname\nAPP05\n\nC:\\>cscript //nologo slmgr.vbs /ipk \
     YDFWN-MJ9JR-3DYRK-FXXRW-78VHK\nInstalled product key YDFWN-MJ9JR-3DYRK-FXXRW-78VHK \
     successfully.\n\nC:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), ServerStandard \
     edition (2b4cd61c-6f0b-4b2f-8a5d-6d3f1f0d7c11) ...\nError: 0xC004FD02 x\n\nC:\\>reg query \
     \"HKLM\\SOFTWARE\\Microsoft\\Virtual Machine\\Guest\\Parameters\"\n\n\
     HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Virtual Machine\\Guest\\Parameters\n    HostName    \
     REG_SZ    HV03.corp.example\n    PhysicalHostName    REG_SZ    HV03\n    \
     PhysicalHostNameFullyQualified    REG_SZ    HV03.corp.example\n    HostingSystemEditionId    \
     REG_SZ    8\n    HostingSystemOsMajor    REG_SZ    10\n    HostingSystemOsMinor    REG_SZ    \
     0\n    VirtualMachineId    REG_SZ    0C3B2D5E-6A0F-4E5D-9B6F-2F7C5A1E9A44\n    \
     VirtualMachineName    REG_SZ    APP05\n";

fn hyper_v(edition: &str, status: &str) -> String {
    format!(
        "\nHV03:\n{LOADED}{edition} edition\nDescription: Windows(R) Operating System, VOLUME_MAK \
         channel\nPartial Product Key: 2CH4P\nLicense Status: {status}\n"
    )
}

#[test]
fn what_the_hyper_v_host_says_of_itself_counts_for_its_guest() {
    let idle = "Notification\nNotification Reason: 0xC004F034.";
    let unseen = "cannot be seen from here: whether the Hyper-V host is activated";
    let of = |edition, status| {
        page(&[("g.txt", GUEST.into()), ("h.txt", hyper_v(edition, status).into())])
    };
    for (edition, status, wanted) in [
        ("ServerDatacenter", idle, "the host is not activated itself, by its own licence"),
        ("ServerStandard", "Licensed", "the host is no Datacenter edition, by its own licence"),
        ("ServerDatacenter", "Licensed", "by its own licence the host is an activated Datacenter"),
    ] {
        let page = of(edition, status);
        assert!(page.contains(wanted) && !page.contains(unseen), "{page}");
    }
    let page = of("ServerDatacenter", idle);
    assert!(page.contains("Next: Hyper-V administrator: Activate the host"), "{page}");
    let page = of("ServerDatacenter", "Licensed");
    assert!(page.contains("Next: Administrator of this host: Try again in this guest"), "{page}");
    assert!(said(&[GUEST]).contains(unseen), "{}", said(&[GUEST]));
    let nameless = hyper_v("ServerDatacenter", "Licensed").replace("HV03:", "");
    let files = [("g.txt", GUEST.into()), ("h.txt", nameless.into())];
    let page = super::field_network::page(&files);
    assert!(page.contains("h.txt shows a Datacenter that is activated: if that is"), "{page}");
}

/// Nobody buys a key for a guest whose host activates it, nor puts one of KMS into it.
#[test]
fn a_guest_with_its_avma_key_is_offered_no_other_one() {
    let page = said(&[GUEST]);
    assert!(page.contains("KMS not applicable the installed key (ending in 78VHK)"), "{page}");
    assert!(!page.contains("install the published setup key of this edition"), "{page}");
}

const OFFICE: &str = "---Processing--------------------------\n\
     ---------------------------------------\nPRODUCT ID: 00467-40000-00000-AA213\nSKU ID: \
     fbdb3e18-a8ef-4fb3-9183-dffd60bd0984\nLICENSE NAME: Office 21, \
     Office21ProPlus2021VL_KMS_Client_AE edition\nLICENSE DESCRIPTION: Office 21, \
     VOLUME_KMSCLIENT channel\nLICENSE STATUS:  ---OOB_GRACE---\nERROR CODE: 0x8007232B\nERROR \
     DESCRIPTION: DNS name does not exist.\nREMAINING GRACE: 19 days  (26830 minute(s) before \
     expiring)\nLast 5 characters of installed product key: 6F7TH\n";
const BY_OBJECT: &str = include_str!("../../fixtures/captures/slmgr/dlv-en-adba.txt");
const BY_KMS: &str = "\nName: Windows(R), Enterprise edition\nDescription: Windows(R) Operating \
     System, VOLUME_KMSCLIENT channel\nPartial Product Key: 2YT43\nLicense Status: Licensed\n\
     Volume activation expiration: 250560 minute(s) (174 day(s))\nKey Management Service client \
     information\n    Client Machine ID (CMID): 8f0c2f7e-90a4-4c39-9df0-22a6d1c8b5e3\n    KMS \
     machine name from DNS: kms1.corp.example:1688\n";

/// A KMS administrator is sent for only where there is a KMS host.
#[test]
fn whose_turn_it_is_with_office_hangs_on_what_the_site_has() {
    for (parts, owner) in [
        (vec![OFFICE], "Next: Administrator of this host"),
        (vec![OFFICE, "\n", BY_OBJECT], "Next: Active Directory team"),
        (vec![OFFICE, BY_KMS], "Next: KMS administrator"),
    ] {
        let page = said(&parts);
        assert!(page.contains(owner), "{owner}: {page}");
        assert_eq!(page.contains("On the KMS host"), owner.contains("KMS"), "{page}");
    }
}

const STRANGER: &str = "\nSoftware licensing service version: 10.0.19041.1\n\nName: Windows(R), \
     Professional edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n\
     Partial Product Key: 3V66T\nLicense Status: Licensed\nVolume activation expiration: 144000 \
     minute(s) (100 day(s))\n    Registered KMS machine name: kms.loli.beer:1688\n    Activation \
     interval: 120 minutes\n    Renewal interval: 10080 minutes\n";

/// First away from it, then the key that is theirs: to renew by it is no step.
#[test]
fn a_strangers_kms_host_is_left_and_not_asked_again() {
    let page = said(&[STRANGER]);
    assert!(!page.contains("Renew the activation now"), "{page}");
    assert!(page.contains("/ckms") && page.contains("/ipk PRODUCT-KEY"), "{page}");
    assert!(!page.contains("actprobe --only kms"), "{page}");
    assert!(page.find("/ckms") < page.find("/ipk PRODUCT-KEY"), "{page}");
}

const EVALUATION: &str = "Name: Windows(R), ServerStandardEval edition\nDescription: Windows(R) \
     Operating System, TIMEBASED_EVAL channel\nPartial Product Key: 37CYR\nLicense Status: \
     Licensed\nTimebased activation expiration: 40320 minute(s) (28 day(s))\n";

/// Its own key is none for the portal, and no other one is taken before the conversion.
#[test]
fn an_evaluation_is_converted_and_nothing_else() {
    let version = "Software licensing service version: 10.0.20348.1\n\n";
    let refused = "\nC:\\>slmgr /ipk VDYBN-27WPP-V4HQT-9VMD4-VMK7H\nError: 0xC004F069 x\n";
    for parts in [vec![EVALUATION], vec![version, EVALUATION], vec![version, EVALUATION, refused]] {
        let page = said(&parts);
        let offline = "Offline not applicable no confirmation ID activates an evaluation key";
        assert!(page.contains(offline), "{page}");
        assert!(!page.contains("install a key of that edition"), "{page}");
        assert!(!page.contains("whether the key was typed rightly"), "{page}");
        let names_key = page.contains("/ProductKey:VDYBN-27WPP-V4HQT-9VMD4-VMK7H");
        assert_eq!(names_key, page.contains("The command takes the published setup key"), "{page}");
        assert_eq!(!names_key, page.contains("The command wants a key of the full edition"));
        assert_eq!(names_key, parts.len() > 1, "{page}");
    }
}

const UMBRELLA: &str = "\nC:\\>cscript //nologo slmgr.vbs /ato\nError: 0xC004F074 x\n";

/// The first line has the reason where the captures have it.
#[test]
fn the_code_that_hides_the_reason_gives_way_to_the_reason() {
    let event = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
         <Provider Name='Microsoft-Windows-Security-SPP'/><EventID>12288</EventID><TimeCreated \
         SystemTime='2026-11-26T10:00:00Z'/><Computer>APP-01</Computer></System><EventData><Data>\
         0xC004F06C, 0x00000000, kms1.corp.test:1688, 0d3d1a6c-7d11-4b2c-9d0e-2f1c5c1a7b01, \
         2026/11/26 10:00, 0, 5, 0, ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03, 5</Data></EventData>\
         </Event>";
    let first = |files: &[(&str, Vec<u8>)]| {
        let page = page(files);
        page.split_once("Licence").map_or(page.clone(), |(first, _)| first.to_owned())
    };
    let ato = ("a.txt", UMBRELLA.as_bytes().to_vec());
    let alone = first(std::slice::from_ref(&ato));
    assert!(alone.contains("(0xC004F074): No KMS host served"), "{alone}");
    let beside = first(&[ato, ("e.xml", event.into())]);
    assert!(beside.contains("(0xC004F074): ") && beside.contains("clock"), "{beside}");
    let line = beside.split("Next").next().unwrap_or_default();
    assert!(!line.contains("event 12288 names the one"), "{line}");
    assert!(!beside.contains("not seen in this run: this host's clock; the clock"), "{beside}");
}

/// The host of the captures has the right key: to install it once more mends nothing.
#[test]
fn a_host_key_that_serves_this_windows_is_not_to_be_installed_again() {
    let client = "C:\\>hostname\nWEB7\n\nSoftware licensing service version: 10.0.20348.1\n\n\
         Name: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating System, \
         VOLUME_KMSCLIENT channel\nPartial Product Key: VMK7H\nLicense Status: Notification\n\
         Notification Reason: 0xC004F056.\n\nC:\\>cscript //nologo slmgr.vbs /ato\nError: \
         0xC004F042 x\n";
    let of = |key| page(&[("c.txt", client.into()), ("h.txt", kms_host(key, 6).into())]);
    let page = of("VOLUME_KMS_WS22");
    assert!(page.contains("has the host key of Windows Server 2022, which serves"), "{page}");
    assert!(!page.contains("/ipk KMS-HOST-KEY"), "{page}");
    assert!(!page.contains("cannot be seen from here: whether the KMS host"), "{page}");
    let older = of("VOLUME_KMS_WS19");
    assert!(older.contains("On the KMS host, as administrator: > cscript"), "{older}");
    assert!(older.contains("/ipk KMS-HOST-KEY"), "{older}");
    let old_system = kms_host("VOLUME_KMS_2012-R2", 6).replace("10.0.20348.1", "6.3.9600.20296");
    let moved =
        super::field_network::page(&[("c.txt", client.into()), ("h.txt", old_system.into())]);
    assert!(moved.contains("On the newer server that is to be the KMS host"), "{moved}");
    assert!(!moved.contains("On the KMS host, as administrator"), "{moved}");
}

const ADD_ON: &str = "Name: Windows(R), Client-ESU-Year1 add-on for Enterprise\nDescription: \
     Windows(R) Operating System, VOLUME_MAK channel\nActivation ID: \
     f520e45e-7413-4a34-a497-d2765967d094\nPartial Product Key: 6RWQ9\nLicense Status: \
     Unlicensed\n\nC:\\>cscript //nologo slmgr.vbs /ato f520e45e-7413-4a34-a497-d2765967d094\n\
     Activating Windows(R), Client-ESU-Year1 add-on for Enterprise \
     (f520e45e-7413-4a34-a497-d2765967d094) ...\nError: 0xC004C020 x\n";

#[test]
fn a_key_without_activations_left_is_not_tried_again() {
    let page = said(&[BY_KMS, "\n", ADD_ON]);
    assert!(page.contains("no activations left"), "{page}");
    // Whoever holds the licence asks for more; only then it is activated, by its own ID.
    assert!(page.contains("Next: Licensing team: The add-on Client-ESU-Year1"), "{page}");
    let (before, proof) = page.split_once("To see that it worked").unwrap();
    assert!(!before.contains("/ato f520e45e") && proof.contains("/ato f520e45e"), "{page}");
    assert!(page.contains("/dti f520e45e"), "{page}");
}

/// A list tells of no more than the properties that somebody selected.
#[test]
fn an_add_on_of_a_list_without_its_key_is_told() {
    let rows = "\n\nName              : Windows(R), Client-ESU-Year2 add-on for \
        Enterprise,EnterpriseN\nLicenseStatus     : 0\n";
    let windows = "\nName              : Windows(R), Enterprise edition\nLicenseStatus     : 1\n";
    let ask =
        |with: &str| format!("PS C:\\> Get-CimInstance SoftwareLicensingProduct {with}{rows}");
    let channel = "ProductKeyChannel : Volume:MAK\n";
    let filtered = "-Filter \"PartialProductKey is not null\" | fl Name,LicenseStatus";
    for text in [
        format!("{}{windows}", ask(filtered)),
        format!("{}{channel}{windows}ProductKeyChannel : Volume:GVLK\n", ask("| fl Name,*")),
    ] {
        let page = said(&[&text]);
        assert!(page.contains("The add-on Client-ESU-Year2 is not activated"), "{page}");
    }
    // What could be installed has no state that counts.
    let page = said(&[&format!("{}{windows}", ask("| fl Name,LicenseStatus,PartialProductKey"))]);
    assert!(!page.contains("Client-ESU-Year2"), "{page}");
    let tried = "C:\\>cscript //nologo slmgr.vbs /ato 1043add5-23b1-4afb-9a0f-64343c8f3f8d\n\
        Activating Windows(R), Client-ESU-Year2 add-on for Enterprise,EnterpriseN \
        (1043add5-23b1-4afb-9a0f-64343c8f3f8d) ...\nError: 0xC004C020 x\n";
    let page = said(&[BY_KMS, "\n", tried, "\n", &ask(filtered)]);
    assert!(!page.contains("in a state that was not read"), "{page}");
    assert!(page.contains("Next: Licensing team"), "{page}");
}

const FORCED: &str = "\nName: Windows(R), ServerStandard edition\nDescription: Windows(R) \
     Operating System, VOLUME_KMSCLIENT channel\nPartial Product Key: VMK7H\nLicense Status: \
     Licensed\nVolume activation expiration: 21595 minute(s) (15 day(s))\nKey Management Service \
     client information\n    Registered KMS machine name: kms01.corp.example:1688\n    KMS \
     machine IP address: 192.0.2.21\n    Activation interval: 120 minutes\n    Renewal interval: \
     10080 minutes\n\nComputerName     : kms01.corp.example\nRemoteAddress    : 192.0.2.21\n\
     RemotePort       : 1688\nTcpTestSucceeded : False\n";

/// The only KMS host that anything tells of stays set, whatever is wrong on the way to it.
#[test]
fn a_setting_that_nothing_speaks_against_is_not_dropped() {
    let page = said(&[FORCED]);
    assert!(page.contains("kms01.corp.example"), "{page}");
    assert!(!page.contains("/ckms") && !page.contains("Drop the setting"), "{page}");
    let published = "\nC:\\>nslookup -type=srv _vlmcs._tcp.corp.example\nServer:  dc1\nAddress:  \
         192.0.2.10\n\n_vlmcs._tcp.corp.example   SRV service location:\n          \
         priority       = 0\n          weight         = 0\n          port           = 1688\n    \
         svr hostname   = kms2.corp.example\nkms2.corp.example internet address = 192.0.2.31\n\n\
         ComputerName     : kms2.corp.example\nRemoteAddress    : 192.0.2.31\nRemotePort       : \
         1688\nTcpTestSucceeded : True\n";
    let page = said(&[FORCED, published]);
    assert!(page.contains("/ckms"), "{page}");
}

/// A key without activations left ends every try alike, until it has more of them.
#[test]
fn nobody_tries_a_key_again_to_see_whether_its_code_is_old() {
    let used_up = "Name: Windows(R), Education edition\nDescription: Windows(R) Operating System, \
         VOLUME_MAK channel\nPartial Product Key: 7H3QT\nLicense Status: Notification\n\
         Notification Reason: 0xC004F034.\n\nC:\\>slmgr /ato\nError: 0xC004C020 x\n";
    let page = said(&[used_up]);
    assert!(page.contains("0xC004F034") && page.contains("0xC004C020"), "{page}");
    let (before, _) = page.split_once("An answer takes its time; then activate").unwrap();
    assert!(!before.contains("/ato") && !page.contains("an older code"), "{page}");
}

/// What one types on a host that the first machine hangs on stands on the page once.
#[test]
fn a_step_of_the_hyper_v_host_or_the_kms_host_is_not_told_again_under_its_own_name() {
    let idle = hyper_v("ServerDatacenter", "Notification\nNotification Reason: 0xC004F034.");
    let page = page(&[("g.txt", GUEST.into()), ("h.txt", idle.into())]);
    let (_, own) = page.split_once("HV03 (h.txt), by itself").unwrap();
    assert!(own.contains("HV03 is not activated (0xC004F034)"), "{page}");
    assert!(!own.contains("Next:"), "{own}");
}

/// The word is told once, and with it nothing of languages.
#[test]
fn a_word_for_a_state_that_is_not_known_is_told_once() {
    let licence = "Name: Windows(R), Enterprise edition\nDescription: Windows(R) Operating System, \
         VOLUME_KMSCLIENT channel\nPartial Product Key: 2YT43\nLicense Status: Wurzelbrumft\n\
         Volume activation expiration: 30240 minute(s) (21 day(s))\n";
    let page = said(&[licence]);
    assert_eq!(page.matches("Wurzelbrumft").count(), 1, "{page}");
    assert!(page.contains("21 days are left"), "{page}");
    let japanese = licence.replace("Wurzelbrumft", "ライセンスされています");
    assert!(said(&[&japanese]).contains("with 21 days left"), "{}", said(&[&japanese]));
}

/// Every capture alone, and those that lie in one folder of a scenario together.
fn captured() -> Vec<Vec<PathBuf>> {
    fn gather(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { gather(&path, all) } else { all.push(path) }
        }
    }
    let mut all = Vec::new();
    gather(Path::new("fixtures/captures"), &mut all);
    gather(Path::new("fixtures/scenarios"), &mut all);
    all.retain(|path| path.components().any(|part| part.as_os_str() == "captures"));
    all.sort();
    let mut together: Vec<Vec<PathBuf>> = Vec::new();
    for file in all.iter().filter(|file| file.starts_with("fixtures/scenarios")) {
        match together.last_mut().filter(|files| files[0].parent() == file.parent()) {
            Some(files) => files.push(file.clone()),
            None => together.push(vec![file.clone()]),
        }
    }
    together.retain(|files| files.len() > 1);
    together.extend(all.into_iter().map(|file| vec![file]));
    together
}

/// Nobody reads one instruction twice, nor finds another errand behind the same commands.
#[test]
fn no_page_of_a_capture_gives_one_step_twice() {
    let speech = Speech::new(Language::English);
    let mut twice: Vec<String> = Vec::new();
    for files in captured() {
        let mut imports = Imports::default();
        for file in &files {
            imports.add(file, &fs::read(file).unwrap());
        }
        let file = &files[0];
        let report = Report::of(imports.alone("2026-11-27T09:00:00Z".parse().unwrap()));
        let steps: Vec<_> =
            report.advice.steps.iter().filter(|step| is_whole(step.owner)).collect();
        for (at, step) in steps.iter().enumerate() {
            let text = task(step, &speech);
            for other in &steps[at + 1..] {
                let shared = sentences(&text)
                    .find(|one| sentences(&task(other, &speech)).any(|o| o == *one));
                let same_commands = !step.commands.is_empty()
                    && step.owner == other.owner
                    && step.commands == other.commands
                    && step.subjects == other.subjects;
                if let Some(sentence) = shared.filter(|_| step.subjects == other.subjects) {
                    twice.push(format!("{}: {sentence}", file.display()));
                }
                if same_commands {
                    let line = &step.commands[0].line;
                    twice.push(format!("{}: {} | {line}", file.display(), text));
                }
            }
        }
    }
    twice.sort();
    twice.dedup();
    assert!(twice.is_empty(), "{} are told twice:\n{}", twice.len(), twice.join("\n"));
}

fn is_whole(owner: Owner) -> bool {
    owner != Owner::Nobody
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(". ").map(|one| one.trim_end_matches('.')).filter(|one| one.len() > 30)
}

/// A thing that is confirmed below is not told as one that nobody looked at.
#[test]
fn what_is_confirmed_is_not_among_what_was_not_seen() {
    let nslookup = "C:\\>nslookup -type=srv _vlmcs._tcp.corp.example\nServer:  dc1.corp.example\n\
         Address:  192.0.2.10\n\n*** dc1.corp.example can't find _vlmcs._tcp.corp.example: \
         Non-existent domain\n";
    let page = said(&[
        &BY_KMS.replace("Licensed\n", "Notification\n"),
        nslookup,
        "\nC:\\>slmgr \
         /ato\nError: 0x8007232B x\n",
    ]);
    assert!(page.contains("confirmed"), "{page}");
    assert!(!page.contains("a KMS host is published where this host looks"), "{page}");
}
