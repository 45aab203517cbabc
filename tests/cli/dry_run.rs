//! `--dry-run` names everything and sends nothing.

use actprobe_probes::kms_target::MOST_MORE_BINDS;

use crate::network::{ACTIVATION, Network};
use crate::servers::web;

#[tokio::test]
async fn a_dry_run_names_every_peer_and_sends_nothing() {
    let network = Network::healthy().await;
    let kms = network.kms.at.to_string();
    let run = network.check(&["--dry-run", "--expected-kms", &kms]).await;
    run.ended_quietly_with(0);
    let (dns, ntp) = (network.dns.at.to_string(), network.ntp.at.to_string());
    for word in ["_vlmcs._tcp.corp.test", ACTIVATION, "http://crl.corp.test", &dns, &ntp, &kms] {
        assert!(run.text().contains(word), "{word}: {}", run.text());
    }
    let most = format!("up to {MOST_MORE_BINDS} more, each on a connection of its own");
    assert!(run.text().contains(&most), "{most}: {}", run.text());
    let beside = "and one bind to its port 1688, in case the other one is mistyped";
    assert!(run.text().contains(beside), "{}", run.text());
    assert_nothing_came_to(&network);
}

#[tokio::test]
async fn a_domain_of_other_letters_is_asked_in_both_spellings() {
    let network = Network::healthy().await;
    let run = network.check(&["--dry-run", "--domain", "Bücher.test"]).await;
    run.ended_quietly_with(0);
    for name in ["_vlmcs._tcp.bücher.test", "_vlmcs._tcp.xn--bcher-kva.test"] {
        assert!(run.text().contains(name), "{name}: {}", run.text());
    }
    assert_nothing_came_to(&network);
}

#[tokio::test]
async fn a_dry_run_names_the_proxy_and_what_is_asked_through_it() {
    let (network, proxy) = (Network::healthy().await, web::open_proxy().await);
    let run = network.check(&["--dry-run", "--proxy", &format!("http://{}", proxy.at)]).await;
    run.ended_quietly_with(0);
    assert!(
        run.text().contains(&proxy.at.to_string()) && run.text().contains(ACTIVATION),
        "{}",
        run.text()
    );
    assert!(proxy.heard().is_empty());
    assert_nothing_came_to(&network);
}

#[tokio::test]
async fn a_dry_run_names_the_controllers_that_were_named() {
    let network = Network::healthy().await;
    let more = ["--dry-run", "--ad-domain", "corp.test", "--ad-controller", "ldap.balanced.test"];
    let run = network.check(&more).await;
    run.ended_quietly_with(0);
    assert!(
        run.text().contains("To ldap.balanced.test and each domain controller found there"),
        "{}",
        run.text()
    );
    assert_nothing_came_to(&network);
}

#[tokio::test]
async fn a_dry_run_leaves_out_what_is_skipped() {
    let network = Network::healthy().await;
    let run = network.check(&["--dry-run", "--only", "clock-skew"]).await;
    run.ended_quietly_with(0);
    assert!(run.text().contains(&network.ntp.at.to_string()), "{}", run.text());
    assert!(!run.text().contains(ACTIVATION) && !run.text().contains("_vlmcs"), "{}", run.text());
}

#[tokio::test]
async fn a_dry_run_goes_to_a_file_as_any_output_does() {
    let network = Network::healthy().await;
    let file = network.file("plan.txt");
    let run = network.check(&["--dry-run", "--output", crate::network::text(&file)]).await;
    assert_eq!(run.ended_quietly_with(0).text(), "");
    assert!(std::fs::read_to_string(file).unwrap().contains(ACTIVATION));
}

#[track_caller]
fn assert_nothing_came_to(network: &Network) {
    assert!(network.dns.heard().is_empty(), "{:?}", network.dns.heard());
    assert!(network.kms.heard().is_empty() && network.ntp.heard().is_empty());
    assert!(network.https.heard().is_empty() && network.http.heard().is_empty());
}
