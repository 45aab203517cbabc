//! Captures of the network, of clocks and of the system as people paste them, judged alone: what
//! the first line has to say, by hand. The files stand in `fixtures/captures/network`.

use std::path::Path;

use actprobe::ask::import::Imports;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{Style, render};

use super::field_events::{Row, captured, check, first_line};

#[rustfmt::skip]
const NETWORK: &[Row] = &[
    ("event-12290-copied.txt", "The KMS host KMS02.corp.example served SRV-APP-07.corp.example \
         on 2026-10-28", &["log of the KMS host"]),
    ("event-12293-copied.txt", "The KMS host KMS02.corp.example could not write its record in DNS \
         on 2026-11-02 (0x80072338)", &["Next: DNS administrator"]),
    ("nslookup-nxdomain.txt", "By what the captures tell, KMS is blocked: no KMS host is \
         published: _vlmcs._tcp.corp.example does not exist", &["Next: KMS administrator"]),
    ("nslookup-two-records.txt", "DNS names the KMS hosts kms-old.corp2.example:1688, \
         kms-new.corp2.example:1688 (_vlmcs._tcp.corp2.example)", &["is not in the captures"]),
    ("resolve-dns-name-table.txt", "DNS names the KMS host kms1.corp.example:1688", &[]),
    ("tnc-failed.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be connected to \
         from 192.0.2.44",
        &["refused or nobody answered", "Next: KMS administrator or network team"]),
    ("tnc-opened.txt", "kms1.corp.example (192.0.2.21:1688) opens for 192.0.2.44",
        &["whether KMS answers"]),
    // One host that can be reached is enough, and neither result hides the other.
    ("tnc-one-of-two-published.txt", "KMS can be reached through kms01.corp.example:1688 \
         (192.0.2.11), and not through kms02.corp.example:1688 (192.0.2.12): a client whose draw \
         fails tries the next", &["Next: KMS administrator or network team"]),
    ("telnet-and-curl-one-of-two.txt", "KMS can be reached through kms01.corp.example:1688 \
         (192.0.2.21), and not through kms02.corp.example:1688 (192.0.2.22); whether KMS",
        &["First on the KMS host: check that sppsvc runs"]),
    // A server that gives addresses is up, and takes this client.
    ("nslookup-session-refuses-srv-alone.txt", "Whether KMS works is not in the captures: \
         _vlmcs._tcp.corp.test: the DNS servers answer other questions, and this kind of record \
         (SRV) not at all", &["Next: DNS administrator"]),
    ("dig-refuses-srv-alone.txt", "Whether KMS works is not in the captures: \
         _vlmcs._tcp.corp.test: the DNS servers answer other questions", &[]),
    // What a DNS server itself has of a zone.
    ("dnscmd-record-missing.txt", "By what the captures tell, KMS is blocked: no KMS host is \
         published: _vlmcs._tcp.corp.test does not exist", &["Next: KMS administrator"]),
    ("dns-zone-two-records.txt", "KMS can be reached through kms22.corp.test:1688 (10.1.0.22), and \
         not through kms08.corp.test:1688 (10.1.0.8): a client whose draw fails", &[]),
    ("ao-list-empty.txt", "By what the captures tell, ADBA is blocked: the directory holds no \
         activation object", &["Next: Active Directory team: Make an activation object"]),
    // A provider's KMS is nobody's here: the way there is what is looked at, and never its service.
    ("tnc-kms-of-azure.txt", "azkms.core.windows.net (20.118.99.224:1688), the KMS of Azure, did \
         not let itself be connected to from 192.0.2.44",
        &["Next: Network team: If this machine runs in Azure:", "20.118.99.224/32"]),
    ("tnc-kms-of-azure-by-address.txt", "20.118.99.224 (20.118.99.224:1688), the KMS of Azure, \
         did not let itself be connected to", &[]),
    ("nslookup-kms-of-google-missing.txt", "The name kms.windows.googlecloud.com does not exist, \
         by the DNS server that was asked", &["Next: DNS administrator"]),
    ("curl-kms-of-alibaba-silent.txt", "kms.cloud.aliyuncs.com (100.100.3.8:1688), the KMS of \
         Alibaba Cloud, did not let itself be connected to; nobody answered",
        &["Next: Network team: If this machine runs in Alibaba Cloud"]),
    // Whoever replies to a ping is up, and so is the way there.
    ("ping-and-telnet.txt", "kms01.corp.test (10.1.0.22:1688) did not let itself be connected to; \
         the machine answers ping, so it is up",
        &["Next: KMS administrator or network team: Look on that machine first"]),
    ("tnc-closed-and-ping-answered.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself \
         be connected to from 192.0.2.44; the machine answers ping, so it is up", &[]),
    ("portqry-filtered-and-ping-answered.txt", "kms1.corp.example (192.0.2.21:1688) did not let \
         itself be connected to; the machine answers ping, so it is up", &[]),
    ("ping-and-telnet-ja.cp932.txt", "The last activation failed (0xC004F074)",
        &["Next: KMS administrator or network team", "does the service listen"]),
    ("ping-alone.txt", "The capture ping-alone.txt is understood, and tells nothing of whether \
         Windows is activated", &[]),
    ("ping-of-a-published-host.txt", "kms-old.corp.test leads to no address on the host that \
         tried; why is not in the capture",
        &["Next: Administrator of this host: Look the name up"]),
    ("dig-of-a-published-host.txt", "By what the captures tell, KMS is blocked: \
         kms-old.corp.test:1688: the name does not exist", &["Next: KMS administrator"]),
    ("nslookup-of-a-name-alone.txt", "The capture nslookup-of-a-name-alone.txt is understood", &[]),
    ("nslookup-endpoint-missing.txt", "activation-v2.sls.microsoft.com leads to no address on the \
         host that tried, so without a proxy it cannot activate online", &[]),
    ("tnc-endpoint-no-name-without-port.txt", "activation-v2.sls.microsoft.com leads to no address \
         on the host that tried, so without a proxy it cannot activate online", &[]),
    // A column that is not printed is not an empty one.
    ("tnc-table-without-address.txt", "kms09.corp.example:1688 did not let itself be connected to; \
         whether the name leads nowhere, somebody refused or nobody answered is not in", &[]),
    ("tnc-json-without-address.txt", "kms01.corp.test:1688 did not let itself be connected to; \
         whether the name leads nowhere, somebody refused or nobody answered is not in", &[]),
    ("tnc-warned-table-without-address.txt", "kms.cloud.aliyuncs.com (100.100.3.8:1688), the \
         KMS of Alibaba Cloud, did not let itself be connected to", &["Next: Network team"]),
    ("portqry-filtered.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be connected \
         to; nobody answered", &["Next: KMS administrator or network team"]),
    ("dig-nxdomain.txt", "By what the captures tell, KMS is blocked: no KMS host is published: \
         _vlmcs._tcp.corp.example does not exist", &["Next: KMS administrator"]),
    ("tnc-endpoint-failed.txt", "activation-v2.sls.microsoft.com (198.51.100.7:443) did not let \
         itself be connected to from 192.0.2.44", &["refused or nobody answered"]),
    ("tnc-endpoint-opened.txt", "activation-v2.sls.microsoft.com (198.51.100.7:443) opens for \
         192.0.2.44 without a proxy", &["whether it is Microsoft's service"]),
    ("resolve-dns-name-error-line-alone.txt",
        "By what the captures tell, KMS is blocked: no KMS host is published", &[]),
    ("netstat-of-a-kms-host.txt", "KMS1 listens on TCP 1688, the port of KMS, and its own rule for \
         KMS clients is on; whether clients reach it", &[]),
    // Windows' own TLS, whatever tool asked for it.
    ("iwr-de-untrusted.txt", "activation-v2.sls.microsoft.com takes a connection, and Windows \
         itself does not trust who made the certificate", &[]),
    ("iwr-not-connected.txt", "activation-v2.sls.microsoft.com:443 did not let itself be connected \
         to", &[]),
    ("iwr-fr-no-name.txt", "activation-v2.sls.microsoft.com leads to no address on the host that \
         tried", &["Next: Administrator of this host: Look the name up"]),
    ("ato-and-schannel-untrusted-it.txt", "The last activation failed (0x80072F8F)",
        &["Next: Administrator of this host: Look who made the certificate (its issuer)"]),
    // A server from which a name is waited for is silent; one that told its own name is up.
    ("nslookup-fr-name-silent.txt", "Whether KMS works is not in the captures: 192.0.2.53: no \
         answer", &["Next: DNS administrator or network team"]),
    ("nslookup-ru-silent-without-command.txt", "Whether KMS works is not in the captures: \
         192.0.2.53: no answer", &["Next: DNS administrator or network team"]),
    ("nslookup-de-endpoint-silent.txt", "The last activation failed (0x80072EE7)",
        &["Next: DNS administrator or network team: Check that the server runs"]),
    ("nslookup-srv-unanswered-by-a-named-server.txt", "Whether KMS works is not in the captures",
        &["Next: DNS administrator:", "no DNS server gave an answer for _vlmcs._tcp.corp.example"]),
    ("nslookup-es-silent.txt", "Whether KMS works is not in the captures: 192.0.2.53: no answer",
        &["Next: DNS administrator"]),
    ("resolve-dns-name-error.txt",
        "By what the captures tell, KMS is blocked: no KMS host is published", &[]),
    ("tnc-no-name.txt", "kms1 leads to no address on the host that tried", &[]),
    ("w32tm-de-status.txt", "The clock of this Windows follows dc01.corp.example;",
        &["how far the two are apart"]),
    ("systeminfo-findstr.txt",
        "This Windows is Windows Server 2016 Standard (build 14393); how it is licensed", &[]),
    ("get-computerinfo.txt", "SRV-DB-9 is Windows Server 2022 Datacenter (build 20348) in the \
         domain corp.example", &[]),
    ("service-of-a-kms-host.txt",
        "The KMS host KMSHOST1 has counted 4 (servers need 5, clients 25)",
        &["whether it is activated", "Next: KMS administrator"]),
    ("nslookup-bind-servfail.txt", "Whether KMS works is not in the captures", &[]),
    ("nc-refused.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be connected to; \
         somebody refused", &[]),
    ("nc-no-route.txt", "By what the captures tell, KMS is blocked: kms01.corp.example:1688 \
         (192.0.2.21): the system says that it cannot be reached, and not who said so",
        &["Next: KMS administrator or network team"]),
    ("nslookup-two-servers-quoted.txt", "The last activation failed (0x8007232B): DNS has no \
         record of a KMS host",
        &["Next: DNS administrator: Give 10.1.0.10 the zone with this record"]),
    ("nslookup-two-servers-alone.txt", "The last activation failed (0x8007232B): DNS has no \
         record of a KMS host",
        &["Next: DNS administrator: Bring the zones into line"]),
    ("ipconfig-connection-alone.txt", "This Windows asks the DNS servers 10.1.0.10, 10.1.0.11 \
         and looks for a KMS host in corp.example", &[]),
    ("link-local-kms-ja.cp932.txt",
        "The last activation failed (0xC004F074): 169.254.169.250:1688: nobody answers at \
         169.254.169.250", &["Next: Administrator of this host: Add the route to \
         169.254.169.250"]),
    ("dism-without-head.txt", "This Windows is ServerDatacenter (build 20348)", &[]),
    ("event-12294-copied.txt", "The KMS host KMS1.corp.example wrote its record in DNS on \
         2026-11-20", &["whether it serves"]),
    ("service-discovered.txt", "The KMS host in the captures is kms1.corp.example:1688", &[]),
    ("resolve-dns-name-soa.txt", "By what the captures tell, KMS is blocked: \
         _vlmcs._tcp.corp.example exists, but holds no SRV record", &[]),
    ("portqry-no-name.txt", "kms1.corp.example leads to no address on the host that tried", &[]),
    ("w32tm-fr-silent.txt", "dc01.corp.example did not answer the question for the time", &[]),
    ("tnc-table.txt", "KMS can be reached through kms2.corp.example:1688 (192.0.2.22), and not \
         through kms1.corp.example:1688 (192.0.2.21)", &[]),
    ("get-computerinfo-without-build.txt",
        "This Windows is Windows Server 2019 Standard; how it is licensed", &[]),
    ("curl-no-name.txt", "activation-v2.sls.microsoft.com leads to no address on the host that \
         tried", &["without a proxy"]),
    ("w32tm-local-clock.txt", "The clock of this Windows follows no other clock", &["4 h"]),
    ("w32tm-hours-apart.txt",
        "By what the captures tell, KMS is blocked: this host's clock is 5 h 7 min behind", &[]),
    ("w32tm-seconds-apart.txt", "The clock of this Windows and that of dc02.corp.example are \
         3 seconds apart", &["4 h"]),
    ("nltest-found.txt", "Windows finds the domain controller DC01.corp.example of corp.example",
        &["activation object"]),
    ("systeminfo-fr-filtered.cp850.txt", "SRV-FIC01 is Windows Server 2019 Standard (build 17763) \
         in the domain siege.example", &["how it is licensed"]),
    ("telnet-output-alone.txt", "kms1:1688 did not let itself be connected to; whether the name \
         leads nowhere", &["Next: Administrator of this host"]),
    ("telnet-fr.txt", "kms1.corp.example:1688 did not let itself be connected to",
        &["whether the name leads nowhere"]),
    ("telnet-zh.txt", "kms1.corp.example:1688 did not let itself be connected to",
        &["whether the name leads nowhere"]),
    ("telnet-de-endpoint.txt", "activation-v2.sls.microsoft.com:443 did not let itself be \
         connected to", &["whether the name leads nowhere"]),
    ("curl-proxy-407.txt", "The proxy proxy.corp.example:8080 did not let the tool through to \
         activation-v2.sls.microsoft.com: it wants to know who asks (407)",
        &["Whether services use this proxy is not in the captures"]),
    ("iwr-proxy-407.txt", "The proxy proxy.corp.example:8080 did not let the tool through to \
         activation-v2.sls.microsoft.com: it wants to know who asks (407)", &[]),
    ("curl-untrusted.txt", "activation-v2.sls.microsoft.com takes a connection, and the tool did \
         not trust who answers", &["whether Windows trusts is not in the capture"]),
    ("curl-untrusted-alone.txt", "The capture curl-untrusted-alone.txt is understood, and tells \
         nothing", &[]),
    ("curl-reset-35.txt", "activation-v2.sls.microsoft.com takes a connection, and the encrypted \
         conversation was cut off as it began", &[]),
    ("tnc-table-with-rtt.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be \
         connected to;", &["refused or nobody answered"]),
    ("tnc-detailed.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be connected to \
         from 192.0.2.50", &[]),
    ("tnc-warnings-quiet.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be \
         connected to;", &[]),
    ("tnc-warning-without-address.txt", "kms1.corp.example:1688 did not let itself be connected \
         to; whether the name leads nowhere", &[]),
    ("w32tm-monitor-of-a-domain.txt", "The capture w32tm-monitor-of-a-domain.txt is understood, \
         and tells nothing", &[]),
    ("w32tm-monitor-named.txt", "By what the captures tell, KMS is blocked: this host's clock is \
         5 h 1 min behind ntp1.corp.example", &[]),
    ("nslookup-de-without-domain.cp850.txt", "Whether KMS works is not in the captures: \
         _vlmcs._tcp was asked for without a domain", &["Next: Administrator of this host"]),
    ("nslookup-silent-without-question.txt", "Whether KMS works is not in the captures: \
         192.0.2.53: no answer", &["Next: DNS administrator or network team"]),
    ("dism-target-editions.txt", "The capture dism-target-editions.txt is understood, and tells \
         nothing", &[]),
    ("ncat-connected.txt", "kms1.corp.example (192.0.2.21:1688) opens", &[]),
    ("nmap-filtered.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be connected \
         to; nobody answered", &[]),
    ("tcpclient-silent.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be connected \
         to; nobody answered", &[]),
    ("psping-and-tcping.txt", "192.0.2.21 (192.0.2.21:1688) did not let itself be connected to; \
         nobody answered", &[]),
    ("test-connection-tcpport.txt", "kms1.corp.example:1688 did not let itself be connected to; \
         whether the name leads nowhere", &[]),
    ("w32tm-resync-no-time.txt", "The time service of this Windows got no time that it could use, \
         and left its clock as it was", &["UDP port 123", "4 h"]),
    ("w32tm-resync-too-far.txt", "The clock of this Windows is further off than its time service \
         may correct: set it by hand", &["4 h"]),
    ("w32tm-resync-done-de.txt", "The time service of this Windows has set its clock by its \
         source", &["not in the capture"]),
    ("w32tm-resync-denied.txt", "The capture w32tm-resync-denied.txt is understood, and tells \
         nothing", &[]),
    ("nltest-sc-verify.txt", "Windows finds the domain controller dc01.corp.example of \
         corp.example", &["activation object"]),
    ("nltest-sc-verify-refused.txt", "The domain corp.example does not take this Windows for its \
         member (error 1789, ERROR_TRUSTED_RELATIONSHIP_FAILURE)", &["Test-ComputerSecureChannel"]),
    ("nltest-sc-query-no-servers.txt", "Windows finds no domain controller of corp.example (error \
         1311, ERROR_NO_LOGON_SERVERS)", &[]),
    ("nltest-sc-query-denied.txt", "nltest did not find out how this Windows stands with the \
         domain corp.example (error 5, ERROR_ACCESS_DENIED)", &["elevated"]),
    ("nltest-not-elevated.txt", "nltest did not find out how this Windows stands with the domain \
         corp.example (error 5, ERROR_ACCESS_DENIED)", &["Verify it from an elevated prompt"]),
    ("nltest-1722.txt", "nltest did not find out how this Windows stands with the domain \
         corp.example (error 1722, RPC_S_SERVER_UNAVAILABLE); whether", &[]),
    ("curl-revocation.txt", "activation-v2.sls.microsoft.com takes a connection, and the tool \
         could not learn whether the certificate is revoked", &["port 80", "inspecting"]),
    ("curl-out-of-date.txt", "activation-v2.sls.microsoft.com takes a connection, and the \
         certificate is out of date by the clock of the machine that tried", &["clock"]),
    ("curl-wrong-name.txt", "activation-v2.sls.microsoft.com takes a connection, and the \
         certificate that came is of another name", &["something else answers"]),
    ("bash-dev-tcp.txt", "kms1.corp.example:1688 did not let itself be connected to; somebody \
         refused", &[]),
    ("openssl-refused.txt", "activation-v2.sls.microsoft.com:443 did not let itself be connected \
         to; somebody refused", &[]),
    ("ospp-act.txt", "This is Office (Office 16, Office16ProPlusVL_KMS_Client edition), not \
         Windows itself; it is activated", &["nothing of how Windows"]),
    ("win32-operatingsystem.txt", "SRV-PRINT-3 is Windows Server 2022 Standard (build 20348)", &[]),
    ("sc-qc-disabled.txt", "By what the captures tell, KMS, Online and Offline are blocked: the \
         licensing service of Windows (sppsvc) is disabled", &["Next: Administrator of this host"]),
    ("w32tm-peers-pending.txt", "The time service of this Windows got no time that it could use",
        &["UDP port 123"]),
    ("curl-head.txt", "activation-v2.sls.microsoft.com:443 opens without a proxy",
        &["whether it is Microsoft's service"]),
    ("iwr-de-no-name.cp1252.txt", "activation-v2.sls.microsoft.com leads to no address on the \
         host that tried", &["without a proxy"]),
    ("nltest-dclist.txt", "Windows finds the domain controller DC01.corp.example of corp.example",
        &["activation object"]),
    ("w32tm-configuration.txt", "The time service of this Windows is set to follow \
         ntp1.corp.example; whether it does", &[]),
    ("w32tm-configuration-nt5ds-fr.cp850.txt", "The time service of this Windows is set to take \
         its time from its domain; whether it does", &[]),
    ("dism-not-elevated.txt", "The capture dism-not-elevated.txt is understood, and tells \
         nothing", &[]),
    ("w32tm-source.txt", "The clock of this Windows follows no other clock", &[]),
    ("w32tm-not-started.txt", "The clock of this Windows follows no other clock", &[]),
    ("ospp-without-keys.txt", "The capture ospp-without-keys.txt is understood, and tells nothing",
        &[]),
    ("curl-telnet-silent.txt", "kms1.corp.example (192.0.2.21:1688) did not let itself be \
         connected to; nobody answered", &[]),
    ("dig-no-servers.txt", "Whether KMS works is not in the captures: DNS: no answer",
        &["Next: DNS administrator or network team"]),
    ("systeminfo-it-filtered.txt", "SRV-IT1 is Windows Server 2022 Datacenter (build 20348) in \
         the domain corp.example", &[]),
    ("tnc-no-name-warned.txt", "kmsold.corp.example leads to no address on the host that tried; \
         why is not in the capture", &["Next: Administrator of this host"]),
    ("systeminfo-csv.txt", "SRV-81 is Windows Server 2019 Standard (build 17763) in the domain \
         corp.example", &[]),
    ("dism-evaluation.txt",
        "By what the captures tell, KMS is blocked: ServerStandardEval is an evaluation",
        &["Next: Administrator of this host"]),
];

#[test]
fn the_first_line_says_what_a_capture_of_the_network_shows() {
    let read = |name: &'static str| (name, captured("network", name));
    check(NETWORK.iter().map(|(name, begin, words)| (read(name), *begin, *words)));
}

/// Whether the direct way counts is known once somebody captured the proxy of services.
#[test]
fn a_direct_way_that_is_closed_blocks_services_that_have_no_proxy() {
    let read = |name: &'static str| (name, captured("network", name));
    let tried = || read("tnc-endpoint-failed.txt");
    let proxy = ("netsh.txt", captured("field", "40-netsh-quoted.txt"));
    let alone = first_line(&[tried()]);
    assert!(!alone.contains("blocked") && !alone.contains("Next:"), "{alone}");
    for files in [[tried(), read("netsh-direct.txt")], [read("netsh-direct.txt"), tried()]] {
        let direct = first_line(&files);
        assert!(direct.starts_with("By what the captures tell, Online is blocked"), "{direct}");
    }
    let by_proxy = first_line(&[tried(), proxy]);
    assert!(by_proxy.starts_with("Services use the proxy proxy.corp.example:8080"), "{by_proxy}");
}

/// A tool takes the proxy that it was given: only that of services tells of activation.
#[test]
fn what_a_proxy_says_to_a_tool_counts_where_services_use_it() {
    let tried = || ("curl.txt", captured("network", "curl-proxy-407.txt"));
    let services = |proxy: &str| {
        let settings = format!(
            "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  {proxy}\n    Bypass List \
             : (none)\n"
        );
        ("netsh.txt", settings.into_bytes())
    };
    let same = first_line(&[tried(), services("proxy.corp.example:8080")]);
    assert!(same.starts_with("By what the captures tell, Online is blocked"), "{same}");
    assert!(same.contains("407") && same.contains("Next: Proxy team"), "{same}");
    let other = first_line(&[tried(), services("proxy2.corp.example:8080")]);
    assert!(!other.contains("blocked") && !other.contains("407"), "{other}");
}

/// One output of a file may count, and another not.
#[test]
fn a_file_of_which_something_counts_is_not_called_one_without_anything_that_counts() {
    let unused =
        |content: Vec<u8>| page(&[("both.txt", content)]).contains("without anything that counts");
    let idle = || captured("network", "w32tm-monitor-of-a-domain.txt");
    let told = || captured("network", "tnc-opened.txt");
    assert!(unused(idle()));
    assert!(!unused([told(), b"\n".to_vec(), idle()].concat()));
    assert!(!unused([idle(), b"\n".to_vec(), told()].concat()));
}

/// What one output does not say of the time service another may, in whatever order.
#[test]
fn outputs_of_the_time_service_complete_each_other() {
    let read = |name: &'static str| (name, captured("network", name));
    let far = || read("w32tm-resync-too-far.txt");
    let set = || read("w32tm-configuration.txt");
    let status = || read("w32tm-de-status.txt");
    for files in [[far(), status()], [status(), far()], [far(), set()], [set(), far()]] {
        let said = first_line(&files);
        assert!(said.starts_with("The clock of this Windows is further off"), "{said}");
    }
    for files in [[set(), status()], [status(), set()]] {
        let said = first_line(&files);
        assert!(said.starts_with("The clock of this Windows follows dc01.corp.example"), "{said}");
    }
}

/// A clock that nobody could set is told beside a licence as well.
#[test]
fn that_the_clock_was_not_set_is_told_beside_a_licence() {
    let licence = ("dli.txt", captured("field", "19-dli-of-a-client.txt"));
    let resync = captured("network", "w32tm-resync-too-far.txt");
    let said = "was told to set the clock, and did not";
    assert!(!page(std::slice::from_ref(&licence)).contains(said));
    assert!(page(&[licence, ("resync.txt", resync)]).contains(said));
}

/// What stands below the first line agrees with it.
#[test]
fn the_ways_are_judged_by_what_the_first_line_says() {
    for (name, said) in [
        (
            "nltest-sc-verify-refused.txt",
            "✖ ADBA blocked the domain does not take this host for its member",
        ),
        (
            "nltest-sc-query-denied.txt",
            "? ADBA unknown the domain does not take this host for its member",
        ),
        ("nltest-sc-verify.txt", "? ADBA unknown dc01.corp.example: this was not asked"),
        ("nltest-sc-query-no-servers.txt", "✖ ADBA blocked Windows finds no domain controller"),
        (
            "curl-revocation.txt",
            "? Online unknown activation-v2.sls.microsoft.com:443: the tool \
            that tried could not learn whether the certificate is revoked",
        ),
        (
            "curl-out-of-date.txt",
            "? Online unknown activation-v2.sls.microsoft.com:443: Windows \
            itself found the certificate out of date by this host's clock",
        ),
        (
            "curl-wrong-name.txt",
            "? Online unknown activation-v2.sls.microsoft.com:443: the tool \
            that tried was shown a certificate of another name",
        ),
        (
            "curl-untrusted.txt",
            "? Online unknown activation-v2.sls.microsoft.com:443: the tool \
            that tried did not trust the certificate",
        ),
    ] {
        let page = page(&[(name, captured("network", name))]);
        assert!(page.contains(said), "{name}\n{page}");
    }
}

/// The whole report on files that stand alone, on one line.
pub fn page(files: &[(&str, Vec<u8>)]) -> String {
    let mut imports = Imports::default();
    for (name, content) in files {
        imports.add(Path::new(name), content);
    }
    let report = Report::of(imports.alone("2026-11-27T09:00:00Z".parse().unwrap()));
    let text = render(&report, &Speech::new(Language::English), Style::default());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A tool may have other roots than Windows; a handshake that is cut is no matter of roots.
#[test]
fn a_tool_that_trusts_nobody_blocks_nothing_and_one_that_is_cut_off_does() {
    let first = |name| first_line(&[(name, captured("network", name)), direct()]);
    let untrusted = first("curl-untrusted.txt");
    assert!(untrusted.starts_with("activation-v2.sls.microsoft.com takes"), "{untrusted}");
    assert!(!untrusted.contains("blocked") && !untrusted.contains("Next:"), "{untrusted}");
    for name in ["curl-revocation.txt", "curl-wrong-name.txt"] {
        let said = first(name);
        assert!(!said.contains("blocked") && !said.contains("Next:"), "{said}");
    }
    // Windows' own TLS (schannel) says of that host what it says to its services.
    let by_windows = first("curl-out-of-date.txt");
    assert!(by_windows.contains("Online is blocked"), "{by_windows}");
    assert!(by_windows.contains("Next: Administrator of this host: Compare"), "{by_windows}");
    let cut = first("curl-reset-35.txt");
    assert!(cut.starts_with("By what the captures tell, Online is blocked"), "{cut}");
    assert!(cut.contains("Next: Network team"), "{cut}");
}

fn direct() -> (&'static str, Vec<u8>) {
    ("netsh-direct.txt", captured("network", "netsh-direct.txt"))
}
