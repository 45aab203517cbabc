//! The answer, the exit code, the next step and the owners of all steps: for each state of the
//! licence, each kind of key and each state of the network.

use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::{PageSize, Style, render};
use actprobe_probes::evidence::{Evidence, Id, Observed, ServiceStart, WindowsFacts};
use serde_json::json;

use super::judged;

/// KMS and online work.
const GREEN: &str = "nothing-is-wrong";
/// KMS is broken, online works.
const NO_KMS: &str = "another-service-on-1688";
/// Online is broken, KMS works.
const NO_ONLINE: &str = "certificate-revoked";
/// Neither works.
const ISOLATED: &str = "isolated-host";

/// Nothing is known of any way.
const UNTOLD: &str = "every-dns-server-silent";
/// ADBA, KMS and online work.
const DOMAIN: &str = "adba-healthy-beside-kms";
/// ADBA and online work, and no KMS host is published.
const DOMAIN_ALONE: &str = "adba-ready-and-no-kms";
/// No object for activation, and KMS works.
const NO_ADBA: &str = "adba-never-deployed";
/// Neither ADBA nor KMS works.
const NO_VOLUME: &str = "adba-controllers-dropped-and-no-kms";

/// A virtual machine that its Hyper-V host can activate.
const GUEST: &str = "hyper-v-guest-whose-licence-was-not-read";
/// Its Hyper-V host cannot.
const GUEST_OF_STANDARD: &str = "hyper-v-host-is-standard";

const FOR_180_DAYS: u64 = 259_200;
const TEN_DAYS: u64 = 14_400;

/// A licence: `LicenseStatus`, the channel of its key, and the minutes that are left.
type Licence = Option<(&'static str, &'static str, u64)>;

/// What is expected: the answer's id, the exit code, what the next step takes or mends (empty:
/// none), and the owners, each once.
type Expected = (&'static str, u8, &'static str, &'static [&'static str]);

const HOST: &[&str] = &["host-admin"];
const NOBODY: &[&str] = &[];
/// A KMS host that publishes nothing: itself, its zone, or the suffix of this host.
const PUBLISHING: &[&str] = &["dns-admin", "host-admin", "kms-admin"];
const OF_DNS: &[&str] = &["dns-admin-or-network-team"];

#[rustfmt::skip]
const ROWS: &[(&str, Licence, Expected)] = &[
    (GREEN, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 0, "", NOBODY)),
    (NO_KMS, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 1, "bind-other-protocol", &["kms-admin"])),
    (NO_ONLINE, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 0, "", NOBODY)),
    (ISOLATED, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 1, "no-route", HOST)),
    (GREEN, Some(("notification", "kms-client", 0)), ("answer-not-activated", 0, "activate", HOST)),
    (NO_KMS, Some(("notification", "kms-client", 0)),
        ("answer-not-activated", 1, "bind-other-protocol", &["kms-admin"])),
    (NO_ONLINE, Some(("notification", "kms-client", 0)),
        ("answer-not-activated", 0, "activate", HOST)),
    (ISOLATED, Some(("notification", "kms-client", 0)),
        ("answer-not-activated", 1, "no-route", HOST)),
    (GREEN, Some(("initial-grace", "kms-client", TEN_DAYS)),
        ("answer-not-activated", 0, "activate", HOST)),
    (NO_KMS, Some(("initial-grace", "kms-client", TEN_DAYS)),
        ("answer-not-activated", 1, "bind-other-protocol", &["kms-admin"])),
    (NO_ONLINE, Some(("initial-grace", "kms-client", TEN_DAYS)),
        ("answer-not-activated", 0, "activate", HOST)),
    (ISOLATED, Some(("initial-grace", "kms-client", TEN_DAYS)),
        ("answer-not-activated", 1, "no-route", HOST)),
    (GREEN, Some(("licensed", "mak", 0)), ("answer-activated-for-good", 0, "", NOBODY)),
    (NO_KMS, Some(("licensed", "mak", 0)), ("answer-activated-for-good", 0, "", NOBODY)),
    // What is broken is told; nothing of it has to be done now.
    (NO_ONLINE, Some(("licensed", "mak", 0)),
        ("answer-activated-for-good", 0, "", &["proxy-team"])),
    (ISOLATED, Some(("licensed", "mak", 0)), ("answer-activated-for-good", 0, "", HOST)),
    (GREEN, Some(("notification", "mak", 0)), ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_KMS, Some(("notification", "mak", 0)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_ONLINE, Some(("notification", "mak", 0)),
        ("answer-not-activated", 1, "take-client-key", &["host-admin", "proxy-team"])),
    (ISOLATED, Some(("notification", "mak", 0)),
        ("answer-not-activated", 1, "activate-offline", HOST)),
    (GREEN, Some(("initial-grace", "mak", TEN_DAYS)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_KMS, Some(("initial-grace", "mak", TEN_DAYS)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_ONLINE, Some(("initial-grace", "mak", TEN_DAYS)),
        ("answer-not-activated", 1, "take-client-key", &["host-admin", "proxy-team"])),
    (ISOLATED, Some(("initial-grace", "mak", TEN_DAYS)),
        ("answer-not-activated", 1, "activate-offline", HOST)),
    (GREEN, Some(("licensed", "retail", 0)), ("answer-activated-for-good", 0, "", NOBODY)),
    (NO_KMS, Some(("licensed", "retail", 0)), ("answer-activated-for-good", 0, "", NOBODY)),
    (ISOLATED, Some(("licensed", "retail", 0)), ("answer-activated-for-good", 0, "", HOST)),
    (GREEN, Some(("notification", "retail", 0)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_KMS, Some(("notification", "retail", 0)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    // Whether a licence of another kind may go over to KMS is not for a network to say.
    (NO_ONLINE, Some(("notification", "retail", 0)),
        ("answer-not-activated", 1, "certificate-revoked", &["host-admin", "proxy-team"])),
    (NO_ONLINE, Some(("licensed", "retail", 0)),
        ("answer-activated-for-good", 0, "", &["proxy-team"])),
    (GREEN, Some(("initial-grace", "retail", TEN_DAYS)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (ISOLATED, Some(("initial-grace", "retail", TEN_DAYS)),
        ("answer-not-activated", 1, "activate-offline", HOST)),
    (NO_KMS, Some(("licensed", "oem", 0)), ("answer-activated-for-good", 0, "", NOBODY)),
    (NO_ONLINE, Some(("licensed", "oem", 0)),
        ("answer-activated-for-good", 0, "", &["proxy-team"])),
    (GREEN, Some(("initial-grace", "oem", TEN_DAYS)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (GREEN, Some(("licensed", "oem", 0)), ("answer-activated-for-good", 0, "", NOBODY)),
    (ISOLATED, Some(("licensed", "oem", 0)), ("answer-activated-for-good", 0, "", HOST)),
    (GREEN, Some(("notification", "oem", 0)), ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_KMS, Some(("notification", "oem", 0)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_ONLINE, Some(("notification", "oem", 0)),
        ("answer-not-activated", 1, "certificate-revoked", &["host-admin", "proxy-team"])),
    (ISOLATED, Some(("notification", "oem", 0)), ("answer-not-activated", 1, "no-route", HOST)),
    (GREEN, Some(("licensed", "kms-host", 0)), ("answer-kms-host-activated", 0, "", NOBODY)),
    (GREEN, Some(("notification", "kms-host", 0)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_KMS, Some(("notification", "kms-host", 0)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (ISOLATED, Some(("notification", "kms-host", 0)),
        ("answer-not-activated", 1, "activate-offline", HOST)),
    (NO_KMS, Some(("licensed", "kms-host", 0)), ("answer-kms-host-activated", 0, "", NOBODY)),
    (NO_ONLINE, Some(("licensed", "kms-host", 0)),
        ("answer-kms-host-activated", 0, "", &["proxy-team"])),
    (ISOLATED, Some(("licensed", "kms-host", 0)), ("answer-kms-host-activated", 0, "", HOST)),
    // The key of a KMS host is never replaced by a client's.
    (NO_ONLINE, Some(("notification", "kms-host", 0)),
        ("answer-not-activated", 1, "certificate-revoked", &["host-admin", "proxy-team"])),
    (DOMAIN, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 0, "", NOBODY)),
    (DOMAIN, Some(("notification", "kms-client", 0)),
        ("answer-not-activated", 0, "activate", HOST)),
    // Whoever may publish a KMS host is told of it, below what is to be done.
    (DOMAIN_ALONE, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 0, "", PUBLISHING)),
    (DOMAIN_ALONE, Some(("notification", "kms-client", 0)),
        ("answer-not-activated", 0, "activate", PUBLISHING)),
    (DOMAIN_ALONE, Some(("initial-grace", "kms-client", TEN_DAYS)),
        ("answer-not-activated", 0, "activate", PUBLISHING)),
    (DOMAIN_ALONE, Some(("notification", "mak", 0)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (NO_ADBA, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 0, "", &["directory-team"])),
    (NO_ADBA, Some(("notification", "kms-client", 0)),
        ("answer-not-activated", 0, "activate", &["directory-team", "host-admin"])),
    (NO_VOLUME, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 1, "srv-name-not-found",
            &["directory-team-or-network-team", "dns-admin", "host-admin", "kms-admin"])),
    (NO_VOLUME, Some(("notification", "kms-client", 0)),
        ("answer-not-activated", 1, "srv-name-not-found",
            &["directory-team-or-network-team", "dns-admin", "host-admin", "kms-admin"])),
    (NO_VOLUME, Some(("notification", "mak", 0)),
        ("answer-not-activated", 0, "activate-online", HOST)),
    (DOMAIN, None, ("answer-ways-open", 0, "", NOBODY)),
    (DOMAIN_ALONE, None, ("answer-ways-open", 0, "", PUBLISHING)),
    (GUEST, Some(("initial-grace", "avma", TEN_DAYS)),
        ("answer-not-activated", 0, "activate-by-host", HOST)),
    (GUEST, Some(("licensed", "avma", TEN_DAYS)), ("answer-activated-for-a-time", 0, "", NOBODY)),
    (GUEST, Some(("notification", "avma", 0)),
        ("answer-not-activated", 0, "activate-by-host", HOST)),
    (GUEST_OF_STANDARD, Some(("notification", "avma", 0)),
        ("answer-not-activated", 1, "avma-host-not-datacenter", &["host-admin", "hyper-v-admin"])),
    (GREEN, Some(("notification", "avma", 0)),
        ("answer-not-activated", 1, "avma-other-hypervisor", HOST)),
    (ISOLATED, Some(("notification", "retail", 0)),
        ("answer-not-activated", 1, "activate-offline", HOST)),
    (GREEN, Some(("licensed", "time-based", FOR_180_DAYS)),
        ("answer-evaluation", 1, "edition-evaluation", HOST)),
    // Once it is converted, it needs a way: what is broken is told.
    (NO_KMS, Some(("licensed", "time-based", FOR_180_DAYS)),
        ("answer-evaluation", 1, "edition-evaluation", &["host-admin", "kms-admin"])),
    (NO_ONLINE, Some(("licensed", "time-based", FOR_180_DAYS)),
        ("answer-evaluation", 1, "edition-evaluation", &["host-admin", "proxy-team"])),
    (ISOLATED, Some(("licensed", "time-based", FOR_180_DAYS)),
        ("answer-evaluation", 1, "edition-evaluation", HOST)),
    (UNTOLD, Some(("licensed", "kms-client", FOR_180_DAYS)),
        ("answer-activated-for-a-time", 3, "dns-silent", OF_DNS)),
    (UNTOLD, Some(("notification", "kms-client", 0)),
        ("answer-not-activated", 3, "dns-silent", OF_DNS)),
    (UNTOLD, Some(("licensed", "mak", 0)), ("answer-activated-for-good", 0, "", OF_DNS)),
    // Offline needs no name.
    (UNTOLD, Some(("notification", "mak", 0)),
        ("answer-not-activated", 3, "dns-silent", &["dns-admin-or-network-team", "host-admin"])),
    (UNTOLD, None, ("answer-ways-unseen", 3, "dns-silent", OF_DNS)),
    (GREEN, None, ("answer-ways-open", 0, "", NOBODY)),
    (NO_KMS, None, ("answer-ways-open", 0, "", &["kms-admin"])),
    (NO_ONLINE, None, ("answer-ways-open", 0, "", &["proxy-team"])),
    (ISOLATED, None, ("answer-no-way-open", 1, "no-route", HOST)),
];

#[test]
fn each_state_of_the_licence_has_its_answer_on_each_network() {
    let differing = ROWS.iter().filter_map(|(network, licence, expected)| {
        let report = Report::of(situation(network, *licence));
        let found = found(&report);
        let (answer, exit, next, owners) = *expected;
        let wanted = (answer.to_owned(), exit, next.to_owned(), texts(owners));
        (found != wanted)
            .then(|| format!("{network} {licence:?}\n  wanted {wanted:?}\n  found  {found:?}"))
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

/// What a terminal shows at once: the answer, what to do now, and how to see that it worked.
#[test]
fn a_common_case_fits_a_window_of_eighty_by_twenty_five() {
    let page = Style { page: Some(PageSize { columns: 80, rows: 25 }), ..Style::default() };
    for (network, licence) in [
        (GREEN, None),
        (GREEN, Some(("licensed", "kms-client", FOR_180_DAYS))),
        (GREEN, Some(("notification", "kms-client", 0))),
        (GREEN, Some(("initial-grace", "kms-client", TEN_DAYS))),
        (GREEN, Some(("licensed", "mak", 0))),
        (GREEN, Some(("notification", "mak", 0))),
        (GREEN, Some(("initial-grace", "mak", TEN_DAYS))),
        (GREEN, Some(("licensed", "retail", 0))),
    ] {
        let report = Report::of(situation(network, licence));
        let text = render(&report, &Speech::new(Language::English), page);
        let lines = text.lines().count();
        assert!(lines <= 25, "{lines} lines: {network} {licence:?}\n{text}");
    }
}

/// What was required is answered before the licence, and before every other way that is open.
#[test]
fn what_was_required_is_answered_first() {
    let rows = [
        (GREEN, "kms", "answer-required-work", 0),
        (NO_KMS, "kms", "answer-required-blocked", 1),
        (NO_KMS, "online", "answer-required-work", 0),
        (NO_ONLINE, "online", "answer-required-blocked", 1),
        (ISOLATED, "phone", "answer-required-work", 0),
    ];
    for (network, required, answer, exit) in rows {
        let mut evidence = situation(network, None);
        evidence.asked.required = vec![serde_json::from_value(json!(required)).unwrap()];
        let report = Report::of(evidence);
        let (found, code, ..) = found(&report);
        assert_eq!((found.as_str(), code), (answer, exit), "{network} {required}");
    }
}

/// Every way goes through that service, and so does a confirmation ID.
#[test]
fn a_licensing_service_that_is_disabled_leaves_no_way_not_even_offline() {
    let mut evidence = situation(GREEN, None);
    let disabled = WindowsFacts {
        licensing_service: Some(ServiceStart::Disabled),
        ..evidence.host.windows.value().cloned().unwrap_or_default()
    };
    evidence.host.windows = Observed::Answered { value: disabled, elapsed_us: 0 };
    let (answer, exit, ..) = found(&Report::of(evidence));
    assert_eq!((answer.as_str(), exit), ("answer-no-way-at-all", 1));
}

/// What the directory activates needs no KMS host in DNS; that a renewal failed is said at once.
#[test]
fn an_activation_for_a_time_says_what_it_needs() {
    let rows = [
        ("capture-activated-by-an-object-where-no-kms-is-published", "", NOBODY),
        ("capture-activated-and-a-renewal-failed", "0xC004F074", HOST),
        ("capture-activated-and-logged-renewal-failed", "0xC004F074", HOST),
        ("capture-activated-since-a-logged-failure", "", NOBODY),
    ];
    for (name, failed, wanted) in rows {
        let (_, report) = judged().iter().find(|(scenario, _)| scenario.name == name).unwrap();
        let (answer, _, _, owners) = found(report);
        let said = serde_json::to_value(&report.advice.answer.main.says).unwrap();
        assert_eq!(answer, "answer-activated-for-a-time", "{name}");
        assert_eq!((said["failed"].as_str(), owners), (Some(failed), texts(wanted)), "{name}");
    }
}

/// The host refuses the release: nobody is told to look for another key.
#[test]
fn an_avma_key_of_the_right_edition_is_not_called_wrong() {
    let name = "capture-right-avma-key-on-an-older-host";
    let (_, report) = judged().iter().find(|(scenario, _)| scenario.name == name).unwrap();
    let steps = serde_json::to_string(&report.advice.steps).unwrap();
    assert!(steps.contains("use-other-way") && !steps.contains("match-key-to-edition"), "{steps}");
}

/// An event alone tells how the last activation ended, whichever way it went.
#[test]
fn an_event_alone_is_answered() {
    let rows = [
        ("event-alone-activated-by-an-object", "answer-last-succeeded", Some("directory"), 0),
        ("event-alone-avma-succeeded", "answer-last-succeeded", Some("hyper-v"), 0),
        ("event-alone-object-not-retrieved", "answer-last-failed", None, 3),
        ("event-alone-avma-refused", "answer-last-failed", None, 3),
    ];
    for (name, answer, by, exit) in rows {
        let (_, report) = judged().iter().find(|(scenario, _)| scenario.name == name).unwrap();
        let (found, code, ..) = found(report);
        let said = serde_json::to_value(&report.advice.answer.main.says).unwrap();
        let found_by = said.get("by").and_then(|by| by.as_str());
        assert_eq!((found.as_str(), found_by, code), (answer, by, exit), "{name}");
    }
}

fn texts(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn found(report: &Report) -> (String, u8, String, Vec<String>) {
    let advice = &report.advice;
    let next =
        advice.next.and_then(|next| advice.steps.get(next)).map_or("", |step| step.task.id());
    let mut owners: Vec<String> = advice.steps.iter().map(|s| s.owner.id().to_owned()).collect();
    owners.sort_unstable();
    owners.dedup();
    let answer = advice.answer.main.says.id().to_owned();
    (answer, report.verdict.outcome.exit_code(), next.to_owned(), owners)
}

fn situation(network: &str, licence: Licence) -> Evidence {
    let found = judged().iter().find(|(scenario, _)| scenario.name == network);
    let mut tree = serde_json::to_value(&found.unwrap().0.evidence).unwrap();
    tree["asked"]["required"] = json!([]);
    let Some((status, channel, minutes)) = licence else {
        return serde_json::from_value(tree).unwrap();
    };
    tree["licensing"]["windows"] = json!({
        "outcome": "answered",
        "elapsed_us": 100,
        "value": {
            "name": "Windows(R), ServerDatacenter edition",
            "channel": channel,
            "status": status,
            "partial_key": "XW66X",
            "remaining_minutes": minutes,
        },
    });
    serde_json::from_value(tree).unwrap()
}
