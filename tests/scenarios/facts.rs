//! Whatever can stand in the evidence is cited by a requirement in some situation, or is listed
//! here with the reason why none cites it: a fact that is read and never judged is either work for
//! nothing, or an answer that was forgotten.

use std::collections::BTreeSet;

use actprobe_probes::evidence::Evidence;
use serde_json::Value;

use super::{judged, walk};

/// Places, with all that is inside them, which no requirement cites; and why.
const UNCITED: &[(&str, &str)] = &[
    // The file and the run.
    ("/schema_version", "how the file is read"),
    ("/tool_version", "who wrote it"),
    ("/started_at", "when; the clocks are compared with each other"),
    ("/ended", CAVEAT),
    ("/asked/required", "what is wished: the outcome weighs it"),
    ("/asked/fail_on", "what is wished: the outcome weighs it"),
    ("/asked/offline", CAVEAT),
    ("/asked/skipped", CAVEAT),
    ("/imports", CAVEAT),
    ("/connections", CHANCE),
    // The host.
    ("/host/name", "whose report it is"),
    ("/host/windows/kind", "where nothing was read, each fact is told as unseen"),
    ("/host/windows/outcome", "where nothing was read, each fact is told as unseen"),
    ("/host/windows/value/name", "whose report it is"),
    ("/host/windows/value/source", CAVEAT),
    ("/host/windows/value/licensing_service_stopped", "of a KMS host alone: the answer says it"),
    ("/host/windows/value/kms_client/forced", PLAN),
    ("/host/windows/value/kms_client/cached", PLAN),
    ("/host/windows/value/kms_client/caching", PLAN),
    ("/host/windows/value/kms_client/lookup_domain", PLAN),
    ("/host/windows/value/time_service/synchronised", CAVEAT),
    ("/host/windows/value/time_service/resync", CAVEAT),
    ("/host/windows/value/time_service/kind", PLAN),
    ("/host/windows/value/time_service/servers", PLAN),
    // What was asked.
    ("/kms/questions/*/name", SUBJECT),
    ("/kms/questions/*/origin", SUBJECT),
    ("/kms/questions/*/answers/*/server", SUBJECT),
    ("/kms/over_tcp/*/server", SUBJECT),
    ("/kms/targets/*/host", SUBJECT),
    ("/kms/targets/*/port", SUBJECT),
    ("/kms/targets/*/endpoints/*/address", SUBJECT),
    ("/kms/targets/*/endpoints/*/silent_tries", CHANCE),
    ("/kms/targets_dropped", CAVEAT),
    ("/directory/site", SUBJECT),
    ("/directory/domain_origin", SUBJECT),
    ("/directory/locator/*/name", SUBJECT),
    ("/directory/locator/*/origin", SUBJECT),
    ("/directory/locator/*/answers/*/server", SUBJECT),
    ("/directory/locator/*/answers/*/serves_names", "of captures alone, which ask none of these"),
    ("/directory/locator/*/answers/*/is_home_router", "of captures alone, which ask none of these"),
    ("/directory/locator/*/system", "this host's servers are asked for controllers, no resolver"),
    ("/directory/controllers/*/host", SUBJECT),
    ("/directory/controllers/*/named", SUBJECT),
    ("/directory/controllers/*/address", SUBJECT),
    ("/directory/controllers/*/other_addresses/*/address", SUBJECT),
    ("/directory/controllers_dropped", CAVEAT),
    ("/licensing/captures", "whose words the events are"),
    ("/licensing/of_key_change", "which command ended with the code: said with it"),
    ("/licensing/tried_key", "what the key is for: the answer says it"),
    ("/licensing/other_errors", "what other commands met: advice says it"),
    ("/licensing/ends_as_told", "a day that nobody can read: the answer says it"),
    ("/licensing/no_key", "what is done next: advice says it"),
    ("/licensing/firmware_key", "which key is there besides: said with what that is judged by"),
    ("/licensing/without_vbscript", "which commands can be typed: advice says it"),
    ("/host/vpn_off", "what is connected first: said with what is missed without it"),
    ("/host/windows/value/is_domain_controller", "how it is converted: said with the evaluation"),
    ("/licensing/codes_by_hand", "what is asked about: advice answers it"),
    ("/licensing/events_dropped", CAVEAT),
    ("/online/endpoints/*/url", SUBJECT),
    ("/online/endpoints/*/need", "how much weighs what is judged"),
    ("/online/endpoints/*/hops/*/to", SUBJECT),
    ("/proxy/source", "whose settings they are: said with them"),
];

const CHANCE: &str = "tells silences of chance from others, before anything is judged";
const CAVEAT: &str = "decides nothing by itself: a caveat";
const PLAN: &str = "decides what is asked: it stands again as the origin of what was";
const SUBJECT: &str = "what is asked: the subject of what is judged";

/// What each step says of itself. It is cited with the step.
const OF_A_STEP: [&str; 6] = ["elapsed_us", "reason", "reporter", "step", "detail", "flow"];

/// A citation of more facts is one of a whole room, and names none of them. A licence has one more
/// than thirty, and is cited as one.
const MOST: usize = 31;

#[test]
fn every_fact_is_cited_or_listed_with_its_reason() {
    let facts = all_facts();
    let inside = |pointer: &String| facts.iter().filter(|f| walk::covers(pointer, f)).count();
    let mut cited = cited();
    cited.retain(|pointer| inside(pointer) <= MOST);
    let is_cited = |fact: &&String| cited.iter().any(|pointer| walk::covers(pointer, fact));
    let (told, untold): (Vec<&String>, Vec<&String>) = facts.iter().partition(is_cited);
    let listed = |fact: &&&String| UNCITED.iter().any(|(place, _)| walk::covers(place, fact));
    let forgotten: Vec<_> = untold.iter().filter(|fact| !listed(fact)).collect();
    assert!(forgotten.is_empty(), "never cited, and not listed: {forgotten:#?}");
    for (place, why) in UNCITED {
        let is_there = |facts: &[&String]| facts.iter().any(|fact| walk::covers(place, fact));
        assert!(is_there(&untold) && !is_there(&told), "{place} is cited, or is none: {why}");
    }
}

/// The pointers of all situations, with `*` for each index.
fn cited() -> BTreeSet<String> {
    let channels = judged().iter().flat_map(|(_, report)| &report.verdict.channels);
    let pointers = channels.flat_map(|channel| &channel.requirements).flat_map(|one| &one.because);
    pointers.map(|pointer| without_indices(pointer)).collect()
}

fn without_indices(pointer: &str) -> String {
    let steps = pointer.split('/').map(|step| if step.parse::<u64>().is_ok() { "*" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

/// The places of all values that the types of the evidence can hold.
fn all_facts() -> BTreeSet<String> {
    let schema = serde_json::to_value(schemars::schema_for!(Evidence)).unwrap();
    let mut facts = BTreeSet::new();
    walk_type(&schema, &schema, "", &mut facts);
    facts
}

fn walk_type(root: &Value, schema: &Value, at: &str, facts: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let meant = root.pointer(name.trim_start_matches('#')).unwrap();
        return walk_type(root, meant, at, facts);
    }
    let inside = inside(schema, at);
    if inside.is_empty() && schema["type"] != "null" {
        facts.insert(at.to_owned());
    }
    for (place, of) in inside {
        walk_type(root, of, &place, facts);
    }
}

fn inside<'s>(schema: &'s Value, at: &str) -> Vec<(String, &'s Value)> {
    let fields = schema["properties"].as_object().into_iter().flatten();
    let fields = fields.filter(|(name, _)| !OF_A_STEP.contains(&name.as_str()));
    let fields = fields.map(|(name, of)| (format!("{at}/{name}"), of));
    let items = ["items", "additionalProperties"].map(|key| &schema[key]);
    let items = items.into_iter().filter(|of| of.is_object()).map(|of| (format!("{at}/*"), of));
    let either = ["anyOf", "oneOf", "allOf"].map(|key| schema[key].as_array());
    let either = either.into_iter().flatten().flatten().map(|of| (at.to_owned(), of));
    fields.chain(items).chain(either).collect()
}
