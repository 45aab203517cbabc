//! `actprobe diff`: two saved reports, what changed, and the exit code.

use serde_json::{Value, json};

use crate::network::{Network, text};
use crate::program::{Run, fed, run};
use crate::servers::rpc;

const RECORDED: &str = include_str!("../../fixtures/reports/kms-works-proxy-asks-password.json");
const MOVED: &str = include_str!("../../fixtures/reports/kms-silent-after-a-move.json");

/// Compares two files with these contents.
async fn compare(before: &[u8], after: &[u8], more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let files = ["before.json", "after.json"].map(|name| folder.path().join(name));
    std::fs::write(&files[0], before).unwrap();
    std::fs::write(&files[1], after).unwrap();
    run([&["diff", text(&files[0]), text(&files[1])], more].concat()).await
}

#[tokio::test]
async fn the_same_report_twice_is_the_same() {
    let run = compare(RECORDED.as_bytes(), RECORDED.as_bytes(), &[]).await;
    assert!(
        run.ended_quietly_with(0).text().starts_with("What changed on srv-app-07?  Nothing.\n"),
        "{}",
        run.text()
    );
}

#[tokio::test]
async fn two_runs_against_the_same_network_are_the_same() {
    let network = Network::healthy().await;
    let before = network.check(&["--format", "json"]).await.stdout;
    let after = network.check(&["--format", "json"]).await.stdout;
    assert_ne!(before, after);
    compare(&before, &after, &[]).await.ended_quietly_with(0);
}

#[tokio::test]
async fn a_kms_host_that_refuses_after_a_live_run_is_told() {
    let network = Network::healthy().await;
    let before = network.check(&["--format", "json"]).await.stdout;
    let network = network.with_kms(rpc::rejecting().await).await;
    let after = network.check(&["--format", "json"]).await.stdout;
    // Marks beyond ASCII are for a console that shows them, which Windows is asked about.
    let run = compare(&before, &after, &["--ascii"]).await;
    let told = run.ended_quietly_with(1).text();
    for words in ["Worse: KMS.", "KMS: works -> blocked", "kms.rpc-bind-accepted"] {
        assert!(told.contains(words), "{words} not in: {told}");
    }
}

#[tokio::test]
async fn backwards_what_got_worse_got_better() {
    let there = compare(RECORDED.as_bytes(), MOVED.as_bytes(), &[]).await;
    let back = compare(MOVED.as_bytes(), RECORDED.as_bytes(), &["--ascii"]).await;
    assert!(
        there.ended_quietly_with(1).text().contains("Worse: KMS.")
            && !there.text().contains("Better")
    );
    assert!(
        back.ended_quietly_with(1).text().contains("Better: KMS.")
            && !back.text().contains("Worse")
    );
    assert!(
        back.text().is_ascii() && back.text().contains("KMS: blocked -> works"),
        "{}",
        back.text()
    );
}

#[tokio::test]
async fn json_has_the_conclusion_and_every_change_by_its_id() {
    let run = compare(RECORDED.as_bytes(), MOVED.as_bytes(), &["--format", "json"]).await;
    let diff = run.ended_quietly_with(1).json();
    assert_eq!((&diff["diff_version"], &diff["conclusion"]), (&json!(1), &json!("different")));
    assert_eq!(diff["channels"][0]["trend"], "worse");
    let things = diff["things"].as_array().unwrap().iter();
    let ids: Vec<_> = things.map(|change| change["thing"].as_str().unwrap()).collect();
    assert_eq!(ids, ["srv-record", "srv-record", "kms-target", "kms-target"]);
    let again = compare(RECORDED.as_bytes(), MOVED.as_bytes(), &["--format", "json"]).await;
    assert_eq!(again.stdout, run.stdout);
}

#[tokio::test]
async fn a_file_takes_the_comparison_instead_of_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("changes.txt");
    let run = compare(RECORDED.as_bytes(), MOVED.as_bytes(), &["--output", text(&file)]).await;
    assert_eq!(run.ended_quietly_with(1).text(), "");
    assert!(std::fs::read_to_string(&file).unwrap().contains("Worse: KMS."));
    let nowhere = folder.path().join("no-such-folder").join("changes.txt");
    let run = compare(RECORDED.as_bytes(), MOVED.as_bytes(), &["--output", text(&nowhere)]).await;
    assert_eq!((run.code(), run.text()), (Some(74), ""), "{}", run.stderr);
}

#[tokio::test]
async fn what_only_one_report_asked_ends_with_3() {
    let mut left_out: Value = serde_json::from_str(RECORDED).unwrap();
    left_out["evidence"]["kms"] = json!({});
    left_out["evidence"]["asked"]["skipped"] = json!(["kms-discovery", "kms-target"]);
    let run = compare(RECORDED.as_bytes(), left_out.to_string().as_bytes(), &[]).await;
    let told = run.ended_quietly_with(3).text();
    assert!(
        told.contains("What cannot be compared")
            && told.contains("KMS: before: known; now: not asked"),
        "{told}"
    );
    assert!(!told.contains("Worse") && !told.contains("gone"), "{told}");
}

#[tokio::test]
async fn two_hosts_are_said_to_be_two() {
    let other = RECORDED.replace("srv-app-07", "srv-app-08");
    let run = compare(RECORDED.as_bytes(), other.as_bytes(), &[]).await;
    let told = run.ended_quietly_with(1).text().replace('\n', " ");
    assert!(told.starts_with("What changed from srv-app-07 to srv-app-08?"), "{told}");
    assert!(told.contains("The reports come from two hosts."), "{told}");
}

#[tokio::test]
async fn names_that_mean_harm_do_not_reach_the_terminal() {
    let hostile = "\u{1b}]0;owned\u{7}\u{202e}";
    let mut after: Value = serde_json::from_str(RECORDED).unwrap();
    after["evidence"]["host"]["name"] = json!(hostile);
    after["evidence"]["host"]["dns"]["value"]["suffixes"][0]["name"] = json!(hostile.repeat(1000));
    after["evidence"]["kms"]["questions"][0]["answers"][0]["srv"]["value"]["records"][0]["target"] =
        json!(hostile);
    after["evidence"]["online"]["endpoints"][0]["url"] = json!(format!("https://{hostile}/"));
    for format in ["text", "json"] {
        let run =
            compare(RECORDED.as_bytes(), after.to_string().as_bytes(), &["--format", format]).await;
        let told = run.ended_quietly_with(1).text();
        let is_unfit = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(told.contains("owned") && !told.contains(is_unfit), "{}", told.escape_debug());
    }
}

#[tokio::test]
async fn one_of_the_two_may_be_standard_input_and_only_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("before.json");
    std::fs::write(&file, RECORDED).unwrap();
    fed(["diff", text(&file), "-"], MOVED.as_bytes()).await.ended_quietly_with(1);
    fed(["diff", "-", text(&file)], RECORDED.as_bytes()).await.ended_quietly_with(0);
    fed(["diff", "-", "-"], RECORDED.as_bytes())
        .await
        .was_refused_with(&["only one", "standard input"]);
}

#[tokio::test]
async fn the_file_that_is_no_report_is_named() {
    let cut = &RECORDED.as_bytes()[..RECORDED.len() / 2];
    compare(RECORDED.as_bytes(), cut, &[])
        .await
        .was_refused_with(&["after.json", "expected a JSON report"]);
    compare(b"hello", RECORDED.as_bytes(), &[])
        .await
        .was_refused_with(&["before.json", "expected a JSON report"]);
    let newer = RECORDED.replace("\"schema_version\": 1", "\"schema_version\": 999");
    compare(RECORDED.as_bytes(), newer.as_bytes(), &[])
        .await
        .was_refused_with(&["after.json", "999"]);
    run(["diff", "no-such-file.json", "other.json"])
        .await
        .was_refused_with(&["cannot read no-such-file.json"]);
    run(["diff", "one.json"]).await.was_refused_with(&["<AFTER>"]);
    let folder = tempfile::tempdir().unwrap();
    run(["diff", text(folder.path()), text(folder.path())])
        .await
        .was_refused_with(&["cannot read"]);
}
