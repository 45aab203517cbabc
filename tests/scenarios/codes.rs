//! A code that `slmgr /ato` ended with, beside a network: it is told, and of its causes this run
//! confirms those that hold here and no other.

use std::path::Path;

use actprobe::advice::codes::causes::{Beyond, Suspect};
use actprobe::advice::codes::{CauseStanding, ExplainedCode, step};
use actprobe::advice::remedy::{CodeStep, Remedy};
use actprobe::advice::step::Task;
use actprobe::ask::import::Imports;
use actprobe::catalogue::codes::{self, Way};
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{self, Style, render};
use actprobe::verdict::finding::{HexCode, Maybe};
use actprobe::verdict::{Owner, RequirementId};
use actprobe_probes::evidence::Evidence;
use serde_json::json;

use super::{in_every_scenario, judged};

const GREEN: &str = "nothing-is-wrong";

/// A code, the network, and the requirements that are its confirmed causes there.
#[rustfmt::skip]
const ROWS: &[(u32, &str, &[&str])] = &[
    (0x8004_FE33, GREEN, &[]),
    (0x8007_2F8F, GREEN, &[]),
    (0x8007_2EE7, GREEN, &[]),
    (0x8007_2EFD, GREEN, &[]),
    (0x8007_2EE2, GREEN, &[]),
    (0x8007_2EFE, GREEN, &[]),
    (0x8007_232B, GREEN, &[]),
    (0x8007_06BA, GREEN, &[]),
    (0xC004_F069, GREEN, &[]),
    (0xC004_F050, GREEN, &[]),
    (0xC004_E015, GREEN, &[]),
    (0x87E1_0BC6, GREEN, &[]),
    (0x8007_0422, GREEN, &[]),
    (0x8007_0005, GREEN, &[]),
    (0x8004_FE33, "proxy-asks-for-a-password", &["online.proxy-admits-host"]),
    (0x8007_2F8F, "tls-inspection-untrusted", &["online.certificate-genuine"]),
    (0x8007_2F8F, "root-certificates-of-this-windows-out-of-date", &["online.certificate-genuine"]),
    (0x8007_2F8F, "server-2008-r2-without-tls-1-2", &["host.tls12-offered"]),
    (0x8007_2EFE, "server-2019-with-tls-1-2-switched-off", &["host.tls12-offered"]),
    (0x8007_2F8F, "clock-five-hours-fast", &["host.clock-true"]),
    (0x8007_2EE7, "internet-names-fail-inside", &["online.name-resolves"]),
    (0x8007_2EFD, "proxy-refuses-connections", &["online.proxy-reachable"]),
    (0x8007_2EE2, "proxy-dead", &["online.proxy-reachable"]),
    (0x8007_2EFE, "tls-cut-off-by-name", &["online.tls-completes"]),
    (0x8007_232B, "kms-not-published", &["kms.srv-published"]),
    (0x8007_06BA, "firewall-drops-1688", &["kms.port-reachable"]),
    (0xC004_F074, "nothing-listens-on-1688", &["kms.port-reachable"]),
    (0xC004_F06C, "clock-five-hours-fast", &["host.clock-true", "kms.clock-within-tolerance"]),
    (0x8007_0422, "licensing-service-disabled", &["host.licensing-service-starts"]),
    (0xC004_F069, "evaluation-edition", &["host.edition-not-evaluation"]),
];

#[test]
fn a_code_is_joined_to_what_the_run_saw() {
    let differing = ROWS.iter().filter_map(|(code, network, expected)| {
        let report = Report::of(situation(*code, network));
        let Some(told) = report.advice.codes.iter().find(|told| told.code.0 == *code) else {
            return Some(format!("0x{code:08X} on {network} is not told"));
        };
        let found = confirmed(told);
        (found != *expected).then(|| {
            format!("0x{code:08X} on {network}\n  wanted {expected:?}\n  found  {found:?}")
        })
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

fn confirmed(told: &ExplainedCode) -> Vec<&str> {
    let confirmed = told.causes.iter().filter(|cause| cause.standing == CauseStanding::Confirmed);
    let requirement = |what: &Suspect| match what {
        Suspect::Requirement(id) => Some(id.as_str()),
        Suspect::Beyond(_) => None,
    };
    confirmed.filter_map(|cause| requirement(&cause.what)).collect()
}

fn situation(code: u32, network: &str) -> Evidence {
    let found = judged().iter().find(|(scenario, _)| scenario.name == network);
    let mut tree = serde_json::to_value(&found.unwrap().0.evidence).unwrap();
    tree["licensing"]["windows"] = json!({
        "outcome": "answered",
        "elapsed_us": 100,
        "value": { "activation_error": code },
    });
    serde_json::from_value(tree).unwrap()
}

/// Where this run answers a cause that no probe asks for, nothing says that it cannot be seen.
#[test]
fn what_this_run_answers_is_no_open_cause() {
    const ROOTS: &str = "root-certificates-of-this-windows-out-of-date";
    const MISSING: &str = "has no such root certificate";
    const BELOW: &str = "confirmed, and told below: [online.certificate-genuine]";
    for (code, network, change, said, unsaid) in [
        (0x8007_2F8F, ROOTS, json!({}), BELOW, "cannot be seen"),
        (0x8007_2F8F, GREEN, json!({}), "cannot be seen from here: what Windows' own TLS", MISSING),
        (
            0x8007_2EE7,
            GREEN,
            json!({ "status": "licensed" }),
            "confirmed: this is an older code: Windows is activated now",
            "cannot be seen",
        ),
        (
            0x8007_2EE7,
            GREEN,
            json!({ "reason": 0x8007_2EE7_u32 }),
            "not the cause: an older state (Windows says it now)",
            "cannot be seen",
        ),
    ] {
        let mut tree = serde_json::to_value(situation(code, network)).unwrap();
        let licence = tree["licensing"]["windows"]["value"].as_object_mut().unwrap();
        licence.extend(change.as_object().unwrap().clone());
        let page = page_of(&Report::of(serde_json::from_value(tree).unwrap()));
        let about = page.split("\n\n").find(|part| part.starts_with("Windows said")).unwrap();
        let about = in_one_line(about);
        assert!(about.contains(said) && !about.contains(unsaid), "0x{code:08X}, {said}\n{about}");
        assert_eq!(said == BELOW, in_one_line(&page).contains(MISSING), "{page}");
    }
}

/// A clone gets an id of its own by a rearm, unless none is left; and that is why a rearm failed.
#[test]
fn no_rearm_is_proposed_where_none_is_left() {
    for (left, is_proposed, standing) in
        [(0, false, CauseStanding::Confirmed), (2, true, CauseStanding::RuledOut)]
    {
        let mut tree =
            serde_json::to_value(situation(0xC004_D307, "captures-of-two-computers-with-one-key"))
                .unwrap();
        let own = "3f1c0c8e-0000-4000-8000-000000000017";
        tree["licensing"]["windows"]["value"]["cmid"] = json!(own);
        tree["licensing"]["windows"]["value"]["rearms"] = json!({ "windows": left, "sku": 5 });
        tree["licensing"]["others"] =
            json!([{ "file": "b.txt", "computer": "srv-b", "cmid": own }]);
        let report = Report::of(serde_json::from_value(tree).unwrap());
        let page = page_of(&report);
        assert!(page.contains("have the same client id"), "{page}");
        assert_eq!(page.contains("slmgr.vbs /rearm"), is_proposed, "{left} left\n{page}");
        let told = report.advice.codes.iter().find(|told| told.code.0 == 0xC004_D307).unwrap();
        assert_eq!(told.causes[0].standing, standing, "{left} left");
    }
}

/// Where the start of the service was read, nobody is asked to look at it.
#[test]
fn a_start_type_that_was_read_is_not_looked_at() {
    for (start, looks) in [(None, true), (Some("delayed"), false), (Some("disabled"), false)] {
        let mut tree =
            serde_json::to_value(situation(0x8007_0426, "licensing-service-disabled")).unwrap();
        tree["licensing"]["codes_by_hand"] = json!([]);
        tree["host"]["windows"]["value"]["licensing_service"] = json!(start);
        let page = in_one_line(&page_of(&Report::of(serde_json::from_value(tree).unwrap())));
        let restart = page.find("(sppsvc) is stopped").map(|at| &page[at..]);
        assert_eq!(restart.is_some(), start != Some("disabled"), "{start:?}\n{page}");
        let has_look = restart.is_some_and(|step| step.contains("sc.exe qc sppsvc"));
        assert_eq!(has_look, looks, "{start:?}\n{page}");
    }
}

/// What other servers say than those that Windows asks there rules nothing out, and nobody is told
/// to try again.
#[test]
fn a_rule_for_names_leaves_their_causes_open_and_sends_to_that_host() {
    const HIDDEN: &str = "name-rule-hides-the-record-from-slmgr";
    let published = Suspect::Requirement(RequirementId::KmsSrvPublished);
    for (rule, code, is_by_name) in [
        (true, 0x8007_232B_u32, true),
        (true, 0xC004_F074, true),
        (true, 0xC004_F06C, false),
        (false, 0x8007_232B, false),
    ] {
        let (_, report) = judged().iter().find(|(scenario, _)| scenario.name == HIDDEN).unwrap();
        let mut tree = serde_json::to_value(&report.evidence).unwrap();
        let state = json!({ "channel": "kms-client", "status": "notification" });
        tree["licensing"]["windows"]["value"] = state;
        tree["licensing"]["windows"]["value"]["activation_error"] = json!(code);
        if !rule {
            tree["host"]["windows"]["value"]["nrpt"] = json!([]);
        }
        let report = Report::of(serde_json::from_value(tree).unwrap());
        let advice = &report.advice;
        let causes = &advice.codes.iter().find(|told| told.code.0 == code).unwrap().causes;
        let ruled_out = causes.iter().filter(|cause| cause.standing == CauseStanding::RuledOut);
        let rules_out_the_record = ruled_out.into_iter().any(|cause| cause.what == published);
        let names = causes
            .iter()
            .any(|cause| matches!(cause.what, Suspect::Beyond(Beyond::NameRule { .. })));
        let next = advice.next.map_or("", |next| advice.steps[next].task.id());
        let steps: Vec<&str> = advice.steps.iter().map(|step| step.task.id()).collect();
        assert_eq!(names, is_by_name, "{rule} {code:X}");
        assert_eq!(next, if is_by_name { "ask-there" } else { "activate" }, "{rule} {code:X}");
        assert_eq!(steps.contains(&"activate"), !is_by_name, "{rule} {code:X}");
        assert_eq!(rules_out_the_record, !rule && code == 0x8007_232B, "{rule} {code:X}");
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn page_of(report: &Report) -> String {
    render(report, &Speech::new(Language::English), Style::default())
}

/// The reader has read it: in the answer a code stands once.
#[test]
fn the_answer_says_a_code_once() {
    in_every_scenario(|_, report| {
        let advice = &report.advice;
        let speech = Speech::new(Language::English);
        let main = text::answered(&advice.answer.main, advice, &speech);
        said_twice(&main).into_iter().collect()
    });
}

/// A code that stands in a sentence more than once.
pub fn said_twice(sentence: &str) -> Option<String> {
    let codes: Vec<&str> =
        sentence.match_indices("0x").filter_map(|(at, _)| sentence.get(at..at + 10)).collect();
    let twice = codes.iter().enumerate().find(|(at, code)| codes[at + 1..].contains(code));
    twice.map(|_| format!("  twice in: {sentence}"))
}

/// A code alone, as somebody pastes it, leads to a step of its own: whose, and what.
#[test]
fn every_code_alone_has_a_step_of_its_own() {
    const TWINS: [u32; 10] = [
        0x803F_A065,
        0x803F_A066,
        0x803F_A067,
        0x803F_A068,
        0x803F_A06C,
        0x803F_A071,
        0x803F_A076,
        0x803F_A07F,
        0x803F_A080,
        0x803F_A0CB,
    ];
    let without = codes::all().iter().map(|code| code.value).chain(TWINS).filter_map(|code| {
        let report = Report::of(alone(code));
        let next = report.advice.next.and_then(|at| report.advice.steps.get(at)).cloned();
        let is_own = next.is_some_and(|step| step.task != Task::Take(Remedy::AskThere {}));
        (!is_own).then(|| format!("0x{code:08X}"))
    });
    let without: Vec<String> = without.collect();
    assert!(without.is_empty(), "{} lead to none: {without:?}", without.len());
}

/// A connection that failed is the KMS host's or Microsoft's: the key decides it, and without one
/// nobody is sent to one of the two alone.
#[test]
fn a_code_of_the_network_leads_where_the_key_leads() {
    for code in [0x8007_2746, 0x8007_274C, 0x8007_274D, 0x8007_2751, 0x8007_04CF, 0x8007_2AF9] {
        for (way, step) in [
            (None, CodeStep::EitherWay),
            (Some(Way::KmsClient), CodeStep::WayToKms),
            (Some(Way::Mak), CodeStep::WayToMicrosoft),
            (Some(Way::Retail), CodeStep::WayToMicrosoft),
        ] {
            assert_eq!(step::of(code, way), Some(step), "0x{code:08X} {way:?}");
        }
        let advice = Report::of(alone(code)).advice;
        let next = &advice.steps[advice.next.unwrap()];
        let wanted = Remedy::AnswerCode {
            code: HexCode(code),
            step: CodeStep::EitherWay,
            proxy: Maybe(None),
            kms: Maybe(None),
        };
        assert_eq!(next.task, Task::Take(wanted), "0x{code:08X}");
        assert_eq!(next.owner, Owner::HostAdmin, "0x{code:08X}");
    }
}

fn alone(code: u32) -> Evidence {
    let mut imports = Imports::default();
    let text = format!("C:\\>cscript //nologo slmgr.vbs /ato\nError: 0x{code:08X}\n");
    imports.add(Path::new("ato.txt"), text.as_bytes());
    imports.alone("2026-11-27T09:00:00Z".parse().unwrap())
}
