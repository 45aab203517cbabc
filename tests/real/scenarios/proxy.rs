//! The way through squid.

use super::{check, good_dns, good_endpoints};
use crate::harness::{
    actprobe::Run,
    addresses::PROXY,
    report::Report,
    site::Site,
    squid::{self, Policy},
};

#[test]
fn an_open_proxy_lets_all_endpoints_through() {
    let (_, report) = through(Policy::Open);
    assert_eq!((report.standing("online"), report.causes("online")), ("works", vec![]));
    assert_eq!(report.evidence("/online/endpoints/0/tunnel/value/status"), 200);
}

#[test]
fn a_proxy_that_wants_a_password_blocks_a_service_that_has_none() {
    let (run, report) = through(Policy::BasicAuthentication);
    assert_eq!((report.standing("online"), run.ended.code), ("blocked", 1));
    let causes = report.causes("online");
    assert_eq!(causes[0], ("online.proxy-admits-host", "proxy-asks-password"));
    assert!(causes.iter().all(|(_, finding)| *finding == "proxy-asks-password"), "{causes:?}");
    let finding = report.findings("online", "online.proxy-admits-host")[0];
    assert_eq!((&finding["kind"], &finding["schemes"][0]), (&"password".into(), &"Basic".into()));
}

#[test]
fn a_proxy_that_breaks_tls_open_is_named_by_its_authority() {
    let (_, report) = through(Policy::Inspecting);
    assert_eq!(report.causes("online"), [("online.certificate-genuine", "certificate-inspected")]);
    assert_eq!(
        report.findings("online", "online.certificate-genuine")[0]["issuer"],
        "CN=Gateway Root CA"
    );
}

#[test]
fn a_proxy_that_forbids_tunnels_is_named_with_its_status() {
    let (_, report) = through(Policy::NoTunnels);
    assert_eq!(report.standing("online"), "blocked");
    assert_eq!(report.causes("online"), [("online.proxy-admits-host", "proxy-denies")]);
    assert_eq!(report.findings("online", "online.proxy-admits-host")[0]["status"], 403);
}

#[test]
fn an_absent_proxy_is_the_one_cause() {
    let site = Site::open();
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let (_, report) = ask(&site);
    assert_eq!(report.standing("online"), "blocked");
    assert_eq!(report.causes("online"), [("online.proxy-reachable", "port-refused-here")]);
}

fn through(policy: Policy) -> (Run, Report) {
    let site = Site::open();
    let (_dns, _endpoints) = (good_dns(&site), good_endpoints(&site));
    let _proxy = squid::start(&site, PROXY, policy);
    ask(&site)
}

fn ask(site: &Site) -> (Run, Report) {
    check(
        site,
        &["--only", "online", "--require", "online", "--proxy", "http://proxy.corp.test:3128"],
    )
}
