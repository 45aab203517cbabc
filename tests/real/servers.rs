//! The servers do what their modules say, seen by other people's clients. A
//! scenario that relies on a broken server is worth nothing when it works.

use std::{
    net::{IpAddr, Ipv4Addr},
    process::Command,
};

use crate::harness::{
    actprobe::wine,
    addresses::{DNS, ENDPOINTS, KMS1, KMS1_V6, MICROSOFT_TIME, PROXY, REFUSING_DNS, SECOND_DNS},
    authority::Leaf,
    bind::{self, Zones},
    chrony::{self, Time},
    firewall::{Action, Port, Rule},
    nginx::{self, Tls},
    process::{Ended, listens, output_of, run},
    rpc,
    site::Site,
    squid::{self, Policy},
};

mod names {
    use super::*;

    #[test]
    fn the_site_has_two_kms_hosts_with_both_kinds_of_address() {
        let site = Site::open();
        let _dns = bind::start(&site, DNS, Zones::Site);
        let answer = dig(DNS, "_vlmcs._tcp.corp.test", "SRV");
        assert_eq!(answer.status, "NOERROR");
        assert!(answer.text.contains("0 100 1688 kms1.corp.test."), "{}", answer.text);
        assert!(answer.text.contains("0 50 1688 kms2.corp.test."), "{}", answer.text);
        assert!(dig(DNS, "kms1.corp.test", "A").text.contains(&KMS1.to_string()));
        assert!(dig(DNS, "kms1.corp.test", "AAAA").text.contains(&KMS1_V6.to_string()));
    }

    #[test]
    fn each_broken_zone_is_broken_in_its_own_way() {
        let site = Site::open();
        let _dns = bind::start(&site, DNS, Zones::Site);
        let ask = |domain: &str| dig(DNS, &format!("_vlmcs._tcp.{domain}"), "SRV");
        assert_eq!(
            (ask("nxdomain.test").status.as_str(), ask("nxdomain.test").answers),
            ("NXDOMAIN", 0)
        );
        assert_eq!(
            (ask("nodata.test").status.as_str(), ask("nodata.test").answers),
            ("NOERROR", 0)
        );
        assert_eq!((ask("many.test").status.as_str(), ask("many.test").answers), ("NOERROR", 40));
        assert_eq!(ask("servfail.test").status, "SERVFAIL");
        assert_eq!(ask("dangling.test").answers, 1);
        assert_eq!(dig(DNS, "ghost.dangling.test", "A").status, "NXDOMAIN");
        assert_eq!(dig(DNS, "www.example.org", "A").status, "NXDOMAIN");
        for domain in ["corp.test", "nxdomain.test", "nodata.test", "dangling.test", "many.test"] {
            assert_eq!(dig(DNS, &format!("_ldap._tcp.{domain}"), "SRV").answers, 1, "{domain}");
        }
    }

    #[test]
    fn forty_records_do_not_fit_into_a_plain_udp_answer() {
        let site = Site::open();
        let _dns = bind::start(&site, DNS, Zones::Site);
        let mut command = Command::new("dig");
        command.args([&format!("@{DNS}"), "+noedns", "+ignore", "_vlmcs._tcp.many.test", "SRV"]);
        let text = output_of(&mut command);
        assert!(text.contains("flags: qr aa tc rd"), "{text}");
    }

    #[test]
    fn a_stale_server_and_a_refusing_one_answer_next_to_the_good_one() {
        let site = Site::open();
        let _good = bind::start(&site, DNS, Zones::Site);
        let _stale = bind::start(&site, SECOND_DNS, Zones::Stale);
        let _refusing = bind::start(&site, REFUSING_DNS, Zones::Refused);
        let ask = |server| dig(server, "_vlmcs._tcp.corp.test", "SRV");
        assert_eq!(ask(DNS).answers, 2);
        assert!(ask(SECOND_DNS).text.contains("0 0 1688 oldkms.corp.test."));
        assert_eq!(ask(REFUSING_DNS).status, "REFUSED");
    }

    struct Answer {
        status: String,
        answers: usize,
        text: String,
    }

    fn dig(server: Ipv4Addr, name: &str, kind: &str) -> Answer {
        let arguments = [&format!("@{server}"), "+tries=1", "+time=2", name, kind];
        let text = output_of(Command::new("dig").args(arguments));
        let field = |start: &str, end: char| {
            let (_, rest) =
                text.split_once(start).unwrap_or_else(|| panic!("no {start:?} in {text}"));
            rest.split(end).next().unwrap_or_default().trim().to_owned()
        };
        Answer {
            status: field("status: ", ','),
            answers: field("ANSWER: ", ',').parse().expect("a number"),
            text,
        }
    }
}

mod clocks {
    use super::*;

    #[test]
    fn a_right_clock_is_right_and_a_fast_one_is_five_hours_fast() {
        let site = Site::open();
        let right = chrony::start(&site, MICROSOFT_TIME, Time::Right);
        assert!(offset(MICROSOFT_TIME).abs() < 1.0);
        drop(right);
        let _fast = chrony::start(&site, MICROSOFT_TIME, Time::HoursAhead(5));
        assert!((offset(MICROSOFT_TIME) - 5.0 * 3600.0).abs() < 1.0);
    }

    #[test]
    fn an_unsynchronised_server_says_so() {
        let site = Site::open();
        let _lost = chrony::start(&site, MICROSOFT_TIME, Time::Unsynchronised);
        let said = ntpdig(MICROSOFT_TIME);
        assert!(said.contains("stratum 0"), "{said}");
    }

    /// Seconds that the server is ahead of this machine.
    fn offset(server: Ipv4Addr) -> f64 {
        let text = ntpdig(server);
        let (_, rest) =
            text.split_once("\"offset\":").unwrap_or_else(|| panic!("no offset in {text}"));
        rest.split(',').next().expect("a field").parse().expect("seconds")
    }

    fn ntpdig(server: Ipv4Addr) -> String {
        run(Command::new("ntpdig").args(["-j", "-t", "2", &server.to_string()])).all_output()
    }
}

mod endpoints {
    use super::*;

    #[test]
    fn a_good_endpoint_is_trusted_by_the_system_under_every_name() {
        let site = Site::open();
        let _dns = bind::start(&site, DNS, Zones::Site);
        let endpoints = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Current);
        let names = [
            "activation.sls.microsoft.com",
            "activation-v2.sls.microsoft.com",
            "validation.sls.microsoft.com",
            "validation-v2.sls.microsoft.com",
            "go.microsoft.com",
            "login.live.com",
            "licensing.mp.microsoft.com",
            "licensing.md.mp.microsoft.com",
        ];
        for name in names {
            assert_eq!(curl(&[&format!("https://{name}/")]), 0, "{name}");
        }
        assert_eq!(curl(&["http://crl.microsoft.com/"]), 0);
        assert_eq!(endpoints.requests_seen().len(), names.len() + 1);
        assert_eq!(endpoints.requests_seen()[0], "GET https://activation.sls.microsoft.com/");
    }

    #[test]
    fn each_bad_certificate_is_refused_for_its_own_reason() {
        let site = Site::open();
        let reasons = [
            (Leaf::Expired, "certificate has expired"),
            (Leaf::NotYetValid, "certificate is not yet valid"),
            (Leaf::WrongName, "hostname mismatch"),
        ];
        for (leaf, reason) in reasons {
            let _endpoints = nginx::start(&site, ENDPOINTS, leaf, Tls::Current);
            let said = s_client(&[]).all_output();
            assert!(said.contains(reason), "{leaf:?}: {said}");
        }
    }

    #[test]
    fn there_is_a_proxy_script() {
        let site = Site::open();
        let _endpoints = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Current);
        let script =
            output_of(Command::new("curl").args(["-si", &format!("http://{ENDPOINTS}/wpad.dat")]));
        assert!(script.contains("Content-Type: application/x-ns-proxy-autoconfig"), "{script}");
        assert!(script.contains("function FindProxyForURL"), "{script}");
    }

    #[test]
    fn the_versions_of_tls_are_those_asked_for() {
        let site = Site::open();
        let old = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Old);
        assert!(!handshakes(&["-tls1_2"]));
        assert!(handshakes(&["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]));
        drop(old);
        let _newest = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Newest);
        assert!(!handshakes(&["-tls1_2"]));
        assert!(handshakes(&["-tls1_3"]));
    }

    #[test]
    #[should_panic(expected = "POST https://")]
    fn a_post_to_an_endpoint_fails_the_test() {
        let site = Site::open();
        let _dns = bind::start(&site, DNS, Zones::Site);
        let _endpoints = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Current);
        curl(&["--data", "", "https://activation.sls.microsoft.com/"]);
    }

    fn handshakes(arguments: &[&str]) -> bool {
        let ended = s_client(arguments);
        ended.code == 0 && ended.stdout.contains("Verification: OK")
    }

    fn s_client(arguments: &[&str]) -> Ended {
        let name = "activation.sls.microsoft.com";
        let mut command = Command::new("openssl");
        command.args(["s_client", "-connect", &format!("{ENDPOINTS}:443"), "-servername", name]);
        command.args(["-verify_hostname", name, "-CAfile", "/etc/ssl/certs/ca-certificates.crt"]);
        run(command.args(arguments))
    }
}

mod proxies {
    use super::*;

    const TUNNEL: &str = "https://activation.sls.microsoft.com/";

    #[test]
    fn an_open_proxy_resolves_the_name_and_lets_everybody_through() {
        with_proxy(Policy::Open, |proxy| assert_eq!(curl(&["-x", proxy, TUNNEL]), 0));
    }

    #[test]
    fn a_proxy_with_authentication_wants_the_right_password() {
        with_proxy(Policy::BasicAuthentication, |proxy| {
            assert_eq!(connect_status(&["-x", proxy]), "407");
            let right = format!("{}:{}", squid::USER, squid::PASSWORD);
            assert_eq!(connect_status(&["-x", proxy, "-U", &right]), "200");
            assert_eq!(connect_status(&["-x", proxy, "-U", "probe:wrong"]), "407");
        });
    }

    #[test]
    fn a_proxy_without_tunnels_forbids_connect_and_still_serves_plain_http() {
        with_proxy(Policy::NoTunnels, |proxy| {
            assert_eq!(connect_status(&["-x", proxy]), "403");
            assert_eq!(curl(&["-x", proxy, "http://crl.microsoft.com/"]), 0);
        });
    }

    fn with_proxy(policy: Policy, test: impl FnOnce(&str)) {
        let site = Site::open();
        let _dns = bind::start(&site, DNS, Zones::Site);
        let _endpoints = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Current);
        let _proxy = squid::start(&site, PROXY, policy);
        test(&format!("http://{PROXY}:{}", squid::PORT));
    }

    fn connect_status(arguments: &[&str]) -> String {
        let mut command = Command::new("curl");
        command.args(["-q", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_connect}", TUNNEL]);
        run(command.args(arguments)).stdout
    }
}

mod rpc_servers {
    use super::*;

    #[test]
    fn a_kms_host_accepts_the_bind_in_both_families() {
        let site = Site::open();
        let kms = rpc::start_kms_host(&site, &[KMS1.into(), KMS1_V6.into()], 1688);
        assert_eq!(bind_to_kms(KMS1.into(), 1688), "accepted");
        assert_eq!(bind_to_kms(KMS1_V6.into(), 1688), "accepted");
        assert_eq!(kms.binds_seen(), 2);
    }

    #[test]
    fn another_rpc_server_rejects_the_bind() {
        let site = Site::open();
        let _other = rpc::start_without_kms(&site, 49152);
        let said = bind_to_kms(Ipv4Addr::LOCALHOST.into(), 49152);
        assert!(said.contains("provider_rejection; abstract_syntax_not_supported"), "{said}");
    }

    #[test]
    #[should_panic(expected = "only binds may reach a KMS host")]
    fn a_request_to_a_kms_host_fails_the_test() {
        let site = Site::open();
        let _kms = rpc::start_kms_host(&site, &[KMS1.into()], 1688);
        run_python(&format!("{CONNECT_AND_BIND}\nclient.call(0, b'')"), KMS1.into(), 1688);
    }

    const CONNECT_AND_BIND: &str = r#"
import sys
from impacket.dcerpc.v5 import transport
from impacket.uuid import uuidtup_to_bin
kms = uuidtup_to_bin(("51c82175-844e-4750-b0d8-ec255555bc06", "1.0"))
connection = transport.TCPTransport(sys.argv[1], int(sys.argv[2]))
client = connection.get_dce_rpc()
client.connect()
client.bind(kms)
print("accepted")
"#;

    fn bind_to_kms(address: IpAddr, port: u16) -> String {
        run_python(CONNECT_AND_BIND, address, port)
    }

    fn run_python(program: &str, address: IpAddr, port: u16) -> String {
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-c", program, &address.to_string(), &port.to_string()]);
        run(&mut command).all_output().trim().to_owned()
    }
}

mod namespace {
    use super::*;

    #[test]
    fn a_firewall_rule_acts_until_it_is_dropped() {
        let site = Site::open();
        let _endpoints = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Current);
        assert!(listens((ENDPOINTS, 80))());
        let rule = Rule::add(&site, ENDPOINTS.into(), Port::Tcp(80), Action::Drop);
        assert!(!listens((ENDPOINTS, 80))());
        drop(rule);
        assert!(listens((ENDPOINTS, 80))());
    }

    #[test]
    fn windows_programs_are_in_this_network_too() {
        let site = Site::open();
        let _dns = bind::start(&site, DNS, Zones::Site);
        let mut wine = wine("C:\\windows\\system32\\ipconfig.exe".as_ref());
        let said = output_of(wine.arg("/all"));
        let adapters: Vec<&str> = said.lines().filter(|line| line.contains("adapter")).collect();
        assert_eq!(adapters, ["Ethernet adapter lo"], "{said}");
    }
}

/// The exit code of curl, after at most ten seconds.
fn curl(arguments: &[&str]) -> i32 {
    let mut command = Command::new("curl");
    command.args(["-q", "-s", "-m", "10", "-o", "/dev/null", "--fail"]);
    run(command.args(arguments)).code
}
