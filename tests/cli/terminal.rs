//! Nothing that came from outside is obeyed by the reader's terminal: neither in a report, in any
//! format, nor in a complaint.

use actprobe::say::report::Format;
use actprobe_probes::evidence::Evidence;
use clap::ValueEnum;
use serde::Deserialize;
use serde_json::Value;
use testkit::unfit::is_unfit;

use crate::program::{Run, command, fed, finished, run};

/// What a report may be printed as; a new format is in it by itself.
pub fn formats() -> impl Iterator<Item = String> {
    Format::value_variants()
        .iter()
        .map(|format| format.to_possible_value().unwrap().get_name().to_owned())
}

/// Every text shows as it is; line ends alone are obeyed.
#[track_caller]
pub fn shows_as_it_is(text: &str) {
    assert_eq!(text.chars().find(|&c| c != '\n' && is_unfit(c)), None, "{}", text.escape_debug());
}

/// The text without our colours: `ESC [ digits ; … m`.
pub fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        plain
            + part
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == ';')
                .trim_start_matches('m')
    })
}

#[tokio::test]
async fn hostile_names_in_a_saved_report_are_shown_and_not_obeyed_in_any_format() {
    let report = with_hostile_names();
    for format in formats() {
        let plain = fed(["replay", "-", "--format", &format], report.as_bytes()).await;
        assert_eq!(plain.stderr, "");
        shows_as_it_is(plain.text());
        let named =
            ["owned", "HOST", "reboot", "-type=ANY"].iter().any(|name| plain.text().contains(name));
        assert!(named, "the names are not there: {}", plain.text());
        assert_eq!(without_colors(colored(&format, &report).await.text()), plain.text());
    }
}

#[tokio::test]
async fn a_complaint_shows_what_was_typed_and_does_not_obey_it() {
    const HOSTILE: &str = "\u{1b}[2J\u{9b}31m\u{202e}x";
    for arguments in [
        &["--kms", HOSTILE][..],
        &["--dns-server", HOSTILE],
        &["--timeout", HOSTILE],
        &["--only", HOSTILE],
        &["--domain", HOSTILE],
        &["--proxy", HOSTILE],
        &["--format", HOSTILE],
        &["--site", HOSTILE],
        &["replay", HOSTILE],
        &[HOSTILE],
    ] {
        refused(&run(arguments).await);
    }
}

#[tokio::test]
async fn a_complaint_about_a_file_shows_its_text_and_does_not_obey_it() {
    let key = r#"{"schema_version":1,"\u001b[2J\u009b31m":0}"#;
    let variant = r#"{"schema_version":1,"tool_version":"","started_at":"\u001b]0;x\u0007"}"#;
    for file in [key, variant] {
        refused(&fed(["replay", "-"], file.as_bytes()).await);
    }
    for file in [
        "[\u{1b}[2J]\n",
        "\"\\u001b[2J\" = 1\n",
        "domains = [\"\\u009b31m\u{9b}31m\"]\n",
        "[dns]\nservers = ['\u{202e}x']\n",
    ] {
        refused(&fed(["--site", "-"], file.as_bytes()).await);
    }
}

#[tokio::test]
async fn a_complaint_about_a_line_without_end_has_one() {
    let site = format!("domains = [\"{}\n", "x".repeat(1_000_000));
    let run = fed(["--site", "-"], site.as_bytes()).await;
    refused(&run);
    assert!(run.stderr.len() < 10_000, "{} bytes", run.stderr.len());
}

#[tokio::test]
async fn an_exception_in_a_site_file_cannot_write_to_the_terminal() {
    let site = "[proxy]\nurl = \"http://192.0.2.1:80\"\nbypass = [\"\\u001b[2J\\u009b31m*\"]\n";
    let run = fed(["--site", "-", "--dry-run"], site.as_bytes()).await;
    assert_eq!((run.code(), run.stderr.as_str()), (Some(0), ""));
    shows_as_it_is(run.text());
}

#[track_caller]
fn refused(run: &Run) {
    assert_eq!((run.code(), run.text()), (Some(64), ""), "{}", run.stderr);
    assert!(run.stderr.len() > 20, "{}", run.stderr);
    shows_as_it_is(&run.stderr.replace("\r\n", "\n"));
}

async fn colored(format: &str, report: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    std::fs::write(&file, report).unwrap();
    let mut command = command(["replay", file.to_str().unwrap(), "--format", format]);
    command.env("CLICOLOR_FORCE", "1");
    let run = finished(command).await;
    assert!(
        format == "json" || run.text().contains('\u{1b}'),
        "there are no colours: {}",
        run.text()
    );
    run
}

/// A report in which every text that may be anything is one of the hostile names.
fn with_hostile_names() -> String {
    let names: Vec<Value> =
        serde_json::from_str(include_str!("../../fixtures/hostile/names.json")).unwrap();
    let saved = include_str!("../../fixtures/reports/kms-works-proxy-asks-password.json");
    let mut evidence = serde_json::from_str::<Value>(saved).unwrap()["evidence"].take();
    let mut given = 0;
    for at in texts(&evidence, String::new()) {
        let name = names[given % names.len()].clone();
        let honest = std::mem::replace(evidence.pointer_mut(&at).unwrap(), name);
        if Evidence::deserialize(&evidence).is_ok() {
            given += 1;
        } else {
            *evidence.pointer_mut(&at).unwrap() = honest;
        }
    }
    assert!(given > names.len(), "{given} names for the hostile to take");
    evidence.to_string()
}

fn texts(node: &Value, at: String) -> Vec<String> {
    match node {
        Value::String(_) => vec![at],
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, item)| texts(item, format!("{at}/{index}")))
            .collect(),
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| texts(value, format!("{at}/{key}"))).collect()
        }
        _ => Vec::new(),
    }
}
