//! Captures of the host itself, its proxy, its machine, its registry and its clock, and of KMS
//! hosts, as people paste them, judged alone: what has to stand on the page, by hand.

use super::field_network::page;

/// What was pasted, what has to stand on the page, and what must not.
type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str]);

const MAK: &str = "C:\\>cscript //nologo slmgr.vbs /dlv\nSoftware licensing service version: \
     10.0.20348.1\n\nName: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating \
     System, VOLUME_MAK channel\nPartial Product Key: 7TP9F\nLicense Status: Notification\n\
     Notification Reason: 0xC004F034.\n\n";
const PROXY: &str = "C:\\>netsh winhttp show proxy\n\nCurrent WinHTTP proxy settings:\n\n    \
     Proxy Server(s) :  proxy.corp.test:8080\n    Bypass List     :  *.corp.test\n\n";
const PROXY_BY_ADDRESS: &str = "C:\\>netsh winhttp show proxy\n\nCurrent WinHTTP proxy settings:\
     \n\n    Proxy Server(s) :  192.0.2.80:3128\n    Bypass List     :  (none)\n\n";
const DIRECT: &str = "C:\\>netsh winhttp show proxy\n\nCurrent WinHTTP proxy settings:\n\n    \
     Direct access (no proxy server).\n\n";
const PERSON: &str = "C:\\>reg query \
     \"HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet \
     Settings\"\n\nHKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet \
          Settings\n    \
     ProxyEnable    REG_DWORD    0x1\n    ProxyServer    REG_SZ    webproxy.corp.test:3128\n\n";
const PERSON_BY_POWERSHELL: &str = "PS C:\\> Get-ItemProperty \
     'HKCU:\\Software\\Microsoft\\Windows\\\
     CurrentVersion\\Internet Settings' | select ProxyEnable, ProxyServer, AutoConfigURL | fl\n\n\
     ProxyEnable   : 1\nProxyServer   : webproxy.corp.test:3128\nAutoConfigURL :\n\n";

fn ato(code: &str) -> String {
    format!("C:\\>cscript //nologo slmgr.vbs /ato\nError: {code}\n\n")
}

fn check(rows: &[Row<'_>]) {
    let mut differing = Vec::new();
    for (text, wanted, unwanted) in rows {
        let said = page(&[("pasted.txt", text.as_bytes().to_vec())]);
        let missing: Vec<_> = wanted.iter().filter(|word| !said.contains(**word)).collect();
        let false_: Vec<_> = unwanted.iter().filter(|word| said.contains(**word)).collect();
        if !missing.is_empty() || !false_.is_empty() {
            differing
                .push(format!("{text}\n missing {missing:?}\n false {false_:?}\n said {said}"));
        }
    }
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n\n"));
}

#[test]
fn with_a_proxy_of_services_a_code_of_the_way_is_for_whoever_runs_the_proxy() {
    for code in ["0x80072EE2", "0x80072EFD", "0x80072EFE", "0x8007274C"] {
        let text = format!("{MAK}{}{PROXY}", ato(code));
        let wanted = [
            "Next: Proxy team: Services of this host go through the proxy \
                       proxy.corp.test:8080",
            "CONNECT to port 443",
            code,
        ];
        check(&[(&text, &wanted, &["Next: Network team"])]);
    }
    let name = format!("{MAK}{}{PROXY}", ato("0x80072EE7"));
    let by_address = format!("{MAK}{}{PROXY_BY_ADDRESS}", ato("0x80072EE7"));
    let certificate = format!("{MAK}{}{PROXY}", ato("0x80072F8F"));
    let log_on = format!("{MAK}{}{PROXY}", ato("0x8004FE33"));
    check(&[
        (
            &name,
            &[
                "Next: Administrator of this host: Services of this host go through the proxy \
                   proxy.corp.test:8080, and by the code its name has no address",
                "nslookup proxy.corp.test",
                "proxy team",
            ],
            &[],
        ),
        (
            &by_address,
            &["Next: Proxy team: Services of this host go through the proxy \
                         192.0.2.80:3128"],
            &[],
        ),
        (
            &certificate,
            &["Next: Proxy team: Services of this host go through the proxy \
                          proxy.corp.test:8080 (0x80072F8F): where it opens TLS"],
            &[],
        ),
        (
            &log_on,
            &["Next: Proxy team: Let this host through the proxy proxy.corp.test:8080 to"],
            &[],
        ),
    ]);
}

#[test]
fn without_one_the_persons_proxy_or_both_possibilities_are_told() {
    for code in ["0x80072EE2", "0x80072EFD", "0x80072EE7"] {
        for person in [PERSON, PERSON_BY_POWERSHELL] {
            let text = format!("{MAK}{}{DIRECT}{person}", ato(code));
            let wanted = [
                "Next: Administrator of this host: The licensing service does not use \
                           the proxy of the person on this host (webproxy.corp.test:3128)",
                "netsh winhttp set proxy webproxy.corp.test:3128",
                "import proxy source=ie",
            ];
            check(&[(&text, &wanted, &["Next: Network team"])]);
        }
    }
    let direct = format!("{MAK}{}{DIRECT}", ato("0x80072EFD"));
    let off = format!("{direct}{}", PERSON.replace("0x1", "0x0"));
    let both = [
        "Next: Administrator of this host: Services of this host have no proxy",
        "netsh winhttp set proxy PROXY-HOST:PROXY-PORT",
        "the network team lets this host out",
    ];
    let untold = format!("{MAK}{}", ato("0x80072EFD"));
    check(&[
        (&direct, &both, &[]),
        (&off, &both, &["webproxy"]),
        (&untold, &["Next: Network team: Let this host reach Microsoft's activation servers"], &[]),
    ]);
}

/// `reg query` through a filter, and `curl -x`, without a word of what they are.
#[test]
fn a_proxy_beside_services_is_known_by_what_a_filter_and_curl_leave_of_it() {
    let closed = "PS C:\\> Test-NetConnection activation-v2.sls.microsoft.com -Port 443\n\n\
        ComputerName     : activation-v2.sls.microsoft.com\nRemoteAddress    : 192.0.2.7\n\
        RemotePort       : 443\nTcpTestSucceeded : False\n\n";
    let filtered = "C:\\>reg query \
        \"HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\" | findstr /i \
        proxy\n    ProxyEnable    REG_DWORD    0x1\n    ProxyServer    REG_SZ    \
        proxy.corp.test:3128\n    ProxyOverride    REG_SZ    *.corp.test;<local>\n\n";
    let silent = "C:\\>curl.exe -sI -m 10 https://activation-v2.sls.microsoft.com/\n\
        C:\\>echo %errorlevel%\n28\n";
    let through = "C:\\>curl.exe -sI -x http://proxy.corp.test:3128 \
        https://activation-v2.sls.microsoft.com/\nHTTP/1.1 200 Connection established\n\n\
        HTTP/1.1 404 Not Found\nServer: Microsoft-IIS/10.0\n";
    let of_person = format!("{MAK}{}{DIRECT}{filtered}{closed}", ato("0x80072EE2"));
    let by_code = format!("{MAK}{}{DIRECT}{filtered}", ato("0x80072EE2"));
    let by_curl = format!("{MAK}{DIRECT}{silent}{through}");
    let set = "netsh winhttp set proxy proxy-server=proxy.corp.test:3128 \
        bypass-list=\"*.corp.test;<local>\"";
    check(&[
        (
            &of_person,
            &["Next: Administrator of this host: Set the proxy for services too"],
            &["Next: Network team", "PROXY-HOST"],
        ),
        (&by_code, &[set], &["PROXY-HOST"]),
        (
            &by_curl,
            &[
                "Next: Administrator of this host: If proxy.corp.test:3128 is the site's proxy",
                "netsh winhttp set proxy proxy.corp.test:3128",
            ],
            &["this was not asked"],
        ),
    ]);
}

const GUEST: &str = "C:\\>cscript //nologo slmgr.vbs /dlv\nSoftware licensing service version: \
     10.0.20348.1\n\nName: Windows(R), ServerDatacenter edition\nDescription: Windows(R) Operating \
     System, VIRTUAL_MACHINE_ACTIVATION channel\nPartial Product Key: DV9BG\nLicense Status: \
     Notification\nNotification Reason: 0xC004FD01.\n\n";
const HYPER_V: &str = "PS C:\\> Get-CimInstance Win32_ComputerSystem | fl Manufacturer,Model\n\n\
     Manufacturer : Microsoft Corporation\nModel        : Virtual Machine\n\n";

#[test]
fn azure_is_told_from_hyper_v() {
    let tag = "PS C:\\> Get-CimInstance Win32_SystemEnclosure | fl SMBIOSAssetTag\n\n\
               SMBIOSAssetTag : 7783-7084-3265-9085-8269-3286-77\n\n";
    let other = "PS C:\\> Get-CimInstance Win32_SystemEnclosure | fl SMBIOSAssetTag\n\n\
                 SMBIOSAssetTag : 5480-0577-3155-6254-8353-1106-87\n\n";
    let metadata = "PS C:\\> Invoke-RestMethod -Headers @{Metadata='true'} -Uri \
                    http://169.254.169.254/metadata/instance/compute?api-version=2021-02-01\n\n\
                    azEnvironment : AzurePublicCloud\nlocation      : westeurope\n\n";
    let azure = ["AVMA does not exist in Azure"];
    let no_host = ["Next: Hyper-V administrator"];
    for text in [
        format!("{GUEST}{HYPER_V}{tag}"),
        format!("{GUEST}{tag}"),
        format!("{GUEST}{HYPER_V}{metadata}"),
    ] {
        check(&[(&text, &azure, &no_host)]);
    }
    let own = format!("{GUEST}{HYPER_V}{other}");
    check(&[(&own, &["Hyper-V"], &["in Azure"])]);
    let ec2 = format!(
        "{GUEST}C:\\>wmic computersystem get manufacturer,model\n\
                       Manufacturer  Model\nAmazon EC2    m5.large\n\n"
    );
    check(&[(&ec2, &["AVMA does not exist in AWS"], &no_host)]);
    let nutanix = format!("{GUEST}Manufacturer Model\n------------ -----\nNutanix      AHV\n\n");
    check(&[(&nutanix, &["Nutanix AHV"], &no_host)]);
}

const CLIENT: &str = "C:\\>cscript //nologo slmgr.vbs /dlv\nSoftware licensing service version: \
     10.0.20348.1\n\nName: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating \
     System, VOLUME_KMSCLIENT channel\nPartial Product Key: YH2P3\nLicense Status: Notification\n\
     Notification Reason: 0xC004F00F.\n\n";

#[test]
fn a_record_that_another_zone_has_does_not_help() {
    let branch = "Host Name:                 SRV-A\nOS Name:                   Microsoft \
         Windows Server \
                  2022 Standard\nOS Version:                10.0.20348 N/A Build 20348\n\
                  Page File Location(s):     C:\\pagefile.sys\nDomain:                    \
                  branch.corp.test\nLogon Server:              \\\\DC01\n\n";
    let asked = "C:\\>nslookup -type=SRV _vlmcs._tcp.branch.corp.test\nServer:  dc01.corp.test\n\
                 Address:  192.0.2.53\n\n*** dc01.corp.test can't find \
                 _vlmcs._tcp.branch.corp.test: Non-existent domain\n\n\
                 C:\\>nslookup -type=SRV _vlmcs._tcp.corp.test\nServer:  dc01.corp.test\n\
                 Address:  192.0.2.53\n\n_vlmcs._tcp.corp.test   SRV service location:\n          \
                 priority       = 0\n          weight         = 0\n          port           = \
                      1688\n          \
                 svr hostname   = kms01.corp.test\nkms01.corp.test internet address = \
                      192.0.2.22\n\n";
    let text = format!("{CLIENT}{}{branch}{asked}", ato("0x8007232B"));
    let wanted = [
        "_vlmcs._tcp.corp.test exists (kms01.corp.test:1688), and in branch.corp.test, where \
             this host looks, \
                   there is none",
        "slmgr.vbs /skms-domain corp.test",
        "kms01.corp.test",
    ];
    check(&[(&text, &wanted, &[])]);
}

const HOST_KEY: &str = "C:\\>cscript //nologo slmgr.vbs /dlv\nSoftware licensing service version: \
     10.0.20348.1\n\nName: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating \
     System, VOLUME_KMS_WS22 channel\nPartial Product Key: ABC2D\nLicense Status: Licensed\n\n";
const SERVICE_KEY: &str = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\\
     SoftwareProtectionPlatform\n";

#[test]
fn a_kms_host_that_was_told_not_to_publish_or_listens_to_nobody_is_told() {
    let silent = format!("{HOST_KEY}{SERVICE_KEY}    DisableDnsPublishing    REG_DWORD    0x1\n\n");
    let published = silent.replace("0x1", "0x0");
    let not_listening = "C:\\>netstat -ano | findstr :1688\n\nC:\\>hostname\nKMS01\n";
    let shut = format!("{HOST_KEY}{not_listening}");
    let stopped = format!(
        "{HOST_KEY}C:\\>sc query sppsvc\n\nSERVICE_NAME: sppsvc\n        TYPE               \
                           : 10  WIN32_OWN_PROCESS\n        STATE              : 1  STOPPED\n\n"
    );
    check(&[
        (&silent, &["it was told not to publish itself in DNS", "slmgr.vbs /sdns"], &[]),
        (&published, &[], &["told not to publish"]),
        (
            &shut,
            &["this is a KMS host, and nothing listens on its port (TCP 1688)", "net start sppsvc"],
            &[],
        ),
        (
            &stopped,
            &["nothing listens on its port (TCP 1688): the licensing service (sppsvc) is \
                      stopped"],
            &[],
        ),
        (not_listening, &["nothing listens on TCP 1688, the port of KMS"], &[]),
    ]);
}

#[test]
fn dns_servers_and_suffixes_are_read_of_what_powershell_shows() {
    let servers = "PS C:\\> Get-DnsClientServerAddress -AddressFamily IPv4\n\n\
                   InterfaceAlias               Interface Address \
                        ServerAddresses\n                             \
                   Index     Family\n--------------               --------- ------- \
                        ---------------\n\
                   Ethernet                            12 IPv4    {192.0.2.53, 192.0.2.54}\n\n";
    let suffixes = "PS C:\\> Get-DnsClientGlobalSetting\n\nUseSuffixSearchList : True\n\
                    SuffixSearchList    : {corp.test, lab.test}\nUseDevolution       : True\n\n";
    let both = format!("{servers}{suffixes}");
    check(&[
        (
            servers,
            &["asks the DNS servers 192.0.2.53, 192.0.2.54; in which domains it looks"],
            &["no DNS suffix"],
        ),
        (
            &both,
            &["asks the DNS servers 192.0.2.53, 192.0.2.54 and looks for a KMS host in \
                   corp.test, lab.test"],
            &[],
        ),
    ]);
}

#[test]
fn of_two_clocks_the_wrong_one_is_known_where_a_third_was_seen() {
    let event = "Log Name:      Application\nSource:        Microsoft-Windows-Security-SPP\n\
                 Date:          11/27/2026 9:14:02 AM\nEvent ID:      12288\nComputer:      \
                 SRV-A.corp.test\nDescription:\nThe client has sent an activation request to \
                      the key \
                 management service machine.\nInfo:\n0xC004F06C, 0x00000000, kms01.corp.test:1688, \
                 5d1c6c0e-7f33-4b0e-9a1f-0a1b2c3d4e5f, 2026/11/27 08:14, 1, 2, 41280, \
                 9bd77860-9b31-4b7b-96ad-2564017315bf, 5\n\n";
    let chart = |offset: &str| {
        format!(
            "C:\\>w32tm /stripchart /computer:dc01.corp.test /samples:2 /dataonly\nTracking \
                 dc01.corp.test [192.0.2.53:123].\nCollecting 2 samples.\nThe current time is \
                 11/27/2026 9:20:00 AM.\n09:20:00, {offset}s\n09:20:02, {offset}s\n\n"
        )
    };
    let own = format!("{CLIENT}{event}{}", chart("+18000.0123456"));
    let kms = format!("{CLIENT}{event}{}", chart("+00.0123456"));
    check(&[
        (
            &own,
            &[
                "this host's clock is 5 h 0 min behind dc01.corp.test",
                "The KMS host refused this host's time too, so this clock is the wrong one",
                "w32tm /resync",
            ],
            &["Next: KMS administrator"],
        ),
        (
            &kms,
            &[
                "the KMS host kms01.corp.test:1688 refused",
                "the clock of the KMS host is wrong",
                "Next: KMS administrator",
            ],
            &[],
        ),
    ]);
}

#[test]
fn the_clocks_of_a_request_stand_beside_each_other() {
    let log = "Log Name:      Key Management Service\nSource:        \
         Microsoft-Windows-Security-SPP\n\
               Date:          2025-01-03T09:14:02.0000000Z\nEvent ID:      12290\nComputer:      \
               KMS01.corp.test\nDescription:\nAn activation request has been processed.\nInfo:\n\
               0xC004F06C, 5, SRV-A.corp.test, 5d1c6c0e-7f33-4b0e-9a1f-0a1b2c3d4e5f, \
               2026/11/27 08:14, 0, 2, 41280, 9bd77860-9b31-4b7b-96ad-2564017315bf\n\n";
    check(&[(
        log,
        &["KMS01.corp.test refused SRV-A.corp.test on 2025-01-03 (0xC004F06C), whose \
                     clock said 2026-11-27"],
        &[],
    )]);
}

#[test]
fn local_time_is_not_called_utc() {
    let event = "Log Name:      Application\nSource:        Microsoft-Windows-Security-SPP\n\
                 Date:          11/27/2026 9:14:02 AM\nEvent ID:      8198\nComputer:      \
                 SRV-A.corp.test\nDescription:\nLicense Activation (slui.exe) failed with the \
                      following \
                 error code:\nhr=0xC004F074\n\n";
    check(&[(event, &["2026-11-27 09:14 (local time there)"], &["09:14 UTC"])]);
}

#[test]
fn whatever_was_selected_of_the_service_is_read() {
    let client = "PS C:\\> Get-CimInstance SoftwareLicensingService | select *KeyManagement* \
         | fl\n\n\
                  DiscoveredKeyManagementServiceMachineIpAddress : 192.0.2.22\n\
                  DiscoveredKeyManagementServiceMachineName      :\n\
                  DiscoveredKeyManagementServiceMachinePort      : 1688\n\n";
    let host = "PS C:\\> Get-CimInstance SoftwareLicensingService | fl \
         KeyManagementServiceCurrentCount,\
                KeyManagementServiceListeningPort\n\nKeyManagementServiceCurrentCount  : 12\n\
                KeyManagementServiceListeningPort : 1688\n\n";
    check(&[(client, &["192.0.2.22"], &[]), (host, &["12"], &["understood, and tells nothing"])]);
}

/// Whatever is said of KMS, the host that a capture names stands there.
#[test]
fn the_kms_host_that_a_capture_names_is_on_the_page() {
    let named = format!("{CLIENT}KMS machine name from DNS: kms01.corp.test:1688\n\n{}", "");
    let named = named.replace(
        "License Status",
        "Registered KMS machine name: kms01.corp.test:1688\n\
                                                 License Status",
    );
    for code in [
        "0xC004F074",
        "0x800706BA",
        "0xC004F038",
        "0xC004F041",
        "0xC004F06C",
        "0xC004F042",
        "0x8007007B",
        "0x8007232B",
        "0xC004F06B",
    ] {
        let text = format!("{named}{}", ato(code));
        check(&[(&text, &["kms01.corp.test"], &[])]);
    }
}

const TICKET: &str = "Log Name:      Application\nSource:        Microsoft-Windows-Security-SPP\n\
     Date:          11/22/2026 4:17:36 AM\nEvent ID:      8208\nLevel:         Error\n\
     Computer:      APP3.corp.test\nDescription:\nAcquisition of genuine ticket failed \
     (hr=0x80072EE7) for template Id 66c92734-d682-4d71-983e-d6ec3f16059f\n\n";
const NO_LICENCE: &str = "Log Name:      Application\nSource:        \
     Microsoft-Windows-Security-SPP\nDate:          11/22/2026 4:17:36 AM\nEvent ID:      8200\n\
     Level:         Error\nComputer:      APP3.corp.test\nDescription:\nLicense acquisition \
     failure details.\nhr=0x80072EE7\n\n";
const SERVED: &str = "Log Name:      Application\nSource:        Microsoft-Windows-Security-SPP\n\
     Date:          11/22/2026 4:17:31 AM\nEvent ID:      12289\nLevel:         Information\n\
     Computer:      APP3.corp.test\nDescription:\nThe client has processed an activation response \
     from the key management service machine.\nInfo:\n0x00000000, 0x00000000, 1, 0, 50, 120, \
     10080, 2026/11/21 20:17\n\nLog Name:      Application\nSource:        \
     Microsoft-Windows-Security-SPP\nDate:          11/22/2026 4:17:30 AM\nEvent ID:      12288\n\
     Level:         Information\nComputer:      APP3.corp.test\nDescription:\nThe client has sent \
     an activation request to the key management service machine.\nInfo:\n0x00000000, 0x00000000, \
     kms01.corp.test:1688, c64e1b7a-8f20-4d39-b5a7-19d3e6f0a284, 2026/11/21 20:17, 0, 1, 249120, \
     b3ca044e-a358-4d68-9883-aaa2941aca99, 5\n\n";

/// What says that Microsoft gave no ticket sends nobody to the network.
#[test]
fn a_ticket_that_was_missed_is_no_matter_of_the_network() {
    let both = format!("{TICKET}{NO_LICENCE}");
    let with_answer = format!("{TICKET}{SERVED}");
    let unsaid = ["Windows said 0x80072EE7", "no proxy set", "Network team", "The last activation"];
    let with_mak = format!("{MAK}{TICKET}");
    check(&[
        (TICKET, &["Event 8208 (0x80072EE7) tells of no activation that failed"], &unsaid),
        (&both, &["Event 8208 (0x80072EE7) tells of no activation that failed"], &unsaid),
        (
            &with_answer,
            &[
                "APP3.corp.test was activated by KMS on 2026-11-21",
                "\u{2714} KMS works kms01.corp.test:1688 was seen to activate this Windows",
                "Event 8208 (0x80072EE7) is no fault of this activation",
            ],
            &["Windows said 0x80072EE7", "no proxy set", "not looked for", "Network team"],
        ),
        // A MAK is activated by the servers that the ticket comes from.
        (&with_mak, &["Windows said 0x80072EE7"], &[]),
    ]);
}

const UNDISCOVERED: &str = "C:\\>cscript //nologo slmgr.vbs /dlv\nName: Windows(R), \
     ServerDatacenter edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n\
     Partial Product Key: 6VM33\nLicense Status: Notification\nNotification Reason: 0xC004F056.\n\n\
     Most recent activation information:\nKey Management Service client information\n    Client \
     Machine ID (CMID): 0b9e7d41-6c3f-4f0a-8a52-d1e7c9b6a408\n    DNS auto-discovery: KMS name not \
     available\n    KMS machine IP address: not available\n    Activation interval: 120 \
     minutes\n    Renewal interval: 10080 minutes\n    KMS host caching is enabled\n";

/// Nobody was asked, so that there is no event to read and no port to test.
#[test]
fn a_client_that_keeps_no_kms_host_from_dns_asks_dns() {
    let german = UNDISCOVERED
        .replace("DNS auto-discovery: KMS name not", "DNS-Autoermittlung: KMS-Name nicht")
        .replace(" available", " verf\u{fc}gbar");
    let found = UNDISCOVERED.replace(
        "DNS auto-discovery: KMS name not available",
        "KMS machine name from DNS: kms01.corp.test:1688",
    );
    let forced = UNDISCOVERED.replace(
        "DNS auto-discovery: KMS name not available",
        "Registered KMS machine name: kms01.corp.test:1688",
    );
    let said = [
        "this client knows no KMS host from DNS",
        "nslookup -type=SRV _vlmcs._tcp.",
        "slmgr.vbs /skms KMS-HOST:1688",
        "Next: Administrator of this host: Ask DNS for that record",
    ];
    let unsaid = ["not looked for", "Read event 12288"];
    check(&[
        (UNDISCOVERED, &said, &unsaid),
        (&german, &said, &unsaid),
        (&found, &[], &["knows no KMS host from DNS"]),
        (&forced, &[], &["knows no KMS host from DNS"]),
    ]);
}

const NO_SYNC: &str = "C:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), EnterpriseS \
     edition (32d2fab3-e4a8-42c2-923b-4bf4fd13e6ee) ...\nError: 0xC004F06C x\n\nC:\\>reg query \
     HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters /v Type\n\n\
     HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters\n    Type    \
     REG_SZ    NoSync\n\nC:\\>w32tm /stripchart /computer:dc01.corp.test /samples:3 /dataonly\n\
     Tracking dc01.corp.test [10.30.0.5:123].\nCollecting 3 samples.\nThe current time is \
     10/14/2026 7:03:11 AM.\n07:03:11, +25211.9837415s\n07:03:13, +25211.9839022s\n";

/// The activation ID tells the kind of key, and the service's own setting why the clock wandered.
#[test]
fn a_client_without_a_time_source_is_told_so_and_follows_the_server_that_was_heard() {
    let member = format!(
        "{NO_SYNC}\nC:\\>systeminfo\n\nHost Name:    PC1\nOS Name:      Microsoft Windows 10 \
         Enterprise LTSC\nOS Version:   10.0.19044 N/A Build 19044\nDomain:       corp.test\n"
    );
    let configured = NO_SYNC.replace("    Type    REG_SZ    NoSync", "");
    let configured =
        format!("{configured}\nC:\\>w32tm /query /configuration\n\nType: NoSync (Local)\n");
    let set = "is set to follow no source (Type: NoSync)";
    let by_hand = "w32tm /config /manualpeerlist:dc01.corp.test /syncfromflags:all /update";
    check(&[
        (
            NO_SYNC,
            &[set, by_hand, "Online not applicable"],
            &["TIME-SERVER", "kind of key unknown"],
        ),
        (&configured, &[set, by_hand], &["TIME-SERVER"]),
        (&member, &[set], &["manualpeerlist"]),
    ]);
}

const OLD_ROUTES: &str = "C:\\>cscript //nologo slmgr.vbs /dli\nName: Windows(R), ServerDatacenter \
     edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\nPartial Product \
     Key: 63DFG\nLicense Status: Notification\nNotification Reason: 0xC004F056.\n    Client \
     Machine ID (CMID): 9d2f71b4-6c0e-4a58-b3d9-0e4c8f1a2b77\n    Registered KMS machine name: \
     169.254.169.250:1688\n\nComputerName     : 169.254.169.250\nRemoteAddress    : \
     169.254.169.250\nRemotePort       : 1688\nSourceAddress    : 10.40.8.23\nTcpTestSucceeded : \
     False\n\nIPv4 Route Table\n===\nActive Routes:\nNetwork Destination        Netmask          \
     Gateway       Interface  Metric\n          0.0.0.0          0.0.0.0        10.40.8.1       \
     10.40.8.23     15\n        10.40.8.0    255.255.255.0         On-link        10.40.8.23    \
     271\n  169.254.169.250  255.255.255.255      172.31.32.1       10.40.8.23     30\n  \
     169.254.169.254  255.255.255.255      172.31.32.1       10.40.8.23     30\n===\n\
     Persistent Routes:\n  Network Address          Netmask  Gateway Address  Metric\n  \
     169.254.169.254  255.255.255.255      172.31.32.1      15\n  169.254.169.250  \
     255.255.255.255      172.31.32.1      15\n===\n";

/// What else that router was to lead to is dead as well.
#[test]
fn every_route_of_the_machines_own_link_by_a_foreign_router_is_replaced() {
    let alone = OLD_ROUTES.replace("169.254.169.254", "10.99.0.0");
    check(&[
        (
            OLD_ROUTES,
            &[
                "route delete 169.254.169.250 mask 255.255.255.255 172.31.32.1",
                "route -p add 169.254.169.250 mask 255.255.255.255 10.40.8.1",
                "route delete 169.254.169.254 mask 255.255.255.255 172.31.32.1",
                "route -p add 169.254.169.254 mask 255.255.255.255 10.40.8.1",
                "slmgr.vbs /ato",
            ],
            &[],
        ),
        (&alone, &["route delete 169.254.169.250"], &["route delete 10.99", "no use either"]),
    ]);
}

const AT_HOME: &str = "C:\\>ipconfig /all\n\nWindows IP Configuration\n\n   Host Name . . . . . . \
     . : NB-0533\n   Primary Dns Suffix  . . : corp.test\n   Node Type . . . . . . . : Hybrid\n\n\
     Unknown adapter Corp VPN:\n\n   Media State . . . . . . : Media disconnected\n   \
     Connection-specific DNS Suffix  . :\n   Description . . . . . . : WireGuard Tunnel\n\n\
     Wireless LAN adapter Wi-Fi:\n\n   Connection-specific DNS Suffix  . : home\n   IPv4 \
     Address. . . . . . : 192.168.1.43\n   Subnet Mask . . . . . . : 255.255.255.0\n   Default \
     Gateway . . . . : 192.168.1.1\n   DNS Servers . . . . . . : 192.168.1.1\n\nC:\\>cscript \
     //nologo slmgr.vbs /dlv\nName: Windows(R), Enterprise edition\nDescription: Windows(R) \
     Operating System, \
     VOLUME_KMSCLIENT channel\nPartial Product Key: 2YT43\nLicense Status: Licensed\nVolume \
     activation expiration: 58612 minute(s) (41 day(s))\n\nC:\\>cscript //nologo slmgr.vbs \
     /ato\nError: 0x8007232B x\n";

/// A laptop at home is not given other DNS servers, nor a name that it cannot reach.
#[test]
fn without_its_vpn_a_client_is_told_to_connect_it() {
    let lookup = "C:\\>nslookup -type=srv _vlmcs._tcp.corp.test\nServer:  router\nAddress:  \
        192.168.1.1\n\n*** router can't find _vlmcs._tcp.corp.test: Non-existent domain\n";
    let asked = format!("{AT_HOME}\n{lookup}");
    for text in [AT_HOME, &asked] {
        check(&[(
            text,
            &["Connect \"Corp VPN\", which was not connected", "slmgr.vbs /ato"],
            &["Set-DnsClientServerAddress", "/skms KMS-HOST"],
        )]);
    }
}

const AZURE: &str = "C:\\>cscript //nologo slmgr.vbs /dli\nName: Windows(R), ServerDatacenter \
     edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\nPartial Product \
     Key: 6VM33\nLicense Status: Notification\nNotification Reason: 0xC004F056.\n    Client \
     Machine ID (CMID): 9d2f71b4-6c0e-4a58-b3d9-0e4c8f1a2b77\n    Registered KMS machine name: \
     azkms.core.windows.net:1688\n\nComputerName     : azkms.core.windows.net\nRemoteAddress    : \
     20.118.99.224\nRemotePort       : 1688\nSourceAddress    : 10.120.4.8\nTcpTestSucceeded : \
     False\n\n";

/// Its card's routes tell that a machine runs in Azure, and who runs those routes mends them.
#[test]
fn a_machine_in_azure_whose_way_leads_elsewhere_is_for_whoever_runs_its_routes() {
    let routes = "State   Source                AddressPrefix    NextHopType\n-----   ------  \
        -------------    -----------\nActive  VirtualNetworkGateway {0.0.0.0/0}      \
        VirtualNetworkGateway\nInvalid Default               {0.0.0.0/0}      Internet\n";
    let inside = format!("{AZURE}{routes}");
    check(&[
        (
            &inside,
            &[
                "Next: Network team: This machine runs in Azure",
                "az network route-table route create --resource-group RESOURCE-GROUP",
                "--address-prefix 40.83.235.53/32 --next-hop-type Internet",
                "slmgr.vbs /ato",
            ],
            &["If this machine runs in Azure", "/ckms"],
        ),
        (AZURE, &["If this machine runs in Azure"], &["az network route-table"]),
    ]);
}
