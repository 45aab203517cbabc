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
