//! A network on which everything works.

use actprobe::verdict::{Outcome, Standing};
use actprobe_probes::evidence::{Channel, Ended, Observed};

use crate::Reported;
use crate::network::Network;

#[tokio::test]
async fn a_healthy_network_is_said_to_be_healthy() {
    let network = Network::healthy().await;
    let run = network.check(&[]).await;
    run.ended_quietly_with(0);
    for word in ["KMS", "Online", "works", "kms1.corp.test"] {
        assert!(run.text().contains(word), "{word}: {}", run.text());
    }
    assert!(!run.text().contains('\u{1b}'), "no colours where no terminal is");
}

#[tokio::test]
async fn a_healthy_network_is_healthy_in_json_too() {
    let network = Network::healthy().await;
    let run = network.check(&["--format", "json", "--require", "kms,online"]).await;
    let report = run.ended_quietly_with(0).report();
    assert_eq!(report.verdict.outcome, Outcome::Works);
    assert_eq!(report.evidence.ended, Ended::Complete);
    assert_eq!(report.evidence.asked.required, [Channel::Kms, Channel::Online]);
    let usable =
        report.verdict.channels.iter().filter(|verdict| verdict.standing == Standing::Works);
    assert_eq!(
        usable.map(|verdict| verdict.channel).collect::<Vec<_>>(),
        [Channel::Kms, Channel::Online, Channel::Phone]
    );
    // And no host of a cloud that the tests happen to run in.
    let [published] = &report.evidence.kms.targets[..] else {
        panic!("{:?}", report.evidence.kms.targets)
    };
    assert_eq!(
        (published.host.as_str(), published.endpoints[0].address),
        ("kms1.corp.test", network.kms.at)
    );
    assert!(matches!(report.evidence.online.endpoints[0].http, Observed::Answered { .. }));
}

#[tokio::test]
async fn the_endpoints_are_sent_one_harmless_request_each() {
    let network = Network::healthy().await;
    network.check(&[]).await.ended_quietly_with(0);
    for server in [&network.https, &network.http] {
        let heads = server.heard();
        assert_eq!(heads.len(), 1, "{heads:?}");
        assert!(heads[0].starts_with("HEAD / ") || heads[0].starts_with("GET / "), "{heads:?}");
    }
}

#[tokio::test]
async fn what_no_terminal_shows_depends_on_no_locale() {
    let network = Network::healthy().await;
    for (locale, more, is_ascii) in [
        // PowerShell reads a pipe in the OEM code page.
        ("C", &[][..], cfg!(windows)),
        ("C.UTF-8", &[], cfg!(windows)),
        ("C.UTF-8", &["--ascii"], true),
    ] {
        let mut command = crate::program::command(network.arguments(more));
        command.env("LANG", locale);
        let run = crate::program::finished(command).await;
        let text = run.ended_quietly_with(0).text();
        assert_eq!(text.is_ascii(), is_ascii, "{locale}: {text}");
    }
}
