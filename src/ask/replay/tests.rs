use super::*;

const REPORT: &str = include_str!("../../../fixtures/reports/kms-silent-after-a-move.json");

fn refusal(text: &str) -> String {
    read(text.as_bytes()).unwrap_err().to_string()
}

/// The evidence of a report with its `imports` or another list of the top level replaced.
fn with(member: &str, list: &str) -> String {
    let report: Value = serde_json::from_str(REPORT).unwrap();
    let mut evidence = report["evidence"].clone();
    evidence[member] = serde_json::from_str(list).unwrap();
    evidence.to_string()
}

#[test]
fn a_report_is_read_in_every_encoding_and_evidence_alone() {
    let evidence = read(REPORT.as_bytes()).unwrap();
    let wide: Vec<u8> = REPORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let alone = serde_json::to_string(&evidence).unwrap();
    let marked = [b"\xef\xbb\xbf", REPORT.as_bytes()].concat();
    for bytes in [&wide[..], &[&[0xff, 0xfe], &wide[..]].concat(), alone.as_bytes(), &marked] {
        assert_eq!(read(bytes).unwrap(), evidence);
    }
}

#[test]
fn the_first_value_that_is_no_report_ends_the_reading() {
    for text in ["0,0", "[0,0", "\"x\" y", "true"] {
        let refused = refusal(text);
        assert!(refused.contains("expected an object at line 1 column"), "{text}: {refused}");
    }
}

#[test]
fn a_report_with_more_values_than_any_is_refused() {
    let many = format!("{{\"evidence\":[{}0]}}", "0,".repeat(MOST));
    assert!(refusal(&many).contains("more values than any has"));
    // What is no evidence is passed over.
    let verdict = many.replace("evidence", "verdict").replace("]}", "],\"evidence\":{}}");
    assert!(refusal(&verdict).contains("no schema_version"));
    assert!(
        refusal(&format!("{{\"a\":[{}0]}}", "0,".repeat(MOST)))
            .contains("more values than any has")
    );
}

#[test]
fn a_report_of_all_that_a_run_may_find_is_read() {
    let report: Value = serde_json::from_str(include_str!(
        "../../../fixtures/reports/kms-works-proxy-asks-password.json"
    ))
    .unwrap();
    let mut evidence = report["evidence"].clone();
    let fill = |list: &mut Value, length: usize| *list = vec![list[0].clone(); length].into();
    let questions = &mut evidence["kms"]["questions"];
    fill(&mut questions[0]["answers"][0]["srv"]["value"]["records"], 256);
    fill(&mut questions[0]["answers"], 16);
    fill(questions, 16);
    let read = read(evidence.to_string().as_bytes()).unwrap();
    assert_eq!(read.kms.questions[15].answers[15].srv.value().unwrap().records.len(), 256);
}

#[test]
fn a_report_with_a_longer_list_than_any_is_refused() {
    let import = r#"{"file":"a","kind":null,"truncated":false,"computer":"","used":"nothing"},"#;
    let imports = |count: usize| format!("[{}]", import.repeat(count).trim_end_matches(','));
    assert_eq!(
        read(with("imports", &imports(LONGEST_LIST + 1)).as_bytes()).unwrap().imports.len(),
        LONGEST_LIST + 1
    );
    assert!(refusal(&with("imports", &imports(40_001))).contains("found one of 40001"));
    let answers = r#"{"questions":[{"answers":["#.to_owned() + &"0,".repeat(64) + "0]}]}";
    assert!(refusal(&with("kms", &answers)).contains("at most 64 items there, found one of 65"));
    let questions = format!("{{\"questions\":[{}0]}}", "0,".repeat(LONGEST_LIST));
    assert!(refusal(&with("kms", &questions)).contains("found one of 1025"));
}

#[test]
fn neither_a_value_nor_a_key_writes_to_the_terminal() {
    let mut file =
        serde_json::json!({ "a\u{1b}[2J": [{ "b\u{2028}c": "\u{e000}\u{ad}x" }], "d": 1 });
    clean(&mut file, "").unwrap();
    assert_eq!(file, serde_json::json!({ "a [2J": [{ "b c": "  x" }], "d": 1 }));
}
