//! Everything works, and the tool says so and nothing else.

use super::{check, good_dns, good_endpoints, good_kms_hosts, time_servers};
use crate::harness::{
    actprobe::actprobe,
    chrony::Time,
    report::{list, text},
    site::Site,
};

#[test]
fn a_healthy_site_is_called_healthy_and_nothing_is_changed_by_asking() {
    let site = Site::open();
    let (_dns, kms, endpoints) = (good_dns(&site), good_kms_hosts(&site), good_endpoints(&site));
    let _time = time_servers(&site, Time::Right);
    let (run, report) = check(&site, &["--domain", "corp.test"]);
    assert_eq!((report.standing("kms"), report.causes("kms")), ("works", vec![]));
    assert_eq!((report.standing("online"), report.causes("online")), ("works", vec![]));
    assert_eq!(run.ended.code, 0);
    assert_eq!(report.evidence("/kms/targets/0/endpoints/0/bind_padded/value/sent"), 1432);
    for host in kms {
        // Three binds to each of two addresses; more would be a burden, and requests are forbidden.
        assert_eq!((host.binds_seen(), host.requests_seen()), (6, vec![]));
    }
    let asked = endpoints.requests_seen();
    assert!(
        asked.iter().all(|request| request.starts_with("HEAD ") || request.starts_with("GET ")),
        "{asked:?}"
    );
    assert!(
        asked.iter().any(|request| request.ends_with(" https://activation.sls.microsoft.com/")),
        "{asked:?}"
    );
}

#[test]
fn the_dns_servers_are_those_of_the_system() {
    let site = Site::open();
    let _dns = good_dns(&site);
    let (_, report) = check(&site, &["--only", "kms-discovery", "--domain", "corp.test"]);
    let answers = list(&report.evidence("/kms/questions/0")["answers"]);
    let servers: Vec<&str> = answers.iter().map(|answer| text(&answer["server"])).collect();
    assert_eq!(servers, ["127.0.0.53:53"]);
}

#[test]
fn a_saved_report_is_judged_again_to_the_same_bytes() {
    let site = Site::open();
    let (_dns, _kms) = (good_dns(&site), good_kms_hosts(&site));
    let (first, _) = check(&site, &["--only", "kms", "--domain", "corp.test"]);
    let saved = site.write("saved.json", &first.ended.stdout);
    let again = actprobe(&site, &["replay", "--format", "json", &saved]);
    assert_eq!(again.ended.stdout, first.ended.stdout);
    assert_eq!(again.ended.code, first.ended.code);
}
