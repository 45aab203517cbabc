//! Captures in shapes that people and shells give them: events as lists of PowerShell, errors of
//! the methods of WMI, codes with blanks, shells that know no slmgr, headings like words, shortened
//! settings. Judged alone; what is said, by hand.

use super::field_apart::objection_to;

/// What stands below an event in every shape of it.
const PUBLISHING: &[&str] = &["could not write its record in DNS", "0x80072338", "DNS admin"];

const LIST_DE: &str = "TimeCreated : 16.11.2026 06:30:14\nId          : 12293\n\
    Message     : Fehler beim Ver\u{f6}ffentlichen des Schl\u{fc}sselverwaltungsdiensts (KMS) im \
    DNS in der Dom\u{e4}ne \"corp.test\".\n              Info:\n              0x80072338\n";
const EVENT_LOG: &str = "EventID            : 12293\nMachineName        : kms02.corp.test\n\
    Data               : {}\nIndex              : 81223\nEntryType          : Error\n\
    Message            : Publishing the Key Management Service (KMS) to DNS in the 'corp.test' \
    domain failed.\n                     Info:\n                     0x80072338\n\
    Source             : Microsoft-Windows-Security-SPP\n\
    ReplacementStrings : {0x80072338, corp.test}\nInstanceId         : 3221237765\n\
    TimeGenerated      : 11/16/2026 6:30:14 AM\n";
const STRINGS: &str = "EventID            : 12293\nTimeGenerated      : 11/16/2026 6:30:14 AM\n\
    ReplacementStrings : {0x80072338, ad.corp.test}\n";
const INSTANCE: &str = "InstanceId         : 3221237765\nMessage            : Publishing the Key \
    Management Service (KMS) to DNS in the 'corp.test' domain failed.\n                     Info:\
    \n                     0x80072338\nTimeGenerated      : 11/16/2026 6:30:14 AM\n";
/// Volume Shadow Copy has events of these numbers too.
const SHADOW: &str = "TimeCreated : 11/16/2026 6:30:14 AM\nId          : 12293\n\
    Message     : Volume Shadow Copy Service error: Error calling a routine on a Shadow Copy \
    Provider. Routine details [hr = 0x80070005, Access is denied.].\n\n\
    C:\\>cscript //nologo slmgr.vbs /xpr\nWindows(R), ServerStandard edition:\n    \
    The machine is permanently activated.\n";
const SERVED: &str = "Id          : 12290\nTimeCreated : 11/16/2026 6:30:14 AM\n\
    Properties  : {0x0, 25, app-07.corp.test, 7f0c2f7e-90a4-4c39-9df0-22a6d1c8b5e3, \
    2026/11/16 06:30, 1, 1, 75300, de32eafd-aaee-4662-9444-c1befb41bde2}\n";
const SLUI: &str = "EventID            : 8198\nMachineName        : app07.corp.test\n\
    Message            : License Activation (slui.exe) failed with the following error code:\n\
    \u{20}                    hr=0x8007232B\nSource             : \
    Microsoft-Windows-Security-SPP\nReplacementStrings : {hr=0x8007232B, \
    RuleId=eeba1977-569e-4571-b639-7623d8bfecc0;Action=AutoActivate;Trigger=TimerEvent}\n\
    TimeGenerated      : 11/16/2026 6:30:14 AM\n";

const METHOD: &str = "PS C:\\> Get-CimInstance SoftwareLicensingProduct -Filter \
    \"PartialProductKey IS NOT NULL\" | Invoke-CimMethod -MethodName Activate\n\
    Invoke-CimMethod : 0xC004F038\nAt line:1 char:85\n";
const METHOD_BROKEN: &str = "PS C:\\> $p | Invoke-CimMethod -MethodName Activate\n\
    Invoke-CimMethod :\nAt line:1 char:6\n+ $p | Invoke-CimMethod -MethodName Activate\n\
    +      ~~~~~\n    + CategoryInfo          : NotSpecified: (:) [Invoke-CimMethod], CimExce\n   \
    ption\n    + FullyQualifiedErrorId : HRESULT 0xc004f0\n   \
    38,Microsoft.Management.Infrastructure.CimCmdlets.InvokeCimMethodCommand\n";
const METHOD_OF_WMI: &str = "PS C:\\> (Get-WmiObject SoftwareLicensingProduct).Activate()\n\
    Exception calling \"Activate\" : \"Exception from HRESULT: 0xC004F038\"\n";
const RETURNED: &str = "PS C:\\> Invoke-CimMethod -InputObject $p -MethodName Activate\n\n\
    ReturnValue PSComputerName\n----------- --------------\n 3221549112\n";
const WMIC: &str = "C:\\>wmic path SoftwareLicensingProduct where \"PartialProductKey is not \
    null\" call Activate\nERROR:\nDescription =\nCode = 0xC004F038\n";

const UNKNOWN_FR: &str = "PS C:\\> slmgr /dlv\nslmgr : Le terme \u{ab}slmgr\u{bb} n'est pas \
    reconnu comme nom d'applet de commande.\n";
const UNKNOWN_DE: &str = "C:\\>slmgr.vbs /dlv\nDer Befehl \"slmgr.vbs\" ist entweder falsch \
    geschrieben oder\nkonnte nicht gefunden werden.\n";
const UNKNOWN_JA: &str = "PS C:\\> slmgr /dlv\nslmgr : \u{7528}\u{8a9e}\n    + CategoryInfo : \
    ObjectNotFound: (slmgr:String) [], CommandNotFoundException\n";
/// The shell lacks the ending; the script runs.
const RUNS: &str = "C:\\>slmgr /dlv\n'slmgr' is not recognized as an internal or external \
    command,\n\
    C:\\>cscript //nologo C:\\Windows\\System32\\slmgr.vbs /dlv\n\
    Software licensing service version: 10.0.20348.2849\n\n\
    Name: Windows(R), ServerDatacenter edition\n\
    Description: Windows(R) Operating System, VOLUME_MAK channel\n\
    Partial Product Key: 4M3Q8\nLicense Status: Licensed\n";

const TWO: &str = "On PC-114:\nC:\\>cscript //nologo slmgr.vbs /dli\n\
    Name: Windows(R), Enterprise edition\n\
    Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n\
    Partial Product Key: 2YT43\nLicense Status: Notification\n\
    Notification Reason: 0xC004F056.\n\nOn KMSNEW:\nC:\\>cscript //nologo slmgr.vbs /dli\n\
    Name: Windows(R), ServerStandard edition\n\
    Description: Windows(R) Operating System, VOLUME_KMS_WS22 channel\n\
    Partial Product Key: B7X4Q\nLicense Status: Licensed\n\
    Key Management Service is enabled on this machine\n    Current count: 3\n    \
    Listening on Port: 1688\n    DNS publishing enabled\n";

/// Mask and what follows were left out of a mail.
const SHORT: &str = "Windows IP Configuration\n\n   Host Name . . . . . . . . . . . . : LT-42\n   \
    Primary Dns Suffix  . . . . . . . : corp.test\n\nWireless LAN adapter Wi-Fi:\n\n   \
    Connection-specific DNS Suffix  . : box.test\n   Default Gateway . . . . . . . . . : \
    192.168.178.1\n   DNS Servers . . . . . . . . . . . : 192.168.178.1\n\n\
    C:\\>nslookup -type=srv _vlmcs._tcp.corp.test\nServer:  box.test\nAddress:  192.168.178.1\n\n\
    *** box.test can't find _vlmcs._tcp.corp.test: Non-existent domain\n";
const AZURE: &str = "Windows IP Configuration\n\n   Host Name . . . . . . . . . . . . : vm-42\n   \
    Primary Dns Suffix  . . . . . . . :\n\nEthernet adapter Ethernet:\n\n   \
    Connection-specific DNS Suffix  . :\n   Default Gateway . . . . . . . . . : 10.1.0.1\n   \
    DHCP Server . . . . . . . . . . . : 168.63.129.16\n   \
    DNS Servers . . . . . . . . . . . : 10.0.0.4\n\n\
    PS C:\\> tnc azkms.core.windows.net -Port 1688\n\nComputerName           : \
    azkms.core.windows.net\nRemoteAddress          : 20.118.99.224\n\
    RemotePort             : 1688\nTcpTestSucceeded       : False\n";

const OLD_CLOCK: &str = "Name: Windows(R) 7, Enterprise edition\n\
    Description: Windows Operating System - Windows(R) 7, VOLUME_KMSCLIENT channel\n\
    Partial Product Key: HVTHH\nLicense Status: Notification\n\
    Registered KMS machine name: kms.corp.test:1688\n\n\
    C:\\>portqry -n kms.corp.test -e 1688\n\nQuerying target system called:\n\n \
    kms.corp.test\n\nAttempting to resolve name to IP address...\n\n\n\
    Name resolved to 10.1.0.21\n\nquerying...\n\nTCP port 1688 (unknown service): FILTERED\n";

fn row(text: &'static str, said: &'static [&'static str], exit: u8) -> Row {
    Row { text, said, unsaid: &[], exit }
}

#[test]
fn what_people_and_shells_make_of_a_capture_is_read() {
    let count = &["0xC004F038", "has not counted enough machines"];
    let mut rows = vec![
        row(SERVED, &["served app-07.corp.test", "2026-11-16"], 3),
        row(SLUI, &["The last activation of app07.corp.test failed on 2026-11-16 (0x8007232B)"], 3),
        Row { unsaid: &["could not write its record"], ..row(SHADOW, &["is activated"], 0) },
        Row { unsaid: &["has no VBScript"], ..row(RUNS, &["4M3Q8"], 0) },
        row(TWO, &["KMSNEW, a KMS host, is activated", "PC-114 is not activated", "2YT43"], 1),
        Row {
            unsaid: &["DNS administrator: Give", "no domain is known here"],
            ..row(SHORT, &["Administrator of this host"], 3)
        },
        Row {
            unsaid: &["If this machine runs in Azure", "Hyper-V admin"],
            ..row(AZURE, &["Network team"], 3)
        },
        row(OLD_CLOCK, &["Net.Sockets.TcpClient '10.1.0.21', 1688).Connected"], 1),
    ];
    rows.extend([LIST_DE, EVENT_LOG, STRINGS, INSTANCE].map(|text| row(text, PUBLISHING, 3)));
    let methods = [METHOD, METHOD_BROKEN, METHOD_OF_WMI, RETURNED, WMIC];
    rows.extend(methods.map(|text| row(text, count, 3)));
    let unknown = [UNKNOWN_FR, UNKNOWN_DE, UNKNOWN_JA];
    rows.extend(unknown.map(|text| row(text, &["has no VBScript", "Get-CimInstance"], 3)));
    for code in ["Ox C004F038", "0x C004 F038", "0xC004 F038", "0 xC004F038", "OxC0O4F038"] {
        let text = format!("slmgr /ato\nError: {code} The count\n");
        rows.push(row(text.leak(), count, 3));
    }
    let differing: Vec<String> = rows.iter().filter_map(objection).collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n\n"));
}

/// A capture, what is said of it, what is not, and the exit code.
struct Row {
    text: &'static str,
    said: &'static [&'static str],
    unsaid: &'static [&'static str],
    exit: u8,
}

fn objection(row: &Row) -> Option<String> {
    objection_to((row.said, row.unsaid, row.exit), &[("capture.txt", row.text)])
}
