//! Clocks: this host's against others, and others against each other.

use super::{KMS_PORT, check, good_dns, time_servers};
use crate::harness::{
    addresses::{DNS, KMS1, MICROSOFT_TIME, NTP1, NTP2},
    chrony::{self, Time},
    report::Report,
    rpc::start_kms_host,
    site::{Site, resolve_with},
};

#[test]
fn five_hours_off_block_kms_though_its_port_answers() {
    let site = Site::open();
    let (_dns, _time) = (good_dns(&site), time_servers(&site, Time::HoursAhead(5)));
    let report = with_kms(&site, &[]);
    assert_eq!(report.standing("kms"), "blocked");
    assert_eq!(report.causes("kms"), [("host.clock-true", "clock-off")]);
    assert_eq!(report.findings("kms", "kms.clock-within-tolerance")[0]["id"], "kms-clock-bad");
}

#[test]
fn three_hours_off_are_within_what_kms_tolerates() {
    let site = Site::open();
    let (_dns, _time) = (good_dns(&site), time_servers(&site, Time::HoursAhead(3)));
    let report = with_kms(&site, &[]);
    assert!(["works", "degraded"].contains(&report.standing("kms")), "{}", report.standing("kms"));
    assert_eq!(report.findings("kms", "kms.clock-within-tolerance")[0]["id"], "kms-clock-good");
}

#[test]
fn one_wrong_server_of_three_is_outvoted() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let _right = [chrony::start(&site, NTP1, Time::Right), chrony::start(&site, NTP2, Time::Right)];
    let _wrong = chrony::start(&site, MICROSOFT_TIME, Time::HoursAhead(5));
    let names = ["ntp1.corp.test", "ntp2.corp.test", "time.windows.com"];
    let report = with_kms(&site, &names);
    assert_ne!(report.standing("kms"), "blocked");
    assert_eq!(report.findings("kms", "kms.clock-within-tolerance")[0]["id"], "kms-clock-good");
}

#[test]
fn a_server_that_knows_that_it_is_lost_is_no_reference() {
    let site = Site::open();
    let (_dns, _time) = (good_dns(&site), time_servers(&site, Time::Unsynchronised));
    let report = with_kms(&site, &[]);
    assert_ne!(report.standing("kms"), "blocked");
    assert_eq!(report.findings("kms", "kms.clock-within-tolerance")[0]["id"], "kms-clock-unknown");
    assert_eq!(report.evidence("/clock/sources/0/sample/value/ntp/leap"), "unknown");
}

fn with_kms(site: &Site, time_servers: &[&str]) -> Report {
    let _kms = start_kms_host(site, &[KMS1.into()], KMS_PORT);
    resolve_with(&[DNS], &[]);
    let mut arguments = vec!["--skip", "online", "--kms", "127.0.1.1", "--domain", "corp.test"];
    for server in time_servers {
        arguments.extend(["--ntp-server", server]);
    }
    check(site, &arguments).1
}
