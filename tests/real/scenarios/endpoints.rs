//! Microsoft's endpoints, each fault of TLS apart.

use super::{check, good_dns, good_endpoints};
use crate::harness::{
    actprobe::actprobe,
    addresses::ENDPOINTS,
    authority::Leaf,
    firewall::{Action, Port, Rule},
    nginx::{self, Tls},
    report::Report,
    site::Site,
};

#[test]
fn good_endpoints_work_without_a_proxy() {
    let report = ask_endpoints(Leaf::Good, Tls::Current);
    assert_eq!((report.standing("online"), report.causes("online")), ("works", vec![]));
}

#[test]
fn an_expired_certificate_blocks() {
    let report = ask_endpoints(Leaf::Expired, Tls::Current);
    assert_eq!(report.standing("online"), "blocked");
    assert_eq!(report.causes("online"), [("online.certificate-in-date", "certificate-expired")]);
}

#[test]
fn a_certificate_of_the_future_is_not_called_expired() {
    let report = ask_endpoints(Leaf::NotYetValid, Tls::Current);
    assert_eq!(report.standing("online"), "blocked");
    assert_eq!(
        report.causes("online"),
        [("online.certificate-in-date", "certificate-not-yet-valid")]
    );
}

#[test]
fn a_certificate_for_another_name_blocks() {
    let report = ask_endpoints(Leaf::WrongName, Tls::Current);
    assert_eq!(report.standing("online"), "blocked");
    assert_eq!(
        report.causes("online"),
        [("online.certificate-names-host", "certificate-other-names")]
    );
}

#[test]
fn a_peer_with_old_tls_only_blocks_at_the_handshake() {
    let report = ask_endpoints(Leaf::Good, Tls::Old);
    assert_eq!(report.standing("online"), "blocked");
    let causes = report.causes("online");
    assert!(
        causes.iter().all(|(requirement, _)| *requirement == "online.tls-completes"),
        "{causes:?}"
    );
    assert!(!causes.is_empty());
}

#[test]
fn tls_1_3_alone_completes_and_is_named() {
    let report = ask_endpoints(Leaf::Good, Tls::Newest);
    assert_eq!(report.standing("online"), "works");
    assert_eq!(report.evidence("/online/endpoints/0/tls/value/version"), "TLSv1.3");
}

#[test]
fn an_authority_that_the_site_did_not_accept_is_an_inspecting_one() {
    let site = Site::open();
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let run = actprobe(&site, &["--format", "json", "--only", "online"]);
    let report = Report::parse(&run.ended.stdout);
    assert_eq!(
        report.findings("online", "online.certificate-genuine")[0]["issuer"],
        "CN=Corp Test Root CA"
    );
}

#[test]
fn a_firewall_that_drops_https_costs_one_limit_for_all_endpoints() {
    let site = Site::open();
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let _wall = Rule::add(&site, ENDPOINTS.into(), Port::Tcp(443), Action::Drop);
    let (run, report) = check(&site, &["--only", "online", "--timeout", "1s"]);
    assert_eq!(report.standing("online"), "blocked");
    assert_eq!(report.causes("online"), [("online.port-reachable", "port-silent")]);
    assert!((1.0..5.0).contains(&run.took.as_secs_f64()), "{:?}", run.took);
}

fn ask_endpoints(leaf: Leaf, tls: Tls) -> Report {
    let site = Site::open();
    let _dns = good_dns(&site);
    let _endpoints = nginx::start(&site, ENDPOINTS, leaf, tls);
    check(&site, &["--only", "online"]).1
}
