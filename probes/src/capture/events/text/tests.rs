//! Events as people copy them: what has to be read of each, by hand.

use crate::capture::{Capture, recognise};
use crate::evidence::{CaptureKind, KeyChannel, KmsIntervals, LicenceStatus, LicensingEvent};

fn field(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/captures/field/");
    std::fs::read(format!("{folder}{name}")).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn events(bytes: &[u8]) -> Vec<LicensingEvent> {
    let captures = recognise(bytes);
    let of_text = |capture: &&Capture| capture.kind == CaptureKind::EventsText;
    captures.iter().filter(of_text).flat_map(|capture| capture.facts.events.clone()).collect()
}

/// Id, code, computer, KMS host, time.
fn told(bytes: &[u8]) -> Vec<(u32, Option<u32>, String, String, String)> {
    let host = |event: &LicensingEvent| event.kms_host.as_ref().map(ToString::to_string);
    let at = |event: &LicensingEvent| event.at.map(|at| at.to_string());
    let events = events(bytes).into_iter();
    events
        .map(|event| {
            let (host, at) = (host(&event), at(&event));
            (event.id, event.code, event.computer, host.unwrap_or_default(), at.unwrap_or_default())
        })
        .collect()
}

type Row = (&'static str, u32, Option<u32>, &'static str, &'static str, &'static str);

const SRV: &str = "srv-app-07.corp.example";
const KMS: &str = "kms1.corp.example:1688";

#[rustfmt::skip]
const FIELD: &[Row] = &[
    ("30-event-12288-copied.txt", 12288, Some(0xC004_F06C), SRV, KMS, "2026-11-17T09:14:02Z"),
    ("31-event-8198-copied.txt", 8198, Some(0xC004_F074), SRV, "", "2026-11-17T10:15:30Z"),
    ("32-event-8198-copied-fr.txt", 8198, Some(0x8007_232B), SRV, "", "2026-11-17T10:15:30Z"),
    ("33-get-winevent-list.txt", 12289, Some(0), "", "", "2026-11-17T09:14:02Z"),
    ("34-description-alone.txt", 8233, Some(0x8007_007B), "", "", ""),
];

#[test]
fn events_of_the_field_are_read() {
    for (name, id, code, computer, host, at) in FIELD {
        let wanted = [(*id, *code, (*computer).to_owned(), (*host).to_owned(), (*at).to_owned())];
        assert_eq!(told(&field(name)), wanted, "{name}");
    }
    let answer = &events(&field("33-get-winevent-list.txt"))[0];
    let intervals = Some(KmsIntervals { activation_min: 120, renewal_min: 10_080 });
    assert_eq!(
        (answer.activated, answer.count, answer.intervals),
        (Some(true), Some(50), intervals)
    );
}

const GERMAN: &str = "Protokollname: Application
Quelle:        Microsoft-Windows-Security-SPP
Datum:         17.11.2026 10:14:02
Ereignis-ID:   12288
Aufgabenkategorie:Keine
Ebene:         Informationen
Schlüsselwörter:Klassisch
Benutzer:      Nicht zutreffend
Computer:      srv-app-07.corp.example
Beschreibung:
Der Client hat eine Aktivierungsanforderung an den Schlüsselverwaltungsdienst-Computer gesendet.
Info:
0x80072EE2, 0x00000000, [2001:db8::10]:1688, 5d1c6c0e-7f33-4b0e-9a1f-0a1b2c3d4e5f, 2026/11/17 \
     09:14, 0, 5, 0, 9bd77860-9b31-4b7b-96ad-2564017315bf, 5
";

const QUOTED_AND_BROKEN: &str = "> TimeCreated  : 11/17/2026 10:14:02 AM
> ProviderName : Microsoft-Windows-Security-SPP
> Id           : 12288
> Message      : The client has sent an activation request to the key management
>                service machine.
>                Info:
>                0xC004F06C, 0x00000000, kms1.corp.example:1688,
>                5d1c6c0e-7f33-4b0e-9a1f-0a1b2c3d4e5f, 2026/11/17 18:14, 1, 5, 0,
>                9bd77860-9b31-4b7b-96ad-2564017315bf, 5
";

const WEVTUTIL_TEXT: &str = "Event[0]:
  Log Name: Application
  Source: Microsoft-Windows-Security-SPP
  Date: 2026-11-17T10:15:30.000
  Event ID: 8198
  Task: N/A
  Level: Error
  Opcode: N/A
  Keyword: Classic
  User: N/A
  User Name: N/A
  Computer: srv-app-07.corp.example
  Description:
License Activation (slui.exe) failed with the following error code:
hr=0x80072EE7
Command-line arguments:
RuleId=502ff3ba-669a-4674-bbb1-601f34a3b968;Action=AutoActivate;AppId=\
     55c92734-d682-4d71-983e-d6ec3f16059f

Event[1]:
  Log Name: Application
  Source: Microsoft-Windows-Security-SPP
  Date: 2026-11-17T10:15:00.000
  Event ID: 16384
  Task: N/A
  Computer: srv-app-07.corp.example
  Description:
Successfully scheduled Software Protection service for re-start at 2126-10-24T09:15:00Z. \
     Reason: RulesEngine.
";

const FRIENDLY: &str = "- System

  - Provider

   [ Name]  Microsoft-Windows-Security-SPP
   [ Guid]  {E23B33B0-C8C9-472C-A5F9-F2BDFEA0F156}
   [ EventSourceName]  Software Protection Platform Service

  - EventID 8198

   [ Qualifiers]  49152

   Version 0

   Keywords 0x80000000000000

  - TimeCreated

   [ SystemTime]  2026-11-17T09:15:30.000000000Z

   EventRecordID 53

   Channel Application

   Computer srv-app-07.corp.example

- EventData

   hr=0x8007232B
   RuleId=502ff3ba-669a-4674-bbb1-601f34a3b968;Action=AutoActivate;AppId=\
     55c92734-d682-4d71-983e-d6ec3f16059f;Trigger=TimerEvent
";

const CHINESE: &str = "日志名称：          Application
来源：            Microsoft-Windows-Security-SPP
日期：            2026/11/17 10:15:30
事件 ID：         8198
任务类别：          无
级别：            错误
关键字：           经典
用户：            暂缺
计算机：           srv-app-07.corp.example
描述：
许可证激活(slui.exe)失败，错误代码如下：
hr＝0xC004F074
命令行参数：
RuleId=502ff3ba-669a-4674-bbb1-601f34a3b968;Action=AutoActivate
";

const EVENT_LOG_LIST: &str = "Index              : 4711
EntryType          : Error
InstanceId         : 3221233678
Message            : License Activation Scheduler (sppuinotify.dll) was not able to automatically
                     activate. Error code:  0xC004F200:
Category           : (0)
CategoryNumber     : 0
ReplacementStrings : {0xC004F200}
Source             : Software Protection Platform Service
TimeGenerated      : 17.11.2026 10:15:30
EventID            : 8196
MachineName        : srv-app-07.corp.example
";

const OFFICE: &str = "Log Name:      Application
Source:        Microsoft-Windows-Security-SPP
Date:          11/17/2026 10:15:30 AM
Event ID:      8198
Computer:      srv-app-07.corp.example
Description:
License Activation (slui.exe) failed with the following error code:
hr=0xC004F074
Command-line arguments:
RuleId=502ff3ba-669a-4674-bbb1-601f34a3b968;Action=AutoActivate;AppId=\
     0ff1ce15-a989-479d-af46-f275c6370663
";

const EMPTY_FIELD: &str = "Protokollname: Application
Quelle:        Microsoft-Windows-Security-SPP
Datum:         17.11.2026 10:15:30
Ereignis-ID:   8198
Schlüsselwörter:
Benutzer:      Nicht zutreffend
Rechner:       srv-app-07.corp.example
Beschreibung:
Fehler bei der Lizenzaktivierung (slui.exe). Fehlercode:
hr=0xC004F074
";

const SELECTED: &str = "Level            : 2
TimeCreated      : 17.11.2026 10:15:30
LevelDisplayName : Fehler
ProviderName     : Microsoft-Windows-Security-SPP
Id               : 8198
TaskDisplayName  : Keine
Message          : Fehler bei der Lizenzaktivierung (slui.exe). Fehlercode:
                   hr=0xC004F074
";

const ALL_PROPERTIES: &str =
    "Message              : Fehler bei der Lizenzaktivierung (slui.exe). Fehlercode:
                       hr=0xC004F074
Id                   : 8198
Version              : 0
Level                : 2
Keywords             : 36028797018963968
RecordId             : 4711
ProviderName         : Microsoft-Windows-Security-SPP
LogName              : Application
MachineName          : srv-app-07.corp.example
TimeCreated          : 17.11.2026 10:15:30
ContainerLog         : application
LevelDisplayName     : Fehler

Message              : Der Softwareschutzdienst wurde beendet.
Id                   : 903
ProviderName         : Microsoft-Windows-Security-SPP
MachineName          : srv-app-08.corp.example
TimeCreated          : 17.11.2026 10:16:30
";

const OTHERS: &str = "Log Name:      System
Source:        Microsoft-Windows-Time-Service
Date:          11/17/2026 10:15:30 AM
Event ID:      8198
Computer:      srv-app-07.corp.example
Description:
hr=0xC004F074
";

type ExpectedEvent = (u32, Option<u32>, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const COPIED: &[(&str, &str, &[ExpectedEvent])] = &[
    ("german", GERMAN,
        &[(12288, Some(0x8007_2EE2), SRV, "[2001:db8::10]:1688", "2026-11-17T09:14:02Z")]),
    ("quoted", QUOTED_AND_BROKEN, &[(12288, Some(0xC004_F06C), "", KMS, "2026-11-17T18:14:02Z")]),
    ("wevtutil", WEVTUTIL_TEXT, &[(8198, Some(0x8007_2EE7), SRV, "", "2026-11-17T10:15:30Z")]),
    ("friendly", FRIENDLY, &[(8198, Some(0x8007_232B), SRV, "", "2026-11-17T09:15:30Z")]),
    ("chinese", CHINESE, &[(8198, Some(0xC004_F074), SRV, "", "2026-11-17T10:15:30Z")]),
    ("get-eventlog", EVENT_LOG_LIST, &[(8196, Some(0xC004_F200), SRV, "", "2026-11-17T10:15:30Z")]),
    ("empty field", EMPTY_FIELD, &[(8198, Some(0xC004_F074), SRV, "", "2026-11-17T10:15:30Z")]),
    ("selected", SELECTED, &[(8198, Some(0xC004_F074), "", "", "2026-11-17T10:15:30Z")]),
    ("all properties", ALL_PROPERTIES,
        &[(8198, Some(0xC004_F074), SRV, "", "2026-11-17T10:15:30Z")]),
    ("office", OFFICE, &[]),
    ("others", OTHERS, &[]),
    ("table", "   ProviderName: Microsoft-Windows-Security-SPP

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
17/11/2026 10:15:30           8198 Error            License Activation (slui.exe) failed with th...
17/11/2026 10:14:02          16384 Information      Successfully scheduled Software Protection s...
", &[(8198, None, "", "", "2026-11-17T10:15:30Z")]),
    ("12290 alone", "An activation request has been processed.\nInfo:\n\
         0xC004F042,5,client1.corp.example,5d1c6c0e-7f33-4b0e-9a1f-0a1b2c3d4e5f,2026/11/17 \
         09:14,1,1,259200,9bd77860-9b31-4b7b-96ad-2564017315bf\n",
        &[(12290, Some(0xC004_F042), "", "", "2026-11-17T09:14:00Z")]),
    ("two alone", "0xC004F06C, 0x00000000, kms1.corp.example:1688, \
         5d1c6c0e-7f33-4b0e-9a1f-0a1b2c3d4e5f, 2026/11/17 09:14, 1, 5\nInfo:\n\
         0x00000000, 0x00000000, 0, 0, 3, 120, 10080, 2026/11/17 09:15\n",
        &[(12289, Some(0), "", "", "2026-11-17T09:15:00Z"),
            (12288, Some(0xC004_F06C), "", KMS, "2026-11-17T09:14:00Z")]),
    ("another tool's", "Error: 0xC004F074 The Software Licensing Service reported that the \
         computer could not be activated.\n", &[]),
];

#[test]
fn copied_events_are_read_in_any_language_and_shape() {
    let differing: Vec<String> = COPIED
        .iter()
        .filter_map(|(name, text, wanted)| {
            let wanted: Vec<_> = wanted
                .iter()
                .map(|(id, code, name, host, at)| {
                    (*id, *code, (*name).to_owned(), (*host).to_owned(), (*at).to_owned())
                })
                .collect();
            let found = told(text.as_bytes());
            (found != wanted).then(|| format!("{name}\n  wanted {wanted:?}\n  found  {found:?}"))
        })
        .collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn the_state_of_the_licence_is_read_of_1003_and_8230() {
    let checked = |group: &str| {
        let other = "1: 0dc876e0-7ab8-41c1-b8ba-2237d484cd26, 1, 0 [(0 [0xC004F014, 0, 0], \
             [(?)(?)])(1 )(2 )(3 )]";
        format!(
            "The Software Protection service has completed licensing status check.\n\
             Application Id=55c92734-d682-4d71-983e-d6ec3f16059f\nLicensing Status=\n{other}\n\
             2: ef6cfc9f-8c5d-44ac-9aad-de6a2ea0ae03, 1, 1 [{group}]\n"
        )
    };
    let licensed_group = "(0 [0x00000000, 1, 0], [(?)( 1 0x00000000)(?)( 2 0x00000000 0 0 \
         msft:rm/algorithm/volume/1.0 0x00000000 257872)(?)])(1 )(2 )(3 )";
    let notified_group = "(0 [0xC004E002, 0, 0], [(?)(?)])(1 )(2 )(3 [0x00000000, 0, 0], [( 6 \
         0xC004F009 0 0)( 1 0x00000000)])";
    let licensed = checked(licensed_group);
    let notified = checked(notified_group);
    // Windows 7 writes three groups.
    let of_windows_7 = checked(
        "(0 [0x00000000, 1, 0], [(?)(?)( 1 0x00000000 3 0 msft:rm/algorithm/hwid/4.0 0x00000000 \
         0)(?)])(1 )(2 )",
    );
    let evaluation = checked(
        "(0 [0x00000000, 1, 0], [( 9 0x00000000 90 0)( 2 0x00000000 0 0 msft:rm/algorithm/hwid/4.0 \
         0x00000000 0)])(1 )(2 )(3 )",
    );
    // Shown by no public log, or of products that differ: not known.
    let unclear = [
        "(0 [0xC004E002, 0, 0], [(?)(?)])(1 [0x00000000, 0, 0])(2 )(3 )".to_owned(),
        "(0 [0x00000000, 1, 0], [(?)(?)".to_owned(),
        format!(
            "{licensed_group}]\n3: 9bd77860-9b31-4b7b-96ad-2564017315bf, 1, 1 [{notified_group}"
        ),
    ];
    for group in unclear {
        assert_eq!(events(checked(&group).as_bytes()), [], "{group}");
    }
    let evaluated = "The rules engine successfully re-evaluated the schedule.\nKernel policies:\n\
        Security-SPP-Action-StateData (REG_SZ) =AppId=55c92734-d682-4d71-983e-d6ec3f16059f;\
        GraceEndDate=2027/05/15:22:33:07;LastConsumptionReason=0x4004f401;\
        LastNotificationId=Cleanup;LicenseState=SL_LICENSING_STATUS_LICENSED;\
        PartialProductKey=VMK7H;ProductKeyType=Volume:GVLK;\
        SkuId=9bd77860-9b31-4b7b-96ad-2564017315bf;uxDifferentiator=ENTERPRISE\n";
    let logged = |text: &str| {
        let event = events(text.as_bytes()).remove(0);
        let licence = event.licence.unwrap();
        (event.id, event.code, licence.status, licence.channel)
    };
    let client = Some(KeyChannel::KmsClient);
    assert_eq!(logged(&licensed), (1003, None, LicenceStatus::Licensed, client));
    assert_eq!(logged(&of_windows_7), (1003, None, LicenceStatus::Licensed, None));
    let time_based = Some(KeyChannel::TimeBased);
    assert_eq!(logged(&evaluation), (1003, None, LicenceStatus::Licensed, time_based));
    assert_eq!(logged(&notified), (1003, Some(0xC004_F009), LicenceStatus::Notification, None));
    assert_eq!(logged(evaluated), (8230, None, LicenceStatus::Licensed, client));
    let licence = events(evaluated.as_bytes()).remove(0).licence.unwrap();
    assert_eq!(licence.partial_key.as_deref(), Some("VMK7H"));
    assert_eq!(licence.until.unwrap().to_string(), "2027-05-15T22:33:07Z");
    // Without the state there is nothing to tell.
    assert!(events(evaluated.replace("LicenseState", "Other").as_bytes()).is_empty());
}

#[test]
fn an_event_that_was_copied_with_its_xml_counts_once() {
    let text = String::from_utf8(field("31-event-8198-copied.txt")).unwrap();
    let xml = "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System>\
        <Provider Name=\"Microsoft-Windows-Security-SPP\"/><EventID>8198</EventID>\
        <TimeCreated SystemTime=\"2026-11-17T09:15:30Z\"/><Computer>srv-app-07</Computer></System>\
        <EventData><Data>hr=0xC004F074</Data></EventData></Event>";
    let kinds: Vec<_> = recognise(format!("{text}Event Xml:\n{xml}").as_bytes())
        .into_iter()
        .map(|capture| capture.kind)
        .collect();
    assert_eq!(kinds, [CaptureKind::EventsXml]);
}

/// Whatever stood above in the mail is no part of the event below it, unless it has none itself.
#[test]
fn an_event_keeps_its_own_code_below_other_codes() {
    let event = "Log Name:      Application\nSource:        Microsoft-Windows-Security-SPP\n\
                 Date:          10/21/2026 8:50:11 AM\nEvent ID:      8198\nLevel:         Error\n\
                 Computer:      srv5.corp.example\nDescription:\nLicense Activation (slui.exe) \
                 failed with the following error code:\nhr=0x8007232B\nCommand-line arguments:\n\
                 RuleId=eeba1977-569e-4571-b639-7623d8bfecc0;Action=AutoActivate;\
                 NotificationInterval=1440\n";
    let ids = |text: &str| -> Vec<_> {
        events(text.as_bytes()).into_iter().map(|event| (event.id, event.code)).collect()
    };
    for above in [
        "",
        "Somebody said it might be 0xC004F050, but look:\n\n",
        "Name: Windows(R), ServerStandard edition\nLicense Status: Notification\nNotification \
         Reason: 0xC004F034.\n\n",
        "C:\\>slmgr /ato\nError: 0xC004F074 The Software Licensing Service reported ...\n\n",
    ] {
        assert_eq!(ids(&format!("{above}{event}")), [(8198, Some(0x8007_232B))], "{above}");
    }
    let headless =
        "hr=0x8007007B RuleId=eeba1977;Action=AutoActivate;NotificationInterval=1440\n\n";
    let both = ids(&format!("{headless}{event}"));
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both.contains(&(8198, Some(0x8007_232B))) && both.contains(&(8198, Some(0x8007_007B))));
}
