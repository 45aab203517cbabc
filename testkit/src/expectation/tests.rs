use serde_json::json;

use super::*;

/// KMS is blocked by a port, a certificate follows from the clock, and Microsoft's servers work
/// with a warning.
fn report() -> Value {
    let requirement = |id: &str, status: &str, weight: &str, finding: Value| {
        json!({
            "id": id, "status": status, "weight": weight, "finding": finding,
            "owner": "network-team",
            "subjects": ["kms1.corp.test:1688 (192.0.2.1)"], "follows_from": [],
        })
    };
    let silent = json!({ "id": "port-silent", "waited": 4000, "router": "192.0.2.9" });
    let mut bind = requirement("kms.bind", "unmet", "needed", json!({ "id": "bind-silent" }));
    bind["follows_from"] = json!(["kms.port"]);
    let channel = |name: &str, standing: &str, requirements: Vec<Value>| {
        json!({
            "channel": name, "standing": standing, "requirements": requirements, "caveats": [],
            "headline": { "subjects": [], "finding": { "id": "some-line" } },
        })
    };
    let port = requirement("kms.port", "unmet", "needed", silent);
    let warning = requirement("time.agree", "unmet", "advice", json!({ "id": "falsetickers" }));
    json!({
        "evidence": { "clock": { "kind": "kiss" } },
        "verdict": {
            "outcome": "works", "caveats": [{ "id": "clock-unchecked" }],
            "indecisive": [{ "pointer": "/kms/1" }],
            "channels": [
                channel("kms", "blocked", vec![port, bind]),
                channel("online", "works", vec![warning]),
                channel("adba", "not-applicable", vec![]),
                channel("avma", "not-applicable", vec![]),
                channel("phone", "works", vec![]),
            ],
        },
    })
}

fn right() -> Value {
    json!({
        "caveats": ["clock-unchecked"],
        "indecisive": ["/kms/1"],
        "kms": {
            "standing": "blocked",
            "headline": "some-line",
            "root_causes": ["kms.port port-silent network-team router=192.0.2.9 subject=192.0.2.1"],
            "follow": ["kms.bind bind-silent"],
            "unknown": [],
        },
        "online": { "warnings": ["time.agree falsetickers network-team"] },
        "evidence": { "/clock/kind": "kiss" },
    })
}

fn objections(expected: &Value, report: &Value, shown: Shown) -> Vec<String> {
    let expected: Expectation = serde_json::from_value(expected.clone()).unwrap();
    expected.objections(report, shown)
}

#[test]
fn what_is_said_as_it_is_written_is_not_objected_to() {
    for shown in [Shown::Recorded, Shown::Live, Shown::LiveInWindows] {
        assert_eq!(objections(&right(), &report(), shown), [""; 0]);
    }
}

#[test]
fn whatever_is_written_otherwise_is_objected_to() {
    let cause = |line: &str| json!([line]);
    for (pointer, wrong) in [
        ("/caveats", json!([])),
        ("/caveats", json!(["clock-unchecked", "another"])),
        ("/indecisive", json!(["/kms/2"])),
        ("/kms/standing", json!("unknown")),
        ("/kms/headline", json!("another-line")),
        ("/kms/root_causes", json!([])),
        ("/kms/root_causes", cause("kms.port port-silent dns-admin")),
        ("/kms/root_causes", cause("kms.port port-silent network-team router=192.0.2.8")),
        ("/kms/root_causes", cause("kms.port port-silent network-team waited=4001")),
        ("/kms/root_causes", cause("kms.port port-silent network-team no-such=1")),
        ("/kms/root_causes", cause("kms.port port-silent network-team subject=192.0.2.2")),
        ("/kms/root_causes", cause("kms.port port-silent network-team more")),
        ("/kms/follow", json!([])),
        ("/kms/unknown", json!(["kms.port"])),
        ("/online/warnings", json!([])),
        ("/online/warnings", json!(["time.agree falsetickers network-team", "one two three"])),
        ("/evidence/~1clock~1kind", json!("rate")),
    ] {
        let mut expected = right();
        *expected.pointer_mut(pointer).unwrap() = wrong;
        for shown in [Shown::Recorded, Shown::Live] {
            assert_ne!(objections(&expected, &report(), shown), [""; 0], "{pointer}");
        }
    }
    for (name, value) in [("outcome", json!("blocked")), ("silent", json!(true))] {
        let mut expected = right();
        expected[name] = value;
        assert_ne!(objections(&expected, &report(), Shown::Recorded), [""; 0], "{name}");
    }
}

#[test]
fn what_is_not_mentioned_is_compared_according_to_the_evidence() {
    let mut terse = right();
    terse["kms"].as_object_mut().unwrap().remove("follow");
    assert_ne!(objections(&terse, &report(), Shown::Recorded), [""; 0]);
    assert_eq!(objections(&terse, &report(), Shown::Live), [""; 0]);

    let mut strange = report();
    strange["verdict"]["channels"][1]["caveats"] = json!([{ "id": "service-rule-unseen" }]);
    assert_eq!(objections(&right(), &strange, Shown::Recorded), [""; 0]);
    assert_ne!(objections(&right(), &strange, Shown::Live), [""; 0]);
    assert_eq!(objections(&right(), &strange, Shown::LiveInWindows), [""; 0]);

    let mut silenced = report();
    silenced["verdict"]["channels"][4]["standing"] = json!("unknown");
    assert_ne!(objections(&right(), &silenced, Shown::Recorded), [""; 0]);
    assert_eq!(objections(&right(), &silenced, Shown::Live), [""; 0]);
}

#[test]
fn what_is_unknown_counts_where_the_standing_hangs_on_it() {
    let mut unknown = report();
    unknown["verdict"]["channels"][0]["requirements"][0]["status"] = json!("unknown");
    unknown["verdict"]["channels"][0]["requirements"][1]["status"] = json!("unknown");
    let mut expected = right();
    expected["kms"]["unknown"] = json!(["kms.port", "kms.bind"]);
    assert_ne!(objections(&expected, &unknown, Shown::Recorded), [""; 0]);
    unknown["verdict"]["channels"][0]["standing"] = json!("unknown");
    expected["kms"]["standing"] = json!("unknown");
    assert_eq!(objections(&expected, &unknown, Shown::Recorded), [""; 0]);
}

#[test]
fn where_chance_decides_nothing_may_be_called_broken_and_much_may_be_left_open() {
    let mut expected = json!({ "accuses_nobody": true, "caveats": ["clock-unchecked"] });
    let mut report = report();
    let accused = objections(&expected, &report, Shown::Live).join("\n");
    for accusation in ["kms is blocked", "kms.port", "kms.bind", "time.agree"] {
        assert!(accused.contains(accusation), "{accused}");
    }
    for (channel, standing) in [(0, "unknown"), (1, "works")] {
        report["verdict"]["channels"][channel]["standing"] = standing.into();
        report["verdict"]["channels"][channel]["requirements"] = json!([]);
    }
    assert_eq!(objections(&expected, &report, Shown::Live), Vec::<String>::new());
    expected["caveats"] = json!([]);
    assert_eq!(objections(&expected, &report, Shown::Live).len(), 1);
}

#[test]
fn where_chance_decides_the_program_may_leave_all_open() {
    let takes = |expected: Value, code| {
        serde_json::from_value::<Expectation>(expected).unwrap().takes(code)
    };
    assert!([0, 3].into_iter().all(|code| takes(json!({ "accuses_nobody": true }), code)));
    assert!([1, 2].into_iter().all(|code| !takes(json!({ "accuses_nobody": true }), code)));
    assert!(!takes(json!({}), 3));
}
