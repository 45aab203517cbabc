//! A saved report is judged again: same verdict, same bytes.

use serde_json::{Value, json};

use crate::network::{Network, text};
use crate::program::{fed, run};
use crate::servers::rpc;

async fn saved(code: i32) -> Vec<u8> {
    let mut network = Network::healthy().await;
    if code == 1 {
        network = network.with_kms(rpc::rejecting().await).await;
    }
    let run = network.check(&["--format", "json", "--require", "kms"]).await;
    run.ended_quietly_with(code);
    run.stdout
}

#[tokio::test]
async fn a_report_replayed_is_the_same_bytes_with_the_same_exit_code() {
    for code in [0, 1] {
        let report = saved(code).await;
        let again = fed(["replay", "-", "--format", "json"], &report).await;
        assert_eq!(again.ended_quietly_with(code).stdout, report);
    }
}

#[tokio::test]
async fn the_text_of_a_replay_is_the_text_of_the_run() {
    let report = saved(1).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    std::fs::write(&file, &report).unwrap();
    let (from_file, from_stdin) =
        (run(["replay", text(&file)]).await, fed(["replay", "-"], &report).await);
    assert_eq!(from_file.ended_quietly_with(1).stdout, from_stdin.stdout);
    assert!(from_file.text().contains("kms.port-named-right"));
}

#[tokio::test]
async fn a_replay_may_require_something_else() {
    let report = saved(1).await;
    fed(["replay", "-", "--require", "online"], &report).await.ended_quietly_with(0);
    fed(["replay", "-", "--require", "phone"], &report).await.ended_quietly_with(0);
    let offline = fed(["replay", "-", "--require", "offline", "--format", "json"], &report).await;
    assert_eq!(offline.json()["evidence"]["asked"]["required"], json!(["phone"]));
}

#[tokio::test]
async fn a_code_that_windows_printed_is_kept_once_however_it_is_written() {
    let codes = ["--code", "0xC004F074", "--code", "-1073418124", "--code=C004C008"];
    let as_json = ["replay", "--offline", "--format", "json"];
    let alone = run([&as_json[..], &codes].concat()).await;
    let kept = json!([0xC004_F074_u32, 0xC004_C008_u32]);
    assert_eq!(alone.json()["evidence"]["licensing"]["codes_by_hand"], kept, "{}", alone.stderr);
    let again = ["replay", "-", "--format", "json", "--code", "0xC004C008", "--code", "80070005"];
    let again = fed(again, &alone.stdout).await;
    let kept = json!([0xC004_F074_u32, 0xC004_C008_u32, 0x8007_0005_u32]);
    assert_eq!(again.json()["evidence"]["licensing"]["codes_by_hand"], kept, "{}", again.stderr);
}

#[tokio::test]
async fn evidence_alone_is_enough() {
    let report: Value = serde_json::from_slice(&saved(0).await).unwrap();
    let evidence = serde_json::to_vec(&report["evidence"]).unwrap();
    let again = fed(["replay", "-", "--format", "json"], &evidence).await;
    assert_eq!(again.ended_quietly_with(0).json(), report);
}

#[tokio::test]
async fn a_verdict_in_the_file_counts_for_nothing() {
    let mut report: Value = serde_json::from_slice(&saved(1).await).unwrap();
    report["verdict"] = json!({"outcome": "works"});
    fed(["replay", "-"], &serde_json::to_vec(&report).unwrap()).await.ended_quietly_with(1);
}

#[tokio::test]
async fn a_report_that_powershell_wrote_as_utf_16_is_read() {
    let report = saved(0).await;
    let text = std::str::from_utf8(&report).unwrap();
    let utf_16: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        fed(["replay", "-", "--format", "json"], &utf_16).await.ended_quietly_with(0).stdout,
        report
    );
}

#[tokio::test]
async fn what_is_no_report_is_refused_with_what_was_expected() {
    let whole = saved(0).await;
    let mut other: Value = serde_json::from_slice(&whole).unwrap();
    other["evidence"]["schema_version"] = json!(999);
    let mut unknown: Value = serde_json::from_slice(&whole).unwrap();
    unknown["evidence"]["host"]["shoe_size"] = json!(43);
    for (content, words) in [
        (b"Can srv1 activate?  Yes.\n".to_vec(), vec!["expected a JSON report", "line 1"]),
        (vec![], vec!["- is empty"]),
        (vec![0xff, 0x00, 0x9f, 0x92], vec!["expected a JSON report"]),
        (whole[..whole.len() / 2].to_vec(), vec!["expected a JSON report", "line"]),
        (
            b"[1, 2]".to_vec(),
            vec!["expected a JSON report", "expected an object at line 1 column 1"],
        ),
        (b"{}".to_vec(), vec!["no schema_version"]),
        (b"{\"evidence\": 7}".to_vec(), vec!["no schema_version"]),
        (serde_json::to_vec(&other).unwrap(), vec!["expected schema_version 1", "999"]),
        (serde_json::to_vec(&unknown).unwrap(), vec!["shoe_size"]),
    ] {
        fed(["replay", "-"], &content).await.was_refused_with(&words);
    }
}

#[tokio::test]
async fn json_nested_without_end_is_refused() {
    let nested = |begin: &str, level: &str| format!("{begin}{}", level.repeat(1_000_000));
    for (json, word) in [
        (nested("", "["), "expected an object"),
        (nested("{\"evidence\":", "["), "recursion limit"),
        (nested("{\"evidence\":", "{\"a\":"), "recursion limit"),
        (nested("", "{\"a\":"), "EOF while parsing"),
    ] {
        fed(["replay", "-"], json.as_bytes()).await.was_refused_with(&[word]);
    }
}
