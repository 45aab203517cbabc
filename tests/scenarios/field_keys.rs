//! Captures in which a key is the cause, or was put in or taken out: what the first lines say.

use super::field_network::page;

const RETAIL: &str = "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) \
     Operating System, RETAIL channel\nPartial Product Key: 8XQFD\nLicense Status: \
     Notification\nNotification Reason: 0xC004F034.\n\n";
const CONSOLE: &str = "Microsoft Windows [Version 10.0.20348.2031]\n(c) Microsoft\n\n";
const PUBLISHED: &str = "C:\\>nslookup -type=srv _vlmcs._tcp.corp.test\nServer:  dc1.corp.test\n\
     Address:  10.17.0.10\n\n_vlmcs._tcp.corp.test   SRV service location:\n          \
     priority       = 0\n          weight         = 0\n          port           = 1688\n          \
     svr hostname   = kms1.corp.test\nkms1.corp.test internet address = 10.17.0.31\n\n";
const TEST: &str = "ComputerName     : kms1.corp.test\nRemoteAddress    : 10.17.0.31\n\
     RemotePort       : 1688\nSourceAddress    : 10.17.0.71\nTcpTestSucceeded : ";

fn said(parts: &[&str]) -> String {
    page(&[("a.txt", parts.concat().into_bytes())])
}

/// Which key asks no KMS host, and whatever else was seen of one.
#[test]
fn a_key_that_never_asks_kms_gives_way_to_the_published_one_where_a_host_is_known() {
    let opens = format!("{TEST}True\n");
    for (kind, named) in [
        ("RETAIL channel", "With a retail key Windows never asks KMS"),
        ("VOLUME_MAK channel", "With a multiple activation key Windows never asks KMS"),
        ("OEM_SLP channel", "With an OEM key Windows never asks KMS"),
    ] {
        let licence = RETAIL.replace("RETAIL channel", kind);
        for (tried, seen) in [("", "is published as a KMS host"), (&opens, "whose port opens")] {
            let page = said(&[CONSOLE, &licence, PUBLISHED, tried]);
            assert!(page.contains(&format!("Next: Administrator of this host: {named}")), "{page}");
            assert!(page.contains("kms1.corp.test:1688") && page.contains(seen), "{page}");
            assert!(page.contains("/ipk VDYBN-27WPP-V4HQT-9VMD4-VMK7H"), "{page}");
        }
    }
    let used_up = RETAIL.replace("RETAIL", "VOLUME_MAK").replace("0xC004F034", "0xC004C020");
    let page = said(&[CONSOLE, &used_up, PUBLISHED]);
    assert!(page.contains("Next: Administrator of this host: With a multiple"), "{page}");
}

#[test]
fn no_key_gives_way_to_another_where_no_kms_host_is_known_or_it_activates() {
    let closed = format!("{TEST}False\n");
    let licensed =
        RETAIL.replace("Notification\n", "Licensed\n").replace("Notification Reason", "X");
    let elsewhere = PUBLISHED.replace("kms1.corp.test", "kms.ovh.net");
    let client = RETAIL.replace("RETAIL", "VOLUME_KMSCLIENT");
    for parts in [
        vec![CONSOLE, RETAIL],
        vec![CONSOLE, RETAIL, PUBLISHED, &closed],
        vec![CONSOLE, &licensed, PUBLISHED],
        vec![CONSOLE, &client, PUBLISHED],
        vec![CONSOLE, RETAIL, &elsewhere],
    ] {
        let page = said(&parts);
        assert!(!page.contains("never asks KMS"), "{page}");
    }
}

/// By its code, by the words of slmgr, and by one line of the system.
#[test]
fn where_no_key_is_installed_the_published_one_is_named() {
    let system = "C:\\>systeminfo | findstr /B /C:\"Nombre\"\nNombre de host:               SRV-1\n\
                  Nombre del sistema operativo: Microsoft Windows Server 2019 Standard\n\n";
    for told in [
        "C:\\>cscript //nologo slmgr.vbs /ato\nError: 0xC004F014 x\n\n",
        "C:\\>cscript //nologo slmgr.vbs /ato\nError: product not found.\n\n",
        "C:\\>cscript //nologo slmgr.vbs /dli\nError: product key not found.\n\n",
        "C:\\>cscript //nologo slmgr.vbs /upk\nUninstalled product key successfully.\n\n",
    ] {
        let page = said(&[told, system]);
        let next = "Next: Administrator of this host: No product key is installed";
        assert!(page.contains(next) && page.contains("SRV-1"), "{page}");
        assert!(page.contains("/ipk N69G4-B89J2-4G8F4-WWYCC-J464C"), "{page}");
        assert!(!page.contains("Windows said 0xC004F014") || told.contains("F014"), "{page}");
        let beside = said(&[told, system, PUBLISHED]);
        assert!(beside.contains("kms1.corp.test:1688 is published as a KMS host"), "{beside}");
    }
    let without_pipe = system.replace("systeminfo |", "type a.txt |");
    assert!(!said(&[RETAIL, &without_pipe]).contains("SRV-1"), "{without_pipe}");
}

/// In any language what it says repeats the key; what was said of the key before is over.
#[test]
fn a_key_that_was_put_in_is_the_installed_one() {
    let key = "VDYBN-27WPP-V4HQT-9VMD4-VMK7H";
    let failed = "C:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), ServerStandard \
                  edition (9bd77860-9b31-4b7b-96ad-2564017315bf) ...\nError: 0xC004F074 x\n";
    for said_of_it in [
        format!("Installed product key {key} successfully."),
        format!("Installazione del codice Product Key {key} completata."),
    ] {
        let put_in = format!("C:\\>cscript //nologo slmgr.vbs /ipk {key}\n{said_of_it}\n\n");
        for before in ["", RETAIL] {
            let page = said(&[before, &put_in, failed]);
            assert!(page.contains("KMS client key ending in VMK7H"), "{page}");
            assert!(!page.contains("8XQFD") && !page.contains("27WPP"), "{page}");
        }
        let page = said(&[&put_in, RETAIL]);
        assert!(page.contains("retail key ending in 8XQFD"), "{page}");
    }
}

#[test]
fn an_italian_end_of_a_volume_activation_is_one() {
    let page = said(&["Windows(R), ServerStandard edition:\n    L'attivazione del contratto \
                       multilicenza scadrà il 27/05/2027 09:41:05\n"]);
    assert!(page.contains("is activated by KMS or Active Directory"), "{page}");
    assert!(page.contains("until 2027-05-27"), "{page}");
}

const OEM: &str = "C:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), Professional \
     edition (4de7cb65-cdf1-4de9-8ae8-e3cce27b9f2c) ...\nError: 0xC004F213 x\n\nC:\\>cscript \
     //nologo slmgr.vbs /dli\nName: Windows(R), Professional edition\nDescription: Windows(R) \
     Operating System, OEM_DM channel\nPartial Product Key: 8HXTB\nLicense Status: Notification\n\
     Notification Reason: 0xC004F034.\n\n";
const TABLE: &str = "C:\\>wmic path SoftwareLicensingService get OA3xOriginalProductKey\n\
     OA3xOriginalProductKey\n\n\nC:\\>hostname\n";
const LIST: &str = "OA3xOriginalProductKey            :\nOA3xOriginalProductKeyDescription :\n";

/// Such a key stands in the firmware alone: nobody has one to type, and no network helps.
#[test]
fn an_oem_key_that_the_firmware_lacks_is_for_the_maker() {
    for (firmware, is_empty) in [("", false), (TABLE, true), (LIST, true)] {
        let page = said(&[OEM, firmware]);
        let next = "Next: Administrator of this host: Ask the maker of this machine first";
        assert!(page.contains(next), "{page}");
        assert!(page.contains("✖ Online blocked"), "{page}");
        assert!(!page.contains("Put in the key that this machine's licence came with"), "{page}");
        assert_eq!(page.contains("OA3xOriginalProductKey is empty"), is_empty, "{page}");
        assert_eq!(page.contains("cannot be seen from here: what the firmware"), !is_empty);
    }
    // One that the firmware does hold is not missing, and a sticker has its own to type.
    let held = "OA3xOriginalProductKey=VDYBN-27WPP-V4HQT-9VMD4-VMK7H\n";
    for page in [said(&[OEM, held]), said(&[&OEM.replace("OEM_DM", "OEM_COA_NSLP")])] {
        assert!(!page.contains("Ask the maker of this machine first"), "{page}");
    }
}

/// What a used-up key means for the clients of a KMS host, and whose turn it is.
#[test]
fn a_used_up_key_of_a_kms_host_is_no_used_up_mak() {
    let used_up = |kind: &str| {
        let licence = RETAIL.replace("RETAIL", kind).replace("0xC004F034", "0xC004C008");
        said(&[CONSOLE, &licence])
    };
    let (host, mak) = (used_up("VOLUME_KMS_WS22"), used_up("VOLUME_MAK"));
    for page in [&host, &mak] {
        assert!(page.contains("Next: Licensing team: Ask Microsoft for more"), "{page}");
    }
    assert!(host.contains("Until this KMS host is activated it serves nobody. Its clients stay"));
    for of_clients in ["use KMS or Active Directory", "--only kms", "For many machines, and for"] {
        assert!(!host.contains(of_clients), "{of_clients}: {host}");
        assert!(mak.contains(of_clients), "{of_clients}: {mak}");
    }
}

const HOST: &str = "C:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), ServerStandard \
     edition (9bd77860-9b31-4b7b-96ad-2564017315bf) ...\nError: 0xC004C008 x\n\n\
     C:\\>cscript //nologo slmgr.vbs /dlv\nName: Windows(R), ServerStandard edition\n\
     Description: Windows(R) Operating System, VOLUME_KMS_WS22 channel\n\
     Partial Product Key: 9XQ2F\nLicense Status: Notification\n\
     Notification Reason: 0xC004F034.\n\nKey Management Service is enabled on this machine\n    \
     Current count: 0\n    Listening on Port: 1688\n    DNS publishing enabled\n";

/// More machines that ask mend nothing before the host is activated.
#[test]
fn a_kms_host_that_is_not_activated_is_sent_no_more_machines() {
    let page = said(&[HOST]);
    assert!(page.contains("0xC004C008"), "{page}");
    assert!(!page.contains("Let more machines ask this host"), "{page}");
    let (_, proof) = page.split_once("To see that it worked").unwrap();
    assert!(proof.contains("slmgr.vbs /ato"), "{page}");
    for of_clients in ["Before the next upgrade", "(VAMT)", "For members of a domain", "(MAK)"] {
        assert!(!page.contains(of_clients), "{of_clients}: {page}");
    }
}

/// The confirmation ID that was typed is compared with what the portal shows, and not with the
/// other ID.
#[test]
fn a_confirmation_id_with_a_wrong_digit_is_typed_again_and_told_once() {
    let tried = "C:\\>cscript //nologo slmgr.vbs /atp 39****\nError: 0xC004F04D x\n\n";
    let page = said(&[tried, &RETAIL.replace("RETAIL", "VOLUME_MAK")]);
    assert!(page.contains("Next: Administrator of this host: Compare the Confirmation ID"));
    // Once at the top of the page, and once among the steps.
    assert_eq!(page.matches("/atp CONFIRMATION-ID").count(), 2, "{page}");
    assert!(!page.contains("Activate offline, with a confirmation ID"), "{page}");
}

/// A factory's machine shows Microsoft's key in the place of its own.
#[test]
fn a_default_key_is_no_key_that_somebody_typed_in() {
    let factory = "Name: Windows(R), Professional edition\nDescription: Windows(R) Operating \
        System, RETAIL channel\nPartial Product Key: 3V66T\nLicense Status: Licensed\n\n";
    let firmware = "C:\\>wmic path SoftwareLicensingService get OA3xOriginalProductKey,\
        OA3xOriginalProductKeyDescription\nOA3xOriginalProductKey         \
        OA3xOriginalProductKeyDescription\n*****-*****-*****-*****-XXXXX  [4.0] \
        Professional OEM:DM\n";
    let page = said(&[factory, firmware]);
    assert!(page.contains("3V66T is Microsoft's default key of the edition"), "{page}");
    assert!(page.contains("the key in the firmware, which is there, activates"), "{page}");
    assert!(!page.contains("Next:"), "{page}");
    let home = factory.replace("3V66T", "8HVX7").replace("Professional", "Core");
    let grace = home.replace("Licensed", "Notification\nNotification Reason: 0xC004F034.");
    assert!(said(&[&home]).contains("digital licence or the key in the firmware activates"));
    assert!(said(&[&grace]).contains("it activates nothing by itself"));
    assert!(!said(&[&factory.replace("3V66T", "8XQFD")]).contains("default key"));
}
