//! What is wrong in the world, and the exit code that a pipeline sees.

use hickory_proto::op::ResponseCode;
use jiff::SignedDuration;

use crate::Reported;
use crate::network::{Network, zone};
use crate::servers::dns::{Habit, Zone};
use crate::servers::tcp::{Does, peer};
use crate::servers::{ntp, rpc};

#[tokio::test]
async fn a_kms_host_that_rejects_the_interface_blocks_kms() {
    let network = Network::healthy().await.with_kms(rpc::rejecting().await).await;
    let run = network.check(&["--require", "kms"]).await;
    run.ended_quietly_with(1);
    assert!(run.text().contains("kms.port-named-right"), "{}", run.text());
}

#[tokio::test]
async fn a_host_that_is_told_its_kms_host_is_not_helped_by_discovery() {
    let network = Network::healthy().await;
    let dead = peer(Does::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())).await;
    let run = network.check(&["--require", "kms", "--kms", &dead.at.to_string()]).await;
    run.ended_quietly_with(1);
    assert!(
        !network.dns.heard().iter().any(|(name, _)| name.starts_with("_vlmcs")),
        "{:?}",
        network.dns.heard()
    );
    assert!(network.kms.heard().is_empty());
}

#[tokio::test]
async fn without_a_published_host_kms_is_blocked_and_online_still_works() {
    let mut network = Network::healthy().await;
    network.dns = zone().serve().await;
    network.check(&["--require", "kms"]).await.ended_quietly_with(1);
    network.check(&[]).await.ended_quietly_with(0);
    network.check(&["--require", "online"]).await.ended_quietly_with(0);
}

#[tokio::test]
async fn a_clock_five_hours_off_blocks_kms() {
    for hours in [-5, 5] {
        let mut network = Network::healthy().await;
        network.ntp = ntp::ahead(SignedDuration::from_hours(hours)).await;
        let run = network.check(&["--require", "kms"]).await;
        run.ended_quietly_with(1);
        assert!(run.text().contains("host.clock-true"), "{}", run.text());
    }
}

#[tokio::test]
async fn a_warning_counts_where_it_is_to_count() {
    let mut network = Network::healthy().await;
    network.ntp = ntp::ahead(SignedDuration::from_hours(2)).await;
    network.check(&["--require", "kms"]).await.ended_quietly_with(0);
    network.check(&["--require", "kms", "--fail-on", "warning"]).await.ended_quietly_with(2);
}

#[tokio::test]
async fn servers_that_do_not_answer_leave_it_open() {
    let mut network = Network::healthy().await;
    network.dns = Zone::new().answering(Habit::Silent).serve().await;
    network.check(&["--require", "kms", "--timeout", "300ms"]).await.ended_quietly_with(3);
    network.dns = Zone::new().answering(Habit::Code(ResponseCode::ServFail)).serve().await;
    network.check(&["--require", "kms", "--timeout", "300ms"]).await.ended_quietly_with(3);
}

#[tokio::test]
async fn an_unsynchronised_or_silent_time_server_is_no_reference() {
    for server in [ntp::unsynchronised().await, ntp::silent().await] {
        let mut network = Network::healthy().await;
        network.ntp = server;
        let run = network
            .check(&["--timeout", "300ms", "--only", "clock-skew,kms", "--require", "kms"])
            .await;
        // The host was reached and accepted the bind; that nobody told the time is a doubt, not an
        // obstacle.
        assert_ne!(run.code(), Some(1), "{}", run.text());
        assert_eq!(run.stderr, "");
    }
}

#[tokio::test]
async fn a_firewall_that_swallows_the_bind_with_features_is_seen() {
    let network = Network::healthy().await.with_kms(rpc::silent_to_several_contexts().await).await;
    let run = network.check(&["--timeout", "1s", "--format", "json"]).await;
    let report = run.report();
    let kms = report.evidence.kms.targets.iter().find(|kms| kms.host == "kms1.corp.test").unwrap();
    assert!(kms.endpoints[0].bind_ndr32.value().is_some());
    assert!(kms.endpoints[0].bind_multi.failure().is_some());
}

#[tokio::test]
async fn what_is_skipped_is_not_asked() {
    let network = Network::healthy().await;
    network.check(&["--only", "kms"]).await.ended_quietly_with(0);
    assert!(network.https.heard().is_empty() && network.http.heard().is_empty());
    let asked_the_time = network.ntp.heard().len();
    let run = network.check(&["--only", "online.tls-completes"]).await;
    assert_eq!(run.code(), Some(0), "{}", run.text());
    assert!(run.stderr.contains("--ntp-server has no effect"), "{}", run.stderr);
    assert_eq!(
        (network.https.heard().len(), network.ntp.heard().len(), network.kms.heard().len()),
        (1, asked_the_time, 3)
    );
}

#[tokio::test]
async fn a_channel_asked_alone_is_judged_with_the_clock_that_decides_it() {
    let mut network = Network::healthy().await;
    network.ntp = ntp::ahead(SignedDuration::from_hours(5)).await;
    let run = network.check(&["--only", "kms", "--require", "kms"]).await;
    assert!(run.ended_quietly_with(1).text().contains("clock"), "{}", run.text());
    let left_out = "Left out by request: directory, online.";
    assert!(run.text().contains(left_out), "{}", run.text());
}

#[tokio::test]
async fn a_code_handed_in_by_hand_is_in_the_report() {
    let network = Network::healthy().await;
    let run = network.check(&["--only", "kms", "--format", "json", "--code", "-1073418124"]).await;
    assert_eq!(run.report().evidence.licensing.codes_by_hand, [0xC004_F074]);
}
