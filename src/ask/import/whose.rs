//! Which of the machines that captures name is asked by the others: it is a KMS host, and none of
//! the clients.

use actprobe_probes::capture::Facts;
use actprobe_probes::evidence::{KMS_PORT, same_computer};

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
    let tried = facts.connections.iter().filter(|tried| tried.port == KMS_PORT);
    let told =
        facts.licence.iter().flat_map(|licence| [&licence.forced_kms, &licence.discovered_kms]);
    tried.map(|tried| tried.host.as_str()).chain(told.flatten().map(|told| told.host.as_str()))
}

/// Who asks without a name may be that machine itself, where it has a licence.
fn is_request_to((by, host): (&Facts, &str), facts: &Facts) -> bool {
    let is_by_another = match by.computer.is_empty() {
        true => facts.licensing_service.is_some() || facts.licensing_service_stopped.is_some(),
        false => same_computer(&by.computer, &facts.computer) == Some(false),
    };
    is_by_another && same_computer(host, &facts.computer) == Some(true)
}
