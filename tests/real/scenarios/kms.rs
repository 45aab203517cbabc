//! KMS hosts: reached or not, and what answers there.

use super::{KMS_PORT, check, good_dns};
use crate::harness::{
    actprobe::Run,
    addresses::{ENDPOINTS, KMS1, KMS1_V6, KMS2, KMS2_V6},
    authority::Leaf,
    firewall::{Action, Port, Rule},
    nginx::{self, Tls},
    report::Report,
    rpc::{start_kms_host, start_without_kms},
    site::Site,
};

#[test]
fn one_dead_target_of_two_degrades() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let _kms1 = start_kms_host(&site, &[KMS1.into(), KMS1_V6.into()], KMS_PORT);
    let (_, report) = check(&site, &["--only", "kms", "--domain", "corp.test"]);
    assert_eq!(report.standing("kms"), "degraded");
    assert_eq!(report.causes("kms"), [("kms.port-reachable", "port-refused-here")]);
}

#[test]
fn two_dead_targets_block() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let (run, report) =
        check(&site, &["--only", "kms", "--require", "kms", "--domain", "corp.test"]);
    assert_eq!((report.standing("kms"), run.ended.code), ("blocked", 1));
    assert_eq!(report.causes("kms"), [("kms.port-reachable", "port-refused-here")]);
}

#[test]
fn a_firewall_that_drops_is_told_from_a_closed_port_within_the_limit() {
    let site = Site::open();
    let _kms = start_kms_host(&site, &[KMS1.into()], KMS_PORT);
    let _wall = Rule::add(&site, KMS1.into(), Port::Tcp(KMS_PORT), Action::Drop);
    let (run, report) = forced(&site, "127.0.1.1");
    assert_eq!(report.causes("kms"), [("kms.port-reachable", "port-silent")]);
    assert!((1.0..5.0).contains(&run.took.as_secs_f64()), "{:?}", run.took);
}

#[test]
fn an_rpc_server_without_kms_is_told_from_a_kms_host() {
    let site = Site::open();
    let _other = start_without_kms(&site, 49152);
    let (_, report) = forced(&site, "127.0.1.1:49152");
    assert_eq!(report.standing("kms"), "blocked");
    assert_eq!(report.causes("kms"), [("kms.rpc-bind-accepted", "bind-no-such-interface")]);
}

#[test]
fn a_web_server_is_told_from_a_kms_host() {
    let site = Site::open();
    let _web = nginx::start(&site, ENDPOINTS, Leaf::Good, Tls::Current);
    let (_, report) = forced(&site, "127.0.0.80:80");
    assert_eq!(report.causes("kms"), [("kms.rpc-bind-accepted", "bind-other-protocol")]);
    assert_eq!(report.findings("kms", "kms.rpc-bind-accepted")[0]["speaks"], "http");
}

#[test]
fn a_host_whose_second_family_is_dead_degrades() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let _kms1 = start_kms_host(&site, &[KMS1.into()], KMS_PORT);
    let _kms2 = start_kms_host(&site, &[KMS2.into(), KMS2_V6.into()], KMS_PORT);
    let (_, report) = check(&site, &["--only", "kms", "--domain", "corp.test"]);
    assert_eq!(
        (report.standing("kms"), report.causes("kms")),
        ("degraded", vec![("kms.port-reachable", "port-refused-here")])
    );
}

fn forced(site: &Site, host: &str) -> (Run, Report) {
    check(site, &["--only", "kms", "--kms", host, "--timeout", "1s"])
}
