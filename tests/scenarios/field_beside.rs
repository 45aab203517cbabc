//! Captures that stand beside each other: what one tells only with the other, in whatever order
//! they are named.

use super::field_network::page;

/// Whatever tried it: every way of services begins at their proxy.
#[test]
fn a_proxy_of_services_that_was_tried_in_vain_blocks_them() {
    let failed = "Activating Windows(R), ServerStandard edition \
         (d4f54950-26f2-4fb4-ba21-ffab16afcade) ...\nError: 0x80072EFD\n";
    let settings = |proxy: &str, bypass: &str| {
        format!(
            "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  {proxy}\n    Bypass List \
             :  {bypass}\n\n"
        )
    };
    let list = "ComputerName     : proxy.corp.test\nRemoteAddress    : 192.0.2.80\nRemotePort \
         : 8080\nSourceAddress    : 192.0.2.9\nTcpTestSucceeded : ";
    let closed = format!("{list}False\n");
    let refused = "C:\\>PortQry.exe -n proxy.corp.test -e 8080 -p TCP\n\nQuerying target system \
         called:\n\n proxy.corp.test\n\nAttempting to resolve name to IP address...\n\n\nName \
         resolved to 192.0.2.80\n\nquerying...\n\nTCP port 8080 (unknown service): NOT \
         LISTENING\n";
    let short = closed.replace("proxy.corp.test", "proxy");
    let gone = "C:\\>nslookup proxy.corp.test\nServer:  dc1.corp.test\nAddress:  192.0.2.10\n\n\
         *** dc1.corp.test can't find proxy.corp.test: Non-existent domain\n";
    let own = settings("proxy.corp.test:8080", "<local>;*.corp.test");
    let said = |settings: &str, tried: &str| {
        let files = [("s.txt", settings.to_owned()), ("t.txt", tried.to_owned())];
        let files = files.map(|(name, text)| (name, text.into_bytes()));
        let [one, other] = files.clone();
        let both = page(&[("a.txt", failed.as_bytes().to_vec()), one, other]);
        let [one, other] = files;
        let turned = page(&[other, ("a.txt", failed.as_bytes().to_vec()), one]);
        for page in [&both, &turned] {
            assert_eq!(
                page.contains("✖ Online blocked"),
                turned.contains("Services use the proxy")
            );
        }
        both
    };
    for tried in [&closed, refused, &short] {
        let page = said(&own, tried);
        let why = "Services use the proxy proxy.corp.test:8080: that port does not open from here";
        assert!(page.contains(why) && page.contains("Next: Proxy team or network"), "{page}");
    }
    // Whoever answers ping is up, and is not asked for.
    let up = closed.replace("TcpTestSucceeded", "PingSucceeded    : True\nTcpTestSucceeded");
    let page = said(&own, &up);
    assert!(page.contains("the machine answers ping, and this port does not open"), "{page}");
    assert!(!page.contains("is the machine up?"), "{page}");
    let page = said(&own, gone);
    assert!(page.contains("proxy.corp.test:8080: its name leads to no address"), "{page}");
    assert!(page.contains("Next: Administrator of this host: Correct the proxy"), "{page}");
    // What is not the way of services says nothing of it.
    for (settings, tried) in [
        (settings("proxy.corp.test:3128", "(none)"), closed.clone()),
        (settings("proxy2.corp.test:8080", "(none)"), closed.clone()),
        (settings("proxy.corp.test:8080", "*.microsoft.com"), closed),
        (own, format!("{list}True\n")),
    ] {
        let page = said(&settings, &tried);
        // The code itself may lead to whoever runs the proxy that services use.
        let tells = page.contains("does not open") || page.contains("Proxy team or network");
        assert!(!tells, "{page}");
    }
}

/// Whichever file is named first: who is asked is the KMS host, and who asks is the client.
/// A KMS host's licence is nobody's who has another name, in whatever order the two are handed in.
#[test]
fn a_kms_hosts_licence_is_no_named_clients() {
    let host = "C:\\>hostname\nKMS01\n\nC:\\>cscript //nologo slmgr.vbs /dli\nName: Windows(R), \
         ServerStandard edition\nDescription: Windows(R) Operating System, VOLUME_KMS_WS22 \
         channel\nPartial Product Key: T7K2P\nLicense Status: Licensed\n\nKey Management Service \
         is enabled on this machine\n    Current count: 50\n";
    let failed = "C:\\>hostname\nSRV-NEW-01\n\nC:\\>cscript //nologo slmgr.vbs /ato\nActivating \
         Windows(R), ServerStandard edition (x) ...\nError: 0xC004F074 The Software Licensing \
         Service reported that the computer could not be activated.\n";
    let missing = "C:\\>hostname\nSRV-NEW-01\n\nC:\\>nslookup -type=srv \
         _vlmcs._tcp.corp.test\nServer:  dc1.corp.test\nAddress:  192.0.2.53\n\n*** dc1.corp.test \
         can't find _vlmcs._tcp.corp.test: Non-existent domain\n";
    let of = |name: &'static str, text: &str| (name, text.as_bytes().to_vec());
    for (client, first) in [
        (failed, "The last activation of SRV-NEW-01 failed (0xC004F074)"),
        (missing, "By what the captures tell, KMS is blocked"),
    ] {
        for files in
            [[of("a.txt", host), of("b.txt", client)], [of("b.txt", client), of("a.txt", host)]]
        {
            let page = page(&files);
            assert!(page.starts_with(first) && page.contains("KMS01 is activated"), "{page}");
        }
    }
}

#[test]
fn a_kms_host_and_the_client_that_asks_it_are_two_machines() {
    let client = "C:\\>hostname\nWS-LAB-17\n\nC:\\>PortQry.exe -n kms1.corp.test -e 1688 -p \
         TCP\n\nQuerying target system called:\n\n kms1.corp.test\n\nAttempting to resolve name to \
         IP address...\n\n\nName resolved to 192.0.2.31\n\nquerying...\n\nTCP port 1688 (unknown \
         service): NOT LISTENING\n";
    let unnamed = client.replace("C:\\>hostname\nWS-LAB-17\n\n", "");
    let by_list = "PS C:\\> hostname\nKMS1\nPS C:\\> Get-Service sppsvc | fl \
         Name,Status,StartType\n\n\nName      : sppsvc\nStatus    : Stopped\nStartType : \
         Disabled\n\n";
    let by_sc = "C:\\>hostname\nKMS1\n\nC:\\>sc qc sppsvc\n[SC] QueryServiceConfig \
         SUCCESS\n\nSERVICE_NAME: sppsvc\n        TYPE               : 10  \
         WIN32_OWN_PROCESS\n        START_TYPE         : 4   DISABLED\n";
    let of = |name: &'static str, text: &str| (name, text.as_bytes().to_vec());
    for (client, host) in [(client, by_list), (client, by_sc), (&unnamed, by_list)] {
        for files in
            [[of("a.txt", client), of("b.txt", host)], [of("b.txt", host), of("a.txt", client)]]
        {
            let page = page(&files);
            let why = "on the KMS host KMS1 the licensing service (sppsvc), which listens there, \
                 is disabled";
            assert!(
                page.contains(why) && page.contains("Next: KMS administrator: On the"),
                "{page}"
            );
            assert!(!page.contains("Online blocked"), "{page}");
        }
    }
    let licensed =
        b"C:\\>hostname\nKMS1\n\nC:\\>cscript //nologo slmgr.vbs /dli\nName: Windows(R), \
         ServerStandard edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT \
         channel\nPartial Product Key: VMK7H\nLicense Status: Licensed\nVolume activation \
         expiration: 250000 minute(s) (174 day(s))\n"
            .to_vec();
    for files in [
        [("b.txt", licensed.clone()), of("a.txt", client)],
        [of("a.txt", client), ("b.txt", licensed)],
    ] {
        let page = page(&files);
        assert!(page.starts_with("kms1.corp.test (192.0.2.31:1688) did not let"), "{page}");
        assert!(page.contains("KMS1 is activated"), "{page}");
    }
}

/// The host that Windows itself found is as good as one that it was told of.
#[test]
fn a_discovered_kms_host_that_was_tried_in_vain_blocks_kms() {
    let client = "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating \
         System, VOLUME_KMSCLIENT channel\nPartial Product Key: J464C\nLicense Status: \
         Notification\nNotification Reason: 0xC004F056.\nKey Management Service client \
         information\n    Client Machine ID (CMID): 2d1e6f3a-1b2c-4d5e-8f90-a1b2c3d4e5f6\n    KMS \
         machine name from DNS: kms01.corp.test:1688\n";
    let request = "Log Name:      Application\nSource:        Microsoft-Windows-Security-SPP\n\
         Date:          24/11/2026 08:31:12\nEvent ID:      12288\nComputer:      \
         srv-1.corp.test\nDescription:\nThe client has sent an activation request to the key \
         management service machine.\nInfo:\n0x800706BA, 0x00000000, kms01.corp.test:1688, \
         2d1e6f3a-1b2c-4d5e-8f90-a1b2c3d4e5f6, 2026/11/24 07:31, 0, 5, 43200, \
         de32eafd-aaee-4662-9444-c1befb41bde2, 5\n";
    let list = "ComputerName     : kms01.corp.test\nRemoteAddress    : 192.0.2.15\nRemotePort \
         : 1688\nSourceAddress    : 192.0.2.9\nTcpTestSucceeded : ";
    let said = |told: &str, tried: &str| {
        page(&[("a.txt", told.as_bytes().to_vec()), ("b.txt", tried.as_bytes().to_vec())])
    };
    for told in [client, request] {
        let closed = said(told, &format!("{list}False\n"));
        assert!(closed.contains("✖ KMS blocked"), "{closed}");
        assert!(closed.contains("Next: KMS administrator or network team"), "{closed}");
        let opened = said(told, &format!("{list}True\n"));
        assert!(opened.contains("? KMS unknown"), "{opened}");
        let other = said(told, &format!("{list}False\n").replace("kms01", "kms02"));
        assert!(!other.contains("✖ KMS blocked"), "{other}");
    }
    // Whoever is activated may find another one.
    let licensed = client.replace("Notification\nNotification Reason: 0xC004F056.", "Licensed");
    let renewing = said(&licensed, &format!("{list}False\n"));
    assert!(renewing.contains("? KMS unknown"), "{renewing}");
}

/// Its DNS suffix, or the server that it asks, names the cloud; a company publishes nothing there.
#[test]
fn a_cloud_known_by_its_dns_has_the_providers_kms() {
    let failed = "Activating Windows(R), ServerDatacenter edition \
         (34e1ae55-27f8-4950-8877-7a03be5fb181) ...\nError: 0x8007232B\n\n";
    let ipconfig = |suffix: &str, server: &str| {
        format!(
            "Windows IP Configuration\n\n   Host Name . . . . . . . . . . . . : ERP-APP-2\n   \
             Primary Dns Suffix  . . . . . . . :\n   DNS Suffix Search List. . . . . . : \
             {suffix}\n\nEthernet adapter Ethernet:\n\n   Connection-specific DNS Suffix  . : \
             {suffix}\n   IPv4 Address. . . . . . . . . . . : 10.1.0.7(Preferred)\n   DNS Servers \
             . . . . . . . . . . . : {server}\n"
        )
    };
    let nslookup = "C:\\>nslookup -type=srv _vlmcs._tcp.4xk2.ax.internal.cloudapp.net\nServer:  \
         UnKnown\nAddress:  168.63.129.16\n\n*** UnKnown can't find \
         _vlmcs._tcp.4xk2.ax.internal.cloudapp.net: Non-existent domain\n";
    let said = |where_it_looks: &str| {
        page(&[("a.txt", failed.as_bytes().to_vec()), ("b.txt", where_it_looks.into())])
    };
    for (looks, kms) in [
        (ipconfig("4xk2.ax.internal.cloudapp.net", "168.63.129.16"), "azkms.core.windows.net"),
        (nslookup.to_owned(), "azkms.core.windows.net"),
        (ipconfig("eu-west-1.compute.internal", "172.31.0.2"), "169.254.169.250"),
        (ipconfig("google.internal", "169.254.169.254"), "kms.windows.googlecloud.com"),
    ] {
        let page = said(&looks);
        assert!(page.contains(&format!("slmgr.vbs /skms {kms}:1688")), "{page}");
        assert!(page.contains("Next: Administrator of this host: Tell this host"), "{page}");
    }
    let own = said(&ipconfig("corp.test", "192.0.2.53"));
    assert!(!own.contains("/skms azkms"), "{own}");
}

/// Windows says itself what it lacks.
#[test]
fn a_host_without_a_dns_server_by_its_own_word_is_told_to_set_one() {
    let failed = b"Activating Windows(R), ServerStandard edition \
         (9bd77860-9b31-4b7b-96ad-2564017315bf) ...\nError: 0x8007267C\n";
    let page = page(&[("a.txt", failed.to_vec())]);
    assert!(page.contains("Next: Administrator of this host: Set the DNS servers"), "{page}");
}

/// What ends on a day has to be renewed before it.
#[test]
fn of_an_end_by_its_date_the_next_step_is_told() {
    let gone = b"C:\\>nltest /dsgetdc:corp.test\nGetting DC name failed: Status = 1355 0x54b \
         ERROR_NO_SUCH_DOMAIN\n";
    let dated = "Windows(R), Enterprise edition:\n    Volume activation will expire 12/14/2026 \
         9:03:00 AM\n";
    let page = page(&[("x.txt", dated.as_bytes().to_vec()), ("n.txt", gone.to_vec())]);
    assert!(page.contains("until 2026-12-14") && page.contains("Next: "), "{page}");
}

const NO_RECORD: &str = "C:\\>nslookup -type=srv _vlmcs._tcp.corp.test\nServer:  dc1.corp.test\n\
     Address:  192.0.2.10\n\n*** dc1.corp.test can't find _vlmcs._tcp.corp.test: Non-existent \
     domain\n\n";
const OFFICE: &str = "---Processing--------------------------\nSKU ID: \
     fbdb3e18-a8ef-4fb3-9183-dffd60bd0984\nLICENSE NAME: Office 21, \
     Office21ProPlus2021VL_KMS_Client_AE edition\nLICENSE DESCRIPTION: Office 21, \
     VOLUME_KMSCLIENT channel\nLICENSE STATUS:  ---NOTIFICATIONS---\nERROR CODE: 0xC004F056\nLast \
     5 characters of installed product key: 6F7TH\n---Exiting-----------------------------\n\n";
const MAK: &str = "Name: Windows(R), Professional edition\nDescription: Windows(R) Operating \
     System, VOLUME_MAK channel\nPartial Product Key: RW4TD\nLicense Status: Licensed\nThe \
     machine is permanently activated.\n\n";

/// Whatever Windows has: a KMS host in DNS is what that Office lacks, by Office's own script.
#[test]
fn an_office_whose_kms_host_no_dns_server_knows_is_told_so() {
    for windows in ["", MAK] {
        let text = [OFFICE, NO_RECORD, windows].concat();
        let said = page(&[("a.txt", text.into_bytes())]);
        assert!(said.contains("No KMS host was found in DNS, none is set"), "{said}");
        for option in ["/sethst:KMS-HOST", "/inpkey:PRODUCT-KEY", "/act"] {
            assert!(said.contains(&format!("ospp.vbs\" {option}")), "{option}: {said}");
        }
        assert!(!said.contains("slmgr.vbs") && !said.contains("/dhistorykms"), "{said}");
    }
    // Without that answer, only its last requests tell why.
    let said = page(&[("a.txt", OFFICE.as_bytes().to_vec())]);
    assert!(said.contains("/dhistorykms") && !said.contains("/inpkey"), "{said}");
}

const BY_OBJECT: &str = "Name: Windows(R), ServerDatacenter edition\nDescription: Windows(R) \
     Operating System, VOLUME_KMSCLIENT channel\nPartial Product Key: 6VM33\nLicense Status: \
     Licensed\nVolume activation expiration: 252180 minute(s) (176 day(s))\nMost recent activation \
     information:\nAD Activation client information\n    Activation Object name: Windows Server \
     2022 Std-DC\n    AO DN: CN=a,CN=Activation Objects,CN=Microsoft SPP,CN=Services,\
     CN=Configuration,DC=corp,DC=test\n";

/// Nobody publishes a KMS host for a machine that the directory renews.
#[test]
fn a_machine_that_the_directory_renews_needs_no_kms_host() {
    let said = |licence: &str| page(&[("a.txt", [NO_RECORD, licence].concat().into_bytes())]);
    let well = said(BY_OBJECT);
    assert!(well.contains("KMS not applicable no KMS host is published"), "{well}");
    assert!(well.contains("Nothing is to be done: Windows renews it by itself"), "{well}");
    assert!(!well.contains("Let the KMS host publish"), "{well}");
    // Not renewed for a month: both ways are asked after.
    let late = said(&BY_OBJECT.replace("252180 minute(s) (176", "216000 minute(s) (150"));
    assert!(!late.contains("Nothing is to be done"), "{late}");
    assert!(late.contains("KMS blocked no KMS host is published"), "{late}");
}

const BY_KMS: &str = "Name: Windows(R), Enterprise edition\nDescription: Windows(R) Operating \
     System, VOLUME_KMSCLIENT channel\nPartial Product Key: 2YT43\nLicense Status: Licensed\n\
     Volume activation expiration: 251460 minute(s) (175 day(s))\nKey Management Service client \
     information\n    KMS machine name from DNS: kms1.corp.test:1688\n    Renewal interval: 10080 \
     minutes\n";

/// A renewal by a KMS host is as good a proof as one by the directory, unless later news says no.
#[test]
fn a_kms_host_that_renewed_within_the_week_was_seen_to_work() {
    let said = |parts: &[&str]| page(&[("a.txt", parts.concat().into_bytes())]);
    let seen = "✔ KMS works kms1.corp.test:1688 was seen to activate this Windows";
    assert!(said(&[BY_KMS]).contains(seen), "{}", said(&[BY_KMS]));
    let failed = "\nC:\\>cscript //nologo slmgr.vbs /ato\nError: 0xC004F074 x\n";
    let late = BY_KMS.replace("251460 minute(s) (175", "216000 minute(s) (150");
    for parts in [&[BY_KMS, failed][..], &[NO_RECORD, BY_KMS][..], &[late.as_str()][..]] {
        assert!(!said(parts).contains("✔ KMS works"), "{}", said(parts));
    }
}

/// The Hyper-V host's own licence says what the code leaves open.
#[test]
fn the_headline_of_a_guest_is_what_its_hyper_v_host_lacks() {
    let guest = "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating \
        System, VIRTUAL_MACHINE_ACTIVATION channel\nPartial Product Key: 78VHK\nLicense Status: \
        Notification\nNotification Reason: 0xC004FD02.\n\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\\
        Virtual Machine\\Guest\\Parameters\n    PhysicalHostNameFullyQualified    REG_SZ    \
        HV3.corp.test\n";
    for (edition, state, lacks) in [
        ("ServerStandard", "Licensed", "the host is no Datacenter edition, by its own licence"),
        ("ServerDatacenter", "Notification", "the host is not activated itself, by its own"),
        ("ServerDatacenter", "Licensed", "by its own licence the host is an activated Datacenter"),
    ] {
        let host = format!(
            "C:\\>hostname\nHV3\n\nC:\\>cscript //nologo slmgr.vbs /dli\nName: Windows(R), \
             {edition} edition\nDescription: Windows(R) Operating System, VOLUME_MAK \
             channel\nPartial Product Key: 9PF3T\nLicense Status: {state}\n"
        );
        let said = page(&[("g.txt", guest.into()), ("h.txt", host.into())]);
        let headline = said.split("Licence").next().unwrap_or_default();
        assert!(headline.contains(lacks), "{said}");
        let unseen = said.contains("not seen in this run: the Hyper-V host is a Datacenter");
        assert_eq!(unseen, state != "Licensed", "{said}");
    }
}
