//! One change at a time to a report that tells everything.

use actprobe_probes::evidence::{Channel, Evidence};
use serde_json::{Value as Json, json};

use super::*;
use crate::verdict::{RequirementId, Standing, judge};

const RECORDED: &[u8] = include_bytes!("../../fixtures/reports/kms-works-proxy-asks-password.json");

/// The recorded run, on a Windows guest in a domain.
fn base() -> Json {
    let answered = |value: Json| json!({"outcome": "answered", "value": value});
    let mut evidence = serde_json::from_slice::<Json>(RECORDED).unwrap()["evidence"].take();
    for given in ["servers", "suffixes"] {
        for own in evidence["host"]["dns"]["value"][given].as_array_mut().unwrap() {
            own["origin"] = json!("connection");
        }
    }
    for question in evidence["kms"]["questions"].as_array_mut().unwrap() {
        question["origin"] = json!("connection");
    }
    evidence["host"]["kvp"] = answered(json!({"physical_host": "hv01.corp.example"}));
    evidence["host"]["windows"] = answered(json!({
        "product": {"edition_id": "ServerStandard", "build": 17763, "revision": 1},
        "membership": {"state": "domain", "domain": "corp.example"},
    }));
    evidence["licensing"]["windows"] = answered(json!({
        "status": "licensed", "channel": "kms-client", "partial_key": "8XDDG",
        "remaining_minutes": 259_200,
        "activation_id": "34e1ae55-27f8-4950-8877-7a03be5fb181",
        "cmid": "5ee8b1ac-0000-4000-8000-000000000001",
        "forced_kms": {"host": "kms1.corp.example", "port": 1688}, "activation_object": "one",
        "avma_host": "hv01",
    }));
    let object = json!({"name": "Server", "partial_key": "AAAAA"});
    evidence["directory"] = json!({"domain": "corp.example", "domain_origin": "member",
        "controllers": [{
        "host": "dc1.corp.example",
        "ping": answered(json!({"reply": "controller", "client_site": "Paris"})),
        "activation_objects":
            answered(json!({"result": "found", "objects": [object], "container_readable": true})),
    }]});
    evidence["online"]["endpoints"][0]["tls"] = answered(json!({
        "version": "TLSv1.2", "name_matches": true, "system_trust": "trusted",
        "mozilla_trust": "trusted",
        "microsoft_trust": "trusted", "chain": [{"subject": "CN=a", "issuer": "CN=Microsoft",
        "not_before": "2026-01-01T00:00:00Z", "not_after": "2027-01-01T00:00:00Z"}],
    }));
    evidence
}

fn compared(before: &Json, after: &Json) -> Diff {
    let read = |tree: &Json| {
        serde_json::from_value::<Evidence>(tree.clone()).unwrap_or_else(|error| panic!("{error}"))
    };
    let (before, after) = (read(before), read(after));
    diff(&before, &judge(&before), &after, &judge(&after))
}

fn with(pointer: &str, value: Json) -> Json {
    let mut tree = base();
    *tree.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is nowhere")) = value;
    tree
}

/// The things that changed, as `thing of item: before > after`.
#[track_caller]
fn changed(before: &Json, after: &Json) -> Vec<String> {
    let shown = |value: &Option<Value>| {
        value.as_ref().map_or(json!(null), |value| json!(value)).to_string()
    };
    let line = |change: &ThingChange| {
        let ThingChange { thing, of, item, before, after } = change;
        format!("{} {of} {item}: {} > {}", thing.as_str(), shown(before), shown(after))
    };
    compared(before, after).things.iter().map(line).collect()
}

#[test]
fn the_base_is_as_it_is_and_tells_everything() {
    assert_eq!(compared(&base(), &base()).conclusion, Conclusion::Same);
    let evidence: Evidence = serde_json::from_value(base()).unwrap();
    let facts = facts::known(&evidence, &judge(&evidence));
    for thing in Thing::ALL {
        assert!(
            facts.iter().any(|((known, _), outcome)| known == thing && outcome.is_ok()),
            "{}",
            thing.as_str()
        );
    }
}

const SRV: &str = "/kms/questions/0/answers/0/srv/value/records";
const SRV_NAME: &str = "srv-record _vlmcs._tcp.corp.example";

/// Where, to what, and what is said of it.
type Row = (&'static str, Json, String);

/// One row a kind of thing.
fn rows() -> Vec<Row> {
    [of_the_host(), of_kms(), of_the_proxy(), of_the_directory(), of_the_licence()].concat()
}

fn row(pointer: &'static str, value: Json, said: &str) -> Row {
    (pointer, value, said.to_owned())
}

/// Of a thing that there is one of.
fn one(thing: &str, before: &str, after: &str) -> String {
    format!("{thing}  : \"{before}\" > \"{after}\"")
}

fn of_the_host() -> Vec<Row> {
    let edition = one("edition", "ServerStandard", "ServerDatacenter");
    let physical_host = one("physical-host", "hv01.corp.example", "hv02.corp.example");
    vec![
        ("/host/name", json!("SRV-NEW"), one("host-name", "srv-app-07", "srv-new")),
        ("/host/windows/value/product/edition_id", json!("ServerDatacenter"), edition),
        ("/host/windows/value/product/build", json!(26100), one("build", "17763", "26100")),
        (
            "/host/windows/value/membership",
            json!({"state": "workgroup"}),
            one("membership", "corp.example", "workgroup"),
        ),
        ("/host/kvp/value/physical_host", json!("HV02.corp.example"), physical_host),
        row(
            "/host/dns/value/servers/0/address",
            json!("192.0.2.54:53"),
            r#"dns-servers  : ["192.0.2.53"] > ["192.0.2.54"]"#,
        ),
        row(
            "/host/dns/value/suffixes/0/name",
            json!("b.example"),
            r#"dns-suffixes  : ["corp.example"] > ["b.example"]"#,
        ),
    ]
}

fn of_kms() -> Vec<Row> {
    let record = |priority: u16, weight: u16, port: u16, target: &str| {
        json!({"priority": priority, "weight": weight, "port": port, "target": target,
            "ttl_s": 60})
    };
    let of_record = |records: Json, said: &str| row(SRV, records, &format!("{SRV_NAME} {said}"));
    vec![
        of_record(
            json!([
                record(0, 0, 1688, "KMS1.corp.example"),
                record(0, 0, 1688, "kms2.corp.example")
            ]),
            r#"kms2.corp.example: null > ["0 0 1688"]"#,
        ),
        of_record(json!([]), r#"kms1.corp.example: ["0 0 1688"] > null"#),
        of_record(
            json!([record(10, 0, 1688, "kms1.corp.example")]),
            r#"kms1.corp.example: ["0 0 1688"] > ["10 0 1688"]"#,
        ),
        of_record(
            json!([record(0, 5, 1688, "kms1.corp.example")]),
            r#"kms1.corp.example: ["0 0 1688"] > ["0 5 1688"]"#,
        ),
        of_record(
            json!([record(0, 0, 1689, "kms1.corp.example")]),
            r#"kms1.corp.example: ["0 0 1688"] > ["0 0 1689"]"#,
        ),
        row(
            "/kms/targets",
            json!([]),
            r#"kms-target  kms1.corp.example:1688: "bind-accepted" > null"#,
        ),
    ]
}

fn of_the_proxy() -> Vec<Row> {
    vec![
        row(
            "/proxy/settings/value/servers/0/address/port",
            json!(3128),
            r#"proxy-servers  : ["192.0.2.80:8080"] > ["192.0.2.80:3128"]"#,
        ),
        row(
            "/proxy/settings/value/bypass",
            json!(["*.local"]),
            r#"proxy-bypass  : null > ["*.local"]"#,
        ),
        row(
            "/proxy/settings/value/auto_config_url",
            json!("http://wpad/"),
            r#"proxy-script  : null > ["http://wpad/"]"#,
        ),
        row(
            "/online/endpoints/0/route",
            json!({"proxies": [], "reason": "no-proxy"}),
            r#"route https://activation.sls.microsoft.com/ : "192.0.2.80:8080" > "direct""#,
        ),
        row(
            "/online/endpoints/0/tls/value/chain/0/issuer",
            json!("CN=Proxy"),
            "certificate-issuer https://activation.sls.microsoft.com/ : \
             \"CN=Microsoft\" > \"CN=Proxy\"",
        ),
    ]
}

fn of_the_directory() -> Vec<Row> {
    vec![
        row(
            "/directory/controllers/0/host",
            json!("dc2.corp.example"),
            "domain-controller  dc1.corp.example: \"answers\" > null|\
             domain-controller  dc2.corp.example: null > \"answers\"",
        ),
        row(
            "/directory/controllers/0/ping",
            json!({"outcome": "failed", "step": "connect", "kind": "timed-out"}),
            r#"domain-controller  dc1.corp.example: "answers" > "connect timed-out""#,
        ),
        row(
            "/directory/controllers/0/activation_objects/value/objects",
            json!([{"name": "Windows 11", "partial_key": "BBBBB"}]),
            "activation-object  Server: \"AAAAA\" > null|\
             activation-object  Windows 11: null > \"BBBBB\"",
        ),
    ]
}

fn of_the_licence() -> Vec<Row> {
    let of = |pointer: &'static str, thing: &str, before: &str, after: &str| {
        (pointer, json!(after), one(thing, before, after))
    };
    vec![
        of("/licensing/windows/value/status", "licence-status", "licensed", "unlicensed"),
        of("/licensing/windows/value/channel", "key-channel", "kms-client", "mak"),
        of("/licensing/windows/value/partial_key", "partial-key", "8XDDG", "CCCCC"),
        of(
            "/licensing/windows/value/activation_id",
            "activation-id",
            "34e1ae55-27f8-4950-8877-7a03be5fb181",
            "0",
        ),
        of("/licensing/windows/value/cmid", "cmid", "5ee8b1ac-0000-4000-8000-000000000001", "0"),
        of("/licensing/windows/value/activation_object", "used-activation-object", "one", "two"),
        of("/licensing/windows/value/avma_host", "avma-host", "hv01", "hv02"),
        (
            "/licensing/windows/value/forced_kms/port",
            json!(1700),
            one("forced-kms", "kms1.corp.example:1688", "kms1.corp.example:1700"),
        ),
    ]
}

#[test]
fn each_kind_of_change_is_told_and_nothing_else() {
    for (pointer, value, expected) in rows() {
        let told = changed(&base(), &with(pointer, value));
        assert_eq!(told.join("|"), expected, "{pointer}");
    }
}

#[test]
fn a_notification_is_told_by_its_code() {
    let mut tree = base();
    tree["licensing"]["windows"]["value"]["status"] = json!("notification");
    tree["licensing"]["windows"]["value"]["reason"] = json!(0xC004_F034_u32);
    let told = [
        "licence-status  : \"licensed\" > \"notification\"",
        "licence-reason  : null > \"0xC004F034\"",
    ];
    assert_eq!(changed(&base(), &tree), told);
}

#[test]
fn a_kms_host_is_told_by_what_stopped_it() {
    let stopped_by =
        |why: &str| [format!("kms-target  kms1.corp.example:1688: \"bind-accepted\" > \"{why}\"")];
    assert_eq!(changed(&base(), &with_silent_kms_port()), stopped_by("connect timed-out"));
    let mut refused = base();
    for bind in ["bind_ndr32", "bind_multi"] {
        let nak = json!({"outcome": "answered", "value": {"reply": "bind-nak", "reason": 4}});
        refused["kms"]["targets"][0]["endpoints"][0][bind] = nak;
    }
    assert_eq!(changed(&base(), &refused), stopped_by("bind-nak"));
    let mut gone = with_silent_kms_port();
    let nobody = json!({"outcome": "failed", "step": "resolve", "kind": "name-not-found"});
    gone["kms"]["targets"][0]["addresses"] = json!({"ipv4": nobody, "ipv6": nobody});
    gone["kms"]["targets"][0]["endpoints"] = json!([]);
    assert_eq!(changed(&base(), &gone), stopped_by("resolve name-not-found"));
}

#[test]
fn what_nobody_acts_on_is_no_change() {
    for (pointer, value) in [
        ("/host/windows/value/product/revision", json!(6000)),
        ("/host/name", json!("SRV-APP-07")),
        ("/licensing/windows/value/remaining_minutes", json!(250_000)),
        ("/tool_version", json!("99.0.0")),
        ("/started_at", json!("2026-11-23T00:00:00Z")),
        ("/kms/targets/0/endpoints/0/connect/value/local", json!("192.0.2.9:1")),
    ] {
        assert_eq!(
            compared(&base(), &with(pointer, value)).conclusion,
            Conclusion::Same,
            "{pointer}"
        );
    }
}

fn with_clock_off_by(offset_us: i64) -> Json {
    let mut tree = base();
    for source in tree["clock"]["sources"].as_array_mut().unwrap() {
        source["sample"]["value"]["offset_us"] = offset_us.into();
    }
    tree
}

#[test]
fn a_clock_may_wander_for_five_minutes() {
    assert_eq!(changed(&with_clock_off_by(0), &with_clock_off_by(300_000_000)), [""; 0]);
    assert_eq!(
        changed(&with_clock_off_by(0), &with_clock_off_by(301_000_000)),
        ["clock-offset  : 0 > 301000"]
    );
}

#[test]
fn a_clock_that_becomes_wrong_is_told_however_little_it_moved() {
    let diff = compared(&with_clock_off_by(3_599_000_000), &with_clock_off_by(3_601_000_000));
    assert!(diff.things.is_empty());
    let ids: Vec<_> =
        diff.channels.iter().flat_map(|c| &c.requirements).map(|r| (r.id, r.trend)).collect();
    assert!(ids.contains(&(RequirementId::ClockTrue, Trend::Worse)), "{ids:?}");
}

fn kms(diff: &Diff) -> &ChannelChange {
    diff.channels.iter().find(|change| change.channel == Channel::Kms).unwrap()
}

fn with_silent_kms_port() -> Json {
    let mut tree = base();
    let endpoint = &mut tree["kms"]["targets"][0]["endpoints"][0];
    endpoint["connect"] = json!({"outcome": "failed", "step": "connect", "kind": "timed-out",
        "elapsed_us": 4_000_000});
    for bind in ["bind_ndr32", "bind_multi"] {
        endpoint[bind] = json!({"outcome": "not-asked", "reason": "earlier-step-failed"});
    }
    tree
}

#[test]
fn a_channel_that_is_blocked_now_is_worse_and_says_why() {
    let diff = compared(&base(), &with_silent_kms_port());
    let change = kms(&diff);
    assert_eq!(
        (change.before, change.after, change.trend),
        (Standing::Works, Standing::Blocked, Trend::Worse)
    );
    let [requirement] = change.requirements.as_slice() else { panic!("{:?}", change.requirements) };
    assert_eq!(
        (requirement.id, requirement.trend),
        (RequirementId::KmsPortReachable, Trend::Worse)
    );
    assert!(requirement.after.as_ref().unwrap().root_cause);
    let back = compared(&with_silent_kms_port(), &base());
    assert_eq!(
        (kms(&back).trend, kms(&back).requirements[0].trend),
        (Trend::Better, Trend::Better)
    );
}

#[test]
fn another_reason_for_the_same_block_is_a_change() {
    let mut refused = with_silent_kms_port();
    refused["kms"]["targets"][0]["endpoints"][0]["connect"]["kind"] = json!("refused");
    let diff = compared(&with_silent_kms_port(), &refused);
    assert_eq!(kms(&diff).trend, Trend::Same);
    assert_eq!(kms(&diff).requirements[0].trend, Trend::Other);
    let mut later = with_silent_kms_port();
    later["kms"]["targets"][0]["endpoints"][0]["connect"]["elapsed_us"] = json!(9_000_000);
    assert_eq!(compared(&with_silent_kms_port(), &later).conclusion, Conclusion::Same);
}

fn gaps(diff: &Diff) -> Vec<String> {
    let told = |told: &Knowledge| json!(told)["told"].as_str().unwrap().to_owned();
    let name = |what: What| match what {
        What::Channel(channel) => actprobe_probes::evidence::Id::id(channel).to_owned(),
        What::Requirement(id) => id.as_str().to_owned(),
        What::Thing(thing) => thing.as_str().to_owned(),
    };
    diff.not_comparable
        .iter()
        .map(|g| format!("{}: {} > {}", name(g.what), told(&g.before), told(&g.after)))
        .collect()
}

#[test]
fn what_one_report_did_not_ask_is_not_comparable_and_no_change() {
    let mut tree = base();
    tree["host"]["kvp"] = json!({"outcome": "not-asked", "reason": "unsupported"});
    tree["directory"] = json!({"domain": "corp.example", "domain_origin": "member"});
    let diff = compared(&base(), &tree);
    assert_eq!(diff.conclusion, Conclusion::Inconclusive);
    assert_eq!(
        gaps(&diff),
        [
            "physical-host: known > not-asked",
            "domain-controller: known > not-asked",
            "activation-object: known > not-asked"
        ]
    );
    assert_eq!(compared(&tree, &tree).conclusion, Conclusion::Same);
}

#[test]
fn a_channel_that_was_left_out_is_not_comparable_as_a_whole() {
    let mut tree = base();
    tree["kms"] = json!({});
    tree["asked"]["skipped"] = json!(["kms-discovery", "kms-target"]);
    for diff in [compared(&base(), &tree), compared(&tree, &base())] {
        assert_eq!(diff.conclusion, Conclusion::Inconclusive, "{diff:#?}");
        let whats: Vec<_> = diff.not_comparable.iter().map(|gap| gap.what).collect();
        let things = [Thing::SrvRecord, Thing::KmsTarget].map(What::Thing);
        assert_eq!(whats, [&[What::Channel(Channel::Kms)], things.as_slice()].concat());
    }
}

#[test]
fn a_kms_host_that_time_did_not_suffice_for_is_not_comparable() {
    let mut tree = base();
    for step in ["connect", "bind_ndr32", "bind_multi"] {
        let cut = json!({"outcome": "not-asked", "reason": "deadline"});
        tree["kms"]["targets"][0]["endpoints"][0][step] = cut;
    }
    tree["ended"] = json!("deadline");
    let diff = compared(&base(), &tree);
    assert_eq!(diff.conclusion, Conclusion::Inconclusive, "{diff:#?}");
    assert_eq!(gaps(&diff), ["kms: known > not-asked", "kms-target: known > not-asked"]);
}

#[test]
fn a_problem_that_a_cut_run_did_not_meet_is_not_gone() {
    let mut tree = base();
    tree["kms"] = json!({});
    tree["ended"] = json!("deadline");
    let diff = compared(&with_silent_kms_port(), &tree);
    assert!(diff.channels.is_empty() && diff.conclusion == Conclusion::Inconclusive, "{diff:#?}");
}

#[test]
fn silent_dns_removes_no_kms_host() {
    let mut tree = base();
    tree["kms"]["questions"][0]["answers"][0]["srv"] = json!({"outcome": "failed",
        "step": "dns-query", "kind": "timed-out", "elapsed_us": 4_000_000});
    tree["kms"]["targets"] = json!([]);
    let diff = compared(&base(), &tree);
    assert!(diff.things.is_empty(), "{:#?}", diff.things);
    assert_eq!(gaps(&diff), ["srv-record: known > unanswered", "kms-target: known > unanswered"]);
    assert_eq!((kms(&diff).after, kms(&diff).trend), (Standing::Unknown, Trend::Other));
}

#[test]
fn one_silent_server_of_two_may_know_what_the_other_does_not_say() {
    let mut two = base();
    let mut second = two["kms"]["questions"][0]["answers"][0].clone();
    second["server"] = json!("192.0.2.54:53");
    let mut kms2 = second["srv"]["value"]["records"][0].clone();
    kms2["target"] = json!("kms2.corp.example");
    second["srv"]["value"]["records"] = json!([kms2]);
    two["kms"]["questions"][0]["answers"].as_array_mut().unwrap().push(second);
    let mut silent = two.clone();
    silent["kms"]["questions"][0]["answers"][1]["srv"] = json!({"outcome": "answered",
        "value": {"rcode": "refused", "transport": "udp", "records": []}});
    assert_eq!(changed(&two, &silent), [""; 0]);
    assert_eq!(gaps(&compared(&two, &silent)), ["srv-record: known > unanswered"]);
}

#[test]
fn an_empty_container_that_cannot_be_read_holds_what_it_held() {
    let pointer = "/directory/controllers/0/activation_objects/value";
    let unreadable = json!({"result": "found", "objects": [], "container_readable": false});
    assert_eq!(
        gaps(&compared(&base(), &with(pointer, unreadable))),
        ["activation-object: known > unanswered"]
    );
    for gone in [
        json!({"result": "found", "objects": [], "container_readable": true}),
        json!({"result": "no-container"}),
    ] {
        assert_eq!(
            changed(&base(), &with(pointer, gone)),
            ["activation-object  Server: \"AAAAA\" > null"]
        );
    }
}

#[test]
fn two_hosts_are_said_to_be_two() {
    assert!(compared(&base(), &with("/host/name", json!("srv-new"))).is_of_two_hosts());
    assert!(!compared(&base(), &with("/host/name", json!("SRV-APP-07"))).is_of_two_hosts());
}

#[test]
fn other_arguments_are_no_change_of_the_site() {
    let mut forced = base();
    forced["kms"]["questions"] = json!([]);
    forced["kms"]["targets"][0]["host"] = json!("kms2.corp.example");
    forced["kms"]["targets"][0]["origins"] = json!([{"kind": "forced"}]);
    assert_eq!(changed(&base(), &forced), [""; 0]);
    assert_eq!(compared(&base(), &forced).conclusion, Conclusion::Inconclusive);
    let mut unasked = base();
    unasked["kms"] = json!({});
    unasked["asked"]["skipped"] = json!(["kms-discovery"]);
    assert_eq!(changed(&base(), &unasked), [""; 0]);
    let mut expected = base();
    let mut target = expected["kms"]["targets"][0].clone();
    target["host"] = json!("kms3.corp.example");
    target["origins"] = json!([{"kind": "expected"}]);
    expected["kms"]["targets"].as_array_mut().unwrap().push(target);
    assert_eq!(changed(&base(), &expected), [""; 0]);
    let mut given = base();
    given["host"]["dns"]["value"]["servers"][0] =
        json!({"address": "192.0.2.99:53", "origin": "argument"});
    given["host"]["dns"]["value"]["suffixes"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "x.example", "origin": "argument"}));
    assert_eq!(changed(&base(), &given), [""; 0]);
}

#[test]
fn a_host_that_both_runs_were_given_is_compared() {
    let given = |tree: Json| {
        let mut tree = tree;
        tree["kms"]["questions"] = json!([]);
        tree["kms"]["targets"][0]["origins"] = json!([{"kind": "forced"}]);
        tree
    };
    let told = changed(&given(base()), &given(with_silent_kms_port()));
    assert_eq!(
        told,
        ["kms-target kms1.corp.example:1688 : \"bind-accepted\" > \"connect timed-out\""]
    );
}

#[test]
fn what_the_service_itself_does_not_name_is_gone() {
    let live = |mut tree: Json| {
        tree["licensing"]["captures"] = json!([]);
        tree
    };
    let mut cleared = base();
    cleared["licensing"]["windows"]["value"]["forced_kms"] = json!(null);
    let told = changed(&live(base()), &live(cleared.clone()));
    assert_eq!(told, ["forced-kms  : \"kms1.corp.example:1688\" > null"]);
    cleared["licensing"]["captures"] = json!(["dli.txt"]);
    assert_eq!(gaps(&compared(&live(base()), &cleared)), ["forced-kms: known > not-asked"]);
}

#[test]
fn an_object_of_a_silent_controller_is_not_gone() {
    let mut two = base();
    let mut second = two["directory"]["controllers"][0].clone();
    second["host"] = json!("dc2.corp.example");
    second["activation_objects"]["value"]["objects"] =
        json!([{"name": "Windows 11", "partial_key": "BBBBB"}]);
    two["directory"]["controllers"].as_array_mut().unwrap().push(second);
    let mut silent = two.clone();
    silent["directory"]["controllers"][1]["activation_objects"] =
        json!({"outcome": "failed", "step": "ldap-search", "kind": "timed-out"});
    assert_eq!(changed(&two, &silent), [""; 0]);
    assert_eq!(gaps(&compared(&two, &silent)), ["activation-object: known > unanswered"]);
}
