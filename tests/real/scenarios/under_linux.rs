//! What only Linux tells: who sent an ICMP error, and its system's search list.

use std::net::IpAddr;

use super::{KMS_PORT, check, good_dns, good_kms_hosts};
use crate::harness::{
    addresses::{KMS1, KMS1_V6},
    firewall::{Action, Port, Rule},
    rpc::start_kms_host,
    site::Site,
};

#[test]
fn a_packet_filter_that_says_so_is_told_from_a_closed_port_and_located() {
    let site = Site::open();
    let _kms = start_kms_host(&site, &[KMS1.into(), KMS1_V6.into()], KMS_PORT);
    for (address, host) in
        [(IpAddr::from(KMS1), "127.0.1.1"), (IpAddr::from(KMS1_V6), "[fd77::1:1]")]
    {
        let _wall = Rule::add(&site, address, Port::Tcp(KMS_PORT), Action::Prohibit);
        let (_, report) = check(&site, &["--only", "kms", "--kms", host]);
        // The error comes from the host itself, as it would from its own firewall.
        assert_eq!(report.causes("kms"), [("kms.port-reachable", "port-rejected-by-host")]);
        assert_eq!(
            report.evidence("/kms/targets/0/endpoints/0/connect")["reporter"],
            address.to_string()
        );
    }
}

#[test]
fn without_arguments_the_search_list_of_the_system_is_searched() {
    let site = Site::open();
    let (_dns, _kms) = (good_dns(&site), good_kms_hosts(&site));
    let (_, report) = check(&site, &["--only", "kms"]);
    assert_eq!(report.evidence("/kms/questions/0/name"), "_vlmcs._tcp.corp.test");
    assert_eq!(report.standing("kms"), "works");
}
