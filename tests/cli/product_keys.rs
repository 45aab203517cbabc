//! A product key where a name belongs: nobody on the network learns of it, and nothing that is
//! printed holds it whole.

use actprobe_probes::evidence::{FailureKind, NotAsked};

use crate::Reported;
use crate::network::{Network, text};
use crate::program::{self, Run};

/// Made at run time: no whole key stands in a file.
fn key(between: &str) -> String {
    ["BCDFG", "HJKMP", "QRTVW", "XY234", "6789B"].join(between)
}

#[tokio::test]
async fn a_key_for_a_name_is_sent_to_nobody_and_the_rest_is_asked_as_ever() {
    let network = Network::healthy().await;
    let site = network.file("more.toml");
    let (dash, none, line) = (key("-"), key(""), key("_"));
    let content = format!(
        "domains = [\"{dash}.corp.test\"]\n[kms]\nexpected = [\"{none}\"]\n[proxy]\n\
         url = \"direct\"\n\
         [[online.endpoints]]\nurl = \"http://crl.corp.test:{}/{dash}\"\n",
        network.http.at.port()
    );
    std::fs::write(&site, content).unwrap();
    let arguments = |more: &[&str]| {
        let own = network.arguments(more).into_iter();
        own.map(
            |argument| {
                if argument.ends_with("site.toml") { text(&site).to_owned() } else { argument }
            },
        )
        .collect::<Vec<_>>()
    };
    let named =
        ["--domain", &none, "--ad-domain", &format!("{line}.corp.test"), "--ntp-server", &dash];
    let run = program::run(arguments(&[&named[..], &["--format", "json"]].concat())).await;
    let report = run.report();
    is_clean(&run);

    let asked = network.dns.heard();
    assert!(asked.iter().any(|(name, _)| name == "_vlmcs._tcp.corp.test"), "{asked:?}");
    for name in asked.iter().map(|(name, _)| name.to_ascii_uppercase()) {
        assert!(!name.contains("6789B"), "{name}");
    }
    assert_eq!(network.http.conversations(), 0, "{:?}", network.http.heard());

    let kms = &report.evidence.kms;
    let of_keys = kms.questions.iter().filter(|question| question.name.contains("XXXXX"));
    let reasons: Vec<_> = of_keys.map(|question| question.answers[0].srv.not_asked()).collect();
    assert_eq!(reasons, [Some(NotAsked::ProductKey); 2]);
    let expected = kms.targets.iter().find(|target| target.host.contains("XXXXX")).unwrap();
    let failure = expected.addresses.ipv4.failure().unwrap();
    assert_eq!((failure.kind, failure.reporter.as_ref()), (FailureKind::NameNotFound, None));
    assert_eq!(report.evidence.online.endpoints[0].http.not_asked(), Some(NotAsked::ProductKey));

    let dry = program::run(arguments(&[&named[..], &["--dry-run"]].concat())).await;
    is_clean(&dry);
    assert!(!dry.text().contains("XXXXX"), "a key is no item of a plan: {}", dry.text());
    is_clean(&program::run(arguments(&named)).await);
}

#[tokio::test]
async fn what_standard_error_repeats_holds_no_key() {
    for key in
        [key("-"), key("\u{2013}"), key(" "), key("_").to_lowercase(), format!("pk{}foo", key("-"))]
    {
        for arguments in [
            vec!["--timeout", &key],
            vec!["--require", &key],
            vec![&key],
            vec!["--import", &format!("{key}.txt")],
            vec!["--site", &format!("no-such/{key}.toml")],
            vec!["replay", &format!("{key}.json")],
            vec!["--kms", &format!("{key}:port")],
            vec!["--domain", &format!("{key} x")],
        ] {
            let run = program::run(&arguments).await;
            assert_eq!(run.code(), Some(64), "{arguments:?}");
            is_clean(&run);
        }
    }
    let site = format!("[limits]\nstep = \"{}\"\n", key("-"));
    is_clean(&program::fed(["--site", "-"], site.as_bytes()).await);
    let report = format!("{{\"schema_version\":1,\"{}\":0}}", key("&#45;"));
    is_clean(&program::fed(["replay", "-"], report.as_bytes()).await);
}

/// The letters of a key in a row are no accident, whatever stands between them.
#[track_caller]
fn is_clean(run: &Run) {
    for output in [run.text(), &run.stderr] {
        let letters: String = output.chars().filter(char::is_ascii_alphanumeric).collect();
        for part in ["BCDFGHJ", "KMPQRT", "VWXY234", "XY2346789B"] {
            assert!(!letters.to_ascii_uppercase().contains(part), "{output}");
        }
    }
}
