//! Discovery: what name servers say, and what it means that they do not.

use super::{KMS_PORT, check, good_dns, good_kms_hosts};
use crate::harness::{
    addresses::{DNS, KMS1, REFUSING_DNS, SECOND_DNS},
    bind::{self, Zones},
    firewall::{Action, Port, Rule},
    report::{Report, list},
    rpc::start_kms_host,
    site::{Site, resolve_with},
};

#[test]
fn a_domain_without_kms_host_is_blocked_for_want_of_a_record() {
    let report = discover_in("nxdomain.test");
    assert_eq!(report.standing("kms"), "blocked");
    assert_eq!(report.causes("kms"), [("kms.srv-published", "srv-name-not-found")]);
}

#[test]
fn a_name_with_other_records_only_is_told_from_a_missing_name() {
    let report = discover_in("nodata.test");
    assert_eq!(report.standing("kms"), "blocked");
    assert_eq!(report.causes("kms"), [("kms.srv-published", "srv-no-data")]);
}

#[test]
fn a_failing_zone_is_no_proof_of_absence() {
    let report = discover_in("servfail.test");
    assert_eq!(report.standing("kms"), "unknown");
    assert_eq!(report.findings("kms", "kms.srv-published")[0]["id"], "srv-unanswered");
}

#[test]
fn a_target_without_address_blocks() {
    let report = discover_in("dangling.test");
    assert_eq!(report.standing("kms"), "blocked");
    // A Windows host without a suffix of its own is told, too, that it would not look there.
    let causes = report.causes("kms");
    assert!(causes.contains(&("kms.target-resolves", "name-not-found")), "{causes:?}");
}

#[test]
fn forty_targets_are_fetched_over_tcp() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let _kms = start_kms_host(&site, &[KMS1.into()], KMS_PORT);
    resolve_with(&[DNS], &[]);
    let (_, report) = check(&site, &["--only", "kms", "--domain", "many.test"]);
    let reply = report.evidence("/kms/questions/0/answers/0/srv/value");
    assert_eq!(list(&reply["records"]).len(), 40);
    assert_eq!(report.findings("kms", "kms.rpc-bind-accepted")[0]["id"], "bind-accepted");
}

#[test]
fn a_secondary_that_stopped_its_transfers_is_noticed() {
    let site = Site::open();
    let (_dns, _kms) = (good_dns(&site), good_kms_hosts(&site));
    let _stale = bind::start(&site, SECOND_DNS, Zones::Stale);
    resolve_with(&[DNS, SECOND_DNS], &["corp.test"]);
    let (_, report) = check(&site, &["--only", "kms", "--timeout", "1s"]);
    assert_eq!(report.standing("kms"), "degraded");
    let causes = report.causes("kms");
    assert!(causes.contains(&("dns.servers-agree", "dns-servers-differ")), "{causes:?}");
}

#[test]
fn a_server_that_refuses_everything_is_not_a_server_without_the_record() {
    let site = Site::open();
    let _dns = bind::start(&site, REFUSING_DNS, Zones::Refused);
    resolve_with(&[REFUSING_DNS], &[]);
    let (run, report) =
        check(&site, &["--only", "kms", "--require", "kms", "--domain", "corp.test"]);
    assert_eq!((report.standing("kms"), run.ended.code), ("unknown", 3));
    assert_eq!(report.causes("kms"), [("dns.server-answers", "dns-refuses")]);
}

#[test]
fn a_silent_server_costs_its_limit_and_proves_nothing() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let _silence = Rule::add(&site, DNS.into(), Port::Udp(53), Action::Drop);
    let _and_by_tcp = Rule::add(&site, DNS.into(), Port::Tcp(53), Action::Drop);
    resolve_with(&[DNS], &[]);
    let (run, report) =
        check(&site, &["--only", "kms", "--domain", "corp.test", "--timeout", "1s"]);
    assert_eq!(report.standing("kms"), "unknown");
    // All servers of these tests are this host's own.
    assert_eq!(report.causes("kms"), [("dns.server-answers", "dns-of-this-host-down")]);
    assert!(run.took.as_secs() < 10, "{:?}", run.took);
}

/// What is said of `domain`, the only one that is searched.
fn discover_in(domain: &str) -> Report {
    let site = Site::open();
    let _dns = good_dns(&site);
    resolve_with(&[DNS], &[]);
    check(&site, &["--only", "kms", "--domain", domain]).1
}
