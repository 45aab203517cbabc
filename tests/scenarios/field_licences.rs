//! Captures of licences as people paste them, judged alone: what has to be read, and what the first
//! line has to say, by hand. The files stand in `fixtures/captures/field` and
//! `fixtures/captures/licences`.

use std::fs;
use std::path::Path;

use super::codes::said_twice;
use actprobe::ask::import::Imports;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{Style, render};
use actprobe::verdict::Finding;
use actprobe_probes::evidence::{
    Channel, Evidence, LicenceFacts, LicenceStatus, LicensingEvidence,
};

/// The file, what is read of it, and how the answer begins and what it holds.
type Row = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const FIELD: &[Row] = &[
    ("01-cim-select-list", "ServerStandard kms-client VMK7H 9bd77860 licensed",
        &["This Windows is activated by KMS or Active Directory"]),
    ("02-cim-whole-list", "ServerStandard mak 4M3Q8 d4f54950 notification 0xC004F034",
        &["This Windows is not activated (0xC004F034)"]),
    ("03-cim-table", "ServerStandard kms-client VMK7H licensed",
        &["This Windows is activated by KMS or Active Directory"]),
    ("04-wmic-list", "ServerDatacenter kms-client 6VM33 licensed",
        &["This Windows is activated by KMS or Active Directory"]),
    ("10-blank-line-after-each", "ServerStandard kms-host 9XRFY licensed counted 2 on 1688",
        &["This KMS host is activated; it has counted 2 (servers need 5, clients 25)"]),
    ("11-key-end-masked", "ServerDatacenter kms-client licensed 252540 min",
        &["This Windows is activated by KMS or Active Directory (the key does not tell which), \
             with 176 days left"]),
    ("12-key-line-removed", "ServerStandard mak licensed",
        &["This Windows is activated, for good"]),
    ("13-russian-state", "ServerStandard mak 4M3Q8 licensed",
        &["This Windows is activated, for good"]),
    ("14-dutch-state", "ServerStandard mak 4M3Q8 licensed",
        &["This Windows is activated, for good"]),
    ("15-chinese-gbk", "ServerStandard kms-client VMK7H licensed 259200 min",
        &["This Windows is activated by KMS or Active Directory", "180 days left"]),
    ("16-windows-7-rounds-down", "Enterprise kms-client HVTHH licensed 243720 min",
        &["This Windows is activated by KMS, with 169 days left"]),
    ("17-two-machines-one-file",
        "SRV01: ServerDatacenter mak 4M3Q8 licensed; SRV02: notification 0xC004F034",
        &["SRV01 is activated", "SRV02 is not activated (0xC004F034)"]),
    ("18-wordless-kms-channel", "ServerDatacenter kms-client 6VM33 licensed 259197 min",
        &["This Windows is activated by KMS or Active Directory", "180 days left"]),
    ("19-dli-of-a-client",
        "ServerStandard kms-client VMK7H notification 0xC004F056 found kms1.corp.example:1688",
        &["This Windows is not activated (0xC004F056): No KMS host has activated this Windows"]),
    ("20-ato-of-the-same-client", "ServerStandard 9bd77860 failed 0xC004F038",
        &["The last activation failed (0xC004F038)",
            "has not counted enough machines; 5 are needed"]),
    ("21-ato-error-line-alone", "failed 0xC004F074",
        &["The last activation failed (0xC004F074): No KMS host served", "12288"]),
    ("22-ato-on-one-line", "ServerDatacenter ef6cfc9f failed 0x8007232B",
        &["The last activation failed (0x8007232B): DNS has no record of a KMS host"]),
    ("23-ato-id-on-the-next-line", "ServerStandard d4f54950 failed 0x80072EE7",
        &["The last activation failed (0x80072EE7)", "proxy, could not be resolved"]),
    ("24-ato-avma-refused", "ServerDatacenter 0e5d2e6e failed 0xC004FD02",
        &["The last activation failed (0xC004FD02): The Hyper-V host is not activated"]),
    ("25-xpr", "ServerStandardEval time-based licensed to 2027-03-24", &["This Windows is an \
         evaluation until 2027-03-24; it takes no volume key before it is converted"]),
    ("26-xpr-permanent", "ServerStandard licensed for good",
        &["This Windows is activated, for good"]),
    ("51-esu-addon-dlv", "; add-on 4C6R8 unlicensed",
        &["This is an add-on to Windows (Windows(R), Client-ESU-Year1",
            "not Windows itself; it is not activated"]),
    ("52-office-dstatus", "; office 6MWKP notification 0xC004F074",
        &["This is Office (Office 19", "It says nothing of how Windows is licensed"]),
    ("53-get-itemproperty", "told kms9.old.example:1688",
        &["This Windows is told to use the KMS host kms9.old.example:1688"]),
    ("54-oslicense",
        "Enterprise 2YT43 73111121 notification 0xC004F056 told kms1.corp.example:1688",
        &["This Windows is not activated (0xC004F056)"]),
];

#[rustfmt::skip]
const SIBLINGS: &[Row] = &[
    ("wmiobject-genus-several-products",
        "SRV-APP-03: ServerDatacenter kms-client 6VM33 ef6cfc9f licensed 172801 min \
         found kms1.corp.example:1688; office WFG99 notification 0xC004F074",
        &["SRV-APP-03 is activated by KMS, with 121 days left",
            "Office16ProPlusVL_KMS_Client edition) is not activated (0xC004F074)"]),
    ("windows-by-labels-of-office", "ServerStandard kms-client VMK7H licensed 246000 min",
        &["This Windows is activated by KMS or Active Directory", "171 days left"]),
    ("dlv-in-a-serial-log", "ServerDatacenter kms-client 6VM33 ef6cfc9f notification 0xC004F056 \
         failed 0xC004F074 told kms.windows.googlecloud.com:1688",
        &["This Windows is not activated (0xC004F074)"]),
    ("ansible-lines", "ServerStandard kms-client J464C licensed 201600 min",
        &["This Windows is activated by KMS or Active Directory", "140 days left"]),
    ("azure-run-command", "ServerDatacenter ef6cfc9f failed 0xC004F074",
        &["The last activation failed (0xC004F074)"]),
    ("dlv-html-one-line", "Enterprise kms-client HVTHH ae2ee509 notification 0xC004F200",
        &["This Windows is not activated (0xC004F200)"]),
    ("dlv-kms-host-notification",
        "ServerDatacenter kms-host 9XRFY 4c5d2d8f notification 0xC004F034 counted 0 on 1688",
        &["This Windows is not activated (0xC004F034): There is no licence"]),
    ("oslicense-list-de",
        "ServerStandard kms-client J464C de32eafd notification 0xC004F056 told \
         kms1.corp.example:1688",
        &["This Windows is not activated (0xC004F056)"]),
    ("reg-export-quoted", "told kms1.corp.example:1688",
        &["This Windows is told to use the KMS host kms1.corp.example:1688"]),
    ("slui-dialog", "failed 0xC004F06C", &["The last activation failed (0xC004F06C)", "clock"]),
    ("ato-own-licence-missing", "EnterpriseS 32d2fab3 failed 0xC004F015",
        &["The last activation failed (0xC004F015): No licence for that key is installed here",
            "Next: Administrator of this host"]),
    ("cim-html-table", "ServerStandard kms-client VMK7H licensed",
        &["This Windows is activated by KMS or Active Directory"]),
    ("cim-html-list", "ServerStandard mak 4M3Q8 notification 0xC004F034",
        &["This Windows is not activated (0xC004F034)"]),
    ("ato-code-without-0x", "failed 0x8007007B",
        &["The last activation failed (0x8007007B): Windows found no KMS host by name"]),
    ("xpr-in-a-sentence", "notification",
        &["This Windows is not activated"]),
    ("ato-of-two-machines", "SRV01: ServerStandard de32eafd licensed; SRV02: 0xC004F074",
        &["SRV01 is activated",
            "The last activation of SRV02 failed (0xC004F074)"]),
    ("skms-alone", "told kms1.corp.example:1688",
        &["This Windows is told to use the KMS host kms1.corp.example:1688"]),
    ("ato-access-denied", "failed 0x80070005",
        &["The last activation failed (0x80070005): Access denied", "elevated prompt"]),
    ("dlv-html", "Enterprise kms-client 2YT43 notification 0xC004F056",
        &["This Windows is not activated (0xC004F056)"]),
    ("table-autosize-cut", "kms-client VMK7H notification 0xC004F056",
        &["This Windows is not activated (0xC004F056)"]),
    ("select-in-another-order", "pc-117: Enterprise kms-client 2YT43 notification 0xC004F056",
        &["pc-117 is not activated (0xC004F056)"]),
    ("question-with-three-outputs", "failed 0x8007007B",
        &["The last activation failed (0x8007007B): Windows found no KMS host by name"]),
    ("settings-told-in-a-mail-en", "failed 0x803F7001",
        &["The last activation failed (0x803F7001): Windows has neither"]),
    ("settings-told-in-a-mail-fr", "failed 0xC004F074",
        &["The last activation failed (0xC004F074): No KMS host served"]),
    ("dlv-fr-mak-in-grace", "ServerStandard mak 4M3Q8 9b6c3d4a initial-grace 43200 min",
        &["This Windows is not activated, with 30 days of grace left",
            "Next: Administrator of this host: Run actprobe on that host itself"]),
    ("dlv-below-two-of-the-network",
        "ServerStandard kms-client J464C de32eafd notification 0xC004F056",
        &["This Windows is not activated (0xC004F056)"]),
    ("wmic-csv", "SRV-DB-02: ServerStandard mak 4M3Q8 licensed",
        &["SRV-DB-02 is activated, for good"]),
    ("convertto-csv", "ServerStandard mak 4M3Q8 notification 0xC004F034",
        &["This Windows is not activated (0xC004F034)"]),
    ("convertto-json-cim",
        "SRV-WEB-04: ServerStandard kms-client VMK7H 9bd77860 notification 0xC004F038",
        &["SRV-WEB-04 is not activated (0xC004F038)", "has not counted enough machines"]),
    ("dlv-fr-adba-quoted-and-wrapped", "ServerStandard kms-client VMK7H 9bd77860 licensed \
         246240 min", &["This Windows is activated by an object in Active Directory"]),
    ("dlv-quoted-mail", "ServerStandard kms-client J464C de32eafd notification 0xC004F056 found \
         kms2.corp.example:1688", &["This Windows is not activated (0xC004F056)"]),
    ("markdown-fence", "srv-print-01: ServerStandard mak 4M3Q8 licensed",
        &["srv-print-01 is activated, for good"]),
    ("markdown-table", "ServerStandard mak 4M3Q8 licensed",
        &["This Windows is activated, for good"]),
    ("prompts",
        "ServerStandard kms-client J464C de32eafd initial-grace 14400 min failed 0xC004F074",
        &["This Windows is not activated (0xC004F074)", "10 days"]),
    ("dlv-all-one-with-key", "ServerStandard kms-client J464C de32eafd licensed 201600 min",
        &["This Windows is activated by KMS or Active Directory", "140 days left"]),
    ("esu-beside-windows",
        "Enterprise kms-client 2YT43 licensed 201600 min; add-on 4C6R8 unlicensed",
        &["This Windows is activated by KMS or Active Directory",
                "Besides Windows: an add-on to Windows"]),
    ("office-beside-windows",
        "Professional kms-client T83GX notification 0xC004F074; office WFG99 licensed",
        &["This Windows is not activated (0xC004F074)", "Besides Windows: Office"]),
    ("ato-popup", "Enterprise 73111121 failed 0x8007007B",
        &["The last activation failed (0x8007007B)"]),
    ("ato-popup-fr", "ServerStandard 9bd77860 failed 0xC004F074",
        &["The last activation failed (0xC004F074)"]),
    ("dli-ocr-full-width", "ServerStandard mak 4M3Q8 licensed",
        &["This Windows is activated, for good"]),
    ("dlv-de.cp850", "ServerStandard kms-client VMK7H 9bd77860 licensed 201600 min found \
         kms1.corp.example:1688", &["This Windows is activated by KMS, with 140 days left"]),
    ("dlv-fr-nbsp", "ServerStandard kms-client VMK7H licensed 201600 min",
        &["This Windows is activated by KMS or Active Directory", "140 days left"]),
    ("dli-es", "ServerStandard mak 4M3Q8 licensed", &["This Windows is activated, for good"]),
    ("dli-ja.sjis", "ServerStandard mak 4M3Q8 licensed", &["This Windows is activated, for good"]),
    ("dli-pl.cp852", "ServerStandard mak 4M3Q8 unread Licencjonowany",
        &["Whether this Windows is activated was not read: “Licencjonowany”"]),
    ("dli-tr.cp857", "ServerStandard kms-client VMK7H notification 0xC004F056",
        &["This Windows is not activated (0xC004F056)"]),
    ("dlv-ko.cp949", "ServerStandard kms-client VMK7H licensed 201600 min",
        &["This Windows is activated by KMS or Active Directory", "140 days left"]),
    ("dlv-tw.big5", "ServerStandard mak 4M3Q8 licensed", &["This Windows is activated, for good"]),
    ("xpr-ru.cp866", "Professional kms-client licensed to 2027-05-16",
        &["This Windows is activated by KMS or Active Directory", "until 2027-05-16"]),
    ("xpr-unknown-language",
        "Professional to 2027-05-16 unread Virkjun rennur út 16.05.2027 10:14:02",
        &["Whether this Windows is activated was not read"]),
    ("reg-query", "told kms8.old.example:1690",
        &["This Windows is told to use the KMS host kms8.old.example:1690"]),
    ("invoke-command-two-machines",
        "srv-a-01: ServerStandard kms-client J464C licensed; srv-a-02: notification",
        &["srv-a-01 is activated", "srv-a-02 is not activated"]),
    ("service-list-kms-host", "kms-host-1: counted - on 1688", &["Whether"]),
    ("dli-key-redacted", "EnterpriseS kms-client notification 0xC004F074",
        &["This Windows is not activated (0xC004F074)"]),
    ("ato-zh.gbk", "EnterpriseS licensed", &["This Windows is activated"]),
    ("xpr-zh.gbk", "EnterpriseS kms-client licensed to 2027-05-16",
        &["This Windows is activated by KMS or Active Directory", "until 2027-05-16"]),
    ("wmic-table", "Enterprise 2YT43 licensed", &["This Windows is activated"]),
    ("list-signed-reason", "ServerStandard mak 4M3Q8 notification 0xC004F050",
        &["This Windows is not activated (0xC004F050)"]),
    ("dlv-popup", "Professional oem 8HVX7 4de7cb65 licensed",
        &["This Windows is activated, for good"]),
    // What was asked for has a key, whether the table shows it or not.
    ("table-ellipsis",
        "Enterprise licensed; add-on unlicensed 0xC004F014; office notification 0xC004F034",
        &["This Windows is activated", "Client-ESU-Year1 add-on"]),
    ("bullets-chat", "ServerStandard mak 4M3Q8 notification 0xC004F034",
        &["This Windows is not activated (0xC004F034)"]),
    ("wmic-list-blank-lines", "Enterprise kms-client 2YT43 licensed 201600 min",
        &["This Windows is activated by KMS or Active Directory", "140 days left"]),
    ("dlv-kms-host-counts", "ServerStandard kms-host 9XRFY licensed counted 31 on 1688",
        &["This KMS host is activated; it has counted 31"]),
    ("ato-de-success.cp1252", "ServerStandard 9bd77860 licensed", &["This Windows is activated"]),
    ("dli-fr-grace", "ServerStandard kms-client VMK7H initial-grace 14400 min",
        &["This Windows is not activated, with 10 days of grace left"]),
    ("excel-tabs", "srv-x-01: ServerStandard mak 4M3Q8 licensed; srv-x-02: notification",
        &["srv-x-01 is activated", "srv-x-02 is not activated"]),
    ("list-of-all-without-keys", "Enterprise licensed", &["This Windows is activated"]),
    ("dli-ato-dli", "ServerStandard kms-client VMK7H 9bd77860 licensed 259200 min",
        &["This Windows is activated by KMS or Active Directory", "180 days left"]),
    ("dlv-windows-7-oem", "Professional oem 4M3Q8 licensed",
        &["This Windows is activated, for good"]),
    ("dlv-avma-guest", "ServerStandard avma JR6BK licensed 10080 min",
        &["This Windows is activated", "7 days left"]),
    ("get-itemproperty-whole-key", "told kms7.corp.example:1688",
        &["This Windows is told to use the KMS host kms7.corp.example:1688"]),
    ("ato-cut-id", "Enterprise failed 0xC004F038",
        &["The last activation failed (0xC004F038)", "25 are needed"]),
    ("ato-count-line-alone", "failed 0xC004F038",
        &["The last activation failed (0xC004F038)", "servers need 5, clients 25"]),
    ("remote-prompts",
        "srv-r-01: ServerStandard mak 4M3Q8 licensed; srv-r-02: notification 0xC004F034",
        &["srv-r-01 is activated, for good", "srv-r-02 is not activated (0xC004F034)"]),
    ("three-headings",
        "srv-g-01: ServerStandard mak 4M3Q8 licensed; srv-g-02: licensed; \
         srv-g-03: notification 0xC004F034",
        &["srv-g-01 is activated, for good", "srv-g-02 is activated",
            "srv-g-03 is not activated (0xC004F034)"]),
    ("table-wrapped", "ServerStandard J464C licensed", &["This Windows is activated"]),
    ("xpr-volume-en-us", "Enterprise kms-client licensed to 2027-05-16",
        &["This Windows is activated by KMS or Active Directory", "until 2027-05-16"]),
    ("xpr-grace-en-us", "Enterprise initial-grace to 2026-12-15",
        &["This Windows is not activated"]),
    ("xpr-volume-de", "Enterprise kms-client licensed to 2027-03-12",
        &["This Windows is activated by KMS or Active Directory", "until 2027-03-12"]),
    ("xpr-fr-permanent", "ServerStandard licensed for good",
        &["This Windows is activated, for good"]),
    ("dlv-pl-months-left", "ServerStandard kms-client VMK7H licensed 187200 min",
        &["This Windows is activated by KMS or Active Directory", "130 days left"]),
    ("dlv-pl-weeks-left", "ServerStandard kms-client VMK7H 28800 min unread Licencjonowany",
        &["Whether this Windows is activated was not read"]),
    ("dli-ja-grace", "ServerStandard kms-client J464C initial-grace 14400 min",
        &["This Windows is not activated, with 10 days of grace left"]),
    ("ato-de-colon", "Professional 2de67392 failed 0xC004F074",
        &["The last activation failed (0xC004F074): No KMS host served"]),
    ("vamt-export-csv",
        "srv-app-07.corp.example: ServerStandard kms-client J464C de32eafd licensed \
         found kms1.corp.example:1688; srv-app-08.corp.example: notification 0xC004F056",
        &["srv-app-07.corp.example is activated by KMS",
            "srv-app-08.corp.example is not activated (0xC004F056)"]),
    ("vamt-list", "pc-12.corp.example: Enterprise mak 4M3Q8 licensed; \
         pc-13.corp.example: notification 0xC004F036",
        &["pc-12.corp.example is activated, for good (MAK)",
            "pc-13.corp.example is not activated (0xC004F036)"]),
    ("vamt-table", "pc-12.corp.example: Enterprise 4M3Q8 licensed; \
         pc-13.corp.example: notification",
        &["pc-12.corp.example is activated", "pc-13.corp.example is not activated"]),
    ("reg-query-hklm", "told kms.azure.example:1688",
        &["This Windows is told to use the KMS host kms.azure.example:1688"]),
    ("xpr-notification", "Enterprise notification", &["This Windows is not activated"]),
    ("xpr-popup", "ServerStandard licensed for good", &["This Windows is activated, for good"]),
    ("service-list-forced", "told kms5.corp.example:1688",
        &["This Windows is told to use the KMS host kms5.corp.example:1688"]),
    ("office-subscription-ended", "; office KHGM9 notification 0xC004F009",
        &["This is Office (Office 16", "its key ends in KHGM9",
            "This Office is a subscription: sign in"]),
    ("ipk-refused-de.cp850", "failed 0xC004F069",
        &["Windows did not take the key that slmgr /ipk was to install (0xC004F069)"]),
    ("list-office-alone", "; office 4M3Q8 licensed",
        &["This is Office (Office 16, Office16ProPlusVL_MAK edition), not Windows itself"]),
];

#[test]
fn a_licence_of_the_field_is_read_and_answered() {
    check("field", FIELD);
}

#[test]
fn what_is_pasted_otherwise_is_read_and_answered() {
    check("licences", SIBLINGS);
}

#[test]
fn the_state_and_the_attempt_of_one_client_are_one_answer() {
    let files =
        ["19-dli-of-a-client.txt", "20-ato-of-the-same-client.txt"].map(|name| ("field", name));
    let report = judged(&files);
    assert_eq!(
        read(&report.evidence),
        "ServerStandard kms-client VMK7H 9bd77860 notification 0xC004F056 failed 0xC004F038 \
         found kms1.corp.example:1688"
    );
    let answer = answer(&report);
    assert!(answer.starts_with("This Windows is not activated (0xC004F038)"), "{answer}");
    assert!(answer.contains("has not counted enough machines"), "{answer}");
}

/// Neither a list of properties nor `OSLicense` needs to name the kind of key: the end of one that
/// Microsoft publishes does.
#[test]
fn a_published_key_is_known_by_its_end() {
    for (folder, name) in [("field", "54-oslicense.json"), ("licences", "wmic-table.txt")] {
        let report = judged(&[(folder, name)]);
        let text = page(&report);
        assert!(text.contains("KMS client key"), "{name}\n{text}");
        let mut channels = report.verdict.channels.iter();
        let online = channels.find(|channel| channel.channel == Channel::Online).unwrap();
        assert_eq!(online.standing, actprobe::verdict::Standing::NotApplicable, "{name}");
    }
}

/// How many rearms are left, and how often Windows tries by itself: in text of any language by
/// place, in properties by name, and told where a period runs out or a KMS host activates.
#[test]
fn what_windows_does_by_itself_is_read_and_told() {
    for (name, rearms, minutes, said, unsaid) in [
        (
            "dlv-grace-rearms.txt",
            "3 5",
            "120 10080",
            "every 2 hours. 3 rearms are left",
            "No rearm",
        ),
        (
            "dlv-fr-grace-rearms.txt",
            "0 4",
            "-",
            "No rearm is left: slmgr /rearm cannot",
            "by itself",
        ),
        ("list-renewal.txt", "- 1001", "120 1500", "to renew it by itself every 25 hours", "rearm"),
        ("table-service-rearms.txt", "2 -", "-", "", "rearm"),
        ("dlv-kms-host-counts.txt", "5 -", "-", "", "rearm"),
        ("dlv-de.cp850.txt", "-", "-", "", "by itself"),
    ] {
        let report = judged(&[("licences", name)]);
        let licence = report.evidence.licensing.windows.value().unwrap();
        let number = |number: Option<u64>| number.map_or("-".to_owned(), |n| n.to_string());
        let left = licence.rearms.map_or("-".to_owned(), |left| {
            format!("{} {}", number(left.windows), number(left.sku))
        });
        let every = licence
            .intervals
            .map_or("-".to_owned(), |i| format!("{} {}", i.activation_min, i.renewal_min));
        assert_eq!((left.as_str(), every.as_str()), (rearms, minutes), "{name}");
        let answer = answer(&report);
        assert!(answer.contains(said) && !answer.contains(unsaid), "{name}\n{answer}");
    }
}

/// A KMS host is made none by a client's key; what was not read leads nowhere.
#[test]
fn nothing_is_advised_that_would_undo_what_is_there() {
    for (folder, name) in [
        ("field", "10-blank-line-after-each.txt"),
        ("licences", "service-list-kms-host.txt"),
        ("licences", "dli-pl.cp852.txt"),
        ("licences", "xpr-unknown-language.txt"),
    ] {
        let text = page(&judged(&[(folder, name)]));
        assert!(!text.contains("/ipk") && !text.contains("Next:"), "{name}\n{text}");
    }
    // An add-on is activated by its own id, and with the key that it has.
    let add_on = page(&judged(&[("field", "51-esu-addon-dlv.txt")]));
    assert!(!add_on.contains("/ipk") && add_on.contains("/ato f520e45e-"), "{add_on}");
    // Office lacks what Office's own script does, and nothing of Windows.
    let office = page(&judged(&[("field", "52-office-dstatus.txt")]));
    assert!(!office.contains("slmgr") && office.contains("ospp.vbs\" /dhistorykms"), "{office}");
}

#[test]
fn a_guest_whose_host_refuses_is_blocked_whatever_the_network() {
    let report = judged(&[("field", "24-ato-avma-refused.txt")]);
    let mut channels = report.verdict.channels.iter();
    let avma = channels.find(|channel| channel.channel == Channel::Avma).unwrap();
    assert_eq!(avma.standing, actprobe::verdict::Standing::Blocked);
}

/// Whatever shows it: in a guest of Hyper-V with an AVMA key, Data Exchange is what is looked at.
#[test]
fn a_guest_whose_data_exchange_is_seen_to_be_off_is_told_so() {
    let machine = "System Manufacturer:       Microsoft Corporation\nSystem Model:              \
         Virtual Machine\n\n";
    let licence = "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating \
         System, VIRTUAL_MACHINE_ACTIVATION channel\nPartial Product Key: 78VHK\nLicense Status: \
         Notification\nNotification Reason: 0xC004FD01.\n\n";
    let row = "Status   Name               DisplayName\n------   ----               -----------\n\
         Stopped  vmickvpexchange    Hyper-V Data Exchange Service\n";
    let list = "Name        : vmickvpexchange\nStatus      : Stopped\n";
    let query = "SERVICE_NAME: vmickvpexchange\n        TYPE               : 30  WIN32\n        \
         STATE              : 1  STOPPED\n";
    let path = r"SOFTWARE\Microsoft\Virtual Machine\Guest\Parameters";
    let absent =
        format!("C:\\>reg query \"HKLM\\{path}\"\nERROR: The system was unable to find it.\n");
    let said = |exchange: &str| {
        let mut imports = Imports::default();
        imports.add(Path::new("a.txt"), [machine, licence, exchange].concat().as_bytes());
        let evidence = imports.alone("2026-11-27T09:00:00Z".parse().unwrap());
        let report = Report::of(evidence);
        let avma = report.verdict.channels.iter().find(|judged| judged.channel == Channel::Avma);
        avma.unwrap().root_causes().map(|cause| cause.finding.clone()).collect::<Vec<_>>()
    };
    for stopped in [row, list, query] {
        assert!(said(stopped).contains(&Finding::AvmaDataExchangeStopped {}), "{stopped}");
    }
    assert!(said(&absent).contains(&Finding::AvmaDataExchangeOff {}), "{absent}");
}

/// What somebody looked up in the registry is one setting: it replaces no host, and has no key.
#[test]
fn a_value_of_the_registry_is_no_export() {
    for (folder, name) in [
        ("field", "53-get-itemproperty.txt"),
        ("licences", "get-itemproperty-whole-key.txt"),
        ("licences", "reg-query.txt"),
    ] {
        let mut imports = Imports::default();
        imports.add(Path::new(name), &content(folder, name));
        assert!(imports.host_export().is_none(), "{name}");
        let report = judged(&[(folder, name)]);
        assert!(report.evidence.host.windows.value().is_none(), "{name}");
        assert!(!serde_json::to_string(&report).unwrap().contains("BBBBB"), "{name}");
    }
}

fn check(folder: &str, rows: &[Row]) {
    let differing = rows.iter().filter_map(|(file, wanted, says)| {
        let report = judged(&[(folder, &whole_name(folder, file))]);
        let (read, answer) = (read(&report.evidence), answer(&report));
        let begins = says.first().is_some_and(|begin| answer.starts_with(begin));
        let is_once = said_twice(answer.split_inclusive(". ").next().unwrap_or_default()).is_none();
        let is_right =
            read == *wanted && begins && is_once && says.iter().all(|words| answer.contains(words));
        (!is_right)
            .then(|| format!("{file}\n  wanted {wanted}\n  read   {read}\n  {says:?}\n  {answer}"))
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

fn whole_name(folder: &str, file: &str) -> String {
    let names = [".txt", ".json"].map(|end| format!("{file}{end}"));
    let found = names.into_iter().find(|name| path(folder, name).exists());
    found.unwrap_or_else(|| panic!("{file} is missing"))
}

fn path(folder: &str, name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures").join(folder).join(name)
}

fn content(folder: &str, name: &str) -> Vec<u8> {
    fs::read(path(folder, name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn judged(files: &[(&str, &str)]) -> Report {
    let mut imports = Imports::default();
    for (folder, name) in files {
        imports.add(Path::new(name), &content(folder, name));
    }
    Report::of(imports.alone("2026-11-27T09:00:00Z".parse().unwrap()))
}

fn page(report: &Report) -> String {
    render(report, &Speech::new(Language::English), Style::default())
}

/// The answer and what stands right under it, without the commands.
fn answer(report: &Report) -> String {
    let page = page(report);
    let paragraph = page.split("\n\n").next().unwrap_or_default();
    let lines = paragraph.lines().take_while(|line| !line.starts_with([' ', '>']));
    lines.collect::<Vec<_>>().join(" ")
}

/// What was read, in one line.
fn read(evidence: &Evidence) -> String {
    let licensing = &evidence.licensing;
    let host = evidence.host.meant_name();
    let own = licensing.windows.value().map(licence).unwrap_or_default();
    let own = if host.is_empty() { own } else { format!("{host}: {own}") };
    [vec![own], others(licensing), products(licensing)].concat().join("; ")
}

fn licence(licence: &LicenceFacts) -> String {
    let edition =
        licence.name.rsplit_once(", ").and_then(|(_, name)| name.strip_suffix(" edition"));
    let told = |word: &str, at: &Option<_>| at.as_ref().map(|at| format!("{word} {at}"));
    let parts = [
        edition.map(str::to_owned),
        licence.channel.map(|channel| <&str>::from(channel).to_owned()),
        licence.partial_key.clone(),
        licence.activation_id.as_ref().and_then(|id| Some(id.split('-').next()?.to_owned())),
        licence.status.map(status),
        licence.for_good.then(|| "for good".to_owned()),
        licence.reason.map(code),
        licence.remaining_minutes.map(|minutes| format!("{minutes} min")),
        licence.ends_on.map(|day| format!("to {day}")),
        licence.activation_error.map(|error| format!("failed {}", code(error))),
        told("found", &licence.discovered_kms),
        told("told", &licence.forced_kms),
        licence.kms_host.as_ref().map(|counted| {
            let count = counted.current.map_or("-".to_owned(), |count| count.to_string());
            format!("counted {count} on {}", counted.listening_port.unwrap_or_default())
        }),
        licence.unread_status.as_ref().map(|word| format!("unread {word}")),
    ];
    joined(parts)
}

fn others(licensing: &LicensingEvidence) -> Vec<String> {
    let other = licensing.others.iter();
    other
        .map(|other| {
            format!(
                "{}: {}",
                other.computer,
                joined([other.status.map(status), other.code.map(code)])
            )
        })
        .collect()
}

fn products(licensing: &LicensingEvidence) -> Vec<String> {
    let products = licensing.other_products.iter();
    products
        .map(|product| {
            joined([
                Some(<&str>::from(product.kind).to_owned()),
                product.partial_key.clone(),
                product.status.map(status),
                product.code.map(code),
            ])
        })
        .collect()
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn status(status: LicenceStatus) -> String {
    <&str>::from(status).to_owned()
}

fn code(code: u32) -> String {
    format!("0x{code:08X}")
}
