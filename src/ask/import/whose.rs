//! Which of the machines that captures name is asked by the others: it is a KMS host, and none of
//! the clients. And which captures are of a KMS host, and which of none.

use actprobe_probes::capture::{Facts, Part};
use actprobe_probes::evidence::{
    KMS_PORT, LicenceFacts, LicensingEvent, event_id, is_of_kms_request, same_computer,
};

/// Whether they are a KMS host's: by its licence, or by a log of what it served and published.
pub fn is_of_kms_host(facts: &Facts) -> bool {
    let is_written_there = |event: &LicensingEvent| {
        matches!(event.id, event_id::KMS_SERVED | event_id::PUBLISH_FAILED | event_id::PUBLISHED)
    };
    let by_events = !facts.events.is_empty() && facts.events.iter().all(is_written_there);
    by_events || facts.licence.as_ref().is_some_and(LicenceFacts::is_of_kms_host)
}

/// Whether they are of a machine that is no KMS host: it has another key, or asks one.
pub fn is_of_none(facts: &Facts) -> bool {
    let by_licence = facts.licence.as_ref().is_some_and(|licence| {
        licence.channel.is_some() && !licence.is_of_kms_host() || licence.is_of_kms_client()
    });
    by_licence || facts.events.iter().any(asks)
}

fn asks(event: &LicensingEvent) -> bool {
    matches!(event.id, event_id::KMS_REQUEST | event_id::KMS_ANSWER)
        || event.id != event_id::KMS_SERVED && event.code.is_some_and(is_of_kms_request)
}

/// The machines that are no KMS hosts, by name, each once; empty: one without a name.
pub fn no_hosts(placed: &[(&str, &Facts)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let is_none = |facts: &Facts| is_of_none(facts) || looks_for_another(facts, placed);
    for (_, facts) in placed.iter().filter(|(_, facts)| is_none(facts)) {
        if !names.contains(&facts.computer) {
            names.push(facts.computer.clone());
        }
    }
    names
}

/// Whether a machine with a name looks for a KMS host as a client does, and nothing tells that it
/// is that host: a KMS host's licence without a name is not given to it.
fn looks_for_another(facts: &Facts, placed: &[(&str, &Facts)]) -> bool {
    let is_its = |name: &str| same_computer(name, &facts.computer) == Some(true);
    let is_that_host = |own: &Facts| {
        own.kms_host.is_some()
            || own.listens_for_kms == Some(true)
            || is_of_kms_host(own)
            || looked_for(own).any(is_its)
    };
    let mut own = placed.iter().filter(|(_, other)| is_its(&other.computer));
    !facts.computer.is_empty()
        && looked_for(facts).next().is_some()
        && !own.any(|(_, own)| is_that_host(own))
}

/// The KMS hosts that a capture found in DNS, or tried; empty: DNS knew none.
fn looked_for(facts: &Facts) -> impl Iterator<Item = &str> {
    let answers = facts.questions.iter().flat_map(|question| &question.answers);
    let records = answers.filter_map(|answer| answer.srv.value()).flat_map(|found| &found.records);
    let found = records.map(|record| record.target.as_str());
    let any = facts.questions.first().map(|_| "");
    any.into_iter().chain(found).chain(tried(facts))
}

fn tried(facts: &Facts) -> impl Iterator<Item = &str> {
    let tried = facts.connections.iter().filter(|tried| tried.port == KMS_PORT);
    tried.map(|tried| tried.host.as_str())
}

/// Whether a KMS host's licence is there beside a machine that is none. What a computer of one name
/// tells is its own, whatever it was before.
pub fn is_beside(host: &Facts, no_hosts: &[String]) -> bool {
    let licence = host.licence.as_ref();
    licence.is_some_and(|licence| is_licence_beside(licence, &host.computer, no_hosts))
}

/// The same of the licence alone.
pub fn is_licence_beside(licence: &LicenceFacts, computer: &str, no_hosts: &[String]) -> bool {
    let is_another = |name: &String| same_computer(name, computer) != Some(true);
    licence.is_of_kms_host() && no_hosts.iter().any(is_another)
}

/// The KMS hosts that stand beside other machines, by name, each once.
pub fn named_hosts(placed: &[(&str, &Facts)], no_hosts: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, facts) in placed.iter().filter(|(_, facts)| is_beside(facts, no_hosts)) {
        if !facts.computer.is_empty() && !names.contains(&facts.computer) {
            names.push(facts.computer.clone());
        }
    }
    names
}

/// Where the licences of KMS hosts without a name stand, apart from all that is of other machines.
pub fn unnamed_hosts(placed: &[(&str, &Facts)], no_hosts: &[String]) -> Vec<(String, Part)> {
    let is_shared = |(file, host): &(&str, &Facts)| {
        let mut others = placed.iter().filter(|(other, facts)| other == file && is_of_none(facts));
        others.any(|(_, facts)| !facts.part.is_apart(host.part))
    };
    let unnamed = placed.iter().filter(|(_, facts)| facts.computer.is_empty());
    let hosts = unnamed.filter(|(_, facts)| is_beside(facts, no_hosts));
    let apart = hosts.filter(|place| !is_shared(place));
    apart.map(|(file, facts)| ((*file).to_owned(), facts.part)).collect()
}

/// The names of those that are.
pub fn asked(placed: &[(&str, &Facts)]) -> Vec<String> {
    let requests: Vec<(&Facts, &str)> =
        placed.iter().flat_map(|(_, facts)| hosts(facts).map(move |host| (*facts, host))).collect();
    let mut asked: Vec<String> = Vec::new();
    for (_, facts) in placed {
        let is_new = !facts.computer.is_empty() && !asked.contains(&facts.computer);
        if is_new && requests.iter().any(|request| is_request_to(*request, facts)) {
            asked.push(facts.computer.clone());
        }
    }
    asked
}

/// The KMS hosts that a capture asks, or is told to.
fn hosts(facts: &Facts) -> impl Iterator<Item = &str> {
    let told =
        facts.licence.iter().flat_map(|licence| [&licence.forced_kms, &licence.discovered_kms]);
    tried(facts).chain(told.flatten().map(|told| told.host.as_str()))
}

/// Who asks without a name may be that machine itself, where it has a licence.
fn is_request_to((by, host): (&Facts, &str), facts: &Facts) -> bool {
    let is_by_another = match by.computer.is_empty() {
        true => facts.licensing_service.is_some() || facts.licensing_service_stopped.is_some(),
        false => same_computer(&by.computer, &facts.computer) == Some(false),
    };
    is_by_another && same_computer(host, &facts.computer) == Some(true)
}
